//! A match: the tokens and edges that a pattern's names stand for.

use crate::program::Program;
use crate::sentence::Sentence;
use crate::tree::NONE;
use dateline_core::layers::{Deprel, Sentences, Tokens};
use dateline_core::{Id, View};

/// One way in which a sentence matches.
///
/// Two matches of a sentence differ in the first node's token or in what a name stands for. Names under `?`
/// and in alternatives may stand for nothing.
#[derive(Clone, Copy)]
pub struct Match<'m, 'd> {
    pub(crate) program: &'m Program,
    pub(crate) view: Sentence<'d, 'm>,
    pub(crate) sentence: Id<Sentences>,
    pub(crate) root: u32,
    pub(crate) slots: &'m [u32],
}

/// An edge of the parse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The token that governs.
    pub governor: Id<Tokens>,
    /// The token that depends on it.
    pub dependent: Id<Tokens>,
    /// How it does.
    pub deprel: Deprel,
}

impl<'m, 'd> Match<'m, 'd> {
    /// The sentence.
    #[must_use]
    pub const fn sentence(&self) -> Id<Sentences> {
        self.sentence
    }

    /// The article.
    #[must_use]
    pub const fn doc(&self) -> View<'d> {
        self.view.doc
    }

    /// The token of the pattern's first node, whether or not that has a name.
    #[must_use]
    pub fn root(&self) -> Id<Tokens> {
        self.id(self.root)
    }

    /// The token that is named `name`.
    #[must_use]
    pub fn node(&self, name: &str) -> Option<Id<Tokens>> {
        let index = self.program.names.nodes.iter().position(|it| it == name)?;
        self.node_at(index)
    }

    /// The token of the node with the name that [`crate::Pattern::node_names`] gives at `index`.
    #[must_use]
    pub fn node_at(&self, index: usize) -> Option<Id<Tokens>> {
        let nodes = self.slots.get(..self.program.first_relation())?;
        let token = *nodes.get(index)?;
        (token != NONE).then(|| self.id(token))
    }

    /// The named tokens, in the order in which the pattern gives their names.
    pub fn nodes(&self) -> impl Iterator<Item = (&'m str, Id<Tokens>)> {
        let all = self.program.names.nodes.iter().enumerate();
        all.filter_map(|(index, name)| Some((name.as_str(), self.node_at(index)?)))
    }

    /// The label that is named `name`.
    #[must_use]
    pub fn relation(&self, name: &str) -> Option<Deprel> {
        self.relations()
            .find(|(known, _)| *known == name)
            .map(|(_, deprel)| deprel)
    }

    /// The label with the name that [`crate::Pattern::relation_names`] gives at `index`.
    #[must_use]
    pub fn relation_at(&self, index: usize) -> Option<Deprel> {
        let slots = self
            .slots
            .get(self.program.first_relation()..self.program.first_edge())?;
        self.view.deprel(*slots.get(index)?)
    }

    /// The named labels, in the order in which the pattern gives their names.
    pub fn relations(&self) -> impl Iterator<Item = (&'m str, Deprel)> {
        let all = self.program.names.relations.iter().enumerate();
        all.filter_map(|(index, name)| Some((name.as_str(), self.relation_at(index)?)))
    }

    /// The edge that is named `name`.
    #[must_use]
    pub fn edge(&self, name: &str) -> Option<Edge> {
        self.edges()
            .find(|(known, _)| *known == name)
            .map(|(_, edge)| edge)
    }

    /// The edge with the name that [`crate::Pattern::edge_names`] gives at `index`.
    #[must_use]
    pub fn edge_at(&self, index: usize) -> Option<Edge> {
        let token = *self.slots.get(self.program.first_edge()..)?.get(index)?;
        let dependency = self.view.parse.get(token as usize)?;
        Some(Edge {
            governor: dependency.head?,
            dependent: self.id(token),
            deprel: dependency.deprel,
        })
    }

    /// The named edges, in the order in which the pattern gives their names.
    pub fn edges(&self) -> impl Iterator<Item = (&'m str, Edge)> {
        let all = self.program.names.edges.iter().enumerate();
        all.filter_map(|(index, name)| Some((name.as_str(), self.edge_at(index)?)))
    }

    fn id(&self, token: u32) -> Id<Tokens> {
        Id::from_index(self.view.first + token as usize)
    }
}
