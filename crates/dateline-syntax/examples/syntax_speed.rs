//! Words a second of each part of the network, one thread: `cargo run --release --example syntax_speed FILE [MODEL [LEVEL]]`.
//!
//! FILE has a sentence a line, its tokens parted by spaces. Without a model, one of the usual size and of random numbers
//! is made, which knows the words that FILE has twice; its trees need more repair than a trained one's.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "it reads a file, measures time and prints what it measured"
)]

use dateline_model::{Embedded, Level};
use dateline_syntax::Network;
use dateline_syntax::features::norm;
use dateline_syntax::forward::Batch;
use dateline_syntax::pack::{Trained, pack};
use std::collections::BTreeMap;
use std::error::Error;
use std::time::{Duration, Instant};

const PARTS: [&str; 7] = [
    "features",
    "convolutions",
    "light tags",
    "recurrences",
    "heads",
    "trees",
    "relations",
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let text = std::fs::read_to_string(args.next().ok_or("give a file of sentences")?)?;
    let sentences: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split(' ').take(200).collect())
        .collect();
    let model = match args.next() {
        Some(path) => Embedded::from_slice(&std::fs::read(path)?),
        None => Embedded::from_slice(&random(&sentences)?),
    };
    let loading = Instant::now();
    let network = Network::read(model.as_slice())?;
    println!(
        "model {} bytes, read in {:?}",
        model.as_slice().len(),
        loading.elapsed()
    );
    let words: usize = sentences.iter().map(Vec::len).sum();
    let wanted = args.next();
    for level in Level::all().filter(|level| wanted.as_deref().is_none_or(|name| name == level.name())) {
        let rounds = if level == Level::SCALAR { 2 } else { 20 };
        // The shortest time of each batch: a machine that others use interrupts some of the rounds.
        let mut batches: Vec<[Duration; PARTS.len()]> = Vec::new();
        let mut batch = Batch::default();
        for _ in 0..rounds {
            round(level, &network, &sentences, &mut batch, &mut batches);
        }
        let mut least = [Duration::ZERO; PARTS.len()];
        for batch in &batches {
            for (sum, time) in least.iter_mut().zip(batch) {
                *sum += *time;
            }
        }
        for (part, time) in PARTS.iter().zip(least) {
            let nanoseconds = time.as_nanos() as f64 / words as f64;
            println!("{:>10} {part:<14} {nanoseconds:>8.0} ns a word", level.name());
        }
        let rate = |parts: &[Duration]| words as f64 / parts.iter().sum::<Duration>().as_secs_f64();
        println!("{:>10} light {:.0} words/s", level.name(), rate(&least[..3]));
        let full: Vec<Duration> = [&least[..2], &least[3..]].concat();
        println!("{:>10} full  {:.0} words/s", level.name(), rate(&full));
    }
    Ok(())
}

/// Runs everything once, and notes what each part took where it took less than before.
fn round(
    level: Level,
    network: &Network<'_>,
    sentences: &[Vec<&str>],
    batch: &mut Batch,
    least: &mut Vec<[Duration; PARTS.len()]>,
) {
    let mut sentences = sentences.iter().peekable();
    for number in 0.. {
        if sentences.peek().is_none() {
            break;
        }
        if least.len() == number {
            least.push([Duration::MAX; PARTS.len()]);
        }
        let least = &mut least[number];
        let mut clock = Instant::now();
        let mut note = |part: usize| {
            let now = Instant::now();
            least[part] = least[part].min(now - clock);
            clock = now;
        };
        batch.clear();
        while batch.words() < 256
            && let Some(sentence) = sentences.next()
        {
            sentence.iter().for_each(|form| batch.push(network, form));
            batch.end_sentence();
        }
        note(0);
        batch.light(level, network);
        note(1);
        batch.light_tags(level, network);
        note(2);
        batch.deep(level, network);
        note(3);
        batch.heads(level, network);
        note(4);
        batch.trees(level, network);
        note(5);
        batch.relate(level, network);
        note(6);
    }
}

/// A model of random numbers.
fn random(sentences: &[Vec<&str>]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut text = String::new();
    for form in sentences.iter().flatten() {
        norm(form, &mut text);
        *counts.entry(text.clone()).or_default() += 1;
    }
    let mut words = vec![String::new()];
    words.extend(
        counts
            .into_iter()
            .filter(|(_, count)| *count > 1)
            .map(|(word, _)| word),
    );
    let (width, arc, affixes, shapes) = (128, 96, 1 << 14, 1 << 10);
    let names = |list: &[&str], count: usize| -> Vec<String> {
        list.iter()
            .cycle()
            .take(count)
            .map(|name| (*name).to_owned())
            .collect()
    };
    let upos = names(&["NOUN", "VERB", "ADJ"], 17);
    let xpos = names(&["NN", "VB"], 49);
    let relations = names(&["nsubj", "obj", "root", "parataxis", "obl:agent"], 51);
    let sizes = |name: &str| {
        let (layer, part) = name.rsplit_once('.').unwrap_or((name, ""));
        let (outputs, inputs) = match layer {
            "word" => (words.len(), width),
            "affix" => (affixes, width),
            "shape" => (shapes, width),
            "ln0" | "ln1" | "ln2" => (width, 1),
            "rnn1.ln" | "rnn2.ln" | "rnn3.ln" => (2 * width, 1),
            "conv1" | "conv2" => (width, 3 * width),
            "light_upos" => (17, width),
            "light_xpos" => (49, width),
            "rnn1" => (6 * width, width),
            "rnn2" | "rnn3" => (6 * width, 2 * width),
            "upos" => (17, 2 * width),
            "xpos" => (49, 2 * width),
            "arc_q" => (arc, arc),
            "rel_sum" | "rel_prod" => (51, arc),
            "rel" => (51, 1),
            "arc_dist" => (33, 1),
            "arc_root" => (arc, 1),
            "arc_root_bias" => (1, 1),
            _ => (arc, 2 * width),
        };
        if part == "b" {
            (outputs, 1)
        } else {
            (outputs, inputs)
        }
    };
    let tensor = |name: &str| {
        let (rows, columns) = sizes(name);
        let mut state = name
            .bytes()
            .fold(7u64, |state, byte| state.wrapping_mul(31) ^ u64::from(byte));
        let spread = 2.0 / (columns as f32).sqrt();
        let numbers = (0..rows * columns).map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let unit = ((state >> 40) as f32 / (1u64 << 24) as f32) * 2.0 - 1.0;
            if name.ends_with(".g") { 1.0 } else { spread * unit }
        });
        Some(numbers.collect())
    };
    Ok(pack(&Trained {
        tensor: &tensor,
        words: &words,
        upos: &upos,
        xpos: &xpos,
        relations: &relations,
    })?)
}
