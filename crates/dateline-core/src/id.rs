//! Typed indices into a layer.

use crate::Layer;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

/// The index of one item in layer `L` of one document.
///
/// An id means something only together with the document it was made for. The type keeps an index into
/// the tokens from being used on the mentions.
pub struct Id<L: Layer> {
    raw: u32,
    layer: PhantomData<fn() -> L>,
}

impl<L: Layer> Id<L> {
    /// The id of the item at `index`.
    #[must_use]
    pub const fn new(index: u32) -> Self {
        Self {
            raw: index,
            layer: PhantomData,
        }
    }

    /// The id of the item at `index`; positions past `u32::MAX` saturate (no layer is that long).
    #[must_use]
    pub fn from_index(index: usize) -> Self {
        Self::new(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The index, for slices.
    #[must_use]
    pub const fn index(self) -> usize {
        self.raw as usize
    }

    /// The index as it is stored.
    #[must_use]
    pub const fn raw(self) -> u32 {
        self.raw
    }
}

// Derives would ask for `L: Clone` and the like, which a layer's marker type need not be.
impl<L: Layer> Clone for Id<L> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<L: Layer> Copy for Id<L> {}
impl<L: Layer> PartialEq for Id<L> {
    fn eq(&self, other: &Self) -> bool {
        self.raw == other.raw
    }
}
impl<L: Layer> Eq for Id<L> {}
impl<L: Layer> PartialOrd for Id<L> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<L: Layer> Ord for Id<L> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.raw.cmp(&other.raw)
    }
}
impl<L: Layer> Hash for Id<L> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.raw.hash(state);
    }
}
impl<L: Layer> fmt::Debug for Id<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", L::NAME, self.raw)
    }
}
