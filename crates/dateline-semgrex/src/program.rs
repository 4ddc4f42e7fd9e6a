//! A compiled pattern: the steps that the matcher takes.

use crate::ast::{Names, Relation};
use dateline_core::layers::UdRel;
use regex_automata::meta::Regex;

/// Names neither a step nor a slot.
pub(crate) const NOWHERE: u16 = u16::MAX;

/// One step of the matcher. Steps run one after the other; a step that fails goes back to the latest choice.
/// There are no loops: on the way from the first step to the last each is taken at most once.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// Puts each token that the token in register `from` stands in the relation to into register `to`. If
    /// slot `known` has a token already, that one alone comes into question.
    Each {
        link: u16,
        from: u16,
        to: u16,
        known: u16,
    },
    /// Goes on if the token is as described.
    Test { register: u16, description: u16 },
    /// Gives the token to the slot, or goes on if the slot has this very token.
    Bind { register: u16, slot: u16 },
    /// Goes on if the slot has this very token.
    Refer { register: u16, slot: u16 },
    /// Goes on, and later at `other`.
    Split { other: u16 },
    /// Goes on at `to`.
    Jump { to: u16 },
    /// Marks the choices made so far. If what follows fails, goes on at `otherwise`, or fails too.
    Mark { mark: u16, otherwise: u16 },
    /// What was marked has succeeded once: once is enough.
    Cut { mark: u16 },
    /// What was marked has succeeded: that is a failure.
    CutFail { mark: u16 },
    /// What was marked has succeeded: `otherwise` is no longer wanted, further successes are.
    SoftCut { mark: u16 },
    /// A match.
    Accept,
}

/// A relation with its label and slots.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) relation: Relation,
    pub(crate) label: Label,
    /// The slot that gets the label, or [`NOWHERE`].
    pub(crate) named: u16,
    /// The slot that gets the edge, or [`NOWHERE`].
    pub(crate) edge: u16,
}

/// What the label of an edge must be.
#[derive(Clone, Debug)]
pub(crate) enum Label {
    Any,
    Exact(UdRel, Box<str>),
    /// The relations that the expression matches where there is no subtype, one bit each, and its number for
    /// where there is one.
    Regex(u64, u16),
}

/// What is asked of a token.
#[derive(Clone, Debug, Default)]
pub(crate) struct Description {
    pub(crate) root: bool,
    pub(crate) empty: bool,
    pub(crate) asks: Vec<Ask>,
}

/// One question and whether the answer must be no.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) what: What,
    pub(crate) negated: bool,
}

/// What a token can be asked.
#[derive(Clone, Debug)]
pub(crate) enum What {
    Word(Text),
    Lemma(Text),
    Xpos(Text),
    /// The parts of speech, one bit each.
    Upos(u32),
    Ner(Text),
    Index(Text),
    Feature(Box<str>, Text),
}

/// What a string must be.
#[derive(Clone, Debug)]
pub(crate) enum Text {
    Exact(Box<str>),
    Regex(u16),
    Present,
}

/// The layers that a pattern reads beside tokens and sentences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Needs {
    pub(crate) tags: bool,
    pub(crate) parse: bool,
    pub(crate) names: bool,
}

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) text: String,
    pub(crate) steps: Vec<Step>,
    pub(crate) links: Vec<Link>,
    pub(crate) descriptions: Vec<Description>,
    pub(crate) regexes: Vec<Regex>,
    /// Slots are numbered nodes first, then relations, then edges.
    pub(crate) names: Names,
    pub(crate) uniq: Option<Vec<u16>>,
    pub(crate) registers: usize,
    pub(crate) marks: usize,
    pub(crate) needs: Needs,
}

impl Program {
    pub(crate) fn first_relation(&self) -> usize {
        self.names.nodes.len()
    }

    pub(crate) fn first_edge(&self) -> usize {
        self.names.nodes.len() + self.names.relations.len()
    }

    pub(crate) fn slots(&self) -> usize {
        self.first_edge() + self.names.edges.len()
    }
}
