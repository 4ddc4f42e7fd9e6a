//! The suite `petrarch`: PETRARCH's unit-test records, coded with its validation dictionaries over our parse.
//!
//! A record agrees where the set of its events (source, target, code) is the one wanted, with nothing beside it.
//! PETRARCH was given a constituent parse with each record; here the text alone is read. Left out are the records
//! that test how it takes bad parses and bad records.

use super::{Setup, stages::Stages};
use crate::data::petrarch;
use anyhow::Result;
use dateline_core::layers::Events;
use dateline_core::{Document, Setting};
use dateline_eval::{Counts, Metrics};
use std::collections::{BTreeMap, BTreeSet};

/// The dictionaries for the records.
const FILES: [&str; 4] = [
    "PETR.Validate.actors.txt",
    "PETR.Validate.agents.txt",
    "PETR.Validate.verbs.txt",
    "PETR.Validate.discards.txt",
];

/// Scores the coder.
///
/// # Errors
/// Where data cannot be read or a stage fails.
pub fn run(setup: Setup<'_>) -> Result<Metrics> {
    let folder = setup.data.join("events/petrarch2/dictionaries");
    let files = FILES.map(|name| Setting::Str(folder.join(name).display().to_string()));
    let settings = BTreeMap::from([("petrarch".to_owned(), Setting::List(files.to_vec()))]);
    let stages = Stages::with("events", settings, |path| {
        let content = std::fs::read(path).map_err(|error| {
            dateline_core::Error::new(dateline_core::ErrorKind::Io, format!("{path}: {error}"))
        })?;
        Ok(String::from_utf8_lossy(&content).into_owned())
    })?;
    let mut metrics = Metrics::new();
    let mut by: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let (mut agree, mut all, mut skipped, mut counts) = (0_u64, 0_u64, 0_u64, Counts::default());
    for record in petrarch::read(setup.data)? {
        if record.of_input {
            skipped += 1;
            continue;
        }
        let mut doc = Document::from_text(&record.text)?;
        let date = &record.date;
        if let (Some(year), Some(month), Some(day)) = (date.get(..4), date.get(4..6), date.get(6..8)) {
            doc.meta_mut().published = Some(format!("{year}-{month}-{day}"));
        }
        stages.apply(&mut doc)?;
        let events = doc.layer::<Events>().unwrap_or_default();
        let found: BTreeSet<(String, String, String)> = events
            .iter()
            .map(|it| [it.source_code, it.target_code, it.code].map(|part| doc.get(part).to_owned()))
            .map(|[source, target, code]| (source, target, code))
            .collect();
        let same = found == record.events;
        all += 1;
        agree += u64::from(same);
        let group = by.entry(record.category.clone()).or_default();
        group.0 += u64::from(same);
        group.1 += 1;
        counts += Counts {
            gold: record.events.len() as u64,
            system: found.len() as u64,
            correct: found.intersection(&record.events).count() as u64,
        };
        if setup.show && !same {
            println!("{}: {}", record.id, record.text);
            println!("  wanted {:?}", record.events);
            println!("  found  {found:?}");
        }
    }
    for (category, (agree, all)) in &by {
        println!("  {category:<12}{agree:>5} of {all}");
    }
    println!("  all         {agree:>5} of {all} agree; {skipped} records left out");
    metrics.add("petrarch_records_agree", 100.0 * agree as f64 / all.max(1) as f64);
    metrics.add("petrarch_records", all as f64);
    metrics.add("petrarch_records_left_out", skipped as f64);
    metrics.add_counts("petrarch_events", counts);
    Ok(metrics)
}
