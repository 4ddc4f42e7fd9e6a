//! What two names of a sentence are to each other, as hashed features: the way between them in the tree, the words
//! between, and their own.
//!
//! The path features are those of Mintz and others 2009 and Bunescu and Mooney 2005. A name's words are told by its
//! label alone, so that what is learned is not about anybody, but for the last word of the second end (“University”).

use crate::article::Article;
use crate::tree::Tree;
use dateline_core::layers::{Label, MentionKind, UdRel};
use dateline_model::Hasher;
use std::ops::Range;

/// How far up the tree the ends are followed.
const CLIMB: usize = 10;
/// The most words between two ends that are told one by one.
const BETWEEN: usize = 12;
/// The most words between that are told as one row.
const ROW: usize = 4;

/// The templates; each begins its features' hashes.
mod template {
    pub(super) const LABELS: u64 = 1;
    pub(super) const PATH: u64 = 2;
    pub(super) const LEMMAS: u64 = 3;
    pub(super) const CASED: u64 = 4;
    pub(super) const LENGTH: u64 = 5;
    pub(super) const STEP: u64 = 6;
    pub(super) const TOP: u64 = 7;
    pub(super) const BELOW: u64 = 8;
    pub(super) const BETWEEN: u64 = 9;
    pub(super) const DISTANCE: u64 = 10;
    pub(super) const KINDS: u64 = 11;
    pub(super) const LAST: u64 = 12;
    pub(super) const ROW: u64 = 13;
    pub(super) const BESIDE: u64 = 14;
    pub(super) const PLAIN: u64 = 15;
    pub(super) const TOP_CASED: u64 = 16;
}

/// One end: its mention, its tokens, its head.
#[derive(Clone, Debug)]
struct End {
    mention: usize,
    place: Range<usize>,
    head: usize,
}

impl End {
    fn new(article: Article<'_>, tree: Tree<'_>, mention: usize) -> Self {
        let place = article.place(mention);
        let outside = |token: &usize| tree.head(*token).is_none_or(|head| !place.contains(&head));
        let head = place.clone().find(outside).unwrap_or(place.start);
        Self { mention, place, head }
    }
}

/// The way from one end up to the lowest token above both, and from there down to the other.
struct Way {
    up: [usize; CLIMB],
    ups: usize,
    down: [usize; CLIMB],
    downs: usize,
    top: usize,
}

impl Way {
    /// The way between two tokens; nothing where it is longer than is followed.
    fn between(tree: Tree<'_>, from: usize, to: usize) -> Option<Self> {
        let (mut up, mut ups) = ([from; CLIMB], 0);
        for (place, at) in up.iter_mut().zip(std::iter::once(from).chain(tree.above(from))) {
            *place = at;
            ups += 1;
        }
        let (mut down, mut downs) = ([to; CLIMB], 0);
        for at in std::iter::once(to).chain(tree.above(to)).take(CLIMB + 1) {
            if let Some(met) = up.iter().take(ups).position(|it| *it == at) {
                return Some(Self {
                    up,
                    ups: met,
                    down,
                    downs,
                    top: at,
                });
            }
            *down.get_mut(downs)? = at;
            downs += 1;
        }
        None
    }

    /// The tokens below the top on the first side, from the first end upwards.
    fn ups(&self) -> impl Iterator<Item = usize> + '_ {
        self.up.iter().copied().take(self.ups)
    }

    /// Those on the other side, from the top downwards.
    fn downs(&self) -> impl Iterator<Item = usize> + '_ {
        self.down.iter().copied().take(self.downs).rev()
    }
}

/// Adds a token's word to a hash: a name's label, or any other word's dictionary form.
fn word(hash: Hasher, article: Article<'_>, tree: Tree<'_>, token: usize) -> Hasher {
    match article.base(token).and_then(|mention| article.label(mention)) {
        Some(label) if label != Label::Title => hash.bytes(label.name(|_| "").as_bytes()).number(2),
        _ => hash.bytes(tree.lemma(token).as_bytes()).number(1),
    }
}

fn relation(hash: Hasher, tree: Tree<'_>, token: usize) -> Hasher {
    hash.bytes(tree.rel(token).name().as_bytes())
        .number(3)
        .bytes(tree.subtype(token).as_bytes())
        .number(4)
}

/// Whether a mention is somebody's object: of “after marrying Roe she studied at” Roe is not who studied.
pub(crate) fn is_object(article: Article<'_>, tree: Tree<'_>, mention: usize) -> bool {
    let head = End::new(article, tree, mention).head;
    matches!(tree.rel(head), UdRel::Obj | UdRel::Iobj)
}

/// Writes the features of the pair of a subject and an object, mentions of one sentence.
pub(crate) fn features(
    article: Article<'_>,
    tree: Tree<'_>,
    subject: usize,
    object: usize,
    out: &mut Vec<u64>,
) {
    out.clear();
    let (from, to) = (End::new(article, tree, subject), End::new(article, tree, object));
    let labels = |template: u64| {
        let name = |end: &End| article.label(end.mention).map_or("", |label| label.name(|_| ""));
        Hasher::new(template)
            .bytes(name(&from).as_bytes())
            .number(1)
            .bytes(name(&to).as_bytes())
    };
    out.push(labels(template::LABELS).finish());
    let kind = |end: &End| match article.mentions.get(end.mention).map(|it| it.kind) {
        Some(MentionKind::Name) => 1,
        Some(MentionKind::Nominal) => 2,
        Some(MentionKind::Pronoun) => 3,
        _ => 4,
    };
    out.push(
        Hasher::new(template::KINDS)
            .number(kind(&from))
            .number(kind(&to))
            .finish(),
    );
    if let Some(last) = to.place.clone().next_back() {
        out.push(word_itself(Hasher::new(template::LAST), tree, last).finish());
    }
    on_the_way(article, tree, &from, &to, out);
    between(article, tree, &from, &to, out);
    for (side, end) in [(1, &from), (2, &to)] {
        for beside in tree
            .dependents(end.head)
            .filter(|it| !end.place.contains(it))
            .take(8)
        {
            let hash = relation(Hasher::new(template::BESIDE).number(side), tree, beside);
            out.push(word(hash, article, tree, beside).finish());
        }
    }
}

/// A token's own word, also a name's.
fn word_itself(hash: Hasher, tree: Tree<'_>, token: usize) -> Hasher {
    hash.bytes(tree.lemma(token).as_bytes())
}

/// What the tree has between the ends.
fn on_the_way(article: Article<'_>, tree: Tree<'_>, from: &End, to: &End, out: &mut Vec<u64>) {
    let Some(way) = Way::between(tree, from.head, to.head) else {
        out.push(Hasher::new(template::LENGTH).number(99).finish());
        return;
    };
    let case = |hash: Hasher| match tree.case(to.head) {
        Some(case) => hash.number(5).bytes(tree.lemma(case).as_bytes()),
        None => hash.number(6),
    };
    let mut path = Hasher::new(template::PATH);
    let mut lemmas = Hasher::new(template::LEMMAS);
    let mut plain = Hasher::new(template::PLAIN);
    for (direction, token) in way.ups().map(|it| (7, it)).chain(way.downs().map(|it| (8, it))) {
        path = relation(path.number(direction), tree, token);
        // “A and B joined C” tells of both.
        if tree.rel(token) != UdRel::Conj {
            plain = relation(plain.number(direction), tree, token);
        }
        lemmas = relation(lemmas.number(direction), tree, token);
        if token != from.head && token != to.head {
            lemmas = word(lemmas, article, tree, token);
            plain = word(plain, article, tree, token);
            out.push(
                word(
                    Hasher::new(template::STEP).number(direction),
                    article,
                    tree,
                    token,
                )
                .finish(),
            );
        }
    }
    let apart = way.top != from.head && way.top != to.head;
    if apart {
        lemmas = word(lemmas.number(9), article, tree, way.top);
        plain = word(plain.number(9), article, tree, way.top);
        out.push(word(Hasher::new(template::STEP).number(9), article, tree, way.top).finish());
    }
    let side = if way.ups == 0 {
        1
    } else if way.downs == 0 {
        2
    } else {
        3
    };
    out.push(path.finish());
    out.push(lemmas.finish());
    out.push(plain.finish());
    out.push(case(lemmas.number(template::CASED)).finish());
    out.push(case(path.number(template::CASED)).finish());
    let top = word(Hasher::new(template::TOP).number(side), article, tree, way.top);
    out.push(top.finish());
    out.push(case(top.number(template::TOP_CASED)).finish());
    let length = (way.ups + way.downs) as u64;
    out.push(Hasher::new(template::LENGTH).number(length).number(side).finish());
    for below in tree.dependents(way.top).take(12) {
        let hash = relation(Hasher::new(template::BELOW), tree, below);
        out.push(word(hash, article, tree, below).finish());
    }
}

/// The words between the ends.
fn between(article: Article<'_>, tree: Tree<'_>, from: &End, to: &End, out: &mut Vec<u64>) {
    let (order, gap) = if from.place.start < to.place.start {
        (1, from.place.end..to.place.start)
    } else {
        (2, to.place.end..from.place.start)
    };
    let bucket = match gap.len() {
        short @ 0..=5 => short as u64,
        6..=8 => 6,
        9..=12 => 7,
        13..=20 => 8,
        _ => 9,
    };
    out.push(
        Hasher::new(template::DISTANCE)
            .number(order)
            .number(bucket)
            .finish(),
    );
    let mut row = Hasher::new(template::ROW).number(order);
    let short = gap.len() <= ROW;
    if gap.len() <= BETWEEN {
        for token in gap {
            row = word(row, article, tree, token);
            out.push(word(Hasher::new(template::BETWEEN).number(order), article, tree, token).finish());
        }
    }
    if short {
        out.push(row.finish());
    }
}
