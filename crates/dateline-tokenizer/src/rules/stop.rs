//! The full stop after or inside a word: abbreviation, decimal point, or the end.

use super::Cutter;
use super::word::Joint;
use crate::chars::{Kind, kind_at};
use crate::lists::AbbreviationKind;

impl Cutter<'_> {
    /// What the stop at `at` does to the word `from..at` whose last part begins at `part`.
    pub(super) fn stop(&self, from: usize, part: usize, at: usize) -> Joint {
        let next = at + 1;
        let (before, after) = (self.before(at), self.kind(next).0);
        let last = self.slice(part, at);
        let dotted = part > from && self.byte(part - 1) == b'.';
        match after {
            Kind::Digit if before == Kind::Digit => Joint::Goes(next),
            Kind::Digit => {
                // No.5, p.12, but v1.2 and Fig2.1 go on.
                if part == from && self.lists.abbreviation(last).is_some() {
                    Joint::Takes(next)
                } else {
                    Joint::Ends
                }
            }
            after if after.is_letter() => self.inner_stop(from, part, at, dotted),
            _ => self.final_stop(from, part, at, dotted),
        }
    }

    /// A stop with a letter after it, in no address: U.S, Ph.D, Dr.Michael, soil.The.
    fn inner_stop(&self, from: usize, part: usize, at: usize, dotted: bool) -> Joint {
        let next = at + 1;
        let last = self.slice(part, at);
        let letters = |word: &[u8], most: usize| {
            !word.is_empty() && word.len() <= most && word.iter().all(u8::is_ascii_alphabetic)
        };
        let following_end = self.run_end(next);
        let following = self.slice(next, following_end);
        let stop_follows = self.byte(following_end) == b'.';
        let single = letters(last, 1) && (part == from || dotted);
        if single && letters(following, 1) {
            return Joint::Goes(next);
        }
        // Ph.D., B.Sc., Lt.Col.: short on both sides, and a stop after.
        if stop_follows
            && letters(last, 2)
            && letters(following, 2)
            && last.first().is_some_and(u8::is_ascii_uppercase)
            && following.first().is_some_and(u8::is_ascii_uppercase)
        {
            return Joint::Goes(next);
        }
        // J.Smith, P.O.Box, S.Korea: the initial ends with its stop.
        if single && (dotted || last.first().is_some_and(u8::is_ascii_uppercase)) && part <= from + 8 {
            return Joint::Takes(next);
        }
        if part == from
            && self
                .lists
                .abbreviation(last)
                .is_some_and(|kind| kind != AbbreviationKind::Number)
        {
            return Joint::Takes(next);
        }
        Joint::Ends
    }

    /// A stop with nothing of a word after it.
    fn final_stop(&self, from: usize, part: usize, at: usize, dotted: bool) -> Joint {
        let next = at + 1;
        let takes = |yes: bool| if yes { Joint::Takes(next) } else { Joint::Ends };
        let dots = self.same(at, b'.') - at;
        let last = self.slice(part, at);
        if dots > 1 {
            // U.S.. is an abbreviation and a stop; etc... is a word and an ellipsis.
            let end = part == from && self.lists.abbreviation(last) == Some(AbbreviationKind::End);
            return takes(
                dots == 2 && (dotted && last.len() == 1 || end && !last.eq_ignore_ascii_case(b"etc")),
            );
        }
        let letter = last.len() == 1 && last.iter().all(u8::is_ascii_alphabetic)
            || last.len() > 1 && self.kind(part).0.is_letter() && self.kind(part).1 == last.len();
        if dotted && self.before(at) != Kind::Digit {
            // U.S., p.m., Ph.D.
            let word = self.slice(from, at);
            let short =
                last.len() <= 2 && last.iter().all(u8::is_ascii_alphabetic) && self.kind(from).0.is_letter();
            return takes(short || self.lists.abbreviation(word).is_some());
        }
        if self.before(at) == Kind::Digit {
            return takes(self.options.gum && self.enumerator(from));
        }
        if part > from {
            // The last part of Sgt.-Maj. or the like; a hyphenated word is no abbreviation else.
            return takes(self.lists.abbreviation(self.slice(from, at)).is_some());
        }
        if letter {
            return takes(self.initial(from, at));
        }
        match self.lists.abbreviation(last) {
            None => Joint::Ends,
            Some(AbbreviationKind::Number) => takes(self.before_number(next)),
            // EWT parts the stop of etc. where the sentence ends with it.
            Some(AbbreviationKind::End) if last.eq_ignore_ascii_case(b"etc") && !self.options.gum => {
                let ends = next == self.end && matches!(self.next_chunk().1, Kind::Upper | Kind::End);
                takes(!ends)
            }
            Some(_) => Joint::Takes(next),
        }
    }

    /// Whether the next thing after the stop is a number.
    fn before_number(&self, next: usize) -> bool {
        if next < self.end {
            return self.kind(next).0 == Kind::Digit;
        }
        let (at, kind) = self.next_chunk();
        kind == Kind::Digit
            || (self.bytes.get(at) == Some(&b'#') && kind_at(self.text, at + 1).0 == Kind::Digit)
    }

    /// A single letter and a stop: an initial (George W. Bush), c. 1920; not "plan B." or "and I.".
    fn initial(&self, from: usize, at: usize) -> bool {
        if self.kind(from).0 != Kind::Upper {
            // (b. March 1950)
            let life = from == self.start + 1 && self.byte(self.start) == b'(';
            return life || self.before_number(at + 1);
        }
        if at + 1 < self.end {
            // W.", W.), W.'s
            return self.byte(from) != b'I';
        }
        match self.next_chunk() {
            (next, Kind::Upper) => {
                // A sentence may begin here: then the word before tells a name from a thing.
                self.byte(from) != b'I'
                    && (self.last_token() != Kind::Lower || !starts_sentence(self.text, next))
            }
            (_, Kind::Digit | Kind::Lower | Kind::Punct | Kind::Symbol | Kind::Hyphen) => {
                self.byte(from) != b'I'
            }
            (_, Kind::End) => self.last_token() == Kind::Upper && self.byte(from) != b'I',
            _ => false,
        }
    }

    /// 1., 2.1. at the beginning of a paragraph or alone.
    fn enumerator(&self, from: usize) -> bool {
        from == self.start && self.first
    }
}

/// Whether the word at `at` is one of those that begin sentences far more often than names.
pub(crate) fn starts_sentence(text: &str, at: usize) -> bool {
    const LONGEST: usize = 5;
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let letters = rest.iter().take(LONGEST + 1);
    let length = letters.take_while(|byte| byte.is_ascii_alphabetic()).count();
    #[rustfmt::skip]
    let starts = matches!(
        rest.get(..length).unwrap_or_default(),
        b"A" | b"I"
            | b"It" | b"He" | b"We" | b"In" | b"An" | b"If" | b"As"
            | b"The" | b"She" | b"But" | b"And" | b"You" | b"For"
            | b"They" | b"This" | b"That" | b"When" | b"What"
            | b"There" | b"These"
    );
    starts
}
