//! The vocabulary that every part of Dateline speaks.
//!
//! A [`Document`] keeps one article's text and, beside it, typed append-once [layers]: tokens,
//! sentences, tags, mentions, facts. An [`Annotator`] is a stage: it reads some layers through a [`View`],
//! writes others through an [`Output`], and says which in its [`Contract`]. A [`Source`] yields records, a
//! [`Decoder`] makes documents of them; an [`Encoder`] turns a finished document into bytes and a [`Sink`]
//! puts them somewhere. A [`Registry`] names them all, so that a stranger's crate stands beside ours.
//!
//! What this crate does not know: files, threads, clocks, serialization, English. It has no dependencies.
//!
//! ```
//! use dateline_core::layers::{Token, TokenClass, Tokens};
//! use dateline_core::{Contract, Document, Error, Output, Span, Stateless, View};
//!
//! /// One token a word, split at white space.
//! struct White;
//!
//! impl Stateless for White {
//!     fn contract(&self) -> Contract {
//!         Contract::new().provides::<Tokens>()
//!     }
//!     fn annotate(&self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
//!         let start_of = |word: &str| word.as_ptr() as usize - doc.text().as_ptr() as usize;
//!         for word in doc.text().split_whitespace() {
//!             let span = Span::at(start_of(word), word.len());
//!             out.layer::<Tokens>().push(Token::new(span, TokenClass::Word));
//!         }
//!         Ok(())
//!     }
//! }
//!
//! let mut doc = Document::from_text("Who said so?")?;
//! doc.apply(&White)?;
//! let tokens = doc.layer::<Tokens>().unwrap_or_default();
//! assert_eq!(doc.slice(tokens[1].span), "said");
//! # Ok::<(), Error>(())
//! ```

mod document;
#[cfg(test)]
mod document_tests;
mod error;
mod id;
mod layer;
pub mod layers;
mod output;
mod registry;
mod settings;
mod sink;
mod source;
mod span;
mod stage;
mod text;

pub use document::{Document, Duplicate, Meta, View};
pub use error::{Error, ErrorKind};
pub use id::Id;
pub use layer::{Annotation, Layer, LayerBuf, LayerKey};
pub use output::{Output, Patience};
pub use registry::{
    BuildStage, FormatSpec, LabelSpec, ModelSpec, OpenFormat, OpenReader, Plugin, ReaderSpec, Registry,
    StageSpec,
};
pub use settings::{Setting, Settings};
pub use sink::{EncodeOptions, Encoder, Flow, Offsets, Outcome, Resumption, Sink, Staged, Target, Writing};
pub use source::{Decoder, Fault, FaultKind, Input, Origin, Record, Source};
pub use span::Span;
pub use stage::{Annotator, Contract, Stateless, Worker};
pub use text::TextRef;
