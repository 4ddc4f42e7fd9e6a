//! Who stands behind a statement, a letter, a report: its owner in the phrase, who issued it in the sentence, or
//! whoever the article said before had made one.

use super::find::Finder;
use super::speaker::owner;
use crate::clause::Subject;
use crate::vocabulary::list;
use dateline_core::layers::{UdRel, Upos};

/// How far up a sentence the verb is looked for that a document is the object of.
const ABOVE: usize = 4;
/// For how many sentences “the statement” is the one that was spoken of.
const REMEMBERED: usize = 8;

/// A document that somebody made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Issued {
    /// Its noun's word.
    word: u32,
    /// The mention of who made it.
    by: usize,
    sentence: usize,
}

impl Finder<'_> {
    /// Who speaks where a document does; `None` for other subjects, and for documents that nobody is known to own.
    pub(super) fn document_owner(&self, subject: &Subject) -> Option<usize> {
        let (article, tree) = (self.article, self.tree);
        let head = subject.head;
        if subject.mention.is_some() || !article.is(head, list::DOCUMENT) {
            return None;
        }
        if let Some(owner) = owner(article, head, subject.tokens.clone()) {
            return Some(owner);
        }
        // “his statement”, “the ministry's report”.
        let possessor = tree
            .with(head, UdRel::Nmod)
            .find(|it| tree.subtype(*it) == "poss");
        if let Some(possessor) = possessor
            && let Some(mention) = article.over(possessor).or_else(|| article.base(possessor))
            && article.entity(mention).is_some()
        {
            return Some(mention);
        }
        // “Kihara issued a statement saying”, “in a statement saying”.
        let verb = tree
            .above(head)
            .take(ABOVE)
            .find(|it| tree.upos(*it) == Upos::Verb);
        if let Some(verb) = verb
            && tree.rel(head) != UdRel::Nsubj
            && !tree.is_passive(verb)
            && let Some(maker) = tree.with(verb, UdRel::Nsubj).next()
            && let Some(mention) = self.as_subject(maker, verb).and_then(|it| it.mention)
            && article.entity(mention).is_some()
        {
            return Some(mention);
        }
        // “the statement said”: the one before.
        let known = self.issued.filter(|issued| {
            issued.word == article.word(head) && self.sentence <= issued.sentence + REMEMBERED
        });
        let definite = (subject.tokens.start..head).any(|at| {
            matches!(
                article.text(at).to_ascii_lowercase().as_str(),
                "the" | "this" | "that" | "its" | "his" | "her" | "their"
            )
        });
        known.filter(|_| definite).map(|issued| issued.by)
    }

    /// Keeps in mind that the speaker of a verb spoke in a document: “said in a statement”.
    pub(super) fn remember_document(&mut self, verb: usize, speaker: Option<usize>) {
        let Some(by) = speaker else {
            return;
        };
        let found = self
            .tree
            .dependents(verb)
            .filter(|it| {
                matches!(
                    self.tree.rel(*it),
                    UdRel::Obl | UdRel::Obj | UdRel::Nsubj | UdRel::Advcl
                )
            })
            .find(|it| self.article.is(*it, list::DOCUMENT));
        if let Some(noun) = found {
            self.issued = Some(Issued {
                word: self.article.word(noun),
                by,
                sentence: self.sentence,
            });
        }
    }
}
