//! The kernels of [`Dense`](crate::Dense) for AVX2 and AVX-512.
//!
//! VNNI multiplies four bytes without sign by four with one and adds them up exactly. The older instruction for that
//! saturates at 16 bits, so without VNNI bytes are parted into even and odd ones, widened, and multiplied as 16 bits.
#![allow(
    unsafe_code,
    reason = "vector instructions, reached through a `Level`, with a scalar twin that tests hold equal"
)]

use crate::dense::{ByteTile, Quads};
use crate::level::Kind;
use crate::panels::{TILE, WIDE};
use std::arch::x86_64::{
    __m256i, __m512i, _mm256_add_epi32, _mm256_add_ps, _mm256_and_si256, _mm256_cvtepi32_ps, _mm256_loadu_ps,
    _mm256_loadu_si256, _mm256_madd_epi16, _mm256_mul_ps, _mm256_mullo_epi32, _mm256_set1_epi32,
    _mm256_set1_ps, _mm256_slli_epi16, _mm256_srai_epi16, _mm256_srli_epi16, _mm256_storeu_ps,
    _mm512_add_epi32, _mm512_add_ps, _mm512_and_si512, _mm512_cvtepi32_ps, _mm512_dpbusd_epi32,
    _mm512_loadu_ps, _mm512_loadu_si512, _mm512_madd_epi16, _mm512_mul_ps, _mm512_mullo_epi32,
    _mm512_set1_epi32, _mm512_set1_ps, _mm512_setzero_si512, _mm512_slli_epi16, _mm512_srai_epi16,
    _mm512_srli_epi16, _mm512_storeu_ps,
};

/// The low byte of every 16 bits.
const LOW_BYTES: i32 = 0x00ff_00ff;

/// Computes a tile with the instructions of `kind`, which come from a `Level` and are therefore there.
pub(crate) fn tile(kind: Kind, work: ByteTile<'_>) {
    let vectors = work.panel.scales.len();
    let quads = work.panel.weights.len() / vectors.max(1);
    // What the kernels' pointers rest on.
    let fits = (1..=WIDE).contains(&vectors)
        && work.panel.weights.len() == quads * vectors
        && work.panel.biases.len() == vectors
        && work.panel.sums.len() == vectors
        && work.rows.iter().all(|row| row.len() >= 4 * quads)
        && work.out.len() >= (TILE - 1) * work.stride + vectors
        && work.stride >= vectors;
    assert!(fits, "a tile's parts do not fit each other");
    match kind {
        Kind::Scalar => work.scalar(),
        // SAFETY: the level says that the instructions are there; the lengths have been checked above.
        Kind::Avx2 => unsafe { tile256(work, quads) },
        // SAFETY: the same.
        Kind::Avx512 => unsafe {
            match vectors {
                1 => tile512::<1>(work, quads),
                2 => tile512::<2>(work, quads),
                3 => tile512::<3>(work, quads),
                _ => tile512::<4>(work, quads),
            }
        },
        // SAFETY: the same. What tiles do not take is left to VNNI.
        Kind::Vnni | Kind::Amx => unsafe {
            match vectors {
                1 => tile_vnni::<1>(work, quads),
                2 => tile_vnni::<2>(work, quads),
                3 => tile_vnni::<3>(work, quads),
                _ => tile_vnni::<4>(work, quads),
            }
        },
    }
}

/// # Safety
/// The lengths that [`tile`] checks.
#[target_feature(enable = "avx2,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
unsafe fn tile_vnni<const VECTORS: usize>(work: ByteTile<'_>, quads: usize) {
    // SAFETY: every row has `quads` times four bytes, the panel `VECTORS` vectors for each of them.
    let sums = unsafe {
        let mut sums = [[_mm512_setzero_si512(); VECTORS]; TILE];
        let rows = work.rows.map(|row| row.as_ptr().cast::<i32>());
        let mut weights: *const Quads = work.panel.weights.as_ptr();
        for quad in 0..quads {
            let mut vectors = [_mm512_setzero_si512(); VECTORS];
            for (at, vector) in vectors.iter_mut().enumerate() {
                *vector = _mm512_loadu_si512(weights.add(at).cast());
            }
            weights = weights.add(VECTORS);
            for (row, sums) in rows.iter().zip(&mut sums) {
                let four = _mm512_set1_epi32(row.add(quad).read_unaligned());
                for (sum, vector) in sums.iter_mut().zip(vectors) {
                    *sum = _mm512_dpbusd_epi32(*sum, four, vector);
                }
            }
        }
        sums
    };
    // SAFETY: the caller's promise.
    unsafe { finish512(work, sums) }
}

/// # Safety
/// The lengths that [`tile`] checks.
#[target_feature(enable = "avx2,avx512f,avx512bw,avx512dq,avx512vl")]
unsafe fn tile512<const VECTORS: usize>(work: ByteTile<'_>, quads: usize) {
    // SAFETY: every row has `quads` times four bytes, the panel `VECTORS` vectors for each of them.
    let sums = unsafe {
        let mut sums = [[_mm512_setzero_si512(); VECTORS]; TILE];
        let low = _mm512_set1_epi32(LOW_BYTES);
        let rows = work.rows.map(|row| row.as_ptr().cast::<i32>());
        let mut weights: *const Quads = work.panel.weights.as_ptr();
        for quad in 0..quads {
            let mut vectors = [[_mm512_setzero_si512(); 2]; VECTORS];
            for (at, [even, odd]) in vectors.iter_mut().enumerate() {
                let both = _mm512_loadu_si512(weights.add(at).cast());
                *even = _mm512_srai_epi16::<8>(_mm512_slli_epi16::<8>(both));
                *odd = _mm512_srai_epi16::<8>(both);
            }
            weights = weights.add(VECTORS);
            for (row, sums) in rows.iter().zip(&mut sums) {
                let four = _mm512_set1_epi32(row.add(quad).read_unaligned());
                let (a, b) = (_mm512_and_si512(four, low), _mm512_srli_epi16::<8>(four));
                for (sum, [even, odd]) in sums.iter_mut().zip(vectors) {
                    let two = _mm512_add_epi32(_mm512_madd_epi16(a, even), _mm512_madd_epi16(b, odd));
                    *sum = _mm512_add_epi32(*sum, two);
                }
            }
        }
        sums
    };
    // SAFETY: the caller's promise.
    unsafe { finish512(work, sums) }
}

/// # Safety
/// The lengths that [`tile`] checks, and AVX-512.
#[inline(always)]
unsafe fn finish512<const VECTORS: usize>(work: ByteTile<'_>, sums: [[__m512i; VECTORS]; TILE]) {
    for (row, (sums, (scale, zero))) in sums.iter().zip(work.scales).enumerate() {
        for (at, sum) in sums.iter().enumerate() {
            // SAFETY: `at` is below the panel's vectors, and the place below the length of `out`.
            unsafe {
                let whole = _mm512_loadu_si512(work.panel.sums.as_ptr().add(at).cast());
                let sum = _mm512_add_epi32(*sum, _mm512_mullo_epi32(whole, _mm512_set1_epi32(-zero)));
                let scales = _mm512_loadu_ps(work.panel.scales.as_ptr().add(at).cast());
                let biases = _mm512_loadu_ps(work.panel.biases.as_ptr().add(at).cast());
                let scaled = _mm512_mul_ps(
                    _mm512_cvtepi32_ps(sum),
                    _mm512_mul_ps(_mm512_set1_ps(scale), scales),
                );
                let out = work.out.as_mut_ptr().add(row * work.stride + at);
                _mm512_storeu_ps(out.cast(), _mm512_add_ps(scaled, biases));
            }
        }
    }
}

/// # Safety
/// The lengths that [`tile`] checks.
#[target_feature(enable = "avx2")]
unsafe fn tile256(work: ByteTile<'_>, quads: usize) {
    let vectors = work.panel.scales.len();
    let low = _mm256_set1_epi32(LOW_BYTES);
    for half in 0..2 * vectors {
        let (at, half) = (half / 2, half % 2);
        // SAFETY: every row has `quads` times four bytes, the panel `vectors` vectors for each of them, each of two
        // halves; `at` is below `vectors`, and the places below the length of `out`.
        unsafe {
            let mut sums = [_mm256_set1_epi32(0); TILE];
            let rows = work.rows.map(|row| row.as_ptr().cast::<i32>());
            let mut weights = work.panel.weights.as_ptr().wrapping_add(at);
            for quad in 0..quads {
                let both = _mm256_loadu_si256(weights.cast::<__m256i>().add(half));
                let even = _mm256_srai_epi16::<8>(_mm256_slli_epi16::<8>(both));
                let odd = _mm256_srai_epi16::<8>(both);
                weights = weights.wrapping_add(vectors);
                for (row, sum) in rows.iter().zip(&mut sums) {
                    let four = _mm256_set1_epi32(row.add(quad).read_unaligned());
                    let (a, b) = (_mm256_and_si256(four, low), _mm256_srli_epi16::<8>(four));
                    let two = _mm256_add_epi32(_mm256_madd_epi16(a, even), _mm256_madd_epi16(b, odd));
                    *sum = _mm256_add_epi32(*sum, two);
                }
            }
            let whole = _mm256_loadu_si256(work.panel.sums.as_ptr().add(at).cast::<__m256i>().add(half));
            let scales = _mm256_loadu_ps(work.panel.scales.as_ptr().add(at).cast::<f32>().add(8 * half));
            let biases = _mm256_loadu_ps(work.panel.biases.as_ptr().add(at).cast::<f32>().add(8 * half));
            for (row, (sum, (scale, zero))) in sums.iter().zip(work.scales).enumerate() {
                let sum = _mm256_add_epi32(*sum, _mm256_mullo_epi32(whole, _mm256_set1_epi32(-zero)));
                let scaled = _mm256_mul_ps(
                    _mm256_cvtepi32_ps(sum),
                    _mm256_mul_ps(_mm256_set1_ps(scale), scales),
                );
                let out = work.out.as_mut_ptr().add(row * work.stride + at).cast::<f32>();
                _mm256_storeu_ps(out.add(8 * half), _mm256_add_ps(scaled, biases));
            }
        }
    }
}
