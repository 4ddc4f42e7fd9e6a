//! Why a fact was told: the key `why` of relations and events.

use super::layers::Writer;
use super::line::Text;
use super::unfit;
use dateline_core::layers::{self as core, EventReasons, RelationReasons};
use dateline_core::{Error, Layer};
use serde::Deserialize;

/// The key `why`.
#[derive(Deserialize)]
pub(super) struct Why<'r> {
    #[serde(borrow)]
    pattern: Text<'r>,
    #[serde(borrow)]
    words: Vec<Part<'r>>,
}

/// Words that stood for a part of a pattern.
#[derive(Deserialize)]
struct Part<'r> {
    #[serde(borrow)]
    role: Text<'r>,
    start: u32,
    end: u32,
    #[serde(borrow)]
    text: Text<'r>,
    #[serde(borrow)]
    entry: Option<Text<'r>>,
}

/// Writes the reasons of relations and of events that the line has.
pub(super) fn insert(writer: &mut Writer<'_, '_, '_>) -> Result<(), Error> {
    let line = writer.line;
    let relations = line.relations.iter().flatten().map(|it| it.why.as_ref());
    writer.reasons::<RelationReasons>(relations)?;
    let events = line.events.iter().flatten().map(|it| it.why.as_ref());
    writer.reasons::<EventReasons>(events)
}

impl<'r> Writer<'r, '_, '_> {
    /// Writes the reasons of facts that stand in the order of their layer: of all, or of none.
    fn reasons<L: Layer<Item = core::Reason>>(
        &mut self,
        whys: impl Iterator<Item = Option<&'r Why<'r>>> + Clone,
    ) -> Result<(), Error> {
        if whys.clone().all(|why| why.is_none()) {
            return Ok(());
        }
        for (index, why) in whys.enumerate() {
            let why = why.ok_or_else(|| {
                unfit(format!(
                    "of some facts it says why, and not of number {index}: {} are of all or of none",
                    L::NAME
                ))
            })?;
            let mut parts = Vec::with_capacity(why.words.len());
            for part in &why.words {
                parts.push(core::ReasonPart {
                    role: self.keep(&part.role),
                    span: self.spans.surface(part.start, part.end, &part.text)?,
                    entry: self.keep_some(part.entry.as_ref()),
                });
            }
            let pattern = self.keep(&why.pattern);
            self.out.layer::<L>().push(core::Reason { pattern, parts });
        }
        Ok(())
    }
}
