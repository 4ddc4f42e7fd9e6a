//! A page as a tree, made of the tokens of html5gum, an HTML5 tokenizer that knows where each stood.
//!
//! The tree is the standard's as far as extraction can tell: end tags that may be left out are supplied
//! (`p`, `li`, table cells), stray ones are passed over, an end tag of an inline element does not close a
//! block. What the standard does to misnested inline elements makes no difference to text and is not done.
//! Nodes lie in one list in the order of the page, each with the end of its subtree, so that every walk is a
//! loop. Depth is bounded: what lies deeper hangs on the deepest element that there may be.

use crate::html::tag::Tag;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::emitters::{Emitter, ForwardingEmitter};
use html5gum::{Span, Tokenizer};
use std::convert::Infallible;
use std::ops::Range;

/// How deep elements may lie in each other.
const MAX_DEPTH: usize = 256;

/// Declares the attributes that are kept.
macro_rules! attributes {
    ($($name:ident $bytes:literal),* $(,)?) => {
        /// An attribute's name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Attr { $($name,)* }

        impl Attr {
            fn of(name: &[u8]) -> Option<Self> {
                match name { $($bytes => Some(Self::$name),)* _ => None }
            }
        }
    };
}

attributes! {
    AriaHidden b"aria-hidden", Charset b"charset", Class b"class", Content b"content",
    DataComponent b"data-component", Datetime b"datetime",
    Hidden b"hidden", Href b"href", HttpEquiv b"http-equiv", Id b"id", Itemprop b"itemprop", Lang b"lang",
    Name b"name", Property b"property", Rel b"rel", Role b"role", Style b"style", Title b"title", Type b"type",
}

/// What a node is.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// An element and its attributes.
    Element(Tag, Range<u32>),
    /// Characters, as a range of the tree's strings.
    Text(Range<u32>),
}

/// One node.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) parent: u32,
    /// One past its last descendant.
    pub(crate) end: u32,
    /// Whether an end tag of its own closed it.
    pub(crate) closed: bool,
    /// Its first byte in the page, and one past the last of its start tag or characters.
    pub(crate) place: (u32, u32),
}

/// A page. Node 0 is the document itself and has no tag of its own.
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
    attributes: Vec<(Attr, Range<u32>)>,
    strings: String,
}

impl Tree {
    /// The tree of `page`.
    pub(crate) fn new(page: &str) -> Self {
        let builder = Builder::new(page.len());
        let mut builder = std::cell::RefCell::new(builder);
        {
            let shared = &builder;
            let callback = |event: CallbackEvent<'_>, span: Span<usize>| -> Option<Infallible> {
                shared.borrow_mut().take(event, span);
                None
            };
            let mut emitter = CallbackEmitter::new(callback);
            emitter.naively_switch_states(true);
            let emitter = Lenient(emitter);
            // The tokenizer yields nothing, for every event goes to the builder; reading a string cannot fail.
            let tokens = Tokenizer::new_with_emitter(page, emitter);
            tokens.for_each(drop);
        }
        let builder = builder.get_mut();
        builder.close_down_to(0);
        std::mem::replace(&mut builder.tree, Tree::empty())
    }

    fn empty() -> Self {
        Self {
            nodes: Vec::new(),
            attributes: Vec::new(),
            strings: String::new(),
        }
    }

    /// The element's name; `Other` for text.
    pub(crate) fn tag(&self, node: usize) -> Tag {
        match self.nodes.get(node).map(|node| &node.kind) {
            Some(Kind::Element(tag, _)) => *tag,
            _ => Tag::Other,
        }
    }

    /// The attribute's value, which is empty where it stands without one.
    pub(crate) fn attribute(&self, node: usize, wanted: Attr) -> Option<&str> {
        let Some(Kind::Element(_, range)) = self.nodes.get(node).map(|node| &node.kind) else {
            return None;
        };
        let attributes = self.attributes.get(range.start as usize..range.end as usize)?;
        let (_, value) = attributes.iter().find(|(attribute, _)| *attribute == wanted)?;
        self.strings.get(value.start as usize..value.end as usize)
    }

    /// A text node's characters; nothing for an element.
    pub(crate) fn text(&self, node: usize) -> &str {
        match self.nodes.get(node).map(|node| &node.kind) {
            Some(Kind::Text(range)) => self
                .strings
                .get(range.start as usize..range.end as usize)
                .unwrap_or(""),
            _ => "",
        }
    }

    /// One past the last descendant of `node`.
    pub(crate) fn end(&self, node: usize) -> usize {
        self.nodes.get(node).map_or(node + 1, |it| it.end as usize)
    }

    /// All characters within `node`, white space single, at most `limit` bytes and a little; scripts and
    /// styles left out.
    pub(crate) fn inner_text(&self, node: usize, limit: usize) -> String {
        let mut out = String::new();
        let (mut at, end) = (node, self.end(node));
        while at < end && out.len() < limit {
            let tag = self.tag(at);
            if at != node && tag.is_never_text() {
                at = self.end(at);
                continue;
            }
            if tag.is_block() || tag == Tag::Br {
                out.push(' ');
            }
            out.push_str(self.text(at));
            at += 1;
        }
        let words: Vec<&str> = out.split_whitespace().collect();
        words.join(" ")
    }

    /// The characters directly within a script or title, as they stand.
    pub(crate) fn raw_text(&self, node: usize) -> &str {
        if self.end(node) > node + 1 {
            self.text(node + 1)
        } else {
            ""
        }
    }
}

/// An emitter that is not told of errors in the markup, the search for which takes a fifth of the time.
struct Lenient<E>(E);

impl<E: Emitter> ForwardingEmitter for Lenient<E> {
    type Token = E::Token;

    fn inner(&mut self) -> &mut impl Emitter<Token = E::Token> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }
}

/// The tree while it grows.
struct Builder {
    tree: Tree,
    /// The open elements: node and tag.
    open: Vec<(u32, Tag)>,
    /// Start tags beyond [`MAX_DEPTH`] that were not made elements, by their names, so that their end tags
    /// close nothing else.
    beyond: usize,
    /// The start tag that is being read: its name, place, first attribute; and the attribute being read.
    start: Option<(Tag, u32, u32)>,
    attribute: Option<Attr>,
}

impl Builder {
    fn new(bytes: usize) -> Self {
        let mut tree = Tree::empty();
        tree.strings.reserve(bytes / 2);
        tree.nodes.reserve(bytes / 64);
        tree.nodes.push(Node {
            kind: Kind::Element(Tag::Other, 0..0),
            parent: 0,
            end: 0,
            closed: false,
            place: (0, 0),
        });
        Self {
            tree,
            open: vec![(0, Tag::Html)],
            beyond: 0,
            start: None,
            attribute: None,
        }
    }

    fn take(&mut self, event: CallbackEvent<'_>, span: Span<usize>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                let first = small(self.tree.attributes.len());
                self.start = Some((Tag::of(name), small(span.start), first));
                self.attribute = None;
            }
            CallbackEvent::AttributeName { name } => {
                self.attribute = Attr::of(name).filter(|_| self.start.is_some());
                if let Some(attribute) = self.attribute {
                    let at = small(self.tree.strings.len());
                    self.tree.attributes.push((attribute, at..at));
                }
            }
            CallbackEvent::AttributeValue { value } => {
                if self.attribute.take().is_some() {
                    let range = self.keep(value);
                    if let Some(last) = self.tree.attributes.last_mut() {
                        last.1 = range;
                    }
                }
            }
            CallbackEvent::CloseStartTag { .. } => {
                if let Some((tag, place, first)) = self.start.take() {
                    self.element(
                        tag,
                        first..small(self.tree.attributes.len()),
                        (place, small(span.end)),
                    );
                }
            }
            CallbackEvent::EndTag { name } => self.end_tag(Tag::of(name)),
            CallbackEvent::String { value } => {
                let range = self.keep(value);
                self.push(Kind::Text(range), (small(span.start), small(span.end)));
            }
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
    }

    /// Copies bytes of the page to the strings. They are a part of a string, so nothing is ever replaced
    /// but where a reference names half a character.
    fn keep(&mut self, bytes: &[u8]) -> Range<u32> {
        let start = small(self.tree.strings.len());
        self.tree.strings.push_str(&String::from_utf8_lossy(bytes));
        start..small(self.tree.strings.len())
    }

    fn push(&mut self, kind: Kind, place: (u32, u32)) -> u32 {
        let parent = self.open.last().map_or(0, |(node, _)| *node);
        let node = small(self.tree.nodes.len());
        self.tree.nodes.push(Node {
            kind,
            parent,
            end: node.saturating_add(1),
            closed: false,
            place,
        });
        node
    }

    fn element(&mut self, tag: Tag, attributes: Range<u32>, place: (u32, u32)) {
        if tag.closes_p() {
            self.close_nearest(&[Tag::P], &[]);
        }
        if tag.is_heading() && self.open.last().is_some_and(|(_, open)| open.is_heading()) {
            self.close_down_to(self.open.len().saturating_sub(1));
        }
        let in_head = |tag: Tag| {
            use Tag::{Base, Link, Meta, Noscript, Script, Style, Template, Title};
            matches!(
                tag,
                Base | Link | Meta | Noscript | Script | Style | Template | Title
            )
        };
        if let Some(head) = self.open.iter().take(3).position(|(_, open)| *open == Tag::Head)
            && !in_head(tag)
        {
            self.close_down_to(head);
        }
        if tag == Tag::A {
            // A link does not lie in a link: one that was never closed would make the rest of the page one.
            let inner = self
                .open
                .iter()
                .rposition(|(_, open)| *open == Tag::A || open.is_block());
            if let Some(index) = inner.filter(|index| self.open.get(*index).is_some_and(|it| it.1 == Tag::A))
            {
                self.close_down_to(index);
            }
        }
        let (ended, within) = tag.implies_end_of();
        if !ended.is_empty() {
            self.close_nearest(ended, within);
        }
        if self.open.len() > MAX_DEPTH && !tag.is_void() {
            self.beyond += 1;
            return;
        }
        let node = self.push(Kind::Element(tag, attributes), place);
        if !tag.is_void() {
            self.open.push((node, tag));
        }
    }

    fn end_tag(&mut self, tag: Tag) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        // Any heading's end tag ends a heading.
        let meant = |open: Tag| open == tag || (open.is_heading() && tag.is_heading());
        let Some(found) = self.open.iter().rposition(|(_, open)| meant(*open)) else {
            return;
        };
        // An inline end tag closes no block; other end tags reach as far as the nearest table cell or the like.
        let between = self.open.get(found + 1..).unwrap_or_default();
        let stops = |open: Tag| {
            if tag.is_block() {
                open.is_boundary() && !tag.is_boundary() && tag != Tag::Tr && tag != Tag::Body
            } else {
                open.is_block()
            }
        };
        if found > 0 && !between.iter().any(|(_, open)| stops(*open)) {
            let node = self
                .open
                .get(found)
                .and_then(|(node, _)| self.tree.nodes.get_mut(*node as usize));
            if let Some(node) = node {
                node.closed = true;
            }
            self.close_down_to(found);
        }
    }

    /// Closes the nearest open element of `ended`, unless a boundary or one of `within` comes first.
    fn close_nearest(&mut self, ended: &[Tag], within: &[Tag]) {
        for (index, (_, open)) in self.open.iter().enumerate().rev() {
            if ended.contains(open) {
                self.close_down_to(index);
                return;
            }
            if within.contains(open) || (within.is_empty() && open.is_boundary()) {
                return;
            }
        }
    }

    /// Closes open elements until `depth` are left.
    fn close_down_to(&mut self, depth: usize) {
        let end = small(self.tree.nodes.len());
        for (node, _) in self.open.drain(depth.min(self.open.len())..) {
            if let Some(node) = self.tree.nodes.get_mut(node as usize) {
                node.end = end;
            }
        }
    }
}

/// A count as the tree keeps it: pages are shorter than 4 GiB.
fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree as text: elements with their children in brackets.
    fn shown(page: &str) -> String {
        let tree = Tree::new(page);
        let (mut out, mut ends) = (String::new(), Vec::new());
        for node in 1..tree.nodes.len() {
            while ends.last() == Some(&node) {
                ends.pop();
                out.push(']');
            }
            match &tree.nodes[node].kind {
                Kind::Text(_) => out.push_str(tree.text(node)),
                Kind::Element(tag, _) => {
                    out.push_str(&format!("{tag:?}["));
                    ends.push(tree.end(node));
                }
            }
        }
        out + &"]".repeat(ends.len())
    }

    #[test]
    fn implied_and_stray_ends() {
        for (page, wanted) in [
            ("<p>a<p>b</p>c", "P[a]P[b]c"),
            ("<p>a<div>b</div>c", "P[a]Div[b]c"),
            (
                "<ul><li>a<li>b<ul><li>c</ul><li>d</ul>",
                "Ul[Li[a]Li[bUl[Li[c]]]Li[d]]",
            ),
            (
                "<table><tr><td>a<td>b<tr><td>c</table>d",
                "Table[Tr[Td[a]Td[b]]Tr[Td[c]]]d",
            ),
            ("<div><span>a</div>b</span>c", "Div[Span[a]]bc"),
            ("<a>x<div>y</a>z</div>", "A[xDiv[yz]]"),
            ("a<br>b</br></p>c", "aBr[]bc"),
            ("<h1>a<h2>b</h2>", "H1[a]H2[b]"),
            ("<h1>a</h2>b", "H1[a]b"),
            (
                "<html><head><title>t</title><body>x",
                "Html[Head[Title[t]]Body[x]]",
            ),
            (
                "<p>a<table><tr><td><p>b</td></tr></table>",
                "P[a]Table[Tr[Td[P[b]]]]",
            ),
            ("<script>if (a < b) '<p>'</script>x", "Script[if (a < b) '<p>']x"),
        ] {
            assert_eq!(shown(page), wanted, "{page}");
        }
    }

    #[test]
    fn attributes_and_places() {
        let page = "<div class='a &amp; b' id=x hidden data-y=1><p>caf\u{e9} &amp; co</p></div>";
        let tree = Tree::new(page);
        assert_eq!(tree.attribute(1, Attr::Class), Some("a & b"));
        assert_eq!(tree.attribute(1, Attr::Id), Some("x"));
        assert_eq!(tree.attribute(1, Attr::Hidden), Some(""));
        assert_eq!(tree.attribute(1, Attr::Href), None);
        assert_eq!(tree.text(3), "café & co");
        let (start, end) = tree.nodes[3].place;
        assert_eq!(&page[start as usize..end as usize], "café &amp; co");
        let (start, end) = tree.nodes[1].place;
        assert!(
            page[start as usize..end as usize].starts_with("<div class="),
            "{start}..{end}"
        );
    }

    #[test]
    fn depth_is_bounded() {
        let page = format!(
            "{}x{}<p>after</p>",
            "<div>".repeat(100_000),
            "</div>".repeat(100_000)
        );
        let tree = Tree::new(&page);
        assert!(tree.nodes.len() < 300, "{}", tree.nodes.len());
        let last = tree.nodes.len() - 1;
        assert_eq!((tree.text(last), tree.tag(last - 1)), ("after", Tag::P));
        assert_eq!(tree.nodes[last - 1].parent, 0);
    }
}
