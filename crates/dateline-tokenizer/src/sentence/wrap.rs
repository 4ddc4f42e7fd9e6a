//! Single line breaks: the end of a paragraph, or merely the end of a line?
//!
//! An empty line always parts paragraphs. A single line break does too, unless the text is hard-wrapped, as
//! e-mails and old text files are. A text counts as wrapped where its lines are short (at most
//! [`WIDEST`] bytes, but for one in ten) and where, at most of its single line breaks, the first word
//! of the next line would not have fitted any more on the line before. In such a text, a line break where
//! that word would have fitted is still the end of a paragraph, unless a lower-case letter follows: nothing
//! else explains it.

use crate::chars::Kind;

/// Lines beyond this are not made for the width of a screen.
const WIDEST: usize = 132;
/// Texts whose longest line is shorter than this are lists, addresses, verse.
const NARROWEST: usize = 40;

/// The width to which a text is wrapped, if it is.
pub(crate) struct Wrap {
    width: Option<usize>,
}

impl Wrap {
    /// Looks at all lines of `text`.
    pub(crate) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let (mut lines, mut long, mut width, mut breaks) = (0usize, 0usize, 0usize, 0usize);
        each_line(bytes, |length, next| {
            if length > 0 {
                lines += 1;
                if length > WIDEST {
                    long += 1;
                } else if next > 0 {
                    width = width.max(length);
                    breaks += 1;
                }
            }
        });
        if breaks == 0 || long * 10 > lines || width < NARROWEST {
            return Self { width: None };
        }
        let mut full = 0usize;
        each_line(bytes, |length, next| {
            full += usize::from(length > 0 && next > 0 && length <= WIDEST && length + 1 + next > width);
        });
        Self {
            width: (full * 10 >= breaks * 6).then_some(width),
        }
    }

    /// Whether the line break after a line of `length` bytes, before the token at `next`, is a mere wrap.
    pub(crate) fn soft(&self, text: &str, length: usize, next: usize) -> bool {
        self.width.is_some_and(|width| {
            let word = first_word(text.as_bytes().get(next..).unwrap_or_default());
            length <= width
                && (length + 1 + word > width || crate::chars::kind_at(text, next).0 == Kind::Lower)
        })
    }
}

/// Calls `see` with the length of every line and that of the first word of the line after it; zero where
/// that one is empty.
fn each_line(bytes: &[u8], mut see: impl FnMut(usize, usize)) {
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]) {
        let line = bytes.get(start..end).unwrap_or_default().trim_ascii_end();
        start = end + 1;
        see(line.len(), first_word(bytes.get(start..).unwrap_or_default()));
    }
}

/// The length of the first word of a line; longer ones than any width count as that.
fn first_word(rest: &[u8]) -> usize {
    rest.iter()
        .take(WIDEST)
        .take_while(|byte| !byte.is_ascii_whitespace())
        .count()
}
