//! The names of what the network tells apart.

use dateline_core::layers::{UdRel, Upos};
use dateline_model::{Error, ErrorKind};

/// Parts of speech, treebank tags and relations, in the order of the network's outputs.
#[derive(Clone, Debug)]
pub struct Labels {
    /// Universal parts of speech.
    pub upos: Vec<Upos>,
    /// Penn Treebank tags.
    pub xpos: Vec<String>,
    /// Relations with their subtypes, empty where there is none.
    pub relations: Vec<(UdRel, String)>,
    /// The index of `root`.
    pub(crate) root: usize,
    /// The index of `parataxis`.
    pub(crate) parataxis: usize,
}

impl Labels {
    /// Reads lists with a label a line. At most 256 of each.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`] for labels that Universal Dependencies does not have, and where `root` or
    /// `parataxis` is missing.
    pub fn read(upos: &str, xpos: &str, relations: &str) -> Result<Self, Error> {
        let wrong = |label: &str| {
            Error::new(
                ErrorKind::Shape,
                format!("the model's label “{label}” is missing or unknown"),
            )
        };
        let upos = upos
            .lines()
            .map(|name| Upos::from_name(name).ok_or_else(|| wrong(name)))
            .collect::<Result<Vec<_>, _>>()?;
        let relations = relations
            .lines()
            .map(|name| {
                let (universal, subtype) = name.split_once(':').unwrap_or((name, ""));
                let relation = UdRel::from_name(universal).ok_or_else(|| wrong(name))?;
                Ok((relation, subtype.to_owned()))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let find = |wanted: UdRel| {
            let is = |(relation, subtype): &(UdRel, String)| *relation == wanted && subtype.is_empty();
            relations.iter().position(is).ok_or_else(|| wrong(wanted.name()))
        };
        let labels = Self {
            root: find(UdRel::Root)?,
            parataxis: find(UdRel::Parataxis)?,
            xpos: xpos.lines().map(str::to_owned).collect(),
            upos,
            relations,
        };
        let counts = [labels.upos.len(), labels.xpos.len(), labels.relations.len()];
        if counts.iter().any(|count| *count == 0 || *count > 256) {
            return Err(Error::new(
                ErrorKind::Shape,
                format!("the model has {counts:?} labels, not 1 to 256 of each"),
            ));
        }
        Ok(labels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_those_of_universal_dependencies() {
        let labels = Labels::read("NOUN\nX", "NN", "nsubj:pass\nroot\nparataxis").unwrap();
        assert_eq!(labels.relations[0], (UdRel::Nsubj, "pass".to_owned()));
        assert_eq!((labels.root, labels.parataxis), (1, 2));
        assert!(Labels::read("NOUN", "NN", "nsubj\nroot").is_err());
        assert!(Labels::read("NOUM", "NN", "root\nparataxis").is_err());
        assert!(Labels::read("NOUN", "", "root\nparataxis").is_err());
    }
}
