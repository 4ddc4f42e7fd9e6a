//! `cargo xtask train coref`: `models/coref.bin`, what a description is of, and which antecedent a markable takes.
//!
//! Both are linear models over hashed features, learned on GUM train by gradient steps in the manner of AdaGrad
//! (Duchi and others, 2011). The ranker is that of Durrett and Klein 2013: the likelihood of all right
//! antecedents together, with costs for three kinds of mistakes. Its examples are made by the stage itself, over
//! our own tags, trees and names; the classes it sees there come from models that have not seen the document at
//! hand (two halves), as later. A fixed seed: the same data, the same bytes.

use super::{coref_pages, coref_phrases};
use crate::data::{conllu, entity};
use crate::suites::coref::Stages;
use anyhow::{Context, Result};
use dateline_core::Document;
use dateline_coref::Coref;
use dateline_coref::training::{
    self, CLASS_BITS, CLASSES, Candidate, Class, DEPENDENT_BITS, RANK_BITS, Weights,
};
use dateline_syntax::Syntax;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// Rounds over the data for the classes.
const CLASS_ROUNDS: usize = 12;

/// How a table is learned.
#[derive(Clone, Copy)]
struct Course {
    /// Rounds over the data.
    rounds: usize,
    /// The step of AdaGrad.
    rate: f32,
    /// Pull towards zero on every step of a weight.
    decay: f32,
    /// The part of features left out at each sight of an example.
    dropped: f32,
}

/// For the classes, and for all choices but those of “he” and “she”.
const COURSE: Course = Course {
    rounds: 16,
    rate: 0.06,
    decay: 1e-4,
    dropped: 0.25,
};
/// For the choices of “he” and “she”: they are few, and learned by heart if they are let.
const GENDERED: Course = Course {
    rounds: 6,
    rate: 0.02,
    decay: 5e-3,
    dropped: 0.5,
};
/// Runs over the choices of “he” and “she”, each in another order; their mean is taken.
const RUNS: u64 = 4;
/// Sentences of a snippet.
const SNIPPET: usize = 8;
/// Cost of joining what begins a chain or refers to nothing.
const FALSE_LINK: f32 = 0.2;
/// Cost of leaving alone what refers back.
const FALSE_NEW: f32 = 2.5;
/// Cost of joining with the wrong chain.
const WRONG_LINK: f32 = 1.0;

/// One document with its markables and what the gold says of them.
struct Piece {
    doc: Document,
    markables: Vec<Candidate>,
    chains: Vec<Option<u32>>,
    classes: Vec<Option<Class>>,
    /// Of the document's number: which half it belongs to.
    half: usize,
}

/// Trains and writes `models/coref.bin`.
///
/// # Errors
/// Where the data cannot be read, a stage fails, or the model cannot be written.
pub fn train(data: &Path, root: &Path) -> Result<()> {
    let stages = Stages::new(Box::new(Syntax::shipped()?))?;
    let nothing = vec![0.0; 1 << RANK_BITS];
    let blank = Weights {
        classes: &vec![[0.0; CLASSES]; 1 << CLASS_BITS],
        dependents: &vec![0.0; 1 << DEPENDENT_BITS],
        gendered: &nothing,
        others: &nothing,
    };
    let coref = Coref::new()?.with_model(&training::pack(blank))?;
    let docs = conllu::read(&data.join("ud/gum/train.conllu"))?;
    let (dependents, worth) = coref_phrases::learn(&stages, &docs)?;
    println!("dependents of phrases: {worth:.2} of 100 right in documents held out");
    let mut pieces = Vec::new();
    for (number, gold) in docs.into_iter().enumerate() {
        // Whole, and cut: a snippet begins in the middle of things, as readers' texts may.
        for part in snippets(&gold) {
            pieces.push(piece(&stages, &coref, &part, number % 2)?);
        }
    }
    let mut lessons = Lessons::default();
    for half in 0..2 {
        let classes = classes(pieces.iter().filter(|piece| piece.half != half));
        let classes = Weights {
            classes: &classes,
            ..blank
        };
        let coref = Coref::new()?.with_model(&training::pack(classes))?;
        for piece in pieces.iter_mut().filter(|piece| piece.half == half) {
            gather(&coref, piece, &mut lessons)?;
        }
    }
    let classes = classes(pieces.iter());
    let others = rank(&lessons.others, COURSE, 11);
    // What GUM alone teaches decides, in the other texts, all that they do not tell.
    let first = Weights {
        classes: &classes,
        dependents: &dependents,
        gendered: &gendered(&lessons.gendered),
        others: &others,
    };
    coref_pages::gather(
        &stages,
        &Coref::new()?.with_model(&training::pack(first))?,
        data,
        &mut |verdicts| {
            lessons.gendered.push(lesson(verdicts));
        },
    )?;
    let bytes = training::pack(Weights {
        gendered: &gendered(&lessons.gendered),
        ..first
    });
    let path = root.join("models/coref.bin");
    fs::write(&path, &bytes).with_context(|| path.display().to_string())?;
    println!(
        "{}: {} bytes from {} choices, {} of them of “he” and “she”",
        path.display(),
        bytes.len(),
        lessons.others.len() + lessons.gendered.len(),
        lessons.gendered.len()
    );
    Ok(())
}

/// A document, and stretches of it.
fn snippets(gold: &conllu::Doc) -> Vec<conllu::Doc> {
    let mut all = vec![gold.clone()];
    let count = gold.sentences.len();
    let mut first = SNIPPET / 2;
    while first + 2 < count {
        all.push(gold.part(first..(first + SNIPPET).min(count)));
        first += SNIPPET;
    }
    all
}

/// A document with our layers, its markables, and for each the gold's chain and class.
fn piece(stages: &Stages, coref: &Coref, gold: &conllu::Doc, half: usize) -> Result<Piece> {
    let mut doc = stages.prepare(gold)?;
    let mut markables = Vec::new();
    doc.insert(|view, _| {
        markables = training::markables(coref, view);
        Ok(())
    })?;
    let mentions = entity::mentions(gold)?;
    let mut by_span = HashMap::new();
    let mut by_head: HashMap<usize, &entity::Mention> = HashMap::new();
    for mention in &mentions {
        by_span.insert(mention.tokens.clone(), mention);
        // Of mentions with one head the longest, which stands last.
        by_head.insert(mention.head(gold), mention);
    }
    let same = |it: &Candidate| by_span.get(&it.tokens).or_else(|| by_head.get(&it.head)).copied();
    let matched: Vec<Option<&entity::Mention>> = markables.iter().map(same).collect();
    Ok(Piece {
        doc,
        half,
        chains: matched.iter().map(|it| it.map(|it| it.chain)).collect(),
        classes: matched
            .iter()
            .map(|it| it.map(|it| Class::of_gum(&it.kind)))
            .collect(),
        markables,
    })
}

/// Learns the classes of some documents' mentions.
fn classes<'p>(pieces: impl Iterator<Item = &'p Piece>) -> Vec<[f32; CLASSES]> {
    let cases: Vec<(&[u32], usize)> = pieces
        .flat_map(|piece| piece.markables.iter().zip(&piece.classes))
        .filter(|(it, _)| !it.class_rows.is_empty())
        .filter_map(|(it, class)| Some((it.class_rows.as_slice(), (*class)? as usize)))
        .collect();
    let mut weights = vec![[0.0_f32; CLASSES]; 1 << CLASS_BITS];
    let mut squares = vec![[1e-6_f32; CLASSES]; 1 << CLASS_BITS];
    let mut order: Vec<usize> = (0..cases.len()).collect();
    let mut random = Random(7);
    for _ in 0..CLASS_ROUNDS {
        random.shuffle(&mut order);
        for (rows, class) in order.iter().filter_map(|at| cases.get(*at)) {
            let kept: Vec<usize> = rows
                .iter()
                .filter(|_| random.part() >= COURSE.dropped)
                .map(|row| *row as usize)
                .collect();
            let mut scores = [0.0_f32; CLASSES];
            for row in kept.iter().filter_map(|row| weights.get(*row)) {
                for (score, weight) in scores.iter_mut().zip(row) {
                    *score += weight;
                }
            }
            softmax(&mut scores);
            if let Some(score) = scores.get_mut(*class) {
                *score -= 1.0;
            }
            for at in kept {
                let (Some(row), Some(square)) = (weights.get_mut(at), squares.get_mut(at)) else {
                    continue;
                };
                for ((weight, square), gradient) in row.iter_mut().zip(square).zip(scores) {
                    step(weight, square, gradient, COURSE.rate, COURSE.decay);
                }
            }
        }
    }
    weights
}

/// A choice whose right answers are known: rows by candidate, and each one's cost, none for a right one.
#[derive(Default)]
struct Lesson {
    rows: Vec<u32>,
    ends: Vec<usize>,
    costs: Vec<Option<f32>>,
}

/// The lessons of “he” and “she”, and all others.
#[derive(Default)]
struct Lessons {
    gendered: Vec<Lesson>,
    others: Vec<Lesson>,
}

/// Makes lessons of a document; those of “he” and “she” once more as if nobody's gender were known.
fn gather(coref: &Coref, piece: &mut Piece, lessons: &mut Lessons) -> Result<()> {
    let chains = &piece.chains;
    let mut examples = Vec::new();
    piece.doc.insert(|view, _| {
        examples = training::examples(coref, view, chains, false);
        examples.extend(training::examples(coref, view, chains, true));
        Ok(())
    })?;
    for example in examples {
        let own = chains.get(example.markable).copied().flatten();
        let chain = |at: usize| chains.get(at).copied().flatten();
        let right = |at: usize| own.is_some() && chain(at) == own;
        let refers = example.candidates.iter().any(|(it, _)| it.is_some_and(right));
        let mut lesson = Lesson {
            rows: Vec::new(),
            ends: Vec::new(),
            costs: Vec::new(),
        };
        for (candidate, rows) in example.candidates {
            lesson.rows.extend(rows);
            lesson.ends.push(lesson.rows.len());
            lesson.costs.push(match candidate {
                Some(at) if right(at) => None,
                Some(_) if refers => Some(WRONG_LINK),
                Some(_) => Some(FALSE_LINK),
                None if refers => Some(FALSE_NEW),
                None => None,
            });
        }
        if example.gendered {
            lessons.gendered.push(lesson);
        } else {
            lessons.others.push(lesson);
        }
    }
    Ok(())
}

/// The lesson of a choice that has a right answer: what is not right is wrong, and standing alone is.
fn lesson(verdicts: training::Verdicts) -> Lesson {
    let mut lesson = Lesson::default();
    let last = verdicts.len().saturating_sub(1);
    for (at, (right, rows)) in verdicts.into_iter().enumerate() {
        lesson.rows.extend(rows);
        lesson.ends.push(lesson.rows.len());
        let wrong = if at == last { FALSE_NEW } else { WRONG_LINK };
        lesson.costs.push((!right).then_some(wrong));
    }
    lesson
}

/// Learns the ranker's weights; what is given is the mean over the last third of the rounds.
fn rank(lessons: &[Lesson], course: Course, seed: u64) -> Vec<f32> {
    let rounds = course.rounds;
    let mut weights = vec![0.0_f32; 1 << RANK_BITS];
    let mut squares = vec![1e-6_f32; 1 << RANK_BITS];
    let mut sum = vec![0.0_f32; 1 << RANK_BITS];
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    let mut random = Random(seed);
    let averaged = rounds.div_ceil(3);
    let (mut kept, mut scores) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        random.shuffle(&mut order);
        let mut right = 0;
        for lesson in order.iter().filter_map(|at| lessons.get(*at)) {
            right += usize::from(learn(
                lesson,
                course,
                &mut weights,
                &mut squares,
                &mut random,
                &mut kept,
                &mut scores,
            ));
        }
        if round + averaged >= rounds {
            for (total, weight) in sum.iter_mut().zip(&weights) {
                *total += weight * (1.0 - course.dropped) / averaged as f32;
            }
        }
        println!(
            "round {} of {rounds}: {:.2} of 100 right",
            round + 1,
            100.0 * right as f32 / lessons.len() as f32
        );
    }
    sum
}

/// Learns the weights of “he” and “she”: the mean of several runs.
fn gendered(lessons: &[Lesson]) -> Vec<f32> {
    let mut mean = vec![0.0_f32; 1 << RANK_BITS];
    for run in 0..RUNS {
        for (total, weight) in mean.iter_mut().zip(rank(lessons, GENDERED, 11 + run)) {
            *total += weight / RUNS as f32;
        }
    }
    mean
}

/// One step on one choice; says whether the best candidate was a right one.
fn learn(
    lesson: &Lesson,
    course: Course,
    weights: &mut [f32],
    squares: &mut [f32],
    random: &mut Random,
    kept: &mut Vec<(u32, u32)>,
    scores: &mut Vec<f32>,
) -> bool {
    kept.clear();
    scores.clear();
    let mut start = 0;
    for (candidate, end) in lesson.ends.iter().enumerate() {
        let mut score = 0.0;
        for row in lesson.rows.get(start..*end).unwrap_or_default() {
            if random.part() >= course.dropped {
                score += weights.get(*row as usize).copied().unwrap_or(0.0);
                kept.push((*row, candidate as u32));
            }
        }
        scores.push(score);
        start = *end;
    }
    let right = |at: usize| lesson.costs.get(at).is_some_and(Option::is_none);
    let best = (0..scores.len()).max_by(|a, b| {
        let score = |at: &usize| scores.get(*at).copied().unwrap_or(0.0);
        score(a).total_cmp(&score(b))
    });
    let best_is_right = best.is_some_and(right);
    // What the model believes, mistakes made dearer, against what it would believe of the right ones alone.
    let mut target = scores.clone();
    for ((score, target), cost) in scores.iter_mut().zip(&mut target).zip(&lesson.costs) {
        if let Some(cost) = cost {
            *score += cost;
            *target = f32::NEG_INFINITY;
        }
    }
    softmax(scores);
    softmax(&mut target);
    for (row, candidate) in kept.iter() {
        let at = *candidate as usize;
        let gradient = scores.get(at).copied().unwrap_or(0.0) - target.get(at).copied().unwrap_or(0.0);
        if gradient.abs() > 1e-4
            && let (Some(weight), Some(square)) =
                (weights.get_mut(*row as usize), squares.get_mut(*row as usize))
        {
            step(weight, square, gradient, course.rate, course.decay);
        }
    }
    best_is_right
}

/// A step of AdaGrad.
pub(super) fn step(weight: &mut f32, square: &mut f32, gradient: f32, rate: f32, decay: f32) {
    let gradient = gradient + decay * *weight;
    *square += gradient * gradient;
    *weight -= rate * gradient / square.sqrt();
}

fn softmax(scores: &mut [f32]) {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - top).exp();
        sum += *score;
    }
    for score in scores.iter_mut() {
        *score /= sum;
    }
}

/// Xorshift: all the chance that training has.
pub(super) struct Random(pub(super) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number in 0 to 1.
    pub(super) fn part(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1 << 24) as f32
    }

    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            let other = (self.next() % (at as u64 + 1)) as usize;
            list.swap(at, other);
        }
    }
}
