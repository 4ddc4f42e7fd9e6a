//! Any text as PETRARCH dictionaries, and the stage `events` with them over a small article.

use dateline::core::layers::Events;
use dateline::core::{Annotator, Document, Registry, Setting, Settings};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The stages before events.
static STAGES: LazyLock<Vec<Box<dyn Annotator>>> = LazyLock::new(|| {
    let mut registry = Registry::new();
    dateline::defaults(&mut registry).expect("names are free");
    let build = |name: &str| {
        let stage = registry.find_stage(name).expect("it is registered");
        (stage.build)(Settings::default()).expect("no settings")
    };
    ["tokenizer", "syntax", "tagger", "values", "coref"]
        .map(build)
        .into()
});

/// The bytes, cut at zero bytes, are actors, agents, verbs and discards. The stage refuses them with a message, or
/// codes events that point into the article, the same every time.
///
/// # Panics
/// When one of these does not hold.
pub fn petrarch(data: &[u8]) {
    let parts: Vec<String> = data
        .split(|byte| *byte == 0)
        .map(|part| String::from_utf8_lossy(part).into_owned())
        .collect();
    let names = ["actors.txt", "agents.txt", "verbs.txt", "discards.txt"];
    let given: Vec<(&str, String)> = names.into_iter().zip(parts).collect();
    let files = given.iter().map(|(name, _)| Setting::Str((*name).to_owned()));
    let values = BTreeMap::from([("petrarch".to_owned(), Setting::List(files.collect()))]);
    let settings = Settings::new("events", values).with_files(move |path| {
        let found = given.iter().find(|(name, _)| *name == path);
        Ok(found.map(|(_, content)| content.clone()).unwrap_or_default())
    });
    let stage = match dateline::relations::EventStage::from_settings(settings) {
        Ok(stage) => stage,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let found = || {
        let text = "Gollum's minister met Arnor and Gondor in Bree. Arnor will not attack Gondor's troops.";
        let mut doc = Document::from_text(text).expect("short");
        for before in &*STAGES {
            doc.apply(&**before).expect("plain text");
        }
        doc.apply(&stage).expect("events refuse no article");
        assert!(doc.misfits().is_empty());
        let events = doc.layer::<Events>().unwrap_or_default();
        let shown = events.iter().map(|it| {
            let parts = [it.source_code, it.code, it.target_code].map(|text| doc.get(text).to_owned());
            (parts, it.trigger)
        });
        shown.collect::<Vec<_>>()
    };
    assert_eq!(found(), found(), "what is coded depends on what was coded before");
}

#[cfg(test)]
mod tests {
    use crate::samples::{PETRARCH, mutated};

    #[test]
    fn made_up_dictionaries() {
        mutated(PETRARCH, 200, super::petrarch);
    }
}
