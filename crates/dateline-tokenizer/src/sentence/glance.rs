//! Places that are decided at a glance.
//!
//! Most places where a sentence might end are of a few sorts that never do or always do: a comma before a quotation
//! mark, a bracket before a name. The kinds of the two tokens before a place and the two after, and how the
//! nearest are written, are cheap to tell; a small linear model over them decides where it is sure, and only the rest is put to the large one.

use super::features::{Surroundings, bucket};
use super::looks::mix;
use super::places::Ground;
use crate::lexicon::spelling;
use dateline_core::layers::{Token, TokenClass};

/// How many features a glance sees.
pub(crate) const COUNT: usize = 12;

/// How many weights there are, as a power of two.
pub(crate) const BITS: u32 = 13;

/// What a glance sees of a place: places of weights.
pub(crate) type Seen = [u16; COUNT];

/// The weights, and from where on they are sure.
#[derive(Clone, Debug)]
pub(crate) struct Glance {
    weights: Box<[i8]>,
    /// Up to this sum a sentence goes on.
    low: i32,
    /// From this sum on it ends.
    high: i32,
}

impl Default for Glance {
    fn default() -> Self {
        Self::new(Box::default(), i32::MIN, i32::MAX)
    }
}

impl Glance {
    /// A glance of these weights.
    pub(crate) fn new(weights: Box<[i8]>, low: i32, high: i32) -> Self {
        Self { weights, low, high }
    }

    /// Whether a sentence ends at a place, if that is sure.
    #[inline]
    pub(crate) fn get(&self, seen: &Seen) -> Option<bool> {
        let weight = |place: &u16| i32::from(self.weights.get(usize::from(*place)).copied().unwrap_or(0));
        let sum: i32 = seen.iter().map(weight).sum();
        if sum <= self.low {
            Some(false)
        } else if sum >= self.high {
            Some(true)
        } else {
            None
        }
    }
}

/// What a glance sees of the place after the token `index`.
#[inline]
pub(crate) fn see(ground: Ground<'_>, index: usize, around: &Surroundings) -> Seen {
    let Ground { text, tokens, .. } = ground;
    let kind = |at: Option<usize>| {
        at.and_then(|at| tokens.get(at))
            .map_or(0, |token| kind(text, token))
    };
    let form = |at: Option<usize>| {
        let bytes = at
            .and_then(|at| tokens.get(at))
            .and_then(|token| text.as_bytes().get(token.span.range()));
        spelling(bytes.unwrap_or_default())
    };
    let ahead = |ahead: usize| Some(index + ahead).filter(|at| *at < around.end);
    let glued = match (tokens.get(index), tokens.get(index + 1)) {
        (Some(token), Some(next)) => u32::from(token.span.end() == next.span.start()),
        _ => 0,
    };
    let (p2, p1, n1, n2) = (
        kind(index.checked_sub(1)),
        kind(Some(index)),
        kind(ahead(1)),
        kind(ahead(2)),
    );
    let pair = p1 << 8 | n1 << 3 | glued;
    let loose = around.loose << 1 | u32::from(around.casual);
    let open = around.brackets.min(1) << 1 | u32::from(around.quoted);
    let signs = (loose << 2 | open) << 1 | u32::from(around.gum);
    let all = p2 << 18 | pair << 5 | n2;
    let values = [
        pair,
        p2 << 13 | pair,
        n2 << 13 | pair,
        all,
        loose << 13 | pair,
        open << 13 | pair,
        signs << 13 | pair,
        mix(all, signs),
        mix(form(Some(index)), n1),
        mix(form(ahead(1)), p1),
        bucket(index + 1 - around.first) << 13 | pair,
        bucket(around.end - index - 1) << 13 | pair,
    ];
    let mut seen = [0; COUNT];
    for ((number, value), place) in values.into_iter().enumerate().zip(&mut seen) {
        *place = (mix(value, (number as u32 + 1) << 26) >> (32 - BITS)) as u16;
    }
    seen
}

/// Which of thirty-one kinds a token is of; 0 stands for none.
#[inline]
fn kind(text: &str, token: &Token) -> u32 {
    let bytes = text.as_bytes().get(token.span.range()).unwrap_or_default();
    match token.class {
        TokenClass::Word => word(bytes),
        TokenClass::Number => 11,
        TokenClass::Punct => mark(bytes),
        TokenClass::Symbol => 28,
        TokenClass::Emoticon => 29,
        _ => 30,
    }
}

/// A word, by how it begins and whether it ends with a stop.
#[inline]
fn word(bytes: &[u8]) -> u32 {
    let stop = if bytes.last() == Some(&b'.') { 5 } else { 0 };
    stop + match bytes {
        [b'a'..=b'z', ..] => 1,
        [b'A'..=b'Z'] | [b'A'..=b'Z', b'.'] => 2,
        [b'A'..=b'Z', b'A'..=b'Z', ..] => 3,
        [b'A'..=b'Z', ..] => 4,
        _ => 5,
    }
}

fn mark(bytes: &[u8]) -> u32 {
    match bytes {
        [b'.'] => 12,
        [b'?' | b'!', ..] => 13,
        [b'.', ..] | [0xe2, 0x80, 0xa6, ..] => 14,
        [b','] => 15,
        [b';'] => 16,
        [b':'] => 17,
        [b'"'] => 18,
        [0xe2, 0x80, 0x9c] => 19,
        [0xe2, 0x80, 0x9d] => 20,
        [b'('] => 21,
        [b')'] => 22,
        [b'['] => 23,
        [b']'] => 24,
        [b'-', ..] | [0xe2, 0x80, 0x90..=0x95] => 25,
        [b'\''] | [0xe2, 0x80, 0x98 | 0x99] => 26,
        _ => 27,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_sure_is_decided() {
        let mut weights = vec![0i8; 1 << BITS];
        weights[..3].copy_from_slice(&[-100, 40, 60]);
        let glance = Glance::new(weights.into(), -100, 100);
        assert_eq!(glance.get(&[0; COUNT]), Some(false));
        assert_eq!(glance.get(&[1, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3]), Some(true));
        assert_eq!(glance.get(&[1, 1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3]), None);
        assert_eq!(Glance::default().get(&[0; COUNT]), None);
    }

    #[test]
    fn kinds_are_told_apart() {
        let words: Vec<u32> = ["he", "A", "UN", "He", "é", "etc.", "A.", "U.S.", "Mr.", "é."]
            .iter()
            .map(|word| super::word(word.as_bytes()))
            .collect();
        assert_eq!(words, [1, 2, 3, 4, 5, 6, 7, 9, 9, 10]);
    }
}
