//! The phrases of a parse as subjects: whose a verb is, and which mention the phrase names.

use super::find::Finder;
use crate::clause::Subject;
use crate::tree::CLAUSES;
use crate::vocabulary::list;
use dateline_core::layers::{Label, UdRel, Upos};
use std::ops::Range;

impl Finder<'_> {
    /// The subject that stands beside the verb `of`, the nearest to `verb` of several; the passive's where `of`
    /// is another verb.
    pub(super) fn own_subject(&self, of: usize, verb: usize) -> Option<usize> {
        let (article, tree) = (self.article, self.tree);
        let subjects = tree
            .with(of, UdRel::Nsubj)
            .filter(|it| of != verb || tree.subtype(*it) != "pass");
        let mut best: Option<usize> = None;
        for subject in subjects {
            let person = |at: usize| {
                article
                    .base(at)
                    .is_some_and(|it| article.label(it) == Some(Label::Person))
            };
            if best.is_none_or(|known| person(subject) && !person(known) || subject < verb && known < subject)
            {
                best = Some(subject);
            }
        }
        best
    }

    /// The head of the phrase whose verb this is: its subject, that of the verb it goes on or hangs on, or the noun
    /// that a participle describes.
    pub(super) fn phrase_of(&self, verb: usize) -> Option<usize> {
        let (article, tree) = (self.article, self.tree);
        let mut at = verb;
        for _ in 0..CLAUSES {
            if let Some(subject) = self.own_subject(at, verb) {
                return Some(subject);
            }
            let head = tree.head(at)?;
            let mark = tree
                .with(at, UdRel::Mark)
                .next()
                .map_or("", |mark| article.text(mark));
            let object = || tree.with(head, UdRel::Obj).find(|it| *it < at);
            match tree.rel(at) {
                UdRel::Conj | UdRel::Aux | UdRel::Cop => {}
                UdRel::Xcomp | UdRel::Advcl if matches!(mark, "as" | "of" | "for") => {
                    // “quotes him as saying”; “was quoted as saying” has its subject above.
                    if let Some(object) = object() {
                        return Some(object);
                    }
                }
                UdRel::Xcomp => {
                    if let Some(object) = object() {
                        return Some(object);
                    }
                }
                UdRel::Advcl => {}
                UdRel::Acl => return Some(head),
                _ => return None,
            }
            at = head;
        }
        None
    }

    /// Whether the noun is one of those that speak: officials, institutions, documents.
    pub(super) fn is_voice(&self, token: usize) -> bool {
        let voices = list::GOVERNMENT
            | list::MILITARY
            | list::POLICE
            | list::LEGISLATURE
            | list::COURT
            | list::REBEL
            | list::CIVILIAN
            | list::ACTOR
            | list::DOCUMENT
            | list::AUDIENCE
            | list::VOICE
            | list::PRONOUN;
        self.article.is(token, voices)
            || self
                .article
                .vocabulary
                .lists_of(self.article.vocabulary.id(self.tree.lemma(token)))
                & voices
                != 0
    }

    /// The token of a phrase that the others hang on.
    pub(super) fn top_of(&self, tokens: Range<usize>) -> Option<usize> {
        let mut outside = tokens
            .clone()
            .filter(|at| self.tree.head(*at).is_none_or(|head| !tokens.contains(&head)))
            .filter(|at| !self.article.is_punct(*at) && self.tree.rel(*at) != UdRel::Case);
        outside.next()
    }

    /// A phrase of the parse as the subject of the verb `verb`.
    pub(super) fn as_subject(&self, token: usize, verb: usize) -> Option<Subject> {
        let (article, tree) = (self.article, self.tree);
        let mut head = token;
        let mut relative = false;
        // “who”, “which”: what the clause is about.
        if tree.upos(head) == Upos::Pron && article.is(head, list::RELATIVE) || article.text(head) == "that" {
            head = tree.antecedent(head)?;
            relative = true;
        }
        let name = |token: usize| article.base(token).filter(|mention| article.is_name(*mention));
        let is_person = |mention: &usize| article.label(*mention) == Some(Label::Person);
        let extent = tree.extent(head);
        let explained = || {
            let parts = tree.dependents(head).filter(|it| {
                matches!(tree.rel(*it), UdRel::Appos | UdRel::Flat)
                    || matches!(tree.rel(*it), UdRel::Compound | UdRel::Nmod) && tree.case(*it).is_none()
            });
            let mut parts = parts.filter(|it| *it < verb || head > verb);
            parts.find_map(|it| name(it).filter(is_person))
        };
        let own = name(head);
        let beside = self.group_of(verb).checked_sub(1).and_then(|last| {
            let mention = name(last).filter(is_person)?;
            let start = article.place(mention).start;
            let free = start.checked_sub(1).is_none_or(|at| {
                !article.is(at, list::PREPOSITION | list::CONJUNCTION) && !article.is_clitic(at)
            });
            (free && !relative && extent.contains(&start) && self.belongs(start, head)).then_some(mention)
        });
        // “One senator, Eduardo Bhatia,”: the name explains the noun; “Transport Minister Kihara”: the person.
        let mention = own
            .filter(is_person)
            .or_else(explained)
            .or(beside)
            .or(own)
            .or_else(|| self.named_group(head))
            .or_else(|| article.over(head));
        let mut tokens = extent;
        if head < verb {
            let verb = self.group_of(verb);
            tokens.end = tokens.end.min(verb).max(head + 1);
            tokens.start = self.phrase_floor(tokens.start, head);
        }
        Some(Subject {
            mention,
            others: Vec::new(),
            head,
            tokens,
        })
    }

    /// Whether a name belongs to the phrase of `head` without a preposition or a clause between.
    pub(super) fn belongs(&self, name: usize, head: usize) -> bool {
        let tree = self.tree;
        let mut at = name;
        for _ in 0..CLAUSES {
            if at == head {
                return true;
            }
            let inner = matches!(
                tree.rel(at),
                UdRel::Flat | UdRel::Appos | UdRel::Compound | UdRel::Nmod | UdRel::Nsubj
            );
            if !inner || tree.case(at).is_some() {
                return false;
            }
            match tree.head(at) {
                Some(above) if tree.rel(at) != UdRel::Nsubj => at = above,
                // Two subjects of one verb: the parse has torn the phrase apart.
                _ => return true,
            }
        }
        false
    }

    /// “One of these groups, the Syrian Democratic Forces, said”: an organization that explains the noun.
    pub(super) fn named_group(&self, head: usize) -> Option<usize> {
        let (article, tree) = (self.article, self.tree);
        let mut parts = tree.dependents(head).filter(|it| tree.rel(*it) == UdRel::Appos);
        parts.find_map(|it| {
            article
                .base(it)
                .filter(|it| article.is_name(*it) && article.label(*it) == Some(Label::Org))
        })
    }

    /// Where a subject begins whose tree reaches back to `start`: never before a quotation, a semicolon or a colon.
    pub(super) fn phrase_floor(&self, start: usize, head: usize) -> usize {
        let article = self.article;
        let cut = (start..head)
            .rev()
            .find(|at| self.marks.of(*at).is_some() || matches!(article.text(*at), ";" | ":" | "—" | "–"));
        let mut floor = cut.map_or(start, |at| at + 1);
        while floor < head && (article.is_comma(floor) || article.is(floor, list::CONJUNCTION)) {
            floor += 1;
        }
        floor
    }

    /// The first token of a verb's group: auxiliaries, negation and adverbs before it.
    pub(super) fn group_of(&self, verb: usize) -> usize {
        let mut start = verb;
        while start > 0 && self.article.is_group(start - 1) {
            start -= 1;
        }
        start
    }

    /// The first token of a verb without a subject of its own, its conjunction with it.
    pub(super) fn group_start(&self, verb: usize, sentence: &Range<usize>) -> usize {
        let start = self.group_of(verb).max(sentence.start);
        let joined = start
            .checked_sub(1)
            .filter(|at| *at >= sentence.start && self.article.is(*at, list::CONJUNCTION));
        joined.unwrap_or(start)
    }

    /// Where a subject behind its verb ends: before the next quotation, and without the marks at its end.
    pub(super) fn phrase_end(&self, phrase: &Range<usize>, floor: usize) -> usize {
        let mut end = (phrase.start..phrase.end)
            .find(|at| {
                // “an analyst, who rates it a “buy””: marks about a word within the phrase are no quotation beside it.
                let within = at
                    .checked_sub(1)
                    .is_some_and(|before| before >= phrase.start && !self.article.is_punct(before));
                self.marks.opens(*at).is_some() && !within || matches!(self.article.text(*at), ";" | ":")
            })
            .unwrap_or(phrase.end);
        while end > floor && self.article.is_punct(end - 1) {
            end -= 1;
        }
        end.max(floor)
    }
}
