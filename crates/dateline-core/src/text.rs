//! Strings that belong to a document without being copied per item.

/// A short string of one document: either a slice of the article's text or of the document's side store.
///
/// Eight bytes and `Copy`, so that tokens, tags and facts hold lemmas, names and codes without an
/// allocation each. [`crate::Document::get`] and [`crate::View::get`] give the string back;
/// [`crate::Output::intern`] makes one; a string that stands in the article itself is
/// [`TextRef::of_span`], which costs nothing. Equal strings may have unequal references: compare the
/// strings. The default is the empty string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TextRef {
    /// Start in bytes; the high bit says "side store".
    start: u32,
    len: u32,
}

/// Set in `start` for strings of the side store. Texts are at most 2 GiB, so the bit is free.
const SIDE: u32 = 1 << 31;

impl TextRef {
    /// The empty string.
    pub const EMPTY: Self = Self { start: 0, len: 0 };

    /// The string that stands at `span` in the article.
    #[must_use]
    pub const fn of_span(span: crate::Span) -> Self {
        Self {
            start: span.start(),
            len: span.len(),
        }
    }

    /// Whether it is the empty string.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.len == 0
    }

    pub(crate) fn side(start: usize, len: usize) -> Self {
        // Past 2 GiB of side strings nothing more is stored; `intern` keeps below that.
        Self {
            start: SIDE | (start as u32 & !SIDE),
            len: len as u32,
        }
    }

    pub(crate) fn resolve<'d>(self, text: &'d str, side: &'d str) -> &'d str {
        let store = if self.start & SIDE == 0 { text } else { side };
        let start = (self.start & !SIDE) as usize;
        // A reference from another document must not be able to panic here.
        store.get(start..start + self.len as usize).unwrap_or("")
    }

    /// The string in a side store of which only the part from `base` on is at hand.
    pub(crate) fn resolve_side(self, side: &str, base: usize) -> &str {
        if self.start & SIDE == 0 {
            return "";
        }
        let start = (self.start & !SIDE) as usize;
        start
            .checked_sub(base)
            .and_then(|start| side.get(start..start + self.len as usize))
            .unwrap_or("")
    }
}
