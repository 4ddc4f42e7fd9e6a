//! All ways of cutting give the tokens of the reference.

use super::{Context, Level, Note, Notes, Noting, Unnoted, tokenize};
use crate::lists::Lists;
use crate::rules::Options;
use proptest::prelude::*;
use std::sync::LazyLock;

static LISTS: LazyLock<Lists> = LazyLock::new(|| Lists::built_in().unwrap());

/// All levels that this machine has, but for the reference.
fn levels() -> Vec<Level> {
    let mut levels = vec![Level::Portable];
    #[cfg(target_arch = "x86_64")]
    if super::arch::Avx2::new().is_some() {
        levels.push(Level::Avx2);
    }
    let best = Level::best();
    if !levels.contains(&best) {
        levels.push(best);
    }
    levels
}

/// Compares all levels on `text`, under all options.
fn same(text: &str) {
    for (gum, hyphens) in [(false, true), (true, true), (false, false)] {
        let context = Context {
            text,
            lists: &LISTS,
            options: Options { gum, hyphens },
        };
        let mut wanted = Vec::new();
        tokenize(context, Level::Exact, &mut wanted, &mut Unnoted);
        let mut noted = Notes::default();
        noted.clear();
        noted.add_tokens(text, &wanted);
        let mut line_ends: Option<Vec<u32>> = None;
        for level in levels() {
            let (mut tokens, mut notes) = (Vec::new(), Notes::default());
            notes.clear();
            tokenize(context, level, &mut tokens, &mut notes);
            if let Some(found) = notes.line_ends() {
                let wanted = line_ends.get_or_insert_with(|| found.to_vec());
                assert_eq!(wanted, found, "{level:?} {text:?}");
            }
            let mut alone = Vec::new();
            tokenize(context, level, &mut alone, &mut Unnoted);
            assert_eq!(tokens, alone, "{level:?} {text:?}");
            if let Some(at) =
                (0..wanted.len().max(tokens.len())).find(|at| wanted.get(*at) != tokens.get(*at))
            {
                let near = wanted
                    .get(at)
                    .or(tokens.get(at))
                    .map_or(0, |token| token.span.start() as usize);
                let from = (near.saturating_sub(20)..=near)
                    .find(|at| text.is_char_boundary(*at))
                    .unwrap_or(0);
                let around: String = text[from..].chars().take(60).collect();
                let show = |token: Option<&dateline_core::layers::Token>| {
                    token.map(|token| (text.get(token.span.range()), *token))
                };
                panic!(
                    "{level:?} gum {gum} hyphens {hyphens} near {around:?}: wanted {:?}, found {:?}",
                    show(wanted.get(at)),
                    show(tokens.get(at))
                );
            }
            for from in (0..tokens.len()).step_by(64) {
                for kind in [Note::Gap, Note::Lower, Note::Upper, Note::Stop] {
                    let (wanted, found) = (noted.from(kind, from), notes.from(kind, from));
                    assert_eq!(wanted, found, "{level:?} {kind:?} from token {from} of {text:?}");
                }
                for kind in [Note::Look, Note::Pairs] {
                    let missed = noted.from(kind, from) & !notes.from(kind, from);
                    assert_eq!(missed, 0, "{level:?} {kind:?} from token {from} of {text:?}");
                }
            }
        }
    }
}

/// Words and marks of the kind that the algebra is about.
fn plain_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        " ",
        " ",
        " ",
        " ",
        " ",
        "\n",
        "\n\n",
        "the",
        "word",
        "Minister",
        "a",
        "I",
        "A.",
        "B.",
        "The",
        "Cannot",
        "it's",
        "'s",
        "n't",
        "don't",
        "its",
        "cannot",
        "gonna",
        "im",
        "U.S.",
        "Gen",
        "Mr",
        "etc",
        "no",
        "No",
        "yahoo",
        "12",
        "3",
        "456",
        "1234",
        "1,234",
        "5.4",
        ",",
        ".",
        ";",
        ":",
        "!",
        "?",
        "(",
        ")",
        "[",
        "]",
        "\"",
        "'",
        "-",
        "well-known",
        "re-elected",
        "co-op",
        "Chi-wai",
        "$",
        "%",
        "$5",
        "5%",
        "pm",
        "th",
        "é",
        "“",
        "’s",
        "—",
        "\t",
        "x",
        "s",
        "t",
        "d",
        "T",
        "S",
        "n",
        "A",
        "J.",
        "J. ",
        "I. ",
        "alert' ",
        "o' ",
        "boys' ",
        "gonna, ",
        "dunno. ",
        "com",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn on_mixtures(text in plain_text()) {
        same(&text);
    }

    #[test]
    fn on_ascii(text in "[ -~\n]{0,200}") {
        same(&text);
    }

    #[test]
    fn on_anything(text in any::<String>()) {
        same(&text);
    }
}

/// The sample articles, and, where they are, the raw texts beside the repository.
#[test]
fn on_real_text() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../");
    let mut seen = 0;
    for folder in ["examples/news/text", "../shared/data/raw"] {
        let Ok(entries) = read_folder(&format!("{root}{folder}")) else {
            continue;
        };
        for text in entries {
            // In a debug build a megabyte of each is enough.
            let most = if cfg!(debug_assertions) {
                300_000
            } else {
                usize::MAX
            };
            let mut end = text.len().min(most);
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            same(&text[..end]);
            seen += end;
        }
    }
    assert!(seen > 20_000, "the sample articles are part of the repository");
}

#[allow(clippy::disallowed_methods, reason = "a test reads the sample articles")]
fn read_folder(path: &str) -> std::io::Result<Vec<String>> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let bytes = std::fs::read(entry?.path())?;
        texts.push(String::from_utf8_lossy(&bytes).into_owned());
    }
    Ok(texts)
}
