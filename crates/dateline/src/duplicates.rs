//! Near-duplicates over a whole run: the screen that the runner asks, and its settings.

use crate::config::Config;
use anyhow::{Context, Result};
use clap::ValueEnum;
use dateline_core::{Document, Duplicate};
use dateline_duplicates::{Index, Sketch};
use dateline_pipeline::{Screen, Verdict};
use serde_json::{Value, json};

/// From which similarity on an article is a copy, unless set otherwise: two fifths of what two texts say, put
/// together, is in both. A story that lost a third of its length and had a word in thirty replaced is above it, two
/// stories of different hands about one event are far below.
pub(crate) const SIMILARITY: f64 = 0.4;

/// How many distinct articles are remembered, unless set otherwise. At some 500 bytes each and their ids, a
/// quarter of a gigabyte once a run has had as many; shorter runs take less.
const REMEMBERED: u64 = 500_000;

/// What becomes of near-duplicates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Duplicates {
    /// Write them with what they are copies of, and how similar
    Mark,
    /// Leave them out
    Drop,
    /// Do not look for them
    Off,
}

impl Duplicates {
    /// The names in the configuration file, in the order of the variants.
    pub(crate) const NAMES: &[&str] = &["mark", "drop", "off"];
    /// The variants.
    pub(crate) const ALL: [Self; 3] = [Self::Mark, Self::Drop, Self::Off];
}

/// The settings of one run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    mode: Duplicates,
    similarity: f64,
    remembered: u64,
}

impl Settings {
    /// What the arguments say, else the configuration, else `default`.
    ///
    /// # Errors
    /// For a similarity that is none.
    pub(crate) fn new(asked: Option<Duplicates>, config: &Config, default: Duplicates) -> Result<Self> {
        let similarity = config.duplicate_similarity.unwrap_or(SIMILARITY);
        let sound = Some(similarity).filter(|it| (0.05..=1.0).contains(it));
        Ok(Self {
            mode: asked.or(config.duplicates).unwrap_or(default),
            similarity: sound.context("[run]: “duplicate_similarity” takes a number from 0.05 to 1")?,
            remembered: config.duplicates_remembered.unwrap_or(REMEMBERED),
        })
    }

    /// No looking.
    pub(crate) const OFF: Self = Self {
        mode: Duplicates::Off,
        similarity: SIMILARITY,
        remembered: 0,
    };

    /// The screen, if there is to be one.
    pub(crate) fn screen(self) -> Option<Copies> {
        (self.mode != Duplicates::Off).then(|| Copies {
            index: Index::new(
                self.similarity as f32,
                usize::try_from(self.remembered).unwrap_or(usize::MAX),
            ),
            drop: self.mode == Duplicates::Drop,
        })
    }

    /// The settings for a manifest.
    pub(crate) fn describe(self) -> Value {
        let mode = Duplicates::ALL.iter().position(|it| *it == self.mode);
        json!({
            "mode": mode.and_then(|at| Duplicates::NAMES.get(at)),
            "similarity": self.similarity,
            "remembered": self.remembered,
        })
    }
}

/// Finds copies by the sketches of the articles' texts.
pub(crate) struct Copies {
    index: Index,
    drop: bool,
}

impl Screen for Copies {
    fn look(&self) -> fn(&Document, &mut Vec<u8>) {
        |doc, seen| Sketch::of(doc.text()).write(seen)
    }

    fn judge(&mut self, doc: &Document, seen: &[u8]) -> Verdict {
        let Some(sketch) = Sketch::read(seen) else {
            return Verdict::Pass;
        };
        match self.index.judge(&doc.meta().id, &sketch) {
            None => Verdict::Pass,
            Some(_) if self.drop => Verdict::Drop,
            Some(found) => Verdict::Mark(Duplicate {
                of: found.of.to_owned(),
                // From 0 to 1, so the product fits.
                similarity: (found.similarity * 1000.0).round() as u16,
            }),
        }
    }
}
