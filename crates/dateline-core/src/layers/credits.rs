//! What a text says about itself: its dateline and its by-line, with their places.

use crate::{Annotation, Span, TextRef, layers::layer};

layer! {
    /// What the article's own text says of place, date, agency and authors: the dateline before the first
    /// sentence (`PHNOM PENH, Cambodia (AP) — `) and the by-line, in text order.
    Credits, "credits", Credit
}

/// What a [`Credit`] tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CreditKind {
    /// Where the article was written.
    Place,
    /// When; the value is an ISO 8601 date, `XXXX` for a year that is not told.
    Date,
    /// The agency or outlet that it is from; the value is its full name.
    Agency,
    /// Who wrote it.
    Byline,
}

impl CreditKind {
    /// The kind's name in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Date => "date",
            Self::Agency => "agency",
            Self::Byline => "byline",
        }
    }
}

/// One thing that the text says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credit {
    /// What it tells.
    pub kind: CreditKind,
    /// Where it says so.
    pub span: Span,
    /// The same in its normal form.
    pub value: TextRef,
}

impl Annotation for Credit {
    fn visit_spans(&self, visit: &mut dyn FnMut(Span)) {
        visit(self.span);
    }
}
