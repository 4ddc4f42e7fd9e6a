//! Facts.

mod article;
mod clause;
#[cfg(test)]
mod fixture;
mod inflect;
mod pattern;
mod quotes;
mod relations;
mod vocabulary;

pub use quotes::QuoteStage;
pub use relations::RelationStage;

use dateline_core::{Annotator, Error, Registry};

/// Registers the stages of this crate.
///
/// # Errors
/// [`dateline_core::ErrorKind::Registry`] where a name is taken.
pub fn plugin(registry: &mut Registry) -> Result<(), Error> {
    registry.stage(
        "relations",
        "typed relations between entities, by rules",
        RelationStage::layers(),
        |settings| Ok(Box::new(RelationStage::from_settings(settings)?) as Box<dyn Annotator>),
    )?;
    registry.stage(
        "quotes",
        "direct, indirect and mixed quotations with their speakers",
        QuoteStage::layers(),
        |settings| Ok(Box::new(QuoteStage::from_settings(settings)?) as Box<dyn Annotator>),
    )
}
