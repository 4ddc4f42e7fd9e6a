//! The layers that a CoNLL-U document carries.

use super::parse::{Parsed, Problem, Word, attribute};
use crate::classes::class_of;
use crate::error::bad_setting;
use dateline_core::layers::{
    Dependency, Deprel, Label, Mention, MentionKind, Names, Parse, Sentence, Sentences, Tag, Tags, Token,
    Tokens, UdRel, Upos,
};
use dateline_core::{Document, Error, ErrorKind, Id, Output, Settings, Span, TextRef, View};
use std::collections::HashMap;

/// Which layers are taken from the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Keep {
    tokens: bool,
    sentences: bool,
    tags: bool,
    parse: bool,
    mentions: bool,
}

impl Keep {
    pub(super) fn from_settings(settings: &mut Settings) -> Result<Self, Error> {
        let mut keep = Self::default();
        for name in settings.strings("keep")?.unwrap_or_default() {
            let place = match name.as_str() {
                "tokens" => &mut keep.tokens,
                "sentences" => &mut keep.sentences,
                "tags" => &mut keep.tags,
                "parse" => &mut keep.parse,
                "mentions" | "names" => &mut keep.mentions,
                other => {
                    let known = "tokens, sentences, tags, parse, mentions";
                    return Err(bad_setting(format!(
                        "no layer “{other}” can be kept; there are: {known}"
                    )));
                }
            };
            *place = true;
        }
        // Kept without what they stand on, they would lie over tokens that the tokenizer makes differently.
        for (kept, name, under, below) in [
            (keep.sentences, "sentences", keep.tokens, "tokens"),
            (keep.tags, "tags", keep.tokens, "tokens"),
            (
                keep.parse,
                "parse",
                keep.tokens && keep.sentences,
                "tokens and sentences",
            ),
        ] {
            if kept && !under {
                return Err(bad_setting(format!(
                    "“{name}” can be kept together with {below} only: keep these too"
                )));
            }
        }
        Ok(keep)
    }

    /// Writes the layers; `spans` has one span for each word.
    pub(super) fn insert(self, parsed: &Parsed<'_>, spans: &[Span], doc: &mut Document) -> Result<(), Error> {
        if self == Self::default() {
            return Ok(());
        }
        doc.insert(|view, out| {
            let mut layers = Layers {
                parsed,
                spans,
                view,
                out,
                strings: HashMap::new(),
            };
            if self.tokens {
                layers.tokens();
            }
            if self.sentences {
                layers.sentences();
            }
            if self.tags {
                layers.tags()?;
            }
            if self.parse {
                layers.parse()?;
            }
            if self.mentions {
                layers.names();
            }
            Ok(())
        })
    }
}

struct Layers<'p, 'r, 'd, 'o, 'x> {
    parsed: &'p Parsed<'r>,
    spans: &'p [Span],
    view: View<'d>,
    out: &'x mut Output<'o>,
    /// The strings that were kept already: tags and features come again and again.
    strings: HashMap<&'r str, TextRef>,
}

impl<'r> Layers<'_, 'r, '_, '_, '_> {
    fn tokens(&mut self) {
        let tokens = self.out.layer::<Tokens>();
        for surface in &self.parsed.surfaces {
            for at in surface.words.clone() {
                if let (Some(word), Some(span)) = (self.parsed.words.get(at), self.spans.get(at)) {
                    let class = class_of(self.view.slice(*span), word.upos);
                    let joined = at > surface.words.start;
                    tokens.push(Token {
                        joined,
                        ..Token::new(*span, class)
                    });
                }
            }
        }
    }

    fn sentences(&mut self) {
        let spans = self.spans;
        let sentences = self.parsed.sentences.iter().filter_map(|sentence| {
            let (first, last) = (
                spans.get(sentence.words.start)?,
                spans.get(sentence.words.end.checked_sub(1)?)?,
            );
            Some(Sentence {
                span: first.join(*last),
                first: u32::try_from(sentence.words.start).ok()?,
                end: u32::try_from(sentence.words.end).ok()?,
                paragraph: sentence.paragraph,
            })
        });
        self.out.layer::<Sentences>().extend(sentences);
    }

    fn tags(&mut self) -> Result<(), Error> {
        let parsed = self.parsed;
        let mut tags = Vec::with_capacity(parsed.words.len());
        for (word, span) in parsed.words.iter().zip(self.spans) {
            let upos = Upos::from_name(word.upos)
                .ok_or_else(|| unfit(word, format!("“{}” is no part of speech of UD", word.upos)))?;
            let lemma = match word.lemma {
                lemma if lemma == self.view.slice(*span) => TextRef::of_span(*span),
                "_" if word.form != "_" => TextRef::EMPTY,
                lemma => self.keep(lemma),
            };
            let (xpos, feats) = (self.keep(filled(word.xpos)), self.keep(filled(word.feats)));
            tags.push(Tag {
                upos,
                xpos,
                feats,
                lemma,
            });
        }
        self.out.layer::<Tags>().append(&mut tags);
        Ok(())
    }

    fn parse(&mut self) -> Result<(), Error> {
        let parsed = self.parsed;
        let mut parse = Vec::with_capacity(parsed.words.len());
        for sentence in &parsed.sentences {
            for word in parsed.words.get(sentence.words.clone()).unwrap_or_default() {
                let head = match word.head.parse::<usize>() {
                    Ok(0) => None,
                    Ok(head) if head <= sentence.words.len() => {
                        Some(Id::from_index(sentence.words.start + head - 1))
                    }
                    _ => {
                        let reason = format!(
                            "the head “{}” is none of {} words",
                            word.head,
                            sentence.words.len()
                        );
                        return Err(unfit(word, reason));
                    }
                };
                let (name, subtype) = word.deprel.split_once(':').unwrap_or((word.deprel, ""));
                let relation = UdRel::from_name(name)
                    .ok_or_else(|| unfit(word, format!("“{}” is no relation of UD", word.deprel)))?;
                let subtype = self.keep(subtype);
                parse.push(Dependency {
                    head,
                    deprel: Deprel { relation, subtype },
                });
            }
        }
        self.out.layer::<Parse>().append(&mut parse);
        Ok(())
    }

    /// The names and values that `NER=` tells, within a sentence each.
    fn names(&mut self) {
        let parsed = self.parsed;
        let mut names: Vec<Mention> = Vec::new();
        for sentence in &parsed.sentences {
            let mut open: Option<&str> = None;
            for at in sentence.words.clone() {
                let (Some(word), Some(span)) = (parsed.words.get(at), self.spans.get(at)) else {
                    break;
                };
                let tag = attribute(word.misc, "NER").unwrap_or("O");
                let Some((place, label)) = tag.split_once('-') else {
                    open = None;
                    continue;
                };
                match names.last_mut() {
                    // IOB, IOBES and BILOU agree on what goes on a name.
                    Some(last) if matches!(place, "I" | "E" | "L" | "M") && open == Some(label) => {
                        last.span = last.span.join(*span);
                    }
                    _ => {
                        let label = Label::from_name(label).unwrap_or_else(|| Label::Other(self.keep(label)));
                        let kind = if label.is_value() {
                            MentionKind::Value
                        } else {
                            MentionKind::Name
                        };
                        names.push(Mention::new(*span, label, kind));
                    }
                }
                open = Some(label).filter(|_| !matches!(place, "E" | "L" | "S" | "U"));
            }
        }
        let rule = self.keep(super::NAME);
        for name in &mut names {
            name.rule = rule;
        }
        self.out.layer::<Names>().append(&mut names);
    }

    /// Keeps a string with the document, once.
    fn keep(&mut self, string: &'r str) -> TextRef {
        if string.is_empty() {
            return TextRef::EMPTY;
        }
        *self
            .strings
            .entry(string)
            .or_insert_with(|| self.out.intern(string))
    }
}

/// A column, empty where `_` says so.
fn filled(column: &str) -> &str {
    if column == "_" { "" } else { column }
}

fn unfit(word: &Word<'_>, reason: String) -> Error {
    Error::new(
        ErrorKind::Data,
        Problem {
            line: word.line,
            reason,
        }
        .to_string(),
    )
}
