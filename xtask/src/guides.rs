//! The guides below `docs/guides/`: their commands run as they stand there, and say what the page shows.
//!
//! A guide is a page of blocks. One that is fenced as `sh` is run as a script at the root of the repository; if the
//! next block is fenced as `text`, it is the script's whole standard output, letter by letter. So what a page shows is
//! what the program says today, and `--write` puts it there after a change that was meant. Words behind `sh` say what
//! a block needs beyond Rust and the built program:
//!
//! | fence | runs |
//! |---|---|
//! | `sh` | always |
//! | `sh python` | where a Python with pip's packages can be made |
//! | `sh data` | where the development data lies beside the repository |
//! | `sh ci-skip` | never: it needs the network, or goes on for hours |

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::repo::{self, Repo};

/// What a block needs beyond Rust and the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nothing.
    Nothing,
    /// Python with packages.
    Python,
    /// The development data.
    Data,
    /// What no test has.
    Never,
}

/// A script of a page, and the output that the page shows for it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// The line of its first command, counted from 1.
    pub(crate) line: usize,
    /// The script, with its line ends.
    pub(crate) script: String,
    pub(crate) need: Need,
    /// The lines between the fences of the output: the first, counted from 0, and one past the last.
    pub(crate) shown: Option<(usize, usize)>,
}

/// What the blocks may use.
pub(crate) struct Means {
    /// The folder of an interpreter with the packages, which goes before all others on the path.
    pub(crate) python: Option<PathBuf>,
    /// Whether the development data may be used.
    pub(crate) data: bool,
    /// Whether outputs that differ are written into the pages instead of being a failure.
    pub(crate) write: bool,
}

/// Takes a page apart.
///
/// # Errors
/// Names the line of a fence with a word that means nothing here, and of one that is not closed.
pub(crate) fn blocks(page: &str) -> Result<Vec<Block>> {
    let mut found: Vec<Block> = Vec::new();
    // The fence that is open: its line, and what stands behind the backticks.
    let mut open: Option<(usize, Vec<&str>)> = None;
    let mut awaits_output = false;
    for (index, line) in page.lines().enumerate() {
        let fence = line.strip_prefix("```");
        match (&open, fence) {
            (None, Some(info)) => open = Some((index, info.split_whitespace().collect())),
            (Some((start, info)), Some(_)) => {
                let (start, is_script) = (*start, info.first() == Some(&"sh"));
                if is_script {
                    let need = match info.get(1..).unwrap_or_default() {
                        [] => Need::Nothing,
                        ["python"] => Need::Python,
                        ["data"] => Need::Data,
                        ["ci-skip"] => Need::Never,
                        other => bail!("line {}: a block cannot need “{}”", start + 1, other.join(" ")),
                    };
                    let lines = page.lines().skip(start + 1).take(index - start - 1);
                    let script = lines.flat_map(|line| [line, "\n"]).collect();
                    found.push(Block {
                        line: start + 2,
                        script,
                        need,
                        shown: None,
                    });
                } else if info.first() == Some(&"text")
                    && awaits_output
                    && let Some(block) = found.last_mut()
                {
                    block.shown = Some((start + 1, index));
                }
                awaits_output = is_script;
                open = None;
            }
            _ => {}
        }
    }
    if let Some((start, _)) = open {
        bail!("line {}: this block does not end", start + 1);
    }
    Ok(found)
}

/// Runs the blocks of all guides.
///
/// # Errors
/// Names the page and line of a block that fails, or whose output is not what the page shows.
pub(crate) fn run(repo: &Repo, means: &Means) -> Result<()> {
    let folder = repo.path("docs/guides");
    let mut pages = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
        pages.push(entry?.path());
    }
    pages.sort();
    let mut differing = Vec::new();
    for page in pages
        .iter()
        .filter(|page| page.extension().is_some_and(|it| it == "md"))
    {
        run_page(repo, page, means, &mut differing).with_context(|| {
            page.strip_prefix(repo.root())
                .unwrap_or(page)
                .display()
                .to_string()
        })?;
    }
    if !differing.is_empty() {
        bail!(
            "{}\n`cargo xtask check guides --write` puts what is written now into the pages",
            differing.join("\n")
        );
    }
    Ok(())
}

fn run_page(repo: &Repo, path: &Path, means: &Means, differing: &mut Vec<String>) -> Result<()> {
    let page = std::fs::read_to_string(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut lines: Vec<String> = page.lines().map(str::to_owned).collect();
    // From the end, so that the lines of what comes before keep their numbers when an output is replaced.
    let mut replacements: Vec<((usize, usize), String)> = Vec::new();
    for block in blocks(&page)? {
        let first = block.script.lines().next().unwrap_or_default();
        let skipped = match block.need {
            Need::Python if means.python.is_none() => Some("needs Python: cargo xtask check guides"),
            Need::Data if !means.data => Some("needs the development data: cargo xtask check guides"),
            Need::Never => Some("is not for tests"),
            _ => None,
        };
        let note = skipped.map_or_else(String::new, |reason| format!(" (skipped: {reason})"));
        println!("    {name}:{}: {first}{note}", block.line);
        if skipped.is_some() {
            continue;
        }
        let output = output(repo, &block, means).with_context(|| format!("line {}", block.line))?;
        let Some(shown) = block.shown else { continue };
        let expected = lines.get(shown.0..shown.1).unwrap_or_default().join("\n");
        if expected.trim_end() == output.trim_end() {
            continue;
        }
        if means.write {
            replacements.push((shown, output));
        } else {
            differing.push(format!(
                "{name}:{}: the page shows\n{expected}\nbut the output is\n{output}",
                block.line
            ));
        }
    }
    if replacements.is_empty() {
        return Ok(());
    }
    for ((start, end), output) in replacements.into_iter().rev() {
        lines.splice(start..end, output.trim_end().lines().map(str::to_owned));
    }
    std::fs::write(path, lines.join("\n") + "\n")?;
    Ok(())
}

/// What the script writes to standard output.
fn output(repo: &Repo, block: &Block, means: &Means) -> Result<String> {
    let mut shell = Command::new("bash");
    // pipefail, so that a failing program is seen through a pipe.
    shell.args(["-euo", "pipefail", "-c", &block.script]);
    shell
        .current_dir(repo.root())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit());
    if let Some(python) = &means.python {
        let others = std::env::var_os("PATH").unwrap_or_default();
        let all = std::iter::once(python.clone()).chain(std::env::split_paths(&others));
        shell.env("PATH", std::env::join_paths(all)?);
    }
    let output = shell
        .output()
        .with_context(|| format!("cannot start `{}`", repo::display(&shell)))?;
    if !output.status.success() {
        bail!(
            "the commands ended with {}; they wrote\n{}",
            output.status,
            String::from_utf8_lossy(&output.stdout)
        );
    }
    let text = String::from_utf8(output.stdout).context("the output is not UTF-8")?;
    // Lines that end in blanks cannot be kept in a page.
    Ok(text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_and_what_it_says() {
        let page = "x\n```sh\na\nb\n```\nso:\n```text\n1\n2\n```\n```text\nno output\n```\n```rust\nfn x() {}\n```\n\
                    ```sh python\nc\n```\n```toml\n```\n```text\nnot behind a script\n```\n";
        let found = blocks(page).expect("a page");
        let told: Vec<_> = found
            .iter()
            .map(|it| (it.line, it.script.as_str(), it.need, it.shown))
            .collect();
        assert_eq!(
            told,
            [
                (3, "a\nb\n", Need::Nothing, Some((7, 9))),
                (18, "c\n", Need::Python, None),
            ]
        );
        assert!(blocks("```sh x\n```\n").is_err());
        assert!(blocks("```sh\na\n").is_err());
    }

    fn guide(page: &str, write: bool) -> (Result<()>, String) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("docs/guides");
        std::fs::create_dir_all(&path).expect("a folder");
        let path = path.join("a.md");
        std::fs::write(&path, page).expect("writes");
        let means = Means {
            python: None,
            data: false,
            write,
        };
        let ran = run(&Repo::at(folder.path()), &means);
        (ran, std::fs::read_to_string(&path).expect("reads"))
    }

    #[test]
    fn pages_are_held_to_what_they_show() {
        let page =
            "```sh\nprintf '1\\n2 \\n'\n```\n```text\nSHOWN\n```\nand\n```sh\necho b\n```\n```text\nb\n```\n";
        let right = page.replace("SHOWN", "1\n2");
        assert!(guide(&right, false).0.is_ok());
        let (ran, unchanged) = guide(page, false);
        let message = format!("{:#}", ran.expect_err("differs"));
        assert!(
            message.contains("a.md:2: the page shows\nSHOWN\nbut the output is\n1\n2"),
            "{message}"
        );
        assert_eq!(unchanged, page);
        let (ran, written) = guide(page, true);
        assert!(ran.is_ok());
        assert_eq!(written, right);
    }

    #[test]
    fn failing_blocks_fail_and_marked_ones_wait_for_what_they_need() {
        assert!(guide("```sh\nfalse | cat\n```\n", true).0.is_err());
        assert!(
            guide(
                "```sh python\nfalse\n```\n```sh data\nfalse\n```\n```sh ci-skip\nfalse\n```\n",
                false
            )
            .0
            .is_ok()
        );
    }
}
