//! What a matched pattern means: from the elements' values to a TIMEX3 value, against the day of publication and
//! what the text spoke of before.

mod against;
mod days;
mod lengths;
mod memory;
mod periods;
mod prior;

use self::days::nearest;
use crate::amounts::Input;
use crate::calendar::{self, day, period, shift};
use crate::decimal::Decimal;
use crate::lexicon::Class;
use crate::natives::{self, Caps, Numeric, two_digit_year};
use crate::patterns::Match;
use crate::recognize::Scheme;
use crate::scan::{CAP, Kind, PARA, SENT};
use crate::tense::{self, Cues, Tense};
use crate::timex::{Clock, Count, DayPart, Grain, Point, Stamp, Unit};
use dateline_core::layers::TimexKind;
use jiff::civil::Date;

/// Declares the actions with the names that patterns use.
macro_rules! actions {
    ($($action:ident = $name:literal,)+) => {
        /// What to make of a match.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Action { $($action,)+ }

        impl Action {
            pub(crate) fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$action),)+ _ => None }
            }
        }
    };
}

actions! {
    Date = "date", Days = "days", Numeric = "numeric", Dow = "dow", DowRel = "dowrel", DowWeek = "dowweek",
    NthDow = "nthdow", Rate = "rate",
    Holiday = "holiday", HolidayRel = "holidayrel",
    Month = "month", MonthRel = "monthrel", Year = "year", YearSpan = "yearspan", Decade = "decade",
    Century = "century", Bc = "bc", Ad = "ad", Season = "season", SeasonRel = "seasonrel",
    Quarter = "quarter", QuarterRel = "quarterrel", Half = "half", HalfRel = "halfrel", Fiscal = "fiscal",
    Day = "day", UnitRel = "unitrel", Present = "present", Stretch = "stretch", Past = "past",
    Future = "future", Ago = "ago", Hence = "hence", Later = "later", Same = "same", SameDow = "samedow",
    SameMonth = "samemonth", Weekend = "weekend", Length = "length", Bare = "bare", Life = "life",
    Span = "span", FromDow = "fromdow", Prior = "prior", Scene = "scene", Window = "window", Once = "once", SameSeason = "sameseason",
    Every = "every", Period = "period", Dows = "dows", Clock = "clock", Adverb = "adverb",
}

/// Which part of `8/5/2024` is the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DayOrder {
    /// What the text's other dates and its spelling of months tell; month first where nothing does.
    #[default]
    Auto,
    /// Month first, as in the United States.
    Us,
    /// Day first, as in Europe and most of the world.
    Eu,
}

/// What the text spoke of before.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Memory {
    /// The last point in time, and the token where it stands.
    pub(crate) last: Option<(Point, usize)>,
    /// The last month, quarter or half year, and the token where it stands.
    pub(crate) period: Option<(Point, usize)>,
    /// The last day, and the token where it stands.
    pub(crate) day: Option<(Date, usize)>,
    /// The last day that is not after publication.
    pub(crate) gone: Option<Date>,
    /// Whether the text gave the last point's year.
    pub(crate) full: bool,
    /// A year that a sentence of this paragraph set as its topic ("In 1945, ...").
    pub(crate) topic: Option<i32>,
    /// The year, and where in it, that was told last, and the token where it stands.
    pub(crate) told: Option<Point>,
    pub(crate) told_at: usize,
}

/// What resolution leans on.
pub(crate) struct Context<'a> {
    pub(crate) input: Input<'a>,
    pub(crate) published: Option<Date>,
    pub(crate) order: DayOrder,
    /// Whether the article tells years as it goes.
    pub(crate) chronicle: bool,
    /// Whether it is a guide to a place.
    pub(crate) guide: bool,
    /// Whether it speaks of the first millennium.
    pub(crate) ancient: bool,
    /// Whether single adverbs ("now", "recently") are wanted.
    pub(crate) adverbs: bool,
    /// Which temporal expressions are values.
    pub(crate) scheme: Scheme,
    pub(crate) memory: Memory,
}

/// A resolved expression.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Resolved {
    pub(crate) kind: TimexKind,
    pub(crate) stamp: Stamp,
    pub(crate) modifier: &'static str,
    /// A time of day whose day the rest of the sentence may still tell.
    pub(crate) floating: bool,
}

fn found(kind: TimexKind, stamp: Stamp) -> Option<Resolved> {
    Some(Resolved {
        kind,
        stamp,
        modifier: "",
        floating: false,
    })
}

fn point(point: Point) -> Option<Resolved> {
    let kind = if point.clock.is_some() {
        TimexKind::Time
    } else {
        TimexKind::Date
    };
    found(kind, Stamp::Point(point))
}

/// A day at a part of the day or hour, where the match has one.
fn with_part(at: Point, caps: &Caps) -> Option<Resolved> {
    point(match (clock_of(caps), caps.part) {
        (Some(clock), _) => at.at(clock),
        (None, Some(part)) => at.at(Clock::Part(part)),
        _ => at,
    })
}

fn clock_of(caps: &Caps) -> Option<Clock> {
    let (hour, minute, second) = caps.clock?;
    Some(Clock::At {
        hour,
        minute,
        second,
        zone: caps.zone,
    })
}

fn month_day(year: Option<i32>, month: u8, day: u8) -> Option<Point> {
    // 2024 has every day that any year has.
    let known = year.and_then(|year| i16::try_from(year).ok()).unwrap_or(2024);
    calendar::date(known, month, day)?;
    Some(Point::new(year, Grain::Day(month, day)))
}

const fn modifier(phase: u8) -> &'static str {
    match phase {
        1 => "START",
        2 => "MID",
        3 => "END",
        _ => "",
    }
}

impl Context<'_> {
    /// What `it` means; `None` where it is no temporal expression after all.
    pub(crate) fn resolve(&self, it: &Match) -> Option<Resolved> {
        // "Following September's vote" speaks of after it; "the following September" is a time.
        let after = self.input.value(it.from, Class::Rel) == Some(2);
        let article = it.from.checked_sub(1).is_some_and(|before| {
            self.input.word(before, "the") || self.input.word(before, "this") || self.input.word(before, "of")
        });
        if after && !article {
            return None;
        }
        let mut resolved = self.act(it)?;
        if let Some(phase) = it.caps.phase.filter(|_| resolved.modifier.is_empty()) {
            resolved.modifier = modifier(phase);
        }
        let late = it.action == Action::Decade && self.says(it, &["later", "latter"]);
        if resolved.modifier.is_empty() && (late || self.says(it, &["end", "close", "rest", "remainder"])) {
            resolved.modifier = "END";
        } else if resolved.modifier.is_empty() && self.says(it, &["beginning", "start", "turn"]) {
            resolved.modifier = "START";
        } else if resolved.modifier.is_empty() && self.says(it, &["middle"]) {
            resolved.modifier = "MID";
        }
        Some(resolved)
    }

    /// Whether one of the words stands in the match.
    pub(super) fn says(&self, it: &Match, words: &[&str]) -> bool {
        (it.start..it.reach).any(|at| words.iter().any(|word| self.input.word(at, word)))
    }

    /// Whether the match ends with this word.
    pub(super) fn ends(&self, it: &Match, word: &str) -> bool {
        it.reach
            .checked_sub(1)
            .is_some_and(|last| self.input.word(last, word))
    }

    /// Whether what stands before "once" makes it "formerly": an auxiliary or a pronoun.
    fn is_formerly(&self, it: &Match) -> bool {
        const BEFORE: [&str; 15] = [
            "was", "were", "had", "has", "have", "is", "are", "who", "that", "which", "he", "she", "it",
            "they", "we",
        ];
        it.start
            .checked_sub(1)
            .is_some_and(|before| BEFORE.iter().any(|word| self.input.word(before, word)))
    }

    fn act(&self, it: &Match) -> Option<Resolved> {
        let caps = &it.caps;
        match it.action {
            Action::Date => {
                let (month, day) = (caps.month?, caps.day?);
                // "30 September 420": three digits are a year only where nothing that they could count follows.
                if caps.year.is_some_and(|year| year < 1000)
                    && self
                        .input
                        .tok(it.reach)
                        .is_some_and(|next| next.kind != Kind::Mark)
                {
                    return None;
                }
                let habit = caps.year.is_none() && self.is_habit(it);
                let year = caps
                    .year
                    .or_else(|| if habit { None } else { self.year_of(it, month, day) });
                with_part(month_day(year, month, day)?, caps)
            }
            Action::Days => {
                let (month, from, to) = (caps.month?, caps.day?, caps.day2?);
                let year = caps.year.or_else(|| self.year_of(it, month, from));
                let pair = Stamp::Pair(month_day(year, month, from)?, month_day(year, month, to)?);
                if from >= to {
                    None
                } else {
                    found(TimexKind::Date, pair)
                }
            }
            Action::Numeric => self.numeric(caps),
            Action::Dow if it.argument == 1 => {
                // "The early hours of Tuesday" are its morning; a late hour is none.
                let morning = Caps {
                    part: Some(DayPart::Morning),
                    ..*caps
                };
                if caps.phase == Some(3) {
                    return None;
                }
                self.dow(&Match { caps: morning, ..*it })
            }
            Action::Dow => self.dow(it),
            Action::NthDow => self.nth_dow(it),
            Action::Rate => found(
                TimexKind::Set,
                Stamp::Length(Count::Exactly(Decimal::whole(1)), caps.unit?),
            ),
            Action::DowRel => self.dow_rel(it),
            Action::DowWeek => {
                let weeks = i64::from(caps.rel?.clamp(-1, 1));
                let week = self
                    .published
                    .and_then(|published| shift(published, weeks, Unit::Week));
                self.weekday_of_week(week, caps)
            }
            Action::Holiday | Action::HolidayRel => self.holiday(it),
            Action::Month => self.month(it),
            Action::MonthRel => self.month_rel(it),
            Action::SameMonth => {
                let year = self.memory.last.and_then(|(last, _)| last.year);
                point(Point::new(year, Grain::Month(caps.month?)))
            }
            Action::Year => point(Point::new(Some(caps.year?), Grain::Year)),
            Action::YearSpan => {
                let from = caps.year?;
                let to = from - from.rem_euclid(100) + i32::from(caps.yy?);
                let years = |year| Point::new(Some(year), Grain::Year);
                if to > from {
                    found(TimexKind::Date, Stamp::Pair(years(from), years(to)))
                } else {
                    None
                }
            }
            Action::Decade => self.decade(caps),
            Action::Century => {
                let rank = i32::try_from(caps.ord?)
                    .ok()
                    .filter(|rank| (1..=40).contains(rank))?;
                let first = if self.says(it, &["bc", "bce", "b.c.", "b.c"]) {
                    1 - rank * 100
                } else {
                    (rank - 1) * 100
                };
                // The first century AD begins with the year 1, but is written 00; the fifth BC has the years 0499 to
                // 0400, and is written 04.
                point(Point::new(
                    Some(if first == 0 { 1 } else { first }),
                    Grain::Century,
                ))
            }
            Action::Bc => point(Point::new(
                Some(1 - caps.num.filter(|year| *year > 0)?),
                Grain::Year,
            )),
            Action::Ad => {
                let year = Some(caps.num.filter(|year| (1..3000).contains(year))?);
                point(Point::new(year, caps.month.map_or(Grain::Year, Grain::Month)))
            }
            Action::Season | Action::SeasonRel => self.season(it),
            Action::Quarter => {
                let fixed = u8::try_from(it.argument).ok().filter(|fixed| *fixed > 0);
                let quarter = fixed
                    .or(caps.quarter)
                    .or(caps.ord.and_then(|rank| u8::try_from(rank).ok()))?;
                let year = caps.year.or_else(|| self.quarter_year(it, quarter));
                if (1..=4).contains(&quarter) {
                    point(Point::new(year, Grain::Quarter(quarter)))
                } else {
                    None
                }
            }
            Action::QuarterRel => {
                let fixed = u64::try_from(it.argument).ok().filter(|fixed| *fixed > 0);
                let quarter = u8::try_from(fixed.or(caps.ord)?)
                    .ok()
                    .filter(|quarter| (1..=4).contains(quarter))?;
                point(Point::new(self.year_by(caps.rel), Grain::Quarter(quarter)))
            }
            Action::Half => point(Point::new(Some(caps.year?), Grain::Half(it.argument as u8))),
            Action::HalfRel => match caps.unit {
                Some(Unit::Year) | None => {
                    point(Point::new(self.year_by(caps.rel), Grain::Half(it.argument as u8)))
                }
                Some(unit) => self.unit_rel(caps.rel.unwrap_or(0), unit, it),
            },
            Action::Fiscal => {
                // Fiscal 2019-20 ends in 2020.
                let spanned = caps.year.zip(caps.yy).map(|(from, yy)| {
                    let to = from - from.rem_euclid(100) + i32::from(yy);
                    to + 100 * i32::from(to < from)
                });
                let year = caps
                    .fiscal
                    .or(spanned)
                    .or(caps.year)
                    .or(caps.num)
                    .or_else(|| self.year_by(caps.rel));
                point(Point::new(
                    year.filter(|year| (1000..3000).contains(year)),
                    Grain::FiscalYear,
                ))
            }
            Action::Day => {
                let overnight = self.says(it, &["overnight"]);
                let tonight = self.says(it, &["tonight"]);
                let night = Caps {
                    part: (tonight || overnight).then_some(DayPart::Night).or(caps.part),
                    ..*caps
                };
                let caps = &night;
                // What will go on overnight begins on the day of writing.
                let days = if overnight && self.tense(it) == Tense::Future {
                    0
                } else {
                    i64::from(it.argument)
                };
                let moved = self.published.and_then(|date| shift(date, days, Unit::Day));
                match moved {
                    Some(date) => with_part(day(date), caps),
                    None => self.partial_day(caps, it.argument),
                }
            }
            Action::UnitRel => self.unit_rel(caps.rel.unwrap_or(it.argument), caps.unit?, it),
            Action::Weekend => self.weekend(it),
            Action::Present => {
                // "2013 – present"
                let dash = |at: usize| self.input.mark(at, '-') || self.input.mark(at, '\u{2014}');
                let open = it.argument == 1 && !it.start.checked_sub(1).is_some_and(dash);
                if open {
                    None
                } else {
                    found(TimexKind::Date, Stamp::Present)
                }
            }
            Action::Past => found(TimexKind::Date, Stamp::Past),
            Action::Future => found(TimexKind::Date, Stamp::Future),
            Action::Adverb => {
                let stamp = match it.argument {
                    // "It was once a mill", but not "he called once".
                    -2 if !self.is_formerly(it) => return None,
                    -2 | -1 => Stamp::Past,
                    0 => Stamp::Present,
                    _ => Stamp::Future,
                };
                // "For one day" is a length; a clause that looks ahead speaks of one day to come.
                let ahead = self.input.toks.get(it.start).is_some_and(|tok| tok.is(SENT))
                    || it
                        .start
                        .checked_sub(1)
                        .is_some_and(|before| self.input.is(before, Class::Future));
                // "as soon as", "shortly before"
                let bound = self.says(it, &["soon", "shortly"])
                    && (self.input.word(it.reach, "as")
                        || self.input.word(it.reach, "before")
                        || self.input.word(it.reach, "after"));
                let none = bound || self.input.hyphen(it.reach);
                if !self.adverbs || (caps.unit.is_some() && !ahead) || none {
                    None
                } else {
                    found(TimexKind::Date, stamp)
                }
            }
            Action::Stretch => self.stretch(it),
            // "A second back" is behind a rival.
            Action::Ago if self.ends(it, "back") && caps.unit.is_some_and(Unit::is_clock) => None,
            Action::Ago => {
                // A year ago, unsaid; a quarter of a century ago.
                let fixed = match it.argument {
                    1 => Some(1),
                    4 => Some(25),
                    _ => None,
                };
                let one = fixed.map(|years| Count::Exactly(Decimal::whole(years)));
                let caps = Caps {
                    unit: caps.unit.or(one.and(Some(Unit::Year))),
                    n: one.or(caps.n),
                    ..*caps
                };
                self.moved(self.published, -1, &self.halved(it, &caps))
            }
            Action::Hence => self.moved(self.published, 1, caps),
            // "Jailed for two years on Monday": only a closed "two years on" counts from a point.
            Action::Later if self.ends(it, "on") && !self.is_closed(it.reach) => None,
            // "Two days before the vote" is a length; "two days before, he left" is a day.
            Action::Later if self.says(it, &["before", "after"]) && !self.is_closed(it.reach) => None,
            // "Two days prior to the vote": likewise.
            Action::Later if self.ends(it, "prior") && self.input.word(it.reach, "to") => None,
            Action::Later if self.says(it, &["half"]) => {
                let months = Caps {
                    unit: Some(Unit::Month),
                    n: Some(Count::Exactly(Decimal::whole(6))),
                    ..*caps
                };
                match caps.unit? {
                    Unit::Year => self.moved(self.anchor(), i64::from(it.argument), &months),
                    Unit::Hour => found(
                        TimexKind::Duration,
                        Stamp::Length(Count::Exactly(Decimal::whole(30)), Unit::Minute),
                    ),
                    _ => None,
                }
            }
            Action::Later => match (caps.unit?, caps.n) {
                // Hours from an event: their number is all that is known.
                (unit, Some(count @ Count::Exactly(_))) if unit.is_clock() && !caps.vague => {
                    found(TimexKind::Duration, Stamp::Length(count, unit))
                }
                (unit, count) if caps.vague || !matches!(count, Some(Count::Exactly(_))) => {
                    found(TimexKind::Duration, Stamp::Length(Count::Some, unit))
                }
                (unit, Some(count)) if self.is_adrift(unit) => {
                    found(TimexKind::Duration, Stamp::Length(count, unit))
                }
                (unit, _) => self.moved(self.anchor_of(unit), i64::from(it.argument), caps),
            },
            Action::Same => self.same(it),
            Action::SameDow => {
                let anchor = self
                    .anchor()
                    .and_then(|date| shift(date, i64::from(it.argument), Unit::Day));
                let dow = caps.dow?;
                let step = if it.argument < 0 { -1 } else { 1 };
                with_part(
                    anchor.map_or(Point::new(None, Grain::Weekday(dow)), |date| {
                        day(nearest(date, dow, step))
                    }),
                    caps,
                )
            }
            Action::Length | Action::Life => self.length(it),
            Action::Bare => {
                let unit = caps.unit?;
                if matches!(unit, Unit::Second | Unit::Quarter) {
                    None
                } else {
                    found(TimexKind::Duration, Stamp::Length(Count::Some, unit))
                }
            }
            Action::Span => found(
                TimexKind::Duration,
                Stamp::Length(
                    Count::Exactly(Decimal::whole(1)),
                    natives::unit(i32::from(it.argument))?,
                ),
            ),
            Action::FromDow => self.dow_on(it),
            Action::Prior => self.prior(it),
            Action::Scene => self.scene(it),
            Action::Once => self.once(it),
            Action::SameSeason => {
                let year = self
                    .memory
                    .last
                    .and_then(|(last, _)| last.year)
                    .or(self.year_by(None));
                let turned = i32::from(it.argument > 0);
                point(Point::new(
                    year.map(|year| year + turned),
                    Grain::Season(caps.season?),
                ))
            }
            Action::Window => {
                // "In the last year of the war" is no length; "in the next year" tells a story on.
                let told = self.chronicle || self.published.is_none();
                let one = Count::Exactly(Decimal::whole(1));
                match caps.unit? {
                    _ if told || self.input.word(it.reach, "of") => None,
                    unit @ (Unit::Year | Unit::Month | Unit::Week | Unit::Decade | Unit::Quarter) => {
                        found(TimexKind::Duration, Stamp::Length(one, unit))
                    }
                    _ => None,
                }
            }
            Action::Every => self.every(it),
            Action::Period => {
                let unit = caps.unit?;
                // "the daily Népszava", "a weekly newspaper"
                let next = self.input.tok(it.reach);
                let titled = unit < Unit::Year
                    && next.is_some_and(|next| next.kind == Kind::Word && next.is(CAP) && !next.is(SENT));
                if titled || self.input.is(it.reach, Class::Newspaper) {
                    return None;
                }
                let one = Count::Exactly(Decimal::whole(1));
                found(TimexKind::Set, Stamp::Length(caps.n.unwrap_or(one), unit))
            }
            Action::Dows => found(
                TimexKind::Set,
                Stamp::Point(Point::new(
                    None,
                    caps.dow.map_or(Grain::Weekend(0), Grain::Weekday),
                )),
            ),
            Action::Clock => self.clock(it),
        }
    }
}

/// A period of which only its unit is known.
fn unknown(unit: Unit) -> Option<Resolved> {
    point(match unit {
        Unit::Week | Unit::Fortnight => Point::new(None, Grain::Week(0)),
        Unit::Weekend => Point::new(None, Grain::Weekend(0)),
        Unit::Quarter => Point::new(None, Grain::Quarter(0)),
        Unit::Decade => Point::new(None, Grain::Decade),
        Unit::Century => Point::new(None, Grain::Century),
        _ => Point::new(None, Grain::Year),
    })
}
