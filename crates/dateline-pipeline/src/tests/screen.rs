//! Screens see the articles in their order, whatever the threads do.

use super::{hush, pipeline};
use crate::{Journal, RunStats, Runner, Screen, Verdict};
use dateline_core::{Document, Duplicate, Encoder, Error, Resumption, Sink, Staged};
use dateline_testkit::{Collect, Delay, ErrorEvery, FromTexts, Got};
use std::collections::HashMap;

/// Marks an article whose text has stood before, and drops it from the third time on. Texts that say so make it
/// panic.
#[derive(Default)]
struct Again(HashMap<Vec<u8>, (String, u32)>);

impl Screen for Again {
    fn look(&self) -> fn(&Document, &mut Vec<u8>) {
        |doc, seen| {
            // Some take long to look at, so that the turns would go wrong if they could.
            let number: u64 = doc.meta().id.parse().unwrap_or_default();
            std::thread::sleep(std::time::Duration::from_micros(number * 7919 % 500));
            assert!(doc.text() != "blind", "cannot look");
            seen.extend_from_slice(doc.text().as_bytes());
        }
    }
    fn judge(&mut self, doc: &Document, seen: &[u8]) -> Verdict {
        assert!(seen != b"panic", "as told");
        let new = || (doc.meta().id.clone(), 0);
        let (of, times) = self.0.entry(seen.to_vec()).or_insert_with(new);
        *times += 1;
        match times {
            1 => Verdict::Pass,
            2 => Verdict::Mark(Duplicate {
                of: of.clone(),
                similarity: 1000,
            }),
            _ => Verdict::Drop,
        }
    }
}

/// Writes what an article is a duplicate of.
struct Marks;

impl Encoder for Marks {
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), Error> {
        let of = doc
            .meta()
            .duplicate
            .as_ref()
            .map_or("nothing", |it| it.of.as_str());
        out.extend_from_slice(of.as_bytes());
        Ok(())
    }
}

fn texts() -> FromTexts {
    let text = |number: u64| match number {
        41 => "blind".to_owned(),
        60 | 61 => "panic".to_owned(),
        _ => format!("text {}", number * number % 83),
    };
    FromTexts::new((1..=300).map(text).collect::<Vec<_>>())
}

/// Keeps the counts after so many articles, and the run from going on.
struct Cut(u64, Option<(RunStats, Vec<Staged>)>);

impl Journal for Cut {
    fn note(&mut self, stats: &RunStats, sink: &mut dyn Sink) -> Result<(), Error> {
        if stats.articles() < self.0 {
            return Ok(());
        }
        let mut staged = Vec::new();
        sink.checkpoint(&mut staged)?;
        self.1 = Some((stats.clone(), staged));
        Err(Error::new(dateline_core::ErrorKind::Io, "cut"))
    }
    fn complete(&mut self, _: &RunStats, _: &mut dyn Sink) -> Result<(), Error> {
        Ok(())
    }
}

#[test]
fn verdicts_are_the_same_on_any_number_of_threads_and_after_a_cut() {
    hush();
    let delay = Delay {
        seed: 3,
        max_micros: 300,
    };
    let pipeline = pipeline(vec![
        ("delay", Box::new(delay)),
        ("errs", Box::new(ErrorEvery(50))),
    ]);
    let run = |threads: usize, cut: u64, earlier: Option<(RunStats, Vec<Staged>)>| {
        let (mut screen, mut journal) = (Again::default(), Cut(cut, None));
        let (mut writing, collected) = Collect::writing(vec![Box::new(Marks)]);
        let mut runner = Runner::new(&pipeline)
            .threads(threads)
            .screen(&mut screen)
            .journal(&mut journal);
        if let Some((stats, staged)) = earlier {
            assert!(writing.sink.resume(&mut Resumption::new(staged, false)).unwrap());
            runner = runner.resume(stats);
        }
        let result = runner.run(&mut texts(), &mut writing);
        (result, journal.1, collected.outcomes())
    };
    let (one, _, outcomes) = run(1, u64::MAX, None);
    let one = one.unwrap();
    assert_eq!(one.articles(), 300);
    assert!(one.dropped > 100 && one.duplicates > 20, "{one:?}");
    let first_mark = outcomes.iter().find_map(|got| match got {
        Got::Done(id, buffers) if buffers[0] != b"nothing" => Some((id.clone(), buffers[0].clone())),
        _ => None,
    });
    // 42² and 41² leave the same remainder by 83, and 41 could not be looked at, so 43 is the first that repeats.
    assert_eq!(first_mark, Some(("43".to_owned(), b"40".to_vec())));
    for threads in [2, 8] {
        let (stats, _, other) = run(threads, u64::MAX, None);
        assert_eq!(stats.unwrap().save(), one.save());
        assert!(other == outcomes, "{threads} threads");
        for cut in [1, 77, 150, 299] {
            let (_, last, first) = run(threads, cut, None);
            let (rest, _, second) = run(threads, u64::MAX, last);
            assert_eq!(rest.unwrap().save(), one.save(), "cut at {cut}");
            assert!([first, second].concat() == outcomes, "cut at {cut}");
        }
    }
}

#[test]
fn a_sink_that_has_enough_leaves_nobody_waiting() {
    hush();
    let delay = Delay {
        seed: 9,
        max_micros: 200,
    };
    let pipeline = pipeline(vec![("delay", Box::new(delay))]);
    for enough in [1, 10, 60] {
        let mut screen = Again::default();
        let (collect, collected) = Collect::new();
        let mut writing = collect.stop_after(enough).with(vec![Box::new(Marks)]);
        let runner = Runner::new(&pipeline).threads(4).screen(&mut screen);
        let stats = runner.run(&mut texts(), &mut writing).unwrap();
        assert_eq!(stats.end, crate::End::SinkStopped);
        assert_eq!(collected.outcomes().len(), enough);
    }
}
