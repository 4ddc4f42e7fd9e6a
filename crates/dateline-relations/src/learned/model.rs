//! The scorer's weights: one table of bytes for all relations, a relation's features in rows of its own.

use super::features::is_object;
use crate::article::Article;
use crate::pattern::bit;
use crate::tree::Tree;
use dateline_core::layers::{Label, MentionKind};
use dateline_core::{Error, ErrorKind};
use dateline_model::{Embedded, ModelFile, ModelWriter, bucket, hash_bytes};

const NAME: &str = "relations";
const VERSION: u32 = 1;

/// Rows of the table, as a power of two.
pub const BITS: u32 = 17;

/// The model that comes with the crate.
static SHIPPED: &[u8] = include_bytes!("../../../../models/relations.bin");

/// The relations and how sure the scorer must be of them.
const TOLD: &str = include_str!("../../data/relations/learned.tsv");

/// One relation that is scored.
#[derive(Clone, Debug)]
pub(crate) struct Scored {
    pub(crate) name: String,
    /// The labels of the subject, a bit each.
    pub(crate) subject: u32,
    pub(crate) object: u32,
    /// Whether the subject must be a name.
    named: bool,
    /// The least chance at which it is told.
    pub(crate) least: f32,
    /// What makes a feature's row this relation's.
    seed: u64,
}

impl Scored {
    /// The relations of our own file.
    ///
    /// # Errors
    /// A line that is no entry.
    pub(crate) fn all() -> Result<Vec<Self>, Error> {
        Self::read(TOLD)
    }

    fn read(content: &str) -> Result<Vec<Self>, Error> {
        let mut all = Vec::new();
        for (index, line) in content.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let bad =
                |why: String| Error::new(ErrorKind::Data, format!("learned.tsv, line {}: {why}", index + 1));
            let cells: Vec<&str> = line.split('\t').collect();
            let [name, subject, object, least, of] = cells.as_slice() else {
                return Err(bad("takes five columns".to_owned()));
            };
            let named = match *of {
                "name" => true,
                "any" => false,
                _ => return Err(bad("a subject is a name or any".to_owned())),
            };
            let labels = |names: &str| -> Result<u32, Error> {
                names.split('|').try_fold(0, |bits, name| {
                    let label =
                        Label::from_name(name).ok_or_else(|| bad(format!("there is no label “{name}”")))?;
                    Ok(bits | bit(label))
                })
            };
            let least = least.parse::<f32>().ok().filter(|it| (0.0..=1.0).contains(it));
            all.push(Self {
                subject: labels(subject)?,
                object: labels(object)?,
                named,
                least: least.ok_or_else(|| bad("a chance lies in 0 to 1".to_owned()))?,
                seed: hash_bytes(0, name.as_bytes()),
                name: (*name).to_owned(),
            });
        }
        Ok(all)
    }

    /// Whether two mentions are what the relation takes.
    pub(crate) fn fits(&self, article: Article<'_>, tree: Tree<'_>, subject: usize, object: usize) -> bool {
        let is = |mention: usize, labels: u32, named: bool| {
            article
                .mentions
                .get(mention)
                .is_some_and(|it| bit(it.label) & labels != 0 && (!named || it.kind == MentionKind::Name))
        };
        is(subject, self.subject, self.named)
            && is(object, self.object, true)
            && !is_object(article, tree, subject)
    }

    /// The row of a feature.
    pub(crate) fn row(&self, feature: u64) -> usize {
        let mixed = (feature ^ self.seed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        bucket(mixed ^ (mixed >> 32), 1 << BITS)
    }
}

/// The weights.
pub(crate) struct Weights {
    table: Vec<i8>,
    scale: f32,
}

impl Weights {
    /// The shipped ones.
    ///
    /// # Errors
    /// Bytes that are no such model, which the tests exclude.
    pub(crate) fn shipped() -> Result<Self, Error> {
        Self::read(SHIPPED)
    }

    /// Weights from a file's bytes.
    ///
    /// # Errors
    /// Bytes that are no such model.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Error> {
        let bad = |error: dateline_model::Error| Error::new(ErrorKind::Data, error.to_string());
        let bytes = Embedded::from_slice(bytes);
        let file = ModelFile::parse(bytes.as_slice(), NAME, VERSION).map_err(bad)?;
        let table = file.numbers::<i8>("weights").map_err(bad)?;
        let scale = file.numbers::<f32>("scale").map_err(bad)?;
        match scale {
            [scale] if table.len() == 1 << BITS && scale.is_finite() => Ok(Self {
                table: table.to_vec(),
                scale: *scale,
            }),
            _ => Err(Error::new(
                ErrorKind::Data,
                "the model “relations” has a table of another size",
            )),
        }
    }

    /// The chance that a pair with these features stands in the relation.
    pub(crate) fn chance(&self, relation: &Scored, features: &[u64]) -> f32 {
        // Whole numbers add up to the same in any order.
        let sum: i32 = features
            .iter()
            .filter_map(|feature| self.table.get(relation.row(*feature)))
            .map(|weight| i32::from(*weight))
            .sum();
        1.0 / (1.0 + (-(sum as f32 * self.scale)).exp())
    }
}

/// The file of trained weights, rounded to 255 steps.
#[must_use]
pub fn pack(weights: &[f32]) -> Vec<u8> {
    let largest = weights.iter().fold(0.0f32, |most, weight| weight.abs().max(most));
    let scale = (largest / 127.0).max(1e-6);
    let rounded: Vec<i8> = weights
        .iter()
        .map(|weight| (weight / scale).round().clamp(-127.0, 127.0) as i8)
        .collect();
    let mut writer = ModelWriter::new(NAME, VERSION);
    writer.section("weights", &rounded);
    writer.section("scale", &[scale]);
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_come_back_and_a_broken_file_is_named() {
        let relation = Scored::read("lives_in\tPERSON\tGPE|LOC\t0.9\tany\n")
            .unwrap()
            .remove(0);
        let features = [1, 2, u64::MAX];
        let mut weights = vec![0.0; 1 << BITS];
        assert!(
            (Weights::read(&pack(&weights))
                .unwrap()
                .chance(&relation, &features)
                - 0.5)
                .abs()
                < 1e-6
        );
        for feature in features {
            weights[relation.row(feature)] = 1.0;
        }
        let bytes = pack(&weights);
        assert_eq!(bytes, pack(&weights));
        let chance = Weights::read(&bytes).unwrap().chance(&relation, &features);
        assert!((chance - 1.0 / (1.0 + (-3.0f32).exp())).abs() < 1e-3, "{chance}");
        let message = |bytes: &[u8]| Weights::read(bytes).err().map(|error| error.to_string()).unwrap();
        let mut broken = bytes;
        broken[5000] ^= 1;
        assert_eq!(
            message(&broken),
            "the model “relations” is damaged: its checksum does not fit"
        );
        assert_eq!(message(b"weights"), "this is no model file “relations”");
        assert_eq!(
            message(&pack(&[1.0; 8])),
            "the model “relations” has a table of another size"
        );
    }

    #[test]
    fn mistakes_in_the_list_are_named() {
        for (content, message) in [
            (
                "lives_in\tPERSON\tGPE\t0.9\n",
                "learned.tsv, line 1: takes five columns",
            ),
            (
                "# c\nlives_in\tPERSON\tGPX\t0.9\tany\n",
                "learned.tsv, line 2: there is no label “GPX”",
            ),
            (
                "lives_in\tPERSON\tGPE\t9\tname\n",
                "learned.tsv, line 1: a chance lies in 0 to 1",
            ),
        ] {
            let error = Scored::read(content).unwrap_err();
            assert_eq!(error.to_string(), message);
        }
    }

    #[test]
    fn relations_share_no_rows_by_design() {
        let all = Scored::all().unwrap();
        let rows: Vec<usize> = all.iter().map(|it| it.row(42)).collect();
        let different: std::collections::BTreeSet<&usize> = rows.iter().collect();
        assert_eq!(different.len(), rows.len());
    }
}
