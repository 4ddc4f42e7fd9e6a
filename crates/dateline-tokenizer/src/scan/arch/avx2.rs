//! AVX2, for what has no AVX-512: masks by vectors, tokens one by one.

use super::super::classes::Classes;
use super::super::{Context, Draw, Endings, Engine, Noting, Plain, notes, portable, windows};
use dateline_core::layers::Token;
use std::arch::x86_64::*;

/// The engine.
#[derive(Clone, Copy)]
pub(crate) struct Avx2(());

impl Avx2 {
    /// The engine, where the processor can run it.
    pub(crate) fn new() -> Option<Self> {
        let can = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("lzcnt")
            && is_x86_feature_detected!("popcnt");
        can.then_some(Self(()))
    }

    /// Appends the tokens of the text, and the notes of them.
    pub(crate) fn tokenize<N: Noting>(self, context: Context<'_>, tokens: &mut Vec<Token>, notes: &mut N) {
        // SAFETY: the value exists, so the processor has these instructions.
        unsafe { tokenize2(self, context, tokens, notes) }
    }

    /// Does some work compiled for the processor.
    #[inline]
    pub(crate) fn run<R>(self, work: impl FnOnce() -> R) -> R {
        // SAFETY: the value exists, so the processor has these instructions.
        unsafe { run2(work) }
    }
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn run2<R>(work: impl FnOnce() -> R) -> R {
    work()
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn tokenize2<N: Noting>(engine: Avx2, context: Context<'_>, tokens: &mut Vec<Token>, notes: &mut N) {
    windows(engine, context, tokens, notes);
}

impl Engine for Avx2 {
    #[inline(always)]
    fn classify(self, bytes: &[u8; 64], endings: &Endings) -> Classes {
        // SAFETY: the value exists, so the processor has these instructions.
        let mut classes = unsafe { classify2(bytes) };
        classes.tails = portable::tails(bytes, &classes);
        classes.hints = portable::hints(bytes, &classes, endings);
        classes
    }

    #[inline(always)]
    fn breaks(self, window: &[u8; 64], _: u64) -> u64 {
        // SAFETY: the value exists, so the processor has these instructions.
        let (ends_line, third) = unsafe { breaks2(window) };
        notes::with_separators(ends_line, third, window)
    }

    #[inline(always)]
    fn emit(self, plain: &Plain, base: usize, tokens: &mut Vec<Token>) {
        portable::emit(plain, base, tokens);
    }
}

impl Draw for Avx2 {
    #[inline(always)]
    fn draw<const MANY: usize>(&self, masks: [u64; MANY], places: u64) -> [u64; MANY] {
        // SAFETY: the value exists, so the processor has these instructions.
        masks.map(|mask| unsafe { _pext_u64(mask, places) })
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn halves(bytes: &[u8; 64]) -> [__m256i; 2] {
    // SAFETY: two unaligned loads of the 64 bytes of the array.
    unsafe {
        [
            _mm256_loadu_si256(bytes.as_ptr().cast()),
            _mm256_loadu_si256(bytes.as_ptr().add(32).cast()),
        ]
    }
}

/// The bytes that may end a line, and whether any is the third of U+2029.
#[inline]
#[target_feature(enable = "avx2")]
fn breaks2(bytes: &[u8; 64]) -> (u64, bool) {
    let halves = halves(bytes);
    let mask = |v: __m256i| u64::from(_mm256_movemask_epi8(v).cast_unsigned());
    // Compared as signed: after the shift, four values stand at the lowest end.
    let shift = _mm256_set1_epi8(b'\n'.wrapping_add(128).cast_signed());
    let bound = _mm256_set1_epi8(4u8.wrapping_add(128).cast_signed());
    let [low, high] = halves.map(|half| mask(_mm256_cmpgt_epi8(bound, _mm256_sub_epi8(half, shift))));
    let third = _mm256_set1_epi8(notes::THIRD.cast_signed());
    let [first, second] = halves.map(|half| mask(_mm256_cmpeq_epi8(half, third)));
    (low | high << 32, first | second != 0)
}

#[inline]
#[target_feature(enable = "avx2")]
fn classify2(bytes: &[u8; 64]) -> Classes {
    let halves = halves(bytes);
    let both = |ask: &dyn Fn(__m256i) -> __m256i| {
        let [low, high] = halves.map(|half| u64::from(_mm256_movemask_epi8(ask(half)).cast_unsigned()));
        low | high << 32
    };
    let set = |byte: u8| _mm256_set1_epi8(byte.cast_signed());
    let is = |byte: u8| both(&|v| _mm256_cmpeq_epi8(v, set(byte)));
    // Compared as signed: after the shift, `count` values stand at the lowest end.
    let within = |v: __m256i, first: u8, count: u8| {
        let shifted = _mm256_sub_epi8(v, set(first.wrapping_add(128)));
        _mm256_cmpgt_epi8(set(count.wrapping_add(128)), shifted)
    };
    let mut classes = Classes {
        space: is(b' ') | both(&|v| within(v, b'\t', 5)),
        letter: both(&|v| _mm256_and_si256(within(_mm256_or_si256(v, set(0x20)), b'a', 26), set(0xff))),
        small: both(&|v| _mm256_slli_epi16::<2>(v)),
        digit: both(&|v| within(v, b'0', 10)),
        open: is(b'(') | is(b'['),
        close: is(b')') | is(b']'),
        quote: is(b'"'),
        comma: is(b','),
        stop: is(b'.'),
        colon: is(b':') | is(b';'),
        bang: is(b'!') | is(b'?'),
        apostrophe: is(b'\''),
        hyphen: is(b'-'),
        dollar: is(b'$'),
        percent: is(b'%'),
        slash: is(b'/'),
        ..Classes::default()
    };
    if both(&|v| v) != 0 {
        classes.add_wide(is, |first, last| both(&|v| within(v, first, last - first + 1)));
    }
    classes
}
