//! Outputs in pieces of a size: `out-00001.jsonl`, `out-00002.jsonl` and so on.
//!
//! Each piece is an output of its own, whole under its name as soon as it is full. An article is never
//! divided: one that is larger than the size has a piece to itself. What counts are the bytes that the
//! format's encoders make, before a sink compresses them or adds to them.

use anyhow::{Result, bail};
use dateline_core::{EncodeOptions, Error, Flow, FormatSpec, Outcome, Sink, Target, Writing};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Reads a size as people write it: `1GB`, `64 MiB`, `500000`.
pub(crate) fn parse_size(written: &str) -> Result<u64, String> {
    let written = written.trim();
    let end = written
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(written.len());
    let (number, unit) = written.split_at(end);
    let factor: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1_000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "t" | "tb" => 1_000_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        "tib" => 1 << 40,
        _ => return Err(format!("“{unit}” is no unit: write 500MB, 1GB, 64MiB")),
    };
    let number: f64 = number.parse().map_err(|_| "write 500MB, 1GB, 64MiB".to_owned())?;
    let bytes = (number * factor as f64).round();
    if !(1.0..=9e18).contains(&bytes) {
        return Err("a size is at least one byte".to_owned());
    }
    Ok(bytes as u64)
}

/// Opens `format` to be written in pieces of `size` bytes named after `path`.
pub(crate) fn open(
    format: Arc<FormatSpec>,
    options: &EncodeOptions,
    path: Option<PathBuf>,
    size: u64,
) -> Result<Writing> {
    let Some(path) = path else {
        bail!("--shard-size makes several files: name the first part of their names with -o");
    };
    let first = (format.open)(options, Target::Path(shard(&format, &path, 1)))?;
    Ok(Writing {
        encoders: first.encoders,
        sink: Box::new(Shards {
            current: Some(first.sink),
            format,
            options: options.clone(),
            path,
            size,
            number: 1,
            filled: 0,
        }),
    })
}

/// The path of the piece with this number, from 1.
fn shard(format: &FormatSpec, path: &Path, number: u32) -> PathBuf {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let known = format
        .endings
        .iter()
        .filter(|it| name.to_lowercase().ends_with(*it));
    let stem = match known.max_by_key(|ending| ending.len()) {
        Some(ending) => name.get(..name.len() - ending.len()).unwrap_or(&name),
        None => Path::new(&name)
            .file_stem()
            .and_then(|it| it.to_str())
            .unwrap_or(&name),
    };
    let ending = name.strip_prefix(stem).unwrap_or_default();
    path.with_file_name(format!("{stem}-{number:05}{ending}"))
}

/// The pieces of `path` that are there.
pub(crate) fn pieces(format: &FormatSpec, path: &Path) -> impl Iterator<Item = PathBuf> {
    (1..)
        .map(move |number| shard(format, path, number))
        .take_while(|piece| piece.exists())
}

struct Shards {
    format: Arc<FormatSpec>,
    options: EncodeOptions,
    path: PathBuf,
    size: u64,
    current: Option<Box<dyn Sink>>,
    number: u32,
    filled: u64,
}

impl Shards {
    /// Completes the piece at hand and begins the next.
    fn next(&mut self) -> Result<(), Error> {
        if let Some(mut full) = self.current.take() {
            full.finish()?;
        }
        self.number += 1;
        self.filled = 0;
        let target = Target::Path(shard(&self.format, &self.path, self.number));
        self.current = Some((self.format.open)(&self.options, target)?.sink);
        Ok(())
    }

    /// Removes the files that an earlier, longer run left behind the last piece: they would be taken for a
    /// part of this one.
    fn remove_leftovers(&self) -> Result<(), Error> {
        for number in self.number + 1.. {
            let path = shard(&self.format, &self.path, number);
            match std::fs::metadata(&path) {
                Ok(metadata) if metadata.is_file() => std::fs::remove_file(&path)?,
                Ok(_) => {
                    tracing::warn!(path = %path.display(), "this folder is of an earlier run");
                    return Ok(());
                }
                Err(_) => return Ok(()),
            }
        }
        Ok(())
    }
}

impl Sink for Shards {
    fn accept(&mut self, seq: u64, outcome: Outcome<'_>) -> Result<Flow, Error> {
        if let Outcome::Done(_, buffers) = outcome {
            let bytes = buffers.iter().map(|buffer| buffer.len() as u64).sum::<u64>();
            if self.filled > 0 && self.filled + bytes > self.size {
                self.next()?;
            }
            self.filled += bytes;
        }
        match &mut self.current {
            Some(sink) => sink.accept(seq, outcome),
            None => Ok(Flow::Stop),
        }
    }

    fn finish(&mut self) -> Result<(), Error> {
        if let Some(mut last) = self.current.take() {
            last.finish()?;
            self.remove_leftovers()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::{Document, Registry};

    #[test]
    fn sizes() {
        for (written, bytes) in [
            ("1GB", Some(1_000_000_000)),
            ("1.5 kB", Some(1500)),
            ("64MiB", Some(64 << 20)),
            ("7", Some(7)),
            ("0", None),
            ("GB", None),
            ("1 furlong", None),
            ("-1", None),
            ("", None),
        ] {
            assert_eq!(parse_size(written).ok(), bytes, "{written}");
        }
    }

    #[test]
    fn names() {
        let mut registry = Registry::new();
        crate::writers::plugin(&mut registry).unwrap();
        for (format, path, named) in [
            ("jsonl", "a/out.jsonl", "a/out-00002.jsonl"),
            ("jsonl", "out.dat", "out-00002.dat"),
            ("csv", "out", "out-00002"),
            ("html", "out.v1.html", "out.v1-00002.html"),
        ] {
            let spec = registry.find_format(format).unwrap();
            assert_eq!(shard(spec, Path::new(path), 2), Path::new(named));
        }
    }

    #[test]
    fn pieces_together_are_the_whole_and_leftovers_go() {
        let mut registry = Registry::new();
        crate::writers::plugin(&mut registry).unwrap();
        let folder = std::env::temp_dir().join(format!("dateline-shards-{}", std::process::id()));
        let path = folder.join("out.jsonl");
        std::fs::create_dir_all(&folder).unwrap();
        for number in 3..6 {
            std::fs::write(folder.join(format!("out-0000{number}.jsonl")), "old").unwrap();
        }
        let format = registry.shared_format("jsonl").unwrap();
        let mut writing = open(format, &EncodeOptions::default(), Some(path), 300).unwrap();
        let mut whole = Vec::new();
        for seq in 0..6 {
            let mut doc = Document::from_text("It rained.").unwrap();
            doc.meta_mut().id = format!("a{seq}");
            let mut line = Vec::new();
            writing.encoders[0].encode(&doc, &mut line).unwrap();
            whole.extend_from_slice(&line);
            writing.sink.accept(seq, Outcome::Done(&doc, &[line])).unwrap();
        }
        writing.sink.finish().unwrap();
        let mut names: Vec<_> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|it| it.unwrap().path())
            .collect();
        names.sort();
        let pieces: Vec<Vec<u8>> = names.iter().map(|path| std::fs::read(path).unwrap()).collect();
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(
            pieces.len() > 2 && pieces.iter().all(|it| it.len() <= 300),
            "{names:?}"
        );
        assert_eq!(pieces.concat(), whole);
    }
}
