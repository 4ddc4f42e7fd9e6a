//! `duplicates`: edited copies planted among the raw texts, and how many of them are found.
//!
//! The raw files are cut into articles of many lengths. One in ten is copied as desks copy wire stories: always
//! with a line of its own in front and other typography, then, by chance, with the end cut off, words replaced,
//! sentences swapped and a paragraph of another article put in. The copies are spread among the articles behind
//! their originals. The same data gives the same planting.
//!
//! - Recall: of the planted copies those that are marked as copies of their original (or of what that is itself a
//!   copy of).
//! - Precision: of all marks those that are right: planted copies as above, and articles of the raw data that do
//!   repeat the one that they are said to repeat, by the exact similarity of their shingles.

use super::Setup;
use anyhow::{Context, Result};
use dateline_duplicates::{Index, Sketch, shingles};
use dateline_eval::Metrics;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::time::Instant;

/// What the program takes for a copy unless told otherwise.
const THRESHOLD: f32 = 0.4;

/// The editing of a planted copy: how much is cut off its end, how many of a thousand words are replaced, whether
/// sentences are swapped, and how much of another article is put in, in hundredths of its length.
#[derive(Clone, Copy)]
struct Editing {
    name: &'static str,
    cut: u64,
    words: u64,
    swaps: u64,
    foreign: u64,
}

const EDITINGS: [Editing; 3] = [
    Editing {
        name: "light",
        cut: 5,
        words: 5,
        swaps: 0,
        foreign: 0,
    },
    Editing {
        name: "middling",
        cut: 20,
        words: 20,
        swaps: 1,
        foreign: 5,
    },
    Editing {
        name: "heavy",
        cut: 30,
        words: 30,
        swaps: 2,
        foreign: 10,
    },
];

/// An article, and what it was made of if it is a planted copy.
struct Article {
    id: usize,
    text: String,
    planted: Option<(usize, usize)>,
}

/// A generator of numbers that are the same each time (xorshift64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % bound.max(1)
    }
}

/// Scores the index over the raw data with planted copies.
///
/// # Errors
/// Where the data cannot be read.
pub fn run(setup: Setup<'_>) -> Result<Metrics> {
    let mut numbers = Numbers(0x5DEE_CE66_D1CE_4E5B);
    let originals = originals(&setup.data.join("raw"), &mut numbers)?;
    let articles = plant(&originals, &mut numbers);
    let started = Instant::now();
    let mut index = Index::new(THRESHOLD, articles.len().max(2) * 2);
    let mut marks = HashMap::new();
    for article in &articles {
        let sketch = Sketch::of(&article.text);
        if let Some(found) = index.judge(&article.id.to_string(), &sketch) {
            let of: usize = found.of.parse().context("an id of our own")?;
            marks.insert(article.id, (of, found.similarity));
        }
    }
    let took = started.elapsed().as_secs_f64();
    let mut metrics = score(&articles, &marks, setup.show);
    let bytes: usize = articles.iter().map(|article| article.text.len()).sum();
    metrics.add("articles", articles.len() as f64);
    metrics.add("megabytes_per_second", bytes as f64 / took / 1e6);
    metrics.add(
        "index_bytes_an_article",
        index.bytes() as f64 / index.len().max(1) as f64,
    );
    Ok(metrics)
}

fn score(articles: &[Article], marks: &HashMap<usize, (usize, f32)>, show: bool) -> Metrics {
    let texts: HashMap<usize, &str> = articles.iter().map(|it| (it.id, it.text.as_str())).collect();
    let root = |id: usize| marks.get(&id).map_or(id, |(of, _)| *of);
    let mut planted = [(0_usize, 0_usize); EDITINGS.len()];
    let (mut right, mut natural, mut wrong) = (0_usize, 0_usize, 0_usize);
    let mut error = 0.0_f64;
    for article in articles {
        let mark = marks.get(&article.id);
        if let Some((of, editing)) = article.planted {
            let found = mark.is_some_and(|(marked, _)| *marked == of || *marked == root(of));
            planted[editing].0 += usize::from(found);
            planted[editing].1 += 1;
            if found {
                right += 1;
                continue;
            }
        }
        let Some((of, similarity)) = mark else { continue };
        let (text, other) = (&article.text, texts.get(of).copied().unwrap_or_default());
        let exact = jaccard(text, other);
        error = error.max((f64::from(*similarity) - exact).abs());
        // An estimate may be off by its standard error where the threshold lies.
        if exact >= f64::from(THRESHOLD) - 0.05 {
            natural += 1;
        } else {
            wrong += 1;
            if show {
                println!(
                    "{exact:.2}, told {similarity:.2}:\n  {:.160}\n  {other:.160}",
                    text
                );
            }
        }
    }
    let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
    let mut metrics = Metrics::default();
    let all = planted
        .iter()
        .fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
    metrics.add("planted", all.1 as f64);
    metrics.add("recall", percent(all.0, all.1));
    for (editing, (found, count)) in EDITINGS.iter().zip(planted) {
        metrics.add(format!("recall_{}", editing.name), percent(found, count));
    }
    metrics.add("precision", percent(right + natural, right + natural + wrong));
    metrics.add("marks_not_planted_and_right", natural as f64);
    metrics.add("marks_wrong", wrong as f64);
    metrics
}

/// The exact similarity of two texts' shingles.
fn jaccard(one: &str, two: &str) -> f64 {
    let set = |text: &str| {
        let mut set = HashSet::new();
        shingles(text, |hash| {
            set.insert(hash);
        });
        set
    };
    let (one, two) = (set(one), set(two));
    one.intersection(&two).count() as f64 / one.union(&two).count().max(1) as f64
}

/// The raw files as articles of 400 to 6,000 bytes, whole paragraphs each.
fn originals(folder: &Path, numbers: &mut Numbers) -> Result<Vec<String>> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|it| it == "txt" || it == "jsonl"))
        .collect();
    files.sort();
    let mut articles = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        if path.extension().is_some_and(|it| it == "jsonl") {
            for line in text.lines() {
                let value: serde_json::Value = serde_json::from_str(line)?;
                articles.extend(value["text"].as_str().map(str::to_owned));
            }
            continue;
        }
        let (mut article, mut wanted) = (String::new(), 0);
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if article.is_empty() {
                wanted = 400 + numbers.below(75) * numbers.below(75);
            }
            article.push_str(line);
            article.push_str("\n\n");
            if article.len() as u64 >= wanted {
                articles.push(std::mem::take(&mut article));
            }
        }
        articles.push(article);
    }
    articles.retain(|article| article.split_whitespace().count() >= 40);
    Ok(articles)
}

/// The originals with edited copies of a tenth of them, each behind its original.
fn plant(originals: &[String], numbers: &mut Numbers) -> Vec<Article> {
    let count = originals.len();
    let mut behind: Vec<Vec<Article>> = (0..count).map(|_| Vec::new()).collect();
    for (at, text) in originals.iter().enumerate() {
        if numbers.below(10) != 0 {
            continue;
        }
        let editing = numbers.below(EDITINGS.len() as u64) as usize;
        let other = &originals[numbers.below(count as u64) as usize];
        let copy = edited(text, other, EDITINGS[editing], numbers);
        let place = at + numbers.below((count - at) as u64) as usize;
        behind[place].push(Article {
            id: count + at,
            text: copy,
            planted: Some((at, editing)),
        });
    }
    let original = |(id, text): (usize, &String)| Article {
        id,
        text: text.clone(),
        planted: None,
    };
    let whole = originals.iter().enumerate().map(original);
    whole
        .zip(behind)
        .flat_map(|(article, copies)| std::iter::once(article).chain(copies))
        .collect()
}

/// An edited copy of `text`, with words and a paragraph out of `other`.
fn edited(text: &str, other: &str, editing: Editing, numbers: &mut Numbers) -> String {
    let mut sentences: Vec<&str> = text.split_inclusive(". ").collect();
    let cut = sentences.len() as u64 * numbers.below(editing.cut + 1) / 100;
    sentences.truncate(sentences.len() - cut as usize);
    for _ in 0..editing.swaps {
        let at = numbers.below(sentences.len() as u64) as usize;
        if at > 0 {
            sentences.swap(at - 1, at);
        }
    }
    let strangers: Vec<&str> = other.split_whitespace().collect();
    let stranger = |numbers: &mut Numbers| {
        strangers
            .get(numbers.below(strangers.len() as u64) as usize)
            .copied()
    };
    let mut copy = String::from("(OWN DESK) – ");
    for word in sentences.concat().split_whitespace() {
        let replaced = numbers.below(1000) < editing.words;
        let word = if replaced {
            stranger(numbers).unwrap_or(word)
        } else {
            word
        };
        copy.push_str(word);
        copy.push(' ');
    }
    let most = copy.len() as u64 * editing.foreign / 100;
    for word in &strangers {
        if most == 0 || copy.len() as u64 > most + text.len() as u64 {
            break;
        }
        copy.push_str(word);
        copy.push(' ');
    }
    copy.replace('\'', "’").replace(" - ", " — ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planting_is_the_same_each_time_and_copies_stand_behind_their_originals() {
        let originals: Vec<String> = (0..200)
            .map(|at| format!("Story {at} was told in town {}. ", at * 7).repeat(20))
            .collect();
        let planted = || plant(&originals, &mut Numbers(77));
        let (one, two) = (planted(), planted());
        assert!(one.len() > 205, "{}", one.len());
        for (at, (a, b)) in one.iter().zip(&two).enumerate() {
            assert_eq!((a.id, &a.text), (b.id, &b.text));
            if let Some((of, _)) = a.planted {
                assert!(one[..at].iter().any(|it| it.id == of));
                assert_ne!(a.text, originals[of]);
            }
        }
    }

    #[test]
    fn a_wrong_mark_and_a_missed_copy_cost_what_they_should() {
        let article = |id: usize, text: &str, planted| Article {
            id,
            text: text.to_owned(),
            planted,
        };
        let articles = [
            article(0, "one two three four five six seven", None),
            article(1, "quite other words stand in this one here", None),
            article(2, "one two three four five six eight", Some((0, 0))),
            article(3, "quite other words stand in that one here", Some((1, 0))),
            article(4, "and this is like nothing else at all", None),
        ];
        let marks = HashMap::from([(2, (0, 0.6)), (4, (1, 0.9))]);
        let metrics = score(&articles, &marks, false);
        let get = |name: &str| {
            metrics
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value)
        };
        assert_eq!((get("recall"), get("precision")), (Some(50.0), Some(50.0)));
        assert_eq!((get("marks_wrong"), get("planted")), (Some(1.0), Some(2.0)));
    }
}
