//! From a clause to its tuple: the predicate's words, and the arguments with how far they reach.

use super::clauses::{Clause, Clauses, infinitive, object};
use super::lexicon::list;
use super::phrase::{Phrase, before, complement};
use super::reach::{Reach, Stretch};
use super::tree::{Form, Sub, Tree};
use dateline_core::layers::{ArgumentRole as Role, UdRel, Upos};

/// The most arguments of a clause.
const MOST_ARGUMENTS: usize = 24;

/// How many infinitives may hang on each other in one predicate.
const MOST_HEADS: usize = 16;

/// One argument behind the subject.
#[derive(Clone, Copy, Debug)]
pub(super) struct Argument {
    /// The word that heads it.
    pub(super) word: u32,
    pub(super) role: Role,
    pub(super) phrase: Phrase,
}

/// A clause taken apart; its buffers serve one clause after the other.
#[derive(Default)]
pub(super) struct Frame {
    /// The predicate's words in the order of the text.
    pub(super) predicate: Vec<u32>,
    /// What follows the predicate, then what stands before it.
    pub(super) arguments: Vec<Argument>,
    /// The heads of the predicate: the clause's, and those of infinitives that belong to it.
    heads: Vec<u32>,
    /// Whether it is negated.
    pub(super) negative: bool,
    /// The word that qualifies it, if there is one.
    pub(super) modal: Option<u32>,
    /// A preposition that a relative pronoun has taken along and that belongs at the predicate's end.
    pub(super) stranded: Option<u32>,
}

impl Frame {
    /// Takes a clause apart.
    pub(super) fn read(&mut self, tree: &Tree, clauses: &Clauses, clause: &Clause) {
        self.predicate.clear();
        self.arguments.clear();
        self.heads.clear();
        (self.negative, self.modal, self.stranded) = (false, None, None);
        self.lend(tree, clauses, clause);
        self.gather(tree, clauses, clause);
        self.qualify(tree, clause);
        self.predicate.sort_unstable();
        self.predicate.dedup();
        let said = self.said(tree, clauses);
        for at in 0..self.heads.len() {
            if let Some(head) = self.heads.get(at).copied() {
                self.arguments_of(tree, clause, head, said);
            }
        }
        self.share(tree, clauses, clause);
        if let Some(around) = clause.inserted {
            self.surround(tree, clauses, clause, around);
        }
        self.arguments
            .retain(|argument| !argument.phrase.complete.is_empty());
        self.arguments
            .sort_by_key(|argument| argument.phrase.complete.from);
        self.order(tree, clause);
        self.arguments.truncate(MOST_ARGUMENTS);
        self.negative |= (self.arguments.iter())
            .any(|argument| argument.role == Role::Object && denies(tree, argument.word));
        self.negative |= clause.subject.is_some_and(|subject| denies(tree, subject));
        self.negative ^= clause.denied;
    }

    /// The second of two joined verbs has the first one's auxiliaries, and what the first one's infinitive hangs on:
    /// “has crossed and (has) returned”, “wants to buy and (wants to) sell”.
    fn lend(&mut self, tree: &Tree, clauses: &Clauses, clause: &Clause) {
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
    fn gather(&mut self, tree: &Tree, clauses: &Clauses, clause: &Clause) {
        let mut next = Some(clause.head);
        while let Some(head) = next.take() {
            self.heads.push(head);
            let chain = tree.kids_of(head).iter().copied().find(|kid| {
                tree.rel(*kid) == UdRel::Xcomp && clauses.of(*kid).is_some_and(|clause| clause.chained)
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
    fn qualify(&mut self, tree: &Tree, clause: &Clause) {
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

    /// Adds what a copula says of the subject, if the predicate ends in one, and gives its stretch.
    fn said(&mut self, tree: &Tree, clauses: &Clauses) -> Stretch {
        let Some(head) = self.heads.last().copied() else {
            return Stretch::EMPTY;
        };
        let Some(copula) = tree.kid(head, UdRel::Cop) else {
            return Stretch::EMPTY;
        };
        let complete = complement(tree, clauses, head, copula);
        self.arguments.push(Argument {
            word: head,
            role: Role::Object,
            phrase: Phrase::of(tree, head, complete),
        });
        complete
    }

    /// Adds the arguments among a word's children, but for those inside what has been said.
    fn arguments_of(&mut self, tree: &Tree, clause: &Clause, head: u32, said: Stretch) {
        for kid in tree.kids_of(head).iter().copied() {
            let taken = said.holds(kid) || self.heads.contains(&kid) || self.predicate.contains(&kid);
            if taken
                || clause
                    .antecedent
                    .is_some_and(|antecedent| antecedent.pronoun == Some(kid))
            {
                continue;
            }
            let Some(role) = role(tree, clause, head, kid) else {
                continue;
            };
            let phrase = match role {
                Role::Clause | Role::Adverbial => Phrase::whole(unjoined(tree, kid)),
                _ => Phrase::of(tree, kid, tree.reach(kid, Reach::Complete)),
            };
            self.arguments.push(Argument {
                word: kid,
                role,
                phrase,
            });
        }
    }

    /// Objects that stand behind two joined verbs belong to both; a relative clause's antecedent may be the object.
    fn share(&mut self, tree: &Tree, clauses: &Clauses, clause: &Clause) {
        if let Some(antecedent) = clause.antecedent {
            self.stranded = (antecedent.pronoun).and_then(|pronoun| tree.kid(pronoun, UdRel::Case));
            let complete = before(tree, clauses, antecedent.word, clause.head);
            self.arguments.push(Argument {
                word: antecedent.word,
                role: Role::Object,
                phrase: Phrase::of(tree, antecedent.word, complete),
            });
        }
        let Some(other) = clause.joined else {
            self.foresee(tree, clauses, clause);
            return;
        };
        if clause.copula.is_some() || self.arguments.iter().any(|it| it.role == Role::Object) {
            return;
        }
        if let Some(object) = object(tree, other)
            && object > clause.head
        {
            self.arguments.push(Argument {
                word: object,
                role: Role::Object,
                phrase: Phrase::of(tree, object, tree.reach(object, Reach::Complete)),
            });
        }
    }

    /// “He bought and sold grain”: an object behind the second of two verbs that stand side by side is the first's too.
    fn foresee(&mut self, tree: &Tree, clauses: &Clauses, clause: &Clause) {
        let Some(head) = self.heads.last().copied() else {
            return;
        };
        let second = tree.sides(head).1.first().copied();
        let Some(second) = second.filter(|second| *second == head + 2 && tree.rel(*second) == UdRel::Conj)
        else {
            return;
        };
        if clause.copula.is_none()
            && self.arguments.is_empty()
            && clauses.of(second).is_some()
            && let Some(object) = object(tree, second)
            && object > second
        {
            self.arguments.push(Argument {
                word: object,
                role: Role::Object,
                phrase: Phrase::of(tree, object, tree.reach(object, Reach::Complete)),
            });
        }
    }

    /// What is said where the clause of saying is put in: what stands before it and behind it.
    fn surround(&mut self, tree: &Tree, clauses: &Clauses, clause: &Clause, around: u32) {
        let host = [around, tree.head(around)]
            .into_iter()
            .find(|word| clauses.of(*word).is_some());
        let Some(host) = host else { return };
        let (whole, own) = (
            tree.reach(host, Reach::Full),
            tree.reach(clause.head, Reach::Full),
        );
        let parts = [(whole.from, own.from), (own.to, whole.to)];
        for (from, to) in parts {
            let part = tree.trim(Stretch { from, to }, host);
            self.arguments.push(Argument {
                word: host,
                role: Role::Clause,
                phrase: Phrase::whole(part),
            });
        }
    }

    /// Puts what follows the predicate first, moves a preposition or “that” beside the predicate into it.
    fn order(&mut self, tree: &Tree, clause: &Clause) {
        let Some(last) = self.predicate.last().copied() else {
            return;
        };
        if let Some(antecedent) = clause.antecedent {
            if let Some(at) = self.arguments.iter().position(|it| it.word == antecedent.word) {
                let object = self.arguments.remove(at);
                self.arguments.insert(0, object);
            }
            return;
        }
        if clause.inserted.is_some() {
            return;
        }
        let behind = (self.arguments).partition_point(|argument| argument.phrase.complete.from <= last);
        self.arguments.rotate_left(behind);
        let Some(first) = self.arguments.first_mut() else {
            return;
        };
        let complete = first.phrase.complete;
        let mut end = complete.from;
        if end != last + 1 {
            return;
        }
        for kid in tree.sides(first.word).0.iter().copied() {
            let opens = match tree.rel(kid) {
                UdRel::Case => matches!(first.role, Role::Oblique | Role::Object),
                UdRel::Mark => first.role == Role::Clause && tree.is(kid, list::THAT | list::TO),
                _ => false,
            };
            if !opens || kid != end {
                break;
            }
            end = tree.reach(kid, Reach::Full).to.max(kid + 1);
        }
        if end < complete.to && end <= first.word {
            self.predicate.extend(complete.from..end);
            first.phrase.complete.from = end;
            first.phrase.minimal.from = first.phrase.minimal.from.max(end);
        }
    }
}

/// All of a clause but a “however” at its beginning.
fn unjoined(tree: &Tree, word: u32) -> Stretch {
    let mut stretch = tree.reach(word, Reach::Full);
    if stretch.from < word && tree.is(stretch.from, list::CONNECTIVE) {
        stretch.from += 1;
    }
    tree.trim(stretch, word)
}

/// What a child of a predicate's head is to it; `None` for what is no argument.
fn role(tree: &Tree, clause: &Clause, head: u32, kid: u32) -> Option<Role> {
    match tree.rel(kid) {
        UdRel::Obj | UdRel::Iobj => Some(Role::Object),
        UdRel::Xcomp if object(tree, head).is_some() && infinitive(tree, kid) => Some(Role::Clause),
        UdRel::Xcomp => Some(Role::Object),
        UdRel::Ccomp => Some(Role::Clause),
        UdRel::Csubj if clause.subject != Some(kid) => Some(Role::Clause),
        UdRel::Obl if clause.source == Some(kid) => None,
        UdRel::Obl => Some(Role::Oblique),
        UdRel::Advmod if tree.is(kid, list::RELATIVE_ADVERB | list::CONNECTIVE) => None,
        UdRel::Advmod => Some(Role::Adverb),
        UdRel::Advcl => Some(Role::Adverbial),
        _ => None,
    }
}

/// Whether a noun is none at all: “nobody”, “no agreement”.
fn denies(tree: &Tree, word: u32) -> bool {
    let pronoun = tree.is_a(word, Upos::Pron) && tree.is(word, list::NEGATION);
    pronoun || (tree.kid(word, UdRel::Det)).is_some_and(|kid| tree.is(kid, list::NEGATION))
}
