//! What a text says about itself: dateline, by-line and date at its beginning, who reported at its end.
//!
//! Found are places, dates, agencies and authors with the words that say so, which become the layer
//! “credits”; what the article's fields left out is filled in from them. The text stays as it is.

mod dateline;
mod names;

use crate::normalize_date;
use dateline_core::layers::{Credit, CreditKind, Credits};
use dateline_core::{Document, Error, Span};
use std::ops::Range;

/// How many lines at the beginning may be credits and headlines before the text.
const LINES: usize = 4;
/// How many of the last bytes agencies' tails are looked for in.
const TAIL: usize = 400;

/// Something that a line says, in bytes of that line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) kind: CreditKind,
    pub(crate) range: Range<usize>,
    /// Its normal form.
    pub(crate) value: String,
}

impl Piece {
    pub(crate) fn new(kind: CreditKind, range: Range<usize>, value: String) -> Self {
        Self { kind, range, value }
    }
}

/// Finds the credits of an article, fills in what its fields leave out, and adds the layer if there are any.
///
/// # Errors
/// Where the document has the layer already.
pub(crate) fn add(doc: &mut Document) -> Result<(), Error> {
    let pieces = find(doc.text());
    if pieces.is_empty() {
        return Ok(());
    }
    let meta = doc.meta_mut();
    for piece in &pieces {
        let field = match piece.kind {
            CreditKind::Date if !piece.value.starts_with('X') => &mut meta.published,
            CreditKind::Agency => &mut meta.publisher,
            CreditKind::Byline => &mut meta.byline,
            _ => continue,
        };
        if field.is_none() {
            *field = Some(piece.value.clone());
        }
    }
    doc.insert(|_, out| {
        for piece in &pieces {
            let value = out.intern(&piece.value);
            out.layer::<Credits>().push(Credit {
                kind: piece.kind,
                span: Span::at(piece.range.start, piece.range.len()),
                value,
            });
        }
        Ok(())
    })
}

/// All credits, in bytes of the text.
fn find(text: &str) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    let mut at = 0;
    let mut seen = 0;
    // Where a text has no lines, its first one is all of it.
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let end = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
        let line = rest.get(..end).unwrap_or(rest);
        let trimmed = line.trim();
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        if trimmed.is_empty() {
            continue;
        }
        seen += 1;
        if seen > LINES {
            break;
        }
        let (pieces, goes_on) = look_at(trimmed, seen == 1);
        found.extend(pieces.into_iter().map(|piece| Piece {
            range: start + piece.range.start..start + piece.range.end,
            ..piece
        }));
        if !goes_on {
            break;
        }
    }
    let mut from = text.len().saturating_sub(TAIL);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let has_byline = found.iter().any(|piece| piece.kind == CreditKind::Byline);
    if !has_byline && let Some(piece) = text.get(from..).and_then(names::tail) {
        found.push(Piece {
            range: from + piece.range.start..from + piece.range.end,
            ..piece
        });
    }
    found
}

/// What a line at the beginning says, and whether the text may begin behind it.
fn look_at(line: &str, first: bool) -> (Vec<Piece>, bool) {
    if let Some(pieces) = names::byline(line) {
        return (pieces, true);
    }
    let bare = line.trim_end_matches(['.', ':']);
    if bare.len() <= 60
        && bare.contains(|c: char| c.is_ascii_digit())
        && let Some(date) = normalize_date(bare).filter(|date| date.len() >= 10)
    {
        return (vec![Piece::new(CreditKind::Date, 0..bare.len(), date)], true);
    }
    let pieces = dateline::find(line);
    if !pieces.is_empty() {
        return (pieces, false);
    }
    // A headline, and what goes with it.
    let headline = line.len() <= 120 && !line.ends_with(['.', '!', '?', '"', '”']);
    (Vec::new(), first || headline)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, wanted: &[(&str, &str, &str)]) {
        let found = find(text);
        let shown: Vec<(&str, &str, &str)> = found
            .iter()
            .map(|it| (it.kind.name(), &text[it.range.clone()], it.value.as_str()))
            .collect();
        assert_eq!(shown, wanted, "{text}");
    }

    #[test]
    fn beginnings_and_ends() {
        check(
            "Talks resume\n\nBy Ann Lee\n\nPARIS (AP) — They met.",
            &[
                ("byline", "Ann Lee", "Ann Lee"),
                ("place", "PARIS", "Paris"),
                ("agency", "AP", "The Associated Press"),
            ],
        );
        check(
            "Friday, January 4, 2019  \n\n\nShe won.",
            &[("date", "Friday, January 4, 2019", "2019-01-04")],
        );
        check(
            "They met.\n\n(Reporting by Jun Abara; Editing by Mo Lind)",
            &[("byline", "Jun Abara", "Jun Abara")],
        );
        check(
            "They met in Paris.\n\nLONDON (AP) — A second story.",
            &[
                ("place", "LONDON", "London"),
                ("agency", "AP", "The Associated Press"),
            ],
        );
        check("They met.\n\nThey parted.\n\nLONDON (AP) — A third.", &[]);
        check("", &[]);
    }

    #[test]
    fn fields_are_filled_and_the_evidence_is_kept() {
        let mut doc = Document::from_text("ROME, Aug. 5, 2024 (AFP) - They met.").unwrap();
        doc.meta_mut().publisher = Some("The Post".to_owned());
        add(&mut doc).unwrap();
        assert_eq!(doc.meta().published.as_deref(), Some("2024-08-05"));
        assert_eq!(doc.meta().publisher.as_deref(), Some("The Post"));
        let credits = doc.layer::<Credits>().unwrap();
        assert_eq!((credits.len(), doc.misfits().len()), (3, 0));
        assert_eq!(
            (doc.slice(credits[0].span), doc.get(credits[0].value)),
            ("ROME", "Rome")
        );
        let mut plain = Document::from_text("They met.").unwrap();
        add(&mut plain).unwrap();
        assert!(plain.layer::<Credits>().is_none());
    }

    proptest! {
        #[test]
        fn any_text_has_credits_that_fit(text in "[A-Zé]{0,6}[ ,.]?(By |Aug\\. 5|\\(AP\\)|—|-- |\n|Reporting by |[A-Z][a-z]ü? |, ){0,8}\\PC{0,20}") {
            for piece in find(&text) {
                prop_assert!(text.get(piece.range.clone()).is_some_and(|it| !it.is_empty()));
            }
        }
    }
}
