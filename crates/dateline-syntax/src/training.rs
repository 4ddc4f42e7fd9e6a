//! What `dateline-train` needs to make `models/lemmas.bin`. Not part of the crate's promises.

use crate::feats::with_before;
use crate::lemma::{Form, NAME, Rules, Shape, VERSION};
use crate::table::{Entry, Table};
use crate::tags::Tags;
use dateline_core::layers::Upos;
use dateline_model::{Error, ErrorKind, ModelWriter};
use std::collections::BTreeMap;

/// The rules that come with the crate.
pub const RULES: &str = include_str!("../data/lemma_rules.tsv");

/// How many shapes of forms there are.
pub const SHAPES: usize = Shape::COUNT;

/// The number of a form's shape, below [`SHAPES`].
#[must_use]
pub fn shape(form: &Form<'_>) -> usize {
    form.shape() as usize
}

/// A form's small letters; empty if it is too long for tables.
#[must_use]
pub fn folded<'f>(form: &'f Form<'_>) -> &'f str {
    std::str::from_utf8(form.folded()).unwrap_or("")
}

/// The key of a word's features in the table: its form, if it counts, and the word before, if it counts.
pub type FeatsKey = (Vec<u8>, Vec<u8>);

/// Puts a model together.
#[derive(Debug)]
pub struct Builder {
    rules: Rules,
    source: String,
    tags: Tags,
    names: Vec<String>,
    exceptions: BTreeMap<(u16, String), String>,
    feats: Vec<String>,
    shapes: Vec<[u16; SHAPES]>,
    entries: BTreeMap<(u16, Vec<u8>, Vec<u8>), u16>,
}

impl Builder {
    /// A model with these rules and language's tags, and nothing else yet.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`] for rules or tags that are not as they should be.
    pub fn new(rules: &str, xpos: &[String]) -> Result<Self, Error> {
        let shape = |reason| Error::new(ErrorKind::Shape, reason);
        let tags = Tags::new(xpos.iter().map(String::as_str))?;
        Ok(Self {
            rules: Rules::parse(rules).map_err(shape)?,
            source: rules.to_owned(),
            shapes: vec![[0; SHAPES]; tags.pairs()],
            tags,
            names: xpos.to_vec(),
            exceptions: BTreeMap::new(),
            feats: vec![String::new()],
            entries: BTreeMap::new(),
        })
    }

    /// The class of words of these tags.
    #[must_use]
    pub fn class(&self, upos: Upos, xpos: &str) -> u16 {
        self.rules.class_of(upos, xpos).unwrap_or(0)
    }

    /// The class of this name.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`] if the rules have none.
    pub fn class_named(&self, name: &str) -> Result<u16, Error> {
        self.rules
            .class(name)
            .map_err(|reason| Error::new(ErrorKind::Shape, reason))
    }

    /// Class, form and lemma of what the lines `words` of the rules say.
    pub fn words(&self) -> impl Iterator<Item = (u16, &str, &str)> {
        self.rules
            .words
            .iter()
            .map(|(class, form, lemma)| (*class, form.as_ref(), lemma.as_ref()))
    }

    /// Says that `form`, as written or in small letters, has this lemma in the class.
    pub fn except(&mut self, class: u16, form: &str, lemma: &str) {
        self.exceptions.insert((class, form.to_owned()), lemma.to_owned());
    }

    /// How many exceptions there are.
    #[must_use]
    pub fn exceptions(&self) -> usize {
        self.exceptions.len()
    }

    /// The number of a pair of tags.
    #[must_use]
    pub fn pair(&self, upos: Upos, xpos: &str) -> u16 {
        self.tags.pair(upos, xpos)
    }

    /// The bytes that stand for the word before in [`FeatsKey`].
    #[must_use]
    pub fn before(&self, before: Option<(&Form<'_>, Upos, &str)>) -> Vec<u8> {
        with_before(&self.tags, before, |key| key.bytes.to_vec())
    }

    /// The number of a string of features, empty for none.
    pub fn feats_index(&mut self, feats: &str) -> u16 {
        let known = self.feats.iter().position(|known| known == feats);
        known.unwrap_or_else(|| {
            self.feats.push(feats.to_owned());
            self.feats.len() - 1
        }) as u16
    }

    /// Says which features words of a pair of tags have by their shape.
    pub fn shapes(&mut self, pair: u16, shapes: [u16; SHAPES]) {
        if let Some(row) = self.shapes.get_mut(usize::from(pair)) {
            *row = shapes;
        }
    }

    /// Says which features words of a pair of tags have with this form, behind this word, or both.
    pub fn feats(&mut self, pair: u16, key: FeatsKey, feats: u16) {
        self.entries.insert((pair, key.0, key.1), feats);
    }

    /// How many entries of features there are.
    #[must_use]
    pub fn feats_entries(&self) -> usize {
        self.entries.len()
    }

    /// The model's file.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`] where there is more than the file has numbers for.
    pub fn write(&self) -> Result<Vec<u8>, Error> {
        let mut edits: BTreeMap<(u8, &str), u16> = BTreeMap::new();
        let mut order = Vec::new();
        let mut entries: Vec<Entry> = Vec::new();
        for ((class, form), lemma) in &self.exceptions {
            let common = form
                .char_indices()
                .zip(lemma.chars())
                .take_while(|((_, a), b)| a == b)
                .last()
                .map_or(0, |((at, letter), _)| at + letter.len_utf8());
            let Ok(strip) = u8::try_from(form.len() - common) else {
                continue;
            };
            let edit = (strip, lemma.get(common..).unwrap_or(""));
            let index = *edits.entry(edit).or_insert_with(|| {
                order.push(format!("{}\t{}\n", edit.0, edit.1));
                (order.len() - 1) as u16
            });
            entries.push((*class, form.clone().into_bytes(), Vec::new(), index));
        }
        if order.len() > usize::from(u16::MAX) || self.feats.len() > usize::from(u16::MAX) {
            return Err(Error::new(
                ErrorKind::Shape,
                "there are too many kinds of exceptions",
            ));
        }
        let feats: Vec<Entry> = self
            .entries
            .iter()
            .map(|((pair, form, before), value)| (*pair, form.clone(), before.clone(), *value))
            .collect();
        let shapes: Vec<u8> = self
            .shapes
            .iter()
            .flatten()
            .flat_map(|n| n.to_le_bytes())
            .collect();
        let lines = |list: &[String]| list.iter().map(|line| format!("{line}\n")).collect::<String>();
        let rules: String = self
            .source
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#') && !line.starts_with("words\t"))
            .map(|line| format!("{line}\n"))
            .collect();
        let mut writer = ModelWriter::new(NAME, VERSION);
        writer.section("rules", rules.as_bytes());
        writer.section("tags", lines(&self.names).as_bytes());
        writer.section("edits", order.concat().as_bytes());
        writer.section("feats", lines(&self.feats).as_bytes());
        writer.section("feat_shapes", &shapes);
        for (starts, content, entries) in [
            ("exception_starts", "exceptions", &entries),
            ("feat_starts", "feat_entries", &feats),
        ] {
            let table = Table::build(entries);
            let (first, second) = table.sections();
            writer.section(starts, &first);
            writer.section(content, second);
        }
        Ok(writer.finish())
    }
}
