//! What NITF and NewsML-G2 have in common on the way into a document.

use crate::filling::language_tag;
use crate::html::gathered::tidy_byline;
use crate::normalize_date;
use dateline_core::{Document, Fault, FaultKind, Record};

/// An article as news XML tells it; the first that was told counts.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) id: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) byline: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) url: Option<String>,
    /// The dateline, which stands before the first paragraph in print.
    pub(crate) dateline: Option<String>,
    pub(crate) paragraphs: Vec<String>,
}

impl Told {
    /// Takes over what `other` tells and this does not.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            id: self.id.or(other.id),
            title: self.title.or(other.title),
            byline: self.byline.or(other.byline),
            published: self.published.or(other.published),
            publisher: self.publisher.or(other.publisher),
            language: self.language.or(other.language),
            url: self.url.or(other.url),
            dateline: self.dateline.or(other.dateline),
            paragraphs: if self.paragraphs.is_empty() {
                other.paragraphs
            } else {
                self.paragraphs
            },
        }
    }

    /// Writes the article, named `name` and its number where it has no id. A dateline that stands apart becomes
    /// the first paragraph.
    pub(crate) fn write(
        self,
        doc: &mut Document,
        record: &Record,
        format: &str,
        name: &str,
    ) -> Result<(), Fault> {
        let meta = doc.meta_mut();
        meta.id = self.id.unwrap_or_else(|| match record.origin.record {
            1 => name.to_owned(),
            number => format!("{name}:{number}"),
        });
        meta.title = self.title.unwrap_or_default();
        meta.byline = self.byline.as_deref().and_then(tidy_byline);
        meta.published = self.published.as_deref().and_then(normalize_date);
        meta.publisher = self.publisher;
        meta.language = self.language.as_deref().and_then(language_tag);
        meta.url = self.url;
        let mut paragraphs = self.paragraphs;
        if let (Some(dateline), Some(first)) = (self.dateline, paragraphs.first())
            && !first.starts_with(dateline.trim_end_matches([' ', '-', '–', '—', '_', ',']))
        {
            paragraphs.insert(0, dateline);
        }
        if paragraphs.is_empty() {
            return Err(fault(record, format, &meta.id, "there is no text in the article"));
        }
        let written = doc.write_text(|text| text.push_str(&paragraphs.join("\n\n")));
        written.map_err(|error| fault(record, format, "", &error.to_string()))
    }
}

/// A fault of the record.
pub(crate) fn fault(record: &Record, format: &str, id: &str, reason: &str) -> Fault {
    let mut fault = Fault::new(FaultKind::Decode, record.origin.clone(), format, reason);
    fault.id.push_str(id);
    fault
}
