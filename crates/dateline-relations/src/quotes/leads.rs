//! Quotations that no verb of speech leads in: behind “defended his decision:”, in transcripts and in headlines.
//!
//! - A quotation of a whole sentence behind a comma or colon is its clause's subject's: “Sok defended the move,
//!   “It had to be.””
//! - A paragraph that begins with a speaker and a colon is what they say: “Minister: taxes will fall”, “KIHARA: We
//!   agreed.”
//! - A headline may end with its speaker behind a colon: “Taxes will fall: minister”.

use super::find::{Draft, Finder};
use super::speaker::speaker;
use crate::vocabulary::list;
use dateline_core::layers::{Label, UdRel};
use std::ops::Range;

/// The longest name or office before a colon, in tokens.
const SPEAKER: usize = 7;
/// The longest headline, in tokens.
const HEADLINE: usize = 30;
/// The shortest quotation that may do without a verb of speech, in tokens, marks counted.
const QUOTATION: usize = 6;

impl Finder<'_> {
    /// A quotation behind a comma or a colon whose clause has no verb of speech: what the clause's subject says.
    pub(super) fn led_in(&mut self, sentence: Range<usize>) {
        let (article, tree) = (self.article, self.tree);
        if !tree.is_there() {
            return;
        }
        let mut token = sentence.start;
        while token < sentence.end {
            let Some(number) = self.marks.of(token) else {
                token += 1;
                continue;
            };
            let quoted = self.marks.tokens(number);
            let opens = quoted.start == token;
            token = quoted.end.max(token + 1);
            let lead = quoted.start.checked_sub(1).filter(|at| *at > sentence.start);
            let leads = |at: &usize| {
                matches!(article.text(*at), "," | ":" | "—" | "–")
                    && self.marks.of(*at).is_none()
                    && self.marks.of(*at - 1).is_none()
            };
            let Some(lead) = lead.filter(|at| opens && leads(at)) else {
                continue;
            };
            let free = !self.used.get(number).copied().unwrap_or(true);
            if !free
                || quoted.len() < QUOTATION
                || !self.begins_upper(quoted.start)
                || !self.has_verb(quoted.clone())
            {
                continue;
            }
            // The clause's verb: the sentence's, if it stands before the quotation.
            let colon = article.text(lead) == ":";
            let floor = article.around(lead).start;
            let outside = |at: &usize| tree.head(*at).is_none_or(|head| !(floor..lead).contains(&head));
            let verb = (floor..lead)
                .filter(|at| self.marks.of(*at).is_none() && !article.is_punct(*at))
                .find(outside);
            let Some(verb) = verb else {
                continue;
            };
            let subject = tree.with(verb, UdRel::Nsubj).find(|it| *it < lead);
            let Some(subject) = subject.and_then(|subject| self.as_subject(subject, verb)) else {
                continue;
            };
            let named = self
                .document_owner(&subject)
                .or_else(|| speaker(article, &subject));
            let speaks = named.is_some_and(|it| {
                article.refers_to(it, Label::Person)
                    || colon && (article.refers_to(it, Label::Org) || article.refers_to(it, Label::Gpe))
            });
            if !speaks {
                continue;
            }
            self.use_segments(quoted.clone());
            let last = article.sentence_of(quoted.end.saturating_sub(1));
            self.drafts.push(Draft {
                content: vec![quoted],
                cue: None,
                speaker: named,
                addressee: None,
                rule: "quotes/led-in",
                confidence: if colon { 0.75 } else { 0.65 },
                paragraph: self.paragraph,
                sentence: last,
            });
        }
    }

    /// Whether a quotation begins like a sentence: with a capital, brackets stepped over.
    pub(super) fn begins_upper(&self, mark: usize) -> bool {
        let article = self.article;
        let first = (mark + 1..mark + 5).find(|at| !article.is_punct(*at));
        first.is_some_and(|first| {
            article.is_capital(first) || article.text(first).starts_with(|c: char| c.is_ascii_digit())
        }) || matches!(article.text(mark + 1), "[" | "…" | "...")
    }

    /// A paragraph that is a speaker, a colon and what they say; a headline that is a clause, a colon and its
    /// speaker. Gives whether the paragraph's first sentence was one.
    pub(super) fn transcript(&mut self, index: usize) -> bool {
        let article = self.article;
        let sentence = article.sentence(index);
        let begins = article.sentences.get(index).is_some_and(|it| it.paragraph) || index == 0;
        let Some(colon) = (sentence.start..sentence.end.min(sentence.start + HEADLINE))
            .find(|at| article.text(*at) == ":" && self.marks.of(*at).is_none())
            .filter(|_| begins)
        else {
            return false;
        };
        // The paragraph's end.
        let next = (index + 1..article.sentences.len())
            .find(|at| article.sentences.get(*at).is_some_and(|it| it.paragraph));
        let end = next.map_or(article.tokens.len(), |next| article.sentence(next).start);
        let headline = end == sentence.end
            && sentence.len() <= HEADLINE
            && !matches!(article.text(sentence.end - 1), "." | "!" | "”" | "\"");
        let before = sentence.start..colon;
        if let Some((named, office)) = self.colon_speaker(before.clone()) {
            let said = colon + 1..end;
            let quoted = self
                .marks
                .opens(colon + 1)
                .is_some_and(|number| self.marks.tokens(number).end + 1 >= end);
            let clause = quoted
                || said.len() >= 3
                    && self.has_verb(said.clone())
                    && (headline && office || self.begins_upper(colon));
            if clause && said.len() >= 3 {
                self.tell_paragraph(
                    said,
                    named,
                    if headline {
                        "quotes/headline"
                    } else {
                        "quotes/transcript"
                    },
                );
                return !headline || quoted;
            }
        }
        let behind = colon + 1..sentence.end;
        if headline
            && behind.len() <= SPEAKER
            && before.len() >= 3
            && self.has_verb(before.clone())
            && let Some((named, true)) = self.colon_speaker(behind)
        {
            self.tell_paragraph(before, named, "quotes/headline");
            return true;
        }
        false
    }

    /// The speaker that some tokens are, and whether they are a person's name or somebody's office and no place.
    fn colon_speaker(&self, tokens: Range<usize>) -> Option<(Option<usize>, bool)> {
        let article = self.article;
        if tokens.is_empty() || tokens.len() > SPEAKER || self.has_verb(tokens.clone()) {
            return None;
        }
        if tokens.clone().any(|at| self.marks.of(at).is_some()) {
            return None;
        }
        let last = tokens.end - 1;
        let mention = article.base(last);
        if let Some(mention) = mention.filter(|it| article.is_name(*it)) {
            return match article.label(mention) {
                Some(Label::Person) => Some((Some(mention), true)),
                Some(Label::Org | Label::Gpe | Label::Norp) => Some((Some(mention), false)),
                _ => None,
            };
        }
        let title = mention.is_some_and(|it| article.label(it) == Some(Label::Title));
        if title || self.is_voice(last) {
            let named = article.over(last).filter(|it| article.entity(*it).is_some());
            return Some((named, true));
        }
        None
    }

    fn tell_paragraph(&mut self, said: Range<usize>, named: Option<usize>, rule: &'static str) {
        let article = self.article;
        let mut said = said;
        while said.len() > 1 && article.is_punct(said.end - 1) && self.marks.of(said.end - 1).is_none() {
            said.end -= 1;
        }
        self.use_segments(said.clone());
        let last = article.sentence_of(said.end - 1);
        self.drafts.push(Draft {
            content: vec![said],
            cue: None,
            speaker: named,
            addressee: None,
            rule,
            confidence: 0.6,
            paragraph: self.paragraph,
            sentence: last,
        });
    }

    /// Who a quotation without a cue is likely by: the speaker of the last quotation where the paragraph or the one
    /// before it had no other, or the subject of the sentence before it in its paragraph.
    pub(super) fn speaker_before(&self, quoted: usize, paragraph: usize) -> Option<usize> {
        let (article, tree) = (self.article, self.tree);
        let index = article.sentence_of(quoted);
        let same_paragraph = article.sentences.get(index).is_some_and(|it| !it.paragraph) && index > 0;
        let mut recent = self
            .drafts
            .iter()
            .rev()
            .take(8)
            .take_while(|draft| draft.paragraph + 1 >= paragraph);
        if same_paragraph {
            // “McGurk criticized it. “It is a mistake.””
            let last = article.sentence(index - 1).end.checked_sub(1)?;
            let before = article.around(last);
            let root = (before.start..before.end)
                .find(|at| tree.is_there() && tree.rel(*at) == UdRel::Root && self.marks.of(*at).is_none())?;
            let subject = tree.with(root, UdRel::Nsubj).find(|it| *it < root)?;
            let subject = self.as_subject(subject, root)?;
            let named = speaker(article, &subject)?;
            return article.refers_to(named, Label::Person).then_some(named);
        }
        let last = recent.next()?;
        let entity = last.speaker.and_then(|it| article.entity(it))?;
        let one = recent.all(|draft| draft.speaker.and_then(|it| article.entity(it)) == Some(entity));
        let person = last.speaker.filter(|it| article.refers_to(*it, Label::Person));
        person.filter(|_| one && !article.is(quoted, list::PRONOUN))
    }
}
