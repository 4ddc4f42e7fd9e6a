//! Splitting a stream into lines: the reading thread's whole work for line-wise formats.

use std::io::{self, BufRead};

/// What [`Lines::next`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A line, appended to the buffer.
    Whole,
    /// A line over the bound; it was passed over and nothing was kept of it.
    TooLong,
    /// No more lines.
    End,
}

/// A stream of lines with their numbers and places, each at most `limit` bytes long.
///
/// Lines end with `\n` or `\r\n`; the last one needs no end. Bytes are searched with `memchr` in the
/// stream's own buffer and copied once.
pub(crate) struct Lines {
    pub(crate) bytes: Box<dyn BufRead + Send>,
    limit: usize,
    /// The number of the line that was read last, from 1.
    pub(crate) number: u64,
    /// Where that line starts.
    pub(crate) start: u64,
    /// Where the next byte of the stream lies.
    pub(crate) offset: u64,
}

impl Lines {
    pub(crate) fn new(bytes: Box<dyn BufRead + Send>, limit: usize) -> Self {
        Self {
            bytes,
            limit,
            number: 0,
            start: 0,
            offset: 0,
        }
    }

    /// Appends the next line to `out`, without its end. The bound holds for all that `out` has then.
    pub(crate) fn next(&mut self, out: &mut Vec<u8>) -> io::Result<Line> {
        let base = out.len();
        self.start = self.offset;
        let mut too_long = false;
        loop {
            let buffer = fill(&mut *self.bytes)?;
            if buffer.is_empty() {
                if self.offset == self.start {
                    return Ok(Line::End);
                }
                break;
            }
            let end = memchr::memchr(b'\n', buffer);
            let part = &buffer[..end.unwrap_or(buffer.len())];
            too_long = too_long || out.len() + part.len() > self.limit;
            if too_long {
                drop_tail(out, base);
            } else {
                out.extend_from_slice(part);
            }
            let taken = part.len() + usize::from(end.is_some());
            self.bytes.consume(taken);
            self.offset += taken as u64;
            if end.is_some() {
                break;
            }
        }
        self.number += 1;
        if too_long {
            return Ok(Line::TooLong);
        }
        if out.len() > base && out.last() == Some(&b'\r') {
            out.pop();
        }
        Ok(Line::Whole)
    }
}

/// Forgets what stands in `out` from `base` on; the memory too, if it was much, for one huge record must not
/// leave a huge buffer behind.
pub(crate) fn drop_tail(out: &mut Vec<u8>, base: usize) {
    out.truncate(base);
    if out.capacity() > base + (1 << 20) {
        out.shrink_to(base);
    }
}

/// The stream's buffered bytes, read again where a signal came between; empty at the end.
pub(crate) fn fill(bytes: &mut dyn BufRead) -> io::Result<&[u8]> {
    loop {
        match bytes.fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    // Asked twice because the borrow checker cannot see that the first answer is not used any more.
    bytes.fill_buf()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::{BufReader, Cursor};

    fn split(bytes: &[u8], limit: usize, buffer: usize) -> Vec<(u64, u64, Option<Vec<u8>>)> {
        let reader = BufReader::with_capacity(buffer, Cursor::new(bytes.to_vec()));
        let mut lines = Lines::new(Box::new(reader), limit);
        let mut found = Vec::new();
        loop {
            let mut line = Vec::new();
            match lines.next(&mut line).unwrap() {
                Line::Whole => found.push((lines.number, lines.start, Some(line))),
                Line::TooLong => found.push((lines.number, lines.start, None)),
                Line::End => return found,
            }
        }
    }

    #[test]
    fn lines_with_number_and_place() {
        let found = split(b"ab\r\n\nlong line\nx", 4, 3);
        let wanted: Vec<(u64, u64, Option<&[u8]>)> = vec![
            (1, 0, Some(b"ab")),
            (2, 4, Some(b"")),
            (3, 5, None),
            (4, 15, Some(b"x")),
        ];
        let found: Vec<_> = found
            .iter()
            .map(|(n, at, line)| (*n, *at, line.as_deref()))
            .collect();
        assert_eq!(found, wanted);
        assert_eq!(split(b"", 4, 3), []);
    }

    #[test]
    fn a_line_over_the_bound_is_passed_over_in_bounded_memory() {
        let hundred_mb = io::Read::take(io::repeat(b'x'), 100 << 20);
        let stream = io::Read::chain(hundred_mb, Cursor::new(b"\nnext\n"));
        let mut lines = Lines::new(Box::new(BufReader::new(stream)), 1 << 20);
        let mut line = Vec::new();
        assert_eq!(lines.next(&mut line).unwrap(), Line::TooLong);
        assert!(line.capacity() <= 4 << 20, "{} bytes kept", line.capacity());
        assert_eq!(lines.next(&mut line).unwrap(), Line::Whole);
        assert_eq!((line.as_slice(), lines.start), (&b"next"[..], (100 << 20) + 1));
    }

    proptest! {
        #[test]
        fn the_same_lines_as_a_plain_split(bytes in prop::collection::vec(
            prop_oneof![Just(b'\n'), Just(b'\r'), any::<u8>()], 0..60), buffer in 1usize..9) {
            let mut plain: Vec<Vec<u8>> = bytes.split(|byte| *byte == b'\n')
                .map(|line| line.strip_suffix(b"\r").unwrap_or(line).to_vec()).collect();
            if bytes.last().is_none_or(|byte| *byte == b'\n') {
                plain.pop();
            }
            let found: Vec<_> = split(&bytes, 100, buffer).into_iter().filter_map(|(_, _, line)| line).collect();
            prop_assert_eq!(found, plain);
        }
    }
}
