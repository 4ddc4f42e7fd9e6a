//! The tables of cases: every value of each line, its extent, label and normal form, and nothing else.

use dateline_values::{Date, Recognizer, Scheme};

/// Writes a line of the table as the recognizer sees it.
fn marked(recognizer: &Recognizer, published: &str, text: &str) -> String {
    let date: Option<Date> = published.parse().ok();
    let (mut marked, mut values, mut at) = (String::new(), Vec::new(), 0);
    for value in recognizer.recognize(text, date) {
        let range = value.span.range();
        marked.push_str(&text[at..range.start]);
        marked.push_str(&format!("[{}]", &text[range.clone()]));
        values.push(format!("{} {}", value.label.name(|_| ""), value.normal.value()));
        at = range.end;
    }
    marked.push_str(&text[at..]);
    format!("{published}\t{marked}\t{}", values.join(" | "))
}

/// Holds every line of a table against what the recognizer reads; `least` keeps a table from shrinking unseen.
fn check(recognizer: &Recognizer, table: &str, least: usize) {
    let (mut cases, mut wrong) = (0, Vec::new());
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        cases += 1;
        let mut fields = line.split('\t');
        let (Some(published), Some(text)) = (fields.next(), fields.next()) else {
            wrong.push(format!("no case: {line}"));
            continue;
        };
        let got = marked(recognizer, published, &text.replace(['[', ']'], ""));
        if got != line {
            wrong.push(format!("table: {line}\n  got: {got}"));
        }
    }
    assert!(cases >= least, "only {cases} cases");
    assert!(
        wrong.is_empty(),
        "{} of {cases} are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_case_is_read_as_the_table_says() {
    check(&Recognizer::new(), include_str!("cases.tsv"), 800);
}

#[test]
fn times_of_wire_news_are_read_as_the_table_says() {
    check(&Recognizer::new(), include_str!("news.tsv"), 300);
}

#[test]
fn timeml_is_read_as_the_table_says() {
    let recognizer = Recognizer::builder().scheme(Scheme::TimeMl).build().unwrap();
    check(&recognizer, include_str!("timeml.tsv"), 50);
}

#[test]
fn amounts_of_wire_news_are_read_as_the_table_says() {
    check(&Recognizer::new(), include_str!("amounts.tsv"), 100);
}
