//! Measures MB/s over a text file, or over a text made here: `cargo run --release -p dateline-tokenizer
//! --example throughput [FILE]`. Documents of about 3 KB that end with a
//! paragraph, best of many rounds, one thread.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a measurement: it reads a file, a clock, and prints"
)]

use dateline_tokenizer::{Scratch, Tokenizer};
use std::time::Instant;

const SAMPLE: &str = "The minister, who took office in June 2019, told reporters on Monday that the port would be \
    enlarged at a cost of $1.7 billion. \"We can't wait any longer,\" he said. Two-thirds of the country's trade \
    passes through it, and the opposition has called the plan a waste of money.\n\n";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = match std::env::args().nth(1) {
        Some(path) => String::from_utf8_lossy(&std::fs::read(path)?).into_owned(),
        None => SAMPLE.repeat(10_000),
    };
    let mut documents = Vec::new();
    let mut rest = text.as_str();
    while rest.len() > 3000 {
        let mut cut = 3000;
        while !rest.is_char_boundary(cut) {
            cut += 1;
        }
        let cut = rest[cut..].find("\n\n").map_or(rest.len(), |end| cut + end + 2);
        let (document, tail) = rest.split_at(cut);
        documents.push(document);
        rest = tail;
    }
    documents.push(rest);
    let builds = [
        ("as the machine can", Tokenizer::new()),
        ("portable", Tokenizer::builder().vectorized(false).build()?),
        ("reference", Tokenizer::builder().reference().build()?),
    ];
    let megabytes = text.len() as f64 / 1e6;
    println!("{megabytes:.1} MB, {} documents", documents.len());
    let ways = if std::env::args().nth(2).is_some() {
        1
    } else {
        builds.len()
    };
    for (name, tokenizer) in builds.into_iter().take(ways) {
        let (mut tokens, mut sentences, mut scratch) = (Vec::new(), Vec::new(), Scratch::new());
        // The best time of each document, as other programs take the processor away for longer than that.
        let mut times = vec![(f64::MAX, f64::MAX); documents.len()];
        let (mut count, mut ends) = (0, 0);
        for _ in 0..25 {
            (count, ends) = (0, 0);
            for (document, best) in documents.iter().zip(&mut times) {
                let start = Instant::now();
                tokenizer.tokens_into(document, &mut tokens, &mut scratch)?;
                best.0 = best.0.min(start.elapsed().as_secs_f64());
                count += tokens.len();
                let start = Instant::now();
                tokenizer.tokenize_into(document, &mut tokens, &mut sentences, &mut scratch)?;
                best.1 = best.1.min(start.elapsed().as_secs_f64());
                ends += sentences.len();
            }
        }
        let (alone, both) = times
            .iter()
            .fold((0.0, 0.0), |sum, time| (sum.0 + time.0, sum.1 + time.1));
        println!(
            "{name:<20} {count} tokens, {ends} sentences: tokens {:>6.0} MB/s ({:.1} M tokens/s), with sentences {:>6.0} MB/s",
            megabytes / alone,
            count as f64 / alone / 1e6,
            megabytes / both
        );
    }
    Ok(())
}
