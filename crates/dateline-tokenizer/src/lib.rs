//! Tokens and sentences of English text by the conventions of Universal Dependencies.
//!
//! ```
//! use dateline_tokenizer::{Scratch, Tokenizer};
//!
//! let tokenizer = Tokenizer::new();
//! let (mut tokens, mut sentences, mut scratch) = (Vec::new(), Vec::new(), Scratch::new());
//! let text = "“We can't wait,” Gen. Sok said. The 10-member group left at 5 p.m. on Monday.";
//! tokenizer.tokenize_into(text, &mut tokens, &mut sentences, &mut scratch)?;
//! assert_eq!(sentences.len(), 2);
//! let forms: Vec<&str> = tokens.iter().map(|token| &text[token.span.range()]).collect();
//! assert_eq!(forms[..8], ["“", "We", "ca", "n't", "wait", ",", "”", "Gen."]);
//! # Ok::<(), dateline_tokenizer::Error>(())
//! ```
//!
//! Every span is a range of bytes of the text that was given; nothing is copied or normalized. Whatever is
//! not white space belongs to exactly one token (the invisible U+200B and U+FEFF count as white space).
//!
//! What this crate does not do: other languages than English (their text is cut, but by English rules),
//! normalization, and white space inside a token (`1 000` is two).

mod chars;
mod emoticons;
mod error;
mod lexicon;
mod lists;
mod rules;
mod scan;
mod sentence;
mod stage;
mod tokenizer;
#[doc(hidden)]
pub mod training;

pub use error::Error;
pub use stage::plugin;
pub use tokenizer::{Builder, Conventions, Scratch, Tokenizer};
