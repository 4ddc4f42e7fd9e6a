//! What is known about a place where a sentence may end, as hashed features.

use super::rules;
use crate::chars::{Kind, kind_at};
use crate::lists::Lists;
use dateline_core::layers::{Token, TokenClass};

/// How many features a place has.
pub(crate) const COUNT: usize = 39;

/// The bits of a feature's hash that count: the size of the table of weights.
pub(crate) const BITS: u32 = 17;

/// What is known beside the tokens.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Surroundings {
    /// Tokens since the sentence began.
    pub(crate) length: usize,
    /// Tokens until the paragraph ends.
    pub(crate) rest: usize,
    /// Whether a double quotation mark is open.
    pub(crate) quoted: bool,
    /// How many round brackets are open.
    pub(crate) brackets: u32,
    /// The first token of the sentence.
    pub(crate) first: usize,
    /// Words of the sentence without a capital, and with one.
    pub(crate) lower: u32,
    /// See there.
    pub(crate) upper: u32,
    /// Whether the text begins sentences without capitals.
    pub(crate) casual: bool,
    /// Whether GUM's conventions hold.
    pub(crate) gum: bool,
}

/// What a token looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    /// Hash of the lower-cased form; of the class for numbers and addresses.
    form: u32,
    /// Case, class and length in one small number.
    shape: u32,
}

const NONE: Look = Look { form: 0, shape: 0 };

fn mix(mut hash: u32, value: u32) -> u32 {
    hash = (hash ^ value).wrapping_mul(0x85eb_ca6b);
    hash ^ (hash >> 15)
}

/// Hash of a form without regard to case, from its first and last eight bytes and its length.
fn spelling(bytes: &[u8]) -> u32 {
    const LOWER: u64 = 0x2020_2020_2020_2020;
    let (first, last) = match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => (
            u64::from_le_bytes(*first) | LOWER,
            u64::from_le_bytes(*last) | LOWER,
        ),
        _ => (
            bytes
                .iter()
                .fold(0, |word, byte| word << 8 | u64::from(byte | 0x20)),
            0,
        ),
    };
    let hash = (first ^ last.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ bytes.len() as u64;
    (hash.wrapping_mul(0xd6e8_feb8_6659_fd93) >> 32) as u32
}

/// Hash of a number's form: its length, and what stands between its digits.
fn digits(bytes: &[u8]) -> u32 {
    let between = bytes.iter().filter(|byte| !byte.is_ascii_digit()).take(4);
    between.fold(bytes.len().min(5) as u32 + 77, |hash, byte| {
        mix(hash, u32::from(*byte))
    })
}

/// The look of the token `index`.
fn look(text: &str, tokens: &[Token], index: Option<usize>) -> Look {
    let Some(token) = index.and_then(|index| tokens.get(index)) else {
        return NONE;
    };
    let bytes = text.as_bytes().get(token.span.range()).unwrap_or_default();
    // Curly quotation marks and straight ones say the same.
    let bytes = match bytes {
        [0xe2, 0x80, 0x9c..=0x9f] => b"\"".as_slice(),
        [0xe2, 0x80, 0x98..=0x9b] => b"'",
        [0xe2, 0x80, 0xa6] => b"...",
        [0xe2, 0x80, 0x93..=0x95] => b"--",
        bytes => bytes,
    };
    let class = token.class as u32;
    let length = (bytes.len() as u32).min(4);
    let form = match token.class {
        TokenClass::Number => digits(bytes),
        TokenClass::Url
        | TokenClass::Email
        | TokenClass::Handle
        | TokenClass::Hashtag
        | TokenClass::Emoticon => mix(class, length.min(3)),
        _ => spelling(bytes),
    };
    let first = kind_at(text, token.span.start() as usize).0;
    let second = bytes.get(1).copied().unwrap_or(0);
    let case = match first {
        Kind::Upper if second.is_ascii_uppercase() => 1,
        Kind::Upper if bytes.len() == 1 => 2,
        Kind::Upper => 3,
        Kind::Lower => 4,
        Kind::Digit => 5,
        _ => 6,
    };
    let stop = u32::from(token.class == TokenClass::Word && bytes.last() == Some(&b'.'));
    Look {
        form,
        shape: 1 + case + 8 * class + 128 * stop,
    }
}

/// The features of the place after the token `index`.
pub(crate) fn extract(
    text: &str,
    tokens: &[Token],
    index: usize,
    around: Surroundings,
    lists: &Lists,
    features: &mut [u32; COUNT],
) {
    let before = |back: usize| look(text, tokens, index.checked_sub(back));
    let (p1, p2, p3) = (before(0), before(1), before(2));
    let (n1, n2, n3) = (
        look(text, tokens, Some(index + 1)),
        look(text, tokens, Some(index + 2)),
        look(text, tokens, Some(index + 3)),
    );
    let glued = match (tokens.get(index), tokens.get(index + 1)) {
        (Some(token), Some(next)) => u32::from(token.span.end() == next.span.start()),
        _ => 0,
    };
    let abbreviation = tokens
        .get(index)
        .map_or(0, |token| rules::abbreviation_code(text, token, lists));
    let length = bucket(around.length);
    let rest = bucket(around.rest);
    let state = u32::from(around.quoted) + 2 * around.brackets.min(1) + 4 * u32::from(around.casual);
    let gum = u32::from(around.gum);
    let first = look(text, tokens, Some(around.first));
    let capitals = match (around.lower, around.upper) {
        (0, 0) => 0,
        (0, _) => 1,
        (lower, upper) if lower < upper => 2,
        (lower, upper) if lower < 3 * upper => 3,
        (_, 0) => 4,
        _ => 5,
    };
    let values = [
        mix(gum, glued),
        p1.form,
        mix(p1.shape, n1.shape),
        n1.form,
        mix(n1.form, n1.shape),
        mix(p2.form, p1.shape),
        mix(p1.form, n1.shape),
        mix(mix(p1.form, n1.shape), p2.shape),
        mix(p1.form, n1.form),
        mix(mix(p1.shape, n1.form), n1.shape),
        mix(p2.form, p1.form),
        mix(mix(p2.form, p1.form), n1.shape),
        mix(n1.form, n2.form),
        mix(mix(n1.shape, n2.shape), p1.form),
        mix(n2.form, p1.shape),
        mix(mix(p1.form, state), n1.shape),
        mix(mix(p1.form, length), n1.shape),
        mix(mix(p1.shape, rest), n1.shape),
        mix(mix(abbreviation, n1.shape), p1.shape),
        mix(mix(abbreviation, n1.form), 3),
        mix(mix(p1.shape, length), rest),
        mix(mix(p1.form, gum), n1.shape),
        mix(mix(p3.form, p2.form), p1.form),
        mix(mix(p2.shape, p1.form), mix(n1.shape, n2.shape)),
        mix(mix(p3.shape, p2.shape), mix(p1.shape, n1.shape)),
        mix(mix(state, p1.form), n1.form),
        mix(mix(n1.shape, n2.shape), mix(n3.shape, p1.shape)),
        mix(mix(length, n1.form), p1.shape),
        mix(mix(gum, p1.shape), mix(n1.shape, glued)),
        mix(mix(rest, n1.form), length),
        mix(mix(first.form, n1.shape), p1.shape),
        mix(mix(first.form, n1.form), 5),
        mix(mix(capitals, n1.shape), p1.shape),
        mix(mix(capitals, n1.form), length),
        mix(mix(capitals, length), mix(rest, p1.shape)),
        mix(mix(p1.form, p2.shape), mix(n1.form, n2.shape)),
        mix(mix(n2.form, n1.shape), mix(p1.shape, rest)),
        mix(mix(n3.form, n2.shape), mix(n1.shape, p1.shape)),
        mix(mix(n2.form, capitals), mix(n1.shape, p1.form)),
    ];
    for (number, (slot, value)) in features.iter_mut().zip(values).enumerate() {
        *slot = mix(value, number as u32 + 1) >> (32 - BITS);
    }
}

fn bucket(count: usize) -> u32 {
    match count {
        0..=4 => count as u32,
        5..=7 => 5,
        8..=12 => 6,
        13..=20 => 7,
        21..=40 => 8,
        _ => 9,
    }
}
