//! Why a fact was told, the key `why` of relations and events.

use super::Surface;
use crate::article::Article;
use dateline_core::layers::{EventReasons, Reason, RelationReasons};
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

/// The key `why`.
#[derive(Serialize)]
pub(crate) struct WhyRecord<'d> {
    pattern: &'d str,
    words: Parts<'d>,
}

struct Parts<'d>(&'d Article<'d>, &'d Reason);

#[derive(Serialize)]
struct PartRecord<'d> {
    role: &'d str,
    #[serde(flatten)]
    surface: Surface<'d>,
    entry: Option<&'d str>,
}

impl Serialize for Parts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(article, reason) = self;
        let mut seq = serializer.serialize_seq(Some(reason.parts.len()))?;
        for part in &reason.parts {
            seq.serialize_element(&PartRecord {
                role: article.doc.get(part.role),
                surface: article.surface(part.span),
                entry: article.some(part.entry),
            })?;
        }
        seq.end()
    }
}

impl<'d> Article<'d> {
    /// Why the relation of this number was told, where its stage was asked to explain.
    pub(crate) fn relation_why(&'d self, index: usize) -> Option<WhyRecord<'d>> {
        self.why(self.doc.layer::<RelationReasons>()?.get(index)?)
    }

    /// The same of an event.
    pub(crate) fn event_why(&'d self, index: usize) -> Option<WhyRecord<'d>> {
        self.why(self.doc.layer::<EventReasons>()?.get(index)?)
    }

    fn why(&'d self, reason: &'d Reason) -> Option<WhyRecord<'d>> {
        Some(WhyRecord {
            pattern: self.doc.get(reason.pattern),
            words: Parts(self, reason),
        })
    }
}
