//! One article as the fact stages see it: tokens as numbers, and what mention stands over each.

use crate::vocabulary::{AUXILIARY, FINITE, Vocabulary, WordId, list};
use dateline_core::layers::{
    Entities, Entity, Label, Mention, MentionKind, Mentions, Normal, Sentence, Sentences, Token, TokenClass,
    Tokens, tokens_within,
};
use dateline_core::{Id, Span, View};
use std::ops::Range;

/// How far around a token the words of its sentence are looked at: no sentence that people write is longer,
/// and text without stops costs no more than any other.
const WINDOW: usize = 250;

/// No mention.
const NONE: u32 = u32::MAX;

/// A worker's scratch: filled once an article.
#[derive(Default)]
pub(crate) struct Lookup {
    words: Vec<WordId>,
    /// By token: the name, title or value over it.
    base: Vec<u32>,
    /// By token: the description or pronoun over it.
    over: Vec<u32>,
    /// The entities that are states.
    states: Vec<u32>,
    /// By mention: its tokens.
    places: Vec<(u32, u32)>,
    lower: String,
}

/// An article's tokens, sentences and mentions.
#[derive(Clone, Copy)]
pub(crate) struct Article<'a> {
    pub(crate) doc: View<'a>,
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) tokens: &'a [Token],
    pub(crate) sentences: &'a [Sentence],
    pub(crate) mentions: &'a [Mention],
    pub(crate) entities: &'a [Entity],
    look: &'a Lookup,
}

impl<'a> Article<'a> {
    pub(crate) fn new(doc: View<'a>, vocabulary: &'a Vocabulary, look: &'a mut Lookup) -> Self {
        let (tokens, mentions) = (doc.items::<Tokens>(), doc.items::<Mentions>());
        look.words.clear();
        for token in tokens {
            let id = match token.class {
                TokenClass::Url | TokenClass::Email | TokenClass::Emoticon => Vocabulary::UNKNOWN,
                _ => {
                    let word = doc.slice(token.span);
                    look.lower.clear();
                    if word.is_ascii() {
                        look.lower.push_str(word);
                        look.lower.make_ascii_lowercase();
                    } else {
                        look.lower.extend(word.chars().flat_map(char::to_lowercase));
                    }
                    vocabulary.id(&look.lower)
                }
            };
            look.words.push(id);
        }
        for layer in [&mut look.base, &mut look.over] {
            layer.clear();
            layer.resize(tokens.len(), NONE);
        }
        look.states.clear();
        let entities = doc.items::<Entities>();
        for (index, entity) in entities.iter().enumerate() {
            let linked = entity.links.iter().any(|link| doc.get(link.scheme) == "iso3166");
            if linked && entity.label == Label::Gpe {
                look.states.push(index as u32);
            }
        }
        look.places.clear();
        for (index, mention) in mentions.iter().enumerate() {
            let within = tokens_within(tokens, mention.span);
            look.places.push((within.start as u32, within.end as u32));
            // What has no name is nobody to whom a fact could be tied: where no mention is a name, and the
            // entity is called by what one of them says.
            let named = |entity: &Entity| {
                let mut mentions = entity
                    .mentions
                    .iter()
                    .take(256)
                    .filter_map(|id| mentions.get(id.index()));
                let name = doc.get(entity.name);
                !mentions.clone().any(|it| doc.slice(it.span) == name)
                    || mentions.any(|it| it.kind == MentionKind::Name)
            };
            // Nor is what a name is made of: of “Boston Red Sox” facts are told, not of its “Boston”.
            let outer = look
                .base
                .get(within.start)
                .and_then(|at| mentions.get(*at as usize));
            let within_name = outer.is_some_and(|outer| {
                outer.kind == MentionKind::Name
                    && outer.label != Label::Title
                    && outer.span.contains(mention.span)
                    && outer.span != mention.span
            });
            let layer = match mention.kind {
                MentionKind::Name | MentionKind::Value => &mut look.base,
                MentionKind::Nominal if within_name => continue,
                MentionKind::Nominal | MentionKind::Pronoun
                    if mention
                        .entity
                        .and_then(|id| entities.get(id.index()))
                        .is_some_and(|entity| !named(entity)) =>
                {
                    continue;
                }
                MentionKind::Nominal | MentionKind::Pronoun => &mut look.over,
            };
            for place in layer.get_mut(within).unwrap_or_default() {
                *place = index as u32;
            }
        }
        Self {
            doc,
            vocabulary,
            tokens,
            sentences: doc.items::<Sentences>(),
            mentions,
            entities,
            look,
        }
    }

    /// The token's text; empty past the end.
    pub(crate) fn text(self, token: usize) -> &'a str {
        self.tokens
            .get(token)
            .map_or("", |token| self.doc.slice(token.span))
    }

    /// The token's word.
    pub(crate) fn word(self, token: usize) -> WordId {
        self.look.words.get(token).copied().unwrap_or(Vocabulary::UNKNOWN)
    }

    /// Whether the token stands in one of the lists and is no part of a name.
    pub(crate) fn is(self, token: usize, lists: u64) -> bool {
        self.vocabulary.lists_of(self.word(token)) & lists != 0 && !self.in_name(token)
    }

    /// Whether the token may be one of these forms of a verb and is no part of a name.
    pub(crate) fn is_verb(self, token: usize, forms: u8) -> bool {
        self.vocabulary.forms_of(self.word(token)) & forms != 0 && !self.in_name(token)
    }

    /// Whether the token is the possessive ending.
    pub(crate) fn is_clitic(self, token: usize) -> bool {
        let text = self.text(token);
        // A mark alone is one where it hangs on its word: “the workers' choice”.
        let bare = matches!(text, "'" | "’");
        let joined = self.tokens.get(token).is_some_and(|token| token.joined);
        matches!(text, "'s" | "’s" | "'S" | "’S") || bare && joined
    }

    /// Whether the token is a comma.
    pub(crate) fn is_comma(self, token: usize) -> bool {
        self.text(token) == ","
    }

    /// Whether the token is punctuation.
    pub(crate) fn is_punct(self, token: usize) -> bool {
        self.tokens
            .get(token)
            .is_some_and(|token| token.class == TokenClass::Punct)
    }

    /// Whether the token begins with a capital.
    pub(crate) fn is_capital(self, token: usize) -> bool {
        self.text(token).starts_with(char::is_uppercase)
    }

    /// Whether the token looks like a clause's verb: an auxiliary, a known verb's finite form, or a word in
    /// “ed” that no article makes an adjective.
    pub(crate) fn is_finite(self, token: usize) -> bool {
        if self.in_name(token) || self.is_clitic(token) {
            return false;
        }
        let word = self.text(token);
        if self.is(token, AUXILIARY) {
            return !matches!(word, "be" | "been" | "being" | "having");
        }
        let before = token.checked_sub(1);
        let described = before.is_some_and(|before| {
            self.is(before, list::ARTICLE | list::POSSESSIVE)
                || self.is_clitic(before)
                || self.text(before) == "-"
        });
        if described || self.is_capital(token) || self.is(token, list::ADJECTIVE_ED) {
            return false;
        }
        if self.is(token, list::NOUN_S) {
            // “Kihara visits”, “the database lists the”, not “peace talks”.
            let object = self.is(token + 1, list::ARTICLE | list::POSSESSIVE | list::PRONOUN)
                || self.in_name(token + 1);
            return before.is_some_and(|before| {
                self.in_name(before)
                    || self.over(before).is_some()
                    || object
                        && (self.is_comma(before)
                            || self.is(before, list::CONJUNCTION)
                            || self.is_plain_noun(before))
            });
        }
        self.is_verb(token, FINITE) || word.len() > 4 && word.ends_with("ed")
    }

    /// The name, title or value over the token.
    pub(crate) fn base(self, token: usize) -> Option<usize> {
        self.look
            .base
            .get(token)
            .copied()
            .filter(|index| *index != NONE)
            .map(|index| index as usize)
    }

    /// The description or pronoun over the token.
    pub(crate) fn over(self, token: usize) -> Option<usize> {
        self.look
            .over
            .get(token)
            .copied()
            .filter(|index| *index != NONE)
            .map(|index| index as usize)
    }

    /// Whether the token is part of a name (no title, no value).
    pub(crate) fn in_name(self, token: usize) -> bool {
        self.base(token).is_some_and(|index| self.is_name(index))
    }

    /// Whether the mention is a name that becomes an entity.
    pub(crate) fn is_name(self, mention: usize) -> bool {
        self.mentions
            .get(mention)
            .is_some_and(|it| it.kind == MentionKind::Name && it.label != Label::Title)
    }

    /// The mention's label.
    pub(crate) fn label(self, mention: usize) -> Option<Label> {
        self.mentions.get(mention).map(|it| it.label)
    }

    /// The tokens of a mention.
    pub(crate) fn place(self, mention: usize) -> Range<usize> {
        self.look
            .places
            .get(mention)
            .map_or(0..0, |(start, end)| *start as usize..*end as usize)
    }

    /// The entity of a mention.
    pub(crate) fn entity(self, mention: usize) -> Option<Id<Entities>> {
        self.mentions.get(mention)?.entity
    }

    /// Whether the mention refers to a state.
    pub(crate) fn is_state(self, mention: usize) -> bool {
        let entity = self.entity(mention).and_then(|id| self.entities.get(id.index()));
        entity.is_some_and(|entity| {
            let mut links = entity.links.iter();
            links.any(|link| self.doc.get(link.scheme) == "iso3166")
        })
    }

    /// Whether the mention refers to an entity of this label.
    pub(crate) fn refers_to(self, mention: usize, label: Label) -> bool {
        let entity = self.entity(mention).and_then(|id| self.entities.get(id.index()));
        entity.map_or(self.label(mention) == Some(label), |entity| entity.label == label)
    }

    /// The index of the sentence that holds the token.
    pub(crate) fn sentence_of(self, token: usize) -> usize {
        let after = self
            .sentences
            .partition_point(|sentence| sentence.tokens().end <= token);
        after.min(self.sentences.len().saturating_sub(1))
    }

    /// The tokens of a sentence.
    pub(crate) fn sentence(self, index: usize) -> Range<usize> {
        self.sentences
            .get(index)
            .map_or(0..0, |sentence| sentence.tokens())
    }

    /// The tokens of the token's sentence, as far as they are near.
    pub(crate) fn around(self, token: usize) -> Range<usize> {
        let sentence = self.sentence(self.sentence_of(token));
        sentence.start.max(token.saturating_sub(WINDOW))..sentence.end.min(token + WINDOW)
    }

    /// The state of this ISO 3166-1 alpha-3 code, if the article names it.
    pub(crate) fn state(self, code: &str) -> Option<Id<Entities>> {
        let is = |index: &&u32| {
            let links = self
                .entities
                .get(**index as usize)
                .map_or(&[][..], |entity| &entity.links);
            links
                .iter()
                .any(|link| self.doc.get(link.scheme) == "iso3166" && self.doc.get(link.id) == code)
        };
        let found = self.look.states.iter().find(is)?;
        (!code.is_empty()).then(|| Id::new(*found))
    }

    /// A mention that names the state of this code, if the article names it.
    pub(crate) fn state_name(self, code: &str) -> Option<usize> {
        let entity = self.entities.get(self.state(code)?.index())?;
        let named =
            |id: &&Id<Mentions>| self.label(id.index()) == Some(Label::Gpe) && self.is_name(id.index());
        entity
            .mentions
            .iter()
            .take(64)
            .find(named)
            .or_else(|| entity.mentions.first())
            .map(|id| id.index())
    }

    /// The text from the first to the last of some tokens; empty for none.
    pub(crate) fn span(self, tokens: Range<usize>) -> Span {
        let inside = self.tokens.get(tokens).unwrap_or_default();
        match (inside.first(), inside.last()) {
            (Some(first), Some(last)) => first.span.join(last.span),
            _ => Span::default(),
        }
    }

    /// A mention of the same entity that is a name: the mention itself, or the nearest name before it, or the
    /// first after it. Facts point to names, so that they can be read without the text; their evidence has
    /// the words at hand.
    pub(crate) fn named(self, mention: usize) -> usize {
        let Some(it) = self.mentions.get(mention) else {
            return mention;
        };
        if matches!(it.kind, MentionKind::Name | MentionKind::Value) {
            return mention;
        }
        let Some(entity) = it.entity.and_then(|id| self.entities.get(id.index())) else {
            return mention;
        };
        let is_name = |id: &&Id<Mentions>| {
            self.mentions
                .get(id.index())
                .is_some_and(|other| other.kind == MentionKind::Name)
        };
        // Both ends of the list are near; in between the search stays within a window.
        let at = entity.mentions.partition_point(|id| id.index() < mention);
        let (before, after) = entity.mentions.split_at(at);
        let near = before
            .iter()
            .rev()
            .take(64)
            .find(is_name)
            .or_else(|| after.iter().take(64).find(is_name));
        near.or_else(|| entity.mentions.iter().take(64).find(is_name))
            .map_or(mention, |id| id.index())
    }

    /// ISO 3166-1 alpha-3 of the state that a place or demonym belongs to; empty where unknown.
    pub(crate) fn alpha3(self, mention: usize) -> &'a str {
        match self.mentions.get(mention).and_then(|it| it.normal) {
            Some(Normal::Place(place)) => self.doc.get(place.alpha3),
            _ => "",
        }
    }
}
