//! The calling thread's side of a run: it reads from the source and writes to the sink.

use crate::isolate::isolate;
use crate::language;
use crate::slot::{Slot, State};
use crate::work::now;
use crate::{End, Error, ErrorKind, Journal, Progress, RunStats, Snapshot};
use dateline_core::{Fault, FaultKind, Flow, Outcome, Sink, Source};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Source, sink and the counts between them.
pub(crate) struct Desk<'a> {
    pub(crate) source: &'a mut dyn Source,
    pub(crate) sink: &'a mut dyn Sink,
    pub(crate) progress: Option<&'a mut dyn Progress>,
    /// The stages' language.
    pub(crate) language: Option<&'a str>,
    pub(crate) journal: Option<&'a mut dyn Journal>,
    pub(crate) stop: Option<Arc<AtomicBool>>,
    pub(crate) stats: RunStats,
    pub(crate) timing: bool,
    pub(crate) read_time: Duration,
    pub(crate) write_time: Duration,
    /// Whether the source has no more, or is not to be asked for more.
    pub(crate) ended: bool,
    pub(crate) seq: u64,
}

impl Desk<'_> {
    /// Reads the next record, or the fault that stands in its place, into `slot`; `false` at the end.
    pub(crate) fn read(&mut self, slot: &mut Slot) -> bool {
        if self.ended {
            return false;
        }
        if self
            .stop
            .as_ref()
            .is_some_and(|stop| stop.load(Ordering::Relaxed))
        {
            self.stats.end = End::Interrupted;
            self.ended = true;
            return false;
        }
        let clock = now(self.timing);
        let source = &mut *self.source;
        let result = isolate(|| source.next(&mut slot.record));
        let fault = match result {
            Ok(Ok(more)) => {
                self.ended = !more;
                None
            }
            Ok(Err(fault)) => Some(fault),
            Err(message) => {
                // Nobody knows what state the source is in: it is not asked again.
                self.ended = true;
                self.stats.end = End::SourceLost;
                let reason = format!("{message}; nothing after it was read");
                Some(Fault::new(
                    FaultKind::Panic,
                    slot.record.origin.clone(),
                    "read",
                    reason,
                ))
            }
        };
        self.read_time += elapsed(clock);
        match fault {
            None => !self.ended,
            Some(fault) => {
                slot.record.bytes.clear();
                slot.state = State::Lost(fault);
                true
            }
        }
    }

    /// Hands the slot's outcome to the sink.
    pub(crate) fn write(&mut self, slot: &mut Slot) -> Result<Flow, Error> {
        let clock = now(self.timing);
        if slot.is_pending() {
            // Its job panicked outside any article's guard: a mistake of ours, and none is known.
            let fault = Fault::new(
                FaultKind::Panic,
                slot.record.origin.clone(),
                "run",
                "the article was lost",
            );
            slot.state = State::Lost(fault);
        }
        self.stats.record_bytes += slot.record.bytes.len() as u64;
        if self.journal.is_some() {
            self.stats.digest.add(&slot.record);
        }
        if matches!(slot.state, State::Dropped) {
            self.stats.dropped += 1;
            self.write_time += elapsed(clock);
            self.note()?;
            return Ok(Flow::Continue);
        }
        let outcome = match &slot.state {
            State::Lost(fault) => {
                tracing::debug!(kind = fault.kind.name(), id = fault.id, "{fault}");
                self.stats.count_fault(fault);
                Outcome::Fault(fault)
            }
            State::Pending | State::Done | State::Dropped => {
                self.stats.count_done(&slot.doc);
                if let Some(language) = language::other(&slot.doc, self.language) {
                    self.stats.count_other(language);
                }
                Outcome::Done(&slot.doc, &slot.buffers)
            }
        };
        let flow = self.sink.accept(self.seq, outcome).map_err(sink_error)?;
        self.seq += 1;
        if flow == Flow::Stop {
            self.ended = true;
            self.stats.end = End::SinkStopped;
        }
        self.note()?;
        self.write_time += elapsed(clock);
        Ok(flow)
    }

    /// Tells whoever watches.
    pub(crate) fn report(&mut self) {
        if let Some(progress) = &mut self.progress {
            progress.update(Snapshot {
                articles: self.stats.articles(),
                faults: self.stats.faulty(),
                bytes_read: self.source.bytes_read(),
            });
        }
    }
}

pub(crate) fn sink_error(error: dateline_core::Error) -> Error {
    Error::caused(
        ErrorKind::Sink,
        format!("the output cannot be written: {error}"),
        error,
    )
}

fn elapsed(clock: Option<std::time::Instant>) -> Duration {
    clock
        .zip(now(clock.is_some()))
        .map_or(Duration::ZERO, |(start, end)| end - start)
}
