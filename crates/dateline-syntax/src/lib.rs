//! Parts of speech, lemmas and dependency trees of English: the stage `syntax`.
//!
//! A small network over the words of a sentence ([`forward`]) does all of it, with integer matrix products of
//! [`dateline_model`], so that every processor gives the same bits. It reads tokens and sentences, whoever made them,
//! and writes [`Tags`](dateline_core::layers::Tags), [`Parse`](dateline_core::layers::Parse) and, for the tagger,
//! [`NameHints`]. With the setting
//! `parse = false` only the network's lower, cheap half runs and there are tags alone. The stage `parser` makes the trees
//! alone, for articles that come with tags of their own.
//!
//! The annotation is that of Universal Dependencies v2 as the English treebanks EWT and GUM have it: parts of speech,
//! Penn Treebank tags, relations with subtypes. Lemmas and features come by rules, exceptions and tables
//! ([`lemma`], [`feats`]), which can be used alone:
//!
//! ```
//! use dateline_core::layers::Upos;
//! use dateline_syntax::lemma::{Form, Lemma, Lemmas};
//!
//! let lemmas = Lemmas::built_in()?;
//! let mut out = String::new();
//! let form = Form::new("Leaves");
//! let lemma = lemmas.lemma(&form, Upos::Noun, "NNS", &mut out);
//! assert_eq!(lemma.of("Leaves", &out), "leaf");
//! assert_eq!(lemmas.lemma(&Form::new("prices"), Upos::Noun, "NNS", &mut out), Lemma::Start(5));
//! assert_eq!(lemmas.feats(&form, Upos::Noun, "NNS", None), "Number=Plur");
//! # Ok::<(), dateline_model::Error>(())
//! ```

// Tests of the crate's inside share files with those of its outside, which know it by its name.
#[cfg(test)]
extern crate self as dateline_syntax;

pub mod accurate;
mod arcs;
mod embedded;
pub mod feats;
pub mod features;
pub mod forward;
mod labels;
pub mod lemma;
mod names;
pub mod network;
pub mod pack;
mod pieces;
mod stage;
mod table;
mod tags;
mod tier;
pub mod training;
mod tree;
mod write;

pub use accurate::Accurate;
pub use labels::Labels;
pub use network::Network;
pub use pieces::LONGEST;
pub use stage::Syntax;
pub use tier::Tier;

use dateline_core::layers::NameHints;
use dateline_core::{Contract, Error, Registry};

/// The layers of the stages that make trees: the accurate tier has [`NameChances`](dateline_core::layers::NameChances) in
/// the place of the hints.
fn layers(tags: bool) -> Contract {
    Syntax::layers(tags, true).provides::<NameHints>()
}

/// Registers the stages `syntax` and `parser`, which has no settings. Those of `syntax`: `model` (`fast`, the default, or `accurate`, see [`accurate`]), `parse` (true
/// by default), `lemmas` (files of one's own).
///
/// # Errors
/// [`ErrorKind::Registry`](dateline_core::ErrorKind::Registry) where the name is taken.
pub fn plugin(registry: &mut Registry) -> Result<(), Error> {
    registry.model("syntax", "syntax", embedded::bytes());
    registry.model("syntax", "lemmas", lemma::built_in());
    #[cfg(feature = "accurate")]
    registry.model("syntax", "accurate", accurate::embedded());
    registry.stage(
        "syntax",
        "parts of speech, lemmas and dependency trees",
        layers(true),
        |mut settings| {
            if settings.choice("model", &["fast", "accurate"])? == Some(1) {
                return Ok(Box::new(Accurate::shipped()?.with_settings(settings)?));
            }
            Ok(Box::new(Syntax::shipped()?.with_settings(settings)?))
        },
    )?;
    // Behind `syntax`, so that it comes in where tags are there already and nowhere else.
    registry.stage(
        "parser",
        "dependency trees alone, where the input brings its own tags",
        layers(false),
        |settings| {
            settings.finish()?;
            Ok(Box::new(Syntax::shipped()?.trees_alone()))
        },
    )
}
