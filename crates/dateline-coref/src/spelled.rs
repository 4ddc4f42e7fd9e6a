//! One spelling, one thing: names that the tagger labels now so, now so are joined where nothing speaks against it.
//!
//! After Gale, Church and Yarowsky 1992, “One Sense per Discourse”. Labels whose things rarely share a name join as
//! they are; a person and something else only where the tagger was not sure of the latter, for people are
//! called like towns and firms like people.

use crate::article::is_entity;
use crate::clusters::Clusters;
use crate::setting::BELIEVED;
use dateline_core::layers::{Label, Mention};
use std::collections::HashMap;

/// What is known of one cluster's names.
#[derive(Clone, Copy, Default)]
struct Weight {
    /// How many there are.
    names: u32,
    /// The confidence of the surest.
    surest: f32,
}

/// Joins the clusters that are spelled alike, and a doubtful name with the one person whose surname it is.
pub(crate) fn join(mentions: &[Mention], clusters: &mut Clusters) {
    let mut weights: HashMap<usize, Weight> = HashMap::new();
    for (index, mention) in mentions.iter().enumerate() {
        if let Some(cluster) = clusters.of(index).filter(|_| is_entity(mention.label)) {
            let it = weights.entry(cluster).or_default();
            it.names += 1;
            it.surest = it.surest.max(mention.confidence);
        }
    }
    let mut spelled: HashMap<String, usize> = HashMap::new();
    let mut surnames: HashMap<String, Option<usize>> = HashMap::new();
    let mut roots: Vec<usize> = weights.keys().copied().collect();
    roots.sort_unstable();
    let weight = |cluster: usize| weights.get(&cluster).copied().unwrap_or_default();
    for cluster in &roots {
        let Some(it) = clusters.get(*cluster) else {
            continue;
        };
        if let Some(last) = it
            .words
            .last()
            .filter(|_| it.label == Label::Person && it.words.len() > 1)
        {
            surnames
                .entry(last.clone())
                .and_modify(|known| *known = None)
                .or_insert(Some(*cluster));
        }
    }
    let mut joins: Vec<(usize, usize)> = Vec::new();
    for cluster in &roots {
        let Some(it) = clusters.get(*cluster).filter(|it| it.state.is_none()) else {
            continue;
        };
        if let [word] = it.words.as_slice()
            && it.label != Label::Person
            && joinable(it.label)
            && weight(*cluster).surest < BELIEVED
            && let Some(Some(person)) = surnames.get(word)
        {
            joins.push((*cluster, *person));
            continue;
        }
        let key = it.words.join(" ");
        let Some(known) = spelled.get(&key).copied() else {
            spelled.insert(key, *cluster);
            continue;
        };
        let Some(other) = clusters.get(known) else {
            continue;
        };
        let doubtful = |it: usize| weight(it).surest < BELIEVED;
        let one_of_them = match (it.label == Label::Person, other.label == Label::Person) {
            (true, false) => doubtful(known) && joinable(other.label),
            (false, true) => doubtful(*cluster) && joinable(it.label),
            _ => joinable(it.label) && joinable(other.label),
        };
        if one_of_them {
            // The label that was given more often is the likelier one.
            let more = weight(*cluster).names > weight(known).names;
            let (from, to) = if more {
                (known, *cluster)
            } else {
                (*cluster, known)
            };
            joins.push((from, to));
            spelled.insert(key, to);
        }
    }
    for (from, to) in joins {
        clusters.merge(from, to);
    }
}

/// The labels between which the tagger wavers.
fn joinable(label: Label) -> bool {
    matches!(
        label,
        Label::Org
            | Label::Fac
            | Label::Gpe
            | Label::Loc
            | Label::Product
            | Label::Event
            | Label::WorkOfArt
            | Label::Law
    )
}
