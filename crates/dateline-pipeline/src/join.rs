//! Several formats in one run.

use dateline_core::{Error, Flow, Outcome, Resumption, Sink, Staged, Writing};

/// A sink made of several, each with encoders of its own.
pub struct MultiSink {
    parts: Vec<Part>,
}

struct Part {
    sink: Box<dyn Sink>,
    /// How many of the run's buffers are its own.
    encoders: usize,
    stopped: bool,
}

impl MultiSink {
    /// Joins formats into one that encodes all of them and hands each sink its own buffers.
    ///
    /// A part that stops gets nothing more; the whole stops once every part has. An error of one part
    /// ends the run for all.
    #[must_use]
    pub fn join(writings: Vec<Writing>) -> Writing {
        let mut encoders = Vec::new();
        let mut parts = Vec::with_capacity(writings.len());
        for writing in writings {
            parts.push(Part {
                sink: writing.sink,
                encoders: writing.encoders.len(),
                stopped: false,
            });
            encoders.extend(writing.encoders);
        }
        Writing {
            encoders,
            sink: Box::new(Self { parts }),
        }
    }
}

impl Sink for MultiSink {
    fn accept(&mut self, seq: u64, outcome: Outcome<'_>) -> Result<Flow, Error> {
        let mut first = 0;
        for part in &mut self.parts {
            let own = first..first + part.encoders;
            first = own.end;
            if part.stopped {
                continue;
            }
            let outcome = match outcome {
                Outcome::Done(doc, buffers) => Outcome::Done(doc, buffers.get(own).unwrap_or_default()),
                fault @ Outcome::Fault(_) => fault,
            };
            part.stopped = part.sink.accept(seq, outcome)? == Flow::Stop;
        }
        let stop = !self.parts.is_empty() && self.parts.iter().all(|part| part.stopped);
        Ok(if stop { Flow::Stop } else { Flow::Continue })
    }

    /// Completes every part, also where one of them fails, and gives the first error.
    fn finish(&mut self) -> Result<(), Error> {
        let mut result = Ok(());
        for part in &mut self.parts {
            result = result.and(part.sink.finish());
        }
        result
    }

    /// All parts, or none: a part that has stopped would not know so afterwards.
    fn checkpoint(&mut self, staged: &mut Vec<Staged>) -> Result<bool, Error> {
        for part in &mut self.parts {
            if part.stopped || !part.sink.checkpoint(staged)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn resume(&mut self, from: &mut Resumption) -> Result<bool, Error> {
        for part in &mut self.parts {
            if !part.sink.resume(from)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::ErrorKind;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    struct Finishing(&'static str, Arc<AtomicUsize>);

    impl Sink for Finishing {
        fn accept(&mut self, _: u64, _: Outcome<'_>) -> Result<Flow, Error> {
            Ok(Flow::Continue)
        }
        fn finish(&mut self) -> Result<(), Error> {
            self.1.fetch_add(1, Ordering::Relaxed);
            if self.0.is_empty() {
                return Ok(());
            }
            Err(Error::new(ErrorKind::Io, self.0))
        }
    }

    #[test]
    fn every_part_is_completed_and_the_first_error_told() {
        let finished = Arc::new(AtomicUsize::new(0));
        let part = |error| Writing {
            encoders: Vec::new(),
            sink: Box::new(Finishing(error, Arc::clone(&finished))),
        };
        let mut writing = MultiSink::join(vec![part(""), part("first"), part("second"), part("")]);
        let error = writing.sink.finish().unwrap_err();
        assert_eq!(
            (error.to_string().as_str(), finished.load(Ordering::Relaxed)),
            ("first", 4)
        );
    }
}
