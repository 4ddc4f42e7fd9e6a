//! What the algebra needs of a mask: one window's 64 bits, or those of several windows side by side.

use std::ops::{BitAnd, BitOr, BitOrAssign, Not, Shl, Shr};

/// Masks of windows, one bit a byte. Every operation is one of 64 bits for each window: bits that are shifted or
/// carried out of a window are lost.
pub(crate) trait Mask:
    Copy
    + Default
    + BitAnd<Output = Self>
    + BitOr<Output = Self>
    + BitOrAssign
    + Not<Output = Self>
    + Shl<u32, Output = Self>
    + Shr<u32, Output = Self>
{
    /// The sum.
    fn plus(self, other: Self) -> Self;

    /// All bits of the windows that have one.
    fn any(self) -> Self;
}

impl Mask for u64 {
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self.wrapping_add(other)
    }

    #[inline(always)]
    fn any(self) -> Self {
        if self == 0 { 0 } else { Self::MAX }
    }
}
