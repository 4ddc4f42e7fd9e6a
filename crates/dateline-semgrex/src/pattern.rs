//! Patterns as their users see them: compiling one, and searching articles with it.

use crate::PatternError;
use crate::compile::compile;
use crate::found::Match;
use crate::machine::{Halt, Machine};
use crate::parse::parse;
use crate::program::Program;
use crate::seen::{START, Seen, hash_bytes};
use crate::sentence::Sentence;
use crate::tree::NONE;
use dateline_core::layers::{
    Dependency, Mention, Names, Parse, Sentences, Tag, Tags, Token, Tokens, Values, merge_proposals_into,
    tokens_within,
};
use dateline_core::{Contract, Error, ErrorKind, Id, Layer, View};
use std::fmt;
use std::ops::ControlFlow;
use std::str::FromStr;
use std::sync::Arc;

/// The steps that the matcher takes in one sentence unless told otherwise.
pub const MAX_STEPS: u64 = 1_000_000;

/// A compiled pattern. Cheap to copy, and shared by threads, each of which has a [`Scratch`] of its own.
#[derive(Clone)]
pub struct Pattern {
    program: Arc<Program>,
    max_steps: u64,
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// Where the text is no pattern: the column, what was expected there, and what was found.
    pub fn new(text: &str) -> Result<Self, PatternError> {
        let program = Arc::new(compile(text, parse(text)?)?);
        let max_steps = MAX_STEPS;
        Ok(Self { program, max_steps })
    }

    /// Bounds the steps that the matcher takes in one sentence; a sentence that takes more is
    /// [`Ending::CutShort`]. A step is one test of a token or one look at a neighbour, a few nanoseconds.
    #[must_use]
    pub fn max_steps(mut self, steps: u64) -> Self {
        self.max_steps = steps;
        self
    }

    /// The pattern's text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.program.text
    }

    /// The names of nodes, in the order in which the pattern gives them.
    pub fn node_names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.program.names.nodes.iter().map(String::as_str)
    }

    /// The names of relations (`>=name`), in the order in which the pattern gives them.
    pub fn relation_names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.program.names.relations.iter().map(String::as_str)
    }

    /// The names of edges (`>~name`), in the order in which the pattern gives them.
    pub fn edge_names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.program.names.edges.iter().map(String::as_str)
    }

    /// Adds the layers that the pattern reads to a contract: tokens and sentences always, tags, the parse,
    /// names and values where it asks for what they hold.
    #[must_use]
    pub fn require(&self, contract: Contract) -> Contract {
        let needs = self.program.needs;
        let mut contract = contract.requires::<Tokens>().requires::<Sentences>();
        if needs.tags {
            contract = contract.requires::<Tags>();
        }
        if needs.parse {
            contract = contract.requires::<Parse>();
        }
        if needs.names {
            contract = contract.requires::<Names>().requires::<Values>();
        }
        contract
    }

    /// Gets ready to search the sentences of an article.
    ///
    /// # Errors
    /// [`ErrorKind::MissingLayer`] where the article lacks a layer that the pattern reads. Of names and
    /// values one is enough.
    pub fn over<'a, 'd>(&'a self, doc: View<'d>, scratch: &'a mut Scratch) -> Result<Search<'a, 'd>, Error> {
        let needs = self.program.needs;
        let tokens = wanted::<Tokens>(doc, true)?;
        let sentences = wanted::<Sentences>(doc, true)?;
        let tags = wanted::<Tags>(doc, needs.tags)?;
        let parse = wanted::<Parse>(doc, needs.parse)?;
        scratch.fit(&self.program);
        if needs.names {
            let names = wanted::<Names>(doc, doc.layer::<Values>().is_none())?;
            scratch.hold(tokens, names, doc.layer::<Values>().unwrap_or_default());
        }
        if let Some(nodes) = &self.program.uniq {
            scratch.unique.clear(nodes.len());
        }
        Ok(Search {
            pattern: self,
            doc,
            tokens,
            sentences,
            tags,
            parse,
            scratch,
        })
    }

    /// Searches all sentences of an article, in order, and shows every match to `found`, which says whether
    /// to go on. Gives the number of sentences that were cut short.
    ///
    /// # Errors
    /// Those of [`Pattern::over`].
    pub fn search<'d>(
        &self,
        doc: View<'d>,
        scratch: &mut Scratch,
        mut found: impl FnMut(Match<'_, 'd>) -> ControlFlow<()>,
    ) -> Result<usize, Error> {
        let mut search = self.over(doc, scratch)?;
        let mut short = 0;
        for index in 0..search.sentences.len() {
            match search.sentence(Id::from_index(index), &mut found) {
                Ending::Complete => {}
                Ending::CutShort => short += 1,
                Ending::Stopped => break,
            }
        }
        Ok(short)
    }
}

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        Self::new(text)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.text()).finish()
    }
}

/// A layer that must be there if it is needed.
fn wanted<L: Layer>(doc: View<'_>, needed: bool) -> Result<&[L::Item], Error> {
    match doc.layer::<L>() {
        None if needed => {
            let message = format!(
                "the pattern reads the layer “{}”, which the document does not have",
                L::NAME
            );
            Err(Error::new(ErrorKind::MissingLayer, message))
        }
        layer => Ok(layer.unwrap_or_default()),
    }
}

/// What a thread needs to match patterns. It serves any pattern and any number of articles, and allocates
/// nothing once it has grown to the longest sentence and as long as the pattern stays the same.
#[derive(Debug, Default)]
pub struct Scratch {
    program: Option<Arc<Program>>,
    machine: Machine,
    /// Names and values of the article, merged.
    mentions: Vec<Mention>,
    /// For each token of the article the mention that holds it.
    held: Vec<u32>,
    unique: Seen,
    key: Vec<u32>,
}

impl Scratch {
    /// A new one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the caches of regular expressions those of `program`.
    fn fit(&mut self, program: &Arc<Program>) {
        if !self
            .program
            .as_ref()
            .is_some_and(|known| Arc::ptr_eq(known, program))
        {
            let caches = program.regexes.iter().map(|regex| regex.create_cache());
            self.machine.strings.caches = caches.collect();
            self.program = Some(Arc::clone(program));
        }
        self.mentions.clear();
        self.held.clear();
    }

    /// Notes which tokens stand in names and values.
    fn hold(&mut self, tokens: &[Token], names: &[Mention], values: &[Mention]) {
        merge_proposals_into(names, values, &mut self.mentions);
        self.held.resize(tokens.len(), NONE);
        for (index, mention) in self.mentions.iter().enumerate() {
            if let Some(held) = self.held.get_mut(tokens_within(tokens, mention.span)) {
                held.fill(index as u32);
            }
        }
    }
}

/// How the search of a sentence ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// All matches were found.
    Complete,
    /// The bound on steps was reached: matches that were not shown may exist.
    CutShort,
    /// `found` wanted no more.
    Stopped,
}

/// A pattern on its way through one article.
pub struct Search<'a, 'd> {
    pattern: &'a Pattern,
    doc: View<'d>,
    tokens: &'d [Token],
    sentences: &'d [dateline_core::layers::Sentence],
    tags: &'d [Tag],
    parse: &'d [Dependency],
    scratch: &'a mut Scratch,
}

impl<'d> Search<'_, 'd> {
    /// Searches one sentence and shows every match to `found`, which says whether to go on. A sentence that
    /// the article does not have has no matches.
    ///
    /// A pattern with `:: uniq` shows what it has not shown in a sentence of this article before.
    pub fn sentence(
        &mut self,
        sentence: Id<Sentences>,
        mut found: impl FnMut(Match<'_, 'd>) -> ControlFlow<()>,
    ) -> Ending {
        let Some(range) = self.sentences.get(sentence.index()).map(|it| it.tokens()) else {
            return Ending::Complete;
        };
        let Some(tokens) = self.tokens.get(range.clone()) else {
            return Ending::Complete;
        };
        let Scratch {
            machine,
            mentions,
            held,
            unique,
            key,
            ..
        } = &mut *self.scratch;
        let program = &*self.pattern.program;
        let (doc, all, first) = (self.doc, self.tokens, range.start);
        let view = Sentence {
            doc,
            first,
            tokens,
            tags: self.tags.get(range.clone()).unwrap_or_default(),
            parse: self.parse.get(range.clone()).unwrap_or_default(),
            mentions,
            held: held.get(range).unwrap_or_default(),
        };
        machine.tree.read(view.parse, first, tokens.len());
        let halt = machine.run(program, &view, self.pattern.max_steps, |root, slots| {
            if let Some(nodes) = &program.uniq {
                // Named nodes by their numbers in the article, which outlive the sentence.
                let token = |slot: &u16| match slots.get(usize::from(*slot)) {
                    Some(token) if *token != NONE => first as u32 + token,
                    _ => NONE,
                };
                key.clear();
                key.extend(nodes.iter().map(token));
                let word = |token: u32| all.get(token as usize).map_or("", |token| doc.slice(token.span));
                let hash = |key: &[u32]| {
                    let hash = key
                        .iter()
                        .fold(START, |hash, token| hash_bytes(hash, word(*token).as_bytes()));
                    hash ^ (hash >> 29)
                };
                let same = |a: &[u32], b: &[u32]| a.iter().zip(b).all(|(a, b)| word(*a) == word(*b));
                if !unique.insert(key, hash, same) {
                    return ControlFlow::Continue(());
                }
            }
            found(Match {
                program,
                view,
                sentence,
                root,
                slots,
            })
        });
        match halt {
            Halt::Done => Ending::Complete,
            Halt::OutOfSteps => Ending::CutShort,
            Halt::Stopped => Ending::Stopped,
        }
    }
}
