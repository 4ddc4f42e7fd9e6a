//! The bound on an article's time: a deadline that stages can ask for.

use dateline_core::{Document, Patience};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// When the article that a worker has in hand must be done.
pub(crate) struct Deadline {
    bound: Duration,
    clock: Instant,
    /// In nanoseconds of `clock`; a worker and the stage that it runs are one thread.
    at: Arc<AtomicU64>,
    patience: Patience,
}

impl Deadline {
    #[allow(
        clippy::disallowed_methods,
        reason = "a bound on time cannot do without a clock; it is off unless asked for"
    )]
    pub(crate) fn new(bound: Duration) -> Self {
        let clock = Instant::now();
        let at = Arc::new(AtomicU64::new(u64::MAX));
        let asked = Arc::clone(&at);
        Self {
            bound,
            clock,
            at,
            patience: Arc::new(move || nanoseconds(clock.elapsed()) <= asked.load(Ordering::Relaxed)),
        }
    }

    /// Starts the time of the article in `doc`.
    pub(crate) fn begin(&self, doc: &mut Document) {
        let end = self.clock.elapsed().saturating_add(self.bound);
        self.at.store(nanoseconds(end), Ordering::Relaxed);
        doc.set_patience(Some(Arc::clone(&self.patience)));
    }

    /// Whether there is time left.
    pub(crate) fn holds(&self) -> bool {
        (self.patience)()
    }
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
