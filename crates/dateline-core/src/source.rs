//! Where articles come from: sources yield records, decoders make documents of them, and what cannot be
//! read becomes a fault.

use crate::{Document, Error};
use std::fmt;
use std::io::BufRead;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

/// Where a record lies: its file and its place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file's path as the user would name it, or `-` for standard input.
    pub path: Arc<str>,
    /// The record's number in the file, from 1 (a line of jsonl, a document of CoNLL-U); 0 for "the
    /// whole file" in faults that concern no record.
    pub record: u64,
    /// The byte in the (decompressed) file at which the record starts, where that is known.
    pub byte: Option<u64>,
}

impl Default for Origin {
    fn default() -> Self {
        // One empty path for all: records and documents are reset once an article, and `Arc::from`
        // allocates.
        static NOWHERE: LazyLock<Arc<str>> = LazyLock::new(|| Arc::from(""));
        Self {
            path: Arc::clone(&NOWHERE),
            record: 0,
            byte: None,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if self.record > 0 {
            write!(f, ", record {}", self.record)?;
        }
        if let Some(byte) = self.byte {
            write!(f, " (byte {byte})")?;
        }
        Ok(())
    }
}

/// The bytes of one article as they came, with what is needed to decode them on another thread.
#[derive(Clone, Default)]
pub struct Record {
    /// The record's bytes: a line, a file, a WARC payload.
    pub bytes: Vec<u8>,
    /// Where it lies.
    pub origin: Origin,
    /// What makes a document of it. Sources set it for every record they yield.
    pub decoder: Option<Arc<dyn Decoder>>,
}

impl Record {
    /// Forgets the record and keeps the buffer.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.origin = Origin::default();
        self.decoder = None;
    }
}

/// A stream of records.
///
/// Sources are pulled: back-pressure is simply not asking. They run on one thread and should do as little
/// as finding where a record ends; decoding happens on the workers.
pub trait Source: Send {
    /// Fills `record`, which comes in cleared.
    ///
    /// - `Ok(true)`: `record` holds the next record.
    /// - `Ok(false)`: there are no more; the source is not asked again.
    /// - `Err(fault)`: something could not be read. The fault takes the record's place in the output, and
    ///   the source is asked again; one that cannot go on answers `Ok(false)` then.
    ///
    /// # Errors
    /// A [`Fault`] that names file, record and reason.
    fn next(&mut self, record: &mut Record) -> Result<bool, Fault>;

    /// How many bytes of input (as stored, before decompression) lie behind, for progress.
    fn bytes_read(&self) -> u64 {
        0
    }
}

/// Makes a document of a record, on a worker's thread.
pub trait Decoder: Send + Sync {
    /// Fills `doc`, which comes in reset, with text and metadata. `doc.meta().origin` is set by the
    /// caller to the record's; a decoder whose records tell where the article was before sets it to that.
    ///
    /// # Errors
    /// A [`Fault`] that names file, record and reason; `doc` is then dropped.
    fn decode(&self, record: &Record, doc: &mut Document) -> Result<(), Fault>;
}

/// At which step an article was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// The input could not be read.
    Read,
    /// The record is not what its format asks for.
    Decode,
    /// The article, or what a stage makes of it, is over a bound on sizes that was set.
    TooLarge,
    /// The article takes longer than the bound on time that was set.
    TooSlow,
    /// A stage returned an error.
    Stage,
    /// A stage, decoder or encoder panicked.
    Panic,
    /// The result could not be encoded.
    Encode,
}

impl FaultKind {
    /// All kinds that there are.
    pub const ALL: &'static [Self] = &[
        Self::Read,
        Self::Decode,
        Self::TooLarge,
        Self::TooSlow,
        Self::Stage,
        Self::Panic,
        Self::Encode,
    ];

    /// The kind's name in error files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Decode => "decode",
            Self::TooLarge => "too-large",
            Self::TooSlow => "too-slow",
            Self::Stage => "stage",
            Self::Panic => "panic",
            Self::Encode => "encode",
        }
    }
}

/// An article that could not be read or done, as data: it reaches the sink at the article's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// At which step.
    pub kind: FaultKind,
    /// The article's id, empty where it was not known yet.
    pub id: String,
    /// Where the record lies.
    pub origin: Origin,
    /// The stage (or reader, or format) that gave up.
    pub stage: String,
    /// Why, for people.
    pub reason: String,
}

impl Fault {
    /// A fault of `kind` at `origin` for `reason`.
    #[must_use]
    pub fn new(kind: FaultKind, origin: Origin, stage: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            kind,
            id: String::new(),
            origin,
            stage: stage.into(),
            reason: reason.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.origin, self.stage, self.reason)
    }
}

impl std::error::Error for Fault {}

/// An opened input, decompressed, on its way to the reader of its format.
pub struct Input {
    /// The path as the user would name it, or `-`.
    pub path: Arc<str>,
    /// What an article without an id of its own is called: the path below the folder that the user gave,
    /// with `/` between folders and without the endings that say format and compression. Readers with
    /// several records a file put the record's number behind it.
    pub name: Arc<str>,
    /// The bytes: decompressed, and in UTF-8 where a byte order mark or the user said another encoding.
    pub bytes: Box<dyn BufRead + Send>,
    /// Whether the bytes were turned into UTF-8 on their way here, so that an encoding which they declare
    /// themselves no longer holds.
    pub decoded: bool,
    /// The file whose bytes these are, for formats that are read from their end: `None` where they came
    /// from a stream, or were decompressed or turned into UTF-8 on the way.
    pub file: Option<PathBuf>,
    /// The most bytes that one record may have; what is longer is a fault.
    pub max_record_bytes: usize,
}

impl Input {
    /// A stream of UTF-8 under a name, of which nothing else is known; records may have any length. The
    /// name serves as the path as well.
    #[must_use]
    pub fn stream(name: &str, bytes: impl BufRead + Send + 'static) -> Self {
        let name: Arc<str> = Arc::from(name);
        Self {
            path: Arc::clone(&name),
            name,
            bytes: Box::new(bytes),
            decoded: false,
            file: None,
            max_record_bytes: usize::MAX,
        }
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Input")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl From<(FaultKind, Origin, &str, &Error)> for Fault {
    fn from((kind, origin, stage, error): (FaultKind, Origin, &str, &Error)) -> Self {
        Self::new(kind, origin, stage, error.to_string())
    }
}
