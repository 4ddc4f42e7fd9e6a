//! What every document keeps, wherever its layers come from.

use dateline_core::Document;
use dateline_core::layers::{Sentence, Sentences, Token, Tokens};

/// Every span of every layer fits the text, and tokens and sentences are as their layers say.
pub(crate) fn check_document(doc: &Document) {
    assert_eq!(doc.misfits(), [], "spans that do not fit the text");
    let tokens = doc.layer::<Tokens>().unwrap_or_default();
    check_tokens(doc.text(), tokens);
    if let Some(sentences) = doc.layer::<Sentences>() {
        check_sentences(tokens, sentences);
    }
}

/// Tokens stand in text order, hold something and do not overlap.
pub(crate) fn check_tokens(text: &str, tokens: &[Token]) {
    let mut end = 0;
    for token in tokens {
        assert!(token.span.fits(text), "{token:?} does not slice the text");
        assert!(!token.span.is_empty(), "{token:?} is empty");
        assert!(end <= token.span.start(), "{token:?} begins before {end}");
        end = token.span.end();
    }
}

/// Sentences hold every token exactly once, and span from their first to their last.
pub(crate) fn check_sentences(tokens: &[Token], sentences: &[Sentence]) {
    let mut next = 0;
    for sentence in sentences {
        assert_eq!(sentence.first, next, "tokens between sentences");
        assert!(sentence.end > sentence.first, "a sentence without tokens");
        let held = &tokens[sentence.tokens()];
        assert_eq!(sentence.span.start(), held[0].span.start());
        assert_eq!(sentence.span.end(), held[held.len() - 1].span.end());
        next = sentence.end;
    }
    assert_eq!(next as usize, tokens.len(), "tokens after the last sentence");
}
