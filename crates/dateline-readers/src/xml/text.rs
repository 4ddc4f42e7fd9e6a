//! Paragraphs of news XML: of NITF's body and of the XHTML that NewsML-G2 carries.

use crate::xml::tree::{Child, Element};

/// Elements that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "p",
    "hl2",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "dt",
    "dd",
    "pre",
    "div",
    "section",
    "article",
    "block",
    "bq",
    "blockquote",
    "body",
    "body.content",
    "ul",
    "ol",
    "dl",
    "credit",
    "q-block",
    "hr",
    "main",
    "summary",
];
/// Elements whose text is none of the article's: pictures and their captions, tables, navigation, NITF's head
/// and tail.
const NONE: &[&str] = &[
    "head",
    "script",
    "style",
    "media",
    "figure",
    "img",
    "table",
    "nitf-table",
    "nav",
    "aside",
    "footer",
    "header",
    "docdata",
    "body.head",
    "body.end",
    "fn",
    "note",
    "form",
    "iframe",
    "object",
    "video",
    "audio",
    "noscript",
];

/// The paragraphs within `element`, each with its white space single but for that of `pre`.
pub(crate) fn paragraphs(element: &Element) -> Vec<String> {
    let mut out = Paragraphs::default();
    out.walk(element, false);
    out.flush();
    out.done
}

#[derive(Default)]
struct Paragraphs {
    done: Vec<String>,
    current: String,
}

impl Paragraphs {
    fn walk(&mut self, element: &Element, verbatim: bool) {
        for child in &element.children {
            match child {
                Child::Text(text) if verbatim => self.current.push_str(text),
                Child::Text(text) => self.add(text),
                Child::Element(inner) if NONE.contains(&&*inner.name) => self.flush(),
                Child::Element(inner) if inner.name == "br" => self.current.push('\n'),
                Child::Element(inner) => {
                    let block = BLOCKS.contains(&&*inner.name);
                    if block {
                        self.flush();
                    }
                    self.walk(inner, verbatim || inner.name == "pre");
                    if block {
                        self.flush();
                    }
                }
            }
        }
    }

    fn add(&mut self, text: &str) {
        let mut words = text.split(char::is_whitespace).peekable();
        while let Some(word) = words.next() {
            self.current.push_str(word);
            let gap = self.current.is_empty() || self.current.ends_with([' ', '\n']);
            if words.peek().is_some() && !gap {
                self.current.push(' ');
            }
        }
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.current);
        let trimmed = text.trim_end().trim_start_matches(['\n', '\r']);
        if !trimmed.trim().is_empty() {
            self.done.push(trimmed.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_of_mixed_content() {
        let xml = "<body.content><p>He said <q>no</q>,\n <em>twice</em>.</p><media><p>caption</p></media>bare <b>text</b>\
                   <ul><li>one</li><li>two<br/>lines</li></ul><pre>a\n  b</pre></body.content>";
        let found = paragraphs(&Element::parse(xml).unwrap());
        assert_eq!(
            found,
            ["He said no, twice.", "bare text", "one", "two\nlines", "a\n  b"]
        );
    }
}
