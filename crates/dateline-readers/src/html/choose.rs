//! Which blocks of a page are its article.
//!
//! Every block is weighed: what reads like running text weighs what it is long, what is links weighs as much
//! against, short scraps weigh a little against. The element is taken whose blocks weigh most together, so
//! neither a part of the text nor more than it; then its blocks are looked at one by one. This is the old idea
//! of text and link density (Kohlschütter and others 2010) put as a maximum over the tree.

use crate::html::blocks::{Block, Blocks, Sort};
use crate::html::hints::{ends_like_sentence, is_phrase};
use crate::html::tag::Tag;
use crate::html::tree::Tree;
use crate::normalize_date;

/// What a block seems to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seems {
    /// Running text.
    Text,
    /// A scrap that may stand between running text: a short line, a list's item.
    Scrap,
    /// A heading.
    Heading,
    /// Links, wordings that are no text.
    Junk,
    /// What stands in elements that hold no text.
    Aside,
}

/// The text that is shorter (in bytes) is a scrap, unless it ends like a sentence.
const LONG: usize = 80;
/// The text that is shorter (in bytes) is a scrap whatever its end.
const SHORT: usize = 25;
/// How many blocks before the text its title is looked for.
const REACH: usize = 15;

/// What was chosen.
pub(crate) struct Chosen {
    /// The blocks of the article, as indices in order; none where the page has no running text.
    pub(crate) blocks: Vec<usize>,
    /// The short blocks that stand before them in the same element: by-lines, dates, kickers.
    pub(crate) before: Vec<usize>,
    /// The blocks before them in whatever element, the page's title perhaps among them.
    pub(crate) near: Vec<usize>,
}

/// Chooses the blocks of the article.
pub(crate) fn article(tree: &Tree, blocks: &Blocks) -> Chosen {
    let mut seems: Vec<Seems> = blocks
        .list
        .iter()
        .map(|block| first_look(blocks, block))
        .collect();
    set_aside(tree, blocks, &mut seems);
    let weights: Vec<i64> = blocks
        .list
        .iter()
        .zip(&seems)
        .map(|(block, it)| weight(block, *it))
        .collect();
    let (first, end) = heaviest(tree, blocks, &weights);
    keep(tree, blocks, &seems, first, end)
}

fn first_look(blocks: &Blocks, block: &Block) -> Seems {
    let (text, length) = (blocks.text_of(block), block.text.len());
    if is_phrase(text) || !text.contains(char::is_alphanumeric) {
        return Seems::Junk;
    }
    if matches!(block.sort, Sort::Heading(_)) {
        return Seems::Heading;
    }
    // A date alone says when the article came out, and not what happened.
    let has_digit = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    if length <= LONG && has_digit(text) && normalize_date(text).is_some() {
        return Seems::Aside;
    }
    if 2 * block.linked > length {
        // A paragraph of a sentence or two that is one link is text all the same.
        let sentence = block.sort == Sort::Paragraph && length >= LONG && ends_like_sentence(text);
        return if sentence { Seems::Scrap } else { Seems::Junk };
    }
    if length >= LONG || (length >= SHORT && ends_like_sentence(text)) {
        Seems::Text
    } else {
        Seems::Scrap
    }
}

/// Sets aside what stands in elements that hold no text, unless they hold much of it.
fn set_aside(tree: &Tree, blocks: &Blocks, seems: &mut [Seems]) {
    let text_in = |seems: &[Seems], node: usize| -> usize {
        let range = blocks.within(node..tree.end(node));
        let both = blocks
            .list
            .get(range.clone())
            .into_iter()
            .flatten()
            .zip(seems.get(range).into_iter().flatten());
        both.filter(|(_, it)| **it == Seems::Text)
            .map(|(block, _)| block.text.len())
            .sum()
    };
    let has_title = |node: usize| {
        let range = blocks.within(node..tree.end(node));
        blocks
            .list
            .get(range)
            .into_iter()
            .flatten()
            .any(|block| block.sort == Sort::Heading(1))
    };
    for never in [true, false] {
        let all = text_in(seems, 0);
        for doubtful in blocks.doubtful.iter().filter(|it| it.never == never) {
            let much = text_in(seems, doubtful.node);
            let spared = if never {
                10 * much > 9 * all || (has_title(doubtful.node) && 2 * much > all)
            } else {
                3 * much > all
            };
            if !spared {
                let range = blocks.within(doubtful.node..tree.end(doubtful.node));
                seems
                    .get_mut(range)
                    .into_iter()
                    .flatten()
                    .filter(|it| !(doubtful.header && **it == Seems::Heading))
                    .for_each(|it| *it = Seems::Aside);
            }
        }
    }
}

fn weight(block: &Block, seems: Seems) -> i64 {
    let length = i64::try_from(block.text.len()).unwrap_or(i64::MAX);
    let linked = i64::try_from(block.linked).unwrap_or(i64::MAX);
    match seems {
        Seems::Text => length - linked,
        Seems::Scrap => -10,
        Seems::Heading => -5,
        Seems::Junk => -(20 + length.min(200)),
        // Its element says already that it is none; what stands around it may be the text all the same.
        Seems::Aside => -5,
    }
}

/// The blocks of the element whose blocks weigh most.
fn heaviest(tree: &Tree, blocks: &Blocks, weights: &[i64]) -> (usize, usize) {
    let mut sums = vec![0i64];
    let mut sum = 0;
    for weight in weights {
        sum += weight;
        sums.push(sum);
    }
    let (mut best, mut found) = (0, (0, 0));
    for node in 0..tree.nodes.len() {
        let tag = tree.tag(node);
        if node > 0 && (!tag.is_block() || tag.is_heading() || matches!(tag, Tag::P | Tag::Li)) {
            continue;
        }
        let range = blocks.within(node..tree.end(node));
        let sum = |at: usize| sums.get(at).copied().unwrap_or(0);
        let plain = sum(range.end) - sum(range.start);
        let tenths = match tag {
            _ if blocks.likely.binary_search(&node).is_ok() => 12,
            Tag::Article | Tag::Main => 11,
            _ => 10,
        };
        let weight = plain.saturating_mul(tenths);
        // Of equals the inner one.
        if weight > 0 && weight >= best {
            (best, found) = (weight, (range.start, range.end));
        }
    }
    found
}

/// The element in which a heading stands, given its text's node.
fn element_around(tree: &Tree, text: usize) -> usize {
    let parent = |node: usize| tree.nodes.get(node).map_or(0, |it| it.parent as usize);
    let mut node = text;
    while node > 0 && !tree.tag(node).is_heading() {
        node = parent(node);
    }
    parent(node)
}

/// The blocks between `first` and `end` that are the article's.
fn keep(tree: &Tree, blocks: &Blocks, seems: &[Seems], start: usize, end: usize) -> Chosen {
    let is_text = |index: &usize| seems.get(*index) == Some(&Seems::Text);
    let (Some(first), Some(last)) = ((start..end).find(is_text), (start..end).rev().find(is_text)) else {
        return Chosen {
            blocks: Vec::new(),
            before: Vec::new(),
            near: Vec::new(),
        };
    };
    let sort = |index: usize| blocks.list.get(index).map(|block| block.sort);
    let mut kept: Vec<usize> = Vec::new();
    // What stands between the title and the text and is running text introduces it.
    let title = (first.saturating_sub(REACH)..first).rfind(|index| sort(*index) == Some(Sort::Heading(1)));
    if let Some(title) = title {
        kept.extend((title..first).filter(|index| is_text(index) && sort(*index) == Some(Sort::Paragraph)));
    }
    let heading = (start..first)
        .next_back()
        .filter(|it| seems.get(*it) == Some(&Seems::Heading));
    for index in heading.unwrap_or(first)..=last {
        let (Some(block), Some(seems)) = (blocks.list.get(index), seems.get(index)) else {
            continue;
        };
        match seems {
            // What stands in a cell and is no running text is a table's.
            Seems::Scrap if block.sort == Sort::Cell => {}
            Seems::Text | Seems::Scrap => kept.push(index),
            Seems::Heading if block.sort != Sort::Heading(1) => kept.push(index),
            Seems::Heading | Seems::Junk | Seems::Aside => {}
        }
    }
    // A heading over nothing goes: what stood below it, or in the same element with it, was left out.
    let over = |index: usize, next: usize| {
        let node = |index: usize| blocks.list.get(index).map_or(0, |block| block.node);
        let end = tree.end(element_around(tree, node(index)));
        node(index + 1) >= end || node(next) < end
    };
    let headings: Vec<bool> = kept
        .iter()
        .map(|index| seems.get(*index) == Some(&Seems::Heading))
        .collect();
    let mut at = 0;
    let next_kept = kept.clone();
    kept.retain(|index| {
        at += 1;
        let next = next_kept.get(at).copied();
        let over_nothing =
            headings.get(at).copied().unwrap_or(true) || next.is_none_or(|next| !over(*index, next));
        !(headings.get(at - 1) == Some(&true) && over_nothing)
    });
    Chosen {
        blocks: kept,
        before: (start..first).collect(),
        near: (first.saturating_sub(REACH)..first).collect(),
    }
}
