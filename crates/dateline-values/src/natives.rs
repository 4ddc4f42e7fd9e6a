//! Elements of patterns that only code can tell: numbers in a range, clock times, numeric dates.

use crate::amounts::{self, Input};
use crate::decimal::Decimal;
use crate::lexicon::Class;
use crate::scan::{CAP, Kind, POINTED, SPACE};
use crate::timex::{Count, DayPart, Season, Unit};

/// Declares the natives with the names that patterns use and the classes that a first word of theirs may have.
macro_rules! natives {
    ($($(#[$doc:meta])* $native:ident = $name:literal $first:expr,)+) => {
        /// An element that code reads.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Native { $($(#[$doc])* $native,)+ }

        impl Native {
            pub(crate) fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$native),)+ _ => None }
            }

            /// The classes of a word that it may begin with; numbers are always looked at.
            pub(crate) const fn first(self) -> u64 {
                match self { $(Self::$native => $first,)+ }
            }
        }
    };
}

const NUMBER_WORDS: u64 = Class::Small.bit() | Class::Tens.bit() | Class::Dozen.bit() | Class::Fraction.bit();

natives! {
    /// A hyphen between two tokens without space.
    Hyphen = "hyphen" 0,
    /// A hyphen or dash, with or without space.
    Dash = "dash" 0,
    /// 1 to 31, also with an ordinal's ending.
    Day = "day" Class::Ordinal.bit(),
    /// A second day.
    Day2 = "day2" 0,
    /// Four digits from 1000 to 2999.
    Year = "year" Class::Small.bit() | Class::Tens.bit(),
    /// Two digits of a year.
    Yy = "yy" 0,
    /// A number in digits or words.
    N = "n" NUMBER_WORDS,
    /// `a` or `an`.
    A = "a" Class::Trigger.bit(),
    /// A rank.
    Ord = "ord" Class::Ordinal.bit() | Class::Tens.bit(),
    /// A second rank.
    Ord2 = "ord2" 0,
    /// `1990s`.
    Decade = "decade" 0,
    /// `30s`, of one's life.
    LifeDecade = "lifedecade" 0,
    /// `5:30`, `5 p.m.`.
    Clock = "clock" 0,
    /// `1430`.
    Hhmm = "hhmm" 0,
    /// A number of an hour in words or digits.
    Hour = "hour" Class::Small.bit(),
    /// A day with a name.
    Holiday = "holiday" 0,
    /// `Q1` to `Q4`.
    Quarter = "q" Class::Trigger.bit(),
    /// `FY2024`, `FY24`.
    Fiscal = "fy" Class::Trigger.bit(),
    /// A whole number in digits.
    Num = "num" 0,
    /// `8/5/2024`, `2024-08-05`, `5.8.2024`.
    Numeric = "numeric" 0,
    /// A second whole number in digits.
    Num2 = "num2" 0,
    /// A number of three digits or four that can be a year of the first millennium or later.
    Num3 = "num3" 0,
    /// `08/2024`.
    MonthYear = "my" 0,
    /// A year of three digits.
    Year3 = "year3" 0,
    /// `weekend`.
    Weekend = "weekend" Class::Unit.bit(),
}

impl Native {
    /// Whether it can begin with a token of this kind: what spares most calls of [`read`].
    pub(crate) const fn begins_with(self, kind: Kind) -> bool {
        match kind {
            Kind::Mark => matches!(self, Self::Hyphen | Self::Dash | Self::N),
            Kind::Word => matches!(
                self,
                Self::Day
                    | Self::Day2
                    | Self::Year
                    | Self::N
                    | Self::A
                    | Self::Ord
                    | Self::Ord2
                    | Self::Hour
                    | Self::Holiday
                    | Self::Quarter
                    | Self::Fiscal
                    | Self::Weekend
            ),
            Kind::Num => !matches!(
                self,
                Self::Hyphen | Self::Dash | Self::A | Self::Quarter | Self::Fiscal | Self::Weekend
            ),
        }
    }
}

/// What the elements of a match said.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Caps {
    pub(crate) month: Option<u8>,
    pub(crate) day: Option<u8>,
    pub(crate) day2: Option<u8>,
    pub(crate) year: Option<i32>,
    pub(crate) dow: Option<u8>,
    pub(crate) unit: Option<Unit>,
    pub(crate) season: Option<Season>,
    pub(crate) part: Option<DayPart>,
    pub(crate) rel: Option<i8>,
    pub(crate) phase: Option<u8>,
    pub(crate) n: Option<Count>,
    pub(crate) ord: Option<u64>,
    pub(crate) num: Option<i32>,
    pub(crate) yy: Option<u8>,
    pub(crate) quarter: Option<u8>,
    pub(crate) fiscal: Option<i32>,
    pub(crate) holiday: Option<u32>,
    pub(crate) clock: Option<(u8, Option<u8>, Option<u8>)>,
    pub(crate) zone: Option<i16>,
    pub(crate) numeric: Option<Numeric>,
    pub(crate) vague: bool,
}

/// A numeric date as it stands; which part is the day is decided later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numeric {
    /// Year, month, day.
    Ymd(i32, u8, u8),
    /// Two parts, day and month in either order, and a year; whether points part them.
    Two(u8, u8, i32, bool),
}

impl Caps {
    pub(crate) fn set(&mut self, class: Class, value: i32) {
        match class {
            Class::Month => self.month = Some(value as u8),
            Class::Dow | Class::Dows => self.dow = Some(value as u8),
            Class::Unit | Class::Units => self.unit = unit(value),
            Class::Period => {
                self.unit = unit(value % 100);
                self.n = (value >= 100).then(|| Count::Exactly(Decimal::whole(value as u64 / 100)));
            }
            Class::Season | Class::Seasons => self.season = season(value),
            Class::Part => self.part = part(value),
            Class::Rel => self.rel = Some(value as i8),
            Class::Phase => self.phase = Some(value as u8),
            Class::Zone => self.zone = (value < 9999).then_some(value as i16),
            Class::Vague => self.vague = true,
            Class::Years | Class::Small => self.num = Some(value),
            _ => {}
        }
    }
}

/// The unit that data files write as this number.
pub(crate) fn unit(value: i32) -> Option<Unit> {
    Some(match value {
        0 => Unit::Second,
        1 => Unit::Minute,
        2 => Unit::Hour,
        3 => Unit::Day,
        4 => Unit::Weekend,
        5 => Unit::Week,
        6 => Unit::Fortnight,
        7 => Unit::Month,
        8 => Unit::Quarter,
        9 => Unit::Season,
        10 => Unit::Year,
        11 => Unit::Decade,
        12 => Unit::Century,
        13 => Unit::Millennium,
        _ => return None,
    })
}

fn season(value: i32) -> Option<Season> {
    Some(match value {
        1 => Season::Spring,
        2 => Season::Summer,
        3 => Season::Fall,
        4 => Season::Winter,
        _ => return None,
    })
}

fn part(value: i32) -> Option<DayPart> {
    Some(match value % 10 {
        1 => DayPart::Morning,
        2 => DayPart::Midday,
        3 => DayPart::Afternoon,
        4 => DayPart::Evening,
        5 => DayPart::Night,
        6 => DayPart::Daytime,
        _ => return None,
    })
}

/// The token past the word at `at` and the full stop that makes it an abbreviation.
pub(crate) fn past_stop(input: Input<'_>, at: usize) -> usize {
    let stop = input
        .tok(at)
        .is_some_and(|tok| input.lexicon.takes_stop(tok.word));
    at + 1 + usize::from(stop && input.mark(at + 1, '.') && input.glued(at + 1))
}

/// Reads `native` at token `at`; gives the token past it.
pub(crate) fn read(native: Native, input: Input<'_>, at: usize, caps: &mut Caps) -> Option<usize> {
    let tok = input.tok(at)?;
    let num = tok.kind == Kind::Num;
    match native {
        Native::Hyphen => input.hyphen(at).then_some(at + 1),
        Native::Dash => {
            let dash = tok.is_mark('-') || tok.is_mark('\u{2014}') || tok.is_mark('\u{2013}');
            dash.then_some(at + 1)
        }
        Native::Day | Native::Day2 => {
            let (number, past) = day(input, at)?;
            let place = if native == Native::Day {
                &mut caps.day
            } else {
                &mut caps.day2
            };
            *place = Some(number);
            Some(past)
        }
        Native::Year => {
            let (year, past) = if num {
                (year(input, at)?, at + 1)
            } else {
                spelled_year(input, at)?
            };
            caps.year = Some(year);
            Some(past)
        }
        Native::Yy => {
            let (number, _) = input.plain(at).filter(|(_, digits)| *digits == 2)?;
            caps.yy = Some(number as u8);
            Some(at + 1)
        }
        Native::N => {
            let amount = amounts::amount(input, at, false)?;
            caps.n = Some(amount.value.map_or(Count::Some, Count::Exactly));
            Some(amount.past)
        }
        Native::A => {
            let a = !num && (input.word(at, "a") || input.word(at, "an"));
            a.then(|| {
                caps.n = Some(Count::Exactly(Decimal::whole(1)));
                at + 1
            })
        }
        Native::Ord | Native::Ord2 => {
            let (rank, past) = amounts::ordinal(input, at)?;
            if native == Native::Ord {
                caps.ord = Some(rank);
            }
            Some(past)
        }
        Native::Decade => {
            let (number, digits) = input.plain(at)?;
            let fits = digits == 4 && number % 10 == 0 && (1000..3000).contains(&number);
            let s = input.glued(at + 1) && (input.word(at + 1, "s") || is_possessive(input, at + 1));
            caps.year = Some(number as i32);
            (fits && s).then_some(at + 2)
        }
        Native::LifeDecade => {
            let (number, digits) = input.plain(at)?;
            let s = input.glued(at + 1) && (input.word(at + 1, "s") || is_possessive(input, at + 1));
            caps.num = Some(number as i32);
            (digits == 2 && number % 10 == 0 && number > 0 && s).then_some(at + 2)
        }
        Native::Clock => clock(input, at, caps),
        Native::Hhmm => {
            let (number, digits) = input.plain(at).filter(|_| num)?;
            let (hour, minute) = ((number / 100) as u8, (number % 100) as u8);
            if digits != 4 || number > 2400 || minute > 59 {
                return None;
            }
            caps.clock = Some((hour, Some(minute), None));
            Some(at + 1)
        }
        Native::Hour => {
            let hour = input
                .value(at, Class::Small)
                .or_else(|| input.plain(at).map(|(number, _)| number as i32))
                .filter(|hour| (1..=12).contains(hour))?;
            caps.clock = Some((hour as u8, None, None));
            Some(at + 1)
        }
        Native::Holiday => {
            if !(tok.is(CAP) || num) {
                return None;
            }
            let (index, past) = input.lexicon.holidays.find(input.toks, at)?;
            caps.holiday = Some(index);
            Some(past)
        }
        Native::Quarter => {
            let text = input.slice(tok).as_bytes();
            let [b'Q' | b'q', digit @ b'1'..=b'4'] = *text else {
                return None;
            };
            caps.quarter = Some(digit - b'0');
            Some(at + 1)
        }
        Native::Fiscal => {
            let digits = input.slice(tok).strip_prefix("FY")?;
            let number: i32 = digits.parse().ok()?;
            let year = match digits.len() {
                2 => 2000 + number,
                4 => number,
                _ => return None,
            };
            caps.fiscal = Some(year);
            Some(at + 1)
        }
        Native::Num | Native::Num2 => {
            let number = Decimal::parse(input.slice(tok))
                .filter(|_| num && tok.len() <= 7)?
                .to_u64()?;
            if native == Native::Num {
                caps.num = i32::try_from(number).ok();
            }
            Some(at + 1)
        }
        Native::Num3 => {
            let (number, _) = input.plain(at).filter(|(_, digits)| (3..=4).contains(digits))?;
            caps.year = Some(number as i32);
            (100..3000).contains(&number).then_some(at + 1)
        }
        Native::MonthYear => {
            let (month, _) = input.plain(at).filter(|(_, digits)| *digits <= 2)?;
            let sep = input.mark(at + 1, '/') && input.glued(at + 1) && input.glued(at + 2);
            let alone = !(input.mark(at + 3, '/') && input.glued(at + 3));
            caps.year = year(input, at + 2).filter(|year| (1900..2100).contains(year) && sep && alone);
            caps.month = (1..=12).contains(&month).then_some(month as u8);
            (caps.year.is_some() && caps.month.is_some()).then_some(at + 3)
        }
        Native::Year3 => {
            let (number, _) = input.plain(at).filter(|(_, digits)| *digits == 3)?;
            caps.year = Some(number as i32);
            (100..1000).contains(&number).then_some(at + 1)
        }
        Native::Numeric => numeric(input, at, caps),
        Native::Weekend => {
            let weekend = input.value(at, Class::Unit) == Some(4);
            caps.unit = Some(Unit::Weekend);
            weekend.then_some(at + 1)
        }
    }
}

/// `'s` or a bare `'` and `s`.
fn is_possessive(input: Input<'_>, at: usize) -> bool {
    input
        .tok(at)
        .is_some_and(|tok| tok.kind == Kind::Word && matches!(input.slice(tok), "'s" | "\u{2019}s"))
}

fn day(input: Input<'_>, at: usize) -> Option<(u8, usize)> {
    if let Some((rank, past)) = amounts::ordinal(input, at) {
        return (1..=31).contains(&rank).then_some((rank as u8, past));
    }
    let (number, digits) = input.plain(at)?;
    let tok = input.tok(at)?;
    // Not the beginning of a number with letters (5th is above, 5G is nothing), nor a clock time.
    let next = input.tok(at + 1);
    let lettered = next.is_some_and(|next| next.kind != Kind::Mark && !next.is(SPACE));
    let clock = input.mark(at + 1, ':') && input.glued(at + 1) && input.glued(at + 2);
    let fits = digits <= 2 && (1..=31).contains(&number) && tok.kind == Kind::Num;
    (fits && !lettered && !clock).then_some((number as u8, at + 1))
}

fn year(input: Input<'_>, at: usize) -> Option<i32> {
    let (number, digits) = input.plain(at)?;
    let next = input.tok(at + 1);
    let lettered =
        next.is_some_and(|next| next.kind != Kind::Mark && !next.is(SPACE) && !is_possessive(input, at + 1));
    (digits == 4 && (1000..3000).contains(&number) && !lettered).then_some(number as i32)
}

/// `nineteen eighty-four`, `fifteen sixteen`: a century and a year of it, without a hyphen between.
fn spelled_year(input: Input<'_>, at: usize) -> Option<(i32, usize)> {
    let century = input
        .value(at, Class::Small)
        .filter(|number| (13..=19).contains(number))?;
    let (year, past) = amounts::below_hundred(input, at + 1).filter(|(year, _)| *year >= 10)?;
    let close = input.tok(at + 1).is_some_and(|tok| tok.is(SPACE));
    close.then_some((century * 100 + i32::try_from(year).ok()?, past))
}

/// `5:30`, `17:05:09`, `5 p.m.`, `5:30pm`, `5.30 pm`, and `5.30` before a zone or `in the morning`.
fn clock(input: Input<'_>, at: usize, caps: &mut Caps) -> Option<usize> {
    let tok = input.tok(at).filter(|tok| tok.kind == Kind::Num)?;
    let mut hour: u8;
    let (mut minute, mut second) = (None, None);
    let mut past = at + 1;
    let two = |at: usize| {
        input
            .plain(at)
            .filter(|(number, digits)| *digits == 2 && *number < 60)
    };
    if tok.is(POINTED) {
        // 5.30 p.m.
        let (h, m) = input.slice(tok).split_once('.')?;
        if m.len() != 2 {
            return None;
        }
        (hour, minute) = (h.parse().ok()?, Some(m.parse().ok().filter(|m| *m < 60)?));
        let part = input.word(past, "in") && input.word(past + 1, "the") && input.is(past + 2, Class::Part);
        if !(part || input.is(past, Class::Ampm) || input.is(past, Class::Zone)) {
            return None;
        }
    } else if let Some((number, _)) = input.plain(at).filter(|(_, digits)| *digits <= 2) {
        hour = number as u8;
        if input.mark(past, ':') && input.glued(past) && input.glued(past + 1) {
            let (number, _) = two(past + 1)?;
            minute = Some(number as u8);
            past += 2;
            if input.mark(past, ':') && input.glued(past) && input.glued(past + 1) {
                let (number, _) = two(past + 1)?;
                second = Some(number as u8);
                past += 2;
            }
        }
    } else {
        return None;
    }
    if let Some(half) = input.value(past, Class::Ampm) {
        // "am" is a verb too: it must follow at once, or be written with stops or capitals.
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + half as u8;
        past += 1;
    } else if minute.is_none() || hour > 24 {
        return None;
    }
    caps.clock = Some((hour, minute, second));
    Some(past)
}

/// `8/5/2024`, `05.08.2024`, `2024-08-05`, `2024/08/05`, `5-8-2024`.
fn numeric(input: Input<'_>, at: usize, caps: &mut Caps) -> Option<usize> {
    let tok = input.tok(at).filter(|tok| tok.kind == Kind::Num)?;
    let parts: [(u32, usize); 3];
    let past;
    if tok.is(POINTED) {
        let mut pieces = input.slice(tok).split('.').map(|piece| {
            let short = piece.len() <= 4 && !piece.contains(',');
            piece
                .parse::<u32>()
                .ok()
                .filter(|_| short)
                .map(|number| (number, piece.len()))
        });
        let three = (pieces.next()??, pieces.next()??, pieces.next()??);
        if pieces.next().is_some() {
            return None;
        }
        parts = [three.0, three.1, three.2];
        past = at + 1;
    } else {
        let first = input.plain(at)?;
        let sep = |place: usize, mark: char| {
            input.mark(place, mark) && input.glued(place) && input.glued(place + 1)
        };
        let mark = if sep(at + 1, '/') { '/' } else { '-' };
        if !(sep(at + 1, mark) && sep(at + 3, mark)) || sep(at + 5, mark) {
            return None;
        }
        parts = [first, input.plain(at + 2)?, input.plain(at + 4)?];
        past = at + 5;
    }
    if parts.iter().any(|(_, digits)| *digits > 4) {
        return None;
    }
    let past = iso_time(input, past, caps).unwrap_or(past);
    caps.numeric = Some(match parts {
        [(year, 4), (month, 1..=2), (day, 1..=2)] if month <= 12 && (1..=31).contains(&day) && month > 0 => {
            Numeric::Ymd(year as i32, month as u8, day as u8)
        }
        [(a, 1..=2), (b, 1..=2), (year, digits @ (2 | 4))]
            if (1..=31).contains(&a) && (1..=31).contains(&b) && (a <= 12 || b <= 12) =>
        {
            let year = if digits == 4 {
                year as i32
            } else {
                two_digit_year(year as u8)
            };
            Numeric::Two(a as u8, b as u8, year, tok.is(POINTED))
        }
        _ => return None,
    });
    Some(past)
}

/// `T10:30:00Z` behind an ISO 8601 date: the token past it.
fn iso_time(input: Input<'_>, at: usize, caps: &mut Caps) -> Option<usize> {
    let glued = |at: usize| input.glued(at) && input.mark(at, ':') && input.glued(at + 1);
    let hour = input
        .tok(at)
        .filter(|_| input.glued(at))
        .and_then(|tok| input.slice(tok).strip_prefix('T'))?;
    let two = |at: usize, most: u32| {
        let number = input.plain(at).filter(|(_, digits)| *digits == 2);
        number
            .filter(|(number, _)| *number <= most)
            .map(|(number, _)| number as u8)
    };
    let hour: u8 = hour.parse().ok().filter(|hour| *hour < 25)?;
    let minute = two(at + 2, 59).filter(|_| glued(at + 1))?;
    let second = two(at + 4, 60).filter(|_| glued(at + 3));
    let mut past = at + 3 + 2 * usize::from(second.is_some());
    if input.glued(past) && input.word(past, "z") {
        caps.zone = Some(0);
        past += 1;
    }
    caps.clock = Some((hour, Some(minute), second));
    Some(past)
}

/// The year that two digits mean: POSIX's rule, 69 to 99 in the 20th century.
pub(crate) const fn two_digit_year(yy: u8) -> i32 {
    if yy >= 69 {
        1900 + yy as i32
    } else {
        2000 + yy as i32
    }
}
