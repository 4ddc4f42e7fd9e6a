//! Files of 100 to 300 lines, one idea each; 800 is the end.
//!
//! A file that does not fit into a reader's head is two files.

use super::Finding;
use super::files::File;

const END: usize = 800;
const HOME: usize = 300;

/// Finds Rust files beyond the end.
pub(crate) fn check(files: &[File]) -> Vec<Finding> {
    lengths(files)
        .filter(|&(_, lines)| lines > END)
        .map(|(file, lines)| format!("{}: {lines} lines; split it, {END} is the end", file.path))
        .collect()
}

/// How many files there are, and how many are longer than they should be.
pub(crate) fn summary(files: &[File]) -> String {
    let (count, long) = lengths(files).fold((0, 0), |(count, long), (_, lines)| {
        (count + 1, long + usize::from(lines > HOME))
    });
    format!("{count} Rust files, {long} longer than {HOME} lines")
}

fn lengths(files: &[File]) -> impl Iterator<Item = (&File, usize)> {
    files
        .iter()
        .filter(|file| file.is_rust())
        .map(|file| (file, file.text.lines().count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_at_800_lines() {
        let files = [
            File::new("a.rs", &"x\n".repeat(800)),
            File::new("b.rs", &"x\n".repeat(801)),
            File::new("data.tsv", &"x\n".repeat(2000)),
        ];
        assert_eq!(check(&files), ["b.rs: 801 lines; split it, 800 is the end"]);
        assert_eq!(summary(&files), "2 Rust files, 2 longer than 300 lines");
    }
}
