//! A stage from outside Dateline: how hard each sentence is to read.
//!
//! This crate stands for one that a stranger writes. It depends on `dateline-core` alone, and nothing in
//! Dateline knows of it. It brings
//! - a layer, [`Grades`], whose items are [`Grade`]s,
//! - a stage, [`ReadingGrade`], that reads tokens and sentences of whatever tokenizer there is,
//! - an output format, [`mod@format`], because the built-in ones know nothing of the layer,
//! - and [`plugin`], which registers all of it under names with their owner in front.
//!
//! Whoever wants it writes a program of one line:
//!
//! ```text
//! dateline::App::new().plugin(dateline::defaults).plugin(third_party_stage::plugin).main()
//! ```
//!
//! and says `--stages acme/reading-grade --format acme/grades`; the tokenizer comes along by itself. The
//! stage also runs without any program:
//!
//! ```
//! use dateline_core::{Document, Id};
//! use dateline_testkit::WhiteSpace;
//! use third_party_stage::{Grades, ReadingGrade};
//!
//! let mut doc = Document::from_text("Ministers unanimously ratified the comprehensive agreement .")?;
//! doc.apply(&WhiteSpace)?;
//! doc.apply(&ReadingGrade::default())?;
//! let grades = doc.layer::<Grades>().unwrap_or_default();
//! assert_eq!((grades[0].words, grades[0].syllables), (6, 19));
//! assert!(grades[0].grade > 20.0);
//! # Ok::<(), dateline_core::Error>(())
//! ```

pub mod format;
mod grade;
mod syllables;

pub use grade::{Grade, Grades, ReadingGrade};
pub use syllables::count_syllables;

use dateline_core::{Error, FormatSpec, Registry};

/// The name under which the stage is registered.
pub const STAGE: &str = "acme/reading-grade";
/// The name under which the output format is registered.
pub const FORMAT: &str = "acme/grades";

/// Registers the stage [`STAGE`] and the format [`FORMAT`].
///
/// The stage has one setting, `min-words`: sentences of fewer words get no grade (5 unless set).
///
/// # Errors
/// [`dateline_core::ErrorKind::Registry`] where a name is taken.
pub fn plugin(registry: &mut Registry) -> Result<(), Error> {
    let summary = "how hard each sentence is to read: Flesch-Kincaid grades";
    let contract = dateline_core::Stateless::contract(&ReadingGrade::default());
    registry.stage(STAGE, summary, contract, |mut settings| {
        let mut stage = ReadingGrade::default();
        if let Some(words) = settings.count("min-words")? {
            stage.min_words = u32::try_from(words).unwrap_or(u32::MAX);
        }
        settings.finish()?;
        Ok(Box::new(stage))
    })?;
    let spec = FormatSpec {
        summary: "grades of sentences as tab-separated lines",
        endings: &[".grades.tsv"],
        folder: false,
        open: Box::new(|_, target| format::open(target)),
    };
    registry.format(FORMAT, spec)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::{Setting, Settings};
    use std::collections::BTreeMap;

    fn build(key: &str, words: i64) -> Result<(), String> {
        let mut registry = Registry::new();
        plugin(&mut registry).unwrap();
        let values = BTreeMap::from([(key.to_owned(), Setting::Int(words))]);
        let stage = (registry.find_stage(STAGE).unwrap().build)(Settings::new("[stages.x]", values));
        stage.map(|_| ()).map_err(|error| error.to_string())
    }

    #[test]
    fn settings_are_checked() {
        assert_eq!(build("min-words", 3), Ok(()));
        let unknown = "[stages.x]: unknown key “min-word”; did you mean “min-words”?";
        assert_eq!(build("min-word", 3), Err(unknown.to_owned()));
        assert!(build("min-words", -1).is_err());
    }
}
