//! The progress bar.

use crate::cli::When;
use dateline_pipeline::{Progress, Snapshot};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// A bar on standard error: articles, bytes, speed, time left.
pub(crate) struct Bar {
    bar: ProgressBar,
}

impl Bar {
    /// The bar, if one is wanted; `total` is asked only then, because it may walk folders.
    pub(crate) fn new(when: When, quiet: bool, total: impl FnOnce() -> Option<u64>) -> Option<Self> {
        let shown = match when {
            When::Auto => !quiet && std::io::stderr().is_terminal(),
            When::Always => true,
            When::Never => false,
        };
        if !shown {
            return None;
        }
        let (bar, template) = match total() {
            Some(bytes) => (
                ProgressBar::new(bytes),
                "{msg} articles {wide_bar} {bytes}/{total_bytes} {bytes_per_sec}, {eta} left",
            ),
            None => (
                ProgressBar::no_length(),
                "{spinner} {msg} articles, {bytes} {bytes_per_sec}",
            ),
        };
        bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(8));
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Some(Self { bar })
    }

    /// Takes the bar off the screen.
    pub(crate) fn clear(self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn update(&mut self, snapshot: Snapshot) {
        self.bar.set_position(snapshot.bytes_read);
        self.bar.set_message(snapshot.articles.to_string());
    }
}
