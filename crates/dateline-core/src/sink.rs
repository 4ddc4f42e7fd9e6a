//! Where results go: encoders make bytes on the workers, sinks place them on one thread.

use crate::{Document, Error, Fault};
use std::io::Write;
use std::path::PathBuf;

/// Turns one finished document into bytes.
pub trait Encoder: Send + Sync {
    /// Appends the document's bytes to `out`. Several threads call it at once for different documents;
    /// the bytes depend on the document alone.
    ///
    /// # Errors
    /// Whatever keeps this document from being written in this format; the article becomes a fault.
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), Error>;
}

/// What became of one article.
#[derive(Clone, Copy)]
pub enum Outcome<'a> {
    /// Done: the document, and one buffer for each encoder of the run, in their order.
    Done(&'a Document, &'a [Vec<u8>]),
    /// Lost, and why.
    Fault(&'a Fault),
}

/// Whether the run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Give me the next one.
    Continue,
    /// I have enough: the run ends cleanly, nothing more is accepted.
    Stop,
}

/// Takes the outcomes of a run, in input order, on one thread.
///
/// A sink that is dropped without [`Sink::finish`] leaves no half-written file under its name.
pub trait Sink {
    /// Takes the outcome of article number `seq` (from 0, without gaps).
    ///
    /// # Errors
    /// What keeps the sink from going on (a full disk); the run ends with it.
    fn accept(&mut self, seq: u64, outcome: Outcome<'_>) -> Result<Flow, Error>;

    /// Completes the output. Called once, after the last `accept`, also after an early stop.
    ///
    /// # Errors
    /// What keeps the output from being completed.
    fn finish(&mut self) -> Result<(), Error>;

    /// Makes what was accepted so far safe from the death of the process and of the machine, and appends to
    /// `staged` what a sink of the same kind needs to go on from there. `Ok(false)`, the default, says that this
    /// sink cannot go on: a run that is cut short then starts over. From the first checkpoint on, a sink that is
    /// dropped without [`Sink::finish`] leaves what it has staged, under its temporary name.
    ///
    /// # Errors
    /// What keeps the sink from going on; the run ends with it.
    fn checkpoint(&mut self, staged: &mut Vec<Staged>) -> Result<bool, Error> {
        let _ = staged;
        Ok(false)
    }

    /// Goes on from a checkpoint of a sink of the same kind and target whose process has died: called once,
    /// before any `accept`. Takes as many of `from` as [`Sink::checkpoint`] gave. What was staged behind the
    /// checkpoint is cut off. `Ok(false)`, the default, says that this sink cannot go on, or finds that what was
    /// staged is no longer there; it is dropped then.
    ///
    /// # Errors
    /// What keeps the sink from reading or cutting what was staged.
    fn resume(&mut self, from: &mut Resumption) -> Result<bool, Error> {
        let _ = from;
        Ok(false)
    }
}

/// A file or folder under construction, as far as it is safe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Staged {
    /// Where it lies under its temporary name; empty for one that was not made yet.
    pub path: PathBuf,
    /// Its bytes that count; 0 for a folder.
    pub bytes: u64,
}

/// The checkpoint that a run goes on from.
#[derive(Debug)]
pub struct Resumption {
    staged: std::vec::IntoIter<Staged>,
    completing: bool,
}

impl Resumption {
    /// A checkpoint of these parts. `completing` says that it was the last one: the process died while outputs
    /// were given their names, so that some may have theirs already.
    #[must_use]
    pub fn new(staged: Vec<Staged>, completing: bool) -> Self {
        Self {
            staged: staged.into_iter(),
            completing,
        }
    }

    /// The next part; `None` where the checkpoint has no more, which a sink answers with `Ok(false)`.
    pub fn take(&mut self) -> Option<Staged> {
        self.staged.next()
    }

    /// Whether a part that is no longer where it was staged has been given its name.
    #[must_use]
    pub const fn completing(&self) -> bool {
        self.completing
    }
}

/// The unit that written offsets count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Offsets {
    /// Unicode code points, what a Python string counts.
    #[default]
    Chars,
    /// UTF-8 bytes, what the code itself uses.
    Bytes,
    /// UTF-16 code units, what JavaScript and Java count.
    Utf16,
}

/// What a format is asked to write.
#[derive(Clone, Debug, Default)]
pub struct EncodeOptions {
    /// The unit of offsets.
    pub offsets: Offsets,
    /// The layers to write by their names in the output; `None` for all that are there.
    pub layers: Option<Vec<String>>,
}

impl EncodeOptions {
    /// Whether the layer of this name is to be written.
    #[must_use]
    pub fn wants(&self, layer: &str) -> bool {
        self.layers
            .as_ref()
            .is_none_or(|layers| layers.iter().any(|name| name == layer))
    }
}

/// Where a format's output goes.
pub enum Target {
    /// A stream, such as standard output.
    Stream(Box<dyn Write + Send>),
    /// A file or a folder, as the format needs.
    Path(PathBuf),
}

/// A format made ready for a run: what encodes, and what takes the bytes.
pub struct Writing {
    /// Its encoders; the sink sees their buffers in this order.
    pub encoders: Vec<Box<dyn Encoder>>,
    /// Its sink.
    pub sink: Box<dyn Sink>,
}
