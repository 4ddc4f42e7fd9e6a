//! What grammar forbids: pairs within a sentence that cannot mean the same.
//!
//! The binding conditions of Chomsky 1981, as far as a dependency tree shows them: a pronoun is not another argument
//! of its own predicate (B), nor what owns the phrase in which it stands; and no name below a subject
//! means that subject (C).

use crate::markables::{Form, Markable, Pronoun};
use crate::tree::{NONE, Tree, Word, bit, child};
use dateline_core::layers::UdRel;

/// How far up the tree is looked.
const STEPS: usize = 12;

/// Whether grammar forbids that the two mean the same: arguments of one verb without a reflexive, an owner
/// and what it owns or is set beside that, conjuncts.
pub(crate) fn forbidden(tree: &Tree, it: &Markable, other: &Markable) -> bool {
    let (Some(a), Some(b)) = (tree.get(it.head as usize), tree.get(other.head as usize)) else {
        return false;
    };
    if !it.is_pronoun() || it.sentence != other.sentence || a.bits & bit::REFLEXIVE != 0 {
        return false;
    }
    if matches!(it.pronoun, Pronoun::I | Pronoun::We | Pronoun::You) {
        return false;
    }
    let core = |word: &Word| matches!(word.relation, UdRel::Nsubj | UdRel::Obj | UdRel::Iobj);
    // “Kihara took them with him”: what is only beside the verb may mean its subject.
    let beside = |word: &Word| word.relation == UdRel::Obl;
    let arguments = a.head == b.head
        && a.head != NONE
        && (core(a) && (core(b) || beside(b))
            || beside(a) && (beside(b) || core(b) && b.relation != UdRel::Nsubj));
    let owns = a.head == other.head && a.relation == UdRel::Nmod || owned_beside(tree, a, other.head, b);
    let siblings = a.relation == UdRel::Conj && a.head == other.head
        || b.relation == UdRel::Conj && b.head == it.head
        || a.relation == UdRel::Conj && b.relation == UdRel::Conj && a.head == b.head;
    arguments || owns || siblings || below(tree, it, a, other)
}

/// “Her aunt, Mary”, “Mary, her aunt”, “Mary is her aunt”: `a` owns what is another word for `b`.
fn owned_beside(tree: &Tree, a: &Word, b_head: u32, b: &Word) -> bool {
    let Some(owned) = tree.get(a.head as usize).filter(|_| a.relation == UdRel::Nmod) else {
        return false;
    };
    let beside = |relation| matches!(relation, UdRel::Appos | UdRel::Flat);
    beside(b.relation) && b.head == a.head
        || beside(owned.relation) && owned.head == b_head
        || owned.children & child::COPULA != 0 && b.relation == UdRel::Nsubj && b.head == a.head
}

/// Whether `other` is a name that stands behind the subject `it` and below its predicate, not in a clause that
/// is joined to the predicate's: “he said Kihara left”.
fn below(tree: &Tree, it: &Markable, a: &Word, other: &Markable) -> bool {
    if a.relation != UdRel::Nsubj || other.form != Form::Name || other.head <= it.head {
        return false;
    }
    let mut at = other.head;
    for _ in 0..STEPS {
        let Some(word) = tree.get(at as usize) else {
            return false;
        };
        if word.head == a.head {
            return !matches!(word.relation, UdRel::Conj | UdRel::Parataxis);
        }
        at = word.head;
    }
    false
}
