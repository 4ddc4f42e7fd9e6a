//! Why a fact was told: the pattern or dictionary entry that found it, and the words that stood for its parts.

use crate::layers::layer;
use crate::{Annotation, Span, TextRef};

layer! {
    /// One for each relation, in the same order; only where the stage was asked to explain.
    RelationReasons, "relation_reasons", Reason
}
layer! {
    /// One for each event, in the same order; only where the stage was asked to explain.
    EventReasons, "event_reasons", Reason
}

/// Why one fact was told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    /// The pattern or dictionary entry, as its file has it.
    pub pattern: TextRef,
    /// The words of the text that stood for its parts.
    pub parts: Vec<ReasonPart>,
}

/// Words that stood for a part of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReasonPart {
    /// The part: a variable's name, or `trigger`, `source`, `target`.
    pub role: TextRef,
    /// The words.
    pub span: Span,
    /// What a dictionary says of them (an actor's code and where it is from); empty for none.
    pub entry: TextRef,
}

impl Annotation for Reason {
    fn visit_spans(&self, visit: &mut dyn FnMut(Span)) {
        for part in &self.parts {
            visit(part.span);
        }
    }
}
