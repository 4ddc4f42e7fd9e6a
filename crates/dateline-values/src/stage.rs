//! The stage `values`.

use crate::numbers::Number;
use crate::recognize::{self, Form, Found, Scratch};
use crate::scan::{self, HIDDEN, PARA, SENT};
use crate::{DayOrder, Recognizer, Scheme};
use dateline_core::layers::{
    Label, Mention, MentionKind, Normal, Sentence, Sentences, Timex, Token, TokenClass, Tokens, Values,
};
use dateline_core::{Annotator, Contract, Error, Output, Registry, Settings, TextRef, View, Worker};
use jiff::civil::Date;
use std::fmt::Write;

/// Registers the stage `values` and its labels.
///
/// Settings: `day_order` (`auto`, `us`, `eu`), `currency` (ISO 4217 code of a bare `$`), `published` (the date of
/// articles that carry none), `scheme` (`ontology`, or `timeml`: temporal expressions as TempEval's corpora have
/// them), `adverbs` (whether "now" and "recently" are dates), `units`, `currencies`, `patterns`
/// (files to add, in the formats of the crate's own `data/`).
///
/// # Errors
/// Where the name is taken.
pub fn plugin(registry: &mut Registry) -> Result<(), Error> {
    registry.stage(
        "values",
        "finds dates, times, money, percentages, quantities and numbers, each with its normal form",
        contract(),
        build,
    )?;
    for (label, name, meaning) in Label::KNOWN.iter().filter(|(label, ..)| label.is_value()) {
        debug_assert!(label.is_value());
        registry.label("mentions", name, meaning);
    }
    Ok(())
}

fn contract() -> Contract {
    Contract::new()
        .requires::<Tokens>()
        .requires::<Sentences>()
        .provides::<Values>()
}

fn build(mut settings: Settings) -> Result<Box<dyn Annotator>, Error> {
    let mut builder = Recognizer::builder();
    builder = builder.day_order(match settings.choice("day_order", &["auto", "us", "eu"])? {
        Some(1) => DayOrder::Us,
        Some(2) => DayOrder::Eu,
        _ => DayOrder::Auto,
    });
    builder = builder.adverbs(settings.bool("adverbs")?.unwrap_or(false));
    builder = builder.scheme(match settings.choice("scheme", &["ontology", "timeml"])? {
        Some(1) => Scheme::TimeMl,
        _ => Scheme::Ontology,
    });
    if let Some(code) = settings.string("currency")? {
        builder = builder.currency(&code);
    }
    let published = match settings.string("published")? {
        None => None,
        Some(text) => Some(date(&text).ok_or_else(|| {
            crate::Error::setting(format!(
                "“published” is “{text}”, but takes a date such as 2024-08-05"
            ))
        })?),
    };
    for (name, content) in settings.files("units")? {
        builder = builder.units(&name, &content);
    }
    for (name, content) in settings.files("currencies")? {
        builder = builder.currencies(&name, &content);
    }
    for (name, content) in settings.files("patterns")? {
        builder = builder.patterns(&name, &content);
    }
    settings.finish()?;
    Ok(Box::new(Stage {
        recognizer: builder.build()?,
        published,
    }))
}

/// The date of an ISO 8601 date or date and time.
fn date(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

struct Stage {
    recognizer: Recognizer,
    published: Option<Date>,
}

impl Annotator for Stage {
    fn contract(&self) -> Contract {
        contract()
    }

    fn worker(&self) -> Box<dyn Worker + '_> {
        Box::new(Hands {
            stage: self,
            scratch: Scratch::default(),
            written: String::new(),
        })
    }
}

struct Hands<'s> {
    stage: &'s Stage,
    scratch: Scratch,
    written: String,
}

impl Worker for Hands<'_> {
    fn annotate(&mut self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        let Self {
            stage,
            scratch,
            written,
        } = self;
        let recognizer = &stage.recognizer;
        let published = doc.meta().published.as_deref().and_then(date).or(stage.published);
        scan::scan(doc.text(), &recognizer.lexicon, &mut scratch.toks);
        mark(&mut scratch.toks, doc.items::<Tokens>(), doc.items::<Sentences>());
        recognize::run(
            doc.text(),
            &recognizer.lexicon,
            published,
            recognizer.options,
            scratch,
        );
        for found in &scratch.found {
            let mention = Mention {
                normal: normal(recognizer, found, out, written),
                confidence: confidence(found),
                rule: TextRef::EMPTY,
                ..Mention::new(found.span, found.label, MentionKind::Value)
            };
            out.layer::<Values>().push(mention);
        }
        Ok(())
    }
}

/// Takes sentences from their layer instead of the scan's guess, and hides what the tokenizer knows for an address.
fn mark(toks: &mut [scan::Tok], tokens: &[Token], sentences: &[Sentence]) {
    let mut starts = sentences
        .iter()
        .map(|sentence| (sentence.span.start(), sentence.paragraph))
        .peekable();
    let mut addresses = tokens
        .iter()
        .filter(|token| {
            matches!(
                token.class,
                TokenClass::Url | TokenClass::Email | TokenClass::Handle | TokenClass::Hashtag
            )
        })
        .map(|token| token.span)
        .peekable();
    for tok in toks {
        tok.flags &= !(SENT | PARA);
        while let Some((_, paragraph)) = starts.next_if(|(start, _)| *start <= tok.start) {
            tok.flags |= SENT | if paragraph { PARA } else { 0 };
        }
        while addresses.next_if(|address| address.end() <= tok.start).is_some() {}
        if addresses
            .peek()
            .is_some_and(|address| address.start() <= tok.start)
        {
            tok.flags |= HIDDEN;
        }
    }
}

/// How often values of a label were right on development text, in round numbers.
const fn confidence(found: &Found) -> f32 {
    match found.label {
        Label::Cardinal | Label::Ordinal => 0.9,
        _ => 0.95,
    }
}

fn normal(
    recognizer: &Recognizer,
    found: &Found,
    out: &mut Output<'_>,
    written: &mut String,
) -> Option<Normal> {
    let mut put = |out: &mut Output<'_>, what: &dyn std::fmt::Display| {
        written.clear();
        // Writing to a string does not fail.
        let _ = write!(written, "{what}");
        out.intern(written)
    };
    let mut amount = |out: &mut Output<'_>, amount: Option<crate::decimal::Decimal>| match amount {
        Some(amount) => put(out, &amount),
        None => TextRef::EMPTY,
    };
    Some(match found.form {
        Form::Time(it) => Normal::Timex(Timex {
            kind: it.kind,
            value: put(out, &it.stamp),
            modifier: out.intern(it.modifier),
        }),
        Form::Number(Number::Money(sum, currency)) => {
            let amount = amount(out, sum);
            Normal::Money {
                amount,
                currency: out.intern(recognizer.code(currency)),
            }
        }
        Form::Number(Number::Percent(number)) => Normal::Percent {
            amount: amount(out, number),
        },
        Form::Number(Number::Cardinal(number)) => Normal::Cardinal {
            amount: amount(out, number),
        },
        Form::Number(Number::Ordinal(rank)) => Normal::Ordinal {
            amount: put(out, &rank),
        },
        Form::Number(Number::Quantity(number, unit)) => {
            let si = recognizer.si(unit, number);
            let unit = recognizer.unit(unit)?;
            Normal::Quantity {
                amount: amount(out, number),
                unit: out.intern(&unit.code),
                si_amount: amount(out, si),
                si_unit: if si.is_some() {
                    out.intern(&unit.si)
                } else {
                    TextRef::EMPTY
                },
                converts: found.converts,
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::{Document, ErrorKind, Setting, Span};
    use std::collections::BTreeMap;

    /// A document of one sentence, one token a word.
    fn document(text: &str, published: Option<&str>) -> Document {
        let mut doc = Document::from_text(text).unwrap();
        doc.meta_mut().published = published.map(str::to_owned);
        doc.insert(|view, out| {
            let text = view.text();
            let mut count = 0;
            for word in text.split_whitespace() {
                let at = word.as_ptr() as usize - text.as_ptr() as usize;
                let class = if word.contains("://") {
                    TokenClass::Url
                } else {
                    TokenClass::Word
                };
                out.layer::<Tokens>()
                    .push(Token::new(Span::at(at, word.len()), class));
                count += 1;
            }
            let span = Span::at(0, text.len());
            out.layer::<Sentences>().push(Sentence {
                span,
                first: 0,
                end: count,
                paragraph: true,
            });
            Ok(())
        })
        .unwrap();
        doc
    }

    fn stage(settings: &[(&str, Setting)]) -> Result<Box<dyn Annotator>, Error> {
        let mut registry = Registry::new();
        plugin(&mut registry)?;
        let values: BTreeMap<String, Setting> = settings
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.clone()))
            .collect();
        (registry.find_stage("values")?.build)(Settings::new("[stages.values]", values))
    }

    fn found(doc: &mut Document, stage: &dyn Annotator) -> Vec<String> {
        doc.apply(stage).unwrap();
        assert!(doc.misfits().is_empty());
        let values = doc.layer::<Values>().unwrap();
        values
            .iter()
            .map(|it| match it.normal {
                Some(Normal::Timex(timex)) => doc.get(timex.value).to_owned(),
                Some(Normal::Money { amount, currency }) => {
                    format!("{} {}", doc.get(amount), doc.get(currency))
                }
                Some(Normal::Quantity {
                    amount,
                    unit,
                    si_amount,
                    si_unit,
                    ..
                }) => format!(
                    "{} {} = {} {}",
                    doc.get(amount),
                    doc.get(unit),
                    doc.get(si_amount),
                    doc.get(si_unit)
                ),
                _ => doc.slice(it.span).to_owned(),
            })
            .collect()
    }

    #[test]
    fn the_stage_writes_the_layer() {
        let text = "On Monday the $5 million, 10-mile road by Smith, 35, at https://x.org/2019/01 opened";
        let mut doc = document(text, Some("2024-08-07T09:30:00Z"));
        let got = found(&mut doc, &*stage(&[]).unwrap());
        assert_eq!(got, ["2024-08-05", "5000000 USD", "10 [mi_i] = 16093.44 m", "35"]);
    }

    #[test]
    fn settings_are_read_and_refused() {
        let mut doc = document("He paid $5 on 8/5/2024, a Monday", None);
        let settings = [
            ("currency", Setting::Str("AUD".into())),
            ("day_order", Setting::Str("eu".into())),
            ("published", Setting::Str("2024-05-10".into())),
        ];
        let got = found(&mut doc, &*stage(&settings).unwrap());
        assert_eq!(got, ["5 AUD", "2024-05-08", "2024-05-06"]);
        for (key, value) in [
            ("currency", "dollars"),
            ("day_order", "uk"),
            ("published", "May"),
            ("scheme", "tempeval"),
            ("speed", "1"),
        ] {
            let error = stage(&[(key, Setting::Str(value.into()))])
                .err()
                .map(|error| error.kind());
            assert_eq!(error, Some(ErrorKind::Setting), "{key}");
        }
    }
}
