//! What is left to chance, the same each time.

/// A generator of numbers that look random: xorshift64*.
pub(super) struct Chance(u64);

impl Chance {
    /// A generator; `seed` is not zero.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 40
    }

    /// At least 0, less than 1.
    pub(super) fn unit(&mut self) -> f32 {
        self.next() as f32 / 16_777_216.0
    }

    /// Less than `bound`.
    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// Brings things into another order.
    pub(super) fn shuffle<T>(&mut self, things: &mut [T]) {
        for index in (1..things.len()).rev() {
            things.swap(index, self.below(index + 1));
        }
    }
}
