//! File names made of article ids.

/// The most bytes of an id that go into a file name: file systems stop at 255, and endings and numbers
/// come on top.
const LONGEST: usize = 120;

/// Names that Windows keeps for devices, whatever their ending.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];

/// A file name, without ending, for the article number `seq` (from 0) with this id.
///
/// Letters and digits of any script, `-`, `_` and `.` stay; every run of anything else becomes one `-`. So
/// no name holds a separator, leads out of its folder, is hidden, or means a device on Windows. Different
/// ids may give one name: see [`numbered`].
pub(crate) fn file_stem(id: &str, seq: u64) -> String {
    let mut stem = String::with_capacity(id.len().min(LONGEST));
    for c in id.chars() {
        let kept = if c.is_alphanumeric() || matches!(c, '_' | '.') {
            c
        } else {
            '-'
        };
        if stem.len() + kept.len_utf8() > LONGEST {
            break;
        }
        if !(kept == '-' && stem.ends_with('-')) {
            stem.push(kept);
        }
    }
    let stem = stem.trim_matches(|c| matches!(c, '.' | '-'));
    if stem.is_empty() {
        return format!("article-{}", seq + 1);
    }
    let first = stem.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let port = first.strip_prefix("com").or_else(|| first.strip_prefix("lpt"));
    let is_port = port.is_some_and(|port| port.chars().count() == 1);
    if is_port || DEVICES.contains(&first.as_str()) {
        return format!("_{stem}");
    }
    stem.to_owned()
}

/// The name to try when `stem` is taken, for the `attempt`-th time (from 0): the article's number makes it
/// unique among honest ids, the attempt among all.
pub(crate) fn numbered(stem: &str, seq: u64, attempt: u32) -> String {
    match attempt {
        0 => format!("{stem}-{}", seq + 1),
        _ => format!("{stem}-{}-{attempt}", seq + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::path::{Component, Path};

    #[test]
    fn ids_become_names() {
        for (id, name) in [
            ("a1", "a1"),
            ("wire-2024-08-05.A_b", "wire-2024-08-05.A_b"),
            ("../../etc/passwd", "etc-passwd"),
            ("..\\..\\boot.ini", "boot.ini"),
            ("a/b", "a-b"),
            ("/", "article-8"),
            ("", "article-8"),
            (".", "article-8"),
            ("..", "article-8"),
            (".hidden", "hidden"),
            ("-rf", "rf"),
            ("CON", "_CON"),
            ("nul.txt", "_nul.txt"),
            ("com7", "_com7"),
            ("LPT¹", "_LPT¹"),
            ("common", "common"),
            ("a\0b\nc\td e", "a-b-c-d-e"),
            ("https://example.org/x?y=1&z=<b>", "https-example.org-x-y-1-z-b"),
            ("見出し", "見出し"),
            ("a\u{202e}gpj.exe", "a-gpj.exe"),
            ("C:", "C"),
            ("x:y", "x-y"),
        ] {
            assert_eq!(file_stem(id, 7), name, "{id:?}");
        }
        assert_eq!(file_stem(&"x".repeat(300), 0).len(), LONGEST);
        assert!(file_stem(&"語".repeat(300), 0).len() <= LONGEST);
    }

    proptest! {
        #[test]
        fn a_name_is_one_ordinary_component(id in "\\PC{0,200}|[./\\\\~:CONnul -]{0,20}", seq in 0u64..1000) {
            let name = file_stem(&id, seq);
            let components: Vec<_> = Path::new(&name).components().collect();
            prop_assert_eq!(components, [Component::Normal(name.as_ref())]);
            prop_assert!(name.len() <= LONGEST + 10 && !name.starts_with('.') && !name.ends_with('.'));
            prop_assert!(!name.contains(['/', '\\', ':', '\0', '"', '\'', '<', '&', ' ']));
        }
    }
}
