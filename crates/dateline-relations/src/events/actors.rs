//! Who acts: entities with their CAMEO actor codes, and the states that people act for.

use super::lexicon::{Lexicon, role};
use crate::article::Article;
use crate::clause::Subject;
use crate::quotes::state_mention;
use crate::vocabulary::list;
use dateline_core::Id;
use dateline_core::layers::{Entities, Label, MentionKind};
use std::collections::HashMap;
use std::ops::Range;

/// How many words before a name tell its bearer's office.
const OFFICE: usize = 8;

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
}

impl Offices {
    /// Reads what stands before names and titles: “Japan's defence minister”, “Russian president Putin”.
    pub(crate) fn read(article: Article<'_>) -> Self {
        let mut offices = Self::default();
        for (index, mention) in article.mentions.iter().enumerate() {
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
                role_here = title_role(article, place.clone());
            }
            let mut at = place.start;
            let mut counterpart = false;
            let mut state = None;
            while at > floor {
                at -= 1;
                if let Some(before) = article.base(at) {
                    match article.label(before) {
                        Some(Label::Title) => {
                            let found = title_role(article, article.place(before));
                            role_here = if role_here.is_empty() { found } else { role_here };
                        }
                        Some(Label::Gpe | Label::Norp) => {
                            state = article.entity(state_mention(article, before));
                            break;
                        }
                        Some(Label::Org) => {
                            let found = organization_role(article, before);
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
                    None => entity
                        .mentions
                        .first()
                        .map_or("", |first| organization_role(article, first.index()))
                        .to_owned(),
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
                .is_some_and(|office| !office.role.is_empty() || office.state.is_some()),
            Label::Org => {
                lexicon
                    .actor(&article.doc.get(entity.name).to_lowercase())
                    .is_some()
                    || entity
                        .mentions
                        .first()
                        .is_some_and(|first| !organization_role(article, first.index()).is_empty())
            }
            _ => false,
        }
    }
}

fn title_role(article: Article<'_>, tokens: Range<usize>) -> &'static str {
    let lists = tokens
        .clone()
        .next_back()
        .map_or(0, |last| article.vocabulary.lists_of(article.word(last)));
    let whole = article.text(tokens.start).to_lowercase();
    if whole.starts_with("opposition") {
        return "OPP";
    }
    match whole.as_str() {
        "gen." | "lt." | "col." | "maj." | "capt." | "adm." | "sgt." | "general" | "admiral" => "MIL",
        "sen." | "rep." | "senator" | "congressman" | "congresswoman" => "LEG",
        _ => role(lists)
            .or(
                match article.text(tokens.end.saturating_sub(1)).to_lowercase().as_str() {
                    "king" | "queen" | "emperor" | "sultan" | "emir" | "governor" | "mayor"
                    | "commissioner" | "pm" => Some("GOV"),
                    _ => None,
                },
            )
            .unwrap_or(""),
    }
}

/// The role that an organization's name tells by its last word or its first (“Ministry of Defence”).
fn organization_role(article: Article<'_>, mention: usize) -> &'static str {
    let tokens = article.place(mention);
    let of = |token: usize| {
        role(article.vocabulary.lists_of(article.word(token)) & !(list::REBEL | list::CIVILIAN))
    };
    let last = tokens.clone().next_back().and_then(of);
    last.or_else(|| of(tokens.start)).unwrap_or("")
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
    acts(label).then_some(Actor { entity, role })
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
