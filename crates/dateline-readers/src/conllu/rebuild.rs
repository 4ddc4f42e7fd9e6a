//! The article's text out of CoNLL-U, and where each word stands in it.

use super::parse::{Parsed, Problem, Sentence, Surface, Word, attribute};
use dateline_core::Span;
use std::borrow::Cow;

/// Writes the text and gives each word's span. `bound` is how many bytes of white space that the file only
/// describes may come out at most, so that a number in it cannot fill the memory.
pub(super) fn rebuild(
    parsed: &Parsed<'_>,
    bound: usize,
    text: &mut String,
    spans: &mut Vec<Span>,
) -> Result<(), Problem> {
    let mut builder = Builder {
        parsed,
        bound,
        blanks: Vec::new(),
        behind: None,
    };
    for sentence in &parsed.sentences {
        builder.sentence(sentence, text, spans)?;
    }
    Ok(())
}

struct Builder<'p, 'r> {
    parsed: &'p Parsed<'r>,
    bound: usize,
    /// What `# text` has before each of the sentence's surfaces.
    blanks: Vec<&'r str>,
    /// The surface that was written last.
    behind: Option<&'p Surface<'r>>,
}

impl<'r> Builder<'_, 'r> {
    fn sentence(
        &mut self,
        sentence: &Sentence<'r>,
        text: &mut String,
        spans: &mut Vec<Span>,
    ) -> Result<(), Problem> {
        let parsed = self.parsed;
        let surfaces = parsed.surfaces.get(sentence.surfaces.clone()).unwrap_or_default();
        let fits = self.align(sentence.text.unwrap_or_default(), surfaces);
        for (index, surface) in surfaces.iter().enumerate() {
            let told = if fits {
                self.blanks.get(index).copied()
            } else {
                None
            };
            let usual = match told {
                Some(blank) if index > 0 => blank,
                _ if self.behind.is_none() => "",
                _ if index == 0 && sentence.paragraph => "\n\n",
                _ if self
                    .behind
                    .is_some_and(|it| attribute(it.misc, "SpaceAfter") == Some("No")) =>
                {
                    ""
                }
                _ => " ",
            };
            let line_break = index == 0 && sentence.paragraph;
            text.push_str(&self.blank(surface, usual, line_break));
            let start = text.len();
            text.push_str(surface.form);
            let words = parsed.words.get(surface.words.clone()).unwrap_or_default();
            divide(surface, words, start, spans)?;
            self.behind = Some(surface);
        }
        Ok(())
    }

    /// Finds the surfaces in the sentence's text and remembers the white space between them; `false` where
    /// they do not make up the text.
    fn align(&mut self, text: &'r str, surfaces: &[Surface<'r>]) -> bool {
        self.blanks.clear();
        let mut rest = text;
        for surface in surfaces {
            let bare = rest.trim_start();
            let Some(behind) = bare.strip_prefix(surface.form) else {
                return false;
            };
            self.blanks.push(&rest[..rest.len() - bare.len()]);
            rest = behind;
        }
        rest.trim_start().is_empty()
    }

    /// The white space before `surface`: what the file says in so many words, else as much as `TokenRange`
    /// leaves room for, else the usual.
    fn blank<'u>(&mut self, surface: &Surface<'_>, usual: &'u str, line_break: bool) -> Cow<'u, str> {
        let behind = self.behind.map(|it| it.misc);
        let after = behind.and_then(|misc| attribute(misc, "SpacesAfter"));
        let before = attribute(surface.misc, "SpacesBefore");
        if after.is_some() || before.is_some() {
            let blank = unescape(after.unwrap_or_default()) + &unescape(before.unwrap_or_default());
            // The attributes are part of the record, so what they say is no longer than that.
            return Cow::Owned(blank);
        }
        let from = match behind {
            None => Some(0),
            Some(misc) => range(misc).map(|(_, end)| end),
        };
        let gap = from
            .zip(range(surface.misc))
            .and_then(|(from, (start, _))| start.checked_sub(from));
        match gap {
            Some(gap) if gap != usual.chars().count() && gap <= self.bound => {
                self.bound -= gap;
                Cow::Owned(
                    if line_break && self.behind.is_some() {
                        "\n"
                    } else {
                        " "
                    }
                    .repeat(gap),
                )
            }
            _ => Cow::Borrowed(usual),
        }
    }
}

/// A surface's place in the text it was made from.
fn range(misc: &str) -> Option<(usize, usize)> {
    let (start, end) = attribute(misc, "TokenRange")?.split_once(':')?;
    let (start, end) = (start.parse().ok()?, end.parse().ok()?);
    (start <= end).then_some((start, end))
}

/// White space as UDPipe writes it: `\s`, `\t`, `\r`, `\n`, `\p` for `|`, `\\`.
fn unescape(written: &str) -> String {
    let mut plain = String::with_capacity(written.len());
    let mut chars = written.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        plain.push(match chars.next() {
            Some('s') => ' ',
            Some('t') => '\t',
            Some('r') => '\r',
            Some('n') => '\n',
            Some('p') => '|',
            Some(other) => other,
            None => '\\',
        });
    }
    plain
}

/// Gives each word under a surface its part of it.
fn divide(
    surface: &Surface<'_>,
    words: &[Word<'_>],
    start: usize,
    spans: &mut Vec<Span>,
) -> Result<(), Problem> {
    if let [_] = words {
        spans.push(Span::at(start, surface.form.len()));
        return Ok(());
    }
    let before = spans.len();
    let mut at = 0;
    for word in words {
        match surface.form.get(at..) {
            Some(rest) if rest.starts_with(word.form) => spans.push(Span::at(start + at, word.form.len())),
            _ => break,
        }
        at += word.form.len();
    }
    if at == surface.form.len() && spans.len() == before + words.len() {
        return Ok(());
    }
    spans.truncate(before);
    let ends: Vec<usize> = surface
        .form
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .collect();
    if ends.len() < words.len() {
        let reason = format!("“{}” has fewer characters than words", surface.form);
        return Err(Problem {
            line: surface.line,
            reason,
        });
    }
    let total: usize = words.iter().map(|word| word.form.chars().count()).sum();
    let (mut length, mut from, mut taken) = (0, 0, 0);
    for (index, word) in words.iter().enumerate() {
        length += word.form.chars().count();
        let share = (ends.len() * length + total / 2) / total.max(1);
        // At least one character for each word, this one and those behind it.
        taken = share.clamp(taken + 1, ends.len() - (words.len() - index - 1));
        let end = ends.get(taken - 1).copied().unwrap_or(surface.form.len());
        spans.push(Span::at(start + from, end - from));
        from = end;
    }
    Ok(())
}
