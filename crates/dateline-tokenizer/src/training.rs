//! What `dateline-train` needs to train the model of sentence ends. Not part of the crate's promises.

use crate::lists::Lists;
use crate::scan::{Notes, Noting};
use crate::sentence::{Ground, PlaceKind, Scratch, Words, each_place};
use crate::{Conventions, Error, Tokenizer};
use dateline_core::layers::Token;

/// How the model is made up; see its module.
pub mod shape {
    /// How many features of the linear part, and of the hidden layer, are near.
    pub const NEAR: (usize, usize) = crate::sentence::NEAR;
    /// The same of those farther off.
    pub const FAR: (usize, usize) = crate::sentence::FAR;
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

/// What is known about a place where the model decides: features, those that are near first.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Of the linear part.
    pub linear: [u32; shape::NEAR.0 + shape::FAR.0],
    /// Of the hidden layer.
    pub hidden: [u32; shape::NEAR.1 + shape::FAR.1],
}

/// Shows every place where the model decides, and what is known about it, together with the
/// index of the token before it, to `decide`, which says whether a sentence ends there. `words` are sorts of
/// words; see [`place`].
///
/// # Errors
/// If the built-in lists are broken.
pub fn each_decision(
    text: &str,
    tokens: &[Token],
    conventions: Conventions,
    words: &[u16],
    mut decide: impl FnMut(usize, Option<Asked>) -> bool,
) -> Result<(), Error> {
    let lists = Lists::built_in()?;
    let words = Words::new(words.into());
    let mut notes = Notes::default();
    notes.clear();
    notes.add_tokens(text, tokens);
    notes.leave_breaks();
    let ground = Ground {
        text,
        tokens,
        notes: &notes,
        lists: &lists,
        words: &words,
        gum: conventions == Conventions::Gum,
    };
    each_place(ground, &mut Scratch::default(), |place| match place.kind {
        PlaceKind::Paragraph | PlaceKind::Certain => decide(place.index, None),
        PlaceKind::Possible(mut question) => {
            let near = question.near();
            let far = question.far(&near);
            let mut asked = Asked {
                linear: [0; shape::NEAR.0 + shape::FAR.0],
                hidden: [0; shape::NEAR.1 + shape::FAR.1],
            };
            let linear = near.features.linear.iter().chain(&far.linear);
            let hidden = near.features.hidden.iter().chain(&far.hidden);
            asked
                .linear
                .iter_mut()
                .zip(linear)
                .for_each(|(to, from)| *to = *from);
            asked
                .hidden
                .iter_mut()
                .zip(hidden)
                .for_each(|(to, from)| *to = *from);
            decide(place.index, Some(asked))
        }
    });
    Ok(())
}

/// Where a form stands in the table of words, and what its slot holds beside the sort.
#[must_use]
pub fn place(form: &str) -> (usize, u16) {
    Words::place(crate::lexicon::spelling(form.as_bytes()))
}
