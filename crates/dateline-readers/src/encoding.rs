//! Other encodings than UTF-8, turned into UTF-8 on the way to the readers.

use crate::error::bad_setting;
use encoding_rs::{CoderResult, Decoder, DecoderResult, Encoding, UTF_16BE, UTF_16LE};
use std::io::{self, BufRead, Read};

/// An encoding as the setting `encoding` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Charset {
    encoding: &'static Encoding,
    /// Whether U+FFFD is written for what is malformed.
    lossy: bool,
}

impl Charset {
    /// The encoding of a WHATWG label, with or without `-lossy`.
    pub(crate) fn from_label(label: &str) -> Result<Self, dateline_core::Error> {
        let lower = label.to_ascii_lowercase();
        let (name, lossy) = match lower.strip_suffix("-lossy") {
            Some(name) => (name, true),
            None => (lower.as_str(), false),
        };
        match Encoding::for_label_no_replacement(name.as_bytes()) {
            Some(encoding) => Ok(Self { encoding, lossy }),
            None => Err(bad_setting(format!(
                "there is no encoding “{label}”; take a label of the WHATWG's Encoding Standard \
                 (“windows-1252”, “utf-8-lossy”)"
            ))),
        }
    }

    /// UTF-16 where the first bytes are its byte order mark, or markup or JSON in it without one.
    pub(crate) fn from_mark(head: &[u8]) -> Option<Self> {
        let encoding = match head {
            // The first two bytes of UTF-32's mark are UTF-16's; a text does not begin with U+0000.
            [0xFF, 0xFE, 0, 0, ..] => return None,
            [0xFF, 0xFE, ..] => UTF_16LE,
            [0xFE, 0xFF, ..] => UTF_16BE,
            _ => utf16_without_mark(head)?,
        };
        Some(Self {
            encoding,
            lossy: false,
        })
    }

    /// The stream as UTF-8. Strict UTF-8 goes through as it is: readers check it themselves, on the workers
    /// and record by record.
    pub(crate) fn reader(self, bytes: Box<dyn BufRead + Send>) -> Box<dyn BufRead + Send> {
        if self.encoding == encoding_rs::UTF_8 && !self.lossy {
            return bytes;
        }
        Box::new(Transcoded {
            bytes,
            decoder: self.encoding.new_decoder_without_bom_handling(),
            charset: self,
            read: 0,
            out: vec![0; OUT],
            from: 0,
            to: 0,
            done: false,
        })
    }
}

/// UTF-16 whose mark is missing: markup begins with `<`, and every other byte is zero.
pub(crate) fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<' | b'{' | b'[', 0, next, 0, ..] if *next != 0 => Some(UTF_16LE),
        [0, b'<' | b'{' | b'[', 0, next, ..] if *next != 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// How many bytes of UTF-8 are made at a time.
const OUT: usize = 64 << 10;

/// A stream of UTF-8 made from one in another encoding.
struct Transcoded {
    bytes: Box<dyn BufRead + Send>,
    decoder: Decoder,
    charset: Charset,
    /// How many bytes of the original lie behind.
    read: u64,
    out: Vec<u8>,
    from: usize,
    to: usize,
    done: bool,
}

impl Transcoded {
    /// Fills `out` with at least one byte, unless the stream is at its end.
    fn refill(&mut self) -> io::Result<()> {
        (self.from, self.to) = (0, 0);
        while self.to == 0 && !self.done {
            let source = crate::lines::fill(&mut *self.bytes)?;
            let last = source.is_empty();
            let (full, read, malformed) = if self.charset.lossy {
                let (result, read, written, _) = self.decoder.decode_to_utf8(source, &mut self.out, last);
                self.to = written;
                (result == CoderResult::OutputFull, read, None)
            } else {
                let (result, read, written) =
                    self.decoder
                        .decode_to_utf8_without_replacement(source, &mut self.out, last);
                self.to = written;
                match result {
                    DecoderResult::Malformed(bad, behind) => (false, read, Some(bad as u64 + behind as u64)),
                    DecoderResult::OutputFull => (true, read, None),
                    DecoderResult::InputEmpty => (false, read, None),
                }
            };
            self.bytes.consume(read);
            self.read += read as u64;
            self.done = last && !full;
            if let Some(back) = malformed {
                self.done = true;
                let (name, byte) = (self.charset.encoding.name(), self.read.saturating_sub(back));
                let reason = format!("not {name} at byte {byte}");
                return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
            }
        }
        Ok(())
    }
}

impl Read for Transcoded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let taken = bytes.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&bytes[..taken]);
        self.consume(taken);
        Ok(taken)
    }
}

impl BufRead for Transcoded {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.from == self.to {
            self.refill()?;
        }
        Ok(&self.out[self.from..self.to])
    }

    fn consume(&mut self, amount: usize) {
        self.from = (self.from + amount).min(self.to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Cursor};

    fn read(label: &str, bytes: &[u8]) -> Result<String, String> {
        let charset = Charset::from_label(label).map_err(|error| error.to_string())?;
        let mut text = String::new();
        let stream = BufReader::with_capacity(3, Cursor::new(bytes.to_vec()));
        let read = charset.reader(Box::new(stream)).read_to_string(&mut text);
        read.map(|_| text).map_err(|error| error.to_string())
    }

    #[test]
    fn encodings() {
        for (label, bytes, wanted) in [
            ("windows-1252", &b"caf\xE9 \x93so\x94"[..], Ok("café “so”")),
            ("latin1", b"caf\xE9", Ok("café")),
            ("Shift_JIS", b"\x93\xFA\x96{", Ok("日本")),
            ("utf-8-lossy", b"a\xFFb\xE2\x82", Ok("a\u{FFFD}b\u{FFFD}")),
            ("utf-16le", b"a\0\xE9\0", Ok("aé")),
            ("utf-16le", b"a\0\0\xD8b\0", Err("not UTF-16LE at byte 2")),
            ("utf-16le-lossy", b"a\0\0\xD8b\0", Ok("a\u{FFFD}b")),
            ("utf-16be", b"\0a\0", Err("not UTF-16BE at byte 2")),
        ] {
            let found = read(label, bytes);
            assert_eq!(found.as_deref().map_err(String::as_str), wanted, "{label}");
        }
        assert!(
            read("klingon", b"")
                .unwrap_err()
                .starts_with("there is no encoding “klingon”")
        );
    }

    #[test]
    fn byte_order_marks() {
        assert_eq!(
            Charset::from_mark(b"\xFF\xFEa\0").map(|it| it.encoding),
            Some(UTF_16LE)
        );
        assert_eq!(
            Charset::from_mark(b"\xFE\xFF\0a").map(|it| it.encoding),
            Some(UTF_16BE)
        );
        assert_eq!(Charset::from_mark(b"\xFF\xFE\0\0a\0\0\0"), None);
        assert_eq!(Charset::from_mark(b"\xEF\xBB\xBFa"), None);
        let bare = |head: &[u8]| Charset::from_mark(head).map(|it| it.encoding);
        assert_eq!(bare(b"{\0\"\0"), Some(UTF_16LE));
        assert_eq!(bare(b"\0<\0!"), Some(UTF_16BE));
        assert_eq!(bare(b"{\0\0\0"), None);
    }
}
