//! “According to X, ...” and “..., according to X”.

use super::find::{Draft, Finder, NEAR};
use super::speaker::{owner, state_mention};
use crate::vocabulary::list;
use dateline_core::layers::Label;
use std::ops::Range;

impl Finder<'_> {
    /// “According to X, ...” and “..., according to X”.
    pub(super) fn according(&mut self, token: usize, sentence: &Range<usize>) -> bool {
        let article = self.article;
        if !article.text(token).eq_ignore_ascii_case("according") || article.text(token + 1) != "to" {
            return false;
        }
        let initial = token == sentence.start || article.is_punct(token - 1) && token - 1 == sentence.start;
        let outside = |at: &usize| {
            article
                .base(*at)
                .is_none_or(|mention| article.place(mention).start == *at)
        };
        let end = (token + 2..sentence.end)
            .filter(outside)
            .find(|at| {
                article.is_comma(*at)
                    || article.is_punct(*at)
                        && !matches!(article.text(*at), "-" | "–" | "'" | "’" | "\"" | "“" | "”")
            })
            .unwrap_or(sentence.end);
        if article.is(token + 2, list::RELATIVE) {
            // “an agreement according to which”.
            return true;
        }
        let named = self.source(token + 2..end);
        let content = if initial {
            let start = self.past_apposition(end, sentence.end) + 1;
            start..self.end_of(sentence)
        } else {
            let mut last = token;
            while last > sentence.start && article.is_comma(last - 1) {
                last -= 1;
            }
            self.clause_start(sentence.start, last)..last
        };
        let clashes = self
            .drafts
            .iter()
            .rev()
            .take(NEAR)
            .take_while(|draft| draft.sentence == self.sentence)
            .any(|draft| {
                draft
                    .content
                    .iter()
                    .any(|range| range.start < content.end && content.start < range.end)
            });
        if content.len() >= 3 && !clashes {
            // A quotation that the content begins or ends with is said with it.
            self.use_segments(content.clone());
            self.drafts.push(Draft {
                content: vec![content],
                cue: Some(token..token + 2),
                speaker: named,
                addressee: None,
                rule: if named.is_some() {
                    "quotes/according-to"
                } else {
                    "quotes/according-to-unnamed"
                },
                confidence: 0.85,
                paragraph: self.paragraph,
                sentence: self.sentence,
            });
        }
        true
    }

    /// The sentence's end without its stop, a quotation that has begun not cut.
    fn end_of(&self, sentence: &Range<usize>) -> usize {
        let mut end = sentence.end;
        if let Some(number) = end.checked_sub(1).and_then(|last| self.marks.of(last)) {
            return end.max(self.marks.tokens(number).end);
        }
        while end > sentence.start && matches!(self.article.text(end - 1), "." | "…") {
            end -= 1;
        }
        end
    }

    /// The comma that ends what is said about the source at `comma`: “According to X, who leads it, ...”,
    /// “According to X, a spokesman, ...”; the same comma where nothing is.
    fn past_apposition(&self, comma: usize, ceiling: usize) -> usize {
        let article = self.article;
        let outside = |at: &usize| article.is_comma(*at) && article.base(*at).is_none();
        let Some(next) = (comma + 1..ceiling).find(outside) else {
            return comma;
        };
        let about = article.is(comma + 1, list::RELATIVE)
            || article.is(comma + 1, list::ARTICLE) && !self.has_verb(comma + 1..next);
        if about && self.has_verb(next + 1..ceiling) {
            next
        } else {
            comma
        }
    }

    /// Who stands behind “according to”: a person, or the institution that the phrase ends with or whose
    /// document it is.
    fn source(&self, phrase: Range<usize>) -> Option<usize> {
        let article = self.article;
        let mut names = phrase
            .clone()
            .filter_map(|at| article.base(at))
            .filter(|it| article.is_name(*it));
        if let Some(person) = names.clone().find(|it| article.label(*it) == Some(Label::Person)) {
            return Some(person);
        }
        // The head: the last token before a preposition, a relative pronoun or the end.
        let stop = phrase
            .clone()
            .find(|at| article.is(*at, list::PREPOSITION | list::RELATIVE) && *at > phrase.start)
            .unwrap_or(phrase.end);
        let head = stop.checked_sub(1).filter(|head| *head >= phrase.start)?;
        if let Some(mention) = article
            .base(head)
            .filter(|it| article.is_name(*it))
            .or_else(|| article.over(head))
        {
            return article.entity(mention).map(|_| state_mention(article, mention));
        }
        let first = names.next()?;
        let labelled = article.label(first) == Some(Label::Org) && article.is(head, list::DOCUMENT);
        owner(article, head, phrase).or_else(|| labelled.then_some(first))
    }
}
