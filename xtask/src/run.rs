//! `cargo xtask run`: the program over the user's input, or over the sample articles.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::repo::{self, Repo};

const SAMPLE: &str = "examples/news/articles.jsonl";
const FORMATS: &str = "jsonl,html,csv,conllu,brat";

/// Arguments of `cargo xtask run`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Inputs and options of `dateline extract`; without any, the sample articles of the repository
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) args: Vec<String>,
}

/// Builds the program and runs `extract`.
pub(crate) fn run(repo: &Repo, args: &Args) -> Result<ExitCode> {
    let program = repo.build_dateline()?;
    if args.args.is_empty() {
        return sample(repo, &program).map(|()| ExitCode::SUCCESS);
    }
    // In the user's own folder, for the paths in ARGS were typed there.
    let status = repo::status(Command::new(program).arg("extract").args(&args.args))?;
    Ok(repo::exit_code(status))
}

/// The sample articles into `target/dateline/`, and a few lines on what came out.
fn sample(repo: &Repo, program: &Path) -> Result<()> {
    let out = repo.output();
    std::fs::create_dir_all(&out).with_context(|| format!("cannot make {}", out.display()))?;
    let mut extract = Command::new(program);
    // Paths from the root, so that the words that the program prints are the same for everyone.
    extract.current_dir(repo.root());
    extract.args(["extract", SAMPLE, "--format", FORMATS, "-o", "target/dateline/"]);
    let status = repo::status(&mut extract)?;
    if !status.success() {
        bail!("`{}` ended with {status}", repo::display(&extract));
    }
    let jsonl = written(&out, "jsonl")?;
    let found = Found::read(&jsonl)?;
    println!("{}", found.summary(SAMPLE));
    println!("Open    {}", show(repo, &html_index(&out)?));
    println!("Records {}", show(repo, &jsonl));
    println!("All of  {}", show(repo, &out));
    Ok(())
}

/// The file that the run wrote in a format: the newest of its ending, for the folder is kept
/// between runs.
fn written(folder: &Path, ending: &str) -> Result<PathBuf> {
    let mut newest = None;
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let entry = entry?;
        let path = entry.path();
        let name = entry.file_name();
        if path.extension().is_none_or(|found| found != ending)
            || name.to_string_lossy().ends_with(".errors.jsonl")
        {
            continue;
        }
        let time = entry.metadata()?.modified()?;
        if newest.as_ref().is_none_or(|(latest, _)| time > *latest) {
            newest = Some((time, path));
        }
    }
    newest
        .map(|(_, path)| path)
        .with_context(|| format!("the run left no .{ending} in {}", folder.display()))
}

/// The page to open: `index.html`, at the top or one folder down.
fn html_index(folder: &Path) -> Result<PathBuf> {
    let top = folder.join("index.html");
    if top.is_file() {
        return Ok(top);
    }
    for entry in std::fs::read_dir(folder)? {
        let inner = entry?.path().join("index.html");
        if inner.is_file() {
            return Ok(inner);
        }
    }
    written(folder, "html")
}

fn show(repo: &Repo, path: &Path) -> String {
    path.strip_prefix(repo.root())
        .unwrap_or(path)
        .display()
        .to_string()
}

/// What a jsonl output holds.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    articles: usize,
    mentions: usize,
    entities: usize,
    relations: usize,
    events: usize,
    quotes: usize,
    propositions: usize,
}

impl Found {
    fn read(path: &Path) -> Result<Found> {
        let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
        let mut found = Found::default();
        for (number, line) in BufReader::new(file).lines().enumerate() {
            let line = line.with_context(|| format!("cannot read {}", path.display()))?;
            let article = serde_json::from_str(&line)
                .with_context(|| format!("{}, line {}: not JSON", path.display(), number + 1))?;
            found.add(&article);
        }
        Ok(found)
    }

    fn add(&mut self, article: &Value) {
        let count = |key: &str| article[key].as_array().map_or(0, Vec::len);
        self.articles += 1;
        self.mentions += count("mentions");
        self.entities += count("entities");
        self.relations += count("relations");
        self.events += count("events");
        self.quotes += count("quotes");
        self.propositions += count("propositions");
    }

    fn summary(&self, input: &str) -> String {
        format!(
            "Found in {} articles of {input}:\n{:>8} mentions of {} entities\n{:>8} relations\n{:>8} events\n{:>8} quotes\n{:>8} propositions",
            self.articles,
            self.mentions,
            self.entities,
            self.relations,
            self.events,
            self.quotes,
            self.propositions
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_counted_and_absent_ones_are_none() {
        let mut found = Found::default();
        found.add(&serde_json::json!({"mentions": [1, 2], "entities": [1], "quotes": []}));
        found.add(&serde_json::json!({"mentions": [1], "relations": [1, 2, 3], "events": [1]}));
        assert_eq!(
            found,
            Found {
                articles: 2,
                mentions: 3,
                entities: 1,
                relations: 3,
                events: 1,
                quotes: 0,
                propositions: 0
            }
        );
    }

    #[test]
    fn the_index_is_found_at_the_top_or_one_folder_down() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(html_index(folder.path()).is_err());
        std::fs::create_dir(folder.path().join("html")).expect("makes");
        std::fs::write(folder.path().join("html/index.html"), "").expect("writes");
        assert_eq!(
            html_index(folder.path()).expect("found"),
            folder.path().join("html/index.html")
        );
        std::fs::write(folder.path().join("index.html"), "").expect("writes");
        assert_eq!(
            html_index(folder.path()).expect("found"),
            folder.path().join("index.html")
        );
    }

    #[test]
    fn the_error_file_is_not_taken_for_the_output() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("out.errors.jsonl"), "").expect("writes");
        assert!(written(folder.path(), "jsonl").is_err());
        std::fs::write(folder.path().join("articles.jsonl"), "").expect("writes");
        assert_eq!(
            written(folder.path(), "jsonl").expect("found"),
            folder.path().join("articles.jsonl")
        );
    }
}
