//! Who or what a fact is about, by a key under which the facts of many articles meet.

use crate::article::Article;
use crate::records::identifies;
use dateline_core::layers::{Entities, Entity, MentionKind, Mentions, Term};
use dateline_core::{Id, Layer, Span};
use std::borrow::Cow;

/// Links in the order in which they are preferred as keys: the finest thing first.
const SCHEMES: &[&str] = &["wikidata", "geonames", "iso3166_2", "iso3166"];

/// How a party is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PartyKind {
    /// It is an entity.
    Entity,
    /// It is a value, a title or words.
    Value,
}

impl PartyKind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Entity => "entity",
            Self::Value => "value",
        }
    }
}

/// One end of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Party<'d> {
    /// Equal for parties that are the same: an entity's link where it has one, else its name and label; a
    /// value's normal form, else its words and label. What is only described or pointed to is nobody's but
    /// its article's.
    pub(crate) key: String,
    /// What to call it.
    pub(crate) name: Cow<'d, str>,
    /// Its label; empty for mere words.
    pub(crate) label: &'d str,
    /// The link that is its key, as `scheme:id`; empty where it has none.
    pub(crate) link: String,
    pub(crate) kind: PartyKind,
}

impl<'d> Article<'d> {
    /// The party that an entity is.
    pub(crate) fn party(&self, id: Id<Entities>) -> Option<Party<'d>> {
        let entity = self.doc.item(id)?;
        let rank = |scheme: &str| SCHEMES.iter().position(|known| *known == scheme);
        let best = self
            .links(entity)
            .filter(|(scheme, _)| identifies(scheme))
            .min_by_key(|(scheme, _)| rank(scheme).unwrap_or(SCHEMES.len()));
        let name = one_line(self.doc.get(entity.name));
        let label = self.label(entity.label);
        let link = best.map_or(String::new(), |(scheme, id)| format!("{scheme}:{id}"));
        let key = if !link.is_empty() {
            format!("l\0{link}")
        } else if self.is_named(entity) {
            format!("n\0{label}\0{name}")
        } else {
            self.here(Entities::NAME, id.raw())
        };
        Some(Party {
            key,
            name,
            label,
            link,
            kind: PartyKind::Entity,
        })
    }

    /// The party that a mention stands for.
    pub(crate) fn party_of_mention(&self, id: Id<Mentions>) -> Option<Party<'d>> {
        let mention = self.doc.item(id)?;
        if let Some(party) = mention.entity.and_then(|entity| self.party(entity)) {
            return Some(party);
        }
        let name = one_line(self.slice(mention.span));
        let label = self.label(mention.label);
        let value = mention.normal.and_then(|normal| self.value(normal));
        let key = match (&value, mention.kind) {
            (Some(value), _) => format!("v\0{}\0{}", value.kind, value.value),
            (None, MentionKind::Nominal | MentionKind::Pronoun) => self.here(Mentions::NAME, id.raw()),
            (None, _) => format!("w\0{label}\0{name}"),
        };
        Some(Party {
            key,
            name: value.map_or(name, |value| Cow::Owned(value.value.to_string())),
            label,
            link: String::new(),
            kind: PartyKind::Value,
        })
    }

    /// Whether an entity has a name, by which it could be known in another article: "he" and "the minister"
    /// are other people there.
    fn is_named(&self, entity: &Entity) -> bool {
        let mut mentions = entity
            .mentions
            .iter()
            .filter_map(|id| self.doc.item(*id))
            .peekable();
        mentions.peek().is_none() || mentions.any(|mention| mention.kind == MentionKind::Name)
    }

    /// The key of something that is known in this article alone.
    fn here(&self, layer: &str, index: u32) -> String {
        format!("m\0{}\0{layer}\0{index}", self.name())
    }

    /// The party that words are.
    fn party_of_words(&self, span: Span) -> Party<'d> {
        let name = one_line(self.slice(span));
        Party {
            key: format!("t\0{name}"),
            name,
            label: "",
            link: String::new(),
            kind: PartyKind::Value,
        }
    }

    /// The party that a term of a relation is.
    pub(crate) fn party_of_term(&self, term: Term) -> Option<Party<'d>> {
        match term {
            Term::Mention(id) => self.party_of_mention(id),
            Term::Text(span) => Some(self.party_of_words(span)),
        }
    }
}

/// Words with one space wherever white space stands between them, so that a line break makes no difference.
fn one_line(words: &str) -> Cow<'_, str> {
    let plain = |pair: &[u8]| pair != b"  ";
    let bare = words.trim();
    if bare.len() == words.len()
        && words
            .bytes()
            .all(|byte| byte == b' ' || !byte.is_ascii_whitespace())
        && words.as_bytes().windows(2).all(plain)
    {
        return Cow::Borrowed(words);
    }
    Cow::Owned(words.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::sample;
    use dateline_core::EncodeOptions;

    #[test]
    fn parties_by_link_name_value_and_words() {
        let (doc, options) = (sample::full(), EncodeOptions::default());
        let article = Article::new(&doc, &options);
        let key = |party: Option<Party<'_>>| party.map(|party| party.key.replace('\0', "|"));
        let mention = |index| key(article.party_of_mention(Id::new(index)));
        // The second entity has a country's code and an item: the item is the finer one.
        assert_eq!(key(article.party(Id::new(1))).as_deref(), Some("l|wikidata:Q17"));
        assert_eq!(mention(0).as_deref(), Some("n|PERSON|Minoru Kihara"));
        assert_eq!(mention(2).as_deref(), Some("w|TITLE|defence minister"));
        assert_eq!(mention(5).as_deref(), Some("n|GPE|Phnom Penh"));
        assert_eq!(mention(7).as_deref(), Some("v|MONEY|1700000000 USD"));
        assert_eq!(mention(11).as_deref(), Some("m|wire/1|mentions|11"), "a pronoun");
        assert_eq!(mention(99), None);
        let words = article.party_of_term(Term::Text(sample::find("object\nto it", 0)));
        assert_eq!(key(words).as_deref(), Some("t|object to it"));
    }
}
