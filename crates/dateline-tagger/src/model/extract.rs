//! Scan, titles and features in one: what the trainer asks for, and the stage too.

use super::Features;
use crate::lexicon::{Roles, hash};
use crate::proposal::{Proposal, Titles};
use crate::scan::{Lookup, Scan};
use crate::titles;
use dateline_core::layers::{Sentence, Token};

/// Reads articles and gives the features of their tokens.
#[derive(Default)]
pub struct Extractor {
    /// The article as it was scanned.
    pub scan: Scan,
    pub(crate) titles: Vec<Proposal>,
    features: Features,
}

impl Extractor {
    /// Reads an article.
    pub fn read(&mut self, text: &str, tokens: &[Token], sentences: &[Sentence], lookup: &Lookup) {
        self.scan.fill(text, tokens, sentences, lookup);
        self.titles.clear();
        titles::find(&self.scan, &mut self.titles);
        self.features.prepare(&self.scan, text, &Titles(&self.titles));
    }

    /// Whether a token that leads a name stands outside it by the ontology: an article, and before a person
    /// titles and courtesy too.
    #[must_use]
    pub fn stands_outside(&self, token: usize, person: bool) -> bool {
        self.scan.words.get(token).is_some_and(|word| {
            word.hash == hash("the")
                || person
                    && (word.roles.any(Roles::HONORIFIC.with(Roles::TITLE_OUTSIDE))
                        || Titles(&self.titles).over(token))
        })
    }

    /// Shows the features of a token of the article.
    pub fn of(&self, token: usize, show: impl FnMut(u64)) {
        self.features.of(&self.scan, token, &Titles(&self.titles), show);
    }
}
