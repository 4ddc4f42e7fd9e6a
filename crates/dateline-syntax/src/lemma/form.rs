//! A word's form with what lookups need of it, worked out once.

use crate::table::{Key, hash, mix, seed, short};

/// Longer forms have no exceptions and no rules: addresses, not words.
const LONGEST: usize = 48;

/// How a form is written, as far as features and lemmas differ by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Begins with a digit.
    Digit,
    /// Two capitals or more and no small letter.
    Capitals,
    /// Begins with a capital.
    Capital,
    /// Small letters with a stop behind them.
    Stop,
    /// Anything else.
    Other,
}

impl Shape {
    /// How many there are.
    pub(crate) const COUNT: usize = 5;
}

/// A form, its small letters and their hash: make one for each word, and give it to all lookups.
#[derive(Clone, Debug)]
pub struct Form<'t> {
    text: &'t str,
    folded: [u8; LONGEST],
    len: u8,
    /// Whether it has capitals.
    capitals: bool,
    shape: Shape,
    hash: u64,
}

impl<'t> Form<'t> {
    /// The form of the word that is written `text`.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut form = Self {
            text,
            folded: [0; LONGEST],
            len: 0,
            capitals: false,
            shape: Shape::Other,
            hash: 0,
        };
        if text.len() > LONGEST || !form.fold_ascii() {
            form.fold();
            form.hash = hash(form.folded());
        }
        form.shape = form.find_shape();
        form
    }

    /// Folds and hashes eight bytes at a time; false if there is anything but ASCII.
    #[inline]
    fn fold_ascii(&mut self) -> bool {
        const ONES: u64 = u64::from_le_bytes([1; 8]);
        const HIGH: u64 = ONES << 7;
        let (chunks, rest) = self.text.as_bytes().as_chunks::<8>();
        let mut hash = seed(self.text.len());
        let (mut upper, mut high) = (0, 0);
        let mut fold = |word: u64| {
            high |= word & HIGH;
            let low = word & !HIGH;
            // The high bit of each byte: whether it is A or beyond, and not beyond Z.
            let letter = (low + ONES * (0x80 - 0x41)) & !(low + ONES * (0x80 - 0x5b)) & HIGH;
            upper |= letter;
            let small = word | letter >> 2;
            hash = mix(hash ^ small);
            small
        };
        let (places, last) = self.folded.as_chunks_mut::<8>();
        let mut places = places.iter_mut();
        for (chunk, place) in chunks.iter().zip(&mut places) {
            *place = fold(u64::from_le_bytes(*chunk)).to_le_bytes();
        }
        let small = fold(short(rest)).to_le_bytes();
        if let Some(place) = places.next() {
            *place = small;
        }
        debug_assert!(last.is_empty());
        self.hash = hash;
        self.capitals = upper != 0;
        self.len = self.text.len() as u8;
        high == 0
    }

    fn fold(&mut self) {
        self.capitals = false;
        let mut at = 0;
        for letter in self.text.chars() {
            for small in letter.to_lowercase() {
                self.capitals |= small != letter;
                if let Some(place) = self.folded.get_mut(at..at + small.len_utf8()) {
                    small.encode_utf8(place);
                }
                at += small.len_utf8();
            }
        }
        self.len = if at <= LONGEST { at as u8 } else { 0 };
    }

    fn find_shape(&self) -> Shape {
        match self.text.chars().next() {
            Some(first) if first.is_ascii_digit() => Shape::Digit,
            Some(first) if self.capitals && first.is_uppercase() => {
                if self.is_all_capitals() {
                    Shape::Capitals
                } else {
                    Shape::Capital
                }
            }
            _ if self.text.ends_with('.') && self.text.len() > 1 && !self.capitals => Shape::Stop,
            _ => Shape::Other,
        }
    }

    /// The word as it is written.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// In small letters; empty if it is too long to be looked up.
    pub(crate) fn folded(&self) -> &[u8] {
        self.folded.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// The small letters, ready for lookup.
    pub(crate) fn key(&self) -> Key<'_> {
        Key {
            bytes: self.folded(),
            hash: self.hash,
        }
    }

    pub(crate) fn has_capitals(&self) -> bool {
        self.capitals
    }

    pub(crate) fn shape(&self) -> Shape {
        self.shape
    }

    /// Two capitals or more, and no small letter.
    pub(crate) fn is_all_capitals(&self) -> bool {
        self.capitals && !self.text.chars().any(char::is_lowercase) && self.letters() > 1
    }

    /// The number of letters.
    pub(crate) fn letters(&self) -> usize {
        self.text.chars().filter(|letter| letter.is_alphabetic()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shapes_are_told() {
        let shape = |text| Form::new(text).shape();
        assert_eq!(shape("1990s"), Shape::Digit);
        assert_eq!(shape("NATO"), Shape::Capitals);
        assert_eq!(shape("U.S."), Shape::Capitals);
        assert_eq!(shape("I"), Shape::Capital);
        assert_eq!(shape("Émile"), Shape::Capital);
        assert_eq!(shape("etc."), Shape::Stop);
        assert_eq!(shape("."), Shape::Other);
        assert_eq!(shape(""), Shape::Other);
    }

    proptest! {
        #[test]
        fn small_letters_are_those_of_the_standard_library(text in prop_oneof!["\\PC{0,30}", "[!-~]{0,60}"]) {
            let form = Form::new(&text);
            let small: String = text.chars().flat_map(char::to_lowercase).collect();
            prop_assert_eq!(form.key().hash, hash(form.folded()));
            let folded = std::str::from_utf8(form.folded()).unwrap();
            prop_assert_eq!(folded, if small.len() <= LONGEST { &small } else { "" });
            prop_assert_eq!(form.has_capitals(), small != text);
        }
    }
}
