//! The places where a sentence may end, in order.

use super::features::{COUNT, Surroundings, extract};
use super::{paragraphs, rules};
use crate::chars::{Kind, kind_at};
use crate::lists::Lists;
use dateline_core::layers::{Token, TokenClass};

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
    ends: &mut Vec<u32>,
    mut decide: impl FnMut(Place<'_>) -> bool,
) {
    paragraphs::find(text, tokens, ends);
    let mut features = [0u32; COUNT];
    // Asked for only where a lower-case word follows a mark.
    let mut casual = rules::Casual::new(text, tokens);
    let unended = ends
        .iter()
        .filter(|end| !rules::ended(text, tokens, **end as usize - 1))
        .count();
    // A text of which many paragraphs end with no mark: an e-mail with its signature, a list.
    let loose_text = unended >= 2 && unended * 4 >= ends.len();
    let mut start = 0;
    for end in ends.iter().map(|end| *end as usize) {
        let mut around = Surroundings {
            gum,
            ..Surroundings::default()
        };
        let mut sentence = start;
        // A paragraph that ends with no mark may hold more that does: lists, signatures, headlines.
        let loose = loose_text || (end > start && !rules::ended(text, tokens, end - 1));
        for index in start..end {
            let Some(token) = tokens.get(index) else { break };
            match token.class {
                TokenClass::Punct => track(text, token, &mut around),
                TokenClass::Word
                    if loose || text.as_bytes().get(token.span.end() as usize - 1) == Some(&b'.') => {}
                TokenClass::Word => continue,
                TokenClass::Number if !loose => continue,
                _ => {}
            }
            if index + 1 == end || !rules::possible(text, tokens, index, loose, &mut casual) {
                continue;
            }
            let certain = rules::certain(text, tokens, index, around.quoted || around.brackets > 0, lists);
            let kind = match certain {
                Some(false) => continue,
                Some(true) => PlaceKind::Certain,
                None => {
                    around.first = sentence;
                    around.length = index + 1 - sentence;
                    around.rest = end - index - 1;
                    around.casual = casual.get();
                    count_capitals(text, tokens, sentence, index, &mut around);
                    extract(text, tokens, index, around, lists, &mut features);
                    PlaceKind::Possible(&features)
                }
            };
            if decide(Place { index, kind }) {
                sentence = index + 1;
                around.brackets = 0;
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

/// Counts the words of the sentence so far with and without a capital; of a long one, the last.
fn count_capitals(text: &str, tokens: &[Token], first: usize, last: usize, around: &mut Surroundings) {
    const MOST: usize = 40;
    (around.lower, around.upper) = (0, 0);
    for token in tokens
        .get(first.max((last + 1).saturating_sub(MOST))..=last)
        .unwrap_or_default()
    {
        if token.class == TokenClass::Word {
            match kind_at(text, token.span.start() as usize).0 {
                Kind::Lower => around.lower += 1,
                Kind::Upper => around.upper += 1,
                _ => {}
            }
        }
    }
}

/// Keeps count of open quotation marks and brackets.
fn track(text: &str, token: &Token, around: &mut Surroundings) {
    match text.as_bytes().get(token.span.range()) {
        Some([0xe2, 0x80, 0x9c]) => around.quoted = true,
        Some([0xe2, 0x80, 0x9d]) => around.quoted = false,
        Some(b"\"") => around.quoted = !around.quoted,
        Some(b"(") => around.brackets += 1,
        Some(b")") => around.brackets = around.brackets.saturating_sub(1),
        _ => {}
    }
}
