//! One piece of evidence for a fact, as bytes that can be sorted and written to a file.
//!
//! Layout, numbers little-endian: length and bytes of the fact's key, of the name of the article that speaks first,
//! and of the article's own name, start and end of the evidence, and then packed values: what the fact is, and what
//! the article adds. The two names differ in a copy of another article.

use crate::columns::Cell;
use crate::packed::{Unpacked, pack};
use dateline_core::{Error, ErrorKind};
use std::cmp::Ordering;

/// What a fact is, apart from who says so.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Fact {
    /// `relation` or `event`.
    pub(super) kind: String,
    /// The relation's name, or the event's CAMEO code.
    pub(super) name: String,
    pub(super) plover: String,
    /// Subject and object as JSON, and in words.
    pub(super) subject: String,
    pub(super) subject_text: String,
    pub(super) object: String,
    pub(super) object_text: String,
    /// A relation's further statements as JSON.
    pub(super) qualifiers: String,
    /// When the event happened, and whether.
    pub(super) date: String,
    pub(super) status: String,
}

/// What one article says about a fact.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Support {
    pub(super) published: String,
    pub(super) outlet: String,
    pub(super) confidence: f64,
    /// The words of the evidence.
    pub(super) text: String,
}

impl Fact {
    fn texts(&self) -> [&str; 10] {
        [
            &self.kind,
            &self.name,
            &self.plover,
            &self.subject,
            &self.subject_text,
            &self.object,
            &self.object_text,
            &self.qualifiers,
            &self.date,
            &self.status,
        ]
    }
}

fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
    out.extend_from_slice(bytes);
}

/// Who says so: an article, and the one whose copy it is, which is itself for what is no copy.
#[derive(Clone, Copy)]
pub(super) struct Witness<'a> {
    pub(super) original: &'a str,
    pub(super) article: &'a str,
}

/// Appends an entry.
pub(super) fn write(
    out: &mut Vec<u8>,
    key: &str,
    witness: Witness<'_>,
    (start, end): (u32, u32),
    fact: &Fact,
    support: &Support,
) {
    put(out, key.as_bytes());
    put(out, witness.original.as_bytes());
    put(out, witness.article.as_bytes());
    out.extend_from_slice(&start.to_le_bytes());
    out.extend_from_slice(&end.to_le_bytes());
    for text in fact.texts() {
        pack(out, Cell::Text(text));
    }
    for text in [&support.published, &support.outlet, &support.text] {
        pack(out, Cell::Text(text));
    }
    pack(out, Cell::Real(support.confidence));
}

/// An entry in its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry<'b> {
    pub(super) key: &'b [u8],
    /// The first of its kind, which is the article itself unless that is a copy.
    pub(super) original: &'b [u8],
    pub(super) article: &'b [u8],
    pub(super) start: u32,
    pub(super) end: u32,
    rest: &'b [u8],
}

impl<'b> Entry<'b> {
    pub(super) fn parse(bytes: &'b [u8]) -> Result<Self, Error> {
        fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
            let (number, rest) = bytes.split_first_chunk::<4>()?;
            Some((u32::from_le_bytes(*number), rest))
        }
        fn string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
            let (length, rest) = number(bytes)?;
            rest.split_at_checked(length as usize)
        }
        let parsed = || {
            let (key, rest) = string(bytes)?;
            let (original, rest) = string(rest)?;
            let (article, rest) = string(rest)?;
            let (start, rest) = number(rest)?;
            let (end, rest) = number(rest)?;
            Some(Self {
                key,
                original,
                article,
                start,
                end,
                rest,
            })
        };
        parsed().ok_or_else(|| Error::new(ErrorKind::Data, "an entry was cut off on its way"))
    }

    /// Whether the article is a copy of another one.
    pub(super) fn is_copy(&self) -> bool {
        self.original != self.article
    }

    /// Appends the entry with another original.
    pub(super) fn write_with(&self, original: &[u8], out: &mut Vec<u8>) {
        put(out, self.key);
        put(out, original);
        put(out, self.article);
        out.extend_from_slice(&self.start.to_le_bytes());
        out.extend_from_slice(&self.end.to_le_bytes());
        out.extend_from_slice(self.rest);
    }

    /// What the fact is, and what the article adds.
    pub(super) fn values(&self) -> Result<(Fact, Support), Error> {
        let mut values = Unpacked::new(self.rest);
        let mut text = || values.text().map(str::to_owned);
        let fact = Fact {
            kind: text()?,
            name: text()?,
            plover: text()?,
            subject: text()?,
            subject_text: text()?,
            object: text()?,
            object_text: text()?,
            qualifiers: text()?,
            date: text()?,
            status: text()?,
        };
        let mut support = Support {
            published: text()?,
            outlet: text()?,
            text: text()?,
            confidence: 0.0,
        };
        if let Cell::Real(number) = values.next()? {
            support.confidence = number;
        }
        Ok((fact, support))
    }
}

/// By fact, then by original, with its copies behind it, then by place: the evidence of a fact stands together, and of
/// an article too.
impl Ord for Entry<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let said = |it: &Self| (it.is_copy(), it.article, it.start, it.end, it.rest);
        (self.key, self.original)
            .cmp(&(other.key, other.original))
            .then_with(|| said(self).cmp(&said(other)))
    }
}

impl PartialOrd for Entry<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
