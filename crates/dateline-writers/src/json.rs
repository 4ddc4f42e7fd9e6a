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
    if value >= SHORT {
        return shorts(out, std::iter::once(value), |short, value| short.number(value));
    }
    let (digits, len) = eight_digits(value);
    // All eight at once, and those that are too many taken back: so no length has to be looked at.
    out.extend_from_slice(&digits.to_le_bytes());
    out.truncate(out.len() + len - 8);
}

/// Appends a short piece for each of `items`, as `write` fills it.
///
/// Pieces are written where they go: the buffer is first made long enough for many, filled with zeros, and then cut
/// to what was used. Growing it piece by piece would take longer than the pieces themselves, and so would putting
/// them together elsewhere: copied at once, bytes that were just written one by one are what a processor waits for.
#[inline]
pub(crate) fn shorts<T>(
    out: &mut Vec<u8>,
    mut items: impl Iterator<Item = T>,
    mut write: impl FnMut(&mut Short<'_>, T),
) {
    let mut next = items.next();
    while next.is_some() {
        let many = items.size_hint().0.saturating_add(1).min(Short::MANY);
        let start = out.len();
        out.resize(start + many * Short::ROOM, 0);
        let (place, mut used) = (out.get_mut(start..).unwrap_or_default(), 0);
        for _ in 0..many {
            let room = place.get_mut(used..).and_then(<[u8]>::first_chunk_mut);
            let (Some(item), Some(bytes)) = (next, room) else {
                next = None;
                break;
            };
            let mut short = Short { bytes, len: 0 };
            write(&mut short, item);
            used += short.len;
            next = items.next();
        }
        out.truncate(start + used);
    }
}

/// A few bytes that go out together.
pub(crate) struct Short<'o> {
    bytes: &'o mut [u8; Short::ROOM],
    len: usize,
}

impl Short<'_> {
    /// Room for two numbers of ten digits (each written eight at a time), their keys and a mark.
    const ROOM: usize = 64;
    /// How many are written into one stretch of zeros.
    const MANY: usize = 64;

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
    pub(crate) fn number(&mut self, value: u32) {
        if value >= SHORT {
            return self.long_number(value);
        }
        let (digits, len) = eight_digits(value);
        // All eight at once; those that are too many are written over by what comes next.
        if let Some(place) = self.bytes.get_mut(self.len..self.len + 8) {
            *place.first_chunk_mut().unwrap_or(&mut [0; 8]) = digits.to_le_bytes();
            self.len += len;
        }
    }

    /// Appends a number of more than eight digits.
    #[cold]
    fn long_number(&mut self, value: u32) {
        self.number(value / SHORT);
        let (digits, len) = eight_digits(value % SHORT);
        let zeros = 8 - len;
        if let Some(place) = self.bytes.get_mut(self.len..self.len + 8) {
            let (before, behind) = place.split_at_mut(zeros);
            before.fill(b'0');
            for (to, from) in behind.iter_mut().zip(digits.to_le_bytes()) {
                *to = from;
            }
            self.len += 8;
        }
    }
}

/// Numbers below it have eight digits at most.
const SHORT: u32 = 100_000_000;

/// The digits of a number below [`SHORT`] in ASCII, the first one in the lowest byte, and how many they are.
///
/// No loop and no branch: halves, then quarters, then digits are split off side by side in one register, each by
/// a multiplication that stands for a division (10486 / 2^20 for a hundredth, 103 / 2^10 for a tenth, exact below
/// ten thousand and a hundred).
#[inline]
const fn eight_digits(value: u32) -> (u64, usize) {
    let value = value as u64;
    let halves = (value / 10_000) | ((value % 10_000) << 32);
    let hundreds = ((halves * 10_486) >> 20) & 0x7F_0000_007F;
    let quarters = ((halves - 100 * hundreds) << 16) + hundreds;
    let tens = ((quarters * 103) >> 10) & 0x000F_000F_000F_000F;
    let digits = tens + ((quarters - 10 * tens) << 8);
    // The last digit stays, also if it is a zero.
    let zeros = (digits.trailing_zeros() / 8).saturating_sub((digits == 0) as u32) as usize;
    ((digits | 0x3030_3030_3030_3030) >> (8 * zeros), 8 - zeros)
}

/// Appends a string as JSON, in quotation marks: what stands between two characters that need an escape is copied
/// at once, and such are looked for sixty-four bytes at a time, then eight.
pub(crate) fn long_string(out: &mut Vec<u8>, string: &str) {
    let bytes = string.as_bytes();
    out.reserve(bytes.len() + bytes.len() / 32 + 2);
    out.push(b'"');
    let mut from = 0;
    while let Some(at) = next_special(bytes, from) {
        let Some(byte) = bytes.get(at) else { break };
        out.extend_from_slice(bytes.get(from..at).unwrap_or_default());
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0x08 => out.extend_from_slice(b"\\b"),
            0x0C => out.extend_from_slice(b"\\f"),
            _ => {
                out.extend_from_slice(b"\\u00");
                for half in [byte >> 4, byte & 15] {
                    out.push(b"0123456789abcdef"[usize::from(half)]);
                }
            }
        }
        from = at + 1;
    }
    out.extend_from_slice(bytes.get(from..).unwrap_or_default());
    out.push(b'"');
}

/// Where the next byte from `from` on lies that JSON wants escaped.
#[inline]
fn next_special(bytes: &[u8], mut from: usize) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    // The high bit of every byte that is zero, and of none below the first that is (those above may be wrong).
    let zero = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
    // Compilers make vector instructions of a pass over so many bytes that does not stop on the way.
    while let Some(many) = bytes.get(from..).and_then(|rest| rest.first_chunk::<64>()) {
        // Each of these is zero for bytes of its sort alone.
        let one = |byte: u8| byte.saturating_sub(0x1F).min(byte ^ b'"').min(byte ^ b'\\');
        if many.iter().fold(u8::MAX, |least, byte| least.min(one(*byte))) == 0 {
            break;
        }
        from += 64;
    }
    while let Some(eight) = bytes.get(from..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*eight);
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
        let found = control | zero(word ^ (ONES * 0x22)) | zero(word ^ (ONES * 0x5C));
        if found != 0 {
            return Some(from + found.trailing_zeros() as usize / 8);
        }
        from += 8;
    }
    let special = |byte: &u8| *byte < 0x20 || matches!(byte, b'"' | b'\\');
    let rest = bytes.get(from..)?;
    rest.iter().position(special).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_and_strings() {
        let powers = (0..10).map(|power| 10_u32.pow(power));
        let edges = powers.flat_map(|power| [power - 1, power, power + 1, power.saturating_mul(4) + 7]);
        for value in edges.chain([12_345, 90_000_001, 100_200_300, u32::MAX]) {
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

    proptest! {
        #[test]
        fn strings_and_numbers_are_those_of_serde(text in "\\PC{0,40}|[ -~\"\\\\\\x00-\\x1f\\x7fé🙂]{0,60}", value: u32) {
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            long_string(&mut ours, &text);
            number(&mut ours, value);
            to_json(&mut theirs, &text).unwrap();
            to_json(&mut theirs, &value).unwrap();
            prop_assert_eq!(String::from_utf8(ours).unwrap(), String::from_utf8(theirs).unwrap());
        }
    }

    #[test]
    fn an_object_without_keys_is_an_object() {
        let mut out = Vec::new();
        Object::open(&mut out).close();
        assert_eq!(out, b"{}");
    }
}
