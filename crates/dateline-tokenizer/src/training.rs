//! What `dateline-train` needs to train the model of sentence ends. Not part of the crate's promises.

use crate::lists::Lists;
use crate::scan::{Notes, Noting};
use crate::sentence::{Glance, Ground, PlaceKind, Scratch, Words, each_place};
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
    /// How many features a glance sees.
    pub const GLANCES: usize = crate::sentence::GLANCES;
    /// The number of weights that they have.
    pub const GLANCE_WEIGHTS: usize = 1 << crate::sentence::GLANCE_BITS;
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

/// What is asked before the model.
#[derive(Clone, Copy, Debug)]
pub struct Tables<'t> {
    /// Sorts of words; see [`place`].
    pub words: &'t [u16],
    /// What decides places at a glance: weights, up to which of their sums a sentence goes on, and from which on
    /// it ends.
    pub glance: (&'t [i8], i32, i32),
}

/// What is known about a place where the model decides.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'f> {
    /// What a glance sees: places of its weights.
    pub seen: &'f [u16],
    /// The features of the model.
    pub features: &'f [u32],
}

/// Shows every place where the model decides, and what is known about it, together with the
/// index of the token before it, to `decide`, which says whether a sentence ends there.
///
/// # Errors
/// If the built-in lists are broken.
pub fn each_decision(
    text: &str,
    tokens: &[Token],
    conventions: Conventions,
    tables: Tables<'_>,
    mut decide: impl FnMut(usize, Option<Asked<'_>>) -> bool,
) -> Result<(), Error> {
    let lists = Lists::built_in()?;
    let words = Words::new(tables.words.into());
    let (weights, low, high) = tables.glance;
    let glance = Glance::new(weights.into(), low, high);
    let mut notes = Notes::default();
    notes.clear();
    notes.add_tokens(text, tokens);
    let ground = Ground {
        text,
        tokens,
        notes: &notes,
        lists: &lists,
        words: &words,
        glance: &glance,
        gum: conventions == Conventions::Gum,
    };
    each_place(ground, &mut Scratch::default(), |place| match place.kind {
        PlaceKind::Paragraph | PlaceKind::Certain => decide(place.index, None),
        PlaceKind::Possible { seen, features } => decide(place.index, Some(Asked { seen, features })),
    });
    Ok(())
}

/// Where a form stands in the table of words, and what its slot holds beside the sort.
#[must_use]
pub fn place(form: &str) -> (usize, u16) {
    Words::place(crate::lexicon::spelling(form.as_bytes()))
}
