//! Coreference: joins the mentions of one thing into an entity, with its fullest name and its links.
//!
//! The stage `coref` begins with what the tagger and the values stage propose
//! ([`merge_proposals`](dateline_core::layers::merge_proposals)) and goes from sure to less sure. Sieves after the
//! manner of Raghunathan et al. 2010, “A Multi-Pass Sieve for Coreference Resolution”, join names: the same name; a
//! state's names by ISO code; a surname after the full name; a company without its ending; an acronym; a demonym
//! or a capital that stands for a government. Rules find what titles, “the canal”, “the company” and “the
//! country” mean.
//!
//! Where there is a parse, everything else that may refer, descriptions and pronouns of all persons, goes to a
//! ranker (after Durrett and Klein 2013, “Easy Victories and Uphill Battles in Coreference Resolution”): from left to
//! right each takes the best of the things before it, or begins one of its own. What it weighs is agreement,
//! nearness, the order of Hobbs 1978, the parse between the two, what the head words are, and what the rules say;
//! salience in the sentence and the article, and grammar forbids some pairs, and chains, outright. “In his speech Kihara said” is understood after its subject. A chain without
//! any name is an entity too when it has two mentions; its label is PERSON, ORG, LOC, EVENT, or OTHER. Without a
//! parse the rules alone find pronouns and descriptions. A name within a name (“Boston” in “Boston Red Sox”) is a
//! mention, of kind nominal, of what the article calls so elsewhere.
//!
//! Entities are linked to ISO 3166, towns to GeoNames where the article makes clear which town is meant, with
//! the reason (links `geonames`, `area`, `state`, `reason`); the place of the dateline bears the link `dateline` and
//! is never what a pronoun means. [`Phrases`] gives a mention's whole phrase.
//!
//! Every choice looks back at most 50 markables, or asks a table, so the work is linear in the article's length.
//! What is not done: “I” and “you” are joined without knowing the speakers, coordinated antecedents (“Japan
//! and Cambodia ... they”) are not made, clauses are no antecedents, and the towns' table has no coordinates.
//!
//! ```
//! use dateline_core::layers::{Entities, Label, Mention, MentionKind, Names, Sentence, Sentences, Token, TokenClass, Tokens};
//! use dateline_core::{Document, Span};
//!
//! let mut doc = Document::from_text("Minoru Kihara spoke. Kihara left.")?;
//! doc.insert(|_, out| {
//!     for (start, len) in [(0, 6), (7, 6), (14, 5), (19, 1), (21, 6), (28, 4), (32, 1)] {
//!         out.layer::<Tokens>().push(Token::new(Span::at(start, len), TokenClass::Word));
//!     }
//!     for (first, end, span) in [(0, 4, Span::new(0, 20)), (4, 7, Span::new(21, 33))] {
//!         out.layer::<Sentences>().push(Sentence { span, first, end, paragraph: first == 0 });
//!     }
//!     for span in [Span::new(0, 13), Span::new(21, 27)] {
//!         out.layer::<Names>().push(Mention::new(span, Label::Person, MentionKind::Name));
//!     }
//!     Ok(())
//! })?;
//! doc.apply(&dateline_coref::Coref::new()?)?;
//! let entities = doc.layer::<Entities>().unwrap_or_default();
//! assert_eq!(entities.len(), 1);
//! assert_eq!(doc.get(entities[0].name), "Minoru Kihara");
//! # Ok::<(), dateline_core::Error>(())
//! ```

mod article;
mod chains;
mod classes;
mod clusters;
mod data;
mod dependents;
mod features;
mod governments;
mod grammar;
mod hash;
mod homonyms;
mod inner;
mod markables;
mod model;
mod names;
mod namesakes;
mod origins;
#[cfg(test)]
mod parsed_tests;
mod people;
mod phrase;
mod rank;
mod ranked;
mod recent;
mod refer;
mod regions;
#[cfg(test)]
mod robust;
mod salience;
mod setting;
mod spelled;
mod stage;
#[cfg(test)]
mod tests;
mod towns;
pub mod training;
mod tree;

pub use phrase::Phrases;
pub use stage::Coref;

use dateline_core::{Annotator, Error, Registry};

/// Registers the stage `coref`.
///
/// # Errors
/// [`dateline_core::ErrorKind::Registry`] where the name is taken.
pub fn plugin(registry: &mut Registry) -> Result<(), Error> {
    registry.model("coref", "coref", model::SHIPPED);
    registry.stage(
        "coref",
        "joins the mentions of one thing into entities, with links",
        Coref::layers(),
        |settings| Ok(Box::new(Coref::from_settings(settings)?) as Box<dyn Annotator>),
    )?;
    registry.label(
        "mentions",
        stage::OTHER,
        "a thing without a name: neither person, group, place nor event",
    );
    Ok(())
}
