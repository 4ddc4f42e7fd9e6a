//! The words that rules speak of, as numbers: looked up once a token, compared as integers ever after.

use crate::inflect::{Inflector, form};
use dateline_core::{Error, ErrorKind};
use std::collections::HashMap;

const WORDS: &str = include_str!("../data/words.txt");
const VERBS: &str = include_str!("../data/verbs.txt");

/// Declares the word lists that the code itself asks about: a bit for each and its name in the file.
macro_rules! lists {
    ($($bit:ident = $name:literal,)+) => {
        /// The lists a word stands in, a bit each.
        pub(crate) mod list {
            lists!(@bits 0u32; $($bit,)+);
        }
        const LISTS: &[(&str, u64)] = &[$(($name, list::$bit),)+];
    };
    (@bits $n:expr; $bit:ident, $($rest:ident,)*) => {
        pub(crate) const $bit: u64 = 1 << ($n);
        lists!(@bits $n + 1; $($rest,)*);
    };
    (@bits $n:expr;) => {};
}

lists! {
    ARTICLE = "article",
    POSSESSIVE = "possessive",
    PREPOSITION = "preposition",
    CONJUNCTION = "conjunction",
    SUBORDINATOR = "subordinator",
    RELATIVE = "relative",
    PRONOUN = "pronoun",
    BE = "be",
    HAVE = "have",
    DO = "do",
    MODAL = "modal",
    NEGATION = "negation",
    ADVERB = "adverb",
    CLITIC = "clitic",
    PLANNED = "planned",
    POSSIBLE = "possible",
    CONDITIONAL = "conditional",
    DENIED = "denied",
    GOVERNMENT = "government-noun",
    MILITARY = "military-noun",
    POLICE = "police-noun",
    LEGISLATURE = "legislature-noun",
    COURT = "court-noun",
    REBEL = "rebel-noun",
    CIVILIAN = "civilian-noun",
    ACTOR = "actor-noun",
    DOCUMENT = "document-noun",
    AUDIENCE = "audience",
    NOUN_S = "noun-s",
    ADJECTIVE_ED = "adjective-ed",
    DOES = "does",
    COMMITS = "commits",
    REPORTS = "reports",
    NATIONS = "nations",
    VOICE = "voice",
    NO_SOURCE = "no-source",
}

/// Forms of be, have and do, and modals.
pub(crate) const AUXILIARY: u64 = list::BE | list::HAVE | list::DO | list::MODAL;

/// What is known about one word.
#[derive(Clone, Copy, Default)]
struct Entry {
    lists: u64,
    /// The forms of a verb that it may be.
    forms: u8,
}

/// A word's number; [`Vocabulary::UNKNOWN`] for words that no rule speaks of.
pub(crate) type WordId = u32;

/// All words that rules speak of.
pub(crate) struct Vocabulary {
    ids: HashMap<String, WordId>,
    entries: Vec<Entry>,
    lists: HashMap<String, u64>,
    inflector: Inflector,
}

impl Vocabulary {
    /// The number of every word that no rule speaks of.
    pub(crate) const UNKNOWN: WordId = 0;

    /// Our word lists and verbs.
    pub(crate) fn new() -> Result<Self, Error> {
        let mut vocabulary = Self {
            ids: HashMap::new(),
            entries: vec![Entry::default()],
            lists: LISTS
                .iter()
                .map(|(name, bit)| ((*name).to_owned(), *bit))
                .collect(),
            inflector: Inflector::new()?,
        };
        vocabulary.add_lists("words.txt", WORDS)?;
        for verb in VERBS
            .lines()
            .filter(|line| !line.starts_with('#'))
            .flat_map(str::split_whitespace)
        {
            vocabulary.verb(verb);
        }
        Ok(vocabulary)
    }

    /// Adds the word lists of a file; lists that are not known yet are new ones.
    pub(crate) fn add_lists(&mut self, file: &str, content: &str) -> Result<(), Error> {
        let mut bit = None;
        for (number, line) in content.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                let new = 1u64.checked_shl(self.lists.len() as u32);
                bit = self.lists.get(name).copied().or(new);
                let Some(bit) = bit else {
                    let message = format!("{file}, line {}: there are 64 lists at most", number + 1);
                    return Err(Error::new(ErrorKind::Data, message));
                };
                self.lists.insert(name.to_owned(), bit);
                continue;
            }
            let Some(bit) = bit else {
                let message = format!("{file}, line {}: a word stands before the first list", number + 1);
                return Err(Error::new(ErrorKind::Data, message));
            };
            for word in line.split_whitespace() {
                let id = self.add(word);
                if let Some(entry) = self.entries.get_mut(id as usize) {
                    entry.lists |= bit;
                }
            }
        }
        Ok(())
    }

    /// The number of a word, which becomes known.
    pub(crate) fn add(&mut self, word: &str) -> WordId {
        if let Some(id) = self.ids.get(word) {
            return *id;
        }
        let id = self.entries.len() as WordId;
        self.ids.insert(word.to_owned(), id);
        self.entries.push(Entry::default());
        id
    }

    /// The numbers of a verb's forms with what each may be; the verb becomes known as one.
    pub(crate) fn verb(&mut self, base: &str) -> Vec<(WordId, u8)> {
        let forms = self.inflector.forms(base);
        forms
            .into_iter()
            .map(|(word, form)| {
                let id = self.add(&word);
                if let Some(entry) = self.entries.get_mut(id as usize) {
                    entry.forms |= form;
                }
                (id, form)
            })
            .collect()
    }

    /// The bit of a list.
    pub(crate) fn list(&self, name: &str) -> Option<u64> {
        self.lists.get(name).copied()
    }

    /// The words of any of the lists.
    pub(crate) fn words_in(&self, lists: u64) -> impl Iterator<Item = WordId> {
        self.entries
            .iter()
            .enumerate()
            .filter(move |(_, entry)| entry.lists & lists != 0)
            .map(|(id, _)| id as WordId)
    }

    /// The number of a word in lower case.
    pub(crate) fn id(&self, lower: &str) -> WordId {
        self.ids.get(lower).copied().unwrap_or(Self::UNKNOWN)
    }

    /// The lists that a word stands in.
    pub(crate) fn lists_of(&self, id: WordId) -> u64 {
        self.entries.get(id as usize).map_or(0, |entry| entry.lists)
    }

    /// The forms of a verb that a word may be.
    pub(crate) fn forms_of(&self, id: WordId) -> u8 {
        self.entries.get(id as usize).map_or(0, |entry| entry.forms)
    }
}

/// Forms that can be a clause's verb without an auxiliary.
pub(crate) const FINITE: u8 = form::PRESENT | form::PAST;
