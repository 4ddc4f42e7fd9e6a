//! Writes compiled gazetteers.

use super::{KINDS, MAGIC, PLACE, PlaceCodes, fold};
use crate::error::DataError;
use crate::kinds::{Facts, Kinds, Usual};
use std::collections::BTreeMap;

/// Collects names and writes them as a compiled gazetteer: the same names give the same bytes.
#[derive(Default)]
pub struct GazetteerBuilder {
    names: BTreeMap<String, Facts>,
    places: BTreeMap<[u8; PLACE], u16>,
}

impl GazetteerBuilder {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of names so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether it has no name yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Adds kinds to a name. A place is kept if the name has none yet: add states before provinces, and
    /// large towns before small ones.
    pub fn add(&mut self, name: &str, kinds: Kinds, place: Option<PlaceCodes<'_>>) {
        let key = fold(name);
        if key.is_empty() {
            return;
        }
        let place = place.map(|codes| {
            let mut bytes = [0; PLACE];
            put(&mut bytes[..3], codes.alpha3);
            put(&mut bytes[3..5], codes.alpha2);
            bytes[5] = KINDS.iter().position(|kind| *kind == codes.kind).unwrap_or(0) as u8;
            put(&mut bytes[6..], codes.part);
            let next = self.places.len() as u16;
            *self.places.entry(bytes).or_insert(next)
        });
        let facts = self.names.entry(key).or_default();
        // A name that is also known in plain spelling matches in any.
        let cased = match (
            facts.kinds.is_empty(),
            facts.kinds.any(Kinds::CASED),
            kinds.any(Kinds::CASED),
        ) {
            (true, _, cased) => cased,
            (false, a, b) => a && b,
        };
        let both = Kinds::from_bits((facts.kinds | kinds).bits() & !Kinds::CASED.bits());
        facts.kinds = if cased { both | Kinds::CASED } else { both };
        facts.place = facts.place.or(place);
    }

    /// The kinds of a name so far.
    #[must_use]
    pub fn kinds(&self, name: &str) -> Kinds {
        self.names
            .get(&fold(name))
            .map_or(Kinds::NONE, |facts| facts.kinds)
    }

    /// Says how a word is usually written.
    pub fn set_usual(&mut self, word: &str, usual: Usual) {
        let key = fold(word);
        if !key.is_empty() && usual != Usual::Unknown {
            self.names.entry(key).or_default().usual = usual;
        }
    }

    /// The compiled bytes.
    ///
    /// # Errors
    /// [`DataError`] where there are more than 65,000 places or the map cannot be built.
    pub fn compile(&self) -> Result<Vec<u8>, DataError> {
        let bad = |reason: String| DataError::new("gazetteer", reason);
        let count = u16::try_from(self.places.len()).map_err(|_| bad("too many places".into()))?;
        let mut table: Vec<_> = self.places.iter().collect();
        table.sort_by_key(|(_, index)| **index);
        let mut bytes = MAGIC.to_vec();
        bytes.extend(count.to_le_bytes());
        for (codes, _) in table {
            bytes.extend(codes);
        }
        let mut map = fst::raw::Builder::memory();
        for (name, facts) in &self.names {
            map.insert(name, facts.to_bits())
                .map_err(|error| bad(error.to_string()))?;
        }
        bytes.extend(map.into_inner().map_err(|error| bad(error.to_string()))?);
        Ok(bytes)
    }
}

fn put(target: &mut [u8], text: &str) {
    for (to, from) in target.iter_mut().zip(text.bytes()) {
        *to = from;
    }
}
