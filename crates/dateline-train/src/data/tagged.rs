//! Words with their tags, lemmas and features, one after the other, from a Universal Dependencies data set.

use super::conllu;
use anyhow::{Context, Result};
use dateline_core::layers::Upos;
use std::path::Path;

/// One word.
#[derive(Clone, Debug)]
pub struct Word {
    /// As written.
    pub form: String,
    /// Its lemma; `_` where the data set gives none.
    pub lemma: String,
    /// The universal tag.
    pub upos: Upos,
    /// Penn Treebank's tag.
    pub xpos: String,
    /// The features as written; empty for none.
    pub feats: String,
    /// Whether it begins its sentence: the word before it is not before it.
    pub first: bool,
}

impl Word {
    /// Whether it is a whole word, not a part of one that was written apart.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.lemma != "_" && self.xpos != "GW"
    }

    /// Whether the data set calls it misspelt.
    #[must_use]
    pub fn is_misspelt(&self) -> bool {
        self.feats.contains("Typo=Yes")
    }
}

/// Reads a file's words.
///
/// # Errors
/// A file that is not there or not CoNLL-U, or a tag that the standard does not have.
pub fn read(path: &Path) -> Result<Vec<Word>> {
    let mut words = Vec::new();
    for doc in conllu::read(path)? {
        let firsts: Vec<usize> = doc
            .sentences
            .iter()
            .map(|sentence| sentence.first as usize)
            .collect();
        for (index, word) in doc.words.into_iter().enumerate() {
            let upos = Upos::from_name(&word.upos)
                .with_context(|| format!("{}: the tag {}", path.display(), word.upos))?;
            words.push(Word {
                form: word.form,
                lemma: word.lemma,
                upos,
                xpos: word.xpos,
                feats: if word.feats == "_" {
                    String::new()
                } else {
                    word.feats
                },
                first: firsts.binary_search(&index).is_ok(),
            });
        }
    }
    Ok(words)
}

/// Shows each word with the one before it in its sentence.
pub fn each(words: &[Word]) -> impl Iterator<Item = (&Word, Option<&Word>)> {
    words.iter().enumerate().map(|(index, word)| {
        let before = index.checked_sub(1).and_then(|index| words.get(index));
        (word, before.filter(|_| !word.first))
    })
}
