//! The training data as numbers: features of every token, and which labels its source allows there.

use super::recase::Case;
use crate::data::bio;
use anyhow::Result;
use dateline_tagger::kinds::Kinds;
use dateline_tagger::model::Extractor;
use dateline_tagger::model::labels::{COUNT, OUTSIDE, Place, TYPES, label};
use dateline_tagger::scan::Lookup;
use std::collections::HashMap;
use std::path::Path;

/// Who annotated a text decides as much over what is a name as the text does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Annotators {
    Uner,
    Gum,
    Redocred,
    Crossner,
    Wikigold,
    Wnut,
    Btc,
}

/// A source of training text.
pub(crate) struct Source {
    /// The file, without its ending.
    pub(crate) name: &'static str,
    pub(crate) annotators: Annotators,
    /// Whether MISC is annotated in it.
    misc: bool,
    /// How much its gradient weighs.
    weight: f32,
    /// Whether some of its documents are learned in other letter cases too: running text that has the usual ones.
    is_recased: bool,
    /// Whether cross-validation holds out its documents in turn; the others are always learned from.
    pub(crate) is_scored: bool,
}

impl Source {
    /// Whether MISC means in it what it means to us.
    pub(crate) fn has_all_kinds(&self) -> bool {
        self.annotators == Annotators::Crossner
    }

    /// Whether it keeps titles and courtesy inside persons' names.
    pub(crate) fn keeps_titles(&self) -> bool {
        self.annotators == Annotators::Gum
    }
}

const fn source(name: &'static str, annotators: Annotators, is_scored: bool) -> Source {
    Source {
        name,
        annotators,
        misc: true,
        weight: 1.0,
        is_recased: !matches!(annotators, Annotators::Wnut | Annotators::Btc),
        is_scored,
    }
}

/// Everything that may be trained on; never a development set.
pub(crate) const SOURCES: &[Source] = &[
    source("uner_ewt_train", Annotators::Uner, true),
    source("gum_clean_train", Annotators::Gum, true),
    source("redocred_dev", Annotators::Redocred, false),
    source("crossner_politics_train", Annotators::Crossner, true),
    source("crossner_other", Annotators::Crossner, false),
    source("wikigold", Annotators::Wikigold, false),
    source("wnut17_train", Annotators::Wnut, false),
    source("wnut17_dev", Annotators::Wnut, false),
    Source {
        misc: false,
        weight: 0.5,
        ..source("btc", Annotators::Btc, false)
    },
];

/// Which documents are left out of training.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    /// None.
    Nothing,
    /// Of the sources that are scored every document whose number leaves this rest.
    Part {
        /// The rest.
        rest: usize,
        /// What is divided by.
        of: usize,
    },
}

impl Held {
    /// Whether the document of this number is left out.
    pub(crate) fn holds(self, source: &Source, number: usize) -> bool {
        matches!(self, Self::Part { rest, of } if source.is_scored && number % of == rest)
    }
}

/// Features seen less often are left out.
const LEAST: u32 = 2;
/// How much a copy in another letter case weighs beside its original.
const RECASED: f32 = 0.5;

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
    /// Reads all sources but what is held out, and numbers their features.
    pub(crate) fn read(data: &Path, held: Held) -> Result<Self> {
        let lookup = Lookup::built_in().map_err(anyhow::Error::new)?;
        let mut reader = Reader {
            lookup: &lookup,
            extractor: Extractor::default(),
            corpus: Self::default(),
            raw: Vec::new(),
            starts: Vec::new(),
        };
        for source in SOURCES {
            reader.add(data, source, held)?;
        }
        reader.starts.push(reader.raw.len());
        reader.corpus.number(&reader.raw, &reader.starts);
        Ok(reader.corpus)
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

/// A corpus whose features have no numbers yet.
struct Reader<'l> {
    lookup: &'l Lookup,
    extractor: Extractor,
    corpus: Corpus,
    /// The hashes of all tokens' features, one after another, and where each token's begin.
    raw: Vec<u64>,
    starts: Vec<usize>,
}

impl Reader<'_> {
    fn add(&mut self, data: &Path, source: &Source, held: Held) -> Result<()> {
        let docs = bio::source(data, source.name)?.into_iter().enumerate();
        for (number, doc) in docs.filter(|(number, _)| !held.holds(source, *number)) {
            self.learn(&doc, source, source.weight);
            if let Some(case) = Case::of(number).filter(|_| source.is_recased) {
                let copy = case.write(&doc, &self.lookup.lexicon);
                self.learn(&copy, source, source.weight * RECASED);
            }
        }
        Ok(())
    }

    fn learn(&mut self, doc: &bio::Doc, source: &Source, weight: f32) {
        let extractor = &mut self.extractor;
        extractor.read(&doc.text, &doc.tokens, &doc.sentences, self.lookup);
        let base = self.corpus.labels.len() as u32;
        self.corpus.labels.extend(labels(doc, extractor, source.misc));
        for token in 0..doc.tokens.len() {
            self.starts.push(self.raw.len());
            extractor.of(token, |feature| self.raw.push(feature));
        }
        self.corpus.lines.extend(doc.sentences.iter().map(|line| Line {
            first: base + line.first,
            end: base + line.end,
            weight,
        }));
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
