//! Days with names, and the little date arithmetic that jiff leaves to its users.

use crate::Error;
use crate::lexicon::{Class, Lexicon, lines};
use crate::timex::{Grain, Point, Season, Unit};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// When a named day falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// The same month and day every year.
    Fixed(u8, u8),
    /// So many days after Easter Sunday.
    Easter(i16),
    /// The n-th weekday of a month; the last for -1.
    Nth(u8, u8, i8),
    /// One day of one year.
    Once(i16, u8, u8),
    /// The first such weekday on or after a month and day.
    After(u8, u8, u8),
}

impl Named {
    fn parse(text: &str) -> Option<Self> {
        if let Some(days) = text.strip_prefix("easter") {
            return days.parse().ok().map(Self::Easter);
        }
        let slashed: Vec<&str> = text.split('/').collect();
        if let [month, dow, nth] = slashed[..] {
            return Some(Self::Nth(
                month.parse().ok()?,
                dow.parse().ok()?,
                nth.parse().ok()?,
            ));
        }
        if let [day, dow] = slashed[..] {
            let Self::Fixed(month, day) = Self::parse(day)? else {
                return None;
            };
            return Some(Self::After(month, day, dow.parse().ok()?));
        }
        let dashed: Vec<&str> = text.split('-').collect();
        match dashed[..] {
            [month, day] => Some(Self::Fixed(month.parse().ok()?, day.parse().ok()?)),
            [year, month, day] => Some(Self::Once(
                year.parse().ok()?,
                month.parse().ok()?,
                day.parse().ok()?,
            )),
            _ => None,
        }
    }

    /// The day in a year.
    pub(crate) fn of_year(self, year: i32) -> Option<Date> {
        let year = i16::try_from(year).ok()?;
        match self {
            Self::Fixed(month, day) => date(year, month, day),
            Self::Once(year, month, day) => date(year, month, day),
            Self::Easter(days) => easter(year)?.checked_add(i64::from(days).days()).ok(),
            Self::Nth(month, dow, nth) => date(year, month, 1)?
                .nth_weekday_of_month(nth, Weekday::from_monday_one_offset(dow as i8).ok()?)
                .ok(),
            Self::After(month, day, dow) => {
                let from = date(year, month, day)?;
                let days = i64::from(dow) - i64::from(from.weekday().to_monday_one_offset());
                from.checked_add(days.rem_euclid(7).days()).ok()
            }
        }
    }
}

pub(crate) fn read(lexicon: &mut Lexicon, file: &str, content: &str) -> Result<(), Error> {
    for (number, line) in lines(content) {
        let Some((name, when)) = line.split_once('\t') else {
            return Err(Error::data(file, number, "takes a name and when it is"));
        };
        let named = Named::parse(when)
            .ok_or_else(|| Error::data(file, number, &format!("“{when}” says no day of the year")))?;
        if let Named::Once(year, month, day) = named
            && name == format!("{month}/{day}")
        {
            lexicon.called.extend(date(year, month, day));
        }
        let keys = lexicon.keys_of(name);
        if let Some(first) = keys.first() {
            lexicon.add(*first, Class::Trigger, 0, false);
        }
        let index = lexicon.days.len() as u32;
        lexicon.days.push(named);
        lexicon.holidays.add(&keys, index);
    }
    Ok(())
}

/// The date, if there is one.
pub(crate) fn date(year: i16, month: u8, day: u8) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Easter Sunday in the Gregorian calendar, after the anonymous algorithm of Nature (1876), as in Meeus,
/// Astronomical Algorithms, chapter 8.
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    if y < 1583 {
        return None;
    }
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e, f) = (b / 4, b % 4, (b + 8) / 25);
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    date(year, (n / 31) as u8, (n % 31 + 1) as u8)
}

/// A day as a point.
pub(crate) fn day(date: Date) -> Point {
    Point::new(
        Some(i32::from(date.year())),
        Grain::Day(date.month() as u8, date.day() as u8),
    )
}

/// The season that a month belongs to in the northern hemisphere, by meteorological reckoning.
pub(crate) const fn season_of(month: i8) -> Season {
    match month {
        3..=5 => Season::Spring,
        6..=8 => Season::Summer,
        9..=11 => Season::Fall,
        _ => Season::Winter,
    }
}

/// The unit-sized period that holds `date`.
pub(crate) fn period(date: Date, unit: Unit) -> Point {
    let year = i32::from(date.year());
    let iso = date.iso_week_date();
    let (iso_year, week) = (Some(i32::from(iso.year())), iso.week() as u8);
    let grain = match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => return day(date),
        Unit::Week | Unit::Fortnight => return Point::new(iso_year, Grain::Week(week)),
        Unit::Weekend => return Point::new(iso_year, Grain::Weekend(week)),
        Unit::Month => Grain::Month(date.month() as u8),
        Unit::Quarter => Grain::Quarter((date.month() as u8).div_ceil(3)),
        Unit::Season => Grain::Season(season_of(date.month())),
        Unit::Year => Grain::Year,
        Unit::Decade => return Point::new(Some(year - year.rem_euclid(10)), Grain::Decade),
        Unit::Century => return Point::new(Some(year - year.rem_euclid(100)), Grain::Century),
        Unit::Millennium => return Point::new(Some(year), Grain::Year),
    };
    Point::new(Some(year), grain)
}

/// `date` moved by so many units; `None` past the calendar's ends.
pub(crate) fn shift(date: Date, count: i64, unit: Unit) -> Option<Date> {
    let times = |factor: i64| count.checked_mul(factor);
    // jiff panics on spans beyond its own limits, so they are kept far below.
    let small = |count: i64| (-200_000..=200_000).contains(&count).then_some(count);
    let span = match unit {
        Unit::Second | Unit::Minute | Unit::Hour => 0.days(),
        Unit::Day => small(count)?.days(),
        Unit::Week | Unit::Weekend => small(count)?.weeks(),
        Unit::Fortnight => small(times(2)?)?.weeks(),
        Unit::Month => small(count)?.months(),
        Unit::Quarter | Unit::Season => small(times(3)?)?.months(),
        Unit::Year => year_span(count)?,
        Unit::Decade => year_span(times(10)?)?,
        Unit::Century => year_span(times(100)?)?,
        Unit::Millennium => year_span(times(1000)?)?,
    };
    date.checked_add(span).ok()
}

fn year_span(count: i64) -> Option<jiff::Span> {
    (-19_000..=19_000).contains(&count).then(|| count.years())
}

/// The first day that a point covers; `None` where the year is not known or out of the calendar.
pub(crate) fn first_day(point: &Point) -> Option<Date> {
    if point.dayless {
        return None;
    }
    let year = i16::try_from(point.year?).ok()?;
    let (month, day) = match point.grain {
        Grain::Century | Grain::Decade | Grain::Year | Grain::FiscalYear => (1, 1),
        Grain::Half(half) => (if half == 2 { 7 } else { 1 }, 1),
        Grain::Quarter(quarter) => (quarter.clamp(1, 4) * 3 - 2, 1),
        Grain::Season(Season::Spring) => (3, 1),
        Grain::Season(Season::Summer) => (6, 1),
        Grain::Season(Season::Fall) => (9, 1),
        Grain::Season(Season::Winter) => (12, 1),
        Grain::Month(month) => (month, 1),
        Grain::Day(month, day) => (month, day),
        Grain::Week(week) | Grain::Weekend(week) => {
            let week = jiff::civil::ISOWeekDate::new(year, i8::try_from(week).ok()?, Weekday::Monday);
            return week.ok().map(|week| week.date());
        }
        Grain::Weekday(_) => return None,
    };
    date(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_days_fall_where_they_should() {
        for (when, year, wanted) in [
            ("easter+0", 2024, "2024-03-31"),
            ("easter-2", 2025, "2025-04-18"),
            ("11/4/4", 2024, "2024-11-28"),
            ("05/1/-1", 2024, "2024-05-27"),
            ("12-25", 1999, "1999-12-25"),
            ("11-23/5", 2019, "2019-11-29"),
            ("11-02/2", 2016, "2016-11-08"),
            ("11-02/2", 2021, "2021-11-02"),
        ] {
            let day = Named::parse(when).and_then(|named| named.of_year(year));
            assert_eq!(day.map(|day| day.to_string()).as_deref(), Some(wanted), "{when}");
        }
    }

    #[test]
    fn far_shifts_are_refused() {
        let today = date(2024, 8, 5).unwrap();
        assert!(shift(today, i64::MAX, Unit::Year).is_none());
        assert!(shift(today, 12_000, Unit::Year).is_none());
        assert_eq!(shift(today, -1, Unit::Month), date(2024, 7, 5));
    }
}
