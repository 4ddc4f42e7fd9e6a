//! Chances of names: what a sequence model thinks of every token, before gazetteers and context have had their say.

use crate::{Annotation, Span, layers::layer};

layer! {
    /// What each token's place in a name may be, one item a token. A tagger weighs it together with what its own model
    /// says.
    NameChances, "name_chances", NameChance
}

layer! {
    /// The same from a small model, whose word counts for less. Where both layers are there, this one is not looked at.
    NameHints, "name_hints", NameChance
}

/// The kinds that corpora of names agree on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum NameKind {
    /// People.
    Person,
    /// Organizations.
    Org,
    /// Places, political or not, and what stands at them.
    Place,
    /// Other names: nationalities, events, works, products, laws.
    Other,
}

impl NameKind {
    /// How many kinds there are.
    pub const COUNT: usize = 4;
}

/// The natural logarithms of one token's chances, all finite and none above zero but by rounding. The chances of the
/// three cases sum to one. The arrays go by the numbers of [`NameKind`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NameChance {
    /// That it stands outside every name.
    pub outside: f32,
    /// That it is the first or only token of a name of each kind.
    pub begins: [f32; NameKind::COUNT],
    /// That it goes on a name of each kind.
    pub goes_on: [f32; NameKind::COUNT],
}

impl Annotation for NameChance {
    fn visit_spans(&self, _: &mut dyn FnMut(Span)) {}
}
