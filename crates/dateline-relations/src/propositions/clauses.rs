//! The clauses of a sentence: what heads each, who its subject is, and whose words it stands in.
//!
//! Clauses come governors first, so that a clause without a subject of its own can take over its governor's.

use super::lexicon::list;
use super::reach::Reach;
use super::tree::{Form, NONE, Sub, Tree};
use dateline_core::layers::{UdRel, Upos};

/// How a clause has come by its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Via {
    /// It stands in the clause.
    Own,
    /// From the clause that this one is joined to by “and”.
    Joined,
    /// From the verb whose infinitive or participle this is.
    Controlled,
    /// From the clause that this one qualifies.
    Adverbial,
    /// The noun that a participle hangs on.
    Participle,
    /// What a relative pronoun stands for.
    Relative,
}

/// One clause.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clause {
    /// The word that heads it: a verb, or what is said of the subject by a copula.
    pub(super) head: u32,
    /// The copula.
    pub(super) copula: Option<u32>,
    /// The word that heads the subject.
    pub(super) subject: Option<u32>,
    /// How the subject was found.
    pub(super) via: Via,
    /// What a relative clause hangs on, where it is not the subject.
    pub(super) antecedent: Option<Antecedent>,
    /// The clause that it is joined to.
    pub(super) joined: Option<u32>,
    /// Who says what stands in it: the subject of the clause that reports it, or whom “according to” names.
    pub(super) claimed_by: Option<u32>,
    /// What “according to” names in this very clause, which is no argument of it.
    pub(super) source: Option<u32>,
    /// Of a clause of saying that is put into another (“The buyers, analysts added, could be foreign”), the word
    /// that it hangs on.
    pub(super) inserted: Option<u32>,
    /// Whether whoever claims it says that it is not so (“denied that they had left”).
    pub(super) denied: bool,
    /// Whether it is part of its governor's predicate (“wants to leave”).
    pub(super) chained: bool,
}

/// What a relative clause hangs on, as something else than its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Antecedent {
    pub(super) word: u32,
    /// The relative pronoun, if there is one.
    pub(super) pronoun: Option<u32>,
}

/// The clauses of a sentence; buffers serve one sentence after the other.
#[derive(Default)]
pub(super) struct Clauses {
    all: Vec<Clause>,
    /// For each word the number of the clause that it heads, plus one.
    of: Vec<u32>,
    /// For each word the number of the clause that it stands in, plus one.
    within: Vec<u32>,
}

impl Clauses {
    /// Finds the clauses of a tree.
    pub(super) fn read(&mut self, tree: &Tree) {
        self.all.clear();
        self.of.clear();
        self.of.resize(tree.len() as usize, 0);
        self.within.clear();
        self.within.resize(tree.len() as usize, 0);
        for word in tree.order() {
            let mut number = tree.get(*word).map_or(0, |node| self.number(node.head));
            if self.is_head(tree, *word) {
                let clause = self.clause(tree, *word);
                self.all.push(clause);
                number = self.all.len() as u32;
                if let Some(place) = self.of.get_mut(*word as usize) {
                    *place = number;
                }
            }
            if let Some(place) = self.within.get_mut(*word as usize) {
                *place = number;
            }
        }
    }

    /// The number of the clause that a word stands in, plus one; 0 where there is none.
    fn number(&self, word: u32) -> u32 {
        self.within.get(word as usize).copied().unwrap_or(0)
    }

    /// The clause that a word stands in.
    pub(super) fn around(&self, word: u32) -> Option<&Clause> {
        self.all.get((self.number(word) as usize).checked_sub(1)?)
    }

    /// All of them, governors first.
    pub(super) fn all(&self) -> &[Clause] {
        &self.all
    }

    /// The clause that a word heads.
    pub(super) fn of(&self, word: u32) -> Option<&Clause> {
        let number = *self.of.get(word as usize)?;
        self.all.get((number as usize).checked_sub(1)?)
    }

    /// Whether a word heads a clause.
    fn is_head(&self, tree: &Tree, word: u32) -> bool {
        let Some(node) = tree.get(word) else { return false };
        if tree.kid(word, UdRel::Cop).is_some() {
            return true;
        }
        let verb = match node.upos {
            Upos::Verb => true,
            Upos::Aux => !matches!(node.rel, UdRel::Aux | UdRel::Cop),
            _ => false,
        };
        if !verb {
            return false;
        }
        match node.rel {
            UdRel::Root
            | UdRel::Ccomp
            | UdRel::Xcomp
            | UdRel::Advcl
            | UdRel::Acl
            | UdRel::Csubj
            | UdRel::Parataxis => true,
            UdRel::Conj => self.of(node.head).is_some() || tree.kid(word, UdRel::Nsubj).is_some(),
            _ => tree.kid(word, UdRel::Nsubj).is_some(),
        }
    }

    fn clause(&self, tree: &Tree, word: u32) -> Clause {
        let mut clause = Clause {
            head: word,
            copula: tree.kid(word, UdRel::Cop),
            subject: None,
            via: Via::Own,
            antecedent: None,
            joined: None,
            claimed_by: None,
            source: None,
            inserted: None,
            denied: false,
            chained: false,
        };
        let Some(node) = tree.get(word) else { return clause };
        let governor = self.of(node.head).copied();
        clause.claimed_by = self.around(node.head).and_then(|around| around.claimed_by);
        if let Some(governor) = governor
            && node.rel == UdRel::Ccomp
            && tree.is(governor.head, list::ATTRIBUTION)
        {
            // “We were told that”: not we say it.
            let claimer = if passive(tree, governor.head) {
                agent(tree, governor.head)
            } else {
                governor.subject
            };
            clause.claimed_by = claimer.or(clause.claimed_by);
            clause.denied = tree.is(governor.head, list::DENIAL);
        }
        if let Some(claim) = claim(tree, word) {
            clause.claimed_by = subject(tree, claim);
        }
        clause.source = source(tree, word);
        clause.claimed_by = clause.source.or(clause.claimed_by);
        let own = subject(tree, word);
        let relative = node.rel == UdRel::Acl && node.sub == Sub::Relcl;
        match own {
            Some(own) if relative && is_pronoun(tree, own) => {
                (clause.subject, clause.via) = (Some(node.head), Via::Relative);
            }
            Some(own) => {
                clause.subject = Some(own);
                if is_claim(tree, word) {
                    (clause.inserted, clause.claimed_by) = (Some(node.head), None);
                } else if relative {
                    clause.antecedent = gap(tree, word, node.head);
                }
            }
            None => self.borrow(tree, word, governor, &mut clause),
        }
        clause
    }

    /// Gives a clause without a subject of its own somebody else's.
    fn borrow(&self, tree: &Tree, word: u32, governor: Option<Clause>, clause: &mut Clause) {
        let Some(node) = tree.get(word) else { return };
        match node.rel {
            UdRel::Conj => {
                if let Some(governor) = governor {
                    (clause.subject, clause.via) = (governor.subject, Via::Joined);
                    clause.joined = Some(governor.head);
                    clause.denied = governor.denied;
                    if matches!(governor.via, Via::Relative | Via::Participle) {
                        clause.via = governor.via;
                    }
                }
            }
            UdRel::Xcomp => {
                let Some(governor) = governor else { return };
                let object = object(tree, governor.head);
                match object {
                    Some(object) if !tree.is(governor.head, list::SUBJECT_CONTROL) => {
                        (clause.subject, clause.via) = (Some(object), Via::Controlled);
                    }
                    _ => {
                        (clause.subject, clause.via) = (governor.subject, Via::Controlled);
                        clause.chained = object.is_none() && word > governor.head;
                    }
                }
            }
            UdRel::Advcl => {
                // “It can be cleared by adding salt”: who adds it is not said.
                let means = tree
                    .kid(word, UdRel::Mark)
                    .is_some_and(|mark| tree.is(mark, list::BY));
                if let Some(governor) = governor.filter(|governor| !means || !passive(tree, governor.head)) {
                    (clause.subject, clause.via) = (governor.subject, Via::Adverbial);
                    // “Was built to protect”, with nothing in between.
                    let beside = tree.kid(word, UdRel::Mark) == Some(governor.head + 1);
                    clause.chained = beside
                        && infinitive(tree, word)
                        && governor.copula.is_none()
                        && object(tree, governor.head).is_none();
                }
            }
            UdRel::Acl if node.sub == Sub::Relcl => {
                (clause.subject, clause.via) = (Some(node.head), Via::Relative);
            }
            // “A plan to leave”: the plan does not leave.
            UdRel::Acl if !infinitive(tree, word) => {
                (clause.subject, clause.via) = (Some(node.head), Via::Participle);
            }
            _ => {}
        }
    }
}

/// Whom “according to” names in a word's clause.
fn source(tree: &Tree, word: u32) -> Option<u32> {
    let kids = tree.kids_of(word).iter().copied();
    kids.into_iter().find(|kid| {
        tree.rel(*kid) == UdRel::Obl
            && tree
                .kid(*kid, UdRel::Case)
                .is_some_and(|case| tree.is(case, list::ACCORDING))
    })
}

/// The clause of saying that is put into a word's clause, or into its subject's phrase.
fn claim(tree: &Tree, word: u32) -> Option<u32> {
    let inside = |word: u32| {
        tree.kids_of(word)
            .iter()
            .copied()
            .find(|kid| is_claim(tree, *kid))
    };
    inside(word).or_else(|| inside(subject(tree, word)?))
}

/// Whether a word heads a clause that says whose words the rest is, and no more than that: a verb of saying with a
/// subject and nothing said, beside the sentence or between commas.
fn is_claim(tree: &Tree, word: u32) -> bool {
    let Some(node) = tree.get(word) else { return false };
    let beside = match node.rel {
        UdRel::Parataxis => true,
        UdRel::Acl => {
            let from = tree.reach(word, Reach::Full).from;
            node.sub == Sub::Relcl && from > 0 && tree.rel(from - 1) == UdRel::Punct
        }
        _ => false,
    };
    beside
        && node.lists & list::ATTRIBUTION != 0
        && subject(tree, word).is_some_and(|subject| !is_pronoun(tree, subject))
        && !(tree.kids_of(word).iter())
            .any(|kid| matches!(tree.rel(*kid), UdRel::Ccomp | UdRel::Obj | UdRel::Xcomp))
}

/// The subject that stands in a word's clause. Of “it” and a clause that it announces, it is the word.
fn subject(tree: &Tree, word: u32) -> Option<u32> {
    if tree.kid(word, UdRel::Csubj).is_some()
        && let Some(it) = tree.kid(word, UdRel::Expl)
        && !tree.is(it, list::THERE)
    {
        return Some(it);
    }
    let is_subject = |kid: &u32| {
        tree.get(*kid)
            .is_some_and(|node| matches!(node.rel, UdRel::Nsubj | UdRel::Csubj) && node.sub != Sub::Outer)
    };
    // Of several the closest before the verb: parsers take a dateline (“ACCRA -”) for one more.
    let (left, right) = tree.sides(word);
    let before = left.iter().rfind(|kid| is_subject(kid));
    before
        .or_else(|| right.iter().find(|kid| is_subject(kid)))
        .copied()
}

/// The object, direct or indirect, of a word.
pub(super) fn object(tree: &Tree, word: u32) -> Option<u32> {
    tree.kid(word, UdRel::Obj).or_else(|| tree.kid(word, UdRel::Iobj))
}

/// Whether a verb is an infinitive with “to”, unlike “open to talking”.
pub(super) fn infinitive(tree: &Tree, word: u32) -> bool {
    let mark = tree.kid(word, UdRel::Mark);
    mark.is_some_and(|mark| tree.is(mark, list::TO)) && tree.form(word) != Form::Gerund
}

/// Whether a verb stands in the passive.
fn passive(tree: &Tree, word: u32) -> bool {
    let kids = tree.kids_of(word).iter();
    kids.into_iter()
        .any(|kid| tree.get(*kid).is_some_and(|node| node.sub == Sub::Pass))
}

/// Who does what a verb in the passive says.
fn agent(tree: &Tree, word: u32) -> Option<u32> {
    let mut kids = tree.kids_of(word).iter().copied();
    kids.find(|kid| tree.rel(*kid) == UdRel::Obl && tree.sub(*kid) == Sub::Agent)
}

/// Whether a word is a relative pronoun.
pub(super) fn is_pronoun(tree: &Tree, word: u32) -> bool {
    tree.is(word, list::RELATIVE)
        && tree
            .get(word)
            .is_some_and(|node| matches!(node.upos, Upos::Pron | Upos::Det | Upos::Sconj))
}

/// What a relative clause with a subject of its own says about its antecedent: that it is the object, or stands
/// behind a preposition.
fn gap(tree: &Tree, word: u32, antecedent: u32) -> Option<Antecedent> {
    if antecedent == NONE {
        return None;
    }
    // “The coach, whose team lost”: the antecedent is in the subject.
    let mut objects = subject(tree, word).is_some_and(|subject| {
        let mut kids = tree.kids_of(subject).iter();
        kids.any(|kid| tree.is(*kid, list::RELATIVE) && tree.sub(*kid) == Sub::Poss)
    });
    for kid in tree.kids_of(word).iter().copied() {
        let Some(node) = tree.get(kid) else { continue };
        match node.rel {
            UdRel::Obj | UdRel::Obl if is_pronoun(tree, kid) => {
                return Some(Antecedent {
                    word: antecedent,
                    pronoun: Some(kid),
                });
            }
            UdRel::Obj | UdRel::Ccomp | UdRel::Xcomp => objects = true,
            UdRel::Advmod | UdRel::Mark if tree.is(kid, list::RELATIVE_ADVERB) => return None,
            _ => {}
        }
    }
    (!objects && tree.kid(word, UdRel::Cop).is_none()).then_some(Antecedent {
        word: antecedent,
        pronoun: None,
    })
}
