//! Sixteen tokens at a time: their characters by arithmetic instead of a table.
//!
//! Two comparisons and four additions give a token's character, and say whether it has one; a vector of four lanes does
//! that for four tokens at once. The plain twin below says the same token by token.

use super::FAR;
#[cfg(any(test, not(target_arch = "x86_64")))]
use super::character;
#[cfg(target_arch = "x86_64")]
use super::{AT_ONCE, BEHIND_BLANK};
use dateline_core::layers::Token;

/// How many tokens a row has.
pub(super) const ROW: usize = 16;

/// The characters of a row's tokens, places in bytes, behind a token that ends at `before`; and a bit for each that is
/// [`FAR`], the first token's lowest.
#[inline]
pub(super) fn characters(row: &[Token; ROW], before: u32) -> ([u8; ROW], u32) {
    #[cfg(target_arch = "x86_64")]
    {
        // SAFETY: every x86-64 processor has SSE2, which is all that is asked for.
        unsafe { sse2(row, before) }
    }
    #[cfg(not(target_arch = "x86_64"))]
    plainly(row, before)
}

/// The same, token by token.
#[cfg(any(test, not(target_arch = "x86_64")))]
fn plainly(row: &[Token; ROW], mut before: u32) -> ([u8; ROW], u32) {
    let (mut characters, mut far) = ([FAR; ROW], 0);
    for (index, (token, to)) in row.iter().zip(&mut characters).enumerate() {
        let (start, end) = (token.span.start(), token.span.end());
        *to = character(start.wrapping_sub(before), end - start);
        far |= u32::from(*to == FAR) << index;
        before = end;
    }
    (characters, far)
}

/// Start and end of a token, as one number that is read at once.
#[cfg(target_arch = "x86_64")]
#[inline]
fn both(token: &Token) -> i64 {
    (u64::from(token.span.start()) | u64::from(token.span.end()) << 32).cast_signed()
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn sse2(row: &[Token; ROW], before: u32) -> ([u8; ROW], u32) {
    use std::arch::x86_64::*;
    const LONGEST_AT_ONCE: i32 = (b'~' - AT_ONCE) as i32;
    const LONGEST_BEHIND_BLANK: i32 = (AT_ONCE - BEHIND_BLANK - 1) as i32;
    let (zero, one) = (_mm_setzero_si128(), _mm_set1_epi32(1));
    let (mut characters, mut fit) = ([zero; 4], [zero; 4]);
    let mut before = _mm_cvtsi32_si128(before.cast_signed());
    for quarter in 0..4 {
        let [a, b, c, d] = [0, 1, 2, 3].map(|at| both(&row[4 * quarter + at]));
        let (ab, cd) = (
            _mm_castsi128_ps(_mm_set_epi64x(b, a)),
            _mm_castsi128_ps(_mm_set_epi64x(d, c)),
        );
        let starts = _mm_castps_si128(_mm_shuffle_ps::<0b10_00_10_00>(ab, cd));
        let ends = _mm_castps_si128(_mm_shuffle_ps::<0b11_01_11_01>(ab, cd));
        // The ends of the tokens before each.
        let befores = _mm_or_si128(_mm_slli_si128::<4>(ends), before);
        before = _mm_srli_si128::<12>(ends);
        let distance = _mm_sub_epi32(starts, befores);
        let length = _mm_sub_epi32(ends, starts);
        let blank = _mm_cmpeq_epi32(distance, one);
        let if_blank = |value: i32| _mm_and_si128(blank, _mm_set1_epi32(value));
        characters[quarter] = _mm_sub_epi32(
            _mm_add_epi32(length, _mm_set1_epi32(i32::from(AT_ONCE))),
            if_blank(i32::from(AT_ONCE - BEHIND_BLANK)),
        );
        let longest = _mm_add_epi32(
            _mm_set1_epi32(LONGEST_AT_ONCE),
            if_blank(LONGEST_BEHIND_BLANK - LONGEST_AT_ONCE),
        );
        let near = _mm_cmpeq_epi32(_mm_srli_epi32::<1>(distance), zero);
        let unfit = _mm_or_si128(_mm_cmpgt_epi32(length, longest), _mm_cmpgt_epi32(one, length));
        fit[quarter] = _mm_andnot_si128(unfit, near);
    }
    // Those that fit are below 128, and `fit` is 0 or -1: no lane of them is cut.
    let [a, b, c, d] = characters;
    let characters = _mm_packs_epi16(_mm_packs_epi32(a, b), _mm_packs_epi32(c, d));
    let [a, b, c, d] = fit;
    let fit = _mm_packs_epi16(_mm_packs_epi32(a, b), _mm_packs_epi32(c, d));
    let characters = _mm_or_si128(
        _mm_and_si128(fit, characters),
        _mm_andnot_si128(fit, _mm_set1_epi8(FAR.cast_signed())),
    );
    let low = _mm_cvtsi128_si64(characters).cast_unsigned();
    let high = _mm_cvtsi128_si64(_mm_unpackhi_epi64(characters, characters)).cast_unsigned();
    let bytes = u128::from(low) | u128::from(high) << 64;
    let far = !_mm_movemask_epi8(fit).cast_unsigned() & 0xFFFF;
    (bytes.to_le_bytes(), far)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::Span;
    use dateline_core::layers::TokenClass;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_two_ways_agree(
            before in 0u32..40,
            // Also such as no tokenizer makes: empty ones, and ones that begin before the end of the last.
            places in prop::collection::vec((-2i64..4, prop_oneof![0u32..4, 30u32..40, 54u32..66, Just(70_000)]), ROW)
        ) {
            let mut end = before;
            let tokens: Vec<Token> = places.iter().map(|(distance, length)| {
                let start = u32::try_from((i64::from(end) + distance).max(0)).unwrap();
                end = start + length;
                Token::new(Span::at(start as usize, *length as usize), TokenClass::Word)
            }).collect();
            let row: &[Token; ROW] = tokens.first_chunk().unwrap();
            prop_assert_eq!(characters(row, before), plainly(row, before));
        }
    }
}
