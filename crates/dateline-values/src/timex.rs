//! Points and lengths of time, and their TIMEX3 values (ISO-TimeML: ISO 8601 with additions).

use crate::decimal::Decimal;
use std::fmt;

/// How finely a point in time is given, and where within its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grain {
    /// A century: the year is its first (1900 for the 20th).
    Century,
    /// A decade: the year is its first.
    Decade,
    /// A calendar year.
    Year,
    /// A fiscal year, named by the calendar year in which it ends.
    FiscalYear,
    /// Half a year, 1 or 2.
    Half(u8),
    /// A quarter, 1 to 4; 0 where it is not known which.
    Quarter(u8),
    /// A season.
    Season(Season),
    /// A month, 1 to 12.
    Month(u8),
    /// An ISO week; the year is the week's own.
    Week(u8),
    /// Saturday and Sunday of an ISO week; week 0 where it is not known.
    Weekend(u8),
    /// A day: month and day of the month.
    Day(u8, u8),
    /// A day of an unknown week, 1 is Monday.
    Weekday(u8),
}

/// The seasons, as TIMEX3 writes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Season {
    /// `SP`
    Spring,
    /// `SU`
    Summer,
    /// `FA`
    Fall,
    /// `WI`
    Winter,
}

/// The parts of the day, as TIMEX3 writes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DayPart {
    /// `MO`
    Morning,
    /// `MI`
    Midday,
    /// `AF`
    Afternoon,
    /// `EV`
    Evening,
    /// `NI`
    Night,
    /// `DT`
    Daytime,
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    /// A part of the day.
    Part(DayPart),
    /// Hour and, where given, minute and second.
    At {
        /// 0 to 24.
        hour: u8,
        /// 0 to 59.
        minute: Option<u8>,
        /// 0 to 60.
        second: Option<u8>,
        /// Minutes east of UTC, where the text names a zone.
        zone: Option<i16>,
    },
}

/// A point (or located period) in time. What the text leaves open and nothing resolves stays `None` and is
/// written with `X`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    /// The year, 0 and less for BC (1 BC is 0).
    pub year: Option<i32>,
    /// What of the year.
    pub grain: Grain,
    /// The time of day; only with a day.
    pub clock: Option<Clock>,
    /// Whether the day itself is not known and only the clock counts.
    pub dayless: bool,
}

impl Point {
    /// A point without a time of day.
    #[must_use]
    pub(crate) const fn new(year: Option<i32>, grain: Grain) -> Self {
        Self {
            year,
            grain,
            clock: None,
            dayless: false,
        }
    }

    /// A time of an unknown day.
    #[must_use]
    pub(crate) const fn time(clock: Clock) -> Self {
        Self {
            year: None,
            grain: Grain::Year,
            clock: Some(clock),
            dayless: true,
        }
    }

    /// The same with a time of day.
    #[must_use]
    pub(crate) const fn at(mut self, clock: Clock) -> Self {
        self.clock = Some(clock);
        self
    }
}

/// Units of time, from the second up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Season,
    Year,
    Decade,
    Century,
    Millennium,
}

impl Unit {
    /// Whether it is shorter than a day.
    #[must_use]
    pub(crate) const fn is_clock(self) -> bool {
        matches!(self, Self::Second | Self::Minute | Self::Hour)
    }
}

/// How many units a duration has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Count {
    /// So many.
    Exactly(Decimal),
    /// Not said ("years", "several weeks").
    Some,
}

/// What a temporal expression denotes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Stamp {
    /// A point or located period.
    Point(Point),
    /// From one point to another, both included.
    Pair(Point, Point),
    /// A length of time.
    Length(Count, Unit),
    /// A length in two or three units, the larger first, the last of them 0 where there are two: ten years and six
    /// months.
    Lengths([(u32, Unit); 3]),
    /// Some time past.
    Past,
    /// About now.
    Present,
    /// Some time to come.
    Future,
}

fn year(f: &mut fmt::Formatter<'_>, year: Option<i32>) -> fmt::Result {
    match year {
        None => f.write_str("XXXX"),
        // 1 BC is the year 0; TIMEX3 writes BC0001.
        Some(year) if year <= 0 => write!(f, "BC{:04}", 1 - year),
        Some(year) => write!(f, "{year:04}"),
    }
}

impl fmt::Display for Season {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Spring => "SP",
            Self::Summer => "SU",
            Self::Fall => "FA",
            Self::Winter => "WI",
        })
    }
}

impl fmt::Display for DayPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Morning => "MO",
            Self::Midday => "MI",
            Self::Afternoon => "AF",
            Self::Evening => "EV",
            Self::Night => "NI",
            Self::Daytime => "DT",
        })
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Part(part) => write!(f, "T{part}"),
            Self::At {
                hour,
                minute,
                second,
                zone,
            } => {
                write!(f, "T{hour:02}:{:02}", minute.unwrap_or(0))?;
                if let Some(second) = second {
                    write!(f, ":{second:02}")?;
                }
                match zone {
                    None => Ok(()),
                    Some(0) => f.write_str("Z"),
                    Some(east) => {
                        let sign = if east < 0 { '-' } else { '+' };
                        let minutes = east.unsigned_abs();
                        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
                    }
                }
            }
        }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.dayless {
            f.write_str("XXXX-XX-XX")?;
        } else {
            match (self.grain, self.year) {
                (Grain::Century, Some(first)) if first > 0 => write!(f, "{:02}", first / 100)?,
                (Grain::Century, Some(first)) => write!(f, "BC{:02}", (0 - first) / 100)?,
                (Grain::Century, None) => f.write_str("XX")?,
                (Grain::Decade, Some(first)) if first > 0 => write!(f, "{:03}", first / 10)?,
                (Grain::Decade, Some(first)) => write!(f, "BC{:03}", (1 - first) / 10)?,
                (Grain::Decade, None) => f.write_str("XXX")?,
                (Grain::FiscalYear, _) => {
                    f.write_str("FY")?;
                    year(f, self.year)?;
                }
                _ => year(f, self.year)?,
            }
            match self.grain {
                Grain::Century | Grain::Decade | Grain::Year | Grain::FiscalYear => {}
                Grain::Half(half) => write!(f, "-H{half}")?,
                Grain::Quarter(0) => f.write_str("-QX")?,
                Grain::Quarter(quarter) => write!(f, "-Q{quarter}")?,
                Grain::Season(season) => write!(f, "-{season}")?,
                Grain::Month(month) => write!(f, "-{month:02}")?,
                Grain::Week(0) => f.write_str("-WXX")?,
                Grain::Week(week) => write!(f, "-W{week:02}")?,
                Grain::Weekend(0) => f.write_str("-WXX-WE")?,
                Grain::Weekend(week) => write!(f, "-W{week:02}-WE")?,
                Grain::Day(month, day) => write!(f, "-{month:02}-{day:02}")?,
                Grain::Weekday(day) => write!(f, "-WXX-{day}")?,
            }
        }
        self.clock.map_or(Ok(()), |clock| write!(f, "{clock}"))
    }
}

/// The letters that TIMEX3 writes for a unit, and how many of theirs one of it is: a fortnight is two weeks, a season
/// no ISO unit but TIMEX3's own.
const fn letters(unit: Unit) -> (u64, &'static str) {
    match unit {
        Unit::Second => (1, "S"),
        Unit::Minute => (1, "M"),
        Unit::Hour => (1, "H"),
        Unit::Day => (1, "D"),
        Unit::Weekend => (1, "WE"),
        Unit::Week => (1, "W"),
        Unit::Fortnight => (2, "W"),
        Unit::Month => (1, "M"),
        Unit::Quarter => (1, "Q"),
        Unit::Season => (1, "S"),
        Unit::Year => (1, "Y"),
        Unit::Decade => (1, "DE"),
        Unit::Century => (1, "CE"),
        Unit::Millennium => (1, "ML"),
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = match self {
            Self::Point(point) => return write!(f, "{point}"),
            Self::Pair(from, to) => return write!(f, "{from}/{to}"),
            Self::Past => return f.write_str("PAST_REF"),
            Self::Present => return f.write_str("PRESENT_REF"),
            Self::Future => return f.write_str("FUTURE_REF"),
            Self::Lengths(parts) => {
                f.write_str("P")?;
                let mut clock = false;
                for (count, unit) in parts.iter().filter(|(count, _)| *count > 0) {
                    if unit.is_clock() && !clock {
                        f.write_str("T")?;
                        clock = true;
                    }
                    write!(f, "{count}{}", letters(*unit).1)?;
                }
                return Ok(());
            }
            Self::Length(count, unit) => (count, unit),
        };
        let (times, letters) = letters(*unit);
        f.write_str(if unit.is_clock() { "PT" } else { "P" })?;
        match count {
            Count::Some => f.write_str("X")?,
            Count::Exactly(number) => {
                let number = number.times(Decimal::whole(times)).unwrap_or(*number);
                write!(f, "{number}")?;
            }
        }
        f.write_str(letters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(stamp: Stamp, value: &str) {
        assert_eq!(stamp.to_string(), value);
    }

    #[test]
    fn values_are_timex3() {
        let point = |year, grain| Stamp::Point(Point::new(year, grain));
        check(point(Some(2024), Grain::Day(8, 5)), "2024-08-05");
        check(point(None, Grain::Weekday(1)), "XXXX-WXX-1");
        check(point(Some(1801), Grain::Century), "18");
        check(point(Some(1990), Grain::Decade), "199");
        check(point(Some(2024), Grain::Season(Season::Summer)), "2024-SU");
        check(point(Some(2024), Grain::Weekend(31)), "2024-W31-WE");
        check(point(Some(-593), Grain::Year), "BC0594");
        check(
            Stamp::Length(Count::Exactly(Decimal::whole(3)), Unit::Year),
            "P3Y",
        );
        check(Stamp::Length(Count::Some, Unit::Hour), "PTXH");
        for (parts, value) in [
            ([(10, Unit::Year), (6, Unit::Month), (0, Unit::Day)], "P10Y6M"),
            ([(2, Unit::Day), (5, Unit::Hour), (0, Unit::Second)], "P2DT5H"),
            (
                [(2, Unit::Hour), (1, Unit::Minute), (39, Unit::Second)],
                "PT2H1M39S",
            ),
        ] {
            check(Stamp::Lengths(parts), value);
        }
        check(
            Stamp::Length(Count::Exactly(Decimal::whole(1)), Unit::Fortnight),
            "P2W",
        );
        let evening = Point::new(Some(2024), Grain::Day(8, 5)).at(Clock::Part(DayPart::Evening));
        check(Stamp::Point(evening), "2024-08-05TEV");
        let half = Clock::At {
            hour: 17,
            minute: Some(30),
            second: None,
            zone: Some(-300),
        };
        check(Stamp::Point(Point::time(half)), "XXXX-XX-XXT17:30-05:00");
    }
}
