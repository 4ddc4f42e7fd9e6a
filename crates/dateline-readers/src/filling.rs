//! An article filled in field by field, whatever format the fields come from.
//!
//! - Of several names for one field the preferred one that has a value counts; an empty string is no value.
//! - A date is whatever [`crate::normalize_date`] understands. Any other is no error: the article has no date
//!   then, which is told once a file (`tracing`, level WARN).
//! - A language is a BCP 47 tag or the English name of a language; anything else is left out.

use crate::fields::{Field, Want};
use crate::language::tag_of;
use crate::normalize_date;
use dateline_core::{Document, Error, Origin};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

/// Tells of the first date in a file that was not understood; the others are left out without a word.
#[derive(Debug, Default)]
pub(crate) struct Odd {
    told: AtomicBool,
}

impl Odd {
    /// Tells of `date`, if there is one and it is the first.
    pub(crate) fn tell(&self, origin: &Origin, date: Option<String>) {
        if let Some(date) = date
            && !self.told.swap(true, Ordering::Relaxed)
        {
            tracing::warn!(%origin, date, "publication date not understood: left out");
        }
    }
}

/// An article that is being filled in.
pub(crate) struct Filling<'d> {
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
pub(crate) struct Found {
    /// Whether there was a text, be it an empty one.
    pub(crate) has_text: bool,
    /// What stood where the date should be, if there is no other.
    pub(crate) odd_date: Option<String>,
}

impl<'d> Filling<'d> {
    pub(crate) fn new(doc: &'d mut Document) -> Self {
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
    pub(crate) fn put(&mut self, wants: &[Want], string: &str, more: bool) {
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

    /// Lets `write` put a string where the article's text stands, and gives whether it has: where the string is wanted
    /// for the text alone and is the first. So it is not put together elsewhere and copied.
    pub(crate) fn write_text(
        &mut self,
        wants: &[Want],
        write: impl FnOnce(&mut String) -> Option<()>,
    ) -> Option<bool> {
        let [
            Want {
                field: Field::Text,
                rank,
            },
        ] = wants
        else {
            return Some(false);
        };
        let best = &mut self.ranks[Field::Text as usize];
        if self.has_text || *best != usize::MAX {
            return Some(false);
        }
        let mut done = None;
        let written = self.doc.write_text(|text| done = write(text));
        done?;
        self.has_text = true;
        self.failed = written.err().or(self.failed.take());
        if self.doc.text().trim_ascii().is_empty() {
            // No value, as elsewhere.
            self.failed = self.doc.write_text(|_| ()).err().or(self.failed.take());
        } else {
            *best = *rank;
        }
        Some(true)
    }

    /// Notes that there is a text if one of `wants` is the text: an empty list of paragraphs is a text
    /// without paragraphs.
    pub(crate) fn note_text(&mut self, wants: &[Want]) {
        self.has_text |= wants.iter().any(|want| want.field == Field::Text);
    }

    /// Takes a number for the fields where one makes sense.
    pub(crate) fn put_number(&mut self, wants: &[Want], number: impl fmt::Display) {
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
            Field::Language => match language_tag(trimmed).or_else(|| named(trimmed)) {
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

    pub(crate) fn finish(mut self) -> Result<Found, Error> {
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

/// The tag of a language by its English name.
fn named(language: &str) -> Option<String> {
    tag_of(language).map(str::to_owned)
}

/// A BCP 47 tag, also where it was written with `_`.
pub(crate) fn language_tag(written: &str) -> Option<String> {
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
