//! The whole phrase of a mention, for those who want more than its core: “the defence minister of Japan” for
//! “defence minister”.

use crate::tree::Tree;
use dateline_core::layers::{Sentences, Tokens, tokens_within};
use dateline_core::{Span, View};
use std::ops::Range;

/// The phrases of an article that has tags and a parse.
pub struct Phrases {
    tree: Tree,
}

impl Phrases {
    /// Reads the article's parse; `None` where there is none.
    #[must_use]
    pub fn read(doc: View<'_>) -> Option<Self> {
        let mut tree = Tree::default();
        let whole = tree.read(
            doc,
            doc.layer::<Tokens>().unwrap_or_default(),
            doc.layer::<Sentences>().unwrap_or_default(),
        );
        whole.then_some(Self { tree })
    }

    /// The token that is the head of a mention, and the tokens of the phrase that it heads: with determiners,
    /// titles and what follows the head, without prepositions, conjuncts and appositions.
    #[must_use]
    pub fn of(&self, doc: View<'_>, mention: Span) -> (usize, Range<usize>) {
        let tokens = tokens_within(doc.layer::<Tokens>().unwrap_or_default(), mention);
        let head = self.tree.head_of(tokens);
        (head, self.tree.phrase(head))
    }
}
