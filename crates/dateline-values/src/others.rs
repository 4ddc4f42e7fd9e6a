//! Digits that are no values: scores, telephone numbers, houses' numbers, parts of names and codes.

use crate::amounts::{self, Input};
use crate::decimal::Decimal;
use crate::lexicon::Class;
use crate::numbers::measured;
use crate::scan::{CAP, HIDDEN, Kind, ODD, POINTED, SENT, SPACE};

/// Digits that are no value of their own: gives the token past them.
pub(crate) fn past(input: Input<'_>, at: usize) -> Option<usize> {
    let tok = input.tok(at)?;
    if tok.is(ODD) {
        return Some(at + 1);
    }
    // Letters right before: "v2", "B-52", "x5"; letters right behind are looked at by the readers.
    let before = at.checked_sub(1).and_then(|before| input.toks.get(before));
    let glued = !tok.is(SPACE);
    if glued && before.is_some_and(|before| before.kind == Kind::Word || before.is(HIDDEN)) {
        return Some(at + 1);
    }
    if glued && before.is_some_and(|before| ['#', '_', '\\'].iter().any(|mark| before.is_mark(*mark))) {
        return Some(at + 1);
    }
    if let Some(past) = area_code(input, at) {
        return Some(past);
    }
    let plus = glued && before.is_some_and(|before| before.is_mark('+'));
    if let Some(past) = telephone(input, at, plus) {
        return Some(past);
    }
    if let Some(past) = chain(input, at).filter(|_| amounts::slash(input, at).is_none()) {
        return Some(past);
    }
    // 2,00: digits behind a comma that groups nothing.
    if glued
        && before.is_some_and(|before| before.is_mark(',') && !before.is(SPACE))
        && at >= 2
        && input.toks.get(at - 2)?.kind == Kind::Num
    {
        return Some(at + 1);
    }
    if glued
        && at >= 2
        && before.is_some_and(|before| before.is_mark('-'))
        && !input.toks.get(at - 1)?.is(SPACE)
    {
        // B-52, COVID-19, G-7
        let word = input.toks.get(at - 2)?;
        // "magnitude-6.5"
        if tok.is(POINTED) {
            return house(input, at);
        }
        if word.kind == Kind::Word && (word.is(CAP) || word.len() == 1) && !input.is(at - 2, Class::Small) {
            return Some(at + 1);
        }
    }
    house(input, at)
}

/// The groups of digits of a telephone number: any behind a `+`, at least three in a row without it.
fn telephone(input: Input<'_>, at: usize, plus: bool) -> Option<usize> {
    let (mut past, mut groups) = (at + 1, 1);
    for next in at + 1..at + 12 {
        let Some(tok) = input.tok(next).filter(|tok| !tok.is(SENT)) else {
            break;
        };
        match tok.kind {
            Kind::Num if !tok.is(POINTED) => (past, groups) = (next + 1, groups + 1),
            Kind::Mark if plus && ['-', '(', ')', '/'].iter().any(|mark| tok.is_mark(*mark)) => {}
            _ => break,
        }
    }
    (groups > 1 && (plus || groups > 2)).then_some(past)
}

/// `(202) 555-0147`: the token past it.
fn area_code(input: Input<'_>, at: usize) -> Option<usize> {
    let open = at.checked_sub(1).is_some_and(|before| input.mark(before, '('));
    let code = input
        .plain(at)
        .is_some_and(|(_, digits)| (2..=5).contains(&digits));
    if !(open && code && input.mark(at + 1, ')')) {
        return None;
    }
    let group = input.plain(at + 2).is_some_and(|(_, digits)| digits >= 3);
    let last = input.plain(at + 4).is_some_and(|(_, digits)| digits >= 3);
    let tied = input.hyphen(at + 3) && last;
    let two = input.plain(at + 3).is_some_and(|(_, digits)| digits >= 3);
    if group && two {
        return Some(at + 4);
    }
    (group && tied).then_some(at + 5)
}

/// Digits chained by marks: scores (3-2), ratios (2:1), telephone numbers, paragraphs (1430/2019). What is a date,
/// a time or a fraction has been read before; a rising pair with a unit behind it is a range.
fn chain(input: Input<'_>, at: usize) -> Option<usize> {
    let mut past = at + 1;
    let mut links = 0;
    let mut rising = true;
    let mut last = input.tok(at).and_then(|tok| Decimal::parse(input.slice(tok)));
    while let (Some(mark), Some(next)) = (input.tok(past), input.tok(past + 1)) {
        let linked = [':', '/', '-', '\u{2013}'].iter().any(|link| mark.is_mark(*link));
        let tight = !mark.is(SPACE) && !next.is(SPACE);
        if !(linked && tight && next.kind == Kind::Num) {
            break;
        }
        let number = Decimal::parse(input.slice(next));
        rising &= mark.is_mark('-') && last.zip(number).is_some_and(|(last, number)| last < number);
        last = number;
        links += 1;
        past += 2;
    }
    if links == 0 {
        return None;
    }
    if links == 1 && rising && ranged(input, past - 1) {
        return None;
    }
    // The rest of a word that the last digits begin: 12-3b.
    while input.glued(past) && input.tok(past).is_some_and(|tok| tok.kind != Kind::Mark) {
        past += 1;
    }
    Some(past)
}

/// Whether a value with a unit, or a counted thing, stands at the end of a range of digits.
fn ranged(input: Input<'_>, at: usize) -> bool {
    let Some(amount) = amounts::amount(input, at, true) else {
        return false;
    };
    if amount.scaled || measured(input, at, amount).is_some() || input.hyphen(amount.past) {
        return true;
    }
    let next = input.tok(amount.past);
    let lower =
        next.is_some_and(|next| next.kind == Kind::Word && !next.is(CAP) && next.is(SPACE) && next.len() > 3);
    lower
        && next.is_some_and(|next| input.slice(next).ends_with('s') || input.is(amount.past, Class::Counted))
}

/// `10 Downing Street`.
fn house(input: Input<'_>, at: usize) -> Option<usize> {
    input.plain(at).filter(|(_, digits)| *digits <= 5)?;
    for ahead in 1..=4 {
        let tok = input.tok(at + ahead)?;
        let named = tok.kind == Kind::Word && tok.is(CAP) && !tok.is(SENT);
        if ahead > 1 && named && input.is(at + ahead, Class::Street) {
            return Some(at + 1);
        }
        let suffix = ahead == 2 && input.is(at + ahead, Class::Suffix);
        if !(named || suffix || tok.kind == Kind::Num && tok.is(SPACE) && ahead == 1) {
            return None;
        }
    }
    None
}
