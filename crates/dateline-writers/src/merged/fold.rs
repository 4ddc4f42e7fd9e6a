//! The entries of one fact, folded into a row.

use super::entry::{Entry, Fact, Support};
use crate::columns::row;
use crate::json::to_json;
use dateline_core::Error;
use serde::Serialize;
use std::collections::{BTreeSet, HashSet};

row! {
    /// A fact with its support: the columns of the one table.
    pub(super) struct FactRow<'f> {
        pub(super) kind: &'f str,
        pub(super) name: &'f str,
        pub(super) plover: Option<&'f str>,
        pub(super) subject: &'f str,
        pub(super) subject_text: &'f str,
        pub(super) object: &'f str,
        pub(super) object_text: &'f str,
        pub(super) qualifiers: Option<&'f str>,
        pub(super) date: Option<&'f str>,
        pub(super) status: Option<&'f str>,
        pub(super) confidence: f64,
        pub(super) articles: u64,
        pub(super) outlets: u64,
        pub(super) copies: u64,
        pub(super) first_date: Option<&'f str>,
        pub(super) last_date: Option<&'f str>,
        pub(super) evidence_count: u64,
        pub(super) evidence: String,
    }
}

/// A piece of evidence in the output. The order is that of the list: by date, undated last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Piece {
    #[serde(skip)]
    undated: bool,
    published: Option<String>,
    article_id: String,
    start: u32,
    end: u32,
    text: String,
}

/// A fact whose entries are coming in.
#[derive(Default)]
pub(super) struct Fold {
    key: Vec<u8>,
    fact: Fact,
    articles: u64,
    copies: u64,
    count: u64,
    confidence: f64,
    outlets: HashSet<String>,
    first: Option<String>,
    last: Option<String>,
    evidence: BTreeSet<Piece>,
    /// The original, and who tells the fact first of it and of its copies; no other of them adds anything.
    speaker: Option<(Vec<u8>, Vec<u8>)>,
    /// The article and place of the entry before.
    before: Option<(Vec<u8>, u32, u32)>,
}

impl Fold {
    /// Whether an entry is about this fact.
    pub(super) fn takes(&self, entry: &Entry<'_>) -> bool {
        self.count > 0 && self.key == entry.key
    }

    /// Takes the next entry of this fact, in the entries' order. No more than `most` pieces of evidence are
    /// kept, the earliest.
    pub(super) fn add(&mut self, entry: &Entry<'_>, most: usize) -> Result<(), Error> {
        let (fact, support) = entry.values()?;
        if self.count == 0 {
            // Of several ways to call the parties that of the first article counts.
            self.key = entry.key.to_vec();
            self.fact = fact;
        }
        let spoken = self.speaker.as_ref().filter(|it| it.0 == entry.original);
        if spoken.is_some_and(|it| it.1 != entry.article) {
            let counted = self.before.as_ref().is_some_and(|it| it.0 == entry.article);
            self.copies += u64::from(!counted);
            self.before = Some((entry.article.to_vec(), entry.start, entry.end));
            return Ok(());
        }
        let same_article = spoken.is_some();
        let place = (entry.article.to_vec(), entry.start, entry.end);
        // Another rule's word for it, or the same article in another output.
        let same_place = self.before.as_ref() == Some(&place);
        self.before = Some(place);
        if !same_article {
            self.speaker = Some((entry.original.to_vec(), entry.article.to_vec()));
        }
        self.confidence = self.confidence.max(support.confidence);
        self.articles += u64::from(!same_article);
        if !same_place {
            self.count += 1;
            self.support(entry, support, most);
        }
        Ok(())
    }

    fn support(&mut self, entry: &Entry<'_>, support: Support, most: usize) {
        let Support {
            published,
            outlet,
            text,
            ..
        } = support;
        if !outlet.is_empty() {
            self.outlets.insert(outlet);
        }
        let published = Some(published).filter(|date| !date.is_empty());
        if let Some(date) = &published {
            if self.first.as_ref().is_none_or(|first| date < first) {
                self.first = Some(date.clone());
            }
            if self.last.as_ref().is_none_or(|last| date > last) {
                self.last = Some(date.clone());
            }
        }
        self.evidence.insert(Piece {
            undated: published.is_none(),
            published,
            article_id: String::from_utf8_lossy(entry.article).into_owned(),
            start: entry.start,
            end: entry.end,
            text,
        });
        if self.evidence.len() > most {
            self.evidence.pop_last();
        }
    }

    /// The row, where there is a fact.
    pub(super) fn row(&self) -> Result<Option<FactRow<'_>>, Error> {
        if self.count == 0 {
            return Ok(None);
        }
        fn some(text: &str) -> Option<&str> {
            Some(text).filter(|text| !text.is_empty())
        }
        let mut evidence = Vec::new();
        to_json(&mut evidence, &self.evidence)?;
        let fact = &self.fact;
        Ok(Some(FactRow {
            kind: &fact.kind,
            name: &fact.name,
            plover: some(&fact.plover),
            subject: &fact.subject,
            subject_text: &fact.subject_text,
            object: &fact.object,
            object_text: &fact.object_text,
            qualifiers: some(&fact.qualifiers),
            date: some(&fact.date),
            status: some(&fact.status),
            confidence: self.confidence,
            articles: self.articles,
            outlets: self.outlets.len() as u64,
            copies: self.copies,
            first_date: self.first.as_deref(),
            last_date: self.last.as_deref(),
            evidence_count: self.count,
            evidence: String::from_utf8_lossy(&evidence).into_owned(),
        }))
    }
}
