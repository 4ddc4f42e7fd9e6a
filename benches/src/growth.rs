//! New text out of old, word by word.
//!
//! A chain of words (Shannon, "A Mathematical Theory of Communication", 1948, section 3): after a
//! word comes one of the words that follow it somewhere in the articles. Words keep the punctuation
//! that is written to them and the white space that comes after, so that the lengths of words, the
//! marks between them and the paragraphs are as they are in news; what is said makes no sense, which
//! no tokenizer minds.

use std::collections::HashMap;

/// SplitMix64 (Steele, Lea and Flood 2014): the same corpora on every machine and for every version
/// of every library.
pub(crate) struct Random {
    state: u64,
}

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random { state: seed }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, or 0 when there is none.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % (end.max(1) as u64)) as usize
    }
}

/// What follows what in some articles.
pub(crate) struct Chain<'a> {
    /// Every word with the white space after it, in the order of the articles.
    words: Vec<&'a str>,
    /// For each place in `words`, the places that may come next.
    next: Vec<Vec<u32>>,
    /// Places that begin an article or a paragraph.
    starts: Vec<u32>,
}

impl<'a> Chain<'a> {
    /// Learns the articles.
    pub(crate) fn new(articles: &'a [String]) -> Chain<'a> {
        let mut words: Vec<&str> = Vec::new();
        let mut starts = Vec::new();
        let mut followers: HashMap<&str, Vec<u32>> = HashMap::new();
        for article in articles {
            let mut previous: Option<&str> = None;
            for word in words_with_space(article) {
                let place = words.len() as u32;
                match previous {
                    Some(previous) if !previous.ends_with('\n') => {
                        followers.entry(previous.trim_end()).or_default().push(place);
                    }
                    // Whatever begins a paragraph may follow whatever ended one.
                    _ => starts.push(place),
                }
                words.push(word);
                previous = Some(word);
            }
        }
        let next = words
            .iter()
            .map(|word| followers.get(word.trim_end()).cloned().unwrap_or_default())
            .collect();
        Chain { words, next, starts }
    }

    /// Appends paragraphs to `out` until it is `bytes` longer; a paragraph is never cut short, but
    /// ends early where no word follows.
    pub(crate) fn grow(&self, random: &mut Random, bytes: usize, out: &mut String) {
        let end = out.len() + bytes;
        while out.len() < end {
            let Some(&start) = self.starts.get(random.below(self.starts.len())) else {
                return;
            };
            self.paragraph(random, start, out);
        }
    }

    fn paragraph(&self, random: &mut Random, start: u32, out: &mut String) {
        // A chain can go round for long; a paragraph of news does not.
        const LONGEST: usize = 2000;
        let (begin, mut place) = (out.len(), start);
        while let Some(word) = self.words.get(place as usize) {
            out.push_str(word);
            let Some(next) = self.next.get(place as usize) else {
                break;
            };
            if word.ends_with('\n') || next.is_empty() || out.len() - begin > LONGEST {
                break;
            }
            place = next.get(random.below(next.len())).copied().unwrap_or(start);
        }
        out.truncate(out.trim_end().len());
        out.push_str("\n\n");
    }
}

/// Words, each with the white space that follows it.
fn words_with_space(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim();
    std::iter::from_fn(move || {
        let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let after = rest.get(word..)?;
        let space = after.len() - after.trim_start().len();
        let (taken, left) = rest.split_at(word + space);
        rest = left;
        (!taken.is_empty()).then_some(taken)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_marks_and_white_space() {
        let words: Vec<&str> = words_with_space(" “Stay,” she\n\nsaid. ").collect();
        assert_eq!(words, ["“Stay,” ", "she\n\n", "said."]);
    }

    #[test]
    fn only_what_followed_follows() {
        let articles = ["one two three two four\n\nfive six".to_owned()];
        let chain = Chain::new(&articles);
        let mut out = String::new();
        chain.grow(&mut Random::new(1), 10_000, &mut out);
        assert!(out.len() >= 10_000);
        for paragraph in out.split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
            let words: Vec<&str> = paragraph.split(' ').collect();
            assert!(matches!(words.first(), Some(&("one" | "five"))), "{paragraph}");
            for pair in words.windows(2) {
                let known = ["one two", "two three", "three two", "two four", "five six"];
                assert!(known.contains(&pair.join(" ").as_str()), "{pair:?}");
            }
        }
    }

    #[test]
    fn the_same_seed_grows_the_same_text() {
        let articles = ["a b a c a d b a".to_owned()];
        let grown = |seed| {
            let mut out = String::new();
            Chain::new(&articles).grow(&mut Random::new(seed), 1000, &mut out);
            out
        };
        assert_eq!(grown(5), grown(5));
        assert_ne!(grown(5), grown(6));
    }
}
