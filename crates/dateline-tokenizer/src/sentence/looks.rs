//! What tokens look like to the model of sentence ends.

use super::words::Words;
use crate::chars::{Kind, kind_at};
use crate::lexicon::spelling;
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
pub(crate) fn mix(hash: u32, value: u32) -> u32 {
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
fn mark(bytes: &[u8]) -> u32 {
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

/// How a token is written: see [`Look::case`].
#[inline]
pub(crate) fn case(text: &str, token: &Token) -> u32 {
    let start = token.span.start() as usize;
    match kind_at(text, start).0 {
        Kind::Upper if token.span.len() == 1 => INITIAL,
        Kind::Upper if text.as_bytes().get(start + 1).is_some_and(u8::is_ascii_uppercase) => CAPITALS,
        Kind::Upper => CAPITALIZED,
        Kind::Lower => LOWER,
        Kind::Digit => 5,
        _ => 6,
    }
}

/// The sort of a word, which is that of its [`look`]; 0 for a token that is none.
#[inline]
pub(crate) fn sort(text: &str, token: &Token, words: &Words) -> u32 {
    if token.class != TokenClass::Word {
        return 0;
    }
    let bytes = text.as_bytes().get(token.span.range()).unwrap_or_default();
    words.sort(spelling(bytes), bytes)
}

/// The look of a token.
pub(crate) fn look(text: &str, token: &Token, words: &Words) -> Look {
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
    let (form, sort) = match token.class {
        TokenClass::Number => (digits(bytes), (bytes.len() as u32).min(5)),
        TokenClass::Url
        | TokenClass::Email
        | TokenClass::Handle
        | TokenClass::Hashtag
        | TokenClass::Emoticon => (mix(class, 3), 0),
        TokenClass::Word => {
            let form = spelling(bytes);
            (form, words.sort(form, bytes))
        }
        _ => (spelling(bytes), mark(bytes)),
    };
    let case = case(text, token);
    let stop = u32::from(token.class == TokenClass::Word && bytes.last() == Some(&b'.'));
    Look {
        form,
        tag: case | sort << 3 | class << 9 | stop << 13,
    }
}
