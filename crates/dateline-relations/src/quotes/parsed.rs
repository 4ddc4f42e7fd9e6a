//! What the parse says of a reporting verb: whether it is one, whose it is, and which clause is said.
//!
//! Where there is no parse, or it says nothing, the stage reads clauses by their words ([`crate::clause`]).

use super::cues::{Cue, Frame};
use super::find::{Finder, Reported};
use super::speaker::speaker;
use crate::inflect::form;
use crate::vocabulary::list;
use dateline_core::layers::{Label, UdRel, Upos};
use std::ops::Range;

/// The longest phrase behind its verb that is taken for a subject, in tokens.
const INVERTED: usize = 30;

/// What the parse makes of a word that may report.
pub(super) enum Reading {
    /// It reports nothing.
    Nothing,
    /// It does not say: the words must.
    Unsure,
    /// It reports.
    Found(Box<Reported>),
}

impl Finder<'_> {
    /// Whether the token is a clause's verb: by its tag, or by its looks where there are no tags.
    pub(super) fn finite(&self, token: usize) -> bool {
        if !self.tree.is_there() {
            return self.article.is_finite(token);
        }
        matches!(self.tree.xpos(token), "VBD" | "VBP" | "VBZ" | "MD")
    }

    /// What the parse says of the word at `token`, which is a cue by its form.
    pub(super) fn read_verb(&self, token: usize, cue: Cue, sentence: &Range<usize>) -> Reading {
        let (article, tree) = (self.article, self.tree);
        if !tree.is_there() {
            return Reading::Unsure;
        }
        let before = token.checked_sub(1).filter(|before| *before >= sentence.start);
        let after_quotation =
            before.is_some_and(|at| self.marks.closes(at).is_some() || self.comma_after_mark(at));
        if !matches!(tree.upos(token), Upos::Verb | Upos::Aux) || tree.rel(token) == UdRel::Amod {
            return if after_quotation {
                Reading::Unsure
            } else {
                Reading::Nothing
            };
        }
        let negated = tree
            .with(token, UdRel::Advmod)
            .any(|it| it < token && article.is(it, list::DENIED));
        let conditional = tree.with(token, UdRel::Mark).any(|it| {
            matches!(
                article.text(it).to_ascii_lowercase().as_str(),
                "if" | "unless" | "whether"
            )
        });
        // “a move that the paper noted as rare”: what is said of something is no speech.
        let relative = tree
            .with(token, UdRel::Obj)
            .any(|it| it < token && (article.is(it, list::RELATIVE) || article.text(it) == "that"));
        if negated || conditional || relative {
            return Reading::Nothing;
        }
        if tree.is_passive(token) {
            return self.told_by_nobody(token, cue);
        }
        let helped = tree.with(token, UdRel::Aux).next().is_some();
        let own = self.own_subject(token, token);
        let mut holder = token;
        match tree.xpos(token) {
            "VBN" if !helped && own.is_none() => {
                return if after_quotation {
                    Reading::Unsure
                } else {
                    Reading::Nothing
                };
            }
            "VB" => match self.bare_form(token) {
                Some(above) => holder = above,
                None => return Reading::Nothing,
            },
            _ => {}
        }
        if own.is_none()
            && let Some(outer) = self.outer_report(token)
        {
            holder = outer;
        }
        let end = token + 1 + usize::from(cue.particle.is_some());
        // “He denies it, his lawyer, Sok Dara, said”: a name between commas that the parse hangs elsewhere.
        let group = self.group_of(token);
        let apposed = group.checked_sub(2).filter(|_| article.is_comma(group - 1));
        if own.is_none()
            && let Some(mention) = apposed.and_then(|at| article.base(at))
            && article.label(mention) == Some(Label::Person)
            && article.place(mention).start > sentence.start
            && article.is_comma(article.place(mention).start - 1)
        {
            return Reading::Unsure;
        }
        if own.is_none()
            && let Some(reported) = self.behind_verb(token, cue, sentence)
        {
            return Reading::Found(Box::new(reported));
        }
        if after_quotation && own.is_none() {
            return Reading::Unsure;
        }
        let Some(phrase) = self.phrase_of(holder) else {
            return Reading::Unsure;
        };
        if self.marks.of(phrase).is_some() {
            // A subject inside quotation marks belongs to what is quoted.
            return Reading::Nothing;
        }
        let Some(mut subject) = self.as_subject(phrase, holder) else {
            return Reading::Unsure;
        };
        let inverted = own.is_some_and(|own| own > token);
        if inverted {
            subject.tokens.start = subject.tokens.start.max(end);
        }
        let person = subject
            .mention
            .is_some_and(|it| article.refers_to(it, Label::Person));
        let unnamed = !person && own.is_some_and(|own| own < token);
        if let Some(by_words) = unnamed.then(|| article.subject(token)).flatten()
            && let Some(person) = by_words.mention
            && article.label(person) == Some(Label::Person)
            && article.is_name(person)
            && article.is_comma(article.place(person).end)
        {
            // “The head of the group, Sok Dara, says”, whatever the apposition hangs on.
            subject.mention = Some(person);
        }
        let named = self
            .document_owner(&subject)
            .or_else(|| speaker(article, &subject));
        let (start, end) = match own {
            Some(_) if inverted => (token, self.phrase_end(&subject.tokens, end)),
            Some(_) => (subject.tokens.start, end),
            None => (self.group_start(holder, sentence), end),
        };
        Reading::Found(Box::new(Reported {
            cue,
            tokens: token..token + 1 + usize::from(cue.particle.is_some()),
            subject: Some(subject),
            speaker: named,
            start,
            end,
            inverted,
        }))
    }

    /// “It was reported that the ship sank”: a report that nobody is named for; other passives report nothing.
    fn told_by_nobody(&self, token: usize, cue: Cue) -> Reading {
        let (article, tree) = (self.article, self.tree);
        let it = tree
            .dependents(token)
            .find(|it| *it < token && article.text(*it).eq_ignore_ascii_case("it"));
        let said = tree.with(token, UdRel::Ccomp).any(|clause| clause > token)
            || tree.with(token, UdRel::Csubj).any(|clause| clause > token);
        let (Some(it), true, Frame::Clause | Frame::That) = (it, said, cue.frame) else {
            return Reading::Nothing;
        };
        let end = token + 1 + usize::from(cue.particle.is_some());
        Reading::Found(Box::new(Reported {
            cue,
            tokens: token..end,
            subject: None,
            speaker: None,
            start: it,
            end,
            inverted: false,
        }))
    }

    /// The reporting verb that this one goes on although the parse joins it to what is said: “officials deny the
    /// city will fall and say it is safe”.
    fn outer_report(&self, token: usize) -> Option<usize> {
        let (article, tree) = (self.article, self.tree);
        let inner = tree.head(token).filter(|_| tree.rel(token) == UdRel::Conj)?;
        let outer = tree.head(inner).filter(|_| tree.rel(inner) == UdRel::Ccomp)?;
        self.cues.find(article.word(outer), article.word(outer + 1))?;
        let same = match tree.xpos(token) {
            "VB" | "VBP" => tree.xpos(outer) == "VBP" && self.tense(inner) != "VBP",
            form => form == tree.xpos(outer) && self.tense(inner) != form,
        };
        same.then_some(outer)
    }

    /// The verb on which a bare form hangs that reports all the same: “went on to say”, “would later write”.
    /// `None` for what somebody might, must or did not say.
    fn bare_form(&self, token: usize) -> Option<usize> {
        let (article, tree) = (self.article, self.tree);
        if tree
            .with(token, UdRel::Mark)
            .any(|it| article.text(it).eq_ignore_ascii_case("to"))
        {
            // “went as far as to say”: the adverb between stands for its verb.
            let head = tree.head(token)?;
            let head = match tree.upos(head) {
                Upos::Adv => tree.head(head)?,
                _ => head,
            };
            let goes_on =
                matches!(tree.rel(token), UdRel::Xcomp | UdRel::Advcl) && article.is(head, list::DOES);
            return goes_on.then_some(head);
        }
        let mut helpers = tree.with(token, UdRel::Aux);
        let first = helpers.next();
        let later = tree
            .with(token, UdRel::Advmod)
            .any(|it| matches!(article.text(it), "later" | "eventually" | "subsequently" | "then"));
        match first {
            None => Some(token),
            Some(helper) if later && article.text(helper) == "would" => Some(token),
            Some(helper) if article.is(helper, list::DO) => Some(token),
            Some(_) => None,
        }
    }

    /// “says the study”, “stated Minister Kihara”: a subject behind its verb, where a comma, a quotation or the
    /// sentence's start stands before it.
    fn behind_verb(&self, token: usize, cue: Cue, sentence: &Range<usize>) -> Option<Reported> {
        let article = self.article;
        let before = token.checked_sub(1).filter(|before| *before >= sentence.start)?;
        let quoted = self.marks.closes(before).is_some() || self.comma_after_mark(before);
        if quoted
            || !(article.is_comma(before) || matches!(article.text(before), "—" | "–" | "-"))
            || cue.frame == Frame::To
            || cue.forms & (form::PAST | form::PRESENT) == 0
        {
            return None;
        }
        let end = token + 1 + usize::from(cue.particle.is_some());
        let stop = (end..sentence.end.min(end + INVERTED))
            .filter(|at| article.base(*at).is_none_or(|it| article.place(it).start >= *at))
            .find(|at| article.is_punct(*at) && !matches!(article.text(*at), "-" | "'" | "’"))
            .unwrap_or(sentence.end.min(end + INVERTED));
        if stop <= end || self.has_verb(end..stop) || !self.has_verb(sentence.start..before) {
            return None;
        }
        // “..., added two goals”: a phrase that ends with its clause and is nobody who speaks.
        let head = self.top_of(end..stop)?;
        let speaks = article.base(head).is_some_and(|it| article.is_name(it))
            || article.over(head).is_some()
            || self.is_voice(head);
        let reads = cue.frame != Frame::Quote || article.is(head, list::DOCUMENT);
        if !speaks
            || !reads
            || self
                .tree
                .with(head, UdRel::Case)
                .any(|case| case >= end && case < head)
        {
            return None;
        }
        let mut subject = self.as_subject(head, token)?;
        // “stated Minister of Information Moammar al-Eryani”: a person whom the phrase ends with.
        let last = article
            .base(stop - 1)
            .filter(|it| article.label(*it) == Some(Label::Person) && article.place(*it).start >= end);
        if last.is_some() {
            subject.mention = last;
        }
        subject.tokens = end..stop;
        let named = self
            .document_owner(&subject)
            .or_else(|| speaker(article, &subject));
        Some(Reported {
            cue,
            tokens: token..end,
            subject: Some(subject),
            speaker: named,
            start: token,
            end: stop,
            inverted: true,
        })
    }
}
