//! The matrix kernels for AVX2 and AVX-512.
#![allow(
    unsafe_code,
    reason = "vector instructions, reached through a `Level`, with a scalar twin that tests hold equal"
)]

use crate::lanes::Lanes;
use crate::level::Kind;
use crate::linear::{Pairs, Tile};
use crate::panels::{TILE, WIDE};
use std::arch::x86_64::{
    __m256i, __m512i, _mm256_add_epi32, _mm256_add_ps, _mm256_cvtepi32_ps, _mm256_loadu_ps,
    _mm256_loadu_si256, _mm256_madd_epi16, _mm256_mul_ps, _mm256_set1_epi32, _mm256_set1_ps,
    _mm256_setzero_si256, _mm256_storeu_ps, _mm512_add_epi32, _mm512_add_ps, _mm512_cvtepi32_ps,
    _mm512_dpwssd_epi32, _mm512_loadu_ps, _mm512_loadu_si512, _mm512_madd_epi16, _mm512_mul_ps,
    _mm512_set1_epi32, _mm512_set1_ps, _mm512_setzero_si512, _mm512_storeu_ps,
};

/// Computes a tile with the instructions of `kind`, which come from a `Level` and are therefore there.
pub(crate) fn tile(kind: Kind, work: Tile<'_>) {
    let vectors = work.panel.scales.len();
    let pairs = work.panel.weights.len() / vectors.max(1);
    // What the kernels' pointers rest on.
    let fits = (1..=WIDE).contains(&vectors)
        && work.panel.weights.len() == pairs * vectors
        && work.panel.biases.len() == vectors
        && work.rows.iter().all(|row| row.len() >= 2 * pairs)
        && work.out.len() >= (TILE - 1) * work.stride + vectors
        && work.stride >= vectors;
    assert!(fits, "a tile's parts do not fit each other");
    match kind {
        Kind::Scalar => work.scalar(),
        // SAFETY: the level says that the instructions are there; the lengths have been checked above.
        Kind::Avx2 => unsafe { tile256(work, pairs) },
        // SAFETY: the same.
        Kind::Avx512 => unsafe {
            match vectors {
                1 => tile512::<1>(work, pairs),
                2 => tile512::<2>(work, pairs),
                3 => tile512::<3>(work, pairs),
                _ => tile512::<4>(work, pairs),
            }
        },
        // SAFETY: the same. What tiles do not take is left to VNNI.
        Kind::Vnni | Kind::Amx => unsafe {
            match vectors {
                1 => tile_vnni::<1>(work, pairs),
                2 => tile_vnni::<2>(work, pairs),
                3 => tile_vnni::<3>(work, pairs),
                _ => tile_vnni::<4>(work, pairs),
            }
        },
    }
}

/// # Safety
/// The lengths that [`tile`] checks.
#[target_feature(enable = "avx2,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
unsafe fn tile_vnni<const VECTORS: usize>(work: Tile<'_>, pairs: usize) {
    // SAFETY: the caller's promise.
    let sums = unsafe { sums512::<VECTORS>(&work, pairs, |sum, a, w| _mm512_dpwssd_epi32(sum, a, w)) };
    // SAFETY: the same.
    unsafe { finish512(work, sums) }
}

/// # Safety
/// The lengths that [`tile`] checks.
#[target_feature(enable = "avx2,avx512f,avx512bw,avx512dq,avx512vl")]
unsafe fn tile512<const VECTORS: usize>(work: Tile<'_>, pairs: usize) {
    // SAFETY: the caller's promise.
    let sums = unsafe {
        sums512::<VECTORS>(&work, pairs, |sum, a, w| {
            _mm512_add_epi32(sum, _mm512_madd_epi16(a, w))
        })
    };
    // SAFETY: the same.
    unsafe { finish512(work, sums) }
}

/// # Safety
/// The lengths that [`tile`] checks, and AVX-512.
#[inline(always)]
unsafe fn sums512<const VECTORS: usize>(
    work: &Tile<'_>,
    pairs: usize,
    step: impl Fn(__m512i, __m512i, __m512i) -> __m512i,
) -> [[__m512i; VECTORS]; TILE] {
    // SAFETY: every row has `pairs` pairs, the panel `VECTORS` vectors for each of them.
    unsafe {
        let mut sums = [[_mm512_setzero_si512(); VECTORS]; TILE];
        let rows = work.rows.map(|row| row.as_ptr().cast::<i32>());
        let mut weights: *const Pairs = work.panel.weights.as_ptr();
        for pair in 0..pairs {
            let mut vectors = [_mm512_setzero_si512(); VECTORS];
            for (at, vector) in vectors.iter_mut().enumerate() {
                *vector = _mm512_loadu_si512(weights.add(at).cast());
            }
            weights = weights.add(VECTORS);
            for (row, sums) in rows.iter().zip(&mut sums) {
                let both = _mm512_set1_epi32(row.add(pair).read_unaligned());
                for (sum, vector) in sums.iter_mut().zip(vectors) {
                    *sum = step(*sum, both, vector);
                }
            }
        }
        sums
    }
}

/// # Safety
/// The lengths that [`tile`] checks, and AVX-512.
#[inline(always)]
unsafe fn finish512<const VECTORS: usize>(work: Tile<'_>, sums: [[__m512i; VECTORS]; TILE]) {
    for (row, (sums, scale)) in sums.iter().zip(work.scales).enumerate() {
        for (at, sum) in sums.iter().enumerate() {
            // SAFETY: `at` is below the panel's vectors, and the place below the length of `out`.
            unsafe {
                let load = |lanes: &[Lanes]| _mm512_loadu_ps(lanes.as_ptr().add(at).cast());
                let scales = _mm512_mul_ps(_mm512_set1_ps(scale), load(work.panel.scales));
                let scaled = _mm512_mul_ps(_mm512_cvtepi32_ps(*sum), scales);
                let out = work.out.as_mut_ptr().add(row * work.stride + at);
                _mm512_storeu_ps(out.cast(), _mm512_add_ps(scaled, load(work.panel.biases)));
            }
        }
    }
}

/// # Safety
/// The lengths that [`tile`] checks.
#[target_feature(enable = "avx2")]
unsafe fn tile256(work: Tile<'_>, pairs: usize) {
    let vectors = work.panel.scales.len();
    for at in 0..vectors {
        // SAFETY: every row has `pairs` pairs, the panel `vectors` vectors for each of them, each of two halves;
        // `at` is below `vectors`, and the places below the length of `out`.
        unsafe {
            let mut sums = [[_mm256_setzero_si256(); 2]; TILE];
            let rows = work.rows.map(|row| row.as_ptr().cast::<i32>());
            let mut weights = work.panel.weights.as_ptr().add(at);
            for pair in 0..pairs {
                let half: *const __m256i = weights.cast();
                let halves = [_mm256_loadu_si256(half), _mm256_loadu_si256(half.add(1))];
                weights = weights.wrapping_add(vectors);
                for (row, sums) in rows.iter().zip(&mut sums) {
                    let both = _mm256_set1_epi32(row.add(pair).read_unaligned());
                    for (sum, half) in sums.iter_mut().zip(halves) {
                        *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(both, half));
                    }
                }
            }
            for (row, (sums, scale)) in sums.iter().zip(work.scales).enumerate() {
                for (half, sum) in sums.iter().enumerate() {
                    let load =
                        |lanes: &[Lanes]| _mm256_loadu_ps(lanes.as_ptr().add(at).cast::<f32>().add(8 * half));
                    let scales = _mm256_mul_ps(_mm256_set1_ps(scale), load(work.panel.scales));
                    let scaled = _mm256_mul_ps(_mm256_cvtepi32_ps(*sum), scales);
                    let out = work.out.as_mut_ptr().add(row * work.stride + at).cast::<f32>();
                    _mm256_storeu_ps(out.add(8 * half), _mm256_add_ps(scaled, load(work.panel.biases)));
                }
            }
        }
    }
}
