//! Addresses: URLs, e-mail addresses, bare host names and file names.

use super::Cutter;
use crate::chars::Kind;
use dateline_core::layers::TokenClass;

/// An address in the chunk.
pub(super) struct Address {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) class: TokenClass,
}

impl Cutter<'_> {
    /// The first address at or after `from`: one with a scheme or www., or an e-mail address.
    pub(super) fn find_address(&self, from: usize) -> Option<Address> {
        let chunk = self.slice(from, self.end);
        // The shortest is a@b.
        if chunk.len() < 3 {
            return None;
        }
        // Most chunks are short and hold no sign of one.
        let sign = |byte: &u8| matches!(byte, b':' | b'@');
        let www = |pair: &[u8]| matches!(pair, [b'w' | b'W', b'w' | b'W']);
        if chunk.len() < 32 && !chunk.iter().any(sign) && !chunk.windows(2).any(www) {
            return None;
        }
        for offset in memchr::memchr3_iter(b':', b'@', b'w', chunk).chain(memchr::memchr_iter(b'W', chunk)) {
            let at = from + offset;
            let found = match self.byte(at) {
                b':' => self.scheme(from, at),
                b'@' => self.email(from, at),
                _ => self.www(from, at),
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// http://..., ftp://..., mailto:...
    fn scheme(&self, from: usize, colon: usize) -> Option<Address> {
        const LONGEST: usize = 12;
        let word = |at: usize| self.byte(at).is_ascii_alphanumeric();
        let mut start = colon;
        while start > from && word(start - 1) && colon - start < LONGEST {
            start -= 1;
        }
        let name = self.slice(start, colon);
        let slashes = self.byte(colon + 1) == b'/' && self.byte(colon + 2) == b'/';
        let bare = [b"mailto".as_slice(), b"ymsgr", b"doi", b"news"]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known));
        if name.is_empty() || !(slashes || bare) || !name.first().is_some_and(u8::is_ascii_alphabetic) {
            return None;
        }
        let rest = if slashes { colon + 3 } else { colon + 1 };
        if rest >= self.end || self.kind(rest).0 == Kind::Space {
            return None;
        }
        let end = self.address_end(rest);
        (end > rest).then_some(Address {
            start,
            end,
            class: TokenClass::Url,
        })
    }

    /// www.dateline.example
    fn www(&self, from: usize, at: usize) -> Option<Address> {
        let is = self.slice(at, at + 4).eq_ignore_ascii_case(b"www.");
        let alone = at == from || !self.before(at).is_word() && self.before(at) != Kind::Underscore;
        if !is || !alone || !self.kind(at + 4).0.is_word() {
            return None;
        }
        Some(Address {
            start: at,
            end: self.address_end(at + 4),
            class: TokenClass::Url,
        })
    }

    /// name@host: letters, digits and a few signs on the left, a host name on the right.
    fn email(&self, from: usize, sign: usize) -> Option<Address> {
        let mut start = sign;
        while start > from {
            let byte = self.byte(start - 1);
            if byte.is_ascii_alphanumeric()
                || matches!(byte, b'.' | b'_' | b'+' | b'-' | b'%')
                || byte >= 0x80
            {
                start -= 1;
            } else {
                break;
            }
        }
        while start < sign && (!self.text.is_char_boundary(start) || !self.kind(start).0.is_word()) {
            start += 1;
        }
        let mut end = sign + 1;
        while self.byte(end).is_ascii_alphanumeric() || matches!(self.byte(end), b'.' | b'-' | b'_') {
            end += 1;
        }
        while end > sign + 1 && matches!(self.byte(end - 1), b'.' | b'-' | b'_') {
            end -= 1;
        }
        (start < sign && end > sign + 1).then_some(Address {
            start,
            end,
            class: TokenClass::Email,
        })
    }

    /// Where an address that began before `at` ends: at a quotation mark, a bracket that it did not open, or
    /// the punctuation at the end of the chunk.
    fn address_end(&self, at: usize) -> usize {
        let (mut end, mut open) = (at, 0usize);
        while end < self.end {
            let byte = self.byte(end);
            match byte {
                b'"' | b'<' | b'>' | b'|' | b'{' | b'}' | b'`' => break,
                b'(' => open += 1,
                b')' if open == 0 => break,
                b')' => open -= 1,
                b']' | b'[' if self.kind(end + 1).0 == Kind::End => break,
                0x80.. => {
                    let (kind, len) = self.kind(end);
                    if !kind.is_word() {
                        break;
                    }
                    end += len - 1;
                }
                _ => {}
            }
            end += 1;
        }
        while end > at
            && matches!(
                self.byte(end - 1),
                b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b'*'
            )
        {
            end -= 1;
        }
        end
    }

    /// The end of the host or file name (cnn.com/world, report.doc) that begins at `from`.
    pub(super) fn bare_host(&mut self, from: usize) -> Option<usize> {
        if from < self.plain_until {
            return None;
        }
        let part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let (mut at, mut label, mut dots, mut before) = (from, from, 0, usize::MAX);
        let mut end = None;
        let mut newsgroup = false;
        loop {
            while part(self.byte(at)) {
                at += 1;
            }
            if at == label {
                break;
            }
            if dots > 0 && (newsgroup && dots > 1 || self.ends_host(label, at, dots, before)) {
                end = Some(at);
            }
            if self.byte(at) != b'.' {
                break;
            }
            before = at - label;
            newsgroup |= dots == 0 && self.lists.newsgroup(self.slice(label, at));
            dots += 1;
            at += 1;
            label = at;
        }
        match end {
            // The name must run up to where the dotted word ends, or to a stop after it.
            Some(end) if end == at || (end + 1 == at && label == at) => {
                Some(if self.byte(end) == b'/' && end == at {
                    self.address_end(end)
                } else {
                    end
                })
            }
            _ => {
                self.plain_until = at;
                None
            }
        }
    }

    /// Whether the label `start..end` can be a host's or file's last one.
    fn ends_host(&self, start: usize, end: usize, dots: usize, before: usize) -> bool {
        let label = self.slice(start, end);
        // soil.Com and done.Net are two sentences; CNN.COM is a host.
        let upper = label.iter().filter(|byte| byte.is_ascii_uppercase()).count();
        let cased = upper == 0 || upper == label.len();
        match self.lists.web_ending(label) {
            Some(false) => cased,
            Some(true) => upper == 0 && (dots > 1 || before > 3),
            None => false,
        }
    }
}
