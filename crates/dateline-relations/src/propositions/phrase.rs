//! Phrases that are more than what hangs on a word: what a copula says, what a relative clause hangs on, the members
//! of a coordination.

use super::clauses::{Clause, Clauses, Via};
use super::lexicon::list;
use super::reach::{Reach, Stretch};
use super::tree::{Sub, Tree};
use dateline_core::layers::{UdRel, Upos};

/// A phrase twice: complete, and with its closest modifiers alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) complete: Stretch,
    pub(super) minimal: Stretch,
}

impl Phrase {
    /// A phrase that is not made shorter.
    pub(super) const fn whole(stretch: Stretch) -> Self {
        Self {
            complete: stretch,
            minimal: stretch,
        }
    }

    /// The phrase of a word that reaches this far.
    pub(super) fn of(tree: &Tree, word: u32, complete: Stretch) -> Self {
        let minimal = tree.reach(word, Reach::Minimal);
        let (from, to) = (minimal.from.max(complete.from), minimal.to.min(complete.to));
        let minimal = if from < to { Stretch { from, to } } else { complete };
        Self { complete, minimal }
    }
}

/// The subject of a clause; `None` where it has none.
pub(super) fn subject(tree: &Tree, clauses: &Clauses, clause: &Clause) -> Option<Phrase> {
    let word = clause.subject?;
    let phrase = match clause.via {
        Via::Relative | Via::Participle => Phrase::of(tree, word, before(tree, clauses, word, clause.head)),
        _ if tree.rel(word) == UdRel::Csubj => Phrase::whole(tree.reach(word, Reach::Full)),
        _ => Phrase::of(tree, word, bare(tree, word, phrase(tree, clauses, word))),
    };
    (!phrase.complete.is_empty()).then_some(phrase)
}

/// A noun's phrase. A noun that a copula makes a clause's head has its subject among its children.
pub(super) fn phrase(tree: &Tree, clauses: &Clauses, word: u32) -> Stretch {
    match clauses.of(word).and_then(|clause| clause.copula) {
        Some(copula) => complement(tree, clauses, word, copula),
        None => tree.reach(word, Reach::Complete),
    }
}

/// A phrase without the preposition that it stands behind.
pub(super) fn bare(tree: &Tree, word: u32, mut stretch: Stretch) -> Stretch {
    for kid in tree.sides(word).0.iter().copied() {
        if tree.rel(kid) == UdRel::Case && kid == stretch.from {
            stretch.from = tree.reach(kid, Reach::Full).to.max(kid + 1).min(word);
        }
    }
    tree.trim(stretch, word)
}

/// A phrase as far as it reaches before a clause that hangs on it.
pub(super) fn before(tree: &Tree, clauses: &Clauses, word: u32, clause: u32) -> Stretch {
    let mut stretch = phrase(tree, clauses, word);
    if clause > word && stretch.holds(clause) {
        let from = tree.reach(clause, Reach::Full).from;
        stretch.to = stretch.to.min(from.max(word + 1));
    }
    bare(tree, word, tree.trim(stretch, word))
}

/// What a copula says of its subject: the clause's head with what belongs to it, and nothing of the clause.
pub(super) fn complement(tree: &Tree, clauses: &Clauses, head: u32, copula: u32) -> Stretch {
    let adjective = tree.is_a(head, Upos::Adj);
    let (left, right) = tree.sides(head);
    let mut stretch = Stretch::one(head);
    for kid in left.iter().rev().copied() {
        let inside = match tree.rel(kid) {
            UdRel::Advmod => kid > copula && !tree.is(kid, list::NEGATION),
            UdRel::Det
            | UdRel::Amod
            | UdRel::Compound
            | UdRel::Nummod
            | UdRel::Case
            | UdRel::Nmod
            | UdRel::Flat
            | UdRel::Punct
            | UdRel::Cc => true,
            _ => false,
        };
        if !inside {
            break;
        }
        stretch.from = stretch.from.min(tree.reach(kid, Reach::Full).from.min(kid));
    }
    for kid in right.iter().copied() {
        let inside = match tree.rel(kid) {
            UdRel::Nmod
            | UdRel::Flat
            | UdRel::Compound
            | UdRel::Fixed
            | UdRel::Amod
            | UdRel::Nummod
            | UdRel::Punct
            | UdRel::Xcomp
            | UdRel::Cc => true,
            UdRel::Acl => tree.sub(kid) != Sub::Relcl,
            UdRel::Conj => clauses.of(kid).is_none(),
            UdRel::Obl => adjective && tree.sub(kid) != Sub::Unmarked,
            UdRel::Ccomp | UdRel::Advcl => adjective,
            UdRel::Advmod => kid == head + 1,
            _ => false,
        };
        if !inside {
            break;
        }
        stretch.to = stretch.to.max(tree.reach(kid, Reach::Complete).to);
    }
    let whole = tree.reach(head, Reach::Full);
    stretch.from = stretch.from.max(whole.from);
    stretch.to = stretch.to.min(whole.to);
    tree.trim(stretch, head)
}

/// The most members of a coordination that are told one by one.
const MOST_MEMBERS: usize = 16;

/// The members of a coordination that `word` heads within `whole`, where what is said of all is said of each (“A, B
/// and C”); none where it is not, or where there are more than [`MOST_MEMBERS`].
pub(super) fn members(tree: &Tree, clauses: &Clauses, word: u32, whole: Stretch, found: &mut Vec<Phrase>) {
    found.clear();
    let mut and = false;
    for kid in tree.sides(word).1.iter().copied() {
        if tree.rel(kid) != UdRel::Conj {
            continue;
        }
        let reach = tree.reach(kid, Reach::Complete);
        if clauses.of(kid).is_some() || reach.is_empty() || !whole.holds(kid) || reach.to > whole.to {
            break;
        }
        if let Some(conjunction) = tree.kid(kid, UdRel::Cc) {
            if !tree.is(conjunction, list::AND) || found.len() >= MOST_MEMBERS {
                found.clear();
                return;
            }
            and = true;
        }
        if found.is_empty() {
            let to = tree.reach(kid, Reach::Full).from;
            let to = tree
                .get(kid)
                .map_or(to, |node| to.min(node.full.from))
                .max(word + 1);
            let first = Stretch { from: whole.from, to };
            found.push(Phrase::of(tree, word, tree.trim(first, word)));
        }
        found.push(Phrase::of(tree, kid, reach));
    }
    if !and || found.len() < 2 {
        found.clear();
    }
}
