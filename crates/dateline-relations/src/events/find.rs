//! Finds the acts of a sentence: trigger, sides, status, date and place.

use super::actors::{Actor, Offices, of_subject};
use super::lexicon::{Lexicon, Place, Trigger};
use super::object::object;
use crate::article::Article;
use crate::inflect::form;
use crate::pattern::run;
use crate::tree::Tree;
use crate::vocabulary::{AUXILIARY, WordId, list};
use dateline_core::Id;
use dateline_core::layers::{Entities, EventStatus, Label, Normal, TimexKind};
use std::ops::Range;

/// How far behind a trigger a preposition of its frame may stand.
const REACH: usize = 9;

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
}

/// How a trigger stands in its clause.
struct Standing {
    /// The first token of the verb group.
    group: usize,
    passive: bool,
    /// The token of “to”, for an infinitive.
    to: Option<usize>,
}

/// The search over one article.
pub(crate) struct Finder<'a> {
    pub(crate) article: Article<'a>,
    pub(crate) tree: Tree<'a>,
    pub(crate) lexicon: &'a Lexicon,
    /// The word “of”.
    pub(crate) of: Option<WordId>,
    pub(crate) offices: Offices,
    /// The sides of the last act that joined two: what “the two sides” means.
    pub(crate) pair: Option<(Actor, Actor)>,
}

impl<'a> Finder<'a> {
    /// The events of a sentence, in text order.
    pub(crate) fn sentence(&mut self, index: usize, found: &mut Vec<Draft<'a>>, most: usize) {
        let article = self.article;
        let sentence = article.sentence(index);
        let mut taken = sentence.start;
        for token in sentence.clone() {
            if found.len() >= most {
                return;
            }
            if token < taken || article.in_name(token) {
                continue;
            }
            // The longest first; a word may be a verb or a noun, and only its clause tells.
            let mut matches: Vec<(usize, &Trigger)> = self
                .lexicon
                .at(article.word(token))
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
            if let Some((mut draft, end, trigger)) = drafted {
                draft.sentence = index;
                if trigger.symmetric
                    && let (Some(a), Some(b)) = (draft.source.first(), draft.target.first())
                    && a != b
                {
                    self.pair = Some((a.clone(), b.clone()));
                }
                taken = end;
                found.push(draft);
            }
        }
    }

    /// A verb's act.
    fn verb(&self, trigger: &'a Trigger, tokens: Range<usize>, sentence: &Range<usize>) -> Option<Draft<'a>> {
        let article = self.article;
        let standing = self.standing(tokens.start, sentence)?;
        let (mut source, mut target);
        let behind;
        if standing.passive {
            target = self.agents(tokens.start, &standing, sentence);
            let by = (tokens.end..(tokens.end + REACH).min(sentence.end))
                .take_while(|at| !article.is_finite(*at) && !article.is_punct(*at))
                .find(|at| article.text(*at).eq_ignore_ascii_case("by"));
            let by = self.parsed_agent(tokens.start).or(by.map(|by| by + 1));
            let object = by.map(|start| object(article, start, sentence.end, false));
            behind = object.as_ref().map_or(tokens.end, |object| object.end);
            source = object.map(|object| object.actors).unwrap_or_default();
            // “was deported to Iran”, said of nobody: only what is done to somebody by force stands alone.
            let forced = trigger.code.starts_with("17")
                || trigger.code.starts_with("18")
                || trigger.code.starts_with("19");
            if source.is_empty() && (target.is_empty() || !forced) || !trigger.places.contains(&Place::Object)
            {
                return None;
            }
        } else {
            source = self.agents(tokens.start, &standing, sentence);
            (target, behind) = self.targets(trigger, &tokens, sentence);
            if source.is_empty() {
                return None;
            }
        }
        // “Japan and Cambodia agreed”: both sides stand in the subject, and are both sides.
        let joint = trigger.symmetric || trigger.code.starts_with("03");
        if target.is_empty() && joint && source.len() > 1 {
            target.clone_from(&source);
        } else {
            target.retain(|actor| !source.iter().any(|other| other.entity == actor.entity));
        }
        if target.is_empty() && !trigger.alone && !(trigger.about && self.is_state_organ(&source)) {
            return None;
        }
        if standing.passive && source.len() > 1 && target.is_empty() {
            source.truncate(1);
        }
        self.draft(
            trigger,
            tokens.clone(),
            source,
            target,
            self.status(tokens.start, &standing, sentence)?,
            behind,
            sentence,
        )
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
        let (mut target, end) = self.targets(trigger, &tokens, sentence);
        behind = behind.max(end);
        if source.is_empty() && target.len() > 1 && trigger.symmetric {
            // “talks between A and B”
            source.clone_from(&target);
        } else {
            target.retain(|actor| !source.iter().any(|other| other.entity == actor.entity));
        }
        if source.is_empty() || target.is_empty() {
            return None;
        }
        let negated = start > sentence.start && article.is(start - 1, list::DENIED)
            || article.is(start, list::NEGATION);
        let status = if negated {
            EventStatus::Denied
        } else {
            EventStatus::Actual
        };
        let mut draft = self.draft(trigger, tokens, source, target, status, behind, sentence)?;
        draft.confidence -= 0.15;
        Some(draft)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the parts of one event, each made elsewhere"
    )]
    fn draft(
        &self,
        trigger: &'a Trigger,
        tokens: Range<usize>,
        source: Vec<Actor>,
        target: Vec<Actor>,
        status: EventStatus,
        behind: usize,
        sentence: &Range<usize>,
    ) -> Option<Draft<'a>> {
        let political = |actor: &Actor| {
            self.offices
                .is_political(self.article, self.lexicon, actor.entity)
        };
        if !source.iter().chain(&target).any(political) {
            return None;
        }
        let date = self.date(&tokens, sentence);
        let location = self.location(behind, sentence, &source, &target);
        let confidence = if target.is_empty() { 0.6 } else { 0.75 };
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
        })
    }

    /// Whether one of them acts as a state: a place, an organ, a person in office.
    fn is_state_organ(&self, source: &[Actor]) -> bool {
        source.iter().any(|actor| {
            let label = self
                .article
                .entities
                .get(actor.entity.index())
                .map(|entity| entity.label);
            label == Some(Label::Gpe) || !actor.role.is_empty() || self.offices.holds_office(actor.entity)
        })
    }

    /// How the verb at `verb` stands, or `None` where it is no verb.
    fn standing(&self, verb: usize, sentence: &Range<usize>) -> Option<Standing> {
        let article = self.article;
        let forms = article.vocabulary.forms_of(article.word(verb));
        let mut group = verb;
        while group > sentence.start && article.is_group(group - 1) {
            group -= 1;
        }
        let before = verb.checked_sub(1).filter(|before| *before >= sentence.start);
        let is_before = |lists: u64| before.is_some_and(|before| article.is(before, lists));
        let in_group = |lists: u64| (group..verb).any(|at| article.is(at, lists));
        let to = group
            .checked_sub(1)
            .filter(|at| *at >= sentence.start && article.text(*at).eq_ignore_ascii_case("to"));
        // “the attack”, “his visit”, “Kihara's visit”.
        if is_before(list::ARTICLE | list::POSSESSIVE)
            && !before
                .is_some_and(|before| article.over(before).is_some() && !article.is(before, list::POSSESSIVE))
            || before.is_some_and(|before| article.is_clitic(before) || article.text(before) == "-")
        {
            return None;
        }
        let be = in_group(list::BE);
        let participle = forms & form::PARTICIPLE != 0;
        let passive = be && participle && forms & form::ING == 0;
        if passive {
            return Some(Standing { group, passive, to });
        }
        if forms & form::ING != 0 {
            // “for attacking” tells of an act, “attacking forces” of forces.
            let absolute = before.is_some_and(|before| {
                article.is_comma(before)
                    || article.is(before, list::PREPOSITION | list::CONJUNCTION)
                    || article.over(before).is_some()
                    || article.in_name(before)
            });
            return (be || absolute).then_some(Standing {
                group,
                passive: false,
                to: None,
            });
        }
        if forms & form::PAST != 0 && (article.is_finite(verb) || in_group(AUXILIARY)) {
            // “troops deployed by”: a reduced passive, unless a subject stands before it.
            let reduced = article.text(verb + 1).eq_ignore_ascii_case("by") && !in_group(list::HAVE);
            return Some(Standing {
                group,
                passive: reduced,
                to: None,
            });
        }
        if participle && in_group(list::HAVE) {
            return Some(Standing {
                group,
                passive: false,
                to: None,
            });
        }
        if forms & form::PRESENT != 0 && article.is_finite(verb) {
            return Some(Standing {
                group,
                passive: false,
                to: None,
            });
        }
        let bare = forms & form::BASE != 0;
        if bare && (to.is_some() || in_group(list::MODAL | list::DO)) {
            return Some(Standing {
                group,
                passive: false,
                to,
            });
        }
        // “They attack”, “Japan and Cambodia agree”.
        let plural = before.is_some_and(|before| {
            article.over(before).is_some() && matches!(article.text(before), "they" | "we" | "They" | "We")
        });
        let joined = bare
            && before.is_some_and(|before| article.in_name(before))
            && article
                .subject(verb)
                .is_some_and(|subject| !subject.others.is_empty());
        (bare && (plural || joined)).then_some(Standing {
            group,
            passive: false,
            to: None,
        })
    }

    /// Who acts (or, in the passive, whom it befalls): the subject; for an infinitive or participle that of
    /// the verb it hangs on.
    fn agents(&self, verb: usize, standing: &Standing, sentence: &Range<usize>) -> Vec<Actor> {
        let article = self.article;
        let participle =
            article.is_verb(verb, form::ING) && !(standing.group..verb).any(|at| article.is(at, list::BE));
        let parsed = self.parsed_subject(verb);
        let subject = if parsed.is_some() {
            parsed
        } else if let Some(to) = standing.to {
            // The object before “to” acts, if there is one: “asked members to increase”.
            let governing = (sentence.start..to)
                .rev()
                .take(REACH)
                .take_while(|at| !article.is_punct(*at))
                .find(|at| self.is_verbal(*at));
            let Some(governing) = governing else {
                return Vec::new();
            };
            let between = (governing + 1..to).find_map(|at| {
                article
                    .base(at)
                    .filter(|it| article.is_name(*it))
                    .or_else(|| article.over(at))
            });
            if let Some(mention) = between {
                return super::actors::actor(article, mention, "").into_iter().collect();
            }
            article.subject(governing)
        } else if participle {
            let main = (sentence.start..verb)
                .rev()
                .find(|at| article.is_finite(*at) && !self.in_relative(*at, sentence));
            main.and_then(|main| article.subject(main))
        } else {
            article.subject(verb)
        };
        let Some(subject) = subject else { return Vec::new() };
        if let Some(both) = self.both_sides(&subject) {
            return both;
        }
        of_subject(article, &subject)
    }

    /// Whether the token is a verb in any form but behind an article.
    fn is_verbal(&self, at: usize) -> bool {
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

    /// “The two sides”, “both countries”: the sides of the last act that joined two, as states where known.
    fn both_sides(&self, subject: &crate::clause::Subject) -> Option<Vec<Actor>> {
        let article = self.article;
        let head = article.text(subject.head).to_ascii_lowercase();
        let sides = matches!(
            head.as_str(),
            "sides"
                | "countries"
                | "nations"
                | "states"
                | "governments"
                | "leaders"
                | "ministers"
                | "parties"
                | "neighbours"
                | "neighbors"
                | "presidents"
                | "allies"
        );
        let two = subject
            .tokens
            .clone()
            .any(|at| matches!(article.text(at).to_ascii_lowercase().as_str(), "two" | "both"));
        if !sides
            || !two
            || subject
                .mention
                .is_some_and(|mention| article.in_name(article.place(mention).start))
        {
            return None;
        }
        let (a, b) = self.pair.clone()?;
        let state = |actor: Actor| match self.offices.state(actor.entity) {
            Some(entity) => Actor { entity, role: "" },
            None => actor,
        };
        Some(vec![state(a), state(b)])
    }

    /// The target's actors by the trigger's frame, and where its phrase ends.
    fn targets(
        &self,
        trigger: &Trigger,
        tokens: &Range<usize>,
        sentence: &Range<usize>,
    ) -> (Vec<Actor>, usize) {
        let (article, from) = (self.article, tokens.end);
        // Force and aid reach a state through what is in it.
        let places = matches!(
            trigger.code.get(..2),
            Some("07" | "15" | "17" | "18" | "19" | "20")
        );
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
            let found = object(article, start, sentence.end, places);
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

    /// Whether it has happened, by the words of the verb group and the verb that it hangs on. `None` for an act
    /// that is told as another one: a promise, a demand.
    fn status(&self, verb: usize, standing: &Standing, sentence: &Range<usize>) -> Option<EventStatus> {
        let article = self.article;
        let in_group = |lists: u64| (standing.group..verb).any(|at| article.is(at, lists));
        let negated = (standing.group..verb).any(|at| article.is(at, list::NEGATION));
        if negated {
            return Some(EventStatus::Denied);
        }
        let if_before =
            (sentence.start..verb).any(|at| matches!(article.text(at), "if" | "If" | "unless" | "Unless"));
        if in_group(list::MODAL) {
            let modal = (standing.group..verb).find(|at| article.is(*at, list::MODAL));
            let word = modal.map_or("", |at| article.text(at)).to_ascii_lowercase();
            return Some(match word.as_str() {
                "will" | "shall" | "'ll" | "’ll" | "wo" => EventStatus::Planned,
                "may" | "might" | "could" | "can" | "ca" => EventStatus::Possible,
                _ if if_before => EventStatus::Conditional,
                "would" | "'d" | "’d" => EventStatus::Planned,
                _ => EventStatus::Possible,
            });
        }
        if let Some(to) = standing.to {
            let governing = (sentence.start..to)
                .rev()
                .take(REACH)
                .take_while(|at| !article.is_punct(*at))
                .find(|at| self.is_verbal(*at) || article.is(*at, list::BE | list::PLANNED | list::DOES));
            let Some(governing) = governing else {
                return Some(EventStatus::Planned);
            };
            if article.is(governing, list::COMMITS) {
                return None;
            }
            let denied = article.is(governing, list::DENIED)
                || governing > 0 && article.is(governing - 1, list::NEGATION);
            return Some(if denied {
                EventStatus::Denied
            } else if article.is(governing, list::DOES) {
                EventStatus::Actual
            } else if article.is(governing, list::POSSIBLE) {
                EventStatus::Possible
            } else {
                EventStatus::Planned
            });
        }
        if article.is_verb(verb, form::ING) && standing.group > sentence.start {
            let before = standing.group - 1;
            if article.text(before).eq_ignore_ascii_case("without")
                || article.text(before).eq_ignore_ascii_case("from")
            {
                return Some(EventStatus::Denied);
            }
            let governing = before.checked_sub(1).filter(|at| *at >= sentence.start);
            if governing.is_some_and(|at| article.is(at, list::POSSIBLE))
                || article.is(before, list::POSSIBLE)
            {
                return Some(EventStatus::Possible);
            }
        }
        let doubted = (standing.group..verb)
            .any(|at| matches!(article.text(at), "allegedly" | "reportedly" | "possibly"));
        Some(if doubted {
            EventStatus::Possible
        } else {
            EventStatus::Actual
        })
    }

    /// The date nearest to the trigger in its sentence.
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
        dates.into_iter().min_by_key(distance)
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
                let next = (at + 1..at + 4).find_map(|token| article.base(token))?;
                let label = article.label(next)?;
                matches!(label, Label::Gpe | Label::Fac | Label::Loc).then_some(next)
            });
        let entity = article.entity(place?)?;
        let taken = source.iter().chain(target).any(|actor| actor.entity == entity);
        (!taken).then_some(entity)
    }
}
