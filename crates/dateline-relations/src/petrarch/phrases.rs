//! The phrases of a sentence that name actors, by the dictionaries and the parse, with their codes.

use super::Dictionaries;
use super::agents::join;
use super::text::{Word, pieces};
use crate::article::Article;
use crate::tree::Tree;
use dateline_core::layers::UdRel;
use std::ops::Range;

/// How many words may stand between two words of a name that a space joins in the dictionary.
const BETWEEN: usize = 3;
/// The longest sentence that is coded, in tokens; what is longer is no sentence.
const LONGEST: usize = 400;
/// The most actors of one phrase.
const MOST: usize = 12;

/// What an actor that no dictionary has is written as.
pub(crate) const NOBODY: &str = "---";

/// A name or noun of the dictionaries in the sentence.
#[derive(Clone, Debug)]
struct Hit {
    tokens: Range<usize>,
    code: String,
}

/// An actor of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) code: String,
    /// The token by which it is named.
    pub(crate) token: usize,
    /// The dictionaries' words for it.
    pub(crate) words: Vec<Range<usize>>,
}

/// A sentence's words, phrases and actors.
pub(crate) struct Phrases<'a> {
    pub(crate) article: Article<'a>,
    pub(crate) tree: Tree<'a>,
    pub(crate) sentence: Range<usize>,
    /// By token of the sentence: its pieces in capitals.
    words: Vec<Vec<String>>,
    /// By token of the sentence: the head of its phrase.
    heads: Vec<usize>,
    actors: Vec<Hit>,
    agents: Vec<Hit>,
}

impl<'a> Phrases<'a> {
    /// Reads a sentence; `day` is the day on which codes must hold.
    pub(crate) fn read(
        article: Article<'a>,
        tree: Tree<'a>,
        sentence: Range<usize>,
        dictionaries: &Dictionaries,
        day: u32,
    ) -> Self {
        let sentence = sentence.start..sentence.end.min(sentence.start + LONGEST);
        let words = sentence
            .clone()
            .map(|token| pieces(article.text(token)).collect())
            .collect();
        let heads = sentence
            .clone()
            .map(|token| head(tree, token, &sentence))
            .collect();
        let mut phrases = Self {
            article,
            tree,
            sentence,
            words,
            heads,
            actors: Vec::new(),
            agents: Vec::new(),
        };
        let mut taken = vec![false; phrases.words.len()];
        let actors = &dictionaries.actors;
        phrases.actors = phrases.hits(
            &mut taken,
            |word| actors.beginning(word).collect(),
            |number| Some(actors.code(number, day).unwrap_or(NOBODY).to_owned()),
        );
        let agents = &dictionaries.agents;
        phrases.agents = phrases.hits(
            &mut taken,
            |word| agents.beginning(word).collect(),
            |number| Some(agents.code(number).to_owned()),
        );
        phrases
    }

    /// The pieces of a token.
    pub(crate) fn pieces(&self, token: usize) -> &[String] {
        token
            .checked_sub(self.sentence.start)
            .and_then(|at| self.words.get(at))
            .map_or(&[], Vec::as_slice)
    }

    /// All words of the sentence.
    pub(crate) fn all_words(&self) -> Vec<String> {
        self.words.iter().flatten().cloned().collect()
    }

    /// The head of a token's phrase.
    pub(crate) fn head_of(&self, token: usize) -> usize {
        token
            .checked_sub(self.sentence.start)
            .and_then(|at| self.heads.get(at))
            .copied()
            .unwrap_or(token)
    }

    /// The tokens of a phrase, from the first to the last.
    pub(crate) fn extent(&self, head: usize) -> Range<usize> {
        let own = |token: &usize| self.head_of(*token) == head;
        let first = self.sentence.clone().find(own).unwrap_or(head);
        let last = self.sentence.clone().rev().find(own).unwrap_or(head);
        first..last + 1
    }

    /// The entries of a dictionary among the words, the longest first, none over another.
    fn hits<'d>(
        &self,
        taken: &mut [bool],
        beginning: impl Fn(&str) -> Vec<(&'d [Word], u32)>,
        code: impl Fn(u32) -> Option<String>,
    ) -> Vec<Hit> {
        let mut found = Vec::new();
        for at in 0..self.words.len() {
            if taken.get(at).copied().unwrap_or(true) {
                continue;
            }
            let mut best: Option<(usize, Vec<usize>, u32)> = None;
            for word in self.words.get(at).into_iter().flatten() {
                for (phrase, number) in beginning(word) {
                    let Some(places) = self.matches(phrase, at, taken) else {
                        continue;
                    };
                    if best.as_ref().is_none_or(|(length, ..)| phrase.len() > *length) {
                        best = Some((phrase.len(), places, number));
                    }
                }
            }
            let Some((_, places, number)) = best else { continue };
            for place in &places {
                if let Some(mark) = taken.get_mut(*place) {
                    *mark = true;
                }
            }
            let (first, last) = (
                places.first().copied().unwrap_or(at),
                places.last().copied().unwrap_or(at),
            );
            if let Some(code) = code(number) {
                let tokens = self.sentence.start + first..self.sentence.start + last + 1;
                found.push(Hit { tokens, code });
            }
        }
        found
    }

    /// The places of a phrase's words from place `at` of the sentence on, if they stand there.
    fn matches(&self, phrase: &[Word], at: usize, taken: &[bool]) -> Option<Vec<usize>> {
        let mut places: Vec<usize> = Vec::new();
        // Which piece of which token comes next.
        let (mut token, mut piece, mut gap) = (at, 0, false);
        for word in phrase {
            let reach = if gap { token + BETWEEN } else { token };
            loop {
                let pieces = self.words.get(token)?;
                let here = pieces.get(piece).is_some_and(|text| *text == word.text)
                    && !taken.get(token).copied().unwrap_or(true);
                if here {
                    break;
                }
                token += 1;
                piece = 0;
                if token > reach {
                    return None;
                }
            }
            if gap && self.heads.get(token) != self.heads.get(at) {
                return None;
            }
            if places.last() != Some(&token) {
                places.push(token);
            }
            piece += 1;
            if piece >= self.words.get(token).map_or(0, Vec::len) {
                token += 1;
                piece = 0;
            }
            gap = word.gap;
        }
        Some(places)
    }

    /// The actor and agents within the phrase of this head.
    fn own(&self, head: usize) -> (Option<&Hit>, Vec<&Hit>) {
        // “Minister of Silly Walks”: where a name goes on behind a preposition, its first part leads.
        let leads = |hit: &Hit| {
            let (first, last) = (self.head_of(hit.tokens.start), self.head_of(hit.tokens.end - 1));
            let under = first != last && self.tree.above(last).take(8).any(|token| token == first);
            if under { first } else { last }
        };
        let inside = |hit: &&Hit| leads(hit) == head;
        let actor = self.actors.iter().filter(inside).find(|hit| hit.code != NOBODY);
        (actor, self.agents.iter().filter(inside).collect())
    }

    /// The actors of a phrase and of those joined to it: their codes with those of the nouns under which they
    /// act, which may stand in another phrase behind “of” or “in”. With `deep`, where there is none, those of
    /// the first phrase under it that has some.
    pub(crate) fn actors(&self, head: usize, deep: bool) -> Vec<Named> {
        struct Part<'h> {
            bases: Vec<(String, usize, Range<usize>)>,
            agents: Vec<&'h Hit>,
            token: usize,
        }
        let bases = |hit: &Hit| -> Vec<(String, usize, Range<usize>)> {
            let codes = hit.code.split('/').filter(|code| !code.is_empty());
            codes
                .map(|code| (code.to_owned(), hit.tokens.end - 1, hit.tokens.clone()))
                .collect()
        };
        let mut parts: Vec<Part<'_>> = Vec::new();
        for one in self.tree.conjuncts(head).into_iter().take(MOST) {
            if one != head && !self.tree.is_nominal(one) && self.own(one).0.is_none() {
                continue;
            }
            let (actor, mut agents) = self.own(one);
            let mut here = actor.map(bases).unwrap_or_default();
            if here.is_empty() {
                let owners = self.tree.with(one, UdRel::Nmod).filter(|it| {
                    let case = self.tree.case(*it).map_or("", |case| self.article.text(case));
                    matches!(case, "of" | "from" | "in" | "at" | "for")
                });
                for owner in owners {
                    for other in self.tree.conjuncts(owner) {
                        let (actor, more) = self.own(other);
                        here.extend(actor.map(bases).unwrap_or_default());
                        if agents.is_empty() && actor.is_some() {
                            agents = more;
                        }
                    }
                    if !here.is_empty() {
                        break;
                    }
                }
            }
            parts.push(Part {
                bases: here,
                agents,
                token: one,
            });
        }
        // “Lawmakers and officials in Fornost”: whose one is, the other is.
        let shared = parts
            .iter()
            .find(|part| !part.bases.is_empty() && !part.agents.is_empty())
            .map(|part| part.bases.clone());
        let mut found: Vec<Named> = Vec::new();
        for mut part in parts {
            if part.bases.is_empty() && !part.agents.is_empty() {
                part.bases = shared.clone().unwrap_or_default();
            }
            let words = |own: Option<&Range<usize>>| {
                let agents = part.agents.iter().map(|hit| hit.tokens.clone());
                own.cloned().into_iter().chain(agents).collect()
            };
            let with_agents = |base: &str| {
                part.agents
                    .iter()
                    .fold(base.to_owned(), |code, hit| join(&code, &hit.code))
            };
            if part.bases.is_empty() && !part.agents.is_empty() {
                found.push(Named {
                    code: with_agents(NOBODY),
                    token: part.token,
                    words: words(None),
                });
            }
            for (code, token, own) in &part.bases {
                found.push(Named {
                    code: with_agents(code),
                    token: *token,
                    words: words(Some(own)),
                });
            }
        }
        let mut distinct: Vec<Named> = Vec::new();
        for one in found {
            if distinct.len() < MOST && !distinct.iter().any(|other| other.code == one.code) {
                distinct.push(one);
            }
        }
        if distinct.is_empty() && deep {
            let extent = self.tree.extent(head);
            let under = extent
                .filter(|token| {
                    self.sentence.contains(token) && self.head_of(*token) == *token && *token != head
                })
                .map(|token| self.actors(token, false))
                .find(|actors| !actors.is_empty());
            distinct = under.unwrap_or_default();
        }
        distinct
    }
}

/// The head of the phrase that a token belongs to: what it modifies, and what that modifies.
fn head(tree: Tree<'_>, token: usize, sentence: &Range<usize>) -> usize {
    let mut at = token;
    for _ in 0..32 {
        let modifies = match tree.rel(at) {
            UdRel::Compound
            | UdRel::Flat
            | UdRel::Amod
            | UdRel::Nummod
            | UdRel::Det
            | UdRel::Fixed
            | UdRel::Goeswith
            | UdRel::Case => true,
            UdRel::Nmod => tree.subtype(at) == "poss" || tree.case(at).is_none(),
            _ => false,
        };
        match tree.head(at).filter(|head| modifies && sentence.contains(head)) {
            // A preposition belongs to no phrase; a possessive mark to its owner's.
            Some(head) if tree.rel(at) != UdRel::Case || at > head => at = head,
            _ => break,
        }
    }
    at
}
