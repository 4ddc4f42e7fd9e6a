//! Articles in another language pass through without stages, and are counted.

use super::pipeline;
use crate::Runner;
use dateline_core::{Decoder, Document, Fault, Record, Source};
use dateline_testkit::{Collect, Everything};
use std::sync::Arc;

/// Articles whose text is their language's tag.
struct Tags(std::array::IntoIter<&'static str, 7>);

struct ByText;

impl Source for Tags {
    fn next(&mut self, record: &mut Record) -> Result<bool, Fault> {
        let Some(tag) = self.0.next() else {
            return Ok(false);
        };
        record.bytes.extend_from_slice(tag.as_bytes());
        record.decoder = Some(Arc::new(ByText));
        Ok(true)
    }
}

impl Decoder for ByText {
    fn decode(&self, record: &Record, doc: &mut Document) -> Result<(), Fault> {
        let tag = std::str::from_utf8(&record.bytes).unwrap();
        doc.write_text(|text| text.push_str(tag)).unwrap();
        doc.meta_mut().language = (tag != "none").then(|| tag.to_owned());
        Ok(())
    }
}

#[test]
fn other_languages_pass_through() {
    let tags = ["en", "fr-CA", "none", "de", "EN-us", "fr", "und"];
    for threads in [1, 4] {
        for (language, tokens, others) in [(Some("en"), 4, &[("fr", 2), ("de", 1)][..]), (None, 7, &[])] {
            let (mut writing, collected) = Collect::writing(vec![Box::new(Everything)]);
            let pipeline = pipeline(vec![]);
            let mut runner = Runner::new(&pipeline).threads(threads);
            if let Some(language) = language {
                runner = runner.language(language);
            }
            let stats = runner.run(&mut Tags(tags.into_iter()), &mut writing).unwrap();
            assert_eq!((stats.done, stats.faulty()), (7, 0));
            assert_eq!(collected.ids().len(), 7);
            assert_eq!(stats.layer("tokens"), tokens, "{language:?}");
            let found: Vec<(&str, u64)> = stats
                .other_languages()
                .iter()
                .map(|(tag, count)| (tag.as_str(), *count))
                .collect();
            assert_eq!(found, others);
        }
    }
}
