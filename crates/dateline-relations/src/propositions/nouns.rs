//! What nouns say without a verb: appositions, titles before names, owners, places, examples.

use super::clauses::{Clauses, Via};
use super::confidence::Pattern;
use super::lexicon::list;
use super::phrase::{Phrase, bare, phrase};
use super::reach::{Reach, Stretch};
use super::tree::{Form, NONE, Sub, Tree};
use dateline_core::layers::{UdRel, Upos};

/// A statement that a noun makes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noun {
    /// The word that it hangs on its noun by: the apposition, the title, the owner, the place, the first example.
    pub(super) word: u32,
    pub(super) subject: Phrase,
    /// The preposition, where it is one that says it.
    pub(super) predicate: Option<Stretch>,
    /// The verb that is not said.
    pub(super) implied: &'static str,
    pub(super) object: Phrase,
    pub(super) pattern: Pattern,
}

/// Finds the statements of a sentence's nouns.
pub(super) fn find(tree: &Tree, clauses: &Clauses, found: &mut Vec<Noun>) {
    found.clear();
    for word in 0..tree.len() {
        let head = tree.head(word);
        if head == NONE || is_left_over(tree, clauses, head) {
            continue;
        }
        let noun = match (tree.rel(word), tree.sub(word)) {
            (UdRel::Appos, _) => apposition(tree, clauses, head, word),
            (UdRel::Nmod, Sub::Desc) => title(tree, head, word),
            (UdRel::Nmod, Sub::Poss) => possession(tree, head, word),
            (UdRel::Nmod, Sub::Plain) => preposition(tree, clauses, head, word),
            _ => None,
        };
        found.extend(
            noun.filter(|noun| !noun.subject.complete.is_empty() && !noun.object.complete.is_empty()),
        );
    }
}

/// Whether a word is one subject too many, which a parser makes of a dateline.
fn is_left_over(tree: &Tree, clauses: &Clauses, word: u32) -> bool {
    let clause = clauses.of(tree.head(word));
    tree.rel(word) == UdRel::Nsubj
        && clause.is_some_and(|clause| clause.via == Via::Own && clause.subject != Some(word))
}

fn is_name(tree: &Tree, word: u32) -> bool {
    tree.is_a(word, Upos::Propn)
}

/// “Sok, the minister”.
fn apposition(tree: &Tree, clauses: &Clauses, first: u32, second: u32) -> Option<Noun> {
    // “The minister, Sok”: it is Sok who is minister.
    let (name, said) = if is_name(tree, second) && !is_name(tree, first) {
        (second, first)
    } else {
        (first, second)
    };
    let part = |word: u32| Phrase::of(tree, word, bare(tree, word, phrase(tree, clauses, word)));
    Some(Noun {
        word: second,
        subject: part(name),
        predicate: None,
        implied: be(tree, if is_name(tree, said) { name } else { said }),
        object: part(said),
        pattern: Pattern::Apposition,
    })
}

/// “President Sok”.
fn title(tree: &Tree, name: u32, title: u32) -> Option<Noun> {
    if !is_name(tree, name) || tree.is(title, list::ADDRESS) {
        return None;
    }
    let whole = tree.reach(name, Reach::Complete);
    let object = bare(tree, title, tree.reach(title, Reach::Complete));
    let subject = Stretch {
        from: object.to,
        to: whole.to,
    };
    (object.to <= name).then(|| Noun {
        word: title,
        subject: Phrase::of(tree, name, tree.trim(subject, name)),
        predicate: None,
        implied: be(tree, title),
        object: Phrase::of(tree, title, object),
        pattern: Pattern::Title,
    })
}

/// “Sok's plan for the harbour”.
fn possession(tree: &Tree, owned: u32, owner: u32) -> Option<Noun> {
    if !is_name(tree, owner) {
        return None;
    }
    let case = tree.kid(owner, UdRel::Case)?;
    let whole = tree.reach(owned, Reach::Complete);
    let subject = bare(tree, owner, tree.reach(owner, Reach::Complete));
    let subject = Stretch {
        from: subject.from,
        to: subject.to.min(case),
    };
    let object = Stretch {
        from: case + 1,
        to: whole.to,
    };
    (case < owned && case > owner).then(|| Noun {
        word: owner,
        subject: Phrase::of(tree, owner, subject),
        predicate: None,
        implied: "has",
        object: Phrase::of(tree, owned, tree.trim(object, owned)),
        pattern: Pattern::Possession,
    })
}

/// “The Foundation in Berlin”, “plants including the cliffdweller”.
fn preposition(tree: &Tree, clauses: &Clauses, head: u32, noun: u32) -> Option<Noun> {
    let case = tree.kid(noun, UdRel::Case)?;
    let (implied, pattern) = if tree.is(case, list::EXAMPLE) {
        ("include", Pattern::Example)
    } else if tree.is(case, list::SUCH) {
        ("are", Pattern::Example)
    } else if tree.is(case, list::PLACE) && is_name(tree, head) && is_name(tree, noun) {
        (be(tree, head), Pattern::Place)
    } else {
        return None;
    };
    let whole = phrase(tree, clauses, head);
    let object = tree.reach(noun, Reach::Complete);
    let end = tree.reach(case, Reach::Full).to;
    if case != object.from || case < head || object.to <= end || end > noun {
        return None;
    }
    let subject = Stretch {
        from: whole.from,
        to: case,
    };
    Some(Noun {
        word: noun,
        subject: Phrase::of(tree, head, bare(tree, head, subject)),
        predicate: (implied != "include").then_some(Stretch { from: case, to: end }),
        implied,
        object: Phrase::of(
            tree,
            noun,
            Stretch {
                from: end,
                to: object.to,
            },
        ),
        pattern,
    })
}

/// The form of “be” for a thing or for several.
fn be(tree: &Tree, noun: u32) -> &'static str {
    match tree.form(noun) {
        Form::Plural => "are",
        _ => "is",
    }
}
