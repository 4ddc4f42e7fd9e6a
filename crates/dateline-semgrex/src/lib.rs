//! Semgrex over Dateline's layers: patterns of tokens and dependencies, compiled once, matched without
//! allocation.
//!
//! Semgrex is the language that CoreNLP made and Stanza shares ([its reference]). A [`Pattern`] is compiled from
//! text; with a [`Scratch`] it searches articles, sentence by sentence, and shows every [`Match`].
//!
//! ```
//! use dateline_core::layers::*;
//! use dateline_core::{Document, Id, Span, TextRef};
//! use dateline_semgrex::{Pattern, Scratch};
//! use std::ops::ControlFlow;
//!
//! // “Envoys met”: a token each, and “met” governs “Envoys” as its subject.
//! let mut doc = Document::from_text("Envoys met")?;
//! doc.insert(|_, out| {
//!     for (start, len) in [(0, 6), (7, 3)] {
//!         out.layer::<Tokens>().push(Token::new(Span::at(start, len), TokenClass::Word));
//!     }
//!     let (span, first, end, paragraph) = (Span::at(0, 10), 0, 2, true);
//!     out.layer::<Sentences>().push(Sentence { span, first, end, paragraph });
//!     for (head, relation) in [(Some(Id::new(1)), UdRel::Nsubj), (None, UdRel::Root)] {
//!         let deprel = Deprel { relation, subtype: TextRef::EMPTY };
//!         out.layer::<Parse>().push(Dependency { head, deprel });
//!     }
//!     Ok(())
//! })?;
//!
//! let pattern = Pattern::new("{$}=act >nsubj {word:/[A-Z].*/}=who")?;
//! let (mut scratch, mut found) = (Scratch::new(), Vec::new());
//! pattern.search((&doc).into(), &mut scratch, |it| {
//!     found.push((it.node("act"), it.node("who")));
//!     ControlFlow::Continue(())
//! })?;
//! assert_eq!(found, [(Some(Id::new(1)), Some(Id::new(0)))]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Nodes
//!
//! | written | matches |
//! |---|---|
//! | `{}` | any token |
//! | `{lemma:say;tag:/VB.*/}` | a token of which all of this is true |
//! | `{lemma!:say}`, `{!lemma:say}` | a token of which it is not true |
//! | `!{lemma:say}` | a token that is not so described |
//! | `{$}` | a token without a governor; together with attributes, `{$;upos:VERB}` |
//! | `{#}` | no token: Semgrex's word that aligns with nothing |
//! | `[{word:a} \| {word:the} & {tag:DT}]` | one description or another; `&` binds more tightly |
//! | `{...}=name` | the same, and the token is named |
//! | `=name` | the token that was named before |
//!
//! A value is text up to the next `;` or `}`, text between `"` (a backslash takes the next character as it
//! is), a regular expression between `/` (`\/` for a slash) that must match the whole of the attribute, or
//! `__` for anything but nothing. An attribute that a token does not have is the empty string. Case counts;
//! `/(?i)nato/` is how it does not.
//!
//! | attribute | is |
//! |---|---|
//! | `word`, `text` | the token as it stands in the text |
//! | `lemma` | its dictionary form |
//! | `tag`, `pos`, `xpos` | its Penn tag |
//! | `upos`, `cpos` | its universal part of speech |
//! | `morphofeatures`, `feats` | its features: `{feats:{Tense:Past;Person!:3}}` |
//! | `ner` | the label of the name or value that holds it (`PERSON`, `DATE`), else `O` |
//! | `idx`, `index` | its place in the sentence, from 1 |
//!
//! # Relations
//!
//! A chain of relations is about its first node: `{} >nsubj {} >obj {}` has a subject and an object;
//! `{} >nsubj ({} >amod {})` has a subject that has an adjective.
//!
//! | written | means |
//! |---|---|
//! | `A < B`, `A > B` | B governs A; B depends on A |
//! | `A << B`, `A >> B` | the same over any number of edges |
//! | `A 2<< B`, `A 1,3>> B` | over exactly two, over one to three |
//! | `A <> B` | one governs the other |
//! | `A <++ B`, `A <-- B`, `A >++ B`, `A >-- B` | `<` or `>`, and B comes later (`++`) or earlier (`--`) than A |
//! | `A == B` | they are the same token |
//! | `A . B`, `A - B` | B is the token after A; before A |
//! | `A .. B`, `A -- B` | B comes later; earlier |
//! | `A $+ B`, `A $- B` | B is the token after A, before A, and has the same governor |
//! | `A $++ B`, `A $-- B` | B comes later, earlier, and has the same governor |
//!
//! Relations along edges take a label: `>nsubj`, `>nsubj:pass`, `>/nsubj(:pass)?/` (a regular expression that
//! must match the whole), `>%` for any. Labels are those of Universal Dependencies with their subtypes;
//! `nsubj` is not `nsubj:pass`. Of several edges the label is about the one next to B.
//!
//! `>=name` names the label: a second relation of that name must have the same one. `>~name` names the edge.
//!
//! # Combining
//!
//! `A >x {} & >y {}`, or without `&`, asks for both, `A >x {} | >y {}` for either; `&` binds more tightly, `[` and
//! `]` group. `!>x {}`: there is no such token. `?>x {}=o`: if there is one it is named, in all ways; if there
//! is none, the rest matches without. `A : B` asks for two patterns, which may share names. `:: uniq` at the
//! end shows one match an article, `:: uniq a b` one for each pair of words that `a` and `b` stand for.
//!
//! # Matches, their order, and their bound
//!
//! A match is a token of the first node together with what the names stand for; each is shown once, however
//! many ways there are to satisfy the nodes without names. Tokens of the first node come in text order; then,
//! from left to right in the pattern, the candidates of each relation: in text order, but `<<` the nearest
//! first, `>>` depth first, `<>` the governor first, alternatives as they are written. What is named later
//! does not bear on what `?`, `!` and a bare `=name` see before it.
//!
//! The matcher goes back and forth between choices, which a pattern can make many of: `{} .. ({} .. ({} ..
//! {}=x))`. It never takes more than [`MAX_STEPS`] in a sentence, or what [`Pattern::max_steps`] says; where
//! that is not enough, the sentence is [`Ending::CutShort`], and its later matches are not shown. Memory is
//! bounded by the same number. Nodes without names are asked once and not in every combination, which keeps
//! usual patterns at a few steps for each token.
//!
//! # What is not like CoreNLP
//!
//! - Basic dependencies alone, a tree: no enhanced graphs, no alignment (`@`), no editing (Ssurgeon).
//! - Each match once, where CoreNLP shows one for every way to satisfy nodes without names; the order is the
//!   one above. `uniq` counts within an article, not within all input. There is no other `::` operation.
//! - Regular expressions are those of Rust's `regex`: no look-around and no back-references, so that they
//!   take linear time. Instead of `/(?!boy).*/` say `lemma!:boy`. No `#1%var` captures.
//! - `tag` and `pos` are the Penn tag, `upos` and `cpos` the universal part of speech, in every document. An
//!   attribute that is absent is empty, which `//` and `/.*/` match.
//! - Labels and parts of speech that Universal Dependencies does not have are refused with the list of those
//!   it has, since nothing could ever match.
//! - `$` may stand beside attributes. A name that is first given under `!` is refused, as in CoreNLP; one
//!   that was given before may stand there.
//! - Heads outside of the sentence count as none, and a circle of heads is cut at its first token.
//!
//! [its reference]: https://nlp.stanford.edu/nlp/javadoc/javanlp/edu/stanford/nlp/semgraph/semgrex/SemgrexPattern.html

mod ast;
mod compile;
mod error;
mod found;
mod machine;
mod parse;
mod pattern;
mod program;
mod seen;
mod sentence;
mod stage;
#[cfg(test)]
mod tests;
mod tree;

pub use error::{ErrorKind, PatternError};
pub use found::{Edge, Match};
pub use pattern::{Ending, MAX_STEPS, Pattern, Scratch, Search};
pub use stage::{CutShort, Found, FoundEdge, MAX_MATCHES, Matches, SearchStage, Unfinished};
