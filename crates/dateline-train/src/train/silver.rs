//! Silver data: raw text in our own tokens, labelled by the teacher.

use super::python::Python;
use super::teacher;
use anyhow::{Context, Result};
use dateline_tokenizer::{Scratch, Tokenizer};
use serde::Deserialize;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

/// The folder of the labelled text.
pub(super) const FOLDER: &str = "silver";

#[derive(Deserialize)]
struct Article {
    text: String,
}

/// Makes the silver data unless it is there.
pub(super) fn make(python: &Python) -> Result<()> {
    let folder = python.folder(FOLDER);
    if folder.join("silver.npz").exists() {
        return Ok(());
    }
    python.run("silver.py", "text", &[("out", FOLDER)])?;
    tokenize(&folder.join("raw.jsonl"), &folder.join("raw.words"))?;
    python.run(
        "silver.py",
        "label",
        &[("teacher", teacher::FOLDER), ("out", FOLDER)],
    )
}

/// Writes a sentence a line, its words parted by tabs, and an empty line behind each article.
fn tokenize(articles: &Path, words: &Path) -> Result<()> {
    let tokenizer = Tokenizer::new();
    let (mut tokens, mut sentences, mut scratch) = (Vec::new(), Vec::new(), Scratch::new());
    let open = |path: &Path| File::open(path).with_context(|| path.display().to_string());
    let out = File::create(words).with_context(|| words.display().to_string())?;
    let mut out = BufWriter::new(out);
    for line in BufReader::new(open(articles)?).lines() {
        let Article { text } = serde_json::from_str(&line?)?;
        tokenizer.tokenize_into(&text, &mut tokens, &mut sentences, &mut scratch)?;
        for sentence in &sentences {
            for (i, token) in tokens
                .get(sentence.tokens())
                .unwrap_or_default()
                .iter()
                .enumerate()
            {
                let form = text.get(token.span.range()).unwrap_or_default();
                write!(out, "{}{form}", if i == 0 { "" } else { "\t" })?;
            }
            writeln!(out)?;
        }
        writeln!(out)?;
    }
    out.flush().context("cannot write the words")
}
