//! The dictionaries of PETRARCH, TABARI's and KEDS's successor, as their users have them: actors, agents, verb
//! patterns, discards (Schrodt, Beieler and Idris 2014).
//!
//! With a verb file the stage `events` codes by its patterns, over our parse, in place of our own triggers; with
//! actor and agent files alone our triggers stay and the actors' codes are the files'.

mod actors;
mod agents;
mod coder;
mod discards;
mod matching;
mod phrases;
#[cfg(test)]
mod tests;
mod text;
mod verbs;

pub use actors::Actors;
pub use agents::Agents;
pub use discards::Discards;
pub use verbs::Verbs;

pub(crate) use agents::join;
pub(crate) use coder::{Coded, Coder};
pub(crate) use phrases::Named;

use dateline_core::{Error, ErrorKind};

/// What a dictionary file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DictionaryKind {
    /// Names with codes.
    Actors,
    /// Nouns under which actors act.
    Agents,
    /// Verbs and their patterns.
    Verbs,
    /// Phrases whose sentences are left out.
    Discards,
}

impl DictionaryKind {
    /// What a file of this name holds, after the names that PETRARCH's own have (`Phoenix.Countries.actors.txt`,
    /// `CAMEO.2.0.txt`); `None` for files of other kinds, such as lists of issues.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_lowercase();
        [
            ("actor", Self::Actors),
            ("agent", Self::Agents),
            ("verb", Self::Verbs),
            ("cameo", Self::Verbs),
            ("discard", Self::Discards),
        ]
        .into_iter()
        .find(|(part, _)| name.contains(part))
        .map(|(_, kind)| kind)
    }
}

/// Dictionaries of all kinds.
#[derive(Clone, Debug, Default)]
pub struct Dictionaries {
    /// Names with codes.
    pub actors: Actors,
    /// Nouns under which actors act.
    pub agents: Agents,
    /// Verbs and their patterns.
    pub verbs: Verbs,
    /// Phrases whose sentences are left out.
    pub discards: Discards,
}

impl Dictionaries {
    /// Reads files (name, content), each as what its name says. A later file adds to those before it.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] for a file whose name does not say what it holds; [`ErrorKind::Data`] for one in
    /// which there is no entry.
    pub fn read(files: &[(String, String)]) -> Result<Self, Error> {
        let mut all = Self::default();
        for (name, content) in files {
            let kind = DictionaryKind::of_name(name).ok_or_else(|| {
                let message = format!(
                    "{name}: the name has none of “actor”, “agent”, “verb”, “cameo”, “discard” in it"
                );
                Error::new(ErrorKind::Setting, message)
            })?;
            let before = all.entries();
            match kind {
                DictionaryKind::Actors => all.actors.read(content),
                DictionaryKind::Agents => all.agents.read(content),
                DictionaryKind::Verbs => all.verbs.read(content),
                DictionaryKind::Discards => all.discards.read(content),
            }
            if all.entries() == before {
                return Err(Error::new(
                    ErrorKind::Data,
                    format!("{name}: there is no entry in it"),
                ));
            }
        }
        Ok(all)
    }

    fn entries(&self) -> usize {
        self.actors.len() + self.agents.len() + self.verbs.len() + self.discards.len()
    }
}
