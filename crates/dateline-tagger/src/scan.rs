//! One pass over an article's tokens: shapes, roles, gazetteer facts and matches, for all later passes.

use crate::clusters::{Class, Clusters};
use crate::error::DataError;
use crate::gazetteer::Gazetteer;
use crate::kinds::{Facts, Kinds, Usual};
use crate::lexicon::{Lexicon, Roles, hash};
use dateline_core::Span;
use dateline_core::layers::{Sentence, Token, TokenClass};

/// How a token is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape(u16);

impl Shape {
    /// Begins with a capital letter.
    pub const INITIAL: Self = Self(1);
    /// Two letters or more, all of them capital.
    pub const CAPITALS: Self = Self(1 << 1);
    /// Begins small or with a digit, but has a capital inside (`iPhone`, `al-Qaeda`).
    pub const INNER: Self = Self(1 << 2);
    /// Has letters, none of them capital.
    pub const SMALL: Self = Self(1 << 3);
    /// Has a digit.
    pub const DIGIT: Self = Self(1 << 4);
    /// Has digits and no letter.
    pub const NUMBER: Self = Self(1 << 5);
    /// Is one letter, or one letter and a stop.
    pub const LETTER: Self = Self(1 << 6);
    /// Ends in a stop and has a letter.
    pub const STOP: Self = Self(1 << 7);
    /// Has neither letter nor digit.
    pub const PUNCT: Self = Self(1 << 8);
    /// Begins with a capital and has another behind a small letter (`McDonald`, `YouTube`).
    pub const CAMEL: Self = Self(1 << 9);
    /// Any shape that holds a capital.
    pub const NAMELIKE: Self = Self(1 | 1 << 1 | 1 << 2);

    /// Whether the two share a property.
    #[must_use]
    pub const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The properties as bits, for features.
    #[must_use]
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// The shape of a token's text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let (mut upper, mut lower, mut digits, mut camel) = (0_u32, 0_u32, 0_u32, false);
        for c in text.chars() {
            if c.is_uppercase() {
                upper += 1;
                camel |= lower > 0;
            } else if c.is_lowercase() {
                lower += 1;
            } else if c.is_numeric() {
                digits += 1;
            }
        }
        let letters = text.chars().filter(|c| c.is_alphabetic()).count() as u32;
        let initial = text.starts_with(char::is_uppercase);
        let mut bits = 0;
        let mut put = |shape: Self, yes: bool| bits |= if yes { shape.0 } else { 0 };
        put(Self::INITIAL, initial);
        put(Self::CAPITALS, upper >= 2 && lower == 0);
        put(Self::INNER, !initial && upper > 0);
        put(Self::SMALL, lower > 0 && upper == 0);
        put(Self::DIGIT, digits > 0);
        put(Self::NUMBER, digits > 0 && letters == 0);
        put(
            Self::LETTER,
            letters == 1 && digits == 0 && text.chars().count() <= 2,
        );
        put(Self::STOP, letters > 0 && text.ends_with('.'));
        put(Self::PUNCT, letters == 0 && digits == 0);
        put(Self::CAMEL, initial && camel);
        Self(bits)
    }
}

/// One token with all that is known about it by itself.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// Where it stands.
    pub span: Span,
    /// The tokenizer's class.
    pub class: TokenClass,
    /// [`hash`] of its folded text.
    pub hash: u64,
    /// How it is written.
    pub shape: Shape,
    /// Its roles.
    pub roles: Roles,
    /// What the gazetteer says of the word alone.
    pub facts: Facts,
    /// Index of its sentence.
    pub sentence: u32,
    /// Whether white space stands before it.
    pub spaced: bool,
    /// The company it keeps in running text.
    pub company: Class,
}

/// A name of the gazetteer over two tokens or more, or a single one.
#[derive(Clone, Copy, Debug)]
pub struct Match {
    /// First token.
    pub first: u32,
    /// One past the last token.
    pub end: u32,
    /// What the name stands for.
    pub facts: Facts,
}

/// The embedded data that a scan looks things up in.
pub struct Lookup {
    /// Names.
    pub gazetteer: Gazetteer<&'static [u8]>,
    /// Demonyms and states from the share-alike list.
    pub states: Gazetteer<&'static [u8]>,
    /// Roles of words.
    pub lexicon: Lexicon,
    /// Classes of words.
    pub clusters: Clusters,
}

pub(crate) static NAMES: &[u8] = include_bytes!("../../../models/gazetteer.bin");
pub(crate) static STATE_NAMES: &[u8] = include_bytes!("../../../models/gazetteer_odbl.bin");

impl Lookup {
    /// The data that comes with the crate.
    ///
    /// # Errors
    /// [`DataError`] where the embedded data is broken, which a test excludes.
    pub fn built_in() -> Result<Self, DataError> {
        Ok(Self {
            gazetteer: Gazetteer::embedded("gazetteer.bin", NAMES)?,
            states: Gazetteer::embedded("gazetteer_odbl.bin", STATE_NAMES)?,
            lexicon: Lexicon::built_in()?,
            clusters: Clusters::built_in()?,
        })
    }
}

/// An article, scanned. Buffers are kept from article to article.
#[derive(Default)]
pub struct Scan {
    /// The tokens.
    pub words: Vec<Word>,
    /// Matches of two tokens and more, in order of their first token, shorter ones first.
    pub matches: Vec<Match>,
    /// For each sentence its tokens and whether it is written like a headline.
    pub sentences: Vec<Line>,
}

/// One sentence.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// First token.
    pub first: u32,
    /// One past the last token.
    pub end: u32,
    /// Whether nearly all words have capitals, so that a capital says little.
    pub headline: bool,
    /// Whether it is written in capitals throughout.
    pub capitals: bool,
}

impl Scan {
    /// Scans an article.
    pub fn fill(&mut self, text: &str, tokens: &[Token], sentences: &[Sentence], lookup: &Lookup) {
        self.words.clear();
        self.matches.clear();
        self.sentences.clear();
        let mut before = 0;
        for token in tokens {
            let range = token.span.range();
            let surface = text.get(range.clone()).unwrap_or("");
            let hash = hash(surface);
            self.words.push(Word {
                span: token.span,
                class: token.class,
                hash,
                shape: Shape::of(surface),
                roles: lookup.lexicon.roles(hash),
                facts: Facts::default(),
                sentence: 0,
                spaced: range.start > before || range.start == 0,
                company: lookup.clusters.of(surface),
            });
            before = range.end;
        }
        for index in 0..self.words.len() {
            self.look_up(text, index, lookup);
        }
        for (number, sentence) in sentences.iter().enumerate() {
            self.add_sentence(number as u32, sentence);
        }
    }

    fn look_up(&mut self, text: &str, index: usize, lookup: &Lookup) {
        let Some(word) = self.words.get(index).copied() else {
            return;
        };
        if word.shape.any(Shape::PUNCT) {
            return;
        }
        let start = word.span.start() as usize;
        let first_match = self.matches.len();
        let mut last = index;
        let (words, matches) = (&mut self.words, &mut self.matches);
        let mut found = |end: usize, facts: Facts| {
            while words
                .get(last)
                .is_some_and(|word| (word.span.end() as usize) < end)
            {
                last += 1;
            }
            if words.get(last).is_none_or(|word| word.span.end() as usize != end) {
                return;
            }
            let mut facts = facts;
            let written = text.get(start..end).unwrap_or("");
            if facts.kinds.any(Kinds::CASED) && written.chars().any(char::is_lowercase) {
                facts = Facts {
                    usual: facts.usual,
                    ..Facts::default()
                };
            }
            if last == index {
                if let Some(word) = words.get_mut(index) {
                    merge(&mut word.facts, facts);
                }
            } else if !facts.kinds.is_empty() {
                let (first, end) = (index as u32, last as u32 + 1);
                match matches
                    .iter_mut()
                    .skip(first_match)
                    .find(|known| known.end == end)
                {
                    Some(known) => merge(&mut known.facts, facts),
                    None => matches.push(Match { first, end, facts }),
                }
            }
        };
        lookup.gazetteer.walk(text, start, &mut found);
        // The share-alike list has no places of its own table here: its kinds add to what is known, and
        // its place numbers are told apart by `place_of`.
        lookup.states.walk(text, start, |end, facts| {
            let place = facts.place.map(|place| place | STATES);
            found(end, Facts { place, ..facts });
        });
    }

    fn add_sentence(&mut self, number: u32, sentence: &Sentence) {
        let range = sentence.tokens();
        let Some(words) = self.words.get_mut(range) else {
            return;
        };
        let (mut capital, mut small, mut long, mut capitals) = (0_u32, 0_u32, 0_u32, 0_u32);
        for word in words.iter_mut() {
            word.sentence = number;
            if word.shape.any(Shape::SMALL)
                && !word
                    .roles
                    .any(Roles::NEVER.with(Roles::INSIDE).with(Roles::PARTICLE))
            {
                small += 1;
            } else if word.shape.any(Shape::NAMELIKE) && !word.shape.any(Shape::LETTER) {
                capital += 1;
            }
            if word.shape.any(Shape::SMALL)
                || word.shape.any(Shape::INITIAL) && !word.shape.any(Shape::LETTER)
            {
                long += 1;
                capitals += u32::from(word.shape.any(Shape::CAPITALS));
            }
        }
        self.sentences.push(Line {
            first: sentence.first,
            end: sentence.end,
            headline: capital >= 4 && small * 5 <= capital,
            capitals: capitals >= 3 && capitals * 10 >= long * 9,
        });
    }

    /// The longest match of the gazetteer that begins at a token, the token alone included.
    #[must_use]
    pub fn longest(&self, first: usize, limit: usize) -> Option<Match> {
        let from = self
            .matches
            .partition_point(|known| (known.first as usize) < first);
        let here = self.matches.get(from..).unwrap_or_default();
        let here = here.iter().take_while(|known| known.first as usize == first);
        here.copied()
            .filter(|known| known.end as usize <= limit)
            .max_by_key(|known| known.end)
            .or_else(|| {
                let facts = self.words.get(first)?.facts;
                let end = first as u32 + 1;
                (!facts.kinds.is_empty()).then_some(Match {
                    first: first as u32,
                    end,
                    facts,
                })
            })
    }

    /// The facts of exactly these tokens.
    #[must_use]
    pub fn exact(&self, first: usize, end: usize) -> Facts {
        if end == first + 1 {
            return self.words.get(first).map_or(Facts::default(), |word| word.facts);
        }
        let from = self
            .matches
            .partition_point(|known| (known.first as usize) < first);
        let here = self.matches.get(from..).unwrap_or_default();
        here.iter()
            .take_while(|known| known.first as usize == first)
            .find(|known| known.end as usize == end)
            .map_or(Facts::default(), |known| known.facts)
    }
}

/// Marks a place's number as one of the share-alike list's table.
pub const STATES: u16 = 1 << 15;

/// Adds what a second list knows.
fn merge(facts: &mut Facts, more: Facts) {
    let cased = facts.kinds & more.kinds & Kinds::CASED;
    let plain = Kinds::from_bits((facts.kinds | more.kinds).bits() & !Kinds::CASED.bits());
    facts.kinds = plain | cased;
    facts.place = facts.place.or(more.place);
    if facts.usual == Usual::Unknown {
        facts.usual = more.usual;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        let check = |text: &str, yes: &[Shape], no: &[Shape]| {
            let shape = Shape::of(text);
            assert!(yes.iter().all(|want| shape.any(*want)), "{text} {shape:?}");
            assert!(!no.iter().any(|not| shape.any(*not)), "{text} {shape:?}");
        };
        check("Kihara", &[Shape::INITIAL], &[Shape::CAPITALS, Shape::CAMEL]);
        check("NATO", &[Shape::INITIAL, Shape::CAPITALS], &[Shape::SMALL]);
        check("U.S.", &[Shape::CAPITALS, Shape::STOP], &[Shape::LETTER]);
        check(
            "J.",
            &[Shape::LETTER, Shape::STOP, Shape::INITIAL],
            &[Shape::CAPITALS],
        );
        check("iPhone", &[Shape::INNER], &[Shape::INITIAL, Shape::SMALL]);
        check("McCain", &[Shape::CAMEL], &[Shape::INNER]);
        check("1990s", &[Shape::DIGIT, Shape::SMALL], &[Shape::NUMBER]);
        check("707", &[Shape::NUMBER], &[Shape::PUNCT]);
        check("—", &[Shape::PUNCT], &[Shape::NUMBER]);
        check("", &[Shape::PUNCT], &[]);
        check("Élan", &[Shape::INITIAL], &[]);
    }
}
