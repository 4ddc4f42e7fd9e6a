//! What is noted of every token while it is cut: a few bits each, from which sentences are told.
//!
//! The masks of a window know whether a token is a mark, what stands behind it and how it begins. To find that
//! out again token by token would cost more than the tokens did. So each window's bits are drawn together, one a
//! token, and hung on to those of the windows before.

use super::Plain;
use crate::chars::{Kind, kind_at};
use dateline_core::layers::{Token, TokenClass};

/// The kinds of notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    /// Worth a look, as a sentence might end there or a bracket or quotation mark open or close: a stop, a mark
    /// that opens, closes, asks or calls, any but a comma before white space. More may have it.
    Look = 0,
    /// White space follows, or nothing.
    Gap = 1,
    /// A word that begins with a small letter of ASCII.
    Lower = 2,
    /// A word that begins with a capital letter of ASCII.
    Upper = 3,
    /// A mark that ends with a stop or an ellipsis, asks or calls.
    Stop = 4,
    /// A quotation mark or bracket. More may have it.
    Pairs = 5,
}

/// How many there are.
pub(crate) const KINDS: usize = 6;

/// The notes of a text's tokens.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    /// Of 64 tokens each, the first one's bit lowest. Blocks behind the last token hold what an earlier text left
    /// there, but for the one right behind it, which is empty.
    blocks: Vec<[u64; KINDS]>,
    count: usize,
    /// How many tokens stand before each gap that may end a line, in order.
    breaks: Vec<u32>,
    /// Whether there may be others.
    blind: bool,
}

/// Where notes go, if they are wanted.
pub(crate) trait Noting {
    /// Whether they are.
    const WANTED: bool;

    /// Adds the bits of so many tokens, at most 64.
    fn add(&mut self, count: u32, bits: [u64; KINDS]);

    /// Adds what is to be said of tokens that the rules cut.
    fn add_tokens(&mut self, text: &str, tokens: &[Token]);

    /// Adds the gaps in which there are such [`breaks`] of a window whose tokens begin at `starts`, with `before`
    /// tokens before them.
    fn add_breaks(&mut self, breaks: u64, before: usize, starts: u64);

    /// Says that breaks may have been left out.
    fn leave_breaks(&mut self);
}

/// Which bytes of a window's white space `space` may end a line or a paragraph: all that do, and few others.
#[inline(always)]
pub(crate) fn breaks(window: &[u8; 64], space: u64) -> u64 {
    let ends_line = |byte: u8| byte.wrapping_sub(b'\n') < 4;
    // Most windows have none, which vectors say at once.
    let any = window.iter().fold((0u8, 0u8), |(ends, third), byte| {
        (
            ends | u8::from(ends_line(*byte)),
            third | u8::from(*byte == THIRD),
        )
    });
    let mut found = 0;
    let mut left = if any.0 == 0 { 0 } else { space };
    while left != 0 {
        let at = left.trailing_zeros();
        let ends = window.get(at as usize).is_some_and(|byte| ends_line(*byte));
        found |= u64::from(ends) << at;
        left &= left - 1;
    }
    with_separators(found, any.1 != 0, window)
}

/// What ends lines, and the last bytes of U+2029 if any byte of the window is the third of those.
#[inline(always)]
pub(crate) fn with_separators(ends_line: u64, third: bool, window: &[u8; 64]) -> u64 {
    if third {
        ends_line | separators(window)
    } else {
        ends_line
    }
}

/// The last of the three bytes of U+2029.
pub(crate) const THIRD: u8 = 0xa9;

/// The last bytes of U+2029.
#[cold]
#[inline(never)]
pub(crate) fn separators(window: &[u8; 64]) -> u64 {
    let thirds = window.windows(3).zip(2..);
    thirds
        .filter(|(three, _)| *three == "\u{2029}".as_bytes())
        .fold(0, |found, (_, at)| found | 1u64 << at)
}

/// For those who want tokens alone.
pub(crate) struct Unnoted;

impl Noting for Unnoted {
    const WANTED: bool = false;

    #[inline(always)]
    fn add(&mut self, _: u32, _: [u64; KINDS]) {}

    #[inline(always)]
    fn add_tokens(&mut self, _: &str, _: &[Token]) {}

    #[inline(always)]
    fn add_breaks(&mut self, _: u64, _: usize, _: u64) {}

    #[inline(always)]
    fn leave_breaks(&mut self) {}
}

impl Noting for Notes {
    const WANTED: bool = true;

    #[inline(always)]
    fn add(&mut self, count: u32, bits: [u64; KINDS]) {
        let (block, offset) = (self.count / 64, (self.count % 64) as u32);
        if self.blocks.len() < block + 2 {
            self.grow(block + 2);
        }
        if let Some([here, next]) = self.blocks.get_mut(block..block + 2) {
            for ((here, next), bits) in here.iter_mut().zip(next).zip(bits) {
                *here |= bits << offset;
                *next = bits.unbounded_shr(64 - offset);
            }
        }
        self.count += count as usize;
    }

    #[inline]
    fn add_tokens(&mut self, text: &str, tokens: &[Token]) {
        let Some(last) = tokens.last() else { return };
        // All but white space is of some token.
        let behind = kind_at(text, last.span.end() as usize).0;
        let behind = u32::from(!matches!(behind, Kind::Space | Kind::End));
        let behind = last.span.end() + 1 - behind;
        let mut nexts = tokens.iter().skip(1).map(|next| next.span.start());
        for many in tokens.chunks(64) {
            let mut codes = [0; 64];
            for (code, token) in codes.iter_mut().zip(many) {
                let next = nexts.next().unwrap_or(behind);
                *code = of(text.as_bytes(), token, next > token.span.end());
            }
            let mut bits = [0; KINDS];
            for (number, eight) in codes.chunks(8).take(many.len().div_ceil(8)).enumerate() {
                let eight = eight.first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight));
                for (kind, bits) in bits.iter_mut().enumerate() {
                    *bits |= u64::from(lowest(eight >> kind)) << (8 * number);
                }
            }
            self.add(many.len() as u32, bits);
        }
    }

    #[inline(always)]
    fn add_breaks(&mut self, breaks: u64, before: usize, starts: u64) {
        let mut left = breaks;
        while left != 0 {
            let at = left.trailing_zeros();
            let index = before as u32 + (starts & ((1 << at) - 1)).count_ones();
            if self.breaks.last() != Some(&index) {
                self.breaks.push(index);
            }
            // What is left of this gap says nothing more.
            let next = starts & (u64::MAX << at);
            left &= u64::MAX.unbounded_shl(next.trailing_zeros());
        }
    }

    fn leave_breaks(&mut self) {
        self.blind = true;
    }
}

impl Notes {
    /// Forgets the text before.
    pub(crate) fn clear(&mut self) {
        self.count = 0;
        self.breaks.clear();
        self.blind = false;
        self.blocks.resize(self.blocks.len().max(2), [0; KINDS]);
        if let Some(first) = self.blocks.first_mut() {
            *first = [0; KINDS];
        }
    }

    /// How many tokens stand before each gap that may end a line, in order; `None` where that was not noted.
    pub(crate) fn line_ends(&self) -> Option<&[u32]> {
        (!self.blind).then_some(&self.breaks)
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, blocks: usize) {
        self.blocks.resize(blocks.max(2 * self.blocks.len()), [0; KINDS]);
    }

    /// All notes of 64 tokens from the token `from` on, and of their neighbours.
    #[inline]
    pub(crate) fn view(&self, from: usize) -> View {
        const NONE: [u64; KINDS] = [0; KINDS];
        let block = |block: usize| match self.blocks.get(block) {
            Some(bits) if block * 64 < self.count => bits,
            _ => &NONE,
        };
        let (first, offset) = (from / 64, (from % 64) as u32);
        let (low, high) = (block(first), block(first + 1));
        let before = from.checked_sub(1).map_or(&NONE, |before| block(before / 64));
        let mut view = View {
            here: NONE,
            before: NONE,
            after: NONE,
        };
        for kind in 0..KINDS {
            let here = low[kind] >> offset | high[kind].unbounded_shl(64 - offset);
            view.here[kind] = here;
            view.before[kind] = here << 1 | before[kind] >> (from.wrapping_sub(1) % 64) & 1;
            view.after[kind] = here >> 1 | high[kind] >> offset << 63;
        }
        view
    }

    /// The notes of 64 tokens from the token `from` on; none of what stands behind the last.
    #[inline]
    pub(crate) fn from(&self, kind: Note, from: usize) -> u64 {
        let block = |block: usize| match self.blocks.get(block) {
            Some(bits) if block * 64 < self.count => bits[kind as usize],
            _ => 0,
        };
        let (first, offset) = (from / 64, (from % 64) as u32);
        block(first) >> offset | block(first + 1).unbounded_shl(64 - offset)
    }
}

/// The notes of 64 tokens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    here: [u64; KINDS],
    before: [u64; KINDS],
    after: [u64; KINDS],
}

impl View {
    /// Their own.
    #[inline]
    pub(crate) fn of(&self, kind: Note) -> u64 {
        self.here[kind as usize]
    }

    /// That of the token before each.
    #[inline]
    pub(crate) fn before(&self, kind: Note) -> u64 {
        self.before[kind as usize]
    }

    /// That of the token after each.
    #[inline]
    pub(crate) fn after(&self, kind: Note) -> u64 {
        self.after[kind as usize]
    }
}

/// What `Look` is about as the last byte of any token but a number: a stop.
const STOP: u8 = 1;
/// As the last byte of a mark: what opens, closes, asks or calls, and all that is not ASCII.
const OPENS: u8 = 2;
/// As the last byte of a mark before white space: all but the comma.
const MARK: u8 = 4;

/// As the last byte of a mark: that it ends with a stop or an ellipsis, asks or calls.
const ENDS: u8 = 8;
/// As the last byte of a mark: that it is a quotation mark or bracket.
const PAIR: u8 = 16;

const BYTES: [u8; 256] = {
    let mut table = [MARK; 256];
    table[b',' as usize] = 0;
    table[b'.' as usize] = STOP | MARK | ENDS;
    table[b'"' as usize] = OPENS | MARK | PAIR;
    table[b'(' as usize] = OPENS | MARK | PAIR;
    table[b')' as usize] = OPENS | MARK | PAIR;
    table[b'!' as usize] = OPENS | MARK | ENDS;
    table[b'?' as usize] = OPENS | MARK | ENDS;
    let mut byte = 128;
    while byte < 256 {
        table[byte] = OPENS | MARK;
        byte += 1;
    }
    table[0xa6] |= ENDS;
    table[0x9c] |= PAIR;
    table[0x9d] |= PAIR;
    table
};

/// The lowest bits of eight bytes, the first byte's lowest.
#[inline]
fn lowest(bytes: u64) -> u8 {
    const LOWEST: u64 = 0x0101_0101_0101_0101;
    // Bit 8i comes to bit 56 + i, and no two bits to the same place.
    ((bytes & LOWEST).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u8
}

/// The signs by which a token is worth a look, if no white space follows, and if it does.
#[inline]
fn wanted(class: TokenClass) -> [u8; 2] {
    match class {
        TokenClass::Word => [STOP; 2],
        TokenClass::Number => [0; 2],
        TokenClass::Punct => [STOP | OPENS, STOP | OPENS | MARK],
        _ => [STOP | OPENS | MARK; 2],
    }
}

/// What is noted of a token before a `gap` or none, a bit each, from the lowest on in the order of [`Note`].
#[inline]
fn of(bytes: &[u8], token: &Token, gap: bool) -> u8 {
    let byte = |at: u32| bytes.get(at as usize).copied().unwrap_or(0);
    let (first, last) = (byte(token.span.start()), byte(token.span.end().wrapping_sub(1)));
    let (word, mark) = (token.class == TokenClass::Word, token.class == TokenClass::Punct);
    let signs = BYTES[usize::from(last)];
    let bit = |kind: Note, has: bool| u8::from(has) << kind as u8;
    bit(Note::Look, signs & wanted(token.class)[usize::from(gap)] != 0)
        | bit(Note::Gap, gap)
        | bit(Note::Lower, word & first.is_ascii_lowercase())
        | bit(Note::Upper, word & first.is_ascii_uppercase())
        | bit(Note::Stop, mark & (signs & ENDS != 0))
        | bit(Note::Pairs, mark & (signs & PAIR != 0))
}

/// Draws together the bits of masks that stand where `places` has any, in order.
pub(crate) trait Draw {
    /// Does it.
    fn draw<const MANY: usize>(&self, masks: [u64; MANY], places: u64) -> [u64; MANY];
}

/// The notes of a window, as masks of bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Noted<M = u64> {
    /// By the tokens' last bytes.
    pub(crate) look: M,
    /// The same.
    pub(crate) gap: M,
    /// By their first bytes.
    pub(crate) lower: M,
    /// The same.
    pub(crate) upper: M,
    /// By their last bytes.
    pub(crate) stop: M,
    /// The same.
    pub(crate) pairs: M,
}

impl Noted {
    /// A bit for each token instead of each byte.
    #[inline(always)]
    pub(crate) fn tokens(&self, plain: &Plain, draw: &impl Draw) -> [u64; KINDS] {
        let [look, gap, stop, pairs] = draw.draw([self.look, self.gap, self.stop, self.pairs], plain.ends);
        let [lower, upper] = draw.draw([self.lower, self.upper], plain.starts);
        [look, gap, lower, upper, stop, pairs]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::Span;

    #[test]
    fn stops_marks_and_what_opens_are_worth_a_look() {
        let text = "Mr. Sok, 41 (10-member) - said \u{201c}no.\u{201d} It";
        let mut tokens = Vec::new();
        let mut add = |form: &str, class| {
            let from = tokens.last().map_or(0, |token: &Token| token.span.end() as usize);
            let start = from + text[from..].find(form).unwrap_or(0);
            tokens.push(Token::new(Span::at(start, form.len()), class));
        };
        for (form, class) in [
            ("Mr.", TokenClass::Word),
            ("Sok", TokenClass::Word),
            (",", TokenClass::Punct),
            ("41", TokenClass::Number),
            ("(", TokenClass::Punct),
            ("10", TokenClass::Number),
            ("-", TokenClass::Punct),
            ("member", TokenClass::Word),
            (")", TokenClass::Punct),
            ("-", TokenClass::Punct),
            ("said", TokenClass::Word),
            ("\u{201c}", TokenClass::Punct),
            ("no", TokenClass::Word),
            (".", TokenClass::Punct),
            ("\u{201d}", TokenClass::Punct),
            ("It", TokenClass::Word),
        ] {
            add(form, class);
        }
        let mut notes = Notes::default();
        notes.clear();
        notes.add_tokens(text, &tokens);
        let having = |kind: Note| -> Vec<&str> {
            (0..tokens.len())
                .filter(|at| notes.from(kind, *at) & 1 != 0)
                .map(|at| &text[tokens[at].span.range()])
                .collect()
        };
        assert_eq!(
            having(Note::Look),
            ["Mr.", "(", ")", "-", "\u{201c}", ".", "\u{201d}"]
        );
        assert_eq!(having(Note::Upper), ["Mr.", "Sok", "It"]);
        assert_eq!(having(Note::Lower), ["member", "said", "no"]);
        assert_eq!(having(Note::Stop), ["."]);
        assert_eq!(having(Note::Pairs), ["(", ")", "\u{201c}", "\u{201d}"]);
        assert_eq!(notes.from(Note::Gap, 0) & 0b1111, 0b1101);
    }

    #[test]
    fn the_lowest_bits_of_eight_bytes_are_drawn_together() {
        for wanted in 0..=u8::MAX {
            for noise in [0, u64::MAX, 0x1234_5678_9abc_def0] {
                let bytes = (0..8).fold(noise & !0x0101_0101_0101_0101, |bytes, at| {
                    bytes | u64::from(wanted >> at & 1) << (8 * at)
                });
                assert_eq!(lowest(bytes), wanted, "{bytes:x}");
            }
        }
    }

    #[test]
    fn notes_stand_where_their_tokens_do() {
        let mut notes = Notes::default();
        for round in 0..3u64 {
            notes.clear();
            let mut wanted = Vec::new();
            for step in 0..200u64 {
                let count = ((step * 7 + round) % 65) as u32;
                let bits =
                    (step + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) & u64::MAX.unbounded_shr(64 - count);
                notes.add(
                    count,
                    [bits, !bits & u64::MAX.unbounded_shr(64 - count), 0, 0, 0, 0],
                );
                wanted.extend((0..count).map(|bit| bits >> bit & 1 != 0));
            }
            for (from, wanted) in wanted.iter().enumerate() {
                assert_eq!(notes.from(Note::Look, from) & 1 != 0, *wanted);
                assert_eq!(notes.from(Note::Gap, from) & 1 == 0, *wanted);
            }
            assert_eq!(notes.from(Note::Look, wanted.len()), 0);
            for from in 0..wanted.len() {
                let view = notes.view(from);
                for kind in [Note::Look, Note::Gap, Note::Lower] {
                    assert_eq!(view.of(kind), notes.from(kind, from));
                    assert_eq!(view.after(kind), notes.from(kind, from + 1));
                    let before = match from.checked_sub(1) {
                        Some(before) => notes.from(kind, before),
                        None => notes.from(kind, 0) << 1,
                    };
                    assert_eq!(view.before(kind), before);
                }
            }
        }
    }
}
