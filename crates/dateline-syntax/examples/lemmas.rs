//! How long lemmas and features take: `cargo run --release -p dateline-syntax --example lemmas -- FILE.conllu`.
//!
//! Reads a CoNLL-U file, takes its tags as given, and prints nanoseconds a word, the best of several rounds.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "an example: it reads a file, measures time and talks to people"
)]

use dateline_core::layers::Upos;
use dateline_syntax::lemma::{Form, Lemmas};
use std::hint::black_box;
use std::time::Instant;

const ROUNDS: usize = 25;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("which CoNLL-U file?")?;
    let content = std::fs::read_to_string(&path)?;
    let words: Vec<(&str, Upos, &str)> = content
        .lines()
        .filter_map(|line| {
            let mut columns = line.split('\t');
            let form = columns.nth(1)?;
            let upos = Upos::from_name(columns.nth(1)?)?;
            Some((form, upos, columns.next()?))
        })
        .collect();
    let start = Instant::now();
    let lemmas = Lemmas::built_in()?;
    println!("loaded in {:?}; {} words", start.elapsed(), words.len());
    let mut best = [f64::MAX; 3];
    let mut out = String::new();
    for _ in 0..ROUNDS {
        for (what, best) in best.iter_mut().enumerate() {
            let start = Instant::now();
            let mut before: Option<(Form<'_>, Upos, &str)> = None;
            for (text, upos, xpos) in &words {
                let form = Form::new(text);
                if what != 1 {
                    let _ = black_box(lemmas.lemma(&form, *upos, xpos, &mut out));
                }
                if what > 0 {
                    let behind = before.as_ref().map(|(form, upos, xpos)| (form, *upos, *xpos));
                    black_box(lemmas.feats(&form, *upos, xpos, behind));
                    before = Some((form, *upos, xpos));
                }
            }
            *best = best.min(start.elapsed().as_secs_f64() * 1e9 / words.len() as f64);
        }
    }
    let [lemma, feats, both] = best;
    println!("nanoseconds a word: lemmas {lemma:.1}, features {feats:.1}, both {both:.1}");
    Ok(())
}
