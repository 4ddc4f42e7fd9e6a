//! Acts of a verb and a noun that stand apart or the other way round: “sanctions imposed by”, “a deal was signed”,
//! “the ties that it cut”.
//!
//! Triggers of a verb, some words and a noun are found by their words where these follow one another
//! ([`super::find`]); this is the same for what the parse joins.

use super::find::{Draft, Finder};
use super::lexicon::{Place, Trigger};
use super::sides::Side;
use super::words::list as words;
use dateline_core::layers::{UdRel, Upos};
use std::ops::Range;

/// Within how many tokens verb and noun are told as one trigger.
const NEAR: usize = 7;

/// How a noun stands to its verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// “Japan imposed new and far harder sanctions”.
    Object,
    /// “Sanctions were imposed”, “sanctions imposed by”.
    Patient,
    /// “The sanctions that Japan imposed”.
    Relative,
}

impl<'a> Finder<'a> {
    /// The act of a frame whose noun stands at a token.
    pub(super) fn frame(&self, noun: usize, sentence: &Range<usize>) -> Option<Draft<'a>> {
        if !self.tree.is_there() || !matches!(self.tree.upos(noun), Upos::Noun | Upos::Propn) {
            return None;
        }
        let word = self.article.word(noun);
        self.lexicon.with_noun(word).find_map(|trigger| {
            let (verbs, _) = trigger.frame.as_ref()?;
            let (verb, order) = self.joined_verb(noun, verbs)?;
            self.framed(trigger, (verb, order), noun, sentence)
        })
    }

    /// The verb of a frame that the parse joins to its noun.
    fn joined_verb(&self, noun: usize, verbs: &[u32]) -> Option<(usize, Order)> {
        let (article, tree) = (self.article, self.tree);
        let known =
            |verb: usize| verbs.binary_search(&article.word(verb)).is_ok() && tree.upos(verb) == Upos::Verb;
        let first = match tree.rel(noun) {
            UdRel::Conj => tree.head(noun)?,
            _ => noun,
        };
        if let Some(verb) = tree.head(first).filter(|verb| known(*verb)) {
            match tree.rel(first) {
                UdRel::Nsubj if tree.is_passive(verb) => return Some((verb, Order::Patient)),
                UdRel::Obj => return Some((verb, Order::Object)),
                _ => {}
            }
        }
        let clause = tree.with(noun, UdRel::Acl).find(|verb| known(*verb))?;
        let subject = tree.with(clause, UdRel::Nsubj).next();
        let object = tree.with(clause, UdRel::Obj).next();
        match (tree.is_passive(clause) || tree.xpos(clause) == "VBN", subject) {
            (true, None) => Some((clause, Order::Patient)),
            // “sanctions that were imposed”
            (true, Some(subject)) if tree.upos(subject) == Upos::Pron => Some((clause, Order::Patient)),
            (false, Some(_)) if object.is_none_or(|it| tree.upos(it) == Upos::Pron) => {
                Some((clause, Order::Relative))
            }
            _ => None,
        }
    }

    /// The act of a verb and its noun.
    fn framed(
        &self,
        trigger: &'a Trigger,
        (verb, order): (usize, Order),
        noun: usize,
        sentence: &Range<usize>,
    ) -> Option<Draft<'a>> {
        let tree = self.tree;
        let standing = self.standing(verb, sentence)?;
        let mut source = match order {
            Order::Object | Order::Relative if standing.passive => return None,
            Order::Object | Order::Relative => self.agents(verb, &standing, sentence),
            Order::Patient => {
                let by = self.by(verb).map(|by| self.side(by, false)).unwrap_or_default();
                match by.actors.is_empty() {
                    // “US sanctions were imposed on”
                    true if !self.is(noun, words::PEOPLE) => self.owner_side(noun).unwrap_or(by),
                    true => by,
                    false => by,
                }
            }
        };
        let from = verb.min(noun);
        let places = trigger.is_forced() || trigger.code.starts_with("07");
        let mut target = Side::default();
        for place in &trigger.places {
            let preposition = match place {
                Place::Preposition(word) => Some(*word),
                Place::Object => self.of,
            };
            for head in self.target_heads(&[verb, noun], from, preposition) {
                target = self.side(head, places);
                if !target.actors.is_empty() {
                    break;
                }
            }
            if !target.actors.is_empty() {
                break;
            }
        }
        // “a treaty between”
        if target.actors.is_empty() && trigger.symmetric {
            let both = tree.with(noun, UdRel::Nmod).chain(tree.with(verb, UdRel::Obl));
            let mut between = both.filter(|it| {
                let case = tree.case(*it).map_or("", |case| self.article.text(case));
                matches!(case, "between" | "among")
            });
            target = between
                .next()
                .map(|head| self.side(head, false))
                .unwrap_or_default();
        }
        let whole = from..verb.max(noun) + 1;
        let tokens = if whole.len() <= NEAR {
            whole
        } else {
            verb..verb + 1
        };
        if target.actors.is_empty() {
            target.actors = self.worded_targets(trigger, &tokens, sentence, places).0;
        }
        if source.actors.is_empty() && trigger.symmetric && target.actors.len() > 1 {
            source.actors.clone_from(&target.actors);
        } else if target.actors.is_empty() && trigger.symmetric && source.actors.len() > 1 {
            target.actors.clone_from(&source.actors);
        } else {
            target
                .actors
                .retain(|actor| !source.actors.iter().any(|other| other.entity == actor.entity));
        }
        if source.actors.is_empty() {
            return None;
        }
        let enough = trigger.alone || trigger.about && self.is_state_organ(&source.actors);
        if target.actors.is_empty() && !enough {
            return None;
        }
        let status = self.status(trigger, verb, &standing, sentence)?;
        let behind = tree.extent(noun).end.max(tokens.end);
        self.draft(trigger, tokens, (source, target), status, behind, sentence)
    }

    /// Whose a noun is, as a side.
    fn owner_side(&self, noun: usize) -> Option<Side> {
        let side = self.side(noun, false);
        (!side.actors.is_empty()).then_some(side)
    }
}
