//! What sort of word a form usually is, as far as the ends of sentences go.
//!
//! A table from hashes of forms (see [`spelling`](crate::lexicon::spelling)) to sorts, which the trainer makes
//! out of the parts of speech in the training data. A slot is two bytes: ten bits that tell whether it is this
//! form's, and six of the sort. Where two forms fall into one slot the more frequent stays.

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
    #[inline]
    pub(crate) fn sort(&self, form: u32, bytes: &[u8]) -> u32 {
        let (slot, check) = Self::place(form);
        match self.slots.get(slot) {
            Some(slot) if slot & !0x3f == check && slot & 0x3f != 0 => u32::from(slot & 0x3f),
            _ => FROM_ENDINGS + ending(bytes),
        }
    }
}

/// What a word's ending says about one that is not in the table.
fn ending(bytes: &[u8]) -> u32 {
    match bytes {
        [.., b'\'' | 0x99, b's'] => 1,
        [_, _, .., b'i', b'n', b'g'] => 2,
        [_, _, .., b'e', b'd'] => 3,
        [_, _, .., b'l', b'y'] => 4,
        [_, _, .., b's'] => 5,
        [.., b'.'] => 6,
        [.., b'0'..=b'9'] => 7,
        [_] => 8,
        _ => 0,
    }
}
