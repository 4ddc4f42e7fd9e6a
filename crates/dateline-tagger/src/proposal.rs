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

/// Those of `sorted`, which are in text order without overlaps, that share a token with the range.
pub(crate) fn overlapping(sorted: &[Proposal], first: u32, end: u32) -> &[Proposal] {
    let from = sorted.partition_point(|it| it.end <= first);
    let to = sorted.partition_point(|it| it.first < end);
    sorted.get(from..to.max(from)).unwrap_or_default()
}

/// The titles of an article, in text order.
#[derive(Clone, Copy)]
pub struct Titles<'t>(pub(crate) &'t [Proposal]);

impl Titles<'_> {
    /// Whether a token is part of a title.
    #[must_use]
    pub fn over(&self, token: usize) -> bool {
        let from = self.0.partition_point(|title| title.end as usize <= token);
        self.0
            .get(from)
            .is_some_and(|title| title.first as usize <= token)
    }
}
