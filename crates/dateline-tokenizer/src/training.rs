//! What `dateline-train` needs to train the model of sentence ends. Not part of the crate's promises.

use crate::lists::Lists;
use crate::sentence::{Ground, PlaceKind, Scratch, Words, each_place};
use crate::{Conventions, Error, Tokenizer};
use dateline_core::layers::Token;

/// How the model is made up; see its module.
pub mod shape {
    /// Features that go into the linear part; those after them go into the hidden layer.
    pub const LINEAR: usize = crate::sentence::LINEAR;
    /// The number of weights of the linear part.
    pub const WEIGHTS: usize = crate::sentence::WEIGHTS;
    /// The number of rows; a feature's row is its number modulo this.
    pub const ROWS: usize = crate::sentence::ROWS;
    /// The units of the hidden layer.
    pub const UNITS: usize = crate::sentence::UNITS;
    /// The value of a unit that is fully on.
    pub const FULL: i16 = crate::sentence::FULL;
    /// How many times as much as it says a weight of the linear part counts.
    pub const LINEAR_SCALE: i32 = crate::sentence::LINEAR_SCALE;
    /// The number of slots of the table of words.
    pub const SLOTS: usize = 1 << crate::sentence::WORD_BITS;
    /// The name and version that the file begins with.
    pub const MAGIC: &[u8; 8] = crate::sentence::MAGIC;
}

/// A tokenizer for tokens alone, whatever the model's file holds.
///
/// # Errors
/// If the built-in lists are broken.
pub fn tokenizer(conventions: Conventions) -> Result<Tokenizer, Error> {
    Tokenizer::builder()
        .conventions(conventions)
        .without_model()
        .build()
}

/// Shows the features of every place where the model decides, together with the index of the token before
/// it, to `decide`, which says whether a sentence ends there.
///
/// # Errors
/// If the built-in lists are broken.
pub fn each_decision(
    text: &str,
    tokens: &[Token],
    conventions: Conventions,
    words: &[u16],
    mut decide: impl FnMut(usize, Option<&[u32]>) -> bool,
) -> Result<(), Error> {
    let lists = Lists::built_in()?;
    let words = Words::new(words.into());
    let ground = Ground {
        text,
        tokens,
        lists: &lists,
        words: &words,
        gum: conventions == Conventions::Gum,
    };
    each_place(ground, &mut Scratch::default(), |place| match place.kind {
        PlaceKind::Paragraph | PlaceKind::Certain => decide(place.index, None),
        PlaceKind::Possible(features) => decide(place.index, Some(features.as_slice())),
    });
    Ok(())
}

/// Where a form stands in the table of words, and what its slot holds beside the sort.
#[must_use]
pub fn place(form: &str) -> (usize, u16) {
    Words::place(crate::sentence::spelling(form.as_bytes()))
}
