//! Windows in four vectors of NEON, and masks from them.
//!
//! The 64 bytes lie in the vectors in turn: byte `i` is byte `i / 4` of vector `i % 4`. So what makes neighbouring bits of
//! a mask stands at the same place of four vectors, and shifts that insert put it together; and the byte before any
//! byte is at the same place of the vector before, but for the first vector.

use std::arch::aarch64::*;

/// A window, or something of each of its bytes, in turn.
pub(super) type Turns = [uint8x16_t; 4];

/// The window in its turns.
#[inline]
#[target_feature(enable = "neon")]
pub(super) fn load(bytes: &[u8; 64]) -> Turns {
    // SAFETY: a load of the 64 bytes of the array.
    let uint8x16x4_t(a, b, c, d) = unsafe { vld4q_u8(bytes.as_ptr()) };
    [a, b, c, d]
}

/// The same of each vector.
#[inline(always)]
pub(super) fn each([a, b, c, d]: Turns, act: impl Fn(uint8x16_t) -> uint8x16_t) -> Turns {
    [act(a), act(b), act(c), act(d)]
}

/// The same of each vector and its partner.
#[inline(always)]
pub(super) fn pairs(
    [a, b, c, d]: Turns,
    [e, f, g, h]: Turns,
    act: impl Fn(uint8x16_t, uint8x16_t) -> uint8x16_t,
) -> Turns {
    [act(a, e), act(b, f), act(c, g), act(d, h)]
}

/// The highest bit of each byte.
#[inline]
#[target_feature(enable = "neon")]
pub(super) fn mask([a, b, c, d]: Turns) -> u64 {
    // Of four neighbours, in the upper half of a byte, and then in the lower one too, as two halves make a byte.
    let (ab, cd) = (vsriq_n_u8::<1>(b, a), vsriq_n_u8::<1>(d, c));
    let four = vsriq_n_u8::<2>(cd, ab);
    let twice = vsriq_n_u8::<4>(four, four);
    let eight = vshrn_n_u16::<4>(vreinterpretq_u16_u8(twice));
    vget_lane_u64::<0>(vreinterpret_u64_u8(eight))
}

/// Puts the eight bits of 64 bytes into eight masks.
#[inline]
#[target_feature(enable = "neon")]
pub(super) fn turn([a, b, c, d]: Turns) -> [u64; 8] {
    // Two neighbours' bits side by side, the even ones and the odd ones.
    let by_two = |a, b| {
        let even = vdupq_n_u8(0x55);
        (
            vbslq_u8(even, a, vshlq_n_u8::<1>(b)),
            vbslq_u8(even, vshrq_n_u8::<1>(a), b),
        )
    };
    // Four neighbours' in each half of a byte: bits 0 and 4 of all, and 2 and 6, or 1 and 5, and 3 and 7.
    let by_four = |ab, cd| {
        let low = vdupq_n_u8(0x33);
        (
            vbslq_u8(low, ab, vshlq_n_u8::<2>(cd)),
            vbslq_u8(low, vshrq_n_u8::<2>(ab), cd),
        )
    };
    // Eight neighbours' in a byte: the lower halves of two vectors one behind the other, and the upper ones.
    let by_eight = |one, other| {
        let (even, odd) = (vuzp1q_u8(one, other), vuzp2q_u8(one, other));
        let low = vreinterpretq_u64_u8(vsliq_n_u8::<4>(even, odd));
        let high = vreinterpretq_u64_u8(vsriq_n_u8::<4>(odd, even));
        (low, high)
    };
    let ((ab_even, ab_odd), (cd_even, cd_odd)) = (by_two(a, b), by_two(c, d));
    let ((zero, two), (one, three)) = (by_four(ab_even, cd_even), by_four(ab_odd, cd_odd));
    let ((m01, m45), (m23, m67)) = (by_eight(zero, one), by_eight(two, three));
    [
        vgetq_lane_u64::<0>(m01),
        vgetq_lane_u64::<1>(m01),
        vgetq_lane_u64::<0>(m23),
        vgetq_lane_u64::<1>(m23),
        vgetq_lane_u64::<0>(m45),
        vgetq_lane_u64::<1>(m45),
        vgetq_lane_u64::<0>(m67),
        vgetq_lane_u64::<1>(m67),
    ]
}
