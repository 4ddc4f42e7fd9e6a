//! Political events: who did what to whom, as CAMEO codes and PLOVER types.
//!
//! Triggers (data: `events/triggers.tsv`) are verbs with their frames and nouns with theirs. The parse tells the
//! voice, subject, object and what else the frame asks for ([`standing`], [`sides`]), and finds a verb and its noun where
//! they stand apart ([`frames`]); without one, the words do ([`crate::clause`], [`object`]). A noun such as “government”
//! or “troops” acts for the state whose it is, a demonym for its state; what an organization or office is, its words
//! tell (`events/roles.tsv`). An act needs a named side, and a target unless its trigger says otherwise; at least one
//! side must be a place, a people, a person in office or an organization with an actor code. Acts told in
//! quotations of whole clauses are left out.

mod actors;
mod bearings;
mod find;
mod frames;
mod implied;
mod lexicon;
mod object;
mod parsed;
mod petrarch;
mod reasons;
mod sides;
mod standing;
#[cfg(test)]
mod tests;
mod when;
mod words;

use crate::article::{Article, Lookup};
use crate::petrarch::Dictionaries;
use crate::tree::{Branches, Tree};
use crate::vocabulary::Vocabulary;
use actors::{Actor, Offices};
use dateline_core::layers::{
    Entities, Event, EventReasons, Events, Evidence, Label, Mentions, Normal, Parse, Sentences, Tags, Tokens,
    Values,
};
use dateline_core::{
    Annotator, Contract, Error, Id, Output, Registry, Settings, Span, TextRef, View, Worker,
};
use find::{Draft, Finder};
use lexicon::Lexicon;
use std::collections::{HashMap, HashSet};

/// The most events of an article, unless the settings say otherwise.
const MOST: u64 = 50_000;
/// How many tokens a quotation has at least in which no acts are looked for: more than a word or two of somebody's.
const QUOTED: usize = 8;

/// The stage `events`.
pub struct EventStage {
    vocabulary: Vocabulary,
    lexicon: Lexicon,
    /// PETRARCH's dictionaries, where a user has brought them.
    petrarch: Option<Dictionaries>,
    most: usize,
    /// Whether each event is to come with its reason.
    explain: bool,
}

impl EventStage {
    /// The stage with our own triggers.
    ///
    /// # Errors
    /// A data file that cannot be read, which the tests exclude.
    pub fn new() -> Result<Self, Error> {
        Self::from_settings(Settings::default())
    }

    /// The stage after `settings`: `triggers` and `actors`, files with further triggers and actor codes;
    /// `words`, files that add to the word lists; `petrarch`, dictionary files of PETRARCH
    /// ([`crate::petrarch`]); `most`, the most events an article gets; `explain`, whether each event comes with its
    /// reason.
    ///
    /// # Errors
    /// An unknown setting or one of the wrong type; a file that cannot be read or a line that is no entry.
    pub fn from_settings(mut settings: Settings) -> Result<Self, Error> {
        let mut vocabulary = Vocabulary::new()?;
        for (file, content) in settings.files("words")? {
            vocabulary.add_lists(&file, &content)?;
        }
        let lexicon = Lexicon::load(
            &mut vocabulary,
            &settings.files("triggers")?,
            &settings.files("actors")?,
        )?;
        let files = settings.files("petrarch")?;
        let petrarch = match files.is_empty() {
            true => None,
            false => Some(Dictionaries::read(&files)?),
        };
        let most = settings.count("most")?.unwrap_or(MOST);
        let explain = settings.bool("explain")?.unwrap_or(false);
        settings.finish()?;
        Ok(Self {
            explain,
            vocabulary,
            lexicon,
            petrarch,
            most: usize::try_from(most).unwrap_or(usize::MAX),
        })
    }

    /// The layers it reads and writes.
    #[must_use]
    pub fn layers() -> Contract {
        Self::reading().provides::<Events>().provides::<EventReasons>()
    }

    fn reading() -> Contract {
        Contract::new()
            .requires::<Tokens>()
            .requires::<Sentences>()
            .requires::<Mentions>()
            .requires::<Entities>()
            .wants::<Tags>()
            .wants::<Parse>()
            .wants::<Values>()
    }

    /// Registers the labels that events carry: CAMEO's roots with their PLOVER types.
    pub(crate) fn labels(registry: &mut Registry) -> Result<(), Error> {
        let lexicon = Lexicon::load(&mut Vocabulary::new()?, &[], &[])?;
        for (root, name) in lexicon.roots() {
            let plover = lexicon.plover(root);
            let meaning = if plover.is_empty() {
                name.clone()
            } else {
                format!("{name} (PLOVER {plover})")
            };
            registry.label("events", root, &meaning);
        }
        Ok(())
    }
}

impl Annotator for EventStage {
    fn contract(&self) -> Contract {
        if self.explain {
            Self::layers()
        } else {
            Self::reading().provides::<Events>()
        }
    }

    fn worker(&self) -> Box<dyn Worker + '_> {
        Box::new(EventWorker {
            stage: self,
            lookup: Lookup::default(),
            branches: Branches::default(),
        })
    }
}

struct EventWorker<'s> {
    stage: &'s EventStage,
    lookup: Lookup,
    branches: Branches,
}

impl Worker for EventWorker<'_> {
    fn annotate(&mut self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        let article = Article::new(doc, &self.stage.vocabulary, &mut self.lookup);
        let lexicon = &self.stage.lexicon;
        let tree = Tree::new(doc, &mut self.branches);
        let mut finder = Finder {
            article,
            tree,
            lexicon,
            of: Some(self.stage.vocabulary.id("of")),
            offices: Offices::read(article, lexicon),
            home: home(article),
            quoted: quoted(article),
            pair: None,
            deed: None,
        };
        if let Some(dictionaries) = self.stage.petrarch.as_ref().filter(|it| !it.verbs.is_empty()) {
            let bounds = (self.stage.most, self.stage.explain);
            petrarch::annotate(&finder, tree, dictionaries, bounds, out);
            return Ok(());
        }
        let mut found: Vec<Draft<'_>> = Vec::new();
        for index in 0..article.sentences.len() {
            finder.sentence(index, &mut found, self.stage.most);
        }
        let mut strings = Strings::default();
        let code = |actors: &[Actor]| {
            let codes = actors.iter().map(|actor| {
                let dictionaries = self.stage.petrarch.as_ref();
                let known = dictionaries.and_then(|it| petrarch::known_code(article, it, actor));
                known.unwrap_or_else(|| finder.offices.code(article, lexicon, actor))
            });
            codes
                .into_iter()
                .find(|code| !code.is_empty())
                .unwrap_or_default()
        };
        for draft in distinct(article, found) {
            let trigger = article.span(draft.tokens.clone());
            let rule = if draft.trigger.noun {
                "events/noun"
            } else {
                "events/verb"
            };
            let date = draft
                .date
                .and_then(|mention| article.mentions.get(mention))
                .and_then(|it| match it.normal {
                    Some(Normal::Timex(timex)) => Some((timex.value, it.span)),
                    _ => None,
                });
            let mut spans: Vec<Span> = vec![trigger];
            spans.extend(date.map(|(_, span)| span));
            let event = Event {
                code: strings.intern(&draft.trigger.code, out),
                plover: strings.intern(lexicon.plover(&draft.trigger.code), out),
                trigger,
                source: draft.source.iter().map(|actor| actor.entity).collect(),
                target: draft.target.iter().map(|actor| actor.entity).collect(),
                source_code: strings.intern(&or(code(&draft.source), draft.nameless.0), out),
                target_code: strings.intern(&or(code(&draft.target), draft.nameless.1), out),
                date: date.map_or(TextRef::EMPTY, |(value, _)| value),
                location: draft.location,
                status: draft.status,
                reported_by: finder.reporter(draft.tokens.start),
                evidence: Evidence {
                    sentence: Some(Id::from_index(draft.sentence)),
                    spans,
                    rule: strings.intern(rule, out),
                },
                confidence: draft.confidence,
            };
            out.layer::<Events>().push(event);
            if self.stage.explain {
                let reason = finder.reason(&draft, &mut strings, out);
                out.layer::<EventReasons>().push(reason);
            }
        }
        Ok(())
    }
}

/// By token: whether it stands in a quotation of at least [`QUOTED`] tokens that ends in its paragraph.
fn quoted(article: Article<'_>) -> Vec<bool> {
    let mut quoted = vec![false; article.tokens.len()];
    let mut open: Option<usize> = None;
    for index in 0..article.sentences.len() {
        if article.sentences.get(index).is_some_and(|it| it.paragraph) {
            open = None;
        }
        for token in article.sentence(index) {
            let mark = article.text(token);
            // A straight mark opens where a space stands before it and none behind.
            let gap = |a: usize, b: usize| match (article.tokens.get(a), article.tokens.get(b)) {
                (Some(a), Some(b)) => a.span.end() < b.span.start(),
                _ => true,
            };
            let opening = (token == 0 || gap(token - 1, token)) && !gap(token, token + 1);
            let closes = mark == "”" || mark == "\"" && !opening;
            if closes {
                if let Some(start) = open.take().filter(|start| token - start > QUOTED) {
                    for it in quoted.get_mut(start..token).unwrap_or_default() {
                        *it = true;
                    }
                }
            } else if mark == "“" || mark == "\"" && opening {
                open = Some(token);
            }
        }
    }
    quoted
}

/// The state of which an article tells: named at least three times, and more than all others together.
fn home(article: Article<'_>) -> Option<Id<Entities>> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for (index, mention) in article.mentions.iter().enumerate() {
        let code = match mention.label {
            Label::Gpe | Label::Norp => article.alpha3(index),
            _ => "",
        };
        if code.is_empty() {
            continue;
        }
        match counts.iter_mut().find(|(known, _)| *known == code) {
            Some((_, count)) => *count += 1,
            None => counts.push((code, 1)),
        }
    }
    let all: usize = counts.iter().map(|(_, count)| count).sum();
    let (code, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count >= 3 && 2 * count > all)
        .then(|| article.state(code))
        .flatten()
}

/// An actor's code, or that of an agent without a name.
fn or(code: String, nameless: &str) -> String {
    match code.is_empty() {
        true => nameless.to_owned(),
        false => code,
    }
}

/// Strings of this document, each kept once.
#[derive(Default)]
struct Strings {
    known: HashMap<String, TextRef>,
}

impl Strings {
    fn intern(&mut self, text: &str, out: &mut Output<'_>) -> TextRef {
        if let Some(known) = self.known.get(text) {
            return *known;
        }
        let made = out.intern(text);
        self.known.insert(text.to_owned(), made);
        made
    }
}

/// An act told twice with the same words and sides is one, and so is one that a sentence tells by two words of the
/// same code, or tells the outcome of (“attacked the town, killing ten”): the first telling stays.
fn distinct<'a>(article: Article<'_>, found: Vec<Draft<'a>>) -> Vec<Draft<'a>> {
    let mut known: HashSet<(String, String, Vec<u32>, Vec<u32>)> = HashSet::new();
    let mut told: Option<(usize, String, Vec<u32>, Vec<u32>)> = None;
    let ids = |actors: &[Actor]| {
        actors
            .iter()
            .map(|actor| actor.entity.raw())
            .collect::<Vec<u32>>()
    };
    let mut fresh = |draft: &Draft<'_>| {
        // Of force the outcome is told behind it; other acts of one root are each their own.
        let code = match draft.trigger.is_assault() {
            true => draft.trigger.code.get(..2).unwrap_or_default().to_owned(),
            false => draft.trigger.code.clone(),
        };
        let here = (draft.sentence, code, ids(&draft.source), ids(&draft.target));
        if let Some(before) = &told
            && (before.0, &before.1, &before.2) == (here.0, &here.1, &here.2)
            && (before.3 == here.3 && !here.3.is_empty() || draft.trigger.is_assault() && here.3.is_empty())
        {
            return false;
        }
        told = Some(here);
        let words = article
            .doc
            .slice(article.span(draft.tokens.clone()))
            .to_lowercase();
        known.insert((
            draft.trigger.code.clone(),
            words,
            ids(&draft.source),
            ids(&draft.target),
        ))
    };
    found.into_iter().filter(|draft| fresh(draft)).collect()
}
