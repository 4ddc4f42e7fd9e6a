//! The exact rules: how a chunk, a stretch without white space, falls into tokens.
//!
//! Every chunk can be cut by these rules, and the fast path in `scan` gives them all chunks that hold
//! anything but plain words and plain punctuation. A rule looks at most one chunk ahead and one token back,
//! and no rule looks over the same bytes more often than a fixed number of times, whatever the input.

mod hyphen;
mod marks;
mod stop;
mod web;
mod word;

pub(crate) use stop::starts_sentence;

use crate::chars::{Kind, kind_at};
use crate::lists::Lists;
use crate::scan::Context;
use dateline_core::Span;
use dateline_core::layers::{Token, TokenClass};

/// What the rules may be told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// Enumerators (`2.1.`, `(a)`) and cut-off words (`th-`) as GUM has them, not as EWT.
    pub(crate) gum: bool,
    /// Whether hyphenated compounds are split at all.
    pub(crate) hyphens: bool,
}

/// One chunk at work.
pub(crate) struct Cutter<'a> {
    text: &'a str,
    bytes: &'a [u8],
    /// The chunk.
    start: usize,
    end: usize,
    lists: &'a Lists,
    options: Options,
    tokens: &'a mut Vec<Token>,
    /// The next address in the chunk, once looked for.
    web: Option<web::Address>,
    /// Up to where no bare host name (`cnn.com`) begins.
    plain_until: usize,
    /// Whether the chunk has a full stop with a letter or digit after it.
    dotted: bool,
    /// Whether the chunk stands first in a paragraph.
    first: bool,
}

/// Cuts the chunk `start..end` of the text and appends its tokens. `first` says that it begins a paragraph.
#[inline]
pub(crate) fn cut(context: Context<'_>, start: usize, end: usize, first: bool, tokens: &mut Vec<Token>) {
    let chunk = context.text.as_bytes().get(start..end).unwrap_or_default();
    if is_emoticon(chunk, context.lists) {
        tokens.push(Token::new(Span::at(start, end - start), TokenClass::Emoticon));
    } else {
        by_rules(context, start, end, first, tokens);
    }
}

/// The same for a chunk that is no emoticon.
fn by_rules(context: Context<'_>, start: usize, end: usize, first: bool, tokens: &mut Vec<Token>) {
    let Context { text, lists, options } = context;
    let mut cutter = Cutter {
        text,
        bytes: text.as_bytes(),
        start,
        end,
        lists,
        options,
        tokens,
        web: None,
        plain_until: 0,
        dotted: false,
        first,
    };
    cutter.run();
}

/// Whether a chunk is an emoticon, and so nothing else.
#[inline]
fn is_emoticon(chunk: &[u8], lists: &Lists) -> bool {
    /// Longer chunks are not asked before all else.
    const LONGEST: usize = 6;
    match chunk {
        [first, second, ..] => {
            chunk.len() <= LONGEST
                && first.is_ascii_punctuation()
                && lists.emoticons().begin(*first, *second)
                && !lists.has_whole()
                && lists.emoticons().longest(chunk) == Some(chunk.len())
        }
        _ => false,
    }
}

/// The marks that are tokens by themselves whatever stands around them, but where an address or an emoticon begins.
const LONE: [bool; 256] = {
    let mut table = [false; 256];
    let marks = b"\";:)[]{}&/\\";
    let mut at = 0;
    while at < marks.len() {
        table[marks[at] as usize] = true;
        at += 1;
    }
    table
};

impl Cutter<'_> {
    fn run(&mut self) {
        let chunk = self.bytes.get(self.start..self.end).unwrap_or_default();
        // Most chunks hold no sign of an address.
        if chunk
            .iter()
            .any(|byte| matches!(byte, b'.' | b':' | b'@' | b'w' | b'W'))
        {
            self.dotted = chunk
                .windows(2)
                .any(|pair| matches!(pair, [b'.', next] if next.is_ascii_alphanumeric()));
            self.web = self.find_address(self.start);
        }
        let mut at = self.start;
        let lone = self.web.is_none() && !self.lists.has_whole();
        while at < self.end {
            if lone && LONE[usize::from(self.byte(at))] && !self.begins_emoticon(at) {
                at = self.push(at, at + 1, TokenClass::Punct);
                continue;
            }
            if let Some(next) = self.compound(at) {
                at = next;
            }
            let next = self.step(at);
            // Every rule moves on; should one not, the character goes by itself.
            at = if next > at { next } else { self.single(at) };
        }
    }

    /// Makes the token or tokens that begin at `at`; gives where they end.
    fn step(&mut self, at: usize) -> usize {
        if let Some(address) = &self.web
            && address.start <= at
        {
            let (end, class) = (address.end, address.class);
            if at < end {
                self.push(at, end, class);
            }
            self.web = self.find_address(end);
            return end.max(at);
        }
        if let Some(end) = self.whole(at) {
            return self.push(at, end, TokenClass::Word);
        }
        let (kind, len) = self.kind(at);
        match kind {
            Kind::Upper | Kind::Lower | Kind::Letter | Kind::Digit => self.word(at),
            Kind::Space => at + len,
            _ => self.mark(at, kind, len),
        }
    }

    /// The user's own exceptions.
    fn whole(&self, at: usize) -> Option<usize> {
        if !self.lists.has_whole() || (at > self.start && self.before(at).is_word()) {
            return None;
        }
        let most = self.end.min(at + crate::lexicon::LONGEST);
        (at + 1..=most).rev().find(|end| {
            self.bytes
                .get(at..*end)
                .is_some_and(|word| self.lists.whole(word))
                && !self.kind(*end).0.is_word()
        })
    }

    fn single(&mut self, at: usize) -> usize {
        let len = kind_at(self.text, at).1.max(1);
        self.push(at, at + len, TokenClass::Symbol)
    }

    /// Kind and length of the character at `at`; [`Kind::End`] past the chunk.
    #[inline]
    fn kind(&self, at: usize) -> (Kind, usize) {
        if at >= self.end {
            (Kind::End, 0)
        } else {
            kind_at(self.text, at)
        }
    }

    /// The kind of the character before `at` in this chunk.
    fn before(&self, at: usize) -> Kind {
        if at <= self.start {
            Kind::End
        } else {
            crate::chars::kind_before(self.text, at).0
        }
    }

    /// The byte at `at`, zero past the chunk.
    #[inline]
    fn byte(&self, at: usize) -> u8 {
        if at >= self.end {
            0
        } else {
            self.bytes.get(at).copied().unwrap_or(0)
        }
    }

    fn slice(&self, from: usize, to: usize) -> &[u8] {
        self.bytes.get(from..to).unwrap_or_default()
    }

    fn push(&mut self, start: usize, end: usize, class: TokenClass) -> usize {
        self.tokens.push(Token::new(Span::at(start, end - start), class));
        end
    }

    fn push_joined(&mut self, start: usize, end: usize, class: TokenClass) {
        self.tokens.push(Token {
            span: Span::at(start, end - start),
            class,
            joined: true,
        });
    }

    /// The first character of the next chunk; see [`next_chunk`].
    fn next_chunk(&self) -> (usize, Kind) {
        next_chunk(self.text, self.end)
    }

    /// The kind of the first character of the last token.
    fn last_token(&self) -> Kind {
        self.tokens.last().map_or(Kind::End, |token| {
            kind_at(self.text, token.span.start() as usize).0
        })
    }
}

/// Place and kind of the first character of the chunk after the one that ends at `end`; [`Kind::End`] where none
/// is near or an empty line comes before it.
fn next_chunk(text: &str, end: usize) -> (usize, Kind) {
    /// More white space than this parts anything from anything.
    const NEAR: usize = 64;
    let (mut at, mut newlines) = (end, 0);
    while at < end + NEAR {
        let (kind, len) = kind_at(text, at);
        if kind != Kind::Space {
            return (at, kind);
        }
        newlines += usize::from(text.as_bytes().get(at) == Some(&b'\n'));
        if newlines > 1 {
            break;
        }
        at += len;
    }
    (at, Kind::End)
}

/// The letters that the chunk after the one that ends at `end` begins with: sixteen at most.
pub(crate) fn next_word(text: &str, end: usize) -> &[u8] {
    let (at, _) = next_chunk(text, end);
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let length = rest
        .iter()
        .take(16)
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    rest.get(..length).unwrap_or_default()
}
