//! The stand-alone face of the crate.

use crate::decimal::Decimal;
use crate::lexicon::{Extra, Lexicon};
use crate::measures::Unit;
use crate::numbers::Number;
use crate::recognize::{self, Form, Found, Options, Scheme, Scratch};
use crate::value::{Normal, Value};
use crate::{DayOrder, Error, scan};
use jiff::civil::Date;

/// Finds the values of texts. Making one reads the crate's data files (about a millisecond); using one is cheap.
#[derive(Debug)]
pub struct Recognizer {
    pub(crate) lexicon: Lexicon,
    pub(crate) options: Options,
    pub(crate) currency: String,
}

/// Settings of a [`Recognizer`].
#[derive(Debug, Default)]
pub struct Builder {
    extra: Extra,
    options: Options,
    currency: Option<String>,
}

impl Builder {
    /// Which part of `8/5/2024` is the day.
    #[must_use]
    pub fn day_order(mut self, order: DayOrder) -> Self {
        self.options.order = order;
        self
    }

    /// Whether adverbs that point vaguely into time ("now", "recently", "soon") are values. Off by default, as the
    /// ontology does not mark them.
    #[must_use]
    pub fn adverbs(mut self, adverbs: bool) -> Self {
        self.options.adverbs = adverbs;
        self
    }

    /// Which temporal expressions are values, and how far they go: the ontology's unless set.
    #[must_use]
    pub fn scheme(mut self, scheme: Scheme) -> Self {
        self.options.scheme = scheme;
        self
    }

    /// The currency of a bare `$`: an ISO 4217 code, `USD` by default.
    #[must_use]
    pub fn currency(mut self, code: &str) -> Self {
        self.currency = Some(code.to_owned());
        self
    }

    /// Adds units in the format of `data/units.tsv`; `name` is the file's name for messages.
    #[must_use]
    pub fn units(mut self, name: &str, content: &str) -> Self {
        self.extra.units.push((name.to_owned(), content.to_owned()));
        self
    }

    /// Adds currencies in the format of `data/currencies.tsv`.
    #[must_use]
    pub fn currencies(mut self, name: &str, content: &str) -> Self {
        self.extra.currencies.push((name.to_owned(), content.to_owned()));
        self
    }

    /// Adds patterns in the format of `data/patterns.txt`.
    #[must_use]
    pub fn patterns(mut self, name: &str, content: &str) -> Self {
        self.extra.patterns.push((name.to_owned(), content.to_owned()));
        self
    }

    /// The recognizer.
    ///
    /// # Errors
    /// For a default currency that is no code, and for added data that cannot be read: the message names file, line
    /// and reason.
    pub fn build(self) -> Result<Recognizer, Error> {
        let currency = self.currency.unwrap_or_else(|| "USD".to_owned());
        if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(Error::setting(format!(
                "the default currency “{currency}” is no ISO 4217 code"
            )));
        }
        Ok(Recognizer {
            lexicon: Lexicon::build(&self.extra)?,
            options: self.options,
            currency,
        })
    }
}

impl Default for Recognizer {
    fn default() -> Self {
        Self::new()
    }
}

impl Recognizer {
    /// A recognizer with the shipped data and default settings.
    #[must_use]
    pub fn new() -> Self {
        Self {
            lexicon: Lexicon::shipped(),
            options: Options::default(),
            currency: "USD".to_owned(),
        }
    }

    /// Settings for another one.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The values of `text` in text order, without overlaps, resolved against the day of publication if there is
    /// one. Texts over 4 GiB are read to that point.
    #[must_use]
    pub fn recognize(&self, text: &str, published: Option<Date>) -> Vec<Value> {
        let mut end = text.len().min(u32::MAX as usize);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let text = text.get(..end).unwrap_or("");
        let mut scratch = Scratch::default();
        scan::scan(text, &self.lexicon, &mut scratch.toks);
        recognize::run(text, &self.lexicon, published, self.options, &mut scratch);
        scratch.found.iter().map(|found| self.value(found)).collect()
    }

    fn value(&self, found: &Found) -> Value {
        let written = |amount: Option<Decimal>| amount.map_or(String::new(), |amount| amount.to_string());
        let normal = match found.form {
            Form::Time(it) => Normal::Timex {
                kind: it.kind,
                value: it.stamp.to_string(),
                modifier: it.modifier,
            },
            Form::Number(Number::Money(amount, currency)) => Normal::Money {
                amount: written(amount),
                currency: self.code(currency).to_owned(),
            },
            Form::Number(Number::Percent(amount)) => Normal::Percent {
                amount: written(amount),
            },
            Form::Number(Number::Quantity(amount, unit)) => {
                let si = self.si(unit, amount);
                let unit = self.unit(unit);
                Normal::Quantity {
                    amount: written(amount),
                    unit: unit.map_or(String::new(), |unit| unit.code.to_string()),
                    si_unit: unit
                        .filter(|_| si.is_some())
                        .map_or(String::new(), |unit| unit.si.to_string()),
                    si_amount: written(si),
                    converts: found.converts,
                }
            }
            Form::Number(Number::Cardinal(amount)) => Normal::Cardinal {
                amount: written(amount),
            },
            Form::Number(Number::Ordinal(rank)) => Normal::Ordinal {
                amount: rank.to_string(),
            },
        };
        Value {
            span: found.span,
            label: found.label,
            normal,
        }
    }

    /// The ISO 4217 code of the currency of this index.
    pub(crate) fn code(&self, currency: u32) -> &str {
        let code = self.lexicon.currencies.codes.get(currency as usize);
        code.filter(|code| !code.is_empty())
            .map_or(&self.currency, |code| code)
    }

    pub(crate) fn unit(&self, unit: u32) -> Option<&Unit> {
        self.lexicon.units.list.get(unit as usize)
    }

    /// An amount in the unit's SI unit, where it has one.
    pub(crate) fn si(&self, unit: u32, amount: Option<Decimal>) -> Option<Decimal> {
        let unit = self.unit(unit).filter(|unit| !unit.si.is_empty())?;
        unit.to_si(amount?)
    }
}
