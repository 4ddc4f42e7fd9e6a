//! Text set with more or fewer characters beyond ASCII.
//!
//! How many such bytes a text has decides how often a tokenizer leaves its fast path, so a corpus
//! has a stated share of them: none on an old wire, one to two in a hundred in today's news.

/// Appends `text` to `out`, so that non-ASCII bytes make at most `per_mille` thousandths of what is
/// appended and as many as that where the text has the characters: quotes are made curly or
/// straight, accents kept or taken off, as the share so far asks.
pub(crate) fn set(text: &str, per_mille: usize, out: &mut String) {
    let begin = out.len();
    let mut beyond = 0;
    let mut before = ' ';
    for c in text.chars() {
        let wanted = if c.is_ascii() { curly(c, before) } else { c };
        let room = (beyond + wanted.len_utf8()) * 1000 <= (out.len() - begin + wanted.len_utf8()) * per_mille;
        if wanted.is_ascii() {
            out.push(wanted);
        } else if room {
            out.push(wanted);
            beyond += wanted.len_utf8();
        } else {
            out.push_str(plain(wanted));
        }
        before = c;
    }
}

/// The typographer's form of an ASCII quote; every other character as it is.
fn curly(c: char, before: char) -> char {
    let opens = before.is_whitespace() || "([{—–-“‘\"'".contains(before);
    match (c, opens) {
        ('"', true) => '“',
        ('"', false) => '”',
        ('\'', true) => '‘',
        ('\'', false) => '’',
        _ => c,
    }
}

/// What a wire writes for a character beyond ASCII. What it has no way to write falls away.
fn plain(c: char) -> &'static str {
    match c {
        '“' | '”' | '„' => "\"",
        '‘' | '’' => "'",
        '–' => "-",
        '—' => "--",
        '…' => "...",
        '•' => "*",
        '\u{a0}' | '\u{202f}' | '\u{2009}' => " ",
        '€' => "EUR",
        '£' => "GBP",
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ā' | 'ă' => "a",
        'Á' | 'À' | 'Â' | 'Ä' | 'Å' => "A",
        'ç' | 'ć' | 'č' => "c",
        'Ç' | 'Č' => "C",
        'é' | 'è' | 'ê' | 'ë' | 'ē' | 'ě' => "e",
        'É' | 'È' => "E",
        'Í' | 'İ' => "I",
        'í' | 'ì' | 'î' | 'ï' | 'ı' => "i",
        'ñ' | 'ń' | 'ň' => "n",
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' | 'ō' | 'ő' => "o",
        'Ó' | 'Ö' | 'Ø' => "O",
        'ř' => "r",
        'š' | 'ş' | 'ș' | 'ś' => "s",
        'Š' | 'Ş' => "S",
        'ť' | 'ț' => "t",
        'ú' | 'ù' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => "u",
        'Ú' | 'Ü' => "U",
        'ý' => "y",
        'ž' | 'ż' | 'ź' => "z",
        'Ž' | 'Ż' => "Z",
        'ð' => "d",
        'þ' => "th",
        'Þ' => "Th",
        'æ' => "ae",
        'ß' => "ss",
        'ł' => "l",
        'Ł' => "L",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, per_mille: usize, expected: &str) {
        let mut out = String::new();
        set(text, per_mille, &mut out);
        assert_eq!(out, expected);
    }

    #[test]
    fn a_share_of_nothing_is_ascii() {
        check(
            "“Ísafjörður … isn’t far” — she said",
            0,
            "\"Isafjordur ... isn't far\" -- she said",
        );
    }

    #[test]
    fn a_whole_share_is_curly() {
        check(
            "\"It isn't,\" ('no') she said",
            1000,
            "“It isn’t,” (‘no’) she said",
        );
    }

    #[test]
    fn the_share_is_kept() {
        let text = "He said \"it isn't so\" and went home after that, as one does. ".repeat(100);
        for per_mille in [0, 5, 15, 30] {
            let mut out = String::new();
            set(&text, per_mille, &mut out);
            let share = out.bytes().filter(|byte| !byte.is_ascii()).count() * 1000 / out.len();
            assert!(
                share <= per_mille && share + 1 >= per_mille,
                "{share} for {per_mille}"
            );
        }
    }
}
