//! Half-open byte ranges of an article's text.

use std::fmt;
use std::ops::Range;

/// A half-open range of UTF-8 bytes of one article's text, `start <= end`.
///
/// Both ends lie on character boundaries of the text that the span belongs to: whoever makes a span sees
/// to that, the conformance suite in `dateline-testkit` proves it for a stage, and [`Span::fits`] asks.
/// Offsets are `u32`: a document's text is at most 2 GiB ([`crate::Document::MAX_BYTES`]).
// The layout is fixed so that a vectorized tokenizer may write spans as two words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(C)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The span from `start` up to, not including, `end`. Ends in the wrong order give the empty span at
    /// `start`, so that a span is always well-formed.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self {
            start,
            end: if end < start { start } else { end },
        }
    }

    /// The span of `len` bytes that starts at byte `start`. Positions past `u32::MAX` saturate; no
    /// document is that long.
    #[must_use]
    pub const fn at(start: usize, len: usize) -> Self {
        let end = start.saturating_add(len);
        let start = if start > u32::MAX as usize {
            u32::MAX
        } else {
            start as u32
        };
        let end = if end > u32::MAX as usize {
            u32::MAX
        } else {
            end as u32
        };
        Self::new(start, end)
    }

    /// First byte of the span.
    #[must_use]
    pub const fn start(self) -> u32 {
        self.start
    }

    /// One past the last byte of the span.
    #[must_use]
    pub const fn end(self) -> u32 {
        self.end
    }

    /// Length in bytes.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the span holds no byte.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// As a range of `usize`, for slicing.
    #[must_use]
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` lies inside this span (both ends may touch).
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        let start = if self.start > other.start {
            self.start
        } else {
            other.start
        };
        let end = if self.end < other.end { self.end } else { other.end };
        start < end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// Whether both ends lie within `text` and on its character boundaries.
    #[must_use]
    pub fn fits(self, text: &str) -> bool {
        text.is_char_boundary(self.start as usize) && text.is_char_boundary(self.end as usize)
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ends_in_the_wrong_order_give_an_empty_span() {
        let span = Span::new(5, 3);
        assert_eq!((span.start(), span.end(), span.len()), (5, 5, 0));
        assert!(span.is_empty());
    }

    #[test]
    fn fits_asks_for_character_boundaries() {
        let text = "né";
        assert!(Span::new(0, 1).fits(text));
        assert!(Span::new(1, 3).fits(text));
        assert!(!Span::new(0, 2).fits(text));
        assert!(!Span::new(0, 9).fits(text));
    }

    proptest! {
        #[test]
        fn join_contains_both_and_overlap_is_symmetric(a in 0u32..50, b in 0u32..50, c in 0u32..50, d in 0u32..50) {
            let (x, y) = (Span::new(a, b), Span::new(c, d));
            prop_assert!(x.join(y).contains(x) && x.join(y).contains(y));
            prop_assert_eq!(x.overlaps(y), y.overlaps(x));
            prop_assert_eq!(x.overlaps(y), x.range().any(|byte| y.range().contains(&byte)));
        }
    }
}
