//! Marks the values of each line of standard input: `mark [DATE [timeml]]` writes `DATE <TAB> text with [values] <TAB> LABEL
//! value | ...`, the format of `tests/cases.tsv`.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "an example: it reads standard input and talks to people"
)]

use dateline_values::{Date, Recognizer, Scheme};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let published: Option<Date> = std::env::args().nth(1).map(|date| date.parse()).transpose()?;
    let recognizer = match std::env::args().nth(2).as_deref() {
        Some("timeml") => Recognizer::builder().scheme(Scheme::TimeMl).build()?,
        _ => Recognizer::new(),
    };
    for line in std::io::stdin().lines() {
        let line = line?;
        let (mut marked, mut values, mut at) = (String::new(), Vec::new(), 0);
        for value in recognizer.recognize(&line, published) {
            let range = value.span.range();
            marked.push_str(line.get(at..range.start).unwrap_or(""));
            marked.push_str(&format!("[{}]", line.get(range.clone()).unwrap_or("")));
            values.push(format!("{} {}", value.label.name(|_| ""), value.normal.value()));
            at = range.end;
        }
        marked.push_str(line.get(at..).unwrap_or(""));
        let date = published.map_or_else(|| "-".to_owned(), |date| date.to_string());
        println!("{date}\t{marked}\t{}", values.join(" | "));
    }
    Ok(())
}
