//! Names and coreference in the last column.

use super::Writer;
use crate::article::Article;
use crate::json::number;
use dateline_core::layers::{MentionKind, Sentence, Token, tokens_within};
use std::ops::Range;

/// Names and values with their tokens, in text order.
pub(super) fn names<'d>(article: &Article<'d>, tokens: &[Token]) -> Vec<(Range<usize>, &'d str)> {
    let mentions = article.mentions.as_deref().unwrap_or_default();
    mentions
        .iter()
        .filter(|mention| matches!(mention.kind, MentionKind::Name | MentionKind::Value))
        .map(|mention| (tokens_within(tokens, mention.span), article.label(mention.label)))
        .collect()
}

/// What happens at a token to the brackets of the `Entity` attribute, in the order of writing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Bracket {
    /// Of several the one that was opened last first: by its first token, backwards.
    Close(std::cmp::Reverse<usize>),
    /// Of several the longest first: by its last token, backwards.
    Open(std::cmp::Reverse<usize>),
    /// A mention of one token.
    Single,
}

/// All brackets by token.
pub(super) struct Brackets<'d> {
    all: Vec<(usize, Bracket, u32, &'d str)>,
    next: usize,
}

impl<'d> Brackets<'d> {
    /// The brackets of all mentions that have an entity and stay within one sentence, as brackets must.
    pub(super) fn new(article: &Article<'d>, tokens: &[Token], sentences: &[Sentence]) -> Self {
        use std::cmp::Reverse;
        let mut all = Vec::new();
        for mention in article.mentions.as_deref().unwrap_or_default() {
            let Some(entity) = mention.entity else { continue };
            let range = tokens_within(tokens, mention.span);
            let Some(last) = range.end.checked_sub(1).filter(|last| *last >= range.start) else {
                continue;
            };
            let sentence = sentences.partition_point(|sentence| sentence.tokens().end <= range.start);
            if !sentences
                .get(sentence)
                .is_some_and(|it| it.tokens().contains(&last))
            {
                continue;
            }
            let (id, label) = (entity.raw() + 1, article.label(mention.label));
            if last == range.start {
                all.push((last, Bracket::Single, id, label));
            } else {
                all.push((range.start, Bracket::Open(Reverse(last)), id, label));
                all.push((last, Bracket::Close(Reverse(range.start)), id, label));
            }
        }
        all.sort_unstable();
        Self { all, next: 0 }
    }

    /// Whether the article has none.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

impl Writer<'_, '_> {
    /// Writes the `Entity` attribute of a token, if it has one.
    pub(super) fn entity(&mut self, at: usize) {
        let mut first = true;
        while let Some((token, bracket, id, label)) = self.brackets.all.get(self.brackets.next).copied() {
            if token > at {
                break;
            }
            self.brackets.next += 1;
            if std::mem::take(&mut first) {
                self.put("Entity=");
            }
            self.put(if matches!(bracket, Bracket::Close(_)) {
                "e"
            } else {
                "(e"
            });
            number(self.out, id);
            if !matches!(bracket, Bracket::Close(_)) {
                self.out.push(b'-');
                self.put_label(label);
            }
            if !matches!(bracket, Bracket::Open(_)) {
                self.out.push(b')');
            }
        }
        if !first {
            self.out.push(b'|');
        }
    }

    /// Writes the `NER` attribute of a token, if it has one.
    pub(super) fn name(&mut self, at: usize) {
        let index = self.ner.partition_point(|(range, _)| range.end <= at);
        let Some((range, label)) = self.ner.get(index).cloned() else {
            return;
        };
        if range.contains(&at) {
            self.put(if range.start == at { "NER=B-" } else { "NER=I-" });
            self.put_label(label);
            self.out.push(b'|');
        }
    }
}
