//! The journal of a run: what a later process needs to take it up where this one died.
//!
//! It lies beside the output, as `.NAME.journal`, while the run goes on, and is locked by the process that
//! writes it. Each line is a JSON value, a tab, and the CRC-32 of the JSON's bytes in hexadecimal; a line that
//! does not fit its sum, such as one that was being written, ends what is read.
//!
//! 1. `{"journal": 1, "identity": {...}}`: the program's version and checksum, and all that the bytes of the
//!    output depend on beside the input ([`Identity`]).
//! 2. A line for each input in the order in which they are read: `{"path": "a.jsonl", "bytes": 1234}`.
//! 3. `{"inputs": 1}`: their number.
//! 4. Any number of checkpoints: `{"stats": {...}, "staged": [["PATH", BYTES], ...], "state": "running"}`: the
//!    run's counts, and how far its outputs are safe under their temporary names when it had come so far.
//!
//! At a checkpoint the sinks first bring their bytes to the disk, then the line is appended and brought there
//! too, so that a line never promises what is not there. The last one, with the state `completing`, is written
//! before outputs get their names: a run that dies between two of them is completed and not run again.
//!
//! A run is taken up by reading past the articles of the last checkpoint (they are compared with what they were
//! by a digest), cutting off what was staged behind it, and going on from there; so the bytes are those of a
//! run that was never disturbed.

use anyhow::{Context, Result, bail};
use dateline_core::{Error, Resumption, Sink, Staged};
use dateline_pipeline::{End, Journal, RunStats};
use dateline_readers::Listed;
use serde_json::{Map, Value, json};
use std::fs::{File, TryLockError};
use std::io::{BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The layout of the file.
const LAYOUT: u64 = 1;

/// What the bytes of an output depend on beside its input, by name.
pub(crate) type Identity = Map<String, Value>;

/// The last checkpoint of an earlier run.
pub(crate) struct Earlier {
    /// What had been done.
    pub(crate) stats: RunStats,
    staged: Vec<Staged>,
    /// Whether all was done, and outputs were being given their names.
    pub(crate) completing: bool,
}

impl Earlier {
    /// The checkpoint as sinks take it.
    pub(crate) fn resumption(&self) -> Resumption {
        Resumption::new(self.staged.clone(), self.completing)
    }
}

/// What lies where the journal goes.
pub(crate) enum Found {
    /// Nothing that a run could go on from, and why, if an earlier run left something at all.
    Nothing(Option<&'static str>),
    /// A run that was cut short.
    Run(Box<Earlier>),
}

/// An open journal.
pub(crate) struct RunJournal {
    file: File,
    path: PathBuf,
    every: Duration,
    last: Instant,
    state: State,
    staged: Vec<Staged>,
}

/// Whether checkpoints are made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Not known before the first.
    Unknown,
    /// They are; so many articles were done at the last.
    Kept(u64),
    /// A sink cannot go on, so there is no use.
    Useless,
}

impl RunJournal {
    /// Opens the journal at `path` and keeps every other process out. A checkpoint is made once `every` has
    /// passed since the last.
    pub(crate) fn open(path: &Path, every: Duration) -> Result<Self> {
        let mut options = File::options();
        let file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path);
        let file = file.with_context(|| format!("{}: the journal cannot be opened", path.display()))?;
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            bail!("{}: another run is writing this output", path.display());
        }
        Ok(Self {
            file,
            path: path.to_owned(),
            every,
            last: Instant::now(),
            state: State::Unknown,
            staged: Vec::new(),
        })
    }

    /// Looks for a run that was cut short and has the identity and inputs given, and makes the file ready for
    /// more checkpoints of it. What it finds instead is an error that says what differs.
    pub(crate) fn find(
        &mut self,
        identity: &Identity,
        inputs: impl Iterator<Item = Listed>,
    ) -> Result<Found> {
        self.file.seek(SeekFrom::Start(0))?;
        let mut lines = Lines {
            file: BufReader::new(&self.file),
            line: Vec::new(),
            good: 0,
        };
        let Some(head) = lines.next()? else {
            return Ok(Found::Nothing(None));
        };
        if head["journal"] != LAYOUT {
            bail!(
                "{}: written by another version of the program",
                self.path.display()
            );
        }
        same_identity(head["identity"].as_object().unwrap_or(&Map::new()), identity)?;
        let mut count = 0;
        for input in inputs {
            let Some(line) = lines.next()? else {
                return Ok(Found::Nothing(Some("it was cut short before it began")));
            };
            same_input(&line, &input)?;
            count += 1;
        }
        match lines.next()? {
            None => return Ok(Found::Nothing(Some("it was cut short before it began"))),
            Some(line) if line["inputs"] == count => {}
            Some(line) => bail!(
                "an input is missing now: {}",
                line["path"].as_str().unwrap_or("?")
            ),
        }
        let mut last = None;
        while let Some(line) = lines.next()? {
            last = Some(line);
        }
        let good = lines.good;
        let Some(line) = last else {
            return Ok(Found::Nothing(Some("it was cut short before it began")));
        };
        let Some(earlier) = checkpoint(&line) else {
            return Ok(Found::Nothing(Some("one of its formats cannot be gone on with")));
        };
        self.file.set_len(good)?;
        self.file.seek(SeekFrom::End(0))?;
        // Whatever becomes of this run, what the earlier one has done stays.
        self.state = State::Kept(earlier.stats.articles());
        Ok(Found::Run(Box::new(earlier)))
    }

    /// Removes what an earlier run has staged, and says how many articles it had done.
    pub(crate) fn clear(&mut self) -> Result<u64> {
        self.file.seek(SeekFrom::Start(0))?;
        let mut lines = Lines {
            file: BufReader::new(&self.file),
            line: Vec::new(),
            good: 0,
        };
        let mut last = Value::Null;
        while let Some(line) = lines.next()? {
            if line.get("staged").is_some() {
                last = line;
            }
        }
        remove(&staged(&last), &self.path);
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        Ok(checkpoint(&last).map_or(0, |earlier| earlier.stats.articles()))
    }

    /// Begins the journal of a new run.
    pub(crate) fn begin(&mut self, identity: &Identity, inputs: impl Iterator<Item = Listed>) -> Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        let mut out = BufWriter::new(&self.file);
        out.write_all(&line(&json!({"journal": LAYOUT, "identity": identity})))?;
        let mut count = 0;
        for input in inputs {
            out.write_all(&line(&json!({"path": input.path, "bytes": input.bytes})))?;
            count += 1;
        }
        out.write_all(&line(&json!({"inputs": count})))?;
        out.flush()
            .with_context(|| format!("{}: cannot write", self.path.display()))?;
        self.state = State::Unknown;
        Ok(())
    }

    /// Gives each input of the run to `visit`, as `{"path", "bytes"}`.
    pub(crate) fn inputs(&mut self, mut visit: impl FnMut(&Value) -> Result<()>) -> Result<()> {
        self.file.seek(SeekFrom::Start(0))?;
        let mut lines = Lines {
            file: BufReader::new(&self.file),
            line: Vec::new(),
            good: 0,
        };
        lines.next()?;
        while let Some(line) = lines.next()?.filter(|line| line.get("path").is_some()) {
            visit(&line)?;
        }
        Ok(())
    }

    /// The run is over and its outputs have their names.
    pub(crate) fn remove(self) -> Result<()> {
        std::fs::remove_file(&self.path).with_context(|| self.path.display().to_string())
    }

    /// The run has failed. Gives the number of articles that a later one can go on from, if there are any;
    /// otherwise nothing is left of it.
    pub(crate) fn fail(self) -> Option<u64> {
        match self.state {
            State::Kept(articles) if articles > 0 => Some(articles),
            _ => {
                remove(&self.staged, &self.path);
                let _ = std::fs::remove_file(&self.path);
                None
            }
        }
    }

    fn checkpoint(&mut self, stats: &RunStats, sink: &mut dyn Sink, state: &str) -> Result<(), Error> {
        let mut staged = Vec::new();
        let kept = sink.checkpoint(&mut staged)?;
        // Earlier names that are no longer among these do not matter: a sink keeps its names.
        self.staged = staged;
        let paths: Option<Vec<Value>> = self
            .staged
            .iter()
            .map(|it| it.path.to_str().map(|path| json!([path, it.bytes])))
            .collect();
        let stats_now: Map<String, Value> = stats
            .save()
            .into_iter()
            .map(|(name, value)| (name, value.into()))
            .collect();
        let value = match paths {
            Some(paths) if kept => json!({"stats": stats_now, "staged": paths, "state": state}),
            paths => {
                self.state = State::Useless;
                json!({"staged": paths.unwrap_or_default(), "state": "useless"})
            }
        };
        let written = self.file.write_all(&line(&value)).and_then(|()| {
            // Before the first article there is nothing to lose.
            if stats.articles() > 0 {
                self.file.sync_data()
            } else {
                Ok(())
            }
        });
        written.map_err(|error| {
            let message = format!("{}: cannot write: {error}", self.path.display());
            Error::new(dateline_core::ErrorKind::Io, message).with_source(error)
        })?;
        if self.state != State::Useless {
            self.state = State::Kept(stats.articles());
        }
        self.last = Instant::now();
        Ok(())
    }
}

impl Journal for RunJournal {
    fn note(&mut self, stats: &RunStats, sink: &mut dyn Sink) -> Result<(), Error> {
        let due = match self.state {
            State::Unknown => true,
            State::Kept(_) => self.last.elapsed() >= self.every,
            State::Useless => false,
        };
        if due {
            self.checkpoint(stats, sink, "running")
        } else {
            Ok(())
        }
    }

    fn complete(&mut self, stats: &RunStats, sink: &mut dyn Sink) -> Result<(), Error> {
        // A run that was ended early is as its user wanted it; nobody could tell later that it was.
        if self.state == State::Useless || stats.end == End::Interrupted {
            return Ok(());
        }
        self.checkpoint(stats, sink, "completing")
    }
}

/// The lines of a journal as far as they are whole.
struct Lines<'f> {
    file: BufReader<&'f File>,
    line: Vec<u8>,
    /// Where the last whole line ends.
    good: u64,
}

impl Lines<'_> {
    fn next(&mut self) -> Result<Option<Value>> {
        self.line.clear();
        // No honest line is longer; a file that is no journal shall not fill the memory.
        let read = Read::take(&mut self.file, 64 << 20).read_until(b'\n', &mut self.line)?;
        let value = self.line.strip_suffix(b"\n").and_then(|line| {
            let (json, sum) = line.split_at_checked(line.len().checked_sub(9)?)?;
            (sum == format!("\t{:08x}", crc32fast::hash(json)).as_bytes())
                .then(|| serde_json::from_slice(json).ok())?
        });
        if value.is_some() {
            self.good += read as u64;
        }
        Ok(value)
    }
}

/// A line of the journal.
fn line(value: &Value) -> Vec<u8> {
    let json = value.to_string();
    format!("{json}\t{:08x}\n", crc32fast::hash(json.as_bytes())).into_bytes()
}

fn checkpoint(line: &Value) -> Option<Earlier> {
    let pairs: Option<Vec<(String, u64)>> = line["stats"]
        .as_object()?
        .iter()
        .map(|(name, value)| Some((name.clone(), value.as_u64()?)))
        .collect();
    Some(Earlier {
        stats: RunStats::restore(&pairs?)?,
        staged: staged(line),
        completing: line["state"] == "completing",
    })
}

fn staged(line: &Value) -> Vec<Staged> {
    let parts = line["staged"].as_array().into_iter().flatten();
    parts
        .map(|part| Staged {
            path: PathBuf::from(part[0].as_str().unwrap_or_default()),
            bytes: part[1].as_u64().unwrap_or_default(),
        })
        .collect()
}

/// Removes temporary files and folders, and nothing that has another kind of name or lies elsewhere than
/// beside the journal or one folder further in.
fn remove(staged: &[Staged], journal: &Path) {
    let Some(home) = journal
        .parent()
        .and_then(|home| std::fs::canonicalize(home.join(".")).ok())
    else {
        return;
    };
    for Staged { path, .. } in staged {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let folder = path
            .parent()
            .and_then(|folder| std::fs::canonicalize(folder.join(".")).ok());
        let near = folder.is_some_and(|folder| folder == home || folder.parent() == Some(&home));
        if !(near && name.starts_with('.') && name.ends_with(".partial")) {
            continue;
        }
        let removed = if path.is_dir() {
            std::fs::remove_dir_all(path)
        } else {
            std::fs::remove_file(path)
        };
        if let Err(error) = removed {
            tracing::debug!("{}: {error}", path.display());
        }
    }
}

fn same_identity(then: &Identity, now: &Identity) -> Result<()> {
    // Other stages have other models, and another version is another program: what explains the most comes first.
    let first = ["version", "stages"].into_iter();
    let names = first.chain(then.keys().chain(now.keys()).map(String::as_str));
    for name in names {
        let (then, now) = (then.get(name), now.get(name));
        if then != now {
            let show = |value: Option<&Value>| value.map_or("nothing".to_owned(), ToString::to_string);
            bail!("{name} was {} and is {}", show(then), show(now));
        }
    }
    Ok(())
}

fn same_input(then: &Value, now: &Listed) -> Result<()> {
    let Some(path) = then["path"].as_str() else {
        bail!("there is a further input, {}", now.path);
    };
    if path != now.path {
        bail!("the next input was {path} and is {}", now.path);
    }
    let bytes = then["bytes"].as_u64();
    if bytes != now.bytes {
        let show = |bytes: Option<u64>| bytes.map_or("no size".to_owned(), |it| format!("{it} bytes"));
        bail!("{path} had {} and has {}", show(bytes), show(now.bytes));
    }
    Ok(())
}

/// Where the journal of an output lies.
pub(crate) fn place(output: &str) -> PathBuf {
    let trimmed = output.trim_end_matches(['/', std::path::MAIN_SEPARATOR]);
    let path = Path::new(trimmed);
    match path.file_name() {
        Some(name) => path.with_file_name(format!(".{}.journal", name.to_string_lossy())),
        // `.`, `..` and `/` have no beside: it goes inside.
        None => Path::new(output).join(".dateline.journal"),
    }
}
