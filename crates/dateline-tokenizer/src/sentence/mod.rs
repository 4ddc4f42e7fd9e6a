//! Sentences: where a token ends one.
//!
//! Paragraphs end sentences. Within one, a place is looked at where something speaks for an end: a mark that
//! ends sentences, or signs like a line's end or a list. A linear model over the words around decides, within
//! bounds that hold whatever it says (see [`rules::possible`]).

mod features;
mod model;
mod paragraphs;
mod places;
mod rules;
mod wrap;

pub(crate) use model::{Model, SIZE as WEIGHTS};
pub(crate) use places::{PlaceKind, each_place};

use crate::lists::Lists;
use dateline_core::layers::{Sentence, Token};

/// A sentence ends where the model's score is above this. A little below zero, as a missed end costs as much
/// as a false one and the model, which sees far more places that are none, is too careful; set by
/// cross-validation on the training data.
const LEANING: i32 = -28;

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
