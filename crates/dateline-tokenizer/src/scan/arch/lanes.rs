//! The masks of eight windows in one vector, for the algebra.

use super::super::mask::Mask;
use std::arch::x86_64::*;
use std::ops::{BitAnd, BitOr, BitOrAssign, Not, Shl, Shr};

/// The same mask of eight windows. One is made in the engine for AVX-512 alone (`avx512`), which its operators
/// rest on.
#[derive(Clone, Copy)]
pub(super) struct Lanes(pub(super) __m512i);

impl Lanes {
    /// The masks of an array.
    #[inline]
    #[target_feature(enable = "avx512f")]
    pub(super) fn of(masks: &[u64; 8]) -> Self {
        // SAFETY: an unaligned load of the 64 bytes of the array.
        Self(unsafe { _mm512_loadu_si512(masks.as_ptr().cast()) })
    }

    /// Puts them into an array.
    #[inline]
    #[target_feature(enable = "avx512f")]
    pub(super) fn put(self, masks: &mut [u64; 8]) {
        // SAFETY: an unaligned store of the 64 bytes of the array.
        unsafe { _mm512_storeu_si512(masks.as_mut_ptr().cast(), self.0) };
    }

    /// Sets the mask of one window.
    #[inline]
    #[target_feature(enable = "avx512f")]
    pub(super) fn set(&mut self, lane: usize, mask: u64) {
        self.0 = _mm512_mask_set1_epi64(self.0, 1 << (lane & 7), mask.cast_signed());
    }

    /// The lanes that have a bit.
    #[inline]
    #[target_feature(enable = "avx512f")]
    pub(super) fn some(self) -> u8 {
        _mm512_test_epi64_mask(self.0, self.0)
    }
}

impl Default for Lanes {
    #[inline(always)]
    fn default() -> Self {
        // SAFETY: only the engine for AVX-512 makes any.
        Self(unsafe { _mm512_setzero_si512() })
    }
}

impl BitAnd for Lanes {
    type Output = Self;
    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        // SAFETY: only the engine for AVX-512 makes any.
        Self(unsafe { _mm512_and_si512(self.0, other.0) })
    }
}

impl BitOr for Lanes {
    type Output = Self;
    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        // SAFETY: only the engine for AVX-512 makes any.
        Self(unsafe { _mm512_or_si512(self.0, other.0) })
    }
}

impl BitOrAssign for Lanes {
    #[inline(always)]
    fn bitor_assign(&mut self, other: Self) {
        *self = *self | other;
    }
}

impl Not for Lanes {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        // SAFETY: only the engine for AVX-512 makes any.
        Self(unsafe { _mm512_xor_si512(self.0, _mm512_set1_epi64(-1)) })
    }
}

impl Shl<u32> for Lanes {
    type Output = Self;
    #[inline(always)]
    fn shl(self, bits: u32) -> Self {
        // SAFETY: only the engine for AVX-512 makes any.
        Self(unsafe { _mm512_sllv_epi64(self.0, _mm512_set1_epi64(i64::from(bits))) })
    }
}

impl Shr<u32> for Lanes {
    type Output = Self;
    #[inline(always)]
    fn shr(self, bits: u32) -> Self {
        // SAFETY: only the engine for AVX-512 makes any.
        Self(unsafe { _mm512_srlv_epi64(self.0, _mm512_set1_epi64(i64::from(bits))) })
    }
}

impl Mask for Lanes {
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        // SAFETY: only the engine for AVX-512 makes any.
        Self(unsafe { _mm512_add_epi64(self.0, other.0) })
    }

    #[inline(always)]
    fn any(self) -> Self {
        // SAFETY: only the engine for AVX-512 makes any.
        Self(unsafe { _mm512_maskz_set1_epi64(_mm512_test_epi64_mask(self.0, self.0), -1) })
    }
}

/// Turns eight rows of eight words on their side.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn turn(rows: &[[u64; 8]; 8]) -> [Lanes; 8] {
    let mut vectors = [Lanes::default().0; 8];
    for (vector, row) in vectors.iter_mut().zip(rows) {
        *vector = Lanes::of(row).0;
    }
    let [a, b, c, d, e, f, g, h] = vectors;
    let pairs = |a, b| (_mm512_unpacklo_epi64(a, b), _mm512_unpackhi_epi64(a, b));
    // Rows in pairs: words 0 2 4 6 and 1 3 5 7 of both.
    let ((ab0, ab1), (cd0, cd1), (ef0, ef1), (gh0, gh1)) =
        (pairs(a, b), pairs(c, d), pairs(e, f), pairs(g, h));
    // Of four rows: words 0 4, and 2 6, of each.
    let low = |x, y| _mm512_shuffle_i64x2::<0b10_00_10_00>(x, y);
    let high = |x, y| _mm512_shuffle_i64x2::<0b11_01_11_01>(x, y);
    let quarter = |ab, cd, ef, gh| {
        let (first, second) = (low(ab, cd), low(ef, gh));
        let (third, fourth) = (high(ab, cd), high(ef, gh));
        [
            Lanes(low(first, second)),
            Lanes(low(third, fourth)),
            Lanes(high(first, second)),
            Lanes(high(third, fourth)),
        ]
    };
    let [m0, m2, m4, m6] = quarter(ab0, cd0, ef0, gh0);
    let [m1, m3, m5, m7] = quarter(ab1, cd1, ef1, gh1);
    [m0, m1, m2, m3, m4, m5, m6, m7]
}
