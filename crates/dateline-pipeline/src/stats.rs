//! What a run did, in numbers.

use crate::record::Digest;
use dateline_core::{Document, Fault, FaultKind};
use std::borrow::Cow;
use std::time::Duration;

/// The most languages that are counted apart: inputs may claim whatever they like.
const MOST_LANGUAGES: usize = 200;

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
    /// Articles that were left out as near-duplicates of earlier ones; they reach no sink.
    pub dropped: u64,
    /// Articles that were done and are marked as near-duplicates of earlier ones.
    pub duplicates: u64,
    /// Bytes of the records of all articles, as the decoders got them.
    pub record_bytes: u64,
    /// Bytes of the texts of the articles that were done.
    pub text_bytes: u64,
    /// How the run ended.
    pub end: End,
    /// Time by step (`read`, `decode`, each stage, `encode`, `write`), summed over threads, if
    /// [`crate::Runner::timing`] asked for it; empty otherwise.
    pub times: Vec<(String, Duration)>,
    pub(crate) faults: Vec<(FaultKind, u64)>,
    pub(crate) layers: Vec<(Cow<'static, str>, u64)>,
    pub(crate) languages: Vec<(String, u64)>,
    pub(crate) passed: Vec<(String, u64)>,
    /// What the records were, where a journal is kept.
    pub(crate) digest: Digest,
}

impl RunStats {
    /// Articles that were taken care of: done, lost or left out.
    #[must_use]
    pub fn articles(&self) -> u64 {
        self.done + self.faulty() + self.dropped
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
    pub fn layers(&self) -> &[(Cow<'static, str>, u64)] {
        &self.layers
    }

    /// Articles that were done by the language that their input names or a reader found, `und` where there is
    /// none, in the order in which they came up; beyond the first two hundred languages as `other`.
    #[must_use]
    pub fn languages(&self) -> &[(String, u64)] {
        &self.languages
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
        &self.passed
    }

    pub(crate) fn count_other(&mut self, language: &str) {
        add(&mut self.passed, language.to_ascii_lowercase(), 1);
    }

    pub(crate) fn count_done(&mut self, doc: &Document) {
        self.done += 1;
        self.text_bytes += doc.text().len() as u64;
        self.duplicates += u64::from(doc.meta().duplicate.is_some());
        for (key, len) in doc.layers() {
            add(&mut self.layers, Cow::Borrowed(key.name()), len as u64);
        }
        let language = doc.meta().language.as_deref().unwrap_or("und");
        let room = self.languages.len() < MOST_LANGUAGES;
        match self.languages.iter_mut().find(|(known, _)| known == language) {
            Some((_, count)) => *count += 1,
            None if room => self.languages.push((language.to_owned(), 1)),
            None => add(&mut self.languages, String::from("other"), 1),
        }
    }

    pub(crate) fn count_fault(&mut self, fault: &Fault) {
        add(&mut self.faults, fault.kind, 1);
    }
}

pub(crate) fn add<K: PartialEq>(counts: &mut Vec<(K, u64)>, key: K, more: u64) {
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
