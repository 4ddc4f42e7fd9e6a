//! Names of people, companies, institutions, waters and occupations out of the lists in `lex`.

use super::{add, json, text};
use anyhow::Result;
use dateline_tagger::gazetteer::GazetteerBuilder;
use dateline_tagger::kinds::Kinds;
use serde_json::Value;
use std::path::Path;

/// Lists in JSON: file, the key of the list (empty where the file is one), the key of the name in an item
/// (empty where the item is one), kind.
const LISTS: &[(&str, &str, &str, Kinds)] = &[
    ("corporations/djia", "corporations", "name", Kinds::COMPANY),
    ("corporations/nasdaq", "corporations", "name", Kinds::COMPANY),
    ("corporations/fortune500", "companies", "", Kinds::COMPANY),
    ("corporations/cars", "cars", "", Kinds::COMPANY),
    ("corporations/newspapers", "newspapers", "", Kinds::MEDIA),
    ("corporations/charities", "charities", "", Kinds::ORG),
    ("governments/us_federal_agencies", "agencies", "", Kinds::ORG),
    ("geography/rivers", "rivers", "name", Kinds::LOC),
    ("geography/oceans", "seas", "name", Kinds::LOC),
    ("geography/nationalities", "nationalities", "", Kinds::DEMONYM),
    ("humans/celebrities", "celebrities", "", Kinds::PERSON),
    ("humans/scientists", "scientists", "", Kinds::PERSON),
    ("humans/britishActors", "britishActors", "", Kinds::PERSON),
    ("humans/richpeople", "richPeople", "name", Kinds::PERSON),
    ("humans/authors", "authors", "", Kinds::SURNAME),
    ("humans/occupations", "occupations", "", Kinds::TITLE),
    ("humans/firstNames", "firstNames", "", Kinds::GIVEN),
    (
        "societies_and_groups/designated_terrorist_groups/united_states",
        "",
        "",
        Kinds::ORG,
    ),
    (
        "societies_and_groups/designated_terrorist_groups/united_kingdom",
        "",
        "",
        Kinds::ORG,
    ),
    (
        "societies_and_groups/designated_terrorist_groups/united_nations",
        "",
        "",
        Kinds::ORG,
    ),
    (
        "societies_and_groups/designated_terrorist_groups/india",
        "",
        "",
        Kinds::ORG,
    ),
];

fn add_names(builder: &mut GazetteerBuilder, list: &Value, key: &str, kinds: Kinds) {
    for item in list.as_array().into_iter().flatten() {
        let name = if key.is_empty() { item } else { &item[key] }
            .as_str()
            .unwrap_or("");
        let name = name
            .strip_prefix("The ")
            .filter(|_| kinds != Kinds::MEDIA)
            .unwrap_or(name);
        if name.chars().count() > 1 {
            add(builder, name.trim(), kinds, None);
        }
    }
}

/// Adds all of them.
pub(super) fn add_all(builder: &mut GazetteerBuilder, lex: &Path) -> Result<()> {
    for (file, list, key, kinds) in LISTS {
        let content = json(&lex.join(format!("dariusk_corpora/data/{file}.json")))?;
        add_names(
            builder,
            if list.is_empty() {
                &content
            } else {
                &content[*list]
            },
            key,
            *kinds,
        );
    }
    companies(builder, &text(&lex.join("sp500/data/constituents.csv"))?)?;
    let parties = json(&lex.join("dariusk_corpora/data/governments/uk_political_parties.json"))?;
    for name in parties["parties"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        if name.ends_with(" Party") && name.split(' ').count() > 1 {
            add(builder, name, Kinds::PARTY, None);
        }
    }
    people(builder, lex)?;
    for file in ["legislators-current", "executive"] {
        legislators(builder, &text(&lex.join(format!("us_legislators/{file}.yaml")))?);
    }
    Ok(())
}

/// The companies of a stock index, each also without its legal form.
fn companies(builder: &mut GazetteerBuilder, content: &str) -> Result<()> {
    for row in csv::Reader::from_reader(content.as_bytes()).records() {
        let row = row?;
        let name = row.get(1).unwrap_or("").split(" (").next().unwrap_or("");
        add(builder, name, Kinds::COMPANY, None);
        for form in [
            " Inc.",
            " Corporation",
            " Corp.",
            " Company",
            " Group",
            " plc",
            " & Co.",
        ] {
            if let Some(short) = name.strip_suffix(form) {
                add(builder, short, Kinds::COMPANY, None);
            }
        }
    }
    Ok(())
}

/// Given and family names.
fn people(builder: &mut GazetteerBuilder, lex: &Path) -> Result<()> {
    for (file, column, kind) in [
        ("common-forenames-by-country", 11, Kinds::GIVEN),
        ("common-surnames-by-country", 5, Kinds::SURNAME),
    ] {
        let content = text(&lex.join(format!("popular_names/{file}.csv")))?;
        for row in csv::Reader::from_reader(content.as_bytes()).records() {
            let row = row?;
            let name = row.get(column).unwrap_or("").trim();
            if name.chars().count() > 1 {
                add(builder, name, kind, None);
            }
        }
    }
    for (file, kind) in [
        ("first names/all", Kinds::GIVEN),
        ("surnames/all", Kinds::SURNAME),
    ] {
        for name in text(&lex.join(format!("name_databases/{file}.txt")))?
            .lines()
            .map(str::trim)
        {
            let name = name.trim_start_matches('\u{feff}');
            if name.chars().count() > 1 && name.chars().all(|c| c.is_alphabetic() || "'- ".contains(c)) {
                add(builder, name, kind, None);
            }
        }
    }
    Ok(())
}

/// Full names out of the legislators' YAML, of which two plain fields are wanted.
fn legislators(builder: &mut GazetteerBuilder, content: &str) {
    let mut first = "";
    for line in content.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("official_full:") {
            add(builder, name.trim().trim_matches('\''), Kinds::PERSON, None);
        } else if let Some(name) = line.strip_prefix("first:") {
            first = name.trim();
        } else if let Some(name) = line.strip_prefix("last:").map(str::trim) {
            add(builder, &format!("{first} {name}"), Kinds::PERSON, None);
            add(builder, name, Kinds::SURNAME, None);
        }
    }
}
