//! No path of one developer's machine: such a path works nowhere else and tells of what is no one's
//! business.

use super::Finding;
use super::files::File;

/// Where people and build machines keep their trees. Put together here, so that this file does not
/// find itself.
const HOMES: [&str; 6] = [
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("/Us", "ers/"),
    concat!("/tm", "p/"),
    concat!("C:\\Us", "ers\\"),
];

/// Finds such paths in text files.
pub(crate) fn check(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        for (index, line) in file.text.lines().enumerate() {
            if let Some(home) = HOMES.iter().find(|home| has_path(line, home)) {
                findings.push(format!(
                    "{}:{}: a path under {home}, which exists on one machine",
                    file.path,
                    index + 1
                ));
            }
        }
    }
    findings
}

/// Whether a path that starts with `home` stands in the line. It begins where no name comes before,
/// which sets it apart from the same letters inside a URL or another path; and a name follows.
fn has_path(line: &str, home: &str) -> bool {
    line.match_indices(home).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        let after = line.get(at + home.len()..).and_then(|after| after.chars().next());
        let begins = before.is_none_or(|c| c.is_whitespace() || "\"'`(<[{=:,;".contains(c))
            || line.get(..at).is_some_and(|before| before.ends_with("file://"));
        begins && after.is_some_and(|c| c.is_alphanumeric() || "._-$<{".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_line(line: &str, found: bool) {
        assert_eq!(
            check(&[File::new("x.md", line)]).len(),
            usize::from(found),
            "{line}"
        );
    }

    #[test]
    fn paths_are_found_and_urls_are_not() {
        let (home, work, root) = (HOMES[0], HOMES[2], HOMES[1]);
        check_line(&format!("see {home}ada/dateline"), true);
        check_line(&format!("path = \"{work}main\""), true);
        check_line(&format!("file://{root}x.html"), true);
        check_line(&format!("PATH=bin:{root}bin"), true);
        check_line(&format!("https://example.org{home}news"), false);
        check_line(&format!("../shared{work}x"), false);
        check_line(&format!("at{home}work or at rest"), false);
        check_line(&format!("the folder {home} and others"), false);
    }
}
