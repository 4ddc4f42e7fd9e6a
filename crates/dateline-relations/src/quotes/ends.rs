//! Where what is said begins and ends within its sentence, and whether another sentence claims it.

use super::cues::Frame;
use super::find::{Finder, REACH, Reported};
use crate::inflect::form;
use crate::vocabulary::list;
use std::ops::Range;

impl Finder<'_> {
    /// The first token behind the last semicolon or colon.
    pub(super) fn clause_start(&self, floor: usize, end: usize) -> usize {
        let cut = (floor..end)
            .rev()
            .find(|at| matches!(self.article.text(*at), ";" | ":") && self.marks.of(*at).is_none());
        cut.map_or(floor, |at| at + 1)
    }

    /// Whether the token is a reporting verb in a finite form.
    pub(super) fn is_cue(&self, token: usize) -> bool {
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
    pub(super) fn goes_on(&self, semicolon: usize) -> bool {
        let article = self.article;
        let next = semicolon + 1 + usize::from(article.is(semicolon + 1, list::CONJUNCTION));
        article.text(next) == "that"
    }

    /// Whether another report begins at the token: “and say”, “, adding”, “while noting”, “according to”.
    pub(super) fn next_report(&self, token: usize, sentence: &Range<usize>, reported: &Reported) -> bool {
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
