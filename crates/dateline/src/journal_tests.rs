//! Tests of the journal: what is torn, what differs, what is cleared away.

use crate::journal::{Found, Identity, RunJournal};
use dateline_core::{Error, Flow, Outcome, Sink, Staged};
use dateline_pipeline::{Journal, RunStats};
use dateline_readers::Listed;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A sink that has staged one file of as many bytes as it was told.
struct OneFile(PathBuf, bool);

impl Sink for OneFile {
    fn accept(&mut self, _: u64, _: Outcome<'_>) -> Result<Flow, Error> {
        Ok(Flow::Continue)
    }
    fn finish(&mut self) -> Result<(), Error> {
        Ok(())
    }
    fn checkpoint(&mut self, staged: &mut Vec<Staged>) -> Result<bool, Error> {
        staged.push(Staged {
            path: self.0.clone(),
            bytes: 7,
        });
        Ok(self.1)
    }
}

fn identity(offsets: &str) -> Identity {
    Identity::from_iter([("offsets".to_owned(), json!(offsets))])
}

fn inputs(sizes: &[u64]) -> impl Iterator<Item = Listed> {
    let listed = |(index, bytes): (usize, &u64)| Listed {
        path: format!("{index}.jsonl"),
        bytes: Some(*bytes),
    };
    sizes
        .iter()
        .enumerate()
        .map(listed)
        .collect::<Vec<_>>()
        .into_iter()
}

fn stats(done: u64) -> RunStats {
    RunStats::restore(&[("done".to_owned(), done), ("layer.tokens".to_owned(), 10 * done)]).unwrap()
}

/// A journal with checkpoints at 0, 2 and 5 articles.
fn written(path: &Path, kept: bool) {
    let mut journal = RunJournal::open(path, Duration::ZERO).unwrap();
    journal.begin(&identity("chars"), inputs(&[10, 20])).unwrap();
    let mut sink = OneFile(path.with_file_name(".out.abc.partial"), kept);
    for done in [0, 2, 5] {
        journal.note(&stats(done), &mut sink).unwrap();
    }
}

fn find(path: &Path, offsets: &str, sizes: &[u64]) -> Result<Found, String> {
    let mut journal = RunJournal::open(path, Duration::ZERO).map_err(|error| error.to_string())?;
    let found = journal.find(&identity(offsets), inputs(sizes));
    found.map_err(|error| format!("{error:#}"))
}

fn found(path: &Path) -> Option<(u64, u64)> {
    match find(path, "chars", &[10, 20]).unwrap() {
        Found::Run(earlier) => Some((earlier.stats.articles(), earlier.stats.layer("tokens"))),
        Found::Nothing(_) => None,
    }
}

#[test]
fn the_last_whole_checkpoint_counts_wherever_the_file_is_torn() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(".out.journal");
    written(&path, true);
    let whole = std::fs::read(&path).unwrap();
    let ends: Vec<usize> = (1..=whole.len()).filter(|end| whole[end - 1] == b'\n').collect();
    // The head, two inputs, their number, three checkpoints.
    assert_eq!(ends.len(), 7);
    for cut in 0..=whole.len() {
        std::fs::write(&path, &whole[..cut]).unwrap();
        let lines = ends.iter().filter(|end| **end <= cut).count();
        let expected = [None, None, None, None, None, Some(0), Some(2), Some(5)][lines];
        assert_eq!(
            found(&path),
            expected.map(|done| (done, 10 * done)),
            "cut at {cut}"
        );
        if expected.is_some() {
            let kept = std::fs::metadata(&path).unwrap().len() as usize;
            assert_eq!(kept, ends[lines - 1], "what is torn is cut off");
        }
    }
    let mut harmed = whole;
    let middle = (ends[5] + ends[6]) / 2;
    harmed[middle] ^= 1;
    std::fs::write(&path, &harmed).unwrap();
    assert_eq!(found(&path), Some((2, 20)), "a line that does not fit its sum");
}

#[test]
fn what_differs_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(".out.journal");
    written(&path, true);
    for (offsets, sizes, reason) in [
        ("bytes", &[10, 20][..], "offsets was \"chars\" and is \"bytes\""),
        ("chars", &[10, 21], "1.jsonl had 20 bytes and has 21 bytes"),
        ("chars", &[10], "an input is missing now: 1.jsonl"),
        ("chars", &[10, 20, 30], "there is a further input, 2.jsonl"),
    ] {
        match find(&path, offsets, sizes) {
            Err(error) => assert!(error.contains(reason), "{error}"),
            Ok(_) => panic!("{reason} was not seen"),
        }
    }
    assert_eq!(
        found(&path),
        Some((5, 50)),
        "a refusal leaves the journal as it is"
    );
}

#[test]
fn a_locked_journal_keeps_others_out_and_clearing_removes_what_was_staged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(".out.journal");
    let staged = folder.path().join(".out.abc.partial");
    let (named, strange) = (folder.path().join("out"), folder.path().join(".other"));
    for file in [&staged, &named, &strange] {
        std::fs::write(file, "words").unwrap();
    }
    written(&path, true);
    let mut first = RunJournal::open(&path, Duration::ZERO).unwrap();
    assert!(RunJournal::open(&path, Duration::ZERO).is_err());
    assert_eq!(first.clear().unwrap(), 5);
    assert!(!staged.exists() && named.exists() && strange.exists());
    drop(first);
    assert_eq!(found(&path), None);
}

#[test]
fn a_run_that_cannot_be_gone_on_with_is_said_to_be_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(".out.journal");
    written(&path, false);
    match find(&path, "chars", &[10, 20]) {
        Ok(Found::Nothing(Some(why))) => assert!(why.contains("cannot be gone on with"), "{why}"),
        _ => panic!("there is nothing to go on with"),
    }
}
