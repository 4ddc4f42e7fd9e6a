//! Sentences: where a token ends one.
//!
//! Paragraphs end sentences. Within one, a place is looked at where something speaks for an end: a mark that
//! ends sentences, or signs like a line's end or a list. A linear model over the words around decides, within
//! bounds that hold whatever it says (see [`rules::possible`]).

mod features;
mod model;
mod rules;
mod wrap;

pub(crate) use model::{Model, SIZE as WEIGHTS};

use crate::chars::{Kind, kind_at};
use crate::lists::Lists;
use dateline_core::layers::{Sentence, Token, TokenClass};
use features::{COUNT, Surroundings};
use wrap::Wrap;

/// A sentence ends where the model's score is above this. A little below zero, as a missed end costs as much
/// as a false one and the model, which sees far more places that are none, is too careful; set by
/// cross-validation on the training data.
const LEANING: i32 = -28;

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

/// Appends the sentences of the tokens of `text`. `paragraphs` is scratch.
pub(crate) fn split(
    text: &str,
    tokens: &[Token],
    lists: &Lists,
    model: &Model,
    gum: bool,
    paragraphs: &mut Vec<u32>,
    sentences: &mut Vec<Sentence>,
) {
    let mut first = 0;
    let mut begins = true;
    each_place(text, tokens, lists, gum, paragraphs, |place| {
        let ends = match place.kind {
            PlaceKind::Paragraph | PlaceKind::Certain => true,
            PlaceKind::Possible(features) => model.score(features) > LEANING,
        };
        if ends {
            if let (Some(from), Some(to)) = (tokens.get(first), tokens.get(place.index)) {
                sentences.push(Sentence {
                    span: from.span.join(to.span),
                    first: first as u32,
                    end: place.index as u32 + 1,
                    paragraph: begins,
                });
            }
            first = place.index + 1;
            begins = matches!(place.kind, PlaceKind::Paragraph);
        }
        ends
    });
}

/// A place where a sentence may end.
pub(crate) struct Place<'f> {
    /// The token before it.
    pub(crate) index: usize,
    /// Why it may.
    pub(crate) kind: PlaceKind<'f>,
}

/// Why a sentence may end at a place.
pub(crate) enum PlaceKind<'f> {
    /// The paragraph ends.
    Paragraph,
    /// A rule says so.
    Certain,
    /// The words around may say so.
    Possible(&'f [u32; COUNT]),
}

/// Shows every place to `decide`, which says whether a sentence ends there.
pub(crate) fn each_place(
    text: &str,
    tokens: &[Token],
    lists: &Lists,
    gum: bool,
    paragraphs: &mut Vec<u32>,
    mut decide: impl FnMut(Place<'_>) -> bool,
) {
    find_paragraphs(text, tokens, paragraphs);
    let casual = rules::casual(text, tokens, paragraphs);
    let mut features = [0u32; COUNT];
    let mut start = 0;
    for end in paragraphs.iter().map(|end| *end as usize) {
        let mut around = Surroundings {
            casual,
            gum,
            ..Surroundings::default()
        };
        let mut sentence = start;
        for index in start..end {
            let Some(token) = tokens.get(index) else { break };
            track(text, token, &mut around);
            if index + 1 == end || !rules::possible(text, tokens, index, casual) {
                continue;
            }
            let certain = rules::certain(text, tokens, index, lists);
            if certain == Some(false) {
                continue;
            }
            around.length = index + 1 - sentence;
            around.first = sentence;
            around.rest = end - index - 1;
            let kind = if certain.is_some() {
                PlaceKind::Certain
            } else {
                features::extract(text, tokens, index, around, lists, &mut features);
                PlaceKind::Possible(&features)
            };
            if decide(Place { index, kind }) {
                sentence = index + 1;
                (around.brackets, around.lower, around.upper) = (0, 0, 0);
            }
        }
        if end > start {
            decide(Place {
                index: end - 1,
                kind: PlaceKind::Paragraph,
            });
        }
        start = end;
    }
}

/// Keeps count of open quotation marks and brackets.
fn track(text: &str, token: &Token, around: &mut Surroundings) {
    if token.class == TokenClass::Word {
        match kind_at(text, token.span.start() as usize).0 {
            Kind::Lower => around.lower += 1,
            Kind::Upper => around.upper += 1,
            _ => {}
        }
    }
    if token.class != TokenClass::Punct {
        return;
    }
    match text.as_bytes().get(token.span.range()) {
        Some([0xe2, 0x80, 0x9c]) => around.quoted = true,
        Some([0xe2, 0x80, 0x9d]) => around.quoted = false,
        Some(b"\"") => around.quoted = !around.quoted,
        Some(b"(") => around.brackets += 1,
        Some(b")") => around.brackets = around.brackets.saturating_sub(1),
        _ => {}
    }
}

/// Finds where paragraphs end: one past the index of the last token of each.
fn find_paragraphs(text: &str, tokens: &[Token], ends: &mut Vec<u32>) {
    ends.clear();
    let wrap = Wrap::of(text);
    let mut line = 0;
    for (index, pair) in tokens.windows(2).enumerate() {
        let [token, next] = pair else { continue };
        let (end, start) = (token.span.end() as usize, next.span.start() as usize);
        if start - end > 0 && gap(text, end, start, &wrap, &mut line) == Gap::Paragraph {
            ends.push(index as u32 + 1);
        }
    }
    if !tokens.is_empty() {
        ends.push(tokens.len() as u32);
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
