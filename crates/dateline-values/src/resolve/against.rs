//! What is counted from another point: ago, later, the next day, that year.

use super::days::nearest;
use super::*;

/// Whether a point says less than which week, month or quarter it lies in.
fn is_coarser(point: &Point, unit: Unit) -> bool {
    let year = matches!(
        point.grain,
        Grain::Century | Grain::Decade | Grain::Year | Grain::FiscalYear
    );
    year && unit < Unit::Year
}

impl Context<'_> {
    /// The day that "later" and "the next day" count from: the last one spoken of, or that of publication.
    pub(super) fn anchor(&self) -> Option<Date> {
        self.memory
            .last
            .and_then(|(last, _)| calendar::first_day(&last))
            .or(self.published)
    }

    /// The same for so many of a unit: of a year alone ("the 2020 race") no month goes before and no day follows; that
    /// counts from the last day spoken of, or that of publication.
    pub(super) fn anchor_of(&self, unit: Unit) -> Option<Date> {
        let coarser = self.memory.last.is_some_and(|(last, _)| is_coarser(&last, unit));
        match unit {
            _ if !coarser || self.published.is_none() => self.anchor(),
            Unit::Day => self.last_day(),
            _ => self.published,
        }
    }

    /// Whether only a year has been spoken of, from which no days can be counted.
    pub(super) fn is_adrift(&self, unit: Unit) -> bool {
        let coarser = self.memory.last.is_some_and(|(last, _)| is_coarser(&last, unit));
        coarser && unit == Unit::Day && self.memory.day.is_none()
    }

    pub(super) fn last_day(&self) -> Option<Date> {
        self.memory.day.map(|(date, _)| date).or(self.published)
    }

    /// So many units from a day.
    pub(super) fn moved(&self, base: Option<Date>, sign: i64, caps: &Caps) -> Option<Resolved> {
        let vague = if sign < 0 { Stamp::Past } else { Stamp::Future };
        let unit = caps.unit?;
        let kind = if unit.is_clock() {
            TimexKind::Time
        } else {
            TimexKind::Date
        };
        let Some(Count::Exactly(count)) = caps.n.filter(|_| !caps.vague) else {
            return found(kind, vague);
        };
        let Some(base) = base else {
            return found(kind, vague);
        };
        let (count, unit) = match (count.to_u64(), unit) {
            (Some(count), unit) => (count, unit),
            // Two and a half years are thirty months.
            (None, Unit::Year) => (count.times(Decimal::whole(12))?.to_u64()?, Unit::Month),
            (None, Unit::Month | Unit::Week) => {
                let days = if unit == Unit::Month { 30 } else { 7 };
                let days = count.times(Decimal::whole(days))?.floor()?.checked_mul(sign)?;
                let date = shift(base, days, Unit::Day)?;
                return found(kind, Stamp::Point(period(date, unit)));
            }
            _ => return found(kind, vague),
        };
        let (count, unit) = match unit {
            Unit::Hour if count % 24 == 0 => (count / 24, Unit::Day),
            Unit::Hour | Unit::Minute | Unit::Second => return found(kind, vague),
            // "A decade ago" means a year, not ten of them.
            Unit::Decade => (count.checked_mul(10)?, Unit::Year),
            unit => (count, unit),
        };
        let count = i64::try_from(count).ok()?.checked_mul(sign)?;
        match shift(base, count, unit) {
            Some(date) => found(kind, Stamp::Point(period(date, unit))),
            None => found(kind, vague),
        }
    }

    /// Whether nothing stands behind an expression that it could belong to: a mark, a joining word or the end.
    pub(super) fn is_closed(&self, at: usize) -> bool {
        let Some(next) = self.input.toks.get(at) else {
            return true;
        };
        next.is(SENT | PARA)
            || next.kind == Kind::Mark
            || self.input.word(at, "and")
            || self.input.word(at, "but")
    }

    /// The count of "two years and a half" and "a year and a half": with the half.
    pub(super) fn halved(&self, it: &Match, caps: &Caps) -> Caps {
        let mut caps = *caps;
        if let (true, Some(Count::Exactly(count))) =
            (self.says(it, &["and"]) && self.says(it, &["half"]), caps.n)
            && count.to_u64().is_some()
            && let Some(sum) = Decimal::parse("0.5").and_then(|half| count.plus(half))
        {
            caps.n = Some(Count::Exactly(sum));
        }
        caps
    }

    /// "that year", "the next day", "that night".
    pub(super) fn same(&self, it: &Match) -> Option<Resolved> {
        let caps = &it.caps;
        let last = it.reach.checked_sub(1);
        // "At dawn", but not "at night", which is any.
        let moment = |at: usize| self.input.value(at, Class::Part).is_none_or(|part| part > 10);
        let within = self.input.word(it.start, "in") && it.from > it.start + 1;
        if it.start < it.from
            && caps.part.is_some()
            && caps.phase.is_none()
            && !within
            && !self.input.word(it.from - 1, "the")
            && !moment(it.from)
        {
            return None;
        }
        // "The day before the vote": the vote's day is not known.
        let counted = last.is_some_and(|at| self.input.word(at, "before") || self.input.word(at, "after"));
        if counted && !self.is_closed(it.reach) {
            let unit = caps.unit.unwrap_or(Unit::Day);
            if unit > Unit::Day {
                return unknown(unit);
            }
            let day = Point {
                dayless: true,
                ..Point::new(None, Grain::Year)
            };
            return with_part(day, caps);
        }
        if let (Some(dow), None) = (caps.dow, caps.unit) {
            let at = self
                .last_day()
                .map_or(Point::new(None, Grain::Weekday(dow)), |date| {
                    day(nearest(date, dow, -1))
                });
            return with_part(at, caps);
        }
        let unit = caps.unit.unwrap_or(Unit::Day);
        if unit.is_clock() {
            return None;
        }
        // "Later in the day" is told of a day that was, not of a deadline named before it.
        let told = self.says(it, &["day"]) && self.says(it, &["in"]);
        let base = if told {
            let past = |date: &Date| self.published.is_none_or(|published| *date <= published);
            self.last_day().filter(past).or(self.published)
        } else if unit <= Unit::Day {
            // What was done the same day was not done on a day to come.
            let coming = self
                .last_day()
                .zip(self.published)
                .is_some_and(|(day, published)| day > published);
            if coming && self.tense(it) == Tense::Past {
                self.memory.gone.or(self.published)
            } else {
                self.last_day()
            }
        } else {
            self.anchor_of(unit)
        };
        match base {
            Some(base) => with_part(period(shift(base, i64::from(it.argument), unit)?, unit), caps),
            None if unit == Unit::Day => {
                let day = Point {
                    dayless: true,
                    ..Point::new(None, Grain::Year)
                };
                with_part(day, caps)
            }
            None => unknown(unit),
        }
    }

    pub(super) fn partial_day(&self, caps: &Caps, argument: i8) -> Option<Resolved> {
        match caps.part {
            Some(part) => point(Point::time(Clock::Part(part))),
            None if argument == 0 => found(TimexKind::Date, Stamp::Present),
            None => found(
                TimexKind::Date,
                if argument < 0 { Stamp::Past } else { Stamp::Future },
            ),
        }
    }

    pub(super) fn stretch(&self, it: &Match) -> Option<Resolved> {
        let caps = &it.caps;
        let (unit, rel) = (caps.unit?, caps.rel?);
        // "It will last several weeks."
        let verb = it
            .start
            .checked_sub(1)
            .is_some_and(|before| self.input.is(before, Class::Future) || self.input.word(before, "to"));
        if verb && self.input.word(it.start, "last") {
            return None;
        }
        match caps.n {
            Some(count @ Count::Exactly(_)) if !caps.vague => {
                found(TimexKind::Duration, Stamp::Length(count, unit))
            }
            _ if rel == 0 => None,
            _ if self.scheme == Scheme::TimeMl => {
                found(TimexKind::Duration, Stamp::Length(Count::Some, unit))
            }
            _ => found(TimexKind::Date, if rel < 0 { Stamp::Past } else { Stamp::Future }),
        }
    }
}
