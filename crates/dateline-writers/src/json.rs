//! Writing JSON objects key by key into a buffer, for records whose keys come and go.

use crate::masks;
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

    /// Writes a key and a string.
    pub(crate) fn string(&mut self, key: &str, value: &str) {
        long_string(self.key(key), value);
    }

    /// Writes a key and a string, or null where there is none.
    pub(crate) fn some(&mut self, key: &str, value: Option<&str>) {
        match value {
            Some(value) => self.string(key, value),
            None => self.key(key).extend_from_slice(b"null"),
        }
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

/// Appends a string as JSON, in quotation marks.
///
/// Sixty-four bytes are copied at a time; where one of them needs an escape, those from it on are taken back again,
/// which costs less than to find out first how many are to be copied.
pub(crate) fn long_string(out: &mut Vec<u8>, string: &str) {
    let mut rest = string.as_bytes();
    out.reserve(rest.len() + rest.len() / 32 + 64);
    out.push(b'"');
    loop {
        let mut padded = [b' '; 64];
        let chunk = match rest.first_chunk::<64>() {
            Some(chunk) => chunk,
            None if rest.is_empty() => break,
            None => {
                padded[..rest.len()].copy_from_slice(rest);
                &padded
            }
        };
        let plain = (masks::escaped(chunk).trailing_zeros() as usize).min(rest.len());
        out.extend_from_slice(chunk);
        out.truncate(out.len() - (64 - plain));
        rest = rest.get(plain..).unwrap_or_default();
        if plain == 64 {
            continue;
        }
        // Line feeds come in pairs.
        while let Some((byte, behind)) = rest.split_first()
            && let Some((escape, length @ 1..)) = ESCAPES.get(usize::from(*byte))
        {
            out.extend_from_slice(escape);
            out.truncate(out.len() - (8 - length));
            rest = behind;
        }
    }
    out.push(b'"');
}

/// What stands for the bytes that need an escape, and how long that is; nothing for others.
const ESCAPES: [([u8; 8], usize); 128] = {
    let mut escapes = [([0; 8], 0); 128];
    let mut byte = 0;
    while byte < 0x20 {
        let [high, low] = [byte / 16, byte % 16];
        let low = if low < 10 { b'0' + low } else { b'a' + low - 10 };
        escapes[byte as usize] = (*b"\\u0000  ", 6);
        escapes[byte as usize].0[4] = b'0' + high;
        escapes[byte as usize].0[5] = low;
        byte += 1;
    }
    let short = [
        (b'"', b'"'),
        (b'\\', b'\\'),
        (b'\n', b'n'),
        (b'\r', b'r'),
        (b'\t', b't'),
        (0x08, b'b'),
        (0x0C, b'f'),
    ];
    let mut at = 0;
    while at < short.len() {
        let (byte, letter) = short[at];
        escapes[byte as usize] = (*b"\\       ", 2);
        escapes[byte as usize].0[1] = letter;
        at += 1;
    }
    escapes
};

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
