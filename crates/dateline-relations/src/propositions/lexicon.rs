//! The words that open extraction has to know, read from their data file.

use dateline_core::{Error, ErrorKind};
use std::collections::HashMap;

const WORDS: &str = include_str!("../../data/propositions/words.txt");

/// Declares the lists: a bit for each, and its name in the file.
macro_rules! lists {
    ($($(#[$doc:meta])* $bit:ident = $place:literal $name:literal,)+) => {
        /// The lists a word stands in, a bit each.
        pub(super) mod list {
            $($(#[$doc])* pub(in super::super) const $bit: u32 = 1 << $place;)+
        }
        const LISTS: &[(&str, u32)] = &[$(($name, list::$bit),)+];
    };
}

lists! {
    /// Verbs that report what somebody says or thinks.
    ATTRIBUTION = 0 "attribution",
    /// The preposition that names a source, by its first word.
    ACCORDING = 1 "according",
    /// Words that turn a statement into its contrary.
    NEGATION = 2 "negation",
    /// What opens a clause that says what is not so.
    WITHOUT = 3 "without",
    /// Auxiliaries that qualify a statement.
    MODAL = 4 "modal",
    /// Adverbs that leave open whether a statement is true.
    DOUBT = 5 "doubt",
    /// What opens a condition.
    CONDITION = 6 "condition",
    /// The mark of the infinitive.
    TO = 7 "to",
    /// What opens a clause and says nothing.
    THAT = 8 "that",
    /// The subject that stands for what is there.
    THERE = 9 "there",
    /// Pronouns that stand for what a relative clause hangs on.
    RELATIVE = 10 "relative",
    /// Adverbs that do, or ask for a place, a time, a reason.
    RELATIVE_ADVERB = 11 "relative-adverb",
    /// Verbs whose infinitive has their own subject although an object stands beside.
    SUBJECT_CONTROL = 12 "subject-control",
    /// Verbs that say something of several subjects together.
    TOGETHER = 13 "together",
    /// Adverbs that join a sentence to the one before it.
    CONNECTIVE = 14 "connective",
    /// Forms of address before names, which are no office.
    ADDRESS = 15 "address",
    /// Conjunctions that say of each member what is said of all.
    AND = 16 "and",
    /// Prepositions that take several things at once.
    BETWEEN = 17 "between",
    /// Prepositions of means.
    BY = 18 "by",
    /// Prepositions that say where a thing is.
    PLACE = 19 "place",
    /// Prepositions that give examples of what stands before.
    EXAMPLE = 20 "example",
    /// The first word of “such as”.
    SUCH = 21 "such",
    /// Opening brackets and quotation marks.
    OPENING = 22 "opening",
    /// Closing ones.
    CLOSING = 23 "closing",
    /// Nouns and adverbs of time.
    TIME = 24 "time",
    /// Adverbs of place.
    PLACE_ADVERB = 25 "place-adverb",
    /// Nouns of place.
    PLACE_NOUN = 26 "place-noun",
    /// Prepositions behind which a place is where something happens.
    WHERE = 27 "where",
    /// Verbs that say of their clause that it is not so.
    DENIAL = 28 "denial",
}

/// All words by their dictionary form.
pub(super) struct Lexicon {
    words: HashMap<String, u32>,
}

impl Lexicon {
    /// Our words and those of the files (name, content) of a user.
    pub(super) fn load(extra: &[(String, String)]) -> Result<Self, Error> {
        let mut lexicon = Self {
            words: HashMap::new(),
        };
        lexicon.add("words.txt", WORDS)?;
        for (file, content) in extra {
            lexicon.add(file, content)?;
        }
        Ok(lexicon)
    }

    fn add(&mut self, file: &str, content: &str) -> Result<(), Error> {
        let mut bit = None;
        for (number, line) in content.lines().enumerate() {
            let line = line.trim();
            let bad =
                |why: String| Error::new(ErrorKind::Data, format!("{file}, line {}: {why}", number + 1));
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                let known = LISTS.iter().find(|(known, _)| *known == name);
                let (_, found) = known.ok_or_else(|| bad(format!("there is no list “{name}”")))?;
                bit = Some(*found);
                continue;
            }
            let bit = bit.ok_or_else(|| bad("a word stands before the first list".to_owned()))?;
            for word in line.split_whitespace() {
                *self.words.entry(word.to_lowercase()).or_default() |= bit;
            }
        }
        Ok(())
    }

    /// The lists that a word stands in, a bit each. Of capital letters a first one is forgiven.
    pub(super) fn lists_of(&self, word: &str) -> u32 {
        if let Some(lists) = self.words.get(word) {
            return *lists;
        }
        if !word.starts_with(|c: char| c.is_uppercase()) {
            return 0;
        }
        self.words.get(&word.to_lowercase()).copied().unwrap_or(0)
    }
}
