//! What the word pieces, which have small letters alone, cannot tell of a word: its capitals and its make-up.

/// How many shapes there are.
pub const SHAPES: usize = 8;

/// The shape of a word: 0 small, 1 capitals, 2 one capital, 3 a capital and small letters, 4 without case but with
/// digits, 5 with other letters (or capitals inside), 6 neither, 7 a capital and mixed ones. A word in small letters
/// with digits in it is small.
#[must_use]
pub fn shape(word: &str) -> usize {
    let cases = |text: &str| {
        let (mut small, mut capital) = (false, false);
        for char in text.chars() {
            small |= char.is_lowercase();
            capital |= char.is_uppercase();
        }
        (small, capital)
    };
    let mut rest = word.chars();
    let first = rest.next();
    match cases(word) {
        (true, false) => return 0,
        (false, true) if rest.as_str().is_empty() => return 2,
        (false, true) => return 1,
        _ => {}
    }
    if first.is_some_and(char::is_uppercase) {
        return if cases(rest.as_str()) == (true, false) {
            3
        } else {
            7
        };
    }
    // Fractions are numbers without digits.
    let digit = |char: char| char.is_numeric() && !matches!(char, '¼'..='¾' | '⅐'..='⅟');
    if word.chars().any(digit) {
        4
    } else if word.chars().any(char::is_alphabetic) {
        5
    } else {
        6
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_told_apart() {
        for (word, expected) in [
            ("word", 0),
            ("covid-19", 0),
            ("NATO", 1),
            ("U.S.", 1),
            ("A", 2),
            ("Kihara", 3),
            ("B-52s", 3),
            ("McDonald", 7),
            ("1999", 4),
            ("½", 6),
            ("iPhone", 5),
            ("中国", 5),
            (",", 6),
            ("", 6),
        ] {
            assert_eq!(shape(word), expected, "{word}");
        }
    }
}
