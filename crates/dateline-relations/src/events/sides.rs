//! The sides of an act as the parse shows them: whom a phrase names, or whose its noun is.
//!
//! A phrase is known by its head. A name, a title that stands for its holder, a description or pronoun of
//! somebody named is an actor by itself; “the Samoan government”, “troops from Samoa” act for Samoa; any other
//! noun is reached through its owner (“criticized the court's ruling”). “Police” and their like act for
//! nobody with a name, and still act.

use super::actors::{Actor, noun_role};
use super::find::Finder;
use super::words::list as words;
use crate::vocabulary::list;
use dateline_core::layers::{Label, UdRel, Upos};

/// How many phrases deep an owner is looked for.
const DEPTH: usize = 3;
/// How many actors one phrase has at most.
const MOST: usize = 16;

/// The actors of a phrase.
#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    pub(super) actors: Vec<Actor>,
    /// What an agent without a name is: `COP` for “police”; `None` where nobody acts who could.
    pub(super) role: Option<&'static str>,
}

impl Finder<'_> {
    /// Those that the phrase with this head names, and those that “and” joins to it. With `places` a place in which
    /// the thing is counts as well (“attacked bases in Iraq”).
    pub(super) fn side(&self, head: usize, places: bool) -> Side {
        self.joined(head, places, false)
    }

    /// The same for a subject, whose owner acts only through what can act for it: “Samoa's police”, “a Samoan
    /// report”, but not “Samoa's weather”.
    pub(super) fn acting_side(&self, head: usize) -> Side {
        self.joined(head, false, true)
    }

    fn joined(&self, head: usize, places: bool, acting: bool) -> Side {
        let article = self.article;
        let able = list::NATIONS | list::DOCUMENT | list::CIVILIAN;
        let mut side = Side::default();
        let mut heads = self.tree.conjuncts(head);
        if self.named_at(head).is_none()
            && let Some(counted) = self.counted(head)
        {
            heads = self.tree.conjuncts(counted);
        }
        for one in heads {
            if side.actors.len() >= MOST {
                break;
            }
            let fit = self.named_at(one).is_some()
                || self.explained(one).is_some()
                || noun_role(article, one).is_some()
                || article.is(one, able)
                || self.is(one, words::PART | words::INSTRUMENT | words::OPPOSITE);
            if acting && !fit {
                continue;
            }
            let found = self.phrase(one, places, 0);
            for actor in found.actors {
                if !side.actors.contains(&actor) {
                    side.actors.push(actor);
                }
            }
            side.role = side.role.or(found.role);
        }
        side
    }

    /// Those that a word for several of a kind counts up: “the nations of Bahrain and Kosovo”, “allies such as Samoa”.
    fn counted(&self, head: usize) -> Option<usize> {
        let (article, tree) = (self.article, self.tree);
        if !article.is(head, list::NATIONS) {
            return None;
        }
        tree.with(head, UdRel::Nmod).find(|it| {
            let case = tree.case(*it).map_or("", |case| article.text(case));
            let name = article.base(*it).is_some_and(|mention| article.is_name(mention));
            name && matches!(case, "of" | "including" | "like" | "such")
        })
    }

    /// Those that one phrase names.
    fn phrase(&self, head: usize, places: bool, depth: usize) -> Side {
        let article = self.article;
        let one = |actor: Option<Actor>| Side {
            actors: actor.into_iter().collect(),
            role: None,
        };
        if let Some(mention) = self.named_at(head) {
            // “three Samoans, Jane Roe, ...”
            let person = (self.label_of(mention) == Some(Label::Norp))
                .then(|| self.explained(head))
                .flatten();
            let mention = person.unwrap_or(mention);
            return one(super::actors::actor(article, mention, ""));
        }
        if let Some(name) = self.explained(head) {
            return one(super::actors::actor(article, name, ""));
        }
        let people = article.is(head, list::CIVILIAN) || self.is(head, words::PEOPLE);
        let civil = people.then_some("CVL");
        // “rebel forces”
        let rebel = self
            .tree
            .dependents(head)
            .any(|it| it < head && self.is(it, words::REBEL));
        let mut role = match noun_role(article, head).or(civil).or_else(|| self.matched(head)) {
            Some("MIL" | "") if rebel => Some("REB"),
            other => other,
        };
        // “Several members of the House of Lords” act as the house.
        let part = article.is(head, list::NATIONS) || self.is(head, words::PART);
        if depth < DEPTH {
            let actors = self.owned(head, role, places, part, depth);
            if !actors.is_empty() {
                return Side { actors, role: None };
            }
            // “thousands of people”
            let counted = part.then(|| self.of(head)).flatten();
            role = role.or_else(|| self.phrase(counted?, places, depth + 1).role);
        }
        // “The government”, in an article about one state, is that state's.
        let definite = self
            .tree
            .with(head, UdRel::Det)
            .any(|it| article.text(it).eq_ignore_ascii_case("the"));
        if let (Some(entity), Some(role)) = (self.home, role)
            && definite
            && self.is(head, words::HOME)
        {
            return one(Some(Actor { entity, role }));
        }
        Side {
            actors: Vec::new(),
            role,
        }
    }

    /// The head of the phrase with “of” behind a noun.
    fn of(&self, head: usize) -> Option<usize> {
        let (article, tree) = (self.article, self.tree);
        tree.with(head, UdRel::Nmod)
            .find(|it| *it > head && tree.case(*it).is_some_and(|case| article.text(case) == "of"))
    }

    /// The role of somebody over against another: the minister's counterpart is one of a government too.
    fn matched(&self, head: usize) -> Option<&'static str> {
        let owner = self.is(head, words::OPPOSITE).then(|| self.owner_of(head))??;
        let entity = self.article.entity(self.named_at(owner)?)?;
        Some(self.offices.role(entity)).filter(|role| !role.is_empty())
    }

    /// The possessive before a noun.
    fn owner_of(&self, head: usize) -> Option<usize> {
        self.tree
            .with(head, UdRel::Nmod)
            .find(|token| self.is_poss(*token))
    }

    fn is_poss(&self, token: usize) -> bool {
        self.tree.subtype(token) == "poss"
    }

    /// The name, or the description or pronoun of somebody named, that has its head at a token.
    fn named_at(&self, head: usize) -> Option<usize> {
        let article = self.article;
        if self.is_back_to_itself(head) || self.is_place_of_antecedent(head) {
            return None;
        }
        match article.base(head) {
            Some(base) if article.is_name(base) => Some(base),
            _ => article.over(head),
        }
    }

    /// “himself”: what is done so is done to nobody else.
    fn is_back_to_itself(&self, token: usize) -> bool {
        let word = self.article.text(token);
        self.tree.upos(token) == Upos::Pron && (word.ends_with("self") || word.ends_with("selves"))
    }

    /// Whether a relative pronoun seems to mean the place where something was, as the parse hangs its clause: “the
    /// shooting in Apia that killed two”.
    fn is_place_of_antecedent(&self, token: usize) -> bool {
        let (article, tree) = (self.article, self.tree);
        if !matches!(article.text(token), "that" | "which") || tree.upos(token) != Upos::Pron {
            return false;
        }
        let Some(noun) = tree.antecedent(token) else {
            return false;
        };
        let place = article
            .base(noun)
            .is_some_and(|it| matches!(article.label(it), Some(Label::Gpe | Label::Loc | Label::Fac)));
        let led = tree
            .case(noun)
            .is_some_and(|case| self.is(case, words::WHEREABOUTS));
        place && tree.rel(noun) == UdRel::Nmod && led
    }

    /// The person or organization whose name explains a noun: “airline Red Air”, “president Jane Roe”, “a senator,
    /// Jane Roe,”.
    fn explained(&self, head: usize) -> Option<usize> {
        let (article, tree) = (self.article, self.tree);
        let fits = |token: &usize| match tree.rel(*token) {
            UdRel::Appos | UdRel::Flat | UdRel::Compound => true,
            // “President Jane Roe”, with the office as the head
            UdRel::Nmod => tree.subtype(*token) == "desc",
            _ => false,
        };
        let mut all = tree.dependents(head).filter(fits).filter_map(|token| {
            let mention = article.base(token).filter(|mention| article.is_name(*mention))?;
            let place = article.place(mention);
            let person = article.label(mention) == Some(Label::Person);
            let behind = place.start > head;
            let organization = article.label(mention) == Some(Label::Org) && behind;
            (person && (behind || tree.rel(token) != UdRel::Compound) || organization).then_some(mention)
        });
        all.next()
            .or_else(|| self.titled(head))
            .or_else(|| self.called(head))
    }

    /// The person whose name follows a counterpart, wherever the parse hangs it: “his Samoan counterpart, Jane Roe”.
    fn called(&self, head: usize) -> Option<usize> {
        let article = self.article;
        let mut at = head + 1;
        at += usize::from(article.is_comma(at));
        let title = article
            .base(at)
            .filter(|it| article.label(*it) == Some(Label::Title));
        at = title.map_or(at, |title| article.place(title).end);
        let name = article.base(at).filter(|it| article.is_name(*it))?;
        let person = article.label(name) == Some(Label::Person) && article.place(name).start == at;
        (person && self.is(head, words::OPPOSITE)).then_some(name)
    }

    /// The person whose name follows a title: “Secretary Jane Roe”, “the ambassador to Samoa Jane Roe”.
    fn titled(&self, head: usize) -> Option<usize> {
        let article = self.article;
        let title = article
            .base(head)
            .filter(|it| article.label(*it) == Some(Label::Title))?;
        let mut at = article.place(title).end;
        if matches!(article.text(at), "to" | "of" | "for") {
            at += 1 + usize::from(article.is(at + 1, list::ARTICLE));
            at = article.place(article.base(at)?).end.max(at);
        }
        let name = article.base(at).filter(|it| article.is_name(*it))?;
        (article.label(name) == Some(Label::Person) && article.place(name).start == at).then_some(name)
    }

    /// Those whose a noun is: the nearest of its owner, what stands before it, and what follows with “of” or “from”.
    fn owned(
        &self,
        head: usize,
        role: Option<&'static str>,
        places: bool,
        part: bool,
        depth: usize,
    ) -> Vec<Actor> {
        let (article, tree) = (self.article, self.tree);
        let mut best: Option<(u8, Vec<Actor>)> = None;
        for token in tree.dependents(head) {
            let rank = match tree.rel(token) {
                // “his Samoan counterpart” is not he, and “opponents of the king” are not the king
                UdRel::Nmod
                    if self.is(head, words::OPPOSITE)
                        && (tree.case(token).is_some() || self.is_poss(token)) =>
                {
                    match tree.case(token).map_or("", |case| article.text(case)) {
                        "from" => 3,
                        _ => continue,
                    }
                }
                UdRel::Nmod if self.is_poss(token) => 0,
                // “a lawsuit filed by Samoa”
                UdRel::Acl if tree.xpos(token) == "VBN" && self.by(token).is_some() => 2,
                UdRel::Amod | UdRel::Compound | UdRel::Nmod if tree.case(token).is_none() && token < head => {
                    1
                }
                UdRel::Nmod => {
                    let case = tree.case(token).map_or("", |case| article.text(case));
                    match case {
                        "of" | "by" => 2,
                        "from" => 3,
                        "in" | "at" | "on" | "across" | "against" if places || role.is_some() => 4,
                        // “near Apia”, but not “near the Samoan border”
                        "near" if (places || role.is_some()) && !self.is(token, words::EDGE) => 4,
                        "for" if role.is_some() => 4,
                        _ => continue,
                    }
                }
                _ => continue,
            };
            if best.as_ref().is_some_and(|(known, _)| *known <= rank) {
                continue;
            }
            let agent = (tree.rel(token) == UdRel::Acl).then(|| self.by(token)).flatten();
            let token = agent.unwrap_or(token);
            let tokens = if rank == 2 || rank == 3 {
                tree.conjuncts(token)
            } else {
                vec![token]
            };
            let actors: Vec<Actor> = tokens
                .into_iter()
                .flat_map(|token| self.owner((head, token), rank, role, places, part, depth))
                .take(MOST)
                .collect();
            if !actors.is_empty() {
                best = Some((rank, actors));
            }
        }
        best.map(|(_, actors)| actors).unwrap_or_default()
    }

    /// Whom one owner of a noun names.
    fn owner(
        &self,
        (head, token): (usize, usize),
        rank: u8,
        role: Option<&'static str>,
        places: bool,
        part: bool,
        depth: usize,
    ) -> Vec<Actor> {
        let (article, tree) = (self.article, self.tree);
        // “a Samoan-led coalition”
        let leader = (article.text(token) == "led")
            .then(|| tree.dependents(token).find_map(|it| self.named_at(it)))
            .flatten();
        let Some(mention) = self.named_at(token).or(leader) else {
            let deeper = rank >= 1 && (role.is_some() || part || rank != 1);
            return match deeper {
                true => self.phrase(token, places, depth + 1).actors,
                false => Vec::new(),
            };
        };
        // “the Roe administration”, “a Roe lawsuit” are Roe's, “a Roe supporter” is not Roe.
        let own = match self.label_of(mention) {
            // “supporters of the president” are not the president
            Some(Label::Person) if self.is(head, words::FOLLOWERS) => false,
            Some(Label::Person) => {
                let whose = role == Some("GOV") || self.is(head, words::DEED | words::PART);
                rank == 0 || rank == 1 && whose || rank == 2
            }
            Some(Label::Org | Label::Gpe | Label::Norp) => true,
            _ => false,
        };
        own.then(|| super::actors::actor(article, mention, role.unwrap_or("")))
            .flatten()
            .into_iter()
            .collect()
    }

    fn label_of(&self, mention: usize) -> Option<Label> {
        let article = self.article;
        let entity = article
            .entity(mention)
            .and_then(|id| article.entities.get(id.index()));
        entity
            .map(|entity| entity.label)
            .or_else(|| article.label(mention))
    }

    /// The heads of the phrases in which the parse finds the target of a trigger: the objects, or what stands behind
    /// the frame's preposition.
    pub(super) fn target_heads(
        &self,
        holders: &[usize],
        from: usize,
        preposition: Option<crate::vocabulary::WordId>,
    ) -> Vec<usize> {
        let (article, tree) = (self.article, self.tree);
        let mut found: Vec<usize> = Vec::new();
        for holder in holders {
            for token in tree.dependents(*holder).filter(|it| *it >= from) {
                let fits = match preposition {
                    // “gave £2m, and Samoa”: nobody is joined to a sum.
                    None => {
                        let label = article.base(token).and_then(|mention| article.label(mention));
                        let money = matches!(label, Some(Label::Money | Label::Percent));
                        matches!(tree.rel(token), UdRel::Obj | UdRel::Iobj) && !money
                    }
                    Some(word) => {
                        matches!(tree.rel(token), UdRel::Obl | UdRel::Nmod)
                            && tree
                                .with(token, UdRel::Case)
                                .any(|case| article.word(case) == word)
                    }
                };
                if fits && tree.is_nominal(token) {
                    found.push(token);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The subject of the clause that a verb of speech or demand governs: “alleged that Iran had”, “demanded that
    /// Iran leave”; for any other verb of one without a finite verb: “helped Samoa build”.
    pub(super) fn clause_subject(&self, verb: usize, any: bool) -> Option<usize> {
        let tree = self.tree;
        let small = |it: &usize| tree.xpos(*it) == "VB" && tree.with(*it, UdRel::Mark).next().is_none();
        let clause = tree.dependents(verb).find(|it| {
            *it > verb
                && match tree.rel(*it) {
                    UdRel::Ccomp => any || small(it),
                    UdRel::Xcomp => small(it),
                    _ => false,
                }
        })?;
        let subject = tree.with(clause, UdRel::Nsubj).next()?;
        (tree.upos(subject) != Upos::Pron || self.article.over(subject).is_some()).then_some(subject)
    }
}
