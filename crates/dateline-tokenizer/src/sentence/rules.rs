//! The rules for sentence ends.

use crate::chars::{Kind, kind_at};
use crate::lists::{AbbreviationKind, Lists};
use dateline_core::layers::{Token, TokenClass};

fn form<'t>(text: &'t str, token: &Token) -> &'t str {
    text.get(token.span.range()).unwrap_or("")
}

/// Whether a sentence may end with `token`: it ends with a stop, a question or exclamation mark.
pub(crate) fn terminal(text: &str, token: &Token) -> bool {
    match text.as_bytes().get((token.span.end() as usize).wrapping_sub(1)) {
        Some(b'.') => matches!(token.class, TokenClass::Punct | TokenClass::Word),
        Some(b'!' | b'?') => token.class == TokenClass::Punct,
        Some(0xa6) => form(text, token).ends_with('…'),
        _ => false,
    }
}

/// The index of the last token of the sentence that ends with the terminal token `index`, if one does.
pub(crate) fn boundary(text: &str, tokens: &[Token], index: usize, lists: &Lists) -> Option<usize> {
    let terminal = tokens.get(index)?;
    let mut last = index;
    while let (Some(token), Some(next)) = (tokens.get(last), tokens.get(last + 1)) {
        if token.span.end() != next.span.start() || !closes(form(text, next)) {
            break;
        }
        last += 1;
    }
    let (end, next) = (tokens.get(last)?, tokens.get(last + 1)?);
    let mark = form(text, terminal);
    let mut start = first_kind(text, next);
    if end.span.end() == next.span.start() {
        // No white space: soil.The
        let word = index
            .checked_sub(1)
            .and_then(|before| tokens.get(before))
            .is_some_and(|token| token.span.len() > 1);
        return (start == Kind::Upper && word && terminal.class == TokenClass::Punct && last == index)
            .then_some(last);
    }
    // An opening quotation mark or bracket: what follows it counts.
    let mut ahead = last + 1;
    while ahead < last + 4 && tokens.get(ahead).is_some_and(|token| opens(form(text, token))) {
        ahead += 1;
    }
    let head = tokens.get(ahead)?;
    if ahead > last + 1 {
        start = first_kind(text, head);
    }
    if start == Kind::Lower && head.class == TokenClass::Word {
        return None;
    }
    if terminal.class == TokenClass::Word {
        return abbreviation(text, mark, head, start, lists).then_some(last);
    }
    let begins = matches!(
        start,
        Kind::Upper | Kind::Digit | Kind::Letter | Kind::Emoji | Kind::Apostrophe
    ) || matches!(
        head.class,
        TokenClass::Url | TokenClass::Handle | TokenClass::Hashtag | TokenClass::Email
    ) || matches!(
        form(text, head),
        "$" | "£" | "€" | "#" | "-" | "–" | "—" | "•" | "*" | "..."
    );
    begins.then_some(last)
}

/// Whether the stop of an abbreviation is also that of a sentence.
fn abbreviation(text: &str, mark: &str, head: &Token, start: Kind, lists: &Lists) -> bool {
    if start != Kind::Upper {
        return false;
    }
    let word = mark.strip_suffix('.').unwrap_or(mark);
    let starter = crate::rules::starts_sentence(text, head.span.start() as usize);
    match lists.abbreviation(word.as_bytes()) {
        Some(AbbreviationKind::Title | AbbreviationKind::Inner | AbbreviationKind::Number) => false,
        Some(AbbreviationKind::Place | AbbreviationKind::Month) => starter,
        Some(AbbreviationKind::End) => starter || word.eq_ignore_ascii_case("etc"),
        // U.S., p.m., initials.
        None => word.len() > 1 && starter,
    }
}

fn first_kind(text: &str, token: &Token) -> Kind {
    kind_at(text, token.span.start() as usize).0
}

fn closes(form: &str) -> bool {
    matches!(
        form,
        "\"" | "'" | "''" | "”" | "’" | "’’" | ")" | "]" | "}" | "»" | "›"
    )
}

fn opens(form: &str) -> bool {
    matches!(
        form,
        "\"" | "'" | "``" | "“" | "‘" | "(" | "[" | "{" | "«" | "‹" | "‘’" | "''"
    )
}
