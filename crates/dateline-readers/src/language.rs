//! Which language a text is in: English by its words of grammar, any other by whatlang's trigrams.
//!
//! English is what nearly all articles are in and what is told in a microsecond; only what does not look like
//! it is looked at more closely. A text is called another language only where that is certain: some words of
//! English among the others, or too few letters, and it stays undecided.

use std::collections::HashMap;
use std::sync::LazyLock;

/// How many of the first bytes are looked at.
const SAMPLE: usize = 4 << 10;
/// How many words at least tell English.
const WORDS: usize = 12;
/// After how many words a text that is full of English ones is looked at no further.
const PLENTY: usize = 40;
/// How many letters of the Latin alphabet at least tell another language than English; other alphabets need
/// a tenth of them.
const LETTERS: usize = 120;

/// The English words, each packed into a number, in order.
static ENGLISH: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let lines = include_str!("../data/english.txt").lines();
    let words = lines
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_ascii_whitespace);
    let mut packed: Vec<u64> = words.filter_map(packed).collect();
    packed.sort_unstable();
    packed
});

/// Tags by codes of three letters and by English names in lower case.
static TAGS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("../data/languages.tsv").lines();
    let rows = lines.filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut columns = line.split('\t');
        Some((columns.next()?, columns.next()?, columns.next()?))
    });
    rows.flat_map(|(code, tag, name)| [(code.to_owned(), tag), (name.to_lowercase(), tag)])
        .collect()
});

/// The BCP 47 tag of a language's code of three letters or its English name.
pub(crate) fn tag_of(name: &str) -> Option<&'static str> {
    TAGS.get(&name.to_lowercase()).copied()
}

/// The BCP 47 tag of the language that `text` is certainly in; `None` where that cannot be told.
pub(crate) fn detect(text: &str) -> Option<&'static str> {
    let sample = beginning(text);
    let (mut words, mut english) = (0usize, 0usize);
    for word in sample
        .split(|c: char| !c.is_alphabetic())
        .filter(|it| !it.is_empty())
    {
        words += 1;
        english += usize::from(is_english(word));
        // Most articles are told by their first sentences.
        if words >= PLENTY && 6 * english >= words {
            return Some("en");
        }
    }
    // A quarter to a half of English prose are such words, and less than one word in fifty of other languages.
    if words >= WORDS && 7 * english >= words {
        return Some("en");
    }
    if 16 * english >= words && words > 0 && english > 1 {
        return None;
    }
    let letters = sample.chars().filter(|c| c.is_alphabetic());
    let (latin, others): (Vec<char>, Vec<char>) = letters.partition(|c| *c < '\u{250}');
    if latin.len() + 10 * others.len() < LETTERS {
        return None;
    }
    let found = whatlang::detect(sample)?;
    if !found.is_reliable() || found.lang() == whatlang::Lang::Eng {
        return None;
    }
    tag_of(found.lang().code())
}

/// The first bytes of a text, ending at a character's end.
fn beginning(text: &str) -> &str {
    let mut end = SAMPLE.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Whether this is one of the English words of grammar, in whatever case.
fn is_english(word: &str) -> bool {
    packed(word).is_some_and(|packed| ENGLISH.binary_search(&packed).is_ok())
}

/// A word of at most eight bytes in small letters as a number.
fn packed(word: &str) -> Option<u64> {
    let mut bytes = [0u8; 8];
    let out = bytes.get_mut(..word.len())?;
    for (out, byte) in out.iter_mut().zip(word.bytes()) {
        *out = byte.to_ascii_lowercase();
    }
    Some(u64::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages() {
        for (text, wanted) in [
            (
                "The ministers met on Monday and agreed that the talks would go on, but they did not say when.",
                Some("en"),
            ),
            (
                "Der Minister sagte am Montag, die Gespräche würden fortgesetzt, sobald beide Seiten ihre Vorschläge \
              vorgelegt hätten. Er rechne nicht mit einer Einigung noch in diesem Jahr.",
                Some("de"),
            ),
            (
                "Le ministre a déclaré lundi que les discussions reprendraient dès que les deux parties auraient remis \
              leurs propositions. Il ne s'attend pas à un accord avant la fin de l'année.",
                Some("fr"),
            ),
            (
                "Министр заявил в понедельник, что переговоры будут продолжены.",
                Some("ru"),
            ),
            (
                "外相は月曜日、協議を続けると述べた。合意の時期については明らかにしなかった。",
                Some("ja"),
            ),
            (
                "قال الوزير يوم الاثنين إن المحادثات ستستمر حتى نهاية العام",
                Some("ar"),
            ),
            (
                "El ministro dijo el lunes que las conversaciones seguirán en cuanto las dos partes hayan presentado sus \
              propuestas, y que no espera un acuerdo antes de fin de año.",
                Some("es"),
            ),
            ("Talks resume Monday", None),
            (
                "Arsenal 2 Chelsea 1; Leeds 0 Everton 0; Wigan 3 Bolton 3; Hull 1 Derby 2; Luton 4 Stoke 0; Bury 1 Crewe 1",
                None,
            ),
            ("", None),
            ("12 34 56", None),
        ] {
            assert_eq!(detect(text), wanted, "{text}");
        }
    }

    #[test]
    fn every_language_that_is_told_has_a_tag() {
        for lang in whatlang::Lang::all() {
            assert!(tag_of(lang.code()).is_some(), "{}", lang.code());
        }
        assert_eq!(
            (tag_of("English"), tag_of("eng"), tag_of("klingon")),
            (Some("en"), Some("en"), None)
        );
    }

    /// Of articles known to be in English none is called another language. Needs the development data.
    #[test]
    fn english_articles_stay_english() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../shared/data/raw/wikinews_2019_2020.jsonl"
        );
        // Skipped where the development data are not there.
        let Ok(lines) = std::fs::read_to_string(path) else {
            return;
        };
        let (mut all, mut english, mut wrong) = (0, 0, Vec::new());
        for line in lines.lines() {
            let article: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = article["text"].as_str().unwrap();
            all += 1;
            match detect(text) {
                Some("en") => english += 1,
                None => {}
                Some(other) => wrong.push(format!("{other}: {text:.100}")),
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(1000 * english >= 995 * all, "{english} of {all} told");
    }
}
