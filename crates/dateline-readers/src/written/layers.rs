//! The layers of a line over its text: tokens, sentences, mentions, entities.

use super::line::{Line, Surface, Token, Value};
use super::spans::Spans;
use super::{facts, reading, reasons, unfit};
use crate::classes::class_of;
use dateline_core::layers::{
    self as core, Dependency, Deprel, Entities, Label, Link, MentionKind, Mentions, Normal, Parse, Place,
    PlaceKind, Sentences, Tag, Tags, Timex, TimexKind, Tokens, UdRel, Upos, tokens_within,
};
use dateline_core::{Error, Id, Layer, Output, Span, TextRef};
use std::collections::HashMap;

/// Writes all layers that the line has.
pub(super) fn insert<'r>(
    line: &'r Line<'r>,
    spans: &'r Spans<'r>,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    let mut writer = Writer {
        line,
        spans,
        out,
        strings: HashMap::new(),
    };
    writer.tokens()?;
    writer.sentences()?;
    writer.mentions()?;
    writer.entities()?;
    facts::insert(&mut writer)?;
    reasons::insert(&mut writer)?;
    reading::insert(&mut writer)
}

/// Writes the layers of a line.
pub(super) struct Writer<'r, 'o, 'x> {
    pub(super) line: &'r Line<'r>,
    pub(super) spans: &'r Spans<'r>,
    pub(super) out: &'x mut Output<'o>,
    /// The strings that were kept already: tags, labels and rules come again and again.
    strings: HashMap<&'r str, TextRef>,
}

/// One of a few names, or an error that says which are known.
pub(super) fn one_of<T: Copy>(what: &str, name: &str, known: &[(&str, T)]) -> Result<T, Error> {
    let found = known.iter().find(|(known, _)| *known == name);
    found
        .map(|(_, value)| *value)
        .ok_or_else(|| unfit(format!("“{name}” is no {what}")))
}

impl<'r> Writer<'r, '_, '_> {
    /// Keeps a string with the document, once.
    pub(super) fn keep(&mut self, string: &'r str) -> TextRef {
        if string.is_empty() {
            return TextRef::EMPTY;
        }
        *self
            .strings
            .entry(string)
            .or_insert_with(|| self.out.intern(string))
    }

    pub(super) fn keep_some(&mut self, string: Option<&'r (impl AsRef<str> + ?Sized)>) -> TextRef {
        string.map_or(TextRef::EMPTY, |string| self.keep(string.as_ref()))
    }

    pub(super) fn surface(&self, surface: &Surface<'_>) -> Result<Span, Error> {
        self.spans.surface(surface.start, surface.end, &surface.text)
    }

    pub(super) fn surfaces(&self, surfaces: &[Surface<'_>]) -> Result<Vec<Span>, Error> {
        surfaces.iter().map(|it| self.surface(it)).collect()
    }

    /// The id of an item of `items`, to which a key of the line points.
    pub(super) fn id<L: Layer>(&self, index: u32, items: Option<usize>) -> Result<Id<L>, Error> {
        let name = L::NAME;
        match items {
            Some(count) if (index as usize) < count => Ok(Id::new(index)),
            Some(count) => Err(unfit(format!("it points to number {index} of {count} {name}"))),
            None => Err(unfit(format!(
                "it points to {name}, which were not written with it; write all layers for what comes after"
            ))),
        }
    }

    fn label(&mut self, name: &'r str) -> Label {
        Label::from_name(name).unwrap_or_else(|| Label::Other(self.keep(name)))
    }

    fn tokens(&mut self) -> Result<(), Error> {
        let Some(tokens) = &self.line.tokens else {
            return Ok(());
        };
        self.out.layer::<Tokens>().reserve(tokens.len());
        let tagged = tokens.iter().any(|token| token.upos.is_some());
        let parsed = tokens.iter().any(|token| token.deprel.is_some());
        let mut before = 0;
        for token in tokens {
            let span = self.spans.span(token.start, token.end)?;
            if span.start() < before || span.is_empty() {
                return Err(unfit(format!(
                    "the token from {} to {} is not behind the one before it",
                    token.start, token.end
                )));
            }
            before = span.end();
            let upos = token.upos.as_deref().unwrap_or_default();
            let class = class_of(self.spans.slice(span), upos);
            let joined = token.joined;
            self.out.layer::<Tokens>().push(core::Token {
                joined,
                ..core::Token::new(span, class)
            });
            if tagged {
                self.tag(token, span)?;
            }
            if parsed {
                self.dependency(token, tokens.len())?;
            }
        }
        Ok(())
    }

    fn tag(&mut self, token: &'r Token<'r>, span: Span) -> Result<(), Error> {
        let upos = token.upos.as_deref().unwrap_or("X");
        let upos = Upos::from_name(upos).ok_or_else(|| unfit(format!("“{upos}” is no part of speech")))?;
        let lemma = match token.lemma.as_deref() {
            _ if token.own => TextRef::of_span(span),
            Some(lemma) if lemma == self.spans.slice(span) => TextRef::of_span(span),
            lemma => self.keep_some(lemma),
        };
        let tag = Tag {
            upos,
            lemma,
            xpos: self.keep_some(token.xpos.as_ref()),
            feats: self.keep_some(token.feats.as_ref()),
        };
        self.out.layer::<Tags>().push(tag);
        Ok(())
    }

    fn dependency(&mut self, token: &'r Token<'r>, tokens: usize) -> Result<(), Error> {
        let written = token.deprel.as_deref().unwrap_or("dep");
        let (name, subtype) = written.split_once(':').unwrap_or((written, ""));
        let relation =
            UdRel::from_name(name).ok_or_else(|| unfit(format!("“{written}” is no relation of UD")))?;
        let dependency = Dependency {
            head: token
                .head
                .map(|head| self.id::<Tokens>(head, Some(tokens)))
                .transpose()?,
            deprel: Deprel {
                relation,
                subtype: self.keep(subtype),
            },
        };
        self.out.layer::<Parse>().push(dependency);
        Ok(())
    }

    fn sentences(&mut self) -> Result<(), Error> {
        let Some(sentences) = &self.line.sentences else {
            return Ok(());
        };
        self.out.layer::<Sentences>();
        let tokens = self.line.tokens.as_ref().map(Vec::len);
        let mut next = 0;
        for sentence in sentences {
            let span = self.spans.span(sentence.start, sentence.end)?;
            let within = if tokens.is_some() {
                tokens_within(self.out.layer::<Tokens>(), span)
            } else {
                0..0
            };
            if tokens.is_some() && (within.start != next || within.is_empty()) {
                return Err(unfit(format!(
                    "the sentence from {} to {} does not go on where the one before it ends",
                    sentence.start, sentence.end
                )));
            }
            next = within.end;
            self.out.layer::<Sentences>().push(core::Sentence {
                span,
                first: u32::try_from(within.start).unwrap_or(u32::MAX),
                end: u32::try_from(within.end).unwrap_or(u32::MAX),
                paragraph: sentence.paragraph,
            });
        }
        match tokens {
            Some(count) if count != next => {
                Err(unfit(format!("its sentences end with token {next} of {count}")))
            }
            _ => Ok(()),
        }
    }

    fn mentions(&mut self) -> Result<(), Error> {
        let Some(mentions) = &self.line.mentions else {
            return Ok(());
        };
        self.out.layer::<Mentions>().reserve(mentions.len());
        let entities = self.line.entities.as_ref().map(Vec::len);
        let mut before = 0;
        for mention in mentions {
            if mention.start < before {
                return Err(unfit(format!(
                    "the mention at {} stands behind a later one",
                    mention.start
                )));
            }
            before = mention.start;
            let kind = one_of(
                "kind of mention",
                &mention.kind,
                &[
                    ("name", MentionKind::Name),
                    ("nominal", MentionKind::Nominal),
                    ("pronoun", MentionKind::Pronoun),
                    ("value", MentionKind::Value),
                ],
            )?;
            let entity = match (mention.entity, entities) {
                // Without the entities the number says little, and does no harm.
                (Some(entity), None) => Some(Id::new(entity)),
                (Some(entity), count) => Some(self.id::<Entities>(entity, count)?),
                (None, _) => None,
            };
            let made = core::Mention {
                span: self.spans.surface(mention.start, mention.end, &mention.text)?,
                label: self.label(&mention.label),
                kind,
                entity,
                normal: mention
                    .value
                    .as_ref()
                    .map(|value| self.normal(value))
                    .transpose()?,
                confidence: mention.confidence,
                rule: self.keep_some(mention.rule.as_ref()),
            };
            self.out.layer::<Mentions>().push(made);
        }
        Ok(())
    }

    fn normal(&mut self, value: &'r Value<'r>) -> Result<Normal, Error> {
        let mut timex = |kind| {
            Normal::Timex(Timex {
                kind,
                value: self.keep(&value.value),
                modifier: self.keep_some(value.modifier.as_ref()),
            })
        };
        Ok(match &*value.kind {
            "DATE" => timex(TimexKind::Date),
            "TIME" => timex(TimexKind::Time),
            "DURATION" => timex(TimexKind::Duration),
            "SET" => timex(TimexKind::Set),
            "MONEY" => Normal::Money {
                amount: self.keep_some(value.amount.as_ref()),
                currency: self.keep_some(value.currency.as_ref()),
            },
            "QUANTITY" => Normal::Quantity {
                amount: self.keep_some(value.amount.as_ref()),
                unit: self.keep_some(value.unit.as_ref()),
                si_amount: self.keep_some(value.si_amount.as_ref()),
                si_unit: self.keep_some(value.si_unit.as_ref()),
                converts: value
                    .converts
                    .map(|it| self.spans.span(it.start, it.end))
                    .transpose()?,
            },
            "PERCENT" => Normal::Percent {
                amount: self.keep(&value.value),
            },
            "CARDINAL" => Normal::Cardinal {
                amount: self.keep(&value.value),
            },
            "ORDINAL" => Normal::Ordinal {
                amount: self.keep(&value.value),
            },
            "COUNTRY" | "REGION" | "CITY" => Normal::Place(Place {
                kind: PlaceKind::from_name(&value.kind).unwrap_or_default(),
                // A region whose state is not known is told by its own code.
                alpha3: if value.subdivision.as_deref() == Some(&*value.value) {
                    TextRef::EMPTY
                } else {
                    self.keep(&value.value)
                },
                alpha2: self.keep_some(value.alpha2.as_ref()),
                subdivision: self.keep_some(value.subdivision.as_ref()),
                metonym: value.metonym == Some(true),
            }),
            kind => Normal::Other {
                kind: self.keep(kind),
                value: self.keep(&value.value),
            },
        })
    }

    fn entities(&mut self) -> Result<(), Error> {
        let Some(entities) = &self.line.entities else {
            return Ok(());
        };
        self.out.layer::<Entities>().reserve(entities.len());
        let count = self.line.mentions.as_ref().map(Vec::len);
        for entity in entities {
            let mentions: Result<Vec<_>, Error> = entity
                .mentions
                .iter()
                .map(|mention| match count {
                    None => Ok(Id::new(*mention)),
                    count => self.id::<Mentions>(*mention, count),
                })
                .collect();
            let mut links = Vec::with_capacity(entity.link.0.len());
            for (scheme, id) in &entity.link.0 {
                links.push(Link {
                    scheme: self.keep(scheme),
                    id: self.keep(id),
                });
            }
            let made = core::Entity {
                name: self.keep(&entity.name),
                label: self.label(&entity.label),
                mentions: mentions?,
                links,
            };
            self.out.layer::<Entities>().push(made);
        }
        Ok(())
    }
}
