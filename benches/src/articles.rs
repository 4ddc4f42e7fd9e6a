//! The articles that the corpora grow out of: the sample articles of the repository.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// A path from the repository's root.
pub(crate) fn repository(inside: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(inside)
}

/// The sample articles' texts: the ordinary ones, and the live pages with their odd punctuation.
pub(crate) struct Samples {
    pub(crate) articles: Vec<String>,
    pub(crate) live_pages: Vec<String>,
}

/// Reads `examples/news/text`. A live page is one that says so in its first words.
pub(crate) fn samples() -> Result<Samples> {
    let folder = repository("examples/news/text");
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
        paths.push(entry?.path());
    }
    // The order in which a file system lists files must not change the corpora.
    paths.sort();
    let mut samples = Samples {
        articles: Vec::new(),
        live_pages: Vec::new(),
    };
    for path in paths
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
    {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        if text.trim_start().to_ascii_uppercase().starts_with("LIVE") {
            samples.live_pages.push(text);
        } else {
            samples.articles.push(text);
        }
    }
    if samples.articles.is_empty() || samples.live_pages.is_empty() {
        bail!("{} needs articles and a live page", folder.display());
    }
    Ok(samples)
}
