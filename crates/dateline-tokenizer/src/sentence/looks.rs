//! What tokens look like to the model of sentence ends.

use super::places::Ground;
use super::words::Words;
use crate::chars::{Kind, kind_at};
use crate::lexicon::{Edges, spelling};
use dateline_core::layers::{Token, TokenClass};

/// What a token looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Look {
    /// Hash of the form without regard to case; of what stands between the digits for numbers, of the class
    /// for addresses. Zero beyond the text.
    pub(crate) form: u32,
    /// Class, case, and for words and marks which sort they are of. Zero beyond the text.
    pub(crate) tag: u32,
}

/// The cases of [`Look::case`].
pub(crate) const CAPITALS: u32 = 1;
/// A single capital letter.
pub(crate) const INITIAL: u32 = 2;
/// A capital and more.
pub(crate) const CAPITALIZED: u32 = 3;
/// A small letter first.
pub(crate) const LOWER: u32 = 4;

impl Look {
    /// How the token is written: one of the constants above, 5 for digits, 6 for others; 0 beyond the text.
    pub(crate) fn case(self) -> u32 {
        self.tag & 7
    }

    /// The sort of a word (see [`Words`]), or of a mark.
    pub(crate) fn sort(self) -> u32 {
        self.tag >> 3 & 63
    }

    /// The token's class and its case.
    pub(crate) fn shape(self) -> u32 {
        self.tag >> 9 << 3 | self.case()
    }
}

/// Mixes a value into a hash.
#[inline]
fn mix(hash: u32, value: u32) -> u32 {
    let hash = (hash ^ value).wrapping_mul(0x85eb_ca6b);
    hash ^ (hash >> 15)
}

/// Hash of a number's form: its length, and what stands between its digits.
fn digits(bytes: &[u8]) -> u32 {
    let between = bytes.iter().filter(|byte| !byte.is_ascii_digit()).take(4);
    between.fold(bytes.len().min(5) as u32 + 77, |hash, byte| {
        mix(hash, u32::from(*byte))
    })
}

/// The sort of a mark.
const fn mark(bytes: &[u8]) -> u32 {
    match bytes {
        [b'.'] => 1,
        [b'?', ..] => 2,
        [b'!', ..] => 3,
        [b'.', b'.', ..] => 4,
        [b','] => 5,
        [b';'] => 6,
        [b':'] => 7,
        [b'"'] => 8,
        [b'('] => 9,
        [b')'] => 10,
        [b'['] => 11,
        [b']'] => 12,
        [b'-'] => 13,
        [b'-', b'-'] => 14,
        [b'-' | b'_' | b'=' | b'*' | b'#' | b'~', _, ..] => 15,
        [b'*'] => 16,
        [b'\''] => 17,
        [b'<', ..] => 18,
        [b'>', ..] => 19,
        [b'/'] => 20,
        _ => 21,
    }
}

/// How a token is written whose first byte is this, if it is of ASCII; a capital as if small letters followed.
const CASES: [u8; 256] = {
    let mut table = [OTHER; 256];
    let mut byte = 0;
    while byte < 128u8 {
        table[byte as usize] = match byte {
            b'A'..=b'Z' => CAPITALIZED as u8,
            b'a'..=b'z' => LOWER as u8,
            b'0'..=b'9' => 5,
            _ => OTHER,
        };
        byte += 1;
    }
    table
};

/// What is neither letter nor digit.
const OTHER: u8 = 6;

/// How a token is written: see [`Look::case`].
#[inline(always)]
fn case(text: &str, token: &Token, edges: &Edges) -> u32 {
    let (first, second) = (edges.byte(0), edges.byte(1));
    if !first.is_ascii() {
        return match kind_at(text, token.span.start() as usize).0 {
            Kind::Upper if second.is_ascii_uppercase() => CAPITALS,
            Kind::Upper => CAPITALIZED,
            Kind::Lower => LOWER,
            Kind::Digit => 5,
            _ => u32::from(OTHER),
        };
    }
    // Without branches: what follows what is as good as chance.
    let (upper, long) = (first.is_ascii_uppercase(), edges.len() > 1);
    let all = u32::from(upper & long & second.is_ascii_uppercase());
    let alone = u32::from(upper & !long);
    u32::from(CASES[usize::from(first)]) - (CAPITALIZED - CAPITALS) * all - (CAPITALIZED - INITIAL) * alone
}

/// The look of a token.
#[inline(never)]
pub(crate) fn look(text: &str, token: &Token, words: &Words) -> Look {
    let edges = Edges::of(text.as_bytes(), token.span.range());
    match token.class {
        TokenClass::Word => {
            let form = edges.spelling();
            let stop = u32::from(edges.back(0) == b'.') << 13;
            Look {
                form,
                tag: case(text, token, &edges) | words.sort(form, &edges) << 3 | stop,
            }
        }
        TokenClass::Punct | TokenClass::Symbol if token.span.len() == 1 => Look {
            form: edges.spelling(),
            tag: u32::from(OTHER)
                | u32::from(MARKS[usize::from(edges.byte(0))]) << 3
                | (token.class as u32) << 9,
        },
        class => {
            let bytes = text.as_bytes().get(token.span.range()).unwrap_or_default();
            let (form, sort) = unworded(bytes, class);
            Look {
                form,
                tag: case(text, token, &edges) | sort << 3 | (class as u32) << 9,
            }
        }
    }
}

/// Sorts of marks of one byte.
const MARKS: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = mark(&[byte as u8]) as u8;
        byte += 1;
    }
    table
};

/// Form and sort of a token that is neither a word nor a mark of one byte.
fn unworded(bytes: &[u8], class: TokenClass) -> (u32, u32) {
    match class {
        TokenClass::Number => (digits(bytes), (bytes.len() as u32).min(5)),
        TokenClass::Url
        | TokenClass::Email
        | TokenClass::Handle
        | TokenClass::Hashtag
        | TokenClass::Emoticon => (mix(class as u32, 3), 0),
        _ => {
            // Curly quotation marks and straight ones say the same.
            let bytes = match bytes {
                [0xe2, 0x80, 0x9c..=0x9f] => b"\"".as_slice(),
                [0xe2, 0x80, 0x98..=0x9b] => b"'",
                [0xe2, 0x80, 0xa6] => b"...",
                [0xe2, 0x80, 0x93..=0x95] => b"--",
                bytes => bytes,
            };
            (spelling(bytes), mark(bytes))
        }
    }
}

/// How many looks are kept, a power of two: more than lie around a place.
const KEPT: usize = 32;

/// The looks of tokens, found out when they are first asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Looks {
    /// Looks with the number of their token, which is its index plus one, each at that index modulo [`KEPT`].
    kept: [(u32, Look); KEPT],
}

impl Looks {
    /// Begins a text.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Whether the token is a word that never ends anything: an article, a preposition, a conjunction.
    pub(crate) fn goes_on(&mut self, ground: Ground<'_>, index: usize) -> bool {
        let look = self.get(ground, index);
        look.case() == LOWER && matches!(look.sort(), 11 | 13 | 19 | 21)
    }

    /// The look of the token `index`, which says nothing beyond the last.
    #[inline(always)]
    pub(crate) fn get(&mut self, ground: Ground<'_>, index: usize) -> Look {
        let number = index as u32 + 1;
        let kept = &mut self.kept[index % KEPT];
        if kept.0 != number {
            let Some(token) = ground.tokens.get(index) else {
                return Look::default();
            };
            *kept = (number, look(ground.text, token, ground.words));
        }
        kept.1
    }
}
