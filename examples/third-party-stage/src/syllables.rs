//! How many syllables an English word has, by its letters.

/// Counts the syllables of one word: groups of vowels, less a silent final *e*, at least one. The rule is
/// right for most words and knows no exceptions (*Beijing* comes out right, *cooperate* one short).
#[must_use]
pub fn count_syllables(word: &str) -> u32 {
    let is_vowel = |c: char| matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let mut groups = 0;
    let mut in_group = false;
    // The last three letters say whether a final e is heard.
    let mut tail = ['\0'; 3];
    for c in word.chars().filter(|c| c.is_alphabetic()) {
        groups += u32::from(is_vowel(c) && !in_group);
        in_group = is_vowel(c);
        tail = [tail[1], tail[2], c.to_ascii_lowercase()];
    }
    let [before, last_but_one, last] = tail;
    let silent_e = last == 'e' && last_but_one != '\0' && !is_vowel(last_but_one);
    // In "table" the e is heard, in "tale" it is not.
    let heard_after_l = last_but_one == 'l' && before != '\0' && !is_vowel(before);
    let silent_ed =
        last == 'd' && last_but_one == 'e' && !matches!(before, 't' | 'd' | '\0') && !is_vowel(before);
    groups
        .saturating_sub(u32::from((silent_e && !heard_after_l) || silent_ed))
        .max(1)
}

#[cfg(test)]
mod tests {
    use super::count_syllables;

    #[test]
    fn words() {
        for (word, expected) in [
            ("", 1),
            ("a", 1),
            ("said", 1),
            ("the", 1),
            ("table", 2),
            ("tale", 1),
            ("canal", 2),
            ("minister", 3),
            ("wanted", 2),
            ("walked", 1),
            ("Beijing", 2),
            ("U.S.", 1),
            ("B-52", 1),
            ("Phnom", 1),
            ("naïve", 1),
            ("1985", 1),
            ("agree", 2),
            ("red", 1),
        ] {
            assert_eq!(count_syllables(word), expected, "{word}");
        }
    }
}
