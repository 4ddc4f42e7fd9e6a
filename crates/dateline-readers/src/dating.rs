//! The date that the user gives to articles that carry none, whatever their format.

use dateline_core::{Decoder, Document, Fault, Record};
use std::sync::Arc;

/// Wraps decoders so that they date what is undated.
pub(crate) struct Dating {
    date: Arc<str>,
    /// The last decoder and its wrapper: readers give the same decoder again and again.
    last: Option<(Arc<dyn Decoder>, Arc<dyn Decoder>)>,
}

impl Dating {
    pub(crate) fn new(date: String) -> Self {
        Self {
            date: Arc::from(date),
            last: None,
        }
    }

    /// Lets the record's decoder set the date where the article has none.
    pub(crate) fn apply(&mut self, record: &mut Record) {
        let Some(inner) = record.decoder.take() else {
            return;
        };
        if self
            .last
            .as_ref()
            .is_none_or(|(known, _)| !Arc::ptr_eq(known, &inner))
        {
            let wrapper = DatingDecoder {
                inner: Arc::clone(&inner),
                date: Arc::clone(&self.date),
            };
            self.last = Some((inner, Arc::new(wrapper)));
        }
        record.decoder = self.last.as_ref().map(|(_, wrapper)| Arc::clone(wrapper));
    }
}

struct DatingDecoder {
    inner: Arc<dyn Decoder>,
    date: Arc<str>,
}

impl Decoder for DatingDecoder {
    fn decode(&self, record: &Record, doc: &mut Document) -> Result<(), Fault> {
        self.inner.decode(record, doc)?;
        let published = &mut doc.meta_mut().published;
        if published.is_none() {
            *published = Some(self.date.as_ref().to_owned());
        }
        Ok(())
    }
}
