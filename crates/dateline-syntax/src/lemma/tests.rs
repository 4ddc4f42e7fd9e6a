//! Lemmas and features of the shipped model, and what no input may break.

use super::*;
use proptest::prelude::*;
use std::sync::LazyLock;

static SHIPPED: LazyLock<Lemmas> = LazyLock::new(|| Lemmas::built_in().unwrap());

fn check(cases: &[(&str, Upos, &str, &str)]) {
    let lemmas = &*SHIPPED;
    let mut out = String::new();
    for (text, upos, xpos, lemma) in cases {
        let found = lemmas.lemma(&Form::new(text), *upos, xpos, &mut out);
        assert_eq!(found.of(text, &out), *lemma, "{text} {} {xpos}", upos.name());
    }
}

#[test]
fn verbs_find_their_lemma() {
    use Upos::{Aux, Verb};
    check(&[
        ("making", Verb, "VBG", "make"),
        ("Stopped", Verb, "VBD", "stop"),
        ("visited", Verb, "VBN", "visit"),
        ("invited", Verb, "VBN", "invite"),
        ("denies", Verb, "VBZ", "deny"),
        ("dying", Verb, "VBG", "die"),
        ("fell", Verb, "VBD", "fall"),
        ("found", Verb, "VBN", "find"),
        ("was", Aux, "VBD", "be"),
        ("’s", Aux, "VBZ", "be"),
        ("'d", Aux, "MD", "would"),
        ("'d", Aux, "VBD", "have"),
        ("'ll", Aux, "MD", "will"),
        ("'ve", Aux, "VBP", "have"),
        ("wo", Aux, "MD", "will"),
        ("CA", Aux, "MD", "can"),
        // Verbs that are in no list.
        ("dronified", Verb, "VBD", "dronify"),
        ("glimping", Verb, "VBG", "glimp"),
        ("brexited", Verb, "VBD", "brexit"),
    ]);
}

#[test]
fn nouns_and_names_find_their_lemma_and_case() {
    use Upos::{Noun, Propn};
    check(&[
        ("children", Noun, "NNS", "child"),
        ("Parties", Noun, "NNS", "party"),
        ("analyses", Noun, "NNS", "analysis"),
        ("policewomen", Noun, "NNS", "policewoman"),
        ("CEOs", Noun, "NNS", "CEO"),
        ("1990s", Noun, "NNS", "1990s"),
        ("President", Noun, "NN", "president"),
        ("GDPR", Noun, "NN", "gdpr"),
        ("CAR", Noun, "NN", "car"),
        ("McDonald", Propn, "NNP", "McDonald"),
        ("KIHARA", Propn, "NNP", "Kihara"),
        ("NATO", Propn, "NNP", "NATO"),
        ("Philippines", Propn, "NNPS", "Philippines"),
        ("Israelis", Propn, "NNPS", "Israeli"),
        ("REPUBLICANS", Propn, "NNPS", "Republican"),
        ("Securities", Propn, "NNPS", "Security"),
    ]);
}

#[test]
fn other_words_find_their_lemma() {
    use Upos::{Adj, Adv, Det, Num, Part, Pron, Punct};
    check(&[
        ("n't", Part, "RB", "not"),
        ("'", Part, "POS", "'s"),
        ("them", Pron, "PRP", "they"),
        ("Her", Pron, "PRP$", "her"),
        ("her", Pron, "PRP", "she"),
        ("me", Pron, "PRP", "I"),
        ("I", Pron, "PRP", "I"),
        ("An", Det, "DT", "a"),
        ("Those", Det, "DT", "that"),
        ("better", Adj, "JJR", "good"),
        ("better", Adv, "RBR", "well"),
        ("biggest", Adj, "JJS", "big"),
        ("Earlier", Adv, "RBR", "early"),
        ("Swedish", Adj, "JJ", "Swedish"),
        ("Critical", Adj, "JJ", "critical"),
        ("Tanzanian", Adj, "JJ", "Tanzanian"),
        ("1,250,000", Num, "CD", "1250000"),
        ("THREE", Num, "CD", "three"),
        ("XIV", Num, "CD", "XIV"),
        ("“", Punct, "``", "\""),
        (".", Punct, ".", "."),
    ]);
}

#[test]
fn features_follow_tags_form_and_the_word_before() {
    let lemmas = &*SHIPPED;
    let check = |before: Option<(&str, Upos, &str)>, word: (&str, Upos, &str), feats: &str| {
        let form = before.map(|(text, ..)| Form::new(text));
        let before = form
            .as_ref()
            .zip(before)
            .map(|(form, (_, upos, xpos))| (form, upos, xpos));
        let found = lemmas.feats(&Form::new(word.0), word.1, word.2, before);
        assert_eq!(found, feats, "{word:?}");
    };
    let take = ("take", Upos::Verb, "VB");
    check(Some(("to", Upos::Part, "TO")), take, "VerbForm=Inf");
    check(None, take, "Mood=Imp|VerbForm=Fin");
    let went = ("went", Upos::Verb, "VBD");
    let person = |who: &str| format!("Mood=Ind|{who}|Tense=Past|VerbForm=Fin");
    check(
        Some(("I", Upos::Pron, "PRP")),
        went,
        &person("Number=Sing|Person=1"),
    );
    check(
        Some(("they", Upos::Pron, "PRP")),
        went,
        &person("Number=Plur|Person=3"),
    );
    check(None, ("treaties", Upos::Noun, "NNS"), "Number=Plur");
    check(None, ("12", Upos::Num, "CD"), "NumForm=Digit|NumType=Card");
    check(None, ("twelve", Upos::Num, "CD"), "NumForm=Word|NumType=Card");
    check(Some(("part", Upos::Noun, "NN")), ("of", Upos::Adp, "IN"), "");
    check(None, ("glim", Upos::Noun, "QQ"), "Number=Sing");
}

#[test]
fn a_broken_file_is_an_error() {
    assert!(Lemmas::parse(b"").is_err());
    let bytes = &BUILT_IN.0;
    assert!(Lemmas::parse(&bytes[..bytes.len() - 1]).is_err());
}

#[test]
fn the_model_holds_the_crates_rules() {
    let lines = |text: &str| -> Vec<String> {
        text.lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#') && !line.starts_with("words\t"))
            .map(str::to_owned)
            .collect()
    };
    let file = ModelFile::parse(&BUILT_IN.0, NAME, VERSION).unwrap();
    let hint = "run `cargo xtask train lemmas`";
    assert_eq!(
        lines(file.text("rules").unwrap()),
        lines(crate::training::RULES),
        "{hint}"
    );
}

proptest! {
    #[test]
    fn any_word_has_a_lemma(
        text in prop_oneof!["\\PC{0,60}", "[A-Zİß]{1,9}(s|'s|ed|ing)", "[0-9,]{1,12}"],
        upos in prop::sample::select(Upos::ALL),
        xpos in prop_oneof!["NNS", "NNPS", "VBD", "VBG", "CD", "JJR", "[A-Z]{0,10}"],
    ) {
        let lemmas = &*SHIPPED;
        let form = Form::new(&text);
        let mut out = String::from("left from before");
        let lemma = lemmas.lemma(&form, upos, &xpos, &mut out);
        prop_assert!(text.is_empty() || !lemma.of(&text, &out).is_empty());
        let again = lemmas.feats(&form, upos, &xpos, Some((&form, upos, &xpos)));
        prop_assert_eq!(again, lemmas.feats(&form, upos, &xpos, Some((&form, upos, &xpos))));
    }
}
