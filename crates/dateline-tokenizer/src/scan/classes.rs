//! The classes of bytes that the algebra is about, as masks of a window and as bits of a table.

use super::mask::Mask;

/// The classes of the bytes of a window.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Classes<M = u64> {
    /// White space: ASCII's, and the no-break space.
    pub(crate) space: M,
    /// Letters: ASCII's, and both bytes of U+00C0 to U+017F.
    pub(crate) letter: M,
    /// The small ones of ASCII's letters, and other bytes, but no byte of other letters.
    pub(crate) small: M,
    /// ASCII digits.
    pub(crate) digit: M,
    /// `( [`
    pub(crate) open: M,
    /// `) ]`
    pub(crate) close: M,
    /// `"`
    pub(crate) quote: M,
    /// `,`
    pub(crate) comma: M,
    /// `.`
    pub(crate) stop: M,
    /// `; :`
    pub(crate) colon: M,
    /// `! ?`
    pub(crate) bang: M,
    /// `'`
    pub(crate) apostrophe: M,
    /// `-`
    pub(crate) hyphen: M,
    /// `$`
    pub(crate) dollar: M,
    /// `%`
    pub(crate) percent: M,
    /// `/`
    pub(crate) slash: M,
    /// What the bytes of other characters than ASCII's are.
    pub(crate) wide: Wide<M>,
    /// Letters that endings are made of.
    pub(crate) tails: Tails<M>,
    /// Words that lists may know.
    pub(crate) hints: Hints<M>,
}

/// The characters of several bytes that the algebra knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wide<M = u64> {
    /// First bytes of the three of `“ ” – — … •` and others that are tokens wherever they stand.
    pub(crate) mark: M,
    /// First bytes of `…`, which stops after it go with.
    pub(crate) ellipsis: M,
    /// First bytes of the two of `£`
    pub(crate) pound: M,
    /// First bytes of the three of `€`
    pub(crate) euro: M,
    /// First bytes of `’`
    pub(crate) curly: M,
    /// First bytes of `‘`
    pub(crate) curly_open: M,
    /// First bytes of the two of U+00C0 to U+017F, less `×` and `÷`.
    pub(crate) latin: M,
}

/// Letters, in either case, that contractions end with. Only those right around apostrophes need be there.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tails<M = u64> {
    /// `s m d`
    pub(crate) one: M,
    /// `r v`
    pub(crate) before_e: M,
    pub(crate) e: M,
    pub(crate) l: M,
    pub(crate) n: M,
    pub(crate) t: M,
    pub(crate) s: M,
}

/// Last letters of words that lists may know: more than they do know, and never less.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Hints<M = u64> {
    /// Contractions without apostrophe, and last parts that hyphens do not part (`-wise`).
    pub(crate) word: M,
    /// First parts that hyphens do not part.
    pub(crate) hyphen: M,
    /// Abbreviations.
    pub(crate) stop: M,
    /// Abbreviations that begin with a capital.
    pub(crate) capital: M,
}

/// The number of masks that the table has bits for.
pub(crate) const MASKS: usize = 16;

/// The bit of bytes that are not ASCII.
pub(crate) const OTHER: usize = 15;

/// The bits of a byte, in the order of [`Classes::of_masks`]. No byte has two.
pub(crate) const BITS: [u16; 256] = {
    let mut table = [1 << OTHER; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = match byte as u8 {
            b'\t'..=b'\r' | b' ' => 1,
            b'A'..=b'Z' | b'a'..=b'z' => 1 << 1,
            b'0'..=b'9' => 1 << 2,
            b'(' | b'[' => 1 << 3,
            b')' | b']' => 1 << 4,
            b'"' => 1 << 5,
            b',' => 1 << 6,
            b'.' => 1 << 7,
            b';' | b':' => 1 << 8,
            b'!' | b'?' => 1 << 9,
            b'\'' => 1 << 10,
            b'-' => 1 << 11,
            b'$' => 1 << 12,
            b'%' => 1 << 13,
            b'/' => 1 << 14,
            _ => 0,
        };
        byte += 1;
    }
    table
};

impl<M: Mask> Classes<M> {
    /// The masks of the table's bits in their order, but for the last.
    #[inline(always)]
    pub(crate) fn of_masks(masks: &[M; MASKS]) -> Self {
        let [
            space,
            letter,
            digit,
            open,
            close,
            quote,
            comma,
            stop,
            colon,
            bang,
            apostrophe,
            hyphen,
            dollar,
            percent,
            slash,
            _,
        ] = *masks;
        Self {
            space,
            letter,
            digit,
            open,
            close,
            quote,
            comma,
            stop,
            colon,
            bang,
            apostrophe,
            hyphen,
            dollar,
            percent,
            slash,
            ..Self::default()
        }
    }
}

impl Classes {
    /// Adds what is not ASCII: letters of two bytes that European names are written with, the quotation marks
    /// and dashes of three that print uses, the currencies of Europe, and the no-break space. `is` gives the
    /// places of a byte, `within` those of bytes from the first to the second.
    #[inline(always)]
    pub(crate) fn add_wide(&mut self, is: impl Fn(u8) -> u64, within: impl Fn(u8, u8) -> u64) {
        // U+00C0 to U+017F are letters but for × and ÷.
        let latin = is(0xc3) & !((is(0x97) | is(0xb7)) >> 1) | within(0xc4, 0xc5);
        // A character that the window's end cuts is looked at in the next window.
        let latin = latin & (u64::MAX >> 1);
        self.letter |= latin | latin << 1;
        let (signs, three) = (is(0xc2), is(0xe2));
        let space = signs & (is(0xa0) >> 1);
        self.space |= space | space << 1;
        let general = three & (is(0x80) >> 1);
        let curly_open = is(0x98) >> 2;
        let curly = is(0x99) >> 2;
        let reversed = is(0x9b) >> 2;
        // U+2012 to U+2027.
        let mark = within(0x92, 0xa7) >> 2;
        self.wide = Wide {
            mark: general & mark & !(curly | curly_open | reversed),
            ellipsis: general & (is(0xa6) >> 2),
            pound: signs & (is(0xa3) >> 1),
            euro: three & (is(0x82) >> 1) & (is(0xac) >> 2),
            curly: general & curly,
            curly_open: general & curly_open,
            latin,
        };
    }

    /// The same, character by character, for what has no vectors. `other` are the bytes that are not ASCII.
    #[inline]
    pub(crate) fn add_characters(&mut self, bytes: &[u8; 64], mut other: u64) {
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
        while other != 0 {
            let at = other.trailing_zeros() as usize;
            let bit = 1u64 << at;
            let wide = &mut self.wide;
            match (byte(at), byte(at + 1), byte(at + 2)) {
                (0xc3..=0xc5, second, _)
                    if at < 63 && !(byte(at) == 0xc3 && matches!(second, 0x97 | 0xb7)) =>
                {
                    wide.latin |= bit;
                    self.letter |= bit | bit << 1;
                }
                (0xc2, 0xa0, _) => self.space |= bit | bit << 1,
                (0xc2, 0xa3, _) => wide.pound |= bit,
                (0xe2, 0x80, 0x98) => wide.curly_open |= bit,
                (0xe2, 0x80, 0x99) => wide.curly |= bit,
                (0xe2, 0x80, 0x9b) => {}
                (0xe2, 0x80, third @ 0x92..=0xa7) => {
                    wide.mark |= bit;
                    if third == 0xa6 {
                        wide.ellipsis |= bit;
                    }
                }
                (0xe2, 0x82, 0xac) => wide.euro |= bit,
                _ => {}
            }
            other &= other - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chars::{Kind, ascii};

    #[test]
    fn both_ways_to_add_characters_agree() {
        let text = "aé ×ÿ ÷Š ‘’‛“”…‒‧•‑£€¥\u{a0}中🙂\u{a0} £ € ’s".repeat(9);
        for shift in 0..80 {
            let bytes: &[u8; 64] = text.as_bytes()[shift..].first_chunk().unwrap();
            let ask = |wanted: &dyn Fn(u8) -> bool| {
                (0..64).fold(0, |mask, at| mask | u64::from(wanted(bytes[at])) << at)
            };
            let (mut one, mut two) = (Classes::default(), Classes::default());
            one.add_wide(
                |byte| ask(&|other| other == byte),
                |first, last| ask(&|byte| (first..=last).contains(&byte)),
            );
            two.add_characters(bytes, ask(&|byte| byte >= 0x80));
            assert_eq!(one.wide, two.wide, "{shift}");
            assert_eq!((one.space, one.letter), (two.space, two.letter), "{shift}");
        }
    }

    #[test]
    fn the_table_agrees_with_the_kinds() {
        for byte in 0..128u8 {
            let bits = BITS[usize::from(byte)];
            assert!(bits.count_ones() <= 1, "{byte}");
            assert_eq!(bits == 1, ascii(byte) == Kind::Space, "{byte}");
            assert_eq!(bits == 2, ascii(byte).is_letter(), "{byte}");
            assert_eq!(bits == 4, ascii(byte) == Kind::Digit, "{byte}");
        }
        assert!(BITS[128..].iter().all(|bits| *bits == 1 << OTHER));
    }
}
