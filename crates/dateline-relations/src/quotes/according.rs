//! “According to X, ...” and “..., according to X”.

use super::find::{Draft, Finder, NEAR};
use super::speaker::{owner, state_mention};
use crate::vocabulary::list;
use dateline_core::layers::{Label, UdRel};
use std::ops::Range;

impl Finder<'_> {
    /// “According to X, ...” and “..., according to X”.
    pub(super) fn according(&mut self, token: usize, sentence: &Range<usize>) -> bool {
        let article = self.article;
        let initial = token == sentence.start || article.is_punct(token - 1) && token - 1 == sentence.start;
        let according =
            article.text(token).eq_ignore_ascii_case("according") && article.text(token + 1) == "to";
        // “Per the decree, ...”: at a sentence's start alone, since “per day” stands everywhere else.
        let per = initial && article.text(token) == "Per";
        if !according && !per || self.marks.of(token).is_some() {
            return false;
        }
        let source = token + 1 + usize::from(according);
        let outside = |at: &usize| {
            article
                .base(*at)
                .is_none_or(|mention| article.place(mention).start == *at)
        };
        let comma_end = (source..sentence.end)
            .filter(outside)
            .find(|at| {
                article.is_comma(*at)
                    || article.is_punct(*at)
                        && !matches!(article.text(*at), "-" | "–" | "'" | "’" | "\"" | "“" | "”")
            })
            .unwrap_or(sentence.end);
        // “an agreement according to which”, “according to schedule”.
        if article.is(source, list::RELATIVE) || article.is(source, list::NO_SOURCE) {
            return true;
        }
        let end = self.source_end(source, comma_end);
        let named = self.source(source..end);
        let content: Vec<Range<usize>> = if initial {
            let start = self.past_apposition(end, sentence.end) + 1;
            let end = self.end_of(sentence);
            std::iter::once(start..end).collect()
        } else if let Some(content) = self.around_source(token, end, sentence) {
            content
        } else {
            let mut last = token;
            while last > sentence.start && article.is_comma(last - 1) {
                last -= 1;
            }
            let start = self.clause_start(sentence.start, last);
            std::iter::once(start..last).collect()
        };
        let content: Vec<Range<usize>> = content.into_iter().filter(|range| !range.is_empty()).collect();
        let length: usize = content.iter().map(Range::len).sum();
        let clashes = self
            .drafts
            .iter()
            .rev()
            .take(NEAR)
            .take_while(|draft| draft.sentence == self.sentence)
            .any(|draft| {
                let meets = |range: &Range<usize>| {
                    content
                        .iter()
                        .any(|said| range.start < said.end && said.start < range.end)
                };
                draft.content.iter().any(meets)
            });
        if length >= 3 && !clashes {
            // A quotation that the content begins or ends with is said with it.
            for range in &content {
                self.use_segments(range.clone());
            }
            self.drafts.push(Draft {
                content,
                cue: Some(token..source),
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

    /// Where the source ends: at the comma, or behind a name that a clause follows without one: “according to Dara
    /// nobody has found it”.
    fn source_end(&self, start: usize, comma: usize) -> usize {
        let article = self.article;
        if self.tree.is_there()
            && let Some(person) = article
                .base(start)
                .filter(|it| article.label(*it) == Some(Label::Person))
        {
            let end = article.place(person).end;
            let goes_on = article.is_punct(end)
                || article.is_clitic(end)
                || article.is(end, list::PREPOSITION | list::CONJUNCTION | list::RELATIVE);
            if !goes_on && self.has_verb(end..comma) {
                return end;
            }
        }
        comma
    }

    /// What is said where the source stands in the midst of a clause: “The plane, according to police, had crashed”,
    /// “..., but, according to her agent, she had left”. `None` where nothing of the clause follows.
    fn around_source(&self, token: usize, end: usize, sentence: &Range<usize>) -> Option<Vec<Range<usize>>> {
        let (article, tree) = (self.article, self.tree);
        if !tree.is_there() {
            return None;
        }
        let start = end + usize::from(article.is_comma(end));
        let behind = start..self.end_of(sentence);
        let before = token.checked_sub(1)?;
        let opened = article.is_comma(before)
            || article.is(before, list::CONJUNCTION)
            || matches!(article.text(before), ";" | ":" | "—" | "–");
        // “Six were, according to the facts heard in court, “of one kind””.
        let split = before > sentence.start && self.finite(before - 1);
        if !opened
            || behind.len() < 2
            || !(split || self.has_verb(behind.clone()))
            || article.is(start, list::RELATIVE)
        {
            return None;
        }
        // The verb of the clause: the one that the source hangs on, or the first behind it.
        let head = tree.head(token).and_then(|source| tree.head(source));
        // “Rents have risen, according to the office, and prices will”: what follows is another clause.
        if head.is_some_and(|head| head < token) && article.is(start, list::CONJUNCTION) {
            return None;
        }
        let verb = head
            .filter(|at| behind.contains(at))
            .or_else(|| self.top_of(behind.clone()))?;
        let clause = tree.extent(verb);
        let mut first = clause.start.max(sentence.start).min(token);
        let joined = matches!(tree.rel(verb), UdRel::Conj | UdRel::Parataxis);
        // A subject of the clause, or a subordinate clause, before the source is said with it.
        let subject = tree.dependents(verb).any(|it| {
            split || it < token && matches!(tree.rel(it), UdRel::Nsubj | UdRel::Advcl | UdRel::Csubj)
        });
        // “While some wrote of it, according to Dara, nobody has seen it”: the contrast is the article's.
        let contrast = matches!(
            article.text(first).to_ascii_lowercase().as_str(),
            "while" | "although" | "though" | "whereas"
        );
        let subject = subject && !contrast;
        if !subject
            && (contrast || joined || article.is(before, list::CONJUNCTION) || !article.is_comma(before))
        {
            first = token;
        }
        let mut last = token;
        let trims = |at: usize| {
            article.is_punct(at) && self.marks.of(at).is_none() || article.is(at, list::CONJUNCTION)
        };
        while last > first && trims(last - 1) {
            last -= 1;
        }
        while first < last && trims(first) {
            first += 1;
        }
        let stop = if joined {
            clause.end.min(behind.end).max(start + 1)
        } else {
            behind.end
        };
        Some(vec![first..last, start..stop])
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
        // “a recent report by The Lantern”, “numbers released by the ministry”: whose document it is.
        if self.tree.is_there()
            && let Some(top) = self.top_of(phrase.clone())
            && article.is(top, list::DOCUMENT)
            && let Some(owner) = owner(article, top, phrase.clone())
        {
            return Some(owner);
        }
        // “its press release”.
        if self.tree.is_there()
            && let Some(top) = self.top_of(phrase.clone())
            && article.is(top, list::DOCUMENT)
            && let Some(mention) = article
                .over(phrase.start)
                .filter(|_| article.is(phrase.start, list::POSSESSIVE))
            && article.entity(mention).is_some()
        {
            return Some(mention);
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
