//! Which words of a list share a group of the filter: such as together let few other words through.
//!
//! A group lets through every word that has, at each of the last five places, a letter that one of its own words
//! has there. `cannot` and `gonna` together thus let through `connat`, which harms nobody; `tis` and `hes` let
//! through `his`, which costs a lookup each time. What a group costs is how often the frequent words stand in
//! texts that it lets through, and a little by the chance that it lets any word through. Each word goes to the
//! group that it makes dearer by the least; after that, words move as long as that makes their groups cheaper.

/// The letters that may stand at a place: bits 0 to 25, and bit 26 for anything else.
type Letters = u32;

/// The number of places that are looked at.
pub(crate) const PLACES: usize = 5;

/// What stands at the places of a word, the last letter's first.
pub(crate) type Key = [Letters; PLACES];

/// What may stand at the places of any of a group's words.
pub(crate) type Group = Key;

/// Anything.
const ANY: Letters = (1 << 27) - 1;

/// How often letters stand in English words, in thousandths, from `a` to `z`; last, how often none does.
const OFTEN: [f32; 27] = [
    0.080, 0.015, 0.030, 0.040, 0.125, 0.023, 0.020, 0.055, 0.072, 0.002, 0.007, 0.041, 0.025, 0.071, 0.076,
    0.020, 0.001, 0.063, 0.065, 0.092, 0.027, 0.010, 0.019, 0.002, 0.017, 0.001, 0.150,
];

/// What a group costs that lets everything through, in words of a million, beside the frequent words.
const CHANCE: f32 = 300_000.0;

/// How often each word is asked whether it had better move. Moves after that are few.
const ROUNDS: usize = 4;

/// Lists beyond this are not asked: it would take long, and groups so large let the same words through anyway.
const MOVED: usize = 200;

/// The bit of a byte.
pub(crate) fn letter(byte: u8) -> Letters {
    match byte.to_ascii_lowercase() {
        byte @ b'a'..=b'z' => 1 << (byte - b'a'),
        _ => 1 << 26,
    }
}

/// Whether a letter is among those of a group's place.
pub(crate) fn in_group(letters: Letters, letter: Letters) -> bool {
    letters & letter != 0
}

/// What must stand at the places for a word to be this one.
pub(crate) fn key(word: &[u8]) -> Key {
    places(word, ANY)
}

/// What stands at the places of a word; `before` stands for what is beyond the byte before it, which is no letter.
fn places(word: &[u8], before: Letters) -> Key {
    std::array::from_fn(
        |back| match word.len().checked_sub(back + 1).and_then(|at| word.get(at)) {
            Some(byte) => letter(*byte),
            None if back == word.len() => 1 << 26,
            None => before,
        },
    )
}

/// How many frequent words are counted, in words of bits. More are left out.
const WORDS: usize = 8;

/// Some of the frequent words, a bit each.
type Few = [u64; WORDS];

/// Frequent words, as they stand in `data/frequent.txt`.
#[derive(Clone, Debug)]
pub(crate) struct Frequent {
    often: Vec<f32>,
    /// Those that have a letter at a place.
    having: [[Few; 27]; PLACES],
}

impl Default for Frequent {
    fn default() -> Self {
        Self {
            often: Vec::new(),
            having: [[[0; WORDS]; 27]; PLACES],
        }
    }
}

impl Frequent {
    /// Adds a word that stands `often` times in a million.
    pub(crate) fn add(&mut self, word: &str, often: f32) {
        let number = self.often.len();
        if number >= 64 * WORDS {
            return;
        }
        self.often.push(often);
        for (letter, having) in places(word.as_bytes(), 1 << 26).iter().zip(&mut self.having) {
            if let Some(bits) = having
                .get_mut(letter.trailing_zeros() as usize)
                .and_then(|few| few.get_mut(number / 64))
            {
                *bits |= 1 << (number % 64);
            }
        }
    }

    /// Those that have what a word has at a place.
    fn like(&self, place: usize, letter: Letters) -> &Few {
        const ALL: &Few = &[u64::MAX; WORDS];
        let having = self.having.get(place);
        let few = having.and_then(|having| having.get(letter.trailing_zeros() as usize));
        few.filter(|_| letter != ANY).unwrap_or(ALL)
    }
}

/// A group, and the frequent words that have at each place what one of its words has there.
#[derive(Clone, Default)]
struct Held {
    group: Group,
    like: [Few; PLACES],
    cost: f32,
}

impl Held {
    /// Adds a word, without a look at the cost.
    fn add(&mut self, word: &Key, frequent: &Frequent) {
        for (place, ((letters, like), letter)) in
            self.group.iter_mut().zip(&mut self.like).zip(word).enumerate()
        {
            *letters |= letter;
            for (like, more) in like.iter_mut().zip(frequent.like(place, *letter)) {
                *like |= more;
            }
        }
    }

    /// Finds out what the group costs.
    fn price(&mut self, frequent: &Frequent) {
        let mut through = [u64::MAX; WORDS];
        for like in &self.like {
            through.iter_mut().zip(like).for_each(|(all, like)| *all &= like);
        }
        self.cost = CHANCE * chance(&self.group);
        for (few, often) in through.iter().zip(frequent.often.chunks(64)) {
            let mut left = *few;
            while left != 0 {
                self.cost += often.get(left.trailing_zeros() as usize).unwrap_or(&0.0);
                left &= left - 1;
            }
        }
    }
}

/// The chance that a group lets any word through.
fn chance(group: &Group) -> f32 {
    let often = |letters: &Letters| {
        let mut left = *letters;
        let mut sum = 0.0;
        while left != 0 {
            sum += OFTEN.get(left.trailing_zeros() as usize).unwrap_or(&0.0);
            left &= left - 1;
        }
        sum
    };
    group.iter().map(often).product()
}

/// Parts words into so many groups.
pub(crate) fn part(words: &[Key], count: usize, frequent: &Frequent) -> Vec<Group> {
    let mut groups = vec![Held::default(); count];
    let mut places: Vec<usize> = words
        .iter()
        .map(|word| join(&mut groups, word, frequent))
        .collect();
    let rounds = if words.len() > MOVED { 0 } else { ROUNDS };
    for _ in 0..rounds {
        let mut moved = false;
        for (number, word) in words.iter().enumerate() {
            let Some(from) = places.get(number).copied() else {
                continue;
            };
            let mut without = Held::default();
            for (other, (word, place)) in words.iter().zip(&places).enumerate() {
                if other != number && *place == from {
                    without.add(word, frequent);
                }
            }
            without.price(frequent);
            if let Some(group) = groups.get_mut(from) {
                *group = without;
            }
            let to = join(&mut groups, word, frequent);
            moved |= from != to;
            if let Some(place) = places.get_mut(number) {
                *place = to;
            }
        }
        if !moved {
            break;
        }
    }
    groups.into_iter().map(|held| held.group).collect()
}

/// Puts a word into the group that it makes dearer by the least, and says which.
fn join(groups: &mut [Held], word: &Key, frequent: &Frequent) -> usize {
    let mut best: Option<(usize, f32, Held)> = None;
    for (place, group) in groups.iter().enumerate() {
        let mut joined = group.clone();
        joined.add(word, frequent);
        joined.price(frequent);
        let dearer = joined.cost - group.cost;
        if best.as_ref().is_none_or(|(_, least, _)| dearer < *least) {
            best = Some((place, dearer, joined));
        }
    }
    let Some((place, _, joined)) = best else { return 0 };
    if let Some(group) = groups.get_mut(place) {
        *group = joined;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_let_a_frequent_one_through_are_kept_apart() {
        let mut frequent = Frequent::default();
        frequent.add("his", 3000.0);
        let words = ["tis", "hes", "shes", "thats"].map(|word| key(word.as_bytes()));
        let lets = |groups: &[Group]| {
            let his = places(b"his", 1 << 26);
            groups.iter().any(|group| {
                group
                    .iter()
                    .zip(&his)
                    .all(|(letters, letter)| letters & letter != 0)
            })
        };
        assert!(lets(&part(&words, 1, &frequent)));
        let groups = part(&words, 2, &frequent);
        assert!(!lets(&groups));
        for word in words {
            assert!(
                groups
                    .iter()
                    .any(|group| group.iter().zip(&word).all(|(all, one)| all & one == *one))
            );
        }
    }

    #[test]
    fn short_words_ask_for_no_letter_before_them() {
        assert_eq!(key(b"im"), [1 << 12, 1 << 8, 1 << 26, ANY, ANY]);
        assert_eq!(
            places(b"im", 1 << 26),
            [1 << 12, 1 << 8, 1 << 26, 1 << 26, 1 << 26]
        );
    }
}
