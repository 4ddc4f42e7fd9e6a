//! A sink that remembers, sinks and encoders that stop or fail on purpose, and an encoder that leaves
//! nothing out.

use dateline_core::{
    Document, Encoder, Error, ErrorKind, Fault, Flow, Outcome, Resumption, Sink, Staged, Writing,
};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What became of one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Got {
    /// Done: its id and the encoders' bytes.
    Done(String, Vec<Vec<u8>>),
    /// Lost.
    Fault(Fault),
}

/// All that a [`Collect`] sink got; clones look at the same list.
#[derive(Clone, Default)]
pub struct Collected(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    outcomes: Vec<Got>,
    /// Outcomes that an earlier sink has had.
    earlier: u64,
    finished: bool,
}

impl Collected {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The outcomes in the order in which they came.
    #[must_use]
    pub fn outcomes(&self) -> Vec<Got> {
        self.state().outcomes.clone()
    }

    /// The faults among them.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let outcomes = self.outcomes().into_iter();
        outcomes
            .filter_map(|got| {
                if let Got::Fault(fault) = got {
                    Some(fault)
                } else {
                    None
                }
            })
            .collect()
    }

    /// The ids of the articles that were done.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        let outcomes = self.outcomes().into_iter();
        outcomes
            .filter_map(|got| {
                if let Got::Done(id, _) = got {
                    Some(id)
                } else {
                    None
                }
            })
            .collect()
    }

    /// Everything as one run of bytes: what encoders made, and a line for each fault at its place.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut all = Vec::new();
        for got in &self.state().outcomes {
            match got {
                Got::Done(_, buffers) => buffers.iter().for_each(|buffer| all.extend_from_slice(buffer)),
                Got::Fault(fault) => all.extend_from_slice(format!("{fault:?}\n").as_bytes()),
            }
        }
        all
    }

    /// Whether the sink was completed.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.state().finished
    }
}

/// A sink that remembers everything and sees to it that numbers come without gaps.
pub struct Collect {
    collected: Collected,
    stop_after: Option<usize>,
    fail_after: Option<usize>,
}

impl Collect {
    /// The sink, and the list that it fills.
    #[must_use]
    pub fn new() -> (Self, Collected) {
        let collected = Collected::default();
        let sink = Self {
            collected: collected.clone(),
            stop_after: None,
            fail_after: None,
        };
        (sink, collected)
    }

    /// A [`Writing`] of these encoders into such a sink, and its list.
    #[must_use]
    pub fn writing(encoders: Vec<Box<dyn Encoder>>) -> (Writing, Collected) {
        let (sink, collected) = Self::new();
        (sink.with(encoders), collected)
    }

    /// This sink with encoders.
    #[must_use]
    pub fn with(self, encoders: Vec<Box<dyn Encoder>>) -> Writing {
        Writing {
            encoders,
            sink: Box::new(self),
        }
    }

    /// Has enough with the outcome of this number, counted from 1.
    #[must_use]
    pub fn stop_after(mut self, outcomes: usize) -> Self {
        self.stop_after = Some(outcomes);
        self
    }

    /// Fails once it has taken so many outcomes.
    #[must_use]
    pub fn fail_after(mut self, outcomes: usize) -> Self {
        self.fail_after = Some(outcomes);
        self
    }
}

impl Sink for Collect {
    fn accept(&mut self, seq: u64, outcome: Outcome<'_>) -> Result<Flow, Error> {
        let mut state = self.collected.state();
        assert!(!state.finished, "an outcome came after the sink was completed");
        assert_eq!(
            seq,
            state.earlier + state.outcomes.len() as u64,
            "outcomes come in order, without gaps"
        );
        if self.fail_after == Some(state.outcomes.len()) {
            return Err(Error::new(ErrorKind::Io, "the sink fails as told"));
        }
        state.outcomes.push(match outcome {
            Outcome::Done(doc, buffers) => Got::Done(doc.meta().id.clone(), buffers.to_vec()),
            Outcome::Fault(fault) => Got::Fault(fault.clone()),
        });
        let stop = self.stop_after == Some(state.outcomes.len());
        Ok(if stop { Flow::Stop } else { Flow::Continue })
    }

    fn finish(&mut self) -> Result<(), Error> {
        let mut state = self.collected.state();
        assert!(!state.finished, "the sink was completed twice");
        state.finished = true;
        Ok(())
    }

    /// What a checkpoint holds is the number of outcomes, as the bytes of nothing.
    fn checkpoint(&mut self, staged: &mut Vec<Staged>) -> Result<bool, Error> {
        let state = self.collected.state();
        staged.push(Staged {
            bytes: state.earlier + state.outcomes.len() as u64,
            ..Staged::default()
        });
        Ok(true)
    }

    fn resume(&mut self, from: &mut Resumption) -> Result<bool, Error> {
        let Some(staged) = from.take() else {
            return Ok(false);
        };
        self.collected.state().earlier = staged.bytes;
        Ok(true)
    }
}

/// An encoder that writes the article's id, text and every span of every layer: two documents that differ
/// in a place give different bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Everything;

impl Encoder for Everything {
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), Error> {
        let mut text = format!("{}\t{:?}\n", doc.meta().id, doc.text());
        for (layer, len) in doc.layers() {
            let _ = write!(text, "\t{} {len}:", layer.name());
            doc.visit_spans(layer, &mut |span| {
                let _ = write!(text, " {span:?}");
            });
            text.push('\n');
        }
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// How a failing encoder fails.
#[derive(Clone, Copy, Debug)]
pub enum BadEncoder {
    /// With an error, on every article whose record number is divisible by this.
    Errs(u64),
    /// With a panic, on every article whose record number is divisible by this.
    Panics(u64),
}

impl Encoder for BadEncoder {
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), Error> {
        out.extend_from_slice(b"half");
        let record = doc.meta().origin.record;
        match self {
            Self::Errs(n) if record.is_multiple_of(*n) => {
                Err(Error::new(ErrorKind::Other, "the encoder fails as told"))
            }
            Self::Panics(n) => {
                assert!(!record.is_multiple_of(*n), "the encoder panics as told");
                Ok(())
            }
            Self::Errs(_) => Ok(()),
        }
    }
}
