//! The stage's two tiers, around different networks: how either is built and set.

use crate::lemma::Lemmas;
use dateline_core::layers::{Parse, Sentences, Tags, Tokens};
use dateline_core::{Contract, Error, ErrorKind, Settings};
use dateline_model::Level;

/// The stage `syntax` around a network `N`: parts of speech, lemmas, and dependency trees.
/// [`Syntax`](crate::Syntax) is the fast tier, [`Accurate`](crate::Accurate) the accurate one.
pub struct Tier<N> {
    network: N,
    pub(crate) lemmas: Lemmas,
    pub(crate) level: Level,
    pub(crate) tags: bool,
    pub(crate) parse: bool,
}

impl<N> Tier<N> {
    /// A stage around a network and its lemmas.
    #[must_use]
    pub fn of(network: N, lemmas: Lemmas) -> Self {
        Self {
            network,
            lemmas,
            level: Level::best(),
            tags: true,
            parse: true,
        }
    }

    /// Whether to make trees, which is the default. Without them the fast tier does ten times as many words in the
    /// same time, with somewhat more tags wrong; in the accurate tier little time is saved.
    #[must_use]
    pub fn parse(mut self, parse: bool) -> Self {
        self.parse = parse;
        self
    }

    /// Makes trees and leaves the tags to whoever has made them before: the stage `parser`. The network reads words, so
    /// the trees are the same; they may now and then disagree with tags that are better than ours.
    #[must_use]
    pub fn trees_alone(mut self) -> Self {
        (self.tags, self.parse) = (false, true);
        self
    }

    /// Computes with these instructions; for tests and measurements, as the results are the same.
    #[must_use]
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// The network.
    #[must_use]
    pub const fn network(&self) -> &N {
        &self.network
    }

    /// Takes what `settings` say: `parse = false` makes tags and lemmas alone, and no trees; `lemmas` names files
    /// of lemmas that go before ours (a line each: form, part of speech or `*`, lemma, parted by tabs).
    ///
    /// # Errors
    /// Settings that are unknown or of the wrong type, files that cannot be read.
    pub fn with_settings(mut self, mut settings: Settings) -> Result<Self, Error> {
        let parse = settings.bool("parse")?.unwrap_or(true);
        for (name, content) in settings.files("lemmas")? {
            (self.lemmas.add_exceptions(&name, &content))
                .map_err(|error| Error::new(ErrorKind::Setting, error.to_string()))?;
        }
        settings.finish()?;
        Ok(self.parse(parse))
    }

    /// The layers that either tier reads and writes.
    pub(crate) fn layers(tags: bool, parse: bool) -> Contract {
        let mut contract = Contract::new().requires::<Tokens>().requires::<Sentences>();
        if tags {
            contract = contract.provides::<Tags>();
        }
        if parse {
            contract = contract.provides::<Parse>();
        }
        contract
    }
}
