//! Sentences in pieces that the network can take: each has a bound, so that time stays linear.
//!
//! A sentence of more than [`LONGEST`] words, which is hardly ever one, is cut behind the last word of a window that
//! looks like an end: a full stop or semicolon, else a comma, colon or dash, else wherever the window ends.

use dateline_core::layers::{Sentence, Token};
use std::ops::Range;

/// Words of a piece at most.
pub const LONGEST: usize = 200;

/// Some tokens that are parsed together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) tokens: Range<usize>,
    /// Whether it goes on the sentence of the piece before.
    pub(crate) goes_on: bool,
}

/// Cuts all tokens into pieces, in order. Tokens that no sentence has, which only foreign layers may bring, are
/// taken as sentences of their own.
pub(crate) fn cut(text: &str, tokens: &[Token], sentences: &[Sentence], out: &mut Vec<Piece>) {
    out.clear();
    let mut done = 0;
    for sentence in sentences {
        let range = sentence.tokens();
        let end = range.end.min(tokens.len());
        let start = range.start.clamp(done, end.max(done));
        one(text, tokens, done..start, out);
        one(text, tokens, start..end, out);
        done = done.max(end);
    }
    one(text, tokens, done..tokens.len(), out);
}

/// Cuts one sentence.
fn one(text: &str, tokens: &[Token], sentence: Range<usize>, out: &mut Vec<Piece>) {
    let mut start = sentence.start;
    while start < sentence.end {
        let mut end = sentence.end;
        if end - start > LONGEST {
            end = start + LONGEST;
            // The first half stays whole, so that pieces do not become small.
            let half = start + LONGEST / 2;
            let window = tokens.get(half..end).unwrap_or_default();
            let best = (1..)
                .zip(window)
                .map(|(at, token)| (strength(text, token), at))
                .max();
            if let Some((1.., at)) = best {
                end = half + at;
            }
        }
        out.push(Piece {
            tokens: start..end,
            goes_on: start > sentence.start,
        });
        start = end;
    }
}

/// How much a token looks like an end.
fn strength(text: &str, token: &Token) -> u8 {
    match text.get(token.span.range()) {
        Some("." | "!" | "?" | ";" | "…") => 2,
        Some("," | ":" | "-" | "–" | "—" | "--" | "•" | "|") => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::Span;
    use dateline_core::layers::TokenClass;

    fn pieces(words: &[&str], sentences: &[(u32, u32)]) -> Vec<(Range<usize>, bool)> {
        let (mut text, mut tokens) = (String::new(), Vec::new());
        for word in words {
            tokens.push(Token::new(Span::at(text.len(), word.len()), TokenClass::Word));
            text.push_str(word);
            text.push(' ');
        }
        let sentences: Vec<Sentence> = sentences
            .iter()
            .map(|(first, end)| Sentence {
                span: Span::at(0, 0),
                first: *first,
                end: *end,
                paragraph: false,
            })
            .collect();
        let mut out = Vec::new();
        cut(&text, &tokens, &sentences, &mut out);
        out.into_iter()
            .map(|piece| (piece.tokens, piece.goes_on))
            .collect()
    }

    #[test]
    fn sentences_are_pieces() {
        assert_eq!(
            pieces(&["a", "b", "c"], &[(0, 2), (2, 3)]),
            [(0..2, false), (2..3, false)]
        );
    }

    #[test]
    fn no_token_is_lost_whatever_the_sentences_say() {
        assert_eq!(
            pieces(&["a", "b", "c", "d", "e"], &[(1, 2), (1, 3), (4, 99)]),
            [
                (0..1, false),
                (1..2, false),
                (2..3, false),
                (3..4, false),
                (4..5, false)
            ]
        );
        assert_eq!(pieces(&["a"], &[]), [(0..1, false)]);
        assert_eq!(
            pieces(&["a", "b"], &[(1, 2), (0, 1)]),
            [(0..1, false), (1..2, false)]
        );
    }

    #[test]
    fn long_sentences_are_cut_where_they_rest() {
        let mut words = vec!["a"; 500];
        assert_eq!(
            pieces(&words, &[(0, 500)]),
            [(0..200, false), (200..400, true), (400..500, true)]
        );
        words[120] = ";";
        words[190] = ",";
        words[319] = ",";
        assert_eq!(
            pieces(&words, &[(0, 500)]),
            [(0..121, false), (121..320, true), (320..500, true)]
        );
    }
}
