//! Records of what readers found: where passages stood in their page, and what the text says about itself.

use crate::article::Article;
use dateline_core::layers::{Credit, Passage};
use serde::Serialize;

/// One passage: its span in the text, and its bytes in the page, which is counted as UTF-8 whatever unit is
/// asked for.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct PassageRecord {
    start: u32,
    end: u32,
    page_start: u32,
    page_end: u32,
}

/// One credit.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct CreditRecord<'d> {
    kind: &'static str,
    start: u32,
    end: u32,
    text: &'d str,
    value: &'d str,
}

impl<'d> Article<'d> {
    pub(crate) fn passage(&self, passage: &Passage) -> PassageRecord {
        let (start, end) = self.offsets.span(passage.span);
        PassageRecord {
            start,
            end,
            page_start: passage.page_start,
            page_end: passage.page_end,
        }
    }

    pub(crate) fn credit(&self, credit: &Credit) -> CreditRecord<'d> {
        let (start, end) = self.offsets.span(credit.span);
        CreditRecord {
            kind: credit.kind.name(),
            start,
            end,
            text: self.slice(credit.span),
            value: self.doc.get(credit.value),
        }
    }
}
