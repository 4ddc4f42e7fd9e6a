//! The suite `facts`: relations, events and quotations on the gold articles.
//!
//! Once with our own stages end to end, once (`given_*`) with the gold's names and values in place of the
//! tagger's and the values stage's, which shows what the fact stages lose by themselves.

use super::Setup;
use crate::data::gold;
use anyhow::{Result, anyhow};
use dateline_core::layers::{
    Entities, Events, Label, Mention, MentionKind, Mentions, Names, Quotes, Relations, Term, Tokens, Values,
    tokens_within,
};
use dateline_core::{Annotator, Document, Id, Registry, Settings, Span};
use dateline_eval::{
    Counts, FactErrors, GoldEvent, GoldQuote, GoldRelation, Keys, Metrics, SystemEvent, SystemQuote,
    SystemRelation, score_events, score_quotes, score_relations,
};
use std::collections::BTreeSet;

/// Scores the fact stages.
///
/// # Errors
/// Where data cannot be read or a stage fails.
pub fn run(setup: Setup<'_>) -> Result<Metrics> {
    let mut registry = Registry::new();
    dateline_tokenizer::plugin(&mut registry)?;
    dateline_syntax::plugin(&mut registry)?;
    dateline_tagger::plugin(&mut registry)?;
    dateline_values::plugin(&mut registry)?;
    dateline_coref::plugin(&mut registry)?;
    dateline_relations::plugin(&mut registry)?;
    let build = |name: &str| -> Result<Box<dyn Annotator>> {
        Ok((registry.find_stage(name)?.build)(Settings::default())?)
    };
    let stages = Stages {
        before: [
            build("tokenizer")?,
            setup.syntax()?,
            build("tagger")?,
            build("values")?,
        ],
        facts: [
            build("coref")?,
            build("relations")?,
            build("events")?,
            build("quotes")?,
        ],
    };
    let articles = gold::read(setup.gold)?;
    let mut metrics = Metrics::new();
    for given in [false, true] {
        let mut sum = Sum::default();
        for article in &articles {
            let doc = stages.document(article, given)?;
            sum.add(article, &doc, setup.show && !given)?;
        }
        sum.report(&mut metrics, if given { "given_" } else { "" });
    }
    Ok(metrics)
}

struct Stages {
    before: [Box<dyn Annotator>; 4],
    facts: [Box<dyn Annotator>; 4],
}

impl Stages {
    /// The article with every layer; with the gold's names and values where they are `given`.
    fn document(&self, article: &gold::Article, given: bool) -> Result<Document> {
        let mut doc = self.start(article)?;
        for stage in &self.before {
            doc.apply(&**stage)?;
        }
        if given {
            let found = doc;
            doc = self.start(article)?;
            let [tokenizer, syntax, _, _] = &self.before;
            doc.apply(&**tokenizer)?;
            doc.apply(&**syntax)?;
            let (names, values) = given_mentions(article, &found);
            // Strings of the first document's side store do not belong to the second: places and dates are
            // written again by their text.
            doc.insert(|_, out| {
                for (mention, normal) in names {
                    let mut mention = mention;
                    mention.normal = normal.map(|normal| normal.copy(out));
                    out.layer::<Names>().push(mention);
                }
                for (mention, normal) in values {
                    let mut mention = mention;
                    mention.normal = normal.map(|normal| normal.copy(out));
                    out.layer::<Values>().push(mention);
                }
                Ok(())
            })?;
        }
        for stage in &self.facts {
            doc.apply(&**stage)?;
        }
        Ok(doc)
    }

    fn start(&self, article: &gold::Article) -> Result<Document> {
        let mut doc = Document::from_text(&article.text)?;
        doc.meta_mut().id.clone_from(&article.id);
        doc.meta_mut().published.clone_from(&article.published);
        doc.meta_mut().title = article.title.clone().unwrap_or_default();
        Ok(doc)
    }
}

/// A normal form with its strings, to be carried from one document to another.
enum Carried {
    Place(dateline_core::layers::PlaceKind, String, String, String),
    Timex(dateline_core::layers::Timex, String),
}

impl Carried {
    fn copy(self, out: &mut dateline_core::Output<'_>) -> dateline_core::layers::Normal {
        use dateline_core::TextRef;
        use dateline_core::layers::{Normal, Place, Timex};
        match self {
            Self::Place(kind, alpha3, alpha2, subdivision) => Normal::Place(Place {
                kind,
                alpha3: out.intern(&alpha3),
                alpha2: out.intern(&alpha2),
                subdivision: out.intern(&subdivision),
                metonym: false,
            }),
            Self::Timex(timex, value) => Normal::Timex(Timex {
                value: out.intern(&value),
                modifier: TextRef::EMPTY,
                ..timex
            }),
        }
    }
}

type Given = Vec<(Mention, Option<Carried>)>;

/// The gold's mentions as names and values, with the normal forms that our stages give the same spans.
fn given_mentions(article: &gold::Article, found: &Document) -> (Given, Given) {
    use dateline_core::layers::Normal;
    let ours = found
        .layer::<Names>()
        .unwrap_or_default()
        .iter()
        .chain(found.layer::<Values>().unwrap_or_default());
    let ours: Vec<&Mention> = ours.collect();
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for mention in &article.mentions {
        let Some(label) = Label::from_name(&mention.label) else {
            continue;
        };
        let span = Span::new(mention.at.start as u32, mention.at.end as u32);
        let surface = found.slice(span);
        let same = ours.iter().find(|it| it.span == span).or_else(|| {
            ours.iter()
                .find(|it| it.normal.is_some() && found.slice(it.span) == surface && !label.is_value())
        });
        let normal = same.and_then(|it| it.normal).and_then(|normal| match normal {
            Normal::Place(place) => Some(Carried::Place(
                place.kind,
                found.get(place.alpha3).to_owned(),
                found.get(place.alpha2).to_owned(),
                found.get(place.subdivision).to_owned(),
            )),
            Normal::Timex(timex) => Some(Carried::Timex(timex, found.get(timex.value).to_owned())),
            _ => None,
        });
        let kind = if label.is_value() {
            MentionKind::Value
        } else {
            MentionKind::Name
        };
        let list = if label.is_value() { &mut values } else { &mut names };
        list.push((Mention::new(span, label, kind), normal));
    }
    for list in [&mut names, &mut values] {
        list.sort_by_key(|(mention, _)| (mention.span.start(), mention.span.end()));
        list.dedup_by(|b, a| a.0.span.overlaps(b.0.span));
    }
    (names, values)
}

/// Counts over all articles.
#[derive(Default)]
struct Sum {
    relations: Counts,
    events: Counts,
    status: (u64, u64),
    content: Counts,
    speaker: Counts,
    kind: u64,
}

impl Sum {
    fn add(&mut self, article: &gold::Article, doc: &Document, show: bool) -> Result<()> {
        let keys = Keys::new(
            article
                .mentions
                .iter()
                .filter_map(|it| Some((it.at.text.as_str(), it.entity.as_deref()?))),
        );
        if show {
            println!("{}", article.id);
        }
        self.relations(article, doc, &keys, show)?;
        self.events(article, doc, &keys, show)?;
        self.quotes(article, doc, &keys, show)
    }

    fn relations(&mut self, article: &gold::Article, doc: &Document, keys: &Keys, show: bool) -> Result<()> {
        let gold: Vec<GoldRelation> = article
            .relations
            .iter()
            .map(|it| GoldRelation {
                relation: it.relation.clone(),
                subject: it.subject.clone(),
                object: it.object.clone(),
                optional: it.optional,
            })
            .collect();
        let relations = doc.layer::<Relations>().ok_or_else(|| anyhow!("no relations"))?;
        let system: Vec<SystemRelation> = relations
            .iter()
            .map(|it| SystemRelation {
                relation: doc.get(it.relation).to_owned(),
                subject: mention_keys(doc, keys, it.subject),
                object: match it.object {
                    Term::Mention(id) => mention_keys(doc, keys, id),
                    Term::Text(span) => keys.of([doc.slice(span)]),
                },
            })
            .collect();
        let (counts, errors) = score_relations(&gold, &system);
        self.relations += counts;
        if show {
            let surface = |id: Id<Mentions>| doc.item(id).map_or("", |it| doc.slice(it.span));
            print_errors(
                "relation",
                &errors,
                |index| {
                    let it = &article.relations[index];
                    format!("{}({}, {})", it.relation, it.subject, it.object)
                },
                |index| {
                    let it = &relations[index];
                    let object = match it.object {
                        Term::Mention(id) => surface(id),
                        Term::Text(span) => doc.slice(span),
                    };
                    let words = it.evidence.spans.first().map_or("", |span| doc.slice(*span));
                    let (relation, rule) = (doc.get(it.relation), doc.get(it.evidence.rule));
                    format!("{relation}({}, {object})  [{rule}: {words}]", surface(it.subject))
                },
            );
        }
        Ok(())
    }

    fn events(&mut self, article: &gold::Article, doc: &Document, keys: &Keys, show: bool) -> Result<()> {
        let stretch = |it: &gold::Stretch| (it.start as u32, it.end as u32);
        let gold: Vec<GoldEvent> = article
            .events
            .iter()
            .map(|it| GoldEvent {
                source: it.source.clone(),
                target: it.target.clone(),
                code: it.cameo.clone(),
                trigger: it.trigger.as_ref().map(stretch),
                status: it.status.clone().unwrap_or_default(),
                optional: it.optional,
            })
            .collect();
        let events = doc.layer::<Events>().ok_or_else(|| anyhow!("no events"))?;
        let system: Vec<SystemEvent> = events
            .iter()
            .map(|it| SystemEvent {
                source: it
                    .source
                    .iter()
                    .flat_map(|id| entity_keys(doc, keys, *id))
                    .collect(),
                target: it
                    .target
                    .iter()
                    .flat_map(|id| entity_keys(doc, keys, *id))
                    .collect(),
                code: doc.get(it.code).to_owned(),
                trigger: (it.trigger.start(), it.trigger.end()),
                status: it.status.name().to_owned(),
            })
            .collect();
        let (counts, errors) = score_events(&gold, &system);
        self.events += counts;
        for (g, s) in &errors.matched {
            self.status.0 += u64::from(gold[*g].status == system[*s].status);
            self.status.1 += 1;
        }
        if show {
            let names = |ids: &[Id<Entities>]| {
                ids.iter()
                    .filter_map(|id| doc.item(*id))
                    .map(|it| doc.get(it.name))
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            print_errors(
                "event",
                &errors,
                |index| {
                    let it = &article.events[index];
                    let trigger = it.trigger.as_ref().map_or("", |trigger| trigger.text.as_str());
                    format!("{} {:?} > {:?} “{trigger}”", it.cameo, it.source, it.target)
                },
                |index| {
                    let it = &events[index];
                    let trigger = doc.slice(it.trigger);
                    format!(
                        "{} {} > {} “{trigger}”",
                        doc.get(it.code),
                        names(&it.source),
                        names(&it.target)
                    )
                },
            );
        }
        Ok(())
    }

    fn quotes(&mut self, article: &gold::Article, doc: &Document, keys: &Keys, show: bool) -> Result<()> {
        let tokens = doc.layer::<Tokens>().unwrap_or_default();
        let covered = |spans: &mut dyn Iterator<Item = Span>| -> BTreeSet<u32> {
            spans
                .flat_map(|span| tokens_within(tokens, span))
                .map(|index| index as u32)
                .collect()
        };
        let gold: Vec<GoldQuote> = article
            .quotes
            .iter()
            .map(|it| GoldQuote {
                content: covered(
                    &mut it
                        .content
                        .iter()
                        .map(|at| Span::new(at.start as u32, at.end as u32)),
                ),
                speaker: it.speaker.clone(),
                kind: it.kind.clone(),
                optional: it.optional,
            })
            .collect();
        let quotes = doc.layer::<Quotes>().ok_or_else(|| anyhow!("no quotes"))?;
        let system: Vec<SystemQuote> = quotes
            .iter()
            .map(|it| SystemQuote {
                content: covered(&mut it.content.iter().copied()),
                speaker: it
                    .speaker
                    .map(|id| mention_keys(doc, keys, id))
                    .unwrap_or_default(),
                kind: it.kind.name().to_owned(),
            })
            .collect();
        let counts = score_quotes(&gold, &system);
        self.content += counts.content;
        self.speaker += counts.speaker;
        self.kind += counts.kind;
        if show {
            let content = |spans: &[Span]| {
                spans
                    .iter()
                    .map(|span| doc.slice(*span))
                    .collect::<Vec<_>>()
                    .join(" // ")
            };
            let shown = |index: usize| {
                let it = &quotes[index];
                let speaker = it
                    .speaker
                    .and_then(|id| doc.item(id))
                    .map_or("-", |it| doc.slice(it.span));
                format!("{speaker}: {} [{}]", content(&it.content), doc.get(it.rule))
            };
            print_errors(
                "quote",
                &counts.errors,
                |index| {
                    let it = &article.quotes[index];
                    let content: Vec<&str> = it.content.iter().map(|at| at.text.as_str()).collect();
                    format!("{:?}: {}", it.speaker, content.join(" // "))
                },
                shown,
            );
            for (g, s) in &counts.errors.matched {
                let right = match &gold[*g].speaker {
                    Some(key) => system[*s].speaker.contains(&key.to_lowercase()),
                    None => system[*s].speaker.is_empty(),
                };
                if !right {
                    println!("  speaker  {:?} not {}", gold[*g].speaker, shown(*s));
                }
            }
        }
        Ok(())
    }

    fn report(&self, metrics: &mut Metrics, prefix: &str) {
        metrics.add_counts(&format!("{prefix}relations"), self.relations);
        metrics.add_counts(&format!("{prefix}events"), self.events);
        let share = |part: u64, whole: u64| {
            if whole == 0 {
                0.0
            } else {
                100.0 * part as f64 / whole as f64
            }
        };
        metrics.add(
            format!("{prefix}events_status_accuracy"),
            share(self.status.0, self.status.1),
        );
        metrics.add_counts(&format!("{prefix}quotes_content"), self.content);
        metrics.add_counts(&format!("{prefix}quotes_speaker"), self.speaker);
        metrics.add(
            format!("{prefix}quotes_kind_accuracy"),
            share(self.kind, self.content.correct),
        );
    }
}

/// The keys that a mention may have: of its words and of its entity's name.
fn mention_keys(doc: &Document, keys: &Keys, id: Id<Mentions>) -> BTreeSet<String> {
    let Some(mention) = doc.item(id) else {
        return BTreeSet::new();
    };
    let mut names = keys.of([doc.slice(mention.span)]);
    if let Some(entity) = mention.entity {
        // A pronoun's own words are no name.
        if mention.kind == MentionKind::Pronoun {
            names.clear();
        }
        names.extend(entity_keys(doc, keys, entity));
    }
    names
}

/// The keys that an entity may have: of its name.
fn entity_keys(doc: &Document, keys: &Keys, id: Id<Entities>) -> BTreeSet<String> {
    doc.item(id)
        .map(|entity| keys.of([doc.get(entity.name)]))
        .unwrap_or_default()
}

fn print_errors(
    what: &str,
    errors: &FactErrors,
    gold: impl Fn(usize) -> String,
    system: impl Fn(usize) -> String,
) {
    for index in &errors.missed {
        println!("  missed   {what} {}", gold(*index));
    }
    for index in &errors.spurious {
        println!("  spurious {what} {}", system(*index));
    }
}
