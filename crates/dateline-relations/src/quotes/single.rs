//! Single quotation marks, whose closing one is an apostrophe's letter.
//!
//! An apostrophe stands within or behind a word, a mark that opens stands before one, but not before a number (“the
//! '90s”). Which of the apostrophes behind
//! it closes is told by what stands around them: behind a comma or full stop it is a mark; behind a plural (“the
//! workers' choice”) it is one only where nothing better follows in the paragraph.

use crate::article::Article;

/// How far ahead the mark that closes is looked for.
const AHEAD: usize = 300;

/// The character before a token, and the one behind it.
pub(super) fn neighbours(article: Article<'_>, token: usize) -> (Option<char>, Option<char>) {
    let Some(it) = article.tokens.get(token) else {
        return (None, None);
    };
    let text = article.doc.text();
    let before = text.get(..it.span.start() as usize);
    let after = text.get(it.span.end() as usize..);
    (
        before.and_then(|text| text.chars().next_back()),
        after.and_then(|text| text.chars().next()),
    )
}

/// Whether a mark may open behind this character.
pub(super) fn is_apart(before: Option<char>) -> bool {
    before.is_none_or(|c| c.is_whitespace() || "([—–-\"“".contains(c))
}

/// Whether a mark or apostrophe stands before a number: “'90s”.
fn is_elided(after: Option<char>) -> bool {
    after.is_some_and(|c| c.is_ascii_digit())
}

/// Whether a straight single mark opens at a token.
pub(super) fn opens(article: Article<'_>, token: usize) -> bool {
    let (before, after) = neighbours(article, token);
    article.text(token) == "'"
        && is_apart(before)
        && !is_elided(after)
        && after.is_some_and(|c| !c.is_whitespace())
}

/// The token of the mark that closes what opens at `open`, before the paragraph's `end`.
pub(super) fn closing(article: Article<'_>, open: usize, end: usize) -> Option<usize> {
    let mut plural = None;
    for at in open + 1..end.min(open + AHEAD) {
        if !matches!(article.text(at), "'" | "’") {
            continue;
        }
        let (before, after) = neighbours(article, at);
        // A second quotation begins before the first has closed: the first mark was none.
        if is_apart(before) && is_elided(after) {
            continue;
        }
        if is_apart(before) {
            return plural.filter(|_| opens(article, at));
        }
        if after.is_some_and(char::is_alphanumeric) {
            continue;
        }
        let possessive = article.tokens.get(at).is_some_and(|it| it.joined);
        let goes_on = after.is_some_and(char::is_whitespace);
        if !possessive || !goes_on {
            return Some(at);
        }
        plural = plural.or(Some(at));
    }
    plural
}
