//! Masks and tokens with the vector instructions of x86-64. The crate's only unsafe code.
//!
//! An engine is made only where the processor has what it needs (its constructor asks), and that is what
//! every `unsafe` below rests on, beside the bounds told at each place. `portable` is the twin of both.
#![allow(
    unsafe_code,
    reason = "vector instructions, behind constructors that ask the processor, with a portable twin"
)]

use super::window::Classes;
use super::{Context, Endings, Engine, Plain, portable, windows};
use dateline_core::layers::{Token, TokenClass};
use std::arch::x86_64::{
    __m256i, __m512i, _mm256_and_si256, _mm256_cmpeq_epi8, _mm256_cmpgt_epi8, _mm256_loadu_si256,
    _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8, _mm256_sub_epi8, _mm512_add_epi32,
    _mm512_and_si512, _mm512_castsi512_si128, _mm512_cmpeq_epi8_mask, _mm512_cmple_epu8_mask,
    _mm512_cvtepu8_epi32, _mm512_loadu_si512, _mm512_mask_blend_epi8, _mm512_mask_permutexvar_epi32,
    _mm512_mask_set1_epi8, _mm512_maskz_compress_epi8, _mm512_maskz_set1_epi8, _mm512_movepi8_mask,
    _mm512_or_si512, _mm512_permutex2var_epi32, _mm512_permutexvar_epi8, _mm512_set1_epi8, _mm512_set1_epi32,
    _mm512_shuffle_i64x2, _mm512_slli_epi32, _mm512_storeu_si512, _mm512_sub_epi8, _mm512_test_epi8_mask,
};

// What `emit` writes: three words a token.
const _: () = assert!(size_of::<Token>() == 12 && align_of::<Token>() == 4);
const _: () = assert!(std::mem::offset_of!(Token, span) == 0);
const _: () = assert!(std::mem::offset_of!(Token, class) == 8 && std::mem::offset_of!(Token, joined) == 9);

/// AVX-512 with the byte instructions of Ice Lake and Zen 4.
#[derive(Clone, Copy)]
pub(crate) struct Avx512(());

impl Avx512 {
    /// The engine, where the processor can run it.
    pub(crate) fn new() -> Option<Self> {
        let can = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vbmi")
            && is_x86_feature_detected!("avx512vbmi2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("lzcnt")
            && is_x86_feature_detected!("popcnt");
        can.then_some(Self(()))
    }

    /// Appends the tokens of the text.
    pub(crate) fn tokenize(self, context: Context<'_>, tokens: &mut Vec<Token>) {
        // SAFETY: the value exists, so the processor has these instructions.
        unsafe { tokenize512(self, context, tokens) }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,lzcnt,popcnt")]
fn tokenize512(engine: Avx512, context: Context<'_>, tokens: &mut Vec<Token>) {
    windows(engine, context, tokens);
}

impl Engine for Avx512 {
    #[inline(always)]
    fn classify(self, bytes: &[u8; 64], endings: &Endings) -> Classes {
        // SAFETY: the value exists, so the processor has these instructions.
        unsafe { classify512(bytes, endings) }
    }

    #[inline(always)]
    fn emit(self, plain: &Plain, base: usize, tokens: &mut Vec<Token>) {
        // SAFETY: the value exists, so the processor has these instructions; `starts` has as many bits as
        // `ends`.
        unsafe { emit512(plain, base, tokens) }
    }
}

/// The bytes 0 to 63.
const COUNT: [u8; 64] = {
    let mut bytes = [0; 64];
    let mut at = 0;
    while at < 64 {
        bytes[at] = at as u8;
        at += 1;
    }
    bytes
};

#[inline]
#[target_feature(enable = "avx512f")]
fn load512(bytes: &[u8; 64]) -> __m512i {
    // SAFETY: an unaligned load of the 64 bytes of the array.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn classify512(bytes: &[u8; 64], endings: &Endings) -> Classes {
    let v = load512(bytes);
    let is = |byte: u8| _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(byte.cast_signed()));
    let folded = _mm512_or_si512(v, _mm512_set1_epi8(0x20));
    let within = |v: __m512i, first: u8, count: i8| {
        let shifted = _mm512_sub_epi8(v, _mm512_set1_epi8(first.cast_signed()));
        _mm512_cmple_epu8_mask(shifted, _mm512_set1_epi8(count - 1))
    };
    let letter = within(folded, b'a', 26);
    // Everything but letters is one byte in the tables.
    let letters = _mm512_mask_blend_epi8(letter, _mm512_set1_epi8(b'`'.cast_signed()), v);
    let count = load512(&COUNT);
    let [a, b, c, d] = &endings.vectors;
    let look = |table: &[u8; 64], back: i8, fill: u64| {
        let moved = _mm512_permutexvar_epi8(_mm512_sub_epi8(count, _mm512_set1_epi8(back)), letters);
        // Before the window stands white space.
        let moved = _mm512_mask_blend_epi8(fill, moved, _mm512_set1_epi8(b'`'.cast_signed()));
        _mm512_permutexvar_epi8(moved, load512(table))
    };
    let last = _mm512_and_si512(_mm512_permutexvar_epi8(letters, load512(a)), look(b, 1, 1));
    let suspects = _mm512_test_epi8_mask(last, _mm512_and_si512(look(c, 2, 3), look(d, 3, 7)));
    let mut classes = Classes {
        space: is(b' ') | within(v, b'\t', 5),
        letter,
        digit: within(v, b'0', 10),
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
        suspects,
        ..Classes::default()
    };
    if _mm512_movepi8_mask(v) != 0 {
        portable::add_wide(&mut classes, is);
    }
    classes
}

/// Where the words of sixteen tokens come from: for each of three vectors, the lanes of starts (0..16) and
/// ends (16..32).
const SPANS: [[i32; 16]; 3] = {
    let mut lanes = [[0; 16]; 3];
    let mut word = 0;
    while word < 48 {
        let token = (word / 3) as i32;
        lanes[word / 16][word % 16] = if word % 3 == 1 { 16 + token } else { token };
        word += 1;
    }
    lanes
};

/// The words that hold class and `joined`.
const CLASS_WORDS: [u16; 3] = {
    let mut masks = [0; 3];
    let mut word = 2;
    while word < 48 {
        masks[word / 16] |= 1 << (word % 16);
        word += 3;
    }
    masks
};

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2")]
fn emit512(plain: &Plain, base: usize, tokens: &mut Vec<Token>) {
    let total = plain.starts.count_ones() as usize;
    // Whole vectors of sixteen tokens are written: at most 64.
    tokens.reserve(64);
    let count = load512(&COUNT);
    let mut starts = _mm512_maskz_compress_epi8(plain.starts, count);
    let mut ends = _mm512_maskz_compress_epi8(plain.ends, count);
    let classes = _mm512_maskz_set1_epi8(plain.numbers, TokenClass::Number as i8);
    let classes = _mm512_mask_set1_epi8(classes, plain.marks, TokenClass::Punct as i8);
    let classes = _mm512_mask_set1_epi8(classes, plain.symbols, TokenClass::Symbol as i8);
    let classes = _mm512_or_si512(classes, _mm512_maskz_set1_epi8(plain.joined, 0x10));
    let mut classes = _mm512_maskz_compress_epi8(plain.starts, classes);
    let from = _mm512_set1_epi32((base as u32).cast_signed());
    let after = _mm512_set1_epi32((base as u32 + 1).cast_signed());
    let length = tokens.len();
    let mut done = 0;
    while done < total {
        let first = _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(starts)), from);
        let last = _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(ends)), after);
        let class = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(classes));
        let joined = _mm512_slli_epi32::<4>(_mm512_and_si512(class, _mm512_set1_epi32(0x10)));
        let class = _mm512_or_si512(_mm512_and_si512(class, _mm512_set1_epi32(0x0f)), joined);
        for (part, (lanes, mask)) in SPANS.iter().zip(CLASS_WORDS).enumerate() {
            // SAFETY: an unaligned load of the sixteen lanes of the array.
            let lanes = unsafe { _mm512_loadu_si512(lanes.as_ptr().cast()) };
            let words = _mm512_permutex2var_epi32(first, lanes, last);
            let words = _mm512_mask_permutexvar_epi32(words, mask, lanes, class);
            // SAFETY: 64 tokens have room after `length`; this writes 64 bytes of the twelve times sixteen
            // that the tokens `done` to `done + 16` take, and `done` is at most 48.
            unsafe {
                let to = tokens.as_mut_ptr().add(length + done).cast::<u8>().add(64 * part);
                _mm512_storeu_si512(to.cast(), words);
            }
        }
        starts = _mm512_shuffle_i64x2::<0b00_11_10_01>(starts, starts);
        ends = _mm512_shuffle_i64x2::<0b00_11_10_01>(ends, ends);
        classes = _mm512_shuffle_i64x2::<0b00_11_10_01>(classes, classes);
        done += 16;
    }
    // SAFETY: `total` tokens, at most 64, have been written: two words of positions, of which the first is
    // at most the second; a class out of 0 to 3, which are `TokenClass`es; and 0 or 1, which are `bool`s.
    unsafe { tokens.set_len(length + total) };
}

/// AVX2, for what has no AVX-512: masks by vectors, tokens one by one.
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

    /// Appends the tokens of the text.
    pub(crate) fn tokenize(self, context: Context<'_>, tokens: &mut Vec<Token>) {
        // SAFETY: the value exists, so the processor has these instructions.
        unsafe { tokenize2(self, context, tokens) }
    }
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn tokenize2(engine: Avx2, context: Context<'_>, tokens: &mut Vec<Token>) {
    windows(engine, context, tokens);
}

impl Engine for Avx2 {
    #[inline(always)]
    fn classify(self, bytes: &[u8; 64], endings: &Endings) -> Classes {
        // SAFETY: the value exists, so the processor has these instructions.
        let mut classes = unsafe { classify2(bytes) };
        classes.suspects = portable::suspects(bytes, &classes, endings);
        classes
    }

    #[inline(always)]
    fn emit(self, plain: &Plain, base: usize, tokens: &mut Vec<Token>) {
        portable::emit(plain, base, tokens);
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn classify2(bytes: &[u8; 64]) -> Classes {
    // SAFETY: two unaligned loads of the 64 bytes of the array.
    let halves: [__m256i; 2] = unsafe {
        [
            _mm256_loadu_si256(bytes.as_ptr().cast()),
            _mm256_loadu_si256(bytes.as_ptr().add(32).cast()),
        ]
    };
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
        ..Classes::default()
    };
    if both(&|v| v) != 0 {
        portable::add_wide(&mut classes, is);
    }
    classes
}
