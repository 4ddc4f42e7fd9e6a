//! Facts.

mod article;
mod clause;
mod events;
#[cfg(test)]
mod fixture;
mod inflect;
mod pattern;
mod quotes;
mod relations;
mod vocabulary;

pub use events::EventStage;
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
        "events",
        "political acts as CAMEO codes and PLOVER types, with their sides",
        EventStage::layers(),
        |settings| Ok(Box::new(EventStage::from_settings(settings)?) as Box<dyn Annotator>),
    )?;
    EventStage::labels(registry)?;
    registry.stage(
        "quotes",
        "direct, indirect and mixed quotations with their speakers",
        QuoteStage::layers(),
        |settings| Ok(Box::new(QuoteStage::from_settings(settings)?) as Box<dyn Annotator>),
    )
}
