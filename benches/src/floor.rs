//! The floor: what it takes to look at the bytes at all.
//!
//! A rate in MB/s says little without the machine. Reading the same memory once, in the same run, is
//! the least that any stage could do; its share of that rate is a number that travels.

use std::hint::black_box;
use std::time::Instant;

/// Bytes a second at which `bytes` are read and summed as 64-bit words: the median of several rounds.
/// A buffer that fits into a cache is read from there, as the stage that is compared reads it.
#[must_use]
pub fn read_once(bytes: &[u8]) -> f64 {
    const ROUNDS: usize = 15;
    let mut rates: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            black_box(sum(black_box(bytes)));
            bytes.len() as f64 / start.elapsed().as_secs_f64().max(1e-9)
        })
        .collect();
    rates.sort_by(f64::total_cmp);
    rates.get(ROUNDS / 2).copied().unwrap_or(0.0)
}

/// The sum of the bytes taken as little-endian words. Eight independent sums, for a single one would
/// measure how long an addition takes.
fn sum(bytes: &[u8]) -> u64 {
    let mut sums = [0_u64; 8];
    let (blocks, rest) = bytes.as_chunks::<64>();
    for block in blocks {
        let (words, _) = block.as_chunks::<8>();
        for (sum, word) in sums.iter_mut().zip(words) {
            *sum = sum.wrapping_add(u64::from_le_bytes(*word));
        }
    }
    let tail = rest
        .iter()
        .fold(0_u64, |sum, &byte| sum.wrapping_add(u64::from(byte)));
    sums.iter().fold(tail, |sum, &word| sum.wrapping_add(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_read() {
        let mut bytes = vec![0_u8; 200];
        assert_eq!(sum(&bytes), 0);
        for at in 0..bytes.len() {
            bytes[at] = 1;
            assert_ne!(sum(&bytes), 0, "byte {at}");
            bytes[at] = 0;
        }
    }

    #[test]
    fn a_rate_is_measured() {
        assert!(read_once(&vec![7; 1 << 20]) > 1e6);
    }
}
