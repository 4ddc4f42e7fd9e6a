//! A filter for words that only a list can tell: contractions without apostrophe (`cannot`, `gonna`).
//!
//! Each word is put into one of eight groups. A group keeps, for each of the last four places of a word, the
//! set of letters that its words have there. A word whose last four letters are all in the sets of one group
//! is looked up; nearly all others are passed by. The sets are tables from byte to groups, so that 64 places
//! can be asked at once. A word goes to the group that comes to pass the fewest others for it.

/// How often letters stand in English words, in thousandths, from `a` to `z`; last, how often none does.
const OFTEN: [f32; 27] = [
    0.080, 0.015, 0.030, 0.040, 0.125, 0.023, 0.020, 0.055, 0.072, 0.002, 0.007, 0.041, 0.025, 0.071, 0.076,
    0.020, 0.001, 0.063, 0.065, 0.092, 0.027, 0.010, 0.019, 0.002, 0.017, 0.001, 0.150,
];

/// The letters that may stand at a place: bits 0 to 25, and bit 26 for anything else.
type Letters = u32;

/// Anything.
const ANY: Letters = (1 << 27) - 1;

/// The groups and their tables.
#[derive(Clone, Debug)]
pub(crate) struct Endings {
    groups: [[Letters; 4]; 8],
    /// Groups by byte, for each place; the last letter's first.
    pub(crate) tables: [[u8; 256]; 4],
    /// The same by the low six bits of a letter; a backtick's stand for all that is no letter.
    pub(crate) vectors: [[u8; 64]; 4],
}

impl Default for Endings {
    fn default() -> Self {
        Self {
            groups: [[0; 4]; 8],
            tables: [[0; 256]; 4],
            vectors: [[0; 64]; 4],
        }
    }
}

impl Endings {
    /// Adds a word.
    pub(crate) fn add(&mut self, word: &[u8]) {
        let place = |back: usize| match word.len().checked_sub(back + 1).and_then(|at| word.get(at)) {
            Some(byte) => letter(*byte),
            // Right before a short word stands anything but a letter, and before that anything.
            None if back == word.len() => 1 << 26,
            None => ANY,
        };
        let added = [place(0), place(1), place(2), place(3)];
        let with = |group: &[Letters; 4]| {
            let mut joined = *group;
            joined
                .iter_mut()
                .zip(added)
                .for_each(|(letters, more)| *letters |= more);
            joined
        };
        let cost = |group: &[Letters; 4]| chance(&with(group)) - chance(group);
        let best = self.groups.iter_mut().min_by(|a, b| cost(a).total_cmp(&cost(b)));
        if let Some(group) = best {
            *group = with(group);
        }
        for (back, table) in self.tables.iter_mut().enumerate() {
            for (byte, groups) in table.iter_mut().enumerate() {
                let bit = letter(byte as u8);
                *groups = self.groups.iter().enumerate().fold(0, |bits, (number, group)| {
                    bits | u8::from(group.get(back).is_some_and(|letters| letters & bit != 0)) << number
                });
            }
        }
        for (vector, table) in self.vectors.iter_mut().zip(&self.tables) {
            vector
                .iter_mut()
                .zip(table.iter().skip(64))
                .for_each(|(to, groups)| *to = *groups);
        }
    }

    /// Whether the word that ends with the byte at `at` of `bytes` may be one of those added.
    #[inline]
    pub(crate) fn may_end(&self, bytes: &[u8; 64], at: usize) -> bool {
        let byte = |back: usize| {
            at.checked_sub(back)
                .and_then(|at| bytes.get(at))
                .copied()
                .unwrap_or(b' ')
        };
        let [a, b, c, d] = &self.tables;
        a.get(usize::from(byte(0))).copied().unwrap_or(0)
            & b.get(usize::from(byte(1))).copied().unwrap_or(0)
            & c.get(usize::from(byte(2))).copied().unwrap_or(0)
            & d.get(usize::from(byte(3))).copied().unwrap_or(0)
            != 0
    }
}

fn letter(byte: u8) -> Letters {
    match byte.to_ascii_lowercase() {
        byte @ b'a'..=b'z' => 1 << (byte - b'a'),
        _ => 1 << 26,
    }
}

/// The chance that a group passes any word.
fn chance(group: &[Letters; 4]) -> f32 {
    let often = |letters: &Letters| {
        let set = OFTEN
            .iter()
            .enumerate()
            .filter(|(number, _)| letters & (1 << number) != 0);
        set.map(|(_, often)| often).sum::<f32>()
    };
    group.iter().map(often).product()
}
