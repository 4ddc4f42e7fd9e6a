//! Which encoding a page or an XML file is in: byte order mark, what the server said, what the file says.

use crate::encoding::utf16_without_mark;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// How many first bytes a declaration is looked for in.
const PRESCAN: usize = 4 << 10;

/// A page as UTF-8.
pub(crate) struct Decoded<'b> {
    pub(crate) text: Cow<'b, str>,
    /// Whether U+FFFD was written for bytes that the encoding does not know.
    pub(crate) malformed: bool,
    /// The encoding's name.
    pub(crate) encoding: &'static str,
}

/// Decodes `bytes`. `told` is the encoding that came along with them (from an HTTP header); `declared` looks
/// for the one in the first bytes themselves; without either it is UTF-8 if it can be, or else windows-1252,
/// which is what the Web's standard takes for granted.
///
/// Bytes beyond ASCII that are sound UTF-8 are taken for UTF-8 whatever anybody says: servers name an
/// encoding that their pages never heard of far more often than chance makes UTF-8.
pub(crate) fn decode<'b>(
    bytes: &'b [u8],
    told: Option<&str>,
    declared: impl Fn(&[u8]) -> Option<String>,
) -> Decoded<'b> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return with(encoding, bytes.get(mark..).unwrap_or_default());
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return with(encoding, bytes);
    }
    let utf8 = simdutf8::basic::from_utf8(bytes);
    if let Ok(text) = utf8
        && !text.is_ascii()
    {
        return Decoded {
            text: Cow::Borrowed(text),
            malformed: false,
            encoding: UTF_8.name(),
        };
    }
    let head = bytes.get(..PRESCAN).unwrap_or(bytes);
    let label = told
        .map(str::to_owned)
        .and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let encoding = label.or_else(|| Encoding::for_label(declared(head)?.trim().as_bytes()));
    match encoding {
        // What declares UTF-16 in letters of one byte is not UTF-16.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => with(UTF_8, bytes),
        Some(encoding) => with(encoding, bytes),
        None if utf8.is_ok() => with(UTF_8, bytes),
        None => with(WINDOWS_1252, bytes),
    }
}

fn with<'b>(encoding: &'static Encoding, bytes: &'b [u8]) -> Decoded<'b> {
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    Decoded {
        text,
        malformed,
        encoding: encoding.name(),
    }
}

/// The encoding that `<meta charset=…>` or `<meta http-equiv=Content-Type content=…>` declares.
pub(crate) fn in_meta(head: &[u8]) -> Option<String> {
    let lower = head.to_ascii_lowercase();
    let mut rest = lower.as_slice();
    while let Some(at) = memchr::memmem::find(rest, b"<meta") {
        rest = rest.get(at + 5..)?;
        let tag = rest.get(..memchr::memchr(b'>', rest)?)?;
        if let Some(at) = memchr::memmem::find(tag, b"charset") {
            let value = tag.get(at + 7..)?.trim_ascii_start();
            if let Some(value) = value.strip_prefix(b"=")
                && let Some(label) = label_at(value)
            {
                return Some(label);
            }
        }
    }
    None
}

/// The encoding that an XML declaration names.
pub(crate) fn in_xml(head: &[u8]) -> Option<String> {
    let declaration = head.strip_prefix(b"<?xml")?;
    let declaration = declaration.get(..memchr::memmem::find(declaration, b"?>")?)?;
    let at = memchr::memmem::find(declaration, b"encoding")?;
    let value = declaration.get(at + 8..)?.trim_ascii_start().strip_prefix(b"=")?;
    label_at(value)
}

/// The word that `value` begins with, in quotes or not.
fn label_at(value: &[u8]) -> Option<String> {
    let value = value.trim_ascii_start();
    let value = value
        .strip_prefix(b"\"")
        .or_else(|| value.strip_prefix(b"'"))
        .unwrap_or(value);
    let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b';' | b'/' | b'>');
    let label = value.split(ends).next().filter(|label| !label.is_empty())?;
    std::str::from_utf8(label).ok().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_of_pages() {
        let page = |label: &str, body: &[u8]| [format!("<meta charset={label}>").as_bytes(), body].concat();
        for (bytes, told, wanted, encoding) in [
            (b"caf\xE9".to_vec(), None, "café", "windows-1252"),
            ("café".into(), Some("iso-8859-1"), "café", "UTF-8"),
            (
                b"\xEF\xBB\xBFcaf\xC3\xA9".to_vec(),
                Some("shift_jis"),
                "café",
                "UTF-8",
            ),
            (b"\xFF\xFEa\0\xE9\0".to_vec(), None, "aé", "UTF-16LE"),
            (b"<\0a\0>\0\xE9\0".to_vec(), None, "<a>é", "UTF-16LE"),
            (b"\xE9\x80".to_vec(), Some("windows-1251"), "йЂ", "windows-1251"),
            (b"plain".to_vec(), None, "plain", "UTF-8"),
            (b"plain".to_vec(), Some("klingon"), "plain", "UTF-8"),
        ] {
            let decoded = decode(&bytes, told, in_meta);
            assert_eq!(
                (&*decoded.text, decoded.encoding, decoded.malformed),
                (wanted, encoding, false)
            );
        }
        let cyrillic = page("windows-1251", b"\xE9");
        assert!(decode(&cyrillic, None, in_meta).text.ends_with('й'));
        let broken = page("utf-8", b"a\xFFb");
        let decoded = decode(&broken, None, in_meta);
        assert!(decoded.malformed && decoded.text.ends_with("a\u{FFFD}b"));
    }

    #[test]
    fn declarations() {
        assert_eq!(
            in_meta(b"<META content='text/html; charset=Shift_JIS' http-equiv=x>").as_deref(),
            Some("shift_jis")
        );
        assert_eq!(
            in_meta(b"<meta name=x><meta charset = \"GBK\" />").as_deref(),
            Some("gbk")
        );
        assert_eq!(in_meta(b"<p>charset=x</p><meta "), None);
        assert_eq!(
            in_xml(b"<?xml version='1.0' encoding='ISO-8859-1'?>").as_deref(),
            Some("ISO-8859-1")
        );
        assert_eq!(in_xml(b"<a encoding='x'?>"), None);
    }
}
