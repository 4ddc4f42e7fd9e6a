//! What holds for any text: spans fit, stand in order without overlap, and nothing panics.

use dateline_values::{Date, DayOrder, Normal, Recognizer, Scheme, Value};
use proptest::prelude::*;
use std::sync::LazyLock;

static RECOGNIZER: LazyLock<Recognizer> = LazyLock::new(Recognizer::new);
static TIMEML: LazyLock<Recognizer> = LazyLock::new(|| {
    Recognizer::builder()
        .scheme(Scheme::TimeMl)
        .build()
        .unwrap_or_default()
});

fn check(text: &str, values: &[Value]) {
    let mut last = 0;
    for value in values {
        assert!(
            value.span.fits(text) && !value.span.is_empty(),
            "{:?} in {text:?}",
            value.span
        );
        assert!(
            value.span.start() >= last,
            "{:?} overlaps in {text:?}",
            value.span
        );
        assert!(value.label.is_value());
        last = value.span.end();
        let surface = &text[value.span.range()];
        assert_eq!(surface, surface.trim(), "{text:?}");
        if let Normal::Quantity {
            converts: Some(span), ..
        } = value.normal
        {
            assert!(span.fits(text) && span.end() <= value.span.start());
        }
    }
}

fn dates() -> impl Strategy<Value = Option<Date>> {
    proptest::option::of(
        (-9999i16..=9999, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| Date::constant(year, month, day)),
    )
}

/// Words and marks that the rules know, so that chance meets the rules and not only their absence.
fn pieces() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "last",
        "next",
        "two",
        "hundred",
        "million",
        "billion",
        "trillion",
        "and",
        "a",
        "half",
        "third",
        "May",
        "March",
        "Monday",
        "Sunday",
        "early",
        "late",
        "mid",
        "-",
        "–",
        "—",
        "to",
        "of",
        "the",
        "in",
        "year",
        "years",
        "weeks",
        "century",
        "centuries",
        "BC",
        "AD",
        "$",
        "€",
        "£",
        "Rs",
        "A$",
        "USD",
        "cents",
        "pounds",
        "%",
        "percent",
        "km",
        "square",
        "miles",
        "per",
        "hour",
        "°C",
        "feet",
        "(",
        ")",
        ",",
        ".",
        ":",
        "/",
        "'",
        "’s",
        "p.m.",
        "am",
        "GMT",
        "noon",
        "midnight",
        "ago",
        "later",
        "every",
        "season",
        "summer",
        "quarter",
        "first",
        "21st",
        "0",
        "1",
        "5",
        "12",
        "31",
        "99",
        "1990",
        "1990s",
        "2024",
        "0000",
        "9999",
        "1,000",
        "3.5",
        "1/2",
        "½",
        "\n\n",
        "fiscal",
        "Christmas",
        "Easter",
        "day",
        "before",
        "that",
        "Q3",
        "FY2024",
        "99999999999999999999",
        "before",
        "same",
        "'90s",
        "decades",
        "will",
        "said",
        "é",
        "日",
        "9/11",
        "08/2024",
        "c.",
        "348",
        "hours",
        "minutes",
        "weekends",
        "once",
        "twice",
        "times",
        "basis points",
        "$US5m",
        ".5",
        "dawn",
        "on",
        "latest",
        "several",
        "minus",
        "-20 C",
        "-foot-2",
        "6'2\"",
        "ft",
        "multi",
        "overnight",
        "earlier",
        "now",
        "another",
        "long",
        "old",
        "H1",
        "Sept. 11",
        "attacks",
        "due to",
        "ton",
        "nearly",
        "more than",
        "up to",
        "period",
        "from",
        "following",
        "was",
        "resumes",
    ]);
    proptest::collection::vec((known, proptest::bool::weighted(0.8)), 0..30).prop_map(|pieces| {
        pieces
            .into_iter()
            .fold(String::new(), |mut text, (piece, space)| {
                text.push_str(piece);
                text.push_str(if space { " " } else { "" });
                text
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_text(text in any::<String>(), published in dates()) {
        check(&text, &RECOGNIZER.recognize(&text, published));
    }

    #[test]
    fn any_row_of_known_pieces(text in pieces(), published in dates()) {
        check(&text, &RECOGNIZER.recognize(&text, published));
        check(&text, &TIMEML.recognize(&text, published));
    }

    #[test]
    fn any_number_before_any_unit(digits in "[0-9]{1,60}(\\.[0-9]{1,40})?", unit in prop::sample::select(vec![
        "years ago", "centuries later", "million euros", "percent", "km", "°F", "th", "trillion trillion trillion",
        "BC", "-year-old", "weeks from now", "dozen", "days earlier",
    ])) {
        let text = format!("It was {digits} {unit}.");
        check(&text, &RECOGNIZER.recognize(&text, Some(Date::constant(2024, 8, 5))));
    }
}

#[test]
fn hostile_texts() {
    for text in [
        "",
        " ",
        "\u{feff}",
        "0th",
        "1/0",
        "10^400",
        "-",
        "$",
        "$$$",
        "5%%",
        "00:00:00:00",
        "31 February 2024",
        "13/13/2024",
        "1.2.3.4",
        "2024-02-30",
        "24:00",
        "99 p.m.",
        "next",
        "last last last Monday",
        "a a a",
        "half",
        "the the 1990s's",
        "five hundred million billion trillion",
        "December 32",
        "May May May",
        "20 20 20 20",
    ] {
        for published in [
            None,
            Some(Date::constant(2024, 2, 29)),
            Some(Date::MIN),
            Some(Date::MAX),
        ] {
            check(text, &RECOGNIZER.recognize(text, published));
        }
    }
    let long = format!("${} and {} years ago", "9".repeat(5000), "1".repeat(5000));
    check(
        &long,
        &RECOGNIZER.recognize(&long, Some(Date::constant(2024, 2, 29))),
    );
    let many = "one hundred and ".repeat(5000);
    check(&many, &RECOGNIZER.recognize(&many, None));
    let same = "Monday ".repeat(20_000);
    assert_eq!(RECOGNIZER.recognize(&same, None).len(), 20_000);
    // One endless sentence of what looks back for its day and year stays linear.
    for piece in [
        "at 5 p.m. ",
        "in summer ",
        "on May 5 ",
        "1-",
        "1 ",
        "a ",
        "the next day ",
        "£5 pounds ",
        "the same quarter last year ",
        "the quarter ",
        "a mile ",
        "6-foot-2 ",
        "was due to ",
    ] {
        let endless = format!("On Monday, August 5, 2019, {}", piece.repeat(4_000));
        check(
            &endless,
            &RECOGNIZER.recognize(&endless, Some(Date::constant(2024, 2, 29))),
        );
    }
}

#[test]
fn settings_change_what_is_read() {
    let value = |recognizer: &Recognizer, text: &str| {
        recognizer
            .recognize(text, None)
            .first()
            .map(|value| value.normal.value())
    };
    let european = Recognizer::builder().day_order(DayOrder::Eu).build().unwrap();
    assert_eq!(value(&european, "on 8/5/2024").as_deref(), Some("2024-05-08"));
    let auto = Recognizer::new();
    assert_eq!(value(&auto, "on 8/5/2024").as_deref(), Some("2024-08-05"));
    assert_eq!(
        value(&auto, "on 8/5/2024 and 14/5/2024").as_deref(),
        Some("2024-05-08")
    );
    let canadian = Recognizer::builder().currency("CAD").build().unwrap();
    assert_eq!(value(&canadian, "paid $5").as_deref(), Some("5 CAD"));
    assert!(Recognizer::builder().currency("dollars").build().is_err());
    let adverbs = Recognizer::builder().adverbs(true).build().unwrap();
    assert_eq!(value(&adverbs, "He is now here").as_deref(), Some("PRESENT_REF"));
    assert_eq!(value(&auto, "He is now here"), None);
}

#[test]
fn users_add_units_currencies_and_patterns() {
    let recognizer = Recognizer::builder()
        .units("mine.tsv", "[smoot]\tm\t1.7018\tsmoot\t")
        .currencies("mine.tsv", "XTS\tT$\ttest crown\t")
        .patterns("mine.txt", "length\t<n> moons")
        .build();
    // "moons" is no unit of time: the pattern matches and means nothing.
    let recognizer = recognizer.unwrap();
    let values = recognizer.recognize("364.4 smoots for T$5 or 7 test crowns", None);
    let read: Vec<String> = values.iter().map(|value| value.normal.value()).collect();
    assert_eq!(read, ["364.4 [smoot]", "5 XTS", "7 XTS"]);
    let Normal::Quantity {
        si_amount, si_unit, ..
    } = &values[0].normal
    else {
        panic!("no quantity")
    };
    assert_eq!((si_amount.as_str(), si_unit.as_str()), ("620.13592", "m"));
    for (name, error) in [
        (
            "no field",
            Recognizer::builder().units("u.tsv", "x").build().unwrap_err(),
        ),
        (
            "no action",
            Recognizer::builder()
                .patterns("p.txt", "fly\t<n> years")
                .build()
                .unwrap_err(),
        ),
        (
            "no class",
            Recognizer::builder()
                .patterns("p.txt", "length\t<nonsense>")
                .build()
                .unwrap_err(),
        ),
    ] {
        assert!(error.to_string().contains(":1: "), "{name}: {error}");
    }
}

#[test]
fn approximators_stay_outside_and_become_modifiers() {
    for (text, wanted) in [
        ("It took about two years", "APPROX"),
        ("It took more than two years", "MORE_THAN"),
        ("It took less than two years", "LESS_THAN"),
        ("It took at least two years", "EQUAL_OR_MORE"),
        ("It began in early 2016", "START"),
        ("It began in mid-2016", "MID"),
        ("It ended at the end of 2016", "END"),
        ("It took two years", ""),
    ] {
        let values = RECOGNIZER.recognize(text, None);
        let Normal::Timex { modifier, .. } = &values[0].normal else {
            panic!("{text}")
        };
        assert_eq!(*modifier, wanted, "{text}");
    }
}

#[test]
fn conversions_are_linked() {
    let text = "The 180-kilometre (110-mile) canal";
    let values = RECOGNIZER.recognize(text, None);
    let Normal::Quantity {
        converts: Some(span),
        si_amount,
        ..
    } = &values[1].normal
    else {
        panic!("not linked")
    };
    assert_eq!(
        (&text[span.range()], si_amount.as_str()),
        ("180-kilometre", "177027.84")
    );
}
