//! Settings of the stage: a user's own abbreviations change where sentences end.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use dateline_core::layers::{Sentences, Tokens};
use dateline_core::{Document, Registry, Setting, Settings};
use std::collections::BTreeMap;

/// Tokens and sentences of `text` by the stage with these settings, whose files all hold `content`.
fn run(text: &str, settings: &[(&str, Setting)], content: &'static str) -> (usize, usize) {
    let mut registry = Registry::new();
    dateline_tokenizer::plugin(&mut registry).unwrap();
    let values: BTreeMap<String, Setting> = settings
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.clone()))
        .collect();
    let settings = Settings::new("tokenizer", values).with_files(move |_| Ok(content.to_owned()));
    let stage = (registry.find_stage("tokenizer").unwrap().build)(settings).unwrap();
    let mut doc = Document::from_text(text).unwrap();
    doc.apply(&*stage).unwrap();
    let tokens = doc.layer::<Tokens>().unwrap().len();
    (tokens, doc.layer::<Sentences>().unwrap().len())
}

fn file() -> Setting {
    Setting::List(vec![Setting::Str("mine.tsv".to_owned())])
}

#[test]
fn a_title_of_the_users_ends_no_sentence() {
    let text = "They met Vlcsn. Smith there.";
    assert_eq!(run(text, &[], ""), (7, 2));
    assert_eq!(run(text, &[("abbreviations", file())], "Vlcsn.\ttitle\n"), (6, 1));
}

#[test]
fn a_word_of_the_users_stays_whole() {
    let text = "The well-known port closed.";
    assert_eq!(run(text, &[], ""), (7, 1));
    assert_eq!(run(text, &[("exceptions", file())], "well-known\n"), (5, 1));
}

#[test]
fn conventions_are_switched() {
    let text = "(a) The first point.";
    assert_eq!(run(text, &[], "").0, 7);
    let gum = Setting::Str("gum".to_owned());
    assert_eq!(run(text, &[("conventions", gum)], "").0, 5);
}
