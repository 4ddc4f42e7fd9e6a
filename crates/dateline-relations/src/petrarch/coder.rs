//! Codes a sentence by the dictionaries: for each verb that they know its pattern or its block's code, who acts
//! before it and whom it befalls behind it, by the parse.

use super::Dictionaries;
use super::matching::{Bound, matches};
use super::phrases::{NOBODY, Named, Phrases};
use super::verbs::Verb;
use crate::article::Article;
use crate::tree::Tree;
use dateline_core::layers::{UdRel, Upos};
use std::ops::Range;

/// The most events of a sentence.
const MOST: usize = 200;

/// One coded event: a pair of actors.
#[derive(Clone, Debug)]
pub(crate) struct Coded {
    pub(crate) code: String,
    pub(crate) source: Named,
    pub(crate) target: Named,
    /// The verb's words.
    pub(crate) tokens: Range<usize>,
    /// The entry that matched, as the dictionary writes it.
    pub(crate) entry: String,
}

/// Codes sentences of one article.
pub(crate) struct Coder<'a> {
    pub(crate) article: Article<'a>,
    pub(crate) tree: Tree<'a>,
    pub(crate) dictionaries: &'a Dictionaries,
    /// The day on which actors' codes must hold.
    pub(crate) day: u32,
}

impl<'a> Coder<'a> {
    /// Whether a sentence, or the whole article, is to be left out.
    pub(crate) fn discards(&self, sentence: Range<usize>) -> Option<bool> {
        if self.dictionaries.discards.is_empty() {
            return None;
        }
        self.dictionaries
            .discards
            .find(&self.phrases(sentence).all_words())
    }

    fn phrases(&self, sentence: Range<usize>) -> Phrases<'a> {
        Phrases::read(self.article, self.tree, sentence, self.dictionaries, self.day)
    }

    /// The events of a sentence, in the order of their verbs.
    pub(crate) fn sentence(&self, sentence: Range<usize>) -> Vec<Coded> {
        let phrases = self.phrases(sentence);
        let mut found: Vec<Coded> = Vec::new();
        let mut past = phrases.sentence.start;
        for token in phrases.sentence.clone() {
            let verbal = matches!(self.tree.upos(token), Upos::Verb | Upos::Aux)
                || self.tree.xpos(token).starts_with("VB");
            if !verbal || token < past || found.len() >= MOST {
                continue;
            }
            let Some((verb, tokens)) = self.verb(&phrases, token) else {
                continue;
            };
            past = tokens.end;
            self.code(&phrases, verb, token, tokens, &mut found);
        }
        found
    }

    /// The dictionaries' verb at a token and its words: by its form, else by its lemma.
    fn verb(&self, phrases: &Phrases<'_>, token: usize) -> Option<(&'a Verb, Range<usize>)> {
        let verbs = &self.dictionaries.verbs;
        let lemma = self.tree.lemma(token).to_uppercase();
        let forms = phrases.pieces(token).iter().map(String::as_str);
        forms.chain([lemma.as_str()]).find_map(|form| {
            verbs.of(form).into_iter().find_map(|verb| {
                let first = token.checked_sub(verb.head)?;
                let last = first + verb.words.len();
                let stands = |(at, word): (usize, &String)| {
                    at == token || phrases.pieces(at).iter().any(|piece| piece == word)
                };
                let inside = first >= phrases.sentence.start && last <= phrases.sentence.end;
                (inside && (first..last).zip(&verb.words).all(stands)).then_some((verb, first..last))
            })
        })
    }

    fn code(
        &self,
        phrases: &Phrases<'_>,
        verb: &Verb,
        token: usize,
        tokens: Range<usize>,
        found: &mut Vec<Coded>,
    ) {
        let end = self.reach(phrases, token);
        let verbs = &self.dictionaries.verbs;
        let pattern = verbs.block(verb.block).iter().find_map(|pattern| {
            let bound = matches(pattern, phrases, verbs, tokens.clone(), end)?;
            Some((pattern, bound))
        });
        let (code, bound, entry) = match pattern {
            Some((pattern, bound)) => (
                pattern.code.as_str(),
                bound,
                format!("{}: {}", verb.name, pattern.text),
            ),
            None => (
                verb.code.as_str(),
                Bound::default(),
                format!("{} [{}]", verb.name, verb.code),
            ),
        };
        let (first, second) = match code.split_once(':') {
            Some((first, second)) => (first, Some(second)),
            None => (code, None),
        };
        let tells = |code: &str| code.bytes().any(|byte| byte.is_ascii_alphanumeric());
        if !tells(first) {
            return;
        }
        let mut add = |source: &Named, target: &Named, code: &str| {
            let nobody = |one: &Named| one.code == NOBODY;
            if source.code == target.code || nobody(source) || nobody(target) || !tells(code) {
                return;
            }
            let same = |it: &Coded| {
                it.code == code && it.source.code == source.code && it.target.code == target.code
            };
            if !found.iter().any(same) {
                found.push(Coded {
                    code: code.to_owned(),
                    source: source.clone(),
                    target: target.clone(),
                    tokens: tokens.clone(),
                    entry: entry.clone(),
                });
            }
        };
        if let Some(both) = bound.both {
            let all = phrases.actors(both, false);
            // “AGREE WITH %”: what stands behind the verb is whom the subject acts towards.
            if both >= tokens.end {
                for source in self.sources(phrases, token, bound) {
                    all.iter().for_each(|target| add(&source, target, first));
                }
                return;
            }
            for source in &all {
                all.iter().for_each(|target| add(source, target, first));
            }
            return;
        }
        let (sources, targets) = self.sides(phrases, token, tokens.end..end, bound);
        for source in &sources {
            for target in &targets {
                add(source, target, first);
            }
        }
        if let Some(second) = second {
            for target in &targets {
                for source in &sources {
                    add(target, source, second);
                }
            }
        }
    }

    /// Where the words that a verb governs end.
    fn reach(&self, phrases: &Phrases<'_>, token: usize) -> usize {
        let extent = self.tree.extent(token);
        extent.end.min(phrases.sentence.end).max(token + 1)
    }

    /// Both sides of an act: what the pattern says, else by the verb's voice and the order of the words.
    fn sides(
        &self,
        phrases: &Phrases<'_>,
        token: usize,
        behind: Range<usize>,
        bound: Bound,
    ) -> (Vec<Named>, Vec<Named>) {
        let given = |head: Option<usize>| head.map(|head| phrases.actors(head, false));
        if bound == Bound::default()
            && self.tree.is_passive(token)
            && let Some(agent) = self.agent(token)
        {
            return (phrases.actors(agent, true), self.sources(phrases, token, bound));
        }
        let sources = match given(bound.source) {
            Some(sources) => sources,
            None => self.sources(phrases, token, bound),
        };
        let targets = match given(bound.target) {
            Some(targets) => targets,
            None => self.targets(phrases, token, behind, bound, &sources),
        };
        (sources, targets)
    }

    /// The phrase with “by” of a passive.
    fn agent(&self, verb: usize) -> Option<usize> {
        self.tree.with(verb, UdRel::Obl).find(|it| {
            let by = |case: usize| self.article.text(case).eq_ignore_ascii_case("by");
            self.tree.with(*it, UdRel::Case).any(by)
        })
    }

    /// Who acts: the verb's subject, or that of the clause above it, or else the nearest phrase before the verb
    /// that names actors.
    fn sources(&self, phrases: &Phrases<'_>, verb: usize, bound: Bound) -> Vec<Named> {
        let free = |head: &usize| Some(*head) != bound.target && phrases.sentence.contains(head);
        let mut at = verb;
        for _ in 0..12 {
            let subject = self
                .tree
                .dependents(at)
                .find(|it| matches!(self.tree.rel(*it), UdRel::Nsubj | UdRel::Csubj));
            if let Some(subject) = subject.filter(free) {
                let actors = phrases.actors(subject, true);
                let pronoun = self.tree.upos(subject) == Upos::Pron || self.tree.rel(subject) == UdRel::Csubj;
                if !actors.is_empty() || !pronoun {
                    return actors;
                }
            }
            let Some(head) = self.tree.head(at) else { break };
            let link = self.tree.rel(at);
            at = head;
            if link == UdRel::Acl {
                if free(&head) {
                    let actors = phrases.actors(phrases.head_of(head), true);
                    if !actors.is_empty() {
                        return actors;
                    }
                }
            } else if link == UdRel::Xcomp
                && let Some(object) = self.tree.with(head, UdRel::Obj).find(|it| *it < verb && free(it))
            {
                return phrases.actors(object, true);
            }
        }
        let before = phrases.sentence.start..verb;
        before
            .filter(|token| phrases.head_of(*token) == *token && free(token))
            .map(|head| phrases.actors(head, false))
            .find(|actors| !actors.is_empty())
            .unwrap_or_default()
    }

    /// Whom it befalls: the first phrase behind the verb that names other actors; where the pattern found its
    /// source there, the subject.
    fn targets(
        &self,
        phrases: &Phrases<'_>,
        verb: usize,
        behind: Range<usize>,
        bound: Bound,
        sources: &[Named],
    ) -> Vec<Named> {
        if bound.source.is_some_and(|source| source >= behind.start) {
            let subjects = self.sources(
                phrases,
                verb,
                Bound {
                    target: bound.source,
                    ..bound
                },
            );
            if !subjects.is_empty() {
                return subjects;
            }
        }
        let mut seen: Vec<usize> = Vec::new();
        for token in behind {
            let head = phrases.head_of(token);
            if seen.contains(&head) || Some(head) == bound.source {
                continue;
            }
            seen.push(head);
            let mut actors = phrases.actors(head, false);
            let known =
                |one: &Named| one.code == NOBODY || sources.iter().any(|source| source.code == one.code);
            if actors.iter().all(known) {
                continue;
            }
            actors.retain(|one| !known(one));
            return actors;
        }
        Vec::new()
    }
}
