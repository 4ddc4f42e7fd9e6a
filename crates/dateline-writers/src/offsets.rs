//! Byte offsets counted as code points or UTF-16 units.

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

const HIGH: u64 = 0x8080_8080_8080_8080;

/// Gathers the high bits of eight bytes, the first byte's in bit 0.
const fn gather(word: u64) -> u64 {
    ((word & HIGH) >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
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
            // Nearly all blocks are ASCII, where a unit begins at every byte. Before the first byte of such a block no
            // character goes on, so that nothing is carried into it.
            if let Ok(bytes) = <&[u8; 64]>::try_from(bytes)
                && bytes.iter().fold(0, |all, byte| all | byte) < 0x80
            {
                blocks.push(Block {
                    before,
                    begins: u64::MAX,
                });
                before += 64;
                carry = 0;
                continue;
            }
            // What the text does not fill looks like the inside of a character: no unit begins there.
            let mut block = [0x80; 64];
            for (to, from) in block.iter_mut().zip(bytes) {
                *to = *from;
            }
            let (mut begins, mut four) = (0, 0);
            for (index, word) in block.as_chunks::<8>().0.iter().enumerate() {
                let word = u64::from_le_bytes(*word);
                // A byte is inside a character where its two high bits are 10; it leads four where they are 1111.
                begins |= gather(!word | (word << 1)) << (8 * index);
                four |= gather(word & (word << 1) & (word << 2) & (word << 3)) << (8 * index);
            }
            if unit == Offsets::Utf16 {
                begins |= (four << 1) | carry;
                carry = four >> 63;
            }
            blocks.push(Block { before, begins });
            before += begins.count_ones();
        }
        Self {
            blocks,
            total: before,
        }
    }

    /// Whether positions in the unit are positions in bytes.
    pub(crate) fn is_bytes(&self) -> bool {
        self.blocks.is_empty()
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
