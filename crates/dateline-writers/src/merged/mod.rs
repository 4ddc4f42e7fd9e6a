//! Facts of many articles folded into one table, with how well each is supported.
//!
//! Two articles state the same fact where everything that makes it is the same: for a relation its name,
//! subject, object and qualifiers, for an event its CAMEO code, sources, targets, date and status. Entities
//! are the same by their link, or without links by name and label; what has no name (a pronoun, a
//! description) is the same within its article only. An article is known by its id, so the same article in
//! two outputs counts once.
//!
//! An article that is marked as a near-duplicate says nothing of its own: of an original and its copies the first that
//! states a fact supports it, the original where it does, and the others are counted as copies and add neither an
//! article nor an outlet, a date, or evidence. Marks hold across outputs: an article that one run has marked is a copy in
//! all of them, and so is a copy of a copy. [`Copies::Each`] counts all alike.
//!
//! Entries are sorted in 128 MiB of memory and temporary files; beside it stands the fact at hand with its
//! outlets' names and its evidence, of which no more is kept than is listed, and some forty bytes for each article
//! that is marked. Rows come by the facts' keys, so
//! that neither the order of the inputs nor the number of threads makes a difference.

mod copies;
mod entry;
mod facts;
mod fold;
mod out;
mod sorter;

pub use out::MERGED_FORMATS;

use crate::article::name;
use copies::Marks;
use dateline_core::{EncodeOptions, Error, ErrorKind, Flow, Outcome, Sink, Target, Writing};
use entry::Entry;
use facts::Facts;
use fold::Fold;
use out::TableOut;
use sorter::Sorter;

/// How near-duplicates of other articles are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Copies {
    /// An original and its copies support a fact as one article.
    #[default]
    Once,
    /// Every article supports it for itself.
    Each,
}

/// Opens a table of merged facts in one of the [`MERGED_FORMATS`].
///
/// Its columns: `kind` (`relation`, `event`), `name` (the relation's, or the event's CAMEO code), `plover`,
/// `subject` and `object` (lists of `{"name","label","link"}`, as JSON in a cell) with their names in
/// `subject_text` and `object_text`, `qualifiers`, `date` and `status` of an event, `confidence` (the highest
/// of all), `articles` and `outlets` (how many different ones: by the articles' ids; by publisher, or else the
/// host of the address), `copies` (how many
/// near-duplicates of these articles state the fact too), `first_date` and `last_date` of publication, `evidence_count`, and `evidence`: the
/// earliest `evidence` pieces, each `{"published","article_id","start","end","text"}`.
///
/// `options.offsets` is the unit of the evidence's offsets.
///
/// # Errors
/// [`ErrorKind::Setting`] for a format that is no table, and whatever keeps the output from being made.
pub fn merge(
    format: &str,
    target: Target,
    options: &EncodeOptions,
    evidence: usize,
    copies: Copies,
) -> Result<Writing, Error> {
    let options = EncodeOptions {
        offsets: options.offsets,
        layers: None,
    };
    let out = TableOut::open(format, target, &crate::about::about(&options))?;
    Ok(Writing {
        encoders: vec![Box::new(Facts { options, copies })],
        sink: Box::new(MergeSink {
            work: Some((Sorter::new(), out)),
            marks: (copies == Copies::Once).then(Marks::default),
            evidence,
        }),
    })
}

struct MergeSink {
    work: Option<(Sorter, TableOut)>,
    /// What runs have marked as copies; `None` where that does not count.
    marks: Option<Marks>,
    evidence: usize,
}

impl Sink for MergeSink {
    fn accept(&mut self, _: u64, outcome: Outcome<'_>) -> Result<Flow, Error> {
        let Outcome::Done(doc, [entries]) = outcome else {
            return Ok(Flow::Continue);
        };
        if let (Some(marks), Some(duplicate)) = (&mut self.marks, &doc.meta().duplicate) {
            marks.note(name(doc).as_bytes(), duplicate.of.as_bytes());
        }
        match &mut self.work {
            Some((sorter, _)) => sorter.add(entries)?,
            None => return Err(Error::new(ErrorKind::Io, "the table is finished already")),
        }
        Ok(Flow::Continue)
    }

    fn finish(&mut self) -> Result<(), Error> {
        let Some((mut sorter, mut out)) = self.work.take() else {
            return Ok(());
        };
        if let Some(marks) = self.marks.take().filter(|marks| !marks.is_empty()) {
            sorter = by_family(sorter, marks)?;
        }
        let mut fold = Fold::default();
        let mut open = true;
        sorter.finish(|bytes| {
            let entry = Entry::parse(bytes)?;
            if !fold.takes(&entry) {
                if let Some(row) = fold.row()?.filter(|_| open) {
                    open = out.put(&row)? == Flow::Continue;
                }
                fold = Fold::default();
            }
            fold.add(&entry, self.evidence)
        })?;
        if let Some(row) = fold.row()?.filter(|_| open) {
            out.put(&row)?;
        }
        out.finish()
    }
}

/// Sorts entries once more, each under the head of its article's family, which only all marks together tell.
fn by_family(sorter: Sorter, marks: Marks) -> Result<Sorter, Error> {
    let mut families = marks.settle();
    let mut sorted = Sorter::new();
    let mut buffer = Vec::new();
    sorter.finish(|bytes| {
        buffer.clear();
        families.put(&Entry::parse(bytes)?, &mut buffer);
        sorted.add(&buffer)
    })?;
    Ok(sorted)
}
