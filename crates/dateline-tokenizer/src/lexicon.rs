//! The word lists, from the data files and from the user's own.
//!
//! A list is an open-addressing table over one string of all words, looked up without allocation and
//! without regard to ASCII case. Lookups happen at hard places only.

use std::ops::Range;

/// A set of words with a small value each.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordMap {
    /// Lower-cased words, one after the other.
    bytes: Vec<u8>,
    /// Start, length and value plus one; a zero value marks a free slot. A power of two in number.
    slots: Vec<(u32, u8, u16)>,
    count: usize,
}

/// Longer words are in no list.
pub(crate) const LONGEST: usize = 32;

const LOWER: u64 = 0x2020_2020_2020_2020;

/// Hash of a form without regard to case, from its first and last eight bytes and its length.
#[inline]
pub(crate) fn spelling(bytes: &[u8]) -> u32 {
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => hash(
            u64::from_le_bytes(*first) | LOWER,
            u64::from_le_bytes(*last) | LOWER,
            bytes.len(),
        ),
        _ => hash(
            short(bytes) | LOWER.unbounded_shr(64 - 8 * bytes.len() as u32),
            0,
            bytes.len(),
        ),
    }
}

/// The eight bytes from where a form begins and the eight bytes up to where it ends, whatever stands around it in
/// its text: read without regard to how long it is, which no processor could foresee.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edges {
    /// From the beginning on, the first byte lowest; zeros behind the text.
    head: u64,
    /// Up to the end, the last byte highest; zeros before the text.
    tail: u64,
    length: usize,
}

impl Edges {
    /// Those of the form at `range`, which lies within `text`.
    #[inline(always)]
    pub(crate) fn of(text: &[u8], range: Range<usize>) -> Self {
        let head = text.get(range.start..).and_then(<[u8]>::first_chunk);
        let tail = text.get(..range.end).and_then(<[u8]>::last_chunk);
        let (head, tail) = match (head, tail) {
            (Some(head), Some(tail)) => (*head, *tail),
            _ => Self::padded(text, range.clone()),
        };
        Self {
            head: u64::from_le_bytes(head),
            tail: u64::from_le_bytes(tail),
            length: range.len(),
        }
    }

    #[cold]
    #[inline(never)]
    fn padded(text: &[u8], range: Range<usize>) -> ([u8; 8], [u8; 8]) {
        let (mut head, mut tail) = ([0; 8], [0; 8]);
        let (from, up_to) = (text.get(range.start..), text.get(..range.end));
        for (to, byte) in head.iter_mut().zip(from.unwrap_or_default()) {
            *to = *byte;
        }
        for (to, byte) in tail.iter_mut().rev().zip(up_to.unwrap_or_default().iter().rev()) {
            *to = *byte;
        }
        (head, tail)
    }

    /// How many bytes the form has.
    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// One of the first eight bytes from where it begins.
    #[inline(always)]
    pub(crate) fn byte(&self, at: u32) -> u8 {
        (self.head >> (8 * at)) as u8
    }

    /// One of the eight bytes up to where it ends; 0 is the last.
    #[inline(always)]
    pub(crate) fn back(&self, back: u32) -> u8 {
        (self.tail >> (56 - 8 * back)) as u8
    }

    /// The form's [`spelling`].
    #[inline(always)]
    pub(crate) fn spelling(&self) -> u32 {
        let whole = u64::from(self.length >= 8);
        let within = u64::MAX.unbounded_shr(64 - 8 * self.length.min(8) as u32);
        hash(
            (self.head | LOWER) & within,
            (self.tail | LOWER) & whole.wrapping_neg(),
            self.length,
        )
    }
}

#[inline(always)]
fn hash(first: u64, last: u64, length: usize) -> u32 {
    let hash = (first ^ last.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ length as u64;
    (hash.wrapping_mul(0xd6e8_feb8_6659_fd93) >> 32) as u32
}

/// Less than eight bytes as a number, the first byte lowest: two halves that overlap, as a loop over the bytes
/// would end where no processor foresees it.
#[inline]
pub(crate) fn short(bytes: &[u8]) -> u64 {
    let length = bytes.len() as u32;
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        u64::from(first) | u64::from(last) << (8 * (length - 4))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let (first, last) = (u16::from_le_bytes(*first), u16::from_le_bytes(*last));
        u64::from(first) | u64::from(last) << (8 * (length - 2))
    } else {
        bytes.first().map_or(0, |byte| u64::from(*byte))
    }
}

impl WordMap {
    /// Adds a word, or gives a known one a new value. Words that are too long are left out.
    pub(crate) fn insert(&mut self, word: &str, value: u16) {
        if word.is_empty() || word.len() > LONGEST {
            return;
        }
        if (self.count + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let slot = self.find(word.as_bytes());
        if let Some(found) = self.slots.get_mut(slot) {
            if found.2 == 0 {
                *found = (self.bytes.len() as u32, word.len() as u8, value + 1);
                self.bytes
                    .extend(word.bytes().map(|byte| byte.to_ascii_lowercase()));
                self.count += 1;
            } else {
                found.2 = value + 1;
            }
        }
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(16);
        let old = std::mem::replace(&mut self.slots, vec![(0, 0, 0); size]);
        for entry in old.into_iter().filter(|entry| entry.2 != 0) {
            let start = entry.0 as usize;
            let word = self
                .bytes
                .get(start..start + usize::from(entry.1))
                .unwrap_or_default()
                .to_vec();
            let slot = self.find(&word);
            if let Some(free) = self.slots.get_mut(slot) {
                *free = entry;
            }
        }
    }

    /// The slot of `word`, or the free one where it would go.
    fn find(&self, word: &[u8]) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let mut slot = spelling(word) as usize & mask;
        while let Some((start, length, value)) = self.slots.get(slot) {
            let start = *start as usize;
            let known = self
                .bytes
                .get(start..start + usize::from(*length))
                .unwrap_or_default();
            if *value == 0 || known.eq_ignore_ascii_case(word) {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// The value of `word`.
    pub(crate) fn get(&self, word: &[u8]) -> Option<u16> {
        if word.is_empty() || word.len() > LONGEST || self.slots.is_empty() {
            return None;
        }
        self.slots
            .get(self.find(word))
            .and_then(|slot| slot.2.checked_sub(1))
    }

    /// Whether there are no words.
    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether `word` is in the set.
    pub(crate) fn has(&self, word: &[u8]) -> bool {
        self.get(word).is_some()
    }
}

/// The lines of a data file with their numbers, without comments (`#` and a space, or alone) and empty ones.
pub(crate) fn lines(content: &str) -> impl Iterator<Item = (usize, &str)> {
    content
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim_end()))
        .filter(|(_, line)| !line.is_empty() && *line != "#" && !line.starts_with("# "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case() {
        let mut map = WordMap::default();
        for index in 0..200 {
            map.insert(&format!("Word{index}"), (index % 50) as u16);
        }
        map.insert("word3", 77);
        assert_eq!(map.get(b"WORD3"), Some(77));
        assert_eq!(map.get(b"word199"), Some(49));
        assert_eq!(map.get(b"word200"), None);
        assert_eq!(map.get(b""), None);
        assert!(!WordMap::default().has(b"x"));
    }

    #[test]
    fn comments_and_empty_lines_are_left_out() {
        let content = "# note\n\n#\nMr.\ttitle  \n#1\n";
        assert_eq!(lines(content).collect::<Vec<_>>(), [(4, "Mr.\ttitle"), (5, "#1")]);
    }

    #[test]
    fn a_short_form_is_its_bytes_in_order() {
        let text = b"Phnomby";
        for length in 0..=text.len() {
            let bytes = &text[..length];
            let slow = bytes
                .iter()
                .rev()
                .fold(0, |word, byte| word << 8 | u64::from(*byte));
            assert_eq!(short(bytes), slow, "{length} bytes");
        }
    }

    #[test]
    fn spelling_does_not_depend_on_case() {
        for (one, other) in [
            ("It", "it"),
            ("A", "a"),
            ("Mekong", "MEKONG"),
            ("Cambodian", "cambodian"),
        ] {
            assert_eq!(spelling(one.as_bytes()), spelling(other.as_bytes()));
        }
        assert_ne!(spelling(b"on"), spelling(b"no"));
        assert_ne!(spelling(b""), spelling(b"a"));
    }

    #[test]
    fn a_form_within_a_text_is_spelled_as_alone() {
        let text = "Is it the Cambodian Phnom Penh Post, or interconnectedness?".as_bytes();
        for start in 0..=text.len() {
            for end in start..=text.len() {
                let edges = Edges::of(text, start..end);
                assert_eq!(edges.spelling(), spelling(&text[start..end]), "{start}..{end}");
                for at in 0..(end - start).min(8) {
                    assert_eq!(edges.byte(at as u32), text[start + at]);
                    assert_eq!(edges.back(at as u32), text[end - 1 - at]);
                }
            }
        }
    }
}
