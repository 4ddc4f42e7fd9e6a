//! Byte offsets counted as code points or UTF-16 units.

use crate::masks;
use dateline_core::{Offsets, Span};

/// Converts byte offsets of one text into the unit that is written.
///
/// Built in one pass over the text, asked in constant time: for every 64 bytes it keeps how many units lie
/// before them and a bit mask of where units begin within them, so that a position is one look-up and one
/// population count. A text that is all ASCII, and any text where bytes are asked for, needs no table.
///
/// ```
/// use dateline_core::{Offsets, Span};
/// use dateline_writers::OffsetMap;
///
/// let text = "naïve 🙂 ok";
/// let ok = Span::at(text.find("ok").unwrap(), 2);
/// assert_eq!(OffsetMap::new(text, Offsets::Bytes).span(ok), (12, 14));
/// assert_eq!(OffsetMap::new(text, Offsets::Chars).span(ok), (8, 10));
/// assert_eq!(OffsetMap::new(text, Offsets::Utf16).span(ok), (9, 11));
/// ```
#[derive(Debug, Default)]
pub struct OffsetMap {
    /// Empty where units are bytes.
    blocks: Vec<Block>,
    /// Units of the whole text.
    total: u32,
}

/// Sixty-four bytes of text.
#[derive(Debug)]
struct Block {
    /// Units before the block.
    before: u32,
    /// Bit `i` is set where a unit begins at byte `i`. The second unit of a UTF-16 surrogate pair counts as
    /// beginning at the second byte of its character, where no span ends, so that sums come out right.
    begins: u64,
}

/// A walk over the bytes of a text at which no unit begins: by so many are units fewer than bytes.
pub(crate) struct Inside<'m> {
    blocks: std::slice::Iter<'m, Block>,
    /// Where the blocks begin that are still to come.
    behind: u32,
    /// Those of the block before them.
    left: u64,
    next: u32,
}

impl Inside<'_> {
    /// The next one; `u32::MAX` where there is none.
    #[inline]
    pub(crate) fn next(&self) -> u32 {
        self.next
    }

    /// Goes on to the one behind the next.
    #[inline]
    pub(crate) fn step(&mut self) {
        while self.left == 0 {
            let Some(block) = self.blocks.next() else {
                self.next = u32::MAX;
                return;
            };
            self.left = !block.begins;
            self.behind += 64;
        }
        self.next = self.behind - 64 + self.left.trailing_zeros();
        self.left &= self.left - 1;
    }
}

/// The first bytes of characters of four bytes.
fn begins_of_four(bytes: &[u8; 64]) -> u64 {
    if bytes.iter().fold(0, |most, byte| most.max(*byte)) < 0xF0 {
        return 0;
    }
    let bits = bytes.iter().enumerate();
    bits.fold(0, |mask, (index, byte)| mask | u64::from(*byte >= 0xF0) << index)
}

impl OffsetMap {
    /// The map of `text` from bytes to `unit`.
    #[must_use]
    pub fn new(text: &str, unit: Offsets) -> Self {
        if unit == Offsets::Bytes || text.is_ascii() {
            return Self::default();
        }
        let mut blocks = Vec::with_capacity(text.len() / 64 + 1);
        let mut before = 0;
        let mut carry = 0;
        for bytes in text.as_bytes().chunks(64) {
            // What the text does not fill looks like the inside of a character: no unit begins there.
            let mut padded = [0x80; 64];
            let bytes = match bytes.first_chunk() {
                Some(bytes) => bytes,
                None => {
                    padded.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
                    &padded
                }
            };
            let mut begins = !masks::going_on(bytes);
            if unit == Offsets::Utf16 {
                let four = begins_of_four(bytes);
                begins |= (four << 1) | carry;
                carry = four >> 63;
            }
            blocks.push(Block { before, begins });
            before += match begins {
                u64::MAX => 64,
                _ => begins.count_ones(),
            };
        }
        Self {
            blocks,
            total: before,
        }
    }

    /// The bytes at which no unit begins, in their order.
    pub(crate) fn inside(&self) -> Inside<'_> {
        let mut inside = Inside {
            blocks: self.blocks.iter(),
            behind: 0,
            left: 0,
            next: 0,
        };
        inside.step();
        inside
    }

    /// The unit at which byte `byte` of the text lies; positions past the text count as its end.
    #[inline]
    #[must_use]
    pub fn at(&self, byte: u32) -> u32 {
        if self.blocks.is_empty() {
            return byte;
        }
        match self.blocks.get(byte as usize / 64) {
            // Counting bits takes a dozen instructions where a processor's own is not to be relied on.
            Some(block) if block.begins == u64::MAX => block.before + byte % 64,
            Some(block) => block.before + (block.begins & ((1 << (byte % 64)) - 1)).count_ones(),
            None => self.total,
        }
    }

    /// Start and end of a span, in units.
    #[inline]
    #[must_use]
    pub fn span(&self, span: Span) -> (u32, u32) {
        (self.at(span.start()), self.at(span.end()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn naive(text: &str, unit: Offsets, byte: usize) -> u32 {
        let before = &text[..byte];
        let units = match unit {
            Offsets::Chars => before.chars().count(),
            Offsets::Bytes => before.len(),
            Offsets::Utf16 => before.encode_utf16().count(),
        };
        u32::try_from(units).unwrap()
    }

    fn check(text: &str) {
        for unit in [Offsets::Chars, Offsets::Bytes, Offsets::Utf16] {
            let map = OffsetMap::new(text, unit);
            for byte in (0..=text.len()).filter(|byte| text.is_char_boundary(*byte)) {
                assert_eq!(
                    map.at(byte as u32),
                    naive(text, unit, byte),
                    "{unit:?} at {byte} of {text:?}"
                );
            }
        }
    }

    #[test]
    fn characters_that_straddle_blocks() {
        for lead in 58..=66 {
            for filling in ["é", "–", "🙂", "🙂🙂🙂", "a\u{301}"] {
                check(&format!("{}{filling}{}", "x".repeat(lead), "y".repeat(70)));
                check(&format!("{}{filling}", "é".repeat(lead)));
            }
        }
        check("");
        check(&"🙂".repeat(64));
    }

    proptest! {
        #[test]
        fn equals_the_naive_count(text in "[a-zA-Z é–“”🙂𝒳\u{200d}中\n]{0,300}", any in "\\PC{0,200}") {
            check(&text);
            check(&any);
        }
    }
}
