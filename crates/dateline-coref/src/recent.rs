//! What has been mentioned lately: the antecedents that descriptions and pronouns choose from.

use dateline_core::layers::Label;

/// One mention that something later may refer back to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    /// Its first token.
    pub(crate) token: usize,
    /// One past its last token.
    pub(crate) end: usize,
    pub(crate) sentence: usize,
    pub(crate) cluster: usize,
    pub(crate) label: Label,
    /// Whether it seems to be the subject of its clause.
    pub(crate) subject: bool,
    /// Whether it stands inside quotation marks.
    pub(crate) quoted: bool,
}

/// A window over the mentions so far: the last [`Recent::MENTIONS`] of the last [`Recent::SENTENCES`]
/// sentences. Nothing looks further back, so the stage's work grows with the article's length alone.
#[derive(Default)]
pub(crate) struct Recent {
    seen: Vec<Seen>,
}

impl Recent {
    /// How many mentions back a pronoun or description may reach.
    pub(crate) const MENTIONS: usize = 40;
    /// How many sentences before its own it may reach into.
    pub(crate) const SENTENCES: usize = 3;

    pub(crate) fn clear(&mut self) {
        self.seen.clear();
    }

    pub(crate) fn push(&mut self, seen: Seen) {
        self.seen.push(seen);
    }

    /// The window as `sentence` sees it, the nearest first.
    pub(crate) fn window(&self, sentence: usize) -> impl Iterator<Item = &Seen> + Clone {
        self.seen
            .iter()
            .rev()
            .take(Self::MENTIONS)
            .take_while(move |seen| seen.sentence + Self::SENTENCES >= sentence)
    }
}
