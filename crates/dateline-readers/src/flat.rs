//! The short way through a JSON object that holds strings, whole numbers and words alone, as most records do.
//!
//! A parser for any JSON looks at every byte of a text on its own. Here strings are found by their quotation marks and
//! unescaped from one backslash to the next, which processors do many bytes at a time. Whatever is not as simple as
//! that (nested values, fractions, keys with escapes, whatever is no JSON) is left to the parser: nothing is given
//! then, and no mistake is told here.

use memchr::{memchr, memchr2};

/// The most keys that are read here; a record with more is no plain article.
const MOST: usize = 32;

/// The value of a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Value<'j> {
    /// `null`, `true` or `false`.
    #[default]
    Word,
    Number(u64),
    /// A string as it stands between its quotation marks.
    String(&'j str),
}

/// The keys and values of an object, in their order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Flat<'j> {
    pairs: [(&'j str, Value<'j>); MOST],
    count: usize,
}

impl<'j> Flat<'j> {
    /// Takes an object apart; `None` where that is the parser's to do.
    pub(crate) fn read(json: &'j str) -> Option<Self> {
        // White space but blanks stands in no line of JSON, and control characters in no string.
        if json.bytes().fold(false, |found, byte| found | (byte < b' ')) {
            return None;
        }
        let mut flat = Self {
            pairs: [("", Value::Word); MOST],
            count: 0,
        };
        let mut rest = Rest(json).after(b'{')?;
        if let Some(end) = rest.after(b'}') {
            rest = end;
        } else {
            loop {
                let (key, behind) = rest.string()?;
                if memchr(b'\\', key.as_bytes()).is_some() {
                    return None;
                }
                let (value, behind) = behind.after(b':')?.value()?;
                *flat.pairs.get_mut(flat.count)? = (key, value);
                flat.count += 1;
                match behind.after(b',') {
                    Some(next) => rest = next,
                    None => {
                        rest = behind.after(b'}')?;
                        break;
                    }
                }
            }
        }
        rest.blank().0.is_empty().then_some(flat)
    }

    /// The keys with their values.
    pub(crate) fn pairs(&self) -> &[(&'j str, Value<'j>)] {
        self.pairs.get(..self.count).unwrap_or_default()
    }
}

/// What is still to be read.
#[derive(Clone, Copy)]
struct Rest<'j>(&'j str);

impl<'j> Rest<'j> {
    fn blank(self) -> Self {
        Self(self.0.trim_start_matches(' '))
    }

    /// What stands behind this byte, if it is the next one but for blanks.
    fn after(self, byte: u8) -> Option<Self> {
        self.blank().0.strip_prefix(char::from(byte)).map(Self)
    }

    /// A string, without its quotation marks, and what stands behind it.
    fn string(self) -> Option<(&'j str, Self)> {
        let inner = self.after(b'"')?.0;
        let bytes = inner.as_bytes();
        let mut at = 0;
        loop {
            at += memchr(b'"', bytes.get(at..)?)?;
            let before = bytes.get(..at)?;
            let escapes = before.iter().rev().take_while(|byte| **byte == b'\\').count();
            if escapes % 2 == 0 {
                return Some((inner.get(..at)?, Self(inner.get(at + 1..)?)));
            }
            at += 1;
        }
    }

    fn value(self) -> Option<(Value<'j>, Self)> {
        let rest = self.blank();
        if rest.0.starts_with('"') {
            let (string, behind) = rest.string()?;
            return Some((Value::String(string), behind));
        }
        let end = memchr2(b',', b'}', rest.0.as_bytes())?;
        let (word, behind) = rest.0.split_at_checked(end)?;
        let value = match word.trim_end_matches(' ') {
            "null" | "true" | "false" => Value::Word,
            "0" => Value::Number(0),
            digits if digits.starts_with('0') || !digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                return None;
            }
            digits => Value::Number(digits.parse().ok()?),
        };
        Some((value, Self(behind)))
    }
}

/// Appends to `out` what a string means whose inner part is `raw`. `None` where an escape is none, or is half a
/// character.
pub(crate) fn unescape(raw: &str, out: &mut String) -> Option<()> {
    out.reserve(raw.len());
    let mut rest = raw;
    // Most escapes come in pairs, the two line feeds between paragraphs.
    while let Some(at) = match rest.as_bytes().first() {
        Some(b'\\') => Some(0),
        _ => memchr(b'\\', rest.as_bytes()),
    } {
        let (run, escape) = rest.split_at_checked(at)?;
        out.push_str(run);
        rest = escape.get(2..)?;
        out.push(match escape.as_bytes().get(1)? {
            b'n' => '\n',
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => {
                let (mut code, mut behind) = unit(rest)?;
                if (0xD800..0xDC00).contains(&code) {
                    let (low, end) = unit(behind.strip_prefix("\\u")?)?;
                    if !(0xDC00..0xE000).contains(&low) {
                        return None;
                    }
                    (code, behind) = (0x1_0000 + ((code - 0xD800) << 10) + (low - 0xDC00), end);
                }
                rest = behind;
                char::from_u32(code)?
            }
            _ => return None,
        });
    }
    out.push_str(rest);
    Some(())
}

/// The number of four hexadecimal digits, and what stands behind them.
fn unit(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(4)?;
    let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = u32::from_str_radix(digits, 16).ok()?;
    hexadecimal.then_some((number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value as Json;

    /// What a whole parser says of an object that is as simple as those that are read here.
    fn parsed(json: &str) -> Option<Json> {
        serde_json::from_str(json).ok().filter(Json::is_object)
    }

    /// The same by the short way; the last of equal keys counts, as in a parser's table.
    fn shortly(json: &str) -> Option<Json> {
        let flat = Flat::read(json)?;
        let mut object = serde_json::Map::new();
        for (key, value) in flat.pairs() {
            let value = match value {
                Value::Word => Json::Null,
                Value::Number(number) => Json::from(*number),
                Value::String(raw) => {
                    let mut string = String::new();
                    unescape(raw, &mut string)?;
                    Json::from(string)
                }
            };
            object.insert((*key).to_owned(), value);
        }
        Some(Json::Object(object))
    }

    fn without_words(json: Json) -> Json {
        let Json::Object(object) = json else { return json };
        let plain = |value: Json| if value.is_boolean() { Json::Null } else { value };
        object
            .into_iter()
            .map(|(key, value)| (key, plain(value)))
            .collect()
    }

    #[test]
    fn what_is_read_shortly_and_what_is_not() {
        for json in [
            "{}",
            " { } ",
            r#"{"a":"b"}"#,
            r#"{"a" : "b\n\"c\"\\" , "d":12, "e": null,"f":true }"#,
            r#"{"a":"\u00e9\ud83d\ude42\/"}"#,
            r#"{"a":0,"a":"two"}"#,
        ] {
            assert_eq!(shortly(json), parsed(json).map(without_words), "{json}");
        }
        for json in [
            "",
            "{",
            "{}x",
            "[]",
            r#"{"a":}"#,
            r#"{"a":1.5}"#,
            r#"{"a":01}"#,
            r#"{"a":-1}"#,
            r#"{"a":18446744073709551616}"#,
            r#"{"a":{}}"#,
            r#"{"a":[]}"#,
            r#"{"a\n":1}"#,
            r#"{"a":"b}"#,
            r#"{"a":"b\"}"#,
            r#"{"a":"\x"}"#,
            r#"{"a":"\ud83d"}"#,
            r#"{"a":"\ud83dx"}"#,
            r#"{"a":"\ud83d\u0041"}"#,
            r#"{"a":"\ude42"}"#,
            r#"{"a":"\u+0e9"}"#,
            r#"{"a":"\u00"}"#,
            r#"{"a":"b",}"#,
            r#"{"a" "b"}"#,
            "{\"a\":\"b\tc\"}",
            "{\n\"a\":\"b\"}",
        ] {
            assert_eq!(shortly(json), None, "{json}");
        }
        let many: Vec<String> = (0..=MOST).map(|index| format!("\"{index}\":1")).collect();
        assert_eq!(shortly(&format!("{{{}}}", many.join(","))), None);
    }

    proptest! {
        #[test]
        fn what_is_read_shortly_is_what_a_parser_reads(
            json in r#"\{ ?("[a-c]"|"\\n") ?: ?("([ -~é🙂]|\\[nrtbfu"\\/x]|\\u[0-9a-fdD]{4}){0,9}"|[0-9]{1,20}|null|tru|true|-?[0-9.e]{1,4}|\{\}|\[\]) ?(,"[a-c]":("[a-z\\"]{0,5}"|[0-9 ]{1,3}))?,?\}? ?"#
        ) {
            if let Some(shortly) = shortly(&json) {
                prop_assert_eq!(Some(shortly), parsed(&json).map(without_words), "{}", json);
            }
        }
    }
}
