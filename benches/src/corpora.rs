//! The kinds of news text that benches run over.

use std::fs::File;
use std::io::{BufRead, BufReader};

use anyhow::{Context, Result};

use crate::articles::{repository, samples};
use crate::growth::{Chain, Random};
use crate::typography;

/// A kind of news text, made out of the sample articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Wire text: ASCII alone.
    Ascii,
    /// Today's news: curly quotes, dashes and accents make 1 to 2 in 100 bytes.
    Curly,
    /// A live page: times, bullets, ellipses, handles, links, emoji; every other paragraph is one of
    /// an article.
    Live,
    /// Headlines and lists: a few words, then a new line.
    Short,
}

impl Kind {
    /// All kinds, in the order of the tables.
    pub const ALL: [Kind; 4] = [Kind::Ascii, Kind::Curly, Kind::Live, Kind::Short];

    /// The kind's name in the metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Ascii => "ascii",
            Kind::Curly => "curly",
            Kind::Live => "live",
            Kind::Short => "short",
        }
    }
}

/// Documents in one stretch of memory, so that reading it once is the least that a stage could do.
pub struct Corpus {
    name: &'static str,
    text: String,
    /// Where each document ends; it begins where the one before ended.
    ends: Vec<usize>,
}

impl Corpus {
    fn new(name: &'static str) -> Corpus {
        Corpus {
            name,
            text: String::new(),
            ends: Vec::new(),
        }
    }

    /// The name in the metrics.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// All documents, one behind the other.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The documents in order.
    pub fn documents(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().filter_map(move |&end| {
            let document = self.text.get(start..end);
            start = end;
            document
        })
    }

    /// Ends a document at the end of the text.
    fn end_document(&mut self) {
        if self.ends.last().is_none_or(|&end| end < self.text.len()) {
            self.ends.push(self.text.len());
        }
    }
}

/// About what a news article has.
const DOCUMENT_BYTES: usize = 2500;

/// Thousandths of non-ASCII bytes in [`Kind::Curly`].
const CURLY_PER_MILLE: usize = 15;

/// Grows a corpus of a kind, of at least `bytes` bytes; the same arguments give the same corpus.
///
/// # Errors
/// When the sample articles cannot be read.
pub fn corpus(kind: Kind, bytes: usize, seed: u64) -> Result<Corpus> {
    let samples = samples()?;
    let articles = Chain::new(&samples.articles);
    let live_pages = Chain::new(&samples.live_pages);
    let mut random = Random::new(seed);
    let mut corpus = Corpus::new(kind.name());
    let mut grown = String::new();
    while corpus.text.len() < bytes {
        grown.clear();
        match kind {
            Kind::Ascii | Kind::Curly => articles.grow(&mut random, DOCUMENT_BYTES, &mut grown),
            Kind::Live => {
                while grown.len() < DOCUMENT_BYTES {
                    live_pages.grow(&mut random, 1, &mut grown);
                    articles.grow(&mut random, 1, &mut grown);
                }
            }
            Kind::Short => {
                let mut flowing = String::new();
                articles.grow(&mut random, DOCUMENT_BYTES, &mut flowing);
                break_lines(&flowing, &mut random, &mut grown);
            }
        }
        match kind {
            Kind::Ascii => typography::set(&grown, 0, &mut corpus.text),
            Kind::Curly => typography::set(&grown, CURLY_PER_MILLE, &mut corpus.text),
            Kind::Live | Kind::Short => corpus.text.push_str(&grown),
        }
        corpus.end_document();
    }
    Ok(corpus)
}

/// Lines of three to nine words.
fn break_lines(text: &str, random: &mut Random, out: &mut String) {
    let mut left = 3;
    for word in text.split_whitespace() {
        out.push_str(word);
        left -= 1;
        if left == 0 {
            out.push('\n');
            left = 3 + random.below(7);
        } else {
            out.push(' ');
        }
    }
    out.push('\n');
}

/// Real Wikinews articles, where the project's data folder lies beside the repository; `None` where
/// it does not. They are fewer bytes than a grown corpus, so `bytes` may need several rounds.
///
/// # Errors
/// When the file is there and cannot be read.
pub fn wikinews(bytes: usize) -> Result<Option<Corpus>> {
    let path = repository("../shared/data/raw/wikinews_2019_2020.jsonl");
    if !path.is_file() {
        return Ok(None);
    }
    let file = File::open(&path).with_context(|| format!("cannot open {}", path.display()))?;
    let mut articles = Vec::new();
    for line in BufReader::new(file).lines() {
        let record: serde_json::Value = serde_json::from_str(&line?).context("wikinews: not JSON")?;
        let text = record["text"]
            .as_str()
            .context("wikinews: a record without text")?;
        if !text.is_empty() {
            articles.push(text.to_owned());
        }
    }
    let mut corpus = Corpus::new("wikinews");
    while corpus.text.len() < bytes && !articles.is_empty() {
        for article in &articles {
            corpus.text.push_str(article);
            corpus.end_document();
        }
    }
    Ok(Some(corpus))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(corpus: &Corpus) -> f64 {
        corpus.text.bytes().filter(|byte| !byte.is_ascii()).count() as f64 / corpus.text.len() as f64
    }

    #[test]
    fn kinds_are_what_they_say() {
        let make = |kind| corpus(kind, 300_000, 1).expect("grows");
        assert!(make(Kind::Ascii).text().is_ascii());
        let curly = share(&make(Kind::Curly));
        assert!((0.010..=0.020).contains(&curly), "{curly}");
        let live = make(Kind::Live);
        assert!(
            ["p.m.", "•", "@", "…", "https://"]
                .iter()
                .all(|mark| live.text().contains(mark))
        );
        let short = make(Kind::Short);
        assert!(short.text().lines().all(|line| line.split(' ').count() <= 9));
    }

    #[test]
    fn documents_make_up_the_text_and_are_as_long_as_articles() {
        for kind in Kind::ALL {
            let corpus = corpus(kind, 200_000, 2).expect("grows");
            assert_eq!(corpus.documents().collect::<String>(), corpus.text);
            let count = corpus.documents().count();
            let mean = corpus.text.len() / count;
            assert!((2000..5000).contains(&mean), "{kind:?}: {mean}");
        }
    }

    #[test]
    fn the_same_seed_grows_the_same_corpus() {
        for kind in Kind::ALL {
            let grow = |seed| corpus(kind, 50_000, seed).expect("grows").text;
            assert_eq!(grow(1), grow(1));
            assert_ne!(grow(1), grow(2));
        }
    }

    #[test]
    fn words_are_as_long_as_in_news() {
        let text = corpus(Kind::Ascii, 300_000, 1).expect("grows").text;
        let mean = text.len() as f64 / text.split_whitespace().count() as f64;
        assert!((5.0..7.0).contains(&mean), "{mean}");
    }
}
