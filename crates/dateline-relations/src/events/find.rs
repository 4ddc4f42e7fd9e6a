//! Finds the acts of a sentence: trigger, sides, status, date and place.

use super::actors::{Actor, Offices, of_subject};
use super::lexicon::{Lexicon, Place, Trigger};
use super::object::{Object, object};
use super::sides::Side;
use super::standing::Standing;
use crate::article::Article;
use crate::inflect::form;
use crate::pattern::run;
use crate::tree::Tree;
use crate::vocabulary::{WordId, list};
use dateline_core::Id;
use dateline_core::layers::{Entities, EventStatus, Label, UdRel, Upos};
use std::ops::Range;

/// How far behind a trigger a preposition of its frame may stand.
pub(super) const REACH: usize = 9;

/// An event before it is written.
#[derive(Clone, Debug)]
pub(crate) struct Draft<'a> {
    pub(crate) trigger: &'a Trigger,
    pub(crate) tokens: Range<usize>,
    pub(crate) source: Vec<Actor>,
    pub(crate) target: Vec<Actor>,
    pub(crate) status: EventStatus,
    /// The mention that dates it.
    pub(crate) date: Option<usize>,
    pub(crate) location: Option<Id<Entities>>,
    pub(crate) sentence: usize,
    pub(crate) confidence: f32,
    /// The code of a source, or a target, without a name: `COP` for “police”.
    pub(crate) nameless: (&'static str, &'static str),
}

/// The search over one article.
pub(crate) struct Finder<'a> {
    pub(crate) article: Article<'a>,
    pub(crate) tree: Tree<'a>,
    pub(crate) lexicon: &'a Lexicon,
    /// The word “of”.
    pub(crate) of: Option<WordId>,
    pub(crate) offices: Offices,
    /// The state of which the article tells: whose “the government” is.
    pub(crate) home: Option<Id<Entities>>,
    /// By token: whether it stands in a quotation of whole clauses, in which acts are told to make a point.
    pub(crate) quoted: Vec<bool>,
    /// The sides of the last act that joined two: what “the two sides” means.
    pub(crate) pair: Option<(Actor, Actor)>,
    /// The last act of which “the move” may speak: its sentence and who did it.
    pub(crate) deed: Option<(usize, Vec<Actor>)>,
}

impl<'a> Finder<'a> {
    /// Whether a token stands in one of the events' own lists and is no part of a name.
    pub(super) fn is(&self, token: usize, lists: u32) -> bool {
        self.lexicon.words.is(self.article.word(token), lists) && !self.article.in_name(token)
    }

    /// The events of a sentence, in text order.
    pub(crate) fn sentence(&mut self, index: usize, found: &mut Vec<Draft<'a>>, most: usize) {
        let article = self.article;
        let sentence = article.sentence(index);
        let mut taken = sentence.start;
        for token in sentence.clone() {
            if found.len() >= most {
                return;
            }
            let named = article.in_name(token);
            if token < taken || named && !self.ends_law(token) || self.quoted.get(token) == Some(&true) {
                continue;
            }
            // The longest first; a word may be a verb or a noun, and only its clause tells.
            let mut matches: Vec<(usize, &Trigger)> = self
                .lexicon
                .at(article.word(token))
                .filter(|_| !named)
                .filter_map(|trigger| {
                    run(&trigger.program, article, token, &sentence).map(|(end, _)| (end, trigger))
                })
                .collect();
            matches.sort_by_key(|(end, _)| usize::MAX - end);
            let near = article.around(token);
            let drafted = matches.into_iter().find_map(|(end, trigger)| {
                if !self.is_kind(token, trigger.noun) {
                    return None;
                }
                let draft = if trigger.noun {
                    self.noun(trigger, token..end, &near)
                } else {
                    self.verb(trigger, token..end, &near)
                };
                draft.map(|draft| (draft, end, trigger))
            });
            let drafted = drafted.or_else(|| {
                let framed = self.frame(token, &near)?;
                let trigger = framed.trigger;
                Some((framed, token + 1, trigger))
            });
            if let Some((mut draft, end, trigger)) = drafted {
                draft.sentence = index;
                if trigger.symmetric
                    && let (Some(a), Some(b)) = (draft.source.first(), draft.target.first())
                    && a != b
                {
                    self.pair = Some((a.clone(), b.clone()));
                }
                self.remember_deed(&draft);
                taken = end;
                found.push(draft);
            }
        }
    }

    /// Whether a token ends the name of a treaty or law, which is signed or broken all the same: “signed the Paris
    /// Agreement”.
    fn ends_law(&self, token: usize) -> bool {
        let article = self.article;
        article.base(token).is_some_and(|mention| {
            article.label(mention) == Some(Label::Law) && article.place(mention).end == token + 1
        })
    }

    /// A verb's act.
    fn verb(&self, trigger: &'a Trigger, tokens: Range<usize>, sentence: &Range<usize>) -> Option<Draft<'a>> {
        let standing = self.standing(tokens.start, sentence)?;
        if !self.is_asked_for(trigger, tokens.start, &standing, sentence) {
            return None;
        }
        let subject = self.agents(tokens.start, &standing, sentence);
        let (mut source, mut target);
        let behind;
        if standing.passive {
            // “was called on to”, “was appealed to”: only an object becomes the subject of a passive.
            if !trigger.places.contains(&Place::Object) {
                return None;
            }
            target = subject;
            (source, behind) = self.agent(trigger, &tokens, sentence);
            // “was deported to Iran”, said of nobody: only what is done to somebody by force stands alone.
            let forced =
                trigger.is_forced() || trigger.code.starts_with("112") || trigger.code.starts_with("116");
            let known = !source.actors.is_empty()
                || source.role.is_some_and(|role| !role.is_empty()) && trigger.is_agents();
            let assault = matches!(trigger.code.get(..2), Some("18" | "19" | "20"));
            let alone = forced && !trigger.agent && self.is_somebody(&target.actors, assault);
            if !known && !alone {
                return None;
            }
        } else if trigger.turned {
            target = self.sufferers(tokens.start, &standing, sentence);
            (source, behind) = self.targets(trigger, &tokens, sentence);
            if source.actors.is_empty() || !self.is_somebody(&target.actors, true) {
                return None;
            }
        } else {
            source = subject;
            (target, behind) = self.targets(trigger, &tokens, sentence);
            // Who has no name acts against somebody who has one, or not at all.
            let nameless = source
                .role
                .is_some_and(|role| role == "JUD" || !role.is_empty() && trigger.is_agents());
            if source.actors.is_empty() && !(nameless && self.is_somebody(&target.actors, true)) {
                return None;
            }
        }
        // The people of a place protest, ask and clash; what else they do is no act of the place.
        let civil = !source.actors.is_empty() && source.actors.iter().all(|actor| actor.role == "CVL");
        if civil && !matches!(trigger.code.get(..2), Some("02" | "10" | "11" | "14")) && !trigger.symmetric {
            return None;
        }
        if trigger.military && !self.is_armed(&source) {
            return None;
        }
        // “Japan and Cambodia agreed”: both sides stand in the subject, and are both sides.
        let joint = trigger.symmetric || trigger.code.starts_with("03");
        if target.actors.is_empty() && joint && source.actors.len() > 1 {
            target.actors.clone_from(&source.actors);
        } else {
            target
                .actors
                .retain(|actor| !source.actors.iter().any(|other| other.entity == actor.entity));
        }
        let mut sure = 1.0;
        if target.actors.is_empty()
            && let Some(actors) = self.deeds_author(trigger, &tokens, &source)
        {
            (target.actors, sure) = (actors, 0.75);
        }
        // “killed protesters”: force has targets without a name.
        let unnamed = target.role.is_some_and(|role| !role.is_empty()) && trigger.is_forced();
        let enough = unnamed || trigger.alone || trigger.about && self.is_state_organ(&source.actors);
        if target.actors.is_empty() && !enough {
            return None;
        }
        if standing.passive && source.actors.len() > 1 && target.actors.is_empty() {
            source.actors.truncate(1);
        }
        // “after the mayor resigned” only dates another act.
        if trigger.code.starts_with("083") && self.tree.rel(tokens.start) == UdRel::Advcl {
            return None;
        }
        let status = self.status(trigger, tokens.start, &standing, sentence)?;
        let mut draft = self.draft(trigger, tokens, (source, target), status, behind, sentence)?;
        draft.confidence *= sure;
        Some(draft)
    }

    /// Who acts in a passive, and where the words that say so end.
    fn agent(&self, trigger: &Trigger, tokens: &Range<usize>, sentence: &Range<usize>) -> (Side, usize) {
        let article = self.article;
        if self.tree.is_there() {
            let top = self.top(tokens);
            let by = self.by(top);
            if let Some(head) = by {
                return (self.side(head, false), self.tree.extent(head).end);
            }
            // “is banned in Turkey”: a state does within it what is done there by law.
            let within = trigger.code.starts_with("172") && !trigger.code.starts_with("1724");
            let place = self.tree.with(top, UdRel::Obl).find(|it| {
                let case = self.tree.case(*it);
                within && case.is_some_and(|case| article.text(case).eq_ignore_ascii_case("in"))
            });
            let state = place
                .and_then(|it| article.base(it))
                .filter(|mention| article.label(*mention) == Some(Label::Gpe))
                .and_then(|mention| super::actors::actor(article, mention, ""));
            let side = Side {
                actors: state.into_iter().collect(),
                role: None,
            };
            return (side, tokens.end);
        }
        let by = (tokens.end..(tokens.end + REACH).min(sentence.end))
            .take_while(|at| !article.is_finite(*at) && !article.is_punct(*at))
            .find(|at| article.text(*at).eq_ignore_ascii_case("by"));
        let object = by.map(|by| object(article, by + 1, sentence.end, false));
        let end = object.as_ref().map_or(tokens.end, |object| object.end);
        let side = Side {
            actors: object.map(|object| object.actors).unwrap_or_default(),
            role: None,
        };
        (side, end)
    }

    /// Whether one of them is a person or an organization, or, with `places`, a place; but no people at large.
    pub(super) fn is_somebody(&self, actors: &[Actor], places: bool) -> bool {
        actors.iter().any(|actor| {
            let entity = self.article.entities.get(actor.entity.index());
            entity.is_some_and(|entity| match entity.label {
                Label::Person | Label::Org => true,
                // “attacked a Samoan school”
                Label::Gpe | Label::Norp => places,
                _ => false,
            })
        })
    }

    fn is_place(&self, actor: &Actor) -> bool {
        let entity = self.article.entities.get(actor.entity.index());
        entity.is_some_and(|entity| entity.label == Label::Gpe)
    }

    /// Whether a side acts by its arms.
    fn is_armed(&self, side: &Side) -> bool {
        let armed = |role: &str| matches!(role, "MIL" | "REB");
        side.role.is_some_and(armed)
            || side.actors.iter().any(|actor| {
                armed(actor.role) || {
                    let code = self.offices.code(self.article, self.lexicon, actor);
                    code.contains("MIL") || code.contains("REB") || code.contains("MOS")
                }
            })
    }

    /// A noun's act: “Kihara's visit to Cambodia”, “the attack by Houthis on Saudi Arabia”.
    fn noun(&self, trigger: &'a Trigger, tokens: Range<usize>, sentence: &Range<usize>) -> Option<Draft<'a>> {
        let article = self.article;
        // A noun of the same letters as a verb: behind an article, an owner, an adjective.
        if article.is_finite(tokens.start) && !article.is(tokens.start, list::NOUN_S) {
            return None;
        }
        let start = article.phrase_start(tokens.start, sentence.start);
        let owner = (start..tokens.start)
            .filter_map(|at| article.base(at).or_else(|| article.over(at)))
            .filter(|mention| self.is_below(*mention, &tokens))
            .filter_map(|mention| super::actors::actor(article, mention, ""))
            .next_back();
        let by = (tokens.end..(tokens.end + REACH).min(sentence.end))
            .take_while(|at| !article.is_finite(*at) && !article.is_punct(*at))
            .find(|at| article.text(*at).eq_ignore_ascii_case("by"));
        let mut source: Vec<Actor> = owner.into_iter().collect();
        let mut behind = tokens.end;
        if let Some(by) = by.filter(|_| source.is_empty()) {
            let agent = object(article, by + 1, sentence.end, false);
            source = agent.actors;
            behind = agent.end;
        }
        // “The visit of X to Y”: whose act it is stands with “of”, unless the frame has its target there.
        if source.is_empty() && !trigger.places.contains(&Place::Object) {
            for start in self.parsed_places(&tokens, self.of) {
                source.extend(object(article, start, sentence.end, false).actors);
            }
        }
        let (target, end) = self.targets(trigger, &tokens, sentence);
        let mut target = target.actors;
        behind = behind.max(end);
        // “carried out an attack on”, “an attack was carried out by”
        let done = self.light(&tokens, sentence);
        if let Some(done) = done.as_ref().filter(|_| source.is_empty()) {
            source.clone_from(&done.source.actors);
        }
        if source.is_empty() {
            source.extend(self.leader(&tokens));
        }
        let come = match source.is_empty() {
            true => self.come_for(trigger, &tokens, sentence),
            false => None,
        };
        if let Some((side, _)) = &come {
            source.clone_from(&side.actors);
        }
        if target.is_empty() && !source.is_empty() {
            target = self.befallen(&tokens);
        }
        if source.is_empty() && target.len() > 1 && trigger.symmetric {
            // “talks between A and B”
            source.clone_from(&target);
        } else {
            target.retain(|actor| !source.iter().any(|other| other.entity == actor.entity));
        }
        if source.is_empty() || target.is_empty() {
            return None;
        }
        // “the withdrawal of Samoa from the league” is no retreat.
        if trigger.military && !target.iter().all(|actor| self.is_place(actor)) {
            return None;
        }
        let negated = start > sentence.start && article.is(start - 1, list::DENIED)
            || article.is(start, list::NEGATION);
        let intended = (start..tokens.start).any(|at| self.is(at, super::words::list::INTENDED));
        let status = match done {
            _ if negated => EventStatus::Denied,
            _ if intended => EventStatus::Planned,
            Some(done) => self.status(trigger, done.verb, &done.standing, sentence)?,
            None => come.map_or(EventStatus::Actual, |(_, status)| status),
        };
        let side = |actors: Vec<Actor>| Side { actors, role: None };
        let sides = (side(source), side(target));
        let mut draft = self.draft(trigger, tokens, sides, status, behind, sentence)?;
        draft.confidence -= 0.15;
        Some(draft)
    }

    /// Whether a mention hangs on a noun: “Samoa's attack”, but not “in support of Samoa after attacks”.
    fn is_below(&self, mention: usize, tokens: &Range<usize>) -> bool {
        let tree = self.tree;
        let top = self.top(tokens);
        !tree.is_there()
            || self
                .article
                .place(mention)
                .any(|at| tree.above(at).any(|it| it == top))
    }

    /// The event of these sides, if one of them acts in politics.
    pub(super) fn draft(
        &self,
        trigger: &'a Trigger,
        tokens: Range<usize>,
        (source, target): (Side, Side),
        status: EventStatus,
        behind: usize,
        sentence: &Range<usize>,
    ) -> Option<Draft<'a>> {
        let political = |actor: &Actor| {
            self.offices
                .is_political(self.article, self.lexicon, actor.entity)
        };
        let official = |role: Option<&str>| role.is_some_and(|role| !matches!(role, "" | "CVL"));
        let (source_role, target_role) = (source.role, target.role);
        let (source, target) = (source.actors, target.actors);
        // Who arrests somebody is an authority, by whatever name.
        let is = |actor: &Actor, label: Label| {
            let entity = self.article.entities.get(actor.entity.index());
            entity.is_some_and(|entity| entity.label == label)
        };
        let arrests = trigger.code.starts_with("173")
            && source.iter().any(|actor| is(actor, Label::Org))
            && target.iter().any(|actor| is(actor, Label::Person));
        if !source.iter().chain(&target).any(political) && !official(source_role) && !arrests {
            return None;
        }
        // A talk with a newspaper is an interview.
        let company = |actor: &Actor| is(actor, Label::Org) && !political(actor);
        if trigger.code.starts_with("04") && !target.is_empty() && target.iter().all(company) {
            return None;
        }
        let status = match status {
            EventStatus::Actual if trigger.planned => EventStatus::Planned,
            other => other,
        };
        let date = self.date(&tokens, sentence);
        // A pattern may reach to the mark behind its words.
        let mut tokens = tokens;
        while tokens.len() > 1 && self.article.is_punct(tokens.end - 1) {
            tokens.end -= 1;
        }
        let location = self.location(behind, sentence, &source, &target);
        let confidence = if source.is_empty() || target.is_empty() {
            0.6
        } else {
            0.75
        };
        Some(Draft {
            trigger,
            tokens,
            source,
            target,
            status,
            date,
            location,
            sentence: 0,
            confidence,
            nameless: (source_role.unwrap_or(""), target_role.unwrap_or("")),
        })
    }

    /// Whether one of them acts as a state: a place, an organ, a person in office.
    pub(super) fn is_state_organ(&self, source: &[Actor]) -> bool {
        source.iter().any(|actor| {
            let label = self
                .article
                .entities
                .get(actor.entity.index())
                .map(|entity| entity.label);
            label == Some(Label::Gpe) || !actor.role.is_empty() || self.offices.holds_office(actor.entity)
        })
    }

    /// Who acts (or, in the passive, whom it befalls): the subject; for an infinitive or participle that of
    /// the verb it hangs on.
    pub(super) fn agents(&self, verb: usize, standing: &Standing, sentence: &Range<usize>) -> Side {
        let found = self.subject_of(verb, standing, sentence);
        let Some(subject) = found else {
            return Side::default();
        };
        let actors = match self.both_sides(&subject) {
            Some(both) => both,
            None => {
                if self.tree.is_there() {
                    let head = self.speaker_of(verb, subject.head).unwrap_or(subject.head);
                    let side = self.acting_side(head);
                    if !side.actors.is_empty() || side.role.is_some() {
                        return side;
                    }
                }
                of_subject(self.article, &subject)
            }
        };
        Side { actors, role: None }
    }

    /// The subject of a verb.
    pub(super) fn subject_of(
        &self,
        verb: usize,
        standing: &Standing,
        sentence: &Range<usize>,
    ) -> Option<crate::clause::Subject> {
        let article = self.article;
        let participle =
            article.is_verb(verb, form::ING) && !(standing.group..verb).any(|at| article.is(at, list::BE));
        let parsed = self.parsed_subject(verb);
        if parsed.is_some() || self.tree.is_there() && self.tree.upos(verb) == Upos::Verb {
            return parsed;
        }
        if let Some(to) = standing.to {
            // The object before “to” acts, if there is one: “asked members to increase”.
            let governing = (sentence.start..to)
                .rev()
                .take(REACH)
                .take_while(|at| !article.is_punct(*at))
                .find(|at| self.is_verbal(*at));
            let governing = governing?;
            let between = (governing + 1..to).find_map(|at| {
                article
                    .base(at)
                    .filter(|it| article.is_name(*it))
                    .or_else(|| article.over(at))
            });
            if let Some(mention) = between {
                let place = article.place(mention);
                return Some(crate::clause::Subject {
                    mention: Some(mention),
                    others: Vec::new(),
                    head: place.end.saturating_sub(1),
                    tokens: place,
                });
            }
            article.subject(governing)
        } else if participle {
            let main = (sentence.start..verb)
                .rev()
                .find(|at| article.is_finite(*at) && !self.in_relative(*at, sentence));
            main.and_then(|main| article.subject(main))
        } else {
            article.subject(verb)
        }
    }

    /// Whether the token is a verb in any form but behind an article.
    pub(super) fn is_verbal(&self, at: usize) -> bool {
        let article = self.article;
        article.is_finite(at)
            || article.is_verb(at, form::ING)
            || article.is_verb(at, form::BASE | form::PARTICIPLE) && at > 0 && article.is_group(at - 1)
    }

    /// Whether the verb at `at` belongs to a relative clause.
    fn in_relative(&self, at: usize, sentence: &Range<usize>) -> bool {
        let mut before = at;
        while before > sentence.start && self.article.is_group(before - 1) {
            before -= 1;
        }
        before > sentence.start && self.article.is(before - 1, list::RELATIVE)
    }

    /// The target by the trigger's frame, and where its phrase ends.
    fn targets(&self, trigger: &Trigger, tokens: &Range<usize>, sentence: &Range<usize>) -> (Side, usize) {
        // Force and aid reach a state through what is in it.
        let places = matches!(
            trigger.code.get(..2),
            Some("07" | "15" | "17" | "18" | "19" | "20")
        ) && !trigger.code.starts_with("173");
        if self.tree.is_there() {
            let found = self.parsed_targets(trigger, tokens, places);
            let mut objects = self.tree.with(self.top(tokens), UdRel::Obj);
            if !found.0.actors.is_empty() || objects.any(|it| self.is_suffered(trigger, it)) {
                return found;
            }
            let (actors, end) = self.worded_targets(trigger, tokens, sentence, places);
            let role = if actors.is_empty() { found.0.role } else { None };
            return (Side { actors, role }, end);
        }
        let (actors, end) = self.worded_targets(trigger, tokens, sentence, places);
        (Side { actors, role: None }, end)
    }

    /// The same by the parse.
    fn parsed_targets(&self, trigger: &Trigger, tokens: &Range<usize>, places: bool) -> (Side, usize) {
        let tree = self.tree;
        let top = self.top(tokens);
        let mut holders: Vec<usize> = tokens.clone().collect();
        holders.extend(tree.with(top, UdRel::Obj));
        // “were killed in airstrikes on camps”, “a truce was declared between”: the parse hangs it on the verb.
        if trigger.noun {
            holders.extend(tree.head(top).filter(|it| tree.upos(*it) == Upos::Verb));
        }
        holders.sort_unstable();
        holders.dedup();
        let mut nameless = None;
        for place in &trigger.places {
            let heads = match place {
                Place::Preposition(word) => self.target_heads(&holders, tokens.start, Some(*word)),
                Place::Object if trigger.noun => self.target_heads(&holders, tokens.start, self.of),
                Place::Object => self.target_heads(&[top], tokens.start, None),
            };
            for head in heads.into_iter().filter(|head| *head != top) {
                let mut side = match self.is_suffered(trigger, head) {
                    true => Side::default(),
                    false => self.side(head, places),
                };
                if side.actors.is_empty() && *place == Place::Object && !trigger.noun {
                    side = Some(self.deed_by(top, head))
                        .filter(|it| !it.actors.is_empty())
                        .unwrap_or(side);
                }
                if !side.actors.is_empty() {
                    return (side, self.end_of(head).max(tokens.end));
                }
                nameless = nameless.or(side.role);
            }
        }
        if trigger.noun && trigger.is_forced() {
            let side = self.aimed_at(top, places);
            if !side.actors.is_empty() {
                return (side, tree.extent(top).end.max(tokens.end));
            }
        }
        // “demanded that Iran leave”, “alleged that Iran had”
        let clausal = matches!(trigger.code.get(..2), Some("02" | "10")) || trigger.code.starts_with("112");
        if !trigger.noun
            && trigger.places.contains(&Place::Object)
            && let Some(subject) = self.clause_subject(top, clausal)
        {
            let side = self.side(subject, false);
            if !side.actors.is_empty() {
                return (side, tokens.end);
            }
        }
        // “agreed to support Samoa”, “refused to recognize it”: whom the infinitive is about.
        let to = tokens
            .clone()
            .next_back()
            .filter(|at| self.article.text(*at).eq_ignore_ascii_case("to"));
        if let Some(to) = to {
            let hung = tree.with(top, UdRel::Xcomp).find(|it| *it > to);
            if let Some(hung) = hung {
                let objects = self.target_heads(&[hung], to, None);
                let behind = tree.with(hung, UdRel::Obl).filter(|it| {
                    let case = tree.case(*it).map_or("", |case| self.article.text(case));
                    matches!(case, "with" | "to" | "from" | "against")
                });
                for head in objects.into_iter().chain(behind) {
                    let side = self.acting_side(head);
                    if !side.actors.is_empty() {
                        return (side, tokens.end);
                    }
                }
            }
        }
        // “killed twelve people in Gaza”
        let assault = matches!(trigger.code.get(..2), Some("18" | "19" | "20"));
        if assault && !trigger.noun {
            for token in tree.with(top, UdRel::Obl).filter(|it| *it >= tokens.end) {
                let case = tree.case(token).map_or("", |case| self.article.text(case));
                let place = self
                    .article
                    .base(token)
                    .filter(|mention| self.article.label(*mention) == Some(Label::Gpe));
                if let Some(mention) =
                    place.filter(|_| matches!(case, "in" | "at" | "near" | "on" | "across"))
                {
                    let actors = super::actors::actor(self.article, mention, "")
                        .into_iter()
                        .collect();
                    return (
                        Side {
                            actors,
                            role: nameless,
                        },
                        tokens.end,
                    );
                }
            }
        }
        let side = Side {
            actors: Vec::new(),
            role: nameless,
        };
        (side, tokens.end)
    }

    /// The same by the words behind the trigger.
    pub(super) fn worded_targets(
        &self,
        trigger: &Trigger,
        tokens: &Range<usize>,
        sentence: &Range<usize>,
        places: bool,
    ) -> (Vec<Actor>, usize) {
        let (article, from) = (self.article, tokens.end);
        for place in &trigger.places {
            let preposition = match place {
                Place::Preposition(word) => Some(*word),
                Place::Object if trigger.noun => self.of,
                Place::Object => None,
            };
            for start in self.parsed_places(tokens, preposition) {
                let found = object(article, start, sentence.end, places);
                if !found.actors.is_empty() {
                    return (found.actors, found.end.max(tokens.end));
                }
            }
            let start = match place {
                // The phrase begins right behind the verb; behind a noun “of” leads it in.
                Place::Object if trigger.noun && article.text(from.saturating_sub(1)) != "of" => {
                    if article.text(from) != "of" {
                        continue;
                    }
                    from + 1
                }
                Place::Object => from,
                Place::Preposition(word) => {
                    // The trigger's own last word may be the preposition.
                    if from > 0 && article.word(from - 1) == *word {
                        from
                    } else {
                        let mut free = (from..(from + REACH).min(sentence.end)).take_while(|at| {
                            !article.is_finite(*at)
                                && !article.is(*at, list::RELATIVE | list::SUBORDINATOR)
                                && !matches!(article.text(*at), ";" | ":" | "“" | "\"" | "”")
                        });
                        match free.find(|at| article.word(*at) == *word) {
                            Some(at) => at + 1,
                            None => continue,
                        }
                    }
                }
            };
            // An object the parse knows; what stands behind a preposition it may have joined to something else.
            let known = *place == Place::Object && !trigger.noun && self.tree.is_there();
            // “asked Samoa to”: the pattern goes on behind the object.
            let before = *place == Place::Object
                && tokens.len() > 2
                && article.text(tokens.end - 1).eq_ignore_ascii_case("to");
            let found = match known {
                true => Object::none(start),
                false if before => object(article, tokens.start + 1, tokens.end, places),
                false => object(article, start, sentence.end, places),
            };
            if !found.actors.is_empty() {
                return (found.actors, found.end.max(tokens.end));
            }
            // “challenge his oath in court”: the object stands between the trigger's words.
            if *place == Place::Object && !trigger.noun && tokens.len() > 1 {
                let within = object(article, tokens.start + 1, tokens.end, places);
                if !within.actors.is_empty() {
                    return (within.actors, tokens.end);
                }
            }
        }
        (Vec::new(), from)
    }

    /// A place behind the act: “in Tehran”.
    fn location(
        &self,
        from: usize,
        sentence: &Range<usize>,
        source: &[Actor],
        target: &[Actor],
    ) -> Option<Id<Entities>> {
        let article = self.article;
        let near = from..(from + REACH).min(sentence.end);
        let place = near
            .take_while(|at| !article.is_finite(*at) && article.text(*at) != ";")
            .filter(|at| matches!(article.text(*at), "in" | "at" | "near"))
            .find_map(|at| {
                let next = (at + 1..(at + 4).min(sentence.end)).find_map(|token| article.base(token))?;
                let label = article.label(next)?;
                matches!(label, Label::Gpe | Label::Fac | Label::Loc).then_some(next)
            });
        let entity = article.entity(place?)?;
        let taken = source.iter().chain(target).any(|actor| actor.entity == entity);
        (!taken).then_some(entity)
    }
}
