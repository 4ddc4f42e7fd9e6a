//! A filter for words that only a list can tell: contractions without apostrophe (`cannot`, `gonna`),
//! abbreviations, and parts of words that hyphens do not part.
//!
//! Each word is put into one of twenty-four groups. A group keeps, for each of the last five places of a word, the
//! set of letters that its words have there. A word whose last five letters are all in the sets of one group
//! is looked up; nearly all others are passed by. The sets are tables from letter to groups, so that 64 places
//! can be asked at once. A word goes to the group of its list that comes to pass the fewest others for it.

use std::ops::Range;

/// How often letters stand in English words, in thousandths, from `a` to `z`; last, how often none does.
const OFTEN: [f32; 27] = [
    0.080, 0.015, 0.030, 0.040, 0.125, 0.023, 0.020, 0.055, 0.072, 0.002, 0.007, 0.041, 0.025, 0.071, 0.076,
    0.020, 0.001, 0.063, 0.065, 0.092, 0.027, 0.010, 0.019, 0.002, 0.017, 0.001, 0.150,
];

/// The letters that may stand at a place: bits 0 to 25, and bit 26 for anything else.
type Letters = u32;

/// The number of places that are looked at.
const PLACES: usize = 5;

/// What stands at them, the last letter's first.
type Group = [Letters; PLACES];

/// Anything.
const ANY: Letters = (1 << 27) - 1;

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
}

impl Ending {
    /// The groups of its words.
    const fn groups(self) -> Range<usize> {
        match self {
            Self::Contraction => 0..8,
            Self::Abbreviation => 8..16,
            Self::Last => 16..17,
            Self::First => 17..20,
            Self::Syllable => 20..24,
        }
    }
}

/// The groups of words that are asked about where no letter follows.
pub(crate) const WORD: u32 = 0x01_00ff;
/// Those that are asked about before a hyphen.
pub(crate) const HYPHEN: u32 = 0xfe_0000;
/// Those that are asked about before a stop.
pub(crate) const STOP: u32 = 0x00_ff00;

/// The groups and their tables.
#[derive(Clone, Debug)]
pub(crate) struct Endings {
    groups: [Group; 24],
    /// Groups by byte, for each place; the last letter's first.
    pub(crate) tables: [[u32; 256]; PLACES],
    /// Eight groups each, by the number of a letter, from 1; 0 for all that is none.
    pub(crate) vectors: [[[u8; 64]; PLACES]; 3],
}

impl Default for Endings {
    fn default() -> Self {
        Self {
            groups: [[0; PLACES]; 24],
            tables: [[0; 256]; PLACES],
            vectors: [[[0; 64]; PLACES]; 3],
        }
    }
}

impl Endings {
    /// Adds a word.
    pub(crate) fn add(&mut self, word: &[u8], ending: Ending) {
        let place = |back: usize| match word.len().checked_sub(back + 1).and_then(|at| word.get(at)) {
            Some(byte) => letter(*byte),
            // Right before a short word stands anything but a letter, and before that anything.
            None if back == word.len() => 1 << 26,
            None => ANY,
        };
        let added = [place(0), place(1), place(2), place(3), place(4)];
        let with = |group: &Group| {
            let mut joined = *group;
            joined
                .iter_mut()
                .zip(added)
                .for_each(|(letters, more)| *letters |= more);
            joined
        };
        let cost = |group: &Group| chance(&with(group)) - chance(group);
        let range = ending.groups();
        let first = range.start;
        let best = self
            .groups
            .get_mut(range)
            .unwrap_or_default()
            .iter_mut()
            .enumerate()
            .min_by(|(_, a), (_, b)| cost(a).total_cmp(&cost(b)));
        let Some((number, group)) = best else { return };
        *group = with(group);
        let number = first + number;
        for (back, letters) in group.iter().enumerate() {
            for (byte, groups) in self.tables.iter_mut().skip(back).take(1).flatten().enumerate() {
                *groups |= u32::from(letters & letter(byte as u8) != 0) << number;
            }
        }
        for (part, vectors) in self.vectors.iter_mut().enumerate() {
            for (vector, table) in vectors.iter_mut().zip(&self.tables) {
                for (to, groups) in vector.iter_mut().zip(table.iter().skip(96)).take(27) {
                    *to = (groups >> (part * 8)) as u8;
                }
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

fn letter(byte: u8) -> Letters {
    match byte.to_ascii_lowercase() {
        byte @ b'a'..=b'z' => 1 << (byte - b'a'),
        _ => 1 << 26,
    }
}

/// The chance that a group passes any word.
fn chance(group: &Group) -> f32 {
    let often = |letters: &Letters| {
        let set = OFTEN
            .iter()
            .enumerate()
            .filter(|(number, _)| letters & (1 << number) != 0);
        set.map(|(_, often)| often).sum::<f32>()
    };
    group.iter().map(often).product()
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
            ("Mr", Ending::Abbreviation, STOP),
        ];
        for (word, ending, _) in words {
            endings.add(word.as_bytes(), ending);
        }
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
    }
}
