//! One article as the sieves see it: tokens with the word lists they stand in, and the mentions over them.

use crate::data::{Data, list};
use dateline_core::View;
use dateline_core::layers::{Label, Mention, Sentence, Sentences, Token, TokenClass, Tokens, tokens_within};
use std::ops::Range;

/// The most tokens of a dateline.
const DATELINE: usize = 14;

/// What is looked up once a token.
#[derive(Default)]
pub(crate) struct Lookup {
    lists: Vec<u64>,
    quoted: Vec<bool>,
    lower: String,
}

/// An article's tokens, sentences and word lists.
#[derive(Clone, Copy)]
pub(crate) struct Article<'a> {
    pub(crate) doc: View<'a>,
    pub(crate) tokens: &'a [Token],
    pub(crate) sentences: &'a [Sentence],
    lists: &'a [u64],
    quoted: &'a [bool],
}

impl<'a> Article<'a> {
    pub(crate) fn new(doc: View<'a>, data: &Data, lookup: &'a mut Lookup) -> Self {
        let (tokens, sentences) = (doc.items::<Tokens>(), doc.items::<Sentences>());
        lookup.lists.clear();
        for token in tokens {
            let bits = match token.class {
                TokenClass::Word | TokenClass::Symbol => {
                    lower_into(doc.slice(token.span), &mut lookup.lower);
                    data.lists(&lookup.lower)
                }
                _ => 0,
            };
            lookup.lists.push(bits);
        }
        mark_quoted(doc, tokens, sentences, &mut lookup.quoted);
        Self {
            doc,
            tokens,
            sentences,
            lists: &lookup.lists,
            quoted: &lookup.quoted,
        }
    }

    /// The token's text; empty past the end.
    pub(crate) fn word(self, index: usize) -> &'a str {
        self.tokens
            .get(index)
            .map_or("", |token| self.doc.slice(token.span))
    }

    /// Whether the token stands in one of the lists.
    pub(crate) fn is(self, index: usize, lists: u64) -> bool {
        self.lists.get(index).is_some_and(|bits| bits & lists != 0)
    }

    /// Whether the token before `index`, in the same sentence, stands in one of the lists.
    pub(crate) fn is_before(self, index: usize, lists: u64) -> bool {
        index > 0 && self.is(index - 1, lists)
    }

    /// Whether the token is the possessive ending.
    pub(crate) fn is_clitic(self, index: usize) -> bool {
        matches!(self.word(index), "'s" | "’s" | "'" | "’" | "'S" | "’S")
    }

    /// Whether the token stands inside quotation marks.
    pub(crate) fn in_quotes(self, index: usize) -> bool {
        self.quoted.get(index).copied().unwrap_or(false)
    }

    /// The index of the sentence that holds the token.
    pub(crate) fn sentence_of(self, token: usize) -> usize {
        self.sentences
            .partition_point(|sentence| sentence.tokens().end <= token)
            .min(self.sentences.len().saturating_sub(1))
    }

    /// The tokens of sentence `index`.
    pub(crate) fn sentence(self, index: usize) -> Range<usize> {
        self.sentences
            .get(index)
            .map_or(0..0, |sentence| sentence.tokens())
    }

    /// The tokens of the article's dateline: “PHNOM PENH, Cambodia (AP) —”, “LIMA —” at its very start. Its place
    /// is where the article was written, and nothing refers back to it.
    pub(crate) fn dateline(self) -> Range<usize> {
        let first = self.sentence(0);
        let dash = |at: &usize| matches!(self.word(*at), "—" | "–" | "--" | "-");
        let shouted = |word: &str| word.len() > 1 && !word.contains(char::is_lowercase);
        match (first.start..first.end.min(first.start + DATELINE)).find(dash) {
            Some(end) if shouted(self.word(first.start)) || self.word(end.saturating_sub(1)) == ")" => {
                first.start..end
            }
            _ => 0..0,
        }
    }

    /// The tokens of a mention.
    pub(crate) fn tokens_of(self, mention: &Mention) -> Range<usize> {
        tokens_within(self.tokens, mention.span)
    }

    /// Where the noun phrase of a name that begins at `start` begins: before its titles, adjectives are not
    /// known without tags, so only articles, honorifics and capitalized words count.
    pub(crate) fn phrase_start(self, start: usize) -> usize {
        let floor = self.sentence(self.sentence_of(start)).start;
        let mut at = start;
        while at > floor && start - at < 4 {
            if self.is(at - 1, list::ARTICLE | list::POSSESSIVE) {
                return at - 1;
            }
            let word = self.word(at - 1);
            if self.is(at - 1, list::HONORIFIC)
                || word.starts_with(char::is_uppercase) && !self.is(at - 1, list::PREPOSITION)
            {
                at -= 1;
            } else {
                break;
            }
        }
        at
    }
}

/// Marks the tokens inside quotation marks. Marks that do not balance end with their paragraph.
fn mark_quoted(doc: View<'_>, tokens: &[Token], sentences: &[Sentence], quoted: &mut Vec<bool>) {
    quoted.clear();
    let mut open = false;
    for sentence in sentences {
        if sentence.paragraph {
            open = false;
        }
        for token in tokens.get(sentence.tokens()).unwrap_or_default() {
            let mark = doc.slice(token.span);
            match mark {
                "“" | "«" | "„" | "``" => open = true,
                "”" | "»" | "''" => open = false,
                "\"" => open = !open,
                _ => {}
            }
            quoted.push(open);
        }
    }
    quoted.resize(tokens.len(), false);
}

/// Whether mentions of this label become entities.
pub(crate) fn is_entity(label: Label) -> bool {
    !label.is_value() && !matches!(label, Label::Title | Label::Url | Label::Email | Label::Handle)
}

/// Writes `word` in lower case into `out`, which keeps its room.
pub(crate) fn lower_into(word: &str, out: &mut String) {
    out.clear();
    if word.is_ascii() {
        out.push_str(word);
        out.make_ascii_lowercase();
    } else {
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
}
