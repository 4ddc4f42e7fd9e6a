//! XML as a small tree: no namespaces, no entities of its own, nothing fetched, depth and number bounded.
//!
//! Of the entities those of XML, of HTML and those that name a character are known; any other stays as it
//! was written, so none can grow, and what a document type declares is passed over.

use quick_xml::Reader;
use quick_xml::escape::{resolve_html5_entity, unescape_with};
use quick_xml::events::{BytesStart, Event};

/// How deep elements may lie in each other.
const MAX_DEPTH: usize = 100;
/// How many elements and texts there may be.
const MAX_NODES: usize = 2_000_000;

/// An element, by its name without prefix.
#[derive(Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Child>,
}

/// What stands in an element.
#[derive(Debug)]
pub(crate) enum Child {
    Element(Element),
    Text(String),
}

impl Element {
    /// The root element of a document.
    ///
    /// The error says what is wrong and where, or which bound was reached.
    pub(crate) fn parse(xml: &str) -> Result<Self, String> {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().allow_dangling_amp = true;
        let mut open: Vec<Self> = vec![Self::default()];
        let mut nodes = 0;
        loop {
            let event = reader.read_event();
            let at = reader.error_position().max(reader.buffer_position());
            let event = event.map_err(|error| format!("not XML at byte {at}: {error}"))?;
            nodes += 1;
            if nodes > MAX_NODES {
                return Err(format!("more than {MAX_NODES} pieces of XML"));
            }
            match event {
                Event::Start(start) => {
                    if open.len() > MAX_DEPTH {
                        return Err(format!("elements lie more than {MAX_DEPTH} deep at byte {at}"));
                    }
                    open.push(Self::from_start(&start));
                }
                Event::End(_) => {
                    if let Some(done) = open.pop() {
                        match open.last_mut() {
                            Some(parent) => parent.children.push(Child::Element(done)),
                            None => return Err(format!("not XML at byte {at}: an end without a start")),
                        }
                    }
                }
                Event::Text(text) => push_text(&mut open, &text.xml10_content()),
                Event::CData(text) => push_text(&mut open, &text.xml10_content()),
                Event::GeneralRef(name) => {
                    let char = name.resolve_char_ref().ok().flatten();
                    let content = name.xml10_content();
                    match (char, resolve_html5_entity(&content)) {
                        (Some(char), _) => push_text(&mut open, char.encode_utf8(&mut [0; 4])),
                        (None, Some(known)) => push_text(&mut open, known),
                        (None, None) => push_text(&mut open, &format!("&{content};")),
                    }
                }
                Event::Eof => break,
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        if open.len() != 1 {
            return Err("not XML: the file ends inside an element".to_owned());
        }
        let root = open
            .pop()
            .and_then(|document| document.children.into_iter().find_map(Child::element));
        root.ok_or_else(|| "not XML: there is no element".to_owned())
    }

    fn from_start(start: &BytesStart<'_>) -> Self {
        let mut attributes = start.attributes();
        let attributes = attributes.with_checks(false).filter_map(Result::ok);
        Self {
            name: start.local_name().as_ref().to_owned(),
            attributes: attributes
                .map(|attribute| {
                    let raw = &attribute.value;
                    let value = unescape_with(raw, resolve_html5_entity)
                        .map_or_else(|_| raw.to_string(), |it| it.into_owned());
                    (attribute.key.local_name().as_ref().to_owned(), value)
                })
                .collect(),
            children: Vec::new(),
        }
    }

    /// The attribute's value.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// The child elements.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// The first element on the path of names, each a child of the one before.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Self> {
        match path {
            [] => Some(self),
            [name, rest @ ..] => self
                .elements()
                .filter(|it| it.name == *name)
                .find_map(|it| it.at(rest)),
        }
    }

    /// The first element of this name, however deep, itself included.
    pub(crate) fn find(&self, name: &str) -> Option<&Self> {
        if self.name == name {
            return Some(self);
        }
        self.elements().find_map(|element| element.find(name))
    }

    /// All elements of this name, however deep, but not within each other.
    pub(crate) fn find_all<'e>(&'e self, name: &str, found: &mut Vec<&'e Self>) {
        for element in self.elements() {
            if element.name == name {
                found.push(element);
            } else {
                element.find_all(name, found);
            }
        }
    }

    /// All characters within but for those in elements of the names `without`, white space single; `None`
    /// where there are none.
    pub(crate) fn words(&self, without: &[&str]) -> Option<String> {
        let mut text = String::new();
        self.gather(without, &mut text);
        let words: Vec<&str> = text.split_whitespace().collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    fn gather(&self, without: &[&str], out: &mut String) {
        for child in &self.children {
            match child {
                Child::Text(text) => out.push_str(text),
                Child::Element(element) if without.contains(&&*element.name) => {}
                Child::Element(element) => {
                    // Names of towns and countries stand side by side without white space.
                    element.gather(without, out);
                    if element.name == "br" {
                        out.push(' ');
                    }
                }
            }
        }
    }
}

impl Child {
    fn element(self) -> Option<Element> {
        match self {
            Self::Element(element) => Some(element),
            Self::Text(_) => None,
        }
    }
}

/// Appends text to the innermost open element.
fn push_text(open: &mut [Element], text: &str) {
    let Some(element) = open.last_mut() else {
        return;
    };
    match element.children.last_mut() {
        Some(Child::Text(before)) => before.push_str(text),
        _ => element.children.push(Child::Text(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_and_sections() {
        let xml = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x 'y'><!ENTITY e SYSTEM 'file:///etc/passwd'>]>\
                   <n:a b='1 &amp; 2'>caf&eacute; &#x2014; &#39;&x;&e;<![CDATA[<b>]]><c/> R&D</n:a>";
        let root = Element::parse(xml).unwrap();
        assert_eq!((root.name.as_str(), root.attribute("b")), ("a", Some("1 & 2")));
        assert_eq!(root.words(&[]).as_deref(), Some("café — '&x;&e;<b> R&D"));
    }

    #[test]
    fn paths_and_finds() {
        let root = Element::parse("<a><b/><b><c>x</c></b><d><c>y</c></d></a>").unwrap();
        assert_eq!(
            root.at(&["b", "c"]).and_then(|it| it.words(&[])).as_deref(),
            Some("x")
        );
        assert_eq!(root.find("d").and_then(|it| it.words(&[])).as_deref(), Some("y"));
        let mut all = Vec::new();
        root.find_all("c", &mut all);
        assert_eq!((all.len(), root.words(&["d"]).as_deref()), (2, Some("x")));
    }

    #[test]
    fn what_is_no_xml_or_too_much() {
        for (xml, why) in [
            ("", "no element"),
            ("words", "no element"),
            ("<a><b></a>", "not XML at byte"),
            ("<a>", "ends inside an element"),
            (&"<a>".repeat(1000), "more than 100 deep"),
        ] {
            let error = Element::parse(xml).unwrap_err();
            assert!(error.contains(why), "{xml:.20}: {error}");
        }
        // A thousand laughs: nothing declared is ever put in.
        let lol = "<!DOCTYPE a [<!ENTITY l 'lol'><!ENTITY m '&l;&l;&l;&l;&l;&l;&l;&l;'>]><a>&m;&m;</a>";
        assert_eq!(Element::parse(lol).unwrap().words(&[]).as_deref(), Some("&m;&m;"));
    }
}
