//! Who acts: entities with their CAMEO actor codes, and the states that people act for.

use super::lexicon::{Lexicon, role};
use crate::article::Article;
use crate::clause::Subject;
use crate::quotes::state_mention;
use crate::vocabulary::list;
use dateline_core::Id;
use dateline_core::layers::{Entities, Entity, Label, MentionKind, Mentions};
use std::collections::HashMap;
use std::ops::Range;

/// How many words before a name tell its bearer's office.
const OFFICE: usize = 8;
/// Within how many words behind a name an apposition tells its bearer's office.
const APPOSITION: usize = 7;

/// One actor of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Actor {
    pub(crate) entity: Id<Entities>,
    /// What the words at hand add to the code: `GOV` for “the German government”.
    pub(crate) role: &'static str,
}

/// What is known about a person's office.
#[derive(Clone, Copy, Debug, Default)]
struct Office {
    state: Option<Id<Entities>>,
    role: &'static str,
}

/// The offices of an article's people.
#[derive(Default)]
pub(crate) struct Offices {
    of: HashMap<u32, Office>,
    /// The places and peoples that the article names, in lower case, with their states' codes.
    states: HashMap<String, String>,
}

impl Offices {
    /// Reads what stands before names and titles: “Japan's defence minister”, “Russian president Putin”.
    pub(crate) fn read(article: Article<'_>, lexicon: &Lexicon) -> Self {
        let mut offices = Self::default();
        for (index, mention) in article.mentions.iter().enumerate() {
            let named = matches!(mention.label, Label::Gpe | Label::Norp) && article.is_name(index);
            if named && !article.alpha3(index).is_empty() {
                let name = article.doc.slice(mention.span).to_lowercase();
                let code = || article.alpha3(index).to_owned();
                offices.states.entry(name).or_insert_with(code);
            }
            let Some(entity) = mention.entity.filter(|_| article.refers_to(index, Label::Person)) else {
                continue;
            };
            if mention.kind == MentionKind::Pronoun {
                continue;
            }
            let place = article.place(index);
            let office = offices.of.entry(entity.raw()).or_default();
            let floor = article
                .sentence(article.sentence_of(place.start))
                .start
                .max(place.start.saturating_sub(OFFICE));
            let mut role_here = "";
            if mention.kind == MentionKind::Nominal {
                role_here = title_role(article, lexicon, place.clone());
            }
            let mut at = place.start;
            let mut counterpart = false;
            let mut state = None;
            while at > floor {
                at -= 1;
                if let Some(before) = article.base(at) {
                    match article.label(before) {
                        Some(Label::Title) => {
                            let found = title_role(article, lexicon, article.place(before));
                            role_here = if role_here.is_empty() { found } else { role_here };
                        }
                        Some(Label::Gpe | Label::Norp) => {
                            // “the Samoan ambassador to Tupu Jane Roe”: the state stands before the office.
                            if let Some(title) = posted(article, article.place(before).start) {
                                role_here = title_role(article, lexicon, article.place(title));
                                at = article.place(title).start;
                                continue;
                            }
                            state = article.entity(state_mention(article, before));
                            break;
                        }
                        Some(Label::Org) => {
                            let found = organization_role(article, lexicon, before);
                            role_here = if role_here.is_empty() { found } else { role_here };
                        }
                        _ => break,
                    }
                    at = article.place(before).start;
                    continue;
                }
                let titled = |token: usize| {
                    article
                        .base(token)
                        .is_some_and(|before| article.label(before) == Some(Label::Title))
                        || article.text(token) == "counterpart"
                };
                let passes = article.is_clitic(at)
                    || article.is_plain_noun(at)
                    || article.is_comma(at) && at + 1 == place.start && at > floor && titled(at - 1);
                if !passes {
                    break;
                }
                counterpart |= article.text(at) == "counterpart";
            }
            // “President Rouhani of Iran”
            if state.is_none()
                && article.text(place.end).eq_ignore_ascii_case("of")
                && let Some(behind) = article
                    .base(place.end + 1)
                    .filter(|it| article.label(*it) == Some(Label::Gpe))
            {
                state = article.entity(behind);
            }
            // “Jane Roe, the interior minister of Samoa,”
            if mention.kind == MentionKind::Name && role_here.is_empty() && article.is_comma(place.end) {
                let near = place.end + 1..place.end + APPOSITION;
                let title = near
                    .take_while(|at| !article.is_comma(*at) && !article.is_finite(*at))
                    .find_map(|at| {
                        let base = article.base(at)?;
                        (article.label(base) == Some(Label::Title)).then_some(base)
                    });
                if let Some(title) = title {
                    let words = article.place(title);
                    role_here = title_role(article, lexicon, words.clone());
                    let before = words.start.checked_sub(1).filter(|at| *at > place.end);
                    let before = before.map(|at| if article.is_clitic(at) { at - 1 } else { at });
                    let of = matches!(article.text(words.end), "of" | "for" | "to").then(|| {
                        let article_word = usize::from(article.is(words.end + 1, list::ARTICLE));
                        words.end + 1 + article_word
                    });
                    state = state.or_else(|| {
                        let places = before.into_iter().chain(of);
                        let found = places
                            .filter_map(|at| article.base(at))
                            .find(|it| matches!(article.label(*it), Some(Label::Gpe | Label::Norp)));
                        found.and_then(|it| article.entity(state_mention(article, it)))
                    });
                }
            }
            let titled = !role_here.is_empty() || mention.kind == MentionKind::Nominal;
            if office.role.is_empty() {
                office.role = role_here;
            }
            if office.state.is_none() && (titled || counterpart) {
                office.state = state;
            }
        }
        offices
    }

    /// The state that a person acts for.
    pub(crate) fn state(&self, entity: Id<Entities>) -> Option<Id<Entities>> {
        self.of.get(&entity.raw()).and_then(|office| office.state)
    }

    /// The role that goes with a person's office; empty where none is known.
    pub(crate) fn role(&self, entity: Id<Entities>) -> &'static str {
        self.of.get(&entity.raw()).map_or("", |office| office.role)
    }

    /// Whether a person holds an office of a state.
    pub(crate) fn holds_office(&self, entity: Id<Entities>) -> bool {
        self.of
            .get(&entity.raw())
            .is_some_and(|office| matches!(office.role, "GOV" | "MIL" | "JUD" | "LEG"))
    }

    /// The actor's CAMEO code; empty where nothing is known.
    pub(crate) fn code(&self, article: Article<'_>, lexicon: &Lexicon, actor: &Actor) -> String {
        let Some(entity) = article.entities.get(actor.entity.index()) else {
            return String::new();
        };
        match entity.label {
            Label::Person => {
                let office = self.of.get(&actor.entity.raw()).copied().unwrap_or_default();
                let state = office
                    .state
                    .map(|state| state_code(article, state))
                    .unwrap_or_default();
                format!("{state}{}", office.role)
            }
            Label::Org => {
                let name = article.doc.get(entity.name).to_lowercase();
                match lexicon.actor(&name) {
                    Some(code) => code.to_owned(),
                    None => {
                        let role = entity_role(article, lexicon, entity);
                        let mut state = organization_state(article, entity);
                        if state.is_empty() && !role.is_empty() {
                            state = self.state_in(&name).unwrap_or_default().to_owned();
                        }
                        format!("{state}{role}")
                    }
                }
            }
            Label::Norp => {
                let name = article.doc.get(entity.name).to_lowercase();
                let known = lexicon.actor(&name).map(str::to_owned);
                known.unwrap_or_else(|| format!("{}{}", state_code(article, actor.entity), actor.role))
            }
            _ => format!("{}{}", state_code(article, actor.entity), actor.role),
        }
    }

    /// The state that an organization's name begins or ends with, as the article writes it elsewhere: “Samoan Army”,
    /// “Bank of Samoa”.
    fn state_in(&self, name: &str) -> Option<&str> {
        let behind = name
            .rsplit_once(" of ")
            .map(|(_, behind)| behind.trim_start_matches("the "));
        let mut ends: Vec<&str> = name
            .match_indices(' ')
            .take(3)
            .map(|(at, _)| name.get(..at).unwrap_or_default())
            .collect();
        ends.reverse();
        let found = ends.into_iter().chain(behind).find_map(|it| self.states.get(it));
        found.map(String::as_str)
    }

    /// Whether the entity is one that acts in politics: a place, a people, a person in office, or an
    /// organization that is a state's or has an actor code.
    pub(crate) fn is_political(&self, article: Article<'_>, lexicon: &Lexicon, id: Id<Entities>) -> bool {
        let Some(entity) = article.entities.get(id.index()) else {
            return false;
        };
        match entity.label {
            Label::Gpe | Label::Norp => true,
            Label::Person => self
                .of
                .get(&id.raw())
                .is_some_and(|office| !matches!(office.role, "" | "CVL") || office.state.is_some()),
            Label::Org => {
                lexicon
                    .actor(&article.doc.get(entity.name).to_lowercase())
                    .is_some()
                    || !matches!(entity_role(article, lexicon, entity), "" | "BUS" | "MED" | "EDU")
            }
            _ => false,
        }
    }
}

/// The title of whom is posted to the place at a token: “ambassador to”.
fn posted(article: Article<'_>, place: usize) -> Option<usize> {
    let mut at = place.checked_sub(1)?;
    at -= usize::from(article.is(at, list::ARTICLE)).min(at);
    let title = article.base(at.checked_sub(1)?)?;
    (article.text(at) == "to" && article.label(title) == Some(Label::Title)).then_some(title)
}

/// The role that a title, or a description, tells by its words.
fn title_role(article: Article<'_>, lexicon: &Lexicon, tokens: Range<usize>) -> &'static str {
    let whole = article.doc.slice(article.span(tokens.clone())).to_lowercase();
    if whole.starts_with("opposition") {
        return "OPP";
    }
    let lists = tokens
        .last()
        .map_or(0, |last| article.vocabulary.lists_of(article.word(last)));
    lexicon.title(&whole).or(role(lists)).unwrap_or("")
}

/// The role that an organization's name tells by its last words or its first (“Ministry of Defence”).
fn organization_role(article: Article<'_>, lexicon: &Lexicon, mention: usize) -> &'static str {
    let tokens = article.place(mention);
    let name = article.doc.slice(article.span(tokens.clone())).to_lowercase();
    if let Some(role) = lexicon.organization(&name) {
        return role;
    }
    let of = |token: usize| {
        role(
            article.vocabulary.lists_of(article.word(token))
                & !(list::REBEL | list::CIVILIAN | list::MILITARY),
        )
    };
    let last = tokens.clone().next_back().and_then(of);
    let first = matches!(article.text(tokens.start + 1), "of" | "for").then(|| of(tokens.start));
    last.or(first.flatten()).unwrap_or("")
}

/// The state whose an organization is by the word before its name: “the Samoan Foreign Ministry”.
fn organization_state(article: Article<'_>, entity: &Entity) -> String {
    let before = |id: &Id<Mentions>| {
        let start = article.place(id.index()).start;
        let last = start.checked_sub(1)?;
        let at = if article.is_clitic(last) {
            last.checked_sub(1)?
        } else {
            last
        };
        let mention = article.base(at)?;
        let state = matches!(article.label(mention), Some(Label::Gpe | Label::Norp));
        let code = article.alpha3(mention);
        (state && !code.is_empty()).then(|| code.to_owned())
    };
    entity
        .mentions
        .iter()
        .take(6)
        .find_map(before)
        .unwrap_or_default()
}

/// The role of an organization by any of its first names.
fn entity_role(article: Article<'_>, lexicon: &Lexicon, entity: &Entity) -> &'static str {
    let mut roles = entity
        .mentions
        .iter()
        .take(6)
        .filter(|id| {
            article
                .mentions
                .get(id.index())
                .is_some_and(|it| it.kind == MentionKind::Name)
        })
        .map(|id| organization_role(article, lexicon, id.index()));
    roles.find(|role| !role.is_empty()).unwrap_or("")
}

/// ISO 3166-1 alpha-3 of a state, or of the state that a place or demonym belongs to.
fn state_code(article: Article<'_>, id: Id<Entities>) -> String {
    let Some(entity) = article.entities.get(id.index()) else {
        return String::new();
    };
    let linked = entity
        .links
        .iter()
        .find(|link| article.doc.get(link.scheme) == "iso3166");
    let code = linked.map(|link| article.doc.get(link.id));
    let by_mention = || {
        entity
            .mentions
            .iter()
            .take(8)
            .map(|id| article.alpha3(id.index()))
            .find(|code| !code.is_empty())
    };
    code.or_else(by_mention).unwrap_or("").to_owned()
}

/// Whether mentions of this label act.
fn acts(label: Label) -> bool {
    matches!(label, Label::Person | Label::Org | Label::Gpe | Label::Norp)
}

/// A mention as an actor.
pub(crate) fn actor(article: Article<'_>, mention: usize, role: &'static str) -> Option<Actor> {
    let state = state_mention(article, mention);
    let entity = article.entity(state)?;
    let label = article.entities.get(entity.index())?.label;
    // Of two labels of one thing, which the tagger may give it, one will do.
    let own = article.label(state).is_some_and(acts) && article.is_name(state);
    // But no storm acts, whose name the tagger also takes for somebody's.
    (acts(label) || own && label != Label::Event).then_some(Actor { entity, role })
}

/// The actors that a subject names: its mentions, or whose government, army or people its noun is.
pub(crate) fn of_subject(article: Article<'_>, subject: &Subject) -> Vec<Actor> {
    if let Some(mention) = subject.mention {
        let mut all: Vec<usize> = subject.others.iter().copied().chain([mention]).collect();
        all.sort_by_key(|mention| article.place(*mention).start);
        let all = all.into_iter();
        let found = all.filter_map(|mention| actor(article, mention, ""));
        return found.collect();
    }
    let Some(role) = noun_role(article, subject.head) else {
        return Vec::new();
    };
    let fits = |mention: &usize| {
        matches!(
            article.label(*mention),
            Some(Label::Gpe | Label::Norp | Label::Org)
        )
    };
    let before = (subject.tokens.start..subject.head)
        .filter_map(|token| article.base(token))
        .rfind(fits);
    let linked = matches!(article.text(subject.head + 1), "of" | "from" | "in");
    let behind = || {
        (subject.head + 2..subject.head + 5)
            .filter_map(|token| article.base(token))
            .find(fits)
    };
    let owner = before.or_else(|| linked.then(behind).flatten());
    owner
        .and_then(|owner| actor(article, owner, role))
        .into_iter()
        .collect()
}

/// The role of a noun under which a state, people or organization acts; `None` for other nouns.
pub(crate) fn noun_role(article: Article<'_>, head: usize) -> Option<&'static str> {
    let actor_noun = article.is(
        head,
        list::ACTOR
            | list::GOVERNMENT
            | list::MILITARY
            | list::POLICE
            | list::LEGISLATURE
            | list::COURT
            | list::REBEL,
    );
    actor_noun.then(|| role(article.vocabulary.lists_of(article.word(head))).unwrap_or(""))
}
