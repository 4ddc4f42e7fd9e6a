//! The tables of units and currencies.

use crate::Error;
use crate::decimal::Decimal;
use crate::lexicon::{Class, Lexicon, lines};
use crate::phrases::Phrases;
use crate::scan::Tok;
use std::collections::HashMap;

/// A unit of measure.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    /// UCUM code.
    pub(crate) code: Box<str>,
    /// The SI unit's UCUM code; empty where it has none.
    pub(crate) si: Box<str>,
    factor: (Decimal, Decimal),
    offset: Decimal,
    weak: bool,
    single: bool,
}

impl Unit {
    /// The amount in the SI unit.
    pub(crate) fn to_si(&self, amount: Decimal) -> Option<Decimal> {
        let product = amount.plus(self.offset)?.times(self.factor.0)?;
        if self.factor.1 == Decimal::whole(1) {
            Some(product)
        } else {
            product.over(self.factor.1, 6)
        }
    }
}

/// All units, by name and by symbol.
#[derive(Debug, Default)]
pub(crate) struct Units {
    pub(crate) list: Vec<Unit>,
    names: Phrases,
    symbols: HashMap<Box<str>, u32>,
}

/// The most scanned tokens that a symbol has (`µg/m³`).
const SYMBOL_TOKENS: usize = 5;

impl Units {
    pub(crate) fn read(lexicon: &mut Lexicon, file: &str, content: &str) -> Result<(), Error> {
        for (number, line) in lines(content) {
            let fields: Vec<&str> = line.split('\t').collect();
            let field = |index: usize| fields.get(index).copied().unwrap_or_default();
            if fields.len() < 4 || field(0).is_empty() {
                return Err(Error::data(
                    file,
                    number,
                    "takes a code, SI unit, factor and names",
                ));
            }
            let bad = |what: &str| Error::data(file, number, &format!("“{what}” is no factor"));
            let (factor, offset) = field(2).split_once(',').unwrap_or((field(2), "0"));
            let (over, under) = factor.split_once('/').unwrap_or((factor, "1"));
            let read = |text: &str| Decimal::parse(text).ok_or_else(|| bad(text));
            let factor = if over.is_empty() {
                (Decimal::ZERO, Decimal::whole(1))
            } else {
                (read(over)?, read(under)?)
            };
            let unit = Unit {
                code: field(0).into(),
                si: field(1).into(),
                factor,
                offset: read(offset)?,
                weak: field(5).contains("weak"),
                single: field(5).contains("single"),
            };
            let index = lexicon.units.list.len() as u32;
            lexicon.units.list.push(unit);
            for name in field(3).split('|').filter(|name| !name.is_empty()) {
                // "square feet" and "3,000-square-foot".
                for form in [name.to_owned(), format!("{name}s"), name.replace(' ', "-")] {
                    let keys = lexicon.keys_of(&form);
                    lexicon.units.names.add(&keys, index);
                }
            }
            for symbol in field(4).split('|').filter(|symbol| !symbol.is_empty()) {
                lexicon.units.symbols.entry(symbol.into()).or_insert(index);
            }
        }
        Ok(())
    }

    /// The unit that stands at token `at`: its index and the token past it.
    pub(crate) fn find(&self, text: &str, toks: &[Tok], at: usize) -> Option<(u32, usize)> {
        let name = self.names.find(toks, at);
        let symbol = self.symbol(text, toks, at);
        match (name, symbol) {
            (Some(name), Some(symbol)) => Some(if symbol.1 > name.1 { symbol } else { name }),
            (name, symbol) => name.or(symbol),
        }
    }

    fn symbol(&self, text: &str, toks: &[Tok], at: usize) -> Option<(u32, usize)> {
        let first = toks.get(at)?;
        // No symbol is longer than nine bytes; a word that is longer is none.
        if first.len() > 9 {
            return None;
        }
        let mut best = None;
        for past in at + 1..=(at + SYMBOL_TOKENS).min(toks.len()) {
            let last = toks.get(past - 1)?;
            if past > at + 1 && !Phrases::glued(toks, past - 1) && last.len() > 1 {
                break;
            }
            let slice = text.get(first.start as usize..last.end as usize)?;
            if let Some(index) = self.symbols.get(slice) {
                best = Some((*index, past));
            }
        }
        best
    }

    /// How many of the smaller unit the larger one has, where both measure the same in whole parts: 12 inches a foot.
    pub(crate) fn parts(&self, large: u32, small: u32) -> Option<Decimal> {
        let (large, small) = (self.list.get(large as usize)?, self.list.get(small as usize)?);
        let same = large.si == small.si && !large.si.is_empty();
        let plain = large.factor.1 == Decimal::whole(1)
            && small.factor.1 == Decimal::whole(1)
            && large.offset == Decimal::ZERO
            && small.offset == Decimal::ZERO;
        if !(same && plain) {
            return None;
        }
        let parts = large.factor.0.over(small.factor.0, 6)?;
        let whole = parts.to_u64().filter(|parts| *parts > 1)?;
        Some(Decimal::whole(whole))
    }

    /// Whether what stands at `at` is a unit by its symbol alone.
    pub(crate) fn is_symbol(&self, toks: &[Tok], at: usize) -> bool {
        self.names.find(toks, at).is_none()
    }

    /// The unit of this UCUM code.
    pub(crate) fn by_code(&self, code: &str) -> Option<u32> {
        let index = self.list.iter().position(|unit| &*unit.code == code)?;
        u32::try_from(index).ok()
    }

    /// The unit whose name stands at `at` behind an article: "a mile".
    pub(crate) fn single(&self, toks: &[Tok], at: usize) -> Option<(u32, usize)> {
        let (index, past) = self.names.find(toks, at)?;
        let single = self.list.get(index as usize).is_some_and(|unit| unit.single);
        single.then_some((index, past))
    }

    /// Whether the unit is one of temperature, which may lie below zero, or of degrees that may be such.
    pub(crate) fn is_degree(&self, index: u32) -> bool {
        self.list
            .get(index as usize)
            .is_some_and(|unit| &*unit.si == "K" || &*unit.code == "deg")
    }

    /// Whether the unit's name needs a number right before it.
    pub(crate) fn is_weak(&self, index: u32) -> bool {
        self.list.get(index as usize).is_some_and(|unit| unit.weak)
    }
}

/// All currencies, by sign, code and name.
#[derive(Debug, Default)]
pub(crate) struct Currencies {
    /// ISO 4217 codes; an empty one stands for the default currency.
    pub(crate) codes: Vec<Box<str>>,
    names: Phrases,
    minors: Phrases,
    signs: HashMap<Box<str>, u32>,
}

impl Currencies {
    pub(crate) fn read(lexicon: &mut Lexicon, file: &str, content: &str) -> Result<(), Error> {
        for (number, line) in lines(content) {
            let fields: Vec<&str> = line.split('\t').collect();
            if fields.len() < 3 {
                return Err(Error::data(file, number, "takes a code, signs and names"));
            }
            let parts = |index: usize| {
                fields
                    .get(index)
                    .copied()
                    .unwrap_or_default()
                    .split('|')
                    .filter(|part| !part.is_empty())
            };
            let code = fields.first().copied().unwrap_or_default();
            if !(code.is_empty() || code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase())) {
                return Err(Error::data(
                    file,
                    number,
                    &format!("“{code}” is no ISO 4217 code"),
                ));
            }
            let index = lexicon.currencies.codes.len() as u32;
            lexicon.currencies.codes.push(code.into());
            let code = (!code.is_empty()).then_some(code);
            for sign in parts(1).chain(code) {
                if let Some(first) = lexicon.keys_of(sign).first() {
                    lexicon.add(*first, Class::Money, 0, false);
                }
                lexicon.currencies.signs.entry(sign.into()).or_insert(index);
            }
            for (field, minor) in [(2, false), (3, true)] {
                for name in parts(field) {
                    for form in [name.to_owned(), format!("{name}s")] {
                        let keys = lexicon.keys_of(&form);
                        let names = if minor {
                            &mut lexicon.currencies.minors
                        } else {
                            &mut lexicon.currencies.names
                        };
                        names.add(&keys, index);
                    }
                }
            }
        }
        Ok(())
    }

    /// The sign or code at token `at`, exactly as written: the currency's index and the token past it.
    pub(crate) fn sign(&self, text: &str, toks: &[Tok], at: usize) -> Option<(u32, usize)> {
        let first = toks.get(at)?;
        if first.len() > 5 {
            return None;
        }
        let mut best = None;
        for past in at + 1..=(at + 3).min(toks.len()) {
            let last = toks.get(past - 1)?;
            if past > at + 1 && !Phrases::glued(toks, past - 1) {
                break;
            }
            let slice = text.get(first.start as usize..last.end as usize)?;
            if let Some(index) = self.signs.get(slice) {
                best = Some((*index, past));
            }
        }
        best
    }

    /// The name of a currency at token `at`: its index, whether it is the hundredth part, the token past it.
    pub(crate) fn name(&self, toks: &[Tok], at: usize) -> Option<(u32, bool, usize)> {
        let major = self
            .names
            .find(toks, at)
            .map(|(index, past)| (index, false, past));
        let minor = self
            .minors
            .find(toks, at)
            .map(|(index, past)| (index, true, past));
        match (major, minor) {
            (Some(major), Some(minor)) => Some(if minor.2 > major.2 { minor } else { major }),
            (major, minor) => major.or(minor),
        }
    }
}
