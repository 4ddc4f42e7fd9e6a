//! AVX-512 with the byte instructions of Ice Lake and Zen 4: eight windows at a time.

use super::super::classes::{Classes, Hints, MASKS, Tails, Wide};
use super::super::decide::{self, Asked, Decided};
use super::super::notes::Noted;
use super::super::{Context, Noting, Plain, long, window, write};
use super::bytes::{self, Rows};
use super::lanes::{Lanes, turn};
use dateline_core::layers::Token;
use std::arch::x86_64::_pext_u64;

/// The engine.
#[derive(Clone, Copy)]
pub(crate) struct Avx512(());

impl Avx512 {
    /// The engine, where the processor can run it.
    pub(crate) fn new() -> Option<Self> {
        let can = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vbmi")
            && is_x86_feature_detected!("avx512vbmi2")
            && is_x86_feature_detected!("gfni")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("lzcnt")
            && is_x86_feature_detected!("popcnt");
        can.then_some(Self(()))
    }

    /// Appends the tokens of the text, and the notes of them.
    pub(crate) fn tokenize<N: Noting>(self, context: Context<'_>, tokens: &mut Vec<Token>, notes: &mut N) {
        // SAFETY: the value exists, so the processor has these instructions.
        unsafe { tokenize(context, tokens, notes) }
    }
}

/// Up to eight windows, one behind the other.
#[derive(Default)]
struct Group {
    count: usize,
    /// Where they begin in the text.
    at: [usize; 8],
    /// Their bytes before the white space that ends the last whole chunk.
    limits: [u64; 8],
    /// Where lines may end in them; if notes are wanted.
    breaks: [u64; 8],
    rows: Rows,
}

/// What eight windows hold, where vectors are written at once.
#[derive(Default)]
#[repr(align(64))]
struct Stored(window::Found<[u64; 8]>);

/// The window at `at`, filled up with spaces at the end of the text.
#[inline(always)]
fn window_at<'t>(text: &'t [u8], at: usize, padded: &'t mut [u8; 64]) -> &'t [u8; 64] {
    let rest = text.get(at..).unwrap_or_default();
    match rest.first_chunk() {
        Some(window) => window,
        None => {
            *padded = [b' '; 64];
            if let Some(room) = padded.get_mut(..rest.len()) {
                room.copy_from_slice(rest);
            }
            padded
        }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,gfni,bmi1,bmi2,lzcnt,popcnt")]
fn tokenize<N: Noting>(context: Context<'_>, tokens: &mut Vec<Token>, notes: &mut N) {
    let bytes = context.text.as_bytes();
    let endings = context.lists.endings();
    let mut group = Group::default();
    let mut at = 0;
    while at < bytes.len() {
        group.count = 0;
        if group.rows.is_wide {
            group.rows.wide = Wide::default();
            group.rows.space = [0; 8];
            group.rows.letter = [0; 8];
            group.rows.is_wide = false;
        }
        let mut is_long = false;
        while group.count < 8 && at < bytes.len() {
            let mut padded = [b' '; 64];
            let window = window_at(bytes, at, &mut padded);
            bytes::fetch(bytes, at);
            let space = bytes::space(window);
            if space == 0 {
                is_long = true;
                break;
            }
            // Whole chunks only: up to the last white space.
            let last = 63 - space.leading_zeros();
            let number = group.count & 7;
            group.at[number] = at;
            group.limits[number] = (1u64 << last) - 1;
            bytes::classify(window, number, endings, &mut group.rows);
            if N::WANTED {
                group.breaks[number] = bytes::breaks(window) & (u64::MAX >> (63 - last));
            }
            group.count += 1;
            at += last as usize + 1;
        }
        if group.count > 0 {
            // Windows of the group before are none of this one.
            group
                .limits
                .iter_mut()
                .skip(group.count)
                .for_each(|limit| *limit = 0);
            cut(&group, context, tokens, notes);
        }
        if is_long {
            at = long(context, at, tokens, notes);
        }
    }
}

/// Appends the tokens of the group.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,gfni,bmi1,bmi2,lzcnt,popcnt")]
fn cut<N: Noting>(group: &Group, context: Context<'_>, tokens: &mut Vec<Token>, notes: &mut N) {
    let classes = classes(&group.rows);
    let limits = Lanes::of(&group.limits);
    let found = window::find(&classes, limits, context, |asked| decide(asked, group, context));
    let mut stored = Stored::default();
    let Stored(window::Found {
        plain,
        noted,
        starts_chunk,
        hard_ends,
    }) = &mut stored;
    found.starts_chunk.put(starts_chunk);
    found.hard_ends.put(hard_ends);
    found.plain.starts.put(&mut plain.starts);
    found.plain.ends.put(&mut plain.ends);
    found.plain.numbers.put(&mut plain.numbers);
    found.plain.marks.put(&mut plain.marks);
    found.plain.symbols.put(&mut plain.symbols);
    found.plain.joined_ends.put(&mut plain.joined_ends);
    if N::WANTED {
        found.noted.look.put(&mut noted.look);
        found.noted.gap.put(&mut noted.gap);
        found.noted.lower.put(&mut noted.lower);
        found.noted.upper.put(&mut noted.upper);
        found.noted.stop.put(&mut noted.stop);
        found.noted.pairs.put(&mut noted.pairs);
    }
    for lane in 0..group.count & 15 {
        let found = window::Found {
            noted: Noted {
                look: noted.look[lane & 7],
                gap: noted.gap[lane & 7],
                lower: noted.lower[lane & 7],
                upper: noted.upper[lane & 7],
                stop: noted.stop[lane & 7],
                pairs: noted.pairs[lane & 7],
            },
            plain: Plain {
                starts: plain.starts[lane & 7],
                ends: plain.ends[lane & 7],
                numbers: plain.numbers[lane & 7],
                marks: plain.marks[lane & 7],
                symbols: plain.symbols[lane & 7],
                joined: 0,
                joined_ends: plain.joined_ends[lane & 7],
            },
            starts_chunk: starts_chunk[lane & 7],
            hard_ends: hard_ends[lane & 7],
        };
        let (at, before) = (group.at[lane & 7], tokens.len());
        write(
            &found,
            at,
            context,
            (tokens, notes),
            |plain, noted, tokens, notes| {
                bytes::emit(plain, at, tokens);
                if N::WANTED {
                    let Noted {
                        look,
                        gap,
                        lower,
                        upper,
                        stop,
                        pairs,
                    } = *noted;
                    let end = |mask| _pext_u64(mask, plain.ends);
                    let start = |mask| _pext_u64(mask, plain.starts);
                    let bits = [
                        end(look),
                        end(gap),
                        start(lower),
                        start(upper),
                        end(stop),
                        end(pairs),
                    ];
                    notes.add(plain.starts.count_ones(), bits);
                }
            },
        );
        if N::WANTED && group.breaks[lane & 7] != 0 {
            let starts = found.starts(at, tokens.get(before..));
            notes.add_breaks(group.breaks[lane & 7], before, starts);
        }
    }
}

/// The classes of eight windows.
#[inline]
#[target_feature(enable = "avx512f")]
fn classes(rows: &Rows) -> Classes<Lanes> {
    let [low, high, tails] = &rows.masks;
    let mut masks = [Lanes::default(); MASKS];
    for (to, from) in masks.iter_mut().zip(turn(low).into_iter().chain(turn(high))) {
        *to = from;
    }
    let mut classes = Classes::of_masks(&masks);
    let [one, before_e, e, l, n, t, s, _] = turn(tails);
    classes.tails = Tails {
        one,
        before_e,
        e,
        l,
        n,
        t,
        s,
    };
    classes.small = Lanes::of(&rows.small);
    classes.hints = Hints {
        word: Lanes::of(&rows.hints.word),
        hyphen: Lanes::of(&rows.hints.hyphen),
        stop: Lanes::of(&rows.hints.stop),
        capital: Lanes::of(&rows.hints.capital),
    };
    let wide = &rows.wide;
    classes.wide = Wide {
        mark: Lanes::of(&wide.mark),
        ellipsis: Lanes::of(&wide.ellipsis),
        pound: Lanes::of(&wide.pound),
        euro: Lanes::of(&wide.euro),
        curly: Lanes::of(&wide.curly),
        curly_open: Lanes::of(&wide.curly_open),
        latin: Lanes::of(&wide.latin),
    };
    classes.space |= Lanes::of(&rows.space);
    classes.letter |= Lanes::of(&rows.letter);
    classes
}

/// Asks for each window that has something to ask.
#[inline]
#[target_feature(enable = "avx512f")]
fn decide(asked: &Asked<Lanes>, group: &Group, context: Context<'_>) -> Decided<Lanes> {
    let mut lanes = asked.asked.some();
    if lanes == 0 {
        return Decided::default();
    }
    let put = |lanes: Lanes| {
        let mut masks = [0; 8];
        lanes.put(&mut masks);
        masks
    };
    let stored = Asked {
        asked: put(asked.asked),
        stop: put(asked.stop),
        hyphen: put(asked.hyphen),
        mixed: put(asked.mixed),
        after_word: put(asked.after_word),
        letter: put(asked.letter),
        digit: put(asked.digit),
        number: put(asked.number),
        space: put(asked.space),
        attached: put(asked.attached),
        after_kept: put(asked.after_kept),
    };
    let mut decided = Decided::<Lanes>::default();
    while lanes != 0 {
        let lane = lanes.trailing_zeros() as usize & 7;
        let asked = Asked {
            asked: stored.asked[lane],
            stop: stored.stop[lane],
            hyphen: stored.hyphen[lane],
            mixed: stored.mixed[lane],
            after_word: stored.after_word[lane],
            letter: stored.letter[lane],
            digit: stored.digit[lane],
            number: stored.number[lane],
            space: stored.space[lane],
            attached: stored.attached[lane],
            after_kept: stored.after_kept[lane],
        };
        let at = group.at[lane];
        let mut padded = [b' '; 64];
        let window = window_at(context.text.as_bytes(), at, &mut padded);
        let answer = decide::decide(&asked, window, at, context);
        decided.kept.set(lane, answer.kept);
        decided.joined.set(lane, answer.joined);
        decided.units.set(lane, answer.units);
        decided.words.set(lane, answer.words);
        decided.parts.set(lane, answer.parts);
        decided.part_ends.set(lane, answer.part_ends);
        decided.closed.set(lane, answer.closed);
        decided.hard.set(lane, answer.hard);
        lanes &= lanes - 1;
    }
    decided
}
