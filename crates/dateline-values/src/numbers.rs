//! Money, percentages, quantities, counts and ranks: what a number is by what stands around it.

use crate::amounts::{self, Amount, Input};
use crate::decimal::Decimal;
use crate::feet;
use crate::lexicon::Class;
use crate::others;
use crate::scan::{CAP, Kind, POINTED, SENT, SPACE, UPPER};
use dateline_core::layers::Label;

/// A number's normal form, before it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Number {
    /// An amount of the currency of this index; `None` for the default currency's sign alone.
    Money(Option<Decimal>, u32),
    Percent(Option<Decimal>),
    Quantity(Option<Decimal>, u32),
    Cardinal(Option<Decimal>),
    Ordinal(u64),
}

/// A number that was found: tokens `from..past`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reading {
    pub(crate) from: usize,
    pub(crate) past: usize,
    pub(crate) label: Label,
    pub(crate) number: Number,
}

/// What stands at a token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Seen {
    /// A value.
    Value(Reading),
    /// Digits that are none (a score, a telephone number, a house's number), up to this token.
    Other(usize),
    /// Nothing.
    Nothing,
}

/// The classes of the words that a number begins with, but for its article.
pub(crate) const WORDS: u64 = Class::Small.bit()
    | Class::Tens.bit()
    | Class::Dozen.bit()
    | Class::Scales.bit()
    | Class::Ordinal.bit()
    | Class::Fraction.bit()
    | Class::Vague.bit();

/// The value that begins at token `at`.
pub(crate) fn read(input: Input<'_>, at: usize) -> Seen {
    let Some(tok) = input.tok(at) else {
        return Seen::Nothing;
    };
    if let Some(reading) = signed_money(input, at) {
        return Seen::Value(reading);
    }
    // Most of what begins a pattern ("last", "in") is no number: one look at its classes spares the rest.
    let article = tok.len() <= 2 || input.word(at, "multi");
    if tok.kind == Kind::Word && input.lexicon.mask(tok) & WORDS == 0 && !article {
        return Seen::Nothing;
    }
    if let Some(reading) = feet::read(input, at) {
        return Seen::Value(reading);
    }
    if let Some(seen) = single(input, at) {
        return seen;
    }
    if tok.kind == Kind::Num
        && let Some(past) = others::past(input, at)
    {
        return Seen::Other(past);
    }
    if let Some((rank, past)) = amounts::ordinal(input, at).filter(|(rank, _)| *rank > 0) {
        let fraction = amounts::amount(input, at, false).is_some_and(|amount| amount.fraction);
        if !fraction && is_rank(input, at, past) {
            return value(at, past, Label::Ordinal, Number::Ordinal(rank));
        }
        if tok.kind == Kind::Num {
            return Seen::Other(past);
        }
    }
    let Some(amount) = amounts::amount(input, at, false) else {
        return if tok.kind == Kind::Num {
            Seen::Other(at + 1)
        } else {
            Seen::Nothing
        };
    };
    // "5m euros" and "3bn yuan": letters for millions only before a currency, and there before metres.
    if let Some(long) = amounts::amount(input, at, true).filter(|long| long.past > amount.past)
        && let Some(seen) = named_money(input, at, long)
            .or_else(|| mass_of(input, at, long))
            .or_else(|| crowd(input, at, amount, long))
    {
        return seen;
    }
    if let Some(seen) = measured(input, at, amount) {
        return seen;
    }
    count(input, at, amount)
}

fn value(from: usize, past: usize, label: Label, number: Number) -> Seen {
    Seen::Value(Reading {
        from,
        past,
        label,
        number,
    })
}

/// `$1.7 billion`, `US$ 20,000`, `A$5m`, `Rs 20 crore`, `USD 5`.
fn signed_money(input: Input<'_>, at: usize) -> Option<Reading> {
    let tok = input.tok(at)?;
    if tok.kind == Kind::Num || (tok.kind == Kind::Word && !input.is(at, Class::Money)) {
        return None;
    }
    let (currency, past) = input.lexicon.currencies.sign(input.text, input.toks, at)?;
    if tok.kind == Kind::Word && at > 0 && !tok.is(SPACE) && input.toks.get(at - 1)?.kind != Kind::Mark {
        return None;
    }
    let number = input.tok(past)?;
    let minus = usize::from(input.mark(past, '-') && input.glued(past + 1));
    let gap = number.is(SPACE) && tok.kind == Kind::Mark && past == at + 1;
    // A sign stands right before its amount, or a blank apart; words take one anyhow.
    if number.kind != Kind::Num && minus == 0 && !input.is(past, Class::Small) {
        return None;
    }
    if gap && number.kind != Kind::Num {
        return None;
    }
    let mut amount = amounts::amount(input, past + minus, true)?;
    // "$5 million USD", "$5 million dollars"
    let code = input
        .tok(amount.past)
        .is_some_and(|tok| tok.is(UPPER) && tok.len() == 3);
    if let Some((_, end)) = input
        .lexicon
        .currencies
        .sign(input.text, input.toks, amount.past)
        .filter(|_| code)
    {
        amount.past = end;
    }
    if let Some((_, minor, end)) = input.lexicon.currencies.name(input.toks, amount.past)
        && !minor
    {
        amount.past = end;
    }
    Some(Reading {
        from: at,
        past: amount.past,
        label: Label::Money,
        number: Number::Money(amount.value, currency),
    })
}

/// `12.3m tonnes`: letters for millions before a unit that is written out.
fn mass_of(input: Input<'_>, at: usize, amount: Amount) -> Option<Seen> {
    let named = !input.lexicon.units.is_symbol(input.toks, amount.past);
    measured(input, at, amount).filter(|_| named)
}

/// `1.5m people`: a letter for millions right behind digits and before what is counted.
fn crowd(input: Input<'_>, at: usize, amount: Amount, long: Amount) -> Option<Seen> {
    let glued = amount.bare && input.glued(amount.past) && input.is(long.past, Class::Counted);
    glued.then(|| value(at, long.past, Label::Cardinal, Number::Cardinal(long.value)))
}

/// `a mile`, `a ton`: one of a unit, but not the unit of a price or rate (3 dollars a gallon).
fn single(input: Input<'_>, at: usize) -> Option<Seen> {
    if !(input.word(at, "a") || input.word(at, "an")) {
        return None;
    }
    let (unit, past) = input.lexicon.units.single(input.toks, at + 1)?;
    let rated = at.checked_sub(1).is_some_and(|before| {
        let tok = input.toks.get(before);
        tok.is_some_and(|tok| tok.kind == Kind::Num || tok.is_mark('%'))
            || input.is(before, Class::Scale)
            || input.is(before, Class::LetterScale)
            || input.is(before, Class::Small)
            || input.is(before, Class::Percent)
            || input.lexicon.currencies.name(input.toks, before).is_some()
            || input.lexicon.units.find(input.text, input.toks, before).is_some()
    });
    // "a mile-long queue"
    if rated || input.hyphen(past) {
        return None;
    }
    let one = Some(Decimal::whole(1));
    Some(value(at, past, Label::Quantity, Number::Quantity(one, unit)))
}

/// The minus sign or word before a temperature.
fn minus(input: Input<'_>, at: usize) -> Option<usize> {
    let before = at.checked_sub(1)?;
    let sign = (input.mark(before, '-') || input.mark(before, '\u{2212}'))
        && input.glued(at)
        && input.tok(before)?.is(SPACE);
    (sign || input.word(before, "minus")).then_some(before)
}

/// Amounts with something behind them: percent, a currency, a unit.
pub(crate) fn measured(input: Input<'_>, at: usize, amount: Amount) -> Option<Seen> {
    let past = amount.past;
    let dash = usize::from(input.hyphen(past));
    let next = past + dash;
    if let Some(end) = percent(input, next) {
        return Some(value(at, end, Label::Percent, Number::Percent(amount.value)));
    }
    // "half a percentage point", "a quarter of a percent"
    let of = usize::from(input.word(past, "of"));
    if amount.fraction
        && input.word(past + of, "a")
        && let Some(end) = percent(input, past + of + 1)
    {
        return Some(value(at, end, Label::Percent, Number::Percent(amount.value)));
    }
    // Fifty basis points are half a percentage point.
    let basis = (input.word(next, "basis")
        && (input.word(next + 1, "points") || input.word(next + 1, "point")))
    .then_some(next + 2);
    let short = (input.word(next, "bp") || input.word(next, "bps")).then_some(next + 1);
    if let Some(end) = basis.or(short) {
        let points = amount.value.and_then(|value| value.over(Decimal::whole(100), 6));
        return Some(value(at, end, Label::Percent, Number::Percent(points)));
    }
    if let Some(seen) = named_money(input, at, amount) {
        return Some(seen);
    }
    let between = input.tok(next)?;
    if between.is(SENT) {
        return None;
    }
    let (unit, end) = input.lexicon.units.find(input.text, input.toks, next)?;
    let symbol = between.len() <= 2 && between.kind == Kind::Word;
    // A one-letter symbol right behind digits only, and not "5 m" for million nor "2 L" of something.
    let below = minus(input, at).filter(|_| input.lexicon.units.is_degree(unit));
    if symbol
        && between.len() == 1
        && below.is_none()
        && (!amount.bare || (between.is(SPACE) && !input.slice(between).eq("m")))
    {
        return None;
    }
    // "37.5C", "86F": two digits at least, and no name before them.
    let degree = symbol && between.len() == 1 && matches!(input.slice(between), "C" | "F");
    let named = at.checked_sub(1).is_some_and(|before| {
        input.tok(before).is_some_and(|tok| {
            tok.kind == Kind::Word && (tok.is(CAP) && !tok.is(SENT) || input.is(before, Class::Designator))
        })
    });
    if degree && (named || input.tok(at).is_none_or(|tok| !(2..=5).contains(&tok.len()))) {
        return None;
    }
    // Symbols stand behind digits: "one MP" is a member of parliament.
    if input.tok(at).is_some_and(|tok| tok.kind == Kind::Word)
        && input.lexicon.units.is_symbol(input.toks, next)
    {
        return None;
    }
    // Something else glued behind: "5m2x".
    if input.glued(end) && input.tok(end).is_some_and(|tok| tok.kind != Kind::Mark) && !is_s(input, end) {
        return None;
    }
    if amount.value.is_none() && input.lexicon.units.is_weak(unit) {
        return None;
    }
    let (from, number) = match below {
        Some(from) => (from, amount.value.map(Decimal::negated)),
        None => (at, amount.value),
    };
    Some(value(from, end, Label::Quantity, Number::Quantity(number, unit)))
}

fn is_s(input: Input<'_>, at: usize) -> bool {
    input
        .tok(at)
        .is_some_and(|tok| matches!(input.slice(tok), "'s" | "\u{2019}s"))
}

/// The token past `%`, `percent`, `per cent`, `percentage points`.
fn percent(input: Input<'_>, at: usize) -> Option<usize> {
    let end = if input.mark(at, '%') || input.is(at, Class::Percent) {
        at + 1
    } else if input.word(at, "per") && input.word(at + 1, "cent") {
        at + 2
    } else if input.word(at, "percentage") {
        let point = at + 1 + usize::from(input.hyphen(at + 1));
        let points = input.word(point, "points") || input.word(point, "point");
        return points.then_some(point + 1);
    } else {
        return None;
    };
    Some(end)
}

/// `1.2 million euros`, `50 cents`, `500 yuan`, `20 €`.
fn named_money(input: Input<'_>, at: usize, amount: Amount) -> Option<Seen> {
    let dash = usize::from(input.hyphen(amount.past));
    let next = amount.past + dash;
    let first = input.tok(next)?;
    if first.is(SENT) {
        return None;
    }
    let of = usize::from(amount.value.is_none() && input.word(next, "of"));
    // "100,000 Georgian lari": an adjective of the country may stand between.
    let adjective = first.is(CAP)
        && !input.lexicon.is(first, Class::Month)
        && input.lexicon.currencies.name(input.toks, next).is_none();
    let skip = usize::from(adjective && input.tok(next + 1).is_some_and(|tok| !tok.is(CAP)));
    if let Some((currency, minor, end)) = input.lexicon.currencies.name(input.toks, next + of + skip) {
        let name = next + of + skip;
        if !minor && (is_verb_like(input, name, amount) || is_weight(input, at, name, amount)) {
            return None;
        }
        // 20p, but no "20 p."
        if minor && input.word(name, "p") && !(input.glued(name) && amount.bare) {
            return None;
        }
        let number = match (minor, amount.value) {
            (true, Some(value)) => value.over(Decimal::whole(100), 2),
            (_, value) => value,
        };
        return Some(value(at, end, Label::Money, Number::Money(number, currency)));
    }
    // 20 €, 500 USD
    let (currency, end) = input.lexicon.currencies.sign(input.text, input.toks, next)?;
    let plain = first.kind == Kind::Mark || (first.is(UPPER) && first.len() == 3);
    // "5 $20 notes": the sign belongs to what follows.
    let ahead = input
        .tok(end)
        .is_some_and(|tok| tok.kind == Kind::Num && !tok.is(SPACE));
    if !plain || ahead || of > 0 {
        return None;
    }
    Some(value(
        at,
        end,
        Label::Money,
        Number::Money(amount.value, currency),
    ))
}

/// Whether "pounds" weigh here: by the words around, else by whether the text knows the sign.
fn is_weight(input: Input<'_>, at: usize, name: usize, amount: Amount) -> bool {
    if !(input.word(name, "pounds") || input.word(name, "pound")) || input.word(name + 1, "sterling") {
        return false;
    }
    let near = (at.saturating_sub(5)..at).chain(name + 1..name + 4);
    let weighed = near.into_iter().any(|at| input.is(at, Class::Weighed));
    // "a 2,000-pound bomb"
    let attribute = input.hyphen(amount.past) && !amount.scaled && !input.sterling;
    (weighed && !amount.scaled)
        || attribute
        || (!amount.scaled
            && !input.sterling
            && amount.value.is_some_and(|value| value < Decimal::whole(1000)))
}

/// Currency names that are everyday words (`won`, `real`, `sol`): only after a sum, not after a year or a count.
fn is_verb_like(input: Input<'_>, at: usize, amount: Amount) -> bool {
    let everyday = input.is(at, Class::Everyday);
    let big = amount.scaled || amount.value.is_some_and(|value| value >= Decimal::whole(100));
    let year = amount.bare
        && amount
            .value
            .is_some_and(|value| value >= Decimal::whole(1800) && value < Decimal::whole(2100));
    everyday && (!big || year)
}

/// Whether a rank stands as one: not "a second" of time, nor "first" in a name.
fn is_rank(input: Input<'_>, at: usize, past: usize) -> bool {
    let Some(tok) = input.tok(at) else { return false };
    if tok.kind == Kind::Num || past > at + 1 {
        // 42nd Street
        let street = input.tok(past).is_some_and(|tok| tok.is(CAP) && !tok.is(SENT));
        return !(street && input.is(past, Class::Street) && !input.word(past, "place"));
    }
    // "First Lady", "Second World War", "Third Avenue": part of a name.
    let named = tok.is(CAP) && !tok.is(SENT);
    let next = input.tok(past);
    let named_next =
        tok.is(CAP) && next.is_some_and(|next| next.kind == Kind::Word && next.is(CAP) && !next.is(SENT));
    // "30 seconds" is read with its number; "first-hand", "first-class", "second-hand".
    let compound = input.hyphen(past) && input.is(past + 1, Class::Compound);
    let split =
        input.word(at.wrapping_sub(1), "split") || input.word(past, "aid") || input.word(past, "lady");
    !(named || named_next || compound || split)
}

/// A number that counts, if it does.
fn count(input: Input<'_>, at: usize, amount: Amount) -> Seen {
    let number = value(at, amount.past, Label::Cardinal, Number::Cardinal(amount.value));
    let other = Seen::Other(amount.past);
    let Some(tok) = input.tok(at) else {
        return Seen::Nothing;
    };
    let digits = tok.kind == Kind::Num;
    let before = at.checked_sub(1).and_then(|before| input.tok(before));
    if !digits && tok.is(CAP) && !tok.is(SENT) && !amount.scaled {
        // Formula One, the Big Ten; but "TWO DEAD" in a headline.
        return other;
    }
    if input.word(at, "multi") || input.slice(tok).starts_with("multi") {
        return other;
    }
    if amount.past == at + 1 && input.word(at, "one") {
        return if is_one(input, at) { number } else { other };
    }
    // Letters right behind: 5G, 3D, 707s.
    if digits
        && input.glued(amount.past)
        && input.tok(amount.past).is_some_and(|tok| tok.kind == Kind::Word)
        && !is_s(input, amount.past)
    {
        return Seen::Other(amount.past + 1);
    }
    if !digits {
        return number;
    }
    if let Some(before) = before.filter(|_| !tok.is(SENT)) {
        let place = at - 1;
        if before.kind == Kind::Word && input.is(place, Class::Designator) {
            return other;
        }
        // No. 10
        if before.is_mark('.') && at >= 2 && input.is(at - 2, Class::Designator) && !before.is(SPACE) {
            return other;
        }
        // A name with a number: Boeing 707, Zrínyi 2026. A count of things after a name is followed by its noun.
        let named = before.kind == Kind::Word && before.is(CAP) && !before.is(SENT) && amount.bare;
        if named && !counts_noun(input, amount.past) {
            return other;
        }
        let named = named || (before.kind == Kind::Word && before.is(CAP) && before.is(SENT) && amount.bare);
        if named && input.mark(amount.past, ':') {
            return other;
        }
    }
    // A list's own numbers: "1. First", "[3]".
    let listed = before.is_some_and(|before| before.is_mark('[')) && input.mark(amount.past, ']');
    let item = tok.is(SENT)
        && (input.mark(amount.past, '.') || input.mark(amount.past, ')'))
        && input.tok(amount.past + 1).is_none_or(|next| next.is(SPACE));
    if listed || item { other } else { number }
}

pub(crate) fn counts_noun(input: Input<'_>, at: usize) -> bool {
    let Some(next) = input.tok(at) else { return false };
    next.kind == Kind::Word
        && !next.is(CAP)
        && next.is(SPACE)
        && (input.is(at, Class::Counted) || (input.slice(next).ends_with('s') && next.len() > 3))
}

/// Whether "one" counts: not the pronoun.
fn is_one(input: Input<'_>, at: usize) -> bool {
    let Some(next) = input.tok(at + 1) else {
        return false;
    };
    let ratio = input.word(at + 1, "in")
        && (input.is(at + 2, Class::Small)
            || input
                .tok(at + 2)
                .is_some_and(|tok| tok.kind == Kind::Num && !tok.is(POINTED) && tok.len() < 4));
    if input.word(at + 1, "of") || ratio {
        return true;
    }
    let before = at.checked_sub(1);
    let is_before = |class| before.is_some_and(|before| input.is(before, class));
    if is_before(Class::Pronoun) {
        return before.is_some_and(|before| input.word(before, "the"))
            && next.kind == Kind::Word
            && input.is(at + 1, Class::Counted);
    }
    if before.is_some_and(|before| input.hyphen(before)) && before != Some(0) {
        return false;
    }
    let counted = is_before(Class::Counter);
    if next.kind == Kind::Mark || is_s(input, at + 1) {
        return counted && !is_s(input, at + 1);
    }
    // "one must", "a different one the next day": a verb or a function word behind it.
    let verb =
        input.is(at + 1, Class::Future) || input.is(at + 1, Class::Past) || input.is(at + 1, Class::Prospect);
    !(verb || input.is(at + 1, Class::Function)) || counted
}
