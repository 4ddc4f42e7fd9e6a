//! What a description is a description of: a small linear model over its head, endings and surroundings.
//!
//! The classes are the entity types of GUM, those joined that coreference need not keep apart.

use crate::hash::{Feature, mix};
use crate::markables::Markable;
use crate::tree::Word;

/// What a mention is a mention of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Class {
    /// People, and groups of them.
    Person,
    /// Organizations.
    Organization,
    /// Places.
    Place,
    /// Times.
    Time,
    /// Events.
    Event,
    /// Things that cannot be touched.
    Abstract,
    /// Things that can, substances among them.
    Object,
    /// Animals and plants.
    Other,
}

/// How many classes there are.
pub const CLASSES: usize = 8;

impl Class {
    const ALL: [Self; CLASSES] = [
        Self::Person,
        Self::Organization,
        Self::Place,
        Self::Time,
        Self::Event,
        Self::Abstract,
        Self::Object,
        Self::Other,
    ];

    /// The class of one of GUM's entity types.
    #[must_use]
    pub fn of_gum(name: &str) -> Self {
        match name {
            "person" => Self::Person,
            "organization" => Self::Organization,
            "place" => Self::Place,
            "time" => Self::Time,
            "event" => Self::Event,
            "object" | "substance" => Self::Object,
            "animal" | "plant" => Self::Other,
            _ => Self::Abstract,
        }
    }

    /// The class of this number; of none, the last.
    #[must_use]
    pub fn of_number(number: usize) -> Self {
        Self::ALL.get(number).copied().unwrap_or(Self::Other)
    }
}

/// Rows of the model's table: two to the power of this.
pub const CLASS_BITS: u32 = 15;

/// The features of one markable for the class model.
pub(crate) fn features(it: &Markable, word: &Word, out: &mut Vec<Feature>) {
    let row = |template: u64, a: u64, b: u64| mix(template, a, b, 0, CLASS_BITS);
    let label = u64::from(it.label);
    out.push(row(1, 0, 0));
    out.push(row(2, label, 0));
    out.push(row(3, word.lemma, label));
    out.push(row(4, word.ending, label));
    out.push(row(5, u64::from(it.role), it.governor));
    out.push(row(6, u64::from(it.role), u64::from(it.number)));
    out.push(row(7, it.form as u64, u64::from(it.number)));
    let nearest = it.modifiers.iter().rev().find(|hash| **hash != 0);
    out.push(row(8, nearest.copied().unwrap_or(0), 0));
    out.push(row(9, word.form, 0));
}

/// The class model: its weights, a row of [`CLASSES`] for each feature.
pub(crate) struct Classes {
    weights: Vec<[i8; CLASSES]>,
}

impl Classes {
    pub(crate) fn new(weights: Vec<[i8; CLASSES]>) -> Self {
        Self { weights }
    }

    /// The likeliest class.
    pub(crate) fn of(&self, it: &Markable, word: &Word) -> Class {
        let mut rows = Vec::with_capacity(12);
        features(it, word, &mut rows);
        let mut sums = [0_i32; CLASSES];
        for row in rows {
            if let Some(weights) = self.weights.get(row as usize) {
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum += i32::from(*weight);
                }
            }
        }
        let best = (0..CLASSES).max_by_key(|at| (sums.get(*at).copied(), usize::MAX - at));
        Class::of_number(best.unwrap_or(CLASSES))
    }
}
