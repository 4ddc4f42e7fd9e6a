//! The parse as the fact stages walk it: heads, relations and dependents by token, in one pass over a document.

use dateline_core::View;
use dateline_core::layers::{Dependency, Parse, Tag, Tags, UdRel, Upos};
use std::ops::Range;

/// No token.
const NONE: u32 = u32::MAX;
/// The longest way up or down that is walked: a bound for trees that are none.
pub(crate) const DEPTH: usize = 64;
/// How far up the clauses of a sentence are followed.
pub(crate) const CLAUSES: usize = 6;

/// Heads and dependents of an article's tokens; a worker keeps it and fills it once an article.
#[derive(Default)]
pub(crate) struct Branches {
    /// By token: its first dependent.
    first: Vec<u32>,
    /// By token: the next dependent of its head.
    next: Vec<u32>,
}

/// The parse of an article; empty where none was made.
#[derive(Clone, Copy)]
pub(crate) struct Tree<'a> {
    doc: View<'a>,
    parse: &'a [Dependency],
    tags: &'a [Tag],
    branches: &'a Branches,
}

impl<'a> Tree<'a> {
    pub(crate) fn new(doc: View<'a>, branches: &'a mut Branches) -> Self {
        let (parse, tags) = (doc.items::<Parse>(), doc.items::<Tags>());
        let count = parse.len();
        for list in [&mut branches.first, &mut branches.next] {
            list.clear();
            list.resize(count, NONE);
        }
        for (token, dependency) in parse.iter().enumerate().rev() {
            let Some(head) = dependency.head.map(|head| head.index()) else {
                continue;
            };
            let known = branches.first.get(head).copied().unwrap_or(NONE);
            if let Some(next) = branches.next.get_mut(token).filter(|_| head != token) {
                *next = known;
                if let Some(first) = branches.first.get_mut(head) {
                    *first = token as u32;
                }
            }
        }
        Self {
            doc,
            parse,
            tags,
            branches,
        }
    }

    /// Whether there is a parse at all.
    pub(crate) fn is_there(self) -> bool {
        !self.parse.is_empty()
    }

    /// The token that governs another.
    pub(crate) fn head(self, token: usize) -> Option<usize> {
        let head = self.parse.get(token)?.head?.index();
        (head != token).then_some(head)
    }

    /// How a token depends on its head.
    pub(crate) fn rel(self, token: usize) -> UdRel {
        self.parse.get(token).map_or(UdRel::Dep, |it| it.deprel.relation)
    }

    /// The subtype of its relation (`pass` in `nsubj:pass`); empty for none.
    pub(crate) fn subtype(self, token: usize) -> &'a str {
        self.parse
            .get(token)
            .map_or("", |it| self.doc.get(it.deprel.subtype))
    }

    /// A token's part of speech.
    pub(crate) fn upos(self, token: usize) -> Upos {
        self.tags.get(token).map_or(Upos::X, |tag| tag.upos)
    }

    /// A token's Penn Treebank tag.
    pub(crate) fn xpos(self, token: usize) -> &'a str {
        self.tags.get(token).map_or("", |tag| self.doc.get(tag.xpos))
    }

    /// A token's dictionary form.
    pub(crate) fn lemma(self, token: usize) -> &'a str {
        self.tags.get(token).map_or("", |tag| self.doc.get(tag.lemma))
    }

    /// Whether the token is a noun, a name, a pronoun, or a number that stands for one.
    pub(crate) fn is_nominal(self, token: usize) -> bool {
        matches!(
            self.upos(token),
            Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Sym
        )
    }

    /// A token's dependents, in text order.
    pub(crate) fn dependents(self, token: usize) -> impl Iterator<Item = usize> + 'a {
        let branches = self.branches;
        let mut at = branches.first.get(token).copied().unwrap_or(NONE);
        std::iter::from_fn(move || {
            let here = (at != NONE).then_some(at as usize)?;
            at = branches.next.get(here).copied().unwrap_or(NONE);
            Some(here)
        })
    }

    /// The dependents in this relation.
    pub(crate) fn with(self, token: usize, relation: UdRel) -> impl Iterator<Item = usize> + 'a {
        self.dependents(token).filter(move |it| self.rel(*it) == relation)
    }

    /// A token and those joined to it by “and” and its like, in text order.
    pub(crate) fn conjuncts(self, token: usize) -> Vec<usize> {
        let mut all = vec![token];
        let mut at = 0;
        while let Some(one) = all.get(at).copied().filter(|_| all.len() < DEPTH) {
            all.extend(self.with(one, UdRel::Conj));
            at += 1;
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The tokens from the first to the last that a token governs, itself included.
    pub(crate) fn extent(self, token: usize) -> Range<usize> {
        let (mut first, mut last) = (token, token);
        let (mut stack, mut seen) = (vec![token], 0);
        while let Some(at) = stack.pop() {
            (first, last) = (first.min(at), last.max(at));
            seen += 1;
            if seen > 4 * DEPTH {
                break;
            }
            stack.extend(self.dependents(at).take(4 * DEPTH));
        }
        first..last + 1
    }

    /// What the relative clause that a token stands in is about: the minister for “who” in “the minister, who left”.
    pub(crate) fn antecedent(self, token: usize) -> Option<usize> {
        let clause = (self.above(token).take(CLAUSES)).find(|at| self.rel(*at) == UdRel::Acl)?;
        self.head(clause)
    }

    /// The tokens from a token's head upwards.
    pub(crate) fn above(self, token: usize) -> impl Iterator<Item = usize> + 'a {
        let mut at = token;
        (0..DEPTH).map_while(move |_| {
            at = self.head(at)?;
            Some(at)
        })
    }

    /// Whether a verb stands in the passive: with a passive subject or auxiliary.
    pub(crate) fn is_passive(self, verb: usize) -> bool {
        self.dependents(verb).any(|it| {
            matches!(self.rel(it), UdRel::Nsubj | UdRel::Aux | UdRel::Csubj) && self.subtype(it) == "pass"
        })
    }

    /// The preposition or possessive mark of a nominal, its first.
    pub(crate) fn case(self, token: usize) -> Option<usize> {
        self.with(token, UdRel::Case).next()
    }
}
