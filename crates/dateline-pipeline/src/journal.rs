//! Runs that survive their process: who keeps track of a run, and how it is taken up again.

use crate::desk::Desk;
use crate::slot::{Slot, State};
use crate::{Error, ErrorKind, RunStats};
use dateline_core::Sink;

/// Somebody who keeps track of a run, so that another process can take it up where this one died.
///
/// The runner calls; a journal decides when it is time to ask the sink for a [`Sink::checkpoint`], and where to
/// keep that together with [`RunStats::save`]. A run is taken up by a sink that was told to
/// [`Sink::resume`], and [`crate::Runner::resume`] with the same numbers.
pub trait Journal {
    /// Looks at a run between two articles: all that `stats` counts has reached `sink`, and nothing else.
    /// Called once before the first article and after each.
    ///
    /// # Errors
    /// What keeps the journal from being kept; the run ends with it.
    fn note(&mut self, stats: &RunStats, sink: &mut dyn Sink) -> Result<(), dateline_core::Error>;

    /// The last note: `sink` has all it will ever get and is about to be finished.
    ///
    /// # Errors
    /// What keeps the journal from being kept; the sink is not finished then.
    fn complete(&mut self, stats: &RunStats, sink: &mut dyn Sink) -> Result<(), dateline_core::Error>;
}

impl Desk<'_> {
    /// Reads past the articles that an earlier run has taken care of, sees that they are the same ones, and
    /// goes on counting where it stopped.
    pub(crate) fn skip(&mut self, earlier: RunStats, mut passed: impl FnMut(&mut Slot)) -> Result<(), Error> {
        let mut slot = Slot::default();
        for index in 0..earlier.articles() {
            slot.record.clear();
            slot.state = State::Pending;
            if !self.read(&mut slot) {
                if self.stats.end == crate::End::Interrupted {
                    // What the earlier run has done is complete, and stays so.
                    self.stats = RunStats {
                        end: crate::End::Interrupted,
                        ..earlier
                    };
                    return Ok(());
                }
                let all = earlier.articles();
                let message = format!("the input has {index} articles; {all} of it were done before");
                return Err(Error::new(ErrorKind::Changed, message));
            }
            self.stats.digest.add(&slot.record);
            passed(&mut slot);
            self.report();
        }
        if self.stats.digest != earlier.digest {
            let message = format!(
                "the first {} articles of the input are not those that were done before",
                earlier.articles()
            );
            return Err(Error::new(ErrorKind::Changed, message));
        }
        self.seq = earlier.articles() - earlier.dropped;
        self.stats = RunStats {
            end: self.stats.end,
            ..earlier
        };
        Ok(())
    }

    /// Lets the journal look at the run.
    pub(crate) fn note(&mut self) -> Result<(), Error> {
        match &mut self.journal {
            Some(journal) => journal
                .note(&self.stats, &mut *self.sink)
                .map_err(crate::desk::sink_error),
            None => Ok(()),
        }
    }

    /// Completes the output.
    pub(crate) fn finish(&mut self) -> Result<(), Error> {
        if let Some(journal) = &mut self.journal {
            journal
                .complete(&self.stats, &mut *self.sink)
                .map_err(crate::desk::sink_error)?;
        }
        self.sink.finish().map_err(crate::desk::sink_error)
    }
}
