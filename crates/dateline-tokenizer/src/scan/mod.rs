//! From text to tokens: windows of 64 bytes through mask algebra, hard chunks through the exact rules.
//!
//! - [`exact`] is the reference: chunk after chunk through the rules.
//! - [`window`] says which chunks of a window are plain and where their tokens begin and end, on 64-bit masks
//!   of byte [`classes`]; where a list decides, it asks [`decide`]. It is the same code for every machine.
//! - [`portable`] makes the masks and writes the tokens in plain Rust; [`arch`] does both with AVX-512, AVX2
//!   or NEON, chosen when the program runs. All give the same tokens as the reference (see the tests).
//! - [`notes`] are what sentences want to know of the tokens, drawn from the same masks.

mod arch;
mod classes;
mod decide;
mod endings;
pub(crate) mod exact;
mod groups;
mod mask;
mod notes;
mod portable;
#[cfg(test)]
mod tests;
mod window;

pub(crate) use endings::{Ending, Endings};
pub(crate) use groups::Frequent;
pub(crate) use notes::{Note, Notes, Noting, Unnoted, View};

use crate::lists::Lists;
use crate::rules::Options;
use classes::Classes;
use dateline_core::layers::Token;
use notes::{Draw, Noted};

/// What all ways of cutting share.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) text: &'a str,
    pub(crate) lists: &'a Lists,
    pub(crate) options: Options,
}

/// A way to classify bytes and to write tokens.
pub(crate) trait Engine: Copy + Draw {
    /// The classes of 64 bytes.
    fn classify(self, bytes: &[u8; 64], endings: &Endings) -> Classes;

    /// [`notes::breaks`] of a window.
    #[inline(always)]
    fn breaks(self, window: &[u8; 64], space: u64) -> u64 {
        notes::breaks(window, space)
    }

    /// Appends a token for every bit of `starts`, which ends at the bit of the same rank in `ends`, both
    /// counted from `base`.
    fn emit(self, plain: &Plain, base: usize, tokens: &mut Vec<Token>);
}

/// Tokens as masks of one window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Plain<M = u64> {
    /// First bytes.
    pub(crate) starts: M,
    /// Last bytes; as many as `starts`.
    pub(crate) ends: M,
    /// First bytes of numbers.
    pub(crate) numbers: M,
    /// First bytes of punctuation.
    pub(crate) marks: M,
    /// First bytes of symbols.
    pub(crate) symbols: M,
    /// First bytes of tokens that go on a multiword token.
    pub(crate) joined: M,
    /// Last bytes of the same.
    pub(crate) joined_ends: M,
}

impl Plain {
    /// The part of the tokens whose bytes lie in `mask`.
    fn within(&self, mask: u64) -> Self {
        Self {
            starts: self.starts & mask,
            ends: self.ends & mask,
            ..*self
        }
    }
}

/// How much the machine can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// Chunk after chunk through the rules.
    Exact,
    /// Masks in plain Rust.
    Portable,
    /// Masks with AVX2.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// Masks and tokens with AVX-512.
    #[cfg(target_arch = "x86_64")]
    Avx512,
    /// Masks with NEON.
    #[cfg(target_arch = "aarch64")]
    Neon,
}

impl Level {
    /// The best that this machine has.
    pub(crate) fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if arch::Avx512::new().is_some() {
                return Self::Avx512;
            }
            if arch::Avx2::new().is_some() {
                return Self::Avx2;
            }
        }
        #[cfg(target_arch = "aarch64")]
        if arch::Neon::new().is_some() {
            return Self::Neon;
        }
        Self::Portable
    }
}

/// Does some work in plain Rust that is compiled for what the machine can do, as far as it is all inlined.
#[inline]
pub(crate) fn compiled<R>(level: Level, work: impl FnOnce() -> R) -> R {
    match level {
        Level::Exact | Level::Portable => work(),
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 | Level::Avx512 => match arch::Avx2::new() {
            Some(engine) => engine.run(work),
            None => work(),
        },
        // Everything is compiled for it there.
        #[cfg(target_arch = "aarch64")]
        Level::Neon => work(),
    }
}

/// Appends the tokens of the text, and the notes of them.
pub(crate) fn tokenize<N: Noting>(
    context: Context<'_>,
    level: Level,
    tokens: &mut Vec<Token>,
    notes: &mut N,
) {
    // A user's word may hold anything, so that no chunk is plain.
    let level = if context.lists.has_whole() {
        Level::Exact
    } else {
        level
    };
    match level {
        Level::Exact => {
            by_rules(context, 0, context.text.len(), tokens, notes);
            notes.leave_breaks();
        }
        Level::Portable => windows(portable::Portable, context, tokens, notes),
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => match arch::Avx2::new() {
            Some(engine) => engine.tokenize(context, tokens, notes),
            None => windows(portable::Portable, context, tokens, notes),
        },
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => match arch::Avx512::new() {
            Some(engine) => engine.tokenize(context, tokens, notes),
            None => windows(portable::Portable, context, tokens, notes),
        },
        #[cfg(target_arch = "aarch64")]
        Level::Neon => match arch::Neon::new() {
            Some(engine) => engine.tokenize(context, tokens, notes),
            None => windows(portable::Portable, context, tokens, notes),
        },
    }
}

/// Appends the tokens of the bytes `start..end` by the rules alone.
#[inline]
fn by_rules<N: Noting>(
    context: Context<'_>,
    start: usize,
    end: usize,
    tokens: &mut Vec<Token>,
    notes: &mut N,
) {
    let before = tokens.len();
    exact::region(context, start, end, tokens);
    if N::WANTED {
        notes.add_tokens(context.text, tokens.get(before..).unwrap_or_default());
    }
}

/// Appends the tokens of a chunk that is longer than a window, and of those behind it that only white space beyond ASCII
/// parts from it; gives where they end.
#[cold]
#[inline(never)]
fn long<N: Noting>(context: Context<'_>, at: usize, tokens: &mut Vec<Token>, notes: &mut N) -> usize {
    let bytes = context.text.as_bytes();
    let end = exact::gap_after(bytes, at);
    by_rules(context, at, end, tokens, notes);
    if N::WANTED && !bytes.get(at..end).unwrap_or_default().is_ascii() {
        notes.leave_breaks();
    }
    end
}

/// Goes through the text window by window.
#[inline(always)]
fn windows<E: Engine, N: Noting>(engine: E, context: Context<'_>, tokens: &mut Vec<Token>, notes: &mut N) {
    let bytes = context.text.as_bytes();
    let endings = context.lists.endings();
    let mut at = 0;
    while at < bytes.len() {
        let mut padded = [b' '; 64];
        let rest = bytes.get(at..).unwrap_or_default();
        let window: &[u8; 64] = match rest.first_chunk() {
            Some(window) => window,
            None => {
                if let Some(room) = padded.get_mut(..rest.len()) {
                    room.copy_from_slice(rest);
                }
                &padded
            }
        };
        let classes = engine.classify(window, endings);
        if classes.space == 0 {
            at = long(context, at, tokens, notes);
            continue;
        }
        // Whole chunks only: up to the last white space.
        let last = 63 - classes.space.leading_zeros();
        let found = window::find(&classes, (1u64 << last) - 1, context, |asked| {
            if asked.asked == 0 {
                decide::Decided::default()
            } else {
                decide::decide(asked, window, at, context)
            }
        });
        let before = tokens.len();
        write(
            &found,
            at,
            context,
            (tokens, notes),
            |plain, noted, tokens, notes| {
                engine.emit(plain, at, tokens);
                if N::WANTED {
                    notes.add(plain.starts.count_ones(), noted.tokens(plain, &engine));
                }
            },
        );
        if N::WANTED {
            let breaks = engine.breaks(window, classes.space) & (u64::MAX >> (63 - last));
            if breaks != 0 {
                notes.add_breaks(breaks, before, found.starts(at, tokens.get(before..)));
            }
        }
        at += last as usize + 1;
    }
}

/// Appends the tokens of the window at `at`: those of its plain chunks by `emit`, the others by the rules.
#[inline(always)]
fn write<N: Noting>(
    found: &window::Found,
    at: usize,
    context: Context<'_>,
    (tokens, notes): (&mut Vec<Token>, &mut N),
    emit: impl Fn(&Plain, &Noted, &mut Vec<Token>, &mut N),
) {
    let noted = &found.noted;
    if found.hard_ends == 0 {
        emit(&found.plain, noted, tokens, notes);
        return;
    }
    let (mut starts, hard) = found.hard();
    let mut done = hard;
    while starts != 0 {
        let start = starts.trailing_zeros();
        let before = (1u64 << start) - 1;
        let mut end = (!hard & (u64::MAX << start)).trailing_zeros();
        starts &= starts - 1;
        // Hard chunks go together where nothing stands between them.
        while starts != 0 {
            let next = starts.trailing_zeros();
            if found.plain.starts & (u64::MAX << end) & ((1u64 << next) - 1) != 0 {
                break;
            }
            end = (!hard & (u64::MAX << next)).trailing_zeros();
            starts &= starts - 1;
        }
        let between = found.plain.within(before & !done);
        if between.starts != 0 {
            emit(&between, noted, tokens, notes);
        }
        by_rules(context, at + start as usize, at + end as usize, tokens, notes);
        done |= before;
    }
    emit(&found.plain.within(!done), noted, tokens, notes);
}
