//! Tokens and sentences.

use crate::{Annotation, Span, layers::layer};
use std::ops::Range;

layer! {
    /// The article's tokens in text order, without overlaps; a token never holds white space that
    /// separates words.
    Tokens, "tokens", Token
}
layer! {
    /// The article's sentences in text order; together they hold every token.
    Sentences, "sentences", Sentence
}

/// What kind of thing a token is, as far as its characters tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum TokenClass {
    /// Letters, also with digits, apostrophes or a final stop among them (`word`, `U.S.`, `n't`, `B-52`).
    Word,
    /// A number as written (`1,234.5`, `1990s` is a word).
    Number,
    /// Punctuation (`.`, `--`, `“`).
    Punct,
    /// A symbol (`$`, `%`, `+`, `©`).
    Symbol,
    /// A web address.
    Url,
    /// An e-mail address.
    Email,
    /// An account name (`@dateline`).
    Handle,
    /// A hashtag (`#news`).
    Hashtag,
    /// An emoji or emoticon (`🙂`, `:-)`).
    Emoticon,
}

impl TokenClass {
    /// The class's name in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Number => "number",
            Self::Punct => "punct",
            Self::Symbol => "symbol",
            Self::Url => "url",
            Self::Email => "email",
            Self::Handle => "handle",
            Self::Hashtag => "hashtag",
            Self::Emoticon => "emoticon",
        }
    }
}

/// One token: a syntactic word in the sense of Universal Dependencies.
// The layout is fixed so that a vectorized tokenizer may write tokens as three words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What its characters are.
    pub class: TokenClass,
    /// Whether it goes on the multiword token that the token before it begins or continues (`n't` in
    /// `don't`, `'s` in `Kihara's`). Mere lack of white space (`$` and `5`) is not that.
    pub joined: bool,
}

impl Token {
    /// A token that begins a word of its own.
    #[must_use]
    pub const fn new(span: Span, class: TokenClass) -> Self {
        Self {
            span,
            class,
            joined: false,
        }
    }
}

impl Annotation for Token {
    fn visit_spans(&self, visit: &mut dyn FnMut(Span)) {
        visit(self.span);
    }
}

/// One sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// From the start of its first token to the end of its last.
    pub span: Span,
    /// Index of its first token.
    pub first: u32,
    /// One past the index of its last token; more than `first`.
    pub end: u32,
    /// Whether it begins a paragraph.
    pub paragraph: bool,
}

impl Sentence {
    /// The indices of its tokens.
    #[must_use]
    pub const fn tokens(self) -> Range<usize> {
        self.first as usize..self.end as usize
    }
}

impl Annotation for Sentence {
    fn visit_spans(&self, visit: &mut dyn FnMut(Span)) {
        visit(self.span);
    }
}

/// The indices of the tokens that overlap `span`, by bisection.
#[must_use]
pub fn tokens_within(tokens: &[Token], span: Span) -> Range<usize> {
    let first = tokens.partition_point(|token| token.span.end() <= span.start());
    let end = tokens.partition_point(|token| token.span.start() < span.end());
    first..end.max(first)
}
