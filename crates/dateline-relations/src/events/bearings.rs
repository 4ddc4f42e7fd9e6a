//! Acts that nouns tell with a verb's help, and whom an act befalls or is about where no name stands beside it:
//! “carried out an attack on Mali”, “has been the target of Malian sanctions”, “came under fire from Mali”,
//! “condemned the move”.

use super::actors::Actor;
use super::find::{Draft, Finder};
use super::lexicon::{Place, Trigger};
use super::sides::Side;
use super::standing::Standing;
use super::words::list as words;
use dateline_core::layers::{EventStatus, UdRel, Upos};
use std::ops::Range;

/// Within how many sentences “the move” speaks of an act.
const NEAR: usize = 2;

/// A verb that says of a noun that it was done.
pub(super) struct Light {
    pub(super) verb: usize,
    pub(super) standing: Standing,
    pub(super) source: Side,
}

impl<'a> Finder<'a> {
    /// The verb by which a noun's act is done, and who does it.
    pub(super) fn light(&self, tokens: &Range<usize>, sentence: &Range<usize>) -> Option<Light> {
        let tree = self.tree;
        if !tree.is_there() {
            return None;
        }
        let noun = self.top(tokens);
        let first = match tree.rel(noun) {
            UdRel::Conj => tree.head(noun)?,
            _ => noun,
        };
        let light = |verb: &usize| tree.upos(*verb) == Upos::Verb && self.is(*verb, words::LIGHT);
        let (verb, passive) = match tree.rel(first) {
            UdRel::Obj => (tree.head(first).filter(light)?, false),
            UdRel::Nsubj => (tree.head(first).filter(light)?, true),
            // “an attack carried out by”
            _ => (tree.with(noun, UdRel::Acl).find(light)?, true),
        };
        let standing = self.standing(verb, sentence)?;
        if standing.passive != passive {
            return None;
        }
        let source = match passive {
            true => self.by(verb).map(|by| self.side(by, false)).unwrap_or_default(),
            false => self.agents(verb, &standing, sentence),
        };
        Some(Light {
            verb,
            standing,
            source,
        })
    }

    /// Whom a noun's act befalls by what is said of them: “Mali is the target of sanctions”.
    pub(super) fn befallen(&self, tokens: &Range<usize>) -> Vec<Actor> {
        let tree = self.tree;
        if !tree.is_there() {
            return Vec::new();
        }
        let noun = self.top(tokens);
        // “were killed in Malian airstrikes”
        if let Some(verb) = tree.head(noun).filter(|verb| {
            tree.rel(noun) == UdRel::Obl && self.is(*verb, words::FELLED) && tree.is_passive(*verb)
        }) && let Some(felled) = tree.with(verb, UdRel::Nsubj).next()
        {
            return self.side(felled, false).actors;
        }
        let over = tree
            .head(noun)
            .filter(|_| tree.rel(noun) == UdRel::Nmod)
            .filter(|head| self.is(*head, words::BEFALLEN));
        let Some(over) = over else {
            return Vec::new();
        };
        let subject = tree.with(over, UdRel::Nsubj).next();
        let who = match tree.rel(over) {
            UdRel::Appos => tree.head(over),
            _ => subject,
        };
        who.map(|who| self.side(who, false).actors).unwrap_or_default()
    }

    /// Whom the subject of a verb of suffering names, or whose it is: “France's decision drew criticism from”.
    pub(super) fn sufferers(&self, verb: usize, standing: &Standing, sentence: &Range<usize>) -> Side {
        match self.subject_of(verb, standing, sentence) {
            Some(subject) if self.tree.is_there() => self.side(subject.head, false),
            Some(_) => self.agents(verb, standing, sentence),
            None => Side::default(),
        }
    }

    /// Keeps who acted last, for what is said of “the move”; not who spoke, met or judged, whose words are no move.
    pub(super) fn remember_deed(&mut self, draft: &Draft<'a>) {
        let root = draft.trigger.code.get(..2);
        let spoken = matches!(root, Some("01" | "02" | "04" | "09" | "11" | "14"));
        if !spoken && !matches!(draft.status, EventStatus::Denied | EventStatus::Conditional) {
            self.deed = Some((draft.sentence, draft.source.clone()));
        }
    }

    /// Who has done what a verb of judgement has as its object without a name: “condemned the move”.
    pub(super) fn deeds_author(
        &self,
        trigger: &Trigger,
        tokens: &Range<usize>,
        source: &Side,
    ) -> Option<Vec<Actor>> {
        let (article, tree) = (self.article, self.tree);
        let judges = trigger.code.starts_with("11") || trigger.code.starts_with("051");
        if !judges || trigger.noun || !tree.is_there() || !trigger.places.contains(&Place::Object) {
            return None;
        }
        let (sentence, actors) = self.deed.as_ref()?;
        let object = tree.with(self.top(tokens), UdRel::Obj).next()?;
        let definite = tree
            .with(object, UdRel::Det)
            .any(|it| matches!(article.text(it), "the" | "this" | "that" | "these" | "those"));
        let bare = tree.with(object, UdRel::Nmod).next().is_none();
        let near = article.sentence_of(tokens.start).saturating_sub(*sentence) <= NEAR;
        let other = actors
            .iter()
            .all(|actor| source.actors.iter().all(|it| it.entity != actor.entity));
        (definite && bare && near && other && !actors.is_empty() && self.is(object, words::DEED))
            .then(|| actors.clone())
    }
}
