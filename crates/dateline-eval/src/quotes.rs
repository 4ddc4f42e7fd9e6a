//! Quotations by what is said and by whom.

use crate::Counts;
use crate::facts::{Errors, match_lists};
use std::collections::BTreeSet;

/// The least F1 over the content's tokens at which two quotations are the same.
pub const SAME_CONTENT: f64 = 0.8;

/// A quotation of the gold.
#[derive(Clone, Debug)]
pub struct GoldQuote {
    /// The tokens of what is said, by index.
    pub content: BTreeSet<u32>,
    /// The speaker's key, if the speaker has a name.
    pub speaker: Option<String>,
    /// Direct, indirect or mixed.
    pub kind: String,
    /// Whether it neither helps nor hurts.
    pub optional: bool,
}

/// A quotation of the system.
#[derive(Clone, Debug)]
pub struct SystemQuote {
    /// The tokens of what is said, by index.
    pub content: BTreeSet<u32>,
    /// The keys that its speaker may have; empty where it has none.
    pub speaker: BTreeSet<String>,
    /// Direct, indirect or mixed.
    pub kind: String,
}

/// Counts by content alone, by content and speaker, and how many of the matched ones have the right kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuoteCounts {
    /// By content.
    pub content: Counts,
    /// By content and speaker.
    pub speaker: Counts,
    /// Of those that match by content, those of the right kind.
    pub kind: u64,
    /// What was not right by content; `matched` says which are.
    pub errors: Errors,
}

/// The F1 of two sets of tokens, 0 to 1.
#[must_use]
pub fn token_f1(gold: &BTreeSet<u32>, system: &BTreeSet<u32>) -> f64 {
    let both = gold.intersection(system).count();
    let sum = gold.len() + system.len();
    if sum == 0 {
        0.0
    } else {
        2.0 * both as f64 / sum as f64
    }
}

/// Scores an article's quotations: the contents' token F1 must be at least [`SAME_CONTENT`]; for the second
/// count the speaker must be the same, or unknown on both sides.
#[must_use]
pub fn score_quotes(gold: &[GoldQuote], system: &[SystemQuote]) -> QuoteCounts {
    let content = |g: usize, s: usize| match (gold.get(g), system.get(s)) {
        (Some(gold), Some(system)) => token_f1(&gold.content, &system.content) >= SAME_CONTENT,
        _ => false,
    };
    let speaker = |g: usize, s: usize| match (gold.get(g), system.get(s)) {
        (Some(gold), Some(system)) => match &gold.speaker {
            Some(key) => system.speaker.contains(&crate::facts::fold(key)),
            None => system.speaker.is_empty(),
        },
        _ => false,
    };
    let optional = |index: usize| gold.get(index).is_some_and(|it| it.optional);
    let (by_content, errors) = match_lists(gold.len(), system.len(), optional, content);
    let right = errors.matched.iter().filter(|(g, s)| speaker(*g, *s)).count() as u64;
    let kind = errors.matched.iter().filter(|(g, s)| {
        gold.get(*g)
            .zip(system.get(*s))
            .is_some_and(|(gold, system)| gold.kind == system.kind)
    });
    QuoteCounts {
        content: by_content,
        speaker: Counts {
            correct: right,
            ..by_content
        },
        kind: kind.count() as u64,
        errors,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quote(content: std::ops::Range<u32>, speaker: &[&str]) -> SystemQuote {
        let speaker = speaker.iter().map(|key| (*key).to_owned()).collect();
        SystemQuote {
            content: content.collect(),
            speaker,
            kind: "direct".into(),
        }
    }

    #[test]
    fn most_of_the_content_and_the_speaker() {
        let gold = |speaker: Option<&str>| {
            [GoldQuote {
                content: (0..10).collect(),
                speaker: speaker.map(str::to_owned),
                kind: "mixed".into(),
                optional: false,
            }]
        };
        for (system, wanted, content, speaker) in [
            (quote(0..10, &["kihara"]), Some("Kihara"), 1, 1),
            (quote(0..8, &["kihara"]), Some("Kihara"), 1, 1),
            (quote(0..5, &["kihara"]), Some("Kihara"), 0, 0),
            (quote(0..10, &["sok"]), Some("Kihara"), 1, 0),
            (quote(0..10, &["sok"]), None, 1, 0),
            (quote(0..10, &[]), None, 1, 1),
        ] {
            let counts = score_quotes(&gold(wanted), &[system]);
            assert_eq!(
                (counts.content.correct, counts.speaker.correct, counts.kind),
                (content, speaker, 0)
            );
        }
    }
}
