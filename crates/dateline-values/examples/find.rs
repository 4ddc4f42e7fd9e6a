//! Prints the values of standard input: `find [DATE]`, one a line with span, label and normal form.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "an example: it reads standard input and talks to people"
)]

use dateline_values::{Date, Recognizer};
use std::io::Read;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let published: Option<Date> = std::env::args().nth(1).map(|date| date.parse()).transpose()?;
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    for value in Recognizer::new().recognize(&text, published) {
        let surface = text.get(value.span.range()).unwrap_or("");
        println!(
            "{:?}\t{:?}\t{surface}\t{}",
            value.span,
            value.label,
            value.normal.value()
        );
    }
    Ok(())
}
