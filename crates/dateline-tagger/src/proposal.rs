//! What the passes hand on to each other: labelled token ranges with a confidence and a reason.

use dateline_core::layers::Label;

/// A labelled range of tokens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Proposal {
    /// First token.
    pub first: u32,
    /// One past the last token.
    pub end: u32,
    /// What it is.
    pub label: Label,
    /// How sure, in 0 to 1.
    pub confidence: f32,
    /// The rule or model that found it.
    pub rule: &'static str,
}

impl Proposal {
    /// Its tokens.
    #[must_use]
    pub(crate) const fn tokens(&self) -> std::ops::Range<usize> {
        self.first as usize..self.end as usize
    }

    /// Whether the two share a token.
    #[must_use]
    pub(crate) const fn overlaps(&self, other: &Self) -> bool {
        self.first < other.end && other.first < self.end
    }
}
