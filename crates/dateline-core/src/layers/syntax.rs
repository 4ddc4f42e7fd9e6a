//! Parts of speech, features, lemmas and dependencies, as Universal Dependencies v2 defines them.

use crate::{Annotation, Id, Span, TextRef, layers::Tokens, layers::layer};

layer! {
    /// One [`Tag`] for each token, in the tokens' order.
    Tags, "tags", Tag
}
layer! {
    /// One [`Dependency`] for each token, in the tokens' order: a tree a sentence.
    Parse, "parse", Dependency
}

/// Declares an enum with the field's own names for its values, and the way back from a name.
macro_rules! named {
    ($(#[$doc:meta])* $type:ident { $($(#[$vdoc:meta])* $variant:ident = $name:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $type { $($(#[$vdoc])* $variant,)+ }

        impl $type {
            /// Every value, in the order of its number.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The standard's name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The value of the standard's name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.name() == name)
            }
        }
    };
}

named! {
    /// The universal part-of-speech tags.
    Upos {
        /// Adjective.
        Adj = "ADJ",
        /// Adposition.
        Adp = "ADP",
        /// Adverb.
        Adv = "ADV",
        /// Auxiliary.
        Aux = "AUX",
        /// Coordinating conjunction.
        Cconj = "CCONJ",
        /// Determiner.
        Det = "DET",
        /// Interjection.
        Intj = "INTJ",
        /// Noun.
        Noun = "NOUN",
        /// Numeral.
        Num = "NUM",
        /// Particle.
        Part = "PART",
        /// Pronoun.
        Pron = "PRON",
        /// Proper noun.
        Propn = "PROPN",
        /// Punctuation.
        Punct = "PUNCT",
        /// Subordinating conjunction.
        Sconj = "SCONJ",
        /// Symbol.
        Sym = "SYM",
        /// Verb.
        Verb = "VERB",
        /// Anything else.
        X = "X",
    }
}

named! {
    /// The universal dependency relations, without subtypes.
    UdRel {
        /// Clausal modifier of a noun.
        Acl = "acl",
        /// Adverbial clause modifier.
        Advcl = "advcl",
        /// Adverbial modifier.
        Advmod = "advmod",
        /// Adjectival modifier.
        Amod = "amod",
        /// Appositional modifier.
        Appos = "appos",
        /// Auxiliary.
        Aux = "aux",
        /// Case marking.
        Case = "case",
        /// Coordinating conjunction.
        Cc = "cc",
        /// Clausal complement.
        Ccomp = "ccomp",
        /// Classifier.
        Clf = "clf",
        /// Compound.
        Compound = "compound",
        /// Conjunct.
        Conj = "conj",
        /// Copula.
        Cop = "cop",
        /// Clausal subject.
        Csubj = "csubj",
        /// Unspecified dependency.
        Dep = "dep",
        /// Determiner.
        Det = "det",
        /// Discourse element.
        Discourse = "discourse",
        /// Dislocated element.
        Dislocated = "dislocated",
        /// Expletive.
        Expl = "expl",
        /// Fixed multiword expression.
        Fixed = "fixed",
        /// Flat expression.
        Flat = "flat",
        /// Goes with.
        Goeswith = "goeswith",
        /// Indirect object.
        Iobj = "iobj",
        /// List.
        List = "list",
        /// Marker.
        Mark = "mark",
        /// Nominal modifier.
        Nmod = "nmod",
        /// Nominal subject.
        Nsubj = "nsubj",
        /// Numeric modifier.
        Nummod = "nummod",
        /// Object.
        Obj = "obj",
        /// Oblique nominal.
        Obl = "obl",
        /// Orphan.
        Orphan = "orphan",
        /// Parataxis.
        Parataxis = "parataxis",
        /// Punctuation.
        Punct = "punct",
        /// Overridden disfluency.
        Reparandum = "reparandum",
        /// Root of a sentence.
        Root = "root",
        /// Vocative.
        Vocative = "vocative",
        /// Open clausal complement.
        Xcomp = "xcomp",
    }
}

/// A token's part of speech, features and lemma.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The universal part of speech.
    pub upos: Upos,
    /// The language's own tag (for English Penn Treebank's, `VBD`); empty if unknown.
    pub xpos: TextRef,
    /// UD features as CoNLL-U writes them (`Number=Sing|Person=3`); empty if there are none.
    pub feats: TextRef,
    /// The dictionary form; empty if unknown.
    pub lemma: TextRef,
}

impl Annotation for Tag {
    fn visit_spans(&self, _: &mut dyn FnMut(Span)) {}
}

/// A dependency relation with its subtype (`nsubj:pass` is `Nsubj` and `pass`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deprel {
    /// The universal relation.
    pub relation: UdRel,
    /// What stands behind the colon; empty if nothing does.
    pub subtype: TextRef,
}

/// A token's place in its sentence's tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The token that governs it; `None` at the root.
    pub head: Option<Id<Tokens>>,
    /// How it depends on its head.
    pub deprel: Deprel,
}

impl Annotation for Dependency {
    fn visit_spans(&self, _: &mut dyn FnMut(Span)) {}
}
