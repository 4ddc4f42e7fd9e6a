//! Every Rust file begins with `//!`: what it is and why it stands apart.

use super::Finding;
use super::files::File;

/// Finds Rust files that begin with anything else.
pub(crate) fn check(files: &[File]) -> Vec<Finding> {
    files
        .iter()
        .filter(|file| file.is_rust())
        .filter(|file| !file.text.lines().next().is_some_and(is_doc))
        .map(|file| format!("{}:1: begin with `//!` and say what the file is", file.path))
        .collect()
}

/// A first line that says something. `//!` alone does not.
fn is_doc(line: &str) -> bool {
    line.strip_prefix("//!").is_some_and(|doc| !doc.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_says_something() {
        let files = [
            File::new("good.rs", "//! Does a thing.\nfn x() {}\n"),
            File::new("empty_doc.rs", "//!\n//! Later.\n"),
            File::new("comment.rs", "// Does a thing.\n"),
            File::new("late.rs", "use x;\n//! Does a thing.\n"),
            File::new("empty.rs", ""),
            File::new("README.md", "# Read me\n"),
        ];
        let found: Vec<_> = check(&files)
            .iter()
            .filter_map(|f| f.split(':').next().map(str::to_owned))
            .collect();
        assert_eq!(found, ["empty_doc.rs", "comment.rs", "late.rs", "empty.rs"]);
    }
}
