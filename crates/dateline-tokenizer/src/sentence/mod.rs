//! Sentences: where a token ends one.

mod rules;
mod wrap;

use crate::lists::Lists;
use dateline_core::layers::{Sentence, Token};
use wrap::Wrap;

/// What stands between two tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing.
    None,
    /// White space within a paragraph.
    Space,
    /// A new paragraph begins.
    Paragraph,
}

/// Appends the sentences of the tokens of `text`.
pub(crate) fn split(text: &str, tokens: &[Token], lists: &Lists, sentences: &mut Vec<Sentence>) {
    let wrap = Wrap::of(text);
    let (mut first, mut paragraph) = (0, true);
    let mut line = 0;
    let mut pending = None;
    for (index, token) in tokens.iter().enumerate() {
        let gap = match tokens.get(index + 1) {
            None => Gap::Paragraph,
            Some(next) => {
                let (end, start) = (token.span.end() as usize, next.span.start() as usize);
                gap(text, end, start, &wrap, &mut line)
            }
        };
        if pending.is_none_or(|last| last < index) && gap != Gap::Paragraph && rules::terminal(text, token) {
            pending = rules::boundary(text, tokens, index, lists);
        }
        if gap == Gap::Paragraph || pending == Some(index) {
            if let Some(from) = tokens.get(first) {
                sentences.push(Sentence {
                    span: from.span.join(token.span),
                    first: first as u32,
                    end: index as u32 + 1,
                    paragraph,
                });
            }
            first = index + 1;
            paragraph = gap == Gap::Paragraph;
        }
    }
}

/// What stands between the bytes `from` and `to`; `line` is where the present line begins.
fn gap(text: &str, from: usize, to: usize, wrap: &Wrap, line: &mut usize) -> Gap {
    if from == to {
        return Gap::None;
    }
    let between = text.as_bytes().get(from..to).unwrap_or_default();
    if between == b" " {
        return Gap::Space;
    }
    let mut newlines = 0;
    let mut last = 0;
    for (index, byte) in between.iter().enumerate() {
        if *byte == b'\n' || (*byte == b'\r' && between.get(index + 1) != Some(&b'\n')) {
            newlines += 1;
            last = index;
        }
    }
    let separator = text
        .get(from..to)
        .is_some_and(|gap| gap.contains(['\u{2029}', '\u{c}']));
    if newlines == 0 {
        return if separator { Gap::Paragraph } else { Gap::Space };
    }
    let length = from - (*line).min(from);
    *line = from + last + 1;
    if newlines > 1 || separator || !wrap.soft(text, length, to) {
        Gap::Paragraph
    } else {
        Gap::Space
    }
}
