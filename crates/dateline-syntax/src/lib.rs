//! Parts of speech, features, lemmas and dependency parses of English, after Universal Dependencies v2.
//!
//! What stands here so far are lemmas and features, for words whose tags are known:
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

pub mod feats;
pub mod lemma;
mod table;
mod tags;
pub mod training;
