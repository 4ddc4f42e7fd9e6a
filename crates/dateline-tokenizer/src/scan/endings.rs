//! A filter for words that only a list can tell: contractions without apostrophe (`cannot`, `gonna`),
//! abbreviations, and parts of words that hyphens do not part.
//!
//! Each word is put into one of thirty-two groups. A group keeps, for each of the last five places of a word, the
//! set of letters that its words have there. A word whose last five letters are all in the sets of one group
//! is looked up; nearly all others are passed by. The sets are tables from letter to groups, so that 64 places
//! can be asked at once. Which words share a group is for [`groups`](super::groups) to say.

use super::groups::{Frequent, Group, Key, PLACES, in_group, key, letter, part};
use std::ops::Range;

/// Which list a word is of, as what follows it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// A contraction: no letter follows.
    Contraction,
    /// The last part of a compound.
    Last,
    /// The first part of a compound: a hyphen follows.
    First,
    /// A syllable of a name: likewise.
    Syllable,
    /// An abbreviation: a stop follows.
    Abbreviation,
    /// One that is known only with a capital: likewise.
    Capital,
}

impl Ending {
    /// The groups of its words.
    const fn groups(self) -> Range<usize> {
        match self {
            Self::Contraction => 0..12,
            Self::Abbreviation => 12..18,
            Self::Capital => 18..24,
            Self::Last => 24..25,
            Self::First => 25..28,
            Self::Syllable => 28..32,
        }
    }

    const ALL: [Self; 6] = [
        Self::Contraction,
        Self::Last,
        Self::First,
        Self::Syllable,
        Self::Abbreviation,
        Self::Capital,
    ];
}

/// The groups of words that are asked about where no letter follows.
pub(crate) const WORD: u32 = 0x0100_0fff;
/// Those that are asked about before a hyphen.
pub(crate) const HYPHEN: u32 = 0xfe00_0000;
/// Those that are asked about before a stop.
pub(crate) const STOP: u32 = 0x0003_f000;
/// Those that are asked about between a capital at the word's beginning and a stop.
pub(crate) const CAPITAL: u32 = 0x00fc_0000;

/// The words and the tables of their groups.
#[derive(Clone, Debug)]
pub(crate) struct Endings {
    words: Vec<(Ending, Key)>,
    /// Groups by byte, for each place; the last letter's first.
    pub(crate) tables: [[u32; 256]; PLACES],
    /// Eight groups each, by the number of a letter, from 1; 0 for all that is none.
    pub(crate) vectors: Vectors,
}

/// Tables of one vector each, where vectors are read at once and not in two halves.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub(crate) struct Vectors(pub(crate) [[[u8; 64]; PLACES]; 4]);

impl Default for Endings {
    fn default() -> Self {
        Self {
            words: Vec::new(),
            tables: [[0; 256]; PLACES],
            vectors: Vectors([[[0; 64]; PLACES]; 4]),
        }
    }
}

impl Endings {
    /// Adds a word, which the tables know once they are [settled](Self::settle).
    pub(crate) fn add(&mut self, word: &[u8], ending: Ending) {
        self.words.push((ending, key(word)));
    }

    /// Makes the tables of all words, in such groups as let few of the frequent words through.
    pub(crate) fn settle(&mut self, frequent: &Frequent) {
        self.tables = [[0; 256]; PLACES];
        self.vectors = Vectors([[[0; 64]; PLACES]; 4]);
        for ending in Ending::ALL {
            let words: Vec<Key> = self
                .words
                .iter()
                .filter(|(of, _)| *of == ending)
                .map(|(_, key)| *key)
                .collect();
            let range = ending.groups();
            for (group, number) in part(&words, range.len(), frequent).iter().zip(range) {
                self.put(group, number);
            }
        }
    }

    /// Puts a group into the tables.
    fn put(&mut self, group: &Group, number: usize) {
        let (part, bit) = (number / 8, 1u8 << (number % 8));
        let vectors = self.vectors.0.iter_mut().skip(part).take(1).flatten();
        for ((letters, table), vector) in group.iter().zip(&mut self.tables).zip(vectors) {
            for (byte, groups) in table.iter_mut().enumerate() {
                *groups |= u32::from(in_group(*letters, letter(byte as u8))) << number;
            }
            for (groups, byte) in vector.iter_mut().zip(b'`'..=b'z') {
                *groups |= if in_group(*letters, letter(byte)) { bit } else { 0 };
            }
        }
    }

    /// The groups that the word may be of whose last bytes are the lower five of `bytes`, the last one lowest.
    #[inline(always)]
    pub(crate) fn of(&self, bytes: u64) -> u32 {
        let [a, b, c, d, e] = &self.tables;
        let groups = |table: &[u32; 256], back: u32| table[usize::from((bytes >> (8 * back)) as u8)];
        groups(a, 0) & groups(b, 1) & groups(c, 2) & groups(d, 3) & groups(e, 4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_were_added_pass_before_what_follows_them() {
        let mut endings = Endings::default();
        let words = [
            ("cannot", Ending::Contraction, WORD),
            ("im", Ending::Contraction, WORD),
            ("wise", Ending::Last, WORD),
            ("re", Ending::First, HYPHEN),
            ("hsiang", Ending::Syllable, HYPHEN),
            ("etc", Ending::Abbreviation, STOP),
            ("Mr", Ending::Capital, CAPITAL),
        ];
        for (word, ending, _) in words {
            endings.add(word.as_bytes(), ending);
        }
        endings.settle(&Frequent::default());
        let ends = |before: &str, word: &str| {
            let bytes = format!("        {before}{word}")
                .to_ascii_uppercase()
                .into_bytes();
            u64::from_be_bytes(*bytes.last_chunk().unwrap())
        };
        for (word, _, mask) in words {
            assert_ne!(endings.of(ends("", word)) & mask, 0, "{word}");
            assert_ne!(endings.of(ends("ab.", word)) & mask, 0, "{word}");
            assert_eq!(endings.of(ends(word, "x")), 0, "{word}");
        }
    }

    #[test]
    fn the_groups_are_those_of_the_masks() {
        let mask = |endings: &[Ending]| {
            endings
                .iter()
                .flat_map(|ending| ending.groups())
                .fold(0, |mask, group| mask | 1 << group)
        };
        assert_eq!(mask(&[Ending::Contraction, Ending::Last]), WORD);
        assert_eq!(mask(&[Ending::First, Ending::Syllable]), HYPHEN);
        assert_eq!(mask(&[Ending::Abbreviation]), STOP);
        assert_eq!(mask(&[Ending::Capital]), CAPITAL);
    }
}
