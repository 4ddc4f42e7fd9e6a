//! What killed runs have left under temporary names beside an output, removed when a new run into it begins.
//!
//! The journal knows of files that can be gone on with, from the first checkpoint on; the others (a database, a folder of
//! pages, whatever was begun before that) would lie there for good, hidden and as large as what was written. A
//! run that still goes on holds the journal's lock, so nobody's files are taken away.

use std::fs;
use std::path::{Path, PathBuf};

/// Removes temporary files and folders of the outputs at `paths`, pieces of them included. What cannot be removed
/// stays.
pub(crate) fn remove<'p>(paths: impl IntoIterator<Item = &'p Path>) {
    for path in paths {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        let beside = path.parent().filter(|it| !it.as_os_str().is_empty());
        for found in entries(beside.unwrap_or(Path::new("."))) {
            remove_if(&found, |inner| inner == name || is_piece(inner, name));
        }
        // What goes into a folder that is there already is made in it.
        for found in entries(path) {
            remove_if(&found, |inner| inner == "dateline");
        }
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.path())).collect()
}

/// Removes what lies at `path` where it has a temporary name (`.NAME.XXXXXX.partial`) whose inner name is `ours`.
fn remove_if(path: &Path, ours: impl Fn(&str) -> bool) {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let inner = name.strip_prefix('.').and_then(|it| it.strip_suffix(".partial"));
    let Some((inner, mark)) = inner.and_then(|it| it.rsplit_once('.')) else {
        return;
    };
    if mark.len() != 6 || !mark.bytes().all(|byte| byte.is_ascii_alphanumeric()) || !ours(inner) {
        return;
    }
    let is_folder = fs::symlink_metadata(path).is_ok_and(|it| it.is_dir());
    let removed = if is_folder {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
    if let Err(error) = removed {
        tracing::warn!(
            "{} was left by an earlier run and cannot be removed: {error}",
            path.display()
        );
    }
}

/// Whether `inner` is `name` with a piece's number in it (`out-00017.jsonl` of `out.jsonl`).
fn is_piece(inner: &str, name: &str) -> bool {
    let at = inner
        .bytes()
        .zip(name.bytes())
        .take_while(|(one, other)| one == other)
        .count();
    // The name may itself go on with what a number begins with.
    (0..=at).rev().any(|at| {
        let (Some(number), Some(ending)) = (inner.get(at..), name.get(at..)) else {
            return false;
        };
        let number = number.strip_suffix(ending).and_then(|it| it.strip_prefix('-'));
        number.is_some_and(|it| it.len() >= 5 && it.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_pieces() {
        for (inner, name, wanted) in [
            ("out-00017.jsonl", "out.jsonl", true),
            ("csv-00001", "csv", true),
            ("a-1-00002.nt", "a-1.nt", true),
            ("out.jsonl", "out.jsonl", false),
            ("out-17.jsonl", "out.jsonl", false),
            ("other-00001.jsonl", "out.jsonl", false),
        ] {
            assert_eq!(is_piece(inner, name), wanted, "{inner} {name}");
        }
    }

    #[test]
    fn temporary_files_of_the_output_go_and_others_stay() {
        let folder = std::env::temp_dir().join(format!("dateline-leftovers-{}", std::process::id()));
        let output = folder.join("out.db");
        for name in [
            ".out.db.a1B2c3.partial",
            ".out-00001.db.a1B2c3.partial",
            ".out.db.journal",
            "out.db",
        ] {
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(name), "x").unwrap();
        }
        fs::write(folder.join(".out.db.errors.a1B2c3.partial"), "x").unwrap();
        fs::create_dir_all(folder.join(".html.a1B2c3.partial/pages")).unwrap();
        fs::create_dir_all(folder.join("html/.dateline.a1B2c3.partial")).unwrap();
        remove([output.as_path(), &folder.join("html")]);
        let mut left: Vec<_> = entries(&folder)
            .iter()
            .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
            .collect();
        left.sort_unstable();
        assert_eq!(
            left,
            [
                ".out.db.errors.a1B2c3.partial",
                ".out.db.journal",
                "html",
                "out.db"
            ]
        );
        assert!(entries(&folder.join("html")).is_empty());
        fs::remove_dir_all(&folder).unwrap();
    }
}
