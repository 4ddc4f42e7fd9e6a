//! Trainer "relations": how often each rule is right, in `crates/dateline-relations/data/relations/confidence.tsv`, and
//! the scorer of what no rule tells, `models/relations.bin`.
//!
//! The rules run, with all else, over folds 1 to 3 of KnowledgeNet, which says for every passage and property what is
//! told of it. Fold 4 is for scoring alone. A rule is counted for the facts that are left to it: what a surer one tells
//! is that one's. Of rules whose relations the set lacks nothing is known; they keep what their files say. The scorer
//! is counted like a rule for each of its relations, on every fold by weights that have not seen it.

use super::relation_pairs::{Example, annotated, running};
use super::relation_scorer::{chance, learn};
use crate::suites::relations::{Shares, rules_alone, shares};
use anyhow::{Context, Result};
use dateline_relations::training::pack;
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;

const FILE: &str = "crates/dateline-relations/data/relations/confidence.tsv";
const MODEL: &str = "models/relations.bin";

/// The folds that are learned from.
const FOLDS: [u32; 3] = [1, 2, 3];

/// Counts, learns and writes.
///
/// # Errors
/// Data that is not there, or a file that cannot be written.
pub fn train(data: &Path, root: &Path) -> Result<()> {
    let mut shares = shares(data, &FOLDS)?;
    let stages = rules_alone()?;
    let mut examples = Vec::new();
    for fold in FOLDS {
        annotated(&stages, data, fold, &mut examples)?;
    }
    running(&stages, data, &mut examples)?;
    for fold in FOLDS {
        let weights = learn(examples.iter().filter(|it| it.fold != fold));
        count(
            &weights,
            examples.iter().filter(|it| it.fold == fold),
            &mut shares,
        );
    }
    let weights = learn(examples.iter());
    let path = root.join(MODEL);
    fs::write(&path, pack(&weights)).with_context(|| path.display().to_string())?;
    println!("{}: {} pairs", path.display(), examples.len());
    write(&root.join(FILE), &shares)
}

/// Counts the facts that weights tell and no rule does.
fn count<'e>(
    weights: &[f32],
    examples: impl Iterator<Item = &'e Example>,
    shares: &mut BTreeMap<String, Shares>,
) {
    let mut facts = HashSet::new();
    for it in examples.filter(|it| !it.told && chance(weights, it) >= it.least) {
        if facts.insert((&it.relation, it.fact)) {
            let share = shares.entry(format!("learned/{}", it.relation)).or_default();
            share.told += 1;
            share.right += u32::from(it.right);
        }
    }
}

/// Writes the counts behind the head of the file that there is.
fn write(path: &Path, shares: &BTreeMap<String, Shares>) -> Result<()> {
    let old = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let head = old.lines().filter(|line| line.starts_with('#'));
    let mut new: String = head.fold(String::new(), |all, line| all + line + "\n");
    let (mut told, mut right) = (0, 0);
    for (rule, share) in shares {
        new.push_str(&format!("{rule}\t{}\t{}\n", share.told, share.right));
        told += share.told;
        right += share.right;
    }
    fs::write(path, new).with_context(|| path.display().to_string())?;
    println!(
        "{}: {} rules, {right} of {told} facts right",
        path.display(),
        shares.len()
    );
    Ok(())
}
