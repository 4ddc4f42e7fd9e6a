//! Many threads: batches of articles go out to the pool and come back in any order; a ring puts them in
//! the order of the input.

use crate::desk::Desk;
use crate::isolate::isolate;
use crate::screen::Turns;
use crate::slot::{Slot, Store};
use crate::work::{Job, Workers};
use crate::{Error, ErrorKind};
use dateline_core::Flow;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};

/// A batch is sent off once its records have this many bytes, so that tiny articles cost little: handing
/// a batch over and back takes a few microseconds.
const BATCH_BYTES: usize = 32 << 10;
/// The same while there are idle threads, so that a handful of articles is shared among them.
const FIRST_BATCH_BYTES: usize = 4 << 10;
/// The most records in one batch.
const BATCH_RECORDS: usize = 32;
/// Stack of the pool's threads: what a program's main thread has.
const STACK_BYTES: usize = 8 << 20;

/// How much may be out at once.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) threads: usize,
    pub(crate) articles: usize,
    pub(crate) bytes: usize,
}

/// A few articles that travel together.
struct Batch {
    number: u64,
    slots: Vec<Slot>,
    bytes: usize,
}

/// What the jobs of a run share.
struct Shared<'p, 's> {
    job: Job<'p>,
    screen: Option<&'p Turns<'s>>,
    /// Sets of workers that are not at work. A job takes one and puts it back, so that there is one for
    /// each thread; more come into being only if a stage runs jobs of its own on the pool.
    idle: Mutex<Vec<Workers<'p>>>,
    /// Raised when nothing more will be written: jobs then give their batches back untouched.
    cancelled: AtomicBool,
}

impl Shared<'_, '_> {
    fn work(&self, batch: &mut Batch) {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = idle().pop();
        let mut workers = taken.unwrap_or_else(|| Workers::new(self.job));
        match self.screen {
            None => self.each(batch, |slot| workers.work(slot)),
            Some(turns) => {
                // Whatever happens, the batches behind this one get their turn.
                let turn = turns.of(batch.number);
                self.each(batch, |slot| workers.prepare(slot, Some(turns.look)));
                if !self.cancelled.load(Ordering::Relaxed) {
                    turn.take(&mut batch.slots);
                }
                self.each(batch, |slot| workers.complete(slot));
            }
        }
        idle().push(workers);
    }

    /// Does something for the articles that are neither done nor lost.
    fn each(&self, batch: &mut Batch, mut work: impl FnMut(&mut Slot)) {
        for slot in batch.slots.iter_mut().filter(|slot| slot.is_pending()) {
            if self.cancelled.load(Ordering::Relaxed) {
                break;
            }
            work(slot);
        }
    }
}

/// What is out, and what came back before its turn.
struct Ring {
    /// Batches from `first` on; `None` where one is still out.
    batches: VecDeque<Option<Batch>>,
    first: u64,
    out: usize,
    articles: usize,
    bytes: usize,
    store: Store,
    spare: Vec<Vec<Slot>>,
}

/// Runs the source dry on a pool of its own; gives the workers, for their statistics.
pub(crate) fn run<'p>(
    desk: &mut Desk<'_>,
    job: Job<'p>,
    screen: Option<&'p Turns<'_>>,
    bounds: Bounds,
    store: Store,
) -> Result<Vec<Workers<'p>>, Error> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(bounds.threads)
        .thread_name(|index| format!("dateline-{index}"))
        .stack_size(STACK_BYTES)
        .build()
        .map_err(|error| {
            let message = format!("{} threads cannot be started: {error}", bounds.threads);
            Error::caused(ErrorKind::Threads, message, error)
        })?;
    let shared = Shared {
        job,
        screen,
        idle: Mutex::new(Vec::new()),
        cancelled: AtomicBool::new(false),
    };
    let mut ring = Ring {
        batches: VecDeque::new(),
        first: 0,
        out: 0,
        articles: 0,
        bytes: 0,
        store,
        spare: Vec::new(),
    };
    let (back, home) = mpsc::channel::<Batch>();
    let result = pool.in_place_scope(|scope| {
        let shared = &shared;
        loop {
            home.try_iter().for_each(|batch| ring.put(batch));
            if let flow @ (Err(_) | Ok(Flow::Stop)) = ring.write_ready(desk) {
                shared.cancelled.store(true, Ordering::Relaxed);
                return flow.map(|_| ());
            }
            if let Some(mut batch) = ring.read(desk, bounds) {
                let back = back.clone();
                scope.spawn(move |_| {
                    // Every article has a guard of its own; this one is for mistakes of ours, because a
                    // batch that never came back would be waited for without end.
                    let _ = isolate(|| shared.work(&mut batch));
                    // The receiver outlives the scope, so this cannot fail.
                    let _ = back.send(batch);
                });
            } else if ring.out == 0 {
                return Ok(());
            } else if let Ok(batch) = home.recv() {
                ring.put(batch);
            }
        }
    });
    result.map(|()| shared.idle.into_inner().unwrap_or_else(PoisonError::into_inner))
}

impl Ring {
    /// The next batch to send off; `None` if enough is out or the source has no more.
    fn read(&mut self, desk: &mut Desk<'_>, bounds: Bounds) -> Option<Batch> {
        let busy = self.out >= bounds.threads;
        let most_bytes = if busy { BATCH_BYTES } else { FIRST_BATCH_BYTES };
        // With few articles allowed out, every thread must still get some.
        let most_records = (bounds.articles / (2 * bounds.threads)).clamp(1, BATCH_RECORDS);
        let (mut slots, mut bytes) = (self.spare.pop().unwrap_or_default(), 0);
        while slots.len() < most_records
            && bytes < most_bytes
            && self.articles < bounds.articles
            && (self.bytes < bounds.bytes || self.articles == 0)
        {
            let mut slot = self.store.take();
            if !desk.read(&mut slot) {
                self.store.give_back(slot);
                break;
            }
            bytes += slot.record.bytes.len();
            self.bytes += slot.record.bytes.len();
            self.articles += 1;
            slots.push(slot);
        }
        if slots.is_empty() {
            self.spare.push(slots);
            return None;
        }
        let number = self.first + self.batches.len() as u64;
        self.batches.push_back(None);
        self.out += 1;
        Some(Batch { number, slots, bytes })
    }

    /// Takes in a batch that came back.
    fn put(&mut self, batch: Batch) {
        self.out -= 1;
        let place = usize::try_from(batch.number - self.first).ok();
        if let Some(place) = place.and_then(|place| self.batches.get_mut(place)) {
            *place = Some(batch);
        }
    }

    /// Writes every batch whose turn it is.
    fn write_ready(&mut self, desk: &mut Desk<'_>) -> Result<Flow, Error> {
        while let Some(batch) = self.batches.front_mut().and_then(Option::take) {
            self.batches.pop_front();
            self.first += 1;
            self.bytes -= batch.bytes;
            self.articles -= batch.slots.len();
            let mut slots = batch.slots;
            for mut slot in slots.drain(..) {
                if desk.write(&mut slot)? == Flow::Stop {
                    desk.report();
                    return Ok(Flow::Stop);
                }
                self.store.give_back(slot);
            }
            self.spare.push(slots);
            desk.report();
        }
        Ok(Flow::Continue)
    }
}
