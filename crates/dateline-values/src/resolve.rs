//! What a matched pattern means: from the elements' values to a TIMEX3 value, against the day of publication and
//! what the text spoke of before.

use crate::amounts::Input;
use crate::calendar::{self, day, period, shift};
use crate::decimal::Decimal;
use crate::lexicon::Class;
use crate::natives::{Caps, Numeric, two_digit_year};
use crate::patterns::Match;
use crate::scan::{CAP, Kind, PARA, SENT};
use crate::tense::{self, Tense};
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
    Holiday = "holiday", HolidayRel = "holidayrel",
    Month = "month", MonthRel = "monthrel", Year = "year", YearSpan = "yearspan", Decade = "decade",
    Century = "century", Bc = "bc", Ad = "ad", Season = "season", SeasonRel = "seasonrel",
    Quarter = "quarter", QuarterRel = "quarterrel", Half = "half", HalfRel = "halfrel", Fiscal = "fiscal",
    Day = "day", UnitRel = "unitrel", Present = "present", Stretch = "stretch", Past = "past",
    Future = "future", Ago = "ago", Hence = "hence", Later = "later", Same = "same", SameDow = "samedow",
    SameMonth = "samemonth", Weekend = "weekend", Length = "length", Bare = "bare", Life = "life",
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
    /// The last day, and the token where it stands.
    pub(crate) day: Option<(Date, usize)>,
    /// Whether the text gave the last point's year.
    pub(crate) full: bool,
    /// A year that a sentence of this paragraph set as its topic ("In 1945, ...").
    pub(crate) topic: Option<i32>,
}

/// What resolution leans on.
pub(crate) struct Context<'a> {
    pub(crate) input: Input<'a>,
    pub(crate) published: Option<Date>,
    pub(crate) order: DayOrder,
    /// Whether single adverbs ("now", "recently") are wanted.
    pub(crate) adverbs: bool,
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
        let mut resolved = self.act(it)?;
        if let Some(phase) = it.caps.phase.filter(|_| resolved.modifier.is_empty()) {
            resolved.modifier = modifier(phase);
        }
        if resolved.modifier.is_empty() && self.says(it, &["end", "close", "rest", "remainder"]) {
            resolved.modifier = "END";
        } else if resolved.modifier.is_empty() && self.says(it, &["beginning", "start", "turn"]) {
            resolved.modifier = "START";
        } else if resolved.modifier.is_empty() && self.says(it, &["middle"]) {
            resolved.modifier = "MID";
        }
        Some(resolved)
    }

    /// Whether one of the words stands in the match.
    fn says(&self, it: &Match, words: &[&str]) -> bool {
        (it.start..it.reach).any(|at| words.iter().any(|word| self.input.word(at, word)))
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
                let year = caps.year.or_else(|| self.year_of(it, month, day));
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
            Action::Numeric => self.numeric(caps.numeric?),
            Action::Dow => self.dow(it),
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
                // The first century AD begins with the year 1, but is written 00.
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
                let quarter = caps
                    .quarter
                    .or(caps.ord.and_then(|rank| u8::try_from(rank).ok()))?;
                let year = caps
                    .year
                    .or_else(|| self.published.map(|date| self.past_quarter(date, quarter)));
                if (1..=4).contains(&quarter) {
                    point(Point::new(year, Grain::Quarter(quarter)))
                } else {
                    None
                }
            }
            Action::QuarterRel => {
                let quarter = u8::try_from(caps.ord?)
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
                let year = caps
                    .fiscal
                    .or(caps.year)
                    .or(caps.num)
                    .or_else(|| self.year_by(caps.rel));
                point(Point::new(
                    year.filter(|year| (1000..3000).contains(year)),
                    Grain::FiscalYear,
                ))
            }
            Action::Day => {
                let tonight = self.says(it, &["tonight"]);
                let night = Caps {
                    part: tonight.then_some(DayPart::Night).or(caps.part),
                    ..*caps
                };
                let caps = &night;
                let moved = self
                    .published
                    .and_then(|date| shift(date, i64::from(it.argument), Unit::Day));
                match moved {
                    Some(date) => with_part(day(date), caps),
                    None => self.partial_day(caps, it.argument),
                }
            }
            Action::UnitRel => self.unit_rel(caps.rel.unwrap_or(it.argument), caps.unit?, it),
            Action::Weekend => self.weekend(it),
            Action::Present => found(TimexKind::Date, Stamp::Present),
            Action::Past => found(TimexKind::Date, Stamp::Past),
            Action::Future => found(TimexKind::Date, Stamp::Future),
            Action::Adverb => {
                let stamp = match it.argument {
                    -1 => Stamp::Past,
                    0 => Stamp::Present,
                    _ => Stamp::Future,
                };
                if self.adverbs {
                    found(TimexKind::Date, stamp)
                } else {
                    None
                }
            }
            Action::Stretch => self.stretch(caps),
            Action::Ago => self.moved(self.published, -1, caps),
            Action::Hence => self.moved(self.published, 1, caps),
            Action::Later => match (caps.unit?, caps.n) {
                // Hours from an event: their number is all that is known.
                (unit, Some(count @ Count::Exactly(_))) if unit.is_clock() => {
                    found(TimexKind::Duration, Stamp::Length(count, unit))
                }
                _ => self.moved(self.anchor(), i64::from(it.argument), caps),
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
                if unit == Unit::Second {
                    None
                } else {
                    found(TimexKind::Duration, Stamp::Length(Count::Some, unit))
                }
            }
            Action::Every => self.every(it),
            Action::Period => {
                let unit = caps.unit?;
                // "the daily Népszava", "a weekly newspaper"
                let next = self.input.tok(it.reach);
                let titled =
                    next.is_some_and(|next| next.kind == Kind::Word && next.is(CAP) && !next.is(SENT));
                let paper = [
                    "newspaper",
                    "newspapers",
                    "paper",
                    "papers",
                    "tabloid",
                    "broadsheet",
                    "magazine",
                    "newsmagazine",
                ];
                if titled || paper.iter().any(|word| self.input.word(it.reach, word)) {
                    return None;
                }
                found(
                    TimexKind::Set,
                    Stamp::Length(Count::Exactly(Decimal::whole(1)), unit),
                )
            }
            Action::Dows => found(
                TimexKind::Set,
                Stamp::Point(Point::new(None, Grain::Weekday(caps.dow?))),
            ),
            Action::Clock => self.clock(it),
        }
    }

    // ---- days ----

    fn numeric(&self, numeric: Numeric) -> Option<Resolved> {
        let (year, month, day) = match numeric {
            Numeric::Ymd(year, month, day) => (year, month, day),
            Numeric::Two(a, b, year, dotted) => match (a > 12, b > 12, self.order) {
                (true, _, _) => (year, b, a),
                (_, true, _) => (year, a, b),
                // Points part the day first wherever they are used.
                (_, _, DayOrder::Eu) => (year, b, a),
                _ if dotted => (year, b, a),
                _ => (year, a, b),
            },
        };
        point(month_day(Some(year), month, day)?)
    }

    fn tense(&self, it: &Match) -> Tense {
        tense::around(self.input, it.start, it.reach)
    }

    /// A weekday's name alone: the last one in a report of what was, the next one of what will be.
    fn dow(&self, it: &Match) -> Option<Resolved> {
        let dow = it.caps.dow?;
        let tok = self.input.tok(it.start)?;
        if it.caps.phase.is_none() && tok.len() < 6 {
            // "Sun", "Sat" and "Wed" are words: they need a stop, or a date behind them.
            let dated = self.input.mark(it.reach, ',') && self.input.is(it.reach + 1, Class::Month);
            let ends = self.input.toks.get(it.reach).is_none_or(|next| next.is(SENT));
            if (!self.input.mark(it.start + 1, '.') || ends) && !dated {
                return None;
            }
        }
        let Some(published) = self.published else {
            return with_part(Point::new(None, Grain::Weekday(dow)), &it.caps);
        };
        let step = if self.tense(it) == Tense::Future { 1 } else { -1 };
        with_part(day(nearest(published, dow, step)), &it.caps)
    }

    fn dow_rel(&self, it: &Match) -> Option<Resolved> {
        let (dow, rel) = (it.caps.dow?, it.caps.rel?);
        let base = if rel == 2 { self.anchor() } else { self.published };
        let Some(base) = base else {
            return with_part(Point::new(None, Grain::Weekday(dow)), &it.caps);
        };
        let date = match rel {
            0 => return self.weekday_of_week(Some(base), &it.caps),
            rel if rel < 0 => nearest(shift(base, -1, Unit::Day)?, dow, -1),
            _ => nearest(shift(base, 1, Unit::Day)?, dow, 1),
        };
        with_part(day(date), &it.caps)
    }

    fn weekday_of_week(&self, week: Option<Date>, caps: &Caps) -> Option<Resolved> {
        let dow = caps.dow?;
        let date = week.and_then(|date| {
            let back = i64::from(date.weekday().to_monday_zero_offset());
            shift(date, i64::from(dow) - 1 - back, Unit::Day)
        });
        with_part(date.map_or(Point::new(None, Grain::Weekday(dow)), day), caps)
    }

    /// The year of a month and day that come without one.
    fn year_of(&self, it: &Match, month: u8, day: u8) -> Option<i32> {
        if let Some(year) = self.narrative_year(it) {
            return Some(year);
        }
        let published = self.published?;
        let tense = self.tense(it);
        let year = i32::from(published.year());
        (-1..=1)
            .filter_map(|step| {
                let there = calendar::date(i16::try_from(year + step).ok()?, month, day.min(28))?;
                let days = days_between(published, there);
                // Against the clause's tense a date must be three times as near to win.
                let against = match tense {
                    Tense::Past => days > 0,
                    Tense::Future => days < 0,
                    Tense::Unknown => false,
                };
                Some((days.abs() * if against { 3 } else { 1 }, year + step))
            })
            .min()
            .map(|(_, year)| year)
    }

    /// The year that the story is in, where that is not the year of publication: one named earlier in the
    /// sentence, that of a full date earlier in it, or the topic of the paragraph.
    fn narrative_year(&self, it: &Match) -> Option<i32> {
        let (last, at) = self.memory.last?;
        let year = last.year?;
        if matches!(last.grain, Grain::Century | Grain::Decade) {
            return self.memory.topic;
        }
        let same_sentence = self
            .input
            .toks
            .get(at + 1..=it.start)?
            .iter()
            .all(|tok| !tok.is(SENT));
        let named = matches!(last.grain, Grain::Year) || self.memory.full;
        if self.published.is_none() || (same_sentence && named) {
            return Some(year);
        }
        let published = self.published.map(|date| i32::from(date.year()));
        let dated = matches!(last.grain, Grain::Day(..) | Grain::Month(_));
        if dated && it.start - at < 150 && published.is_some_and(|published| (published - year).abs() > 1) {
            return Some(year);
        }
        self.memory.topic
    }

    fn holiday(&self, it: &Match) -> Option<Resolved> {
        let named = *self.input.lexicon.days.get(it.caps.holiday? as usize)?;
        if let (calendar::Named::Once(year, ..), None) = (named, it.caps.year) {
            return point(day(named.of_year(i32::from(year))?));
        }
        let fixed = || match named {
            calendar::Named::Fixed(month, day) => month_day(None, month, day),
            _ => Some(Point::new(None, Grain::Year)),
        };
        let year = match (it.caps.year, it.caps.rel, self.published) {
            (Some(year), _, _) => Some(year),
            (None, _, None) => None,
            (None, rel, Some(published)) => {
                let year = i32::from(published.year());
                let before = |year: i32| named.of_year(year).is_some_and(|date| date < published);
                match rel {
                    Some(0) => Some(year),
                    Some(rel) if rel < 0 => Some(if before(year) { year } else { year - 1 }),
                    Some(_) => Some(if before(year) { year + 1 } else { year }),
                    None => {
                        let there = named.of_year(year)?;
                        self.year_of(it, there.month() as u8, there.day() as u8)
                    }
                }
            }
        };
        let at = match year.and_then(|year| named.of_year(year)) {
            Some(date) => day(date),
            None => fixed()?,
        };
        with_part(at, &it.caps)
    }

    // ---- months and longer ----

    fn month(&self, it: &Match) -> Option<Resolved> {
        let month = it.caps.month?;
        let year = it.caps.year.or_else(|| it.caps.yy.map(two_digit_year));
        if year.is_none() && it.caps.phase.is_none() && !self.is_month(it) {
            return None;
        }
        let year = year.or_else(|| self.year_of_month(it, month));
        point(Point::new(year, Grain::Month(month)))
    }

    /// Whether a month's name alone is the month and no person, verb or march.
    fn is_month(&self, it: &Match) -> bool {
        let Some(tok) = self.input.tok(it.start) else {
            return false;
        };
        let next = self.input.tok(it.reach);
        let named = next.is_some_and(|next| next.kind == Kind::Word && next.is(CAP) && !next.is(SENT));
        let cue = it.start.checked_sub(1).is_some_and(|before| {
            let is = |class| self.input.is(before, class);
            !tok.is(SENT) && (is(Class::YearCue) || is(Class::Rel) || is(Class::Phase) || is(Class::Every))
        });
        let short = tok.len() < 4 && !self.input.mark(it.start + 1, '.');
        let ambiguous = ["may", "march", "august"]
            .iter()
            .any(|word| self.input.word(it.start, word));
        if ambiguous || short {
            cue && (!named || !short) && !(ambiguous && named)
        } else {
            cue || !named
        }
    }

    fn year_of_month(&self, it: &Match, month: u8) -> Option<i32> {
        let published = self.published?;
        if self.narrative_year(it).is_none() && i8::try_from(month).ok() == Some(published.month()) {
            return Some(i32::from(published.year()));
        }
        self.year_of(it, month, 15)
    }

    fn month_rel(&self, it: &Match) -> Option<Resolved> {
        let (month, rel) = (it.caps.month?, it.caps.rel?);
        let year = self.published.map(|published| {
            let (year, now) = (i32::from(published.year()), published.month() as u8);
            match rel {
                _ if it.caps.unit == Some(Unit::Year) => year + i32::from(rel.clamp(-1, 1)),
                0 => year,
                rel if rel < 0 => year - i32::from(month >= now),
                _ => year + i32::from(month <= now),
            }
        });
        point(Point::new(year, Grain::Month(month)))
    }

    fn decade(&self, caps: &Caps) -> Option<Resolved> {
        let year = match (caps.year, caps.yy, caps.num) {
            (Some(year), _, _) => year,
            (None, Some(yy), _) if yy % 10 == 0 => {
                if yy < 30 {
                    2000 + i32::from(yy)
                } else {
                    1900 + i32::from(yy)
                }
            }
            (None, None, Some(years)) => 1900 + years,
            _ => return None,
        };
        point(Point::new(Some(year), Grain::Decade))
    }

    fn season(&self, it: &Match) -> Option<Resolved> {
        let season = it.caps.season?;
        if self.input.is(it.start, Class::Seasons) {
            // "springs" are more often water.
            let rare = self.input.word(it.start, "springs");
            return if rare {
                None
            } else {
                found(
                    TimexKind::Set,
                    Stamp::Point(Point::new(None, Grain::Season(season))),
                )
            };
        }
        if it.caps.year.is_none() && it.caps.rel.is_none() && !self.is_season(it) {
            return None;
        }
        let year = it.caps.year.or_else(|| {
            let published = self.published?;
            let mid = calendar::first_day(&Point::new(Some(2023), Grain::Season(season)))?.month() as u8;
            match it.caps.rel {
                // "this summer", in winter: the last one, in a report of what was.
                Some(0) => {
                    let ahead = published.month() as u8 + 1 < mid;
                    Some(i32::from(published.year()) - i32::from(ahead && self.tense(it) == Tense::Past))
                }
                Some(rel) => {
                    let year = i32::from(published.year());
                    let here = calendar::season_of(published.month()) == season;
                    let begun = published.month() as u8 >= mid;
                    Some(if rel < 0 {
                        year - i32::from(!begun || here)
                    } else {
                        year + i32::from(begun)
                    })
                }
                // In a clause that tells no time a season is every year's.
                None if self.narrative_year(it).is_none() && self.tense(it) == Tense::Unknown => None,
                None => self.year_of(it, mid + 1 - 12 * u8::from(mid == 12), 15),
            }
        });
        point(Point::new(year, Grain::Season(season)))
    }

    /// Whether a season's name alone is one: "fall" and "spring" are verbs and more.
    fn is_season(&self, it: &Match) -> bool {
        let plain = ["summer", "winter", "autumn"]
            .iter()
            .any(|word| self.input.word(it.past - 1, word));
        let Some(tok) = self.input.tok(it.from) else {
            return false;
        };
        let next = self.input.tok(it.reach);
        // "Winter Olympics", "Prague Spring", "Springfield".
        let named = tok.is(CAP) && !tok.is(SENT)
            || next.is_some_and(|next| next.kind == Kind::Word && next.is(CAP) && !next.is(SENT));
        let before = it.start.checked_sub(1);
        let is_before = |words: &[&str]| {
            before.is_some_and(|before| words.iter().any(|word| self.input.word(before, word)))
        };
        let article = is_before(&["the"])
            && before.and_then(|before| before.checked_sub(1)).is_some_and(|at| {
                [
                    "in",
                    "during",
                    "by",
                    "since",
                    "until",
                    "through",
                    "throughout",
                    "over",
                    "for",
                    "of",
                    "from",
                    "before",
                    "after",
                ]
                .iter()
                .any(|word| self.input.word(at, word))
            });
        let cued = article
            || is_before(&[
                "in", "by", "since", "until", "during", "of", "from", "through", "every", "each", "before",
                "after",
            ]);
        if plain {
            // Summer, winter and autumn are nothing else, outside of names.
            let after_name = before.is_some_and(|before| {
                self.input
                    .tok(before)
                    .is_some_and(|tok| tok.kind == Kind::Word && tok.is(CAP) && !tok.is(SENT))
            });
            return !named && !after_name;
        }
        !named
            && cued
            && (it.caps.phase.is_some() || article || is_before(&["in", "by", "since", "until", "during"]))
    }

    /// The year of the last quarter of this number that had begun.
    fn past_quarter(&self, published: Date, quarter: u8) -> i32 {
        let now = (published.month() as u8).div_ceil(3);
        i32::from(published.year()) - i32::from(quarter > now)
    }

    fn year_by(&self, rel: Option<i8>) -> Option<i32> {
        let published = self.published?;
        Some(i32::from(published.year()) + i32::from(rel.unwrap_or(0).clamp(-1, 1)))
    }

    fn unit_rel(&self, rel: i8, unit: Unit, it: &Match) -> Option<Resolved> {
        if unit.is_clock() && !(unit == Unit::Hour && rel != 0) {
            return None;
        }
        let stretches = self.says(it, &["past", "coming"]);
        if stretches || unit == Unit::Hour {
            let one = Count::Exactly(Decimal::whole(1));
            return found(TimexKind::Duration, Stamp::Length(one, unit));
        }
        // The last day of something, this day: no dates.
        if unit == Unit::Day && rel != 2 && rel != 1 {
            return None;
        }
        if unit == Unit::Weekend {
            return self.weekend(it);
        }
        let (base, rel) = if rel == 2 {
            (self.anchor(), 1)
        } else {
            (self.published, rel)
        };
        match base {
            Some(base) => point(period(shift(base, i64::from(rel), unit)?, unit)),
            None => unknown(unit),
        }
    }

    fn weekend(&self, it: &Match) -> Option<Resolved> {
        let Some(published) = self.published else {
            return point(Point::new(None, Grain::Weekend(0)));
        };
        let early = published.weekday().to_monday_one_offset() < 6;
        let weeks = match it.caps.rel {
            Some(-1) => -1,
            Some(1) => i64::from(!early),
            rel if early => {
                let past = match self.tense(it) {
                    Tense::Past => true,
                    Tense::Future => false,
                    Tense::Unknown => rel != Some(0),
                };
                if past { -1 } else { 0 }
            }
            _ => 0,
        };
        let at = period(shift(published, weeks, Unit::Week)?, Unit::Weekend);
        with_part(at, &it.caps)
    }

    // ---- against anchors ----

    /// The day that "later" and "the next day" count from: the last one spoken of, or that of publication.
    fn anchor(&self) -> Option<Date> {
        self.memory
            .last
            .and_then(|(last, _)| calendar::first_day(&last))
            .or(self.published)
    }

    fn last_day(&self) -> Option<Date> {
        self.memory.day.map(|(date, _)| date).or(self.published)
    }

    /// So many units from a day.
    fn moved(&self, base: Option<Date>, sign: i64, caps: &Caps) -> Option<Resolved> {
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

    /// "that year", "the next day", "that night".
    fn same(&self, it: &Match) -> Option<Resolved> {
        let caps = &it.caps;
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
        let base = if unit <= Unit::Day {
            self.last_day()
        } else {
            self.anchor()
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

    fn partial_day(&self, caps: &Caps, argument: i8) -> Option<Resolved> {
        match caps.part {
            Some(part) => point(Point::time(Clock::Part(part))),
            None if argument == 0 => found(TimexKind::Date, Stamp::Present),
            None => found(
                TimexKind::Date,
                if argument < 0 { Stamp::Past } else { Stamp::Future },
            ),
        }
    }

    fn stretch(&self, caps: &Caps) -> Option<Resolved> {
        let (unit, rel) = (caps.unit?, caps.rel?);
        match caps.n {
            Some(count @ Count::Exactly(_)) if !caps.vague => {
                found(TimexKind::Duration, Stamp::Length(count, unit))
            }
            _ if rel == 0 => None,
            _ => found(TimexKind::Date, if rel < 0 { Stamp::Past } else { Stamp::Future }),
        }
    }

    // ---- lengths, sets, times ----

    fn length(&self, it: &Match) -> Option<Resolved> {
        if it.action == Action::Life {
            let years = it
                .caps
                .num
                .map(|years| Count::Exactly(Decimal::whole(years as u64)))?;
            return found(TimexKind::Duration, Stamp::Length(years, Unit::Year));
        }
        let unit = it.caps.unit?;
        let single = self.input.is(it.past.checked_sub(1)?, Class::Unit);
        let article = self.input.word(it.start, "a") || self.input.word(it.start, "an");
        // A second thing, a quarter of it.
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
        let count = match it.caps.n {
            Some(count) if !it.caps.vague => count,
            _ => Count::Some,
        };
        found(TimexKind::Duration, Stamp::Length(count, unit))
    }

    fn every(&self, it: &Match) -> Option<Resolved> {
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

    fn clock(&self, it: &Match) -> Option<Resolved> {
        let mut caps = it.caps;
        match it.argument {
            12 => caps.clock = Some((12, Some(0), None)),
            // Midnight begins its day; TIMEX3 has no better for the one that ends it.
            24 => caps.clock = Some((0, Some(0), None)),
            30 => caps.clock = caps.num.map(|hour| (hour as u8, Some(30), None)),
            15 => caps.clock = caps.num.map(|hour| (hour as u8, Some(15), None)),
            45 => caps.clock = caps.num.map(|hour| ((hour + 11) as u8 % 12, Some(45), None)),
            1 => caps.clock = caps.num.map(|hour| (hour as u8, None, None)),
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
        let mut resolved = point(Point::time(clock))?;
        resolved.floating = true;
        Some(resolved)
    }

    /// Remembers what was resolved at token `at`.
    pub(crate) fn remember(&mut self, resolved: &Resolved, at: usize, open: bool) {
        let Stamp::Point(point) = resolved.stamp else {
            return;
        };
        if resolved.kind == TimexKind::Set || point.year.is_none() {
            return;
        }
        self.memory.last = Some((point, at));
        self.memory.full = !open;
        if let (Grain::Day(..), Some(date)) = (point.grain, calendar::first_day(&point)) {
            self.memory.day = Some((date, at));
        }
        // "In 1945, ..." at a sentence's head sets the year of what follows in the paragraph.
        let head = at
            .checked_sub(1)
            .and_then(|before| self.input.toks.get(before))
            .is_some_and(|tok| tok.is(SENT));
        let full = !open && matches!(point.grain, Grain::Day(..) | Grain::Month(_));
        if !open && (head || full) && !matches!(point.grain, Grain::Century | Grain::Decade) {
            self.memory.topic = point.year;
        }
    }

    /// Forgets the paragraph's topic where a new one begins between two tokens.
    pub(crate) fn turn_page(&mut self, from: usize, to: usize) {
        if self
            .input
            .toks
            .get(from..to)
            .is_some_and(|toks| toks.iter().any(|tok| tok.is(PARA)))
        {
            self.memory.topic = None;
        }
    }
}

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

/// The day of the week `dow` (1 is Monday) on or next to `date`, back (-1) or ahead (1).
fn nearest(date: Date, dow: u8, step: i8) -> Date {
    let now = i64::from(date.weekday().to_monday_one_offset());
    let ahead = (i64::from(dow) - now).rem_euclid(7);
    let days = if step < 0 && ahead > 0 { ahead - 7 } else { ahead };
    shift(date, days, Unit::Day).unwrap_or(date)
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until((jiff::Unit::Day, to))
        .map_or(0, |span| i64::from(span.get_days()))
}
