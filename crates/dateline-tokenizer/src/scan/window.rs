//! The algebra: which chunks of a window are plain, and where their tokens begin and end.
//!
//! Bit `i` of every mask stands for byte `i` of the window, whose first byte begins a chunk or is white space.
//! A chunk is plain where the rules would do nothing but part words, numbers and marks from each other in ways
//! that neighbouring bits tell. Whatever is not surely plain is hard. Nothing here branches on the text but
//! for words that a list may know ([`decide`]).

use super::classes::{Classes, Tails};
use super::decide::{Asked, Decided};
use super::mask::Mask;
use super::{Context, Noted, Plain};
use dateline_core::layers::Token;

/// What a window holds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Found<M = u64> {
    /// The tokens of its plain chunks.
    pub(crate) plain: Plain<M>,
    /// What is noted of them.
    pub(crate) noted: Noted<M>,
    /// First bytes of its chunks.
    pub(crate) starts_chunk: M,
    /// The white space right after its hard chunks.
    pub(crate) hard_ends: M,
}

impl Found {
    /// First bytes of the hard chunks, and all their bytes.
    pub(crate) fn hard(&self) -> (u64, u64) {
        let mut starts = 0;
        let mut ends = self.hard_ends;
        while ends != 0 {
            let below = self.starts_chunk & ((1u64 << ends.trailing_zeros()) - 1);
            starts |= 1u64 << (63 - below.leading_zeros());
            ends &= ends - 1;
        }
        (starts, self.hard_ends.wrapping_sub(starts))
    }

    /// First bytes of all `tokens` of the window at `at`.
    #[inline(always)]
    pub(crate) fn starts(&self, at: usize, tokens: Option<&[Token]>) -> u64 {
        if self.hard_ends == 0 {
            return self.plain.starts;
        }
        let starts = tokens.unwrap_or_default().iter().map(|token| token.span.start());
        starts.fold(0, |mask, start| mask | 1u64.unbounded_shl(start - at as u32))
    }
}

/// Endings that hang on words by an apostrophe, as masks of the apostrophes' first bytes.
struct Attached<M> {
    /// `'s`, `'ll` and the like.
    possessive: M,
    /// Those of `n't`.
    negation: M,
    /// Those of both that are `’`, which has three bytes.
    curly: M,
    /// Last bytes of the endings.
    ends: M,
}

/// Looks at the bytes in `limit`, which ends before white space. `decide` answers what lists decide; it is asked
/// once, even if there is nothing to ask.
#[inline(always)]
pub(crate) fn find<M: Mask>(
    c: &Classes<M>,
    limit: M,
    context: Context<'_>,
    decide: impl FnOnce(&Asked<M>) -> Decided<M>,
) -> Found<M> {
    let gum = context.options.gum;
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
    let last = letter & !(word >> 1);
    let opens = c.open | c.quote;
    let after_wide = c.wide.mark << 3;

    // Three stops and more are one mark wherever they stand.
    let dots = {
        let three = c.stop & (c.stop >> 1) & (c.stop >> 2) & chunk;
        three | three << 1 | three << 2
    };
    let one_stop = c.stop & !dots;

    // U.S., p.m.: single letters with a stop after each, two at least.
    let (chain, chain_ends) = {
        let pairs = letter & !(word << 1) & !(word >> 1) & (one_stop >> 1);
        let pairs = pairs | pairs << 1;
        let first = pairs & !(pairs << 1) & (pairs >> 2) & (starts_chunk | opens << 1 | after_wide);
        let chain = pairs & !pairs.plus(first);
        (chain & c.stop, chain & c.stop & !(chain >> 1))
    };

    let stop = one_stop & !point & !chain;
    let comma = c.comma & !group;
    let single = comma | stop | c.colon | c.bang | c.close;
    let marks = single | opens;
    let dollar = c.dollar & (starts_chunk | c.open << 1 | after_wide) & (digit >> 1);
    let percent = c.percent & (digit << 1) & !(word >> 1);

    let attached = attached(c, letter, last);
    let attached_all = attached.possessive | attached.negation;
    let straight = c.apostrophe & !attached_all;
    let curly = c.wide.curly & !attached_all;
    // A single quotation mark that closes after a mark.
    let after_mark = (comma | c.stop | c.bang) << 1;
    let before_closing = c.space | c.quote | c.comma | c.close;
    let closing = straight & after_mark & (before_closing >> 1);
    let curly_closing = curly & after_mark & ((before_closing | c.wide.mark) >> 3);
    // The possessive of boys' before a word. After an opening quotation mark it may be the closing one.
    let (plural, curly_plural) = {
        let after_s = (c.tails.s & last) << 1;
        let next = (c.letter | c.digit) >> 1 & c.space;
        let sure = !c.wide.curly_open.any();
        (
            straight & after_s & (next >> 1) & sure,
            curly & after_s & (next >> 3) & sure,
        )
    };
    // After any other word, a closing quotation mark, unless the word owns it.
    let after_word = straight & (letter << 1) & (c.space >> 1) & !plural;
    let curly_open = c.wide.curly_open & (starts_chunk | c.open << 1) & (letter >> 3);

    let hyphen = c.hyphen & ((letter << 1) & ((letter | digit) >> 1) | (digit << 1) & (letter >> 1));
    // After U.S. it is a mark; so is a dash, and in EWT what is left of low- and high-level.
    let suspended = if gum { M::default() } else { letter << 1 };
    let dash = c.hyphen & ((chain_ends << 1) & (letter >> 1) | (starts_chunk | suspended) & (c.space >> 1));
    // A slash parts words that are no single letters (and/or, but w/o).
    let slash = c.slash & (letter << 1) & (letter << 2) & ((letter | digit) >> 1);
    // Two hyphens for a dash.
    let pair = c.hyphen & (c.hyphen >> 1) & !(c.hyphen << 1) & !(c.hyphen >> 2);
    let pair = pair & (starts_chunk & (c.space >> 2) | (letter << 1) & (letter >> 2));

    let three = c.wide.mark | c.wide.euro | curly_open | attached.curly | curly_closing | curly_plural;
    let two = c.wide.pound | pair;
    let known = word | chain | dots | slash | marks | dollar | percent | attached_all | hyphen | dash;
    let known = known | closing | plural | after_word | two | two << 1 | three | three << 1 | three << 2;
    let stops_or_bangs = c.stop | c.bang;
    let signs = c.wide.pound | c.wide.euro;
    let mut hard = (chunk & !known)
        // A mark inside a word, before one, or at the beginning of a chunk.
        | ((stop | c.colon) & (word >> 1))
        | (comma & (digit << 1) & (digit >> 1))
        | (single & starts_chunk & !(c.space >> 1))
        | (c.quote & (word << 1) & (word >> 1))
        // Marks that go together.
        | ((stop | c.bang) & (stops_or_bangs >> 1))
        | (comma & (comma >> 1))
        | (c.wide.ellipsis & (c.stop >> 3))
        | (c.colon & !((c.space | c.quote | c.wide.mark) >> 1))
        | (c.open & !((letter | digit | opens | c.close | dots | dollar | c.wide.mark | curly_open | signs) >> 1))
        // B52, where a comma groups by all that stands before it.
        | (digit & (letter << 1) & group.any())
        // A letter of two bytes alone is an initial.
        | (stop & ((c.wide.latin & !(letter << 1)) << 2));
    if gum {
        // Enumerators and words broken off.
        hard |= (stop | c.close) & (number << 1);
        hard |= c.close & (letter << 1) & (starts_chunk << 1 | starts_chunk << 2);
    }
    if !context.options.hyphens {
        hard |= hyphen;
    }
    let after_ending = attached.ends << 1;
    if context.lists.has_attached_stops() {
        hard |= stop & after_ending;
    }
    let ascii = letter & !c.wide.latin & !(c.wide.latin << 1);
    let capital = ascii & !c.small;
    // One letter and a stop: an initial or not. Most stand alone, one blank before the next word.
    let initial = stop & ((capital & starts_chunk) << 1) & (c.space >> 1) & (ascii_next(c) >> 2);
    hard |= stop & ((letter & !(word << 1)) << 1) & !after_ending & !initial;
    // After a stop that is part of the word, marks that are what they are wherever they stand.
    let after_kept = c.space | c.comma | c.close | c.quote | c.colon | c.bang | c.wide.mark | c.apostrophe;
    let after_kept = after_kept | c.wide.curly | dash;
    hard |= chain_ends & !(after_kept >> 1);

    // Where a list decides: words that may be contractions, stops after letters, hyphens; and units.
    let mixed = letter & (number << 1);
    // A carry from capitals at the beginning of words comes out behind them.
    let big = letter & !(letter << 1) & (capital | c.wide.latin);
    let after_big = letter.plus(big) & !letter;
    let short = c.hints.stop << 1 | c.hints.capital << 1 & after_big;
    let asked = (c.hints.word & last)
        | (c.hints.hyphen << 1 & hyphen)
        | (short & stop & (letter << 1) & !after_ending);
    let asked = (asked | mixed | initial | after_word) & !hard;
    let decided = decide(&Asked {
        asked,
        stop,
        hyphen,
        mixed,
        after_word,
        letter,
        digit,
        number,
        space: c.space,
        attached: attached_all,
        after_kept,
    });
    let Decided {
        kept,
        joined,
        units,
        parts,
        part_ends,
        closed,
        ..
    } = decided;
    hard |= decided.hard | after_word & !closed;

    // A carry from each chunk's first byte runs through it and comes out behind it, unless a hard byte
    // stops it.
    let clean = (chunk & !hard).plus(starts_chunk & !hard);
    let hard_ends = ends_chunk & !clean;

    let one = (marks & !kept) | dollar | percent | (hyphen & !joined) | dash | closing | closed | slash;
    let three = c.wide.mark | c.wide.euro | curly_open | curly_closing;
    let glued = word | chain | kept | joined;
    let inner = (attached_all & !attached.curly) << 1 | attached.curly << 3;
    let negation = attached.negation;
    let hanging = attached.possessive | negation >> 1 | plural | curly_plural;
    let starts = (glued & !(glued << 1) & !inner) | one | two | three | hanging | units;
    let starts = starts | (dots & !(dots << 1)) | parts;
    let ends = (glued & !(glued >> 1) & !(negation >> 1)) | negation >> 2 | one | two << 1 | three << 2;
    let ends = ends | plural | curly_plural << 2 | units >> 1 | (dots & !(dots >> 1)) | parts >> 1;
    // A note is told by what stands at a token's end, or its beginning, alone.
    let look = c.stop | c.quote | c.open | c.close | c.bang | dollar | percent;
    let look = look | (three << 2) | (c.wide.pound << 1);
    let look = look | ((c.colon | c.hyphen | c.slash | c.apostrophe) & (c.space >> 1));
    Found {
        noted: Noted {
            look,
            gap: c.space >> 1,
            lower: letter & c.small,
            upper: capital,
            stop: stop & !kept | dots | c.bang | c.wide.ellipsis << 2,
            pairs: c.quote | c.open | c.close | c.wide.mark << 2,
        },
        plain: Plain {
            starts: starts & chunk,
            ends: ends & chunk,
            numbers: digit & !decided.words,
            marks: marks
                | dots
                | slash
                | hyphen
                | dash
                | closing
                | closed
                | pair
                | c.wide.mark
                | curly_open
                | curly_closing,
            symbols: dollar | percent | signs,
            joined: hanging | parts,
            joined_ends: attached.ends | plural | curly_plural << 2 | part_ends,
        },
        starts_chunk,
        hard_ends,
    }
}

/// Letters and digits of ASCII, whether in the limit or not.
#[inline(always)]
fn ascii_next<M: Mask>(c: &Classes<M>) -> M {
    c.letter & !c.wide.latin & !(c.wide.latin << 1) | c.digit
}

/// The endings at the ends of words of letters, `last` of which are the last.
#[inline(always)]
fn attached<M: Mask>(c: &Classes<M>, letter: M, last: M) -> Attached<M> {
    let Tails {
        one,
        before_e,
        e,
        l,
        n,
        t,
        ..
    } = c.tails;
    let after_letter = letter << 1;
    let not = (n << 1) & (letter << 2);
    // One letter after the apostrophe; its bit, and then for two that of the second.
    let (one, negation) = (one & last, t & last);
    let two = (before_e << 1 & e | l << 1 & l) & last;
    let straight = c.apostrophe & after_letter;
    let (s1, s2, sn) = (
        straight & one >> 1,
        straight & two >> 2,
        straight & negation >> 1 & not,
    );
    let curly = c.wide.curly & after_letter;
    let (c1, c2, cn) = (curly & one >> 3, curly & two >> 4, curly & negation >> 3 & not);
    Attached {
        possessive: s1 | s2 | c1 | c2,
        negation: sn | cn,
        curly: c1 | c2 | cn,
        ends: (s1 | sn) << 1 | s2 << 2 | (c1 | cn) << 3 | c2 << 4,
    }
}
