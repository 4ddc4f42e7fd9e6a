//! A pattern as a stage: what it finds becomes a layer.

use crate::{Ending, Match, Pattern, Scratch};
use dateline_core::layers::{Deprel, Sentences, Tokens};
use dateline_core::{Annotation, Annotator, Contract, Error, Id, Layer, Output, Span, TextRef, View, Worker};
use std::ops::ControlFlow;

/// What a pattern finds, in the order of the sentences and of the matches in them.
#[derive(Clone, Copy, Debug)]
pub struct Matches;

impl Layer for Matches {
    const NAME: &'static str = "matches";
    type Item = Found;
}

/// A match of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The sentence.
    pub sentence: Id<Sentences>,
    /// What was found in it.
    pub what: FoundIn,
}

/// What was found in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FoundIn {
    /// A match.
    Match {
        /// The token of the pattern's first node.
        root: Id<Tokens>,
        /// The named tokens that the match has, with their names.
        nodes: Vec<(TextRef, Id<Tokens>)>,
        /// The named labels, each with its name and as written (`nsubj:pass`).
        relations: Vec<(TextRef, TextRef)>,
        /// The named edges: name, governor, dependent, label.
        edges: Vec<(TextRef, Id<Tokens>, Id<Tokens>, TextRef)>,
    },
    /// The bound on steps was reached after the matches before this: there may be more.
    CutShort,
}

impl Annotation for Found {
    fn visit_spans(&self, _: &mut dyn FnMut(Span)) {}
}

/// The stage: it reads what its pattern asks for and provides [`Matches`].
#[derive(Clone, Debug)]
pub struct SearchStage {
    pattern: Pattern,
}

impl SearchStage {
    /// A stage that searches with `pattern`.
    #[must_use]
    pub const fn new(pattern: Pattern) -> Self {
        Self { pattern }
    }
}

impl Annotator for SearchStage {
    fn contract(&self) -> Contract {
        self.pattern.require(Contract::new()).provides::<Matches>()
    }

    fn worker(&self) -> Box<dyn Worker + '_> {
        Box::new(Searcher {
            pattern: &self.pattern,
            scratch: Scratch::new(),
            label: String::new(),
        })
    }
}

/// A thread's hands of [`SearchStage`].
struct Searcher<'p> {
    pattern: &'p Pattern,
    scratch: Scratch,
    label: String,
}

impl Worker for Searcher<'_> {
    fn annotate(&mut self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        let mut intern = |name: &str| out.intern(name);
        let names = Names {
            nodes: self.pattern.node_names().map(&mut intern).collect(),
            relations: self.pattern.relation_names().map(&mut intern).collect(),
            edges: self.pattern.edge_names().map(&mut intern).collect(),
        };
        let label = &mut self.label;
        let mut search = self.pattern.over(doc, &mut self.scratch)?;
        for index in 0..doc.items::<Sentences>().len() {
            let sentence = Id::from_index(index);
            let ending = search.sentence(sentence, |it| {
                let what = names.keep(&it, label, out);
                out.layer::<Matches>().push(Found { sentence, what });
                ControlFlow::Continue(())
            });
            if ending == Ending::CutShort {
                let what = FoundIn::CutShort;
                out.layer::<Matches>().push(Found { sentence, what });
            }
        }
        Ok(())
    }
}

/// A pattern's names as the article at hand keeps them.
struct Names {
    nodes: Vec<TextRef>,
    relations: Vec<TextRef>,
    edges: Vec<TextRef>,
}

impl Names {
    /// A match as it is kept.
    fn keep(&self, it: &Match<'_, '_>, label: &mut String, out: &mut Output<'_>) -> FoundIn {
        let mut written = |deprel: Deprel| {
            label.clear();
            label.push_str(deprel.relation.name());
            let subtype = it.doc().get(deprel.subtype);
            if !subtype.is_empty() {
                label.push(':');
                label.push_str(subtype);
            }
            out.intern(label)
        };
        let nodes = self.nodes.iter().enumerate();
        let relations = self.relations.iter().enumerate();
        let edges = self.edges.iter().enumerate();
        FoundIn::Match {
            root: it.root(),
            nodes: nodes
                .filter_map(|(at, name)| Some((*name, it.node_at(at)?)))
                .collect(),
            relations: relations
                .filter_map(|(at, name)| Some((*name, written(it.relation_at(at)?))))
                .collect(),
            edges: edges
                .filter_map(|(at, name)| {
                    let edge = it.edge_at(at)?;
                    Some((*name, edge.governor, edge.dependent, written(edge.deprel)))
                })
                .collect(),
        }
    }
}
