//! From a clause to its tuple: the predicate's words, and the arguments with how far they reach.

use super::clauses::{Clause, Clauses, infinitive, is_pronoun, object};
use super::lexicon::list;
use super::phrase::{Phrase, before, complement};
use super::reach::{Reach, Stretch};
use super::tree::{Sub, Tree};
use dateline_core::layers::{ArgumentRole as Role, UdRel, Upos};

/// The most arguments of a clause.
const MOST_ARGUMENTS: usize = 24;

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
    pub(super) heads: Vec<u32>,
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

    /// Adds what a copula says of the subject, if the predicate ends in one, and gives its stretch.
    fn said(&mut self, tree: &Tree, clauses: &Clauses) -> Stretch {
        let Some(head) = self.heads.last().copied() else {
            return Stretch::EMPTY;
        };
        let Some(copula) = tree.kid(head, UdRel::Cop) else {
            return Stretch::EMPTY;
        };
        let complete = complement(tree, clauses, head, copula);
        // “Is a port”; “is at the port”.
        let role = match tree.kid(head, UdRel::Case) {
            Some(_) => Role::Oblique,
            None => Role::Object,
        };
        self.arguments.push(Argument {
            word: head,
            role,
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
        let inside = tree
            .sides(first.word)
            .0
            .iter()
            .copied()
            .filter(|kid| *kid >= complete.from);
        for kid in inside {
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
        if clause.copula.is_some()
            && first.word == clause.head
            && let Some((of, noun)) = lead(tree, clause.head)
        {
            end = tree.reach(of, Reach::Full).to;
            first.word = noun;
        }
        if end < complete.to && end <= first.word {
            self.predicate.extend(complete.from..end);
            let stretch = Stretch {
                from: end,
                to: complete.to,
            };
            first.phrase = Phrase::of(tree, first.word, stretch);
        }
    }
}

/// What a copula says only with what follows: “part of the union”, “different from ours”. The preposition and the
/// noun behind it, where they stand right behind an adjective, or a noun that nothing determines.
fn lead(tree: &Tree, said: u32) -> Option<(u32, u32)> {
    let next = tree.sides(said).1.first().copied()?;
    let leads = match tree.rel(next) {
        UdRel::Obl => tree.is_a(said, Upos::Adj),
        UdRel::Nmod => {
            let determined = |kid: &u32| tree.rel(*kid) == UdRel::Det || tree.sub(*kid) == Sub::Poss;
            tree.is_a(said, Upos::Noun) && !tree.kids_of(said).iter().any(determined)
        }
        _ => false,
    };
    let preposition = tree.kid(next, UdRel::Case)?;
    let beside = preposition == said + 1 && tree.reach(next, Reach::Complete).from == preposition;
    (leads && beside).then_some((preposition, next))
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
    if kid < head && tree.rel(clause.head) == UdRel::Acl && is_pronoun(tree, kid) {
        return None;
    }
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
