//! The places of a window that a list decides: whether a stop is an abbreviation's, whether a hyphen parts two
//! words, whether letters after a number are a unit, whether a word is a contraction without apostrophe.
//!
//! About one window in eight has such a place. What neither a list nor the next characters settle makes the
//! chunk hard.

use super::Context;
use crate::lists::AbbreviationKind;
use crate::rules::{next_word, starts_sentence};

/// What is asked, and the masks that it takes to answer.
#[derive(Clone, Copy)]
pub(super) struct Asked<M = u64> {
    /// The places: stops, hyphens, first letters after numbers, last letters of words, apostrophes behind words.
    pub(super) asked: M,
    pub(super) stop: M,
    pub(super) hyphen: M,
    pub(super) mixed: M,
    pub(super) after_word: M,
    pub(super) letter: M,
    pub(super) digit: M,
    pub(super) number: M,
    pub(super) space: M,
    /// Apostrophes of endings.
    pub(super) attached: M,
    /// What may follow a stop that is part of a word.
    pub(super) after_kept: M,
}

/// The answers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Decided<M = u64> {
    /// Stops that are part of the word before them.
    pub(super) kept: M,
    /// Hyphens that part no words.
    pub(super) joined: M,
    /// First letters of units that stand right after their numbers.
    pub(super) units: M,
    /// First digits of words like `4th`.
    pub(super) words: M,
    /// First bytes of the later parts of words that fall into several.
    pub(super) parts: M,
    /// Their last bytes.
    pub(super) part_ends: M,
    /// Apostrophes behind words that are marks.
    pub(super) closed: M,
    /// Places that are for the rules.
    pub(super) hard: M,
}

/// Answers, from left to right.
#[inline(never)]
pub(super) fn decide(asked: &Asked, window: &[u8; 64], base: usize, context: Context<'_>) -> Decided {
    let mut decided = Decided::default();
    let outside = !(asked.letter | asked.digit);
    let mut left = asked.asked;
    while left != 0 {
        let at = left.trailing_zeros();
        let bit = 1u64 << at;
        if bit & asked.stop != 0 {
            stop(asked, &mut decided, outside, window, (at, base), context);
        } else if bit & asked.hyphen != 0 {
            hyphen(asked, &mut decided, outside, window, at, context);
        } else if bit & asked.after_word != 0 {
            apostrophe(asked, &mut decided, outside, window, at, context);
        } else {
            if bit & asked.mixed != 0 {
                mixed(asked, &mut decided, outside, window, at, context);
            }
            word(asked, &mut decided, outside, window, (at, base), context);
        }
        left &= left - 1;
    }
    decided
}

/// The first bit of the run that ends before bit `at`: one past the highest bit of `outside` below it.
fn begins(outside: u64, at: u32) -> usize {
    let below = outside & ((1u64 << at) - 1);
    64 - below.leading_zeros() as usize
}

/// Where the run that goes on with bit `at` ends.
fn ends(outside: u64, at: u32) -> usize {
    (outside & (u64::MAX << at)).trailing_zeros() as usize
}

/// The bit of byte `at`, if it is in the window.
fn bit(at: usize) -> u64 {
    if at < 64 { 1 << at } else { 0 }
}

/// The bit before byte `at`, if it is in the window.
fn bit_before(at: usize) -> u64 {
    bit(at.wrapping_sub(1))
}

fn stop(
    asked: &Asked,
    decided: &mut Decided,
    outside: u64,
    window: &[u8; 64],
    (at, base): (u32, usize),
    context: Context<'_>,
) {
    let begin = begins(outside, at);
    let place = at as usize;
    let word = window.get(begin..place).unwrap_or_default();
    if let [letter] = word {
        return initial(asked, decided, outside, window, *letter, (at, base), context);
    }
    let keeps = match context.lists.abbreviation(word) {
        None => return,
        Some(AbbreviationKind::Number) => {
            let next = bit(place + 2);
            if asked.space & bit(place + 1) == 0 || (asked.letter | asked.digit) & next == 0 {
                None
            } else {
                Some(asked.digit & next != 0)
            }
        }
        // It depends on how the sentence goes on.
        Some(AbbreviationKind::End) if word.eq_ignore_ascii_case(b"etc") => None,
        Some(_) => Some(true),
    };
    // After a hyphen that joins, the whole compound would have to be an abbreviation.
    let alone = bit_before(begin) & decided.joined == 0 && decided.part_ends & bit_before(place) == 0;
    match keeps {
        Some(false) if alone => {}
        Some(true) if alone && asked.after_kept & bit(place + 1) != 0 => decided.kept |= 1 << at,
        _ => decided.hard |= 1 << at,
    }
}

/// A capital alone with its stop, one blank before a letter or digit: an initial, unless the pronoun, or the next
/// word may begin a sentence and a word in lower case stands before.
fn initial(
    asked: &Asked,
    decided: &mut Decided,
    outside: u64,
    window: &[u8; 64],
    letter: u8,
    (at, base): (u32, usize),
    context: Context<'_>,
) {
    if letter == b'I' {
        return;
    }
    let next = at as usize + 2;
    let capital = window.get(next).is_some_and(u8::is_ascii_uppercase);
    if !capital || !starts_sentence(context.text, base + next) {
        decided.kept |= 1 << at;
        return;
    }
    match lower_before(asked, outside, window, at as usize - 1, context) {
        Some(true) => {}
        Some(false) => decided.kept |= 1 << at,
        None => decided.hard |= 1 << at,
    }
}

/// Whether the last token before the chunk that begins at byte `start` begins in lower case, where that is easy to say:
/// it is a word of ASCII letters, or a capital with a stop.
fn lower_before(
    asked: &Asked,
    outside: u64,
    window: &[u8; 64],
    start: usize,
    context: Context<'_>,
) -> Option<bool> {
    let blank = start.checked_sub(1)?;
    let begins_chunk = |at: usize| at == 0 || asked.space & bit_before(at) != 0;
    let last = blank.checked_sub(1)?;
    if window.get(last) == Some(&b'.') {
        let letter = last.checked_sub(1)?;
        let initial = begins_chunk(letter) && window.get(letter)?.is_ascii_uppercase();
        return initial.then_some(false);
    }
    let begin = begins(outside, blank as u32);
    let word = window.get(begin..blank).filter(|word| !word.is_empty())?;
    if !begins_chunk(begin) || !word.iter().all(u8::is_ascii_alphabetic) {
        return None;
    }
    // The last part of a contraction may begin otherwise than the whole.
    let whole = context.lists.contraction(word).is_none();
    whole.then(|| word.first().is_some_and(u8::is_ascii_lowercase))
}

/// An apostrophe between a word and a blank: a mark, unless the word owns it (`o'`), or may be a plural.
fn apostrophe(
    asked: &Asked,
    decided: &mut Decided,
    outside: u64,
    window: &[u8; 64],
    at: u32,
    context: Context<'_>,
) {
    let (begin, place) = (begins(outside, at), at as usize);
    let plural = matches!(window.get(place.wrapping_sub(1)), Some(b's' | b'S' | b'z' | b'x'));
    let owned = context
        .lists
        .owns_apostrophe(window.get(begin..=place).unwrap_or_default());
    if opened(asked, window, begin) && !plural && !owned {
        decided.closed |= 1 << at;
    } else {
        decided.hard |= 1 << at;
    }
}

/// Whether a word begins the window, or stands behind a blank or a mark that opens.
fn opened(asked: &Asked, window: &[u8; 64], begin: usize) -> bool {
    begin == 0
        || asked.space & bit_before(begin) != 0
        || matches!(window.get(begin - 1), Some(b'(' | b'[' | b'"'))
}

fn hyphen(
    asked: &Asked,
    decided: &mut Decided,
    outside: u64,
    window: &[u8; 64],
    at: u32,
    context: Context<'_>,
) {
    let (begin, place) = (begins(outside, at), at as usize);
    let end = ends(outside, at + 1);
    let part = |from: usize, to: usize| window.get(from..to).unwrap_or_default();
    let keeps = context
        .lists
        .keeps_hyphen(part(begin, place), part(place + 1, end), part(begin, end));
    if !keeps {
        return;
    }
    // Compounds of three, numbers, and stops after a compound have rules of their own; so have the endings
    // of contractions, after a straight or a curly apostrophe.
    let run = (1u64 << at) - (1u64 << begin);
    let plain = bit_before(begin) & decided.joined == 0
        && run & asked.digit == 0
        && asked.stop & bit(end) == 0
        && !matches!(window.get(begin.wrapping_sub(1)), Some(b'\'' | 0x99))
        && bit_before(begin) & asked.number == 0;
    if plain {
        decided.joined |= 1 << at;
    } else {
        decided.hard |= 1 << at;
    }
}

/// Letters after digits: a unit, or all one word (4th, 1990s).
fn mixed(
    asked: &Asked,
    decided: &mut Decided,
    outside: u64,
    window: &[u8; 64],
    at: u32,
    context: Context<'_>,
) {
    let end = ends(outside, at);
    let begin = begins(!(asked.letter | asked.number), at);
    let before = (1u64 << at) - (1u64 << begin);
    if before & asked.letter != 0 {
        // It begins with a letter, or other letters were asked about before.
        return;
    }
    let after = u64::MAX << at & !(u64::MAX.checked_shl(end as u32).unwrap_or(0));
    let unit = context
        .lists
        .unit(window.get(at as usize..end).unwrap_or_default());
    if !unit {
        decided.words |= 1 << begin;
    } else if asked.attached & bit(end) == 0
        && bit_before(begin) & decided.joined == 0
        && after & asked.digit == 0
    {
        decided.units |= 1 << at;
    } else {
        decided.hard |= 1 << at;
    }
}

/// Words that fall into several, and last parts that a hyphen does not part from the first.
fn word(
    asked: &Asked,
    decided: &mut Decided,
    outside: u64,
    window: &[u8; 64],
    (at, base): (u32, usize),
    context: Context<'_>,
) {
    let (begin, end) = (begins(outside, at), at as usize + 1);
    let lists = context.lists;
    if bit_before(begin) & asked.hyphen & !decided.joined != 0 {
        hyphen(asked, decided, outside, window, begin as u32 - 1, context);
    }
    let Some(parts) = lists.contraction(window.get(begin..end).unwrap_or_default()) else {
        return;
    };
    let falls = parts.before == 0
        || asked.space & bit(end) != 0 && lists.parts_before(parts, next_word(context.text, base + end));
    if !falls {
        return;
    }
    // Between a blank, or a mark that opens, and a blank, or a mark before one.
    let before = opened(asked, window, begin);
    let after = asked.space & bit(end) != 0
        || asked.space & bit(end + 1) != 0
            && matches!(window.get(end), Some(b',' | b'.' | b';' | b':' | b'!' | b'?'));
    let (second, third) = (usize::from(parts.second), usize::from(parts.third));
    if before && after && second > 0 {
        decided.parts |= bit(begin + second);
        decided.part_ends |= 1 << at;
        if third > 0 {
            decided.parts |= bit(begin + third);
            decided.part_ends |= bit(begin + third - 1);
        }
    } else {
        decided.hard |= 1 << at;
    }
}
