//! The sketches of earlier texts, found by what they share with a new one.

use crate::sketch::{BINS, Short, Sketch, similarity};

/// How many bands of two samples a sketch is found by.
pub const BANDS: usize = 16;

/// The most texts that are kept under one band: what hundreds share is a phrase that everybody uses.
const MOST_ALIKE: usize = 4;

/// What a text is a copy of.
#[derive(Clone, Debug, PartialEq)]
pub struct Match<'i> {
    /// The id of the earlier text, which is itself a copy of none.
    pub of: &'i str,
    /// The estimated similarity, from the index's threshold to 1.
    pub similarity: f32,
}

/// Finds near-duplicates among texts that come one after the other.
///
/// Texts are remembered in two generations. When the younger one is full it becomes the older, and what was the
/// older is forgotten: so there are always the last texts, from half of what was asked for to all of it, and which
/// ones depends on the order of the texts alone.
#[derive(Debug)]
pub struct Index {
    threshold: f32,
    most: usize,
    older: Generation,
    younger: Generation,
}

impl Index {
    /// An index that takes texts for copies from the similarity `threshold` on, and remembers at most `most` (at
    /// least 2) distinct texts.
    #[must_use]
    pub fn new(threshold: f32, most: usize) -> Self {
        Self {
            threshold,
            // A place in a generation is a number of 32 bits.
            most: (most / 2).clamp(1, 1 << 31),
            older: Generation::default(),
            younger: Generation::default(),
        }
    }

    /// Looks for what the text `id` of this sketch is a copy of, the most similar one and among equals the first;
    /// remembers the text if it is a copy of none. A text without words is like no other and not remembered.
    pub fn judge(&mut self, id: &str, sketch: &Sketch) -> Option<Match<'_>> {
        if sketch.is_empty() {
            return None;
        }
        let (bands, short) = (bands(sketch), sketch.short());
        let mut best = (self.threshold, None);
        for (age, generation) in [&self.older, &self.younger].into_iter().enumerate() {
            generation.candidates(&bands, |place, other| {
                let similarity = similarity(&short, other);
                // Places grow with time, but bands are not asked in their order.
                let earlier = best
                    .1
                    .is_some_and(|(found_age, found)| (age, place) < (found_age, found));
                let better = similarity > best.0 || (similarity == best.0 && (best.1.is_none() || earlier));
                if better {
                    best = (similarity, Some((age, place)));
                }
            });
        }
        let (similarity, Some((age, place))) = best else {
            if self.younger.sketches.len() >= self.most {
                self.older = std::mem::take(&mut self.younger);
            }
            self.younger.add(id, &bands, short);
            return None;
        };
        let of = if age == 0 { &self.older } else { &self.younger }.id(place);
        Some(Match { of, similarity })
    }

    /// How many texts are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.older.sketches.len() + self.younger.sketches.len()
    }

    /// Whether no text is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes of memory are reserved.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.older.bytes() + self.younger.bytes()
    }
}

/// What a sketch is found by: for each band a hash of its two samples.
fn bands(sketch: &Sketch) -> [u64; BANDS] {
    let dense = sketch.dense();
    std::array::from_fn(|band| {
        // From all over the sketch, so that bins which borrowed from one another seldom stand in one band.
        let (one, two) = (dense[band], dense[band + BINS / 2]);
        let pair =
            (u64::from(one) << 32 | u64::from(two)) ^ (band as u64).wrapping_mul(0xA24B_AED4_963E_E407);
        let mixed = (pair ^ (pair >> 31)).wrapping_mul(0x9FB2_1C65_1E98_DF25);
        mixed ^ (mixed >> 29)
    })
}

/// Texts that are forgotten together.
#[derive(Debug, Default)]
struct Generation {
    sketches: Vec<Short>,
    ids: String,
    /// Where each id ends.
    ends: Vec<usize>,
    /// Open addressing: the high half of a band's hash over the place of the text, [`FREE`] where there is none.
    /// As many as a power of two.
    table: Vec<u64>,
    used: usize,
}

/// An entry of the table that is free: no text has the last place.
const FREE: u64 = u64::MAX;

impl Generation {
    fn id(&self, place: u32) -> &str {
        let place = place as usize;
        let start = place
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .copied()
            .unwrap_or(0);
        let end = self.ends.get(place).copied().unwrap_or(start);
        self.ids.get(start..end).unwrap_or_default()
    }

    /// Calls `visit` with the texts that share a band with the one at hand, some of them several times.
    fn candidates(&self, bands: &[u64; BANDS], mut visit: impl FnMut(u32, &Short)) {
        for band in bands {
            for place in chain(&self.table, *band) {
                if let Some(sketch) = self.sketches.get(place as usize) {
                    visit(place, sketch);
                }
            }
        }
    }

    fn add(&mut self, id: &str, bands: &[u64; BANDS], short: Short) {
        // Not over seven tenths full: an entry is found after two or three looks then.
        if (self.used + BANDS) * 10 > self.table.len() * 7 {
            self.grow();
        }
        let place = self.sketches.len() as u32;
        self.sketches.push(short);
        self.ids.push_str(id);
        self.ends.push(self.ids.len());
        for band in bands {
            if chain(&self.table, *band).count() < MOST_ALIKE {
                insert(&mut self.table, *band, place);
                self.used += 1;
            }
        }
    }

    /// Doubles the table. An entry has the high half of its hash, and where it goes is told by the bits below
    /// that half's top, so that nothing else is needed to find its new place.
    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(64);
        let old = std::mem::replace(&mut self.table, vec![FREE; size]);
        for entry in old.into_iter().filter(|entry| *entry != FREE) {
            insert(&mut self.table, entry & !LOW, entry as u32);
        }
    }

    fn bytes(&self) -> usize {
        self.sketches.capacity() * size_of::<Short>()
            + self.ids.capacity()
            + self.ends.capacity() * size_of::<usize>()
            + self.table.capacity() * size_of::<u64>()
    }
}

/// The half of an entry that is a place.
const LOW: u64 = 0xFFFF_FFFF;

/// Where the search for a band begins: by the high half of its hash alone, spread over the table.
fn home(table: &[u64], band: u64) -> usize {
    let spread = (band >> 32).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (spread >> 32) as usize & table.len().wrapping_sub(1)
}

/// The places that are kept under a band.
fn chain(table: &[u64], band: u64) -> impl Iterator<Item = u32> {
    let start = home(table, band);
    let around = table.iter().skip(start).chain(table.iter().take(start));
    around
        .take_while(|entry| **entry != FREE)
        .filter(move |entry| (**entry ^ band) >> 32 == 0)
        .map(|entry| *entry as u32)
}

/// Puts an entry into the first free place; there is one.
fn insert(table: &mut [u64], band: u64, place: u32) {
    let start = home(table, band);
    let (before, behind) = table.split_at_mut(start);
    if let Some(entry) = behind.iter_mut().chain(before).find(|entry| **entry == FREE) {
        *entry = (band & !LOW) | u64::from(place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words that no other seed has in this order.
    fn story(seed: usize) -> String {
        let word = |at: usize| {
            let mixed = ((seed << 20 | at) as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            format!(
                "word{} ",
                (mixed ^ (mixed >> 31)).wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 48
            )
        };
        (0..120).map(word).collect()
    }

    #[test]
    fn the_first_of_a_kind_is_named_by_every_copy() {
        let mut index = Index::new(0.5, 100);
        assert!(index.judge("a", &Sketch::of(&story(1))).is_none());
        assert!(index.judge("b", &Sketch::of(&story(2))).is_none());
        for (id, tail) in [("c", "more words at the end"), ("d", "and others in that one")] {
            let copy = format!("{} {tail}", story(1));
            let found = index.judge(id, &Sketch::of(&copy)).unwrap();
            assert_eq!(found.of, "a");
            assert!(found.similarity > 0.85);
        }
        assert_eq!(index.len(), 2, "copies are not remembered");
        assert!(index.judge("e", &Sketch::of("")).is_none());
        assert!(
            index.judge("f", &Sketch::of("")).is_none(),
            "no words are like no other words"
        );
    }

    #[test]
    fn the_most_similar_is_named_and_the_first_of_equals() {
        let mut index = Index::new(0.3, 100);
        let whole = story(3);
        let half = &whole[..whole.len() / 2];
        assert!(
            index
                .judge("half", &Sketch::of(&format!("{half} {}", story(4))))
                .is_none()
        );
        assert!(
            index
                .judge("whole", &Sketch::of(&whole))
                .is_none_or(|found| found.of == "half")
        );
        let mut index = Index::new(0.9, 100);
        for id in ["one", "two"] {
            let _ = index.judge(id, &Sketch::of(&story(5)));
        }
        assert_eq!(index.judge("three", &Sketch::of(&story(5))).unwrap().of, "one");
    }

    #[test]
    fn the_oldest_are_forgotten_and_memory_is_bounded() {
        let most = 2000;
        let mut index = Index::new(0.5, most);
        let mut at_most = 0;
        for seed in 0..3 * most {
            assert!(
                index
                    .judge(&format!("article-{seed:08}"), &Sketch::of(&story(seed)))
                    .is_none()
            );
            at_most = at_most.max(index.bytes());
            assert!(index.len() <= most);
            assert!(seed < most || index.len() > most / 2);
        }
        assert!(at_most < most * 530, "{} bytes a text", at_most / most);
        let last = 3 * most - 1;
        assert!(index.judge("again", &Sketch::of(&story(last))).is_some());
        assert!(
            index
                .judge("again", &Sketch::of(&story(last - most / 2)))
                .is_some()
        );
        assert!(index.judge("forgotten", &Sketch::of(&story(0))).is_none());
    }

    #[test]
    fn a_phrase_that_everybody_uses_does_not_fill_the_index() {
        let mut index = Index::new(0.9, 10_000);
        let phrase = "this story has been updated since it was first published ";
        for seed in 0..500 {
            let text = format!("{phrase}{seed}");
            let _ = index.judge("id", &Sketch::of(&text));
        }
        let chains = &index.younger;
        assert!(chains.used <= chains.sketches.len() * BANDS);
        let longest = bands(&Sketch::of(&format!("{phrase}1")));
        for band in longest {
            assert!(chain(&chains.table, band).count() <= MOST_ALIKE);
        }
    }
}
