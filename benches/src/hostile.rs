//! Text that no newspaper prints and that must cost no more than a little: where a rule looks back
//! or ahead, a long run of the wrong character makes a linear tokenizer quadratic.

/// Name and text of each case, every one about `bytes` long.
#[must_use]
pub fn cases(bytes: usize) -> Vec<(&'static str, String)> {
    let repeat = |part: &str| part.repeat(bytes / part.len().max(1));
    vec![
        ("apostrophes", repeat("'")),
        ("dots", repeat(".")),
        ("hyphens", repeat("a-")),
        ("compounds", repeat("a-b-")),
        ("titles", repeat("Mr. ")),
        ("initials", repeat("U.S.")),
        ("digits_and_commas", repeat("1,234.")),
        ("open_quotes", repeat("“(\" ")),
        ("one_token", repeat("a")),
        ("cjk", repeat("日本語の文章。")),
        ("combining_marks", repeat("e\u{301}\u{302}")),
        ("emoji_families", repeat("👨\u{200d}👩\u{200d}👧")),
        ("white_space", repeat(" \n\t")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_are_long_and_differ() {
        let cases = cases(10_000);
        assert!(
            cases
                .iter()
                .all(|(name, text)| !name.is_empty() && text.len() > 9_900)
        );
        let mut texts: Vec<_> = cases.iter().map(|(_, text)| text).collect();
        texts.sort();
        texts.dedup();
        assert_eq!(texts.len(), cases.len());
    }
}
