//! The reference: one chunk after the other through the exact rules.

use super::Context;
use crate::chars::{Kind, kind_at};
use crate::rules::cut;
use dateline_core::layers::Token;

/// Appends the tokens of the bytes `start..end` of the text, which begin and end at white space.
pub(crate) fn region(context: Context<'_>, start: usize, end: usize, tokens: &mut Vec<Token>) {
    let mut at = start;
    let mut first = context.options.gum && begins_paragraph(context.text, start);
    while at < end {
        let (kind, len) = kind_at(context.text, at);
        if kind == Kind::Space {
            first = context.options.gum && begins_paragraph(context.text, at + len);
            at += len;
            continue;
        }
        let stop = chunk_end(context.text, at, end);
        cut(context, at, stop, first, tokens);
        at = stop;
    }
}

/// Whether nothing stands before `at` but white space with an empty line in it, or nothing at all.
fn begins_paragraph(text: &str, at: usize) -> bool {
    let mut newlines = 0;
    for byte in text.as_bytes().get(..at).unwrap_or_default().iter().rev() {
        match byte {
            b'\n' => newlines += 1,
            byte if byte.is_ascii_whitespace() => {}
            _ => return false,
        }
        if newlines > 1 {
            return true;
        }
    }
    true
}

/// Where the chunk that begins at `at` ends, at `limit` at the latest.
fn chunk_end(text: &str, mut at: usize, limit: usize) -> usize {
    let bytes = text.as_bytes().get(..limit).unwrap_or_default();
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let plain = rest.iter().position(|byte| !PLAIN[usize::from(*byte)]);
        at += plain.unwrap_or(rest.len());
        if at >= limit {
            return at;
        }
        let (kind, len) = kind_at(text, at);
        if matches!(kind, Kind::Space | Kind::End) {
            return at;
        }
        at += len;
    }
}

/// The bytes that are characters of ASCII but no white space.
const PLAIN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128u8 {
        table[byte as usize] = !matches!(crate::chars::ascii(byte), Kind::Space);
        byte += 1;
    }
    table
};

/// Where ASCII white space stands next after `at`.
pub(crate) fn gap_after(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let length = rest
        .iter()
        .position(|byte| crate::chars::ascii(*byte) == Kind::Space);
    at + length.unwrap_or(rest.len())
}
