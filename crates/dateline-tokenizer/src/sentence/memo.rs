//! Decisions of the model that are remembered, in texts that are dense with places.
//!
//! A text of nothing but places (`) ) )`) puts the same question again and again. Once a text has had many places for
//! its length, what the model sees of a place, all of it, is looked up before the model is asked. As the whole question
//! is compared, the answer is the model's by construction; and prose, whose questions hardly ever come again, is never
//! slowed down by asking.

use super::looks::Look;

/// How many tokens a question is about: three before the place, three after it, and the first of the sentence.
pub(crate) const TOKENS: usize = 7;

/// All that the model sees of a place: the looks of tokens, and whatever else there is, packed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen([u64; TOKENS + 1]);

impl Seen {
    #[inline]
    pub(crate) fn new(looks: [Look; TOKENS], rest: u32) -> Self {
        let mut all = [u64::from(rest); TOKENS + 1];
        for (number, look) in all.iter_mut().zip(looks) {
            *number = u64::from(look.form) | u64::from(look.tag) << 32;
        }
        Self(all)
    }

    /// Where its decision is kept.
    #[inline]
    fn place(&self) -> usize {
        // Each number by a factor of its own, and none waits for another.
        let numbers = self.0.iter().zip(FACTORS);
        let hash = numbers.fold(0, |hash, (number, factor)| hash ^ number.wrapping_mul(factor));
        (hash.wrapping_mul(FACTORS[1]) >> (64 - BITS)) as usize
    }

    /// Whether both are the same, without a question for each part.
    #[inline]
    fn is(&self, other: &Self) -> bool {
        let pairs = self.0.iter().zip(&other.0);
        pairs.fold(0, |differ, (one, other)| differ | (one ^ other)) == 0
    }
}

/// Odd numbers without a pattern.
const FACTORS: [u64; TOKENS + 1] = [
    0x9e37_79b9_7f4a_7c15,
    0xd6e8_feb8_6659_fd93,
    0xa076_1d64_78bd_642f,
    0xe703_7ed1_a0b4_28db,
    0x8ebc_6af0_9c88_c6e3,
    0x5899_65cc_7537_4cc3,
    0x1d8e_4e27_c47d_124f,
    0xeb44_acca_b455_d165,
];

/// How many decisions are kept, as a power of two.
const BITS: u32 = 8;

/// The decisions of a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memo {
    /// What was seen, and what was decided: each where its hash says, the later in the place of the earlier. Empty
    /// until first asked.
    kept: Vec<Option<(Seen, bool)>>,
    used: bool,
}

impl Memo {
    /// Begins a text.
    pub(crate) fn clear(&mut self) {
        if self.used {
            self.kept.fill(None);
            self.used = false;
        }
    }

    /// What was decided where the same was seen, or what `decide` says now.
    pub(crate) fn decided(&mut self, seen: &Seen, decide: impl FnOnce() -> bool) -> bool {
        if self.kept.is_empty() {
            self.kept.resize(1 << BITS, None);
        }
        self.used = true;
        match self.kept.get_mut(seen.place()) {
            Some(Some((known, ends))) if known.is(seen) => *ends,
            Some(kept) => {
                let ends = decide();
                *kept = Some((*seen, ends));
                ends
            }
            None => decide(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(form: u32, rest: u32) -> Seen {
        Seen::new([Look { form, tag: 1 }; TOKENS], rest)
    }

    #[test]
    fn a_question_is_put_once_and_never_taken_for_another() {
        let wanted = |form: u32, rest: u32| (form * 7 + rest).is_multiple_of(3);
        let mut memo = Memo::default();
        for round in 0..3 {
            for form in 0..40 {
                for rest in 0..40 {
                    assert_eq!(
                        memo.decided(&seen(form, rest), || wanted(form, rest)),
                        wanted(form, rest),
                        "{round}"
                    );
                }
            }
            assert_eq!(memo.decided(&seen(39, 39), || unreachable!()), wanted(39, 39));
        }
    }

    #[test]
    fn a_text_begins_without_decisions() {
        let mut memo = Memo::default();
        assert!(memo.decided(&seen(1, 1), || true));
        memo.clear();
        assert!(!memo.decided(&seen(1, 1), || false));
    }
}
