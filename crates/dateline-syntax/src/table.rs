//! The exact table: from a class of words and one or two strings to a number.
//!
//! Read where it lies in one block of bytes, without fingerprints: a key that is not in it is never mistaken
//! for one that is. Entries are in buckets of about one by their hash; a bucket is read from its start.
//!
//! | bytes | what |
//! |---|---|
//! | 2 | class, u16 |
//! | 1 | length of the first string |
//! | 1 | length of the second |
//! | 2 | the value, u16 |
//! | | the strings |

use dateline_model::{Error, ErrorKind, bucket};

const HEAD: usize = 6;
/// Entries a bucket, about.
const FILL: usize = 1;
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// Where the hash of a string of so many bytes begins; each eight bytes are then mixed in with [`mix`].
pub(crate) const fn seed(len: usize) -> u64 {
    len as u64 ^ FACTOR
}

/// At most seven bytes as a little-endian number.
#[inline]
pub(crate) fn short(bytes: &[u8]) -> u64 {
    let wide = |part: u32, back: usize| u64::from(part) << (8 * (bytes.len() - back));
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        u64::from(u32::from_le_bytes(*first)) | wide(u32::from_le_bytes(*last), 4)
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<2>(), bytes.last_chunk::<2>()) {
        u64::from(u16::from_le_bytes(*first)) | wide(u32::from(u16::from_le_bytes(*last)), 2)
    } else {
        bytes.first().map_or(0, |byte| u64::from(*byte))
    }
}

/// The hash of one string, the same on every machine: eight bytes at a time, multiplied and folded; what is
/// left, perhaps nothing, is mixed in last.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let (chunks, rest) = bytes.as_chunks::<8>();
    let whole = chunks.iter().fold(seed(bytes.len()), |hash, chunk| {
        mix(hash ^ u64::from_le_bytes(*chunk))
    });
    mix(whole ^ short(rest))
}

/// Every bit of the result depends on every bit of `word`.
pub(crate) const fn mix(word: u64) -> u64 {
    let wide = word as u128 * FACTOR as u128;
    (wide as u64) ^ ((wide >> 64) as u64)
}

/// A string with its hash, so that several lookups share the work.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key<'k> {
    pub(crate) bytes: &'k [u8],
    pub(crate) hash: u64,
}

impl<'k> Key<'k> {
    /// No string: what stands second in most keys.
    pub(crate) const NONE: Self = Self { bytes: b"", hash: 0 };

    pub(crate) fn new(bytes: &'k [u8]) -> Self {
        Self {
            bytes,
            hash: if bytes.is_empty() { 0 } else { hash(bytes) },
        }
    }
}

/// The table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// Where each bucket begins, and where the last ends.
    starts: Vec<u32>,
    entries: Vec<u8>,
}

/// One entry for [`Table::build`].
pub(crate) type Entry = (u16, Vec<u8>, Vec<u8>, u16);

impl Table {
    /// The table of these entries; those with a string of more than 255 bytes are left out. The order of the
    /// entries does not matter if their keys differ.
    pub(crate) fn build(entries: &[Entry]) -> Self {
        let buckets = (entries.len() / FILL).max(1);
        let mut sorted: Vec<(usize, &Entry)> = entries
            .iter()
            .filter(|(_, first, second, _)| first.len().max(second.len()) <= 255)
            .map(|entry| {
                let place = place(entry.0, Key::new(&entry.1), Key::new(&entry.2), buckets);
                (place, entry)
            })
            .collect();
        sorted.sort();
        let mut table = Self::default();
        let mut next = sorted.iter().peekable();
        for bucket in 0..buckets {
            table.starts.push(table.entries.len() as u32);
            while let Some((_, (class, first, second, value))) = next.next_if(|(place, _)| *place == bucket) {
                table.entries.extend_from_slice(&class.to_le_bytes());
                table.entries.push(first.len() as u8);
                table.entries.push(second.len() as u8);
                table.entries.extend_from_slice(&value.to_le_bytes());
                table.entries.extend_from_slice(first);
                table.entries.extend_from_slice(second);
            }
        }
        table.starts.push(table.entries.len() as u32);
        table
    }

    /// The table of a model file's two sections, `starts` as little-endian u32.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`] where a bucket lies outside or an entry is cut short.
    pub(crate) fn read(starts: &[u8], entries: &[u8]) -> Result<Self, Error> {
        let broken = || Error::new(ErrorKind::Shape, "a table of words is broken");
        let table = Self {
            starts: starts
                .chunks(4)
                .map(|chunk| chunk.try_into().map(u32::from_le_bytes))
                .collect::<Result<_, _>>()
                .map_err(|_| broken())?,
            entries: entries.to_vec(),
        };
        let ascending = table.starts.is_sorted() && table.starts.first() == Some(&0);
        if !ascending || table.starts.last() != Some(&(entries.len() as u32)) {
            return Err(broken());
        }
        let mut at = 0;
        while at < entries.len() {
            at = table.end(at).ok_or_else(broken)?;
        }
        Ok(table)
    }

    /// The sections to write: starts and entries.
    pub(crate) fn sections(&self) -> (Vec<u8>, &[u8]) {
        let starts = self.starts.iter().flat_map(|start| start.to_le_bytes());
        (starts.collect(), &self.entries)
    }

    fn end(&self, at: usize) -> Option<usize> {
        let head = self.entries.get(at..at + HEAD)?;
        let end = at + HEAD + usize::from(*head.get(2)?) + usize::from(*head.get(3)?);
        (end <= self.entries.len()).then_some(end)
    }

    /// The value of a key.
    #[inline]
    pub(crate) fn get(&self, class: u16, first: Key<'_>, second: Key<'_>) -> Option<u16> {
        let buckets = self.starts.len().checked_sub(1)?;
        if first.bytes.len().max(second.bytes.len()) > 255 {
            return None;
        }
        let bucket = place(class, first, second, buckets);
        let (from, to) = (*self.starts.get(bucket)?, *self.starts.get(bucket + 1)?);
        let mut rest = self.entries.get(from as usize..to as usize)?;
        let [low, high] = class.to_le_bytes();
        let wanted = [low, high, first.bytes.len() as u8, second.bytes.len() as u8];
        while let Some((head, tail)) = rest.split_first_chunk::<HEAD>() {
            let [a, b, one, two, v, w] = *head;
            let (one_len, two_len) = (usize::from(one), usize::from(two));
            let strings = tail.get(..one_len + two_len)?;
            if [a, b, one, two] == wanted {
                let (left, right) = strings.split_at(one_len);
                if left == first.bytes && right == second.bytes {
                    return Some(u16::from_le_bytes([v, w]));
                }
            }
            rest = tail.get(one_len + two_len..)?;
        }
        None
    }

    /// Shows class and lengths of every entry.
    pub(crate) fn each(&self, mut show: impl FnMut(u16, usize, usize)) {
        let mut at = 0;
        while let (Some(head), Some(end)) = (self.entries.get(at..at + HEAD), self.end(at)) {
            if let [low, high, first, second, ..] = *head {
                show(
                    u16::from_le_bytes([low, high]),
                    usize::from(first),
                    usize::from(second),
                );
            }
            at = end;
        }
    }
}

#[inline]
fn place(class: u16, first: Key<'_>, second: Key<'_>, buckets: usize) -> usize {
    let hash = first.hash ^ second.hash.rotate_left(32).wrapping_mul(FACTOR);
    bucket(
        mix(hash ^ u64::from(class).wrapping_mul(0xd6e8_feb8_6659_fd93)),
        buckets,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn what_was_put_in_comes_out(
            map in prop::collection::btree_map((0u16..4, "[a-c]{0,3}", "[ab]{0,2}"), any::<u16>(), 0..60),
            missing in prop::collection::vec((0u16..5, "[a-d]{0,4}", "[abc]{0,2}"), 20),
        ) {
            let map: BTreeMap<(u16, String, String), u16> = map;
            let entries: Vec<Entry> = map
                .iter()
                .map(|((class, a, b), value)| (*class, a.clone().into_bytes(), b.clone().into_bytes(), *value))
                .collect();
            let built = Table::build(&entries);
            let (starts, bytes) = built.sections();
            let table = Table::read(&starts, bytes).unwrap();
            for key in map.keys().chain(&missing) {
                let found = table.get(key.0, Key::new(key.1.as_bytes()), Key::new(key.2.as_bytes()));
                prop_assert_eq!(found, map.get(key).copied());
            }
            let mut count = 0;
            table.each(|_, _, _| count += 1);
            prop_assert_eq!(count, map.len());
        }

        #[test]
        fn any_bytes_are_safe(starts: Vec<u8>, mut entries: Vec<u8>, cut in 0usize..8) {
            entries.truncate(entries.len() - cut.min(entries.len()));
            if let Ok(table) = Table::read(&starts, &entries) {
                let _ = table.get(1, Key::new(b"a"), Key::NONE);
            }
            let whole: Vec<u8> = [0, entries.len() as u32].iter().flat_map(|n| n.to_le_bytes()).collect();
            if let Ok(table) = Table::read(&whole, &entries) {
                let _ = table.get(1, Key::new(b"a"), Key::NONE);
            }
        }
    }

    #[test]
    fn the_empty_table_knows_nothing() {
        assert_eq!(Table::default().get(0, Key::new(b"a"), Key::NONE), None);
        assert_eq!(Table::build(&[]).get(0, Key::new(b"a"), Key::NONE), None);
    }
}
