//! Discard files: phrases whose sentence, or with `+` whose whole article, is left out (sports, weather).

use super::text::{Word, lines, phrase};
use std::collections::HashMap;

/// The phrases of files.
#[derive(Clone, Debug, Default)]
pub struct Discards {
    phrases: Vec<(Vec<Word>, bool)>,
    by_word: HashMap<String, Vec<u32>>,
}

impl Discards {
    /// Adds the phrases of a file.
    pub fn read(&mut self, content: &str) {
        for (_, line) in lines(content) {
            let line = line.trim().trim_end_matches('_');
            // Every word is given with the connector of a space, which lets none stand between here.
            let mut words = phrase(&line.trim_start_matches('+').to_uppercase());
            for word in &mut words {
                word.gap = false;
            }
            let Some(first) = words.first() else { continue };
            let number = self.phrases.len() as u32;
            self.by_word.entry(first.text.clone()).or_default().push(number);
            self.phrases.push((words, line.starts_with('+')));
        }
    }

    /// How many phrases there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.phrases.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// Whether a phrase stands among the words in capitals, and if so whether it discards the whole article.
    pub(crate) fn find(&self, words: &[String]) -> Option<bool> {
        let mut found = None;
        for (at, word) in words.iter().enumerate() {
            for number in self.by_word.get(word).into_iter().flatten() {
                let Some((phrase, all)) = self.phrases.get(*number as usize) else {
                    continue;
                };
                let here = words.get(at..at + phrase.len());
                if here.is_some_and(|here| here.iter().zip(phrase).all(|(a, b)| *a == b.text)) {
                    found = Some(found.unwrap_or(false) || *all);
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_and_articles() {
        let mut discards = Discards::default();
        discards.read("BASEBALL   \n+World Golf Championships # x\nAFRICAN NATIONS CUP # y\n");
        let find = |text: &str| {
            let words: Vec<String> = text.split(' ').map(str::to_uppercase).collect();
            discards.find(&words)
        };
        assert_eq!(
            (find("a baseball game"), find("the World Golf Championships")),
            (Some(false), Some(true))
        );
        assert_eq!((find("an African Cup"), discards.len()), (None, 3));
    }
}
