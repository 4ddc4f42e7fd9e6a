//! A pattern as it is written: nodes, what is asked of them, and their relations.

use dateline_core::layers::{UdRel, Upos};

/// Patterns that must all match, joined by `:`.
#[derive(Clone, Debug)]
pub(crate) struct Query {
    pub(crate) patterns: Vec<Node>,
    pub(crate) names: Names,
    /// The nodes whose words a match is unique by; `None` where all matches are wanted.
    pub(crate) uniq: Option<Vec<u16>>,
    /// The regular expressions, each once, with the column where it stands first.
    pub(crate) regexes: Vec<(String, usize)>,
}

/// The names that a pattern gives, by the number of their slot.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    pub(crate) nodes: Vec<String>,
    pub(crate) relations: Vec<String>,
    pub(crate) edges: Vec<String>,
}

/// A token: what is asked of it, and how it stands to others.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) test: Test,
    pub(crate) clause: Option<Clause>,
}

/// What is asked of one token.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    /// `{...}`, with or without a name.
    Description(Description, Option<u16>),
    /// `=name` alone: the token that has the name.
    Reference(u16),
    /// None of the assignments of the inner test.
    Not(Box<Test>),
    /// One after the other.
    All(Vec<Test>),
    /// Each in turn.
    Any(Vec<Test>),
}

/// The inside of `{...}`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Description {
    /// `$`: it has no governor.
    pub(crate) root: bool,
    /// `#`: it is no token of the sentence.
    pub(crate) empty: bool,
    pub(crate) attributes: Vec<Attribute>,
}

/// One attribute and what its value must be.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) key: Key,
    pub(crate) value: Value,
    pub(crate) negated: bool,
}

/// What a token can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Word,
    Lemma,
    Xpos,
    Upos,
    Ner,
    Index,
    Feature(Box<str>),
}

/// What a string must be.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Exact(Box<str>),
    /// The number of a regular expression that must match the whole of it.
    Regex(u16),
    /// Anything but empty.
    Present,
}

/// Relations to other tokens, combined.
#[derive(Clone, Debug)]
pub(crate) enum Clause {
    Relation(Link, Box<Node>),
    All(Vec<Clause>),
    Any(Vec<Clause>),
    Not(Box<Clause>),
    Optional(Box<Clause>),
}

/// A relation with its label and names.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) relation: Relation,
    pub(crate) label: Label,
    /// The slot of the label, `=name`.
    pub(crate) named: Option<u16>,
    /// The slot of the edge, `~name`.
    pub(crate) edge: Option<u16>,
}

/// On which side of the first token the second must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Any,
    Left,
    Right,
}

/// How token A stands to token B.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// B is any token: how the first node of a pattern is found.
    Anywhere,
    /// `A < B`: B governs A.
    Governor(Side),
    /// `A > B`: B depends on A.
    Dependent(Side),
    /// `A << B`: B is so many edges above A.
    Ancestor { min: u32, max: u32 },
    /// `A >> B`: B is so many edges below A.
    Descendant { min: u32, max: u32 },
    /// `A <> B`: one governs the other.
    Connected,
    /// `A == B`.
    Same,
    /// `A . B`: B is the next token.
    Next,
    /// `A - B`: B is the token before.
    Previous,
    /// `A .. B`: B comes later.
    Later,
    /// `A -- B`: B comes earlier.
    Earlier,
    /// `A $+ B`: B is the next token and has the same governor.
    NextSibling,
    /// `A $- B`: B is the token before and has the same governor.
    PreviousSibling,
    /// `A $++ B`, `A $-- B`: B comes later or earlier and has the same governor.
    Sibling(Side),
}

impl Relation {
    /// Whether it goes along edges, so that it may have a label.
    pub(crate) const fn has_edge(self) -> bool {
        matches!(
            self,
            Self::Governor(_)
                | Self::Dependent(_)
                | Self::Ancestor { .. }
                | Self::Descendant { .. }
                | Self::Connected
        )
    }

    /// Whether it goes along exactly one edge, so that the edge may have a name.
    pub(crate) const fn has_one_edge(self) -> bool {
        matches!(self, Self::Governor(_) | Self::Dependent(_) | Self::Connected)
    }

    /// Whether the parse is needed to tell.
    pub(crate) const fn reads_parse(self) -> bool {
        self.has_edge() || matches!(self, Self::NextSibling | Self::PreviousSibling | Self::Sibling(_))
    }
}

/// What the label of an edge must be.
#[derive(Clone, Debug)]
pub(crate) enum Label {
    Any,
    Exact(UdRel, Box<str>),
    Regex(u16),
}

/// The universal parts of speech, one bit each.
pub(crate) const fn upos_bit(upos: Upos) -> u32 {
    1 << upos as u32
}

/// The universal relations, one bit each.
pub(crate) const fn relation_bit(relation: UdRel) -> u64 {
    1 << relation as u64
}
