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
pub(crate) fn number(out: &mut Vec<u8>, mut value: u32) {
    let mut digits = [b'0'; 10];
    let mut first = digits.len();
    for (index, digit) in digits.iter_mut().enumerate().rev() {
        *digit = b'0' + (value % 10) as u8;
        value /= 10;
        first = index;
        if value == 0 {
            break;
        }
    }
    out.extend_from_slice(digits.get(first..).unwrap_or_default());
}

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
