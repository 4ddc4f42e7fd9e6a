//! How fast a corpus goes through tokenization, and what each step on the way takes: finding records, making
//! documents of them, tokens, the format `compact`, a file.
//!
//! `cargo run --release -p dateline-bench --example corpus_steps -- FILE [ROUNDS [STEP]]`
//!
//! Each step is timed with all that come before it, on one thread; shown is the best of the rounds, in megabytes of input
//! a second of processor time, which other programs on the machine disturb less than the clock's. A step that is named
//! runs alone, for profilers.
#![allow(clippy::print_stdout, reason = "a measurement, which tells what it found")]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a measurement: it reads files and the clock, and tells what it found"
)]

use anyhow::{Context, Result, ensure};
use dateline::core::{
    Document, EncodeOptions, Error, Flow, Outcome, Record, Registry, Setting, Settings, Sink, Source, Target,
    Writing,
};
use dateline::pipeline::{Pipeline, Planner, Runner};
use dateline::readers::{InputSource, Inputs};
use std::time::{Duration, Instant};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().context("the corpus to read is missing")?;
    let rounds: u32 = arguments.next().map_or(Ok(10), |it| it.parse())?;
    let only = arguments.next();
    let bytes = std::fs::metadata(&path)?.len();
    let mut registry = Registry::new();
    dateline::tokenizer::plugin(&mut registry)?;
    dateline::readers::plugin(&mut registry)?;
    dateline::writers::plugin(&mut registry)?;
    let plan = |sentences: bool| -> Result<Pipeline> {
        let settings = [("sentences".to_owned(), Setting::Bool(sentences))];
        let planner = Planner::new(&registry).want(["tokenizer"]);
        Ok(planner
            .plan()?
            .build(|_| Settings::new("tokenizer", settings.clone().into_iter().collect()))?)
    };
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("written.compact.jsonl");
    let compact = |target: Target| -> Result<Writing> {
        Ok((registry.find_format("compact")?.open)(
            &EncodeOptions::default(),
            target,
        )?)
    };
    let nowhere = || Target::Stream(Box::new(std::io::sink()));
    let nothing = || Writing {
        encoders: Vec::new(),
        sink: Box::new(Nothing),
    };
    let (alone, sentences) = (plan(false)?, plan(true)?);
    let steps: [(&str, Step<'_>); 6] = [
        ("records", Box::new(|| records(source(&registry, &path)?))),
        ("documents", Box::new(|| documents(source(&registry, &path)?))),
        (
            "tokens",
            Box::new(|| run(&alone, source(&registry, &path)?, nothing())),
        ),
        (
            "compact",
            Box::new(|| run(&alone, source(&registry, &path)?, compact(nowhere())?)),
        ),
        (
            "compact, to a file",
            Box::new(|| {
                run(
                    &alone,
                    source(&registry, &path)?,
                    compact(Target::Path(file.clone()))?,
                )
            }),
        ),
        (
            "compact, with sentences",
            Box::new(|| run(&sentences, source(&registry, &path)?, compact(nowhere())?)),
        ),
    ];
    let mut best = [Duration::MAX; 6];
    let mut articles = None;
    for _ in 0..rounds {
        for ((name, step), best) in steps.iter().zip(&mut best) {
            if only.as_deref().is_some_and(|only| only != *name) {
                continue;
            }
            let started = now();
            let count = step()?;
            *best = (*best).min(now().saturating_sub(started));
            ensure!(
                *articles.get_or_insert(count) == count,
                "{name}: {count} articles"
            );
        }
    }
    let megabytes = bytes as f64 / 1e6;
    println!(
        "{megabytes:.1} MB, {} articles, best of {rounds}",
        articles.unwrap_or(0)
    );
    for ((name, _), best) in steps.iter().zip(best).filter(|(_, best)| *best != Duration::MAX) {
        let seconds = best.as_secs_f64();
        println!(
            "{name:24} {:7.1} ms {:7.0} MB/s",
            1e3 * seconds,
            megabytes / seconds
        );
    }
    Ok(())
}

/// Something to be timed, which gives the number of articles.
type Step<'s> = Box<dyn Fn() -> Result<u64> + 's>;

fn source<'r>(registry: &'r Registry, path: &str) -> Result<InputSource<'r>> {
    let inputs = Inputs::new(registry).argument(path);
    Ok(inputs.find_credits(true).tell_language(true).open()?)
}

fn records(mut source: InputSource<'_>) -> Result<u64> {
    let (mut record, mut count) = (Record::default(), 0);
    while next(&mut source, &mut record)? {
        count += 1;
    }
    Ok(count)
}

fn documents(mut source: InputSource<'_>) -> Result<u64> {
    let (mut record, mut count, mut doc) = (Record::default(), 0, Document::default());
    while next(&mut source, &mut record)? {
        let decoder = record.decoder.clone().context("no decoder")?;
        doc.reset();
        decoder
            .decode(&record, &mut doc)
            .map_err(|fault| anyhow::anyhow!("{fault}"))?;
        count += 1;
    }
    Ok(count)
}

fn next(source: &mut InputSource<'_>, record: &mut Record) -> Result<bool> {
    record.clear();
    source.next(record).map_err(|fault| anyhow::anyhow!("{fault}"))
}

fn run(pipeline: &Pipeline, mut source: InputSource<'_>, mut writing: Writing) -> Result<u64> {
    Ok(Runner::new(pipeline)
        .threads(1)
        .run(&mut source, &mut writing)?
        .done)
}

/// A sink that takes everything and keeps nothing.
struct Nothing;

impl Sink for Nothing {
    fn accept(&mut self, _: u64, _: Outcome<'_>) -> Result<Flow, Error> {
        Ok(Flow::Continue)
    }

    fn finish(&mut self) -> Result<(), Error> {
        Ok(())
    }
}

/// The time that this thread has had of a processor, where the system tells, else the time that has passed.
fn now() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let spent = told.and_then(|it| it.split(' ').next()?.parse().ok());
    spent.map_or_else(|| START.elapsed(), Duration::from_nanos)
}
