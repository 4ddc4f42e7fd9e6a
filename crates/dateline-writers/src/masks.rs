//! Sixty-four bytes as one bit each: which of them JSON wants escaped, which go on a character.
//!
//! With vectors a mask takes half an instruction a byte; the plain twins below say the same eight bytes at a time.

/// The bytes that JSON wants escaped, the first byte in bit 0: quotation marks, backslashes and control characters.
#[inline]
pub(crate) fn escaped(bytes: &[u8; 64]) -> u64 {
    #[cfg(target_arch = "x86_64")]
    {
        // SAFETY: every x86-64 processor has SSE2, which is all that is asked for.
        unsafe { sse2::escaped(bytes) }
    }
    #[cfg(not(target_arch = "x86_64"))]
    plain::escaped(bytes)
}

/// The bytes of UTF-8 that go on a character, the first byte in bit 0.
#[inline]
pub(crate) fn going_on(bytes: &[u8; 64]) -> u64 {
    #[cfg(target_arch = "x86_64")]
    {
        // SAFETY: every x86-64 processor has SSE2, which is all that is asked for.
        unsafe { sse2::going_on(bytes) }
    }
    #[cfg(not(target_arch = "x86_64"))]
    plain::going_on(bytes)
}

#[cfg(target_arch = "x86_64")]
mod sse2 {
    use std::arch::x86_64::*;

    /// Sixteen bytes.
    #[inline]
    #[target_feature(enable = "sse2")]
    fn load(bytes: &[u8; 64], quarter: usize) -> __m128i {
        let (eights, _) = bytes.as_chunks::<8>();
        let [low, high] = [0, 1].map(|half| i64::from_le_bytes(eights[(2 * quarter + half) % 8]));
        _mm_set_epi64x(high, low)
    }

    /// The high bits of sixteen bytes, where those of a quarter stand.
    #[inline]
    #[target_feature(enable = "sse2")]
    fn bits(found: __m128i, quarter: usize) -> u64 {
        u64::from(_mm_movemask_epi8(found).cast_unsigned()) << (16 * quarter)
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    pub(super) fn escaped(bytes: &[u8; 64]) -> u64 {
        let mut mask = 0;
        for quarter in 0..4 {
            let here = load(bytes, quarter);
            let is = |byte: u8| _mm_cmpeq_epi8(here, _mm_set1_epi8(byte.cast_signed()));
            let control = _mm_cmpeq_epi8(_mm_min_epu8(here, _mm_set1_epi8(0x1F)), here);
            let found = _mm_or_si128(control, _mm_or_si128(is(b'"'), is(b'\\')));
            mask |= bits(found, quarter);
        }
        mask
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    pub(super) fn going_on(bytes: &[u8; 64]) -> u64 {
        let mut mask = 0;
        for quarter in 0..4 {
            // They are 0x80 to 0xBF: below all others, with signs.
            let found = _mm_cmplt_epi8(load(bytes, quarter), _mm_set1_epi8(0xC0_u8.cast_signed()));
            mask |= bits(found, quarter);
        }
        mask
    }
}

#[cfg(any(test, not(target_arch = "x86_64")))]
mod plain {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;

    /// Gathers what `find` gives of eight bytes each, a high bit for every byte.
    fn gather(bytes: &[u8; 64], find: impl Fn(u64) -> u64) -> u64 {
        let words = bytes.as_chunks::<8>().0.iter().enumerate();
        words.fold(0, |mask, (index, word)| {
            let high = find(u64::from_le_bytes(*word)) & HIGH;
            mask | ((high >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * index)
        })
    }

    /// The high bit of every byte that is zero; nothing is carried from one byte to the next.
    fn zero(word: u64) -> u64 {
        !(((word & !HIGH) + !HIGH) | word)
    }

    pub(super) fn escaped(bytes: &[u8; 64]) -> u64 {
        gather(bytes, |word| {
            zero(word & (ONES * 0xE0)) | zero(word ^ (ONES * 0x22)) | zero(word ^ (ONES * 0x5C))
        })
    }

    pub(super) fn going_on(bytes: &[u8; 64]) -> u64 {
        gather(bytes, |word| word & !(word << 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_byte_at_every_place() {
        for byte in 0..=255 {
            for place in 0..64 {
                for filling in [b' ', b'x', 0xFF] {
                    let mut bytes = [filling; 64];
                    bytes[place] = byte;
                    let bit = |has: bool| u64::from(has) << place;
                    let special = byte < 0x20 || matches!(byte, b'"' | b'\\');
                    assert_eq!(escaped(&bytes), bit(special), "{byte} at {place}");
                    assert_eq!(plain::escaped(&bytes), bit(special), "{byte} at {place}");
                    let inner = (0x80..0xC0).contains(&byte);
                    assert_eq!(going_on(&bytes), bit(inner), "{byte} at {place}");
                    assert_eq!(plain::going_on(&bytes), bit(inner), "{byte} at {place}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn the_two_ways_agree(bytes in prop::collection::vec(any::<u8>(), 64)) {
            let bytes = bytes.first_chunk().unwrap();
            prop_assert_eq!(escaped(bytes), plain::escaped(bytes));
            prop_assert_eq!(going_on(bytes), plain::going_on(bytes));
        }
    }
}
