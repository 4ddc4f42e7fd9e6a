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

/// The English words, each packed into a number, in a table of twice the room and more.
static ENGLISH: LazyLock<Words> = LazyLock::new(|| {
    let lines = include_str!("../data/english.txt").lines();
    let words = lines
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_ascii_whitespace);
    Words::new(words)
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
    let known = &*ENGLISH;
    let (mut words, mut english) = (0usize, 0usize);
    for word in packed_words(sample) {
        words += 1;
        english += usize::from(known.have(word));
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

/// The words of a text, in small letters as far as they are ASCII, each packed into a number: its bytes, the last one
/// lowest; [`LONG`] for words of more than eight.
fn packed_words(text: &str) -> impl Iterator<Item = u64> {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut stretch = Stretch::default();
    std::iter::from_fn(move || {
        if let Some(word) = stretch.next(bytes, &mut at) {
            return Some(word);
        }
        let (mut word, mut length) = (0_u64, 0_usize);
        while let Some(byte) = bytes.get(at) {
            match SORTS[usize::from(*byte)] {
                NO_LETTER if length > 0 => break,
                NO_LETTER => at += 1,
                FOREIGN => {
                    let width = text.get(at..).map_or(0, foreign_letter);
                    if width == 0 && length > 0 {
                        break;
                    }
                    for byte in bytes.get(at..at + width).unwrap_or_default() {
                        word = word << 8 | u64::from(*byte);
                    }
                    length += width;
                    at += width.max(1);
                }
                letter => {
                    word = word << 8 | u64::from(letter);
                    length += 1;
                    at += 1;
                }
            }
        }
        (length > 0).then_some(if length > 8 { LONG } else { word })
    })
}

/// The words of sixty-four bytes of ASCII, found side by side: a loop from letter to letter goes wrong at the end of
/// nearly every word, as no processor foresees these.
#[derive(Default)]
struct Stretch {
    /// Where it begins.
    start: usize,
    /// Which of its bytes are letters of words that are still to come.
    letters: u64,
}

impl Stretch {
    const BYTES: usize = 64;

    /// The next word from `at` on, behind which that moves; `None` where the text has to be looked at letter by letter.
    #[inline]
    fn next(&mut self, text: &[u8], at: &mut usize) -> Option<u64> {
        while self.letters == 0 {
            // Eight more, so that a word can be taken as a number wherever it begins.
            let bytes = text.get(*at..)?.first_chunk::<{ Self::BYTES + 8 }>()?;
            self.start = *at;
            self.letters = letters(bytes.first_chunk()?)?;
            // A word that goes on behind them is the first of the next.
            let going_on = self.letters.leading_ones();
            if going_on == 64 {
                self.letters = 0;
                return None;
            }
            self.letters = self.letters << going_on >> going_on;
            *at = self.start + Self::BYTES - going_on as usize;
        }
        let first = self.letters.trailing_zeros();
        let length = (self.letters >> first).trailing_ones();
        // Added to, the word's bits carry to the one behind them, which is no letter's.
        self.letters &= self.letters.wrapping_add(1 << first);
        let word = text.get(self.start + first as usize..)?.first_chunk::<8>();
        let small = u64::from_be_bytes(*word?) | (0x20 * ONES);
        // Chosen and not jumped to: which words are long no processor foresees.
        let short = small >> (64 - 8 * length.min(8));
        Some(if length > 8 { LONG } else { short })
    }
}

/// One in every byte.
const ONES: u64 = 0x0101_0101_0101_0101;
/// The high bit of every byte.
const HIGH: u64 = 0x80 * ONES;

/// A bit for each byte that is a letter, the first in the lowest; `None` where not all are ASCII.
#[inline]
fn letters(bytes: &[u8; Stretch::BYTES]) -> Option<u64> {
    let mut found = 0;
    let mut all = 0;
    for (index, eight) in bytes.as_chunks::<8>().0.iter().enumerate() {
        let eight = u64::from_le_bytes(*eight);
        all |= eight;
        // In small letters, each byte goes over into its high bit where it is above the end of the alphabet, and where
        // it is in or above it.
        let small = (eight & !HIGH) | (0x20 * ONES);
        let above = small + (0x7F - u64::from(b'z')) * ONES;
        let within = small + (0x80 - u64::from(b'a')) * ONES;
        let high = within & !above & HIGH;
        found |= (high >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56 << (8 * index);
    }
    (all & HIGH == 0).then_some(found)
}

/// What a byte may be part of: itself in small letters for a letter, [`NO_LETTER`], or [`FOREIGN`] where the whole
/// character has to be looked at.
const SORTS: [u8; 256] = {
    let mut table = [FOREIGN; 256];
    let mut byte = 0;
    while byte < 0x80 {
        let letter = (byte as u8).is_ascii_alphabetic();
        table[byte] = if letter {
            (byte as u8).to_ascii_lowercase()
        } else {
            NO_LETTER
        };
        byte += 1;
    }
    table
};
const NO_LETTER: u8 = 0;
const FOREIGN: u8 = 0xFF;

/// Stands for every word of more than eight bytes. No bytes of UTF-8 make it.
const LONG: u64 = u64::MAX;

/// How many bytes the letter has that a text begins with; 0 where it begins with something else.
fn foreign_letter(text: &str) -> usize {
    text.chars()
        .next()
        .filter(|c| c.is_alphabetic())
        .map_or(0, char::len_utf8)
}

/// A set of packed words.
///
/// Whether a word is among them takes four comparisons and no jump, since whether one is, no processor foresees.
struct Words {
    /// By their places, up to four each; zero where there are fewer.
    table: Box<[[u64; 4]; Self::PLACES]>,
    /// Those for which there was no room.
    more: Vec<u64>,
}

impl Words {
    const PLACES: usize = 1 << 7;

    fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let (mut table, mut more) = (Box::new([[0; 4]; Self::PLACES]), Vec::new());
        for word in words.flat_map(packed_words).filter(|it| *it != LONG) {
            let mut here = table[Self::place(word)].iter_mut();
            match here.find(|it| **it == 0 || **it == word) {
                Some(free) => *free = word,
                None => more.push(word),
            }
        }
        Self { table, more }
    }

    /// Where a word stands.
    fn place(word: u64) -> usize {
        // The odd number next to 2^64 over the golden ratio: the high bits depend on all bits of the word.
        (word.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 57) as usize
    }

    #[inline]
    fn have(&self, word: u64) -> bool {
        let here = self.table[Self::place(word)].iter();
        let found = here.fold(false, |found, it| found | (*it == word));
        found | (!self.more.is_empty() && self.more.contains(&word))
    }
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
    fn a_set_has_its_words_and_no_others() {
        // More of them than there is room for, and as many others.
        let word = |number: u32| -> String {
            let letter = |shift: u32| char::from(b'a' + (number >> shift) as u8 % 16);
            [letter(0), letter(4), letter(8)].iter().collect()
        };
        let words: Vec<String> = (0..4096).map(word).collect();
        let (held, others) = words.split_at(2048);
        let set = Words::new(held.iter().map(String::as_str));
        let has = |word: &String| packed_words(word).all(|it| set.have(it));
        assert!(!set.more.is_empty());
        assert!(held.iter().all(has) && !others.iter().any(has));
        assert!(ENGLISH.more.is_empty());
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

    proptest::proptest! {
        #[test]
        fn words_are_cut_where_letters_end(
            text in "([a-zA-Zéß中]{0,10}[ .,’—\u{301}🙂0-9]?){0,12}|([a-zA-Z]{1,12}[ .,@`\\[{0-9]{1,3}){0,40}|[a-z]{0,200}|\\PC{0,90}"
        ) {
            let naive = |word: &str| match word.len() {
                9.. => LONG,
                _ => word.bytes().fold(0, |all, byte| all << 8 | u64::from(byte.to_ascii_lowercase())),
            };
            let words = text.split(|c: char| !c.is_alphabetic()).filter(|it| !it.is_empty());
            let naive: Vec<u64> = words.map(naive).collect();
            proptest::prop_assert_eq!(packed_words(&text).collect::<Vec<_>>(), naive);
        }
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
