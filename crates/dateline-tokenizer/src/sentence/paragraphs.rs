//! Where paragraphs end.

use super::places::Ground;
use super::wrap::Wrap;
use dateline_core::layers::Token;

/// What stands between two tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing.
    None,
    /// White space within a paragraph.
    Space,
    /// A new paragraph begins.
    Paragraph,
}

/// Finds where paragraphs end: one past the index of the last token of each.
pub(crate) fn find(ground: Ground<'_>, ends: &mut Vec<u32>) {
    ends.clear();
    match ground.notes.line_ends() {
        Some(line_ends) => {
            let mut lines = Lines::new(ground);
            let indexes = line_ends.iter().map(|index| *index as usize);
            ends.extend(indexes.filter(|next| lines.ends(*next)).map(|next| next as u32));
        }
        None => find_in_text(ground, ends),
    }
    if !ground.tokens.is_empty() {
        ends.push(ground.tokens.len() as u32);
    }
}

/// The lines of a text, gap by gap.
struct Lines<'g> {
    ground: Ground<'g>,
    /// Asked for only by single line breaks.
    wrap: Option<Wrap>,
    /// Where the present line begins.
    line: usize,
}

impl<'g> Lines<'g> {
    fn new(ground: Ground<'g>) -> Self {
        Self {
            ground,
            wrap: None,
            line: 0,
        }
    }

    /// Whether a paragraph ends before the token `next`. To be asked about all gaps with line breaks, in order.
    fn ends(&mut self, next: usize) -> bool {
        let Ground { text, tokens, .. } = self.ground;
        let pair = next.checked_sub(1).and_then(|last| tokens.get(last..=next));
        let Some([before, after]) = pair else { return false };
        let (end, start) = (before.span.end() as usize, after.span.start() as usize);
        end < start && gap(text, end, start, &mut self.wrap, &mut self.line) == Gap::Paragraph
    }
}

/// Appends where paragraphs end, but for the last, by a search for line breaks.
fn find_in_text(ground: Ground<'_>, ends: &mut Vec<u32>) {
    let Ground { text, tokens, .. } = ground;
    let bytes = text.as_bytes();
    let mut lines = Lines::new(ground);
    // The last token found, and the byte before it that was asked about.
    let (mut known, mut passed) = (0, 0);
    // How many tokens 65,536 bytes have.
    let often = ((tokens.len() as u64) << 16) / bytes.len().max(1) as u64;
    // Where the search goes on: behind the gap.
    let mut see = |at: usize| -> usize {
        // The gap that holds the line break.
        let next = first_after(
            tokens,
            at,
            known + (((at - passed) as u64 * often) >> 16) as usize,
        );
        (known, passed) = (next, at);
        if lines.ends(next) {
            ends.push(next as u32);
        }
        match tokens.get(next) {
            Some(after) if next > 0 => after.span.start() as usize,
            _ => at + 1,
        }
    };
    let mut from = 0;
    let breaks = |(_, char): &(usize, char)| matches!(char, '\n' | '\r' | '\u{c}' | '\u{2029}');
    for (at, _) in text.char_indices().filter(breaks) {
        if at >= from {
            from = see(at);
        }
    }
}

/// The first token that begins after byte `at`, sought step by step from a guess that is made of where another one
/// was, so that there are no more steps than bytes lie between the two.
fn first_after(tokens: &[Token], at: usize, guess: usize) -> usize {
    let mut next = guess.min(tokens.len());
    while tokens
        .get(next)
        .is_some_and(|token| token.span.start() as usize <= at)
    {
        next += 1;
    }
    while let Some(before) = next.checked_sub(1)
        && tokens
            .get(before)
            .is_some_and(|token| token.span.start() as usize > at)
    {
        next = before;
    }
    next
}

/// What stands between the bytes `from` and `to`; `line` is where the present line begins.
fn gap(text: &str, from: usize, to: usize, wrap: &mut Option<Wrap>, line: &mut usize) -> Gap {
    if from == to {
        return Gap::None;
    }
    let between = text.as_bytes().get(from..to).unwrap_or_default();
    if between == b" " {
        return Gap::Space;
    }
    let (mut newlines, mut last, mut separator) = (0, 0, false);
    for (index, byte) in between.iter().enumerate() {
        match *byte {
            b'\n' => (newlines, last) = (newlines + 1, index),
            b'\r' if between.get(index + 1) != Some(&b'\n') => (newlines, last) = (newlines + 1, index),
            0x0c => separator = true,
            // U+2029
            0xa9 => {
                separator |= between
                    .get(..index)
                    .is_some_and(|before| before.ends_with(b"\xe2\x80"));
            }
            _ => {}
        }
    }
    if newlines == 0 {
        return if separator { Gap::Paragraph } else { Gap::Space };
    }
    let length = from - (*line).min(from);
    *line = from + last + 1;
    if newlines > 1 || separator || !wrap.get_or_insert_with(|| Wrap::of(text)).soft(text, length, to) {
        Gap::Paragraph
    } else {
        Gap::Space
    }
}
