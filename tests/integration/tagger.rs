//! The stage as a whole, on one-line articles: every case says what must be found in it.

use dateline::core::layers::{Label, Names, Normal};
use dateline::core::{Annotator, Document, Registry, Setting, Settings};
use dateline::tagger::Tagger;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn tokenized(text: &str) -> Document {
    let mut registry = Registry::new();
    dateline::tokenizer::plugin(&mut registry).unwrap();
    let tokenizer = (registry.find_stage("tokenizer").unwrap().build)(Settings::default()).unwrap();
    let mut doc = Document::from_text(text).unwrap();
    doc.apply(&*tokenizer).unwrap();
    doc
}

fn found(text: &str, tagger: &dyn Annotator) -> Vec<String> {
    let mut doc = tokenized(text);
    doc.apply(tagger).unwrap();
    assert!(doc.misfits().is_empty());
    let names = doc.layer::<Names>().unwrap();
    names
        .iter()
        .map(|name| {
            format!(
                "{} {}",
                name.label.name(|text| doc.get(text)),
                doc.slice(name.span)
            )
        })
        .collect()
}

#[test]
fn names_in_news_sentences() {
    let tagger = Tagger::new().unwrap();
    let check = |text: &str, wanted: &[&str]| assert_eq!(found(text, &tagger), wanted, "{text}");
    check(
        "Former Prime Minister Margaret Thatcher met the French president in Paris.",
        &[
            "TITLE Prime Minister",
            "PERSON Margaret Thatcher",
            "NORP French",
            "TITLE president",
            "GPE Paris",
        ],
    );
    check(
        "Write to desk@example.org or see https://example.org/news today.",
        &["EMAIL desk@example.org", "URL https://example.org/news"],
    );
    check(
        "Gen. David Petraeus testified before the Senate.",
        &["TITLE Gen.", "PERSON David Petraeus", "ORG Senate"],
    );
    check(
        "Mr. Johnson said he would fly to Germany.",
        &["PERSON Johnson", "GPE Germany"],
    );
    check(
        "They rowed across the Black Sea to Bulgaria.",
        &["LOC Black Sea", "GPE Bulgaria"],
    );
    check(
        "He learned to speak Spanish in Madrid.",
        &["LANGUAGE Spanish", "GPE Madrid"],
    );
    check(
        "The secretary-general met Mary Smith-Jones.",
        &["TITLE secretary-general", "PERSON Mary Smith-Jones"],
    );
    check(
        "PHNOM PENH, Cambodia (AP) — It rained.",
        &["GPE PHNOM PENH", "GPE Cambodia", "ORG AP"],
    );
    check(
        "He became minister of trade and industry of Japan.",
        &["TITLE minister of trade and industry", "GPE Japan"],
    );
    check(
        "The White House said President-elect Joe Biden would meet President of France Emmanuel Macron.",
        &[
            "ORG White House",
            "TITLE President-elect",
            "PERSON Joe Biden",
            "TITLE President",
            "GPE France",
            "PERSON Emmanuel Macron",
        ],
    );
    check(
        "He speaks Khmer and wrote to the Red Cross and the World Bank.",
        &["LANGUAGE Khmer", "ORG Red Cross", "ORG World Bank"],
    );
    check("nothing here has a name in it.", &[]);
    check("The ministers met on Monday in March.", &[]);
    check("", &[]);
}

/// How many of the names that a text has in the usual letter case are found, and how many others.
fn agreement(texts: &[&str], write: impl Fn(&str) -> String) -> (usize, usize, usize) {
    let tagger = Tagger::new().unwrap();
    let (mut wanted, mut right, mut wrong) = (0, 0, 0);
    for text in texts {
        // Letters keep their places in another case, so a name is known by where it stands.
        let spans = |text: &str| {
            let mut doc = tokenized(text);
            doc.apply(&tagger).unwrap();
            let names = doc.layer::<Names>().unwrap();
            let names = names.iter().filter(|name| name.label != Label::Title);
            names.map(|name| name.span).collect::<Vec<_>>()
        };
        let (usual, other) = (spans(text), spans(&write(text)));
        wanted += usual.len();
        right += other.iter().filter(|span| usual.contains(span)).count();
        wrong += other.iter().filter(|span| !usual.contains(span)).count();
    }
    (wanted, right, wrong)
}

const NEWS: &[&str] = &[
    "President Angela Merkel met Emmanuel Macron in Berlin on Tuesday to speak about the war in Ukraine.",
    "Police in London arrested three men after a fire at a warehouse near the Thames.",
    "The United Nations said fighting in Sudan had driven two million people from their homes.",
    "Shares of Microsoft fell after the company told investors that sales in China were slow.",
    "Mayor Sadiq Khan opened a new bridge and thanked the workers who had built it.",
    "Farmers blocked roads outside Paris because prices for milk and wheat have fallen again.",
    "The Supreme Court ruled that the governor of Texas may not close the schools.",
    "Vladimir Putin flew to Beijing, where Xi Jinping gave a dinner for him.",
];

#[test]
fn text_in_capitals_keeps_most_names_and_gains_few() {
    let (wanted, right, wrong) = agreement(NEWS, str::to_uppercase);
    assert!(wanted >= 14, "{wanted}");
    assert!(
        right * 10 >= wanted * 6 && wrong * 10 <= wanted * 3,
        "{right} and {wrong} of {wanted}"
    );
}

#[test]
fn text_without_capitals_keeps_most_names_and_gains_few() {
    let (wanted, right, wrong) = agreement(NEWS, str::to_lowercase);
    assert!(
        right * 10 >= wanted * 6 && wrong * 10 <= wanted * 2,
        "{right} and {wrong} of {wanted}"
    );
}

#[test]
fn headlines_keep_most_names_and_gain_few() {
    let title = |text: &str| {
        let mut start = true;
        text.chars()
            .map(|c| {
                let c = if start { c.to_ascii_uppercase() } else { c };
                start = c == ' ';
                c
            })
            .collect()
    };
    let (wanted, right, wrong) = agreement(NEWS, title);
    assert!(
        right * 10 >= wanted * 6 && wrong * 10 <= wanted * 4,
        "{right} and {wrong} of {wanted}"
    );
}

#[test]
fn places_carry_their_codes() {
    let tagger = Tagger::new().unwrap();
    let check = |text: &str, wanted: &[(&str, &str)]| {
        let mut doc = tokenized(text);
        doc.apply(&tagger).unwrap();
        let names = doc.layer::<Names>().unwrap();
        let codes: Vec<(&str, &str)> = names
            .iter()
            .filter_map(|name| match name.normal {
                Some(Normal::Place(place)) => Some((doc.get(place.alpha3), doc.get(place.subdivision))),
                _ => None,
            })
            .collect();
        assert_eq!(codes, wanted, "{text}");
    };
    check(
        "Cambodian and Vietnamese troops left Thailand.",
        &[("KHM", ""), ("VNM", ""), ("THA", "")],
    );
    check(
        "The storm hit Houston, Texas, on its way north.",
        &[("USA", "US-TX"), ("USA", "US-TX")],
    );
    check(
        "The U.S. and the United Kingdom agreed.",
        &[("USA", ""), ("GBR", "")],
    );
    check(
        "He moved from Florida to Montana and on to Ontario.",
        &[("USA", "US-FL"), ("USA", "US-MT"), ("CAN", "CA-ON")],
    );
}

fn with_files(files: &'static [(&str, &str, &str)], built_in: bool) -> Result<Tagger, dateline::core::Error> {
    let mut values: BTreeMap<String, Setting> = BTreeMap::new();
    for (key, file, _) in files {
        match values
            .entry((*key).to_owned())
            .or_insert_with(|| Setting::List(Vec::new()))
        {
            Setting::List(list) => list.push(Setting::Str((*file).to_owned())),
            _ => unreachable!(),
        }
    }
    values.insert("built-in".into(), Setting::Bool(built_in));
    let load = |path: &str| {
        Ok(files
            .iter()
            .find(|(_, file, _)| *file == path)
            .unwrap()
            .2
            .to_owned())
    };
    Tagger::from_settings(Settings::new("[stages.tagger]", values).with_files(load))
}

#[test]
fn users_bring_names_and_patterns() {
    let files = &[
        (
            "gazetteers",
            "lists/SHIP.tsv",
            "Ever Given\tran aground\nmv x-press pearl\n",
        ),
        ("gazetteers", "people.tsv", "# label: PERSON\nThe Rock\n"),
        (
            "patterns",
            "p.tsv",
            "CASE\ttokens\tcase ( /[0-9]+/ )\nTICKER\tregex\t\\(NYSE: ([A-Z]+)\\)\n",
        ),
    ];
    let tagger = with_files(files, false).unwrap();
    let check = |text: &str, wanted: &[&str]| assert_eq!(found(text, &tagger), wanted, "{text}");
    check("The Ever Given left Paris.", &["SHIP Ever Given"]);
    check("he was ever given to drink", &[]);
    check("The MV X-Press Pearl sank.", &["SHIP MV X-Press Pearl"]);
    check("A film with The Rock.", &["PERSON The Rock"]);
    check(
        "See case 1234 about Acme (NYSE: ACM).",
        &["CASE 1234", "TICKER ACM"],
    );
    let tagger = with_files(files, true).unwrap();
    assert_eq!(
        found("The Ever Given left Paris.", &tagger),
        ["SHIP Ever Given", "GPE Paris"]
    );
}

#[test]
fn broken_files_are_named_with_their_line() {
    let check = |files: &'static [(&str, &str, &str)], message: &str| {
        assert_eq!(with_files(files, true).err().unwrap().to_string(), message);
    };
    check(
        &[("patterns", "p.tsv", "# x\nORG\ttokens\n")],
        "p.tsv: line 2: needs three columns: label, tokens or regex, pattern",
    );
    check(
        &[("patterns", "p.tsv", "ORG\tglob\tx*\n")],
        "p.tsv: line 1: “glob” is neither tokens nor regex",
    );
    check(
        &[("patterns", "p.tsv", "ORG\ttokens\t<foo>\n")],
        "p.tsv: line 1: there is no <foo>",
    );
    check(
        &[("patterns", "p.tsv", "ORG\ttokens\t( a\n")],
        "p.tsv: line 1: the bracket is not closed",
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_goes_through_in_order_and_without_overlaps(
        words in proptest::collection::vec("[A-Z]?[a-zé.]{0,8}|[(\"“”’'\\-,.]|\\PC{1,4}|Mr\\.|of the|Bank|\n\n", 0..60)
    ) {
        let mut doc = tokenized(&words.join(" "));
        doc.apply(&Tagger::new().unwrap()).unwrap();
        prop_assert!(doc.misfits().is_empty());
        let names = doc.layer::<Names>().unwrap();
        for pair in names.windows(2) {
            prop_assert!(pair[0].span.end() <= pair[1].span.start());
        }
        prop_assert!(names.iter().all(|name| !name.span.is_empty() && (0.0..=1.0).contains(&name.confidence)));
    }
}
