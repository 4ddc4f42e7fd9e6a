//! Masks and tokens in plain Rust.

use super::window::Classes;
use super::{Endings, Engine, Plain};
use crate::chars::{Kind, ascii};
use dateline_core::Span;
use dateline_core::layers::{Token, TokenClass};

/// The twin of the vectorized engines.
#[derive(Clone, Copy)]
pub(crate) struct Portable;

/// The class of a byte: the number of a field of [`Classes`], in its order; [`NONE`] for a byte of none.
const CLASS: [u8; 256] = {
    let mut table = [NONE; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = match byte as u8 {
            b'(' | b'[' => 3,
            b')' | b']' => 4,
            b'"' => 5,
            b',' => 6,
            b'.' => 7,
            b';' | b':' => 8,
            b'!' | b'?' => 9,
            b'\'' => 10,
            b'-' => 11,
            b'$' => 12,
            b'%' => 13,
            byte => match ascii(byte) {
                Kind::Space => 0,
                Kind::Upper | Kind::Lower => 1,
                Kind::Digit => 2,
                _ => NONE,
            },
        };
        byte += 1;
    }
    table
};

/// The class of bytes that no field of [`Classes`] is about.
const NONE: u8 = 14;

/// The masks of all classes but that of suspects.
pub(crate) fn classes(bytes: &[u8; 64]) -> Classes {
    let mut masks = [0u64; 16];
    for (bit, byte) in bytes.iter().enumerate() {
        if let Some(mask) = masks.get_mut(usize::from(CLASS[usize::from(*byte)] & 15)) {
            *mask |= 1 << bit;
        }
    }
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
        ..,
    ] = masks;
    Classes {
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
        ..Classes::default()
    }
}

/// Adds what is not ASCII: letters of two bytes that European names are written with, and the quotation marks
/// and dashes of three that print uses.
#[inline(always)]
pub(crate) fn add_wide(classes: &mut Classes, is: impl Fn(u8) -> u64) {
    // U+00C0 to U+017F are letters but for × and ÷.
    let latin = is(0xc3) & !((is(0x97) | is(0xb7)) >> 1) | is(0xc4) | is(0xc5);
    classes.letter |= latin | latin << 1;
    let general = is(0xe2) & (is(0x80) >> 1);
    classes.wide = general & ((is(0x93) | is(0x94) | is(0x9c) | is(0x9d)) >> 2);
    classes.curly = general & (is(0x99) >> 2);
    classes.curly_open = general & (is(0x98) >> 2);
}

/// The words of `classes` whose last letters say that they may be contractions.
pub(crate) fn suspects(bytes: &[u8; 64], classes: &Classes, endings: &Endings) -> u64 {
    let mut last = classes.letter & !(classes.letter >> 1);
    let mut suspects = 0;
    while last != 0 {
        let at = last.trailing_zeros() as usize;
        suspects |= u64::from(endings.may_end(bytes, at)) << at;
        last &= last - 1;
    }
    suspects
}

impl Engine for Portable {
    fn classify(self, bytes: &[u8; 64], endings: &Endings) -> Classes {
        let mut classes = classes(bytes);
        if !bytes.is_ascii() {
            add_wide(&mut classes, |wanted| {
                bytes
                    .iter()
                    .enumerate()
                    .fold(0, |mask, (at, byte)| mask | u64::from(*byte == wanted) << at)
            });
        }
        classes.suspects = suspects(bytes, &classes, endings);
        classes
    }

    fn emit(self, plain: &Plain, base: usize, tokens: &mut Vec<Token>) {
        emit(plain, base, tokens);
    }
}

/// Appends the tokens one by one.
#[inline(always)]
pub(crate) fn emit(plain: &Plain, base: usize, tokens: &mut Vec<Token>) {
    let (mut starts, mut ends) = (plain.starts, plain.ends);
    tokens.reserve(starts.count_ones() as usize);
    while starts != 0 {
        let bit = starts & starts.wrapping_neg();
        let (start, end) = (starts.trailing_zeros(), ends.trailing_zeros());
        let class = if plain.marks & bit != 0 {
            TokenClass::Punct
        } else if plain.numbers & bit != 0 {
            TokenClass::Number
        } else if plain.symbols & bit != 0 {
            TokenClass::Symbol
        } else {
            TokenClass::Word
        };
        let span = Span::new(base as u32 + start, base as u32 + end + 1);
        tokens.push(Token {
            span,
            class,
            joined: plain.joined & bit != 0,
        });
        starts &= starts - 1;
        ends &= ends.wrapping_sub(1);
    }
}
