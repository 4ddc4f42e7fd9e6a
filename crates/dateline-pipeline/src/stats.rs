//! What a run did, in numbers.

use dateline_core::{Document, Fault, FaultKind};
use std::time::Duration;

/// How a run ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum End {
    /// The source had no more.
    #[default]
    Complete,
    /// The sink had enough.
    SinkStopped,
    /// The stop flag was raised; what was being worked on was finished.
    Interrupted,
    /// The source panicked and could not be asked for more; a fault stands where it did.
    SourceLost,
}

/// What a run did. Only what reached the sink is counted, so the numbers do not depend on threads.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct RunStats {
    /// Articles that were done.
    pub done: u64,
    /// Bytes of the records of all articles, as the decoders got them.
    pub record_bytes: u64,
    /// Bytes of the texts of the articles that were done.
    pub text_bytes: u64,
    /// How the run ended.
    pub end: End,
    /// Time by step (`read`, `decode`, each stage, `encode`, `write`), summed over threads, if
    /// [`crate::Runner::timing`] asked for it; empty otherwise.
    pub times: Vec<(String, Duration)>,
    faults: Vec<(FaultKind, u64)>,
    layers: Vec<(&'static str, u64)>,
    languages: Vec<(String, u64)>,
}

impl RunStats {
    /// Articles that reached the sink, done or lost.
    #[must_use]
    pub fn articles(&self) -> u64 {
        self.done + self.faulty()
    }

    /// Articles that were lost.
    #[must_use]
    pub fn faulty(&self) -> u64 {
        self.faults.iter().map(|(_, count)| count).sum()
    }

    /// Lost articles by the step at which they were lost, in the order in which the kinds came up.
    #[must_use]
    pub fn faults(&self) -> &[(FaultKind, u64)] {
        &self.faults
    }

    /// Items of every layer, by the layer's name, summed over the articles that were done.
    #[must_use]
    pub fn layers(&self) -> &[(&'static str, u64)] {
        &self.layers
    }

    /// Items of the layer of this name (`tokens`, `mentions`), 0 where there is no such layer.
    #[must_use]
    pub fn layer(&self, name: &str) -> u64 {
        self.layers
            .iter()
            .find(|(layer, _)| *layer == name)
            .map_or(0, |(_, count)| *count)
    }

    /// Articles that passed through without stages because they are in another language than
    /// [`crate::Runner::language`], by the first part of the language's tag, in the order in which they came up.
    /// They count as done.
    #[must_use]
    pub fn other_languages(&self) -> &[(String, u64)] {
        &self.languages
    }

    pub(crate) fn count_other(&mut self, language: &str) {
        add(&mut self.languages, language.to_ascii_lowercase(), 1);
    }

    pub(crate) fn count_done(&mut self, doc: &Document) {
        self.done += 1;
        self.text_bytes += doc.text().len() as u64;
        for (key, len) in doc.layers() {
            add(&mut self.layers, key.name(), len as u64);
        }
    }

    pub(crate) fn count_fault(&mut self, fault: &Fault) {
        add(&mut self.faults, fault.kind, 1);
    }
}

fn add<K: PartialEq>(counts: &mut Vec<(K, u64)>, key: K, more: u64) {
    match counts.iter_mut().find(|(known, _)| *known == key) {
        Some((_, count)) => *count += more,
        None => counts.push((key, more)),
    }
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Snapshot {
    /// Articles that reached the sink, done or lost.
    pub articles: u64,
    /// Articles that were lost.
    pub faults: u64,
    /// Bytes of input behind the source, as [`dateline_core::Source::bytes_read`] counts them.
    pub bytes_read: u64,
}

/// Somebody who watches a run. Any `FnMut(Snapshot)` does.
pub trait Progress {
    /// Tells how far the run has come: on the calling thread, after every few articles have reached the
    /// sink. It should return at once; whoever draws keeps to a rate of their own.
    fn update(&mut self, snapshot: Snapshot);
}

impl<F: FnMut(Snapshot)> Progress for F {
    fn update(&mut self, snapshot: Snapshot) {
        self(snapshot);
    }
}
