//! Facts of an article: relations, events, quotations and propositions, each with the words it rests on.
//!
//! Four stages, alone or together, the first three over tokens, sentences, mentions and entities:
//!
//! - `relations` ([`RelationStage`]): typed relations between entities, by rules that stand in data files
//!   with cases for and against each, and by a learned scorer for some of what no rule tells;
//! - `events` ([`EventStage`]): political acts as CAMEO 1.1b3 codes (Schrodt 2012) and PLOVER types, by
//!   triggers with frames;
//! - `quotes` ([`QuoteStage`]): direct, indirect and mixed quotations with their speakers;
//! - `propositions` ([`PropositionStage`]): open information extraction, a tuple for each clause and for what nouns
//!   say without a verb, over tokens, sentences, tags and trees alone.
//!
//! Users add rules, triggers, actor codes, reporting verbs and words in files of the same formats, through
//! the stages' settings.
//!
//! Relations, events and quotes use the parse where there is one: rules in Semgrex, subjects, objects and voices of
//! triggers, who reports an act, what is said. Without it, clauses are read by function words and lists of verbs. Users of
//! PETRARCH bring its dictionaries ([`petrarch`]). With the setting `explain` both stages say why they tell a fact.
//!
//! What they do not do yet: a rule's negation is what its pattern says; propositions are made without coreference,
//! which their writers look up ([`dateline_core::layers::argument_mention`]). English only.
//!
//! ```
//! use dateline_core::layers::{
//!     Entities, Entity, Label, Mention, MentionKind, Mentions, Relations, Sentence, Sentences, Token, TokenClass, Tokens,
//! };
//! use dateline_core::{Document, Id, Span, TextRef};
//! use dateline_relations::RelationStage;
//!
//! let mut doc = Document::from_text("Prime Minister Hun Manet spoke.")?;
//! doc.insert(|_, out| {
//!     for (start, len) in [(0, 5), (6, 8), (15, 3), (19, 5), (25, 5), (30, 1)] {
//!         out.layer::<Tokens>().push(Token::new(Span::at(start, len), TokenClass::Word));
//!     }
//!     out.layer::<Sentences>().push(Sentence { span: Span::new(0, 31), first: 0, end: 6, paragraph: true });
//!     let name = Span::new(15, 24);
//!     out.layer::<Mentions>().push(Mention::new(Span::new(0, 14), Label::Title, MentionKind::Name));
//!     out.layer::<Mentions>().push(Mention {
//!         entity: Some(Id::new(0)),
//!         ..Mention::new(name, Label::Person, MentionKind::Name)
//!     });
//!     out.layer::<Entities>().push(Entity {
//!         name: TextRef::of_span(name),
//!         label: Label::Person,
//!         mentions: vec![Id::new(1)],
//!         links: Vec::new(),
//!     });
//!     Ok(())
//! })?;
//! doc.apply(&RelationStage::new()?)?;
//! let found = doc.layer::<Relations>().unwrap_or_default();
//! assert_eq!(doc.get(found[0].relation), "position_held");
//! assert_eq!(doc.item(found[0].subject).map(|it| doc.slice(it.span)), Some("Hun Manet"));
//! # Ok::<(), dateline_core::Error>(())
//! ```

mod article;
mod clause;
mod events;
#[cfg(test)]
mod fixture;
mod inflect;
mod learned;
mod pattern;
pub mod petrarch;
mod propositions;
mod quotes;
mod relations;
#[cfg(test)]
mod robust;
pub mod training;
mod tree;
mod vocabulary;

pub use events::EventStage;
pub use propositions::PropositionStage;
pub use quotes::QuoteStage;
pub use relations::RelationStage;

use dateline_core::{Annotator, Error, Registry};

/// Registers the stages `relations`, `events`, `quotes` and `propositions`, and the labels of all but `quotes`.
///
/// # Errors
/// [`dateline_core::ErrorKind::Registry`] where a name is taken.
pub fn plugin(registry: &mut Registry) -> Result<(), Error> {
    registry.stage(
        "relations",
        "typed relations between entities, by rules",
        RelationStage::layers(),
        |settings| Ok(Box::new(RelationStage::from_settings(settings)?) as Box<dyn Annotator>),
    )?;
    registry.stage(
        "events",
        "political acts as CAMEO codes and PLOVER types, with their sides",
        EventStage::layers(),
        |settings| Ok(Box::new(EventStage::from_settings(settings)?) as Box<dyn Annotator>),
    )?;
    registry.stage(
        "quotes",
        "direct, indirect and mixed quotations with their speakers",
        QuoteStage::layers(),
        |settings| Ok(Box::new(QuoteStage::from_settings(settings)?) as Box<dyn Annotator>),
    )?;
    registry.stage(
        "propositions",
        "open information extraction: who did what, as tuples of words",
        PropositionStage::layers(),
        |settings| Ok(Box::new(PropositionStage::from_settings(settings)?) as Box<dyn Annotator>),
    )?;
    RelationStage::labels(registry);
    PropositionStage::labels(registry);
    EventStage::labels(registry)
}
