//! Trainer "sentences": the model of sentence ends in `dateline-tokenizer`.
//!
//! It learns from the places where the tokenizer lets the model decide, in the training parts of EWT and GUM.
//! Beside each document it sees `variants` of it. `words` makes the table of words, `net` the weights.
//! "sentences-folds" trains five times on four fifths of the documents and scores the rest, without writing
//! anything: that is where changes are judged and `LEANING` and `SURE` come from, as the development sets only measure.

mod chance;
mod net;
mod variants;
mod words;

use crate::data::conllu;
use anyhow::{Context, Result};
use dateline_core::layers::Token;
use dateline_tokenizer::training::{Asked, each_decision, tokenizer};
use dateline_tokenizer::{Conventions, Scratch};
use net::Net;
use std::collections::HashSet;
use std::fs;
use std::path::Path;

/// A sentence ends where the score, in logits, is above this: a missed end costs as much as a false one.
const LEANING: f32 = 0.0;

/// What cross-validation tries.
const LEANINGS: [f32; 5] = [-0.66, -0.33, 0.0, 0.33, 0.66];

/// Where the score of what is near lies farther than this from [`LEANING`], in logits, it decides. On the folds
/// hardly any place with such a score is decided otherwise when all is looked at.
const SURE: f32 = 2.5;

/// In how many parts cross-validation cuts the documents.
const FOLDS: usize = 5;

/// One place: its features, whether a sentence ends there, and how much it counts.
struct Example {
    asked: Asked,
    ends: bool,
    weight: f32,
}

/// A document of a training set.
struct Doc {
    gold: conllu::Doc,
    conventions: Conventions,
    tokens: Vec<Token>,
    ends: HashSet<u32>,
    fold: usize,
    /// How much its places count.
    weight: f32,
}

/// Trains `models/sentences.bin`.
///
/// # Errors
/// Data that is not there, or a file that cannot be written.
pub fn run(data: &Path, root: &Path) -> Result<()> {
    let docs = read(data)?;
    let all: Vec<&Doc> = docs.iter().collect();
    let model = Trained::of(&all)?;
    let path = root.join("models/sentences.bin");
    let mut bytes = model.net.file(LEANING, SURE);
    bytes.extend(model.words.iter().flat_map(|slot| slot.to_le_bytes()));
    fs::write(&path, &bytes).with_context(|| path.display().to_string())?;
    let Trained {
        places, ends, left, ..
    } = model;
    println!(
        "{}: {places} places, {ends} ends, {left} not decided by what is near, {} bytes",
        path.display(),
        bytes.len()
    );
    Ok(())
}

/// All that is learned.
struct Trained {
    words: Vec<u16>,
    net: Net,
    /// How many places were learned from, how many are ends, and how many take a look at what is farther off.
    places: usize,
    ends: usize,
    left: usize,
}

impl Trained {
    /// Learns from the documents.
    fn of(docs: &[&Doc]) -> Result<Self> {
        let words = words::table(docs);
        let examples = examples(docs, &words)?;
        let variants = variants::of(docs)?;
        let variants = self::examples(&variants.iter().collect::<Vec<_>>(), &words)?;
        let net = Net::train(examples.iter().chain(&variants).collect());
        Ok(Self {
            places: examples.len(),
            ends: examples.iter().filter(|example| example.ends).count(),
            left: examples
                .iter()
                .filter(|example| (net.near(&example.asked) - LEANING).abs() <= SURE)
                .count(),
            words,
            net,
        })
    }
}

/// Prints F1 of sentences on the training sets by cross-validation, for several leanings.
///
/// # Errors
/// Data that is not there.
pub fn folds(data: &Path, _root: &Path) -> Result<()> {
    let docs = read(data)?;
    // For each leaning and data set: sentences of the gold, of ours, and of both.
    let mut counts = [[[0usize; 3]; 2]; LEANINGS.len()];
    for fold in 0..FOLDS {
        let (rest, held): (Vec<&Doc>, Vec<&Doc>) = docs.iter().partition(|doc| doc.fold != fold);
        let model = Trained::of(&rest)?;
        for doc in held {
            let set = usize::from(doc.conventions == Conventions::Gum);
            let gold: HashSet<(u32, u32)> = doc
                .gold
                .sentences
                .iter()
                .map(|sentence| (sentence.span.start(), sentence.span.end()))
                .collect();
            for (leaning, counts) in LEANINGS.iter().zip(&mut counts) {
                let ours = cut(doc, &model, *leaning)?;
                let [in_gold, in_ours, in_both] = &mut counts[set];
                *in_gold += gold.len();
                *in_ours += ours.len();
                *in_both += ours.iter().filter(|sentence| gold.contains(sentence)).count();
            }
        }
    }
    println!("leaning    EWT    GUM  (F1 of sentences, {FOLDS} folds of the training sets)");
    for (leaning, counts) in LEANINGS.iter().zip(counts) {
        let [ewt, gum] = counts.map(|[gold, ours, both]| 200.0 * both as f64 / (gold + ours).max(1) as f64);
        println!("{leaning:7.2} {ewt:6.2} {gum:6.2}");
    }
    Ok(())
}

fn read(data: &Path) -> Result<Vec<Doc>> {
    let mut all = Vec::new();
    for (name, conventions) in [("ewt", Conventions::Ewt), ("gum", Conventions::Gum)] {
        let docs = conllu::read(&data.join("ud").join(name).join("train.conllu"))?;
        let tokenizer = tokenizer(conventions)?;
        let mut scratch = Scratch::new();
        for (index, gold) in docs.into_iter().enumerate() {
            let mut tokens = Vec::new();
            tokenizer.tokens_into(&gold.text, &mut tokens, &mut scratch)?;
            all.push(Doc {
                ends: gold
                    .sentences
                    .iter()
                    .map(|sentence| sentence.span.end())
                    .collect(),
                gold,
                conventions,
                tokens,
                // Spread over the kinds of text, which follow one another in the files.
                fold: index * 7919 % FOLDS,
                weight: 1.0,
            });
        }
    }
    Ok(all)
}

/// The places of the documents where the model decides, sentences begun where the gold begins them.
fn examples(docs: &[&Doc], words: &[u16]) -> Result<Vec<Example>> {
    let mut examples = Vec::new();
    for doc in docs {
        each_decision(
            &doc.gold.text,
            &doc.tokens,
            doc.conventions,
            words,
            |index, asked| {
                let token = doc.tokens.get(index);
                let ends = token.is_some_and(|token| doc.ends.contains(&token.span.end()));
                if let Some(asked) = asked {
                    examples.push(Example {
                        asked,
                        ends,
                        weight: doc.weight,
                    });
                }
                ends
            },
        )?;
    }
    Ok(examples)
}

/// The sentences of a document as the model cuts it.
fn cut(doc: &Doc, model: &Trained, leaning: f32) -> Result<Vec<(u32, u32)>> {
    let mut sentences = Vec::new();
    let mut first = 0;
    each_decision(
        &doc.gold.text,
        &doc.tokens,
        doc.conventions,
        &model.words,
        |index, asked| {
            let ends = asked.is_none_or(|asked| {
                let near = model.net.near(&asked);
                let sure = (near - leaning).abs() > SURE;
                (if sure { near } else { model.net.score(&asked) }) > leaning
            });
            if ends {
                if let (Some(from), Some(to)) = (doc.tokens.get(first), doc.tokens.get(index)) {
                    sentences.push((from.span.start(), to.span.end()));
                }
                first = index + 1;
            }
            ends
        },
    )?;
    Ok(sentences)
}
