//! The weights of the model: a table of checked rows, found by a feature's hash.

use super::labels::COUNT;
use super::transitions::Transitions;
use crate::error::DataError;

const MAGIC: &[u8; 6] = b"DLNM1\0";
const BUCKET: usize = 64;
const ROWS: usize = 3;
const ROW: usize = 2 + COUNT;
/// A check of zero marks a free row.
const FREE: u16 = 0;

/// A trained model over embedded bytes.
pub struct Model {
    buckets: &'static [[u8; BUCKET]],
    scale: f32,
    transitions: Transitions,
}

/// Where a feature's row is to be looked for, and the check that proves it.
const fn place(hash: u64, buckets: usize) -> (usize, u16) {
    let check = (hash >> 48) as u16;
    // Multiply and shift instead of a remainder: any number of buckets will do.
    let index = ((hash & 0xffff_ffff) * buckets as u64) >> 32;
    (index as usize, if check == FREE { 1 } else { check })
}

impl Model {
    /// Reads a model that is embedded in the program.
    ///
    /// # Errors
    /// [`DataError`] with `file` for bytes that are not one.
    pub fn embedded(file: &str, bytes: &'static [u8]) -> Result<Self, DataError> {
        Self::read(bytes).ok_or_else(|| DataError::new(file, "is not a model of this version"))
    }

    fn read(bytes: &'static [u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (scale, rest) = rest.split_first_chunk::<4>()?;
        let (step, mut rest) = rest.split_first_chunk::<4>()?;
        let step = f32::from_le_bytes(*step);
        let mut transitions = [[0.0; COUNT]; COUNT];
        for cell in transitions.iter_mut().flatten() {
            let (number, more) = rest.split_first_chunk::<2>()?;
            *cell = f32::from(i16::from_le_bytes(*number)) * step;
            rest = more;
        }
        let (count, rest) = rest.split_first_chunk::<4>()?;
        let (buckets, over) = rest.as_chunks::<BUCKET>();
        let fits = buckets.len() == u32::from_le_bytes(*count) as usize;
        (fits && over.is_empty()).then_some(Self {
            buckets,
            scale: f32::from_le_bytes(*scale),
            transitions: Transitions::new(transitions),
        })
    }

    /// Adds a feature's weights to the sums.
    #[inline]
    pub fn add(&self, feature: u64, sums: &mut [i32; COUNT]) {
        let (index, check) = place(feature, self.buckets.len());
        let Some(bucket) = self.buckets.get(index) else {
            return;
        };
        for row in bucket.chunks_exact(ROW).take(ROWS) {
            let Some((first, weights)) = row.split_first_chunk::<2>() else {
                continue;
            };
            if u16::from_le_bytes(*first) == check {
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum += i32::from(*weight as i8);
                }
                return;
            }
        }
    }

    /// What one unit of a sum is worth.
    #[must_use]
    pub const fn scale(&self) -> f32 {
        self.scale
    }

    /// The transitions between labels.
    #[must_use]
    pub const fn transitions(&self) -> &Transitions {
        &self.transitions
    }
}

/// Writes a model: the same weights give the same bytes.
pub struct ModelBuilder {
    buckets: Vec<[u8; BUCKET]>,
    scale: f32,
    kept: usize,
}

impl ModelBuilder {
    /// A table of `buckets` buckets whose weights are multiples of `scale`.
    #[must_use]
    pub fn new(buckets: usize, scale: f32) -> Self {
        Self {
            buckets: vec![[0; BUCKET]; buckets],
            scale,
            kept: 0,
        }
    }

    /// Adds a feature, the most important ones first: where a bucket is full, later ones are left out.
    /// Says whether there was room.
    pub fn add(&mut self, feature: u64, weights: &[f32; COUNT]) -> bool {
        let (index, check) = place(feature, self.buckets.len());
        let scale = self.scale;
        let Some(bucket) = self.buckets.get_mut(index) else {
            return false;
        };
        for row in bucket.chunks_exact_mut(ROW).take(ROWS) {
            let Some((first, slots)) = row.split_first_chunk_mut::<2>() else {
                continue;
            };
            if u16::from_le_bytes(*first) == check {
                return false;
            }
            if u16::from_le_bytes(*first) == FREE {
                *first = check.to_le_bytes();
                for (slot, weight) in slots.iter_mut().zip(weights) {
                    *slot = (weight / scale).round().clamp(-127.0, 127.0) as i8 as u8;
                }
                self.kept += 1;
                return true;
            }
        }
        false
    }

    /// Number of features that found room.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.kept
    }

    /// Whether none has.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.kept == 0
    }

    /// The model's bytes.
    #[must_use]
    pub fn finish(&self, transitions: &[[f32; COUNT]; COUNT]) -> Vec<u8> {
        let largest = transitions
            .iter()
            .flatten()
            .fold(1e-6_f32, |most, cell| most.max(cell.abs()));
        let step = largest / f32::from(i16::MAX);
        let mut bytes = MAGIC.to_vec();
        bytes.extend(self.scale.to_le_bytes());
        bytes.extend(step.to_le_bytes());
        for cell in transitions.iter().flatten() {
            bytes.extend(((cell / step).round() as i16).to_le_bytes());
        }
        bytes.extend((self.buckets.len() as u32).to_le_bytes());
        bytes.extend(self.buckets.iter().flatten());
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_come_back_to_the_nearest_step() {
        let mut builder = ModelBuilder::new(4, 0.1);
        let mut weights = [0.0; COUNT];
        (weights[0], weights[3]) = (0.52, -0.31);
        assert!(builder.add(0x1234_5678_9abc_def0, &weights));
        let mut transitions = [[0.0; COUNT]; COUNT];
        transitions[1][2] = -2.5;
        let bytes: &'static [u8] = Vec::leak(builder.finish(&transitions));
        let model = Model::embedded("test", bytes).unwrap();
        let mut sums = [0; COUNT];
        model.add(0x1234_5678_9abc_def0, &mut sums);
        model.add(0x9999_5678_9abc_def0, &mut sums);
        assert_eq!((sums[0], sums[3]), (5, -3));
        assert!((model.transitions().scores()[1][2] + 2.5).abs() < 1e-3);
        assert!(Model::embedded("test", bytes.get(1..).unwrap()).is_err());
    }
}
