//! What readers and the run found about an article: its credits, the passages of its page, what it is a copy of.

use super::layers::{Writer, one_of};
use super::line::{Line, Text};
use super::unfit;
use dateline_core::layers::{self as core, CreditKind, Credits, Passages};
use dateline_core::{Duplicate, Error};
use serde::Deserialize;

/// One thing that the text says about itself.
#[derive(Deserialize)]
pub(super) struct Credit<'r> {
    #[serde(borrow)]
    kind: Text<'r>,
    start: u32,
    end: u32,
    #[serde(borrow)]
    text: Text<'r>,
    #[serde(borrow)]
    value: Text<'r>,
}

/// One piece of a page.
#[derive(Deserialize)]
pub(super) struct Passage {
    start: u32,
    end: u32,
    page_start: u32,
    page_end: u32,
}

/// The kinds of credits by their names.
const KINDS: [CreditKind; 4] = [
    CreditKind::Place,
    CreditKind::Date,
    CreditKind::Agency,
    CreditKind::Byline,
];

/// Writes the credits and passages that the line has.
pub(super) fn insert(writer: &mut Writer<'_, '_, '_>) -> Result<(), Error> {
    let line = writer.line;
    if let Some(credits) = &line.credits {
        let known = KINDS.map(|kind| (kind.name(), kind));
        writer.out.layer::<Credits>().reserve(credits.len());
        for credit in credits {
            let made = core::Credit {
                kind: one_of("kind of credit", &credit.kind, &known)?,
                span: writer.spans.surface(credit.start, credit.end, &credit.text)?,
                value: writer.keep(&credit.value),
            };
            writer.out.layer::<Credits>().push(made);
        }
    }
    if let Some(passages) = &line.passages {
        writer.out.layer::<Passages>().reserve(passages.len());
        for passage in passages {
            let Passage {
                page_start, page_end, ..
            } = *passage;
            if page_start > page_end {
                return Err(unfit(format!("{page_start} to {page_end} is no place in a page")));
            }
            let span = writer.spans.span(passage.start, passage.end)?;
            writer.out.layer::<Passages>().push(core::Passage {
                span,
                page_start,
                page_end,
            });
        }
    }
    Ok(())
}

impl Line<'_> {
    /// What the article is said to be a near-duplicate of.
    ///
    /// # Errors
    /// Where the line says one of the two keys alone, or a similarity beyond 0 to 1.
    pub(super) fn duplicate(&self) -> Result<Option<Duplicate>, Error> {
        match (&self.duplicate_of, self.similarity) {
            (None, None) => Ok(None),
            (Some(of), Some(similarity)) if (0.0..=1.0).contains(&similarity) => Ok(Some(Duplicate {
                of: of.clone(),
                // At most a thousand.
                similarity: (similarity * 1000.0).round() as u16,
            })),
            (Some(_), Some(similarity)) => Err(unfit(format!(
                "{similarity} is no similarity, which goes from 0 to 1"
            ))),
            _ => Err(unfit("of “duplicate_of” and “similarity” it has one alone")),
        }
    }
}
