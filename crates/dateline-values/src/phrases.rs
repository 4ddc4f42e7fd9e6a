//! A trie of phrases over scanned tokens: names of units, currencies and days.

use crate::scan::{HIDDEN, SPACE, Tok};

/// Phrases, each with a number.
#[derive(Debug)]
pub(crate) struct Phrases {
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    edges: Vec<(u32, u32)>,
    value: Option<u32>,
}

impl Default for Phrases {
    fn default() -> Self {
        Self {
            nodes: vec![Node::default()],
        }
    }
}

impl Phrases {
    /// Adds a phrase by the keys of its tokens; the first to come keeps its place.
    pub(crate) fn add(&mut self, keys: &[u32], value: u32) {
        let mut at = 0;
        for key in keys {
            let next = self.nodes[at].edges.iter().find(|(edge, _)| edge == key);
            at = match next {
                Some((_, node)) => *node as usize,
                None => {
                    let node = self.nodes.len();
                    self.nodes.push(Node::default());
                    self.nodes[at].edges.push((*key, node as u32));
                    self.nodes[at].edges.sort_unstable();
                    node
                }
            };
        }
        self.nodes[at].value.get_or_insert(value);
    }

    /// The longest phrase that begins at token `at`: its number and the index past it.
    pub(crate) fn find(&self, toks: &[Tok], at: usize) -> Option<(u32, usize)> {
        let mut node = self.nodes.first()?;
        let mut best = None;
        let mut next = at;
        while let Some(tok) = toks.get(next).filter(|tok| !tok.is(HIDDEN)) {
            let Ok(edge) = node.edges.binary_search_by_key(&tok.word, |(key, _)| *key) else {
                break;
            };
            if tok.word == 0 {
                break;
            }
            node = self.nodes.get(node.edges[edge].1 as usize)?;
            next += 1;
            if let Some(value) = node.value {
                // Not in the middle of a longer word: "m" of "m3".
                best = Some((value, next));
            }
        }
        best
    }

    /// Whether the token at `at` is glued to the one before it.
    pub(crate) fn glued(toks: &[Tok], at: usize) -> bool {
        toks.get(at).is_some_and(|tok| !tok.is(SPACE))
    }
}
