//! How a set's properties map onto Dateline's relations: the files of `data/relations/`.

use anyhow::{Result, bail};
use std::collections::BTreeMap;

/// Which end of theirs is our subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Their subject is ours.
    Same,
    /// Their subject is our object.
    Turned,
    /// Both readings count.
    Either,
}

/// One line: a property that tells a relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Our relation.
    pub relation: String,
    /// Which end is which.
    pub order: Order,
    /// The type that the property's subject must have; empty for any.
    pub subject: String,
    /// The same for its object.
    pub object: String,
}

/// A whole file.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    properties: BTreeMap<String, Vec<Told>>,
    ours: BTreeMap<String, (String, Order)>,
}

impl Mapping {
    /// Reads a file's content.
    ///
    /// # Errors
    /// A line that is none, by its number.
    pub fn parse(content: &str) -> Result<Self> {
        let mut mapping = Self::default();
        for (index, line) in content.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let cells: Vec<&str> = line.split('\t').collect();
            let order = |name: &str| match name {
                "same" => Ok(Order::Same),
                "turned" => Ok(Order::Turned),
                "either" => Ok(Order::Either),
                _ => bail!("line {}: “{name}” is no order", index + 1),
            };
            match cells.as_slice() {
                ["ours", from, to, name, ..] => {
                    let turned = ((*to).to_owned(), order(name)?);
                    mapping.ours.insert((*from).to_owned(), turned);
                }
                [property, relation, name, rest @ ..] => {
                    let told = Told {
                        relation: (*relation).to_owned(),
                        order: order(name)?,
                        subject: rest.get(1).unwrap_or(&"").to_string(),
                        object: rest.get(2).unwrap_or(&"").to_string(),
                    };
                    mapping
                        .properties
                        .entry((*property).to_owned())
                        .or_default()
                        .push(told);
                }
                _ => bail!("line {}: takes property, relation, order", index + 1),
            }
        }
        Ok(mapping)
    }

    /// What a property of theirs tells.
    #[must_use]
    pub fn told(&self, property: &str) -> &[Told] {
        self.properties.get(property).map_or(&[], Vec::as_slice)
    }

    /// The relation as which one of ours is compared, and whether its ends change places.
    #[must_use]
    pub fn ours<'a>(&'a self, relation: &'a str) -> (&'a str, bool) {
        match self.ours.get(relation) {
            Some((to, order)) => (to, *order == Order::Turned),
            None => (relation, false),
        }
    }

    /// Whether the order of a relation's ends does not matter.
    #[must_use]
    pub fn is_either(&self, relation: &str) -> bool {
        self.properties
            .values()
            .flatten()
            .any(|told| told.relation == relation && told.order == Order::Either)
    }

    /// The relations that the file maps onto.
    #[must_use]
    pub fn relations(&self) -> std::collections::BTreeSet<&str> {
        self.properties
            .values()
            .flatten()
            .map(|told| told.relation.as_str())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_files_are_read_and_mistakes_named() {
        for content in [
            include_str!("../../data/relations/knowledgenet.tsv"),
            include_str!("../../data/relations/redocred.tsv"),
        ] {
            let mapping = Mapping::parse(content).unwrap();
            assert_eq!(mapping.ours("child"), ("parent", true));
            assert_eq!(mapping.ours("spouse"), ("spouse", false));
            assert!(mapping.is_either("spouse") && !mapping.is_either("parent"));
            assert!(mapping.relations().contains("founded_by"));
        }
        let re3d = Mapping::parse(include_str!("../../data/relations/re3d.tsv")).unwrap();
        assert_eq!(re3d.told("BelongsTo")[0].object, "Organisation");
        assert!(re3d.told("Likes").is_empty() && re3d.is_either("ally_of"));
        let error = Mapping::parse("# c\nP6\tleader_of\tupside down\n").unwrap_err();
        assert_eq!(error.to_string(), "line 2: “upside down” is no order");
    }
}
