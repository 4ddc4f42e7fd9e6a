//! Tokens a second of the recognizer on one core: `values_speed FILE [SECONDS]` reads a text (or jsonl with a `text`
//! key, taken as it stands) and runs over it until the time is up.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "an example: it reads a file, measures time and talks to people"
)]

use dateline_values::{Date, Recognizer};
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("which file?")?;
    let seconds: f64 = args.next().map_or(Ok(5.0), |text| text.parse())?;
    let text = std::fs::read_to_string(path)?;
    // Words and marks, roughly as a tokenizer counts them.
    let tokens: usize = text
        .split_whitespace()
        .map(|word| 1 + word.chars().filter(char::is_ascii_punctuation).count())
        .sum();
    let articles: Vec<&str> = text.split_inclusive("\n\n").collect();
    let recognizer = Recognizer::new();
    let published = Some(Date::constant(2024, 8, 5));
    let (mut rounds, mut values) = (0u32, 0);
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs_f64(seconds) {
        values = articles
            .iter()
            .map(|article| recognizer.recognize(article, published).len())
            .sum();
        rounds += 1;
    }
    let elapsed = start.elapsed().as_secs_f64();
    let per_second = |count: usize| count as f64 * f64::from(rounds) / elapsed;
    println!("{tokens} tokens, {values} values, {rounds} rounds");
    println!(
        "{:.0} tokens/s, {:.1} MB/s",
        per_second(tokens),
        per_second(text.len()) / 1e6
    );
    Ok(())
}
