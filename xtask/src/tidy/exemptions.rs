//! Files, the environment, clocks, threads and printing stay where the table puts them.
//!
//! clippy.toml bans the calls everywhere, and a crate that may make them says so at its root. That
//! leaves one hole, the exception itself, so this rule holds the exceptions against the table.

use super::Finding;
use super::files::File;
use super::reasons::attributes;

/// Folders whose code may make an exception from clippy.toml's bans. Tests may anywhere.
const MAY: [&str; 12] = [
    "crates/dateline/",
    // Statistics of a run need a clock, and stop signals a flag.
    "crates/dateline-pipeline/",
    "crates/dateline-readers/",
    "crates/dateline-testkit/",
    "crates/dateline-train/",
    "crates/dateline-writers/",
    "benches/",
    "examples/",
    "fuzz/",
    "models/",
    "tests/",
    "xtask/",
];

/// Finds exceptions in crates that may not make one.
pub(crate) fn check(files: &[File]) -> Vec<Finding> {
    files
        .iter()
        .filter(|file| file.is_rust() && !MAY.iter().any(|folder| file.path.starts_with(folder)))
        .filter(|file| !is_test_file(&file.path))
        .flat_map(|file| {
            // What follows the first `cfg(test)` is tests, as the files here are written.
            let code = file
                .text
                .find("#[cfg(test)]")
                .map_or(file.text.as_str(), |end| &file.text[..end]);
            attributes(code)
                .filter(|(_, body)| body.contains("clippy::disallowed_"))
                .map(|(line, _)| {
                    format!(
                        "{}:{line}: this crate uses no files, clocks, threads or printing (ARCHITECTURE.md)",
                        file.path
                    )
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

fn is_test_file(path: &str) -> bool {
    path.contains("/tests/") || path.contains("/examples/") || path.ends_with("/tests.rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_stand_only_where_the_table_puts_them() {
        let text = "//! Doc.\n#![allow(clippy::disallowed_methods, reason = \"x\")]\n";
        let in_tests = format!("//! Doc.\n#[cfg(test)]\nmod tests {{\n{text}}}\n");
        let files = [
            File::new("crates/dateline-readers/src/lib.rs", text),
            File::new("crates/dateline-core/src/lib.rs", text),
            File::new("crates/dateline-core/tests/all.rs", text),
            File::new("crates/dateline-tagger/src/lib.rs", &in_tests),
            File::new("xtask/src/main.rs", text),
        ];
        let found = check(&files);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].starts_with("crates/dateline-core/src/lib.rs:2:"),
            "{found:?}"
        );
    }
}
