//! Quotations without a cue of their own: resumed ones, and long ones that stand alone.

use super::find::{Draft, Finder};
use std::ops::Range;

/// The shortest quotation without a cue that is kept, in tokens, marks counted.
const LONE_QUOTE: usize = 8;

impl Finder<'_> {
    /// Quotations of the sentence that have no cue of their own: they go on the one before, in the same
    /// paragraph or from the last one where it never closed; a long one stands alone, its speaker unknown.
    pub(super) fn resumed(&mut self, sentence: Range<usize>) {
        let article = self.article;
        // A segment is judged once its end has been seen: its cue may stand behind it.
        while let Some(segment) = self.marks.segments.get(self.next_segment) {
            let (number, range) = (self.next_segment, segment.tokens.clone());
            if range.end > sentence.end {
                break;
            }
            let later = range.end == sentence.end && !self.used.get(number).copied().unwrap_or(true);
            if later && self.claimed_behind(&range) {
                break;
            }
            self.next_segment += 1;
            if self.used.get(number).copied().unwrap_or(true) {
                continue;
            }
            let paragraph = segment.paragraph;
            let previous_open = number
                .checked_sub(1)
                .and_then(|previous| self.marks.segments.get(previous))
                .is_some_and(|previous| !previous.closed && previous.paragraph + 1 == paragraph);
            let first_sentence = article.sentence_of(range.start);
            let begins = range.start == article.sentence(first_sentence).start
                || range
                    .start
                    .checked_sub(1)
                    .is_some_and(|before| self.marks.of(before).is_some());
            let last = range.end.saturating_sub(1 + usize::from(segment.closed));
            let whole = begins
                && range.len() >= 4
                && self.begins_upper(range.start)
                && (matches!(article.text(last), "." | "!" | "?" | "…") || range.len() >= LONE_QUOTE);
            if !whole {
                continue;
            }
            let before = self.drafts.last_mut().filter(|draft| {
                let spoken = draft
                    .content
                    .last()
                    .is_some_and(|last| self.marks.of(last.end - 1).is_some());
                spoken
                    && (draft.paragraph == paragraph && draft.sentence + 1 >= first_sentence
                        || previous_open && draft.paragraph + 1 == paragraph)
            });
            if let Some(used) = self.used.get_mut(number) {
                *used = true;
            }
            let last_sentence = article.sentence_of(range.end.saturating_sub(1));
            if let Some(draft) = before {
                draft.content.push(range);
                draft.paragraph = paragraph;
                draft.sentence = last_sentence;
            } else if range.len() >= LONE_QUOTE {
                let named = self.speaker_before(range.start, paragraph);
                self.drafts.push(Draft {
                    content: vec![range],
                    cue: None,
                    speaker: named,
                    addressee: None,
                    rule: if named.is_some() {
                        "quotes/no-cue-goes-on"
                    } else {
                        "quotes/no-cue"
                    },
                    confidence: if named.is_some() { 0.5 } else { 0.4 },
                    paragraph,
                    sentence: last_sentence,
                });
            }
        }
    }
}
