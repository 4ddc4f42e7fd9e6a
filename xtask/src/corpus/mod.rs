//! `cargo xtask corpus`: a large corpus out of real articles, for throughput runs.
//!
//! The articles are repeated, in a new order each round, until the size is reached. The same
//! articles, size and seed give the same bytes. It is a corpus to measure speed and memory with;
//! being repeated, it says nothing about accuracy.

mod articles;
mod shuffle;
mod size;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::repo::Repo;
use articles::Article;

/// Arguments of `cargo xtask corpus`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// How much to write: 40MB, 1GB, 512KiB or a number of bytes
    #[arg(long, value_parser = size::parse)]
    size: u64,
    /// A jsonl file, a text file or a folder of them, as often as wanted [default: the sample
    /// articles, and ../shared/data/raw beside the repository where it exists]
    #[arg(long, value_name = "PATH")]
    from: Vec<PathBuf>,
    /// The order of the articles in each round
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The jsonl file to write, one article a line
    out: PathBuf,
}

/// Reads the articles and writes the corpus.
pub(crate) fn corpus(repo: &Repo, args: &Args) -> Result<()> {
    let from = if args.from.is_empty() {
        default_sources(repo)
    } else {
        args.from.clone()
    };
    let mut found = Vec::new();
    for path in &from {
        articles::read(path, &mut found)?;
    }
    found.retain(|article| !article.text.trim().is_empty());
    if found.is_empty() {
        let places: Vec<String> = from.iter().map(|path| path.display().to_string()).collect();
        bail!("no article in {}", places.join(", "));
    }
    let lines = write_whole(&args.out, |out| fill(out, &found, args.size, args.seed))?;
    println!(
        "{} articles, {} bytes, from {} different ones: {}",
        lines.articles,
        lines.bytes,
        found.len(),
        args.out.display()
    );
    Ok(())
}

fn default_sources(repo: &Repo) -> Vec<PathBuf> {
    let mut from = vec![repo.path("examples/news/articles.jsonl")];
    let raw = repo.path("../shared/data/raw");
    if raw.is_dir() {
        from.push(raw);
    }
    from
}

/// How much was written.
#[derive(Debug, PartialEq, Eq)]
struct Written {
    articles: u64,
    bytes: u64,
}

/// Writes articles, round after round, until `size` bytes are reached. The last article is whole, so
/// the corpus is longer than asked by less than one article.
fn fill(out: &mut dyn Write, articles: &[Article], size: u64, seed: u64) -> Result<Written> {
    let mut written = Written {
        articles: 0,
        bytes: 0,
    };
    let mut order: Vec<usize> = (0..articles.len()).collect();
    let mut random = shuffle::Random::new(seed);
    let mut line = Vec::new();
    loop {
        random.shuffle(&mut order);
        for article in order.iter().filter_map(|&index| articles.get(index)) {
            if written.bytes >= size {
                return Ok(written);
            }
            written.articles += 1;
            line.clear();
            write_line(&mut line, article, written.articles)?;
            out.write_all(&line)?;
            written.bytes += line.len() as u64;
        }
    }
}

/// One article as the readers want it, on a line. Its number in the corpus ends its id, which makes
/// ids unique however often the article comes again. The keys are written one by one, because the
/// order of a `serde_json::Map` depends on features that another crate may switch on.
fn write_line(out: &mut Vec<u8>, article: &Article, number: u64) -> Result<()> {
    let id = format!("{}/{number}", article.id);
    let fields = [
        ("{\"id\":", Some(id.as_str())),
        (",\"title\":", article.title.as_deref()),
        (",\"published\":", article.published.as_deref()),
        (",\"text\":", Some(article.text.as_str())),
    ];
    for (key, value) in fields {
        if let Some(value) = value {
            out.extend_from_slice(key.as_bytes());
            serde_json::to_writer(&mut *out, value)?;
        }
    }
    out.extend_from_slice(b"}\n");
    Ok(())
}

/// Writes a file that appears under its name only once it is whole.
fn write_whole<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let result = (|| {
        let file = File::create(&partial).with_context(|| format!("cannot write {}", partial.display()))?;
        let mut out = BufWriter::with_capacity(1 << 20, file);
        let value = write(&mut out).with_context(|| format!("cannot write {}", path.display()))?;
        out.into_inner().context("cannot end the file")?.sync_all()?;
        std::fs::rename(&partial, path).with_context(|| format!("cannot name {}", path.display()))?;
        Ok(value)
    })();
    if result.is_err() {
        // What went wrong is reported already; a partial file that cannot go is no second news.
        let _ = std::fs::remove_file(&partial);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::collections::HashSet;

    fn sample() -> Vec<Article> {
        ["One.", "Two \"quoted\".", "Three.\n\nMore."]
            .iter()
            .enumerate()
            .map(|(index, text)| Article {
                id: format!("a{index}"),
                title: (index == 0).then(|| "Title".to_owned()),
                published: None,
                text: (*text).to_owned(),
            })
            .collect()
    }

    fn filled(size: u64, seed: u64) -> (Vec<u8>, Written) {
        let mut out = Vec::new();
        let written = fill(&mut out, &sample(), size, seed).expect("fills");
        (out, written)
    }

    #[test]
    fn the_size_is_reached_and_overshot_by_less_than_an_article() {
        let (out, written) = filled(5000, 1);
        assert_eq!(out.len() as u64, written.bytes);
        assert!((5000..5100).contains(&written.bytes), "{written:?}");
    }

    #[test]
    fn ids_are_unique_and_every_article_comes() {
        let (out, written) = filled(5000, 1);
        let records: Vec<Value> = out
            .split(|&b| b == b'\n')
            .filter(|l| !l.is_empty())
            .map(|l| serde_json::from_slice(l).expect("JSON"))
            .collect();
        let ids: HashSet<&str> = records
            .iter()
            .filter_map(|record| record["id"].as_str())
            .collect();
        assert_eq!(ids.len() as u64, written.articles);
        let texts: HashSet<&str> = records
            .iter()
            .filter_map(|record| record["text"].as_str())
            .collect();
        assert_eq!(texts.len(), 3);
    }

    #[test]
    fn same_seed_same_bytes_and_another_seed_another_order() {
        assert_eq!(filled(2000, 7), filled(2000, 7));
        assert_ne!(filled(2000, 7), filled(2000, 8));
    }

    #[test]
    fn a_failed_write_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("out.jsonl");
        let failed: Result<()> = write_whole(&path, |out| {
            out.write_all(b"half")?;
            bail!("stopped")
        });
        assert!(failed.is_err());
        assert_eq!(std::fs::read_dir(folder.path()).expect("lists").count(), 0);
        write_whole(&path, |out| Ok(out.write_all(b"whole")?)).expect("writes");
        assert_eq!(std::fs::read(&path).expect("reads"), b"whole");
        assert_eq!(std::fs::read_dir(folder.path()).expect("lists").count(), 1);
    }
}
