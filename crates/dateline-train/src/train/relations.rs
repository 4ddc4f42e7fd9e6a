//! Trainer "relations": how often each rule is right, in `crates/dateline-relations/data/relations/confidence.tsv`.
//!
//! The rules run, with all else, over folds 1 to 3 of KnowledgeNet, which says for every passage and property what is
//! told of it. Fold 4 is for scoring alone. A rule is counted for the facts that are left to it: what a surer one tells
//! is that one's. Of rules whose relations the set lacks nothing is known; they keep what their files say.

use crate::suites::relations::shares;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

const FILE: &str = "crates/dateline-relations/data/relations/confidence.tsv";

/// The folds that are learned from.
const FOLDS: [u32; 3] = [1, 2, 3];

/// Counts and writes.
///
/// # Errors
/// Data that is not there, or a file that cannot be written.
pub fn train(data: &Path, root: &Path) -> Result<()> {
    let shares = shares(data, &FOLDS)?;
    let path = root.join(FILE);
    let old = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let head = old.lines().filter(|line| line.starts_with('#'));
    let mut new: String = head.fold(String::new(), |all, line| all + line + "\n");
    let (mut told, mut right) = (0, 0);
    for (rule, share) in &shares {
        new.push_str(&format!("{rule}\t{}\t{}\n", share.told, share.right));
        told += share.told;
        right += share.right;
    }
    fs::write(&path, new).with_context(|| path.display().to_string())?;
    println!(
        "{}: {} rules, {right} of {told} facts right",
        path.display(),
        shares.len()
    );
    Ok(())
}
