//! Tags and trees over news, one thread: the stage in both modes, and each of its parts.
//!
//! `full` and `light` are the stage on tokens and sentences that are there already, `accurate` is its accurate tier;
//! `full_from_text` has the tokenizer before it. The parts are timed on the way through one batch after the other, in one run, and say how many words a
//! second each would do if it were alone.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "the parts of a batch are timed one by one and printed for people"
)]

use anyhow::{Result, ensure};
use dateline_bench::{Bench, Corpus, Kind, corpus, smoke, wikinews};
use dateline_core::layers::{Parse, Sentences, Tags, Tokens};
use dateline_core::{Annotator, Document};
use dateline_model::Level;
use dateline_syntax::forward::{Batch, ROOT};
use dateline_syntax::{Accurate, Syntax};
use dateline_tokenizer::{Scratch, Tokenizer};
use std::time::{Duration, Instant};

fn main() -> Result<()> {
    let mut bench = Bench::new("syntax").samples(10);
    let bytes = if smoke() { 1 << 16 } else { 2 << 20 };
    let corpora = match wikinews(bytes)? {
        Some(news) => vec![news],
        None => vec![corpus(Kind::Curly, bytes, 1)?],
    };
    for corpus in &corpora {
        let mut docs = Vec::new();
        let (tokenizer, mut scratch) = (Tokenizer::new(), Scratch::new());
        let mut total = 0;
        for text in corpus.documents().take(if smoke() { 20 } else { usize::MAX }) {
            let mut doc = Document::from_text(text)?;
            doc.insert(|view, out| {
                let (tokens, sentences) = out.pair::<Tokens, Sentences>();
                Ok(tokenizer.tokenize_into(view.text(), tokens, sentences, &mut scratch)?)
            })?;
            total += doc.layer::<Tokens>().map_or(0, <[_]>::len);
            docs.push(doc);
            if total * 6 > bytes {
                break;
            }
        }
        stages(&mut bench, corpus, &docs)?;
        parts(&mut bench, corpus, &docs)?;
    }
    bench.finish()
}

/// Times the stage in both modes.
fn stages(bench: &mut Bench, corpus: &Corpus, docs: &[Document]) -> Result<()> {
    let tokenizer = Tokenizer::new();
    let count = |doc: &Document| doc.layer::<Tokens>().map_or(0, <[_]>::len) as u64;
    for (name, parse, raw) in [
        ("light", false, false),
        ("full", true, false),
        ("full_from_text", true, true),
        ("accurate", true, false),
    ] {
        let stage: Box<dyn Annotator> = match name {
            "accurate" => Box::new(Accurate::shipped()?),
            _ => Box::new(Syntax::shipped()?.parse(parse)),
        };
        // A tenth of the speed, a tenth of the text.
        let docs = match name {
            "accurate" => docs.get(..docs.len().div_ceil(10)).unwrap_or_default(),
            _ => docs,
        };
        let words: u64 = docs.iter().map(count).sum();
        let (contract, mut worker) = (stage.contract(), stage.worker());
        let (mut doc, mut scratch) = (Document::default(), Scratch::new());
        let mut round = || {
            let mut answer = 0;
            for given in docs {
                doc.reset();
                let done = doc.write_text(|text| text.push_str(given.text())).and_then(|()| {
                    doc.insert(|view, out| {
                        let (tokens, sentences) = out.pair::<Tokens, Sentences>();
                        if raw {
                            tokenizer.tokenize_into(view.text(), tokens, sentences, &mut scratch)?;
                        } else {
                            tokens.extend_from_slice(given.layer::<Tokens>().unwrap_or_default());
                            sentences.extend_from_slice(given.layer::<Sentences>().unwrap_or_default());
                        }
                        Ok(())
                    })
                });
                if done.and_then(|()| doc.run(&mut *worker, &contract)).is_ok() {
                    answer += doc.layer::<Tags>().map_or(0, <[_]>::len) as u64;
                    let arcs = doc.layer::<Parse>().map_or(0, <[_]>::len);
                    answer += if parse { arcs as u64 } else { 0 };
                }
            }
            answer
        };
        let answer = if parse { 2 * words } else { words };
        ensure!(round() == answer, "{name}: a tag or an arc is missing");
        let seconds = best(if smoke() { 2 } else { 12 }, || {
            let start = Instant::now();
            std::hint::black_box(round());
            start.elapsed()
        });
        let name = format!("{}_{name}", corpus.name());
        let rate = words as f64 / seconds.as_secs_f64();
        bench.metrics().set(format!("{name}_words_per_second"), rate);
        println!("{name:<40} {rate:>12.0} words/s");
        let size = docs.iter().map(|doc| doc.text().len()).sum::<usize>();
        bench.hostile(&name, &"x".repeat(size), answer, round)?;
    }
    Ok(())
}

/// The shortest of some rounds: a bench shares its machine.
fn best(rounds: usize, mut round: impl FnMut() -> Duration) -> Duration {
    (0..rounds).map(|_| round()).min().unwrap_or_default()
}

const PARTS: [&str; 7] = [
    "features",
    "convolutions",
    "light_tags",
    "recurrences",
    "heads",
    "trees",
    "relations",
];

/// Times the parts of the network.
fn parts(bench: &mut Bench, corpus: &Corpus, docs: &[Document]) -> Result<()> {
    let stage = Syntax::shipped()?;
    let network = stage.network();
    for level in Level::all().collect::<Vec<_>>() {
        let mut least = [Duration::MAX; PARTS.len()];
        let mut batch = Batch::default();
        let mut words = 0;
        // Plain code takes too long for all of it.
        let share = if level == Level::SCALAR { 20 } else { 1 };
        for _ in 0..if smoke() { 2 } else { 10 } {
            let mut spent = [Duration::ZERO; PARTS.len()];
            words = 0;
            for doc in docs.iter().take(docs.len().div_ceil(share)) {
                let tokens = doc.layer::<Tokens>().unwrap_or_default();
                let mut sentences = doc.layer::<Sentences>().unwrap_or_default().iter().peekable();
                while sentences.peek().is_some() {
                    batch.clear();
                    let mut clock = Instant::now();
                    while batch.words() < 256
                        && let Some(sentence) = sentences.next()
                    {
                        for token in tokens.get(sentence.tokens()).unwrap_or_default().iter().take(200) {
                            batch.push(network, doc.slice(token.span));
                        }
                        batch.end_sentence();
                    }
                    let mut note = |part: usize| {
                        let now = Instant::now();
                        spent[part] += now - clock;
                        clock = now;
                    };
                    note(0);
                    batch.light(level, network);
                    note(1);
                    batch.light_tags(level, network);
                    note(2);
                    batch.deep(level, network);
                    note(3);
                    batch.heads(level, network);
                    note(4);
                    batch.trees(level, network);
                    note(5);
                    batch.relate(level, network);
                    note(6);
                    words += batch.words();
                    let roots = batch.governors.iter().filter(|head| **head == ROOT).count();
                    ensure!(roots > 0, "a batch without a root");
                }
            }
            for (least, spent) in least.iter_mut().zip(spent) {
                *least = spent.min(*least);
            }
        }
        for (part, time) in PARTS.iter().zip(least) {
            let name = format!("{}_{}_{part}", corpus.name(), level.name());
            let rate = words as f64 / time.as_secs_f64();
            println!("{name:<40} {rate:>12.0} words/s");
            bench.metrics().set(format!("{name}_words_per_second"), rate);
        }
    }
    Ok(())
}
