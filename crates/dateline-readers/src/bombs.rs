//! A bound on what compressed files may grow to: a few kilobytes can hold a terabyte of nothing.

use crate::lines::fill;
use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many times its stored size a file may have decompressed, unless `max_expansion` says otherwise. News
/// compresses to a fifth or a tenth; copies of copies to a fiftieth.
pub(crate) const DEFAULT_MAX_EXPANSION: u64 = 200;
/// Below this many bytes nothing is refused.
const HARMLESS: u64 = 64 << 20;

/// A decompressed stream that ends with an error where it has grown too much.
pub(crate) struct Bounded {
    inner: Box<dyn BufRead + Send>,
    /// Bytes as stored that were read so far, of all files, and before this one.
    count: Arc<AtomicU64>,
    before: u64,
    most: u64,
    given: u64,
    burst: bool,
}

impl Bounded {
    /// Bounds `inner`, whose bytes as stored are counted in `count`, which stood at `before` when the file was
    /// opened.
    pub(crate) fn new(
        inner: Box<dyn BufRead + Send>,
        count: &Arc<AtomicU64>,
        before: u64,
        most: u64,
    ) -> Self {
        Self {
            inner,
            count: Arc::clone(count),
            before,
            most,
            given: 0,
            burst: false,
        }
    }
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let taken = bytes.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&bytes[..taken]);
        self.consume(taken);
        Ok(taken)
    }
}

impl BufRead for Bounded {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.burst {
            return Ok(&[]);
        }
        let stored = self.count.load(Ordering::Relaxed).saturating_sub(self.before);
        if self.given > HARMLESS && self.given / self.most > stored {
            self.burst = true;
            let reason = format!(
                "decompressed it has more than {} times the bytes that are stored (max_expansion)",
                self.most
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
        }
        fill(&mut *self.inner)
    }

    fn consume(&mut self, amount: usize) {
        self.given += amount as u64;
        self.inner.consume(amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::gather;
    use std::io::{BufReader, Cursor};

    #[test]
    fn growth_ends_with_one_error() {
        let endless = Box::new(BufReader::new(io::repeat(b'x')));
        let count = Arc::new(AtomicU64::new(1100));
        let mut bounded = Bounded::new(endless, &count, 100, 200_000);
        let mut out = io::sink();
        let error = io::copy(&mut bounded, &mut out).unwrap_err();
        assert!(error.to_string().contains("max_expansion"), "{error}");
        assert!(bounded.given <= 200_000_000 + (1 << 20));
        assert_eq!(io::copy(&mut bounded, &mut out).unwrap(), 0);
        // What is small may be as dense as it likes.
        let small = Box::new(Cursor::new(vec![b'x'; 1 << 20]));
        let mut bounded = Bounded::new(small, &count, 1100, 1);
        assert_eq!(io::copy(&mut bounded, &mut out).unwrap(), 1 << 20);
    }

    #[test]
    fn a_bomb_of_every_format_is_a_fault() {
        let folder = tempfile::tempdir().unwrap();
        let blanks = zstd::encode_all(io::repeat(b' ').take(100 << 20), 1).unwrap();
        for (name, starts) in [
            ("a.jsonl.zst", "{\"text\": \"x\"}\n"),
            ("a.csv.zst", "id,text\na,x\n"),
            ("a.warc.zst", "WARC/1.0\r\n"),
            ("a.txt.zst", "x"),
        ] {
            let path = folder.path().join(name);
            let start = zstd::encode_all(starts.as_bytes(), 1).unwrap();
            std::fs::write(&path, [start, blanks.clone()].concat()).unwrap();
            let found = gather(|inputs| inputs.argument(&path)).unwrap();
            let last = found.last().unwrap();
            assert!(
                found.len() <= 2 && last.starts_with("fault: "),
                "{name}: {found:?}"
            );
        }
    }
}
