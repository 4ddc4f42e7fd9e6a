//! What a character is, as far as tokens care.
//!
//! ASCII goes through one table; the rest through [`classify`], which knows the blocks of punctuation,
//! symbols and emoji and leaves letters, digits and white space to the standard library's Unicode tables.

use std::sync::atomic::{AtomicU8, Ordering};

/// The kinds of characters that the rules tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Beyond the chunk.
    End,
    /// White space, and the invisible separators U+200B and U+FEFF: never part of a token.
    Space,
    /// An upper-case letter.
    Upper,
    /// A lower-case letter.
    Lower,
    /// A letter without case, or a mark or joiner that goes with letters.
    Letter,
    /// A digit or another number sign (`½`).
    Digit,
    /// `_`
    Underscore,
    /// `'`, `’` and the backtick, which all serve as apostrophes.
    Apostrophe,
    /// `-` and the Unicode hyphens.
    Hyphen,
    /// Any other punctuation.
    Punct,
    /// Currency, mathematical and other signs, and control characters.
    Symbol,
    /// Pictographs.
    Emoji,
}

impl Kind {
    /// Whether it makes up words.
    pub(crate) const fn is_word(self) -> bool {
        matches!(self, Self::Upper | Self::Lower | Self::Letter | Self::Digit)
    }

    /// Whether it is a letter.
    pub(crate) const fn is_letter(self) -> bool {
        matches!(self, Self::Upper | Self::Lower | Self::Letter)
    }
}

/// The kinds of the ASCII characters.
const ASCII: [Kind; 128] = {
    let mut table = [Kind::Symbol; 128];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = match byte as u8 {
            b' ' | b'\t' | b'\n' | 0x0b | 0x0c | b'\r' => Kind::Space,
            b'A'..=b'Z' => Kind::Upper,
            b'a'..=b'z' => Kind::Lower,
            b'0'..=b'9' => Kind::Digit,
            b'_' => Kind::Underscore,
            b'\'' | b'`' => Kind::Apostrophe,
            b'-' => Kind::Hyphen,
            b'!' | b'"' | b'#' | b'%' | b'&' | b'(' | b')' | b'*' | b',' | b'.' | b'/' | b':' | b';'
            | b'?' | b'@' | b'[' | b'\\' | b']' | b'{' | b'}' => Kind::Punct,
            _ => Kind::Symbol,
        };
        byte += 1;
    }
    table
};

/// The kind of an ASCII byte; [`Kind::Letter`] for any other byte.
pub(crate) const fn ascii(byte: u8) -> Kind {
    if byte < 128 {
        ASCII[byte as usize]
    } else {
        Kind::Letter
    }
}

/// The kinds of the characters below U+10000 that were met before, as the numbers of [`KINDS`]; 0 for those that were
/// not. Up to seven of Unicode's tables say what a letter is, which texts in other alphabets would ask for each.
static KNOWN: [AtomicU8; 0x1_0000] = [const { AtomicU8::new(0) }; 0x1_0000];

/// The kinds that a character can have, by their numbers in [`KNOWN`].
const KINDS: [Kind; 12] = [
    Kind::End,
    Kind::Space,
    Kind::Upper,
    Kind::Lower,
    Kind::Letter,
    Kind::Digit,
    Kind::Underscore,
    Kind::Apostrophe,
    Kind::Hyphen,
    Kind::Punct,
    Kind::Symbol,
    Kind::Emoji,
];

/// The kind of any character.
pub(crate) fn classify(char: char) -> Kind {
    let Some(known) = KNOWN.get(char as usize) else {
        return find(char);
    };
    // Whoever comes first finds the same out.
    match KINDS.get(usize::from(known.load(Ordering::Relaxed))) {
        Some(kind) if *kind != Kind::End => *kind,
        _ => {
            let kind = find(char);
            known.store(kind as u8, Ordering::Relaxed);
            kind
        }
    }
}

/// Finds out the kind of any character.
#[inline(never)]
fn find(char: char) -> Kind {
    if char.is_ascii() {
        return ascii(char as u8);
    }
    match char {
        // The commonest scripts first: kana, Han, Hangul.
        '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' => Kind::Letter,
        '\u{200b}' | '\u{feff}' => Kind::Space,
        '’' | '‘' | '‛' | '´' | 'ʼ' | '′' => Kind::Apostrophe,
        '\u{2010}' | '\u{2011}' => Kind::Hyphen,
        // General Punctuation, less its spaces and joiners; the minus sign goes with the dashes.
        '\u{2012}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{2212}' => Kind::Punct,
        '¡' | '§' | '«' | '¶' | '·' | '»' | '¿' => Kind::Punct,
        '\u{37e}' | '\u{387}' | '\u{55a}'..='\u{55f}' | '\u{589}' | '\u{58a}' => Kind::Punct,
        '\u{5be}' | '\u{5c0}' | '\u{5c3}' | '\u{5f3}' | '\u{5f4}' => Kind::Punct,
        '\u{60c}' | '\u{60d}' | '\u{61b}' | '\u{61e}' | '\u{61f}' | '\u{66a}'..='\u{66d}' | '\u{6d4}' => {
            Kind::Punct
        }
        '\u{964}' | '\u{965}' | '\u{e4f}' | '\u{e5a}' | '\u{e5b}' => Kind::Punct,
        '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '\u{30fb}' => {
            Kind::Punct
        }
        '\u{2308}'..='\u{230b}' | '\u{2329}' | '\u{232a}' | '\u{2768}'..='\u{2775}' => Kind::Punct,
        '\u{2e00}'..='\u{2e5d}' | '\u{fe10}'..='\u{fe19}' | '\u{fe30}'..='\u{fe6b}' => Kind::Punct,
        '\u{ff01}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}'
        | '\u{ff3b}'..='\u{ff40}'
        | '\u{ff5b}'..='\u{ff65}' => Kind::Punct,
        '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' => Kind::Emoji,
        _ if char.is_whitespace() => Kind::Space,
        _ if char.is_numeric() => Kind::Digit,
        _ if char.is_uppercase() => Kind::Upper,
        _ if char.is_lowercase() => Kind::Lower,
        _ if char.is_alphabetic() => Kind::Letter,
        '\u{80}'..='\u{bf}' | '×' | '÷' | '\u{20a0}'..='\u{20cf}' => Kind::Symbol,
        '\u{2100}'..='\u{2bff}' | '\u{3004}'..='\u{303f}' | '\u{fffd}' | '\u{fffc}' => Kind::Symbol,
        // Marks, joiners, variation selectors, private use: they belong to what stands before them.
        _ => Kind::Letter,
    }
}

/// The character at byte `at` and its length; `None` at the end or inside a character.
pub(crate) fn char_at(text: &str, at: usize) -> Option<(char, usize)> {
    let char = text.get(at..)?.chars().next()?;
    Some((char, char.len_utf8()))
}

/// The character of several bytes at byte `at` of valid UTF-8 and its length; `None` inside a character.
#[inline]
fn decode(bytes: &[u8], at: usize) -> Option<(char, usize)> {
    let first = u32::from(*bytes.get(at)?);
    let next = |offset: usize| bytes.get(at + offset).map(|byte| u32::from(byte & 0x3f));
    let (code, len) = match first {
        0xc0..=0xdf => ((first & 0x1f) << 6 | next(1)?, 2),
        0xe0..=0xef => ((first & 0x0f) << 12 | next(1)? << 6 | next(2)?, 3),
        0xf0..=0xff => (
            (first & 0x07) << 18 | next(1)? << 12 | next(2)? << 6 | next(3)?,
            4,
        ),
        _ => return None,
    };
    Some((char::from_u32(code)?, len))
}

/// Kind and length of the character at byte `at`.
#[inline]
pub(crate) fn kind_at(text: &str, at: usize) -> (Kind, usize) {
    match text.as_bytes().get(at) {
        None => (Kind::End, 0),
        Some(byte) if byte.is_ascii() => (ascii(*byte), 1),
        Some(_) => decode(text.as_bytes(), at).map_or((Kind::End, 0), |(char, len)| (classify(char), len)),
    }
}

/// The character that ends at byte `at`, its kind and its start.
pub(crate) fn kind_before(text: &str, at: usize) -> (Kind, usize) {
    if let Some(byte) = at.checked_sub(1).and_then(|before| text.as_bytes().get(before))
        && byte.is_ascii()
    {
        return (ascii(*byte), at - 1);
    }
    match text.get(..at).and_then(|before| before.chars().next_back()) {
        None => (Kind::End, 0),
        Some(char) => (classify(char), at - char.len_utf8()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        for (chars, kind) in [
            (" \t\n\u{a0}\u{2009}\u{3000}\u{200b}", Kind::Space),
            ("AZÄΩ", Kind::Upper),
            ("azäß", Kind::Lower),
            ("中あ\u{301}\u{200d}", Kind::Letter),
            ("09٣½²", Kind::Digit),
            ("'’‘`", Kind::Apostrophe),
            ("-\u{2010}", Kind::Hyphen),
            (",.;:?!“”—–…«»¿、。", Kind::Punct),
            ("$€£+=<>^~|©°™×→\0\u{7f}", Kind::Symbol),
            ("🙂✈☃🇬", Kind::Emoji),
        ] {
            for char in chars.chars() {
                assert_eq!(classify(char), kind, "{char:?}");
            }
        }
    }

    #[test]
    fn kinds_are_the_same_when_asked_for_again() {
        for (number, kind) in KINDS.iter().enumerate() {
            assert_eq!(*kind as usize, number);
        }
        for _ in 0..2 {
            for char in ('\0'..='\u{2ffff}').step_by(3) {
                assert_eq!(classify(char), find(char), "{char:?}");
            }
        }
    }
}
