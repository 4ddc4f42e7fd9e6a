//! Reader of GAP (Webster et al. 2018, “Mind the GAP”): ambiguous pronouns of Wikipedia, two names each.

use anyhow::{Context, Result};
use std::path::Path;

/// One of the two names.
#[derive(Clone, Debug)]
pub struct Name {
    /// Where it stands, in bytes.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// Whether the pronoun refers to it.
    pub refers: bool,
}

/// One example.
#[derive(Clone, Debug)]
pub struct Example {
    /// Its id.
    pub id: String,
    /// The snippet.
    pub text: String,
    /// The pronoun's first byte and one past its last.
    pub pronoun: (usize, usize),
    /// Whether the pronoun is one of “she”, “her”, “hers”.
    pub feminine: bool,
    /// The names A and B.
    pub names: [Name; 2],
}

/// Reads a file of examples.
///
/// # Errors
/// What keeps the file from being read, and rows that are none.
pub fn read(path: &Path) -> Result<Vec<Example>> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .quoting(false)
        .from_path(path)
        .with_context(|| path.display().to_string())?;
    let mut examples = Vec::new();
    for row in reader.records() {
        let row = row?;
        let cell = |at: usize| {
            row.get(at)
                .with_context(|| format!("{}: a row is short", path.display()))
        };
        let text = cell(1)?.to_owned();
        // Offsets count characters.
        let place = |word: &str, offset: &str| -> Result<(usize, usize)> {
            let offset: usize = offset.parse()?;
            let start = text.char_indices().nth(offset).map_or(text.len(), |(at, _)| at);
            Ok((start, (start + word.len()).min(text.len())))
        };
        let name = |at: usize| -> Result<Name> {
            let (start, end) = place(cell(at)?, cell(at + 1)?)?;
            let refers = cell(at + 2)?.eq_ignore_ascii_case("true");
            Ok(Name { start, end, refers })
        };
        let pronoun = place(cell(2)?, cell(3)?)?;
        examples.push(Example {
            id: cell(0)?.to_owned(),
            pronoun,
            feminine: matches!(cell(2)?.to_lowercase().as_str(), "she" | "her" | "hers"),
            names: [name(4)?, name(7)?],
            text,
        });
    }
    Ok(examples)
}
