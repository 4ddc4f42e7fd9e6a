//! Finds what is said, by whom, around each reporting verb.

use super::cues::{Cue, Cues, Frame};
use super::document::Issued;
use super::marks::Marks;
use crate::article::Article;
use crate::clause::Subject;
use crate::inflect::form;
use crate::tree::Tree;
use crate::vocabulary::list;
use dateline_core::layers::{Label, MentionKind};
use std::ops::Range;

/// How far behind its verb a “that” or a quotation mark may stand, the words between being an adverbial.
const REACH: usize = 16;

/// How many quotes of one sentence a further one is compared with.
pub(super) const NEAR: usize = 16;

/// A quote before it is written.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) content: Vec<Range<usize>>,
    pub(crate) cue: Option<Range<usize>>,
    pub(crate) speaker: Option<usize>,
    pub(crate) addressee: Option<usize>,
    pub(crate) rule: &'static str,
    pub(crate) confidence: f32,
    /// The paragraph it stands in, to be resumed.
    pub(super) paragraph: usize,
    /// Its last sentence.
    pub(super) sentence: usize,
}

/// A verb that reports, with its subject.
pub(super) struct Reported {
    pub(super) cue: Cue,
    /// The verb and its particle.
    pub(super) tokens: Range<usize>,
    pub(super) subject: Option<Subject>,
    pub(super) speaker: Option<usize>,
    /// The first token of subject and verb together.
    pub(super) start: usize,
    /// One past their last.
    pub(super) end: usize,
    pub(super) inverted: bool,
}

/// The search over one article.
pub(crate) struct Finder<'a> {
    pub(super) article: Article<'a>,
    pub(super) tree: Tree<'a>,
    pub(super) marks: &'a Marks,
    pub(super) cues: &'a Cues,
    pub(super) most: usize,
    pub(super) drafts: Vec<Draft>,
    /// By segment: whether a quote has it.
    pub(super) used: Vec<bool>,
    pub(super) paragraph: usize,
    pub(super) sentence: usize,
    pub(super) next_segment: usize,
    /// The last document that somebody was said to have made.
    pub(super) issued: Option<Issued>,
}

impl<'a> Finder<'a> {
    pub(crate) fn new(
        article: Article<'a>,
        tree: Tree<'a>,
        marks: &'a Marks,
        cues: &'a Cues,
        most: usize,
    ) -> Self {
        let used = vec![false; marks.segments.len()];
        Self {
            article,
            tree,
            marks,
            cues,
            most,
            drafts: Vec::new(),
            used,
            paragraph: 0,
            sentence: 0,
            next_segment: 0,
            issued: None,
        }
    }

    pub(crate) fn run(mut self) -> Vec<Draft> {
        for index in 0..self.article.sentences.len() {
            if index > 0
                && self
                    .article
                    .sentences
                    .get(index)
                    .is_some_and(|sentence| sentence.paragraph)
            {
                self.paragraph += 1;
            }
            if self.drafts.len() >= self.most {
                break;
            }
            self.sentence = index;
            if !self.transcript(index) {
                self.in_sentence(self.article.sentence(index));
                self.led_in(self.article.sentence(index));
            }
            self.resumed(self.article.sentence(index));
        }
        self.drafts
    }

    /// The quotes whose cue stands in the sentence.
    fn in_sentence(&mut self, tokens: Range<usize>) {
        let first_draft = self.drafts.len();
        let mut last_subject: Option<(Option<Subject>, Option<usize>)> = None;
        let mut token = tokens.start;
        while token < tokens.end {
            if self.marks.of(token).is_some() {
                token += 1;
                continue;
            }
            let near = self.article.around(token);
            if self.according(token, &near) {
                token += 2;
                continue;
            }
            let Some(reported) = self.reported(token, &near, last_subject.as_ref()) else {
                token += 1;
                continue;
            };
            let found = self.content(&reported, &near, first_draft);
            if let Some((content, addressee, confidence)) = found {
                let fresh = content.iter().any(|range| {
                    self.drafts
                        .iter()
                        .skip(first_draft)
                        .rev()
                        .take(NEAR)
                        .all(|draft| !draft.content.contains(range))
                });
                if fresh {
                    for range in &content {
                        self.use_segments(range.clone());
                    }
                    let rule = match (reported.speaker, &reported.subject) {
                        (Some(_), _) => "quotes/said",
                        (None, Some(_)) => "quotes/said-by-unnamed",
                        (None, None) => "quotes/said-by-unknown",
                    };
                    self.remember_document(reported.tokens.start, reported.speaker);
                    self.drafts.push(Draft {
                        content,
                        cue: Some(reported.tokens.clone()),
                        speaker: reported.speaker,
                        addressee,
                        rule,
                        confidence,
                        paragraph: self.paragraph,
                        sentence: self.sentence,
                    });
                }
            }
            last_subject = Some((reported.subject, reported.speaker));
            token = reported.tokens.end;
        }
    }

    pub(super) fn use_segments(&mut self, tokens: Range<usize>) {
        for token in tokens {
            if let Some(used) = self.marks.of(token).and_then(|number| self.used.get_mut(number)) {
                *used = true;
            }
        }
    }

    /// What is said, to whom, and how sure that is.
    fn content(
        &self,
        reported: &Reported,
        sentence: &Range<usize>,
        first_draft: usize,
    ) -> Option<(Vec<Range<usize>>, Option<usize>, f32)> {
        let mut content: Vec<Range<usize>> = Vec::new();
        let mut left = self.left(reported, sentence, first_draft);
        let (mut right, mut addressee) = (None, None);
        // A clause behind the verb is what is said, whatever stands before its subject; only a quotation
        // there, in the same sentence, comes first.
        if self.says_that(reported) {
            left = None;
        }
        let quoted = left.as_ref().is_some_and(|(range, _)| {
            (range.end > sentence.start
                || range.len() > 3 && (range.end - 3..range.end - 1).any(|at| self.article.is_comma(at)))
                && range
                    .end
                    .checked_sub(1)
                    .is_some_and(|mark| self.marks.closes(mark).is_some())
        });
        // “If it fell, they reasoned, it would break”: a clause on either side.
        let mut around = None;
        if left.is_none() {
            around = self.around_cue(reported, sentence, first_draft);
        }
        let medial = left.is_some() && self.article.is_comma(reported.end);
        if let Some((before, behind)) = around {
            (left, right) = (before, Some(behind));
        } else if !quoted && !medial {
            (right, addressee) = self.right(reported, sentence, None);
            // “The clinic treated nine, a paper reported the mayor said”: what was told stands before both.
            let passes_on = right
                .as_ref()
                .is_some_and(|(range, _)| range.len() < 8 && self.is_cue(range.end.saturating_sub(1)));
            if passes_on && left.is_some() {
                right = None;
            } else if right.is_some() {
                left = None;
            }
        }
        if right.is_none()
            && let Some((before, _)) = &left
        {
            (right, addressee) = self.right(reported, sentence, Some(before));
        }
        // “arguing that, as president, he ...”: the comma is not said.
        if let Some((range, _)) = &mut right {
            while range.len() > 1 && self.article.is_comma(range.start) {
                range.start += 1;
            }
        }
        let mut confidence: f32 = 0.9;
        if let Some((range, sure)) = left {
            content.push(range);
            confidence = confidence.min(sure);
        }
        if let Some((range, sure)) = right {
            content.push(range);
            confidence = confidence.min(sure);
        }
        if reported.subject.is_none() {
            confidence -= 0.2;
        }
        (!content.is_empty()).then_some((content, addressee, confidence))
    }

    /// What stands before subject and verb: a quotation, or a clause that ends with a comma.
    fn left(
        &self,
        reported: &Reported,
        sentence: &Range<usize>,
        first_draft: usize,
    ) -> Option<(Range<usize>, f32)> {
        let article = self.article;
        // “..., adding that”: what stands before is another's.
        if reported.cue.forms & form::ING != 0 && reported.start == reported.tokens.start {
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

    /// The first token behind the last semicolon or colon.
    pub(super) fn clause_start(&self, floor: usize, end: usize) -> usize {
        let cut = (floor..end)
            .rev()
            .find(|at| matches!(self.article.text(*at), ";" | ":") && self.marks.of(*at).is_none());
        cut.map_or(floor, |at| at + 1)
    }

    pub(super) fn has_verb(&self, range: Range<usize>) -> bool {
        let mut range = range;
        range.any(|at| self.finite(at))
    }

    /// Whether the token is a reporting verb in a finite form.
    fn is_cue(&self, token: usize) -> bool {
        let cue = self
            .cues
            .find(self.article.word(token), self.article.word(token + 1));
        cue.is_some_and(|cue| cue.frame == Frame::Clause) && self.finite(token)
    }

    /// Whether the sentence behind a quotation tells who said it and nothing else: “Macron told them on Monday.”
    pub(super) fn claimed_behind(&self, quoted: &Range<usize>) -> bool {
        let article = self.article;
        let Some(last) = quoted.end.checked_sub(1) else {
            return false;
        };
        let index = article.sentence_of(last) + 1;
        let next = article.sentence(index);
        let same = article.sentences.get(index).is_some_and(|it| !it.paragraph);
        if !same || !self.tree.is_there() || next.start != quoted.end {
            return false;
        }
        let comma = quoted.len() > 3 && (quoted.end - 3..last).any(|at| article.is_comma(at));
        let verb = (next.start..next.end.min(next.start + REACH)).find(|at| self.finite(*at));
        let Some(reported) = verb.and_then(|verb| self.reported(verb, &next, None)) else {
            return false;
        };
        let own = reported.start <= next.start + 1 && !reported.inverted;
        let near = article.around(next.start);
        own && (comma || self.right(&reported, &near, None).0.is_none())
    }

    /// A clause that the cue stands in the middle of, between commas: “If it fell, they reasoned, it would break”.
    fn around_cue(
        &self,
        reported: &Reported,
        sentence: &Range<usize>,
        first_draft: usize,
    ) -> Option<(Option<(Range<usize>, f32)>, (Range<usize>, f32))> {
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
        if behind.len() < 3 || !self.has_verb(behind.clone()) || self.starts_with_participle(start) {
            return None;
        }
        // “..., which, they observed, occurred yearly”: the pronoun says nothing without its noun.
        let bare = article.is(comma.saturating_sub(1), list::RELATIVE);
        let before = (before.len() >= 2 && !bare).then_some((before, 0.7));
        Some((before, (behind, 0.7)))
    }

    /// What stands behind the verb: a quotation, or a clause with or without “that”.
    fn right(
        &self,
        reported: &Reported,
        sentence: &Range<usize>,
        left: Option<&Range<usize>>,
    ) -> (Option<(Range<usize>, f32)>, Option<usize>) {
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
    fn has_clause(&self, range: Range<usize>) -> bool {
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
    fn addressee(&self, at: usize, sentence: &Range<usize>) -> (usize, Option<usize>) {
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
    fn quotation_after(&self, at: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
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

    pub(super) fn is_time(&self, token: usize) -> bool {
        self.article
            .base(token)
            .is_some_and(|it| matches!(self.article.label(it), Some(Label::Date | Label::Time)))
    }

    fn starts_with_participle(&self, at: usize) -> bool {
        self.article.is_verb(at, form::ING) || self.article.text(at).ends_with("ing")
    }

    /// Where a clause without “that” begins, adverbials after the verb stepped over.
    fn bare_clause(&self, mut at: usize, sentence: &Range<usize>) -> usize {
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
        }
        at
    }

    /// Where what is said ends: at the sentence's stop, at a semicolon, before the next reporting verb of the
    /// same subject, before “according to”; a quotation that has begun is not cut.
    pub(super) fn clause_end(&self, start: usize, sentence: &Range<usize>, reported: &Reported) -> usize {
        let article = self.article;
        let mut end = sentence.end;
        for token in start..sentence.end {
            if self.marks.of(token).is_some() {
                continue;
            }
            let aside = article.is_comma(token) && article.text(token + 1) == "despite";
            let that = start > 0 && article.text(start - 1) == "that";
            let stop = article.text(token) == ";" && !(that && self.goes_on(token));
            if stop || aside || self.next_report(token, sentence, reported) {
                end = token;
                break;
            }
        }
        end = self.joined_end(start, end, reported);
        if let Some(number) = end.checked_sub(1).and_then(|last| self.marks.of(last)) {
            end = end.max(self.marks.tokens(number).end);
        }
        while end > start
            && self.marks.of(end - 1).is_none()
            && matches!(article.text(end - 1), "." | "," | "…" | ";" | ":" | "—" | "–")
        {
            end -= 1;
        }
        end
    }

    /// Whether what is said with “that” goes on behind a semicolon: “; and that ...”.
    fn goes_on(&self, semicolon: usize) -> bool {
        let article = self.article;
        let next = semicolon + 1 + usize::from(article.is(semicolon + 1, list::CONJUNCTION));
        article.text(next) == "that"
    }

    /// Whether another report begins at the token: “and say”, “, adding”, “while noting”, “according to”.
    fn next_report(&self, token: usize, sentence: &Range<usize>, reported: &Reported) -> bool {
        let article = self.article;
        let mut next = token;
        if article.is_comma(next) {
            next += 1;
        }
        if article.text(next).eq_ignore_ascii_case("according") && article.text(next + 1) == "to" {
            return true;
        }
        let joined =
            article.is(next, list::CONJUNCTION) || matches!(article.text(next), "while" | "before" | "after");
        if joined {
            next += 1;
        }
        while next < sentence.end && article.is(next, list::ADVERB) {
            next += 1;
        }
        if next == token
            || next >= sentence.end
            || article.base(next).is_some()
            || !(joined || article.is_comma(token))
        {
            return false;
        }
        let Some(cue) = self.cues.find(article.word(next), article.word(next + 1)) else {
            return false;
        };
        if matches!(cue.frame, Frame::Quote) && self.marks.opens(next + 1).is_none() {
            return false;
        }
        let same = cue.forms & reported.cue.forms != 0
            || reported.cue.forms & form::ING != 0 && cue.forms & (form::PAST | form::PRESENT) != 0;
        cue.forms & form::ING != 0 || joined && same
    }
}
