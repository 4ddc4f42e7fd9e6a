//! The table of words: what part of speech a form mostly is in the training sets.

use super::Doc;
use dateline_tokenizer::training::{place, shape::SLOTS};
use std::collections::BTreeMap;

/// The parts of speech, verbs first, as the features ask for them.
const UPOS: [&str; 17] = [
    "VERB", "AUX", "NOUN", "PROPN", "PRON", "DET", "ADP", "ADJ", "ADV", "CCONJ", "SCONJ", "PART", "NUM",
    "INTJ", "PUNCT", "SYM", "X",
];

/// Rarer forms are left out: they would teach the model to trust what it will not find.
const LEAST: u32 = 2;

/// The slots of the table. A sort is twice the part of speech plus one, and one more where the form is another
/// part of speech more than once in five times.
pub(super) fn table(docs: &[&Doc]) -> Vec<u16> {
    let mut counts: BTreeMap<(usize, u16), [u32; UPOS.len()]> = BTreeMap::new();
    for word in docs.iter().flat_map(|doc| &doc.gold.words) {
        let count = counts.entry(place(&word.form)).or_default();
        if let Some(upos) = UPOS.iter().position(|upos| *upos == word.upos) {
            count[upos] += 1;
        }
    }
    let mut sorted: Vec<(u32, (usize, u16), usize, u32)> = counts
        .into_iter()
        .filter_map(|(place, counts)| {
            // The last of equals: any will do, as long as it is always the same.
            let (best, most) = counts.iter().enumerate().max_by_key(|(_, count)| **count)?;
            Some((counts.iter().sum(), place, best, *most))
        })
        .filter(|(total, ..)| *total >= LEAST)
        .collect();
    sorted.sort_unstable();
    let mut slots = vec![0; SLOTS];
    // The more frequent come later and stay.
    for (total, (slot, check), best, most) in sorted {
        let ambiguous = most * 5 < total * 4;
        if let Some(slot) = slots.get_mut(slot) {
            *slot = check | (1 + 2 * best as u16 + u16::from(ambiguous));
        }
    }
    slots
}
