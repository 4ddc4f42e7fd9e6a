//! Mentions and the entities they are mentions of.

use crate::layers::{Normal, layer};
use crate::{Annotation, Id, Span, TextRef};

layer! {
    /// What the tagger proposes: names, titles, addresses. In text order, without overlaps.
    Names, "names", Mention
}
layer! {
    /// What the values stage proposes: dates, sums, quantities, numbers. In text order, without overlaps.
    Values, "values", Mention
}
layer! {
    /// All mentions of the article in text order: names and values with conflicts resolved, nominals and
    /// pronouns. Names and values do not overlap each other; a nominal may hold a name.
    Mentions, "mentions", Mention
}
layer! {
    /// The things that the mentions are mentions of, in the order of their first mention.
    Entities, "entities", Entity
}

/// What a mention is a mention of. The labels of OntoNotes 5, those of TAC-KBP that it lacks, and any
/// other that a user's gazetteer or a stranger's stage brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Label {
    /// People, also fictional.
    Person,
    /// Nationalities, religious and political groups.
    Norp,
    /// Buildings, airports, roads, bridges, canals.
    Fac,
    /// Companies, agencies, institutions.
    Org,
    /// States, provinces, cities.
    Gpe,
    /// Other places: mountain ranges, waters, continents.
    Loc,
    /// Things that are made, not services.
    Product,
    /// Named hurricanes, battles, wars, sports events.
    Event,
    /// Titles of books, songs, films, awards, documents.
    WorkOfArt,
    /// Named laws and treaties.
    Law,
    /// Named languages.
    Language,
    /// Dates and periods of a day or longer.
    Date,
    /// Times of a day and periods shorter than one.
    Time,
    /// Percentages.
    Percent,
    /// Sums of money.
    Money,
    /// Measures of weight, distance and the like.
    Quantity,
    /// “First”, “second”.
    Ordinal,
    /// Other numbers.
    Cardinal,
    /// An office or role (`Prime Minister`, `spokesperson`).
    Title,
    /// A web address.
    Url,
    /// An e-mail address.
    Email,
    /// An account name.
    Handle,
    /// A label by its name.
    Other(TextRef),
}

impl Label {
    /// The labels of the ontology with their meaning, in its order.
    pub const KNOWN: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Person, "PERSON", "people, also fictional"),
        (
            Self::Norp,
            "NORP",
            "nationalities, religious and political groups",
        ),
        (Self::Fac, "FAC", "buildings, airports, roads, bridges, canals"),
        (Self::Org, "ORG", "companies, agencies, institutions"),
        (Self::Gpe, "GPE", "states, provinces, cities"),
        (
            Self::Loc,
            "LOC",
            "other places: mountain ranges, waters, continents",
        ),
        (Self::Product, "PRODUCT", "things that are made, not services"),
        (
            Self::Event,
            "EVENT",
            "named hurricanes, battles, wars, sports events",
        ),
        (
            Self::WorkOfArt,
            "WORK_OF_ART",
            "titles of books, songs, films; awards and documents",
        ),
        (Self::Law, "LAW", "named laws and treaties"),
        (Self::Language, "LANGUAGE", "named languages"),
        (Self::Date, "DATE", "dates and periods of a day or longer"),
        (Self::Time, "TIME", "times of day and periods shorter than a day"),
        (Self::Percent, "PERCENT", "percentages"),
        (Self::Money, "MONEY", "sums of money"),
        (
            Self::Quantity,
            "QUANTITY",
            "measures of weight, distance and the like",
        ),
        (Self::Ordinal, "ORDINAL", "“first”, “second”"),
        (Self::Cardinal, "CARDINAL", "other numbers"),
        (
            Self::Title,
            "TITLE",
            "an office or role: “Prime Minister”, “spokesperson”",
        ),
        (Self::Url, "URL", "web addresses"),
        (Self::Email, "EMAIL", "e-mail addresses"),
        (Self::Handle, "HANDLE", "account names"),
    ];

    /// The label of this name, if the ontology has it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::KNOWN
            .iter()
            .find(|(_, known, _)| *known == name)
            .map(|(label, _, _)| *label)
    }

    /// The label's name; `resolve` gives the string behind a label that the ontology does not have.
    #[must_use]
    pub fn name<'d>(self, resolve: impl FnOnce(TextRef) -> &'d str) -> &'d str {
        if let Self::Other(name) = self {
            return resolve(name);
        }
        Self::KNOWN
            .iter()
            .find(|(label, _, _)| *label == self)
            .map_or("", |(_, name, _)| name)
    }

    /// Whether mentions of this label are values, which carry a normal form and are no entities.
    #[must_use]
    pub const fn is_value(self) -> bool {
        use Label::{Cardinal, Date, Money, Ordinal, Percent, Quantity, Time};
        matches!(
            self,
            Date | Time | Percent | Money | Quantity | Ordinal | Cardinal
        )
    }
}

/// How a mention refers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MentionKind {
    /// By a name, or a title.
    Name,
    /// By a description (`the defence minister`).
    Nominal,
    /// By a pronoun.
    Pronoun,
    /// It is a value.
    Value,
}

impl MentionKind {
    /// The kind's name in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Nominal => "nominal",
            Self::Pronoun => "pronoun",
            Self::Value => "value",
        }
    }
}

/// One mention: a place in the text that refers to a thing or a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mention {
    /// Where it stands: without titles, honorifics, a leading “the” and a trailing “'s”.
    pub span: Span,
    /// What it refers to.
    pub label: Label,
    /// How it refers.
    pub kind: MentionKind,
    /// The entity it is a mention of, once coreference has run; values and titles have none.
    pub entity: Option<Id<Entities>>,
    /// Its normal form, where it has one.
    pub normal: Option<Normal>,
    /// How sure the stage is, in 0 to 1.
    pub confidence: f32,
    /// What found it: a rule's or model's name.
    pub rule: TextRef,
}

impl Mention {
    /// A mention without entity, normal form and rule, of full confidence.
    #[must_use]
    pub const fn new(span: Span, label: Label, kind: MentionKind) -> Self {
        Self {
            span,
            label,
            kind,
            entity: None,
            normal: None,
            confidence: 1.0,
            rule: TextRef::EMPTY,
        }
    }
}

impl Annotation for Mention {
    fn visit_spans(&self, visit: &mut dyn FnMut(Span)) {
        visit(self.span);
        if let Some(Normal::Quantity {
            converts: Some(span), ..
        }) = self.normal
        {
            visit(span);
        }
    }
}

/// A link from an entity to the outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The scheme (`iso3166`, `iso3166_2`, `geonames`, `wikidata`), or what else is said of the thing (`area`,
    /// `state`, `reason`, `dateline`).
    pub scheme: TextRef,
    /// The identifier in it.
    pub id: TextRef,
}

/// One thing of the article.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// Its fullest name in the article.
    pub name: TextRef,
    /// What it is.
    pub label: Label,
    /// Its mentions in text order; at least one.
    pub mentions: Vec<Id<Mentions>>,
    /// Its links.
    pub links: Vec<Link>,
}

impl Annotation for Entity {
    fn visit_spans(&self, _: &mut dyn FnMut(Span)) {}
}

/// Joins the proposals of the tagger and of the values stage into one list in text order without overlaps.
///
/// Of two that overlap the longer wins; of two equally long the surer, then the name. Both inputs are in
/// text order. This is how [`Mentions`] begins, and what is written where no stage made that layer.
#[must_use]
pub fn merge_proposals(names: &[Mention], values: &[Mention]) -> Vec<Mention> {
    let mut kept = Vec::with_capacity(names.len() + values.len());
    merge_proposals_into(names, values, &mut kept);
    kept
}

/// [`merge_proposals`] into a buffer, which it empties first and then needs no further memory.
pub fn merge_proposals_into(names: &[Mention], values: &[Mention], kept: &mut Vec<Mention>) {
    kept.clear();
    let (mut names, mut values) = (names.iter().peekable(), values.iter().peekable());
    let place = |mention: &Mention| (mention.span.start(), u32::MAX - mention.span.len());
    loop {
        // Names stand before values of the same span, as the tie rule asks.
        let next = match (names.peek(), values.peek()) {
            (Some(name), Some(value)) if place(name) <= place(value) => names.next(),
            (_, Some(_)) => values.next(),
            _ => names.next(),
        };
        let Some(mention) = next.copied() else {
            return;
        };
        let better =
            |last: &Mention| (mention.span.len(), mention.confidence) > (last.span.len(), last.confidence);
        match kept.last() {
            Some(last) if last.span.overlaps(mention.span) => {
                if better(last) {
                    kept.pop();
                    kept.push(mention);
                }
            }
            _ => kept.push(mention),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mention(start: u32, end: u32, label: Label, confidence: f32) -> Mention {
        Mention {
            confidence,
            ..Mention::new(Span::new(start, end), label, MentionKind::Name)
        }
    }

    #[test]
    fn the_longer_proposal_wins_then_the_surer_then_the_name() {
        let names = [
            mention(0, 3, Label::Person, 0.5),
            mention(10, 12, Label::Org, 0.9),
        ];
        let values = [
            mention(0, 8, Label::Date, 0.5),
            mention(10, 12, Label::Cardinal, 0.9),
        ];
        let labels: Vec<Label> = merge_proposals(&names, &values).iter().map(|m| m.label).collect();
        assert_eq!(labels, [Label::Date, Label::Org]);
        let surer = [mention(10, 12, Label::Cardinal, 1.0)];
        assert_eq!(merge_proposals(&names[1..], &surer)[0].label, Label::Cardinal);
    }

    #[test]
    fn every_known_label_has_its_name_back() {
        for (label, name, meaning) in Label::KNOWN {
            assert_eq!(Label::from_name(name), Some(*label));
            assert_eq!(label.name(|_| ""), *name);
            assert!(!meaning.is_empty());
        }
    }
}
