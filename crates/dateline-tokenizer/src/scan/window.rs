//! The algebra: which chunks of a window are plain, and where their tokens begin and end.
//!
//! Bit `i` of every mask stands for byte `i` of the window, whose first byte begins a chunk or is white space.
//! A chunk is plain where the rules would do nothing but part words, numbers and marks from each other; then
//! the starts and ends of its tokens are a matter of neighbouring bits. Whatever is not surely plain is hard.

use super::{Context, Plain};

/// The classes of the bytes of a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes {
    /// ASCII white space.
    pub(crate) space: u64,
    /// ASCII letters.
    pub(crate) letter: u64,
    /// ASCII digits.
    pub(crate) digit: u64,
    /// `( [`
    pub(crate) open: u64,
    /// `) ]`
    pub(crate) close: u64,
    /// `"`
    pub(crate) quote: u64,
    /// `,`
    pub(crate) comma: u64,
    /// `.`
    pub(crate) stop: u64,
    /// `; :`
    pub(crate) colon: u64,
    /// `! ?`
    pub(crate) bang: u64,
    /// `'`
    pub(crate) apostrophe: u64,
    /// `-`
    pub(crate) hyphen: u64,
    /// `$`
    pub(crate) dollar: u64,
    /// `%`
    pub(crate) percent: u64,
    /// First bytes of `“ ” – —`, which are tokens wherever they stand.
    pub(crate) wide: u64,
    /// First bytes of `’`
    pub(crate) curly: u64,
    /// First bytes of `‘`
    pub(crate) curly_open: u64,
    /// Last letters of words that may be contractions without apostrophe, and more.
    pub(crate) suspects: u64,
}

/// What a window holds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Found {
    /// The tokens of its plain chunks.
    pub(crate) plain: Plain,
    /// First bytes of its hard chunks.
    pub(crate) hard_starts: u64,
    /// The white space right after them; as many.
    pub(crate) hard_ends: u64,
}

/// Looks at the bytes in `limit`, which ends before white space.
#[inline(always)]
pub(crate) fn find(classes: &Classes, window: &[u8; 64], limit: u64, context: Context<'_>) -> Found {
    let c = classes;
    let chunk = !c.space & limit;
    let starts_chunk = chunk & !(chunk << 1);
    let ends_chunk = (chunk << 1) & !chunk;
    let (letter, digit) = (c.letter & chunk, c.digit & chunk);

    // A point between digits is part of the number.
    let point = c.stop & (digit << 1) & (digit >> 1);
    // So is a comma before three digits and no more, after three at most.
    let four = digit & (digit << 1) & (digit << 2) & (digit << 3);
    let three = digit & (digit >> 1) & (digit >> 2) & !(digit >> 3);
    let group = c.comma & (digit << 1) & !(four << 1) & (three >> 1);
    let number = digit | point | group;
    let word = letter | number;

    let stop = c.stop & !point;
    let comma = c.comma & !group;
    let single = comma | stop | c.colon | c.bang | c.close;
    let marks = single | c.open | c.quote;
    let dollar = c.dollar & (starts_chunk | c.open << 1 | c.wide << 3) & (digit >> 1);
    let percent = c.percent & (digit << 1) & !(word >> 1);

    // 's, 'll, n't and the like at the end of a word of letters; with a curly apostrophe it is two bytes more.
    let (possessive, negation) = {
        let one =
            |at: u64| at & (letter << 1) & (letter >> 1) & (!(word >> 2) | (letter >> 2) & !(word >> 3));
        let three =
            |at: u64| at & (letter << 1) & (letter >> 3) & (!(word >> 4) | (letter >> 4) & !(word >> 5));
        let straight = endings(one(c.apostrophe), 1, window, letter);
        let curly = endings(three(c.curly), 3, window, letter);
        ([straight.0, curly.0], [straight.1, curly.1])
    };
    let attached = possessive[0] | possessive[1] | negation[0] | negation[1];
    let curly = possessive[1] | negation[1];
    let suffix = possessive[0] << 1 | negation[0] << 1 | curly << 3;
    let negation = negation[0] | negation[1];
    let possessive = possessive[0] | possessive[1];
    let curly_open = c.curly_open & (starts_chunk | c.open << 1) & (letter >> 3);
    let wide = c.wide | curly_open;

    let hyphen = c.hyphen & ((letter << 1) & ((letter | digit) >> 1) | (digit << 1) & (letter >> 1));
    let dash = c.hyphen & starts_chunk & (c.space >> 1);

    let wide_bytes = (wide | curly) | (wide | curly) << 1 | (wide | curly) << 2;
    let known = word | marks | dollar | percent | attached | hyphen | dash | wide_bytes;
    let sentence = comma | stop | c.bang;
    let mut hard = (chunk & !known)
        // Letters and digits together: 4th, B52, 5pm.
        | (letter & (number << 1))
        | (number & (letter << 1))
        // A mark inside a word, before one, or at the beginning of a chunk.
        | (single & (word >> 1))
        | (single & starts_chunk & !(c.space >> 1))
        | (c.open & (word << 1))
        | (c.quote & (word << 1) & (word >> 1))
        // Marks that may go together.
        | (sentence & ((sentence | c.colon) >> 1))
        | (c.colon & !((c.space | c.quote | c.wide) >> 1))
        | (c.open & !((letter | digit | c.quote | dollar | c.open | c.wide | curly_open) >> 1));
    if context.options.gum {
        // Enumerators and words broken off.
        hard |= (stop | c.close) & (number << 1);
        hard |= c.close & (letter << 1) & (starts_chunk << 1 | starts_chunk << 2);
    }
    if !context.options.hyphens {
        hard |= hyphen;
    }

    // Where a list decides: words that may be contractions, stops after letters, hyphens.
    let lists = context.lists;
    let outside = !(letter | digit);
    let suspects = c.suspects & letter & !(word >> 1);
    // Nearly every window has a stop or none, and hardly ever is it an abbreviation's: the first is asked
    // about without a branch that could be guessed wrong.
    let stops = stop & (letter << 1) & !hard;
    let first = stops.trailing_zeros() & 63;
    let begin = begins(outside, first);
    if (stops != 0) & lists.stop_filter(window, begin, first as usize) {
        hard |= u64::from(lists.may_keep_stop(window, begin, first as usize)) << first;
    }
    let mut asked = (suspects | stops & stops.wrapping_sub(1) | hyphen) & !hard;
    while asked != 0 {
        let at = asked.trailing_zeros();
        let bit = 1u64 << at;
        let begin = begins(outside, at);
        let keeps = if bit & stop != 0 {
            lists.may_keep_stop(window, begin, at as usize)
        } else if bit & hyphen != 0 {
            let end = (outside & (u64::MAX << at << 1)).trailing_zeros().min(64);
            lists.may_keep_hyphen(window, begin, at as usize, end as usize)
        } else {
            lists.is_contraction(window, begin, at as usize + 1)
        };
        hard |= u64::from(keeps) << at;
        asked &= asked - 1;
    }

    // A carry from each chunk's first byte runs through it and comes out behind it, unless a hard byte
    // stops it.
    let clean = (chunk & !hard).wrapping_add(starts_chunk & !hard);
    let hard_ends = ends_chunk & !clean;
    let hard_starts = before_each(hard_ends, starts_chunk);

    let one_byte = marks | dollar | percent | hyphen | dash;
    let begin = (word & !(word << 1) & !suffix) | one_byte | possessive | (negation >> 1) | wide;
    let finish = (word & !(word >> 1) & !(negation >> 1)) | (negation >> 2) | one_byte | wide << 2;
    let plain_bytes = !hard_ends.wrapping_sub(hard_starts);
    Found {
        plain: Plain {
            starts: begin & plain_bytes & chunk,
            ends: finish & plain_bytes & chunk,
            numbers: digit,
            marks: marks | hyphen | dash | wide,
            symbols: dollar | percent,
            joined: possessive | (negation >> 1),
        },
        hard_starts,
        hard_ends,
    }
}

/// The first bit of the run that ends before bit `at`: one past the highest bit of `outside` below it.
#[inline(always)]
fn begins(outside: u64, at: u32) -> usize {
    let below = outside & ((1u64 << at) - 1);
    64 - below.leading_zeros() as usize
}

/// Of the apostrophes, `length` bytes long, before one or two letters at the end of a word: those that begin
/// an ending ('s, 'll), and those of n't.
#[inline(always)]
fn endings(mut apostrophes: u64, length: usize, window: &[u8; 64], letter: u64) -> (u64, u64) {
    let (mut possessive, mut negation) = (0, 0);
    while apostrophes != 0 {
        let at = apostrophes.trailing_zeros() as usize;
        let byte = |at: usize| window.get(at & 63).copied().unwrap_or(0) | 0x20;
        let bit = 1u64 << at;
        let (first, second) = (byte(at + length), byte(at + length + 1));
        let two = letter & (bit << length << 1) != 0;
        match first {
            b's' | b'm' | b'd' if !two => possessive |= bit,
            b'r' | b'v' if two && second == b'e' => possessive |= bit,
            b'l' if two && second == b'l' => possessive |= bit,
            b't' if !two && at > 1 && byte(at - 1) == b'n' && letter & (bit >> 2) != 0 => negation |= bit,
            _ => {}
        }
        apostrophes &= apostrophes - 1;
    }
    (possessive, negation)
}

/// For each bit of `ends`, the nearest bit of `all_starts` below it.
#[inline(always)]
fn before_each(mut ends: u64, all_starts: u64) -> u64 {
    let mut starts = 0;
    while ends != 0 {
        let end = ends.trailing_zeros();
        let below = all_starts & ((1u64 << end) - 1);
        starts |= 1u64 << (63 - below.leading_zeros());
        ends &= ends - 1;
    }
    starts
}
