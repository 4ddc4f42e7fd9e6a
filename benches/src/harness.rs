//! Criterion, with the answers compared and the numbers kept.

use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use criterion::{Criterion, Throughput};

use crate::articles::repository;
use crate::{Corpus, Metrics, floor};

/// Whether this run only shows that the bench works (`cargo xtask bench --smoke`).
#[must_use]
pub fn smoke() -> bool {
    std::env::var_os("DATELINE_BENCH_SMOKE").is_some()
}

/// A bench binary: its cases, run by criterion, and what they measured.
pub struct Bench {
    name: &'static str,
    criterion: Criterion,
    metrics: Metrics,
}

impl Bench {
    /// A bench that takes criterion's options from the command line.
    #[must_use]
    pub fn new(name: &'static str) -> Bench {
        let mut criterion = Criterion::default().sample_size(20);
        if smoke() {
            criterion = criterion
                .sample_size(10)
                .warm_up_time(Duration::from_millis(50))
                .measurement_time(Duration::from_millis(200));
        }
        Bench {
            name,
            criterion: criterion.configure_from_args(),
            metrics: Metrics::default(),
        }
    }

    /// Takes fewer samples, for work of which one round takes seconds. Criterion wants 10 at least.
    #[must_use]
    pub fn samples(mut self, samples: usize) -> Bench {
        self.criterion = self.criterion.sample_size(samples.max(10));
        self
    }

    /// How many bytes a corpus should have: beyond the caches of a core, and little in a smoke run.
    #[must_use]
    pub fn corpus_bytes() -> usize {
        if smoke() { 1 << 18 } else { 8 << 20 }
    }

    /// Times `work` over a corpus. `work` goes over the whole corpus once and returns how many tokens
    /// it made; `tokens` is what it must return, every time. Sets `{name}_megabytes_per_second`,
    /// `{name}_million_tokens_per_second` and `{name}_floor_ratio`, the share of the rate at which
    /// the same bytes can be read.
    ///
    /// The median of the rounds is taken: a bench shares its machine.
    ///
    /// # Errors
    /// When `work` returned another number.
    pub fn case(
        &mut self,
        name: &str,
        corpus: &Corpus,
        tokens: u64,
        mut work: impl FnMut() -> u64,
    ) -> Result<()> {
        let bytes = corpus.text().len();
        let (rounds, wrong) = self.rounds(name, bytes, tokens, &mut work);
        if let Some(answer) = wrong {
            bail!("{}/{name}: made {answer} tokens and not {tokens}", self.name);
        }
        let Some(seconds) = median(rounds) else {
            return Ok(());
        };
        let rate = bytes as f64 / seconds;
        let floor = floor::read_once(corpus.text().as_bytes());
        self.metrics
            .set(format!("{name}_megabytes_per_second"), rate / 1e6);
        self.metrics.set(
            format!("{name}_million_tokens_per_second"),
            tokens as f64 / seconds / 1e6,
        );
        self.metrics
            .set(format!("{name}_floor_ratio"), rate / floor.max(1.0));
        self.metrics.set(
            format!("{}_memory_floor_megabytes_per_second", corpus.name()),
            floor / 1e6,
        );
        Ok(())
    }

    /// Times `work` over a text that is no news, and sets `{name}_megabytes_per_second` alone.
    ///
    /// # Errors
    /// When `work` does not return `answer` every time.
    pub fn hostile(
        &mut self,
        name: &str,
        text: &str,
        answer: u64,
        mut work: impl FnMut() -> u64,
    ) -> Result<()> {
        let (rounds, wrong) = self.rounds(name, text.len(), answer, &mut work);
        if let Some(wrong) = wrong {
            bail!("{}/{name}: made {wrong} tokens and not {answer}", self.name);
        }
        if let Some(seconds) = median(rounds) {
            self.metrics.set(
                format!("{name}_megabytes_per_second"),
                text.len() as f64 / seconds / 1e6,
            );
        }
        Ok(())
    }

    /// The metrics so far, to set others by hand.
    pub fn metrics(&mut self) -> &mut Metrics {
        &mut self.metrics
    }

    /// Ends the bench and writes `NAME.json` into the folder that `cargo xtask bench` names, or into
    /// `target/dateline/bench`. A run that measured nothing (`--list`, a filter) writes nothing.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn finish(self) -> Result<()> {
        self.criterion.final_summary();
        if self.metrics.is_empty() {
            return Ok(());
        }
        let folder = std::env::var_os("DATELINE_BENCH_OUT")
            .map_or_else(|| repository("target/dateline/bench"), PathBuf::from);
        self.metrics.write(&folder.join(format!("{}.json", self.name)))
    }

    /// Lets criterion run the work. Gives seconds a round for each of its samples, and an answer
    /// that was not the expected one.
    fn rounds(
        &mut self,
        name: &str,
        bytes: usize,
        expected: u64,
        work: &mut dyn FnMut() -> u64,
    ) -> (Vec<f64>, Option<u64>) {
        let mut rounds = Vec::new();
        let mut wrong = None;
        let mut group = self.criterion.benchmark_group(self.name);
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_function(name, |bencher| {
            bencher.iter_custom(|count| {
                let start = Instant::now();
                for _ in 0..count {
                    let answer = black_box(work());
                    if answer != expected {
                        wrong = Some(answer);
                    }
                }
                let time = start.elapsed();
                rounds.push(time.as_secs_f64() / count.max(1) as f64);
                time
            });
        });
        group.finish();
        (rounds, wrong)
    }
}

/// The middle one; `None` of none.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().filter(|value| *value > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(Vec::new()), None);
    }
}
