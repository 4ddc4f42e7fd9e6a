//! Suite "tokens": words and sentences from raw text, scored as the CoNLL 2018 shared task does.

use super::Setup;
use crate::data::conllu;
use anyhow::{Context, Result};
use dateline_eval::{Analysis, Counts, Metrics, Scores, score_conll18};
use dateline_tokenizer::{Conventions, Scratch, Tokenizer};

/// Scores the tokenizer, each data set under its own conventions.
///
/// # Errors
/// A data set that is not there or not CoNLL-U.
pub fn run(setup: Setup<'_>) -> Result<Metrics> {
    let mut metrics = Metrics::new();
    for (name, conventions) in [("ewt", Conventions::Ewt), ("gum", Conventions::Gum)] {
        let docs = conllu::read(&setup.data.join("ud").join(name).join("dev.conllu"))?;
        let tokenizer = Tokenizer::builder().conventions(conventions).build()?;
        let (mut tokens, mut sentences, mut scratch) = (Vec::new(), Vec::new(), Scratch::new());
        let mut sum = Scores::default();
        for doc in &docs {
            tokenizer.tokenize_into(&doc.text, &mut tokens, &mut sentences, &mut scratch)?;
            let gold = Analysis::new(&doc.text, &doc.tokens, &doc.sentences);
            let system = Analysis::new(&doc.text, &tokens, &sentences);
            sum += score_conll18(&gold, &system).context("gold and system see the same text")?;
            if setup.show {
                show(doc, &tokens, &sentences);
            }
        }
        add(&mut metrics, &format!("{name}_dev_tokens"), sum.tokens);
        add(&mut metrics, &format!("{name}_dev_words"), sum.words);
        add(&mut metrics, &format!("{name}_dev_sentences"), sum.sentences);
    }
    Ok(metrics)
}

fn add(metrics: &mut Metrics, name: &str, counts: Counts) {
    metrics.add_counts(name, counts);
}

/// Prints every stretch that is cut otherwise than in the gold: gold, then system.
fn show(
    doc: &conllu::Doc,
    tokens: &[dateline_core::layers::Token],
    sentences: &[dateline_core::layers::Sentence],
) {
    let cut = |tokens: &[dateline_core::layers::Token]| {
        let forms = tokens
            .iter()
            .map(|token| doc.text.get(token.span.range()).unwrap_or(""));
        forms.collect::<Vec<_>>().join("|")
    };
    let (mut g, mut s) = (0, 0);
    while let (Some(a), Some(b)) = (doc.tokens.get(g), tokens.get(s)) {
        if a.span == b.span {
            g += 1;
            s += 1;
            continue;
        }
        let (from_g, from_s) = (g, s);
        while let (Some(a), Some(b)) = (doc.tokens.get(g), tokens.get(s)) {
            match a.span.end().cmp(&b.span.end()) {
                std::cmp::Ordering::Less => g += 1,
                std::cmp::Ordering::Greater => s += 1,
                std::cmp::Ordering::Equal => {
                    g += 1;
                    s += 1;
                    break;
                }
            }
        }
        println!(
            "WORDS {} => {}",
            cut(&doc.tokens[from_g..g]),
            cut(&tokens[from_s..s])
        );
    }
    let ends = |list: &[dateline_core::layers::Sentence]| -> std::collections::BTreeSet<u32> {
        list.iter().map(|sentence| sentence.span.end()).collect()
    };
    let (gold, system) = (ends(&doc.sentences), ends(sentences));
    for end in gold.symmetric_difference(&system) {
        let at = *end as usize;
        let before: String = doc.text[..at]
            .chars()
            .rev()
            .take(50)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        let after: String = doc.text[at..].chars().take(40).collect();
        let what = if gold.contains(end) { "MISSED" } else { "SPURIOUS" };
        println!("{what} {:?}", format!("{before} ⏎ {after}"));
    }
}
