//! When an act happened: the date that hangs on the words that tell it, and not one that tells since when, until when
//! or of what other act.

use super::find::Finder;
use super::words::list as words;
use crate::tree::CLAUSES;
use dateline_core::layers::{Normal, TimexKind, UdRel, Upos};
use std::ops::Range;

impl Finder<'_> {
    /// The date of an act: of those in its sentence that the parse hangs on it the nearest; without a parse the nearest.
    pub(crate) fn date(&self, tokens: &Range<usize>, sentence: &Range<usize>) -> Option<usize> {
        let article = self.article;
        let is_date = |mention: &usize| match article.mentions.get(*mention).and_then(|it| it.normal) {
            Some(Normal::Timex(timex)) => {
                matches!(timex.kind, TimexKind::Date | TimexKind::Time)
                    && article
                        .doc
                        .get(timex.value)
                        .starts_with(|c: char| c.is_ascii_digit())
            }
            _ => false,
        };
        let distance = |mention: &usize| {
            let place = article.place(*mention);
            if place.start >= tokens.end {
                place.start - tokens.end
            } else {
                tokens.start.saturating_sub(place.end)
            }
        };
        let mut dates: Vec<usize> = sentence
            .clone()
            .filter_map(|at| article.base(at))
            .filter(is_date)
            .collect();
        dates.dedup();
        dates.retain(|date| !self.tree.is_there() || self.dates(*date, tokens));
        dates.into_iter().min_by_key(distance)
    }

    /// Whether a date hangs on an act's words, on the verb that carries them, or on what the act is done to.
    fn dates(&self, date: usize, tokens: &Range<usize>) -> bool {
        let (article, tree) = (self.article, self.tree);
        let place = article.place(date);
        let outside = |token: &usize| tree.head(*token).is_none_or(|head| !place.contains(&head));
        let Some(head) = place.clone().find(outside) else {
            return false;
        };
        // “since Monday”, “until May”
        let bounded = tree
            .dependents(head)
            .filter(|it| matches!(tree.rel(*it), UdRel::Case | UdRel::Mark) && *it < place.start)
            .any(|it| self.is(it, words::BOUNDS));
        let Some(over) = tree.head(head).filter(|_| !bounded) else {
            return false;
        };
        let top = self.top(tokens);
        if over == top || tokens.contains(&over) {
            return true;
        }
        let carried = match tree.upos(top) {
            Upos::Verb | Upos::Aux => self.goes_on(top, over, place.start),
            _ => self.is_told_by(top, over),
        };
        carried || self.is_beside_object(over, top, head)
    }

    /// Whether a verb goes on what another begins, so that a date before the first, or in the clause that governs it,
    /// is its date too: “On Monday Samoa met Tonga and signed”, “planned on Monday to visit”.
    fn goes_on(&self, verb: usize, over: usize, date: usize) -> bool {
        let tree = self.tree;
        let mut at = verb;
        for _ in 0..CLAUSES {
            let Some(head) = tree.head(at) else { return false };
            let shared = match tree.rel(at) {
                UdRel::Conj => date < head,
                UdRel::Xcomp => true,
                UdRel::Advcl => tree.xpos(at) == "VBG" && tree.with(at, UdRel::Mark).next().is_none(),
                _ => false,
            };
            if !shared {
                return false;
            }
            if head == over {
                return true;
            }
            at = head;
        }
        false
    }

    /// Whether a verb says of a noun that it was done: “the attack came on Monday”, “were killed in an attack on”,
    /// “carried out an attack”; but not “condemned the attack on Monday”.
    fn is_told_by(&self, noun: usize, over: usize) -> bool {
        let tree = self.tree;
        let first = match tree.rel(noun) {
            UdRel::Conj => tree.head(noun).unwrap_or(noun),
            _ => noun,
        };
        tree.head(first) == Some(over)
            && match tree.rel(first) {
                UdRel::Nsubj | UdRel::Obl => true,
                UdRel::Obj => self.is(over, words::LIGHT),
                _ => false,
            }
    }

    /// Whether a date with “on”, or without a preposition, stands behind what an act is done to, on which the parse has
    /// hung it: “struck a port on Monday”.
    fn is_beside_object(&self, over: usize, top: usize, date: usize) -> bool {
        let (article, tree) = (self.article, self.tree);
        let on = tree
            .case(date)
            .is_none_or(|case| article.text(case).eq_ignore_ascii_case("on"));
        let own = matches!(tree.rel(date), UdRel::Nmod | UdRel::Obl) && date > over && on;
        let mut at = over;
        own && (0..3).any(|_| {
            let below = matches!(tree.rel(at), UdRel::Obj | UdRel::Obl | UdRel::Nmod | UdRel::Flat);
            match tree.head(at).filter(|_| below) {
                Some(head) => {
                    at = head;
                    at == top
                }
                None => false,
            }
        })
    }
}
