//! The registry: named factories of stages, readers and formats, ours and strangers' alike.

use crate::settings::nearest;
use crate::{Annotator, Contract, EncodeOptions, Error, ErrorKind, Input, Settings, Source, Target, Writing};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Builds a stage from its settings; it calls [`Settings::finish`] before it returns.
pub type BuildStage = Box<dyn Fn(Settings) -> Result<Box<dyn Annotator>, Error> + Send + Sync>;
/// Opens a reader on an input.
pub type OpenReader = Box<dyn Fn(Input, Settings) -> Result<Box<dyn Source>, Error> + Send + Sync>;
/// Makes a format ready to write to a target.
pub type OpenFormat = Box<dyn Fn(&EncodeOptions, Target) -> Result<Writing, Error> + Send + Sync>;

/// A stage as it is registered: its contract is known without building it.
pub struct StageSpec {
    /// What it does, in one line.
    pub summary: &'static str,
    /// The layers it reads and writes.
    pub contract: Contract,
    /// Its factory.
    pub build: BuildStage,
}

/// An input format as it is registered.
pub struct ReaderSpec {
    /// What it reads, in one line.
    pub summary: &'static str,
    /// File name endings that say it (`.jsonl`), without compression's own.
    pub endings: &'static [&'static str],
    /// Whether the first bytes of a file look like it; asked where the ending says nothing.
    pub sniff: fn(&[u8]) -> bool,
    /// Its factory.
    pub open: OpenReader,
}

/// An output format as it is registered.
pub struct FormatSpec {
    /// What it writes, in one line.
    pub summary: &'static str,
    /// File name endings that say it (`.jsonl`).
    pub endings: &'static [&'static str],
    /// Whether it writes a folder rather than one file.
    pub folder: bool,
    /// Its factory.
    pub open: OpenFormat,
}

/// A label that a stage may write, for `dateline labels`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LabelSpec {
    /// The layer whose items carry it (`mentions`, `relations`, `events`).
    pub layer: String,
    /// The label itself.
    pub name: String,
    /// What it means, in one line.
    pub meaning: String,
}

/// A model that is part of the program, for the manifests of runs.
#[derive(Clone, Copy, Debug)]
pub struct ModelSpec {
    /// The stage that uses it.
    pub stage: &'static str,
    /// What it is called, its file without the ending.
    pub name: &'static str,
    /// The model itself.
    pub bytes: &'static [u8],
}

/// Something that registers stages, readers, formats and labels. Any `fn(&mut Registry) -> Result<(),
/// Error>` is one.
pub trait Plugin {
    /// Adds what it brings.
    ///
    /// # Errors
    /// [`ErrorKind::Registry`] where a name is taken.
    fn register(&self, registry: &mut Registry) -> Result<(), Error>;
}

impl<F: Fn(&mut Registry) -> Result<(), Error>> Plugin for F {
    fn register(&self, registry: &mut Registry) -> Result<(), Error> {
        self(registry)
    }
}

/// All that a program can do, by name. A value like any other: there is no global one.
#[derive(Default)]
pub struct Registry {
    stages: Named<StageSpec>,
    readers: Named<ReaderSpec>,
    formats: Named<Arc<FormatSpec>>,
    labels: Vec<LabelSpec>,
    models: Vec<ModelSpec>,
}

/// Factories in the order they were registered, found by name.
struct Named<T> {
    order: Vec<(String, T)>,
    index: BTreeMap<String, usize>,
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self {
            order: Vec::new(),
            index: BTreeMap::new(),
        }
    }
}

impl<T> Named<T> {
    fn add(&mut self, what: &str, name: &str, value: T) -> Result<(), Error> {
        if self.index.contains_key(name) {
            let message = format!("the {what} “{name}” is registered twice");
            return Err(Error::new(ErrorKind::Registry, message));
        }
        self.index.insert(name.to_owned(), self.order.len());
        self.order.push((name.to_owned(), value));
        Ok(())
    }

    fn get(&self, what: &str, name: &str) -> Result<&T, Error> {
        if let Some((_, value)) = self.index.get(name).and_then(|index| self.order.get(*index)) {
            return Ok(value);
        }
        let known: Vec<&str> = self.order.iter().map(|(name, _)| name.as_str()).collect();
        let hint = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean “{near}”?"),
            None => format!("there are: {}", known.join(", ")),
        };
        Err(Error::new(
            ErrorKind::Registry,
            format!("there is no {what} “{name}”; {hint}"),
        ))
    }

    fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.order.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl Registry {
    /// An empty registry.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Registers a stage. Names outside Dateline carry their owner (`acme/sentiment`).
    ///
    /// # Errors
    /// [`ErrorKind::Registry`] where the name is taken.
    pub fn stage(
        &mut self,
        name: &str,
        summary: &'static str,
        contract: Contract,
        build: impl Fn(Settings) -> Result<Box<dyn Annotator>, Error> + Send + Sync + 'static,
    ) -> Result<(), Error> {
        self.stages.add(
            "stage",
            name,
            StageSpec {
                summary,
                contract,
                build: Box::new(build),
            },
        )
    }

    /// Registers an input format.
    ///
    /// # Errors
    /// [`ErrorKind::Registry`] where the name is taken.
    pub fn reader(&mut self, name: &str, spec: ReaderSpec) -> Result<(), Error> {
        self.readers.add("input format", name, spec)
    }

    /// Registers an output format.
    ///
    /// # Errors
    /// [`ErrorKind::Registry`] where the name is taken.
    pub fn format(&mut self, name: &str, spec: FormatSpec) -> Result<(), Error> {
        self.formats.add("format", name, Arc::new(spec))
    }

    /// Says that items of `layer` may carry the label `name`.
    pub fn label(&mut self, layer: &str, name: &str, meaning: &str) {
        let (layer, name, meaning) = (layer.to_owned(), name.to_owned(), meaning.to_owned());
        self.labels.push(LabelSpec { layer, name, meaning });
    }

    /// Says that the stage `stage` uses the model `name`, so that the manifest of a run can name its checksum.
    pub fn model(&mut self, stage: &'static str, name: &'static str, bytes: &'static [u8]) {
        self.models.push(ModelSpec { stage, name, bytes });
    }

    /// The stage of this name.
    ///
    /// # Errors
    /// [`ErrorKind::Registry`] with the nearest known name.
    pub fn find_stage(&self, name: &str) -> Result<&StageSpec, Error> {
        self.stages.get("stage", name)
    }

    /// The input format of this name.
    ///
    /// # Errors
    /// [`ErrorKind::Registry`] with the nearest known name.
    pub fn find_reader(&self, name: &str) -> Result<&ReaderSpec, Error> {
        self.readers.get("input format", name)
    }

    /// The output format of this name.
    ///
    /// # Errors
    /// [`ErrorKind::Registry`] with the nearest known name.
    pub fn find_format(&self, name: &str) -> Result<&FormatSpec, Error> {
        self.formats.get("format", name).map(Arc::as_ref)
    }

    /// [`Registry::find_format`] for whoever opens the format again and again during a run.
    ///
    /// # Errors
    /// [`ErrorKind::Registry`] with the nearest known name.
    pub fn shared_format(&self, name: &str) -> Result<Arc<FormatSpec>, Error> {
        self.formats.get("format", name).map(Arc::clone)
    }

    /// All stages, in the order they were registered.
    pub fn stages(&self) -> impl Iterator<Item = (&str, &StageSpec)> {
        self.stages.iter()
    }

    /// All input formats, in the order they were registered.
    pub fn readers(&self) -> impl Iterator<Item = (&str, &ReaderSpec)> {
        self.readers.iter()
    }

    /// All output formats, in the order they were registered.
    pub fn formats(&self) -> impl Iterator<Item = (&str, &FormatSpec)> {
        self.formats.iter().map(|(name, spec)| (name, spec.as_ref()))
    }

    /// All models, in the order they were registered.
    #[must_use]
    pub fn models(&self) -> &[ModelSpec] {
        &self.models
    }

    /// All labels, in the order they were registered.
    #[must_use]
    pub fn labels(&self) -> &[LabelSpec] {
        &self.labels
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_unknown_ones_get_a_hint() {
        let mut registry = Registry::new();
        let nothing = |_: Settings| Err(Error::new(ErrorKind::Other, "never built"));
        registry
            .stage("tokenizer", "splits", Contract::new(), nothing)
            .unwrap();
        assert!(
            registry
                .stage("tokenizer", "splits", Contract::new(), nothing)
                .is_err()
        );
        let message = registry
            .find_stage("tokeniser")
            .err()
            .map(|error| error.to_string());
        assert_eq!(
            message.as_deref(),
            Some("there is no stage “tokeniser”; did you mean “tokenizer”?")
        );
    }
}
