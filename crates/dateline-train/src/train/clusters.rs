//! `cargo xtask train clusters`: sorts words into classes by their neighbours in running text.
//!
//! The exchange algorithm (Kneser and Ney 1993; Martin, Liermann and Ney 1998) on a class bigram model: word
//! after word moves to the class where the text becomes most probable, until rounds are done. Two
//! partitions come out, a coarse and a fine one; nothing in it is random.

use anyhow::{Context, Result};
use dateline_core::Document;
use dateline_core::layers::{Sentences, Tokens};
use dateline_core::{Registry, Settings};
use dateline_tagger::clusters::{ClusterBuilder, class_key};
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// Words seen less often are not sorted.
const LEAST: u32 = 6;
/// Classes of the two partitions.
const FINE: usize = 512;
const COARSE: usize = 64;
/// Rounds over the vocabulary.
const ROUNDS: usize = 12;

/// Sorts and writes `models/clusters.bin`.
///
/// # Errors
/// Where a source cannot be read or the file cannot be written.
pub fn train(data: &Path, root: &Path) -> Result<()> {
    let text = Text::read(data)?;
    println!("{} words of {} tokens", text.words.len(), text.tokens);
    let fine = Exchange::new(&text, FINE).run(ROUNDS);
    let coarse = Exchange::new(&text, COARSE).run(ROUNDS);
    let mut builder = ClusterBuilder::new();
    for ((word, fine), coarse) in text.words.iter().zip(&fine).zip(&coarse) {
        builder.add(word, *fine, *coarse);
    }
    let bytes = builder.compile().map_err(anyhow::Error::new)?;
    let path = root.join("models/clusters.bin");
    println!("{}: {} bytes", path.display(), bytes.len());
    fs::write(&path, bytes).with_context(|| path.display().to_string())
}

/// The text as bigram counts of numbered words. Number 0 is the sentence's edge, 1 any rare word.
struct Text {
    words: Vec<String>,
    tokens: usize,
    /// For each word its followers with counts, and its leaders.
    after: Vec<Vec<(u32, u32)>>,
    before: Vec<Vec<(u32, u32)>>,
}

const EDGE: u32 = 0;
const RARE: u32 = 1;

impl Text {
    fn read(data: &Path) -> Result<Self> {
        let mut counts: HashMap<String, u32> = HashMap::new();
        let sentences = |take: &mut dyn FnMut(&[String])| sentences(data, take);
        let mut tokens = 0;
        sentences(&mut |words| {
            tokens += words.len();
            for word in words {
                match counts.get_mut(word) {
                    Some(count) => *count += 1,
                    None => {
                        counts.insert(word.clone(), 1);
                    }
                }
            }
        })?;
        let mut kept: Vec<(String, u32)> = counts.into_iter().filter(|(_, count)| *count >= LEAST).collect();
        kept.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let words: Vec<String> = ["", ""]
            .map(str::to_owned)
            .into_iter()
            .chain(kept.into_iter().map(|(word, _)| word))
            .collect();
        let numbers: HashMap<&str, u32> = words
            .iter()
            .enumerate()
            .skip(2)
            .map(|(number, word)| (word.as_str(), number as u32))
            .collect();
        let mut pairs: HashMap<(u32, u32), u32> = HashMap::new();
        sentences(&mut |words| {
            let mut last = EDGE;
            for word in words {
                let number = numbers.get(word.as_str()).copied().unwrap_or(RARE);
                *pairs.entry((last, number)).or_default() += 1;
                last = number;
            }
            *pairs.entry((last, EDGE)).or_default() += 1;
        })?;
        let mut pairs: Vec<_> = pairs.into_iter().collect();
        pairs.sort_unstable();
        let mut after = vec![Vec::new(); words.len()];
        let mut before = vec![Vec::new(); words.len()];
        for ((left, right), count) in pairs {
            after[left as usize].push((right, count));
            before[right as usize].push((left, count));
        }
        Ok(Self {
            words,
            tokens,
            after,
            before,
        })
    }
}

/// Shows every sentence of the raw corpora as class keys.
fn sentences(data: &Path, take: &mut dyn FnMut(&[String])) -> Result<()> {
    let mut registry = Registry::new();
    dateline_tokenizer::plugin(&mut registry)?;
    let stage = (registry.find_stage("tokenizer")?.build)(Settings::default())?;
    let contract = stage.contract();
    let mut worker = stage.worker();
    let mut doc = Document::default();
    let mut words: Vec<String> = Vec::new();
    let mut article = |text: &str| -> Result<()> {
        doc.reset();
        doc.write_text(|buffer| buffer.push_str(text))?;
        doc.run(&mut *worker, &contract)?;
        let tokens = doc.layer::<Tokens>().unwrap_or_default();
        for sentence in doc.layer::<Sentences>().unwrap_or_default() {
            words.clear();
            words.extend(
                tokens[sentence.tokens()]
                    .iter()
                    .map(|token| class_key(doc.slice(token.span))),
            );
            take(&words);
        }
        Ok(())
    };
    for file in [
        "wp_current_events_2002_2026",
        "gmb_tokenized",
        "masc_text",
        "sotu",
        "factbook",
    ] {
        let path = data.join(format!("raw/{file}.txt"));
        let bytes = fs::read(&path).with_context(|| path.display().to_string())?;
        for piece in String::from_utf8_lossy(&bytes).split("\n\n") {
            article(piece)?;
        }
    }
    let path = data.join("raw/wikinews_2019_2020.jsonl");
    for line in fs::read_to_string(&path)
        .with_context(|| path.display().to_string())?
        .lines()
    {
        let record: serde_json::Value = serde_json::from_str(line)?;
        article(record["text"].as_str().unwrap_or(""))?;
    }
    Ok(())
}

/// The state of one partition.
struct Exchange<'t> {
    text: &'t Text,
    classes: usize,
    class: Vec<u16>,
    /// Bigram counts of classes, row: left.
    pairs: Vec<i64>,
    left: Vec<i64>,
    right: Vec<i64>,
}

/// `n ln n`, by table for the counts that nearly always come.
struct Entropy(Vec<f64>);

impl Entropy {
    fn new() -> Self {
        Self(
            (0..200_000_u32)
                .map(|n| {
                    if n == 0 {
                        0.0
                    } else {
                        f64::from(n) * f64::from(n).ln()
                    }
                })
                .collect(),
        )
    }

    fn of(&self, n: i64) -> f64 {
        self.0
            .get(n as usize)
            .copied()
            .unwrap_or_else(|| n as f64 * (n as f64).ln())
    }
}

impl<'t> Exchange<'t> {
    /// Frequent words begin in classes of their own, the others in turn.
    fn new(text: &'t Text, classes: usize) -> Self {
        let class: Vec<u16> = (0..text.words.len())
            .map(|word| (word % classes) as u16)
            .collect();
        let mut it = Self {
            text,
            classes,
            class,
            pairs: vec![0; classes * classes],
            left: vec![0; classes],
            right: vec![0; classes],
        };
        for (word, followers) in text.after.iter().enumerate() {
            for (other, count) in followers {
                let (a, b) = (
                    usize::from(it.class[word]),
                    usize::from(it.class[*other as usize]),
                );
                it.pairs[a * classes + b] += i64::from(*count);
                it.left[a] += i64::from(*count);
                it.right[b] += i64::from(*count);
            }
        }
        it
    }

    fn run(mut self, rounds: usize) -> Vec<u16> {
        let entropy = Entropy::new();
        let mut followers = vec![0_i64; self.classes];
        let mut leaders = vec![0_i64; self.classes];
        for round in 0..rounds {
            let mut moved = 0;
            for word in 0..self.text.words.len() {
                moved += usize::from(self.relocate(word, &entropy, &mut followers, &mut leaders));
            }
            println!("  {} classes, round {round}: {moved} words moved", self.classes);
            if moved * 200 < self.text.words.len() {
                break;
            }
        }
        self.class
    }

    /// Moves a word to its best class; says whether it moved.
    fn relocate(
        &mut self,
        word: usize,
        entropy: &Entropy,
        followers: &mut [i64],
        leaders: &mut [i64],
    ) -> bool {
        let (after, before) = (&self.text.after[word], &self.text.before[word]);
        let home = usize::from(self.class[word]);
        let mut own = 0;
        followers.fill(0);
        leaders.fill(0);
        for (other, count) in after {
            if *other as usize == word {
                own = i64::from(*count);
            } else {
                followers[usize::from(self.class[*other as usize])] += i64::from(*count);
            }
        }
        for (other, count) in before.iter().filter(|(other, _)| *other as usize != word) {
            leaders[usize::from(self.class[*other as usize])] += i64::from(*count);
        }
        let right_of: Vec<(usize, i64)> = nonzero(followers);
        let left_of: Vec<(usize, i64)> = nonzero(leaders);
        let out: i64 = right_of.iter().map(|(_, count)| count).sum::<i64>() + own;
        let into: i64 = left_of.iter().map(|(_, count)| count).sum::<i64>() + own;
        self.shift(home, &right_of, &left_of, own, out, into, -1);
        let mut best = (f64::MIN, home);
        for class in 0..self.classes {
            let gain = self.gain(class, &right_of, &left_of, own, out, into, entropy);
            if gain > best.0 + 1e-9 {
                best = (gain, class);
            }
        }
        self.shift(best.1, &right_of, &left_of, own, out, into, 1);
        self.class[word] = best.1 as u16;
        best.1 != home
    }

    /// Adds or takes away a word's counts.
    #[expect(
        clippy::too_many_arguments,
        reason = "one word's counts, gathered once for both uses"
    )]
    fn shift(
        &mut self,
        class: usize,
        right_of: &[(usize, i64)],
        left_of: &[(usize, i64)],
        own: i64,
        out: i64,
        into: i64,
        sign: i64,
    ) {
        for (other, count) in right_of {
            self.pairs[class * self.classes + other] += sign * count;
        }
        for (other, count) in left_of {
            self.pairs[other * self.classes + class] += sign * count;
        }
        self.pairs[class * self.classes + class] += sign * own;
        self.left[class] += sign * out;
        self.right[class] += sign * into;
    }

    /// What the text's log probability gains if the word joins this class.
    #[expect(
        clippy::too_many_arguments,
        reason = "one word's counts, gathered once for both uses"
    )]
    fn gain(
        &self,
        class: usize,
        right_of: &[(usize, i64)],
        left_of: &[(usize, i64)],
        own: i64,
        out: i64,
        into: i64,
        entropy: &Entropy,
    ) -> f64 {
        let mut gain = 0.0;
        let mut here = own;
        for (other, count) in right_of {
            if *other == class {
                here += count;
                continue;
            }
            let now = self.pairs[class * self.classes + other];
            gain += entropy.of(now + count) - entropy.of(now);
        }
        for (other, count) in left_of {
            if *other == class {
                here += count;
                continue;
            }
            let now = self.pairs[other * self.classes + class];
            gain += entropy.of(now + count) - entropy.of(now);
        }
        let now = self.pairs[class * self.classes + class];
        gain += entropy.of(now + here) - entropy.of(now);
        gain -= entropy.of(self.left[class] + out) - entropy.of(self.left[class]);
        gain - (entropy.of(self.right[class] + into) - entropy.of(self.right[class]))
    }
}

fn nonzero(counts: &[i64]) -> Vec<(usize, i64)> {
    counts
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, count)| *count != 0)
        .collect()
}
