//! Where the pieces of a text stood in the page that it was taken out of.

use crate::{Annotation, Span, layers::layer};

layer! {
    /// The pieces of a text that was taken out of a page of markup, in text order: what lies between them
    /// (empty lines between paragraphs) stood nowhere. Readers of markup make it; other texts have none.
    Passages, "passages", Passage
}

/// One piece of the text, a paragraph as a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Where it stands in the text.
    pub span: Span,
    /// The first byte of its markup in the page, which is counted as UTF-8 whatever its encoding was.
    pub page_start: u32,
    /// One past the last byte of its markup in the page. Between the two there may be tags, and what was
    /// left out.
    pub page_end: u32,
}

impl Annotation for Passage {
    fn visit_spans(&self, visit: &mut dyn FnMut(Span)) {
        visit(self.span);
    }
}
