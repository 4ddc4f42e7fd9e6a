//! What `dateline-train` needs to train the model of sentence ends. Not part of the crate's promises.

use crate::lists::Lists;
use crate::sentence::{Model, PlaceKind, each_place};
use crate::{Conventions, Error};
use dateline_core::layers::Token;

/// The number of weights.
pub const WEIGHTS: usize = crate::sentence::WEIGHTS;

/// Shows the features of every place where the model decides, together with the index of the token before
/// it, to `decide`, which says whether a sentence ends there.
///
/// # Errors
/// If the built-in lists are broken.
pub fn each_decision(
    text: &str,
    tokens: &[Token],
    conventions: Conventions,
    mut decide: impl FnMut(usize, Option<&[u32]>) -> bool,
) -> Result<(), Error> {
    let lists = Lists::built_in()?;
    let gum = conventions == Conventions::Gum;
    each_place(text, tokens, &lists, gum, &mut Vec::new(), |place| {
        match place.kind {
            PlaceKind::Paragraph | PlaceKind::Certain => decide(place.index, None),
            PlaceKind::Possible(features) => decide(place.index, Some(features.as_slice())),
        }
    });
    Ok(())
}

/// The model's file out of its weights.
#[must_use]
pub fn write(weights: &[i8]) -> Vec<u8> {
    Model::write(weights)
}
