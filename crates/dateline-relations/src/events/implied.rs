//! Sides that an act has from what stands further off: “the two presidents met”, “arrived for talks with”,
//! “condemned the visit to Samoa by lawmakers”, “strikes targeting Samoa”; and acts that tell who commits them by who
//! does: one state's on another, a bomber's.

use super::actors::{Actor, actor};
use super::find::Finder;
use super::lexicon::Trigger;
use super::sides::Side;
use super::standing::Standing;
use super::words::list as words;
use crate::clause::Subject;
use crate::vocabulary::list;
use dateline_core::layers::{EventStatus, Label, UdRel, Upos};
use dateline_core::{Id, layers::Entities};
use std::ops::Range;

/// How many mentions before “the two presidents” are looked at.
const BACK: usize = 120;
/// Within how many sentences before it they are named.
const NEAR: usize = 3;
/// How many tokens before a title its holder's name ends: “Jane Roe, the Samoan president”.
const BEFORE: usize = 6;

impl<'a> Finder<'a> {
    /// “The two sides”, “both countries”: the sides of the last act that joined two, as states where known.
    pub(super) fn both_sides(&self, subject: &Subject) -> Option<Vec<Actor>> {
        let article = self.article;
        let is = |token: usize, lists: u32| self.lexicon.words.is(article.word(token), lists);
        let sides = is(subject.head, words::SIDES);
        let two = subject.tokens.clone().any(|at| is(at, words::TWO));
        if !sides
            || !two
            || subject
                .mention
                .is_some_and(|mention| article.in_name(article.place(mention).start))
        {
            return None;
        }
        if let Some(both) = self.two_holders(subject) {
            return Some(both);
        }
        let (a, b) = self.pair.clone()?;
        let state = |actor: Actor| match self.offices.state(actor.entity) {
            Some(entity) => Actor { entity, role: "" },
            None => actor,
        };
        Some(vec![state(a), state(b)])
    }

    /// The two persons whom a plural office counts up: those who hold it and were named last, if they are two.
    fn two_holders(&self, subject: &Subject) -> Option<Vec<Actor>> {
        let article = self.article;
        let plural = article.text(subject.head).to_ascii_lowercase();
        let office = plural.strip_suffix('s')?;
        let start = subject.tokens.start;
        let known = article.mentions.len();
        let end = article
            .mentions
            .partition_point(|it| it.span.start() < article.span(start..start + 1).start())
            .min(known);
        let floor = article.sentence_of(start).saturating_sub(NEAR);
        let mut found: Vec<(usize, Id<Entities>)> = Vec::new();
        for title in end.saturating_sub(BACK)..end {
            let place = article.place(title);
            let last = place.end.saturating_sub(1);
            if article.label(title) != Some(Label::Title) || !article.text(last).eq_ignore_ascii_case(office)
            {
                continue;
            }
            if let Some(holder) = self.holder(title)
                && let Some(entity) = article.entity(holder)
                && !found.iter().any(|(_, known)| *known == entity)
            {
                found.push((holder, entity));
            }
        }
        // Whose office was told before may be named again by name alone.
        found.retain(|(_, entity)| {
            let named = article
                .entities
                .get(entity.index())
                .map(|it| it.mentions.as_slice());
            named.unwrap_or_default().iter().any(|id| {
                let at = article.place(id.index()).start;
                at < start && article.sentence_of(at) >= floor
            })
        });
        let [(a, _), (b, _)] = found.as_slice() else {
            return None;
        };
        Some(vec![actor(article, *a, "")?, actor(article, *b, "")?])
    }

    /// The person who holds an office, by the words beside its title.
    fn holder(&self, title: usize) -> Option<usize> {
        let article = self.article;
        let place = article.place(title);
        let person = |mention: usize| (article.refers_to(mention, Label::Person)).then_some(mention);
        let name_at = |at: usize| {
            let name = article.base(at).filter(|it| article.is_name(*it))?;
            person(name)
        };
        let behind = place.end + usize::from(article.is_comma(place.end));
        let before = || {
            let near = (place.start.saturating_sub(BEFORE)..place.start).rev();
            let comma = near
                .take_while(|at| !article.is_finite(*at))
                .find(|at| article.is_comma(*at))?;
            name_at(comma.checked_sub(1)?)
        };
        name_at(behind)
            .or_else(|| article.over(place.start).and_then(person))
            .or_else(before)
    }

    /// The subject of a verb of speech, where a pronoun of which nothing is known stands for it in what is said: “the
    /// Samoan army said it had attacked”.
    pub(super) fn speaker_of(&self, verb: usize, subject: usize) -> Option<usize> {
        let (article, tree) = (self.article, self.tree);
        let word = article.text(subject).to_ascii_lowercase();
        if !matches!(word.as_str(), "it" | "they") || article.over(subject).is_some() {
            return None;
        }
        let mut at = verb;
        while tree.rel(at) == UdRel::Conj {
            at = tree.head(at).filter(|head| *head < at)?;
        }
        let above = tree.head(at).filter(|_| tree.rel(at) == UdRel::Ccomp)?;
        if !article.is(above, list::REPORTS) || tree.is_passive(above) {
            return None;
        }
        let speaker = tree.with(above, UdRel::Nsubj).next()?;
        (tree.upos(speaker) != Upos::Pron).then_some(speaker)
    }

    /// The verb of coming or going that a noun tells the reason of, and who comes: “arrived in Samoa for talks with”.
    /// What somebody has come for is still to be.
    pub(super) fn come_for(
        &self,
        trigger: &Trigger,
        tokens: &Range<usize>,
        sentence: &Range<usize>,
    ) -> Option<(Side, EventStatus)> {
        let (article, tree) = (self.article, self.tree);
        if !tree.is_there() || !trigger.code.starts_with("04") {
            return None;
        }
        let noun = self.top(tokens);
        let case = tree.case(noun)?;
        if !article.text(case).eq_ignore_ascii_case("for") {
            return None;
        }
        // The parse may hang the reason on the place: “in Samoa for talks”.
        let verb = tree
            .above(noun)
            .take(2)
            .find(|at| tree.upos(*at) == Upos::Verb)
            .filter(|at| self.is(*at, words::MOTION))?;
        let standing = self.standing(verb, sentence).filter(|it| !it.passive)?;
        let side = self.agents(verb, &standing, sentence);
        let status = match self.status(trigger, verb, &standing, sentence)? {
            EventStatus::Actual => EventStatus::Planned,
            other => other,
        };
        (!side.actors.is_empty()).then_some((side, status))
    }

    /// Who leads those that a noun's act is by: “a Samoan-led offensive”.
    pub(super) fn leader(&self, tokens: &Range<usize>) -> Option<Actor> {
        let (article, tree) = (self.article, self.tree);
        let top = self.top(tokens);
        let led = tree
            .dependents(top)
            .find(|it| *it < top && article.text(*it).eq_ignore_ascii_case("led"))?;
        let mention = tree.dependents(led).find_map(|it| article.base(it))?;
        actor(article, mention, "")
    }

    /// Who has done what a verb has as its object, where the parse hangs “by” on something else: “condemned the visit
    /// to Samoa by lawmakers”.
    pub(super) fn deed_by(&self, verb: usize, object: usize) -> Side {
        let tree = self.tree;
        if !self.is(object, words::DEED) || tree.is_passive(verb) {
            return Side::default();
        }
        let below = tree.with(object, UdRel::Nmod).find_map(|it| self.by(it));
        let by = below.or_else(|| self.by(verb)).filter(|by| *by > object);
        by.map(|by| self.side(by, false)).unwrap_or_default()
    }

    /// Whether what is judged was done to those whom its noun names, and not by them: “condemned the killing of
    /// Samoans”.
    pub(super) fn is_suffered(&self, trigger: &Trigger, object: usize) -> bool {
        let (article, tree) = (self.article, self.tree);
        let judges = matches!(trigger.code.get(..2), Some("11")) && !trigger.noun;
        let owned = tree.with(object, UdRel::Nmod).any(|it| {
            tree.subtype(it) == "poss"
                || tree
                    .case(it)
                    .is_some_and(|case| article.text(case).eq_ignore_ascii_case("by"))
        });
        let before = tree
            .dependents(object)
            .any(|it| it < object && article.in_name(it));
        judges && self.is(object, words::SUFFERED) && !owned && !before
    }

    /// Whom a strike is meant for: “strikes targeting Samoa”.
    pub(super) fn aimed_at(&self, noun: usize, places: bool) -> Side {
        let tree = self.tree;
        let aims = tree.with(noun, UdRel::Acl).find(|it| self.is(*it, words::AIMS));
        let object = aims.and_then(|it| tree.with(it, UdRel::Obj).next());
        object.map(|it| self.side(it, places)).unwrap_or_default()
    }

    /// Whether who acts is who the trigger asks for: a state against a state, by its bare name and with nothing
    /// else (“hit Samoa with tariffs”); a suicide bomber.
    pub(super) fn is_asked_for(
        &self,
        trigger: &Trigger,
        verb: usize,
        standing: &Standing,
        sentence: &Range<usize>,
    ) -> bool {
        let (article, tree) = (self.article, self.tree);
        if !trigger.states && !trigger.bomber {
            return true;
        }
        let subject = self.subject_of(verb, standing, sentence);
        let Some(subject) = subject.filter(|_| tree.is_there() && !standing.passive) else {
            return false;
        };
        if trigger.bomber {
            let suicide = tree
                .dependents(subject.head)
                .any(|it| it < subject.head && self.is(it, words::REBEL));
            return suicide && self.is(subject.head, words::BOMBER);
        }
        let state = |token: usize| {
            let mention = article.base(token);
            mention.is_some_and(|it| article.label(it) == Some(Label::Gpe) && article.is_state(it))
        };
        let with = tree
            .with(verb, UdRel::Obl)
            .filter_map(|it| tree.case(it))
            .any(|case| article.text(case).eq_ignore_ascii_case("with"));
        let object = tree.with(verb, UdRel::Obj).next();
        state(subject.head) && object.is_some_and(state) && !with
    }

    /// Where the words of a target end, behind which its place stands: those of a person's name, on which the parse
    /// may hang the place (“met Roe in Apia”), or the whole phrase.
    pub(super) fn end_of(&self, head: usize) -> usize {
        let (article, tree) = (self.article, self.tree);
        let person = |token: usize| {
            let mention = article.base(token).filter(|it| article.is_name(*it));
            mention.filter(|it| article.label(*it) == Some(Label::Person))
        };
        if person(head).is_none() {
            return tree.extent(head).end;
        }
        let names = tree.conjuncts(head).into_iter().filter_map(person);
        names.map(|it| article.place(it).end).max().unwrap_or(head + 1)
    }
}
