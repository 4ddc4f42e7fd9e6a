//! The period that figures are compared with: "the year-earlier quarter", "the same period last year".

use super::*;

/// A period that was spoken of so many tokens back is still the one that is compared.
const PERIOD_LASTS: usize = 200;

impl Context<'_> {
    /// The period a year before the one that the text spoke of last, or before the latest that is over.
    pub(super) fn prior(&self, it: &Match) -> Option<Resolved> {
        let caps = &it.caps;
        let published = self.published;
        let ago = self.says(it, &["earlier", "ago", "before"]);
        let rel = caps.rel.map(|rel| rel.clamp(-1, 1));
        // "The same time last week", "the month-earlier period": their own unit tells all.
        if let Some(unit) = caps.unit.filter(|unit| *unit != Unit::Year) {
            let units = if ago { -1 } else { i64::from(rel?) };
            return match published {
                Some(published) => point(period(shift(published, units, unit)?, unit)),
                None => unknown(unit),
            };
        }
        let near = self
            .memory
            .period
            .filter(|(period, at)| {
                let far = it.start.saturating_sub(*at);
                // A month is what is compared only within its sentence.
                let split = || {
                    let between = self.input.toks.get(at + 1..=it.start).unwrap_or_default();
                    between.iter().any(|tok| tok.is(SENT))
                };
                far < PERIOD_LASTS && !(matches!(period.grain, Grain::Month(_)) && split())
            })
            .map(|(period, _)| period);
        let named = |word: &str| self.says(it, &[word]);
        let fits = |grain: Grain| match grain {
            Grain::Quarter(_) => named("quarter") || named("period"),
            Grain::Half(_) => named("half") || named("period"),
            Grain::Month(_) => named("month") || named("period"),
            Grain::Week(_) => named("week"),
            _ => false,
        };
        let over = |unit| published.and_then(|date| Some(period(shift(date, -1, unit)?, unit)));
        let base = near
            .filter(|near| fits(near.grain))
            .or_else(|| match () {
                () if named("quarter") => over(Unit::Quarter),
                () if named("month") => over(Unit::Month),
                () if named("week") => over(Unit::Week),
                () => published.map(|date| period(date, Unit::Year)),
            })
            .unwrap_or(Point::new(None, Grain::Year));
        let year = match (caps.year, rel) {
            (Some(year), _) => Some(year),
            (None, Some(rel)) if rel >= 0 => self.year_by(Some(rel)),
            _ => base.year.map(|year| year - 1),
        };
        point(Point::new(year, base.grain))
    }

    /// "in the quarter", "for the year": in TimeML the report's own; "in the year to March" is a length.
    pub(super) fn scene(&self, it: &Match) -> Option<Resolved> {
        let unit = it.caps.unit.filter(|_| self.scheme == Scheme::TimeMl)?;
        let lasts = ["to", "through", "since", "ended", "ending", "after", "before"]
            .iter()
            .any(|word| self.input.word(it.reach, word));
        if lasts {
            let one = Count::Exactly(Decimal::whole(1));
            return found(TimexKind::Duration, Stamp::Length(one, unit));
        }
        let quarter = self
            .memory
            .period
            .filter(|(last, _)| unit == Unit::Quarter && matches!(last.grain, Grain::Quarter(_)));
        if let Some((quarter, _)) = quarter {
            return point(quarter);
        }
        let Some(published) = self.published else {
            return unknown(unit);
        };
        // What is reported of a quarter is over.
        let back = -i64::from(unit == Unit::Quarter);
        point(period(shift(published, back, unit)?, unit))
    }

    /// "the Sept. 11 attacks": a day that is called by its date, 9/11.
    pub(super) fn once(&self, it: &Match) -> Option<Resolved> {
        let (month, day_of_month) = (it.caps.month?, it.caps.day?);
        let called = &self.input.lexicon.called;
        let date = called
            .iter()
            .find(|date| (date.month() as u8, date.day() as u8) == (month, day_of_month))?;
        if self.published.is_some_and(|published| published < *date) {
            return None;
        }
        point(day(*date))
    }

    /// "a week from Sunday"; but "closed for two weeks from Sunday" tells a length and its beginning.
    pub(super) fn dow_on(&self, it: &Match) -> Option<Resolved> {
        let (dow, unit) = (it.caps.dow?, it.caps.unit?);
        let Some(Count::Exactly(count)) = it.caps.n else {
            return None;
        };
        let lasting = it
            .start
            .checked_sub(1)
            .is_some_and(|before| self.input.is(before, Class::Stretch));
        if lasting || unit != Unit::Week {
            return None;
        }
        let count = i64::try_from(count.to_u64()?).ok()?;
        let date = self.published.and_then(|published| {
            let next = nearest(shift(published, 1, Unit::Day)?, dow, 1);
            shift(next, count, Unit::Week)
        });
        point(date.map_or(Point::new(None, Grain::Weekday(dow)), day))
    }
}
