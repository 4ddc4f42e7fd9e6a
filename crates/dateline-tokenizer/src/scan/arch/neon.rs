//! NEON, which every ARM processor of 64 bits with a standard library has: masks by vectors, tokens one by one.
//! It reads a window as four vectors in [`turns`](super::turns).

use super::super::classes::{BITS, Classes, Hints, MASKS};
use super::super::endings::{CAPITAL, HYPHEN, STOP, WORD};
use super::super::{Context, Draw, Endings, Engine, Noting, Plain, notes, portable, windows};
use super::turns::{Turns, each, load, mask, pairs, turn};
use dateline_core::layers::Token;
use std::arch::aarch64::*;

/// The engine.
#[derive(Clone, Copy)]
pub(crate) struct Neon(());

impl Neon {
    /// The engine, where the program was compiled for processors that can run it: all that have a standard library.
    pub(crate) fn new() -> Option<Self> {
        let can = cfg!(target_feature = "neon") && cfg!(target_endian = "little");
        can.then_some(Self(()))
    }

    /// Appends the tokens of the text, and the notes of them.
    pub(crate) fn tokenize<N: Noting>(self, context: Context<'_>, tokens: &mut Vec<Token>, notes: &mut N) {
        // SAFETY: the value exists, so the processor has these instructions.
        unsafe { tokenize(self, context, tokens, notes) }
    }
}

#[target_feature(enable = "neon")]
fn tokenize<N: Noting>(engine: Neon, context: Context<'_>, tokens: &mut Vec<Token>, notes: &mut N) {
    windows(engine, context, tokens, notes);
}

impl Engine for Neon {
    #[inline(always)]
    fn classify(self, bytes: &[u8; 64], endings: &Endings) -> Classes {
        // SAFETY: the value exists, so the processor has these instructions.
        let mut classes = unsafe { classify(bytes, endings) };
        classes.tails = portable::tails(bytes, &classes);
        classes
    }

    #[inline(always)]
    fn breaks(self, window: &[u8; 64], _: u64) -> u64 {
        // SAFETY: the value exists, so the processor has these instructions.
        let (ends_line, third) = unsafe { breaks(window) };
        notes::with_separators(ends_line, third, window)
    }

    #[inline(always)]
    fn emit(self, plain: &Plain, base: usize, tokens: &mut Vec<Token>) {
        portable::emit(plain, base, tokens);
    }
}

impl Draw for Neon {
    #[inline(always)]
    fn draw<const MANY: usize>(&self, masks: [u64; MANY], places: u64) -> [u64; MANY] {
        portable::Portable.draw(masks, places)
    }
}

/// The bits of a letter.
const LETTER: u16 = BITS[b'a' as usize];

/// The lower and the upper byte of the bits of the bytes below 64.
const TABLES: [[u8; 64]; 2] = {
    let mut tables = [[0; 64]; 2];
    let mut byte = 0;
    while byte < 64 {
        tables[0][byte] = BITS[byte] as u8;
        tables[1][byte] = (BITS[byte] >> 8) as u8;
        byte += 1;
    }
    tables
};

/// The first of the sixteen bytes among which square brackets are.
const FIRST: u8 = 0x50;

/// The lower byte of the bits of those sixteen, less the letters'. No other byte above 64 has any in either.
const BRACKETS: [u8; 16] = {
    let mut table = [0; 16];
    let mut byte = 64;
    while byte < 128 {
        let bits = BITS[byte] & !LETTER;
        let place = byte.wrapping_sub(FIRST as usize);
        assert!(bits < if place < 16 { 256 } else { 1 });
        if place < 16 {
            table[place] = bits as u8;
        }
        byte += 1;
    }
    table
};

/// The bytes that may end a line, and whether any is the third of U+2029.
#[inline]
#[target_feature(enable = "neon")]
fn breaks(bytes: &[u8; 64]) -> (u64, bool) {
    let window = load(bytes);
    let first = vdupq_n_u8(b'\n');
    let ends_line = each(window, |v| vcltq_u8(vsubq_u8(v, first), vdupq_n_u8(4)));
    let third = vdupq_n_u8(notes::THIRD);
    let [a, b, c, d] = each(window, |v| vceqq_u8(v, third));
    let any = vmaxvq_u8(vorrq_u8(vorrq_u8(a, b), vorrq_u8(c, d)));
    (mask(ends_line), any != 0)
}

/// All classes but the tails.
#[inline]
#[target_feature(enable = "neon")]
fn classify(bytes: &[u8; 64], endings: &Endings) -> Classes {
    let window = load(bytes);
    // Letters by their number, 0 for all that is none.
    let numbers = each(window, |v| {
        vsubq_u8(vorrq_u8(v, vdupq_n_u8(0x20)), vdupq_n_u8(b'`'))
    });
    let letter = each(numbers, |number| {
        vcltq_u8(vsubq_u8(number, vdupq_n_u8(1)), vdupq_n_u8(26))
    });
    let letters = pairs(numbers, letter, |number, letter| vandq_u8(number, letter));

    let [low, high] = &TABLES;
    // SAFETY: loads of the 64, 64 and 16 bytes of the arrays.
    let (low, high, brackets) = unsafe {
        (
            vld1q_u8_x4(low.as_ptr()),
            vld1q_u8_x4(high.as_ptr()),
            vld1q_u8(BRACKETS.as_ptr()),
        )
    };
    // A lookup beyond a table gives 0, or what was there before.
    let low = each(window, |v| {
        vqtbx1q_u8(vqtbl4q_u8(low, v), brackets, vsubq_u8(v, vdupq_n_u8(FIRST)))
    });
    let high = each(window, |v| vqtbl4q_u8(high, v));
    let mut masks = [0; MASKS];
    for (to, from) in masks.iter_mut().zip(turn(low).into_iter().chain(turn(high))) {
        *to = from;
    }
    let mut classes = Classes::of_masks(&masks);
    classes.letter = mask(letter);
    classes.small = mask(each(window, |v| vshlq_n_u8::<2>(v)));
    classes.hints = hints(letters, endings);
    if mask(window) != 0 {
        let is = |byte: u8| mask(each(window, |v| vceqq_u8(v, vdupq_n_u8(byte))));
        let within = |first: u8, last: u8| {
            let (first, most) = (vdupq_n_u8(first), vdupq_n_u8(last - first));
            mask(each(window, |v| vcleq_u8(vsubq_u8(v, first), most)))
        };
        classes.add_wide(is, within);
    }
    classes
}

/// The places of `letters`, by their numbers, where a word that lists may know can end.
#[inline]
#[target_feature(enable = "neon")]
fn hints(letters: Turns, endings: &Endings) -> Hints {
    // Before the window stands white space.
    let none = vdupq_n_u8(0);
    let back = each(letters, |v| vextq_u8::<15>(none, v));
    let [first, second, third, fourth] = &endings.vectors.0;
    let (first, second, third, fourth) = (
        groups(first, letters, back),
        groups(second, letters, back),
        groups(third, letters, back),
        groups(fourth, letters, back),
    );
    // Each vector has eight groups; what is asked of it is one byte of the groups' masks.
    let part = |v: Turns, asked: u32, number: u32| {
        let bits = vdupq_n_u8((asked >> (8 * number)) as u8);
        each(v, |v| vandq_u8(v, bits))
    };
    let either = |some: Turns, more: Turns| pairs(some, more, |some, more| vorrq_u8(some, more));
    let some = |v: Turns| mask(each(v, |v| vtstq_u8(v, v)));
    Hints {
        word: some(either(
            either(first, part(second, WORD, 1)),
            part(fourth, WORD, 3),
        )),
        hyphen: some(part(fourth, HYPHEN, 3)),
        stop: some(either(part(second, STOP, 1), part(third, STOP, 2))),
        capital: some(part(third, CAPITAL, 2)),
    }
}

/// The groups that have each letter and the four before it at their places; `back` are the letters four places
/// before each.
#[inline]
#[target_feature(enable = "neon")]
fn groups(
    [last, second, third, fourth, fifth]: &[[u8; 64]; 5],
    [a, b, c, d]: Turns,
    [w, x, y, z]: Turns,
) -> Turns {
    let look = |table: &[u8; 64], letters: Turns| {
        // SAFETY: a load of the first 32 of the 64 bytes of the array.
        let table = unsafe { vld1q_u8_x2(table.as_ptr()) };
        each(letters, |letters| vqtbl2q_u8(table, letters))
    };
    let both = |some: Turns, more: Turns| pairs(some, more, |some, more| vandq_u8(some, more));
    let two = both(look(last, [a, b, c, d]), look(second, [z, a, b, c]));
    let four = both(look(third, [y, z, a, b]), look(fourth, [x, y, z, a]));
    both(both(two, four), look(fifth, [w, x, y, z]))
}

#[cfg(test)]
mod tests {
    use super::super::super::portable::Portable;
    use super::*;
    use crate::lists::Lists;

    /// Holds all masks to the twin's, but for the hints at places about which none is asked.
    fn same(bytes: &[u8; 64], endings: &Endings) {
        let engine = Neon::new().unwrap();
        let wanted = Portable.classify(bytes, endings);
        let mut found = engine.classify(bytes, endings);
        let last = wanted.letter & !(wanted.letter >> 1) & (u64::MAX >> 1);
        let hints = &mut found.hints;
        hints.word &= last;
        hints.hyphen &= last & wanted.hyphen >> 1;
        hints.stop &= last & wanted.stop >> 1;
        hints.capital &= last & wanted.stop >> 1;
        assert_eq!(format!("{wanted:?}"), format!("{found:?}"), "{bytes:?}");
        // The twin leaves out what is no white space.
        let breaks = engine.breaks(bytes, wanted.space);
        assert_eq!(
            Portable.breaks(bytes, wanted.space),
            breaks & wanted.space | notes::separators(bytes)
        );
    }

    #[test]
    fn masks_are_those_of_the_twin() {
        let lists = Lists::built_in().unwrap();
        // Every byte at every place, beside others.
        for factor in [1, 7, 23, 101] {
            for shift in 0..=u8::MAX {
                let mut bytes = [0; 64];
                for (at, byte) in bytes.iter_mut().enumerate() {
                    *byte = (at as u8).wrapping_mul(factor).wrapping_add(shift);
                }
                same(&bytes, lists.endings());
            }
        }
        let text = "Mr. Sok cannot say \u{201c}don\u{2019}t\u{201d}\u{2029}re-elected no. 5 \u{e9}t\u{e9} [etc.] \
                    \r\nGen. O'Neill's Chi-wai\u{a0}\u{a3}5 \u{20ac}6 \u{2026} gonna";
        let text = text.repeat(5);
        for window in text.as_bytes().windows(64) {
            same(window.first_chunk().unwrap(), lists.endings());
        }
    }
}
