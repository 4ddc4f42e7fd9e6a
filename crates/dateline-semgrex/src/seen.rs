//! Which results were found already: a set of keys that keeps its memory.

/// A set of keys of one width, each a few numbers. Forgetting them all costs nothing, and memory is kept.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Open addressing: a round's number and the number of a key. A slot of an earlier round is free.
    slots: Vec<(u32, u32)>,
    round: u32,
    keys: Vec<u32>,
    len: usize,
    width: usize,
}

impl Seen {
    /// Forgets all keys and takes ones of `width` numbers from here on.
    pub(crate) fn clear(&mut self, width: usize) {
        if self.round == u32::MAX {
            self.slots.fill((0, 0));
            self.round = 0;
        }
        self.round += 1;
        self.keys.clear();
        self.len = 0;
        self.width = width;
    }

    /// Adds a key unless one that is the `same` is there already; whether it was added. Keys that are the
    /// same have the same `hash`, which `rehash` gives for a key that was added before.
    pub(crate) fn insert(
        &mut self,
        key: &[u32],
        rehash: impl Fn(&[u32]) -> u64,
        same: impl Fn(&[u32], &[u32]) -> bool,
    ) -> bool {
        if (self.len + 1) * 2 > self.slots.len() {
            self.grow(&rehash);
        }
        let mask = self.slots.len() - 1;
        let mut at = rehash(key) as usize & mask;
        loop {
            let (round, index) = self.slots[at];
            if round != self.round {
                break;
            }
            if same(key, self.key(index as usize)) {
                return false;
            }
            at = (at + 1) & mask;
        }
        self.slots[at] = (self.round, self.len as u32);
        self.keys.extend_from_slice(key);
        self.len += 1;
        true
    }

    fn key(&self, index: usize) -> &[u32] {
        &self.keys[index * self.width..(index + 1) * self.width]
    }

    fn grow(&mut self, rehash: &impl Fn(&[u32]) -> u64) {
        let mask = (self.slots.len() * 2).max(16) - 1;
        let mut slots = vec![(0, 0); mask + 1];
        for index in 0..self.len {
            let mut at = rehash(self.key(index)) as usize & mask;
            while slots[at].0 == self.round {
                at = (at + 1) & mask;
            }
            slots[at] = (self.round, index as u32);
        }
        self.slots = slots;
    }
}

/// FNV-1a (Fowler, Noll and Vo) over bytes, from `hash` on.
pub(crate) fn hash_bytes(hash: u64, bytes: &[u8]) -> u64 {
    // What ends a string is no byte of UTF-8, so that “ab” + “c” and “a” + “bc” differ.
    bytes
        .iter()
        .chain(&[0xff])
        .fold(hash, |hash, byte| mix(hash, u64::from(*byte)))
}

/// The same over whole numbers, with the high bits folded down.
pub(crate) fn hash_numbers(numbers: &[u32]) -> u64 {
    let hash = numbers
        .iter()
        .fold(START, |hash, number| mix(hash, u64::from(*number)));
    hash ^ (hash >> 29)
}

/// What an empty key hashes to.
pub(crate) const START: u64 = 0xcbf2_9ce4_8422_2325;

const fn mix(hash: u64, value: u64) -> u64 {
    (hash ^ value).wrapping_mul(0x0000_0100_0000_01b3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_new_once_in_a_round() {
        let mut seen = Seen::default();
        for _ in 0..3 {
            seen.clear(2);
            for _ in 0..2 {
                let new = (0..1000u32)
                    .filter(|n| seen.insert(&[n % 100, n % 7], hash_numbers, |a, b| a == b))
                    .count();
                assert!(new == 700 || new == 0, "{new}");
            }
            assert_eq!(seen.len, 700);
        }
        seen.clear(0);
        assert!(seen.insert(&[], hash_numbers, |a, b| a == b));
        assert!(!seen.insert(&[], hash_numbers, |a, b| a == b));
    }
}
