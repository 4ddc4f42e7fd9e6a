//! What can be asked of the tokens of one sentence.

use dateline_core::View;
use dateline_core::layers::{Dependency, Deprel, Mention, Tag, Token, Upos};

/// What the attribute `ner` says of a token outside of all names and values.
const OUTSIDE: &str = "O";

/// One sentence and what stands over it. Tokens are numbered from 0.
#[derive(Clone, Copy)]
pub(crate) struct Sentence<'d, 's> {
    pub(crate) doc: View<'d>,
    /// Its first token's number in the article.
    pub(crate) first: usize,
    pub(crate) tokens: &'d [Token],
    pub(crate) tags: &'d [Tag],
    pub(crate) parse: &'d [Dependency],
    /// Names and values of the article.
    pub(crate) mentions: &'s [Mention],
    /// For each token of the sentence the mention that holds it; past the last where none does.
    pub(crate) held: &'s [u32],
}

impl<'d> Sentence<'d, '_> {
    pub(crate) fn word(&self, token: u32) -> &'d str {
        self.tokens
            .get(token as usize)
            .map_or("", |token| self.doc.slice(token.span))
    }

    pub(crate) fn lemma(&self, token: u32) -> &'d str {
        self.tag(token).map_or("", |tag| self.doc.get(tag.lemma))
    }

    pub(crate) fn xpos(&self, token: u32) -> &'d str {
        self.tag(token).map_or("", |tag| self.doc.get(tag.xpos))
    }

    pub(crate) fn upos(&self, token: u32) -> Option<Upos> {
        self.tag(token).map(|tag| tag.upos)
    }

    /// The value of a feature; empty where the token does not have it.
    pub(crate) fn feature(&self, token: u32, name: &str) -> &'d str {
        let feats = self.tag(token).map_or("", |tag| self.doc.get(tag.feats));
        feats
            .split('|')
            .find_map(|feature| feature.strip_prefix(name)?.strip_prefix('='))
            .unwrap_or("")
    }

    /// The label of the name or value that holds the token, `O` where none does.
    pub(crate) fn ner(&self, token: u32) -> &'d str {
        let mention = self.held.get(token as usize);
        mention
            .and_then(|mention| self.mentions.get(*mention as usize))
            .map_or(OUTSIDE, |mention| mention.label.name(|label| self.doc.get(label)))
    }

    pub(crate) fn deprel(&self, token: u32) -> Option<Deprel> {
        self.parse.get(token as usize).map(|dependency| dependency.deprel)
    }

    fn tag(&self, token: u32) -> Option<&'d Tag> {
        self.tags.get(token as usize)
    }
}
