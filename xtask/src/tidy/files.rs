//! The files of the working tree that belong to the project.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::repo::Repo;

/// A file that git tracks, or would if it were added.
pub(crate) struct File {
    /// From the root, with `/` between the parts.
    pub(crate) path: String,
    /// How long it is on disk.
    pub(crate) bytes: u64,
    /// Its text; empty for a binary file.
    pub(crate) text: String,
}

impl File {
    /// A text file, for the tests of the rules.
    #[cfg(test)]
    pub(crate) fn new(path: &str, text: &str) -> File {
        File {
            path: path.to_owned(),
            bytes: text.len() as u64,
            text: text.to_owned(),
        }
    }

    /// Whether this is Rust source.
    pub(crate) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }
}

/// Reads what `git ls-files` names. Files not yet added count, so that a rule is heard before the
/// commit; ignored ones, such as everything built, do not.
pub(crate) fn load(repo: &Repo) -> Result<Vec<File>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(repo.root())
        .output()
        .context("cannot start git, which says what belongs to the project")?;
    if !output.status.success() {
        bail!("git ls-files: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let mut files = Vec::new();
    for path in String::from_utf8_lossy(&output.stdout)
        .split('\0')
        .filter(|path| !path.is_empty())
    {
        let place = repo.path(path);
        // Deleted and not yet committed, or a link to a folder.
        if !place.is_file() {
            continue;
        }
        let bytes = std::fs::read(&place).with_context(|| format!("cannot read {path}"))?;
        files.push(File {
            path: path.to_owned(),
            bytes: bytes.len() as u64,
            text: text(bytes),
        });
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.dedup_by(|a, b| a.path == b.path);
    Ok(files)
}

/// A file with a zero byte near its beginning is binary, as git takes it.
fn text(bytes: Vec<u8>) -> String {
    if bytes.iter().take(8000).any(|&byte| byte == 0) {
        return String::new();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binary_files_have_no_text() {
        assert_eq!(text(b"DLM1\0\0\0".to_vec()), "");
        assert_eq!(text("naïve".as_bytes().to_vec()), "naïve");
        assert_eq!(text(b"caf\xe9".to_vec()), "caf\u{fffd}");
    }
}
