//! Regions of states by name, with their codes of ISO 3166-2: what the gazetteer's sources leave out or give to a
//! lesser place of the same name.

use crate::error::DataError;
use crate::lexicon::{HashedMap, hash};

static REGIONS: &str = include_str!("../data/regions.tsv");

/// A region's codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Region {
    /// ISO 3166-1 alpha-3 of its state.
    pub(crate) alpha3: &'static str,
    /// The same, alpha-2.
    pub(crate) alpha2: &'static str,
    /// ISO 3166-2.
    pub(crate) code: &'static str,
}

/// All regions, by the hash of their names.
pub(crate) struct Regions(HashedMap<Region>);

/// Words that news puts behind a region's name.
const KINDS: [&str; 4] = [" province", " Province", " state", " State"];

impl Regions {
    /// Reads the table that comes with the crate.
    ///
    /// # Errors
    /// [`DataError`] where a line has not four cells, which a test excludes.
    pub(crate) fn built_in() -> Result<Self, DataError> {
        let mut all = HashedMap::default();
        for (number, line) in REGIONS.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut cells = line.split('\t');
            let (Some(name), Some(alpha3), Some(alpha2), Some(code)) =
                (cells.next(), cells.next(), cells.next(), cells.next())
            else {
                return Err(DataError::at_line("regions.tsv", number + 1, "takes four cells"));
            };
            all.insert(hash(name), Region { alpha3, alpha2, code });
        }
        Ok(Self(all))
    }

    /// The region of this name, with or without “province” or “state” behind it.
    pub(crate) fn get(&self, name: &str) -> Option<Region> {
        let bare = || KINDS.iter().find_map(|kind| name.strip_suffix(kind));
        let found = |name: &str| self.0.get(&hash(name)).copied();
        found(name).or_else(|| bare().and_then(found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_region_has_its_states_code() {
        let regions = Regions::built_in().unwrap();
        let lines = REGIONS
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        assert_eq!(lines.count(), regions.0.len());
        for it in regions.0.values() {
            assert!(
                it.code
                    .strip_prefix(it.alpha2)
                    .is_some_and(|rest| rest.starts_with('-'))
            );
            assert_eq!(it.alpha3.len(), 3);
        }
    }

    #[test]
    fn names_are_found_however_they_are_written() {
        let regions = Regions::built_in().unwrap();
        let code = |name: &str| regions.get(name).map(|it| it.code);
        assert_eq!(code("Florida"), Some("US-FL"));
        assert_eq!(code("FLORIDA"), Some("US-FL"));
        assert_eq!(code("Helmand province"), Some("AF-HEL"));
        assert_eq!(code("Washington state"), Some("US-WA"));
        assert_eq!(code("Washington"), None);
        assert_eq!(code("Georgia"), None);
    }
}
