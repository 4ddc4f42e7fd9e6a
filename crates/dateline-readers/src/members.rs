//! gzip of many members, read on behind a broken one.
//!
//! A web archive is one member a record, so damage in one need not cost the others. Where a member turns out
//! broken, the error is given once; whoever reads on gets the next member that can be found. To find it, what
//! was read of the broken one is searched again: a damaged stream reads on into what follows it.

use crate::opening::Peeked;
use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, Read};

/// How many bytes of a member are kept to be searched again; of longer ones only what follows is searched.
const KEPT: usize = 8 << 20;
/// How many bytes a member that was found by searching must give before it is believed.
const BELIEVED: usize = 512;

/// The bytes of all members, one after the other.
pub(crate) struct Members {
    decoder: Option<GzDecoder<Kept>>,
    /// What a member that was found by searching gave so far.
    ahead: Vec<u8>,
    at: usize,
}

impl Members {
    pub(crate) fn new(stored: Peeked) -> Self {
        let kept = Kept {
            raw: stored,
            again: Vec::new(),
            at: 0,
            behind: Vec::new(),
            lost: false,
        };
        Self {
            decoder: Some(GzDecoder::new(kept)),
            ahead: Vec::new(),
            at: 0,
        }
    }

    /// Begins the member behind one that has ended well; `false` where there is none.
    fn next_member(&mut self) -> io::Result<bool> {
        let Some(decoder) = self.decoder.take() else {
            return Ok(false);
        };
        let mut kept = decoder.into_inner();
        kept.mark();
        // Tapes and the like pad with zeros.
        loop {
            let bytes = kept.fill_buf()?;
            if bytes.is_empty() {
                return Ok(false);
            }
            let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
            if zeros == 0 {
                break;
            }
            kept.consume(zeros);
        }
        kept.mark();
        let sound = kept.at_member()?;
        self.decoder = Some(GzDecoder::new(kept));
        if sound {
            Ok(true)
        } else {
            Err(broken("there is something behind a gzip member that is no gzip"))
        }
    }

    /// Looks for a member behind the start of a broken one, and keeps its first bytes.
    fn recover(&mut self) -> io::Result<()> {
        while let Some(decoder) = self.decoder.take() {
            let mut kept = decoder.into_inner();
            kept.back_to_mark();
            if !kept.find_member()? {
                return Ok(());
            }
            kept.mark();
            let decoder = self.decoder.insert(GzDecoder::new(kept));
            self.ahead.clear();
            self.at = 0;
            let most = BELIEVED as u64;
            if decoder.by_ref().take(most).read_to_end(&mut self.ahead).is_ok() {
                return Ok(());
            }
            self.ahead.clear();
        }
        Ok(())
    }
}

impl Read for Members {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if let Some(ahead) = self.ahead.get(self.at..).filter(|it| !it.is_empty()) {
                let taken = ahead.len().min(buffer.len());
                buffer[..taken].copy_from_slice(&ahead[..taken]);
                self.at += taken;
                return Ok(taken);
            }
            let Some(decoder) = &mut self.decoder else {
                return Ok(0);
            };
            let step = match decoder.read(buffer) {
                Ok(0) => self.next_member(),
                Ok(read) => return Ok(read),
                Err(error) => Err(error),
            };
            match step {
                Ok(true) => {}
                Ok(false) => return Ok(0),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
                Err(error) => {
                    self.recover()?;
                    return Err(error);
                }
            }
        }
    }
}

fn broken(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

/// A stream that remembers what was read of it since a mark.
struct Kept {
    raw: Peeked,
    /// What is read again before the stream goes on.
    again: Vec<u8>,
    at: usize,
    /// What was read since the mark, unless that became too much.
    behind: Vec<u8>,
    lost: bool,
}

impl Kept {
    /// Remembers from here.
    fn mark(&mut self) {
        self.behind.clear();
        self.lost = false;
    }

    /// Goes back to one byte behind the mark, or stays where it is if that lies too far back.
    fn back_to_mark(&mut self) {
        if self.lost || self.behind.is_empty() {
            return;
        }
        self.behind.remove(0);
        self.behind
            .extend_from_slice(self.again.get(self.at..).unwrap_or_default());
        self.again = std::mem::take(&mut self.behind);
        self.at = 0;
    }

    /// Whether a member begins here, as far as its first three bytes tell.
    fn at_member(&mut self) -> io::Result<bool> {
        let bytes = self.fill_buf()?;
        // A member's head may lie across two buffers; its decoder will tell then.
        Ok([0x1F, 0x8B, 8]
            .iter()
            .zip(bytes)
            .all(|(wanted, byte)| wanted == byte))
    }

    /// Passes over everything before the next bytes that may begin a member.
    fn find_member(&mut self) -> io::Result<bool> {
        loop {
            let bytes = self.fill_buf()?;
            if bytes.is_empty() {
                return Ok(false);
            }
            match memchr::memchr(0x1F, bytes) {
                None => {
                    let passed = bytes.len();
                    self.consume(passed);
                }
                Some(at) => {
                    self.consume(at);
                    if self.at_member()? {
                        return Ok(true);
                    }
                    self.consume(1);
                }
            }
            self.mark();
        }
    }
}

impl Read for Kept {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let taken = bytes.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&bytes[..taken]);
        self.consume(taken);
        Ok(taken)
    }
}

impl BufRead for Kept {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at < self.again.len() {
            return Ok(&self.again[self.at..]);
        }
        self.raw.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        let from_again = self.at < self.again.len();
        if !self.lost {
            let bytes = if from_again {
                &self.again[self.at..]
            } else {
                self.raw.fill_buf().unwrap_or_default()
            };
            self.behind
                .extend_from_slice(bytes.get(..amount).unwrap_or_default());
            self.lost = self.behind.len() > KEPT;
            if self.lost {
                self.behind = Vec::new();
            }
        }
        if from_again {
            self.at += amount;
            if self.at >= self.again.len() {
                self.again = Vec::new();
                self.at = 0;
            }
        } else {
            self.raw.consume(amount);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use proptest::prelude::*;
    use std::io::{BufReader, Cursor, Write};

    fn member(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    /// What is read, and how many errors came between.
    fn read(bytes: Vec<u8>, buffer: usize) -> (String, usize) {
        let stored = Peeked::new(Box::new(BufReader::with_capacity(buffer, Cursor::new(bytes))));
        let mut members = Members::new(stored);
        let (mut out, mut errors, mut piece) = (Vec::new(), 0, [0; 700]);
        loop {
            match members.read(&mut piece) {
                Ok(0) => return (String::from_utf8_lossy(&out).into_owned(), errors),
                Ok(read) => out.extend_from_slice(&piece[..read]),
                Err(_) => errors += 1,
            }
        }
    }

    /// A text that does not compress to nothing.
    fn text(name: &str) -> String {
        (0..400)
            .map(|it| format!("{name}{} ", it * 7919 % 1009))
            .collect()
    }

    #[test]
    fn members_padding_and_an_end() {
        let two = [member("one "), member("two")].concat();
        assert_eq!(read(two.clone(), 5), ("one two".to_owned(), 0));
        assert_eq!(
            read([two.clone(), vec![0; 40]].concat(), 64),
            ("one two".to_owned(), 0)
        );
        assert_eq!(
            read([two, b"rubbish".to_vec()].concat(), 64),
            ("one two".to_owned(), 1)
        );
        assert_eq!(read(member(""), 64), (String::new(), 0));
    }

    #[test]
    fn a_broken_member_costs_only_itself() {
        let (a, b, c) = (text("a"), text("b"), text("c"));
        for at in [3, 30, 200, 500] {
            let mut broken = member(&b);
            broken[at] ^= 0x55;
            let (found, errors) = read([member(&a), broken, member(&c)].concat(), 4096);
            assert_eq!(errors, 1, "{at}");
            assert!(
                found.starts_with(&a) && found.ends_with(&c),
                "{at}: {}",
                found.len()
            );
        }
        // Cut short in the middle, with the next right behind.
        let half = member(&b)[..300].to_vec();
        let (found, errors) = read([member(&a), half, member(&c)].concat(), 4096);
        assert_eq!((errors, found.ends_with(&c)), (1, true));
        // Cut short at the end.
        let (found, errors) = read([member(&a), member(&b)[..300].to_vec()].concat(), 4096);
        assert_eq!((errors, found.starts_with(&a)), (1, true));
    }

    proptest! {
        #[test]
        fn damage_anywhere_ends_and_never_panics(at in 0usize..3000, byte: u8, buffer in 1usize..600) {
            let mut bytes = [member(&text("a")), member(&text("b")), member(&text("c"))].concat();
            let at = 2 + at % (bytes.len() - 2);
            bytes[at] = byte;
            let (_, errors) = read(bytes, buffer);
            prop_assert!(errors <= 3);
        }
    }
}
