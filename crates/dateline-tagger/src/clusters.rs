//! Word classes: which words keep the same company in running text, learned from raw corpora.
//!
//! The file is an `fst` map from [`class_key`] to the fine class in the low 16 bits and the coarse class
//! above, each plus one, so that 0 is "unknown".

use crate::error::DataError;
use fst::raw::Fst;
use std::collections::BTreeMap;

pub(crate) static CLUSTERS: &[u8] = include_bytes!("../../../models/clusters.bin");

/// The classes of one word; 0 where it is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Class {
    /// One of some hundreds.
    pub fine: u16,
    /// One of some dozens.
    pub coarse: u16,
}

/// The form under which a word is kept: as written, but every digit as 0.
#[must_use]
pub fn class_key(word: &str) -> String {
    word.chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect()
}

/// The classes of the words.
pub struct Clusters {
    map: Fst<&'static [u8]>,
}

impl Clusters {
    /// The classes that come with the crate.
    ///
    /// # Errors
    /// [`DataError`] where the embedded data is broken, which a test excludes.
    pub fn built_in() -> Result<Self, DataError> {
        let map = Fst::new(CLUSTERS).map_err(|error| DataError::new("clusters.bin", error.to_string()))?;
        Ok(Self { map })
    }

    /// The classes of a word.
    #[must_use]
    pub fn of(&self, word: &str) -> Class {
        let mut node = self.map.root();
        let mut sum = 0_u64;
        for byte in word.bytes() {
            let byte = if byte.is_ascii_digit() { b'0' } else { byte };
            let Some(index) = node.find_input(byte) else {
                return Class::default();
            };
            let transition = node.transition(index);
            sum += transition.out.value();
            node = self.map.node(transition.addr);
        }
        if !node.is_final() {
            return Class::default();
        }
        let value = sum + node.final_output().value();
        Class {
            fine: value as u16,
            coarse: (value >> 16) as u16,
        }
    }
}

/// Collects words and writes them.
#[derive(Default)]
pub struct ClusterBuilder {
    words: BTreeMap<String, u64>,
}

impl ClusterBuilder {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a word with its classes, counted from 0.
    pub fn add(&mut self, word: &str, fine: u16, coarse: u16) {
        if !word.is_empty() {
            self.words.insert(
                class_key(word),
                (u64::from(fine) + 1) | ((u64::from(coarse) + 1) << 16),
            );
        }
    }

    /// The compiled bytes.
    ///
    /// # Errors
    /// [`DataError`] where the map cannot be built.
    pub fn compile(&self) -> Result<Vec<u8>, DataError> {
        let bad = |error: fst::Error| DataError::new("clusters", error.to_string());
        let mut map = fst::raw::Builder::memory();
        for (word, value) in &self.words {
            map.insert(word, *value).map_err(bad)?;
        }
        map.into_inner().map_err(bad)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_with_their_classes() {
        let mut builder = ClusterBuilder::new();
        builder.add("Paris", 7, 3);
        builder.add("1999", 0, 0);
        let bytes: &'static [u8] = Vec::leak(builder.compile().unwrap());
        let clusters = Clusters {
            map: Fst::new(bytes).unwrap(),
        };
        assert_eq!(clusters.of("Paris"), Class { fine: 8, coarse: 4 });
        assert_eq!(clusters.of("2024"), Class { fine: 1, coarse: 1 });
        assert_eq!(clusters.of("paris"), Class::default());
        assert_eq!(clusters.of("Par"), Class::default());
    }

    #[test]
    fn the_shipped_file_reads() {
        assert_ne!(Clusters::built_in().unwrap().of("the"), Class::default());
    }
}
