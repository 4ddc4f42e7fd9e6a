//! What stands inside quotation marks.

use super::single;
use crate::article::Article;
use std::ops::Range;

/// One stretch between quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    /// The opening mark's token up to, and with, the closing mark's.
    pub(crate) tokens: Range<usize>,
    /// Number of the paragraph.
    pub(crate) paragraph: usize,
    /// Whether the closing mark was there; without it the segment ends with its paragraph.
    pub(crate) closed: bool,
}

/// The article's segments in text order, and for each token the segment that holds it.
#[derive(Default)]
pub(crate) struct Marks {
    pub(crate) segments: Vec<Segment>,
    of: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl Marks {
    /// Finds the segments. A mark that opens and never closes ends with its paragraph, so that it cannot
    /// swallow the rest of the article.
    pub(crate) fn read(&mut self, article: Article<'_>) {
        self.segments.clear();
        self.of.clear();
        self.of.resize(article.tokens.len(), NONE);
        let mut paragraph = 0;
        let mut open: Option<(usize, char)> = None;
        let (mut inner, mut paragraph_end) = (false, paragraph_end(article, 0));
        let mut done = 0;
        for (index, sentence) in article.sentences.iter().enumerate() {
            if sentence.paragraph && index > 0 {
                let end = sentence.tokens().start;
                if let Some((start, _)) = open.take() {
                    self.segments.push(Segment {
                        tokens: start..end,
                        paragraph,
                        closed: false,
                    });
                }
                paragraph += 1;
                inner = false;
                paragraph_end = self::paragraph_end(article, index);
            }
            for token in sentence.tokens() {
                if token < done {
                    continue;
                }
                let mark = mark(article, token);
                // Single marks are known as pairs, or not at all; only curly ones run over paragraphs.
                let single = open.is_none() && matches!(mark, Mark::Open('’') | Mark::Single);
                if let Some(close) = single
                    .then(|| single::closing(article, token, paragraph_end))
                    .flatten()
                {
                    self.segments.push(Segment {
                        tokens: token..close + 1,
                        paragraph,
                        closed: true,
                    });
                    done = close + 1;
                    continue;
                }
                match (open, mark) {
                    (None, Mark::Open(kind)) => {
                        open = Some((token, kind));
                        inner = false;
                    }
                    // A title or a word in marks within what is said: “The "Ark" is not ready”.
                    (Some((_, '"')), Mark::Open('"'))
                        if !inner && is_inner(article, token, paragraph_end) =>
                    {
                        inner = true;
                    }
                    (Some((_, '"')), Mark::Close('"')) if inner => inner = false,
                    (Some((start, kind)), Mark::Close(closing)) if kind == closing => {
                        self.segments.push(Segment {
                            tokens: start..token + 1,
                            paragraph,
                            closed: true,
                        });
                        open = None;
                    }
                    // A straight mark that looks as if it opened cannot open twice.
                    (Some((start, '"')), Mark::Open('"')) => {
                        self.segments.push(Segment {
                            tokens: start..token + 1,
                            paragraph,
                            closed: true,
                        });
                        open = None;
                    }
                    _ => {}
                }
            }
        }
        if let Some((start, _)) = open {
            self.segments.push(Segment {
                tokens: start..article.tokens.len(),
                paragraph,
                closed: false,
            });
        }
        for (number, segment) in self.segments.iter().enumerate() {
            for place in self.of.get_mut(segment.tokens.clone()).unwrap_or_default() {
                *place = number as u32;
            }
        }
    }

    /// The segment that holds the token, marks counted.
    pub(crate) fn of(&self, token: usize) -> Option<usize> {
        self.of
            .get(token)
            .copied()
            .filter(|number| *number != NONE)
            .map(|number| number as usize)
    }

    /// The segment that opens at the token.
    pub(crate) fn opens(&self, token: usize) -> Option<usize> {
        self.of(token).filter(|number| {
            self.segments
                .get(*number)
                .is_some_and(|it| it.tokens.start == token)
        })
    }

    /// The segment that closes at the token.
    pub(crate) fn closes(&self, token: usize) -> Option<usize> {
        self.of(token).filter(|number| {
            self.segments
                .get(*number)
                .is_some_and(|it| it.closed && it.tokens.end == token + 1)
        })
    }

    /// The tokens of segment `number`.
    pub(crate) fn tokens(&self, number: usize) -> Range<usize> {
        self.segments
            .get(number)
            .map_or(0..0, |segment| segment.tokens.clone())
    }
}

/// How far ahead the marks of a paragraph are looked at for one that closes.
const AHEAD: usize = 300;

/// One past the last token of the paragraph that begins with a sentence.
fn paragraph_end(article: Article<'_>, first: usize) -> usize {
    let next = article
        .sentences
        .iter()
        .skip(first + 1)
        .find(|sentence| sentence.paragraph);
    next.map_or(article.tokens.len(), |next| next.tokens().start)
}

/// Whether a straight mark that opens within a quotation opens one of its own: two marks close behind it before
/// another opens, so that the outer quotation is not one that was never closed.
fn is_inner(article: Article<'_>, token: usize, end: usize) -> bool {
    let mut closed = 0;
    for at in token + 1..end.min(token + AHEAD) {
        match mark(article, at) {
            Mark::Close('"') => closed += 1,
            // A further pair within the same quotation.
            Mark::Open('"') if closed == 1 => closed = 0,
            Mark::Open('"') => return false,
            _ => {}
        }
        if closed == 2 {
            return true;
        }
    }
    false
}

enum Mark {
    /// It opens; with what it must be closed.
    Open(char),
    Close(char),
    /// A straight single mark that may open.
    Single,
    None,
}

fn mark(article: Article<'_>, token: usize) -> Mark {
    let Some(it) = article.tokens.get(token) else {
        return Mark::None;
    };
    let around = || single::neighbours(article, token);
    match article.doc.slice(it.span) {
        "“" | "„" | "‟" => Mark::Open('”'),
        "”" => Mark::Close('”'),
        "«" => Mark::Open('»'),
        "»" => Mark::Close('»'),
        "``" => Mark::Open('\''),
        "''" => Mark::Close('\''),
        "‘" => Mark::Open('’'),
        "’" | "'" if !it.joined && around().0.is_some_and(|c| ",.!?".contains(c)) => Mark::Close('’'),
        "'" if single::opens(article, token) => Mark::Single,
        "\"" => {
            let (before, after) = around();
            let spaced = before.is_none_or(|c| c.is_whitespace() || "([—–-".contains(c));
            if spaced && !after.is_none_or(char::is_whitespace) {
                Mark::Open('"')
            } else {
                Mark::Close('"')
            }
        }
        _ => Mark::None,
    }
}
