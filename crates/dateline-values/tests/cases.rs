//! The table of cases: every value of each line, its extent, label and normal form, and nothing else.

use dateline_values::{Date, Recognizer};

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

#[test]
fn every_case_is_read_as_the_table_says() {
    let recognizer = Recognizer::new();
    let (mut cases, mut wrong) = (0, Vec::new());
    for line in include_str!("cases.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        let mut fields = line.split('\t');
        let (published, text) = (fields.next().unwrap(), fields.next().unwrap());
        let got = marked(&recognizer, published, &text.replace(['[', ']'], ""));
        cases += 1;
        if got != line {
            wrong.push(format!("table: {line}\n  got: {got}"));
        }
    }
    assert!(cases >= 300, "only {cases} cases");
    assert!(
        wrong.is_empty(),
        "{} of {cases} are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
