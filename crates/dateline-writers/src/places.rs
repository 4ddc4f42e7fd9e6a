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
//! A token takes one look into a table and one byte of output. Numbers in decimal took four bytes, and each had to
//! wait for the end of the one before it.

use crate::OffsetMap;
use dateline_core::Span;
use dateline_core::layers::Token;

/// The character of a token whose distance and length stand apart.
const FAR: u8 = b'!';
/// What a length is added to where one character lies before the token.
const BEHIND_BLANK: u8 = 0x22;
/// What a length is added to where nothing lies before it.
const AT_ONCE: u8 = 0x5C;
/// The first length that no character stands for, as a power of two.
const LONG: u32 = 64;

/// The characters by distance (0 or 1) times 64 plus length.
const CHARACTERS: [u8; 128] = {
    let mut table = [FAR; 128];
    let mut length = 1;
    while AT_ONCE + length <= b'~' {
        table[length as usize] = AT_ONCE + length;
        length += 1;
    }
    length = 1;
    while BEHIND_BLANK + length < AT_ONCE {
        table[64 + length as usize] = BEHIND_BLANK + length;
        length += 1;
    }
    table
};

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
    let mut places = Places {
        before: 0,
        index: 0,
        odd: Odd::default(),
    };
    out.reserve(tokens.len() + 2);
    out.push(b'"');
    if offsets.is_bytes() {
        places.run(out, tokens, bytes);
    } else {
        // Most stretches of most texts are ASCII, and within one distances in bytes are those in any unit.
        let mut before = 0;
        for stretch in tokens.chunks(STRETCH) {
            let end = stretch.last().map_or(before, |token| token.span.end());
            let unit = offsets.at(end);
            if end.wrapping_sub(before) == unit.wrapping_sub(places.before) {
                places.before = before;
                places.run(out, stretch, bytes);
                places.before = unit;
            } else {
                places.run(out, stretch, |span| offsets.span(span));
            }
            before = end;
        }
    }
    out.push(b'"');
    places.odd
}

/// How many tokens are looked at together for being ASCII.
const STRETCH: usize = 16;

fn bytes(span: Span) -> (u32, u32) {
    (span.start(), span.end())
}

/// How far the writing has come.
struct Places {
    /// The end of the token before.
    before: u32,
    /// The number of the next token.
    index: u32,
    odd: Odd,
}

impl Places {
    #[inline]
    fn run(&mut self, out: &mut Vec<u8>, tokens: &[Token], place: impl Fn(Span) -> (u32, u32)) {
        // Kept in registers: in a closure over them, or in `self`, each token would wait for a store of the last.
        let (mut before, mut index) = (self.before, self.index);
        let start = out.len();
        out.resize(start + tokens.len(), FAR);
        let characters = out.get_mut(start..).unwrap_or_default();
        for (token, character) in tokens.iter().zip(characters) {
            let (start, end) = place(token.span);
            let (distance, length) = (start.saturating_sub(before), end - start);
            before = end;
            if (distance < 2) & (length < LONG) {
                *character = CHARACTERS[(distance * LONG + length) as usize & 0x7F];
            }
            if (*character == FAR) | token.joined {
                self.odd.note(token.joined, *character, [distance, length], index);
            }
            index += 1;
        }
        (self.before, self.index) = (before, index);
    }
}

impl Odd {
    #[cold]
    fn note(&mut self, joined: bool, character: u8, place: [u32; 2], index: u32) {
        if joined {
            self.joined.push(index);
        }
        if character == FAR {
            self.far.extend(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::Offsets;
    use dateline_core::layers::TokenClass;
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
