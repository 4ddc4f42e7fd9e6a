//! Variants of the training documents, to learn from beside them: the web's mess, of which the sets have little.
//!
//! A variant holds the sentences of a document in another order between the same gaps, a part of them with
//! a small first letter. So lines that stood alone, greetings and signatures for the most part, come to stand in
//! running text, as they do in e-mails whose line breaks are lost; and the end of a sentence has to be told
//! from what it is itself, not from what happened to follow it in the one document.

use super::chance::Chance;
use super::{Doc, conllu};
use anyhow::Result;
use dateline_tokenizer::training::tokenizer;
use dateline_tokenizer::{Conventions, Scratch, Tokenizer};
use std::collections::HashSet;

/// How many variants there are of each document.
const COPIES: u64 = 2;
/// How much a variant's places count, against 1 for those of the document.
const WEIGHT: f32 = 0.3;
/// How many of the sentences get a small first letter.
const SMALL: f32 = 0.2;

/// The variants of all documents, the same ones each time.
pub(super) fn of(docs: &[&Doc]) -> Result<Vec<Doc>> {
    let tokenizers = [tokenizer(Conventions::Ewt)?, tokenizer(Conventions::Gum)?];
    let mut scratch = Scratch::new();
    let mut chance = Chance::new(0x9e37_79b9_7f4a_7c15);
    let mut variants = Vec::new();
    for _ in 0..COPIES {
        for doc in docs {
            let gum = usize::from(doc.conventions == Conventions::Gum);
            variants.push(variant(doc, &tokenizers[gum], &mut scratch, &mut chance)?);
        }
    }
    Ok(variants)
}

fn variant(doc: &Doc, tokenizer: &Tokenizer, scratch: &mut Scratch, chance: &mut Chance) -> Result<Doc> {
    let gold = &doc.gold;
    let of = |range: std::ops::Range<usize>| gold.text.get(range).unwrap_or_default();
    let mut order: Vec<&str> = gold
        .sentences
        .iter()
        .map(|sentence| of(sentence.span.range()))
        .collect();
    chance.shuffle(&mut order);
    let mut text = String::with_capacity(gold.text.len());
    let mut ends = HashSet::new();
    for (place, sentence) in order.iter().enumerate() {
        let mut letters = sentence.chars();
        match letters.next() {
            Some(first) if chance.unit() < SMALL => text.extend(first.to_lowercase()),
            Some(first) => text.push(first),
            None => {}
        }
        text.push_str(letters.as_str());
        ends.insert(text.len() as u32);
        if let [Some(here), Some(next)] = [place, place + 1].map(|at| gold.sentences.get(at)) {
            text.push_str(of(here.span.end() as usize..next.span.start() as usize));
        }
    }
    let mut tokens = Vec::new();
    tokenizer.tokens_into(&text, &mut tokens, scratch)?;
    Ok(Doc {
        gold: conllu::Doc {
            text,
            ..conllu::Doc::default()
        },
        conventions: doc.conventions,
        tokens,
        ends,
        fold: doc.fold,
        weight: WEIGHT,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doc() -> Doc {
        let mut text = String::new();
        for word in ["One", "Two", "Three", "Four", "Five", "Six"] {
            text.push_str("# newpar\n");
            text.push_str(&format!("1\t{word}\t_\tX\t_\t_\t0\troot\t_\tSpaceAfter=No\n"));
            text.push_str("2\t.\t.\tPUNCT\t_\t_\t1\tpunct\t_\t_\n\n");
        }
        let gold = conllu::parse(&format!("# newdoc id = d\n{text}"))
            .expect("reads")
            .remove(0);
        Doc {
            ends: gold.sentences.iter().map(|it| it.span.end()).collect(),
            gold,
            conventions: Conventions::Ewt,
            tokens: Vec::new(),
            fold: 0,
            weight: 1.0,
        }
    }

    #[test]
    fn variants_hold_the_same_sentences_and_know_their_ends() {
        let doc = doc();
        let variants = of(&[&doc]).expect("makes");
        assert_eq!(variants.len(), COPIES as usize);
        for variant in &variants {
            let text = &variant.gold.text;
            assert_ne!(*text, doc.gold.text);
            let mut sentences: Vec<String> = text.split("\n\n").map(str::to_lowercase).collect();
            sentences.sort_unstable();
            assert_eq!(sentences, ["five.", "four.", "one.", "six.", "three.", "two."]);
            let stops = text.match_indices('.').map(|(at, _)| at as u32 + 1);
            assert_eq!(variant.ends, stops.collect());
        }
        let again = of(&[&doc]).expect("makes");
        assert_eq!(again[1].gold.text, variants[1].gold.text);
    }
}
