//! How words are usually written: counts of capitals over the raw corpora, within sentences.

use anyhow::{Context, Result};
use dateline_tagger::gazetteer::{GazetteerBuilder, fold};
use dateline_tagger::kinds::Usual;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Words seen less often than this are left out.
const LEAST: u64 = 5;

/// Counts and adds.
pub(super) fn add_all(builder: &mut GazetteerBuilder, raw: &Path) -> Result<()> {
    let mut counts: BTreeMap<String, [u64; 2]> = BTreeMap::new();
    for file in [
        "gmb_tokenized.txt",
        "masc_text.txt",
        "sotu.txt",
        "wp_current_events_2002_2026.txt",
    ] {
        let path = raw.join(file);
        let bytes = fs::read(&path).with_context(|| path.display().to_string())?;
        count(&String::from_utf8_lossy(&bytes), &mut counts);
    }
    let path = raw.join("wikinews_2019_2020.jsonl");
    for line in fs::read_to_string(&path)
        .with_context(|| path.display().to_string())?
        .lines()
    {
        let article: serde_json::Value = serde_json::from_str(line)?;
        count(article["text"].as_str().unwrap_or(""), &mut counts);
    }
    for (word, [capital, small]) in counts {
        if capital + small >= LEAST {
            builder.set_usual(&word, Usual::from_counts(capital, small));
        }
    }
    Ok(())
}

/// Counts the words that follow a small word on the same line: there a capital means something.
fn count(text: &str, counts: &mut BTreeMap<String, [u64; 2]>) {
    for line in text.lines() {
        let mut after_small = false;
        for word in line.split_whitespace() {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            let bare = bare
                .strip_suffix("'s")
                .or_else(|| bare.strip_suffix("’s"))
                .unwrap_or(bare);
            let opens = !word.starts_with(|c: char| c.is_alphanumeric());
            if after_small && !opens && bare.chars().all(|c| c.is_alphabetic() || "-'’.".contains(c)) {
                let capital = bare.starts_with(char::is_uppercase);
                if let Some(slot) = counts
                    .entry(fold(bare))
                    .or_default()
                    .get_mut(usize::from(!capital))
                {
                    *slot += 1;
                }
            }
            after_small = word.starts_with(char::is_lowercase) && word.ends_with(char::is_lowercase);
        }
    }
}
