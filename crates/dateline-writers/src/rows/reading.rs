//! The tables of what readers found: credits, and the places of passages in their page.

use super::indexed;
use crate::article::Article;
use crate::columns::row;
use crate::table::Cells;
use dateline_core::Error;

row! {
    pub(super) struct CreditRow<'d> {
        article_id: &'d str,
        index: u32,
        kind: &'d str,
        start: u32,
        end: u32,
        text: &'d str,
        value: &'d str,
    }
}

pub(super) fn credits(article: &Article<'_>, cells: &mut Cells<'_>) -> Result<(), Error> {
    for (index, credit) in indexed(article.credits().unwrap_or_default()) {
        let words = article.surface(credit.span);
        cells.row(&CreditRow {
            article_id: &article.doc.meta().id,
            index,
            kind: credit.kind.name(),
            start: words.start,
            end: words.end,
            text: words.text,
            value: article.doc.get(credit.value),
        })?;
    }
    Ok(())
}

row! {
    pub(super) struct PassageRow<'d> {
        article_id: &'d str,
        index: u32,
        start: u32,
        end: u32,
        page_start: u32,
        page_end: u32,
    }
}

pub(super) fn passages(article: &Article<'_>, cells: &mut Cells<'_>) -> Result<(), Error> {
    for (index, passage) in indexed(article.passages().unwrap_or_default()) {
        let (start, end) = article.offsets.span(passage.span);
        cells.row(&PassageRow {
            article_id: &article.doc.meta().id,
            index,
            start,
            end,
            page_start: passage.page_start,
            page_end: passage.page_end,
        })?;
    }
    Ok(())
}
