//! What the text spoke of before.

use super::*;

impl Context<'_> {
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
        if matches!(
            point.grain,
            Grain::Month(_) | Grain::Quarter(1..) | Grain::Half(_) | Grain::Week(1..)
        ) && point.clock.is_none()
        {
            self.memory.period = Some((point, at));
        }
        if self.is_told(&point, at, open) {
            self.memory.told = Some(point);
            self.memory.told_at = at;
        }
        if let (Grain::Day(..), Some(date)) = (point.grain, calendar::first_day(&point)) {
            self.memory.day = Some((date, at));
            if self.published.is_none_or(|published| date <= published) {
                self.memory.gone = Some(date);
            }
        }
        // "In 1945, ..." at a sentence's head sets the year of what follows in the paragraph.
        let head = at
            .checked_sub(1)
            .and_then(|before| self.input.toks.get(before))
            .is_some_and(|tok| tok.is(SENT));
        let full = !open && matches!(point.grain, Grain::Day(..) | Grain::Month(_));
        let attribute = point.grain == Grain::Year && self.is_attribute(at);
        if !open && (head || full) && !attribute && !matches!(point.grain, Grain::Century | Grain::Decade) {
            self.memory.topic = point.year;
        }
    }

    /// Whether a point moves the story on: its year is named, or counted from one that was; it is no mere bound ("since
    /// 1900") nor an aside in parentheses.
    fn is_told(&self, point: &Point, at: usize, open: bool) -> bool {
        let aside = at.checked_sub(1).is_some_and(|before| {
            self.input.mark(before, '(')
                || self.input.word(before, "since")
                || self.input.is(before, Class::Deadline)
        });
        let located = matches!(point.grain, Grain::Day(..) | Grain::Month(_) | Grain::Year);
        // A day of the told year moves the story's month.
        let within = self.memory.told.is_some_and(|told| told.year == point.year);
        // A day with a name of its own (9/11) is spoken of at any time.
        let named = self.input.tok(at).is_some_and(|tok| tok.kind == Kind::Num)
            && self.input.mark(at + 1, '/')
            && self.input.tok(at + 3).is_none_or(|tok| tok.kind != Kind::Mark);
        // "After 2012 ... the 2013 season": a year on, the story goes with it.
        let told = self.memory.told.and_then(|told| told.year);
        let follows = point
            .year
            .zip(told)
            .is_some_and(|(year, told)| (told..=told + 1).contains(&year));
        let attribute = point.grain == Grain::Year && !follows && self.is_attribute(at);
        located && !named && !aside && !attribute && (!open || within || point.grain == Grain::Year)
    }

    /// Whether the year at token `at` only tells one thing from its like ("her 2019 memoir"): a noun follows, nothing
    /// before it says when, and it is not the year of writing.
    fn is_attribute(&self, at: usize) -> bool {
        // "The end of the year" is none.
        let Some((year, 4)) = self.input.plain(at) else {
            return false;
        };
        let now = self
            .published
            .is_some_and(|published| i32::try_from(year) == Ok(i32::from(published.year())));
        let noun = self.input.tok(at + 1).is_some_and(|next| {
            next.kind == Kind::Word && !next.is(SENT) && !self.input.is(at + 1, Class::Function)
        });
        let cued = at
            .checked_sub(1)
            .is_none_or(|before| self.input.is(before, Class::YearCue));
        noun && !cued && !now && self.input.tok(at).is_some_and(|tok| !tok.is(SENT))
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
