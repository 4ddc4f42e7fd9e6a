//! Writing JSON objects key by key into a buffer, for records whose keys come and go.

use dateline_core::{Error, ErrorKind};
use serde::Serialize;

/// A JSON object under construction.
pub(crate) struct Object<'o> {
    out: &'o mut Vec<u8>,
    separator: u8,
}

impl<'o> Object<'o> {
    pub(crate) fn open(out: &'o mut Vec<u8>) -> Self {
        Self { out, separator: b'{' }
    }

    /// Writes a key, which needs no escaping, and gives the buffer for its value.
    pub(crate) fn key(&mut self, key: &str) -> &mut Vec<u8> {
        self.out.push(self.separator);
        self.separator = b',';
        self.out.push(b'"');
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\":");
        self.out
    }

    /// Writes a key and its value.
    pub(crate) fn field(&mut self, key: &str, value: &(impl Serialize + ?Sized)) -> Result<(), Error> {
        to_json(self.key(key), value)
    }

    pub(crate) fn close(self) {
        if self.separator == b'{' {
            self.out.push(b'{');
        }
        self.out.push(b'}');
    }
}

/// Appends `value` as JSON.
pub(crate) fn to_json(out: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) -> Result<(), Error> {
    serde_json::to_writer(out, value)
        .map_err(|error| Error::new(ErrorKind::Data, format!("no JSON could be made: {error}")))
}

/// Appends a string, or null for an empty one. Most strings that stand at every token need no escape,
/// which one look tells.
pub(crate) fn short_string(out: &mut Vec<u8>, string: &str) -> Result<(), Error> {
    if string.is_empty() {
        out.extend_from_slice(b"null");
    } else if string
        .bytes()
        .any(|byte| byte < b' ' || byte == b'"' || byte == b'\\')
    {
        return to_json(out, string);
    } else {
        out.push(b'"');
        out.extend_from_slice(string.as_bytes());
        out.push(b'"');
    }
    Ok(())
}

/// Appends a number in decimal.
#[inline]
pub(crate) fn number(out: &mut Vec<u8>, value: u32) {
    let mut short = Short::new();
    short.number(value);
    short.append_to(out);
}

/// A few bytes that go out together: a token's record is so short that growing the buffer piece by piece
/// would take longer than the record itself.
pub(crate) struct Short {
    bytes: [u8; Self::ROOM],
    len: usize,
}

impl Short {
    /// Room for two numbers of ten digits and more bytes than their keys have. A multiple of sixteen, so that
    /// all of it is copied in a few wide steps.
    const ROOM: usize = 48;

    #[inline]
    pub(crate) const fn new() -> Self {
        Self {
            bytes: [0; Self::ROOM],
            len: 0,
        }
    }

    /// Appends some bytes. What there is no room for is a mistake in this crate's code, and is dropped.
    #[inline]
    pub(crate) fn put<const N: usize>(&mut self, more: &[u8; N]) {
        if let Some(place) = self.bytes.get_mut(self.len..self.len + N) {
            place.copy_from_slice(more);
            self.len += N;
        }
    }

    /// Appends a number in decimal.
    #[inline]
    pub(crate) fn number(&mut self, mut value: u32) {
        let digits = value.checked_ilog10().map_or(1, |log| log as usize + 1);
        let Some(place) = self.bytes.get_mut(self.len..self.len + digits) else {
            return;
        };
        self.len += digits;
        let mut pairs = place.rchunks_exact_mut(2);
        for pair in &mut pairs {
            let two = (value % 100) as usize * 2;
            value /= 100;
            if let Some(two) = PAIRS.get(two..two + 2) {
                pair.copy_from_slice(two);
            }
        }
        if let [digit] = pairs.into_remainder() {
            *digit = b'0' + value as u8;
        }
    }

    /// Appends the bytes to `out`: all the room, whose size is known, and then back to what is filled.
    #[inline]
    pub(crate) fn append_to(&self, out: &mut Vec<u8>) {
        let end = out.len() + self.len;
        out.extend_from_slice(&self.bytes);
        out.truncate(end);
    }
}

/// The numbers below a hundred, two digits each.
const PAIRS: [u8; 200] = {
    let mut pairs = [0; 200];
    let mut number = 0;
    while number < 100 {
        pairs[2 * number] = b'0' + (number / 10) as u8;
        pairs[2 * number + 1] = b'0' + (number % 10) as u8;
        number += 1;
    }
    pairs
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_strings() {
        for value in [0, 7, 10, 99, 100, 12_345, u32::MAX] {
            let mut out = Vec::new();
            number(&mut out, value);
            assert_eq!(String::from_utf8(out).unwrap(), value.to_string());
        }
        for (string, json) in [
            ("", "null"),
            ("an", "\"an\""),
            ("\"", r#""\"""#),
            ("a\\\n", r#""a\\\n""#),
            ("é🙂", "\"é🙂\""),
        ] {
            let mut out = Vec::new();
            short_string(&mut out, string).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), json);
        }
    }

    #[test]
    fn an_object_without_keys_is_an_object() {
        let mut out = Vec::new();
        Object::open(&mut out).close();
        assert_eq!(out, b"{}");
    }
}
