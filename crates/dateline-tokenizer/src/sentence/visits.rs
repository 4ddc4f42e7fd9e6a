//! Which tokens are worth a look, sixty-four at a time and without a branch.
//!
//! Nine tokens in ten neither end a sentence nor open or close anything. Class and last byte tell, so that the
//! loop over the places where a sentence may end goes from one bit to the next instead of from token to token.

use dateline_core::layers::{Token, TokenClass};

/// How many tokens a mask is about.
pub(crate) const MANY: usize = 64;

/// Worth a look as the last byte of any token but a number: a stop.
const STOP: u8 = 1;
/// As the last byte of a mark: what opens, closes, asks or calls, and all that is not ASCII.
const OPENS: u8 = 2;
/// As the last byte of a mark before white space: all but the comma.
const MARK: u8 = 4;

const BYTES: [u8; 256] = {
    let mut table = [MARK; 256];
    table[b',' as usize] = 0;
    table[b'.' as usize] = STOP | MARK;
    table[b'"' as usize] = OPENS | MARK;
    table[b'(' as usize] = OPENS | MARK;
    table[b')' as usize] = OPENS | MARK;
    table[b'!' as usize] = OPENS | MARK;
    table[b'?' as usize] = OPENS | MARK;
    let mut byte = 128;
    while byte < 256 {
        table[byte] = OPENS | MARK;
        byte += 1;
    }
    table
};

/// What of [`BYTES`] counts for a token of a class, without white space after it and with.
const CLASSES: [[u8; 2]; 16] = {
    let mut table = [[STOP | OPENS | MARK; 2]; 16];
    table[TokenClass::Word as usize] = [STOP, STOP];
    table[TokenClass::Number as usize] = [0, 0];
    table[TokenClass::Punct as usize] = [STOP | OPENS, STOP | OPENS | MARK];
    table
};

/// The tokens that are worth a look, of the first [`MANY`] of `tokens`; the last of the text never is. In a
/// `loose` paragraph every word before white space is, unless a word in lower case follows.
#[inline]
pub(crate) fn visits(text: &[u8], tokens: &[Token], loose: bool) -> u64 {
    let mut mask = 0;
    for (bit, pair) in tokens.windows(2).take(MANY).enumerate() {
        let [token, next] = pair else { continue };
        let end = token.span.end();
        let byte = text.get((end as usize).wrapping_sub(1)).copied().unwrap_or(0);
        let gap = usize::from(next.span.start() != end);
        let wanted = CLASSES[token.class as usize & 15][gap];
        let follows = || {
            let first = text.get(next.span.start() as usize);
            next.class != TokenClass::Word || !first.is_some_and(u8::is_ascii_lowercase)
        };
        let visit = BYTES[usize::from(byte)] & wanted != 0 || loose && gap == 1 && follows();
        mask |= u64::from(visit) << bit;
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::Span;

    #[test]
    fn stops_marks_and_what_opens_are_worth_a_look() {
        let text = "Mr. Sok, 41 (10-member) - said \u{201c}no.\u{201d} It";
        let mut tokens = Vec::new();
        let mut add = |form: &str, class| {
            let from = tokens.last().map_or(0, |token: &Token| token.span.end() as usize);
            let start = from + text[from..].find(form).unwrap_or(0);
            tokens.push(Token::new(Span::at(start, form.len()), class));
        };
        for (form, class) in [
            ("Mr.", TokenClass::Word),
            ("Sok", TokenClass::Word),
            (",", TokenClass::Punct),
            ("41", TokenClass::Number),
            ("(", TokenClass::Punct),
            ("10", TokenClass::Number),
            ("-", TokenClass::Punct),
            ("member", TokenClass::Word),
            (")", TokenClass::Punct),
            ("-", TokenClass::Punct),
            ("said", TokenClass::Word),
            ("\u{201c}", TokenClass::Punct),
            ("no", TokenClass::Word),
            (".", TokenClass::Punct),
            ("\u{201d}", TokenClass::Punct),
            ("It", TokenClass::Word),
        ] {
            add(form, class);
        }
        let seen: Vec<&str> = (0..tokens.len())
            .filter(|bit| visits(text.as_bytes(), &tokens, false) & 1 << bit != 0)
            .map(|bit| &text[tokens[bit].span.range()])
            .collect();
        assert_eq!(seen, ["Mr.", "(", ")", "-", "\u{201c}", ".", "\u{201d}"]);
    }
}
