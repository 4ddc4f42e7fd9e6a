//! Matches a verb pattern around a verb, outwards from it, with a bounded effort.

use super::phrases::Phrases;
use super::verbs::{Item, Pattern, Step, Verbs};
use std::ops::Range;

/// The most steps that one pattern takes at one verb.
const BUDGET: u32 = 5_000;

/// The heads of the phrases that a pattern's tokens stand for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bound {
    pub(crate) source: Option<usize>,
    pub(crate) target: Option<usize>,
    pub(crate) both: Option<usize>,
}

/// What the search of one pattern needs.
struct Search<'p, 'a> {
    phrases: &'p Phrases<'a>,
    verbs: &'p Verbs,
    range: Range<usize>,
    backwards: bool,
    budget: u32,
}

/// Whether a pattern stands around the verb at `verb`, whose words it spans; what its tokens stand for. Words
/// behind the verb must lie before `end`.
pub(crate) fn matches(
    pattern: &Pattern,
    phrases: &Phrases<'_>,
    verbs: &Verbs,
    verb: Range<usize>,
    end: usize,
) -> Option<Bound> {
    let mut bound = Bound::default();
    let mut behind = Search {
        phrases,
        verbs,
        range: verb.end..end.max(verb.end),
        backwards: false,
        budget: BUDGET,
    };
    if !behind.go(&pattern.behind, verb.end, &mut bound) {
        return None;
    }
    let mut before = Search {
        phrases,
        verbs,
        range: phrases.sentence.start..verb.start,
        backwards: true,
        budget: BUDGET,
    };
    // Backwards a position is one past the token that is next.
    before
        .go(&pattern.before, verb.start, &mut bound)
        .then_some(bound)
}

impl Search<'_, '_> {
    /// Whether all of `steps` stand from `at` on.
    fn go(&mut self, steps: &[Step], at: usize, bound: &mut Bound) -> bool {
        let Some((step, rest)) = steps.split_first() else {
            return true;
        };
        let mut here = at;
        loop {
            if self.budget == 0 {
                return false;
            }
            self.budget -= 1;
            let Some(token) = self.token(here) else {
                return false;
            };
            let saved = *bound;
            if let Some(next) = self.item(&step.item, token, bound) {
                if self.go(rest, next, bound) {
                    return true;
                }
                *bound = saved;
            }
            if !step.gap {
                return false;
            }
            here = self.beyond(token..token + 1);
        }
    }

    /// The token at a position, if it lies in the range.
    fn token(&self, at: usize) -> Option<usize> {
        let token = if self.backwards { at.checked_sub(1)? } else { at };
        self.range.contains(&token).then_some(token)
    }

    /// The position past some tokens.
    fn beyond(&self, tokens: Range<usize>) -> usize {
        if self.backwards { tokens.start } else { tokens.end }
    }

    /// The position past the item that begins at a token, if it does.
    fn item(&self, item: &Item, token: usize, bound: &mut Bound) -> Option<usize> {
        match item {
            Item::Word(word) => {
                let there = self.phrases.pieces(token).iter().any(|piece| piece == word);
                there.then(|| self.beyond(token..token + 1))
            }
            Item::Set(set) => self.verbs.members(*set).iter().find_map(|member| {
                let texts: Vec<&str> = member.iter().map(|word| word.text.as_str()).collect();
                self.words(&texts, token)
            }),
            Item::Skip => {
                let head = self.phrases.head_of(token);
                let nominal = self.phrases.tree.is_nominal(head);
                nominal.then(|| self.beyond(self.phrases.extent(head)))
            }
            Item::Source | Item::Target | Item::Both => {
                let head = self.phrases.head_of(token);
                let actors = self.phrases.actors(head, false);
                let place = match item {
                    Item::Source => &mut bound.source,
                    Item::Target => &mut bound.target,
                    _ if actors.len() < 2 => return None,
                    _ => &mut bound.both,
                };
                if actors.is_empty() || place.is_some() {
                    return None;
                }
                *place = Some(head);
                Some(self.beyond(self.phrases.extent(head)))
            }
        }
    }

    /// The position past a phrase of a set, whose words stand side by side.
    fn words(&self, member: &[&str], token: usize) -> Option<usize> {
        let mut at = token;
        let last = member.len().checked_sub(1)?;
        for index in 0..member.len() {
            let word = member.get(if self.backwards { last - index } else { index })?;
            if index > 0 {
                at = if self.backwards {
                    at.checked_sub(1)?
                } else {
                    at + 1
                };
            }
            if !self.range.contains(&at) || !self.phrases.pieces(at).iter().any(|piece| piece == word) {
                return None;
            }
        }
        Some(self.beyond(at..at + 1))
    }
}
