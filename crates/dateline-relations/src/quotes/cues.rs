//! The reporting verbs, read from their data file.

use crate::vocabulary::{Vocabulary, WordId};
use dateline_core::{Error, ErrorKind};
use std::collections::HashMap;

const CUES: &str = include_str!("../../data/cues.tsv");

/// How what is said stands beside its verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    /// A clause, with or without “that”, or quotation marks.
    Clause,
    /// “That”, or quotation marks.
    That,
    /// Quotation marks alone.
    Quote,
    /// A clause behind whom it is said to.
    To,
}

/// One reporting verb in one of its forms.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cue {
    pub(crate) frame: Frame,
    /// The forms of its verb that the word may be.
    pub(crate) forms: u8,
    /// The particle that follows (“point out”).
    pub(crate) particle: Option<WordId>,
}

/// All reporting verbs by their words.
pub(crate) struct Cues {
    by_word: HashMap<WordId, Vec<Cue>>,
}

impl Cues {
    /// Our verbs and those of the files (name, content) of a user.
    pub(crate) fn load(vocabulary: &mut Vocabulary, extra: &[(String, String)]) -> Result<Self, Error> {
        let mut cues = Self {
            by_word: HashMap::new(),
        };
        cues.add(vocabulary, "cues.tsv", CUES)?;
        for (file, content) in extra {
            cues.add(vocabulary, file, content)?;
        }
        Ok(cues)
    }

    fn add(&mut self, vocabulary: &mut Vocabulary, file: &str, content: &str) -> Result<(), Error> {
        for (number, line) in content.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let bad = |why: &str| Error::new(ErrorKind::Data, format!("{file}, line {}: {why}", number + 1));
            let (verb, frame) = line.split_once('\t').ok_or_else(|| bad("takes two columns"))?;
            let frame = match frame.trim() {
                "clause" => Frame::Clause,
                "that" => Frame::That,
                "quote" => Frame::Quote,
                "to" => Frame::To,
                _ => return Err(bad("the frame is clause, that, quote or to")),
            };
            let (base, particle) = verb
                .split_once(' ')
                .map_or((verb, None), |(base, rest)| (base, Some(rest)));
            let particle = particle.map(|particle| vocabulary.add(particle));
            for (word, form) in vocabulary.verb(base) {
                let list = self.by_word.entry(word).or_default();
                match list
                    .iter_mut()
                    .find(|cue| cue.particle == particle && cue.frame == frame)
                {
                    Some(cue) => cue.forms |= form,
                    None => list.push(Cue {
                        frame,
                        forms: form,
                        particle,
                    }),
                }
            }
        }
        // A verb with its particle goes before the bare verb.
        for list in self.by_word.values_mut() {
            list.sort_by_key(|cue| cue.particle.is_none());
        }
        Ok(())
    }

    /// The cue that the word is, given the word after it.
    pub(crate) fn find(&self, word: WordId, next: WordId) -> Option<Cue> {
        let list = self.by_word.get(&word)?;
        list.iter()
            .find(|cue| cue.particle.is_none_or(|particle| particle == next))
            .copied()
    }
}
