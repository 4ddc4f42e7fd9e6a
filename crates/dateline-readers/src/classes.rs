//! What kind of thing a token is, for inputs that bring tokens and do not say.

use dateline_core::layers::TokenClass;

/// What kind of thing a token is, by its characters and, where these leave it open, its part of speech.
pub(crate) fn class_of(form: &str, upos: &str) -> TokenClass {
    let inner = |c: char| form.get(1..).is_some_and(|rest| rest.contains(c));
    let starts_word = form.chars().nth(1).is_some_and(char::is_alphanumeric);
    if form.contains("://") || form.starts_with("www.") {
        TokenClass::Url
    } else if form.starts_with('@') && starts_word {
        TokenClass::Handle
    } else if form.starts_with('#') && starts_word && upos != "NUM" {
        TokenClass::Hashtag
    } else if form.len() > 2 && inner('@') && inner('.') && !form.starts_with('@') {
        TokenClass::Email
    } else if form.chars().any(char::is_alphabetic) {
        TokenClass::Word
    } else if form.chars().any(char::is_numeric) {
        TokenClass::Number
    } else if form.chars().any(is_pictograph) || (upos == "SYM" && form.chars().nth(1).is_some()) {
        TokenClass::Emoticon
    } else if upos == "SYM" || (upos != "PUNCT" && !form.chars().all(is_punctuation)) {
        TokenClass::Symbol
    } else {
        TokenClass::Punct
    }
}

/// The blocks of pictographs; that is all the class needs.
fn is_pictograph(c: char) -> bool {
    matches!(u32::from(c), 0x1F300..=0x1FAFF | 0x2600..=0x27BF)
}

/// ASCII's punctuation but for its signs, and the General and CJK Punctuation of Unicode.
fn is_punctuation(c: char) -> bool {
    let sign = matches!(c, '$' | '%' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~');
    (c.is_ascii_punctuation() && !sign)
        || matches!(u32::from(c), 0x2010..=0x205E | 0x3001..=0x3020 | 0xA1 | 0xAB | 0xB7 | 0xBB | 0xBF)
}
