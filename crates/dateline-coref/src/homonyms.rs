//! Names that two states bear: Congo. The one that is in the news is meant, unless the article names the other so that
//! nobody can mistake it (“the Republic of the Congo”, “Brazzaville”) and does not name the first in such a way.

use crate::article::{Article, lower_into};
use crate::clusters::Clusters;
use crate::data::{Data, bad, records};
use dateline_core::layers::{Label, Mention, Normal};
use dateline_core::{Error, Output};

const HOMONYMS: &str = include_str!("../data/homonyms.tsv");

/// A line of the table.
#[derive(Clone, Debug)]
pub(crate) struct Homonym {
    /// ISO 3166-1 alpha-3 of the state that is meant as a rule.
    usual: &'static str,
    /// The same of the other.
    other: &'static str,
    /// The names that both bear, in lower case.
    names: Vec<&'static str>,
    /// Names of the other alone.
    proper: Vec<&'static str>,
}

/// Reads the table.
///
/// # Errors
/// A line that has too few columns.
pub(crate) fn read() -> Result<Vec<Homonym>, Error> {
    let row = |line: &'static str| {
        let mut cells = line.split('\t');
        Some(Homonym {
            usual: cells.next()?,
            other: cells.next()?,
            names: cells.next()?.split('|').collect(),
            proper: cells.next()?.split('|').collect(),
        })
    };
    records(HOMONYMS)
        .map(|(number, line)| row(line).ok_or_else(|| bad("homonyms.tsv", number, "takes four columns")))
        .collect()
}

/// The mentions of such names with the state that each means; their clusters become that state's.
pub(crate) fn tell(
    article: Article<'_>,
    data: &Data,
    mentions: &[Mention],
    clusters: &mut Clusters,
) -> Vec<(usize, u16)> {
    let mut told = Vec::new();
    let mut lower = String::new();
    for homonym in &data.homonyms {
        let (Some(usual), Some(other)) = (data.code(homonym.usual), data.code(homonym.other)) else {
            continue;
        };
        let mut borne: Vec<usize> = Vec::new();
        let (mut speaks_of_usual, mut speaks_of_other) = (false, false);
        for (index, mention) in mentions.iter().enumerate() {
            if !matches!(mention.label, Label::Gpe | Label::Norp) {
                continue;
            }
            lower_into(article.doc.slice(mention.span), &mut lower);
            let name = lower.strip_prefix("the ").unwrap_or(&lower);
            if homonym.names.contains(&name) {
                borne.push(index);
            } else if homonym.proper.contains(&name) {
                speaks_of_other = true;
            } else {
                let own = data.state(name).or_else(|| data.seat(name));
                speaks_of_usual |= own == Some(usual);
            }
        }
        let state = if speaks_of_other && !speaks_of_usual {
            other
        } else {
            usual
        };
        for label in [Label::Gpe, Label::Norp] {
            join(mentions, clusters, &borne, label, state);
        }
        told.extend(borne.into_iter().map(|index| (index, state)));
    }
    told
}

/// Gives the mentions of one label to the cluster that names the state otherwise, or makes their own the state's.
fn join(mentions: &[Mention], clusters: &mut Clusters, borne: &[usize], label: Label, state: u16) {
    let is = |index: &usize| mentions.get(*index).is_some_and(|it| it.label == label);
    let mine: Vec<usize> = borne.iter().copied().filter(is).collect();
    let elsewhere = (0..mentions.len())
        .filter(|index| is(index) && !borne.contains(index))
        .filter_map(|index| clusters.of(index))
        .find(|cluster| {
            clusters
                .get(*cluster)
                .is_some_and(|it| it.label == label && it.state == Some(state))
        });
    let Some(target) = elsewhere.or_else(|| mine.iter().find_map(|index| clusters.of(*index))) else {
        return;
    };
    // A cluster that the names share with one that is not theirs (the other state's full name) stays with that.
    let shared = (0..mentions.len())
        .any(|index| is(&index) && !borne.contains(&index) && clusters.of(index) == Some(target));
    let target = match clusters.get(target).cloned() {
        Some(own) if elsewhere.is_none() && shared => clusters.add(own),
        _ => target,
    };
    if let Some(it) = clusters.get_mut(target) {
        it.state = Some(state);
    }
    for index in mine {
        clusters.put(index, target);
    }
}

/// Writes the state's codes to its mentions.
pub(crate) fn write(data: &Data, told: &[(usize, u16)], mentions: &mut [Mention], out: &mut Output<'_>) {
    for (index, state) in told {
        if let Some(mention) = mentions.get_mut(*index)
            && let Some(codes) = data.codes(*state)
            && let Some(Normal::Place(place)) = &mut mention.normal
        {
            place.alpha3 = out.intern(codes.alpha3);
            place.alpha2 = out.intern(codes.alpha2);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_names_states_and_names_that_they_share() {
        let data = Data::load(&[]).unwrap();
        assert!(!data.homonyms.is_empty());
        for it in &data.homonyms {
            let (usual, other) = (data.code(it.usual), data.code(it.other));
            assert!(usual.is_some() && other.is_some() && usual != other);
            for name in &it.names {
                assert!(!it.proper.contains(name));
                assert_eq!(name.to_lowercase(), **name);
            }
        }
    }
}
