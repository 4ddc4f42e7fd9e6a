//! What holds for every text.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use dateline_tokenizer::{Conventions, Scratch, Tokenizer};
use proptest::prelude::*;
use std::sync::LazyLock;

/// Spans in order, on character boundaries, without overlap; all that is not white space covered; sentences
/// hold every token.
fn sound(tokenizer: &Tokenizer, text: &str) {
    let (mut tokens, mut sentences, mut scratch) = (Vec::new(), Vec::new(), Scratch::new());
    tokenizer
        .tokenize_into(text, &mut tokens, &mut sentences, &mut scratch)
        .unwrap();
    let separates = |char: char| char.is_whitespace() || matches!(char, '\u{200b}' | '\u{feff}');
    let mut end = 0;
    for (index, token) in tokens.iter().enumerate() {
        let (start, stop) = (token.span.start() as usize, token.span.end() as usize);
        assert!(token.span.fits(text), "{text:?} {token:?}");
        assert!(start >= end && stop > start, "{text:?} {token:?}");
        assert!(text[end..start].chars().all(separates), "{text:?} {end}..{start}");
        assert!(!token.joined || (index > 0 && start == end), "{text:?} {token:?}");
        end = stop;
    }
    assert!(text[end..].chars().all(separates), "{text:?} {end}..");
    let mut next = 0;
    for sentence in &sentences {
        assert_eq!(sentence.first, next, "{text:?}");
        assert!(sentence.end > sentence.first, "{text:?}");
        next = sentence.end;
        let (first, last) = (tokens[sentence.first as usize], tokens[sentence.end as usize - 1]);
        assert_eq!(sentence.span, first.span.join(last.span), "{text:?}");
    }
    assert_eq!(next as usize, tokens.len(), "{text:?}");
}

/// Texts out of what the rules care about.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        " ", " ", "\n", "\n\n", "\t", "\u{a0}", "\u{200b}", "a", "I", "The", "don", "'t", "’s", "n't",
        "gonna", "cannot", "U.S", ".", "..", "...", "…", ",", ";", ":", "!", "?", "-", "--", "—", "–", "'",
        "’", "‘", "“", "”", "\"", "(", ")", "[", "]", "/", "&", "@", "#", "$", "%", "*", "_", "+", "=", "<",
        ">", "^", "~", "|", "\\", "`", "0", "1", "23", "456", "2001", "http://", "www.", "com", "e", "co",
        "é", "É", "中", "ß", "½", "🙂", "👩", "\u{200d}", "\u{fe0f}", "🇰", "🇭", "\u{301}", "km", "pm", "s",
        "Dr", "No", ":)", "\0", "\u{2028}", "\u{2029}", "\x0b", "\x0c", "\r", "\r\n", "al", "\u{feff}", "٣",
        "،", "שלום",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// All ways of cutting find the same tokens and sentences.
fn alike(text: &str) {
    let mut wanted = None;
    for tokenizer in [&EWT, &PORTABLE, &REFERENCE] {
        let (mut tokens, mut sentences, mut scratch) = (Vec::new(), Vec::new(), Scratch::new());
        tokenizer
            .tokenize_into(text, &mut tokens, &mut sentences, &mut scratch)
            .unwrap();
        let found = (tokens, sentences);
        assert_eq!(wanted.get_or_insert_with(|| found.clone()), &found, "{text:?}");
    }
}

static PORTABLE: LazyLock<Tokenizer> =
    LazyLock::new(|| Tokenizer::builder().vectorized(false).build().unwrap());
static REFERENCE: LazyLock<Tokenizer> = LazyLock::new(|| Tokenizer::builder().reference().build().unwrap());
static EWT: LazyLock<Tokenizer> = LazyLock::new(Tokenizer::new);
static GUM: LazyLock<Tokenizer> = LazyLock::new(|| {
    let builder = Tokenizer::builder().conventions(Conventions::Gum);
    builder.exceptions("x", "a.b\nC++").build().unwrap()
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_cut_soundly(text in any::<String>()) {
        sound(&EWT, &text);
    }

    #[test]
    fn any_mixture_is_cut_soundly(text in pieces()) {
        sound(&EWT, &text);
        sound(&GUM, &text);
        alike(&text);
    }

    #[test]
    fn long_texts_are_cut_alike(texts in prop::collection::vec(pieces(), 0..20)) {
        alike(&texts.join(" he said. The port "));
    }
}

/// Time grows with length alone: each of these would take hours if any rule were quadratic.
#[test]
fn nothing_is_quadratic() {
    let tokenizer = Tokenizer::new();
    let (mut tokens, mut sentences, mut scratch) = (Vec::new(), Vec::new(), Scratch::new());
    for piece in [
        "'",
        ".",
        "-",
        "a",
        "中",
        "a-",
        "a.",
        "a'",
        "1,",
        "1.",
        "1-",
        "a@",
        "@",
        "w",
        "www.",
        "://",
        "http://a ",
        ":)",
        "(",
        "[",
        "\"",
        "a/",
        "a&",
        "é",
        "\u{301}",
        "🙂\u{200d}",
        "_",
        "a_",
        "!",
        "Mr.",
        "Mr. ",
        "a:",
        "(a:)",
        "\n",
        "\n\n",
        "a\n",
        " ",
        "W",
        "a.b",
        "1/2/",
        "e-",
        "x.com ",
        "x.com",
        "'s",
        "n't",
        "gonna",
        "...",
        ".a",
        "-1",
        "“",
        "” “",
        "J. ",
        ":) ",
        "Word ",
        "यह है। ",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        tokenizer
            .tokenize_into(&text, &mut tokens, &mut sentences, &mut scratch)
            .unwrap();
        assert!(tokens.iter().all(|token| token.span.fits(&text)), "{piece:?}");
    }
}
