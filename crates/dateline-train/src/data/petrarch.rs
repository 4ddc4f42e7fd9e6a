//! Reader of PETRARCH's unit-test records: sentences with the events that they are to yield.
//!
//! The file is XML by hand, not everywhere well formed, of which only tags, attributes and text matter.

use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// One record.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Its id (`DEMO-01`).
    pub id: String,
    /// The group it belongs to (`DEMO`).
    pub category: String,
    /// Its day, of eight digits.
    pub date: String,
    /// The sentence.
    pub text: String,
    /// What is to come out: source, target, code. Empty where nothing is.
    pub events: BTreeSet<(String, String, String)>,
    /// Whether it tests how PETRARCH takes a bad parse or a bad record, which no reader of text can.
    pub of_input: bool,
}

/// The records of the folder `petrarch2`, in order.
///
/// # Errors
/// A file that cannot be read.
pub fn read(data: &Path) -> Result<Vec<Record>> {
    let path = data.join("events/petrarch2/PETR.UnitTest.records.xml");
    let content = fs::read(&path).with_context(|| path.display().to_string())?;
    let content = String::from_utf8_lossy(&content);
    let records = content
        .split("<Sentence ")
        .skip(1)
        .filter_map(|rest| rest.split("</Sentence>").next());
    Ok(records.map(record).collect())
}

/// The value of an attribute, with or without spaces around its `=`.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.find(name)?;
    let rest = tag.get(at + name.len()..)?.trim_start().strip_prefix('=')?;
    let rest = rest.trim_start().strip_prefix('"')?;
    rest.split('"').next().map(str::to_owned)
}

fn record(raw: &str) -> Record {
    let (tag, body) = raw.split_once('>').unwrap_or((raw, ""));
    let text = body
        .split_once("<Text>")
        .and_then(|(_, rest)| rest.split("</Text>").next())
        .unwrap_or("");
    let mut record = Record {
        id: attribute(tag, "id").unwrap_or_default(),
        category: attribute(tag, "category").unwrap_or_default(),
        date: attribute(tag, "date").unwrap_or_default(),
        text: text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace("&amp;", "&"),
        ..Record::default()
    };
    for event in body.split("<EventCoding").skip(1) {
        let event = event.split('>').next().unwrap_or("");
        record.of_input |= matches!(
            attribute(event, "error").as_deref(),
            Some("dateline" | "bad_input_parse")
        );
        let part = |name: &str| attribute(event, name).unwrap_or_default();
        if let Some(code) = attribute(event, "eventcode") {
            record
                .events
                .insert((part("sourcecode"), part("targetcode"), code));
        }
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_as_they_are_written() {
        let raw = "date = \"19950101\"   id =\"A-1\" category=\"DEMO\">\n<EventCoding sourcecode=\"ARN\" targetcode=\"GON\" eventcode=\"064\"></EventCoding>\n<Text>\nArnor &amp;\n left.\n</Text>";
        let it = record(raw);
        assert_eq!(
            (it.id.as_str(), it.date.as_str(), it.text.as_str()),
            ("A-1", "19950101", "Arnor & left.")
        );
        assert_eq!(it.events.len(), 1);
        assert!(record("id=\"E\"><EventCoding error=\"dateline\">").of_input);
    }
}
