//! Eight windows with AVX-512: the classes of their bytes, and the writing of their tokens.

use super::super::classes::{BITS, Classes, Hints, Wide};
use super::super::endings::{CAPITAL, HYPHEN, STOP, WORD};
use super::super::notes::{THIRD, with_separators};
use super::super::{Endings, Plain};
use dateline_core::layers::{Token, TokenClass};
use std::arch::x86_64::*;

// What `emit` writes: three words a token.
const _: () = assert!(size_of::<Token>() == 12 && align_of::<Token>() == 4);
const _: () = assert!(std::mem::offset_of!(Token, span) == 0);
const _: () = assert!(std::mem::offset_of!(Token, class) == 8 && std::mem::offset_of!(Token, joined) == 9);

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
fn lanes(lanes: &[u32; 16]) -> __m512i {
    // SAFETY: an unaligned load of the sixteen lanes of the array.
    unsafe { _mm512_loadu_si512(lanes.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load(bytes: &[u8; 64]) -> __m512i {
    // SAFETY: an unaligned load of the 64 bytes of the array.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}

/// The lower and the upper byte of the bits of ASCII.
const TABLES: [[[u8; 64]; 2]; 2] = {
    let mut tables = [[[0; 64]; 2]; 2];
    let mut byte = 0;
    while byte < 128 {
        tables[0][byte / 64][byte % 64] = BITS[byte] as u8;
        tables[1][byte / 64][byte % 64] = (BITS[byte] >> 8) as u8;
        byte += 1;
    }
    tables
};

/// The letters of endings by their number: bits in the order of `Tails`.
const TAILS: [u8; 64] = {
    let mut table = [0; 64];
    let letters = [
        (b's', 0x41),
        (b'm', 1),
        (b'd', 1),
        (b'r', 2),
        (b'v', 2),
        (b'e', 4),
        (b'l', 8),
        (b'n', 16),
        (b't', 32),
    ];
    let mut at = 0;
    while at < letters.len() {
        table[(letters[at].0 - b'`') as usize] = letters[at].1;
        at += 1;
    }
    table
};

/// Where the bytes of eight by eight bytes go when they are turned on their side.
const TURNED: [u8; 64] = {
    let mut places = [0; 64];
    let mut at = 0;
    while at < 64 {
        places[at] = ((at % 8) * 8 + at / 8) as u8;
        at += 1;
    }
    places
};

/// The places before each, as far back as the index says.
const BACK: [[u8; 64]; 5] = {
    let mut places = [[0; 64]; 5];
    let mut at = 0;
    while at < 320 {
        places[at / 64][at % 64] = ((at % 64) as u8).wrapping_sub((at / 64) as u8) & 63;
        at += 1;
    }
    places
};

/// Puts the eight bits of 64 bytes into eight masks.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,gfni")]
fn turn(bits: __m512i, masks: &mut [u64; 8]) {
    // Row `j` of each square has bit `j` alone: once it turns the squares, once it puts their bits in order.
    let unit = _mm512_set1_epi64(0x8040_2010_0804_0201_u64.cast_signed());
    let turned = _mm512_gf2p8affine_epi64_epi8::<0>(unit, bits);
    let turned = _mm512_gf2p8affine_epi64_epi8::<0>(turned, unit);
    let turned = _mm512_permutexvar_epi8(load(&TURNED), turned);
    // SAFETY: an unaligned store of the 64 bytes of the array.
    unsafe { _mm512_storeu_si512(masks.as_mut_ptr().cast(), turned) };
}

/// The masks of eight windows, each where a vector is read at once.
#[derive(Clone, Copy, Default)]
#[repr(align(64))]
pub(super) struct Rows {
    /// Those of the lower and of the upper byte of [`BITS`], and of [`TAILS`], window by window.
    pub(super) masks: [[[u64; 8]; 8]; 3],
    pub(super) hints: Hints<[u64; 8]>,
    /// The bytes with the bit that tells small letters from capitals.
    pub(super) small: [u64; 8],
    pub(super) wide: Wide<[u64; 8]>,
    /// What characters of several bytes add to white space and to letters.
    pub(super) space: [u64; 8],
    pub(super) letter: [u64; 8],
    /// Whether anything is in the last three.
    pub(super) is_wide: bool,
}

/// Asks for the text some windows ahead of `at`, as a processor's own foresight ends with a page.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn fetch(text: &[u8], at: usize) {
    const AHEAD: usize = 1024;
    // Nothing is read: whether the place lies within the text does not matter.
    _mm_prefetch::<_MM_HINT_T0>(text.as_ptr().wrapping_add(at + AHEAD).cast());
}

/// The ASCII white space of 64 bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
pub(super) fn space(bytes: &[u8; 64]) -> u64 {
    let v = load(bytes);
    let shifted = _mm512_sub_epi8(v, _mm512_set1_epi8(b'\t'.cast_signed()));
    _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(b' '.cast_signed()))
        | _mm512_cmple_epu8_mask(shifted, _mm512_set1_epi8(4))
}

/// [`breaks`](super::super::notes::breaks) of a window.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
pub(super) fn breaks(bytes: &[u8; 64]) -> u64 {
    let v = load(bytes);
    let shifted = _mm512_sub_epi8(v, _mm512_set1_epi8(b'\n'.cast_signed()));
    let ends_line = _mm512_cmple_epu8_mask(shifted, _mm512_set1_epi8(3));
    let third = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(THIRD.cast_signed())) != 0;
    with_separators(ends_line, third, bytes)
}

/// Classifies window `at` of eight.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,gfni")]
pub(super) fn classify(bytes: &[u8; 64], at: usize, endings: &Endings, rows: &mut Rows) {
    let v = load(bytes);
    let set = |byte: u8| _mm512_set1_epi8(byte.cast_signed());
    let other = _mm512_movepi8_mask(v);
    // Letters by their number, 0 for all that is none.
    let number = _mm512_sub_epi8(_mm512_or_si512(v, set(0x20)), set(b'`'));
    let letter = _mm512_cmple_epu8_mask(_mm512_sub_epi8(number, set(1)), set(25));
    let letters = _mm512_maskz_mov_epi8(letter, number);
    // Loops in the place of closures, which the compiler may leave as calls: tokens take a third more time then.
    let [first, second, third] = &mut rows.masks;
    for (table, [low, high]) in [first, second].into_iter().zip(&TABLES) {
        let bits = _mm512_maskz_permutex2var_epi8(!other, load(low), v, load(high));
        turn(bits, &mut table[at & 7]);
    }
    turn(_mm512_permutexvar_epi8(letters, load(&TAILS)), &mut third[at & 7]);
    // Before the window stands white space.
    let [_, b, c, d, e] = &BACK;
    let moved = |from: &[u8; 64], mask: u64| _mm512_maskz_permutexvar_epi8(mask, load(from), letters);
    let [b, c, d, e] = [moved(b, !1), moved(c, !3), moved(d, !7), moved(e, !15)];
    let mut groups = [letters; 4];
    for (groups, [ta, tb, tc, td, te]) in groups.iter_mut().zip(&endings.vectors.0) {
        let look = |table: &[u8; 64], letters: __m512i| _mm512_permutexvar_epi8(letters, load(table));
        let abc = _mm512_ternarylogic_epi64::<0x80>(look(ta, letters), look(tb, b), look(tc, c));
        *groups = _mm512_ternarylogic_epi64::<0x80>(abc, look(td, d), look(te, e));
    }
    // Each vector has eight groups; what is asked of it is one byte of the groups' masks.
    let [first, second, third, fourth] = groups;
    let asks = |mask: u32, number: u32| set((mask >> (8 * number)) as u8);
    // x | y & z
    let words = _mm512_ternarylogic_epi64::<0xf8>(first, second, asks(WORD, 1));
    let words = _mm512_ternarylogic_epi64::<0xf8>(words, fourth, asks(WORD, 3));
    let stops = _mm512_and_si512(second, asks(STOP, 1));
    let stops = _mm512_ternarylogic_epi64::<0xf8>(stops, third, asks(STOP, 2));
    rows.hints.word[at & 7] = _mm512_test_epi8_mask(words, words);
    rows.hints.hyphen[at & 7] = _mm512_test_epi8_mask(fourth, asks(HYPHEN, 3));
    rows.hints.stop[at & 7] = _mm512_test_epi8_mask(stops, stops);
    rows.hints.capital[at & 7] = _mm512_test_epi8_mask(third, asks(CAPITAL, 2));
    rows.small[at & 7] = _mm512_test_epi8_mask(v, set(0x20));
    if other != 0 {
        add_wide(v, at, rows);
    }
}

/// Adds the characters of several bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn add_wide(v: __m512i, at: usize, rows: &mut Rows) {
    let set = |byte: u8| _mm512_set1_epi8(byte.cast_signed());
    let is = |byte: u8| _mm512_cmpeq_epi8_mask(v, set(byte));
    let within =
        |first: u8, last: u8| _mm512_cmple_epu8_mask(_mm512_sub_epi8(v, set(first)), set(last - first));
    let mut classes = Classes::default();
    classes.add_wide(is, within);
    let Wide {
        mark,
        ellipsis,
        pound,
        euro,
        curly,
        curly_open,
        latin,
    } = classes.wide;
    let wide = &mut rows.wide;
    let at = at & 7;
    wide.mark[at] = mark;
    wide.ellipsis[at] = ellipsis;
    wide.pound[at] = pound;
    wide.euro[at] = euro;
    wide.curly[at] = curly;
    wide.curly_open[at] = curly_open;
    wide.latin[at] = latin;
    rows.space[at] = classes.space;
    rows.letter[at] = classes.letter;
    rows.is_wide = true;
}

/// How sixteen tokens become 48 words in three vectors: for each byte of a word that counts, where it stands
/// among 32 starts and 32 ends.
const BYTES: [[u8; 64]; 3] = {
    let mut bytes = [[0; 64]; 3];
    let mut word = 0;
    while word < 48 {
        let token = (word / 3) as u8;
        let at = word % 16 * 4;
        // Start; end; class from the start, and whether it is joined from the end.
        bytes[word / 16][at] = if word % 3 == 1 { 32 + token } else { token };
        bytes[word / 16][at + 1] = if word % 3 == 2 { 32 + token } else { 0 };
        word += 1;
    }
    bytes
};

/// The same for the bits of a word: how far they are moved, which count, and whether the text's place is added.
const WORDS: [[[u32; 16]; 3]; 3] = {
    let mut words = [[[0; 16]; 3]; 3];
    let mut word = 0;
    while word < 48 {
        let class = word % 3 == 2;
        words[word / 16][0][word % 16] = if class { 6 } else { 0 };
        words[word / 16][1][word % 16] = if class { 0x0103 } else { 0x3f };
        words[word / 16][2][word % 16] = if class { 0 } else { u32::MAX };
        word += 1;
    }
    words
};

/// Appends the tokens of a window at `base`, sixteen at a time.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2")]
pub(super) fn emit(plain: &Plain, base: usize, tokens: &mut Vec<Token>) {
    let total = plain.starts.count_ones() as usize;
    // Whole vectors of sixteen tokens are written: at most 64.
    tokens.reserve(64);
    let count = load(&COUNT);
    // Six bits say where, and two what: the class with the start, whether it is joined with the end. No token
    // takes the last byte, which is white space, so that one past a token's last byte has six bits too.
    let bits = |bits: u8| _mm512_or_si512(count, _mm512_set1_epi8(bits.cast_signed()));
    let starts = _mm512_mask_mov_epi8(count, plain.numbers, bits((TokenClass::Number as u8) << 6));
    let starts = _mm512_mask_mov_epi8(starts, plain.marks, bits((TokenClass::Punct as u8) << 6));
    let starts = _mm512_mask_mov_epi8(starts, plain.symbols, bits((TokenClass::Symbol as u8) << 6));
    let ends = _mm512_mask_mov_epi8(count, plain.joined_ends, bits(1 << 6));
    let starts = _mm512_maskz_compress_epi8(plain.starts, starts);
    let ends = _mm512_maskz_compress_epi8(plain.ends, _mm512_add_epi8(ends, _mm512_set1_epi8(1)));
    let base = _mm512_set1_epi32((base as u32).cast_signed());
    let length = tokens.len();
    let mut done = 0;
    let mut both = _mm512_inserti64x4::<1>(starts, _mm512_castsi512_si256(ends));
    while done < total {
        for (part, (places, words)) in BYTES.iter().zip(&WORDS).enumerate() {
            let [shift, mask, based] = words;
            let [shift, mask, based] = [lanes(shift), lanes(mask), lanes(based)];
            let words = _mm512_srlv_epi32(_mm512_permutexvar_epi8(load(places), both), shift);
            let words = _mm512_add_epi32(_mm512_and_si512(words, mask), _mm512_and_si512(base, based));
            // SAFETY: 64 tokens were reserved, and `done` is 0, 16, 32 or 48: the three vectors are sixteen
            // tokens of twelve bytes behind those.
            unsafe {
                let to = tokens.as_mut_ptr().add(length + done).cast::<u8>().add(part * 64);
                _mm512_storeu_si512(to.cast(), words);
            }
        }
        done += 16;
        // The next sixteen of each half; after them, the other halves.
        both = if done == 32 {
            _mm512_inserti64x4::<0>(ends, _mm512_extracti64x4_epi64::<1>(starts))
        } else {
            _mm512_shuffle_i64x2::<0b10_11_00_01>(both, both)
        };
    }
    // SAFETY: `total` tokens, at most 64, have been written: two words of positions, of which the first is
    // at most the second; a class out of 0 to 3, which are `TokenClass`es; and 0 or 1, which are `bool`s.
    unsafe { tokens.set_len(length + total) };
}
