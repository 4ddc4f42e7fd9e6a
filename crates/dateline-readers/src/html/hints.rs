//! What classes, ids and wordings of a page hint at, from the lists in `data/html/`.

use crate::html::tree::{Attr, Tree};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// What the words of an element's class and id hint at. Several may hold at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hints {
    /// No part of the text, however large.
    pub(crate) never: bool,
    /// No part of the text, unless much of it stands there.
    pub(crate) rarely: bool,
    /// Likely to hold the text and no more.
    pub(crate) body: bool,
    /// The names of the authors, if it is short.
    pub(crate) byline: bool,
    /// The date of publication, if it is short.
    pub(crate) date: bool,
}

impl Hints {
    fn add(&mut self, heading: &str) {
        match heading {
            "never" => self.never = true,
            "rarely" => self.rarely = true,
            "body" => self.body = true,
            "byline" => self.byline = true,
            "date" => self.date = true,
            _ => {}
        }
    }
}

/// The list of words: by the first word the words that must follow it, and the heading.
type Words = HashMap<&'static str, Vec<(Vec<&'static str>, &'static str)>>;

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::new();
    for line in lines(include_str!("../../data/html/hints.tsv")) {
        let Some((heading, entries)) = line.split_once('\t') else {
            continue;
        };
        for entry in entries.split_ascii_whitespace() {
            let mut parts = entry.split('-');
            if let Some(first) = parts.next() {
                words.entry(first).or_default().push((parts.collect(), heading));
            }
        }
    }
    words
});

/// Wordings of blocks that are none of the text.
#[derive(Default)]
struct Phrases {
    whole: HashSet<&'static str>,
    /// Beginnings by their first characters, and whether they count before what ends like a sentence too.
    beginnings: HashMap<char, Vec<(&'static str, bool)>>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut phrases = Phrases::default();
    for line in lines(include_str!("../../data/html/phrases.txt")) {
        let (beginning, always) = match (line.strip_suffix("**"), line.strip_suffix('*')) {
            (Some(beginning), _) => (beginning.trim_end(), true),
            (None, Some(beginning)) => (beginning.trim_end(), false),
            (None, None) => {
                phrases.whole.insert(line);
                continue;
            }
        };
        if let Some(first) = beginning.chars().next() {
            phrases
                .beginnings
                .entry(first)
                .or_default()
                .push((beginning, always));
        }
    }
    phrases
});

/// The lines of a data file that are no comments.
pub(crate) fn lines(data: &'static str) -> impl Iterator<Item = &'static str> {
    data.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// What the elements of a page hint at, by their node; nothing is kept for those without class, id and component.
pub(crate) struct HintsOf {
    by_node: Vec<(u32, Hints)>,
}

impl HintsOf {
    /// Looks at all elements of a page. Classes come again and again, so each is taken apart once.
    pub(crate) fn new(tree: &Tree) -> Self {
        let mut known: HashMap<[&str; 3], Hints> = HashMap::new();
        let mut by_node = Vec::new();
        for node in 1..tree.nodes.len() {
            let names = [Attr::Class, Attr::Id, Attr::DataComponent].map(|it| tree.attribute(node, it));
            if names.iter().all(Option::is_none) {
                continue;
            }
            let names = names.map(Option::unwrap_or_default);
            let hints = *known.entry(names).or_insert_with(|| of(names[0], &names[1..]));
            if hints != Hints::default() {
                by_node.push((u32::try_from(node).unwrap_or(u32::MAX), hints));
            }
        }
        Self { by_node }
    }

    /// What the element hints at.
    pub(crate) fn get(&self, node: usize) -> Hints {
        let found = self.by_node.binary_search_by_key(&node, |(it, _)| *it as usize);
        found
            .ok()
            .and_then(|index| self.by_node.get(index))
            .map_or_else(Hints::default, |it| it.1)
    }
}

/// What a `class`, and other names that an element has, hint at.
pub(crate) fn of(class: &str, names: &[&str]) -> Hints {
    let mut hints = Hints::default();
    let mut buffer = String::new();
    for name in class.split_ascii_whitespace().chain(names.iter().copied()) {
        take_apart(name, &mut buffer);
        let mut rest = buffer.as_str();
        while !rest.is_empty() {
            let (first, behind) = rest.split_once(' ').unwrap_or((rest, ""));
            for (more, heading) in WORDS.get(first).into_iter().flatten() {
                let mut next = behind.split(' ');
                if more.iter().all(|word| next.next() == Some(word)) {
                    hints.add(heading);
                }
            }
            rest = behind;
        }
    }
    hints
}

/// The words of one class or id, in lower case with blanks between.
fn take_apart(name: &str, out: &mut String) {
    out.clear();
    let mut after_lower = false;
    for c in name.chars().take(120) {
        if !c.is_alphanumeric() {
            after_lower = false;
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
            continue;
        }
        if c.is_uppercase() && after_lower {
            out.push(' ');
        }
        after_lower = c.is_lowercase();
        out.extend(c.to_lowercase());
    }
    if out.ends_with(' ') {
        out.pop();
    }
}

/// Whether a block of these words is none of the text.
pub(crate) fn is_phrase(block: &str) -> bool {
    if block.len() > 160 {
        return false;
    }
    let lower = block.to_lowercase();
    let bare = lower.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '.' | ':' | '…' | '»' | '>' | '|' | '*' | '-' | '–' | '—')
    });
    let sentence = ends_like_sentence(block);
    let begins = |(beginning, always): &(&str, bool)| {
        let behind = lower.strip_prefix(beginning).filter(|_| *always || !sentence);
        behind.is_some_and(|behind| !behind.starts_with(char::is_alphanumeric))
    };
    let first = lower
        .chars()
        .next()
        .and_then(|first| PHRASES.beginnings.get(&first));
    PHRASES.whole.contains(bare) || first.is_some_and(|beginnings| beginnings.iter().any(begins))
}

/// Whether the last character is one that ends sentences, quotes and brackets behind it aside.
pub(crate) fn ends_like_sentence(block: &str) -> bool {
    let closing = |c: char| c.is_whitespace() || matches!(c, '"' | '”' | '’' | '\'' | ')' | ']' | '»');
    block
        .trim_end_matches(closing)
        .ends_with(['.', '!', '?', '…', ':', ';'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_and_ids() {
        let rarely = |class| of(class, &[]).rarely;
        assert!(rarely("mostRead") && rarely("box_most-read_left") && !rarely("most interesting"));
        assert!(rarely("x sidebar") && !rarely("x-article"));
        assert!(of("", &["article-body"]).body && of("story__body--text StoryBody", &[]).body);
        assert!(!of("article", &["body"]).body);
        assert!(of("comments", &[]).never && of("c-byline__author", &[]).byline);
        assert_eq!(of("", &[""]), Hints::default());
    }

    #[test]
    fn wordings() {
        assert!(
            is_phrase("Advertisement") && is_phrase("READ MORE: How it began") && is_phrase("Share this:")
        );
        assert!(!is_phrase("Readers more often share this view.") && !is_phrase("Video showed smoke."));
    }

    #[test]
    fn the_lists_are_sound() {
        let headings = ["never", "rarely", "body", "byline", "date"];
        for line in lines(include_str!("../../data/html/hints.tsv")) {
            let heading = line.split_once('\t').map(|(heading, _)| heading);
            assert!(heading.is_some_and(|it| headings.contains(&it)), "{line}");
        }
        for line in lines(include_str!("../../data/html/phrases.txt")) {
            assert_eq!(line.to_lowercase(), line);
        }
    }
}
