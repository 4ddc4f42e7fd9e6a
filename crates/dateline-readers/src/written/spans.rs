//! From the offsets of a line back to bytes.

use super::unfit;
use dateline_core::{Error, Offsets, Span};

/// Converts offsets into spans of a text.
pub(super) struct Spans<'t> {
    text: &'t str,
    /// For each unit the byte at which it begins, and at the end the text's length; empty where units are
    /// bytes. The second unit of a surrogate pair begins nowhere.
    bytes: Vec<u32>,
    unit: Offsets,
}

const NOWHERE: u32 = u32::MAX;

impl<'t> Spans<'t> {
    pub(super) fn new(text: &'t str, unit: Offsets) -> Self {
        let mut bytes = Vec::new();
        if unit != Offsets::Bytes && !text.is_ascii() {
            bytes.reserve(text.len() + 1);
            for (at, c) in text.char_indices() {
                bytes.push(u32::try_from(at).unwrap_or(NOWHERE));
                if unit == Offsets::Utf16 && c.len_utf16() == 2 {
                    bytes.push(NOWHERE);
                }
            }
            bytes.push(u32::try_from(text.len()).unwrap_or(NOWHERE));
        }
        Self { text, bytes, unit }
    }

    fn byte(&self, offset: u32) -> Option<u32> {
        let byte = if self.bytes.is_empty() {
            offset
        } else {
            *self.bytes.get(offset as usize)?
        };
        self.text.is_char_boundary(byte as usize).then_some(byte)
    }

    /// The span from `start` to `end`.
    ///
    /// # Errors
    /// Where the text has no such place.
    pub(super) fn span(&self, start: u32, end: u32) -> Result<Span, Error> {
        match (self.byte(start), self.byte(end)) {
            (Some(from), Some(to)) if from <= to => Ok(Span::new(from, to)),
            _ => Err(unfit(format!(
                "{start} to {end} is no place in its text; {}",
                self.hint()
            ))),
        }
    }

    /// The text at `span`.
    pub(super) fn slice(&self, span: Span) -> &'t str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The span from `start` to `end`, where `words` are said to stand.
    ///
    /// # Errors
    /// Where the text has no such place, or other words there.
    pub(super) fn surface(&self, start: u32, end: u32, words: &str) -> Result<Span, Error> {
        let span = self.span(start, end)?;
        let found = self.slice(span);
        if found == words {
            return Ok(span);
        }
        let short = |words: &str| words.chars().take(40).collect::<String>();
        Err(unfit(format!(
            "“{}” is said to stand at {start} to {end}, where the text has “{}”; {}",
            short(words),
            short(found),
            self.hint()
        )))
    }

    /// What may be wrong.
    fn hint(&self) -> &'static str {
        match self.unit {
            Offsets::Chars => "do its offsets count bytes or UTF-16 units rather than characters?",
            Offsets::Bytes => "do its offsets count characters or UTF-16 units rather than bytes?",
            Offsets::Utf16 => "do its offsets count characters or bytes rather than UTF-16 units?",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_come_back(text in "[a é–🙂\n]{0,40}") {
            for (unit, length) in [
                (Offsets::Chars, (|c: char| { let _ = c; 1 }) as fn(char) -> u32),
                (Offsets::Bytes, |c| c.len_utf8() as u32),
                (Offsets::Utf16, |c| c.len_utf16() as u32),
            ] {
                let spans = Spans::new(&text, unit);
                let mut offset = 0;
                for (at, c) in text.char_indices() {
                    let span = spans.surface(offset, offset + length(c), c.encode_utf8(&mut [0; 4])).unwrap();
                    prop_assert_eq!(span.range(), at..at + c.len_utf8());
                    if length(c) > 1 {
                        prop_assert!(spans.span(offset + 1, offset + length(c)).is_err());
                    }
                    offset += length(c);
                }
                prop_assert!(spans.span(offset, offset).is_ok());
                prop_assert!(spans.span(offset, offset + 1).is_err());
                prop_assert!(offset == 0 || spans.span(offset, 0).is_err());
            }
        }
    }
}
