//! A look at every article in the order of the input, before the stages: for what depends on the articles before.
//!
//! Each article yields what it yields by itself, but whether it is a copy of an earlier one depends on those, and
//! so on their order. A worker that has decoded a batch therefore waits until the batches before it have had
//! their turn, has its own, and only then goes on to the stages. Batches are begun in the order of the input and
//! decoding is quick beside the stages, so the turn has nearly always come when a worker asks for it.

use crate::isolate::isolate;
use crate::slot::{Slot, State};
use dateline_core::{Document, Duplicate};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// What is to become of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// It goes through the stages as it is.
    Pass,
    /// It goes through the stages and carries the mark of a near-duplicate.
    Mark(Duplicate),
    /// It is left out: no stage sees it, and it reaches no sink.
    Drop,
}

/// Somebody who looks at every article that could be decoded, in the order of the input.
pub trait Screen: Send {
    /// What [`Screen::judge`] needs to know of an article is found out by this function, on the threads of the
    /// workers and in any order: it appends it to a buffer that comes in empty.
    fn look(&self) -> fn(&Document, &mut Vec<u8>);

    /// Decides about an article of which `seen` is what the look has found; called for one article after the
    /// other, in the order of the input, on any thread.
    fn judge(&mut self, doc: &Document, seen: &[u8]) -> Verdict;
}

/// A screen and whose turn it is.
pub(crate) struct Turns<'s> {
    pub(crate) look: fn(&Document, &mut Vec<u8>),
    state: Mutex<Turn<'s>>,
    next: Condvar,
}

struct Turn<'s> {
    screen: &'s mut dyn Screen,
    number: u64,
}

impl<'s> Turns<'s> {
    pub(crate) fn new(screen: &'s mut dyn Screen) -> Self {
        Self {
            look: screen.look(),
            state: Mutex::new(Turn { screen, number: 0 }),
            next: Condvar::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, Turn<'s>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The turn of the batch `number`, to be had once; dropped without that, it is waited for and passed on.
    pub(crate) fn of(&self, number: u64) -> OneTurn<'_, 's> {
        OneTurn { turns: self, number }
    }

    /// Judges an article at once: where there is one thread.
    pub(crate) fn judge(&self, slot: &mut Slot) {
        judge(&mut *self.state().screen, slot);
    }
}

/// A batch's right to a turn.
pub(crate) struct OneTurn<'t, 's> {
    turns: &'t Turns<'s>,
    number: u64,
}

impl OneTurn<'_, '_> {
    /// Waits for the turn, judges the articles, and passes the turn on.
    pub(crate) fn take(self, slots: &mut [Slot]) {
        let mut state = self.turns.state();
        while state.number < self.number {
            state = self
                .turns
                .next
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        for slot in slots.iter_mut().filter(|slot| slot.is_pending()) {
            judge(&mut *state.screen, slot);
        }
        // Dropping `self` passes the turn on, for which it needs the lock.
    }
}

impl Drop for OneTurn<'_, '_> {
    fn drop(&mut self) {
        let mut state = self.turns.state();
        while state.number < self.number {
            state = self
                .turns
                .next
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.number = self.number + 1;
        drop(state);
        self.turns.next.notify_all();
    }
}

/// A screen that panics lets the article pass: what it has seen of it is lost, and no article is.
fn judge(screen: &mut dyn Screen, slot: &mut Slot) {
    match isolate(|| screen.judge(&slot.doc, &slot.seen)) {
        Ok(Verdict::Pass) => {}
        Ok(Verdict::Mark(duplicate)) => slot.doc.meta_mut().duplicate = Some(duplicate),
        Ok(Verdict::Drop) => slot.state = State::Dropped,
        Err(message) => tracing::error!("{}: the screen {message}", slot.record.origin),
    }
}
