//! A text's shingles in a fixed number of samples.

use crate::shingles::shingles;

/// How many samples a sketch has.
pub const BINS: usize = 128;

/// What a bin without a shingle holds.
const EMPTY: u32 = u32::MAX;

/// The least hash of a text's shingles in each of [`BINS`] equal parts of the hashes' range.
///
/// Which shingle is the least of a part is chance, but the same chance for every text; so the share of parts in
/// which two texts agree is an estimate of the share of shingles that they have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch {
    bins: [u32; BINS],
}

impl Sketch {
    /// How many bytes [`Sketch::write`] appends.
    pub const BYTES: usize = 4 * BINS;

    /// The sketch of `text`: one pass, no allocation.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut bins = [EMPTY; BINS];
        shingles(text, |hash| {
            // The high bits choose the bin, the low ones are the sample, of which the last value means empty.
            let bin = &mut bins[(hash >> 57) as usize];
            *bin = (*bin).min((hash as u32).min(EMPTY - 1));
        });
        Self { bins }
    }

    /// Whether the text had no words at all, so that it is like no other.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bins.iter().all(|bin| *bin == EMPTY)
    }

    /// An estimate, from 0 to 1, of the shingles that both texts have by those that either has.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> f32 {
        similarity(&self.short(), &other.short())
    }

    /// Appends the sketch as bytes, for [`Sketch::read`].
    pub fn write(&self, out: &mut Vec<u8>) {
        for bin in &self.bins {
            out.extend_from_slice(&bin.to_le_bytes());
        }
    }

    /// The sketch that was written as `bytes`; `None` where they are not as many as one has.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (words, []) = bytes.as_chunks::<4>() else {
            return None;
        };
        let words: &[[u8; 4]; BINS] = words.try_into().ok()?;
        Some(Self {
            bins: words.map(u32::from_le_bytes),
        })
    }

    /// The samples in a byte each, 0 for an empty bin: what an index keeps.
    pub(crate) fn short(&self) -> Short {
        self.bins.map(|bin| match bin {
            EMPTY => 0,
            sample => 1 + (sample % 255) as u8,
        })
    }

    /// The samples, with those of the next bin that has one in place of empty ones.
    pub(crate) fn dense(&self) -> [u32; BINS] {
        let mut dense = self.bins;
        let mut next = (EMPTY, 0_u32);
        // Twice around, so that the last bins can borrow from the first.
        for at in (0..BINS).rev().chain((0..BINS).rev()) {
            match self.bins[at] {
                EMPTY => {
                    next.1 = next.1.wrapping_add(0x9E37_79B9);
                    dense[at] = next.0.wrapping_add(next.1);
                }
                sample => next = (sample, 0),
            }
        }
        dense
    }
}

/// A sketch in a byte a bin.
pub(crate) type Short = [u8; BINS];

/// The estimate over two short sketches: parts in which both have the same sample by parts in which at least one
/// has any, less the agreements that chance brings about, one in 255.
pub(crate) fn similarity(one: &Short, two: &Short) -> f32 {
    let (mut same, mut either) = (0_u32, 0_u32);
    for (a, b) in one.iter().zip(two) {
        either += u32::from(a | b != 0);
        same += u32::from(a == b && *a != 0);
    }
    if either == 0 {
        return 0.0;
    }
    let share = same as f32 / either as f32;
    ((share * 255.0 - 1.0) / 254.0).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    /// Some words that differ from seed to seed.
    fn words(seed: u64, count: usize) -> Vec<String> {
        let mut state = seed;
        let mut word = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            format!("w{}", (state >> 33) % 5000)
        };
        (0..count).map(|_| word()).collect()
    }

    fn jaccard(one: &str, two: &str) -> f32 {
        let set = |text: &str| {
            let mut set = HashSet::new();
            shingles(text, |hash| {
                set.insert(hash);
            });
            set
        };
        let (one, two) = (set(one), set(two));
        one.intersection(&two).count() as f32 / one.union(&two).count().max(1) as f32
    }

    #[test]
    fn estimates_are_near_the_truth() {
        let (mut worst, mut squares, mut count) = (0.0_f32, 0.0, 0);
        for seed in 0..200 {
            let text = words(seed, 60 + 7 * seed as usize);
            for share in [10, 30, 50, 80, 95] {
                let cut = text.len() * share / 100;
                let (one, two) = (text.join(" "), text[..cut.max(1)].join(" "));
                let error = Sketch::of(&one).similarity(&Sketch::of(&two)) - jaccard(&one, &two);
                worst = worst.max(error.abs());
                squares += error * error;
                count += 1;
            }
        }
        let deviation = (squares / count as f32).sqrt();
        assert!(deviation < 0.045, "standard error {deviation}");
        assert!(worst < 0.2, "worst {worst}");
    }

    #[test]
    fn the_same_is_1_and_nothing_in_common_is_about_0() {
        let sketch = |seed| Sketch::of(&words(seed, 300).join(" "));
        assert_eq!(sketch(1).similarity(&sketch(1)), 1.0);
        assert!(sketch(1).similarity(&sketch(2)) < 0.05);
        let empty = Sketch::of("...");
        assert!(empty.is_empty() && !sketch(1).is_empty());
        assert_eq!(empty.similarity(&empty), 0.0);
        assert!(Sketch::of("one word").dense().iter().all(|bin| *bin != EMPTY));
    }

    proptest! {
        #[test]
        fn bytes_come_back(text in "\\PC{0,200}") {
            let sketch = Sketch::of(&text);
            let mut bytes = Vec::new();
            sketch.write(&mut bytes);
            prop_assert_eq!(bytes.len(), Sketch::BYTES);
            prop_assert_eq!(Sketch::read(&bytes), Some(sketch));
            prop_assert_eq!(Sketch::read(&bytes[1..]), None);
        }
    }
}
