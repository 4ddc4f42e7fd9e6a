//! Where tokens lie, in one printable character each: the column `places` of the format `compact`.
//!
//! Nearly every token begins where the one before it ends or one blank behind that, and has a few characters. So its
//! distance and its length go into one character that JSON does not escape:
//!
//! | character | distance | length |
//! |---|---|---|
//! | `#` (0x23) to `[` (0x5B) | 1 | its code less 0x22, 1 to 57 |
//! | `]` (0x5D) to `~` (0x7E) | 0 | its code less 0x5C, 1 to 34 |
//! | `!` | the next number of the list `far` | the number behind that one |
//!
//! Sixteen tokens are written at a time (`places/rows.rs`), by their places in bytes. Where characters of several bytes
//! lie in or between them, which few do, the characters of the tokens concerned are put right afterwards.

mod rows;

use crate::OffsetMap;
use crate::offsets::Inside;
use dateline_core::layers::Token;
use rows::{ROW, characters};

/// The character of a token whose distance and length stand apart.
const FAR: u8 = b'!';
/// What a length is added to where one character lies before the token.
const BEHIND_BLANK: u8 = 0x22;
/// What a length is added to where nothing lies before it.
const AT_ONCE: u8 = 0x5C;

/// The character of a token, by its distance and length.
fn character(distance: u32, length: u32) -> u8 {
    let (base, end) = match distance {
        0 => (AT_ONCE, b'~' + 1),
        1 => (BEHIND_BLANK, AT_ONCE),
        _ => return FAR,
    };
    match u8::try_from(length) {
        Ok(length @ 1..) if length < end - base => base + length,
        _ => FAR,
    }
}

/// What a character a token does not hold.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Odd {
    /// Distance and length of each token whose character is `!`.
    pub(crate) far: Vec<u32>,
    /// The tokens that go on the word before them, by number.
    pub(crate) joined: Vec<u32>,
}

/// Appends the string of the tokens' places, in quotation marks, and gives what does not go into it.
pub(crate) fn write(offsets: &OffsetMap, out: &mut Vec<u8>, tokens: &[Token]) -> Odd {
    let mut odd = Odd::default();
    let mut inside = offsets.inside();
    let (mut before, mut index) = (0, 0);
    // The last row is filled up with tokens that are taken back.
    let (full, rest) = tokens.as_chunks::<ROW>();
    let mut last = rest.last().map(|token| [*token; ROW]);
    if let Some(room) = last.as_mut().and_then(|row| row.get_mut(..rest.len())) {
        room.copy_from_slice(rest);
    }
    out.reserve(tokens.len() + ROW + 2);
    out.push(b'"');
    for row in full.iter().chain(&last) {
        let (mut characters, mut far) = characters(row, before);
        let mut row = Row {
            tokens: row,
            before,
            less: None,
        };
        if inside.next() < row.end() {
            row.narrow(&mut inside, &mut characters, &mut far);
        }
        out.extend_from_slice(&characters);
        let joined = row
            .tokens
            .iter()
            .fold(0, |any, token| any | u8::from(token.joined));
        if far | u32::from(joined) != 0 {
            odd.note(&row, far, index, tokens.len());
        }
        before = row.end();
        index += ROW;
    }
    out.truncate(out.len() - index.saturating_sub(tokens.len()));
    out.push(b'"');
    odd
}

/// Sixteen tokens.
struct Row<'t> {
    tokens: &'t [Token; ROW],
    /// The end of the token before them, in bytes.
    before: u32,
    /// By how much the distance and the length of each are less than in bytes; nothing where they are the same.
    less: Option<[[u32; 2]; ROW]>,
}

impl Row<'_> {
    /// The end of the last, in bytes.
    fn end(&self) -> u32 {
        self.tokens[ROW - 1].span.end()
    }

    /// Distance and length of a token.
    fn place(&self, index: usize) -> [u32; 2] {
        let span = self.tokens[index % ROW].span;
        let before = match index.checked_sub(1) {
            Some(before) => self.tokens[before % ROW].span.end(),
            None => self.before,
        };
        let [distance, length] = self.less.as_ref().map_or([0, 0], |less| less[index % ROW]);
        [
            span.start().saturating_sub(before).saturating_sub(distance),
            (span.end() - span.start()).saturating_sub(length),
        ]
    }

    /// Puts right what is said of tokens that hold, or stand behind, characters of several bytes.
    #[cold]
    fn narrow(&mut self, inside: &mut Inside<'_>, characters: &mut [u8; ROW], far: &mut u32) {
        let mut index = 0;
        while inside.next() < self.end() {
            // The last one ends behind it.
            while self.tokens[index % ROW].span.end() <= inside.next() {
                index += 1;
            }
            let span = self.tokens[index % ROW].span;
            let less = self.less.get_or_insert_default();
            while inside.next() < span.end() {
                less[index % ROW][usize::from(inside.next() >= span.start())] += 1;
                inside.step();
            }
            let [distance, length] = self.place(index);
            let right = character(distance, length);
            characters[index % ROW] = right;
            *far = *far & !(1 << index) | u32::from(right == FAR) << index;
        }
    }
}

/// The numbers of the bits that are set, from the lowest on.
fn bits(mut left: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let next = (left != 0).then(|| left.trailing_zeros() as usize);
        left &= left.wrapping_sub(1);
        next
    })
}

impl Odd {
    /// Notes those of a row that are far, or joined; `first` is the number of its first token, and there are `count`.
    #[cold]
    fn note(&mut self, row: &Row<'_>, far: u32, first: usize, count: usize) {
        let joined = row.tokens.iter().enumerate();
        let joined = joined.fold(0, |all, (index, token)| all | u32::from(token.joined) << index);
        // The last row is filled up with tokens that are none.
        let all = u32::MAX.unbounded_shl(count.saturating_sub(first).min(ROW) as u32);
        for index in bits(far & !all) {
            self.far.extend(row.place(index));
        }
        self.joined
            .extend(bits(joined & !all).map(|index| (first + index) as u32));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::layers::TokenClass;
    use dateline_core::{Offsets, Span};
    use proptest::prelude::*;

    /// The places again, by the table at the head of this file.
    fn read(places: &str, far: &[u32]) -> Vec<(u32, u32)> {
        let (mut at, mut far) = (0, far.iter());
        let mut spans = Vec::new();
        for character in places.bytes() {
            let (distance, length) = match character {
                b'#'..=b'[' => (1, u32::from(character) - 0x22),
                b']'..=b'~' => (0, u32::from(character) - 0x5C),
                b'!' => (*far.next().unwrap(), *far.next().unwrap()),
                _ => panic!("{character}"),
            };
            spans.push((at + distance, at + distance + length));
            at += distance + length;
        }
        assert_eq!(far.next(), None);
        spans
    }

    proptest! {
        #[test]
        fn what_is_written_is_what_was_there(
            words in prop::collection::vec(("|| |\n\n|é", "[a-z]{1,70}|[a-z]{1,4}|é[a-z]{0,3}|🙂", prop::bool::ANY), 0..200),
            plain: bool,
            unit in prop_oneof![Just(Offsets::Chars), Just(Offsets::Bytes), Just(Offsets::Utf16)],
        ) {
            let mut text = String::new();
            let mut tokens = Vec::new();
            for (gap, word, joined) in &words {
                let shown = |it: &str| if plain { it.replace(|c: char| !c.is_ascii(), "x") } else { it.to_owned() };
                text.push_str(&shown(gap));
                let start = text.len();
                text.push_str(&shown(word));
                let span = Span::at(start, text.len() - start);
                tokens.push(Token { joined: *joined, ..Token::new(span, TokenClass::Word) });
            }
            let offsets = OffsetMap::new(&text, unit);
            let mut out = Vec::new();
            let odd = write(&offsets, &mut out, &tokens);
            let written: String = serde_json::from_slice(&out).unwrap();
            prop_assert_eq!(out.len(), tokens.len() + 2, "nothing is escaped");
            let wanted: Vec<_> = tokens.iter().map(|token| offsets.span(token.span)).collect();
            prop_assert_eq!(read(&written, &odd.far), wanted);
            let joined: Vec<u32> = (0..).zip(&tokens).filter(|(_, it)| it.joined).map(|(index, _)| index).collect();
            prop_assert_eq!(odd.joined, joined);
        }
    }
}
