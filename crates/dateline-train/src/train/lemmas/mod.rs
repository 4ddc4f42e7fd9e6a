//! Trainer "lemmas": the exceptions from the rules of lemmas, and the tables of features, in
//! `models/lemmas.bin`.
//!
//! From the training parts of EWT and GUM and from UniMorph's English verbs. Nothing in it is random. Before
//! it writes the model it tells how well the same way of making it does on words held out: five times, trained
//! on four fifths and counted on the rest. Rules are changed by looking at that, never at a development part.

mod exceptions;
mod feats;

use crate::data::tagged::{self, Word};
use anyhow::{Context, Result};
use dateline_syntax::lemma::{Form, Lemmas};
use dateline_syntax::training::{Builder, RULES};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Words held out together: a few documents, so that names and topics are held out too.
const BLOCK: usize = 2000;
const FOLDS: usize = 5;

/// Trains `models/lemmas.bin`.
///
/// # Errors
/// Data that is not there, or a file that cannot be written.
pub fn run(data: &Path, root: &Path) -> Result<()> {
    let mut corpora = Vec::new();
    for name in ["ewt", "gum"] {
        corpora.push((
            name,
            tagged::read(&data.join("ud").join(name).join("train.conllu"))?,
        ));
    }
    let verbs = exceptions::unimorph(&data.join("lex/unimorph_eng/eng.args"))?;
    let folds = |fold, held: bool| -> Vec<Vec<Word>> {
        let pick = |words: &[Word]| {
            let blocks = words.chunks(BLOCK).enumerate();
            blocks
                .filter(|(index, _)| (index % FOLDS == fold) == held)
                .flat_map(|(_, block)| block.to_vec())
                .collect()
        };
        corpora.iter().map(|(_, words)| pick(words)).collect()
    };
    let mut scores = vec![Score::default(); corpora.len()];
    for fold in 0..FOLDS {
        let model = build(&folds(fold, false).concat(), &verbs)?.write()?;
        let lemmas = Lemmas::parse(&model)?;
        for (held, score) in folds(fold, true).iter().zip(&mut scores) {
            *score += self::score(&lemmas, held, &mut |_, _, _| {});
        }
    }
    for ((name, _), score) in corpora.iter().zip(&scores) {
        let (lemmas, feats) = score.percent();
        println!("{name}, held out: lemmas {lemmas:.2} %, features {feats:.2} %");
    }
    let all: Vec<Word> = corpora.into_iter().flat_map(|(_, words)| words).collect();
    let builder = build(&all, &verbs)?;
    let model = builder.write()?;
    let path = root.join("models/lemmas.bin");
    fs::write(&path, &model).with_context(|| path.display().to_string())?;
    println!(
        "{}: {} bytes, {} exceptions, {} entries of features",
        path.display(),
        model.len(),
        builder.exceptions(),
        builder.feats_entries()
    );
    Ok(())
}

fn build(words: &[Word], verbs: &[exceptions::Inflected]) -> Result<Builder> {
    let names: BTreeSet<&str> = words.iter().map(|word| word.xpos.as_str()).collect();
    let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    let mut builder = Builder::new(RULES, &names)?;
    exceptions::learn(&mut builder, words, verbs)?;
    feats::learn(&mut builder, words);
    Ok(builder)
}

/// How many words have the right lemma and features.
#[derive(Clone, Copy, Debug, Default)]
pub struct Score {
    /// Words whose lemma the data set gives.
    pub lemmas: usize,
    /// Those of them with the right one.
    pub right_lemmas: usize,
    /// Words.
    pub words: usize,
    /// Those with the right features.
    pub right_feats: usize,
}

impl Score {
    /// Percent of the lemmas and of the features that are right.
    #[must_use]
    pub fn percent(&self) -> (f64, f64) {
        let percent = |right: usize, of: usize| 100.0 * right as f64 / of.max(1) as f64;
        (
            percent(self.right_lemmas, self.lemmas),
            percent(self.right_feats, self.words),
        )
    }
}

impl std::ops::AddAssign for Score {
    fn add_assign(&mut self, other: Self) {
        self.lemmas += other.lemmas;
        self.right_lemmas += other.right_lemmas;
        self.words += other.words;
        self.right_feats += other.right_feats;
    }
}

/// Scores a model on words with their own tags; `show` sees each word with what the model gives: lemma and
/// features.
pub fn score(lemmas: &Lemmas, words: &[Word], show: &mut dyn FnMut(&Word, &str, &str)) -> Score {
    let mut score = Score::default();
    let mut out = String::new();
    for (word, before) in tagged::each(words) {
        let form = Form::new(&word.form);
        let lemma = lemmas.lemma(&form, word.upos, &word.xpos, &mut out);
        let lemma = lemma.of(&word.form, &out);
        let before = before.map(|word| (Form::new(&word.form), word));
        let before = before
            .as_ref()
            .map(|(form, word)| (form, word.upos, word.xpos.as_str()));
        let feats = lemmas.feats(&form, word.upos, &word.xpos, before);
        score.lemmas += 1;
        score.right_lemmas += usize::from(lemma == word.lemma);
        score.words += 1;
        score.right_feats += usize::from(feats == word.feats);
        show(word, lemma, feats);
    }
    score
}
