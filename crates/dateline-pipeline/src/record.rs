//! A run's numbers as plain pairs, and a digest of its records: what a journal keeps of a run that may have to
//! be taken up again.

use crate::RunStats;
use crate::stats::add;
use dateline_core::{FaultKind, Record};
use std::borrow::Cow;

/// What a run's records were, in their order, in eight bytes: enough to notice that an input is no longer what
/// it was, not to withstand somebody who wants it not to be noticed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Digest(u64);

impl Digest {
    pub(crate) fn add(&mut self, record: &Record) {
        let crc = u64::from(crc32fast::hash(&record.bytes));
        let mixed = self.0 ^ crc ^ ((record.bytes.len() as u64) << 32) ^ 1;
        // The odd number next to 2^64 over the golden ratio: every bit of the sum reaches the high ones.
        self.0 = mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
    }
}

const FAULT: &str = "fault.";
const LAYER: &str = "layer.";
const LANGUAGE: &str = "language.";
const PASSED: &str = "passed.";

impl RunStats {
    /// All that [`crate::Runner::resume`] needs to know of a run, as pairs of a name and a number.
    #[must_use]
    pub fn save(&self) -> Vec<(String, u64)> {
        let mut pairs = vec![
            ("done".to_owned(), self.done),
            ("dropped".to_owned(), self.dropped),
            ("duplicates".to_owned(), self.duplicates),
            ("record_bytes".to_owned(), self.record_bytes),
            ("text_bytes".to_owned(), self.text_bytes),
            ("digest".to_owned(), self.digest.0),
        ];
        pairs.extend(
            self.faults
                .iter()
                .map(|(kind, count)| (format!("{FAULT}{}", kind.name()), *count)),
        );
        pairs.extend(
            self.layers
                .iter()
                .map(|(name, count)| (format!("{LAYER}{name}"), *count)),
        );
        pairs.extend(
            self.languages
                .iter()
                .map(|(name, count)| (format!("{LANGUAGE}{name}"), *count)),
        );
        pairs.extend(
            self.passed
                .iter()
                .map(|(name, count)| (format!("{PASSED}{name}"), *count)),
        );
        pairs
    }

    /// The numbers that [`RunStats::save`] gave; `None` where a name is not known.
    #[must_use]
    pub fn restore(pairs: &[(String, u64)]) -> Option<Self> {
        let mut stats = Self::default();
        for (name, value) in pairs {
            if let Some(kind) = name.strip_prefix(FAULT) {
                let kind = FaultKind::ALL.iter().find(|it| it.name() == kind)?;
                add(&mut stats.faults, *kind, *value);
            } else if let Some(layer) = name.strip_prefix(LAYER) {
                add(&mut stats.layers, Cow::Owned(layer.to_owned()), *value);
            } else if let Some(language) = name.strip_prefix(LANGUAGE) {
                add(&mut stats.languages, language.to_owned(), *value);
            } else if let Some(language) = name.strip_prefix(PASSED) {
                add(&mut stats.passed, language.to_owned(), *value);
            } else {
                match name.as_str() {
                    "done" => stats.done = *value,
                    "dropped" => stats.dropped = *value,
                    "duplicates" => stats.duplicates = *value,
                    "record_bytes" => stats.record_bytes = *value,
                    "text_bytes" => stats.text_bytes = *value,
                    "digest" => stats.digest = Digest(*value),
                    _ => return None,
                }
            }
        }
        Some(stats)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_comes_back() {
        let mut stats = RunStats {
            done: 3,
            dropped: 1,
            duplicates: 2,
            record_bytes: 400,
            text_bytes: 300,
            ..RunStats::default()
        };
        add(&mut stats.faults, FaultKind::Panic, 2);
        add(&mut stats.layers, Cow::Borrowed("tokens"), 77);
        add(&mut stats.languages, "en".to_owned(), 3);
        add(&mut stats.passed, "de".to_owned(), 1);
        stats.digest.add(&Record {
            bytes: b"{}".to_vec(),
            ..Record::default()
        });
        let back = RunStats::restore(&stats.save()).unwrap();
        assert_eq!(back.save(), stats.save());
        assert_eq!((back.articles(), back.layer("tokens")), (6, 77));
        assert!(RunStats::restore(&[("unheard".to_owned(), 1)]).is_none());
    }

    #[test]
    fn the_digest_knows_order_and_borders() {
        let digest = |records: &[&[u8]]| {
            let mut digest = Digest::default();
            for bytes in records {
                digest.add(&Record {
                    bytes: bytes.to_vec(),
                    ..Record::default()
                });
            }
            digest
        };
        assert_eq!(digest(&[b"a", b"b"]), digest(&[b"a", b"b"]));
        assert_ne!(digest(&[b"a", b"b"]), digest(&[b"b", b"a"]));
        assert_ne!(digest(&[b"ab"]), digest(&[b"a", b"b"]));
        assert_ne!(digest(&[b""]), digest(&[]));
        assert_ne!(digest(&[b""]), digest(&[b"", b""]));
    }
}
