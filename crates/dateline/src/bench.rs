//! `dateline bench`: how fast this machine takes a corpus, by stage and by number of threads.
//!
//! The corpus is read as it lies, run through the stages, encoded and thrown away. First one thread with the
//! clock held to every step, which says where the time goes and warms the file cache; then, without those
//! clocks, one thread, two, and so on. Every run must find what the first one found.

use crate::app::Ending;
use crate::cli::BenchArgs;
use crate::config::Config;
use crate::extract;
use anyhow::{Context, Result, bail, ensure};
use dateline_core::{EncodeOptions, Registry, Target};
use dateline_pipeline::{End, RunStats, Runner};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Up to this many threads every number is tried; beyond it every doubling, and the last.
const EACH: usize = 8;

/// One run over the corpus.
struct Run {
    threads: usize,
    took: Duration,
    /// Bytes of memory that the process had at most during the run, where the system tells.
    peak: Option<u64>,
    stats: RunStats,
}

impl Run {
    fn rate(&self, count: u64) -> f64 {
        count as f64 / self.took.as_secs_f64().max(1e-9)
    }
}

/// Runs the corpus with one thread to as many as `args` or the machine have, and tells what it measured.
pub(crate) fn run(registry: &Registry, args: &BenchArgs, default_stages: &[&str]) -> Result<Ending> {
    let common = &args.run.common;
    if common.output != "-" {
        bail!("bench throws away what it makes; it takes no --output");
    }
    if common.inputs.iter().any(|input| input == "-") {
        bail!("bench reads its corpus several times over: give files or folders, not standard input");
    }
    let mut config = extract::load_staged(registry, common, &args.run.staged)?;
    extract::adjust(&mut config, &args.run)?;
    let wanted = extract::wanted(&args.run, &config, default_stages);
    let pipeline = extract::plan(registry, &config, &wanted)?;
    extract::keep_caught_panics_quiet();
    let most = common.threads.or(config.threads).map_or_else(
        || std::thread::available_parallelism().map_or(1, usize::from),
        usize::from,
    );
    let stop = extract::stop_on_ctrl_c();
    let one = |threads, timing| {
        let mut runner = Runner::new(&pipeline).threads(threads).timing(timing);
        if config.checks_language() {
            runner = runner.language("en");
        }
        once(registry, args, &config, runner.stop(Arc::clone(&stop)), threads)
    };
    let steps = one(1, true)?;
    ensure!(steps.stats.done > 0, "no article of the corpus could be done");
    let mut runs = Vec::new();
    for threads in counts(most) {
        let run = one(threads, false)?;
        if run.stats.end == End::Interrupted {
            return Ok(Ending::Interrupted);
        }
        ensure!(
            run.stats.done == steps.stats.done && run.stats.layers() == steps.stats.layers(),
            "{threads} threads found something else than one"
        );
        runs.push(run);
    }
    print!("{}", table(&steps, &runs));
    if let Some(path) = &args.json {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        let metrics = serde_json::Value::Object(metrics(&steps, &runs));
        std::fs::write(path, format!("{metrics:#}\n")).with_context(|| path.display().to_string())?;
        println!("written to {}", path.display());
    }
    Ok(if steps.stats.faulty() > 0 {
        Ending::SomeLost
    } else {
        Ending::Done
    })
}

/// The numbers of threads that are tried.
fn counts(most: usize) -> Vec<usize> {
    let mut counts: Vec<usize> = (1..=most.min(EACH)).collect();
    let doublings = std::iter::successors(Some(2 * EACH), |count| count.checked_mul(2));
    counts.extend(doublings.take_while(|count| *count < most));
    if most > EACH {
        counts.push(most);
    }
    counts
}

fn once(
    registry: &Registry,
    args: &BenchArgs,
    config: &Config,
    mut runner: Runner<'_>,
    threads: usize,
) -> Result<Run> {
    let mut source = extract::inputs(registry, &args.run.common, config)?.open()?;
    let format = args.run.format.first().map_or("jsonl", String::as_str);
    let options = EncodeOptions {
        layers: Some(args.run.layers.clone()).filter(|layers| !layers.is_empty()),
        ..EncodeOptions::default()
    };
    let mut writing =
        (registry.find_format(format)?.open)(&options, Target::Stream(Box::new(std::io::sink())))?;
    memory::forget_peak();
    let started = Instant::now();
    if let Some(bytes) = config.max_article_bytes {
        runner = runner.max_article_bytes(usize::try_from(bytes).unwrap_or(usize::MAX));
    }
    let stats = runner.run(&mut source, &mut writing)?;
    Ok(Run {
        threads,
        took: started.elapsed(),
        peak: memory::peak(),
        stats,
    })
}

/// What a person reads.
fn table(steps: &Run, runs: &[Run]) -> String {
    let stats = &steps.stats;
    let mut out = format!(
        "{} articles, {:.1} MB of text, {} tokens",
        stats.done,
        stats.text_bytes as f64 / 1e6,
        stats.layer("tokens")
    );
    if stats.faulty() > 0 {
        let _ = write!(out, "; {} articles lost", stats.faulty());
    }
    out.push_str("\n\nthreads     MB/s  articles/s    tokens/s  scaling  peak MB\n");
    let alone = runs.first().map_or(steps.took, |run| run.took);
    for run in runs {
        let _ = writeln!(
            out,
            "{:>7} {:>8.2} {:>11.1} {:>11.0} {:>8.2} {:>8}",
            run.threads,
            run.rate(stats.text_bytes) / 1e6,
            run.rate(stats.done),
            run.rate(stats.layer("tokens")),
            alone.as_secs_f64() / run.took.as_secs_f64().max(1e-9),
            run.peak
                .map_or("-".to_owned(), |peak| format!("{:.0}", peak as f64 / 1e6)),
        );
    }
    out.push_str("\nstep, one thread    seconds    share  ns/token\n");
    let sum: f64 = stats.times.iter().map(|(_, time)| time.as_secs_f64()).sum();
    for (step, time) in &stats.times {
        let seconds = time.as_secs_f64();
        let _ = writeln!(
            out,
            "{step:<16} {seconds:>10.3} {:>7.1}% {:>9.1}",
            100.0 * seconds / sum.max(1e-9),
            1e9 * seconds / stats.layer("tokens").max(1) as f64
        );
    }
    out
}

/// What programs read: a flat object of metric to number, with the unit in the name.
fn metrics(steps: &Run, runs: &[Run]) -> serde_json::Map<String, serde_json::Value> {
    let mut metrics = serde_json::Map::new();
    let mut set = |name: String, value: f64| {
        metrics.insert(name, serde_json::json!((value * 1e6).round() / 1e6));
    };
    let stats = &steps.stats;
    set("articles".to_owned(), stats.done as f64);
    set("articles_lost".to_owned(), stats.faulty() as f64);
    set("text_megabytes".to_owned(), stats.text_bytes as f64 / 1e6);
    set("tokens".to_owned(), stats.layer("tokens") as f64);
    for (step, time) in &stats.times {
        set(format!("step_{step}_seconds"), time.as_secs_f64());
    }
    let alone = runs.first().map_or(steps.took, |run| run.took);
    for run in runs {
        let named = |what: &str| format!("threads_{}_{what}", run.threads);
        set(named("megabytes_per_second"), run.rate(stats.text_bytes) / 1e6);
        set(named("articles_per_second"), run.rate(stats.done));
        set(named("tokens_per_second"), run.rate(stats.layer("tokens")));
        let speedup = alone.as_secs_f64() / run.took.as_secs_f64().max(1e-9);
        set(named("speedup_ratio"), speedup);
        if let Some(peak) = run.peak {
            set(named("peak_megabytes"), peak as f64 / 1e6);
        }
    }
    metrics
}

/// The memory of this process, as Linux tells it; other systems say nothing.
mod memory {
    /// Lets the peak begin anew at what is held now. Where that is refused, the peak is that of all runs so far.
    pub(super) fn forget_peak() {
        let _ = std::fs::write("/proc/self/clear_refs", "5");
    }

    /// The most memory that was held, in bytes.
    pub(super) fn peak() -> Option<u64> {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        parse(&status)
    }

    pub(super) fn parse(status: &str) -> Option<u64> {
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kilobytes * 1024)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_thread_up_to_eight_and_then_doublings() {
        assert_eq!(counts(1), [1]);
        assert_eq!(counts(3), [1, 2, 3]);
        assert_eq!(counts(8), [1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(counts(48), [1, 2, 3, 4, 5, 6, 7, 8, 16, 32, 48]);
    }

    #[test]
    fn the_peak_is_read_in_bytes() {
        assert_eq!(
            memory::parse("VmPeak:\t 9 kB\nVmHWM:\t   63000 kB\n"),
            Some(64_512_000)
        );
        assert_eq!(memory::parse("VmPeak:\t 9 kB\n"), None);
    }

    #[test]
    fn a_corpus_is_measured_and_the_metrics_written() {
        let folder = std::env::temp_dir().join(format!("dateline-bench-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let corpus = folder.join("a.txt");
        std::fs::write(&corpus, "Talks were held in Phnom Penh. They ended on Monday.").expect("a corpus");
        let json = folder.join("out/corpus.json");
        let status = crate::App::new().plugin(crate::defaults).run([
            "dateline".into(),
            "bench".into(),
            corpus.into_os_string(),
            "--stages=tokenizer".into(),
            "--threads=2".into(),
            "--json".into(),
            json.clone().into_os_string(),
        ]);
        assert_eq!(status, 0);
        let metrics: std::collections::BTreeMap<String, f64> =
            serde_json::from_str(&std::fs::read_to_string(&json).expect("metrics")).expect("a flat object");
        assert_eq!(metrics.get("tokens"), Some(&12.0));
        assert_eq!(metrics.get("articles"), Some(&1.0));
        for name in [
            "threads_2_speedup_ratio",
            "threads_1_tokens_per_second",
            "step_tokenizer_seconds",
        ] {
            assert!(metrics.contains_key(name), "{name} in {metrics:?}");
        }
        std::fs::remove_dir_all(&folder).expect("cleared away");
    }
}
