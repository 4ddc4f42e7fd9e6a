//! Sentences: where a token ends one.
//!
//! Paragraphs end sentences. Within one, a place is looked at where something speaks for an end: a mark that
//! ends sentences, or signs like a line's end or a list. A small model over the words around decides, within
//! bounds that hold whatever it says (see [`rules::possible`]). Which places need no look, and which are sure
//! ends, is told by notes that were taken while tokens were cut.

mod features;
mod looks;
mod memo;
pub(crate) mod model;
mod paragraphs;
mod places;
mod rules;
mod words;
mod wrap;

pub(crate) use words::{BITS as WORD_BITS, Words};

pub(crate) use features::{FAR, NEAR};
pub(crate) use model::{FULL, LINEAR_SCALE, MAGIC, Model, ROWS, UNITS, WEIGHTS};
pub(crate) use places::{Ground, PlaceKind, Scratch, each_place};

use dateline_core::layers::Sentence;

/// Appends the sentences of the tokens of the ground. All of it is inlined, so that whoever calls it says for which
/// processor it is compiled.
#[inline(always)]
pub(crate) fn split(ground: Ground<'_>, model: &Model, scratch: &mut Scratch, sentences: &mut Vec<Sentence>) {
    let tokens = ground.tokens;
    let mut first = 0;
    let mut begins = true;
    each_place(
        ground,
        scratch,
        #[inline(always)]
        |place| {
            let paragraph = matches!(place.kind, PlaceKind::Paragraph);
            let ends = match place.kind {
                PlaceKind::Paragraph | PlaceKind::Certain => true,
                PlaceKind::Possible(question) => model.ends(question),
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
                begins = paragraph;
            }
            ends
        },
    );
}
