//! The shared vocabulary of layers: what stages from different hands meet in.
//!
//! | layer | item | made by the stage |
//! |---|---|---|
//! | [`Tokens`], [`Sentences`] | [`Token`], [`Sentence`] | tokenizer |
//! | [`Tags`] | [`Tag`], one a token | syntax |
//! | [`Parse`] | [`Dependency`], one a token | syntax |
//! | [`NameHints`] | [`NameChance`], one a token | syntax, with its trees: for the tagger |
//! | [`NameChances`] | [`NameChance`], one a token | syntax, in its accurate tier: for the tagger |
//! | [`Names`] | [`Mention`] | tagger: proposals, names and titles |
//! | [`Values`] | [`Mention`] | values: proposals, each with its normal form |
//! | [`Mentions`], [`Entities`] | [`Mention`], [`Entity`] | coref: names and values merged, nominals and pronouns added |
//! | [`Passages`], [`Credits`] | [`Passage`], [`Credit`] | readers: where the text stood in its page, its dateline and by-line |
//! | [`Relations`], [`Events`], [`Quotes`], [`Propositions`] | [`Relation`], [`Event`], [`Quote`], [`Proposition`] | the stages of these names |
//! | [`RelationReasons`], [`EventReasons`] | [`Reason`], one a relation or event | relations and events, where they are to explain |
//!
//! The labels and relations are those of the ontology; a label, relation or code that it does not name is
//! carried as a string, so that the vocabulary is open to strangers.

mod arguments;
mod chances;
mod credits;
mod facts;
mod mentions;
mod normal;
mod passages;
mod reasons;
mod syntax;
mod tokens;

pub use arguments::argument_mention;
pub use chances::{NameChance, NameChances, NameHints, NameKind};
pub use credits::{Credit, CreditKind, Credits};
pub use facts::{
    ArgumentRole, Event, EventStatus, Events, Evidence, Polarity, Proposition, Propositions, Qualifier,
    Quote, QuoteKind, Quotes, Relation, Relations, Term,
};
pub use mentions::{
    Entities, Entity, Label, Link, Mention, MentionKind, Mentions, Names, Values, merge_proposals,
    merge_proposals_into,
};
pub use normal::{Normal, Place, PlaceKind, Timex, TimexKind};
pub use passages::{Passage, Passages};
pub use reasons::{EventReasons, Reason, ReasonPart, RelationReasons};
pub use syntax::{Dependency, Deprel, Parse, Tag, Tags, UdRel, Upos};
pub use tokens::{Sentence, Sentences, Token, TokenClass, Tokens, tokens_within};

use crate::Span;

/// Declares a layer of this crate: its marker type, name and item.
macro_rules! layer {
    ($(#[$doc:meta])* $marker:ident, $name:literal, $item:ty) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $marker;
        impl crate::Layer for $marker {
            const NAME: &'static str = $name;
            type Item = $item;
        }
    };
}
pub(crate) use layer;

/// Shows the spans of several items.
fn visit_all(spans: &[Span], visit: &mut dyn FnMut(Span)) {
    for span in spans {
        visit(*span);
    }
}
