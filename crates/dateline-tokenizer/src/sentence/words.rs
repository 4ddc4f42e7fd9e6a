//! What sort of word a form usually is, as far as the ends of sentences go.
//!
//! A table from hashes of forms (see [`spelling`](crate::lexicon::spelling)) to sorts, which the trainer makes
//! out of the parts of speech in the training data. A slot is two bytes: ten bits that tell whether it is this
//! form's, and six of the sort. Where two forms fall into one slot the more frequent stays.

use crate::lexicon::Edges;

/// How many slots there are, as a power of two.
pub(crate) const BITS: u32 = 15;

/// Sorts below this come from the table; those from it on from endings.
const FROM_ENDINGS: u32 = 48;

/// The table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    slots: Box<[u16]>,
}

impl Words {
    /// A table out of its slots.
    pub(crate) fn new(slots: Box<[u16]>) -> Self {
        Self { slots }
    }

    /// The slot of a form, and what it holds of the form itself.
    pub(crate) fn place(form: u32) -> (usize, u16) {
        ((form >> (32 - BITS)) as usize, (form as u16 & 0x3ff) << 6)
    }

    /// The sort of a word.
    #[inline(always)]
    pub(crate) fn sort(&self, form: u32, word: &Edges) -> u32 {
        let (place, check) = Self::place(form);
        let slot = self.slots.get(place).copied().unwrap_or(0);
        if slot & !0x3f == check && slot & 0x3f != 0 {
            u32::from(slot & 0x3f)
        } else {
            FROM_ENDINGS + ending(word)
        }
    }
}

/// What a word's ending says about one that is not in the table. Without branches: the last that holds counts.
#[inline]
fn ending(word: &Edges) -> u32 {
    let (length, last, second, third) = (word.len(), word.back(0), word.back(1), word.back(2));
    let mut ending = 0;
    let mut set = |holds: bool, value: u32| ending = if holds { value } else { ending };
    set(length == 1, 8);
    set(last.is_ascii_digit(), 7);
    set(last == b'.', 6);
    set((last == b's') & (length > 2), 5);
    set((last == b'y') & (second == b'l') & (length > 3), 4);
    set((last == b'd') & (second == b'e') & (length > 3), 3);
    set(
        (last == b'g') & (second == b'n') & (third == b'i') & (length > 4),
        2,
    );
    set(
        (last == b's') & ((second == b'\'') | (second == 0x99)) & (length > 1),
        1,
    );
    ending
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_told_where_enough_stands_before_them() {
        for (word, wanted) in [
            ("\u{2019}s", 1),
            ("it's", 1),
            ("running", 2),
            ("king", 0),
            ("used", 3),
            ("red", 0),
            ("only", 4),
            ("fly", 0),
            ("ports", 5),
            ("is", 0),
            ("etc.", 6),
            ("B52", 7),
            ("a", 8),
            ("s", 8),
            ("port", 0),
            ("", 0),
        ] {
            let text = format!("is {word}");
            let edges = Edges::of(text.as_bytes(), 3..text.len());
            assert_eq!(ending(&edges), wanted, "{word}");
        }
    }
}
