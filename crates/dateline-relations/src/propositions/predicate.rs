//! The words of a clause's predicate: verbs, auxiliaries, particles, the adverbs among them, and what negates or
//! qualifies it.

use super::clauses::{Clause, Clauses, infinitive};
use super::frame::Frame;
use super::lexicon::list;
use super::phrase::complement;
use super::reach::Reach;
use super::tree::{Form, Sub, Tree};
use dateline_core::layers::UdRel;

/// How many infinitives may hang on each other in one predicate.
const MOST_HEADS: usize = 16;

impl Frame {
    /// The second of two joined verbs has the first one's auxiliaries, and what the first one's infinitive hangs on:
    /// “has crossed and (has) returned”, “wants to buy and (wants to) sell”.
    pub(super) fn lend(&mut self, tree: &Tree, clauses: &Clauses, clause: &Clause) {
        let Some(mut other) = clause.joined else { return };
        let form = tree.form(clause.head);
        let own = tree.kid(clause.head, UdRel::Aux).is_some() || infinitive(tree, clause.head);
        if own || clause.copula.is_some() || form == Form::Other || tree.form(other) != form {
            return;
        }
        for _ in 0..MOST_HEADS {
            for kid in tree.kids_of(other).iter().copied() {
                match tree.rel(kid) {
                    UdRel::Aux => self.auxiliary(tree, kid),
                    UdRel::Mark if tree.is(kid, list::TO) => self.predicate.push(kid),
                    UdRel::Advmod if tree.is(kid, list::NEGATION) => self.negate(kid),
                    _ => {}
                }
            }
            if !clauses.of(other).is_some_and(|clause| clause.chained) {
                return;
            }
            other = tree.head(other);
            self.predicate.push(other);
        }
    }

    fn auxiliary(&mut self, tree: &Tree, word: u32) {
        self.predicate.push(word);
        if tree.is(word, list::MODAL) {
            self.modal = self.modal.or(Some(word));
        }
    }

    fn negate(&mut self, word: u32) {
        self.negative = true;
        self.predicate.push(word);
    }

    /// Collects the predicate's words, over infinitives that belong to it.
    pub(super) fn gather(&mut self, tree: &Tree, clauses: &Clauses, clause: &Clause) {
        let mut next = Some(clause.head);
        while let Some(head) = next.take() {
            self.heads.push(head);
            let chain = tree.kids_of(head).iter().copied().find(|kid| {
                matches!(tree.rel(*kid), UdRel::Xcomp | UdRel::Advcl)
                    && clauses.of(*kid).is_some_and(|clause| clause.chained)
            });
            let copula = tree.kid(head, UdRel::Cop);
            if copula.is_none() || chain.is_some() {
                self.predicate.push(head);
            }
            let first = self.words_of(tree, head);
            let said = copula.filter(|_| chain.is_none());
            let said = said.map(|copula| complement(tree, clauses, head, copula));
            let subject = tree.kid(head, UdRel::Nsubj).filter(|subject| *subject < head);
            // Adverbs inside the predicate belong to it, others are arguments.
            for kid in tree.sides(head).0.iter().copied() {
                if tree.rel(kid) == UdRel::Advmod
                    && first.is_none_or(|first| kid > first)
                    && subject.is_none_or(|subject| kid > subject)
                    && !tree.is(kid, list::RELATIVE_ADVERB | list::CONNECTIVE)
                    && !said.is_some_and(|said| said.holds(kid))
                {
                    let reach = tree.reach(kid, Reach::Full);
                    self.predicate.extend(reach.from..reach.to);
                }
            }
            next = chain.filter(|_| self.heads.len() < MOST_HEADS);
        }
    }

    /// Adds auxiliaries, copula, particles and the infinitive's mark; gives the first auxiliary.
    fn words_of(&mut self, tree: &Tree, head: u32) -> Option<u32> {
        let mut first = None;
        for kid in tree.kids_of(head).iter().copied() {
            match tree.rel(kid) {
                UdRel::Aux | UdRel::Cop => {
                    first = first.or(Some(kid));
                    self.auxiliary(tree, kid);
                }
                UdRel::Mark if tree.is(kid, list::TO) && tree.form(head) != Form::Gerund => {
                    self.predicate.push(kid);
                }
                UdRel::Mark if tree.is(kid, list::WITHOUT) => self.negate(kid),
                UdRel::Compound if tree.sub(kid) == Sub::Prt => self.predicate.push(kid),
                UdRel::Expl if tree.is(kid, list::THERE) => self.predicate.push(kid),
                UdRel::Advmod if tree.is(kid, list::NEGATION) => self.negate(kid),
                _ => {}
            }
        }
        first
    }

    /// What qualifies a clause without a modal: an adverb of doubt, the “if” before it, the “to” of an infinitive
    /// that no verb governs.
    pub(super) fn qualify(&mut self, tree: &Tree, clause: &Clause) {
        if self.modal.is_some() {
            return;
        }
        let kids = tree.kids_of(clause.head).iter().copied();
        self.modal = kids.into_iter().find(|kid| match tree.rel(*kid) {
            UdRel::Advmod => tree.is(*kid, list::DOUBT),
            UdRel::Mark if tree.is(*kid, list::TO) => infinitive(tree, clause.head),
            UdRel::Mark => tree.is(*kid, list::CONDITION),
            _ => false,
        });
    }
}
