//! Runs that are cut short and taken up again.

use super::{pipeline, texts};
use crate::{ErrorKind, Journal, RunStats, Runner};
use dateline_core::{Resumption, Sink, Staged};
use dateline_testkit::{Collect, ErrorEvery, Everything, FromTexts};

/// Notes every count, and stops the run as a full disk would once `until` articles have reached the sink.
struct Notes {
    until: u64,
    /// The last note: the counts, and the sink's own checkpoint.
    last: Option<(RunStats, Vec<Staged>)>,
    completed: bool,
}

impl Journal for Notes {
    fn note(&mut self, stats: &RunStats, sink: &mut dyn Sink) -> Result<(), dateline_core::Error> {
        let mut staged = Vec::new();
        assert!(sink.checkpoint(&mut staged)?);
        self.last = Some((stats.clone(), staged));
        if stats.articles() == self.until {
            return Err(dateline_core::Error::new(dateline_core::ErrorKind::Io, "full"));
        }
        Ok(())
    }
    fn complete(&mut self, _: &RunStats, _: &mut dyn Sink) -> Result<(), dateline_core::Error> {
        self.completed = true;
        Ok(())
    }
}

#[test]
fn a_run_is_taken_up_at_any_article() {
    let pipeline = pipeline(vec![("errs", Box::new(ErrorEvery(4)))]);
    let once = |threads: usize, until: u64, earlier: Option<(RunStats, Vec<Staged>)>| {
        let mut notes = Notes {
            until,
            last: None,
            completed: false,
        };
        let (mut writing, collected) = Collect::writing(vec![Box::new(Everything)]);
        let mut runner = Runner::new(&pipeline).threads(threads).journal(&mut notes);
        if let Some((stats, staged)) = earlier {
            let mut resumption = Resumption::new(staged, false);
            assert!(writing.sink.resume(&mut resumption).unwrap());
            runner = runner.resume(RunStats::restore(&stats.save()).unwrap());
        }
        let result = runner.run(&mut texts(30), &mut writing);
        assert_eq!(result.is_ok(), notes.completed);
        (result, notes.last.unwrap(), collected.outcomes())
    };
    let (whole, _, outcomes) = once(1, u64::MAX, None);
    let whole = whole.unwrap();
    assert_eq!((whole.articles(), whole.faulty()), (30, 7));
    for threads in [1, 2] {
        for until in 0..=30 {
            let (cut, last, first) = once(threads, until, None);
            assert_eq!(cut.unwrap_err().kind(), ErrorKind::Sink);
            assert_eq!(last.0.articles(), until);
            let (rest, _, second) = once(threads, u64::MAX, Some(last));
            assert_eq!(rest.unwrap().save(), whole.save());
            assert_eq!([first, second].concat(), outcomes, "cut at {until}");
        }
    }
    for input in [texts(29), FromTexts::endless("Other words.")] {
        let mut input = input;
        let (mut writing, _) = Collect::writing(Vec::new());
        let runner = Runner::new(&pipeline).threads(1).resume(whole.clone());
        let error = runner.run(&mut input, &mut writing).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Changed, "{error}");
    }
}
