//! How far phrases reach: stretches of a sentence's words, from what hangs on each word.

use super::lexicon::list;
use super::tree::{NONE, Node, Sub, Tree};
use dateline_core::layers::UdRel;

/// A stretch of a sentence's words, by their numbers in it: from the first up to, not including, the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) from: u32,
    pub(super) to: u32,
}

impl Stretch {
    /// No word.
    pub(super) const EMPTY: Self = Self { from: 0, to: 0 };

    /// One word.
    pub(super) const fn one(word: u32) -> Self {
        Self {
            from: word,
            to: word + 1,
        }
    }

    pub(super) const fn is_empty(self) -> bool {
        self.from >= self.to
    }

    /// How many words it holds.
    pub(super) const fn len(self) -> u32 {
        self.to.saturating_sub(self.from)
    }

    pub(super) const fn holds(self, word: u32) -> bool {
        self.from <= word && word < self.to
    }
}

/// How far a phrase is taken to reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// All that hangs on the word.
    Full,
    /// Without relative clauses and asides.
    Complete,
    /// With its closest modifiers alone.
    Minimal,
}

impl Tree {
    /// Computes how far a word's phrase reaches; its children's are known.
    pub(super) fn stretch(&mut self, word: u32) {
        let own = Stretch::one(word);
        let (mut full, mut complete, mut minimal) = (own, own, own);
        for kid in self.all_kids_of(word) {
            if let Some(kid) = self.get(*kid) {
                full.from = full.from.min(kid.full.from);
                full.to = full.to.max(kid.full.to);
            }
        }
        let kids = self.all_kids_of(word);
        let (left, right) = kids.split_at(kids.partition_point(|kid| *kid < word));
        let (mut whole, mut near) = (true, true);
        for kid in left.iter().rev().filter_map(|kid| self.get(*kid)) {
            whole &= !is_aside(kid);
            near &= whole && is_close(kid);
            if whole {
                complete.from = complete.from.min(kid.complete.from);
            }
            if near {
                minimal.from = minimal.from.min(kid.minimal.from);
            }
        }
        let (mut whole, mut near) = (true, true);
        for kid in right.iter().filter_map(|kid| self.get(*kid)) {
            whole &= !is_aside(kid);
            near &= whole && is_close(kid);
            if whole {
                complete.to = complete.to.max(kid.complete.to);
            }
            if near {
                minimal.to = minimal.to.max(kid.minimal.to);
            }
        }
        if let Some(node) = self.nodes.get_mut(word as usize) {
            (node.full, node.complete, node.minimal) = (full, complete, minimal);
        }
    }

    /// How far a word's phrase reaches, punctuation and conjunctions at its ends left out.
    pub(super) fn reach(&self, word: u32, reach: Reach) -> Stretch {
        let Some(node) = self.get(word) else {
            return Stretch::EMPTY;
        };
        let mut stretch = match reach {
            Reach::Full => node.full,
            Reach::Complete => node.complete,
            Reach::Minimal => node.minimal,
        };
        // Trees whose arcs cross: a phrase reaches neither over its governor nor over what hangs there beside it.
        if word < node.head && node.head < stretch.to {
            let siblings = self.kids_of(node.head);
            let next = siblings
                .get(siblings.partition_point(|kid| *kid <= word))
                .copied();
            stretch.to = next.map_or(node.head, |next| next.min(node.head));
        } else if node.head != NONE && node.head < word && stretch.from <= node.head {
            let siblings = self.kids_of(node.head);
            let before = siblings.partition_point(|kid| *kid < word).checked_sub(1);
            let before = before.and_then(|at| siblings.get(at).copied());
            stretch.from = before.map_or(node.head, |before| before.max(node.head)) + 1;
        }
        self.trim(stretch, word)
    }

    /// A stretch without the punctuation and conjunctions at its ends; `word` stays if it lies in it. A bracket or
    /// quotation mark that closes what the stretch opens, or opens what it closes, stays as well.
    pub(super) fn trim(&self, mut stretch: Stretch, word: u32) -> Stretch {
        if stretch.is_empty() {
            return stretch;
        }
        let solid = self.get(stretch.from).map_or(stretch.to, |node| node.next_solid);
        stretch.from = if stretch.holds(word) {
            solid.min(word)
        } else {
            solid
        };
        let solid = self.get(stretch.to - 1).map_or(0, |node| node.last_solid);
        stretch.to = if stretch.holds(word) {
            solid.max(word + 1)
        } else {
            solid
        };
        if stretch.is_empty() {
            return stretch;
        }
        let depth = |at: u32| self.get(at).map(|node| node.depth);
        let last = stretch.to - 1;
        let closed = i32::from(self.is(last, list::OPENING)) - i32::from(self.is(last, list::CLOSING));
        if let (Some(before), Some(behind)) = (depth(stretch.from), depth(last)) {
            let open = behind + closed - before;
            if open > 0 && self.is(stretch.to, list::CLOSING) {
                stretch.to += 1;
            } else if open < 0 && stretch.from > 0 && self.is(stretch.from - 1, list::OPENING) {
                stretch.from -= 1;
            }
        }
        stretch
    }
}

/// Whether a child is said beside the phrase rather than in it.
fn is_aside(kid: &Node) -> bool {
    match kid.rel {
        UdRel::Acl => kid.sub == Sub::Relcl,
        UdRel::Parataxis | UdRel::Discourse | UdRel::Dislocated | UdRel::Vocative | UdRel::Appos => true,
        _ => false,
    }
}

/// Whether a child belongs to the shortest way to name a thing.
fn is_close(kid: &Node) -> bool {
    match kid.rel {
        UdRel::Det
        | UdRel::Compound
        | UdRel::Flat
        | UdRel::Fixed
        | UdRel::Nummod
        | UdRel::Amod
        | UdRel::Goeswith
        | UdRel::Case => true,
        UdRel::Nmod => matches!(kid.sub, Sub::Poss | Sub::Desc),
        _ => false,
    }
}
