//! Patterns over tokens and mentions: a small language, compiled once, matched with a bounded effort.
//!
//! A pattern is a row of items with spaces between:
//!
//! | item | matches |
//! |---|---|
//! | `of`, `of\|in` | one of these words, in any case |
//! | `~hold`, `~hold\|~keep` | a form of one of these verbs |
//! | `@list`, `@list\|of` | a word of that list |
//! | `'s` | the possessive ending |
//! | `:GPE\|ORG` | a name, title or value of one of these labels |
//! | `:PERSON*` | the same, or a description or pronoun of an entity of that label |
//! | `X@:TITLE` | a title that stands for its holder: the person is bound to X |
//! | `mod{0,3}` | words that may modify a noun: in lower case, in no closed class, no verb, no name |
//! | `noun` | one such word; `!noun` asks that the phrase ends |
//! | `any{0,5}` | any words but verbs and semicolons |
//! | `all{0,5}` | any words but semicolons |
//! | `< a b / c >` | a group, with alternatives |
//! | `!:PERSON`, `!of` | nothing, where that does not follow |
//! | `!<,` | nothing, where that is not the word before |
//! | `X=item` | the item, bound to the variable X |
//! | `item?` | the item or nothing |
//!
//! Literal parentheses, commas and other marks are items of their own. `\<` is a literal `<`.

mod compile;
mod run;

pub(crate) use compile::{Program, compile};
pub(crate) use run::{Bindings, Bound, bit, run};

use crate::vocabulary::WordId;

/// How many variables a pattern may have.
pub(crate) const VARIABLES: usize = 10;

/// What a mention must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MentionTest {
    /// A bit a label, by its place in `Label::KNOWN`.
    pub(crate) labels: u32,
    /// Whether descriptions and pronouns will do.
    pub(crate) refers: bool,
    /// The variable that takes the holder of a title.
    pub(crate) holder: Option<u8>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// One of these words; sorted.
    Words(Vec<WordId>),
    /// A word of one of these lists.
    List(u64),
    /// The possessive ending.
    Clitic,
    /// A mention, whole.
    Mention(MentionTest),
    /// A word that may modify a noun.
    Modifier,
    /// Any word but a verb.
    Any,
    /// Any word.
    All,
    /// Fail where the word before is this one; consumes nothing.
    NotAfter(Box<Step>),
    /// Go on at the first, and, if that fails, at the second.
    Split(usize, usize),
    /// Go on there.
    Jump(usize),
    /// A variable begins.
    Open(u8),
    /// A variable ends.
    Close(u8),
    /// Fail where this step would succeed; consumes nothing.
    Not(Box<Step>),
    /// It matches.
    End,
}
