//! Values: whether a normal form says the same as the gold's, and stretches of days for comparing dates that
//! different schemes write differently.

use jiff::civil::{Date, ISOWeekDate, Weekday};

/// The days that a date covers, both included. What lies before the year 1 is counted in years alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    first: (i32, u16),
    last: (i32, u16),
    slack: Slack,
    part: Part,
}

/// Which part of its days a date means: TIMEX3's `mod`, for which ISO 8601 and TEI have no form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Start,
    Mid,
    End,
}

/// How nearly two stretches must agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Slack {
    /// To the day.
    None,
    /// Seasons have no agreed first day: within a month.
    Season,
    /// Decades and centuries: the years alone.
    Years,
    /// Centuries before the year 1, which begin with a year of the last one's name: within a year.
    About,
}

impl Days {
    /// The days of a TIMEX3 value or of an ISO 8601 date as TEI's `when` has it (`2015`, `-0594`, `2015-05`,
    /// `2015-W20`, `2015-SU`, `199`, `18`, `BC0594`). A time of day is left out; `None` for durations, vague
    /// references and what has an `X`.
    #[must_use]
    pub fn of(value: &str) -> Option<Self> {
        if let Some((from, to)) = value.split_once('/') {
            return Some(Self::of(from)?.to(Self::of(to)?));
        }
        let value = value.split_once('T').map_or(value, |(day, _)| day);
        let bc = value
            .strip_prefix("BC")
            .or_else(|| value.strip_prefix('-').filter(|rest| !rest.starts_with('-')));
        if let Some(year) = bc {
            return Self::before_christ(year, value.starts_with("BC"));
        }
        if let Some(rest) = value.strip_prefix("XXXX-").or_else(|| value.strip_prefix("--")) {
            // What comes back every year: its days in a leap year, and no year.
            let days = Self::within(2000, rest)?;
            let loosed = |(_, day): (i32, u16)| (0, day);
            return Some(Self {
                first: loosed(days.first),
                last: loosed(days.last),
                ..days
            });
        }
        let (year, rest) = value.split_once('-').unwrap_or((value, ""));
        let number: i16 = year.parse().ok()?;
        let (from, to) = match year.len() {
            2 => (
                number.checked_mul(100)?,
                number.checked_mul(100)?.checked_add(99)?,
            ),
            3 => (number.checked_mul(10)?, number.checked_mul(10)?.checked_add(9)?),
            _ => (number, number),
        };
        if !rest.is_empty() {
            return Self::within(number, rest);
        }
        let slack = if year.len() < 4 { Slack::Years } else { Slack::None };
        Some(Self {
            slack,
            ..Self::between(first_of(from)?, last_of(to, 12)?)
        })
    }

    /// The days of a date of TEI: years may have any number of digits there.
    #[must_use]
    pub fn of_tei(value: &str) -> Option<Self> {
        if value.len() < 4 && value.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::of(&format!("{value:0>4}"));
        }
        Self::of(value)
    }

    /// From the first of these days to the last of those.
    #[must_use]
    pub const fn to(self, last: Self) -> Self {
        Self {
            first: self.first,
            last: last.last,
            slack: if self.slack as u8 > last.slack as u8 {
                self.slack
            } else {
                last.slack
            },
            part: Part::Whole,
        }
    }

    /// The same days with TIMEX3's `mod`: `START`, `MID` and `END` leave it open how much of them is meant.
    #[must_use]
    pub fn with_modifier(self, modifier: &str) -> Self {
        let part = match modifier {
            "START" => Part::Start,
            "MID" => Part::Mid,
            "END" => Part::End,
            _ => Part::Whole,
        };
        Self { part, ..self }
    }

    /// Whether both are the same days. Where this date means a part of its days (the early 1980s), other days are the
    /// same that are such a part: that begin with them, end with them, or lie among them.
    #[must_use]
    pub fn alike(self, other: Self) -> bool {
        let days = |a: (i32, u16), b: (i32, u16)| ((a.0 - b.0) * 366 + i32::from(a.1) - i32::from(b.1)).abs();
        let near = |a: (i32, u16), b: (i32, u16)| match self.slack.max(other.slack) {
            Slack::None => a == b,
            Slack::Season => days(a, b) <= 32,
            Slack::Years => a.0 == b.0,
            Slack::About => (a.0 - b.0).abs() <= 1,
        };
        let (begins, ends) = (near(self.first, other.first), near(self.last, other.last));
        let (after, before) = (self.first <= other.first, other.last <= self.last);
        match self.part {
            Part::Whole => begins && ends,
            Part::Start => begins && (ends || before),
            Part::Mid => (begins && ends) || (after && before),
            Part::End => ends && (begins || after),
        }
    }

    fn between(first: Date, last: Date) -> Self {
        let key = |date: Date| (i32::from(date.year()), date.day_of_year().unsigned_abs());
        Self {
            first: key(first),
            last: key(last),
            slack: Slack::None,
            part: Part::Whole,
        }
    }

    /// Years before the year 1, counted back; TIMEX3's two digits are a century and three a decade (`BC04`: 499 to 400).
    fn before_christ(text: &str, timex: bool) -> Option<Self> {
        let digits = text.split('-').next()?;
        let number: i32 = digits.parse().ok()?;
        let (from, to, slack) = match digits.len() {
            2 if timex => (
                number.checked_mul(100)?.checked_add(99)?,
                number.checked_mul(100)?,
                Slack::About,
            ),
            3 if timex => (
                number.checked_mul(10)?.checked_add(9)?,
                number.checked_mul(10)?,
                Slack::About,
            ),
            _ => (number, number, Slack::None),
        };
        Some(Self {
            first: (-from, 0),
            last: (-to, 0),
            slack,
            part: Part::Whole,
        })
    }

    /// What of a year: `05`, `05-17`, `W20`, `W20-WE`, `Q2`, `H1`, `SU`.
    fn within(year: i16, rest: &str) -> Option<Self> {
        let months =
            |from: i8, to: i8| Some(Self::between(Date::new(year, from, 1).ok()?, last_of(year, to)?));
        let season = |from: i8, to: i8| {
            months(from, to).map(|days| Self {
                slack: Slack::Season,
                ..days
            })
        };
        if let Some(week) = rest.strip_prefix('W').filter(|_| rest != "WI") {
            let (week, weekend) = week.split_once('-').unwrap_or((week, ""));
            let day = |weekday| {
                ISOWeekDate::new(year, week.parse().ok()?, weekday)
                    .ok()
                    .map(|week| week.date())
            };
            let first = if weekend.is_empty() {
                Weekday::Monday
            } else {
                Weekday::Saturday
            };
            return Some(Self::between(day(first)?, day(Weekday::Sunday)?));
        }
        match rest {
            "Q1" => months(1, 3),
            "Q2" => months(4, 6),
            "Q3" => months(7, 9),
            "Q4" => months(10, 12),
            "H1" => months(1, 6),
            "H2" => months(7, 12),
            "SP" => season(3, 5),
            "SU" => season(6, 8),
            "FA" => season(9, 11),
            "WI" => {
                let last = last_of(year.checked_add(1)?, 2)?;
                Some(Self {
                    slack: Slack::Season,
                    ..Self::between(Date::new(year, 12, 1).ok()?, last)
                })
            }
            _ => {
                let (month, day) = rest.split_once('-').unwrap_or((rest, ""));
                let month = month.parse().ok()?;
                if day.is_empty() {
                    return months(month, month);
                }
                let day = Date::new(year, month, day.parse().ok()?).ok()?;
                Some(Self::between(day, day))
            }
        }
    }
}

fn first_of(year: i16) -> Option<Date> {
    Date::new(year, 1, 1).ok()
}

fn last_of(year: i16, month: i8) -> Option<Date> {
    Date::new(year, month, 1).ok().map(Date::last_of_month)
}

/// Whether a system's date says the same as the gold's: the same TIMEX3 value, or the same hour written
/// with and without seconds.
#[must_use]
pub fn same_date(gold: &str, system: &str) -> bool {
    let plain = |value: &str| {
        value
            .strip_suffix(":00")
            .filter(|rest| rest.matches(':').count() == 1)
            .map_or_else(|| value.to_owned(), str::to_owned)
    };
    plain(gold) == plain(system)
}

/// Whether a gold key of a date is an ISO form that is scored: no duration and no mere surface.
#[must_use]
pub fn is_located(key: &str) -> bool {
    key.ends_with("_REF")
        || key.bytes().next().is_some_and(|byte| byte.is_ascii_digit()) && !key.contains(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(a: &str, b: &str, wanted: bool) {
        assert_eq!(
            Days::of(a).zip(Days::of(b)).is_some_and(|(a, b)| a.alike(b)),
            wanted,
            "{a} {b}"
        );
    }

    #[test]
    fn days_are_alike_however_they_are_written() {
        check("2015-05-17T20:00", "2015-05-17", true);
        check("2017-W28", "2017-07-10/2017-07-16", true);
        check("2015-W38-WE", "2015-09-19/2015-09-20", true);
        check("18", "1800-01-01/1899-12-31", true);
        check("195", "1950-01-01/1959-12-31", true);
        check("2010-SU", "2010-06/2010-09", true);
        check("2010-SU", "2010-06/2010-12", false);
        check("BC0594", "-0594", true);
        check("BC04", "-0500/-0401", true);
        check("BC04", "-0400/-0301", false);
        check("BC0500", "-0500/-0401", false);
        check("2015", "2015-05", false);
        check("P3Y", "P3Y", false);
        check("XXXX-05", "2015-05", false);
        check("XXXX-05", "--05", true);
        check("XXXX-SU", "--06/--09", true);
        check("XXXX-WI", "--12/--03", true);
        check("198", "1980-01-01/1989-01-01", true);
    }

    #[test]
    fn a_part_of_a_period_is_any_such_part() {
        for (value, modifier, other, wanted) in [
            ("198", "START", "1980-01-01/1985-12-31", true),
            ("198", "START", "1985-01-01/1989-12-31", false),
            ("198", "", "1980-01-01/1985-12-31", false),
            ("19", "END", "1975-01-01/1999-12-31", true),
            ("XXXX-09", "END", "--09-15/--09-30", true),
            ("198", "MID", "1982/1988", true),
            ("198", "MID", "1982/1992", false),
        ] {
            let days = Days::of(value).map(|days| days.with_modifier(modifier));
            let alike = days
                .zip(Days::of(other))
                .is_some_and(|(days, other)| days.alike(other));
            assert_eq!(alike, wanted, "{value} {modifier} {other}");
        }
    }

    #[test]
    fn keys_that_are_scored() {
        for (key, wanted) in [
            ("2024-08-05", true),
            ("PAST_REF", true),
            ("P1Y", false),
            ("two weeks", false),
            ("5 years of age", false),
        ] {
            assert_eq!(is_located(key), wanted, "{key}");
        }
        assert!(same_date("2019-08-02T17:00", "2019-08-02T17:00:00"));
        assert!(!same_date("2019-08-02", "2019-08-03"));
    }
}
