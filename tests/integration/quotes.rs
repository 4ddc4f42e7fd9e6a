//! Cases of quotes through all stages of the program: `cases/quotes.txt`, and headlines by themselves.

use dateline::core::layers::{Entities, Mentions, Quotes};
use dateline::core::{Annotator, Document, Registry, Settings};

const CASES: &str = include_str!("../cases/quotes.txt");
const HEADLINES: &str = include_str!("../cases/headlines.txt");
const STAGES: [&str; 6] = ["tokenizer", "syntax", "tagger", "values", "coref", "quotes"];

fn stages() -> Vec<Box<dyn Annotator>> {
    let mut registry = Registry::new();
    dateline::defaults(&mut registry).unwrap();
    let build = |name: &str| (registry.find_stage(name).unwrap().build)(Settings::default()).unwrap();
    STAGES.iter().map(|name| build(name)).collect()
}

/// A case: its text, and the quotes that it shall give.
struct Case {
    text: String,
    wanted: Vec<String>,
}

fn cases(file: &str) -> Vec<Case> {
    let mut all = Vec::new();
    let mut case: Option<Case> = None;
    for line in file.lines().chain([""]) {
        if let Some(text) = line.strip_prefix('>') {
            match &mut case {
                Some(case) => {
                    case.text.push('\n');
                    case.text.push_str(text.trim());
                }
                None => {
                    case = Some(Case {
                        text: text.trim().to_owned(),
                        wanted: Vec::new(),
                    });
                }
            }
        } else if line.trim().is_empty() {
            all.extend(case.take());
        } else if !line.starts_with('#') {
            case.as_mut().unwrap().wanted.push(line.to_owned());
        }
    }
    // An empty “>” is the empty line between two paragraphs.
    for case in &mut all {
        case.text = case.text.replace("\n\n", "\n").replace('\n', "\n\n");
    }
    all
}

/// What a text gives: kind, speaker's entity, cue and content of each quote.
fn given(stages: &[Box<dyn Annotator>], text: &str) -> Vec<String> {
    let mut doc = Document::from_text(text).unwrap();
    for stage in stages {
        doc.apply(&**stage).unwrap();
    }
    assert!(doc.misfits().is_empty(), "{text}");
    let (mentions, entities) = (doc.layer::<Mentions>().unwrap(), doc.layer::<Entities>().unwrap());
    let name = |index: usize| {
        let entity = mentions[index].entity.map(|id| &entities[id.index()]);
        entity.map_or("?", |entity| doc.get(entity.name)).to_owned()
    };
    let quotes = doc.layer::<Quotes>().unwrap().iter().map(|quote| {
        let content: Vec<&str> = quote.content.iter().map(|span| doc.slice(*span)).collect();
        format!(
            "{} | {} | {} | {}",
            quote.kind.name(),
            quote.speaker.map_or("-".to_owned(), |id| name(id.index())),
            quote.cue.map_or("-", |span| doc.slice(span)),
            content.join(" // ")
        )
    });
    quotes.collect()
}

/// The cases that do not hold, as text.
fn wrong(file: &str) -> (usize, Vec<String>) {
    let (stages, cases) = (stages(), cases(file));
    let mut wrong = Vec::new();
    for case in &cases {
        let found = given(&stages, &case.text);
        if found != case.wanted {
            wrong.push(format!(
                "“{}”\n  wanted {:?}\n  found  {found:?}",
                case.text, case.wanted
            ));
        }
    }
    (cases.len(), wrong)
}

#[test]
fn cases_of_quotes_hold() {
    let (count, wrong) = wrong(CASES);
    assert!(count > 25, "{count} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn cases_of_headlines_hold() {
    let (count, wrong) = wrong(HEADLINES);
    assert!(count > 12, "{count} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
