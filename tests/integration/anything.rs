//! Any bytes: nothing panics, spans always slice the text, and what cannot be read is said.

use crate::support::{json_lines, run};
use proptest::prelude::*;

/// Runs `bytes` as one text file through everything; whatever comes back is sound.
fn sound(bytes: &[u8]) {
    let ran = run(
        &[
            "extract",
            "--any-language",
            "--input-format",
            "text",
            "--published",
            "2024-08-05",
        ],
        bytes,
    );
    assert!(ran.status == 0 || ran.status == 1, "{}: {}", ran.status, ran.err);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    if ran.status == 1 {
        assert!(ran.err.contains("byte"), "{}", ran.err);
    }
    for article in json_lines(&ran.out) {
        let length = article["text"].as_str().unwrap().chars().count() as u64;
        let mut last = 0;
        for token in article["tokens"].as_array().unwrap() {
            let (start, end) = (token["start"].as_u64().unwrap(), token["end"].as_u64().unwrap());
            assert!(last <= start && start < end && end <= length, "{token}");
            last = end;
        }
    }
}

#[test]
fn hand_picked_texts() {
    sound(b"");
    sound(b"\n\n\n   \n");
    sound("“".repeat(2000).as_bytes());
    sound("“He said ‘she said “they said ".repeat(300).as_bytes());
    sound(("(".repeat(5000) + &")".repeat(5000)).as_bytes());
    sound(
        "قال الرئيس إن المحادثات جرت في القاهرة يوم الاثنين."
            .repeat(20)
            .as_bytes(),
    );
    sound(
        "👩‍👩‍👧‍👦 met 🇳🇴 on 5\u{fe0f}\u{20e3} May\u{301} 2024 \u{200f}in Oslo\u{200b}."
            .repeat(20)
            .as_bytes(),
    );
    sound("東京で会談が行われた。".repeat(200).as_bytes());
    sound(&[b'.'; 20_000]);
    sound(&[b'\''; 20_000]);
    sound("9".repeat(20_000).as_bytes());
    sound("$1,000,000,000,000,000,000,000,000,000,000,000,000 billion km on 99/99/9999 at 25:61".as_bytes());
    sound("\u{0}\u{1}\u{7f}\u{85}\u{2028}".as_bytes());
    sound(b"\xff\xfe\x00\x80 not UTF-8 \xc3\x28");
    sound(&vec![b'\n'; 1_000_000]);
}

#[test]
fn a_line_over_the_bound_is_a_fault_and_the_next_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let errors = folder.path().join("errors.jsonl");
    let config = folder.path().join("dateline.toml");
    std::fs::write(&config, "[input.jsonl]\nmax_record_bytes = 1000\n").unwrap();
    let input = format!(
        "{{\"text\": \"{}\"}}\n{{\"text\": \"Short.\"}}\n",
        "long ".repeat(1000)
    );
    let (errors, config) = (errors.to_str().unwrap(), config.to_str().unwrap());
    let args = [
        "extract",
        "--input-format",
        "jsonl",
        "--errors",
        errors,
        "--config",
        config,
    ];
    let ran = run(&args, input.as_bytes());
    assert_eq!(ran.status, 3, "{}", ran.err);
    assert_eq!(json_lines(&ran.out)[0]["text"], "Short.");
    let error = &json_lines(&std::fs::read_to_string(errors).unwrap())[0];
    assert_eq!(
        (&error["kind"], &error["source"]["record"]),
        (&"too-large".into(), &1.into())
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        sound(&bytes);
    }

    #[test]
    fn random_unicode(text in "\\PC{0,600}") {
        sound(text.as_bytes());
    }

    #[test]
    fn random_news_like_text(text in "((said|told|on Monday|“|”|\"|'s|n't|U\\.S\\.|Gen\\.|\\$1\\.7 billion|180-km|[A-Z][a-z]{1,8}|[a-z]{1,6}|,|\\.|\\n\\n| ){1,3}){0,120}") {
        sound(text.as_bytes());
    }
}
