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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::registry;
    use crate::{Inputs, testing::all};

    fn finished(text: &str, language: Option<&str>) -> Option<String> {
        let mut doc = Document::from_text(text).unwrap();
        doc.meta_mut().language = language.map(str::to_owned);
        tell_language(&mut doc);
        doc.meta().language.clone()
    }

    #[test]
    fn fields_and_texts_that_disagree() {
        let english =
            "The ministers met on Monday and agreed that the talks would go on, but they did not say when.";
        let russian = "Министр заявил в понедельник, что переговоры будут продолжены.";
        for (text, field, wanted) in [
            (english, None, Some("en")),
            (english, Some("en-GB"), Some("en-GB")),
            (english, Some("ru"), Some("en")),
            (russian, Some("en"), Some("ru")),
            (russian, Some("ru-RU"), Some("ru-RU")),
            ("Short.", Some("ru"), Some("ru")),
            ("Short.", Some("eng"), Some("en")),
            ("Short.", None, None),
        ] {
            assert_eq!(finished(text, field).as_deref(), wanted, "{text} {field:?}");
        }
    }

    /// What finishing costs beside reading JSON. Run it as
    /// `cargo test --release -p dateline-readers -- --ignored --nocapture cost_of_finishing`.
    #[test]
    #[ignore = "a measurement"]
    #[allow(
        clippy::disallowed_methods,
        clippy::disallowed_macros,
        reason = "a measurement, which takes the time and tells it"
    )]
    fn cost_of_finishing() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../shared/data/raw/wikinews_2019_2020.jsonl"
        );
        let Ok(meta) = std::fs::metadata(path) else {
            return;
        };
        let registry = registry();
        let mut best = [f64::MAX; 3];
        for _ in 0..30 {
            for (best, (credits, language)) in
                best.iter_mut().zip([(false, false), (true, false), (true, true)])
            {
                let inputs = Inputs::new(&registry).argument(path);
                let mut source = inputs
                    .find_credits(credits)
                    .tell_language(language)
                    .open()
                    .unwrap();
                let started = std::time::Instant::now();
                assert!(all(&mut source).iter().all(Result::is_ok));
                *best = best.min(started.elapsed().as_secs_f64());
            }
        }
        let [plain, credits, both] = best;
        println!(
            "{:.0} MB/s plain; {:.1} % more time for credits, {:.1} % for language",
            meta.len() as f64 / plain / 1e6,
            100.0 * (credits - plain) / plain,
            100.0 * (both - credits) / plain
        );
    }
}
