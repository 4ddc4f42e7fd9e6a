//! From a file to the bytes its reader sees: counted, decompressed, with the first of them looked at.

use crate::members::Members;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many bytes are read at a time.
const BUFFER: usize = 256 << 10;
/// How many of the first bytes formats may look at.
const HEAD: usize = 8 << 10;
/// How many first bytes are waited for where they come slowly.
const ENOUGH: usize = 512;

/// Opens a file, or standard input where there is no path, reads through gzip and Zstandard, and counts the
/// bytes as stored.
///
/// The first bytes decide about compression and not the file's ending: what a server decompressed on the way
/// still carries the ending, and what came through a pipe has none.
pub(crate) fn open(path: Option<&Path>, count: &Arc<AtomicU64>) -> io::Result<Peeked> {
    let raw: Box<dyn Read + Send> = match path {
        Some(path) => Box::new(File::open(path)?),
        None => Box::new(io::stdin()),
    };
    let counted = Counted {
        raw,
        count: Arc::clone(count),
        ended: false,
    };
    let mut stored = Peeked::new(Box::new(BufReader::with_capacity(BUFFER, counted)));
    stored.stored = true;
    Ok(match stored.head() {
        [0x1F, 0x8B, ..] => {
            let members = Members::new(stored);
            Peeked::new(Box::new(BufReader::with_capacity(BUFFER, members)))
        }
        // A frame, or one of the skippable frames that parallel compressors put in front.
        [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => {
            let decoder = zstd::stream::read::Decoder::with_buffer(stored)?;
            Peeked::new(Box::new(BufReader::with_capacity(BUFFER, decoder)))
        }
        _ => stored,
    })
}

/// Counts what passes through, and asks no more after the end: a terminal would begin anew.
struct Counted<R> {
    raw: R,
    count: Arc<AtomicU64>,
    ended: bool,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ended {
            return Ok(0);
        }
        let read = self.raw.read(buffer)?;
        self.ended = read == 0 && !buffer.is_empty();
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// A stream whose first bytes were read ahead of time.
pub(crate) struct Peeked {
    head: Vec<u8>,
    at: usize,
    stored: bool,
    /// What came instead of more first bytes; it is reported behind them.
    broken: Option<io::Error>,
    rest: Box<dyn BufRead + Send>,
}

impl Peeked {
    pub(crate) fn new(mut rest: Box<dyn BufRead + Send>) -> Self {
        let mut head = Vec::new();
        let mut broken = None;
        while head.len() < ENOUGH {
            match rest.fill_buf() {
                Ok([]) => break,
                Ok(bytes) => {
                    let taken = bytes.len().min(HEAD - head.len());
                    head.extend_from_slice(&bytes[..taken]);
                    rest.consume(taken);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    broken = Some(error);
                    break;
                }
            }
        }
        Self {
            head,
            at: 0,
            stored: false,
            broken,
            rest,
        }
    }

    /// Whether these are the bytes of a file or standard input as they are stored.
    pub(crate) fn stored(&self) -> bool {
        self.stored
    }

    /// The first bytes: some hundreds at least, unless the stream is shorter.
    pub(crate) fn head(&self) -> &[u8] {
        &self.head
    }
}

impl Read for Peeked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let taken = bytes.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&bytes[..taken]);
        self.consume(taken);
        Ok(taken)
    }
}

impl BufRead for Peeked {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at < self.head.len() {
            return Ok(&self.head[self.at..]);
        }
        match self.broken.take() {
            Some(error) => Err(error),
            None => self.rest.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        if self.at < self.head.len() {
            self.at = (self.at + amount).min(self.head.len());
        } else {
            self.rest.consume(amount);
        }
    }
}
