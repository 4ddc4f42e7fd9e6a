//! Typed relations by rules over tokens and mentions.
//!
//! The rules stand in `data/relations/`, one family a file: a pattern, what it gives, cases that a test runs.
//! A relation is told once an article: where several rules find it, the surest is kept. Subject and object
//! point to names, also where the text has a pronoun; the evidence has the words at hand. How sure a rule is was
//! measured where a data set knows its relation. What no rule tells, a learned scorer may ([`scored`]).

mod rules;
mod scored;
#[cfg(test)]
mod tests;
mod trees;

use crate::article::{Article, Lookup};
use crate::pattern::{Bindings, Bound, run};
use crate::quotes::state_mention;
use crate::tree::{Branches, Tree};
use crate::vocabulary::Vocabulary;
use dateline_core::layers::{
    Entities, Evidence, Label, Mentions, Normal, Parse, PlaceKind, Qualifier, Reason, ReasonPart, Relation,
    RelationReasons, Relations, Sentences, Tags, Term, TimexKind, Tokens, Values,
};
use dateline_core::{Annotator, Contract, Error, Id, Output, Registry, Settings, TextRef, View, Worker};
use rules::{Arg, Condition, Gives, Rule, Rules};
use std::collections::HashMap;
use std::ops::Range;

/// The ontology's relations with their meaning.
const RELATIONS: &str = include_str!("../../data/relations/relations.tsv");

/// The most relations of an article, unless the settings say otherwise.
const MOST: u64 = 50_000;

/// The stage `relations`.
pub struct RelationStage {
    vocabulary: Vocabulary,
    rules: Rules,
    /// What tells relations that no rule does, if that is wanted.
    scorer: Option<scored::Scorer>,
    most: usize,
    /// Whether each relation is to come with its reason.
    explain: bool,
    /// For the tests of single rules.
    only: Option<String>,
}

impl RelationStage {
    /// The stage with our own rules.
    ///
    /// # Errors
    /// A data file that cannot be read, which the tests exclude.
    pub fn new() -> Result<Self, Error> {
        Self::from_settings(Settings::default())
    }

    /// The stage after `settings`: `rules`, files with further rules; `words`, files that add to the word
    /// lists; `most`, the most relations an article gets; `explain`, whether each relation comes with its reason;
    /// `measured = false`, confidences as the rules' own files say, without what was counted; `learned = false`, nothing
    /// but what rules tell.
    ///
    /// # Errors
    /// An unknown setting or one of the wrong type; a file that cannot be read or a rule that is none.
    pub fn from_settings(mut settings: Settings) -> Result<Self, Error> {
        let mut vocabulary = Vocabulary::new()?;
        for (file, content) in settings.files("words")? {
            vocabulary.add_lists(&file, &content)?;
        }
        let measured = settings.bool("measured")?.unwrap_or(true);
        let rules = Rules::load(&mut vocabulary, &settings.files("rules")?, measured)?;
        let scorer = match settings.bool("learned")?.unwrap_or(true) {
            true => Some(scored::Scorer::shipped(measured)?),
            false => None,
        };
        let most = settings.count("most")?.unwrap_or(MOST);
        let explain = settings.bool("explain")?.unwrap_or(false);
        settings.finish()?;
        Ok(Self {
            explain,
            vocabulary,
            rules,
            scorer,
            most: usize::try_from(most).unwrap_or(usize::MAX),
            only: None,
        })
    }

    /// The cases of the rules over the parse, which need a parser to be checked: rule, text, and what the text
    /// must give as `relation(subject, object)` with `;` between, or `None` where it must give nothing of that rule.
    pub fn parsed_cases(&self) -> impl Iterator<Item = (&str, &str, Option<&str>)> {
        let parsed = self.rules.all.iter().filter(|rule| rule.tree.is_some());
        parsed.flat_map(|rule| {
            let cases = rule.cases.iter();
            cases.map(|(text, wanted)| (rule.name.as_str(), text.as_str(), wanted.as_deref()))
        })
    }

    /// The layers it reads and writes.
    #[must_use]
    pub fn layers() -> Contract {
        let facts = Self::reading().provides::<Relations>();
        facts.provides::<RelationReasons>()
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

    /// Registers the relations of the ontology that our rules give.
    pub(crate) fn labels(registry: &mut Registry) {
        let records = RELATIONS.lines().filter(|line| !line.starts_with('#'));
        for (name, meaning) in records.filter_map(|line| line.split_once('\t')) {
            registry.label("relations", name, meaning);
        }
    }
}

impl Annotator for RelationStage {
    fn contract(&self) -> Contract {
        if self.explain {
            Self::layers()
        } else {
            Self::reading().provides::<Relations>()
        }
    }

    fn worker(&self) -> Box<dyn Worker + '_> {
        Box::new(RelationWorker {
            stage: self,
            lookup: Lookup::default(),
            branches: Branches::default(),
            scratch: trees::Scratch::default(),
            pairs: scored::Scratch::default(),
        })
    }
}

struct RelationWorker<'s> {
    stage: &'s RelationStage,
    lookup: Lookup,
    branches: Branches,
    scratch: trees::Scratch,
    pairs: scored::Scratch,
}

impl Worker for RelationWorker<'_> {
    fn annotate(&mut self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        let article = Article::new(doc, &self.stage.vocabulary, &mut self.lookup);
        let mut search = Search {
            article,
            rules: &self.stage.rules,
            most: self.stage.most,
            only: self.stage.only.as_deref(),
            found: Vec::new(),
            known: HashMap::new(),
        };
        let tree = Tree::new(doc, &mut self.branches);
        for index in 0..article.sentences.len() {
            search.sentence(index);
            if tree.is_there() {
                search.parsed(index, tree, &mut self.scratch)?;
            }
        }
        // A fact that a rule tells anywhere in the article is the rule's.
        if let Some(scorer) = self
            .stage
            .scorer
            .as_ref()
            .filter(|_| tree.is_there() && self.stage.only.is_none())
        {
            search.scored(tree, scorer, &mut self.pairs);
        }
        let mut strings: HashMap<String, TextRef> = HashMap::new();
        let mut intern = |text: &str, out: &mut Output<'_>| match strings.get(text) {
            Some(known) => *known,
            None => {
                let made = out.intern(text);
                strings.insert(text.to_owned(), made);
                made
            }
        };
        for hit in search.found {
            let relation = Relation {
                relation: intern(&hit.gives.relation, out),
                subject: Id::from_index(hit.subject),
                object: hit.object,
                qualifiers: hit
                    .qualifiers
                    .iter()
                    .map(|(key, value)| Qualifier {
                        key: intern(key, out),
                        value: *value,
                    })
                    .collect(),
                evidence: Evidence {
                    sentence: Some(Id::from_index(hit.sentence)),
                    spans: vec![article.span(hit.tokens.clone())],
                    rule: intern(&hit.rule.name, out),
                },
                confidence: hit.rule.confidence,
            };
            out.layer::<Relations>().push(relation);
            if self.stage.explain {
                let reason = Reason {
                    pattern: intern(&hit.rule.text, out),
                    parts: parts(article, &hit, |name, out| intern(name, out), out),
                };
                out.layer::<RelationReasons>().push(reason);
            }
        }
        Ok(())
    }
}

/// The words that a rule's variables stood for.
fn parts(
    article: Article<'_>,
    hit: &Hit<'_>,
    mut intern: impl FnMut(&str, &mut Output<'_>) -> TextRef,
    out: &mut Output<'_>,
) -> Vec<ReasonPart> {
    let variables = hit.rule.program.variables.iter().zip(&hit.bindings);
    variables
        .filter_map(|(name, bound)| {
            let tokens = match (*bound)? {
                Bound::Mention(mention) => article.place(mention),
                Bound::Tokens(from, to) => from..to,
            };
            Some(ReasonPart {
                role: intern(name, out),
                span: article.span(tokens),
                entry: TextRef::EMPTY,
            })
        })
        .filter(|part| !part.span.is_empty())
        .collect()
}

/// A relation before it is written.
struct Hit<'a> {
    rule: &'a Rule,
    gives: &'a Gives,
    subject: usize,
    object: Term,
    qualifiers: Vec<(String, Option<Term>)>,
    sentence: usize,
    tokens: Range<usize>,
    bindings: Bindings,
}

struct Search<'a> {
    article: Article<'a>,
    rules: &'a Rules,
    most: usize,
    /// The one rule to look for; all of them by default.
    only: Option<&'a str>,
    found: Vec<Hit<'a>>,
    /// What has been told, by relation and both ends.
    known: HashMap<(&'a str, String, String), usize>,
}

impl<'a> Search<'a> {
    fn sentence(&mut self, index: usize) {
        let (article, rules) = (self.article, self.rules);
        let tokens = article.sentence(index);
        for token in tokens.clone() {
            let begins = |mention: &usize| article.place(*mention).start == token;
            let base = article
                .base(token)
                .filter(begins)
                .and_then(|mention| article.label(mention));
            let over = article
                .over(token)
                .filter(begins)
                .and_then(|mention| article.entity(mention))
                .and_then(|id| article.entities.get(id.index()))
                .map(|entity| entity.label)
                .filter(|label| Some(*label) != base);
            let by_label = base
                .into_iter()
                .chain(over)
                .flat_map(|label| rules.at_label(label));
            for number in rules
                .at_word(article.word(token))
                .iter()
                .chain(by_label)
                .chain(rules.anywhere())
            {
                let Some(rule) = rules.all.get(*number as usize) else {
                    continue;
                };
                if self.only.is_some_and(|only| only != rule.name) {
                    continue;
                }
                if let Some((end, bindings)) = run(&rule.program, article, token, &tokens) {
                    self.add(rule, &bindings, index, token..end);
                }
            }
        }
    }

    /// What the rules over the parse find in a sentence.
    fn parsed(&mut self, index: usize, tree: Tree<'a>, scratch: &mut trees::Scratch) -> Result<(), Error> {
        let (article, rules) = (self.article, self.rules);
        for (number, pattern) in rules.trees.of_sentence(article, index, scratch) {
            let Some(rule) = rules.all.get(number as usize) else {
                continue;
            };
            if self.only.is_some_and(|only| only != rule.name) {
                continue;
            }
            for (bindings, tokens) in pattern.find(article, tree, index, scratch.of(number))? {
                self.add(rule, &bindings, index, tokens);
            }
        }
        Ok(())
    }

    fn add(&mut self, rule: &'a Rule, bindings: &Bindings, sentence: usize, tokens: Range<usize>) {
        for gives in &rule.gives {
            if self.found.len() >= self.most
                || !gives
                    .when
                    .iter()
                    .all(|condition| self.holds(*condition, bindings))
            {
                continue;
            }
            let (Some(Term::Mention(subject)), Some(object)) = (
                self.term(gives.subject, bindings),
                self.term(gives.object, bindings),
            ) else {
                continue;
            };
            let Some(subject) = self.bearer(subject.index()) else {
                continue;
            };
            if gives.relation.ends_with("_on") && self.is_span_of_time(object) {
                continue;
            }
            let ends = (self.key(Term::Mention(Id::from_index(subject))), self.key(object));
            let referring = gives.relation == "alternate_name";
            if ends.0.is_empty() || ends.1.is_empty() || ends.0 == ends.1 && !referring {
                continue;
            }
            let qualifiers = gives
                .qualifiers
                .iter()
                .filter_map(|qualify| {
                    let value = self.term(qualify.arg, bindings)?;
                    Some((qualify.key.clone(), (!qualify.flag).then_some(value)))
                })
                .collect();
            let hit = Hit {
                rule,
                gives,
                subject,
                object,
                qualifiers,
                sentence,
                tokens: tokens.clone(),
                bindings: *bindings,
            };
            let key = (gives.relation.as_str(), ends.0, ends.1);
            match self.known.get(&key).copied() {
                None => {
                    self.known.insert(key, self.found.len());
                    self.found.push(hit);
                }
                // The surer telling stays; of two alike the first.
                Some(place) => {
                    let Some(old) = self.found.get_mut(place) else {
                        continue;
                    };
                    let mut hit = hit;
                    if old.rule.confidence < rule.confidence {
                        std::mem::swap(old, &mut hit);
                    }
                    // What another telling of the same words adds: whose office it is, that it is no longer held.
                    if hit.sentence == old.sentence && hit.subject == old.subject {
                        for (key, value) in hit.qualifiers {
                            if !old.qualifiers.iter().any(|(known, _)| *known == key) {
                                old.qualifiers.push((key, value));
                            }
                        }
                    }
                }
            }
        }
    }

    /// Who is told about where an office stands for its holder: the holder. `None` where nobody is known.
    fn bearer(&self, mention: usize) -> Option<usize> {
        let article = self.article;
        if article.label(mention) != Some(Label::Title) {
            return Some(mention);
        }
        let over = article.over(article.place(mention).start);
        let holder = over.filter(|it| article.refers_to(*it, Label::Person))?;
        Some(article.named(holder))
    }

    /// Whether an object is a length of time or a repeated one, on which nothing happens: “a few weeks after”.
    fn is_span_of_time(&self, object: Term) -> bool {
        let Term::Mention(id) = object else { return false };
        let normal = self.article.mentions.get(id.index()).and_then(|it| it.normal);
        matches!(normal, Some(Normal::Timex(timex)) if matches!(timex.kind, TimexKind::Duration | TimexKind::Set))
    }

    /// What tells one end from another: its entity, or its words.
    fn key(&self, term: Term) -> String {
        let article = self.article;
        match term {
            Term::Mention(id) => match article.entity(id.index()) {
                Some(entity) => format!("#{}", entity.raw()),
                None => self.value(id.index()),
            },
            Term::Text(span) => article.doc.slice(span).to_lowercase(),
        }
    }

    /// A value's normal form or a title's words.
    fn value(&self, mention: usize) -> String {
        let Some(it) = self.article.mentions.get(mention) else {
            return String::new();
        };
        match it.normal {
            Some(Normal::Timex(timex)) => self.article.doc.get(timex.value).to_owned(),
            _ => {
                // “Defense Minister” and “defence minister” are one office.
                let words = self.article.doc.slice(it.span).to_lowercase();
                words
                    .replace("defense", "defence")
                    .replace("labor", "labour")
                    .replace("center", "centre")
            }
        }
    }

    fn term(&self, arg: Arg, bindings: &Bindings) -> Option<Term> {
        let (Arg::Variable(number) | Arg::State(number)) = arg;
        let bound = bindings.get(usize::from(number)).copied().flatten()?;
        match (arg, bound) {
            (Arg::State(_), Bound::Mention(mention)) => {
                let state = self.state_of(mention)?;
                Some(Term::Mention(Id::from_index(self.article.named(state))))
            }
            (_, Bound::Mention(mention)) => Some(Term::Mention(Id::from_index(self.article.named(mention)))),
            (_, Bound::Tokens(from, to)) if from < to => Some(Term::Text(self.article.span(from..to))),
            _ => None,
        }
    }

    /// The state of a demonym, or the one a town lies in, where the article names it; a demonym whose state
    /// is not named stands for it.
    fn state_of(&self, mention: usize) -> Option<usize> {
        let article = self.article;
        if article.label(mention) == Some(Label::Norp) {
            return Some(state_mention(article, mention));
        }
        let state = article.state_name(article.alpha3(mention))?;
        (article.entity(state) != article.entity(mention)).then_some(state)
    }

    fn holds(&self, condition: Condition, bindings: &Bindings) -> bool {
        let article = self.article;
        let bound = |number: u8| bindings.get(usize::from(number)).copied().flatten();
        let mention = |number: u8| match bound(number) {
            Some(Bound::Mention(mention)) => Some(mention),
            _ => None,
        };
        match condition {
            Condition::In(number, lists) => bound(number).is_some_and(|bound| self.stands_in(bound, lists)),
            Condition::NotIn(number, lists) => {
                bound(number).is_some_and(|bound| !self.stands_in(bound, lists))
            }
            Condition::Any(number, lists) => bound(number).is_some_and(|bound| self.has_word(bound, lists)),
            Condition::NotAny(number, lists) => {
                bound(number).is_some_and(|bound| !self.has_word(bound, lists))
            }
            Condition::Is(number) => bound(number).is_some(),
            Condition::IsNot(number) => bound(number).is_none(),
            Condition::Label(number, label) => {
                mention(number).and_then(|it| article.label(it)) == Some(label)
            }
            Condition::Within(inner, outer) => {
                let (Some(inner), Some(outer)) = (mention(inner), mention(outer)) else {
                    return false;
                };
                let (a, b) = (article.alpha3(inner), article.alpha3(outer));
                let kind = |mention: usize| self.place_kind(mention);
                // No province lies in a town: “the court for the Southern District of New York in White Plains”.
                let upside_down =
                    kind(inner) == Some(PlaceKind::Region) && kind(outer) == Some(PlaceKind::City);
                !self.article.is_state(inner) && !upside_down && (a.is_empty() || b.is_empty() || a == b)
            }
            Condition::OfState(number) => mention(number).is_some_and(|it| !article.alpha3(it).is_empty()),
            Condition::NotOfState(number) => mention(number).is_some_and(|it| article.alpha3(it).is_empty()),
            Condition::OfCountry(number) => {
                mention(number).and_then(|it| self.place_kind(it)) == Some(PlaceKind::Country)
            }
            Condition::Same(a, b) => match (mention(a), mention(b)) {
                (Some(a), Some(b)) => article.entity(a).is_some() && article.entity(a) == article.entity(b),
                _ => false,
            },
        }
    }

    /// What kind of place a mention names, or is of.
    fn place_kind(&self, mention: usize) -> Option<PlaceKind> {
        match self.article.mentions.get(mention)?.normal? {
            Normal::Place(place) => Some(place.kind),
            _ => None,
        }
    }

    /// Whether one of a variable's words stands in the lists.
    fn has_word(&self, bound: Bound, lists: u64) -> bool {
        let article = self.article;
        let mut tokens = match bound {
            Bound::Mention(mention) => article.place(mention),
            Bound::Tokens(from, to) => from..to,
        };
        tokens.any(|token| article.vocabulary.lists_of(article.word(token)) & lists != 0)
    }

    /// Whether a variable's words, joined by “_”, or its last word stand in the lists. A deputy is not the
    /// chief: of titles that begin with a word of the list `deputy` only the whole counts.
    fn stands_in(&self, bound: Bound, lists: u64) -> bool {
        let article = self.article;
        let tokens = match bound {
            Bound::Mention(mention) => article.place(mention),
            Bound::Tokens(from, to) => from..to,
        };
        let Some(last) = tokens.clone().next_back() else {
            return false;
        };
        let in_lists = |token: usize| article.vocabulary.lists_of(article.word(token)) & lists != 0;
        if tokens.len() > 1 {
            let words: Vec<String> = tokens
                .clone()
                .map(|token| article.text(token).to_lowercase())
                .collect();
            let whole = article.vocabulary.id(&words.join("_"));
            if article.vocabulary.lists_of(whole) & lists != 0 {
                return true;
            }
            // “Gen.” is an honorific, and so is “Lt. Gen.”, but “attorney general” is an office.
            let honorific = article.vocabulary.list("honorific").unwrap_or(0);
            if lists & honorific != 0 {
                return tokens.filter(|token| !article.is_punct(*token)).all(in_lists);
            }
            let deputy = article.vocabulary.list("deputy").unwrap_or(0);
            if article.vocabulary.lists_of(article.word(tokens.start)) & deputy != 0 {
                return false;
            }
        }
        in_lists(last)
    }
}
