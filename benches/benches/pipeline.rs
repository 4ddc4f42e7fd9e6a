//! The whole pipeline over news: every stage that `dateline extract` runs, encoded as jsonl.
//!
//! Timed with one thread, two, and all that the machine has; what comes out is compared in every round.
//! A run by itself shows what each stage takes of it.

use std::sync::{Arc, Mutex};

use anyhow::{Context, Result, ensure};
use dateline::core::{
    Decoder, Document, EncodeOptions, Fault, FaultKind, Record, Registry, Settings, Source, Target, Writing,
};
use dateline::pipeline::{Pipeline, Planner, RunStats, Runner};
use dateline_bench::{Bench, Corpus, Kind, corpus, smoke};

fn main() -> Result<()> {
    let mut bench = Bench::new("pipeline").samples(10);
    let mut registry = Registry::new();
    dateline::defaults(&mut registry)?;
    let pipeline = Planner::new(&registry)
        .want(dateline::DEFAULT_STAGES.iter().copied())
        .plan()?
        .build(|_| Settings::default())?;

    // Much less than the tokenizer's: every byte of it is parsed, tagged and written as JSON.
    let bytes = if smoke() { 1 << 16 } else { 1 << 20 };
    let news = corpus(Kind::Curly, bytes, 1)?;
    let run = |threads: usize, look: Look| run(&registry, &pipeline, &news, threads, look);

    let (stats, _) = run(1, Look::Steps)?;
    ensure!(
        stats.done as usize == news.documents().count(),
        "articles were lost: {:?}",
        stats.faults()
    );
    let tokens = stats.layer("tokens");
    for (step, time) in &stats.times {
        let nanoseconds = time.as_nanos() as f64 / tokens.max(1) as f64;
        bench
            .metrics()
            .set(format!("{step}_nanoseconds_per_token"), nanoseconds);
    }

    let (_, written) = run(1, Look::Bytes)?;
    let all = std::thread::available_parallelism().map_or(1, usize::from);
    let mut counts = vec![1, 2, all];
    counts.sort_unstable();
    counts.dedup();
    for threads in counts {
        let (_, same) = run(threads, Look::Bytes)?;
        ensure!(same == written, "{threads} threads wrote other bytes than one");
        bench.case(&format!("threads_{threads}"), &news, tokens, || {
            match run(threads, Look::Away) {
                Ok((stats, Written { bytes, .. })) if bytes == written.bytes => stats.layer("tokens"),
                // As long as nothing else is known of it, it is no number of tokens.
                _ => u64::MAX,
            }
        })?;
    }
    let metrics = bench.metrics();
    let rates = [1, 2].map(|threads| metrics.get(&format!("threads_{threads}_megabytes_per_second")));
    if let [Some(one), Some(two)] = rates {
        metrics.set("two_threads_speedup_ratio", two / one);
    }
    bench.finish()
}

/// What a run is looked at for. Each look has its price, so that nothing but the whole is timed by the bench.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// What each step takes.
    Steps,
    /// What is written.
    Bytes,
    /// Nothing.
    Away,
}

/// Runs the corpus through the pipeline, and says what came of it and what was written.
fn run(
    registry: &Registry,
    pipeline: &Pipeline,
    corpus: &Corpus,
    threads: usize,
    look: Look,
) -> Result<(RunStats, Written)> {
    let shared = Arc::new(Mutex::new(Written::default()));
    let tally = Tally {
        hashing: look == Look::Bytes,
        written: Written::default(),
        shared: Arc::clone(&shared),
    };
    let format = registry.find_format("jsonl")?;
    let mut writing: Writing = (format.open)(&EncodeOptions::default(), Target::Stream(Box::new(tally)))?;
    let mut source = Documents {
        documents: Box::new(corpus.documents()),
        count: 0,
        decoder: Arc::new(Utf8),
    };
    let stats = Runner::new(pipeline)
        .threads(threads)
        .timing(look == Look::Steps)
        .run(&mut source, &mut writing)
        .context("the run failed")?;
    let written = shared.lock().map(|written| *written).unwrap_or_default();
    Ok((stats, written))
}

/// The documents of a corpus as a source: no file is read while the clock runs.
struct Documents<'c> {
    documents: Box<dyn Iterator<Item = &'c str> + Send + 'c>,
    count: u64,
    decoder: Arc<Utf8>,
}

impl Source for Documents<'_> {
    fn next(&mut self, record: &mut Record) -> Result<bool, Fault> {
        let Some(document) = self.documents.next() else {
            return Ok(false);
        };
        self.count += 1;
        record.bytes.extend_from_slice(document.as_bytes());
        record.origin.record = self.count;
        record.decoder = Some(Arc::<Utf8>::clone(&self.decoder));
        Ok(true)
    }
}

/// Takes a record for the article's text.
struct Utf8;

impl Decoder for Utf8 {
    fn decode(&self, record: &Record, doc: &mut Document) -> Result<(), Fault> {
        let fault = |reason: String| Fault::new(FaultKind::Decode, record.origin.clone(), "bench", reason);
        let text = std::str::from_utf8(&record.bytes).map_err(|error| fault(error.to_string()))?;
        doc.write_text(|buffer| buffer.push_str(text))
            .map_err(|error| fault(error.to_string()))?;
        doc.meta_mut().id = record.origin.record.to_string();
        Ok(())
    }
}

/// A stream that keeps nothing but how much was written and, when asked to, a hash of it (FNV-1a). The
/// hash costs too much to be made while the clock runs.
struct Tally {
    hashing: bool,
    written: Written,
    shared: Arc<Mutex<Written>>,
}

/// What a run wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Written {
    bytes: u64,
    hash: u64,
}

impl std::io::Write for Tally {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.written.bytes += bytes.len() as u64;
        if self.hashing {
            for &byte in bytes {
                self.written.hash = (self.written.hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        if let Ok(mut shared) = self.shared.lock() {
            *shared = self.written;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
