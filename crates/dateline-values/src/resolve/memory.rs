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
