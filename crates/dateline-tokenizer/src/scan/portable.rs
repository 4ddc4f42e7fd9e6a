//! Masks and tokens in plain Rust.

use super::classes::{BITS, Classes, Hints, MASKS, OTHER, Tails};
use super::endings::{CAPITAL, HYPHEN, STOP, WORD};
use super::{Draw, Endings, Engine, Plain};
use dateline_core::Span;
use dateline_core::layers::{Token, TokenClass};

/// The twin of the vectorized engines.
#[derive(Clone, Copy)]
pub(crate) struct Portable;

/// The masks of the table's bits: a table of sixteen bits for each of 64 bytes, turned on its side. Word `j`
/// holds the bits of the bytes `j`, `16 + j`, `32 + j` and `48 + j`, so that turning the four squares of sixteen
/// by sixteen bits that all words hold together puts every mask into one word.
fn masks(bytes: &[u8; 64]) -> [u64; MASKS] {
    let mut rows = [0u64; MASKS];
    let (quarters, _) = bytes.as_chunks::<16>();
    if let [a, b, c, d] = quarters {
        for ((((row, a), b), c), d) in rows.iter_mut().zip(a).zip(b).zip(c).zip(d) {
            let bits = |byte: &u8| u64::from(BITS[usize::from(*byte)]);
            *row = bits(a) | bits(b) << 16 | bits(c) << 32 | bits(d) << 48;
        }
    }
    turn::<8>(&mut rows, 0x00ff_00ff_00ff_00ff);
    turn::<4>(&mut rows, 0x0f0f_0f0f_0f0f_0f0f);
    turn::<2>(&mut rows, 0x3333_3333_3333_3333);
    turn::<1>(&mut rows, 0x5555_5555_5555_5555);
    rows
}

/// One step of turning a square of bits on its side: the upper right and the lower left quarter of each square
/// of `2 * STEP` change places.
#[inline(always)]
fn turn<const STEP: usize>(rows: &mut [u64; MASKS], low: u64) {
    for pair in rows.chunks_exact_mut(2 * STEP) {
        let (upper, lower) = pair.split_at_mut(STEP);
        for (upper, lower) in upper.iter_mut().zip(lower) {
            let changed = ((*upper >> STEP) ^ *lower) & low;
            *lower ^= changed;
            *upper ^= changed << STEP;
        }
    }
}

/// The bytes with the bit that tells small letters from capitals.
#[inline(always)]
fn small(bytes: &[u8; 64]) -> u64 {
    let (words, _) = bytes.as_chunks::<8>();
    words.iter().rev().fold(0, |mask, word| {
        // The factor moves the lowest bit of each byte to its place among the highest eight.
        let bits = (u64::from_le_bytes(*word) >> 5) & 0x0101_0101_0101_0101;
        mask << 8 | bits.wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
}

/// The letters right around apostrophes that endings are made of.
#[inline]
pub(super) fn tails(bytes: &[u8; 64], classes: &Classes) -> Tails {
    let mut tails = Tails::default();
    let mut add = |at: usize| {
        let Some(byte) = bytes.get(at) else { return };
        let bit = 1 << at;
        match byte | 0x20 {
            b's' => {
                tails.one |= bit;
                tails.s |= bit;
            }
            b'm' | b'd' => tails.one |= bit,
            b'r' | b'v' => tails.before_e |= bit,
            b'e' => tails.e |= bit,
            b'l' => tails.l |= bit,
            b'n' => tails.n |= bit,
            b't' => tails.t |= bit,
            _ => {}
        }
    };
    for (mut apostrophes, length) in [(classes.apostrophe, 1), (classes.wide.curly, 3)] {
        while apostrophes != 0 {
            let at = apostrophes.trailing_zeros() as usize;
            for near in [at.wrapping_sub(1), at + length, at + length + 1] {
                add(near);
            }
            apostrophes &= apostrophes - 1;
        }
    }
    tails
}

/// The words whose last letters, and what follows, say that lists may know them.
#[inline(always)]
pub(super) fn hints(bytes: &[u8; 64], classes: &Classes, endings: &Endings) -> Hints {
    let mut hints = Hints::default();
    // White space stands before the window and at its end.
    let mut last = classes.letter & !(classes.letter >> 1) & (u64::MAX >> 1);
    while last != 0 {
        let at = last.trailing_zeros() as usize;
        last &= last - 1;
        // The eight bytes up to the letter, or what the window has of them.
        let from = at.max(7) - 7;
        let near = bytes.get(from..).and_then(|bytes| bytes.first_chunk());
        let near = near.map_or(0, |bytes| u64::from_be_bytes(*bytes));
        let near = near >> (8 * (7 - at.min(7)));
        let next = bytes.get(at + 1).map_or(0, |next| ASKED[usize::from(*next)]);
        let groups = endings.of(near) & next;
        if groups != 0 {
            hints.word |= u64::from(groups & WORD != 0) << at;
            hints.hyphen |= u64::from(groups & HYPHEN != 0) << at;
            hints.stop |= u64::from(groups & STOP != 0) << at;
            hints.capital |= u64::from(groups & CAPITAL != 0) << at;
        }
    }
    hints
}

/// The groups that are asked about before a byte.
const ASKED: [u32; 256] = {
    let mut table = [WORD; 256];
    table[b'.' as usize] |= STOP | CAPITAL;
    table[b'-' as usize] |= HYPHEN;
    table
};

impl Engine for Portable {
    #[inline(always)]
    fn classify(self, bytes: &[u8; 64], endings: &Endings) -> Classes {
        let masks = masks(bytes);
        let mut classes = Classes::of_masks(&masks);
        classes.small = small(bytes);
        if masks[OTHER] != 0 {
            classes.add_characters(bytes, masks[OTHER]);
        }
        classes.tails = tails(bytes, &classes);
        classes.hints = hints(bytes, &classes, endings);
        classes
    }

    #[inline(always)]
    fn emit(self, plain: &Plain, base: usize, tokens: &mut Vec<Token>) {
        emit(plain, base, tokens);
    }
}

impl Draw for Portable {
    #[inline(always)]
    fn draw<const MANY: usize>(&self, masks: [u64; MANY], mut places: u64) -> [u64; MANY] {
        let mut drawn = [0; MANY];
        let mut number = 0;
        while places != 0 {
            let at = places.trailing_zeros();
            for (drawn, mask) in drawn.iter_mut().zip(masks) {
                *drawn |= (mask >> at & 1) << number;
            }
            number += 1;
            places &= places - 1;
        }
        drawn
    }
}

/// The classes that masks tell, by the number that stands for each.
const CLASSES: [TokenClass; 4] = [
    TokenClass::Word,
    TokenClass::Number,
    TokenClass::Punct,
    TokenClass::Symbol,
];

/// Appends the tokens one by one.
#[inline(always)]
pub(super) fn emit(plain: &Plain, base: usize, tokens: &mut Vec<Token>) {
    let (mut starts, mut ends) = (plain.starts, plain.ends);
    // The number of a token's class in two bits, as no branch on it could be guessed.
    let low = plain.numbers | plain.symbols;
    let high = plain.marks | plain.symbols;
    tokens.reserve(starts.count_ones() as usize);
    while starts != 0 {
        let (start, end) = (starts.trailing_zeros(), ends.trailing_zeros());
        let class = (low >> start & 1) | (high >> start & 1) << 1;
        tokens.push(Token {
            span: Span::new(base as u32 + start, base as u32 + end + 1),
            class: CLASSES[class as usize & 3],
            joined: plain.joined >> start & 1 != 0,
        });
        starts &= starts - 1;
        ends &= ends.wrapping_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_letters_are_told_and_bits_are_drawn_together() {
        let bytes = *b"Abcd eFGHi(jkl)mnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ[abcde]Zz";
        for (at, byte) in bytes.iter().enumerate() {
            assert_eq!(small(&bytes) >> at & 1, u64::from(byte >> 5 & 1), "{at}");
        }
        assert_eq!(
            Portable.draw([0b1010_0110, u64::MAX], 0b1110_0010),
            [0b1011, 0b1111]
        );
    }

    #[test]
    fn every_byte_stands_in_the_masks_of_its_bits() {
        for shift in 0..=255u8 {
            let mut bytes = [0u8; 64];
            for (at, byte) in bytes.iter_mut().enumerate() {
                *byte = (at as u8).wrapping_mul(7).wrapping_add(shift);
            }
            for (bit, mask) in masks(&bytes).iter().enumerate() {
                for (at, byte) in bytes.iter().enumerate() {
                    let wanted = BITS[usize::from(*byte)] >> bit & 1;
                    assert_eq!(mask >> at & 1, u64::from(wanted), "{byte} at {at}, bit {bit}");
                }
            }
        }
    }
}
