//! What stands on either side of a reporting verb and its subject: a quotation, a clause, whom it is told to.

use super::cues::Frame;
use super::find::{Finder, NEAR, REACH, Reported, Said};
use crate::inflect::form;
use crate::vocabulary::list;
use dateline_core::layers::{Label, MentionKind};
use std::ops::Range;

impl Finder<'_> {
    /// What stands before subject and verb: a quotation, or a clause that ends with a comma.
    pub(super) fn left(
        &self,
        reported: &Reported,
        sentence: &Range<usize>,
        first_draft: usize,
    ) -> Option<Said> {
        let article = self.article;
        // “..., adding that”: what stands before is another's.
        if reported.cue.forms & form::ING != 0 && reported.start == reported.tokens.start {
            return None;
        }
        // “called it “rare” and said”: what stands before the conjunction is the other verb's.
        if self.tree.is_there() && article.is(reported.start, list::CONJUNCTION) {
            return None;
        }
        let mut last = reported.start.checked_sub(1)?;
        if last < sentence.start {
            // “We must act.” Kihara said. The quotation is the sentence before, and nobody else's.
            let number = self.marks.closes(last)?;
            let segment = self.marks.segments.get(number)?;
            let free = !self.used.get(number).copied().unwrap_or(true) && segment.paragraph == self.paragraph;
            return free.then(|| (segment.tokens.clone(), 0.8));
        }
        let comma = article.is_comma(last);
        if comma {
            last = last.checked_sub(1)?;
        }
        // What an earlier cue of the sentence has is not said again.
        let taken = self
            .drafts
            .iter()
            .skip(first_draft)
            .rev()
            .take(NEAR)
            .flat_map(|draft| draft.content.iter())
            .map(|range| range.end)
            .max();
        let free = taken.unwrap_or(0);
        if let Some(number) = self.marks.closes(last) {
            let quoted = self.marks.tokens(number);
            if quoted.start < free {
                return None;
            }
            let floor = article
                .sentence(article.sentence_of(quoted.start))
                .start
                .max(free);
            let lead = (floor..quoted.start)
                .find(|at| !article.is(*at, list::CONJUNCTION))
                .unwrap_or(quoted.start);
            if lead == quoted.start || !self.has_verb(lead..quoted.start) {
                return Some((quoted, 0.95));
            }
            return Some((self.clause_start(lead, quoted.start)..quoted.end, 0.85));
        }
        if !comma || reported.cue.frame == Frame::Quote || reported.cue.frame == Frame::That {
            return None;
        }
        // “the governors of two states, A and B, declared an emergency”: a verb with an object says that alone.
        let objects = self.tree.is_there() && reported.cue.frame != Frame::To;
        if objects && self.has_object(reported.tokens.start, sentence.end) {
            return None;
        }
        let start = self.clause_start(sentence.start.max(free), last + 1);
        let range = start..last + 1;
        let begins_subordinate =
            article.is(start, list::SUBORDINATOR | list::PREPOSITION) && !self.has_main_clause(range.clone());
        (range.len() >= 3 && self.has_verb(range.clone()) && !begins_subordinate).then_some((range, 0.8))
    }

    /// Whether a clause stands behind the comma of an introduction: “In May, it closed”.
    pub(super) fn has_main_clause(&self, range: Range<usize>) -> bool {
        let comma = range
            .clone()
            .find(|at| self.article.is_comma(*at) && self.article.base(*at).is_none());
        comma.is_some_and(|comma| self.has_verb(comma + 1..range.end))
    }

    /// A clause that the cue stands in the middle of, between commas: “If it fell, they reasoned, it would break”.
    pub(super) fn around_cue(
        &self,
        reported: &Reported,
        sentence: &Range<usize>,
        first_draft: usize,
    ) -> Option<(Option<Said>, Said)> {
        let article = self.article;
        let comma = reported.start.checked_sub(1).filter(|at| *at >= sentence.start)?;
        let frames = matches!(reported.cue.frame, Frame::Clause | Frame::That);
        if !(frames || reported.inverted)
            || !self.tree.is_there()
            || !article.is_comma(comma)
            || !article.is_comma(reported.end)
        {
            return None;
        }
        let taken = self
            .drafts
            .iter()
            .skip(first_draft)
            .flat_map(|draft| &draft.content);
        let free = taken.map(|range| range.end).max().unwrap_or(0);
        // “which, they observed, occurred yearly”: no more than the clause that goes on behind the cue.
        let clause = self
            .tree
            .head(reported.tokens.start)
            .filter(|head| *head > reported.end && *head < sentence.end)
            .map_or(sentence.start, |head| self.tree.extent(head).start);
        let floor = sentence.start.max(free).max(clause.min(comma));
        let before = self.clause_start(floor, comma)..comma;
        let start = reported.end + 1;
        let relative = article.is(start, list::RELATIVE) || self.marks.of(start).is_some();
        if relative || self.marks.of(comma).is_some() || self.comma_after_mark(comma) {
            return None;
        }
        let behind = start..self.clause_end(start, sentence, reported);
        if behind.len() < 2 || !self.has_verb(behind.clone()) || self.starts_with_participle(start) {
            return None;
        }
        // “..., which, they observed, occurred yearly”: the pronoun says nothing without its noun.
        let bare = article.is(comma.saturating_sub(1), list::RELATIVE);
        let before = (before.len() >= 2 && !bare).then_some((before, 0.7));
        Some((before, (behind, 0.7)))
    }

    /// What stands behind the verb: a quotation, or a clause with or without “that”.
    pub(super) fn right(
        &self,
        reported: &Reported,
        sentence: &Range<usize>,
        left: Option<&Range<usize>>,
    ) -> (Option<Said>, Option<usize>) {
        let article = self.article;
        let frame = reported.cue.frame;
        let (mut at, addressee) = match frame {
            Frame::To if !reported.inverted => self.addressee(reported.end, sentence),
            _ => (reported.end, None),
        };
        if let Some(left) = left {
            // “..., Maróth said, and paying back seems realistic”: the clause goes on behind the comma.
            if !article.is_comma(at) {
                return (
                    self.quotation_after(at, sentence).map(|range| (range, 0.9)),
                    addressee,
                );
            }
            at += 1;
            // What follows a quotation without marks is no longer said: “..., said Sok, who left”.
            if left.end > 0 && self.marks.closes(left.end - 1).is_some() && self.marks.opens(at).is_none() {
                return (
                    self.quotation_after(at, sentence).map(|range| (range, 0.9)),
                    addressee,
                );
            }
            let participle = self.starts_with_participle(at)
                || reported.inverted && article.is(at, list::RELATIVE | list::ARTICLE);
            while at < sentence.end && article.is(at, list::CONJUNCTION) {
                at += 1;
            }
            let range = at..self.clause_end(at, sentence, reported);
            let resumes = self.marks.opens(at).is_some()
                || range.len() >= 3 && self.has_verb(range.clone()) && !participle;
            return (resumes.then_some((range, 0.75)), addressee);
        }
        if let Some(range) = self.quotation_after(at, sentence) {
            return (Some((range, 0.9)), addressee);
        }
        if !reported.inverted
            && let Some(range) = self.complement(reported, at, sentence)
        {
            return (Some((range, 0.9)), addressee);
        }
        // “Writing for the court, Sok declared”: the clause behind the comma is the sentence's own.
        let verb = reported.tokens.start;
        let opening = self.tree.is_there()
            && reported.cue.forms & form::ING != 0
            && self.tree.head(verb).is_some_and(|head| head > verb);
        if frame == Frame::Quote || reported.inverted || opening {
            return (None, addressee);
        }
        // “said on Monday that”, “told reporters before his trip that”.
        let plain = |token: usize| {
            self.marks.of(token).is_none() && !self.finite(token) && article.text(token) != ";"
        };
        let adverbial = article.text(at).eq_ignore_ascii_case("that")
            || article.is(at, list::PREPOSITION | list::ADVERB)
            || article.is_comma(at)
            || article
                .base(at)
                .is_some_and(|it| matches!(article.label(it), Some(Label::Date | Label::Time)))
            || frame == Frame::To;
        let that = (at..(at + REACH).min(sentence.end))
            .take_while(|token| plain(*token))
            .find(|token| article.text(*token).eq_ignore_ascii_case("that"))
            .filter(|that| self.is_that(*that, reported.tokens.start));
        if let Some(that) = that.filter(|_| adverbial) {
            let range = that + 1..self.clause_end(that + 1, sentence, reported);
            return (self.has_verb(range.clone()).then_some((range, 0.9)), addressee);
        }
        let objects = self.tree.is_there() && frame != Frame::To;
        if frame == Frame::That || objects && self.has_object(reported.tokens.start, sentence.end) {
            return (None, addressee);
        }
        let start = self.bare_clause(at, sentence);
        let range = start..self.clause_end(start, sentence, reported);
        let begins =
            !article.is(start, list::PREPOSITION | list::RELATIVE) || self.has_main_clause(range.clone());
        let odd = article.is_punct(start)
            || self.finite(start)
            || matches!(
                article.text(start),
                "so" | "because" | "to" | "while" | "although"
            )
            || article.is(start, list::ADVERB) && range.len() < 4;
        let clause = begins && range.len() >= 3 && !odd && self.has_clause(range.clone());
        (clause.then_some((range, 0.8)), addressee)
    }

    /// A verb behind a subject: at the second token or later, and not only in a relative clause.
    pub(super) fn has_clause(&self, range: Range<usize>) -> bool {
        let article = self.article;
        let mut relative = false;
        for token in range.start + 1..range.end {
            // “confirmed him, but the Senate had not”: an object, then another clause.
            if article.is_comma(token) && article.is(token + 1, list::CONJUNCTION) {
                return false;
            }
            // “declared an emergency so he could build”: an object, then a subordinate clause.
            if matches!(
                article.text(token),
                "because" | "although" | "though" | "while" | "if" | "unless" | "until" | "so" | "whether"
            ) && token > range.start + 1
            {
                return false;
            }
            if article.is(token, list::RELATIVE) || article.text(token) == "that" {
                relative = true;
            } else if self.finite(token) {
                if !relative {
                    return true;
                }
                relative = false;
            }
        }
        false
    }

    /// “to reporters”, “Wikinews”, “him”: whom it is said to, and where what is said may begin.
    pub(super) fn addressee(&self, at: usize, sentence: &Range<usize>) -> (usize, Option<usize>) {
        let article = self.article;
        if let Some(mention) = article.base(at).filter(|mention| article.is_name(*mention)) {
            let end = article.place(mention).end;
            if !article.is_clitic(end) {
                return (end, Some(mention));
            }
        }
        if let Some(mention) = article.over(at)
            && article
                .mentions
                .get(mention)
                .is_some_and(|it| it.kind == MentionKind::Pronoun)
        {
            return (at + 1, Some(mention));
        }
        if article.is(at, list::PRONOUN) {
            return (at + 1, None);
        }
        // “the BBC”, “the news agency Reuters”, “a press conference”.
        let mut token = at;
        while token < sentence.end
            && token < at + 6
            && (article.is(token, list::ARTICLE | list::POSSESSIVE)
                || article.is_plain_noun(token)
                || article.base(token).is_some())
        {
            if article.is(token, list::AUDIENCE) {
                return (token + 1, None);
            }
            if let Some(mention) = article
                .base(token)
                .filter(|mention| article.is_name(*mention) && token > at)
            {
                let end = article.place(mention).end;
                if !article.is_clitic(end) {
                    return (end, Some(mention));
                }
            }
            token += 1;
        }
        let article_first = article.is(at, list::ARTICLE | list::POSSESSIVE);
        (if article_first { token } else { at }, None)
    }

    /// The quotation that opens at `at`, or behind an adverbial and a comma or colon.
    pub(super) fn quotation_after(&self, at: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
        let article = self.article;
        for token in at..(at + REACH).min(sentence.end + 1) {
            if let Some(number) = self.marks.opens(token) {
                let lead = token == at || matches!(article.text(token - 1), "," | ":");
                let quoted = self.marks.tokens(number);
                // Two or three words in marks behind a verb of speech are a part of a clause, not a speech.
                return (lead && !self.used.get(number).copied().unwrap_or(true)).then_some(quoted);
            }
            if article.is_finite(token) || self.marks.of(token).is_some() || article.text(token) == ";" {
                return None;
            }
            if token == at
                && !(article.is_punct(token)
                    || article.is(token, list::PREPOSITION | list::ADVERB)
                    || self.is_time(token))
            {
                return None;
            }
        }
        None
    }

    pub(super) fn starts_with_participle(&self, at: usize) -> bool {
        self.article.is_verb(at, form::ING) || self.article.text(at).ends_with("ing")
    }

    /// Where a clause without “that” begins, adverbials after the verb stepped over.
    pub(super) fn bare_clause(&self, mut at: usize, sentence: &Range<usize>) -> usize {
        let article = self.article;
        // “said Monday the ...”, “said on Monday the ...”.
        let preposition = usize::from(article.is(at, list::PREPOSITION) && self.is_time(at + 1));
        if self.is_time(at + preposition)
            && let Some(mention) = article.base(at + preposition)
        {
            at = article.place(mention).end;
        }
        if article.is_comma(at) {
            return at + 1;
        }
        // “said in a statement, Navalny would ...”
        if article.is(at, list::PREPOSITION) {
            let comma = (at..(at + REACH).min(sentence.end))
                .take_while(|token| !article.is_finite(*token) && self.marks.of(*token).is_none())
                .find(|token| article.is_comma(*token) && article.base(*token).is_none());
            if let Some(comma) = comma.filter(|comma| self.has_clause(comma + 1..sentence.end)) {
                return comma + 1;
            }
            // “said in a statement it would pay”.
            let document =
                (at + 1..(at + 6).min(sentence.end)).find(|token| article.is(*token, list::DOCUMENT));
            if let Some(document) = document.filter(|_| self.tree.is_there()) {
                let next = document + 1;
                let goes_on = article.is_punct(next)
                    || article.is(next, list::PREPOSITION | list::RELATIVE)
                    || self.tree.xpos(next).starts_with('V');
                if !goes_on && self.has_clause(next..sentence.end) {
                    return next;
                }
            }
        }
        at
    }
}
