//! Candidates for names: what a sequence model says before gazetteers and context have had their say.

use crate::{Annotation, Span, layers::layer};

layer! {
    /// Stretches of tokens that look like names, of coarse kinds, in text order, without overlaps. A tagger takes them in
    /// the place of its own model's, where they are there.
    NameCandidates, "name_candidates", NameCandidate
}

/// The kinds that corpora of names agree on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum NameKind {
    /// People.
    Person,
    /// Organizations.
    Org,
    /// Places, political or not, and what stands at them.
    Place,
    /// Other names: nationalities, events, works, products, laws.
    Other,
}

/// One candidate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NameCandidate {
    /// Where it stands: from the start of a token to the end of one.
    pub span: Span,
    /// What it seems to be.
    pub kind: NameKind,
    /// How sure the model is, in 0 to 1.
    pub confidence: f32,
}

impl Annotation for NameCandidate {
    fn visit_spans(&self, visit: &mut dyn FnMut(Span)) {
        visit(self.span);
    }
}
