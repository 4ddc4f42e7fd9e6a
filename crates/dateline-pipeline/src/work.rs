//! What happens to one article on a worker's thread.

use crate::isolate::{discard, isolate};
use crate::language;
use crate::limits::Deadline;
use crate::slot::{Slot, State};
use crate::{Pipeline, PlannedStage};
use dateline_core::{Document, Encoder, Error, Fault, FaultKind, Worker};
use std::time::{Duration, Instant};

/// A text of this size makes workers' scratch so large that they are better made anew afterwards.
const HUGE: usize = 4 << 20;

/// All that is the same for every article of a run.
#[derive(Clone, Copy)]
pub(crate) struct Job<'p> {
    pub(crate) pipeline: &'p Pipeline,
    pub(crate) encoders: &'p [Box<dyn Encoder>],
    pub(crate) max_article_bytes: usize,
    /// The stages' language; articles in another pass through.
    pub(crate) language: Option<&'p str>,
    pub(crate) max_article_items: usize,
    pub(crate) max_article_time: Option<Duration>,
    pub(crate) check_spans: bool,
    pub(crate) timing: bool,
}

/// One thread's workers, one for each stage, made when first needed and after a panic.
pub(crate) struct Workers<'p> {
    job: Job<'p>,
    stages: Vec<Option<Box<dyn Worker + 'p>>>,
    deadline: Option<Deadline>,
    /// Decoding, the stages, encoding.
    pub(crate) times: Vec<Duration>,
}

/// Where an article is, for the fault if a panic ends it there.
#[derive(Clone, Copy)]
enum Step {
    Decode,
    Stage(usize),
    Encode,
}

impl Step {
    fn index(self, stages: usize) -> usize {
        match self {
            Self::Decode => 0,
            Self::Stage(index) => 1 + index,
            Self::Encode => 1 + stages,
        }
    }
}

impl<'p> Workers<'p> {
    pub(crate) fn new(job: Job<'p>) -> Self {
        let stages = job.pipeline.stages().len();
        Self {
            job,
            stages: (0..stages).map(|_| None).collect(),
            deadline: job.max_article_time.map(Deadline::new),
            times: vec![Duration::ZERO; if job.timing { stages + 2 } else { 0 }],
        }
    }

    /// Takes the slot's record through all steps; leaves it done or lost.
    pub(crate) fn work(&mut self, slot: &mut Slot) {
        self.prepare(slot, None);
        if slot.is_pending() {
            self.complete(slot);
        }
    }

    /// Makes a document of the slot's record, and looks at it where there is a look; leaves it pending or lost.
    pub(crate) fn prepare(&mut self, slot: &mut Slot, look: Option<fn(&Document, &mut Vec<u8>)>) {
        self.guarded(slot, Step::Decode, State::Pending, |this, slot, step| {
            this.decode(slot, step)?;
            if let Some(look) = look {
                slot.seen.clear();
                look(&slot.doc, &mut slot.seen);
            }
            Ok(())
        });
    }

    /// Takes the slot's document through the stages and encodes it; leaves it done or lost.
    pub(crate) fn complete(&mut self, slot: &mut Slot) {
        let huge = slot.doc.text().len() > HUGE;
        self.guarded(slot, Step::Stage(0), State::Done, Self::finish);
        if huge {
            self.stages.iter_mut().for_each(|worker| discard(worker.take()));
        }
    }

    /// Does some of the work on an article; a fault or a panic on the way costs the article.
    fn guarded(
        &mut self,
        slot: &mut Slot,
        mut step: Step,
        then: State,
        work: impl FnOnce(&mut Self, &mut Slot, &mut Step) -> Result<(), Fault>,
    ) {
        let result = isolate(|| work(self, slot, &mut step));
        slot.state = match result {
            Ok(Ok(())) => then,
            Ok(Err(fault)) => State::Lost(self.name(fault, slot)),
            Err(message) => {
                let fault = self.name(self.fault(FaultKind::Panic, step, message), slot);
                self.clear_away(slot, step);
                State::Lost(fault)
            }
        };
    }

    fn decode(&mut self, slot: &mut Slot, step: &mut Step) -> Result<(), Fault> {
        let clock = now(self.job.timing);
        slot.doc.reset();
        slot.doc.meta_mut().origin = slot.record.origin.clone();
        if let Some(deadline) = &self.deadline {
            deadline.begin(&mut slot.doc);
        }
        match slot.record.decoder.clone() {
            Some(decoder) => decoder.decode(&slot.record, &mut slot.doc)?,
            None => {
                return Err(self.fault(
                    FaultKind::Decode,
                    *step,
                    "the source named no decoder for this record",
                ));
            }
        }
        let origin = &mut slot.doc.meta_mut().origin;
        if origin.path.is_empty() {
            // A decoder may name another place, from which the article came into the record.
            *origin = slot.record.origin.clone();
        }
        let bytes = slot.doc.text().len();
        if bytes > self.job.max_article_bytes {
            let reason = format!(
                "the text has {bytes} bytes; {} is the most",
                self.job.max_article_bytes
            );
            return Err(self.fault(FaultKind::TooLarge, *step, reason));
        }
        self.lap(clock, *step);
        Ok(())
    }

    fn finish(&mut self, slot: &mut Slot, step: &mut Step) -> Result<(), Fault> {
        let clock = now(self.job.timing);
        if language::other(&slot.doc, self.job.language).is_none() {
            self.annotate(&mut slot.doc, step, clock)?;
        }
        *step = Step::Encode;
        let clock = now(self.job.timing);
        slot.buffers.resize_with(self.job.encoders.len(), Vec::new);
        for (encoder, buffer) in self.job.encoders.iter().zip(&mut slot.buffers) {
            buffer.clear();
            encoder
                .encode(&slot.doc, buffer)
                .map_err(|error| self.fault(FaultKind::Encode, *step, reason(&error)))?;
        }
        self.lap(clock, *step);
        Ok(())
    }

    fn annotate(
        &mut self,
        doc: &mut Document,
        step: &mut Step,
        mut clock: Option<Instant>,
    ) -> Result<(), Fault> {
        let pipeline = self.job.pipeline;
        for (index, stage) in pipeline.stages().iter().enumerate() {
            *step = Step::Stage(index);
            if let Some(worker) = self.stages.get_mut(index) {
                let worker = worker.get_or_insert_with(|| stage.annotator().worker());
                doc.run(&mut **worker, stage.contract())
                    .map_err(|error| self.fault(kind(&error), *step, reason(&error)))?;
            }
            self.check_limits(doc, *step)?;
            clock = self.lap(clock, *step);
        }
        if !self.job.check_spans {
            return Ok(());
        }
        let Some((layer, span)) = doc.misfits().first().copied() else {
            return Ok(());
        };
        let makes_it =
            |stage: &PlannedStage| stage.contract().provided().iter().any(|key| key.name() == layer);
        let step = pipeline
            .stages()
            .iter()
            .position(makes_it)
            .map_or(Step::Decode, Step::Stage);
        let reason = format!("the span {span:?} of the layer “{layer}” does not fit the text");
        Err(self.fault(FaultKind::Stage, step, reason))
    }

    /// Whether what the stage has made, and the time that it took, are within their bounds.
    fn check_limits(&self, doc: &Document, step: Step) -> Result<(), Fault> {
        let most = self.job.max_article_items;
        if let Some((layer, items)) = doc.layers().find(|(_, items)| *items > most) {
            let reason = format!(
                "the layer “{}” has {items} items; {most} is the most",
                layer.name()
            );
            return Err(self.fault(FaultKind::TooLarge, step, reason));
        }
        match &self.deadline {
            Some(deadline) if !deadline.holds() => {
                Err(self.fault(FaultKind::TooSlow, step, "the article takes longer than it may"))
            }
            _ => Ok(()),
        }
    }

    /// After a panic: the document and the worker may be half changed, so they go.
    fn clear_away(&mut self, slot: &mut Slot, step: Step) {
        discard(std::mem::take(&mut slot.doc));
        if let Step::Stage(index) = step {
            discard(self.stages.get_mut(index).and_then(Option::take));
        }
    }

    fn fault(&self, kind: FaultKind, step: Step, reason: impl Into<String>) -> Fault {
        let stage = match step {
            Step::Decode => "decode",
            Step::Stage(index) => self
                .job
                .pipeline
                .stages()
                .get(index)
                .map_or("", |stage| stage.name()),
            Step::Encode => "encode",
        };
        Fault::new(kind, dateline_core::Origin::default(), stage, reason)
    }

    /// Fills in where the article came from and what it is called, as far as that is known.
    fn name(&self, mut fault: Fault, slot: &Slot) -> Fault {
        if fault.id.is_empty() {
            fault.id.clone_from(&slot.doc.meta().id);
        }
        if fault.origin == dateline_core::Origin::default() {
            fault.origin = slot.record.origin.clone();
        }
        fault
    }

    /// Books the time since `clock` on `step` and starts the clock again.
    fn lap(&mut self, clock: Option<Instant>, step: Step) -> Option<Instant> {
        let end = now(clock.is_some());
        let index = step.index(self.stages.len());
        if let (Some(start), Some(end), Some(time)) = (clock, end, self.times.get_mut(index)) {
            *time += end - start;
        }
        end
    }
}

/// The fault that an error of a stage is.
fn kind(error: &Error) -> FaultKind {
    match error.kind() {
        dateline_core::ErrorKind::TooSlow => FaultKind::TooSlow,
        _ => FaultKind::Stage,
    }
}

/// An error's message with those of its causes, as far as they say more.
fn reason(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = error.source();
    }
    text
}

/// The time, if it is wanted.
#[allow(
    clippy::disallowed_methods,
    reason = "the statistics of a run are measured, and never reach its output"
)]
pub(crate) fn now(wanted: bool) -> Option<Instant> {
    wanted.then(Instant::now)
}
