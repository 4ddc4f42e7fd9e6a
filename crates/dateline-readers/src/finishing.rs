//! What is done to every article when it was read, whatever its format: its dateline and by-line looked at, its
//! language told, and the date given that the user has for articles without one.

use crate::{credits, language};
use dateline_core::{Decoder, Document, Fault, FaultKind, Record};
use std::sync::Arc;

/// What is to be done.
#[derive(Clone, Debug)]
pub(crate) struct Finish {
    /// The date of articles that carry none, in its normal form.
    pub(crate) published: Option<Arc<str>>,
    /// Whether datelines and by-lines are looked for.
    pub(crate) credits: bool,
    /// Whether the language is told by the text.
    pub(crate) language: bool,
}

impl Finish {
    fn is_nothing(&self) -> bool {
        self.published.is_none() && !self.credits && !self.language
    }
}

/// Wraps decoders so that they finish what they made.
pub(crate) struct Finishing {
    finish: Finish,
    /// The last decoder and its wrapper: readers give the same decoder again and again.
    last: Option<(Arc<dyn Decoder>, Arc<dyn Decoder>)>,
}

impl Finishing {
    pub(crate) fn new(finish: Finish) -> Self {
        Self { finish, last: None }
    }

    /// Lets the record's decoder finish its article.
    pub(crate) fn apply(&mut self, record: &mut Record) {
        if self.finish.is_nothing() {
            return;
        }
        let Some(inner) = record.decoder.take() else {
            return;
        };
        if self
            .last
            .as_ref()
            .is_none_or(|(known, _)| !Arc::ptr_eq(known, &inner))
        {
            let wrapper = FinishingDecoder {
                inner: Arc::clone(&inner),
                finish: self.finish.clone(),
            };
            self.last = Some((inner, Arc::new(wrapper)));
        }
        record.decoder = self.last.as_ref().map(|(_, wrapper)| Arc::clone(wrapper));
    }
}

struct FinishingDecoder {
    inner: Arc<dyn Decoder>,
    finish: Finish,
}

impl Decoder for FinishingDecoder {
    fn decode(&self, record: &Record, doc: &mut Document) -> Result<(), Fault> {
        self.inner.decode(record, doc)?;
        if self.finish.credits {
            credits::add(doc).map_err(|error| {
                Fault::new(
                    FaultKind::Decode,
                    record.origin.clone(),
                    "credits",
                    error.to_string(),
                )
            })?;
        }
        if self.finish.language {
            tell_language(doc);
        }
        let published = &mut doc.meta_mut().published;
        if let (None, Some(date)) = (&published, &self.finish.published) {
            *published = Some(date.as_ref().to_owned());
        }
        Ok(())
    }
}

/// Sets the article's language by its text where that tells it for certain. A field that names the same
/// language stays, for it may say more (`en-GB`); one that names another is its template's and not the text's.
fn tell_language(doc: &mut Document) {
    let told = language::detect(doc.text());
    let field = &mut doc.meta_mut().language;
    if let Some(code) = field.as_deref().and_then(language::tag_of) {
        *field = Some(code.to_owned());
    }
    let Some(told) = told else {
        return;
    };
    let same = field.as_deref().is_some_and(|tag| {
        let primary = tag.split('-').next().unwrap_or(tag);
        // Norwegian has a tag for the language beside those for its two forms.
        primary == told || (told == "nb" && matches!(primary, "no" | "nn"))
    });
    if !same {
        *field = Some(told.to_owned());
    }
}
