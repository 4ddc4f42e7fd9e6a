//! What holds about sentence ends whatever the model says.

use super::places::Ground;
use crate::chars::{Kind, kind_at};
use crate::lists::{AbbreviationKind, Lists};
use crate::scan::Note;
use dateline_core::layers::{Token, TokenClass};

fn bytes<'t>(text: &'t str, token: &Token) -> &'t [u8] {
    text.as_bytes().get(token.span.range()).unwrap_or_default()
}

#[inline(always)]
fn first_kind(text: &str, token: &Token) -> Kind {
    kind_at(text, token.span.start() as usize).0
}

/// Of [`sign`]: it ends with a stop, a question or exclamation mark, or is an emoticon.
const TERMINAL: u8 = 1;
/// Of [`sign`]: a mark that closes something.
const CLOSES: u8 = 2;
/// Of [`sign`]: a comma.
const COMMA: u8 = 4;

/// The signs of marks of one byte.
const SIGNS: [u8; 256] = {
    let mut signs = [0; 256];
    signs[b'.' as usize] = TERMINAL;
    signs[b'!' as usize] = TERMINAL;
    signs[b'?' as usize] = TERMINAL;
    signs[b',' as usize] = COMMA;
    signs[b'"' as usize] = CLOSES;
    signs[b'\'' as usize] = CLOSES;
    signs[b')' as usize] = CLOSES;
    signs[b']' as usize] = CLOSES;
    signs[b'}' as usize] = CLOSES;
    signs
};

/// What sort of sign a token is, as far as ends go.
#[inline(always)]
fn sign(text: &str, token: &Token) -> u8 {
    let last = token.span.end().wrapping_sub(1) as usize;
    let last = text.as_bytes().get(last).copied().unwrap_or(0);
    match token.class {
        TokenClass::Punct if token.span.len() == 1 => SIGNS[usize::from(last)],
        TokenClass::Punct => long_sign(bytes(text, token)),
        TokenClass::Word if last == b'.' => TERMINAL,
        TokenClass::Emoticon => TERMINAL,
        _ => 0,
    }
}

/// The sign of a mark of several bytes.
fn long_sign(bytes: &[u8]) -> u8 {
    let terminal = matches!(bytes, [.., b'.' | b'!' | b'?'] | [.., 0xe2, 0x80, 0xa6]);
    let closes = matches!(
        bytes,
        b"''" | [0xe2, 0x80, 0x9d] | [0xc2, 0xbb] | [0xe2, 0x80, 0x99, ..]
    );
    (u8::from(terminal) * TERMINAL) | (u8::from(closes) * CLOSES)
}

fn opens(text: &str, token: &Token) -> bool {
    token.class == TokenClass::Punct && matches!(bytes(text, token), b"\"" | [0xe2, 0x80, 0x9c])
}

/// Whether a terminal mark stands at `index`, or closing marks right after one.
#[inline]
pub(crate) fn ended(text: &str, tokens: &[Token], index: usize) -> bool {
    match tokens.get(index).map_or(0, |token| sign(text, token)) {
        sign if sign & CLOSES != 0 => ended_before(text, tokens, index),
        sign => sign & TERMINAL != 0,
    }
}

/// The same for a closing mark.
fn ended_before(text: &str, tokens: &[Token], index: usize) -> bool {
    let signed = |at: usize, wanted: u8| {
        tokens
            .get(at)
            .is_some_and(|token| sign(text, token) & wanted != 0)
    };
    let mut last = index;
    while last > 0 && index - last < 3 && signed(last, CLOSES) {
        let (Some(before), Some(here)) = (tokens.get(last - 1), tokens.get(last)) else {
            break;
        };
        if before.span.end() != here.span.start() {
            break;
        }
        last -= 1;
    }
    signed(last, TERMINAL)
}

/// Whether a sentence can end after the token `index`, which is not the last of its paragraph. In a `loose`
/// paragraph that takes no mark.
#[inline(always)]
pub(crate) fn possible(
    text: &str,
    tokens: &[Token],
    index: usize,
    loose: bool,
    casual: &mut Casual<'_>,
) -> bool {
    let (Some(token), Some(next)) = (tokens.get(index), tokens.get(index + 1)) else {
        return false;
    };
    let sign = sign(text, token);
    let ended = if sign & CLOSES != 0 {
        ended_before(text, tokens, index)
    } else {
        sign & TERMINAL != 0
    };
    let weak = match token.class {
        TokenClass::Punct => sign == COMMA,
        class => matches!(class, TokenClass::Word | TokenClass::Number | TokenClass::Symbol),
    };
    if !ended && !loose && weak {
        return false;
    }
    let lower = |token: &Token| token.class == TokenClass::Word && first_kind(text, token) == Kind::Lower;
    // Numbers go with the word before; and what a comma ends goes on after the quotation mark.
    if !ended && next.class == TokenClass::Number && lower(token) {
        return false;
    }
    if !ended
        && sign & CLOSES != 0
        && index > 0
        && tokens
            .get(index - 1)
            .is_some_and(|before| bytes(text, before) == b",")
    {
        return false;
    }
    let start = first_kind(text, next);
    if token.span.end() == next.span.start() {
        // No white space: soil.The
        return sign & TERMINAL != 0
            && token.class == TokenClass::Punct
            && (start == Kind::Upper || start == Kind::Lower && casual.get());
    }
    // A lower-case word goes on with the sentence, unless the text begins sentences so, or a question or
    // exclamation mark stands right before it, or a stop that is no abbreviation's: this in a loose
    // paragraph, or where it is not the only one.
    if start == Kind::Lower && next.class == TokenClass::Word && !casual.get() {
        return token.class == TokenClass::Punct
            && match bytes(text, token) {
                [.., b'!' | b'?'] => true,
                [b'.'] => loose || casual.at_times(),
                _ => false,
            };
    }
    let begins = matches!(start, Kind::Upper | Kind::Digit | Kind::Letter)
        || !matches!(next.class, TokenClass::Word | TokenClass::Number);
    ended || begins || !matches!(token.class, TokenClass::Word | TokenClass::Number)
}

/// Whether a mark stands at `index` that surely ends a sentence: a stop that is no abbreviation's, a question or
/// exclamation mark, after a word and, with white space between, before a capital, in no bracket; and unless a
/// quotation mark is open, after a lower-case word. A quotation mark may open before the capital.
#[inline(always)]
pub(crate) fn plain_end(text: &str, tokens: &[Token], index: usize, quoted: bool) -> bool {
    let (Some(token), Some(next)) = (tokens.get(index), tokens.get(index + 1)) else {
        return false;
    };
    let Some(before) = index.checked_sub(1).and_then(|before| tokens.get(before)) else {
        return false;
    };
    if token.class != TokenClass::Punct || token.span.len() != 1 || before.class != TokenClass::Word {
        return false;
    }
    let gap = next.span.start() > token.span.end();
    let next = match tokens.get(index + 2) {
        Some(word) if gap && !quoted && opens(text, next) && next.span.end() == word.span.start() => word,
        _ => next,
    };
    let start = next.span.start() as usize;
    if !gap
        || next.class != TokenClass::Word
        || before.span.len() < 2
        || before.span.end() != token.span.start()
        || first_kind(text, next) != Kind::Upper
        || (next.span.len() == 1 && !crate::rules::starts_sentence(text, start))
    {
        return false;
    }
    let lower = first_kind(text, before) == Kind::Lower;
    match bytes(text, token) {
        b"." => lower || !quoted && before.span.len() > 2 && first_kind(text, before).is_letter(),
        b"?" | b"!" => lower && !quoted,
        _ => false,
    }
}

/// What is sure without the model about the stops of abbreviations. A title never ends a sentence; U.S. and the
/// like do before a word that begins sentences and is no name.
pub(crate) fn certain(text: &str, tokens: &[Token], index: usize, lists: &Lists) -> Option<bool> {
    let (token, next) = (tokens.get(index)?, tokens.get(index + 1)?);
    let start = next.span.start() as usize;
    match (token.class, bytes(text, token)) {
        (TokenClass::Word, [.., b'.']) => match abbreviation_code(text, token, lists) {
            2 => Some(false),
            1 if matches!(bytes(text, token), [b'a' | b'p', b'.', b'm', b'.'])
                && lists.calendar(bytes(text, next)) =>
            {
                Some(false)
            }
            1 | 7 if crate::rules::starts_sentence(text, start) => Some(true),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the text begins sentences without capitals. Found out when first asked.
pub(crate) struct Casual<'t> {
    ground: Ground<'t>,
    /// Behind how many marks that end sentences, and at the beginning, a small letter stands, and a capital.
    known: Option<(u64, u64)>,
}

impl<'t> Casual<'t> {
    pub(crate) fn new(ground: Ground<'t>) -> Self {
        Self { ground, known: None }
    }

    /// Whether it does so twice at least, and at one in nine places.
    pub(crate) fn get(&mut self) -> bool {
        let (lower, upper) = self.counts();
        lower >= 2 && lower * 8 >= upper
    }

    /// Whether it seems to do so twice at least: once is a slip of the pen.
    pub(crate) fn at_times(&mut self) -> bool {
        self.counts().0 >= 2
    }

    fn counts(&mut self) -> (u64, u64) {
        *self.known.get_or_insert_with(|| beginnings(self.ground))
    }
}

/// How many sentences seem to begin with a small letter, and with a capital; 0 and 0 where less than two are small.
fn beginnings(ground: Ground<'_>) -> (u64, u64) {
    let Ground {
        text, tokens, notes, ..
    } = ground;
    let first = |kind| notes.from(kind, 0) & 1;
    // Most texts have too few small letters behind marks whatever marks they are.
    let bases = (0..tokens.len()).step_by(64);
    let small = bases
        .clone()
        .map(|base| notes.from(Note::Stop, base) & notes.from(Note::Lower, base + 1));
    if first(Note::Lower) + small.map(|few| u64::from(few.count_ones())).sum::<u64>() < 2 {
        return (0, 0);
    }
    let (mut lower, mut upper) = (first(Note::Lower), first(Note::Upper));
    for base in bases {
        let small = notes.from(Note::Lower, base + 1);
        let mut looks = notes.from(Note::Stop, base) & (small | notes.from(Note::Upper, base + 1));
        while looks != 0 {
            let at = looks.trailing_zeros();
            looks &= looks - 1;
            let Some(token) = tokens.get(base + at as usize) else {
                continue;
            };
            if token.class == TokenClass::Punct && matches!(bytes(text, token), b"." | b"?" | b"!") {
                lower += small >> at & 1;
                upper += !small >> at & 1;
            }
        }
    }
    (lower, upper)
}

/// What kind of abbreviation a token is, as a number: 0 for none, 1 for one with inner stops or an initial.
pub(crate) fn abbreviation_code(text: &str, token: &Token, lists: &Lists) -> u32 {
    let Some(word) = bytes(text, token)
        .strip_suffix(b".")
        .filter(|_| token.class == TokenClass::Word)
    else {
        return 0;
    };
    match lists.abbreviation(word) {
        Some(AbbreviationKind::Title) => 2,
        Some(AbbreviationKind::Place) => 3,
        Some(AbbreviationKind::Month) => 4,
        Some(AbbreviationKind::Number) => 5,
        Some(AbbreviationKind::Inner) => 6,
        Some(AbbreviationKind::End) => 7,
        None if word.len() == 1 => 8,
        None => 1,
    }
}
