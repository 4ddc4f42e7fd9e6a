//! The suite `values`: numbers and dates on the gold articles, and the dates of GUM's TEI annotation.
//!
//! - `gold_values`: exact span and label over all values of the gold articles. The stage stands alone here: a number
//!   in a name that the tagger would claim counts as spurious. `gold_iso_accuracy`: of the gold's dates and times
//!   that have an ISO form, the share found with exactly that span and form.
//! - `gum_*`: `<date when= from= to=>` in GUM's text. Found: a date or time of ours overlaps it. Alike: it
//!   covers the same days (a time of day is left out; seasons within a month). `PRESENT_REF` is the day of writing.
//!   Of a range that we read as one value (1892-94) either end may be annotated. "The early 1980s" is alike to
//!   whichever years that begin the decade the annotation has.

use super::Setup;
use crate::data::{conllu, gold};
use anyhow::{Context, Result};
use dateline_core::layers::{Label, Mention, Normal, Values};
use dateline_core::{Annotator, Document, Registry, Settings};
use dateline_eval::{Counts, Days, Labelled, MentionCounts, Metrics, is_located, same_date};
use std::fs;
use std::path::Path;

/// Scores the values stage.
///
/// # Errors
/// Where data cannot be read or a stage fails.
pub fn run(setup: Setup<'_>) -> Result<Metrics> {
    let mut registry = Registry::new();
    dateline_tokenizer::plugin(&mut registry)?;
    dateline_values::plugin(&mut registry)?;
    let build = |name: &str| -> Result<Box<dyn Annotator>> {
        Ok((registry.find_stage(name)?.build)(Settings::default())?)
    };
    let stages = [build("tokenizer")?, build("values")?];
    let mut metrics = Metrics::new();
    articles(setup, &stages, &mut metrics)?;
    for part in ["dev", "train"] {
        let show = setup.show && part == "train";
        let (dates, found, alike) = gum(&setup.data.join(format!("ud/gum/{part}.conllu")), &stages, show)?;
        let percent = |count: u64| 100.0 * count as f64 / dates.max(1) as f64;
        metrics.add(format!("gum_{part}_dates"), dates as f64);
        metrics.add(format!("gum_{part}_dates_found"), percent(found));
        metrics.add(format!("gum_{part}_dates_alike"), percent(alike));
    }
    Ok(metrics)
}

fn annotate(text: &str, published: Option<&str>, stages: &[Box<dyn Annotator>]) -> Result<Document> {
    let mut doc = Document::from_text(text)?;
    doc.meta_mut().published = published.map(str::to_owned);
    for stage in stages {
        doc.apply(&**stage)?;
    }
    Ok(doc)
}

fn values(doc: &Document) -> &[Mention] {
    doc.layer::<Values>().unwrap_or_default()
}

fn timex<'d>(doc: &'d Document, mention: &Mention) -> Option<&'d str> {
    match mention.normal {
        Some(Normal::Timex(timex)) => Some(doc.get(timex.value)),
        _ => None,
    }
}

fn articles(setup: Setup<'_>, stages: &[Box<dyn Annotator>], metrics: &mut Metrics) -> Result<()> {
    let mut counts = MentionCounts::new();
    let mut iso = Counts::default();
    for article in gold::read(setup.gold)? {
        let doc = annotate(&article.text, article.published.as_deref(), stages)?;
        let is_value = |label: &str| Label::from_name(label).is_some_and(Label::is_value);
        let optional = |start: usize, end: usize| {
            article
                .mentions
                .iter()
                .any(|it| it.optional && it.at.start < end && start < it.at.end)
        };
        let wanted: Vec<_> = article
            .mentions
            .iter()
            .filter(|it| !it.optional && is_value(&it.label))
            .collect();
        let gold: Vec<Labelled<'_>> = wanted
            .iter()
            .map(|it| (it.at.start as u32, it.at.end as u32, it.label.as_str()))
            .collect();
        let system: Vec<Labelled<'_>> = values(&doc)
            .iter()
            .filter(|it| !optional(it.span.range().start, it.span.range().end))
            .map(|it| (it.span.start(), it.span.end(), it.label.name(|_| "")))
            .collect();
        let comparison = counts.add(&gold, &system);
        if setup.show {
            let surface = |it: &Labelled<'_>| article.text.get(it.0 as usize..it.1 as usize).unwrap_or("");
            for missed in comparison.missed.iter().filter_map(|at| gold.get(*at)) {
                println!("  {} missed   {} “{}”", article.id, missed.2, surface(missed));
            }
            for spurious in comparison.spurious.iter().filter_map(|at| system.get(*at)) {
                println!("  {} spurious {} “{}”", article.id, spurious.2, surface(spurious));
            }
        }
        for it in wanted {
            let Some(key) = it.entity.as_deref().filter(|key| is_located(key)) else {
                continue;
            };
            if !matches!(it.label.as_str(), "DATE" | "TIME") {
                continue;
            }
            let ours = values(&doc)
                .iter()
                .find(|ours| ours.span.range() == (it.at.start..it.at.end));
            let ours = ours.and_then(|ours| timex(&doc, ours));
            let right = ours.is_some_and(|ours| same_date(key, ours));
            iso += Counts {
                gold: 1,
                system: u64::from(ours.is_some()),
                correct: u64::from(right),
            };
            if setup.show && !right {
                println!("  {} “{}” is {key}, not {ours:?}", article.id, it.at.text);
            }
        }
    }
    for (label, counts) in counts.labels() {
        metrics.add(format!("gold_{}_f1", label.to_lowercase()), counts.f1());
    }
    metrics.add_counts("gold_values", counts.total(|_| true));
    metrics.add("gold_iso_accuracy", iso.recall());
    Ok(())
}

/// A date of GUM: the bytes that it covers, and its attributes.
struct TeiDate {
    start: usize,
    end: usize,
    from: String,
    to: String,
}

/// The documents of a GUM file with their day of writing and dates.
fn gum(path: &Path, stages: &[Box<dyn Annotator>], show: bool) -> Result<(u64, u64, u64)> {
    let content = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let (mut dates, mut found, mut alike) = (0, 0, 0);
    for piece in content.split_inclusive("# newdoc id").skip(1) {
        // Each piece begins behind one marker and ends with the next.
        let piece = format!(
            "# newdoc id{}",
            piece.strip_suffix("# newdoc id").unwrap_or(piece)
        );
        let created = piece
            .lines()
            .find_map(|line| line.strip_prefix("# meta::dateCreated = "));
        for doc in conllu::parse(&piece).with_context(|| path.display().to_string())? {
            let ours = annotate(&doc.text, created.filter(|date| date.len() >= 10), stages)?;
            for date in tei_dates(&piece, &doc) {
                dates += 1;
                let near: Vec<&Mention> = values(&ours)
                    .iter()
                    .filter(|it| matches!(it.label, Label::Date | Label::Time))
                    .filter(|it| it.span.range().start < date.end && date.start < it.span.range().end)
                    .collect();
                found += u64::from(!near.is_empty());
                let days: Vec<Days> = near
                    .iter()
                    .flat_map(|it| days_of(&ours, it, &date, created))
                    .collect();
                let wanted = Days::of_tei(&date.from)
                    .zip(Days::of_tei(&date.to))
                    .map(|(from, to)| from.to(to));
                let whole = days.first().zip(days.last()).map(|(first, last)| first.to(*last));
                let right =
                    wanted.is_some_and(|wanted| days.iter().chain(&whole).any(|days| days.alike(wanted)));
                alike += u64::from(right);
                if show && !right {
                    let surface = doc.text.get(date.start..date.end).unwrap_or("");
                    let before = doc
                        .text
                        .get(..date.start)
                        .map_or("", |text| tail(text, 50))
                        .replace('\n', " ");
                    let got: Vec<_> = near
                        .iter()
                        .map(|it| (doc.text.get(it.span.range()), timex(&ours, it)))
                        .collect();
                    println!(
                        "  {} {created:?} {before}[{surface}] {}..{} {got:?}",
                        doc.id, date.from, date.to
                    );
                }
            }
        }
    }
    Ok((dates, found, alike))
}

/// The days that a mention of ours can say at an annotated date.
fn days_of(doc: &Document, mention: &Mention, date: &TeiDate, created: Option<&str>) -> Vec<Days> {
    let Some(Normal::Timex(timex)) = mention.normal else {
        return Vec::new();
    };
    let value = match doc.get(timex.value) {
        "PRESENT_REF" => created.unwrap_or_default(),
        value => value,
    };
    let modifier = doc.get(timex.modifier);
    let mut days: Vec<Days> = Days::of(value)
        .map(|days| days.with_modifier(modifier))
        .into_iter()
        .collect();
    // An annotation of less than our range is of one of its ends.
    let span = mention.span.range();
    if let Some((from, to)) = value.split_once('/') {
        if date.end < span.end {
            days.extend(Days::of(from));
        } else if span.start < date.start {
            days.extend(Days::of(to));
        }
    }
    days
}

/// The last characters of a text.
fn tail(text: &str, count: usize) -> &str {
    let start = text.char_indices().rev().nth(count).map_or(0, |(at, _)| at);
    text.get(start..).unwrap_or("")
}

/// The dates with `when`, or with `from` and `to`, of one document.
fn tei_dates(piece: &str, doc: &conllu::Doc) -> Vec<TeiDate> {
    let mut dates = Vec::new();
    let mut open: Vec<Option<TeiDate>> = Vec::new();
    let mut index = 0;
    for line in piece.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let (Some(id), Some(misc)) = (columns.first(), columns.get(9)) else {
            continue;
        };
        if id.contains('.') {
            continue;
        }
        let range = id
            .split_once('-')
            .and_then(|(from, to)| Some(to.parse::<usize>().ok()? - from.parse::<usize>().ok()?));
        let first = doc.tokens.get(index).map_or(0, |token| token.span.range().start);
        let last = doc
            .tokens
            .get(index + range.unwrap_or(0))
            .map_or(0, |token| token.span.range().end);
        if let Some(xml) = misc.split('|').find_map(|item| item.strip_prefix("XML=")) {
            for tag in xml.split_inclusive('>') {
                if let Some(attributes) = tag.strip_prefix("<date") {
                    let attribute = |name: &str| {
                        let start = attributes.find(&format!(" {name}:::\""))? + name.len() + 5;
                        attributes.get(start..)?.split('"').next().map(str::to_owned)
                    };
                    let ends = attribute("when")
                        .map(|when| (when.clone(), when))
                        .or_else(|| attribute("from").zip(attribute("to")));
                    open.push(ends.map(|(from, to)| TeiDate {
                        start: first,
                        end: first,
                        from,
                        to,
                    }));
                } else if tag == "</date>" {
                    dates.extend(open.pop().flatten().map(|date| TeiDate { end: last, ..date }));
                }
            }
        }
        index += usize::from(range.is_none());
    }
    dates
}
