//! Features by table.
//!
//! Most features follow from a word's tags, some from its form, and a few from the word before it: the case
//! of *it*, the person of a past tense, whether *take* is an infinitive or an order. So there are four levels,
//! the first that knows the word decides: tags, form and the word before; tags and the word before; tags and
//! form; tags and shape. Each holds only what the next would get wrong, and is told by the counts of the
//! training data, where the English treebanks EWT and GUM do not always agree.
//!
//! The word before is its form where its universal tag is one of a closed class, else its tags.

use crate::lemma::{Form, Shape};
use crate::table::{Key, Table};
use crate::tags::Tags;
use dateline_core::layers::Upos;
use dateline_model::{Error, ErrorKind, ModelFile};

/// Stands for the place before a sentence.
const BEGINNING: &[u8] = b"^";

/// Bits of [`Feats::levels`].
const FORM_BEFORE: u8 = 1;
const BEFORE: u8 = 2;
const FORM: u8 = 4;

/// The tables.
#[derive(Clone, Debug)]
pub(crate) struct Feats {
    /// Where each string of features lies in `text`.
    strings: Vec<(u32, u32)>,
    text: String,
    /// By pair of tags and shape: the index of a string.
    shapes: Vec<[u16; Shape::COUNT]>,
    table: Table,
    /// By pair of tags: which levels have anything.
    levels: Vec<u8>,
}

/// Whether words of this tag are few, so that each counts by itself as the word before.
fn is_closed(upos: Upos) -> bool {
    use Upos::{Adp, Aux, Cconj, Det, Part, Pron, Sconj};
    matches!(upos, Adp | Aux | Cconj | Det | Part | Pron | Sconj)
}

/// The word before a word: its form and tags.
pub(crate) type Before<'f> = Option<(&'f Form<'f>, Upos, &'f str)>;

/// Gives `look` what stands for the word before in the table.
pub(crate) fn with_before<T>(tags: &Tags, before: Before<'_>, look: impl FnOnce(Key<'_>) -> T) -> T {
    match before {
        None => look(Key::new(BEGINNING)),
        Some((form, upos, _)) if is_closed(upos) => look(form.key()),
        // There are fewer pairs than would make the first byte a letter.
        Some((_, upos, xpos)) => look(Key::new(&tags.pair(upos, xpos).to_be_bytes())),
    }
}

impl Feats {
    pub(crate) fn read(file: &ModelFile<'_>, tags: &Tags) -> Result<Self, Error> {
        let broken = |what: &str| Error::new(ErrorKind::Shape, format!("the model's features: {what}"));
        let (mut text, mut strings) = (String::new(), Vec::new());
        for line in file.text("feats")?.lines() {
            let from = text.len() as u32;
            text.push_str(line);
            strings.push((from, text.len() as u32));
        }
        let numbers = file.section("feat_shapes")?.as_chunks::<2>().0;
        let shapes: Vec<[u16; Shape::COUNT]> = numbers
            .as_chunks::<{ Shape::COUNT }>()
            .0
            .iter()
            .map(|row| row.map(u16::from_le_bytes))
            .collect();
        if shapes.len() != tags.pairs() {
            return Err(broken("there is not one row for each pair of tags"));
        }
        let table = Table::read(file.section("feat_starts")?, file.section("feat_entries")?)?;
        let mut levels = vec![0; shapes.len()];
        table.each(|pair, form, before| {
            if let Some(level) = levels.get_mut(usize::from(pair)) {
                *level |= match (form > 0, before > 0) {
                    (true, true) => FORM_BEFORE,
                    (false, _) => BEFORE,
                    (true, false) => FORM,
                };
            }
        });
        Ok(Self {
            strings,
            text,
            shapes,
            table,
            levels,
        })
    }

    /// How many strings of features there are.
    pub(crate) fn len(&self) -> usize {
        self.strings.len()
    }

    /// A string of features by its number.
    pub(crate) fn name(&self, index: u16) -> &str {
        self.strings
            .get(usize::from(index))
            .and_then(|(from, to)| self.text.get(*from as usize..*to as usize))
            .unwrap_or("")
    }

    /// The number of the features of a word of this pair of tags.
    pub(crate) fn index(&self, tags: &Tags, form: &Form<'_>, pair: u16, before: Before<'_>) -> u16 {
        let levels = self.levels.get(usize::from(pair)).copied().unwrap_or(0);
        if levels & (FORM_BEFORE | BEFORE) != 0 {
            let found = with_before(tags, before, |before| {
                let both = (levels & FORM_BEFORE != 0).then(|| self.table.get(pair, form.key(), before));
                both.flatten().or_else(|| self.table.get(pair, Key::NONE, before))
            });
            if let Some(index) = found {
                return index;
            }
        }
        if levels & FORM != 0
            && let Some(index) = self.table.get(pair, form.key(), Key::NONE)
        {
            return index;
        }
        let row = self.shapes.get(usize::from(pair));
        row.and_then(|row| row.get(form.shape() as usize))
            .copied()
            .unwrap_or(0)
    }
}
