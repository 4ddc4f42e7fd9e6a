//! Feature hashing: from strings to rows of a weight table, the same on every machine.

/// Multiplier of the 64-bit FNV-1a hash.
const PRIME: u64 = 0x0000_0100_0000_01b3;
/// Start of the 64-bit FNV-1a hash.
const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a with a final mix, fed piece by piece: a feature is a template's number and some bytes, never a
/// string that has to be built first.
#[derive(Clone, Copy, Debug)]
pub struct Hasher(u64);

impl Hasher {
    /// The hash of the feature template `template` with nothing in it yet.
    #[must_use]
    pub const fn new(template: u64) -> Self {
        Self((OFFSET ^ template).wrapping_mul(PRIME))
    }

    /// Adds bytes. The bytes of two calls run together: add a separator where that matters.
    #[must_use]
    pub const fn bytes(mut self, bytes: &[u8]) -> Self {
        let mut at = 0;
        while at < bytes.len() {
            self.0 = (self.0 ^ bytes[at] as u64).wrapping_mul(PRIME);
            at += 1;
        }
        self
    }

    /// Adds a number.
    #[must_use]
    pub const fn number(mut self, number: u64) -> Self {
        self.0 = (self.0 ^ number).wrapping_mul(PRIME);
        self.0 ^= self.0 >> 29;
        self
    }

    /// The hash, with every bit depending on every byte (the finalizer of MurmurHash3).
    #[must_use]
    pub const fn finish(self) -> u64 {
        let mut hash = self.0;
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        hash ^ (hash >> 33)
    }
}

/// The hash of one string under a template.
#[must_use]
pub const fn hash_bytes(template: u64, bytes: &[u8]) -> u64 {
    Hasher::new(template).bytes(bytes).finish()
}

/// The row of `hash` in a table of `rows` rows, without the bias and cost of a remainder; 0 for no rows.
#[must_use]
pub const fn bucket(hash: u64, rows: usize) -> usize {
    ((hash as u128 * rows as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hashes_are_what_models_were_trained_with() {
        // Changing these numbers makes every trained model useless.
        assert_eq!(hash_bytes(0, b""), 0xb903_4ad3_7056_f5fb);
        assert_eq!(hash_bytes(1, b"Kihara"), 0x535a_248f_02fa_dce5);
    }

    proptest! {
        #[test]
        fn buckets_lie_in_the_table(hash: u64, rows in 1usize..1 << 20) {
            prop_assert!(bucket(hash, rows) < rows);
        }

        #[test]
        fn pieces_hash_like_the_whole(a: Vec<u8>, b: Vec<u8>) {
            let whole: Vec<u8> = a.iter().chain(&b).copied().collect();
            prop_assert_eq!(Hasher::new(7).bytes(&a).bytes(&b).finish(), hash_bytes(7, &whole));
        }
    }
}
