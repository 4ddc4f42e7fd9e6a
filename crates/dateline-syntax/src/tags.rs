//! Pairs of a universal tag and one of the language's own, as small numbers.

use crate::table::short;
use dateline_core::layers::Upos;
use dateline_model::{Error, ErrorKind};

/// Slots of the little hash table of names; a power of two, many more than there are tags.
const SLOTS: usize = 256;

/// The language's tags that the model knows.
#[derive(Clone, Debug)]
pub(crate) struct Tags {
    names: Vec<Box<str>>,
    /// A name's bytes and its number.
    slots: Box<[(u64, u16)]>,
}

/// A name of at most seven bytes as a number; zero for longer ones, which no tag has.
#[inline]
fn packed(name: &str) -> u64 {
    if name.len() < 8 { short(name.as_bytes()) } else { 0 }
}

fn slot(packed: u64) -> usize {
    (packed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize
}

impl Tags {
    /// The tags of these names, without repetitions.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`] for a name that is empty or longer than seven bytes, or too many of them.
    pub(crate) fn new<'n>(names: impl Iterator<Item = &'n str>) -> Result<Self, Error> {
        let mut tags = Self {
            names: Vec::new(),
            slots: vec![(0, 0); SLOTS].into(),
        };
        for name in names {
            let packed = packed(name);
            if packed == 0 || tags.names.len() >= SLOTS / 2 {
                return Err(Error::new(
                    ErrorKind::Shape,
                    format!("the tag “{name}” has no place"),
                ));
            }
            if tags.find(packed).is_some() {
                continue;
            }
            let mut at = slot(packed);
            while tags.slots.get(at).is_some_and(|(known, _)| *known != 0) {
                at = (at + 1) % SLOTS;
            }
            if let Some(free) = tags.slots.get_mut(at) {
                *free = (packed, tags.names.len() as u16);
            }
            tags.names.push(name.into());
        }
        Ok(tags)
    }

    fn find(&self, packed: u64) -> Option<u16> {
        let mut at = slot(packed);
        loop {
            match self.slots.get(at) {
                Some((known, number)) if *known == packed => return (packed != 0).then_some(*number),
                Some((known, _)) if *known != 0 => at = (at + 1) % SLOTS,
                _ => return None,
            }
        }
    }

    /// The number of the pair, below [`Tags::pairs`]; tags that are not known share one number for each `upos`.
    #[inline]
    pub(crate) fn pair(&self, upos: Upos, xpos: &str) -> u16 {
        let own = self.find(packed(xpos)).map_or(self.names.len(), usize::from);
        (upos as usize * (self.names.len() + 1) + own) as u16
    }

    /// How many pairs there are.
    pub(crate) fn pairs(&self) -> usize {
        Upos::ALL.len() * (self.names.len() + 1)
    }

    /// Every pair in the order of its number; the name is empty for tags that are not known.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Upos, &str)> {
        let names = || self.names.iter().map(AsRef::as_ref).chain([""]);
        Upos::ALL
            .iter()
            .flat_map(move |upos| names().map(move |name| (*upos, name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_have_numbers_of_their_own() {
        let tags = Tags::new(["NN", "NNS", "-LRB-", ",", "NN"].into_iter()).unwrap();
        assert_eq!(tags.pairs(), Upos::ALL.len() * 5);
        for (number, (upos, name)) in tags.all().enumerate() {
            assert_eq!(usize::from(tags.pair(upos, name)), number);
        }
        assert_eq!(tags.pair(Upos::X, "VERYLONGTAG"), tags.pair(Upos::X, "QQ"));
        assert!(Tags::new(["VERYLONGTAG"].into_iter()).is_err());
        assert!(Tags::new([""].into_iter()).is_err());
    }
}
