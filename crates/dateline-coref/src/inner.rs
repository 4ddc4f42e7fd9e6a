//! Names within names: “Boston” in “Boston Red Sox” is the town that the article names elsewhere.
//!
//! The tagger gives the outer name alone, and so does the ontology. Where a proper noun that depends on such a name's
//! head is spelled like a name that stands elsewhere by itself, it mentions the same thing; it becomes a mention
//! that is no name, so that names stay without overlaps and facts are told of the outer one.

use crate::article::{Article, is_entity};
use crate::clusters::Clusters;
use crate::data::{Data, list};
use crate::names::key_words;
use crate::refer::Found;
use crate::tree::Tree;
use dateline_core::layers::{Label, Mention, MentionKind, UdRel, Upos};
use std::collections::HashMap;
use std::ops::Range;

/// What finds them.
pub(crate) struct Inner<'a> {
    pub(crate) article: Article<'a>,
    pub(crate) data: &'a Data,
    pub(crate) tree: &'a Tree,
    pub(crate) mentions: &'a [Mention],
    pub(crate) spans: &'a [Range<usize>],
    pub(crate) clusters: &'a Clusters,
}

/// The names that stand by themselves: clusters by spelling, and by state.
#[derive(Default)]
struct Known {
    spelled: HashMap<String, usize>,
    states: HashMap<u16, usize>,
}

impl Inner<'_> {
    /// Finds at most `most` of them, in text order.
    pub(crate) fn run(&self, most: usize) -> Vec<Found> {
        let mut lower = String::new();
        // Made when the first name asks that may be held by another.
        let mut known: Option<Known> = None;
        let mut found = Vec::new();
        for (index, (mention, span)) in self.mentions.iter().zip(self.spans).enumerate() {
            let outer = self.clusters.of(index).filter(|_| holds_names(mention.label));
            let Some(outer) = outer.filter(|_| span.len() > 1) else {
                continue;
            };
            let head = self.tree.head_of(span.clone());
            for at in span.clone().filter(|at| *at != head && self.may_name(*at)) {
                if found.len() >= most {
                    return found;
                }
                let tokens = self.compound(at, span);
                let known = known.get_or_insert_with(|| self.known());
                let Some(cluster) = self.named(&tokens, known, &mut lower) else {
                    continue;
                };
                if cluster != outer && !self.is_borrowed(mention.label, cluster, &tokens, span) {
                    found.push(Found {
                        tokens,
                        kind: MentionKind::Nominal,
                        cluster,
                        rule: "coref/inner",
                        confidence: 0.7,
                    });
                }
            }
        }
        found
    }

    fn known(&self) -> Known {
        let (mut known, mut lower) = (Known::default(), String::new());
        for (index, mention) in self.mentions.iter().enumerate() {
            let entity = is_entity(mention.label) && !matches!(mention.label, Label::Norp | Label::Language);
            let Some(cluster) = self.clusters.of(index).filter(|_| entity) else {
                continue;
            };
            let words = key_words(self.article.doc.slice(mention.span), self.data, &mut lower);
            known.spelled.entry(words.join(" ")).or_insert(cluster);
            let state = self.clusters.get(cluster).and_then(|it| it.state);
            if let Some(state) = state.filter(|_| mention.label == Label::Gpe) {
                known.states.entry(state).or_insert(cluster);
            }
        }
        known
    }

    /// Whether a token within a name may be the head of another.
    fn may_name(&self, at: usize) -> bool {
        self.tree.get(at).is_some_and(|word| {
            word.upos == Upos::Propn
                && matches!(
                    word.relation,
                    UdRel::Compound | UdRel::Nmod | UdRel::Appos | UdRel::Conj
                )
        })
    }

    /// A token with the words before and behind it that make one name with it.
    fn compound(&self, at: usize, within: &Range<usize>) -> Range<usize> {
        let mut tokens = at..at + 1;
        let joins = |other: usize, tokens: &Range<usize>, relations: &[UdRel]| {
            self.tree.get(other).is_some_and(|word| {
                relations.contains(&word.relation) && tokens.contains(&(word.head as usize))
            })
        };
        let before = [UdRel::Compound, UdRel::Flat, UdRel::Amod, UdRel::Nummod];
        while tokens.start > within.start && joins(tokens.start - 1, &tokens, &before) {
            tokens.start -= 1;
        }
        while tokens.end < within.end && joins(tokens.end, &tokens, &[UdRel::Flat]) {
            tokens.end += 1;
        }
        tokens
    }

    /// The cluster whose names are spelled like this, or that is the same state.
    fn named(&self, tokens: &Range<usize>, known: &Known, lower: &mut String) -> Option<usize> {
        let inside = self.article.tokens.get(tokens.clone())?;
        let span = inside.first()?.span.join(inside.last()?.span);
        let key = key_words(self.article.doc.slice(span), self.data, lower).join(" ");
        let same = known.spelled.get(&key).copied();
        same.or_else(|| known.states.get(&self.data.state(&key)?).copied())
            .map(|cluster| self.clusters.root(cluster))
    }

    /// Whether the outer name only borrows the inner one's: of places “Mexico City”, “South Korea”; of other things
    /// what begins with one of its kind, “Larkfield Systems”, whose short form that may be.
    fn is_borrowed(&self, outer: Label, cluster: usize, tokens: &Range<usize>, span: &Range<usize>) -> bool {
        let place = |label: Label| matches!(label, Label::Gpe | Label::Loc);
        let Some(inner) = self.clusters.get(cluster).map(|it| it.label) else {
            return true;
        };
        if !place(outer) || !place(inner) {
            return inner == outer && tokens.start == span.start;
        }
        self.article.is(tokens.start, list::DIRECTION)
            || self.article.is(span.end.saturating_sub(1), list::SETTLEMENT)
    }
}

/// Whether names of this label are made of other names.
fn holds_names(label: Label) -> bool {
    is_entity(label) && !matches!(label, Label::Person | Label::Norp | Label::Language)
}
