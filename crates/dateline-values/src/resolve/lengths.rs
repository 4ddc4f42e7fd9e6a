//! Lengths of time, what recurs, and times of day.

use super::*;

/// The hour that begins a range, in the half of the day of the one that ends it: 3 to 5 p.m., but 11 to 3 p.m.
fn first_hour(first: i32, last: u8) -> Option<u8> {
    let first = u8::try_from(first)
        .ok()
        .filter(|first| (1..=12).contains(first))?;
    let noon = if last >= 12 { 12 } else { 0 };
    let same = first % 12 + noon;
    Some(if same <= last {
        same
    } else {
        first % 12 + 12 - noon
    })
}

/// Whether no number stands in an expression of length.
const fn caps_are_bare(caps: &Caps) -> bool {
    caps.n.is_none() && !caps.vague
}

impl Context<'_> {
    pub(super) fn length(&self, it: &Match) -> Option<Resolved> {
        if it.action == Action::Life {
            let years = it
                .caps
                .num
                .map(|years| Count::Exactly(Decimal::whole(years as u64)))?;
            return found(TimexKind::Duration, Stamp::Length(years, Unit::Year));
        }
        let years = |years| {
            found(
                TimexKind::Duration,
                Stamp::Length(Count::Exactly(Decimal::whole(years)), Unit::Year),
            )
        };
        if it.argument == 4 {
            return years(25);
        }
        let unit = it.caps.unit?;
        let single = self.input.is(it.past.checked_sub(1)?, Class::Unit);
        let article = ["a", "an", "another"]
            .iter()
            .any(|word| self.input.word(it.start, word));
        // A second thing, a quarter of it.
        // A broken "19 - year-old".
        let dashed = it
            .start
            .checked_sub(1)
            .is_some_and(|before| self.input.mark(before, '-'));
        if caps_are_bare(&it.caps) && dashed {
            return None;
        }
        if single
            && article
            && it.argument == 0
            && matches!(unit, Unit::Second | Unit::Quarter | Unit::Season)
        {
            return None;
        }
        // "10 year" for "10-year", but not "World Cup 2018 day five".
        let many = matches!(it.caps.n, Some(Count::Exactly(count)) if count > Decimal::whole(100));
        if single && many && !(it.start..it.past).any(|at| self.input.mark(at, '-')) {
            return None;
        }
        // "60 Minutes" is a programme.
        let capital = self
            .input
            .tok(it.past.checked_sub(1)?)
            .is_some_and(|tok| tok.is(CAP) && !tok.is(SENT));
        if capital && it.past == it.start + 2 && self.input.tok(it.start)?.kind == Kind::Num {
            return None;
        }
        if it.argument == 2 {
            let (half, smaller) = match unit {
                Unit::Hour => (30, Unit::Minute),
                Unit::Day => (12, Unit::Hour),
                Unit::Year => (6, Unit::Month),
                Unit::Decade => (5, Unit::Year),
                Unit::Century => (50, Unit::Year),
                unit => {
                    return found(
                        TimexKind::Duration,
                        Stamp::Length(Count::Exactly(Decimal::parse("0.5")?), unit),
                    );
                }
            };
            return found(
                TimexKind::Duration,
                Stamp::Length(Count::Exactly(Decimal::whole(half)), smaller),
            );
        }
        // "He will one day return."
        let some_day = self.input.word(it.start, "one")
            && self.ends(it, "day")
            && it
                .start
                .checked_sub(1)
                .is_some_and(|before| self.input.is(before, Class::Future));
        if some_day && it.past == it.start + 2 {
            return None;
        }
        let caps = self.halved(it, &it.caps);
        let one = caps.n.is_none() && (it.from..it.past).any(|at| self.input.is(at, Class::Unit));
        let count = match caps.n {
            Some(count) if !caps.vague => count,
            None if one && !caps.vague => Count::Exactly(Decimal::whole(1)),
            _ => Count::Some,
        };
        // "Hundreds of years", but not "five of days"; "0900 hours" are a time of day.
        let exact = matches!(count, Count::Exactly(_));
        let clock = self.input.tok(it.start).is_some_and(|tok| {
            tok.kind == Kind::Num && tok.len() == 4 && self.input.slice(tok).starts_with('0')
        });
        if (exact && self.says(it, &["of"]) && !self.says(it, &["age"])) || clock {
            return None;
        }
        found(TimexKind::Duration, Stamp::Length(count, unit))
    }

    pub(super) fn every(&self, it: &Match) -> Option<Resolved> {
        let caps = &it.caps;
        let one = Count::Exactly(Decimal::whole(1));
        let year = |grain| Stamp::Point(Point::new(None, grain));
        let stamp = if let Some(dow) = caps.dow {
            let at = Point::new(None, Grain::Weekday(dow));
            Stamp::Point(caps.part.map_or(at, |part| at.at(Clock::Part(part))))
        } else if let Some(month) = caps.month {
            year(Grain::Month(month))
        } else if let Some(season) = caps.season {
            year(Grain::Season(season))
        } else if let Some(part) = caps.part {
            Stamp::Point(Point::time(Clock::Part(part)))
        } else {
            let unit = caps.unit.filter(|unit| *unit != Unit::Second)?;
            let count = if it.argument == 2 {
                Count::Exactly(Decimal::whole(2))
            } else {
                caps.n.unwrap_or(one)
            };
            Stamp::Length(count, unit)
        };
        found(TimexKind::Set, stamp)
    }

    pub(super) fn clock(&self, it: &Match) -> Option<Resolved> {
        let mut caps = it.caps;
        match it.argument {
            12 => caps.clock = Some((12, Some(0), None)),
            // Midnight begins its day; TIMEX3 has no better for the one that ends it.
            24 => caps.clock = Some((0, Some(0), None)),
            30 => caps.clock = caps.num.map(|hour| (hour as u8, Some(30), None)),
            15 => caps.clock = caps.num.map(|hour| (hour as u8, Some(15), None)),
            45 => caps.clock = caps.num.map(|hour| ((hour + 11) as u8 % 12, Some(45), None)),
            1 => caps.clock = caps.num.map(|hour| (hour as u8, None, None)),
            2 => caps.clock = Some((first_hour(caps.num?, caps.clock?.0)?, None, None)),
            _ => {}
        }
        if let (
            Some(DayPart::Afternoon | DayPart::Evening | DayPart::Night),
            Some((hour @ 1..=11, minute, second)),
        ) = (caps.part, caps.clock)
        {
            caps.clock = Some((hour + 12, minute, second));
        }
        let clock = clock_of(&caps)?;
        if caps.dow.is_some() {
            let Some(Resolved {
                stamp: Stamp::Point(at),
                ..
            }) = self.dow(&Match {
                caps: Caps {
                    part: None,
                    clock: None,
                    ..caps
                },
                start: it.dow_at(self.input)?,
                ..*it
            })
            else {
                return None;
            };
            return point(at.at(clock));
        }
        // "2 p.m. tomorrow"
        let days = ["yesterday", "today", "tomorrow"]
            .iter()
            .position(|word| self.ends(it, word));
        if let (Some(days), Some(published)) = (days, self.published) {
            let date = shift(published, days as i64 - 1, Unit::Day)?;
            return point(day(date).at(clock));
        }
        let mut resolved = point(Point::time(clock))?;
        resolved.floating = true;
        Some(resolved)
    }
}
