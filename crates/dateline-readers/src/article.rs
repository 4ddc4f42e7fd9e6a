//! A document from one JSON object, parsed once and without a tree, plain objects by the short way of `flat.rs`.
//!
//! Which of several names counts and what is a value for a field: see `filling.rs`. Beside that:
//!
//! - `null` and a value of another kind are no value.
//! - The text is a string, or a list of strings, which become paragraphs parted by an empty line. An article
//!   whose text is there but empty is an article; one without a text is a fault.
//! - Names of people and publishers are strings, objects with a `name`, or lists of these, joined by commas.
//! - An id is a string or a number. Without one it is the file's name and the record's number (`news:17`).

use crate::faults::spot;
use crate::fields::{Field, Fields, Node, Want};
use crate::filling::{Filling, Found, Odd};
use crate::flat::{self, Flat};
use dateline_core::{Decoder, Document, Fault, FaultKind, Record};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt::{self, Write};
use std::sync::Arc;

/// The decoder of one file's records.
pub(crate) struct ArticleDecoder {
    fields: Fields,
    name: Arc<str>,
    /// The format that faults name.
    format: &'static str,
    odd: Odd,
}

impl ArticleDecoder {
    pub(crate) fn new(fields: Fields, name: Arc<str>, format: &'static str) -> Self {
        Self {
            fields,
            name,
            format,
            odd: Odd::default(),
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
        if let Some(flat) = Flat::read(json)
            && let Some(found) = self.fill_flat(&flat, doc)
        {
            return self.complete(found, record, doc);
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
        self.complete(found, record, doc)
    }

    /// Fills in what a plain object holds; `None` where a string in it is none, which is the parser's to tell.
    fn fill_flat(&self, flat: &Flat<'_>, doc: &mut Document) -> Option<Found> {
        let mut filling = Filling::new(doc);
        let mut unescaped = String::new();
        for (key, value) in flat.pairs() {
            let node = self.fields.root.get(key);
            let wants = node.map_or(&[][..], |node| &node.wants);
            match value {
                flat::Value::Word => {}
                flat::Value::Number(number) => filling.put_number(wants, number),
                flat::Value::String(raw) if memchr::memchr(b'\\', raw.as_bytes()).is_none() => {
                    filling.put(wants, raw, false);
                }
                flat::Value::String(raw) => {
                    if filling.write_text(wants, |text| flat::unescape(raw, text))? {
                        continue;
                    }
                    unescaped.clear();
                    flat::unescape(raw, &mut unescaped)?;
                    filling.put(wants, &unescaped, false);
                }
            }
        }
        filling.finish().ok()
    }

    /// Looks at what was filled in, and gives an article without an id one.
    fn complete(&self, found: Found, record: &Record, doc: &mut Document) -> Result<(), String> {
        if !found.has_text {
            return Err(format!(
                "no text under any of these names: {}",
                self.fields.text_names.join(", ")
            ));
        }
        self.odd.tell(&record.origin, found.odd_date);
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
            let mut fault = Fault::new(FaultKind::Decode, record.origin.clone(), self.format, reason);
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
        filling.note_text(wants);
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
