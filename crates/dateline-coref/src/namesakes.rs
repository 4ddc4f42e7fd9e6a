//! Names that a state shares with a region of another: Georgia, which is also a state of the United States.
//!
//! The article decides, and for all its mentions alike. It speaks of the region where it names another region of the
//! same country, or a town of that very one, or calls it a state (“the state of Georgia”), and nothing else in it
//! belongs to the other state: no town of it, and not its people.

use crate::article::{Article, lower_into};
use crate::clusters::Clusters;
use crate::data::{Data, bad, records};
use crate::towns;
use dateline_core::layers::{Label, Mention, Normal, Place, PlaceKind};
use dateline_core::{Error, Output};
use std::ops::Range;

const NAMESAKES: &str = include_str!("../data/namesakes.tsv");

/// A line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Namesake {
    /// The name that both bear, in lower case.
    name: &'static str,
    /// ISO 3166-1 alpha-2 of the state that bears it.
    state: &'static str,
    /// ISO 3166-1 alpha-3 of the state in which the region lies.
    alpha3: &'static str,
    /// The same, alpha-2.
    alpha2: &'static str,
    /// The region, as the table of towns writes it.
    area: &'static str,
    /// ISO 3166-2 of the region.
    code: &'static str,
}

/// Reads the table.
///
/// # Errors
/// A line that has too few columns.
pub(crate) fn read() -> Result<Vec<Namesake>, Error> {
    let row = |line: &'static str| {
        let mut cells = line.split('\t');
        Some(Namesake {
            name: cells.next()?,
            state: cells.next()?,
            alpha3: cells.next()?,
            alpha2: cells.next()?,
            area: cells.next()?,
            code: cells.next()?,
        })
    };
    records(NAMESAKES)
        .map(|(number, line)| row(line).ok_or_else(|| bad("namesakes.tsv", number, "takes six columns")))
        .collect()
}

/// The clusters whose name means a region here, which are no states any more.
pub(crate) fn tell(
    article: Article<'_>,
    data: &Data,
    mentions: &[Mention],
    spans: &[Range<usize>],
    clusters: &mut Clusters,
) -> Vec<(usize, Namesake)> {
    let mut found = Vec::new();
    for namesake in data.namesakes.iter().copied() {
        let Some(state) = data.state(namesake.name) else {
            continue;
        };
        let cluster = (0..mentions.len())
            .filter_map(|index| clusters.of(index))
            .find(|number| {
                clusters.get(*number).is_some_and(|it| {
                    it.state == Some(state) && it.label == Label::Gpe && it.words == [namesake.name]
                })
            });
        let Some(cluster) = cluster else { continue };
        if is_region(article, mentions, spans, &namesake)
            && let Some(it) = clusters.get_mut(cluster)
        {
            it.state = None;
            found.push((cluster, namesake));
        }
    }
    found
}

/// Whether what else the article names makes it the region.
fn is_region(
    article: Article<'_>,
    mentions: &[Mention],
    spans: &[Range<usize>],
    namesake: &Namesake,
) -> bool {
    let mut region = false;
    let mut lower = String::new();
    for (mention, tokens) in mentions.iter().zip(spans) {
        if !matches!(mention.label, Label::Gpe | Label::Norp) {
            continue;
        }
        lower_into(article.doc.slice(mention.span), &mut lower);
        let place = match mention.normal {
            Some(Normal::Place(place)) => Some(place),
            _ => None,
        };
        let country = place.map_or("", |place| article.doc.get(place.alpha2));
        if lower == namesake.name {
            let word = |back: usize| tokens.start.checked_sub(back).map_or("", |at| article.word(at));
            region |= word(1) == "of" && word(2).eq_ignore_ascii_case("state");
        } else if country == namesake.state {
            return false;
        } else if mention.label == Label::Gpe {
            let other = country == namesake.alpha2 && place.is_some_and(|it| it.kind == PlaceKind::Region);
            let town = (country.is_empty() || country == namesake.alpha2)
                && towns::named(&lower)
                    .any(|town| town.state == namesake.alpha2 && town.area == namesake.area);
            region |= other || town;
        }
    }
    region
}

/// Writes the region's codes to its mentions.
pub(crate) fn write(
    regions: &[(usize, Namesake)],
    clusters: &Clusters,
    mentions: &mut [Mention],
    out: &mut Output<'_>,
) {
    for (cluster, namesake) in regions {
        let root = clusters.root(*cluster);
        for (index, mention) in mentions.iter_mut().enumerate() {
            if mention.label == Label::Gpe && clusters.of(index) == Some(root) {
                mention.normal = Some(Normal::Place(Place {
                    kind: PlaceKind::Region,
                    alpha3: out.intern(namesake.alpha3),
                    alpha2: out.intern(namesake.alpha2),
                    subdivision: out.intern(namesake.code),
                    metonym: false,
                }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_names_a_state() {
        let data = Data::load(&[]).unwrap();
        assert!(!data.namesakes.is_empty());
        for it in &data.namesakes {
            let state = data.state(it.name).and_then(|state| data.codes(state)).unwrap();
            assert_eq!(state.alpha2, it.state);
            assert_eq!(data.alpha3(it.alpha2), Some(it.alpha3));
            assert!(it.code.starts_with(it.alpha2));
        }
    }
}
