//! The parse of one sentence as it is walked: governors, dependents, subtrees, depths.

use crate::ast::{Relation, Side};
use dateline_core::layers::Dependency;

/// No token.
pub(crate) const NONE: u32 = u32::MAX;

/// A sentence's tree over the numbers of its tokens, from 0. Its buffers serve one sentence after another.
///
/// A head outside of the sentence counts as none. Where heads run in a circle, the first token of the circle
/// counts as having none, so that what is walked is always a forest.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    heads: Vec<u32>,
    /// Where the dependents of each token begin in `dependents`; one more for the end.
    starts: Vec<u32>,
    /// The dependents of all tokens, each token's in text order.
    dependents: Vec<u32>,
    /// The tokens depth first, dependents in text order: a subtree is a range of it.
    order: Vec<u32>,
    /// Where each token stands in `order`.
    place: Vec<u32>,
    /// How many tokens its subtree holds, itself included.
    size: Vec<u32>,
    /// Edges from the root to it.
    depth: Vec<u32>,
    /// Scratch of the walk.
    stack: Vec<u32>,
}

impl Tree {
    /// Takes in the dependencies of a sentence of `len` tokens, the first of which is token `first` of the
    /// article. Tokens without a dependency have no governor.
    pub(crate) fn read(&mut self, parse: &[Dependency], first: usize, len: usize) {
        self.heads.clear();
        self.heads.extend((0..len).map(|index| {
            let head = parse.get(index).and_then(|dependency| dependency.head);
            head.and_then(|head| head.index().checked_sub(first))
                .filter(|head| *head < len)
                .map_or(NONE, |head| head as u32)
        }));
        self.cut_circles();
        self.list_dependents();
        self.walk();
    }

    pub(crate) fn len(&self) -> u32 {
        self.heads.len() as u32
    }

    /// The token that governs `token`, or [`NONE`].
    pub(crate) fn head(&self, token: u32) -> u32 {
        self.heads.get(token as usize).copied().unwrap_or(NONE)
    }

    fn cut_circles(&mut self) {
        const NEW: u32 = 0;
        // The marks of walks are their numbers, from 1; `place` is filled later and free until then.
        self.place.clear();
        self.place.resize(self.heads.len(), NEW);
        for start in 0..self.heads.len() {
            let walk = start as u32 + 1;
            let mut at = start;
            while self.place[at] == NEW {
                self.place[at] = walk;
                match self.heads[at] {
                    NONE => break,
                    head => at = head as usize,
                }
            }
            if self.place[at] == walk && self.heads[at] != NONE {
                // Met on this same walk: a circle through `at`.
                let (mut lowest, mut next) = (at, self.heads[at] as usize);
                while next != at {
                    lowest = lowest.min(next);
                    next = self.heads[next] as usize;
                }
                self.heads[lowest] = NONE;
            }
        }
    }

    fn list_dependents(&mut self) {
        let len = self.heads.len();
        self.starts.clear();
        self.starts.resize(len + 1, 0);
        for head in self.heads.iter().filter(|head| **head != NONE) {
            self.starts[*head as usize + 1] += 1;
        }
        for index in 0..len {
            self.starts[index + 1] += self.starts[index];
        }
        self.dependents.clear();
        self.dependents.resize(self.starts[len] as usize, NONE);
        // `depth` is filled later and counts the dependents placed so far until then.
        self.depth.clear();
        self.depth.resize(len, 0);
        for (token, head) in self.heads.iter().enumerate() {
            if *head != NONE {
                let head = *head as usize;
                self.dependents[(self.starts[head] + self.depth[head]) as usize] = token as u32;
                self.depth[head] += 1;
            }
        }
    }

    fn walk(&mut self) {
        let len = self.heads.len();
        self.order.clear();
        self.stack.clear();
        self.size.clear();
        self.size.resize(len, 1);
        for root in (0..len as u32).filter(|token| self.heads[*token as usize] == NONE) {
            self.depth[root as usize] = 0;
            self.stack.push(root);
            while let Some(token) = self.stack.pop() {
                self.place[token as usize] = self.order.len() as u32;
                self.order.push(token);
                let range = self.starts[token as usize] as usize..self.starts[token as usize + 1] as usize;
                for dependent in self.dependents[range].iter().rev() {
                    self.depth[*dependent as usize] = self.depth[token as usize] + 1;
                    self.stack.push(*dependent);
                }
            }
        }
        for token in self.order.iter().rev() {
            let head = self.heads[*token as usize];
            if head != NONE {
                self.size[head as usize] += self.size[*token as usize];
            }
        }
    }

    fn dependents(&self, token: u32) -> &[u32] {
        let token = token as usize;
        &self.dependents[self.starts[token] as usize..self.starts[token + 1] as usize]
    }

    /// The next token that `from` stands in `relation` to, and the token whose edge to its head is the one
    /// that the relation's label is about ([`NONE`] where there is none).
    ///
    /// `cursor` is 0 at first and is moved on; every token that is looked at costs one of `steps`.
    pub(crate) fn next(
        &self,
        relation: Relation,
        from: u32,
        cursor: &mut u32,
        steps: &mut u64,
    ) -> Option<(u32, u32)> {
        let mut turn = || {
            *steps += 1;
            *cursor += 1;
            *cursor - 1
        };
        match relation {
            Relation::Anywhere => Some(turn()).filter(|to| *to < self.len()).map(plain),
            Relation::Later => Some(from + 1 + turn()).filter(|to| *to < self.len()).map(plain),
            Relation::Earlier => Some(turn()).filter(|to| *to < from).map(plain),
            Relation::Dependent(side) => loop {
                let to = *self.dependents(from).get(turn() as usize)?;
                if on_side(side, from, to) {
                    return Some((to, to));
                }
            },
            Relation::Sibling(side) => {
                let head = self.head(from);
                if head == NONE {
                    return None;
                }
                loop {
                    let to = *self.dependents(head).get(turn() as usize)?;
                    if to != from && on_side(side, from, to) {
                        return Some((to, NONE));
                    }
                }
            }
            Relation::Connected => match (turn(), self.head(from)) {
                (0, NONE) => Some(*self.dependents(from).get(turn() as usize - 1)?).map(|to| (to, to)),
                (0, head) => Some((head, from)),
                (past, _) => Some(*self.dependents(from).get(past as usize - 1)?).map(|to| (to, to)),
            },
            Relation::Descendant { min, max } => loop {
                *steps += 1;
                if *cursor + 1 >= self.size[from as usize] {
                    return None;
                }
                let to = self.order[(self.place[from as usize] + 1 + *cursor) as usize];
                let distance = self.depth[to as usize] - self.depth[from as usize];
                if distance > max {
                    *cursor += self.size[to as usize];
                    continue;
                }
                *cursor += 1;
                if distance >= min {
                    return Some((to, to));
                }
            },
            Relation::Ancestor { min, max } => loop {
                *steps += 1;
                let below = if *cursor == 0 { from } else { *cursor - 1 };
                let to = self.head(below);
                if to == NONE {
                    return None;
                }
                *cursor = to + 1;
                let distance = self.depth[from as usize] - self.depth[to as usize];
                if distance > max {
                    return None;
                }
                if distance >= min {
                    return Some((to, below));
                }
            },
            _ => {
                *steps += 1;
                let (to, edge) = if *cursor == 0 {
                    self.only(relation, from)?
                } else {
                    return None;
                };
                *cursor = 1;
                Some((to, edge))
            }
        }
    }

    /// The one token that `from` can stand in such a relation to.
    fn only(&self, relation: Relation, from: u32) -> Option<(u32, u32)> {
        let head = self.head(from);
        let sibling = |to: &u32| head != NONE && self.head(*to) == head;
        let next = Some(from + 1).filter(|to| *to < self.len());
        let previous = from.checked_sub(1);
        match relation {
            Relation::Governor(side) => {
                Some((head, from)).filter(|(head, _)| *head != NONE && on_side(side, from, *head))
            }
            Relation::Same => Some((from, NONE)),
            Relation::Next => next.map(plain),
            Relation::Previous => previous.map(plain),
            Relation::NextSibling => next.filter(sibling).map(plain),
            Relation::PreviousSibling => previous.filter(sibling).map(plain),
            _ => None,
        }
    }

    /// Whether `from` stands in `relation` to `to`, and if so what [`Tree::next`] would give with it.
    pub(crate) fn holds(
        &self,
        relation: Relation,
        from: u32,
        to: u32,
        steps: &mut u64,
    ) -> Option<(u32, u32)> {
        *steps += 1;
        let found = |holds: bool, edge: u32| holds.then_some((to, edge));
        let (head, heads_head) = (self.head(from), self.head(to));
        match relation {
            Relation::Anywhere => found(to < self.len(), NONE),
            Relation::Later => found(to > from, NONE),
            Relation::Earlier => found(to < from, NONE),
            Relation::Dependent(side) => found(heads_head == from && on_side(side, from, to), to),
            Relation::Sibling(side) => {
                let siblings = head != NONE && heads_head == head && to != from;
                found(siblings && on_side(side, from, to), NONE)
            }
            Relation::Connected if head == to => found(true, from),
            Relation::Connected => found(heads_head == from, to),
            Relation::Descendant { min, max } => found(
                self.distance(from, to).is_some_and(|d| (min..=max).contains(&d)),
                to,
            ),
            Relation::Ancestor { min, max } => {
                let distance = self.distance(to, from)?;
                let mut below = from;
                for _ in 1..distance {
                    *steps += 1;
                    below = self.head(below);
                }
                found((min..=max).contains(&distance), below)
            }
            _ => self.only(relation, from).filter(|(only, _)| *only == to),
        }
    }

    /// How many edges `below` lies under `above`, if it does.
    fn distance(&self, above: u32, below: u32) -> Option<u32> {
        let (place, start) = (self.place[below as usize], self.place[above as usize]);
        let inside = place > start && place - start < self.size[above as usize];
        inside.then(|| self.depth[below as usize] - self.depth[above as usize])
    }
}

/// A relation that goes along no edge.
const fn plain(to: u32) -> (u32, u32) {
    (to, NONE)
}

const fn on_side(side: Side, from: u32, to: u32) -> bool {
    match side {
        Side::Any => true,
        Side::Left => to < from,
        Side::Right => to > from,
    }
}

/// Whether a relation leads to one token at most.
pub(crate) const fn is_single(relation: Relation) -> bool {
    matches!(
        relation,
        Relation::Governor(_)
            | Relation::Same
            | Relation::Next
            | Relation::Previous
            | Relation::NextSibling
            | Relation::PreviousSibling
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::layers::{Deprel, UdRel};
    use dateline_core::{Id, TextRef};

    fn tree(heads: &[i64]) -> Tree {
        let deprel = Deprel {
            relation: UdRel::Dep,
            subtype: TextRef::EMPTY,
        };
        let parse: Vec<Dependency> = heads
            .iter()
            .map(|head| Dependency {
                head: usize::try_from(*head).ok().map(Id::from_index),
                deprel,
            })
            .collect();
        let mut tree = Tree::default();
        tree.read(&parse, 10, heads.len());
        tree
    }

    #[test]
    fn circles_are_cut_at_their_first_token_and_strange_heads_are_none() {
        let it = tree(&[11, 12, 11, 12, 99, 3, 16]);
        assert_eq!(it.heads, [1, NONE, 1, 2, NONE, NONE, NONE]);
        assert_eq!(it.order, [1, 0, 2, 3, 4, 5, 6]);
        assert_eq!(it.depth, [1, 0, 1, 2, 0, 0, 0]);
        assert_eq!(it.size, [1, 4, 2, 1, 1, 1, 1]);
    }

    #[test]
    fn an_empty_sentence_is_a_tree() {
        assert_eq!(tree(&[]).len(), 0);
    }

    #[test]
    fn walking_and_asking_agree() {
        let it = tree(&[11, 13, 11, -1, 13, 14, 15, 15]);
        let sides = [Side::Any, Side::Left, Side::Right];
        let mut relations = vec![
            Relation::Anywhere,
            Relation::Connected,
            Relation::Same,
            Relation::Next,
            Relation::Previous,
            Relation::Later,
            Relation::Earlier,
            Relation::NextSibling,
            Relation::PreviousSibling,
        ];
        for side in sides {
            relations.extend([Relation::Governor(side), Relation::Dependent(side)]);
            relations.push(Relation::Sibling(side));
        }
        for (min, max) in [(1, u32::MAX), (1, 1), (2, 2), (1, 2), (2, 9)] {
            relations.extend([Relation::Ancestor { min, max }, Relation::Descendant { min, max }]);
        }
        for relation in relations {
            for from in 0..it.len() {
                let (mut cursor, mut steps) = (0, 0);
                let mut walked = Vec::new();
                while let Some(found) = it.next(relation, from, &mut cursor, &mut steps) {
                    walked.push(found);
                }
                walked.sort_unstable();
                let asked: Vec<(u32, u32)> = (0..it.len())
                    .filter_map(|to| it.holds(relation, from, to, &mut steps))
                    .collect();
                assert_eq!(walked, asked, "{relation:?} from {from}");
            }
        }
    }
}
