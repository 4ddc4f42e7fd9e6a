//! By-lines, and the names of agencies.

use super::Piece;
use dateline_core::layers::CreditKind;
use memchr::memmem::Finder;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

static AGENCIES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let rows = lines(include_str!("../../data/agencies.tsv"));
    rows.filter_map(|line| line.split_once('\t')).collect()
});

/// What stands before the names in an agency's tail, made ready to be looked for in every article.
static REPORTING: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("Reporting by "));

/// Words within names that are not capitalized.
const SMALL: &[&str] = &[
    "and", "de", "da", "del", "der", "di", "van", "von", "bin", "al", "el", "la", "ten", "y", "&",
];

/// The lines of a data file that are no comments.
pub(crate) fn lines(data: &'static str) -> impl Iterator<Item = &'static str> {
    data.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The full name of an agency.
pub(crate) fn agency(name: &str) -> Option<&'static str> {
    AGENCIES.get(name.trim()).copied()
}

/// The pieces of a line that is a by-line and no more: `By Ann Lee and Bo Day, Associated Press`.
pub(crate) fn byline(line: &str) -> Option<Vec<Piece>> {
    let behind = line.strip_prefix("By ").or_else(|| line.strip_prefix("BY "))?;
    if line.len() > 120 {
        return None;
    }
    let start = line.len() - behind.len();
    let end = behind.find([',', '|', '•', '·', '(']).unwrap_or(behind.len());
    let mut pieces = vec![people(line, start..start + end)?];
    let rest = behind.get(end..)?;
    if rest.trim_end().ends_with('.') {
        return None;
    }
    let written =
        rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '•' | '·' | '(' | ')'));
    if let Some(full) = agency(written) {
        let at = start + end + rest.find(written)?;
        pieces.push(Piece::new(
            CreditKind::Agency,
            at..at + written.len(),
            full.to_owned(),
        ));
    }
    Some(pieces)
}

/// Who reported, in the tail that agencies put behind the text: `(Reporting by Ann Lee in Paris; Editing by …)`.
pub(crate) fn tail(paragraph: &str) -> Option<Piece> {
    let start = REPORTING.find(paragraph.as_bytes())? + REPORTING.needle().len();
    let behind = paragraph.get(start..)?;
    let mut end = behind.find([';', ')', '.', '(']).unwrap_or(behind.len());
    if let Some(place) = behind.get(..end)?.find(" in ") {
        end = place;
    }
    people(paragraph, start..start + end)
}

/// The names at `range`, if they are names: capitalized words, two at least.
fn people(line: &str, range: Range<usize>) -> Option<Piece> {
    let written = line.get(range.clone())?;
    let trimmed = written.trim();
    let start = range.start + (written.len() - written.trim_start().len());
    let words: Vec<&str> = trimmed
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .collect();
    let fits = |word: &&str| word.starts_with(char::is_uppercase) || SMALL.contains(word);
    if words.len() < 2
        || words.len() > 14
        || !words.iter().all(fits)
        || trimmed.contains(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    let value = trimmed.replace(", and ", ", ").replace(" and ", ", ");
    Some(Piece::new(
        CreditKind::Byline,
        start..start + trimmed.len(),
        value,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines() {
        let shown = |line: &str| -> Option<Vec<(String, String)>> {
            let pieces = byline(line)?;
            Some(
                pieces
                    .into_iter()
                    .map(|it| (line[it.range].to_owned(), it.value))
                    .collect(),
            )
        };
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(shown("By Ann Lee"), Some(vec![pair("Ann Lee", "Ann Lee")]));
        assert_eq!(
            shown("By ANN LEE and Bo van Day, Associated Press"),
            Some(vec![
                pair("ANN LEE and Bo van Day", "ANN LEE, Bo van Day"),
                pair("Associated Press", "The Associated Press")
            ])
        );
        for line in [
            "By Monday it was over.",
            "By Ann",
            "By the end of it they had gone",
            "Ann Lee",
            "By 2024 Ann Lee had left",
        ] {
            assert_eq!(shown(line), None, "{line}");
        }
    }

    #[test]
    fn tails() {
        let line = "(Reporting by Jun Abara, Mo Lind and Ann Lee in Paris; Editing by Bo Day)";
        let piece = tail(line).unwrap();
        assert_eq!(
            (&line[piece.range], piece.value.as_str()),
            ("Jun Abara, Mo Lind and Ann Lee", "Jun Abara, Mo Lind, Ann Lee")
        );
        assert!(tail("He said so.").is_none());
    }
}
