//! The light token scan that everything here works over: numbers, words and single marks.
//!
//! The stage does not lean on the tokenizer's tokens, whose boundaries follow Universal Dependencies and put
//! `5.4-metre` and `$1.7bn` apart in ways that differ by convention. It scans the bytes itself, once, so that
//! the same rules hold in the pipeline and alone; from the pipeline it takes sentences and what is an address.

use crate::lexicon::Lexicon;

/// What a scanned token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Digits, with grouping commas and one point.
    Num,
    /// Letters, also with digits behind them.
    Word,
    /// One mark.
    Mark,
}

/// White space stands before it.
pub(crate) const SPACE: u8 = 1;
/// A blank line stands before it, or it begins the text.
pub(crate) const PARA: u8 = 2;
/// It begins with a capital letter.
pub(crate) const CAP: u8 = 4;
/// It begins a sentence.
pub(crate) const SENT: u8 = 8;
/// It belongs to a web or mail address, or is otherwise not to be read.
pub(crate) const HIDDEN: u8 = 16;
/// A number with more than one point, or digits that a letter follows at once and that no suffix explains.
pub(crate) const ODD: u8 = 32;
/// A number with a point or grouping.
pub(crate) const POINTED: u8 = 64;
/// A word all in capitals, of two letters or more.
pub(crate) const UPPER: u8 = 128;

/// One scanned token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tok {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// A known word's id, also of short digits that stand in a data file; for marks the character with [`MARK`]; 0
    /// otherwise.
    pub(crate) word: u32,
    pub(crate) kind: Kind,
    pub(crate) flags: u8,
}

/// The bit that tells marks from words in [`Tok::word`].
pub(crate) const MARK: u32 = 1 << 31;

impl Tok {
    pub(crate) const fn is(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    pub(crate) const fn is_mark(&self, mark: char) -> bool {
        self.word == MARK | mark as u32
    }

    pub(crate) const fn len(&self) -> usize {
        (self.end - self.start) as usize
    }
}

/// Words longer than this are in no list.
const LONGEST: usize = 24;

/// Scans `text` into `toks`, which is emptied first.
pub(crate) fn scan(text: &str, lexicon: &Lexicon, toks: &mut Vec<Tok>) {
    toks.clear();
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut newlines = 2;
    let mut space = true;
    let mut chunk = 0;
    let mut hide = false;
    while at < bytes.len() {
        let byte = bytes[at];
        let width = if byte < 0x80 {
            1
        } else {
            char_at(text, at).len_utf8()
        };
        let white = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => true,
            0..0x80 => false,
            _ => is_space(char_at(text, at)),
        };
        if white {
            newlines += usize::from(byte == b'\n');
            at += width;
            space = true;
            continue;
        }
        if space {
            hide_chunk(toks, chunk, hide);
            chunk = toks.len();
            hide = false;
        }
        let mut flags = (u8::from(space) * SPACE) | (u8::from(newlines > 1) * (PARA | SENT));
        (space, newlines) = (false, 0);
        let start = at;
        let (kind, word);
        if byte.is_ascii_digit() || is_bare_fraction(bytes, at, flags, toks.last()) {
            at = number(bytes, at, &mut flags);
            let short = if at - start <= 2 { &bytes[start..at] } else { &[] };
            (kind, word) = (Kind::Num, lexicon.find(short));
        } else if starts_word(text, at, toks.last(), flags) {
            let mut key = Key::default();
            at = self::word(text, at, &mut key, &mut flags);
            // $US5, $A3: the digits are a number.
            if flags & SPACE == 0 && toks.last().is_some_and(|tok| tok.is_mark('$')) {
                let letters = bytes[start..at].iter().take_while(|byte| !byte.is_ascii_digit());
                let cut = start + letters.count();
                if cut < at {
                    key = Key::default();
                    at = cut;
                    key.push(bytes[start..at].to_ascii_lowercase().as_slice());
                }
            }
            (kind, word) = (Kind::Word, lexicon.find(key.bytes()));
        } else {
            let mark = match char_at(text, at) {
                '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' | '\u{2212}' => '-',
                '\u{2018}' | '\u{2019}' => '\'',
                '@' => {
                    hide = true;
                    '@'
                }
                other => other,
            };
            at += width;
            hide |= mark == ':' && bytes[at..].starts_with(b"//") && !space;
            (kind, word) = (Kind::Mark, MARK | mark as u32);
        }
        if kind == Kind::Word && &bytes[start..at] == b"www" && bytes.get(at) == Some(&b'.') {
            hide = true;
        }
        if flags & SENT == 0 && begins_sentence(toks, flags, kind, lexicon) {
            flags |= SENT;
        }
        toks.push(Tok {
            start: start as u32,
            end: at as u32,
            word,
            kind,
            flags,
        });
    }
    hide_chunk(toks, chunk, hide);
}

fn hide_chunk(toks: &mut [Tok], from: usize, hide: bool) {
    if hide {
        for tok in toks.iter_mut().skip(from) {
            tok.flags |= HIDDEN;
        }
    }
}

fn char_at(text: &str, at: usize) -> char {
    text.get(at..)
        .and_then(|rest| rest.chars().next())
        .unwrap_or('\0')
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{200d}' | '\u{2060}')
}

/// Whether a point begins a number: `.265`, `$.50`.
fn is_bare_fraction(bytes: &[u8], at: usize, flags: u8, last: Option<&Tok>) -> bool {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let open = flags & SPACE != 0 || last.is_some_and(|tok| tok.is_mark('$') || tok.is_mark('('));
    bytes.get(at) == Some(&b'.') && digit(at + 1) && open
}

/// The end of the number that starts at `at`.
fn number(bytes: &[u8], at: usize, flags: &mut u8) -> usize {
    let digits = |from: usize| {
        bytes.get(from..).map_or(0, |rest| {
            rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
        })
    };
    let first = digits(at);
    let mut end = at + first;
    if first <= 3 {
        while bytes.get(end) == Some(&b',') && digits(end + 1) == 3 {
            end += 4;
            *flags |= POINTED;
        }
        // Indian grouping: 1,50,000.
        if bytes.get(end) == Some(&b',') && digits(end + 1) == 2 && bytes.get(end + 3) == Some(&b',') {
            let mut indian = end;
            while bytes.get(indian) == Some(&b',') && digits(indian + 1) == 2 {
                indian += 3;
            }
            if bytes.get(indian) == Some(&b',') && digits(indian + 1) == 3 {
                end = indian + 4;
                *flags |= POINTED;
            }
        }
    }
    let mut points = 0;
    while bytes.get(end) == Some(&b'.') && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
        points += 1;
    }
    *flags |= (u8::from(points > 0) * POINTED) | (u8::from(points > 1) * ODD);
    end
}

/// A word's key in the lexicon: lower case, straight apostrophes, without a final stop.
#[derive(Default)]
struct Key {
    buffer: [u8; LONGEST],
    len: usize,
    over: bool,
}

impl Key {
    fn push(&mut self, bytes: &[u8]) {
        match self.buffer.get_mut(self.len..self.len + bytes.len()) {
            Some(place) => {
                place.copy_from_slice(bytes);
                self.len += bytes.len();
            }
            None => self.over = true,
        }
    }

    fn bytes(&self) -> &[u8] {
        if self.over {
            return &[];
        }
        self.buffer.get(..self.len).unwrap_or_default()
    }
}

/// The lexicon key of the word at `at`.
pub(crate) fn key_of(text: &str, at: usize) -> Vec<u8> {
    let mut key = Key::default();
    word(text, at, &mut key, &mut 0);
    key.bytes().to_vec()
}

fn is_apostrophe(text: &str, at: usize) -> Option<usize> {
    match char_at(text, at) {
        '\'' => Some(1),
        '\u{2019}' => Some(3),
        _ => None,
    }
}

fn is_letter(text: &str, at: usize) -> bool {
    match text.as_bytes().get(at) {
        None => false,
        Some(byte) if *byte < 0x80 => byte.is_ascii_alphabetic(),
        Some(_) => char_at(text, at).is_alphabetic(),
    }
}

/// Whether a word starts at `at`: a letter, or the apostrophe of `'s` right behind a word or number.
fn starts_word(text: &str, at: usize, last: Option<&Tok>, flags: u8) -> bool {
    if is_letter(text, at) {
        return true;
    }
    let behind = last.is_some_and(|tok| tok.kind != Kind::Mark) && flags & SPACE == 0;
    behind && is_apostrophe(text, at).is_some_and(|width| is_letter(text, at + width))
}

/// Reads the word at `at` and gives its end.
fn word(text: &str, start: usize, key: &mut Key, flags: &mut u8) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    let mut letters = 0;
    let mut upper = 0;
    if let Some(width) = is_apostrophe(text, at) {
        key.push(b"'");
        at += width;
    }
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii_alphanumeric() {
            key.push(&[byte.to_ascii_lowercase()]);
            letters += 1;
            upper += usize::from(byte.is_ascii_uppercase());
            at += 1;
        } else if byte >= 0x80 && char_at(text, at).is_alphanumeric() {
            let c = char_at(text, at);
            let mut utf8 = [0; 4];
            for lower in c.to_lowercase() {
                key.push(lower.encode_utf8(&mut utf8).as_bytes());
            }
            letters += 1;
            upper += usize::from(c.is_uppercase());
            at += c.len_utf8();
        } else if letters == 1 && byte == b'.' && is_letter(text, at + 1) && !is_letter(text, at + 2) {
            return dotted(text, start, key, flags);
        } else if letters == 1 && text.get(start..).is_some_and(is_oclock) {
            key.push(b"'");
            at += is_apostrophe(text, at).unwrap_or(1);
        } else {
            break;
        }
    }
    let first_upper = char_at(text, start).is_uppercase();
    *flags |= (u8::from(first_upper) * CAP) | (u8::from(letters > 1 && upper == letters) * UPPER);
    at
}

fn is_oclock(rest: &str) -> bool {
    let mut chars = rest.chars();
    matches!(chars.next(), Some('o' | 'O'))
        && matches!(chars.next(), Some('\'' | '\u{2019}'))
        && chars
            .as_str()
            .get(..5)
            .is_some_and(|word| word.eq_ignore_ascii_case("clock"))
}

/// Single letters with stops between them (`p.m.`, `U.S.`), the last stop included.
fn dotted(text: &str, start: usize, key: &mut Key, flags: &mut u8) -> usize {
    let mut at = start;
    *key = Key::default();
    loop {
        let c = char_at(text, at);
        let mut utf8 = [0; 4];
        for lower in c.to_lowercase() {
            key.push(lower.encode_utf8(&mut utf8).as_bytes());
        }
        *flags |= u8::from(c.is_uppercase()) * (CAP | UPPER);
        at += c.len_utf8();
        if text.as_bytes().get(at) != Some(&b'.') {
            return at;
        }
        if !is_letter(text, at + 1) || is_letter(text, at + 1 + char_at(text, at + 1).len_utf8()) {
            return at + 1;
        }
        key.push(b".");
        at += 1;
    }
}

/// Whether the token that is about to be pushed begins a sentence, as far as a glance back tells. In the
/// pipeline the sentences layer says it instead.
fn begins_sentence(toks: &[Tok], flags: u8, kind: Kind, lexicon: &Lexicon) -> bool {
    if flags & SPACE == 0 || (kind == Kind::Word && flags & CAP == 0) {
        return false;
    }
    let mut back = toks.len();
    while let Some(tok) = back.checked_sub(1).and_then(|index| toks.get(index)) {
        back -= 1;
        let Some(mark) = (tok.kind == Kind::Mark)
            .then_some(tok.word & !MARK)
            .and_then(char::from_u32)
        else {
            return false;
        };
        match mark {
            '"' | '\'' | '\u{201d}' | ')' | ']' => {}
            '?' | '!' => return true,
            '.' => {
                let Some(before) = back.checked_sub(1).and_then(|index| toks.get(index)) else {
                    return true;
                };
                let initial = before.kind == Kind::Word && before.is(CAP) && before.len() == 1;
                return !(initial || lexicon.takes_stop(before.word));
            }
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, wanted: &str) {
        let lexicon = Lexicon::shipped();
        let mut toks = Vec::new();
        scan(text, &lexicon, &mut toks);
        let got: Vec<&str> = toks
            .iter()
            .map(|tok| &text[tok.start as usize..tok.end as usize])
            .collect();
        assert_eq!(got.join("|"), wanted);
    }

    #[test]
    fn splits() {
        check("$1.7 billion", "$|1.7|billion");
        check("180-kilometre (110-mile)", "180|-|kilometre|(|110|-|mile|)");
        check("5:30 p.m. EST.", "5|:|30|p.m.|EST|.");
        check("the 1990s, 1930's and ’90s", "the|1990|s|,|1930|'s|and|’|90|s");
        check("A$5m, €3bn; G20", "A|$|5|m|,|€|3|bn|;|G20");
        check("1,234,567.5 and 1,50,000 1.2.3", "1,234,567.5|and|1,50,000|1.2.3");
        check("$US5m, $A3.5", "$|US|5|m|,|$|A|3.5");
        check("five o’clock U.S.$5", "five|o’clock|U.S.|$|5");
        check("hit .265 for $.50. 5.", "hit|.265|for|$|.50|.|5|.");
        check("Rosselló’s 2021", "Rosselló|’s|2021");
    }

    #[test]
    fn addresses_are_hidden_and_sentences_begin() {
        let lexicon = Lexicon::shipped();
        let mut toks = Vec::new();
        scan(
            "See https://x.org/2019/05. On Jan. 5 he left. Then",
            &lexicon,
            &mut toks,
        );
        let hidden = toks.iter().filter(|tok| tok.is(HIDDEN)).count();
        assert!(hidden > 5 && !toks[0].is(HIDDEN));
        assert!(toks.last().is_some_and(|tok| tok.is(SENT)));
        assert_eq!(toks.iter().filter(|tok| tok.is(SENT)).count(), 3);
    }
}
