//! Text into HTML so that it is text and nothing else.

/// Stands in fragments where the page's prefix for anchors goes. It can come from nowhere else: the
/// escape lets no control character through.
pub(crate) const ANCHOR: u8 = 0x1a;

/// Appends `text` so that it is plain text in an element's content and in a quoted attribute alike.
/// Control characters, which HTML does not allow, become U+FFFD, except tab and line feed.
pub(crate) fn escape(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let mut from = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let replacement: &[u8] = match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' => b"&quot;",
            b'\'' => b"&#39;",
            b'\t' | b'\n' => continue,
            0..=0x1f | 0x7f => "\u{fffd}".as_bytes(),
            _ => continue,
        };
        out.extend_from_slice(bytes.get(from..at).unwrap_or_default());
        out.extend_from_slice(replacement);
        from = at + 1;
    }
    out.extend_from_slice(bytes.get(from..).unwrap_or_default());
}

/// HTML under construction: tags as they are, text escaped.
pub(crate) struct Html<'o>(pub(crate) &'o mut Vec<u8>);

impl Html<'_> {
    /// Appends markup. It must be this crate's own, never data.
    pub(crate) fn raw(&mut self, markup: &str) -> &mut Self {
        self.0.extend_from_slice(markup.as_bytes());
        self
    }

    /// Appends text or the value of a quoted attribute.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        escape(self.0, text);
        self
    }

    /// Appends a number.
    pub(crate) fn number(&mut self, number: usize) -> &mut Self {
        self.raw(&number.to_string())
    }

    /// Appends the name of an anchor: kind and number, with room for the page's prefix.
    pub(crate) fn anchor(&mut self, kind: &str, number: usize) -> &mut Self {
        self.0.push(ANCHOR);
        self.raw(kind).number(number)
    }

    /// Appends a link to an anchor of the same article around `text`.
    pub(crate) fn jump(&mut self, kind: &str, number: usize, text: &str) -> &mut Self {
        self.raw("<a href=\"#")
            .anchor(kind, number)
            .raw("\">")
            .text(text)
            .raw("</a>")
    }

    /// Appends a link to the web around `text`, if `url` is one of the web's; the text alone otherwise
    /// (`javascript:` is an address too).
    pub(crate) fn link(&mut self, url: &str, text: &str) -> &mut Self {
        let scheme = url
            .split_once("://")
            .map(|(scheme, _)| scheme.to_ascii_lowercase());
        if !matches!(scheme.as_deref(), Some("http" | "https")) {
            return self.text(text);
        }
        self.raw("<a rel=\"noopener noreferrer\" href=\"")
            .text(url)
            .raw("\">")
            .text(text)
            .raw("</a>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn escaped(text: &str) -> String {
        let mut out = Vec::new();
        escape(&mut out, text);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn markup_becomes_text() {
        for (text, html) in [
            ("", ""),
            ("plain é", "plain é"),
            ("<script>", "&lt;script&gt;"),
            ("a\"b'c&d", "a&quot;b&#39;c&amp;d"),
            ("a\u{1a}\0\u{7f}\n\t", "a\u{fffd}\u{fffd}\u{fffd}\n\t"),
            ("&amp;", "&amp;amp;"),
        ] {
            assert_eq!(escaped(text), html);
        }
    }

    #[test]
    fn only_addresses_of_the_web_are_linked() {
        for (url, linked) in [
            ("https://example.org/\"><b>", true),
            ("HTTP://example.org", true),
            ("javascript:alert(1)", false),
            ("javascript://%0aalert(1)", false),
            ("data:text/html,x", false),
            ("//example.org", false),
            (" https://example.org", false),
        ] {
            let mut out = Vec::new();
            Html(&mut out).link(url, "x");
            let html = String::from_utf8(out).unwrap();
            assert_eq!(html.starts_with("<a "), linked, "{html}");
            assert!(!html.contains("<b>"));
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_escaped_is_markup(text in any::<String>()) {
            let html = escaped(&text);
            let markup = html.contains(['<', '>', '"', '\'', '\u{1a}', '\0']);
            prop_assert!(!markup);
            let back = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"")
                .replace("&#39;", "'").replace("&amp;", "&");
            let kept = |c: char| if c.is_ascii_control() && c != '\n' && c != '\t' { '\u{fffd}' } else { c };
            prop_assert_eq!(back, text.chars().map(kept).collect::<String>());
        }
    }
}
