//! Where JSON values begin and end in a stream, for files that are one array or objects over many lines.

use memchr::memchr2;

/// Follows a JSON value byte by byte until it is whole. Only brackets and strings matter for that; whether
/// what lies between them is JSON is the parser's to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Balance {
    depth: u32,
    in_string: bool,
    escaped: bool,
}

impl Balance {
    /// Takes in more of a value that begins with `{`, `[` or `"`. Gives the number of bytes up to its end
    /// where the end is among them.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            if self.in_string {
                if self.escaped {
                    self.escaped = false;
                    at += 1;
                    continue;
                }
                at += memchr2(b'"', b'\\', &bytes[at..])?;
                self.escaped = bytes[at] == b'\\';
                self.in_string = self.escaped;
            } else {
                match byte {
                    b'"' => self.in_string = true,
                    b'{' | b'[' => self.depth += 1,
                    b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                    _ => {
                        at += 1;
                        continue;
                    }
                }
            }
            at += 1;
            if self.depth == 0 && !self.in_string {
                return Some(at);
            }
        }
        None
    }

    /// Whether a string is open, in which no line may end.
    pub(crate) const fn in_string(self) -> bool {
        self.in_string
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ends_of_values() {
        for (bytes, end) in [
            ("{}", Some(2)),
            ("{} ", Some(2)),
            (r#"{"a": "}"}x"#, Some(10)),
            (r#"{"a": "\"}"}"#, Some(12)),
            (r#"{"a": "\\"}"#, Some(11)),
            (r#"[{}, [1]]"#, Some(9)),
            (r#""a" "#, Some(3)),
            (r#"{"a": ["#, None),
            (r#"{"a"#, None),
        ] {
            assert_eq!(Balance::default().feed(bytes.as_bytes()), end, "{bytes}");
        }
    }

    proptest! {
        #[test]
        fn pieces_give_the_same_end_as_the_whole(text in r#"\{["\\a{}\[\]]{0,30}"#, piece in 1usize..5) {
            let whole = Balance::default().feed(text.as_bytes());
            let (mut balance, mut before) = (Balance::default(), 0);
            let mut pieced = None;
            for part in text.as_bytes().chunks(piece) {
                if let Some(end) = balance.feed(part) {
                    pieced = Some(before + end);
                    break;
                }
                before += part.len();
            }
            prop_assert_eq!(whole, pieced);
        }
    }
}
