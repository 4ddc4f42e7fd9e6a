//! Days: weekdays, days of a month, days with names.

use super::*;

/// A date sets the story's year for so many tokens.
const STORY_LASTS: usize = 150;

/// A bare year of an aside does so for fewer, where the months of publication are named.
const ASIDE_LASTS: usize = 60;

impl Context<'_> {
    pub(super) fn numeric(&self, caps: &Caps) -> Option<Resolved> {
        let (year, month, day) = match caps.numeric? {
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
        with_part(month_day(Some(year), month, day)?, caps)
    }

    /// The second Sunday in June, the last Monday of May.
    pub(super) fn nth_dow(&self, it: &Match) -> Option<Resolved> {
        let (month, dow) = (it.caps.month?, it.caps.dow?);
        let nth = match (it.caps.ord, it.caps.rel) {
            (Some(nth @ 1..=5), _) => nth as i8,
            (None, Some(-1)) if self.says(it, &["last"]) => -1,
            _ => return None,
        };
        let year = it.caps.year.or_else(|| self.year_of(it, month, 15));
        let date = year.and_then(|year| calendar::Named::Nth(month, dow, nth).of_year(year));
        with_part(date.map_or(Point::new(year, Grain::Month(month)), day), &it.caps)
    }

    pub(super) fn tense(&self, it: &Match) -> Tense {
        tense::around(self.input, it.start, it.reach, Cues::Forms)
    }

    /// A weekday's name alone: the last one in a report of what was, the next one of what will be.
    pub(super) fn dow(&self, it: &Match) -> Option<Resolved> {
        let dow = it.caps.dow?;
        let at = it.dow_at(self.input).unwrap_or(it.start);
        let tok = self.input.tok(at)?;
        if it.caps.phase.is_none() && tok.len() < 6 {
            // "Sun", "Sat" and "Wed" are words: they need a stop, or a date behind them.
            let dated = self.input.mark(it.reach, ',') && self.input.is(it.reach + 1, Class::Month);
            let ends = self.input.toks.get(it.reach).is_none_or(|next| next.is(SENT));
            if (!self.input.mark(at + 1, '.') || ends) && !dated {
                return None;
            }
        }
        let Some(published) = self.published else {
            return with_part(Point::new(None, Grain::Weekday(dow)), &it.caps);
        };
        let possessive = self
            .input
            .tok(it.reach)
            .is_some_and(|tok| matches!(self.input.slice(tok), "'s" | "\u{2019}s"));
        // "Tuesday is the anniversary."
        let tense = if self.input.word(it.reach, "is") {
            Tense::Future
        } else if possessive {
            tense::ahead(self.input, it.reach, Cues::Forms)
        } else {
            tense::around(self.input, it.start, it.reach, Cues::Calendar)
        };
        let step = if tense == Tense::Future { 1 } else { -1 };
        with_part(day(nearest(published, dow, step)), &it.caps)
    }

    pub(super) fn dow_rel(&self, it: &Match) -> Option<Resolved> {
        let (dow, rel) = (it.caps.dow?, it.caps.rel?);
        if self.says(it, &["present", "current"]) {
            return None;
        }
        let base = if rel == 2 { self.anchor() } else { self.published };
        let Some(base) = base else {
            return with_part(Point::new(None, Grain::Weekday(dow)), &it.caps);
        };
        let date = match rel {
            0 => {
                let week = self.weekday_of_week(Some(base), &it.caps);
                // "This Sunday he crossed the Channel", told on a Tuesday.
                let ahead = calendar::first_day(&match week?.stamp {
                    Stamp::Point(point) => point,
                    _ => return week,
                })
                .is_some_and(|date| date > base);
                if !(ahead && self.tense(it) == Tense::Past) {
                    return week;
                }
                nearest(base, dow, -1)
            }
            rel if rel < 0 => nearest(shift(base, -1, Unit::Day)?, dow, -1),
            _ => nearest(shift(base, 1, Unit::Day)?, dow, 1),
        };
        with_part(day(date), &it.caps)
    }

    pub(super) fn weekday_of_week(&self, week: Option<Date>, caps: &Caps) -> Option<Resolved> {
        let dow = caps.dow?;
        let date = week.and_then(|date| {
            let back = i64::from(date.weekday().to_monday_zero_offset());
            shift(date, i64::from(dow) - 1 - back, Unit::Day)
        });
        with_part(date.map_or(Point::new(None, Grain::Weekday(dow)), day), caps)
    }

    /// The year of a month and day that come without one.
    pub(super) fn year_of(&self, it: &Match, month: u8, day: u8) -> Option<i32> {
        if let Some(year) = self.narrative_year(it) {
            return Some(year);
        }
        let published = self.published?;
        // What the clause's tense speaks against must be so many times as near to win.
        let (against_future, against_past) = tense::lean(self.input, it.start, it.reach);
        let year = i32::from(published.year());
        (-1..=1)
            .filter_map(|step| {
                let there = calendar::date(i16::try_from(year + step).ok()?, month, day.min(28))?;
                let days = days_between(published, there);
                let factor = if days > 0 { against_future } else { against_past };
                Some((days.abs() * factor, year + step))
            })
            .min()
            .map(|(_, year)| year)
    }

    /// The year that the story is in, where that is not the year of publication: one named earlier in the
    /// sentence, that of a full date earlier in it, or the topic of the paragraph.
    pub(super) fn narrative_year(&self, it: &Match) -> Option<i32> {
        if let Some(told) = self
            .memory
            .told
            .filter(|_| self.chronicle && !self.is_past_aside(it))
        {
            return self.told_year(&told, it);
        }
        let (last, at) = self.memory.last?;
        let year = last.year?;
        if matches!(last.grain, Grain::Century | Grain::Decade) {
            return self.memory.topic;
        }
        // A bound on the look back keeps one endless sentence linear.
        let near = it.start.saturating_sub(at) < STORY_LASTS;
        let same_sentence = near
            && self
                .input
                .toks
                .get(at + 1..=it.start)?
                .iter()
                .all(|tok| !tok.is(SENT));
        let dated = matches!(last.grain, Grain::Day(..) | Grain::Month(_));
        // A bare year in the middle of a sentence ("minister until 2018, he fled on Jan. 16") sets no scene.
        if self.published.is_none() || (same_sentence && dated && self.memory.full) {
            return Some(year);
        }
        if same_sentence && last.grain == Grain::Year && self.is_behind(it, at) {
            return Some(year);
        }
        let published = self.published.map(|date| i32::from(date.year()));
        if dated && near && published.is_some_and(|published| (published - year).abs() > 1) {
            return Some(year);
        }
        self.memory.topic
    }

    /// Whether only a comma and a preposition part it from the year at token `at`, or from what was so long ago: "30
    /// years ago in May", "in 1912, on April 15".
    fn is_behind(&self, it: &Match, at: usize) -> bool {
        let Some(preposition) = it.start.checked_sub(1) else {
            return false;
        };
        let comma = usize::from(preposition > 0 && self.input.mark(preposition - 1, ','));
        let Some(last) = preposition.checked_sub(1 + comma) else {
            return false;
        };
        (self.input.word(preposition, "in") || self.input.word(preposition, "on"))
            && (last == at || self.input.word(last, "ago"))
    }

    /// Whether a month just over, or the present one, stands so far from a bare year ("photos taken in 2014") that the news
    /// is told again.
    fn is_past_aside(&self, it: &Match) -> bool {
        let (Some(told), Some(published), Some(month)) = (self.memory.told, self.published, it.caps.month)
        else {
            return false;
        };
        let back = (12 + published.month() - i8::try_from(month).unwrap_or(0)) % 12;
        told.grain == Grain::Year && back <= 1 && it.start.saturating_sub(self.memory.told_at) > ASIDE_LASTS
    }

    /// The year of a month in a chronicle: that of the last one told, or the next where winter has turned.
    fn told_year(&self, told: &Point, it: &Match) -> Option<i32> {
        let last = match told.grain {
            Grain::Day(month, _) | Grain::Month(month) => month,
            _ => 0,
        };
        let turned = last >= 10 && it.caps.month.is_some_and(|month| month <= 3);
        Some(told.year? + i32::from(turned))
    }

    pub(super) fn holiday(&self, it: &Match) -> Option<Resolved> {
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
}

/// The day of the week `dow` (1 is Monday) on or next to `date`, back (-1) or ahead (1).
pub(super) fn nearest(date: Date, dow: u8, step: i8) -> Date {
    let now = i64::from(date.weekday().to_monday_one_offset());
    let ahead = (i64::from(dow) - now).rem_euclid(7);
    let days = if step < 0 && ahead > 0 { ahead - 7 } else { ahead };
    shift(date, days, Unit::Day).unwrap_or(date)
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until((jiff::Unit::Day, to))
        .map_or(0, |span| i64::from(span.get_days()))
}
