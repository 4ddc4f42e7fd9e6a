//! `dateline.toml` with any content, down to the stages and readers that take its settings.

use dateline_core::{Error, ErrorKind, Input, Registry};
use std::path::PathBuf;
use std::sync::LazyLock;

/// The program's own file, for its type is the program's affair and no one else's.
#[path = "../../crates/dateline/src/config.rs"]
#[allow(dead_code, reason = "the fuzz target uses a part of the program's file")]
mod program;

use program::Config;

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
    let loaded = Config::load(&PATH);
    std::fs::remove_file(&*PATH).expect("removes it");
    let config = match loaded {
        Ok(config) => config,
        Err(error) => {
            let message = format!("{error:#}");
            let name = PATH.display().to_string();
            assert!(
                message.contains(&name) || message.contains("[run]"),
                "which file? {message}"
            );
            return;
        }
    };
    assert_ne!(config.threads, Some(0), "no run has no threads");

    // No other file is opened, whatever path the settings name.
    let closed = |path: &str| Err(Error::new(ErrorKind::Io, format!("{path}: no files here")));
    let (stages, formats) = config.named_parts();
    for stage in stages {
        let Ok(spec) = REGISTRY.find_stage(stage) else {
            continue;
        };
        check_refusal((spec.build)(config.stage(stage).with_files(closed)).err());
    }
    for format in formats {
        let Ok(spec) = REGISTRY.find_reader(format) else {
            continue;
        };
        let input = Input::stream("in", std::io::empty());
        let settings = config
            .input(format, std::collections::BTreeMap::new())
            .with_files(closed);
        check_refusal((spec.open)(input, settings).err());
    }
}

fn check_refusal(error: Option<Error>) {
    if let Some(error) = error {
        assert!(!error.to_string().trim().is_empty(), "a refusal without a word");
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
