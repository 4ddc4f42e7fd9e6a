//! A page as a row of blocks: paragraphs, headings, list items, each with its text and how much of it is links.

use crate::html::hints::HintsOf;
use crate::html::tag::Tag;
use crate::html::tree::{Attr, Kind, Tree};
use std::ops::Range;

/// What sort of element a block's text stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// A paragraph, or text directly in a `div` and the like.
    Paragraph,
    /// A list item.
    Item,
    /// A table's cell.
    Cell,
    /// Text whose lines and blanks are its author's.
    Verbatim,
    /// A heading and its level.
    Heading(u8),
}

/// One block.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// Its first text node.
    pub(crate) node: usize,
    pub(crate) sort: Sort,
    /// Its text in [`Blocks::text`], white space single.
    pub(crate) text: Range<usize>,
    /// How many bytes of the text stand in links.
    pub(crate) linked: usize,
    /// Where its markup lies in the page.
    pub(crate) place: (u32, u32),
}

/// An element whose blocks may be none of the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Doubtful {
    pub(crate) node: usize,
    /// Whether it is none however large it is.
    pub(crate) never: bool,
    /// Whether nothing speaks against it but that it is a `header`, whose headings may be the text's.
    pub(crate) header: bool,
}

/// All blocks of a page, in its order.
#[derive(Default)]
pub(crate) struct Blocks {
    pub(crate) text: String,
    pub(crate) list: Vec<Block>,
    pub(crate) doubtful: Vec<Doubtful>,
    /// Elements that are likely to be the text.
    pub(crate) likely: Vec<usize>,
}

impl Blocks {
    /// The blocks of `tree`, without those in elements that never hold text.
    pub(crate) fn new(tree: &Tree, hints: &HintsOf) -> Self {
        let mut walk = Walk {
            blocks: Self::default(),
            tree,
            hints,
            open: Vec::new(),
            sort: Sort::Paragraph,
            links: 0,
            current: None,
            space: false,
        };
        walk.all();
        walk.blocks
    }

    /// The text of a block.
    pub(crate) fn text_of(&self, block: &Block) -> &str {
        self.text.get(block.text.clone()).unwrap_or("")
    }

    /// The blocks that lie in the nodes of `range`, as indices.
    pub(crate) fn within(&self, range: Range<usize>) -> Range<usize> {
        let first = self.list.partition_point(|block| block.node < range.start);
        let end = self.list.partition_point(|block| block.node < range.end);
        first..end.max(first)
    }
}

struct Walk<'t> {
    blocks: Blocks,
    tree: &'t Tree,
    hints: &'t HintsOf,
    /// Open elements that change something when they end: their end, whether they are blocks, whether they
    /// are links, and the sort of block outside of them.
    open: Vec<(usize, bool, bool, Sort)>,
    sort: Sort,
    links: usize,
    current: Option<Block>,
    /// Whether white space was seen that is not written yet.
    space: bool,
}

impl Walk<'_> {
    fn all(&mut self) {
        let mut node = 1;
        while node < self.tree.nodes.len() {
            self.close_before(node);
            match self.tree.nodes.get(node).map(|it| &it.kind) {
                Some(Kind::Text(_)) => self.add_text(node),
                Some(Kind::Element(tag, _)) => {
                    if tag.is_never_text() || self.is_out(node, *tag) {
                        if tag.is_block() {
                            self.flush();
                        }
                        node = self.tree.end(node);
                        continue;
                    }
                    self.enter(node, *tag);
                }
                None => {}
            }
            node += 1;
        }
        self.close_before(usize::MAX);
        self.flush();
    }

    /// Ends the elements that end at or before `node`.
    fn close_before(&mut self, node: usize) {
        while let Some((end, block, link, sort)) = self.open.last().copied() {
            if end > node {
                break;
            }
            self.open.pop();
            if block {
                self.flush();
                self.sort = sort;
            }
            self.links -= usize::from(link);
        }
    }

    /// Looks at an element's class, id and role; whether it is out at once.
    fn is_out(&mut self, node: usize, tag: Tag) -> bool {
        let attribute = |name| self.tree.attribute(node, name);
        let role = attribute(Attr::Role).unwrap_or("");
        if matches!(
            role,
            "navigation"
                | "banner"
                | "complementary"
                | "contentinfo"
                | "search"
                | "dialog"
                | "alert"
                | "menu"
        ) {
            return true;
        }
        let hints = self.hints.get(node);
        let invisible = |style: &str| {
            let bare = style.replace(' ', "").to_ascii_lowercase();
            bare.contains("display:none")
        };
        let hidden = attribute(Attr::Hidden).is_some()
            || attribute(Attr::AriaHidden) == Some("true")
            || attribute(Attr::Style).is_some_and(invisible);
        let body =
            hints.body || attribute(Attr::Itemprop).is_some_and(|it| it.eq_ignore_ascii_case("articlebody"));
        let whole_page = matches!(tag, Tag::Html | Tag::Body | Tag::Main | Tag::Article);
        if body && tag.is_block() {
            self.blocks.likely.push(node);
        } else if !whole_page && (hints.never || hints.rarely || hidden || tag == Tag::Header) {
            let never = hints.never;
            let header = !(never || hints.rarely || hidden);
            self.blocks.doubtful.push(Doubtful { node, never, header });
        }
        false
    }

    fn enter(&mut self, node: usize, tag: Tag) {
        // A link that was never closed would make links of all that follows.
        let closed = self.tree.nodes.get(node).is_some_and(|it| it.closed);
        let link = tag == Tag::A && closed && self.tree.attribute(node, Attr::Href).is_some();
        let block = tag.is_block();
        if tag == Tag::Br {
            self.line_break();
        }
        if block {
            self.flush();
        }
        if block || link {
            self.open.push((self.tree.end(node), block, link, self.sort));
            self.links += usize::from(link);
        }
        self.sort = match tag {
            Tag::H1 => Sort::Heading(1),
            Tag::H2 => Sort::Heading(2),
            Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => Sort::Heading(3),
            Tag::Li | Tag::Dt | Tag::Dd => Sort::Item,
            Tag::Td | Tag::Th => Sort::Cell,
            Tag::Pre => Sort::Verbatim,
            Tag::P | Tag::Blockquote | Tag::Div => Sort::Paragraph,
            _ => self.sort,
        };
    }

    /// A line break; the second in a row ends the paragraph.
    fn line_break(&mut self) {
        if self.blocks.text.ends_with('\n') {
            self.flush();
        } else if self.current.is_some() {
            self.blocks.text.push('\n');
            self.space = false;
        }
    }

    fn add_text(&mut self, node: usize) {
        let text = self.tree.text(node);
        if self.sort == Sort::Verbatim && !text.trim().is_empty() {
            self.add_verbatim(text, node);
            return;
        }
        let mut words = text.split(char::is_whitespace).peekable();
        let place = self.tree.nodes.get(node).map_or((0, 0), |it| it.place);
        let before = self.blocks.text.len();
        while let Some(word) = words.next() {
            if !word.is_empty() {
                self.add_word(word, node, place.0);
            }
            self.space |= words.peek().is_some();
        }
        if let Some(block) = &mut self.current
            && self.blocks.text.len() > before
        {
            block.place.1 = place.1;
            if self.links > 0 {
                block.linked += self.blocks.text.len() - before;
            }
        }
    }

    /// Takes text over as it stands but for line feeds at its start.
    fn add_verbatim(&mut self, text: &str, node: usize) {
        let place = self.tree.nodes.get(node).map_or((0, 0), |it| it.place);
        let at = self.blocks.text.len();
        let block = self.current.get_or_insert(Block {
            node,
            sort: Sort::Verbatim,
            text: at..at,
            linked: 0,
            place,
        });
        let text = if block.text.start == at {
            text.trim_start_matches(['\r', '\n'])
        } else {
            text
        };
        self.blocks
            .text
            .extend(text.chars().filter(|c| !matches!(c, '\r' | '\0')));
        block.place.1 = place.1;
        block.linked += if self.links > 0 { text.len() } else { 0 };
    }

    fn add_word(&mut self, word: &str, node: usize, start: u32) {
        let invisible = |c: char| {
            matches!(
                c,
                '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\0'
            )
        };
        let text = &mut self.blocks.text;
        if self.current.is_none() {
            if word.chars().all(invisible) {
                return;
            }
            let at = text.len();
            self.current = Some(Block {
                node,
                sort: self.sort,
                text: at..at,
                linked: 0,
                place: (start, start),
            });
        } else if self.space && !text.ends_with('\n') {
            text.push(' ');
        }
        self.space = false;
        if word.contains(invisible) {
            text.extend(word.chars().filter(|c| !invisible(*c)));
        } else {
            text.push_str(word);
        }
    }

    /// Ends the current block.
    fn flush(&mut self) {
        self.space = false;
        let Some(mut block) = self.current.take() else {
            return;
        };
        let kept = self.blocks.text.trim_end().len();
        self.blocks.text.truncate(kept.max(block.text.start));
        block.text.end = self.blocks.text.len();
        block.linked = block.linked.min(block.text.len());
        if !block.text.is_empty() {
            self.blocks.list.push(block);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(page: &str) -> Vec<String> {
        let tree = Tree::new(page);
        let blocks = Blocks::new(&tree, &HintsOf::new(&tree));
        let show = |block: &Block| format!("{:?} {} {}", block.sort, block.linked, blocks.text_of(block));
        blocks.list.iter().map(show).collect()
    }

    #[test]
    fn blocks_of_a_page() {
        for (page, wanted) in [
            (
                "<p> a <b>b</b>c\n d</p>e",
                &["Paragraph 0 a bc d", "Paragraph 0 e"][..],
            ),
            (
                "<h1>T</h1><div>x<p>y</p>z</div>",
                &[
                    "Heading(1) 0 T",
                    "Paragraph 0 x",
                    "Paragraph 0 y",
                    "Paragraph 0 z",
                ],
            ),
            ("a<br>b<br><br>c<br>", &["Paragraph 0 a\nb", "Paragraph 0 c"]),
            ("<ul><li><a href=x>one</a> two</ul>", &["Item 3 one two"]),
            (
                "<nav>n</nav><p>a<script>x</script>b<figure>f</figure>c",
                &["Paragraph 0 ab", "Paragraph 0 c"],
            ),
            ("<p>so\u{AD}ft\u{200B}</p><p>\u{FEFF}</p>", &["Paragraph 0 soft"]),
            ("<div role=banner>x</div>y", &["Paragraph 0 y"]),
        ] {
            assert_eq!(texts(page), wanted, "{page}");
        }
    }
}
