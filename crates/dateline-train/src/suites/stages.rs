//! The whole pipeline for suites that score facts: every stage of ours in its order.

use anyhow::Result;
use dateline_core::{Annotator, Document, Registry, Setting, Settings};
use std::collections::BTreeMap;

/// The stages in the order in which they run.
const ORDER: [&str; 8] = [
    "tokenizer",
    "syntax",
    "tagger",
    "values",
    "coref",
    "relations",
    "events",
    "quotes",
];

/// Built stages.
pub(crate) struct Stages {
    all: Vec<Box<dyn Annotator>>,
}

impl Stages {
    /// All stages as they are shipped.
    ///
    /// # Errors
    /// A stage that cannot be built.
    pub(crate) fn shipped() -> Result<Self> {
        Self::with("", BTreeMap::new(), |_| Ok(String::new()))
    }

    /// All stages, of which `stage` has `settings`, whose files `load` reads.
    ///
    /// # Errors
    /// A stage that cannot be built.
    pub(crate) fn with(
        stage: &str,
        settings: BTreeMap<String, Setting>,
        load: impl Fn(&str) -> Result<String, dateline_core::Error> + Clone + 'static,
    ) -> Result<Self> {
        let mut registry = Registry::new();
        dateline_tokenizer::plugin(&mut registry)?;
        dateline_syntax::plugin(&mut registry)?;
        dateline_tagger::plugin(&mut registry)?;
        dateline_values::plugin(&mut registry)?;
        dateline_coref::plugin(&mut registry)?;
        dateline_relations::plugin(&mut registry)?;
        let mut all = Vec::new();
        for name in ORDER {
            let settings = if name == stage {
                Settings::new(name, settings.clone()).with_files(load.clone())
            } else {
                Settings::default()
            };
            all.push((registry.find_stage(name)?.build)(settings)?);
        }
        Ok(Self { all })
    }

    /// Runs all of them over `doc`.
    ///
    /// # Errors
    /// A stage that fails.
    pub(crate) fn apply(&self, doc: &mut Document) -> Result<()> {
        for stage in &self.all {
            doc.apply(&**stage)?;
        }
        Ok(())
    }
}
