//! The cases of the events over the parse, through all stages of the program.

use dateline::core::layers::{Entities, Events};
use dateline::core::{Annotator, Document, Id, Registry, Settings};

const CASES: &str = include_str!("../../crates/dateline-relations/data/events/cases.tsv");

/// The events of a text, as the file writes them; with their dates where asked for.
fn events(stages: &[Box<dyn Annotator>], text: &str, dated: bool) -> String {
    let mut doc = Document::from_text(text).unwrap();
    doc.meta_mut().published = Some("2026-03-02".to_owned());
    for stage in stages {
        doc.apply(&**stage).unwrap();
    }
    let names = |ids: &[Id<Entities>]| {
        let names: Vec<&str> = ids
            .iter()
            .map(|id| doc.get(doc.item(*id).unwrap().name))
            .collect();
        match names.is_empty() {
            true => "-".to_owned(),
            false => names.join(", "),
        }
    };
    let told: Vec<String> = doc
        .layer::<Events>()
        .unwrap()
        .iter()
        .map(|event| {
            let date = match doc.get(event.date) {
                _ if !dated => String::new(),
                "" => " on -".to_owned(),
                date => format!(" on {date}"),
            };
            format!(
                "{} {} > {} {}{date}",
                doc.get(event.code),
                names(&event.source),
                names(&event.target),
                event.status.name()
            )
        })
        .collect();
    match told.is_empty() {
        true => "none".to_owned(),
        false => told.join("; "),
    }
}

#[test]
fn cases_of_events_over_the_parse_hold() {
    let mut registry = Registry::new();
    dateline::defaults(&mut registry).unwrap();
    let stages: Vec<Box<dyn Annotator>> = ["tokenizer", "syntax", "tagger", "values", "coref", "events"]
        .iter()
        .map(|name| (registry.find_stage(name).unwrap().build)(Settings::default()).unwrap())
        .collect();
    let (mut wrong, mut cases) = (Vec::new(), 0);
    for line in CASES.lines().filter(|line| !line.starts_with('#')) {
        let (text, wanted) = line.split_once('\t').unwrap();
        cases += 1;
        let found = events(&stages, text, wanted.contains(" on "));
        if found != wanted {
            wrong.push(format!("“{text}” gives {found}, not {wanted}"));
        }
    }
    assert!(cases > 20, "{cases} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
