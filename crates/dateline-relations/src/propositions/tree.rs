//! One sentence's tree as flat arrays: who governs whom, and how far each word's phrase reaches.
//!
//! Everything is made in two passes over the words, from the root down and back up, whatever the tree is: heads
//! outside the sentence and circles, which a file's parse may have, count as further roots.

use super::lexicon::{Lexicon, list};
use super::reach::Stretch;
use dateline_core::layers::{Dependency, Parse, Sentence, Tags, Tokens, UdRel, Upos};
use dateline_core::{Span, View};

/// The head of a root.
pub(super) const NONE: u32 = u32::MAX;

/// How many words a place line has at most, with its dash.
const LONGEST_PLACE_LINE: usize = 16;

/// How many children of a word are looked at, so that no tree, however odd, takes more than linear time.
const MOST_KIDS: usize = 256;

/// The subtypes of relations that matter here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sub {
    /// None, or one that does not matter.
    #[default]
    Plain,
    /// `nsubj:pass`, `aux:pass`.
    Pass,
    /// `acl:relcl`, `advcl:relcl`.
    Relcl,
    /// `nmod:poss`.
    Poss,
    /// `compound:prt`.
    Prt,
    /// `obl:agent`.
    Agent,
    /// `obl:unmarked`, `obl:tmod`, `obl:npmod`: an adverbial noun without a preposition.
    Unmarked,
    /// `nmod:desc`: a title before a name.
    Desc,
    /// `nsubj:outer`: the subject of a clause whose predicate is a clause.
    Outer,
}

impl Sub {
    fn of(subtype: &str) -> Self {
        match subtype {
            "pass" => Self::Pass,
            "relcl" => Self::Relcl,
            "poss" => Self::Poss,
            "prt" => Self::Prt,
            "agent" => Self::Agent,
            "unmarked" | "tmod" | "npmod" => Self::Unmarked,
            "desc" => Self::Desc,
            "outer" => Self::Outer,
            _ => Self::Plain,
        }
    }
}

/// What form a verb or noun has, by its Penn tag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// `VB`
    Base,
    /// `VBN`
    Participle,
    /// `VBG`
    Gerund,
    /// `NNS`, `NNPS`
    Plural,
    /// All others, and what has no such tag.
    #[default]
    Other,
}

impl Form {
    fn of(xpos: &str) -> Self {
        match xpos {
            "VB" => Self::Base,
            "VBN" => Self::Participle,
            "VBG" => Self::Gerund,
            "NNS" | "NNPS" => Self::Plural,
            _ => Self::Other,
        }
    }
}

/// One word of the sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) head: u32,
    pub(super) rel: UdRel,
    pub(super) sub: Sub,
    pub(super) upos: Upos,
    pub(super) form: Form,
    /// The lists of the lexicon that it stands in, a bit each.
    pub(super) lists: u32,
    /// Its children, as a range of the tree's list.
    kids: (u32, u32),
    /// All that hangs on it.
    pub(super) full: Stretch,
    /// The same without relative clauses, asides and what stands beyond them.
    pub(super) complete: Stretch,
    /// The word with its closest modifiers.
    pub(super) minimal: Stretch,
    /// How many brackets and quotation marks have opened and not closed before it.
    pub(super) depth: i32,
    /// The first word from here on, itself included, that is neither punctuation nor a conjunction.
    pub(super) next_solid: u32,
    /// One past the last such word up to here, itself included.
    pub(super) last_solid: u32,
}

/// A sentence's tree; its buffers serve one sentence after the other.
#[derive(Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    kids: Vec<u32>,
    /// Governors before those that they govern.
    order: Vec<u32>,
    spans: Vec<Span>,
}

impl Tree {
    /// Reads a sentence.
    pub(super) fn read(&mut self, doc: View<'_>, sentence: Sentence, lexicon: &Lexicon) {
        let range = sentence.tokens();
        let first = range.start;
        let tokens = doc.items::<Tokens>().get(range.clone()).unwrap_or_default();
        let tags = doc.items::<Tags>().get(range.clone()).unwrap_or_default();
        let arcs = doc.items::<Parse>().get(range).unwrap_or_default();
        self.spans.clear();
        self.nodes.clear();
        for (at, ((token, tag), arc)) in tokens.iter().zip(tags).zip(arcs).enumerate() {
            self.spans.push(token.span);
            let form = doc.slice(token.span);
            let lemma = if tag.upos == Upos::Punct {
                form
            } else {
                doc.get(tag.lemma)
            };
            let word = if lemma.is_empty() { form } else { lemma };
            let own = Stretch::one(at as u32);
            self.nodes.push(Node {
                head: head(arc, first, tokens.len(), at),
                rel: arc.deprel.relation,
                sub: Sub::of(doc.get(arc.deprel.subtype)),
                upos: tag.upos,
                form: Form::of(doc.get(tag.xpos)),
                lists: lexicon.lists_of(word) | if is_year(form) { list::TIME } else { 0 },
                kids: (0, 0),
                full: own,
                complete: own,
                minimal: own,
                depth: 0,
                next_solid: 0,
                last_solid: 0,
            });
        }
        if sentence.paragraph {
            self.drop_place_line(doc);
        }
        self.link();
        self.mark_punctuation();
        for at in (0..self.order.len()).rev() {
            if let Some(word) = self.order.get(at).copied() {
                self.stretch(word);
            }
        }
    }

    /// Takes a place line (“LIMA, Peru (Delta Wire) —”) out of the tree: it is no part of the sentence, and parsers
    /// take it for a subject. The first word that hangs on it takes its place, others hang on that one.
    fn drop_place_line(&mut self, doc: View<'_>) {
        let Some(dash) = self.place_line(doc) else { return };
        let inside = |head: u32| head as usize <= dash;
        let mut first: Option<u32> = None;
        for at in dash + 1..self.nodes.len() {
            let Some(mut node) = self.nodes.get(at).copied() else {
                break;
            };
            if !inside(node.head) {
                continue;
            }
            if node.rel == UdRel::Punct || first.is_some() {
                node.head = first.unwrap_or(NONE);
            } else {
                first = Some(at as u32);
                for _ in 0..=dash {
                    let above = self.nodes.get(node.head as usize).copied();
                    let Some(above) = above.filter(|_| inside(node.head)) else {
                        break;
                    };
                    (node.head, node.rel, node.sub) = (above.head, above.rel, above.sub);
                }
                if inside(node.head) || node.head as usize == at {
                    node.head = NONE;
                }
            }
            if let Some(place) = self.nodes.get_mut(at) {
                *place = node;
            }
        }
        for node in self.nodes.iter_mut().take(dash + 1) {
            (node.head, node.rel, node.sub, node.upos) = (NONE, UdRel::Punct, Sub::Plain, Upos::Punct);
        }
    }

    /// The dash that ends the sentence's place line, if it begins with one: names in capitals, or with an agency in
    /// brackets before the dash.
    fn place_line(&self, doc: View<'_>) -> Option<usize> {
        let span = |at: usize| self.spans.get(at).copied().unwrap_or_default();
        let apart =
            |at: usize| span(at - 1).end() < span(at).start() && span(at).end() < span(at + 1).start();
        let mut places = 1..self.nodes.len().min(LONGEST_PLACE_LINE);
        let dash = places.find(|at| match doc.slice(span(*at)) {
            "—" | "–" | "--" => true,
            // And not the one of “NASA-led”.
            "-" => apart(*at),
            _ => false,
        })?;
        let name = doc.slice(span(0));
        let capital = name.chars().count() > 2 && name.chars().all(char::is_uppercase);
        let plain = self.nodes.get(..dash)?.iter().all(|node| {
            matches!(
                node.upos,
                Upos::Propn | Upos::Punct | Upos::Num | Upos::Noun | Upos::Adj | Upos::Sym | Upos::X
            )
        });
        let closed = capital || doc.slice(span(dash - 1)) == ")";
        (plain && closed && self.is_a(0, Upos::Propn)).then_some(dash)
    }

    /// Notes for every word what is open before it, and where the next words lie that are no punctuation.
    fn mark_punctuation(&mut self) {
        let (mut depth, mut last) = (0, 0);
        let solid = |node: &Node| !matches!(node.rel, UdRel::Punct | UdRel::Cc);
        for (at, node) in self.nodes.iter_mut().enumerate() {
            node.depth = depth;
            depth += i32::from(node.lists & list::OPENING != 0) - i32::from(node.lists & list::CLOSING != 0);
            if solid(node) {
                last = at as u32 + 1;
            }
            node.last_solid = last;
        }
        let mut next = self.len();
        for (at, node) in self.nodes.iter_mut().enumerate().rev() {
            if solid(node) {
                next = at as u32;
            }
            node.next_solid = next;
        }
    }

    /// Lists every word's children and puts governors before those that they govern.
    fn link(&mut self) {
        let count = self.nodes.len();
        self.order.clear();
        // Places of children: counted, then summed, then filled in.
        let mut start = 0;
        for at in 0..count {
            if let Some(head) = self.get(at as u32).map(|node| node.head)
                && let Some(node) = self.nodes.get_mut(head as usize)
            {
                node.kids.1 += 1;
            }
        }
        for node in &mut self.nodes {
            let own = node.kids.1;
            node.kids = (start, start);
            start += own;
        }
        self.kids.clear();
        self.kids.resize(start as usize, 0);
        for at in 0..count {
            if let Some(head) = self.get(at as u32).map(|node| node.head)
                && let Some(node) = self.nodes.get_mut(head as usize)
            {
                if let Some(place) = self.kids.get_mut(node.kids.1 as usize) {
                    *place = at as u32;
                }
                node.kids.1 += 1;
            }
        }
        for at in 0..count as u32 {
            if self.get(at).is_some_and(|node| node.head == NONE) {
                self.order.push(at);
            }
        }
        self.spread(0);
        if self.order.len() < count {
            self.break_circles();
        }
    }

    /// Appends to the order what hangs on the words from place `done` on.
    fn spread(&mut self, mut done: usize) {
        while let Some(word) = self.order.get(done).copied() {
            done += 1;
            if let Some(node) = self.nodes.get(word as usize) {
                let (from, to) = node.kids;
                let kids = self.kids.get(from as usize..to as usize).unwrap_or_default();
                self.order.extend_from_slice(kids);
            }
        }
    }

    /// Words that no root reaches hang in circles: all of them become roots.
    fn break_circles(&mut self) {
        let mut reached = vec![false; self.nodes.len()];
        for word in &self.order {
            if let Some(place) = reached.get_mut(*word as usize) {
                *place = true;
            }
        }
        for (at, reached) in reached.iter().enumerate() {
            if *reached {
                continue;
            }
            self.order.push(at as u32);
            if let Some(node) = self.nodes.get_mut(at) {
                node.head = NONE;
                node.kids = (0, 0);
            }
        }
    }

    /// A word.
    pub(super) fn get(&self, word: u32) -> Option<&Node> {
        self.nodes.get(word as usize)
    }

    /// A word's head; [`NONE`] where it has none.
    pub(super) fn head(&self, word: u32) -> u32 {
        self.get(word).map_or(NONE, |node| node.head)
    }

    /// How many words there are.
    pub(super) fn len(&self) -> u32 {
        self.nodes.len() as u32
    }

    /// The words, governors before those that they govern.
    pub(super) fn order(&self) -> &[u32] {
        &self.order
    }

    /// A word's children in the order of the text, all of them.
    pub(super) fn all_kids_of(&self, word: u32) -> &[u32] {
        let (from, to) = self.get(word).map_or((0, 0), |node| node.kids);
        self.kids.get(from as usize..to as usize).unwrap_or_default()
    }

    /// A word's children in the order of the text, the first [`MOST_KIDS`] of them.
    pub(super) fn kids_of(&self, word: u32) -> &[u32] {
        let kids = self.all_kids_of(word);
        kids.get(..MOST_KIDS).unwrap_or(kids)
    }

    /// A word's children before it and those behind it.
    pub(super) fn sides(&self, word: u32) -> (&[u32], &[u32]) {
        let kids = self.kids_of(word);
        kids.split_at(kids.partition_point(|kid| *kid < word))
    }

    /// A word's first child of this relation.
    pub(super) fn kid(&self, word: u32, rel: UdRel) -> Option<u32> {
        let kids = self.kids_of(word).iter().copied();
        kids.into_iter()
            .find(|kid| self.get(*kid).is_some_and(|node| node.rel == rel))
    }

    /// A word's relation; [`UdRel::Dep`] where there is no such word.
    pub(super) fn rel(&self, word: u32) -> UdRel {
        self.get(word).map_or(UdRel::Dep, |node| node.rel)
    }

    /// Whether a word stands in one of these lists of the lexicon.
    pub(super) fn is(&self, word: u32, lists: u32) -> bool {
        self.get(word).is_some_and(|node| node.lists & lists != 0)
    }

    /// Where a stretch stands in the article; an empty span where it holds no word.
    pub(super) fn span(&self, stretch: Stretch) -> Span {
        let words = self.spans.get(stretch.from as usize..stretch.to as usize);
        match words {
            Some([first, .., last]) => first.join(*last),
            Some([only]) => *only,
            _ => Span::default(),
        }
    }

    /// Whether a word has this part of speech.
    pub(super) fn is_a(&self, word: u32, upos: Upos) -> bool {
        self.get(word).is_some_and(|node| node.upos == upos)
    }

    /// The form of a verb or noun.
    pub(super) fn form(&self, word: u32) -> Form {
        self.get(word).map_or(Form::Other, |node| node.form)
    }

    /// The subtype of a word's relation.
    pub(super) fn sub(&self, word: u32) -> Sub {
        self.get(word).map_or(Sub::Plain, |node| node.sub)
    }

    /// Where a word stands in the article.
    pub(super) fn word_span(&self, word: u32) -> Span {
        self.spans.get(word as usize).copied().unwrap_or_default()
    }
}

/// Whether a word is a year's number: four digits, of this millennium or the last.
fn is_year(form: &str) -> bool {
    form.len() == 4 && form.starts_with(['1', '2']) && form.bytes().all(|byte| byte.is_ascii_digit())
}

/// The head of a word by its number in the sentence.
fn head(arc: &Dependency, first: usize, count: usize, own: usize) -> u32 {
    let head = arc.head.and_then(|head| head.index().checked_sub(first));
    match head {
        Some(head) if head < count && head != own => head as u32,
        _ => NONE,
    }
}
