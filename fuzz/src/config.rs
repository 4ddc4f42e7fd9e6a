//! `dateline.toml` with any content, down to the stages and readers that take its settings.

use dateline_core::Registry;
use std::path::PathBuf;
use std::sync::LazyLock;

static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
    let mut registry = Registry::new();
    dateline::defaults(&mut registry).expect("everything registers");
    registry
});

/// One file for this process, over and over: the program reads its configuration from files alone.
static PATH: LazyLock<PathBuf> =
    LazyLock::new(|| std::env::temp_dir().join(format!("dateline-fuzz-{}.toml", std::process::id())));

/// A file is read or refused with a message that names it or its table; and each part takes its settings, or
/// refuses them with a message that says something.
///
/// # Panics
/// When one of these does not hold.
pub fn config(data: &[u8]) {
    std::fs::write(&*PATH, data).expect("writes a temporary file");
    let tried = dateline::try_configuration(&REGISTRY, &PATH, &mut |error| {
        assert!(!error.to_string().trim().is_empty(), "a refusal without a word");
    });
    std::fs::remove_file(&*PATH).expect("removes it");
    match tried {
        Ok(threads) => assert_ne!(threads, Some(0), "no run has no threads"),
        Err(error) => {
            let message = format!("{error:#}");
            let name = PATH.display().to_string();
            assert!(
                message.contains(&name) || message.contains("[run]"),
                "which file? {message}"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::samples::{CONFIG, mutated};

    #[test]
    fn made_up_configurations() {
        mutated(CONFIG, 1500, super::config);
    }
}
