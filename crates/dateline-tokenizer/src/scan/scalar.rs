//! The reference: one chunk after the other through the exact rules.

use crate::chars::{Kind, kind_at};
use crate::lists::Lists;
use crate::rules::{Options, cut};
use dateline_core::layers::Token;

/// Appends the tokens of `text`.
pub(crate) fn tokenize(text: &str, lists: &Lists, options: Options, tokens: &mut Vec<Token>) {
    let bytes = text.as_bytes();
    let (mut at, mut newlines) = (0, 2);
    while at < bytes.len() {
        let (kind, len) = kind_at(text, at);
        if kind == Kind::Space {
            newlines += usize::from(bytes.get(at) == Some(&b'\n'));
            at += len;
            continue;
        }
        let end = chunk_end(text, at);
        cut(text, at, end, newlines > 1, lists, options, tokens);
        newlines = 0;
        at = end;
    }
}

/// Where the chunk that begins at `at` ends.
pub(crate) fn chunk_end(text: &str, mut at: usize) -> usize {
    loop {
        let (kind, len) = kind_at(text, at);
        if matches!(kind, Kind::Space | Kind::End) {
            return at;
        }
        at += len;
    }
}
