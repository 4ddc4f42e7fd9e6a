//! What only shows once a value's neighbours are known: conversions, ranges, the day of a time.

use crate::amounts::Input;
use crate::calendar;
use crate::decimal::Decimal;
use crate::lexicon::Class;
use crate::numbers::{Number, counts_noun};
use crate::recognize::{Form, Found};
use crate::resolve::Resolved;
use crate::scan::{Kind, SENT};
use crate::tense::{self, Cues, Tense};
use crate::timex::{Clock, Count, Grain, Point, Stamp, Unit};
use dateline_core::Span;
use dateline_core::layers::{Label, TimexKind};
use jiff::civil::Date;

/// The most tokens between two values that say something of each other.
const NEAR: usize = 4;
/// A day that was spoken of so many tokens back still counts for a time of day in another sentence.
const DAY_LASTS: usize = 60;

/// Links neighbours.
pub(crate) fn link(input: Input<'_>, published: Option<Date>, found: &mut Vec<Found>) {
    merge(input, found);
    for index in 1..found.len() {
        let (before, rest) = found.split_at_mut(index);
        let (Some(last), Some(this)) = (before.last_mut(), rest.first_mut()) else {
            break;
        };
        let between = input.toks.get(last.past..this.from).unwrap_or_default();
        if between.len() > NEAR || between.iter().any(|tok| tok.is(SENT)) {
            continue;
        }
        convert(input, last, this);
        rate(input, last, this);
        if joined(input, last.past, this.from) {
            align(input, last, this);
            share(input, last, this);
        }
    }
    settle(input, published, found);
}

/// `5 feet 10 inches`, `two hours and 15 minutes`: one value, a measure in the smaller unit.
fn merge(input: Input<'_>, found: &mut Vec<Found>) {
    let mut kept = 0usize;
    for index in 0..found.len() {
        let Some(this) = found.get(index).copied() else {
            break;
        };
        let last = kept.checked_sub(1).and_then(|last| found.get(last)).copied();
        if let Some(last) = last
            && let Some(form) = sum(input, &last, &this)
            && let Some(place) = found.get_mut(kept - 1)
        {
            *place = Found {
                span: Span::new(last.span.start(), this.span.end()),
                past: this.past,
                form,
                label: this.label,
                ..last
            };
            continue;
        }
        if let Some(place) = found.get_mut(kept) {
            *place = this;
        }
        kept += 1;
    }
    found.truncate(kept);
}

/// The sum of two neighbours of which the second counts a part of the first's unit.
fn sum(input: Input<'_>, last: &Found, this: &Found) -> Option<Form> {
    let gap = this.from.checked_sub(last.past)?;
    let and = gap == 1 && input.word(last.past, "and");
    if input
        .toks
        .get(last.past..this.from)?
        .iter()
        .any(|tok| tok.is(SENT))
        || input.toks.get(this.from)?.is(SENT)
    {
        return None;
    }
    match (last.form, this.form) {
        (Form::Time(first), Form::Time(second)) if gap == 0 || and => Some(Form::Time(Resolved {
            stamp: lengths(first.stamp, second.stamp)?,
            ..first
        })),
        (Form::Number(Number::Quantity(Some(a), large)), Form::Number(Number::Quantity(Some(b), small)))
            if gap == 0 || (gap == 1 && input.mark(last.past, ',')) =>
        {
            let units = &input.lexicon.units;
            let parts = units.parts(large, small)?;
            let total = a.times(parts)?.plus(b).filter(|_| b < parts)?;
            Some(Form::Number(Number::Quantity(Some(total), small)))
        }
        _ => None,
    }
}

/// Two lengths of time of which the second counts a part of the first's last unit, as one.
fn lengths(first: Stamp, second: Stamp) -> Option<Stamp> {
    let Stamp::Length(Count::Exactly(b), small) = second else {
        return None;
    };
    let whole = |count: Decimal| count.to_u64().and_then(|count| u32::try_from(count).ok());
    match first {
        Stamp::Length(Count::Exactly(a), large) => {
            let parts = parts_of(large, small).filter(|parts| b < Decimal::whole(*parts))?;
            Some(match (whole(a), whole(b)) {
                // ISO 8601 has weeks stand alone; a part of a unit makes the sum, and so does nothing.
                (Some(a @ 1..), Some(b @ 1..)) if large != Unit::Week => {
                    Stamp::Lengths([(a, large), (b, small), (0, Unit::Second)])
                }
                _ => Stamp::Length(Count::Exactly(a.times(Decimal::whole(parts))?.plus(b)?), small),
            })
        }
        Stamp::Lengths([large, last, (0, _)]) => {
            let parts = parts_of(last.1, small).filter(|parts| b < Decimal::whole(*parts))?;
            if let Some(b) = whole(b).filter(|b| *b > 0) {
                return Some(Stamp::Lengths([large, last, (b, small)]));
            }
            let above = u64::from(large.0).checked_mul(parts_of(large.1, last.1)?)?;
            let above = Decimal::whole(above.checked_add(u64::from(last.0))?);
            let total = above.times(Decimal::whole(parts))?.plus(b)?;
            Some(Stamp::Length(Count::Exactly(total), small))
        }
        _ => None,
    }
}

/// How many of the smaller unit of time the larger one has, where that is sure.
const fn parts_of(large: Unit, small: Unit) -> Option<u64> {
    Some(match (large, small) {
        (Unit::Minute, Unit::Second) | (Unit::Hour, Unit::Minute) => 60,
        (Unit::Day, Unit::Hour) => 24,
        (Unit::Week, Unit::Day) => 7,
        (Unit::Year, Unit::Month) => 12,
        _ => return None,
    })
}

/// A clock that begins a range is in the half of the day of its end.
fn align(input: Input<'_>, last: &mut Found, this: &Found) {
    let said = input.is(last.past.saturating_sub(1), Class::Ampm) || lists(input, last);
    if let (Form::Time(first), Form::Time(second)) = (&mut last.form, this.form)
        && let (Stamp::Point(from), Stamp::Point(to)) = (&mut first.stamp, second.stamp)
        && let (Some(clock), Some(end)) = (from.clock, to.clock)
        && !said
    {
        from.clock = Some(same_half(clock, end));
    }
}

/// The clock that begins a range without saying a.m. or p.m., in the half of the day of its end.
fn same_half(first: Clock, last: Clock) -> Clock {
    let (
        Clock::At {
            hour,
            minute,
            second,
            zone,
        },
        Clock::At {
            hour: end,
            zone: end_zone,
            ..
        },
    ) = (first, last)
    else {
        return first;
    };
    let later = hour < 12 && end >= 12 && hour + 12 <= end;
    Clock::At {
        hour: if later { hour + 12 } else { hour },
        minute,
        second,
        zone: zone.or(end_zone),
    }
}

/// `$10 a day`: right behind a number the day comes back.
fn rate(input: Input<'_>, last: &Found, this: &mut Found) {
    let number = matches!(last.form, Form::Number(_)) && last.past == this.from;
    let article = input.word(this.from, "a") || input.word(this.from, "an");
    if let Form::Time(time) = &mut this.form
        && number
        && article
        && matches!(time.stamp, Stamp::Length(..))
    {
        time.kind = TimexKind::Set;
    }
}

/// `180-kilometre (110-mile)`, `5 feet, or 1.5 metres`: the second says the first in another unit.
fn convert(input: Input<'_>, last: &Found, this: &mut Found) {
    let (Form::Number(Number::Quantity(_, from)), Form::Number(Number::Quantity(_, to))) =
        (last.form, this.form)
    else {
        return;
    };
    let si = |index: u32| input.lexicon.units.list.get(index as usize).map(|unit| &*unit.si);
    let opening =
        (last.past..this.from).any(|at| input.mark(at, '(') || input.mark(at, '[') || input.word(at, "or"));
    if from != to && opening && si(from) == si(to) {
        this.converts = Some(last.span);
    }
}

/// Whether only `to`, `and`, `or` or a dash stands between two tokens; a dash before the word too (`eight- to 10-hour`).
fn joined(input: Input<'_>, from: usize, to: usize) -> bool {
    if to == from + 2 && input.mark(from, '-') && input.glued(from) {
        return input.word(from + 1, "to") || input.word(from + 1, "or");
    }
    let word = input.is(from, Class::Joins);
    to == from + 1 && (word || input.mark(from, '-') || input.mark(from, '×') || input.mark(from, '\u{2014}'))
}

/// Whether "and" lists here: it joins a range only behind "between".
fn lists(input: Input<'_>, last: &Found) -> bool {
    let between = last
        .from
        .checked_sub(1)
        .is_some_and(|at| input.word(at, "between"));
    input.word(last.past, "and") && !between
}

/// Whether a number has a scale's word or letter (million, bn).
fn is_scaled(input: Input<'_>, it: &Found) -> bool {
    (it.from..it.past).any(|at| input.is(at, Class::Scale) || input.is(at, Class::LetterScale))
}

/// The two ends of a range share what only one of them says: the year, the unit, the currency, the million.
fn share(input: Input<'_>, last: &mut Found, this: &mut Found) {
    let lists = lists(input, last);
    // "5 to 10 million" begins at five million.
    let grown = |first: Decimal, second: Option<Decimal>| {
        let alike = is_scaled(input, this) && !is_scaled(input, last);
        if alike { scale_alike(first, second) } else { first }
    };
    match (last.form, this.form) {
        (Form::Time(first), Form::Time(second)) if last.open && !this.open => {
            if let Some(first) = with_year(first, second) {
                last.form = Form::Time(first);
            }
        }
        // Two to three years, 30 to 60 minutes.
        (Form::Number(Number::Cardinal(Some(count))), Form::Time(second)) if !lists => {
            if let Stamp::Length(Count::Exactly(_), unit) = second.stamp {
                last.form = Form::Time(Resolved {
                    stamp: Stamp::Length(Count::Exactly(count), unit),
                    ..second
                });
                last.label = this.label;
            }
        }
        (Form::Number(Number::Cardinal(Some(first))), Form::Number(second)) if !lists => {
            let (number, label) = match second {
                Number::Percent(_) => (Number::Percent(Some(first)), Label::Percent),
                Number::Money(second, currency) => {
                    (Number::Money(Some(grown(first, second)), currency), Label::Money)
                }
                Number::Quantity(_, unit) => (Number::Quantity(Some(first), unit), Label::Quantity),
                Number::Cardinal(second) if input.tok(last.from).is_some_and(|tok| tok.kind == Kind::Num) => {
                    (Number::Cardinal(Some(grown(first, second))), Label::Cardinal)
                }
                Number::Cardinal(_) | Number::Ordinal(_) => return,
            };
            (last.form, last.label) = (Form::Number(number), label);
        }
        (Form::Number(Number::Money(Some(first), currency)), Form::Number(Number::Money(second, other)))
            if currency == other && !lists =>
        {
            last.form = Form::Number(Number::Money(Some(grown(first, second)), currency));
        }
        // Between US$300 and 400 billion.
        (Form::Number(Number::Money(Some(first), currency)), Form::Number(Number::Cardinal(second)))
            if is_scaled(input, this) && !is_scaled(input, last) && !lists =>
        {
            last.form = Form::Number(Number::Money(Some(grown(first, second)), currency));
            (this.form, this.label) = (Form::Number(Number::Money(second, currency)), Label::Money);
        }
        // £20-30.
        (Form::Number(Number::Money(Some(_), currency)), Form::Number(Number::Cardinal(second)))
            if input.hyphen(last.past) && !counts_noun(input, this.past) =>
        {
            (this.form, this.label) = (Form::Number(Number::Money(second, currency)), Label::Money);
        }
        _ => {}
    }
}

/// The first of two dates in the year of the second: from March to August 2011.
fn with_year(mut first: Resolved, second: Resolved) -> Option<Resolved> {
    let (Stamp::Point(from), Stamp::Point(to)) = (&mut first.stamp, second.stamp) else {
        return None;
    };
    let place = |point: &Point| match point.grain {
        Grain::Month(month) => Some((month, 0)),
        Grain::Day(month, day) => Some((month, day)),
        _ => None,
    };
    let (early, late) = (place(from).filter(|_| !from.dayless)?, place(&to));
    // From November to February 2011 begins in 2010.
    let back = i32::from(late.is_some_and(|late| early > late));
    from.year = to.year.map(|year| year - back);
    Some(first)
}

/// The first number takes the second's power of a thousand where it is below 1000 and the second is not.
fn scale_alike(first: Decimal, second: Option<Decimal>) -> Decimal {
    let (Some(second), true) = (second, first < Decimal::whole(1000)) else {
        return first;
    };
    let power = [12, 9, 6, 3]
        .into_iter()
        .find(|power| Decimal::whole(1).shift(*power).is_some_and(|unit| second >= unit));
    power.and_then(|power| first.shift(power)).unwrap_or(first)
}

/// Gives times of day their day: one named in the sentence, else the last one spoken of, else publication's.
fn settle(input: Input<'_>, published: Option<Date>, found: &mut [Found]) {
    let point_of = |it: &Found| match it.form {
        Form::Time(Resolved {
            stamp: Stamp::Point(point),
            floating,
            ..
        }) => Some((point, floating)),
        _ => None,
    };
    let day_of = |it: &Found| {
        point_of(it)
            .filter(|(point, floating)| !floating && matches!(point.grain, Grain::Day(..)))
            .map(|(point, _)| point)
    };
    let breaks = |from: usize, to: usize| {
        input
            .toks
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .any(|tok| tok.is(SENT))
    };
    let mut last: Option<(Point, usize)> = None;
    for index in 0..found.len() {
        let Some(this) = found.get(index).copied() else {
            break;
        };
        if let Some(point) = day_of(&this) {
            last = Some((point, this.past));
            continue;
        }
        let Some((
            Point {
                clock: Some(clock), ..
            },
            true,
        )) = point_of(&this)
        else {
            continue;
        };
        // "8:30 p.m. (1930 UTC) on Tuesday": the day may stand behind another time.
        let behind = found.get(index + 1..).unwrap_or_default();
        let next = behind
            .iter()
            .take(2)
            .take_while(|next| next.from < this.past + 2 * NEAR && !breaks(this.past, next.from))
            .find_map(day_of)
            .filter(|_| behind.first().is_some_and(|next| next.from < this.past + NEAR));
        // A bound on the look back keeps one endless sentence linear.
        let near = last.filter(|(_, past)| this.from.saturating_sub(*past) < DAY_LASTS);
        let here = near.filter(|(_, past)| !breaks(*past, this.from));
        // A day to come that another sentence spoke of is no day of what was.
        let near = near.filter(|(point, _)| {
            let coming = calendar::first_day(point)
                .zip(published)
                .is_some_and(|(day, published)| day > published);
            !coming || tense::around(input, this.from, this.past, Cues::Forms) != Tense::Past
        });
        let base = here
            .map(|(point, _)| point)
            .or(next)
            .or(near.map(|(point, _)| point))
            .or(published.map(calendar::day));
        let Some(base) = base else { continue };
        if let Some(Found {
            form: Form::Time(resolved),
            ..
        }) = found.get_mut(index)
        {
            resolved.stamp = Stamp::Point(Point { clock: None, ..base }.at(clock));
        }
    }
}
