//! The fixture language: an article's text with carets beneath the spans that are meant.

use dateline_core::Span;
use std::fmt::Write as _;

/// A text and the spans marked in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixture {
    /// The text, without the caret lines.
    pub text: String,
    /// The marks in text order; of two that start together the longer comes first.
    pub marks: Vec<Mark>,
}

/// One marked span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The marked bytes.
    pub span: Span,
    /// The first word after the carets.
    pub label: String,
    /// What follows the label, trimmed; often empty.
    pub rest: String,
}

impl Fixture {
    /// Reads a fixture.
    ///
    /// Beneath each line of text stand any number of caret lines, each with one run of carets, a label
    /// and, if wanted, more. A caret stands for one character (Unicode scalar value), so a fixture with
    /// wide or combining characters may look crooked and is still right. White space that all lines
    /// begin with is no part of the text, nor are an empty first line and a blank last one, so that a
    /// fixture may be indented with the code around it. A span cannot go on into the next line, and a
    /// line of text cannot begin with a caret.
    ///
    /// ```
    /// let fixture = dateline_testkit::Fixture::parse(
    ///     r"
    ///     Tea Seiha met Kihara
    ///     ^^^^^^^^^ PERSON
    ///                   ^^^^^^ PERSON minister
    ///     on Monday.
    ///        ^^^^^^ DATE 2024-08-05
    ///     ",
    /// );
    /// assert_eq!(fixture.text, "Tea Seiha met Kihara\non Monday.");
    /// let mark = &fixture.marks[2];
    /// assert_eq!(&fixture.text[mark.span.range()], "Monday");
    /// assert_eq!((mark.label.as_str(), mark.rest.as_str()), ("DATE", "2024-08-05"));
    /// ```
    ///
    /// # Panics
    /// If the fixture is malformed: a caret line without text above it, without a label, with a second
    /// run of carets, or with carets beyond the end of the text.
    #[must_use]
    pub fn parse(source: &str) -> Self {
        let mut fixture = Self {
            text: String::new(),
            marks: Vec::new(),
        };
        let mut line: Option<&str> = None;
        for (number, row) in dedented(source).into_iter().enumerate() {
            let fail = |why: &str| -> ! {
                panic!(
                    "fixture, line {}: {why}:\n{}\n{row}",
                    number + 1,
                    line.unwrap_or("")
                )
            };
            if !row.trim_start().starts_with('^') {
                if line.is_some() {
                    fixture.text.push('\n');
                }
                fixture.text.push_str(row);
                line = Some(row);
                continue;
            }
            let Some(text) = line else {
                fail("there is no text above the carets")
            };
            let first = row.chars().take_while(|c| c.is_whitespace()).count();
            let carets = row.trim_start().chars().take_while(|c| *c == '^').count();
            let note = row.trim_start().trim_start_matches('^');
            if note.contains('^') {
                fail("a second run of carets; each span has a line of its own");
            }
            let (label, rest) = note
                .trim()
                .split_once(char::is_whitespace)
                .unwrap_or((note.trim(), ""));
            if label.is_empty() {
                fail("the carets have no label");
            }
            let base = fixture.text.len() - text.len();
            let offset = |chars: usize| {
                let mut ends = text.char_indices().map(|(at, _)| at).chain(Some(text.len()));
                ends.nth(chars)
            };
            let (Some(start), Some(end)) = (offset(first), offset(first + carets)) else {
                fail("the carets go beyond the end of the text")
            };
            fixture.marks.push(Mark {
                span: Span::at(base + start, end - start),
                label: label.to_owned(),
                rest: rest.trim().to_owned(),
            });
        }
        fixture
            .marks
            .sort_by_key(|mark| (mark.span.start(), std::cmp::Reverse(mark.span.end())));
        fixture
    }
}

/// The lines without what frames and indents them.
fn dedented(source: &str) -> Vec<&str> {
    let mut rows: Vec<&str> = source.split('\n').collect();
    if rows.len() > 1 && rows.first().is_some_and(|row| row.trim().is_empty()) {
        rows.remove(0);
    }
    if rows.len() > 1 && rows.last().is_some_and(|row| row.trim().is_empty()) {
        rows.pop();
    }
    let blanks = |row: &&str| row.len() - row.trim_start_matches(' ').len();
    let indent = rows
        .iter()
        .filter(|row| !row.trim().is_empty())
        .map(blanks)
        .min()
        .unwrap_or(0);
    rows.into_iter()
        .map(|row| row.get(indent..).unwrap_or(""))
        .collect()
}

/// Holds what `find` finds in the fixture's text against its marks.
///
/// `find` gives spans, each with a note. A note's first word must be the mark's label; where a mark says
/// more than a label, the note's rest must say the same.
///
/// ```
/// use dateline_core::Span;
///
/// fn capitals(text: &str) -> Vec<(Span, String)> {
///     let found = text.char_indices().filter(|(_, c)| c.is_uppercase());
///     found.map(|(at, c)| (Span::at(at, c.len_utf8()), format!("CAPITAL {}", c.to_lowercase()))).collect()
/// }
/// dateline_testkit::check_spans(
///     "
///     Hun Manet
///     ^ CAPITAL h
///         ^ CAPITAL
///     ",
///     capitals,
/// );
/// ```
///
/// # Panics
/// If they differ, with the text and every mark that is missing (`-`) or too many (`+`) beneath its line.
#[track_caller]
pub fn check_spans(fixture: &str, find: impl FnOnce(&str) -> Vec<(Span, String)>) {
    let fixture = Fixture::parse(fixture);
    let found = find(&fixture.text);
    let agrees = |mark: &Mark, (span, note): &(Span, String)| {
        let (label, rest) = note.split_once(char::is_whitespace).unwrap_or((note, ""));
        *span == mark.span && label == mark.label && (mark.rest.is_empty() || rest.trim() == mark.rest)
    };
    let mut used = vec![false; found.len()];
    let mut notes: Vec<(char, Span, String)> = Vec::new();
    for mark in &fixture.marks {
        let hit = (0..found.len()).find(|&at| !used[at] && agrees(mark, &found[at]));
        if let Some(at) = hit {
            used[at] = true;
        }
        let note = format!("{} {}", mark.label, mark.rest);
        notes.push((if hit.is_some() { ' ' } else { '-' }, mark.span, note));
    }
    let extra = found.into_iter().zip(used).filter(|(_, used)| !used);
    notes.extend(extra.map(|((span, note), _)| ('+', span, note)));
    if notes.iter().any(|(sign, ..)| *sign != ' ') {
        let difference = render(&fixture.text, &mut notes);
        panic!("the spans differ (- missing, + too many):\n{difference}");
    }
}

/// The text as a fixture with these notes beneath its lines, each behind its sign.
fn render(text: &str, notes: &mut [(char, Span, String)]) -> String {
    notes.sort_by_key(|(sign, span, _)| (span.start(), std::cmp::Reverse(span.end()), *sign == '+'));
    let mut out = String::new();
    let mut start = 0;
    for line in text.split('\n') {
        let end = start + line.len();
        let _ = writeln!(out, "  {line}");
        for (sign, span, note) in notes
            .iter()
            .filter(|(_, span, _)| (start..=end).contains(&(span.start() as usize)))
        {
            let chars = |from: usize, to: usize| text.get(from..to).map_or(0, |part| part.chars().count());
            let (from, to) = (span.start() as usize, span.end() as usize);
            let carets = "^".repeat(chars(from, to.min(end)));
            let more = if to > end {
                format!(" (up to {to})")
            } else {
                String::new()
            };
            let _ = writeln!(
                out,
                "{sign} {}{carets} {}{more}",
                " ".repeat(chars(start, from)),
                note.trim()
            );
        }
        start = end + 1;
    }
    for (sign, span, note) in notes.iter().filter(|(_, span, _)| !span.fits(text)) {
        let _ = writeln!(out, "{sign} {span:?} does not fit the text: {}", note.trim());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::catch_unwind;

    fn check(source: &str, text: &str, marks: &[(u32, u32, &str, &str)]) {
        let fixture = Fixture::parse(source);
        let found: Vec<(u32, u32, &str, &str)> = (fixture.marks.iter())
            .map(|mark| {
                (
                    mark.span.start(),
                    mark.span.end(),
                    mark.label.as_str(),
                    mark.rest.as_str(),
                )
            })
            .collect();
        assert_eq!(
            (fixture.text.as_str(), found.as_slice()),
            (text, marks),
            "{source}"
        );
    }

    fn message(run: impl FnOnce() + std::panic::UnwindSafe) -> String {
        let payload = catch_unwind(run).expect_err("it should have panicked");
        payload.downcast_ref::<String>().cloned().unwrap_or_default()
    }

    #[test]
    fn fixtures() {
        check("", "", &[]);
        check("plain", "plain", &[]);
        check(
            "one line\n^^^ A\n    ^^^^ B x y ",
            "one line",
            &[(0, 3, "A", ""), (4, 8, "B", "x y")],
        );
        check("a\n\nb", "a\n\nb", &[]);
        check("\n  a\n\n    b\n  ", "a\n\n  b", &[]);
        check(
            "ab\ncd\n ^ X\n^ Y\n^^ Z",
            "ab\ncd",
            &[(3, 5, "Z", ""), (3, 4, "Y", ""), (4, 5, "X", "")],
        );
        check("né à\n ^ E\n   ^ A", "né à", &[(1, 3, "E", ""), (4, 6, "A", "")]);
        check("👩‍👧 go\n    ^^ GO", "👩‍👧 go", &[(12, 14, "GO", "")]);
        check("שלום\n^^^^ W", "שלום", &[(0, 8, "W", "")]);
    }

    #[test]
    fn malformed_fixtures_say_what_is_wrong() {
        let check = |source: &'static str, expected: &str| {
            let message = message(|| drop(Fixture::parse(source)));
            assert!(message.contains(expected), "{message}");
        };
        check("^^ A", "line 1: there is no text above the carets");
        check("text\n^^^^", "line 2: the carets have no label");
        check("text\n^^^^^ A", "the carets go beyond the end of the text");
        check("text\n^ A  ^ B", "each span has a line of its own");
    }

    #[test]
    fn differences_are_shown_beneath_the_text() {
        let fixture = "Ann met\n^^^ PERSON\nBob at noon\n^^^ PERSON\n       ^^^^ TIME T12";
        let find = |note: &'static str| {
            move |_: &str| {
                vec![
                    (Span::at(0, 3), "PERSON".to_owned()),
                    (Span::at(8, 3), note.to_owned()),
                    (Span::at(15, 4), "TIME T12".to_owned()),
                ]
            }
        };
        check_spans(fixture, find("PERSON p1"));
        let expected = "the spans differ (- missing, + too many):\n  Ann met\n  ^^^ PERSON\n  Bob at noon\n- ^^^ PERSON\n+ ^^^ ORG\n         ^^^^ TIME T12\n";
        assert_eq!(message(|| check_spans(fixture, find("ORG"))), expected);
        assert!(
            message(|| check_spans("a", |_| vec![(Span::at(5, 2), "X".into())]))
                .contains("5..7 does not fit")
        );
    }
}
