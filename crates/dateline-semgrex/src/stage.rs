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

/// The matches that the stage keeps of one article. What goes beyond is [`CutShort`].
pub const MAX_MATCHES: usize = 100_000;

/// The sentences whose search took more steps than it may, or that came after [`MAX_MATCHES`], in order: they may
/// have more matches.
#[derive(Clone, Copy, Debug)]
pub struct CutShort;

impl Layer for CutShort {
    const NAME: &'static str = "cut_short";
    type Item = Unfinished;
}

/// A match of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The sentence.
    pub sentence: Id<Sentences>,
    /// The token of the pattern's first node.
    pub root: Id<Tokens>,
    /// The named tokens that the match has, with their names.
    pub nodes: Vec<(TextRef, Id<Tokens>)>,
    /// The named labels, each with its name and as written (`nsubj:pass`).
    pub relations: Vec<(TextRef, TextRef)>,
    /// The named edges.
    pub edges: Vec<FoundEdge>,
}

/// A named edge of a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundEdge {
    /// Its name.
    pub name: TextRef,
    /// The token that governs.
    pub governor: Id<Tokens>,
    /// The token that depends on it.
    pub dependent: Id<Tokens>,
    /// Its label as written.
    pub label: TextRef,
}

/// A sentence whose search was cut short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// The sentence.
    pub sentence: Id<Sentences>,
}

impl Annotation for Found {
    fn visit_spans(&self, _: &mut dyn FnMut(Span)) {}
}

impl Annotation for Unfinished {
    fn visit_spans(&self, _: &mut dyn FnMut(Span)) {}
}

/// The stage: it reads what its pattern asks for and provides [`Matches`] and [`CutShort`].
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
        let contract = self.pattern.require(Contract::new());
        contract.provides::<Matches>().provides::<CutShort>()
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
                if out.layer::<Matches>().len() == MAX_MATCHES {
                    return ControlFlow::Break(());
                }
                let found = names.keep(&it, label, out);
                out.layer::<Matches>().push(found);
                ControlFlow::Continue(())
            });
            if ending != Ending::Complete {
                out.layer::<CutShort>().push(Unfinished { sentence });
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
    fn keep(&self, it: &Match<'_, '_>, label: &mut String, out: &mut Output<'_>) -> Found {
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
        Found {
            sentence: it.sentence(),
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
                    Some(FoundEdge {
                        name: *name,
                        governor: edge.governor,
                        dependent: edge.dependent,
                        label: written(edge.deprel),
                    })
                })
                .collect(),
        }
    }
}
