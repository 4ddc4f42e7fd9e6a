//! Every exception to a lint gives its reason.
//!
//! Clippy says the same where it compiles; this also sees code behind features and platforms that
//! this machine does not build, and the fuzz targets' own workspace.

use super::Finding;
use super::files::File;

/// Finds `allow` and `expect` attributes without `reason =`.
pub(crate) fn check(files: &[File]) -> Vec<Finding> {
    files
        .iter()
        .filter(|file| file.is_rust())
        .flat_map(in_file)
        .collect()
}

fn in_file(file: &File) -> Vec<Finding> {
    attributes(&file.text)
        .filter(|(_, body)| ["allow(", "expect("].iter().any(|lint| is_attribute(body, lint)))
        .filter(|(_, body)| !body.contains("reason ="))
        .map(|(line, body)| {
            let shown: String = body.split_whitespace().collect::<Vec<_>>().join(" ");
            format!("{}:{line}: #[{shown}] gives no reason", file.path)
        })
        .collect()
}

/// `allow(...)` itself, or inside a `cfg_attr(condition, allow(...))`.
fn is_attribute(body: &str, lint: &str) -> bool {
    body.starts_with(lint) || (body.starts_with("cfg_attr(") && body.contains(&format!(" {lint}")))
}

/// Attributes at the beginning of a line: the line, counted from 1, and what stands between the
/// brackets. Attributes inside of comments and strings do not begin a line so.
pub(super) fn attributes(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = 0;
    text.split_inclusive('\n')
        .enumerate()
        .filter_map(move |(index, line)| {
            let start = offset;
            offset += line.len();
            let trimmed = line.trim_start();
            let after = trimmed
                .strip_prefix("#[")
                .or_else(|| trimmed.strip_prefix("#!["))?;
            let body = text.get(start + line.len() - after.len()..)?;
            Some((index + 1, body.get(..closing(body)?)?))
        })
}

/// Where the bracket closes that is open at the beginning, brackets in strings left out.
fn closing(body: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (1, false, false);
    for (at, byte) in body.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'[' => depth += 1,
            b']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_text(text: &str, lines: &[usize]) {
        let found: Vec<usize> = check(&[File::new("x.rs", text)])
            .iter()
            .filter_map(|finding| finding.split(':').nth(1)?.parse().ok())
            .collect();
        assert_eq!(found, lines, "{text}");
    }

    #[test]
    fn exceptions_with_and_without_reason() {
        check_text(
            "#[allow(dead_code, reason = \"used by ] the macro\")]\nfn x() {}\n",
            &[],
        );
        check_text("#[allow(dead_code)]\nfn x() {}\n", &[1]);
        check_text("//! Doc.\n#![allow(\n    dead_code,\n)]\n", &[2]);
        check_text("    #[expect(dead_code)]\n", &[1]);
        check_text("#[cfg_attr(test, allow(dead_code))]\n", &[1]);
        check_text("#[cfg_attr(test, allow(dead_code, reason = \"tests\"))]\n", &[]);
        check_text("#[derive(Debug)]\n#[cfg(test)]\n// #[allow(dead_code)]\n", &[]);
        check_text("let s = \"#[allow(dead_code)]\";\n", &[]);
    }
}
