//! What only shows over a whole article: a chronicle's months are of the year it told last, a guide's of every year,
//! and a report's of its own time. The texts are our own.

use dateline_values::{Date, Recognizer};

/// The dates of a text, each with its normal form.
fn dates(text: &str) -> Vec<(String, String)> {
    let published = Some(Date::constant(2024, 8, 7));
    Recognizer::new()
        .recognize(text, published)
        .iter()
        .filter(|value| matches!(value.label.name(|_| ""), "DATE" | "TIME"))
        .map(|value| (text[value.span.range()].to_owned(), value.normal.value()))
        .collect()
}

fn check(text: &str, wanted: &[(&str, &str)]) {
    let found = dates(text);
    for (surface, value) in wanted {
        assert!(
            found.iter().any(|(text, got)| text == surface && got == value),
            "“{surface}” is not {value}: {found:?}"
        );
    }
}

#[test]
fn a_chronicle_tells_the_year_of_its_months() {
    check(
        "Ada Morrow was born in 1871, in Leith. She studied in Paris from 1889 and came home in 1893.\n\n\
         In 1894 she gave a concert in Leith. On September 4 she sang for the queen. In November she fell ill.\n\n\
         In 1896 she married. On May 17 a son was born. She never sang again after 1901, and died in 1932.",
        &[
            ("September 4", "1894-09-04"),
            ("November", "1894-11"),
            ("May 17", "1896-05-17"),
        ],
    );
}

#[test]
fn a_guide_speaks_of_every_year() {
    check(
        "The island has two beaches, four hotels and a museum. Buses meet the ferry. Visitors should come from early \
         October to late April. The museum is open from May to September. In summer the ferry is full, so book \
         ahead. Tourists like the restaurants by the harbour.",
        &[
            ("early October", "XXXX-10"),
            ("late April", "XXXX-04"),
            ("May", "XXXX-05"),
            ("summer", "XXXX-SU"),
        ],
    );
}

#[test]
fn a_report_speaks_of_its_own_time() {
    check(
        "The minister resigned on Monday. He had been elected in 2010 and served until 2018. On September 4 he will \
         appear in court. Sales rose in July, the ministry said on Tuesday.",
        &[
            ("Monday", "2024-08-05"),
            ("September 4", "2024-09-04"),
            ("July", "2024-07"),
            ("Tuesday", "2024-08-06"),
        ],
    );
}

#[test]
fn three_digits_are_years_only_where_the_text_is_old() {
    check(
        "Theodora (c. 314 – 368) was an abbess. In 348, she fled to Rome.",
        &[("314", "0314"), ("368", "0368"), ("348", "0348")],
    );
    assert!(dates("In 348, the committee found no fault.").is_empty());
}
