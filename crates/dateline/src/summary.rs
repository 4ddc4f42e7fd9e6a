//! The one line at the end of a run.

use dateline_core::Layer;
use dateline_core::layers::{NameChances, Names, Tags};
use dateline_pipeline::{End, RunStats};
use std::path::Path;
use std::time::Duration;

/// The layers that are worth a word, as they are called in output.
const TOLD: &[&str] = &[
    "sentences",
    "tokens",
    "mentions",
    "entities",
    "relations",
    "events",
    "quotes",
    "propositions",
];

/// What was done, how fast, what was found, and where it lies.
pub(crate) fn line(stats: &RunStats, took: Duration, output: &str, error_file: Option<&Path>) -> String {
    let seconds = took.as_secs_f64().max(1e-9);
    let mut line = format!(
        "{} in {seconds:.2} s ({:.1} MB/s, {} tokens/s{})",
        counted(stats.done, "article"),
        stats.text_bytes as f64 / seconds / 1e6,
        grouped((stats.layer("tokens") as f64 / seconds) as u64),
        model(stats),
    );
    let mut mark = ": ";
    for layer in TOLD {
        let count = stats.layer(layer);
        if count > 0 {
            line.push_str(mark);
            line.push_str(&counted(count, layer.strip_suffix('s').unwrap_or(layer)));
            mark = ", ";
        }
    }
    let others = stats.other_languages();
    if !others.is_empty() {
        let count = others.iter().map(|(_, count)| count).sum();
        let tags: Vec<String> = others
            .iter()
            .map(|(tag, count)| format!("{tag} {}", grouped(*count)))
            .collect();
        line.push_str(&format!(
            "; {} not in English passed through ({})",
            counted(count, "article"),
            tags.join(", ")
        ));
    }
    if output != "-" {
        line.push_str(&format!(" → {output}"));
    }
    if stats.duplicates > 0 {
        line.push_str(&format!(
            "; {} marked",
            counted(stats.duplicates, "near-duplicate")
        ));
    }
    if stats.dropped > 0 {
        line.push_str(&format!(
            "; {} left out",
            counted(stats.dropped, "near-duplicate")
        ));
    }
    if stats.faulty() > 0 {
        line.push_str(&format!("; {} lost", counted(stats.faulty(), "article")));
        if let Some(path) = error_file {
            line.push_str(&format!(" → {}", path.display()));
        }
    }
    if stats.end == End::Interrupted {
        line.push_str("; interrupted, what was begun is complete");
    }
    line
}

/// Which tier of models ran, by what it has left: the fast one's view of names is a layer of another name.
fn model(stats: &RunStats) -> &'static str {
    let made = |name: &str| stats.layers().iter().any(|(layer, _)| *layer == name);
    if made(NameChances::NAME) {
        ", accurate model"
    } else if made(Tags::NAME) || made(Names::NAME) {
        ", fast model"
    } else {
        ""
    }
}

/// A number and its noun, in the plural where it is not one. The noun is given as it stands before the `s`.
pub(crate) fn counted(count: u64, noun: &str) -> String {
    let plural = match (count, noun) {
        (1, "entitie") => return "1 entity".to_owned(),
        (1, "matche") => return "1 match".to_owned(),
        (1, _) => "",
        _ => "s",
    };
    format!("{} {noun}{plural}", grouped(count))
}

/// A number with its thousands set apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_nouns() {
        for (count, noun, expected) in [
            (0, "article", "0 articles"),
            (1, "article", "1 article"),
            (1, "entitie", "1 entity"),
            (2, "entitie", "2 entities"),
            (1, "matche", "1 match"),
            (0, "matche", "0 matches"),
            (1_234_567, "token", "1,234,567 tokens"),
        ] {
            assert_eq!(counted(count, noun), expected);
        }
    }
}
