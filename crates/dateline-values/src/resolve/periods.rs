//! Months, seasons, quarters, years, and the week, month or year before, now and after.

use super::*;

impl Context<'_> {
    pub(super) fn month(&self, it: &Match) -> Option<Resolved> {
        let month = it.caps.month?;
        let year = it.caps.year.or_else(|| it.caps.yy.map(two_digit_year));
        if year.is_none() && it.caps.phase.is_none() && !self.is_month(it) {
            return None;
        }
        let year = year.or_else(|| {
            if self.is_habit(it) {
                None
            } else {
                self.year_of_month(it, month)
            }
        });
        point(Point::new(year, Grain::Month(month)))
    }

    /// Whether the sentence tells of what is so every year: no past, no future, and a word of climate or habit.
    pub(super) fn is_habit(&self, it: &Match) -> bool {
        const REACH: usize = 30;
        // What has been so since April is not so every April.
        let since = it.start.checked_sub(1);
        if since.is_some_and(|since| self.input.word(since, "since")) {
            return false;
        }
        if self.narrative_year(it).is_some() && !self.chronicle {
            return false;
        }
        let tense = self.tense(it);
        if tense != Tense::Unknown || self.guide {
            return self.guide && tense != Tense::Past;
        }
        let same = |at: &usize| self.input.toks.get(*at).is_some_and(|tok| !tok.is(SENT));
        let before = (it.start.saturating_sub(REACH)..it.start).rev();
        // The sentence's first token belongs to it, so the walk back looks before it asks.
        let mut open = !self.input.tok(it.start).is_some_and(|tok| tok.is(SENT));
        let back = before.into_iter().take_while(|at| {
            let within = open;
            open &= same(at);
            within
        });
        let ahead = (it.reach..it.reach + REACH).take_while(same);
        back.chain(ahead).any(|at| self.input.is(at, Class::Habit))
    }

    /// Whether a month's name alone is the month and no person, verb or march.
    pub(super) fn is_month(&self, it: &Match) -> bool {
        let Some(tok) = self.input.tok(it.start) else {
            return false;
        };
        let next = self.input.tok(it.reach);
        let named = next.is_some_and(|next| next.kind == Kind::Word && next.is(CAP) && !next.is(SENT));
        // "The end of March" is sure of its month.
        if !self.input.is(it.start, Class::Month) {
            return !named;
        }
        let cue = it.start.checked_sub(1).is_some_and(|before| {
            let is = |class| self.input.is(before, class);
            !tok.is(SENT) && (is(Class::YearCue) || is(Class::Rel) || is(Class::Phase) || is(Class::Every))
        });
        // "the country's March election", "an August recess"
        let attribute = next.is_some_and(|next| next.kind == Kind::Word && !next.is(CAP))
            && !self.input.is(it.reach, Class::Function)
            && it.start.checked_sub(1).is_some_and(|before| {
                !tok.is(SENT)
                    && (self.input.is(before, Class::Owner)
                        || self.input.word(before, "a")
                        || self.input.word(before, "an"))
            });
        let cue = cue || attribute;
        let short = tok.len() < 4 && !self.input.mark(it.start + 1, '.');
        let ambiguous = self.input.is(it.start, Class::NoMonth);
        if ambiguous || short {
            cue && !named
        } else {
            cue || !named
        }
    }

    pub(super) fn year_of_month(&self, it: &Match, month: u8) -> Option<i32> {
        let published = self.published?;
        if self.narrative_year(it).is_none() && i8::try_from(month).ok() == Some(published.month()) {
            return Some(i32::from(published.year()));
        }
        self.year_of(it, month, 15)
    }

    pub(super) fn month_rel(&self, it: &Match) -> Option<Resolved> {
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

    pub(super) fn decade(&self, caps: &Caps) -> Option<Resolved> {
        let year = match (caps.year, caps.yy, caps.num) {
            // "The 1800s" are a century, "the 2000s" a decade.
            (Some(year), _, _) if year % 100 == 0 && year < 2000 => {
                return point(Point::new(Some(year), Grain::Century));
            }
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

    pub(super) fn season(&self, it: &Match) -> Option<Resolved> {
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
        // "the fall of the wall", "the fall in prices"
        let dropping = self.input.word(it.past - 1, "fall")
            && it.caps.year.is_none()
            && it.caps.rel.is_none()
            && ["of", "in", "from", "to"]
                .iter()
                .any(|word| self.input.word(it.reach, word));
        if dropping {
            return None;
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
                // In a clause that tells no time a season is every year's, and in a chronicle in all but the past.
                None if self.chronicle && self.tense(it) != Tense::Past => None,
                None if self.narrative_year(it).is_none() && self.tense(it) == Tense::Unknown => None,
                None if self.is_habit(it) => None,
                None => self.year_of(it, mid + 1 - 12 * u8::from(mid == 12), 15),
            }
        });
        point(Point::new(year, Grain::Season(season)))
    }

    /// Whether a season's name alone is one: "fall" and "spring" are verbs and more.
    pub(super) fn is_season(&self, it: &Match) -> bool {
        let plain = !self.input.is(it.past - 1, Class::SpringOrFall);
        let Some(tok) = self.input.tok(it.from) else {
            return false;
        };
        let next = self.input.tok(it.reach);
        // "Winter Olympics", "Prague Spring", "Springfield".
        let named = tok.is(CAP) && !tok.is(SENT)
            || next.is_some_and(|next| next.kind == Kind::Word && next.is(CAP) && !next.is(SENT));
        let before = it.start.checked_sub(1);
        let is_before = |class: Class| before.is_some_and(|before| self.input.is(before, class));
        let far = before.and_then(|before| before.checked_sub(1));
        let article = before.is_some_and(|before| self.input.word(before, "the"))
            && far.is_some_and(|far| self.input.is(far, Class::SeasonCue));
        // "Spring and late autumn are best."
        let listed = ["and", "or"].iter().any(|word| self.input.word(it.past, word))
            && (1..=2).any(|ahead| self.input.is(it.past + ahead, Class::Season));
        if listed && !named {
            return true;
        }
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
            && (article
                || is_before(Class::YearStrong)
                || (it.caps.phase.is_some() && is_before(Class::SeasonCue)))
    }

    /// The year of the last quarter of this number that had begun, or of the next one where the clause looks
    /// ahead.
    pub(super) fn quarter_year(&self, it: &Match, quarter: u8) -> Option<i32> {
        let published = self.published?;
        let now = (published.month() as u8).div_ceil(3);
        let year = i32::from(published.year());
        Some(match self.tense(it) {
            Tense::Future => year + i32::from(quarter < now),
            _ => year - i32::from(quarter > now),
        })
    }

    pub(super) fn year_by(&self, rel: Option<i8>) -> Option<i32> {
        let published = self.published?;
        Some(i32::from(published.year()) + i32::from(rel.unwrap_or(0).clamp(-1, 1)))
    }

    pub(super) fn unit_rel(&self, rel: i8, unit: Unit, it: &Match) -> Option<Resolved> {
        if unit.is_clock() && !(unit == Unit::Hour && rel != 0) {
            return None;
        }
        // "This past week" and "this coming week" are weeks, "the past week" seven days.
        let stretches =
            self.says(it, &["past", "coming"]) && !self.says(it, &["this"]) && unit != Unit::Weekend;
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
        // "Earlier in the year" is the story's year.
        let story = unit == Unit::Year && rel == 0 && self.says(it, &["the"]) && self.says(it, &["in"]);
        if let Some(year) = self.narrative_year(it).filter(|_| story) {
            return point(Point::new(Some(year), Grain::Year));
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

    pub(super) fn weekend(&self, it: &Match) -> Option<Resolved> {
        let Some(published) = self.published else {
            return point(Point::new(None, Grain::Weekend(0)));
        };
        let early = published.weekday().to_monday_one_offset() < 6;
        let weeks = match it.caps.rel {
            Some(-1) if self.says(it, &["past"]) && !early => 0,
            Some(-1) => -1,
            Some(1) => i64::from(!early),
            rel if early => {
                let past = match self.tense(it) {
                    Tense::Past | Tense::Told => true,
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
}
