//! The training data as numbers: features of every token, and which labels its source allows there.

use crate::data::bio;
use anyhow::Result;
use dateline_tagger::kinds::Kinds;
use dateline_tagger::model::Extractor;
use dateline_tagger::model::labels::{COUNT, OUTSIDE, Place, TYPES, label};
use dateline_tagger::scan::Lookup;
use std::collections::HashMap;
use std::path::Path;

/// A source: file, whether MISC is annotated in it, and how much its gradient weighs.
pub(crate) type Source = (&'static str, bool, f32);

/// Everything that may be trained on; never a development set.
pub(crate) const SOURCES: &[Source] = &[
    ("uner_ewt_train", true, 1.0),
    ("gum_clean_train", true, 1.0),
    ("redocred_dev", true, 1.0),
    ("crossner_politics_train", true, 1.0),
    ("crossner_other", true, 1.0),
    ("wikigold", true, 1.0),
    ("wnut17_train", true, 1.0),
    ("wnut17_dev", true, 1.0),
    ("btc", false, 0.5),
];

/// Features seen less often are left out.
const LEAST: u32 = 2;

/// One sentence: its tokens' range and how much it weighs.
#[derive(Clone, Copy)]
pub(crate) struct Line {
    pub(crate) first: u32,
    pub(crate) end: u32,
    pub(crate) weight: f32,
}

/// The data.
#[derive(Default)]
pub(crate) struct Corpus {
    /// Feature numbers of all tokens, one after another.
    pub(crate) ids: Vec<u32>,
    /// Where each token's features begin in `ids`; one more at the end.
    pub(crate) starts: Vec<u32>,
    /// For each token the labels that it may have, as bits.
    pub(crate) labels: Vec<u32>,
    pub(crate) lines: Vec<Line>,
    /// The hash behind each feature number, and how often it was seen.
    pub(crate) hashes: Vec<u64>,
    pub(crate) counts: Vec<u32>,
}

impl Corpus {
    /// Reads the sources and numbers their features.
    pub(crate) fn read(data: &Path, sources: &[Source]) -> Result<Self> {
        let lookup = Lookup::built_in().map_err(anyhow::Error::new)?;
        let mut corpus = Self::default();
        let mut raw: Vec<u64> = Vec::new();
        let mut starts: Vec<usize> = Vec::new();
        for source in sources {
            corpus.add(data, source, &lookup, &mut raw, &mut starts)?;
        }
        starts.push(raw.len());
        corpus.number(&raw, &starts);
        Ok(corpus)
    }

    fn add(
        &mut self,
        data: &Path,
        (name, misc, weight): &Source,
        lookup: &Lookup,
        raw: &mut Vec<u64>,
        starts: &mut Vec<usize>,
    ) -> Result<()> {
        let mut extractor = Extractor::default();
        for doc in bio::source(data, name)? {
            extractor.read(&doc.text, &doc.tokens, &doc.sentences, lookup);
            let base = self.labels.len();
            self.labels.extend(labels(&doc, &extractor, *misc));
            for token in 0..doc.tokens.len() {
                starts.push(raw.len());
                extractor.of(token, |feature| raw.push(feature));
            }
            for line in &doc.sentences {
                let (first, end) = (base as u32 + line.first, base as u32 + line.end);
                self.lines.push(Line {
                    first,
                    end,
                    weight: *weight,
                });
            }
        }
        Ok(())
    }

    fn number(&mut self, raw: &[u64], starts: &[usize]) {
        let mut seen: HashMap<u64, u32, Through> = HashMap::default();
        for hash in raw {
            *seen.entry(*hash).or_default() += 1;
        }
        let mut kept: Vec<(u64, u32)> = seen.into_iter().filter(|(_, count)| *count >= LEAST).collect();
        kept.sort_unstable();
        let numbers: HashMap<u64, u32, Through> = kept
            .iter()
            .enumerate()
            .map(|(number, (hash, _))| (*hash, number as u32))
            .collect();
        for pair in starts.windows(2) {
            self.starts.push(self.ids.len() as u32);
            let features = raw.get(pair[0]..pair[1]).unwrap_or_default();
            self.ids
                .extend(features.iter().filter_map(|hash| numbers.get(hash)));
        }
        self.starts.push(self.ids.len() as u32);
        (self.hashes, self.counts) = kept.into_iter().unzip();
    }

    /// Number of features.
    pub(crate) fn features(&self) -> usize {
        self.hashes.len()
    }

    /// The features of a token.
    pub(crate) fn token(&self, token: usize) -> &[u32] {
        self.ids
            .get(self.starts[token] as usize..self.starts[token + 1] as usize)
            .unwrap_or_default()
    }
}

/// Hashes go through as they are.
#[derive(Clone, Copy, Default)]
struct Through;

impl std::hash::BuildHasher for Through {
    type Hasher = Same;
    fn build_hasher(&self) -> Same {
        Same(0)
    }
}

struct Same(u64);

impl std::hash::Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {}
    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// What each token may be labelled. Demonyms are left to the gazetteer, because the sources disagree on
/// them (LOC, MISC or nothing); so are dates.
fn labels(doc: &bio::Doc, extractor: &Extractor, misc: bool) -> Vec<u32> {
    let misc_kind = TYPES.len() - 1;
    let open = (0..COUNT).filter(|label| {
        *label == OUTSIDE
            || dateline_tagger::model::labels::parts(*label).is_some_and(|(kind, _)| kind == misc_kind)
    });
    let open: u32 = if misc {
        1
    } else {
        open.map(|label| 1 << label).sum()
    };
    let mut labels = vec![open; doc.tokens.len()];
    for entity in &doc.entities {
        let kind = match entity.label.as_str() {
            "PER" => 0,
            "ORG" => 1,
            "LOC" => 2,
            "MISC" | "EVENT" => misc_kind,
            _ => continue,
        };
        let kinds = extractor.scan.exact(entity.first, entity.end).kinds;
        if kind >= 2 && kinds.any(Kinds::NORP) && !kinds.any(Kinds::GPE | Kinds::LOC) {
            continue;
        }
        // Some sources keep titles, courtesy and articles inside names; the ontology does not.
        let outside = |at: &usize| extractor.stands_outside(*at, kind == 0);
        let Some(first) = (entity.first..entity.end).find(|at| !outside(at)) else {
            continue;
        };
        for at in first..entity.end {
            let place = match (at == first, at + 1 == entity.end) {
                (true, true) => Place::Unit,
                (true, false) => Place::Begin,
                (false, false) => Place::Inside,
                (false, true) => Place::Last,
            };
            if let Some(slot) = labels.get_mut(at) {
                *slot = 1 << label(kind, place);
            }
        }
    }
    labels
}
