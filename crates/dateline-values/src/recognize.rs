//! The walk over an article's tokens that puts temporal expressions and numbers together.

use crate::amounts::Input;
use crate::decimal::Decimal;
use crate::lexicon::{Class, Lexicon};
use crate::numbers::{self, Number, Seen};
use crate::patterns::Match;
use crate::resolve::{Action, Context, DayOrder, Memory, Resolved};
use crate::scan::{self, CAP, HIDDEN, Kind, SENT, SPACE, Tok};
use crate::timex::{Clock, Grain, Point, Stamp};
use dateline_core::Span;
use dateline_core::layers::Label;
use jiff::civil::Date;

/// What a found value means, before it is written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Form {
    Time(Resolved),
    Number(Number),
}

/// A found value: tokens `from..past` of the scan.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) span: Span,
    pub(crate) label: Label,
    pub(crate) form: Form,
    /// The measure that this one converts.
    pub(crate) converts: Option<Span>,
    from: usize,
    past: usize,
    /// A date whose year the text does not give.
    open: bool,
}

/// What a run over one article needs and the next one can use again.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(crate) toks: Vec<Tok>,
    matches: Vec<Match>,
    pub(crate) found: Vec<Found>,
}

/// How values are read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Options {
    pub(crate) order: DayOrder,
    pub(crate) adverbs: bool,
}

/// Finds the values of `text`, whose scan stands in `scratch`, in text order without overlaps.
pub(crate) fn run(text: &str, lexicon: &Lexicon, published: Option<Date>, options: Options, scratch: &mut Scratch) {
    let Scratch { toks, matches, found } = scratch;
    found.clear();
    let input = Input { text, toks, lexicon };
    let mut order = options.order;
    if order == DayOrder::Auto {
        order = DayOrder::Auto;
    }
    let mut context = Context { input, published, order, adverbs: options.adverbs, memory: Memory::default() };
    let (mut at, mut page) = (0, 0);
    while at < toks.len() {
        if !may_begin(input, at) {
            at += 1;
            continue;
        }
        context.turn_page(page, at + 1);
        page = at + 1;
        let (mut best, mut next) = look(&context, at, matches);
        // A pattern with context in front may hide a longer one that begins at its mention.
        if let Some(value) = best.filter(|value| value.from > at) {
            let (other, _) = look(&context, value.from, matches);
            if let Some(other) = other.filter(|other| other.past > value.past) {
                (best, next) = (Some(other), other.past);
            }
        }
        if let Some(value) = best {
            if let Form::Time(resolved) = &value.form {
                context.remember(resolved, value.from);
            }
            found.push(value);
        }
        at = next.max(at + 1);
    }
    link(input, published, found);
}

/// Whether anything can begin at a token: one look at its classes.
fn may_begin(input: Input<'_>, at: usize) -> bool {
    let Some(tok) = input.toks.get(at) else { return false };
    if tok.is(HIDDEN) {
        return false;
    }
    const NUMBERS: u64 = Class::Small.bit()
        | Class::Tens.bit()
        | Class::Dozen.bit()
        | Class::Scales.bit()
        | Class::Ordinal.bit()
        | Class::Fraction.bit()
        | Class::Money.bit();
    match tok.kind {
        Kind::Num => true,
        Kind::Word => tok.word != 0 && input.lexicon.mask(tok) & (NUMBERS | input.lexicon.patterns.first) != 0,
        // Signs of currency, vulgar fractions, the apostrophe of '90s.
        Kind::Mark => {
            let mark = tok.word & !scan::MARK;
            mark == u32::from('$') || mark == u32::from('\'') || mark > 0x9f
        }
    }
}

/// The value at a token, and the token to go on from.
fn look(context: &Context<'_>, at: usize, matches: &mut Vec<Match>) -> (Option<Found>, usize) {
    let input = context.input;
    let time = temporal(context, at, matches);
    let (number, skip) = match numbers::read(input, at) {
        Seen::Value(reading) => (Some(reading), reading.past),
        Seen::Other(past) => (None, past),
        Seen::Nothing => (None, at + 1),
    };
    match (time, number) {
        (Some(time), Some(number)) if number.past > time.past && time.from >= number.from => (found_number(input, number), number.past),
        (Some(time), _) => (Some(time), time.past),
        (None, Some(number)) => (found_number(input, number), number.past),
        (None, None) => (None, skip),
    }
}

fn span(toks: &[Tok], from: usize, past: usize) -> Option<Span> {
    Some(Span::new(toks.get(from)?.start, toks.get(past.checked_sub(1)?)?.end))
}

fn found_number(input: Input<'_>, reading: numbers::Reading) -> Option<Found> {
    Some(Found {
        span: span(input.toks, reading.from, reading.past)?,
        label: reading.label,
        form: Form::Number(reading.number),
        converts: None,
        from: reading.from,
        past: reading.past,
        open: false,
    })
}

fn temporal(context: &Context<'_>, at: usize, matches: &mut Vec<Match>) -> Option<Found> {
    let input = context.input;
    // Digits glued to letters in front are no dates: B-2000, x2019.
    let tok = input.tok(at)?;
    let glued = !tok.is(SPACE) && at.checked_sub(1).is_some_and(|before| input.toks.get(before).is_some_and(|tok| tok.kind != Kind::Mark || tok.is(HIDDEN)));
    if glued {
        return None;
    }
    input.lexicon.patterns.find(input, at, matches);
    for it in matches.iter() {
        if it.action == Action::Year && it.past == it.from + 1 && !is_year(input, it.from) {
            continue;
        }
        let Some(resolved) = context.resolve(it) else { continue };
        let clocked = match resolved.stamp {
            Stamp::Point(point) => point.clock.is_some(),
            Stamp::Length(_, unit) => unit.is_clock(),
            _ => false,
        };
        let time = clocked || resolved.kind == dateline_core::layers::TimexKind::Time;
        return Some(Found {
            span: span(input.toks, it.from, it.past)?,
            label: if time { Label::Time } else { Label::Date },
            form: Form::Time(resolved),
            converts: None,
            from: it.from,
            past: it.past,
            open: it.caps.year.is_none(),
        });
    }
    None
}

/// Whether four digits are a year, by what stands around them.
fn is_year(input: Input<'_>, at: usize) -> bool {
    let Some((number, _)) = input.plain(at) else { return false };
    let Some(tok) = input.tok(at) else { return false };
    let before = at.checked_sub(1);
    let is_before = |class| before.is_some_and(|before| input.is(before, class));
    // Part of a chain (1430/2019), of a name (Zrínyi 2026), or after "No.".
    let tied = |place: usize| input.mark(place, '/') || input.mark(place, ':');
    let tight_before = !tok.is(SPACE) && before.is_some_and(|before| tied(before) || input.mark(before, '$') || input.mark(before, '#'));
    if tight_before || (tied(at + 1) && input.glued(at + 1) && input.glued(at + 2)) || is_before(Class::Designator) {
        return false;
    }
    if before.is_some_and(|before| input.mark(before, '.') && before > 0 && input.is(before - 1, Class::Designator)) {
        return false;
    }
    if input.is(at + 1, Class::Percent) || input.mark(at + 1, '%') || input.is(at + 1, Class::Counted) {
        return false;
    }
    let cued = is_before(Class::YearCue) || is_before(Class::Phase) || before.is_some_and(|before| input.mark(before, '('));
    if (1900..2100).contains(&number) {
        // A count after "over" or "some" with its noun is caught above; a name's number is left to the names.
        let named = before.is_some_and(|before| {
            input.tok(before).is_some_and(|tok| tok.kind == Kind::Word && tok.is(CAP) && !tok.is(SENT) && !input.is(before, Class::YearCue))
        });
        let quoted = input.mark(at + 1, '"') || input.mark(at + 1, '\u{201d}') || input.mark(at + 1, '\'');
        return !(named && quoted);
    }
    let closing = input.mark(at + 1, ')') || input.mark(at + 1, ',') || input.mark(at + 1, '.') || input.tok(at + 1).is_none();
    match number {
        1500..1900 => cued,
        1000..1500 => cued && (closing || before.is_some_and(|before| input.word(before, "in"))),
        _ => false,
    }
}

/// What only shows once the neighbours are known: conversions, ranges, the day of a time.
fn link(input: Input<'_>, published: Option<Date>, found: &mut [Found]) {
    for index in 1..found.len() {
        let (before, rest) = found.split_at_mut(index);
        let (Some(last), Some(this)) = (before.last_mut(), rest.first_mut()) else { break };
        let between = input.toks.get(last.past..this.from).unwrap_or_default();
        if between.len() > 4 || between.iter().any(|tok| tok.is(SENT)) {
            continue;
        }
        convert(input, last, this);
        if joined(input, last.past, this.from) {
            inherit(input, last, this);
        }
    }
    settle(input, published, found);
}

/// `180-kilometre (110-mile)`, `5 feet, or 1.5 metres`: the second says the first in another unit.
fn convert(input: Input<'_>, last: &Found, this: &mut Found) {
    let (Form::Number(Number::Quantity(_, from)), Form::Number(Number::Quantity(_, to))) = (last.form, this.form) else {
        return;
    };
    let si = |index: u32| input.lexicon.units.list.get(index as usize).map(|unit| &*unit.si);
    let opening = (last.past..this.from).any(|at| input.mark(at, '(') || input.mark(at, '[') || input.word(at, "or"));
    if from != to && opening && si(from) == si(to) {
        this.converts = Some(last.span);
    }
}

/// Whether only `to`, `and`, `or` or a dash stands between two tokens.
fn joined(input: Input<'_>, from: usize, to: usize) -> bool {
    to == from + 1 && (["to", "and", "or", "through", "until", "till"].iter().any(|word| input.word(from, word)) || input.mark(from, '-') || input.mark(from, '\u{2014}'))
}

/// The first of a range takes from the second what it leaves open: the year, the unit, the million.
fn inherit(input: Input<'_>, last: &mut Found, this: &Found) {
    match (&mut last.form, this.form) {
        (Form::Time(first), Form::Time(Resolved { stamp: Stamp::Point(second), .. })) if last.open && !this.open => {
            if let Stamp::Point(point) = &mut first.stamp {
                let later = |point: &Point| match point.grain {
                    Grain::Month(month) => (month, 0),
                    Grain::Day(month, day) => (month, day),
                    _ => (0, 0),
                };
                if matches!(point.grain, Grain::Month(_) | Grain::Day(..)) && !point.dayless {
                    // From November to February 2011 begins in 2010.
                    let back = i32::from(later(point) > later(&second));
                    point.year = second.year.map(|year| year - back);
                }
            }
        }
        (Form::Number(Number::Cardinal(amount)), Form::Number(number)) => {
            let Some(first) = *amount else { return };
            let digits = input.tok(last.from).is_some_and(|tok| tok.kind == Kind::Num);
            let (number, label) = match number {
                Number::Percent(_) => (Number::Percent(Some(first)), Label::Percent),
                Number::Money(second, currency) => (Number::Money(scale_alike(first, second), currency), Label::Money),
                Number::Quantity(_, unit) => (Number::Quantity(Some(first), unit), Label::Quantity),
                Number::Cardinal(second) if digits => (Number::Cardinal(scale_alike(first, second)), Label::Cardinal),
                _ => return,
            };
            // "and" joins ranges only behind "between"; otherwise it lists.
            let between = last.from.checked_sub(1).is_some_and(|at| input.word(at, "between"));
            if input.word(last.past, "and") && !between {
                return;
            }
            (last.form, last.label) = (Form::Number(number), label);
        }
        (Form::Number(Number::Money(Some(first), currency)), Form::Number(Number::Money(second, other))) if *currency == other => {
            *first = scale_alike(*first, second).unwrap_or(*first);
        }
        _ => {}
    }
}

/// "5 to 10 million" begins at five million: the first number takes the second's power of a thousand where it is
/// below 1000 and the second is not.
fn scale_alike(first: Decimal, second: Option<Decimal>) -> Option<Decimal> {
    let thousand = Decimal::whole(1000);
    let (Some(second), true) = (second, first < thousand) else { return Some(first) };
    let power = [12, 9, 6, 3].into_iter().find(|power| {
        Decimal::whole(1).shift(*power).is_some_and(|unit| second >= unit)
    });
    Some(power.and_then(|power| first.shift(power)).unwrap_or(first))
}

/// Gives times of day their day: one named in the sentence, else the last one spoken of, else publication's.
fn settle(input: Input<'_>, published: Option<Date>, found: &mut [Found]) {
    let day_of = |it: &Found| match it.form {
        Form::Time(Resolved { stamp: Stamp::Point(point), floating: false, .. }) if matches!(point.grain, Grain::Day(..)) => Some(point),
        _ => None,
    };
    let mut last: Option<(Point, usize)> = None;
    for index in 0..found.len() {
        let Some(this) = found.get(index).copied() else { break };
        if let Some(point) = day_of(&this) {
            last = Some((point, this.past));
            continue;
        }
        let Form::Time(Resolved { stamp: Stamp::Point(Point { clock: Some(clock), .. }), floating: true, .. }) = this.form else {
            continue;
        };
        let breaks = |from: usize, to: usize| input.toks.get(from..to).unwrap_or_default().iter().any(|tok| tok.is(SENT));
        let next = found.get(index + 1).filter(|next| next.from < this.past + 4 && !breaks(this.past, next.from)).and_then(day_of);
        let here = last.filter(|(_, past)| !breaks(*past, this.from));
        let near = last.filter(|(_, past)| this.from - past < 60);
        let base = here
            .map(|(point, _)| point)
            .or(next)
            .or(near.map(|(point, _)| point))
            .or(published.map(crate::calendar::day));
        if let Some(base) = base {
            let at = Stamp::Point(Point { clock: None, ..base }.at(with_zone(clock)));
            if let Some(Found { form: Form::Time(resolved), .. }) = found.get_mut(index) {
                resolved.stamp = at;
            }
        }
    }
}

const fn with_zone(clock: Clock) -> Clock {
    clock
}
