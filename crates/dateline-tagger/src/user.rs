//! What users bring: names a label in files of their own, and patterns.
//!
//! A gazetteer file holds one name a line; what follows a tab is ignored, so that a column of notes may
//! stand there. Its label is what a line `# label: NAME` says, else the file's name without folder and
//! ending (`COMPANY.tsv`). A name with a capital in it is found only where the text has one too. Any label
//! will do, those of the ontology and new ones.

use crate::error::DataError;
use crate::gazetteer::{Names, fold};
use crate::pattern::{Ground, Patterns, label_index};
use crate::scan::Shape;
use std::collections::BTreeMap;

/// The labels, names and patterns of one kind of origin.
#[derive(Default)]
pub(crate) struct UserData {
    /// The labels that matches point at.
    pub(crate) labels: Vec<String>,
    names: Option<Names<Vec<u8>>>,
    patterns: Patterns,
}

impl UserData {
    /// Reads gazetteers and patterns, each given by name and content.
    ///
    /// # Errors
    /// [`DataError`] with file and line.
    pub(crate) fn read(
        gazetteers: &[(String, String)],
        patterns: &[(String, String)],
    ) -> Result<Self, DataError> {
        let mut data = Self::default();
        let mut names: BTreeMap<String, u64> = BTreeMap::new();
        for (file, content) in gazetteers {
            let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
            let stem = stem.split('.').next().unwrap_or(stem);
            let named = content
                .lines()
                .find_map(|line| line.strip_prefix("# label:"))
                .map(str::trim);
            let label = label_index(&mut data.labels, named.unwrap_or(stem)) as u64;
            for line in content.lines().filter(|line| !line.starts_with('#')) {
                let name = line.split('\t').next().unwrap_or("").trim();
                let capital = u64::from(name.chars().any(char::is_uppercase));
                let key = fold(name);
                if !key.is_empty() {
                    names.entry(key).or_insert(label << 1 | capital);
                }
            }
        }
        if !names.is_empty() {
            data.names = Some(Names::build(&names)?);
        }
        for (file, content) in patterns {
            data.patterns.parse(file, content, &mut data.labels)?;
        }
        Ok(data)
    }

    /// Shows every match: first token, end, index of the label, the rule's name.
    pub(crate) fn find(&self, ground: Ground<'_>, mut found: impl FnMut(usize, usize, usize, &'static str)) {
        if let Some(names) = &self.names {
            let words = &ground.scan.words;
            let mut at = 0;
            while let Some(word) = words.get(at) {
                let mut best = None;
                names.walk(ground.text, word.span.start() as usize, |end, value| {
                    let last = words.partition_point(|word| (word.span.end() as usize) < end);
                    let whole = words
                        .get(last)
                        .is_some_and(|word| word.span.end() as usize == end);
                    let written = words.get(at..=last).unwrap_or_default();
                    let capital =
                        value & 1 == 0 || written.iter().any(|word| word.shape.any(Shape::NAMELIKE));
                    if whole && capital {
                        best = Some((last + 1, (value >> 1) as usize));
                    }
                });
                match best {
                    Some((end, label)) => {
                        found(at, end, label, "user-gazetteer");
                        at = end;
                    }
                    None => at += 1,
                }
            }
        }
        self.patterns
            .find(ground, |first, end, label| found(first, end, label, "pattern"));
    }
}
