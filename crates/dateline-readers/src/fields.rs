//! Which names of a JSON object or columns of a table hold what: compiled once, looked up key by key.

use dateline_core::{Error, Settings};
use std::collections::HashMap;

/// The names that are known without configuration.
const KNOWN: &str = include_str!("../data/fields.tsv");

/// What an article's field can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Id,
    Title,
    Text,
    Published,
    Language,
    Byline,
    Url,
    Publisher,
}

impl Field {
    pub(crate) const ALL: [(Self, &'static str); 8] = [
        (Self::Id, "id"),
        (Self::Title, "title"),
        (Self::Text, "text"),
        (Self::Published, "published"),
        (Self::Language, "language"),
        (Self::Byline, "byline"),
        (Self::Url, "url"),
        (Self::Publisher, "publisher"),
    ];
}

/// A field that stands under a name, and the rank of that name: lower is preferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Want {
    pub(crate) field: Field,
    pub(crate) rank: usize,
}

/// What is wanted at one place of the object, and further in.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) wants: Vec<Want>,
    inner: HashMap<Box<str>, Node>,
}

impl Node {
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.inner.get(key)
    }

    /// What stands under the name of a column, with the name as it is known: the very name, or else one that
    /// differs in case only, or has `_` for blanks and hyphens. Of several such the first in the order of the
    /// alphabet, so that runs agree.
    pub(crate) fn find(&self, column: &str) -> Option<(&str, &Self)> {
        let known = self
            .inner
            .get_key_value(column)
            .map(|(name, node)| (&**name, node));
        known.or_else(|| {
            let plain = |name: &str| name.replace([' ', '-'], "_").to_lowercase();
            let wanted = plain(column);
            let alike = self.inner.iter().filter(|(name, _)| plain(name) == wanted);
            alike
                .min_by_key(|(name, _)| *name)
                .map(|(name, node)| (&**name, node))
        })
    }

    /// What stands one name further in, under whatever name.
    #[cfg(feature = "parquet")]
    pub(crate) fn nodes(&self) -> impl Iterator<Item = &Self> {
        self.inner.values()
    }

    fn child(&mut self, key: &str) -> &mut Self {
        self.inner.entry(Box::from(key)).or_default()
    }
}

/// The names of all fields.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    pub(crate) root: Node,
    /// The names that the text is looked for under, for the message that says it is not there.
    pub(crate) text_names: Vec<String>,
}

impl Fields {
    /// The names that `settings` has for each field, and the known ones for the rest.
    pub(crate) fn from_settings(settings: &mut Settings) -> Result<Self, Error> {
        let mut fields = Self::default();
        for (field, name) in Field::ALL {
            let names = match settings.strings(name)? {
                Some(names) => names,
                None => known(name).map(str::to_owned).collect(),
            };
            for (rank, path) in names.iter().enumerate() {
                fields.add(field, rank, path);
            }
            if field == Field::Text {
                fields.text_names = names;
            }
        }
        Ok(fields)
    }

    /// The names that are known without settings.
    pub(crate) fn known() -> Self {
        let mut fields = Self::default();
        for (field, name) in Field::ALL {
            for (rank, path) in known(name).enumerate() {
                fields.add(field, rank, path);
            }
        }
        fields.text_names = known("text").map(str::to_owned).collect();
        fields
    }

    fn add(&mut self, field: Field, rank: usize, path: &str) {
        let want = Want { field, rank };
        self.root.child(path).wants.push(want);
        // A dot may be part of the name or lead into a nested object: both are looked for.
        if path.contains('.') {
            path.split('.')
                .fold(&mut self.root, |node, part| node.child(part))
                .wants
                .push(want);
        }
    }
}

/// The names in the data file under the heading `field`.
fn known(field: &str) -> impl Iterator<Item = &'static str> {
    let lines = KNOWN.lines().filter(|line| !line.starts_with('#'));
    let found = lines
        .filter_map(|line| line.split_once('\t'))
        .find(|(heading, _)| *heading == field);
    found.map_or("", |(_, names)| names).split_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_field_has_known_names_and_no_name_stands_twice() {
        let mut seen = BTreeSet::new();
        for (_, field) in Field::ALL {
            assert!(known(field).count() > 0, "{field}");
            for name in known(field) {
                assert!(seen.insert(name), "{name} stands twice");
            }
        }
        let lines = KNOWN.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(lines, Field::ALL.len());
    }

    #[test]
    fn a_dotted_name_is_a_path_and_a_name() {
        let mut fields = Fields::default();
        fields.add(Field::Text, 0, "a.b");
        let want = Want {
            field: Field::Text,
            rank: 0,
        };
        assert_eq!(
            fields.root.get("a.b").map(|node| node.wants.as_slice()),
            Some(&[want][..])
        );
        let inner = fields.root.get("a").and_then(|node| node.get("b"));
        assert_eq!(inner.map(|node| node.wants.as_slice()), Some(&[want][..]));
    }
}
