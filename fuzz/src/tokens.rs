//! The tokenizer over any text.

use crate::checks::{check_sentences, check_tokens};
use dateline::tokenizer::{Conventions, Scratch, Tokenizer};
use std::sync::LazyLock;

/// One for each setting of the two switches; making one reads its lists, which is not what is fuzzed here.
static TOKENIZERS: LazyLock<[Tokenizer; 4]> = LazyLock::new(|| {
    [(false, true), (false, false), (true, true), (true, false)].map(|(gum, split)| {
        let conventions = if gum { Conventions::Gum } else { Conventions::Ewt };
        Tokenizer::builder()
            .conventions(conventions)
            .split_hyphens(split)
            .build()
            .expect("the built-in lists")
    })
});

/// Tokens slice the text, in order, and hold all of it but white space; sentences hold the tokens; and the
/// answer depends on the text alone. The first byte chooses the settings.
///
/// # Panics
/// When one of these does not hold.
pub fn tokenizer_offsets(data: &[u8]) {
    let Some((choice, bytes)) = data.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(bytes);
    let tokenizer = &TOKENIZERS[usize::from(choice % 4)];

    let (mut tokens, mut sentences, mut scratch) = (Vec::new(), Vec::new(), Scratch::new());
    // Buffers that have served another text first.
    tokenizer
        .tokenize_into(
            "An “earlier” text. It's gone.",
            &mut tokens,
            &mut sentences,
            &mut scratch,
        )
        .expect("short");
    tokenizer
        .tokenize_into(&text, &mut tokens, &mut sentences, &mut scratch)
        .expect("short");

    check_tokens(&text, &tokens);
    let mut end = 0;
    for token in &tokens {
        check_gap(&text[end..token.span.range().start]);
        end = token.span.range().end;
    }
    check_gap(&text[end..]);
    check_sentences(&tokens, &sentences);

    let mut again = Vec::new();
    tokenizer.tokenize(&text, |token| again.push(token));
    assert_eq!(again, tokens, "one at a time and all at once differ");
}

/// What lies between tokens is white space, or invisible.
fn check_gap(gap: &str) {
    let lost = gap
        .chars()
        .find(|c| !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{feff}'));
    assert_eq!(lost, None, "no token holds a part of {gap:?}");
}

#[cfg(test)]
mod tests {
    use crate::samples::{NEWS, mutated};

    #[test]
    fn made_up_texts() {
        mutated(NEWS, 3000, super::tokenizer_offsets);
    }
}
