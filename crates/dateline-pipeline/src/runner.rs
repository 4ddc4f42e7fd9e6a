//! The run: what may be set, and how it begins and ends.

use crate::desk::Desk;
use crate::parallel::{self, Bounds};
use crate::screen::{Screen, Turns};
use crate::slot::Store;
use crate::work::{Job, Workers};
use crate::{Error, Journal, Pipeline, Progress, RunStats};
use dateline_core::{Flow, Source, Writing};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// Articles that may be out for each thread, unless set otherwise.
const ARTICLES_PER_THREAD: usize = 128;
/// Bytes of records that may be out for each thread, unless set otherwise. Annotated and encoded, an
/// article takes up some fifty times the bytes of its record.
const BYTES_PER_THREAD: usize = 128 << 10;
/// Bytes of buffers that are kept for further articles, for each thread.
const KEPT_PER_THREAD: usize = 4 << 20;
/// The longest text that is annotated, unless set otherwise.
const MAX_ARTICLE_BYTES: usize = 64 << 20;
/// The most items that a layer may have, unless set otherwise: a token for every four bytes of the longest text,
/// which no text of words comes near.
const MAX_ARTICLE_ITEMS: usize = 16 << 20;

/// Takes every article of a source through a pipeline and hands the outcomes to a sink, in input order.
///
/// The calling thread reads and writes; a private pool of threads decodes, annotates and encodes. What
/// reaches the sink does not depend on the number of threads, to the byte. An article that cannot be
/// read, is too large, makes a stage fail or panic, or cannot be encoded reaches the sink as a fault at
/// its place, and the run goes on. Only so many articles and bytes are out at once, so that memory does
/// not grow with the input.
///
/// What it cannot survive: a stack overflow, memory running out, `panic = "abort"`. While the source
/// waits for input (a pipe that somebody types into), nothing is written either.
pub struct Runner<'a> {
    pipeline: &'a Pipeline,
    threads: usize,
    in_flight: Option<usize>,
    in_flight_bytes: Option<usize>,
    max_article_bytes: usize,
    language: Option<String>,
    max_article_items: usize,
    max_article_time: Option<Duration>,
    check_spans: bool,
    timing: bool,
    stop: Option<Arc<AtomicBool>>,
    progress: Option<&'a mut dyn Progress>,
    journal: Option<&'a mut dyn Journal>,
    screen: Option<&'a mut dyn Screen>,
    earlier: Option<RunStats>,
}

impl<'a> Runner<'a> {
    /// A run through `pipeline` with as many threads as the machine offers.
    #[must_use]
    pub fn new(pipeline: &'a Pipeline) -> Self {
        Self {
            pipeline,
            threads: 0,
            in_flight: None,
            in_flight_bytes: None,
            max_article_bytes: MAX_ARTICLE_BYTES,
            language: None,
            max_article_items: MAX_ARTICLE_ITEMS,
            max_article_time: None,
            check_spans: false,
            timing: false,
            stop: None,
            progress: None,
            journal: None,
            screen: None,
            earlier: None,
        }
    }

    /// The number of threads that annotate; 0 for as many as the machine offers. With 1 there is no pool:
    /// the calling thread does everything, one article after another.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// The most articles that are out at once: read, and not written yet. At least 1; 128 for each thread
    /// unless set.
    #[must_use]
    pub fn in_flight(mut self, articles: usize) -> Self {
        self.in_flight = Some(articles.max(1));
        self
    }

    /// The most bytes of records that are out at once; 128 KiB for each thread unless set. One article
    /// may always be out, however large, and the last to go out may go over the bound.
    #[must_use]
    pub fn in_flight_bytes(mut self, bytes: usize) -> Self {
        self.in_flight_bytes = Some(bytes);
        self
    }

    /// The longest text in bytes that is annotated, 64 MiB unless set; articles over it become faults.
    #[must_use]
    pub fn max_article_bytes(mut self, bytes: usize) -> Self {
        self.max_article_bytes = bytes;
        self
    }

    /// The language that the stages are made for, as the first part of a BCP 47 tag (`en`). An article that says
    /// that it is in another one passes through without them, and is counted by
    /// [`RunStats::other_languages`]; one that says nothing is taken to be in this. Unless set, all go through the
    /// stages.
    #[must_use]
    pub fn language(mut self, language: &str) -> Self {
        self.language = Some(language.to_owned());
        self
    }

    /// The most items that any one layer of an article may have, 16,777,216 unless set; an article in which a
    /// stage makes more becomes a fault of that stage. Looked at after each stage.
    #[must_use]
    pub fn max_article_items(mut self, items: usize) -> Self {
        self.max_article_items = items;
        self
    }

    /// The longest time that an article may take; one that takes longer becomes a fault. Unset, as it is at
    /// first, there is no such bound: where there is one, what a run yields depends on the machine and what
    /// else it does. The clock is looked at after each stage, and within a stage where that asks
    /// ([`dateline_core::Output::check`]).
    #[must_use]
    pub fn max_article_time(mut self, bound: Option<Duration>) -> Self {
        self.max_article_time = bound;
        self
    }

    /// Whether every span of every layer is checked to fit the text before encoding; an article with one
    /// that does not becomes a fault of the stage that made it. Off unless set; it costs one pass over
    /// all items.
    #[must_use]
    pub fn check_spans(mut self, check: bool) -> Self {
        self.check_spans = check;
        self
    }

    /// Whether the time that each step takes is measured for [`RunStats::times`]. Off unless set; it
    /// costs some 30 ns for each step and article.
    #[must_use]
    pub fn timing(mut self, timing: bool) -> Self {
        self.timing = timing;
        self
    }

    /// A flag that ends the run cleanly once somebody raises it, such as a handler of Ctrl-C: nothing
    /// more is read, what is out is finished and written, the sink is completed, and
    /// [`RunStats::end`] says [`crate::End::Interrupted`]. The flag is looked at before every read.
    #[must_use]
    pub fn stop(mut self, flag: Arc<AtomicBool>) -> Self {
        self.stop = Some(flag);
        self
    }

    /// Somebody who is told how far the run has come.
    #[must_use]
    pub fn progress(mut self, progress: &'a mut dyn Progress) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Somebody who keeps track of the run, so that it can be taken up again after its process has died.
    #[must_use]
    pub fn journal(mut self, journal: &'a mut dyn Journal) -> Self {
        self.journal = Some(journal);
        self
    }

    /// Somebody who looks at every article in the order of the input before it goes through the stages.
    #[must_use]
    pub fn screen(mut self, screen: &'a mut dyn Screen) -> Self {
        self.screen = Some(screen);
        self
    }

    /// Takes up a run whose process has died: the articles that `earlier` counts are read past, looked at only
    /// for being the same ones (and by the screen, which has to know them), and their numbers are the run's. The sink must have been told to
    /// [`dateline_core::Sink::resume`] from where it was at that count.
    #[must_use]
    pub fn resume(mut self, earlier: RunStats) -> Self {
        self.earlier = Some(earlier);
        self
    }

    /// Runs until the source has no more, the sink has enough or the stop flag is raised, and completes
    /// the sink.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Sink`] where the sink failed; it is not completed then, and nothing more is
    /// handed to it. [`crate::ErrorKind::Threads`] where threads cannot be started.
    /// [`crate::ErrorKind::Changed`] where a run is taken up whose input has changed.
    pub fn run(self, source: &mut dyn Source, writing: &mut Writing) -> Result<RunStats, Error> {
        let threads = match self.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        };
        let job = Job {
            pipeline: self.pipeline,
            encoders: &writing.encoders,
            max_article_bytes: self.max_article_bytes,
            language: self.language.as_deref(),
            max_article_items: self.max_article_items,
            max_article_time: self.max_article_time,
            check_spans: self.check_spans,
            timing: self.timing,
        };
        let mut desk = Desk {
            source,
            sink: &mut *writing.sink,
            progress: match self.progress {
                Some(progress) => Some(progress),
                None => None,
            },
            language: self.language.as_deref(),
            journal: match self.journal {
                Some(journal) => Some(journal),
                None => None,
            },
            stop: self.stop,
            stats: RunStats::default(),
            timing: self.timing,
            read_time: Duration::ZERO,
            write_time: Duration::ZERO,
            ended: false,
            seq: 0,
        };
        #[allow(
            clippy::manual_map,
            reason = "a match shortens the life of the borrowed screen, which `map` does not"
        )]
        let turns = match self.screen {
            Some(screen) => Some(Turns::new(screen)),
            None => None,
        };
        let screen = turns.as_ref();
        if let Some(earlier) = self.earlier {
            let mut workers = Workers::new(job);
            desk.skip(earlier, |slot| {
                if let Some(turns) = screen.filter(|_| slot.is_pending()) {
                    workers.prepare(slot, Some(turns.look));
                    if slot.is_pending() {
                        turns.judge(slot);
                    }
                }
            })?;
        }
        desk.note()?;
        let store = Store::new(threads.saturating_mul(KEPT_PER_THREAD));
        let workers = if threads == 1 {
            serial(&mut desk, job, screen, store)?
        } else {
            let bounds = Bounds {
                threads,
                articles: self
                    .in_flight
                    .unwrap_or(threads.saturating_mul(ARTICLES_PER_THREAD)),
                bytes: self
                    .in_flight_bytes
                    .unwrap_or(threads.saturating_mul(BYTES_PER_THREAD)),
            };
            parallel::run(&mut desk, job, screen, bounds, store)?
        };
        desk.finish()?;
        let mut stats = desk.stats;
        if self.timing {
            stats.times = times(self.pipeline, &workers, desk.read_time, desk.write_time);
        }
        Ok(stats)
    }
}

/// The plain loop: what every other way to run is compared with.
fn serial<'p>(
    desk: &mut Desk<'_>,
    job: Job<'p>,
    screen: Option<&Turns<'_>>,
    mut store: Store,
) -> Result<Vec<Workers<'p>>, Error> {
    let mut workers = Workers::new(job);
    loop {
        let mut slot = store.take();
        if !desk.read(&mut slot) {
            break;
        }
        if slot.is_pending() {
            workers.prepare(&mut slot, screen.map(|turns| turns.look));
        }
        if let Some(turns) = screen.filter(|_| slot.is_pending()) {
            turns.judge(&mut slot);
        }
        if slot.is_pending() {
            workers.complete(&mut slot);
        }
        let flow = desk.write(&mut slot)?;
        desk.report();
        if flow == Flow::Stop {
            break;
        }
        store.give_back(slot);
    }
    Ok(vec![workers])
}

/// Sums up what each step took.
fn times(
    pipeline: &Pipeline,
    workers: &[Workers<'_>],
    read: Duration,
    write: Duration,
) -> Vec<(String, Duration)> {
    let stages = pipeline.stages().iter().map(|stage| stage.name());
    let steps = std::iter::once("decode")
        .chain(stages)
        .chain(std::iter::once("encode"));
    let worked = steps.enumerate().map(|(index, name)| {
        let time = workers
            .iter()
            .filter_map(|workers| workers.times.get(index))
            .sum();
        (name.to_owned(), time)
    });
    let read = std::iter::once((String::from("read"), read));
    read.chain(worked)
        .chain(std::iter::once((String::from("write"), write)))
        .collect()
}
