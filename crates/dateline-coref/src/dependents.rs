//! Which dependents of a head belong to its phrase: a small linear model, learned from the spans of GUM train.
//!
//! What no span holds is settled beforehand: conjuncts, prepositions, what makes a clause. For all else relations
//! alone do not tell: “Berlin, Germany” is one phrase and “Berlin, 1936” is not, “the Alamo in Texas” is and “Fry in
//! Texas” is not. So the model asks how a dependent is joined (relation, preposition, the mark before it), how long
//! it is, what the tagger took the two for, and whether they are one name.

use crate::features::step;
use crate::hash::{Feature, mix};
use crate::tree::{NONE, Tree, Word, child};
use dateline_core::layers::{UdRel, Upos};

/// Rows of the model's table: two to the power of this.
pub const DEPENDENT_BITS: u32 = 15;

/// The name over a token: its number, and its label's.
pub(crate) type Named = Option<(u32, u8)>;

/// What the model looks at.
pub(crate) struct Surroundings<'a> {
    pub(crate) tree: &'a Tree,
    /// The name over each token.
    pub(crate) names: &'a [Named],
}

impl Surroundings<'_> {
    /// The dependents of a head, from left to right.
    pub(crate) fn children(&self, head: usize) -> impl Iterator<Item = usize> {
        let extent = self.tree.get(head).map_or((1, 0), |word| word.extent);
        (extent.0 as usize..=extent.1 as usize)
            .filter(move |at| self.tree.get(*at).is_some_and(|word| word.head as usize == head))
    }

    /// Whether the model is to be asked of a dependent; where not, it stands outside.
    pub(crate) fn is_open(&self, head: usize, dependent: usize) -> bool {
        use UdRel::{Aux, Case, Cc, Conj, Cop, Csubj, Expl, Nsubj, Punct, Reparandum};
        self.tree.get(dependent).is_some_and(|word| match word.relation {
            Aux | Cc | Conj | Cop | Csubj | Expl | Nsubj | Punct | Reparandum => false,
            Case => dependent > head,
            _ => true,
        })
    }

    /// The features of a dependent of `head`.
    pub(crate) fn features(&self, head: usize, dependent: usize, out: &mut Vec<Feature>) {
        let (Some(top), Some(word)) = (self.tree.get(head), self.tree.get(dependent)) else {
            return;
        };
        let behind = dependent > head;
        let relation = (word.relation as u64) << 4 | (word.subtype as u64) << 1 | u64::from(behind);
        let mark = self.mark(word, behind);
        let link = self.link(dependent, word);
        let name = |at: usize| self.names.get(at).copied().flatten();
        let (own, other) = (name(head), name(dependent));
        let same = u64::from(own.is_some() && own.map(|it| it.0) == other.map(|it| it.0));
        let label = own.map_or(0, |it| u64::from(it.1));
        let other = other.filter(|_| same == 0).map_or(0, |it| u64::from(it.1));
        let kind = match top.upos {
            Upos::Propn => 1,
            Upos::Pron => 2,
            _ => 0,
        };
        let length = step((word.extent.1 - word.extent.0) as usize);
        let determined = u64::from(top.children & child::THE != 0)
            | u64::from(top.children & (child::A | child::THIS | child::DETERMINER | child::OWNER) != 0) << 1;
        let order = if behind {
            let before = self.children(head).take_while(|at| *at < dependent);
            let before = before.filter(|at| *at > head && self.is_open(head, *at));
            before.count().min(2) as u64 + 1
        } else {
            0
        };
        let beside = u64::from(word.extent.0 == head as u32 + 1);
        let upos = word.upos as u64;
        let clause = u64::from(self.has_verb(head));
        // Two at once, where one value of [`mix`] has to hold both.
        let both = |a: u64, b: u64| a << 8 | b;
        for (template, (a, b, c)) in [
            (0, 0, 0),
            (relation, 0, 0),
            (relation, mark, 0),
            (relation, mark, kind),
            (relation, 0, both(1, kind)),
            (relation, same, both(2, kind)),
            (same, 0, 3),
            (relation, link, kind),
            (relation, link, 4),
            (0, link, both(5, kind)),
            (relation, mark, both(same, both(6, kind))),
            (relation, mark, both(upos, both(7, kind))),
            (relation, label, 8),
            (0, link, both(label, 9)),
            (relation, other, both(10, kind)),
            (0, link, both(other, both(11, kind))),
            (relation, mark, both(other, both(12, kind))),
            (relation, length, both(13, kind)),
            (relation, mark, both(length, 14)),
            (relation, clause, both(15, kind)),
            (relation, mark, both(clause, both(16, kind))),
            (relation, determined, both(17, kind)),
            (relation, mark, both(determined, both(18, kind))),
            (0, link, both(determined, both(19, kind))),
            (relation, order, both(20, kind)),
            (relation, mark, both(order, 21)),
            (relation, beside, both(22, kind)),
        ]
        .into_iter()
        .enumerate()
        {
            out.push(mix(template as u64 + 1, a, b, c, DEPENDENT_BITS));
        }
    }

    /// The mark that stands between a dependent and its head: the hash of its form, or 0.
    fn mark(&self, word: &Word, behind: bool) -> u64 {
        let is_mark = |at: Option<usize>| {
            let word = at.and_then(|at| self.tree.get(at))?;
            (word.upos == Upos::Punct).then_some(word.form)
        };
        let first = word.extent.0 as usize;
        let found = if behind {
            is_mark(Some(first)).or_else(|| is_mark(first.checked_sub(1)))
        } else {
            is_mark(Some(word.extent.1 as usize + 1))
        };
        found.unwrap_or(0)
    }

    /// The word that joins a dependent to its head: its preposition, or a clause's first word.
    fn link(&self, at: usize, word: &Word) -> u64 {
        let first = self.tree.get(word.extent.0 as usize);
        if word.relation == UdRel::Acl {
            let function = |it: &Word| {
                matches!(
                    it.upos,
                    Upos::Pron | Upos::Sconj | Upos::Adp | Upos::Part | Upos::Det | Upos::Adv
                )
            };
            return first.map_or(0, |it| if function(it) { it.form } else { it.upos as u64 });
        }
        let mut case = self.children(at).take_while(|it| *it < at);
        let case = case.find_map(|it| self.tree.get(it).filter(|it| it.relation == UdRel::Case));
        case.map_or(0, |it| it.form)
    }

    /// Whether a verb stands in the sentence: where none does, a comma parts lines of a heading or an address.
    fn has_verb(&self, head: usize) -> bool {
        let mut top = head;
        // The root's extent is the sentence.
        for _ in 0..32 {
            match self.tree.get(top).map(|word| word.head) {
                Some(next) if next != NONE => top = next as usize,
                _ => break,
            }
        }
        let extent = self.tree.get(top).map_or((1, 0), |word| word.extent);
        let sentence = self
            .tree
            .words
            .get(extent.0 as usize..=extent.1 as usize)
            .unwrap_or_default();
        sentence
            .iter()
            .any(|word| matches!(word.upos, Upos::Verb | Upos::Aux))
    }
}

/// The model: a weight for each row.
pub(crate) struct Dependents {
    weights: Vec<i8>,
}

impl Dependents {
    /// The model with these weights; `None` where there are too many or too few.
    pub(crate) fn new(weights: Vec<i8>) -> Option<Self> {
        (weights.len() == 1 << DEPENDENT_BITS).then_some(Self { weights })
    }

    /// Whether a dependent of `head` belongs to the phrase.
    pub(crate) fn belongs(&self, around: &Surroundings<'_>, head: usize, dependent: usize) -> bool {
        if !around.is_open(head, dependent) {
            return false;
        }
        let mut rows = Vec::with_capacity(32);
        around.features(head, dependent, &mut rows);
        let weight = |row: &Feature| self.weights.get(*row as usize).copied().map_or(0, i32::from);
        rows.iter().map(weight).sum::<i32>() > 0
    }
}
