//! Leaders and international organisations out of the PETRARCH actor dictionaries.

use super::{add, text};
use anyhow::Result;
use dateline_tagger::gazetteer::GazetteerBuilder;
use dateline_tagger::kinds::Kinds;
use std::path::Path;

/// Adds the actors of the three dictionaries.
pub(super) fn add_all(builder: &mut GazetteerBuilder, folder: &Path) -> Result<()> {
    for (file, others) in [
        ("Phoenix.Countries.actors.txt", None),
        ("Phoenix.International.actors.txt", Some(Kinds::ORG)),
        ("Phoenix.MilNonState.actors.txt", Some(Kinds::ORG)),
    ] {
        for actor in actors(&text(&folder.join(file))?) {
            let person = actor.dated || is_person(builder, &actor.names);
            let Some(kinds) = (if person { Some(Kinds::PERSON) } else { others }) else {
                continue;
            };
            for name in actor.names.iter().filter(|name| wanted(name, person)) {
                add(builder, name, kinds, None);
            }
        }
    }
    Ok(())
}

/// One entry: its names as they are written in running text.
struct Actor {
    names: Vec<String>,
    /// Whether its codes have dates, which offices have and organisations seldom do.
    dated: bool,
}

/// Splits a dictionary into its entries: a name at the left edge, further names behind `+`, codes in
/// square brackets anywhere.
fn actors(content: &str) -> Vec<Actor> {
    let mut found: Vec<Actor> = Vec::new();
    for line in content.lines() {
        let line = line.split('#').next().unwrap_or("").trim_end();
        let (name, codes) = line.split_once('[').unwrap_or((line, ""));
        let further = name.starts_with('+');
        if !further && name.starts_with(|c: char| c.is_alphanumeric()) {
            found.push(Actor {
                names: Vec::new(),
                dated: false,
            });
        }
        let Some(actor) = found.last_mut() else { continue };
        actor.dated |= codes
            .split(|c: char| !c.is_ascii_digit())
            .any(|digits| digits.len() >= 6);
        let name = name.trim_start_matches('+').trim();
        if !name.is_empty() && name.is_ascii() {
            actor.names.push(spelled(name));
        }
    }
    found
}

/// `HUN_SEN_` as `Hun Sen`; names without a vowel or of up to four letters stay in capitals.
fn spelled(name: &str) -> String {
    let words: Vec<String> = name
        .split(['_', ' '])
        .filter(|word| !word.is_empty())
        .map(|word| {
            let acronym = !word.contains(['A', 'E', 'I', 'O', 'U', 'Y']);
            let mut letters = word.chars();
            match letters.next() {
                Some(first) if !acronym => format!("{first}{}", letters.as_str().to_lowercase()),
                _ => word.to_owned(),
            }
        })
        .collect();
    match words.as_slice() {
        [only] if only.len() <= 6 => only.to_uppercase(),
        _ => words.join(" "),
    }
}

fn is_person(builder: &GazetteerBuilder, names: &[String]) -> bool {
    names.first().is_some_and(|name| {
        let mut words = name.split(' ');
        let given = words
            .next()
            .is_some_and(|first| builder.kinds(first).any(Kinds::GIVEN));
        given && (2..=3).contains(&name.split(' ').count())
    })
}

fn wanted(name: &str, person: bool) -> bool {
    let words = name.split(' ').count();
    let clean = name.chars().all(|c| c.is_alphanumeric() || " .'-&".contains(c));
    clean
        && if person {
            (2..=4).contains(&words)
        } else {
            words > 1 || name.len() <= 6 && name.len() > 2
        }
}
