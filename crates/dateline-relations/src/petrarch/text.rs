//! What the dictionary files have in common: comments, codes in brackets, phrases of words and connectors.

/// The lines of a file with their numbers, without comments (`#` to the end, `<!-- -->`) and empty lines. What
/// stands before the first visible character stays, because actor files mean something by it.
pub(super) fn lines(content: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut inside = false;
    content.lines().enumerate().filter_map(move |(index, line)| {
        if inside || line.trim_start().starts_with("<!") || line.trim_start().starts_with("< !") {
            inside = !line.contains("-->") && (inside || line.contains("<!--"));
            return None;
        }
        let line = line.split('#').next().unwrap_or("").trim_end();
        (!line.trim().is_empty()).then_some((index + 1, line))
    })
}

/// The contents of the brackets of a line, and what stands before the first.
pub(super) fn brackets(line: &str) -> (&str, Vec<&str>) {
    let Some((head, mut rest)) = line.split_once('[') else {
        return (line, Vec::new());
    };
    let mut found = Vec::new();
    while let Some((inside, after)) = rest.split_once(']') {
        found.push(inside.trim());
        match after.split_once('[') {
            Some((_, next)) => rest = next,
            None => break,
        }
    }
    (head, found)
}

/// A word of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) text: String,
    /// Whether other words may stand between it and the word after it: a space in the file, where `_` joins.
    pub(crate) gap: bool,
}

/// A phrase as the files write it, in pieces as [`pieces`] cuts a text's words; a connector at the end, which the
/// older programs read as the end of a stem, says nothing.
pub(super) fn phrase(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut word = String::new();
    let close = |word: &mut String, gap: bool, words: &mut Vec<Word>| {
        let mut cut: Vec<Word> = pieces(word).map(|text| Word { text, gap: false }).collect();
        if let Some(last) = cut.last_mut() {
            last.gap = gap;
        }
        words.append(&mut cut);
        word.clear();
    };
    for c in text.trim().chars() {
        match c {
            '_' => close(&mut word, false, &mut words),
            c if c.is_whitespace() => {
                if word.is_empty() {
                    // “AMROTH_ TANKS”: the wider connector counts.
                    if let Some(last) = words.last_mut() {
                        last.gap = true;
                    }
                }
                close(&mut word, true, &mut words);
            }
            c => word.push(c),
        }
    }
    close(&mut word, true, &mut words);
    words
}

/// A word in capitals, cut at hyphens, slashes and before a possessive ending; parentheses are left out.
pub(crate) fn pieces(word: &str) -> impl Iterator<Item = String> {
    let upper = word.to_uppercase().replace('’', "'");
    let parts: Vec<String> = upper
        .split(['-', '/', '(', ')', '–'])
        .filter(|piece| !piece.is_empty())
        .flat_map(|piece| match piece.strip_suffix("'S") {
            Some(stem) if !stem.is_empty() => vec![stem.to_owned(), "'S".to_owned()],
            _ => vec![piece.to_owned()],
        })
        .collect();
    parts.into_iter()
}

/// The regular plural of a noun in capitals.
pub(super) fn plural(noun: &str) -> String {
    let vowel = |c: char| "AEIOU".contains(c);
    let before = noun.chars().rev().nth(1).is_some_and(|c| !vowel(c));
    match noun.strip_suffix('Y') {
        Some(stem) if before => format!("{stem}IES"),
        _ if ["S", "X", "Z", "CH", "SH"].iter().any(|end| noun.ends_with(end)) => format!("{noun}ES"),
        _ => format!("{noun}S"),
    }
}

/// A date of six or eight digits (`950601`, `19950601`) as a number; those of six digits lie in 1931 to 2030.
pub(super) fn date(text: &str) -> Option<u32> {
    let digits = text.trim();
    let number: u32 = digits.parse().ok()?;
    match digits.len() {
        8 => Some(number),
        6 if number / 10_000 > 30 => Some(19_000_000 + number),
        6 => Some(20_000_000 + number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_know_their_connectors() {
        let shown = |text: &str| -> Vec<String> {
            let words = phrase(text);
            words
                .iter()
                .map(|it| format!("{}{}", it.text, if it.gap { " " } else { "_" }))
                .collect()
        };
        assert_eq!(shown("AL-QAEDA_"), ["AL_", "QAEDA_"]);
        assert_eq!(shown("ITHILEN TELEVISION"), ["ITHILEN ", "TELEVISION "]);
        assert_eq!(
            shown("PRESIDENT_GEORGE_W._BUSH"),
            ["PRESIDENT_", "GEORGE_", "W._", "BUSH "]
        );
        assert!(phrase(" _ ").is_empty());
    }

    #[test]
    fn dates_and_plurals() {
        assert_eq!(
            (date("950601"), date("060101"), date("20121109")),
            (Some(19_950_601), Some(20_060_101), Some(20_121_109))
        );
        assert_eq!(date("2004017"), None);
        assert_eq!(
            ["MINISTRY", "DAY", "BUS", "SOLDIER"].map(plural),
            ["MINISTRIES", "DAYS", "BUSES", "SOLDIERS"]
        );
    }

    #[test]
    fn comments_are_left_out() {
        let text = "# a\nONE [X] # b\n<!-- two\nthree -->\nFOUR\n<!-- five -->\n\n";
        assert_eq!(lines(text).collect::<Vec<_>>(), [(2, "ONE [X]"), (5, "FOUR")]);
        assert_eq!(brackets("GOLLUM [A] [B <9]"), ("GOLLUM ", vec!["A", "B <9"]));
    }
}
