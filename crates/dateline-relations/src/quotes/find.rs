//! Finds what is said, by whom, around each reporting verb.

use super::cues::{Cue, Cues};
use super::document::Issued;
use super::marks::Marks;
use crate::article::Article;
use crate::clause::Subject;
use crate::tree::Tree;
use dateline_core::layers::Label;
use std::ops::Range;

/// How far behind its verb a “that” or a quotation mark may stand, the words between being an adverbial.
pub(super) const REACH: usize = 16;

/// How many quotes of one sentence a further one is compared with.
pub(super) const NEAR: usize = 16;

/// Tokens that are said, and how sure that is.
pub(super) type Said = (Range<usize>, f32);

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

    pub(super) fn has_verb(&self, range: Range<usize>) -> bool {
        let mut range = range;
        range.any(|at| self.finite(at))
    }

    pub(super) fn is_time(&self, token: usize) -> bool {
        self.article
            .base(token)
            .is_some_and(|it| matches!(self.article.label(it), Some(Label::Date | Label::Time)))
    }
}
