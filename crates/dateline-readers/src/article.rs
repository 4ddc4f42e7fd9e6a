//! A document from one JSON object, parsed once and without a tree.
//!
//! - Of several names for one field the preferred one that has a value counts; `null`, an empty string and a
//!   value of another kind are no value.
//! - The text is a string, or a list of strings, which become paragraphs parted by an empty line. An article
//!   whose text is there but empty is an article; one without a text is a fault.
//! - Names of people and publishers are strings, objects with a `name`, or lists of these, joined by commas.
//! - An id is a string or a number. Without one it is the file's name and the record's number (`news:17`).
//! - A date is whatever [`crate::normalize_date`] understands. Any other is no error: the article has no date
//!   then, which is told once a file (`tracing`, level WARN).
//! - A language is a BCP 47 tag; anything else is left out.

use crate::faults::spot;
use crate::fields::{Field, Fields, Node, Want};
use crate::jsonl::NAME;
use crate::normalize_date;
use dateline_core::{Decoder, Document, Error, Fault, FaultKind, Record};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The decoder of one file's records.
pub(crate) struct ArticleDecoder {
    fields: Fields,
    name: Arc<str>,
    warned: AtomicBool,
}

impl ArticleDecoder {
    pub(crate) fn new(fields: Fields, name: Arc<str>) -> Self {
        Self {
            fields,
            name,
            warned: AtomicBool::new(false),
        }
    }

    fn fill(&self, record: &Record, doc: &mut Document) -> Result<(), String> {
        let start = record.origin.byte.unwrap_or(0);
        let json = simdutf8::compat::from_utf8(&record.bytes).map_err(|error| {
            let at = error.valid_up_to();
            format!(
                "not UTF-8 at byte {}{}",
                start + at as u64,
                spot(&record.bytes, at)
            )
        })?;
        let no_json = |error: serde_json::Error| {
            let message = error.to_string();
            let reason = message
                .rsplit_once(" at line ")
                .map_or(message.as_str(), |(reason, _)| reason);
            format!(
                "not JSON at byte {}: {reason}",
                start + place(json, &error) as u64
            )
        };
        if !json.trim_ascii_start().starts_with('{') {
            serde_json::from_str::<IgnoredAny>(json).map_err(no_json)?;
            return Err("not a JSON object".to_owned());
        }
        let mut filling = Filling::new(doc);
        let mut parser = serde_json::Deserializer::from_str(json);
        let value = Value {
            node: Some(&self.fields.root),
            wants: &[],
            more: false,
            filling: &mut filling,
        };
        value
            .deserialize(&mut parser)
            .and_then(|()| parser.end())
            .map_err(no_json)?;
        let found = filling.finish().map_err(|error| error.to_string())?;
        if !found.has_text {
            return Err(format!(
                "no text under any of these names: {}",
                self.fields.text_names.join(", ")
            ));
        }
        if let Some(date) = found.odd_date
            && !self.warned.swap(true, Ordering::Relaxed)
        {
            tracing::warn!(origin = %record.origin, date, "publication date not understood: left out");
        }
        let id = &mut doc.meta_mut().id;
        if id.is_empty() {
            // Writing to a string cannot fail.
            let _ = write!(id, "{}:{}", self.name, record.origin.record);
        }
        Ok(())
    }
}

impl Decoder for ArticleDecoder {
    fn decode(&self, record: &Record, doc: &mut Document) -> Result<(), Fault> {
        self.fill(record, doc).map_err(|reason| {
            let mut fault = Fault::new(FaultKind::Decode, record.origin.clone(), NAME, reason);
            fault.id.push_str(&doc.meta().id);
            fault
        })
    }
}

/// The byte of `json` that a parser's error is about.
fn place(json: &str, error: &serde_json::Error) -> usize {
    let lines_before = json.split_inclusive('\n').take(error.line().saturating_sub(1));
    let before: usize = lines_before.map(str::len).sum();
    (before + error.column().saturating_sub(1)).min(json.len())
}

/// An article that is being filled in.
struct Filling<'d> {
    doc: &'d mut Document,
    /// For each field the rank of the name whose value it has.
    ranks: [usize; Field::ALL.len()],
    /// The text so far where it comes in several pieces.
    joined: Option<String>,
    has_text: bool,
    odd_date: Option<String>,
    failed: Option<Error>,
}

/// What there is to say about an article beside what it was filled with.
struct Found {
    has_text: bool,
    odd_date: Option<String>,
}

impl<'d> Filling<'d> {
    fn new(doc: &'d mut Document) -> Self {
        let ranks = [usize::MAX; Field::ALL.len()];
        Self {
            doc,
            ranks,
            joined: None,
            has_text: false,
            odd_date: None,
            failed: None,
        }
    }

    /// Takes a string for all fields that want it; `more` says that it goes on a list.
    fn put(&mut self, wants: &[Want], string: &str, more: bool) {
        for Want { field, rank } in wants {
            self.has_text |= *field == Field::Text;
            let best = self.ranks[*field as usize];
            if string.trim_ascii().is_empty() || *rank > best {
                continue;
            }
            let kept = if more && *rank == best {
                self.append(*field, string);
                true
            } else {
                self.set(*field, string)
            };
            if kept {
                self.ranks[*field as usize] = *rank;
            }
        }
    }

    /// Takes a number for the fields where one makes sense.
    fn put_number(&mut self, wants: &[Want], number: impl fmt::Display) {
        let takes = |want: &&Want| matches!(want.field, Field::Id | Field::Title | Field::Published);
        for want in wants.iter().filter(takes) {
            self.put(&[*want], &number.to_string(), false);
        }
    }

    /// Sets a field; `false` if the string is no value for it.
    fn set(&mut self, field: Field, string: &str) -> bool {
        if field == Field::Text {
            self.joined = None;
            let written = self.doc.write_text(|text| text.push_str(string));
            self.failed = written.err().or(self.failed.take());
            return true;
        }
        let meta = self.doc.meta_mut();
        let trimmed = string.trim();
        match field {
            Field::Id => trimmed.clone_into(&mut meta.id),
            Field::Title => trimmed.clone_into(&mut meta.title),
            Field::Published => match normalize_date(trimmed) {
                Some(date) => meta.published = Some(date),
                None => {
                    self.odd_date = Some(trimmed.to_owned());
                    return false;
                }
            },
            Field::Language => match language_tag(trimmed) {
                Some(tag) => meta.language = Some(tag),
                None => return false,
            },
            Field::Byline => meta.byline = Some(trimmed.to_owned()),
            Field::Url => meta.url = Some(trimmed.to_owned()),
            Field::Publisher => meta.publisher = Some(trimmed.to_owned()),
            Field::Text => {}
        }
        true
    }

    /// Adds the next element of a list to a field that takes lists.
    fn append(&mut self, field: Field, string: &str) {
        match field {
            Field::Text => {
                let joined = self.joined.get_or_insert_with(|| self.doc.text().to_owned());
                joined.push_str("\n\n");
                joined.push_str(string);
            }
            Field::Byline => {
                if let Some(byline) = &mut self.doc.meta_mut().byline {
                    byline.push_str(", ");
                    byline.push_str(string.trim());
                }
            }
            _ => {}
        }
    }

    fn finish(mut self) -> Result<Found, Error> {
        if let Some(joined) = self.joined.take() {
            self.doc.write_text(|text| text.push_str(&joined))?;
        }
        // A date that was not understood does not matter where another one was.
        let odd_date = self.odd_date.filter(|_| self.doc.meta().published.is_none());
        self.failed.map_or(
            Ok(Found {
                has_text: self.has_text,
                odd_date,
            }),
            Err,
        )
    }
}

/// A BCP 47 tag, also where it was written with `_`.
fn language_tag(written: &str) -> Option<String> {
    let mut parts = written.split(['-', '_']);
    let primary = parts.next().filter(|part| (2..=3).contains(&part.len()))?;
    let alphanumeric = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let sound = primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && alphanumeric(part));
    sound.then(|| {
        let rest = written[primary.len()..].replace('_', "-");
        primary.to_ascii_lowercase() + &rest
    })
}

/// A value that is parsed straight into the article.
struct Value<'f, 'd, 'a> {
    /// The names to look for, where it is an object.
    node: Option<&'f Node>,
    /// The fields that it is a value of.
    wants: &'f [Want],
    /// Whether it is a later element of a list.
    more: bool,
    filling: &'a mut Filling<'d>,
}

impl<'de> DeserializeSeed<'de> for Value<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.node.is_none() && self.wants.is_empty() {
            return deserializer.deserialize_ignored_any(IgnoredAny).map(|_| ());
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.filling.put_number(self.wants, number);
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.filling.put_number(self.wants, number);
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.filling.put_number(self.wants, number);
        Ok(())
    }

    fn visit_str<E>(self, string: &str) -> Result<(), E> {
        self.filling.put(self.wants, string, self.more);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Value {
            node,
            wants,
            mut more,
            filling,
        } = self;
        // An empty list of paragraphs is a text without paragraphs.
        filling.has_text |= wants.iter().any(|want| want.field == Field::Text);
        while list
            .next_element_seed(Value {
                node,
                wants,
                more,
                filling: &mut *filling,
            })?
            .is_some()
        {
            more = true;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Value {
            node,
            wants,
            more,
            filling,
        } = self;
        while let Some((node, wants)) = map.next_key_seed(Key { node, wants })? {
            map.next_value_seed(Value {
                node,
                wants,
                more,
                filling: &mut *filling,
            })?;
        }
        Ok(())
    }
}

/// A key of an object, looked up without copying it: gives what is wanted of its value.
struct Key<'f> {
    node: Option<&'f Node>,
    wants: &'f [Want],
}

impl<'de, 'f> DeserializeSeed<'de> for Key<'f> {
    type Value = (Option<&'f Node>, &'f [Want]);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'f> Visitor<'_> for Key<'f> {
    type Value = (Option<&'f Node>, &'f [Want]);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        let named = |want: &Want| matches!(want.field, Field::Byline | Field::Publisher);
        Ok(match self.node.and_then(|node| node.get(key)) {
            Some(node) => (Some(node), node.wants.as_slice()),
            None if key == "name" && self.wants.iter().any(named) => (None, self.wants),
            None => (None, &[]),
        })
    }
}
