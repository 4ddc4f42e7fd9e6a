//! Which articles of all outputs are copies of which, however the single runs have marked them.
//!
//! A run marks copies of what it has read itself. Put together, marks form chains (what one run takes for the original is a
//! copy to another), meet in one article (a copy with an original in each of two runs), or go in circles (two runs had
//! the same two articles in another order). So articles are joined into families over all marks. The head of a family
//! is what no run has called a copy; among several, or where there is none, the one whose id comes first.

use super::entry::Entry;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Families of articles while the marks come in.
///
/// An article takes some forty bytes, and the length of its id where it has been named as an original; those without
/// marks take nothing. Ids are told apart by 64 bits of a hash.
#[derive(Default)]
pub(super) struct Marks {
    places: HashMap<u64, u32>,
    members: Vec<Member>,
}

struct Member {
    /// Another member of the family, nearer to its middle; itself in the middle.
    parent: u32,
    /// The id, of those that were named as originals.
    name: Option<Box<[u8]>>,
    /// Whether a run has called it a copy.
    copy: bool,
}

impl Marks {
    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Notes that a run has called `article` a copy of `original`.
    pub(super) fn note(&mut self, article: &[u8], original: &[u8]) {
        let (one, other) = (self.place(article), self.place(original));
        if one == other {
            return;
        }
        if let Some(member) = self.members.get_mut(one as usize) {
            member.copy = true;
        }
        if let Some(member) = self.members.get_mut(other as usize) {
            member.name.get_or_insert_with(|| original.into());
        }
        let (one, other) = (self.middle(one), self.middle(other));
        if let Some(member) = self.members.get_mut(one as usize) {
            member.parent = other;
        }
    }

    fn place(&mut self, article: &[u8]) -> u32 {
        let next = self.members.len() as u32;
        let place = *self.places.entry(hash(article)).or_insert(next);
        if place == next {
            self.members.push(Member {
                parent: place,
                name: None,
                copy: false,
            });
        }
        place
    }

    /// The middle of a member's family. Shortens the way for the next who asks.
    fn middle(&mut self, mut place: u32) -> u32 {
        while let Some(parent) = self.parent(place).filter(|parent| *parent != place) {
            let beyond = self.parent(parent).unwrap_or(parent);
            if let Some(member) = self.members.get_mut(place as usize) {
                member.parent = beyond;
            }
            place = beyond;
        }
        place
    }

    fn parent(&self, place: u32) -> Option<u32> {
        self.members.get(place as usize).map(|it| it.parent)
    }

    /// The heads of all families.
    pub(super) fn settle(mut self) -> Families {
        let mut heads: HashMap<u32, u32> = HashMap::new();
        for place in 0..self.members.len() as u32 {
            let middle = self.middle(place);
            if self.rank(place).is_none() {
                continue;
            }
            let head = *heads.entry(middle).or_insert(place);
            if self.rank(place) < self.rank(head) {
                heads.insert(middle, place);
            }
        }
        Families { marks: self, heads }
    }

    /// What tells who of a family is its head; lower is better, `None` for who cannot be.
    fn rank(&self, place: u32) -> Option<(bool, &[u8])> {
        let member = self.members.get(place as usize)?;
        Some((member.copy, member.name.as_deref()?))
    }
}

/// All families with their heads.
pub(super) struct Families {
    marks: Marks,
    /// The head of each family by its middle.
    heads: HashMap<u32, u32>,
}

impl Families {
    /// Appends an entry, with its length before it, as what the article's whole family says of it.
    pub(super) fn put(&mut self, entry: &Entry<'_>, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&[0; 4]);
        entry.write_with(self.head(entry.article).unwrap_or(entry.original), out);
        let length = (out.len() - start - 4) as u32;
        if let Some(place) = out.get_mut(start..start + 4) {
            place.copy_from_slice(&length.to_le_bytes());
        }
    }

    /// The head of an article's family; `None` for one without marks.
    fn head(&mut self, article: &[u8]) -> Option<&[u8]> {
        let place = *self.marks.places.get(&hash(article))?;
        let head = *self.heads.get(&self.marks.middle(place))?;
        self.marks.members.get(head as usize)?.name.as_deref()
    }
}

fn hash(article: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    article.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn heads(marks: &[(&str, &str)], asked: &[&str]) -> Vec<Option<String>> {
        let mut all = Marks::default();
        for (article, original) in marks {
            all.note(article.as_bytes(), original.as_bytes());
        }
        let mut families = all.settle();
        let head = |article: &&str| {
            let head = families.head(article.as_bytes())?;
            Some(String::from_utf8_lossy(head).into_owned())
        };
        asked.iter().map(head).collect()
    }

    fn check(marks: &[(&str, &str)], wanted: &[(&str, Option<&str>)]) {
        let (asked, heads_wanted): (Vec<&str>, Vec<Option<&str>>) = wanted.iter().copied().unzip();
        let backwards: Vec<_> = marks.iter().rev().copied().collect();
        for marks in [marks, &backwards] {
            let found = heads(marks, &asked);
            let found: Vec<Option<&str>> = found.iter().map(Option::as_deref).collect();
            assert_eq!(found, heads_wanted, "{marks:?}");
        }
    }

    #[test]
    fn chains_meetings_and_circles() {
        check(&[], &[("a", None)]);
        check(&[("b", "a")], &[("a", Some("a")), ("b", Some("a")), ("c", None)]);
        // What the second run takes for the original is a copy to the first.
        check(
            &[("b", "z"), ("c", "b")],
            &[("z", Some("z")), ("b", Some("z")), ("c", Some("z"))],
        );
        // One copy of two originals that never met.
        check(
            &[("c", "b"), ("c", "a")],
            &[("a", Some("a")), ("b", Some("a")), ("c", Some("a"))],
        );
        // Two runs had two articles in another order.
        check(&[("b", "a"), ("a", "b")], &[("a", Some("a")), ("b", Some("a"))]);
        // What no run has called a copy comes before what comes first by its id.
        check(&[("b", "a"), ("a", "b"), ("a", "z")], &[("b", Some("z"))]);
        check(&[("a", "a")], &[("a", None)]);
    }

    proptest! {
        #[test]
        fn the_order_of_marks_does_not_matter(
            marks in prop::collection::vec((0u8..12, 0u8..12), 0..20), by in 0usize..20,
        ) {
            let named: Vec<(String, String)> = marks.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect();
            let mut marks: Vec<(&str, &str)> = named.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            let ids: Vec<String> = (0..12).map(|id: u8| id.to_string()).collect();
            let asked: Vec<&str> = ids.iter().map(String::as_str).collect();
            let found = heads(&marks, &asked);
            let by = by.min(marks.len());
            marks.rotate_left(by);
            prop_assert_eq!(&heads(&marks, &asked), &found);
            // The two ends of a mark are of one family.
            for (article, original) in marks.iter().filter(|(a, b)| a != b) {
                prop_assert_eq!(heads(&marks, &[article]), heads(&marks, &[original]));
            }
        }
    }
}
