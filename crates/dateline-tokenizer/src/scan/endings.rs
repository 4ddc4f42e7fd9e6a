//! A filter for words that only a list can tell: contractions without apostrophe (`cannot`, `gonna`).
//!
//! Each word is put into one of sixteen groups by its last two letters. A group keeps, for each of the last four places of a
//! word, the set of letters that its words have there. A word whose last four letters are all in the sets of
//! one group is looked up; nearly all others are passed by. The sets are tables from byte to groups, so that
//! 64 places can be asked at once.

/// The tables, the last letter's first.
#[derive(Clone, Debug)]
pub(crate) struct Endings {
    /// Groups by byte, for each place.
    pub(crate) tables: [[u16; 256]; 4],
    /// The low and the high half of the groups by the low six bits of a letter; a backtick's stand for all
    /// that is no letter.
    pub(crate) vectors: [[[u8; 64]; 2]; 4],
}

impl Default for Endings {
    fn default() -> Self {
        Self {
            tables: [[0; 256]; 4],
            vectors: [[[0; 64]; 2]; 4],
        }
    }
}

impl Endings {
    /// Adds a word.
    pub(crate) fn add(&mut self, word: &[u8]) {
        let letter = |back: usize| {
            word.len()
                .checked_sub(back + 1)
                .and_then(|at| word.get(at))
                .copied()
        };
        let (Some(last), second) = (letter(0), letter(1)) else {
            return;
        };
        let key = u32::from(last & 31) * 31 + u32::from(second.unwrap_or(0) & 31) * 7;
        let group = 1u16 << (key % 16);
        for (back, table) in self.tables.iter_mut().enumerate() {
            match letter(back) {
                Some(byte) => {
                    for byte in [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()] {
                        if let Some(groups) = table.get_mut(usize::from(byte)) {
                            *groups |= group;
                        }
                    }
                }
                // Right before a short word stands anything but a letter, and before that anything.
                None => {
                    for (byte, groups) in table.iter_mut().enumerate() {
                        if back > word.len() || !(byte as u8).is_ascii_alphabetic() {
                            *groups |= group;
                        }
                    }
                }
            }
        }
        for (halves, table) in self.vectors.iter_mut().zip(&self.tables) {
            let [low, high] = halves;
            for ((low, high), groups) in low.iter_mut().zip(high).zip(table.iter().skip(64)) {
                [*low, *high] = groups.to_le_bytes();
            }
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
