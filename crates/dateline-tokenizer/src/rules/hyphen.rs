//! Hyphens between letters and digits.

use super::Cutter;
use super::word::Joint;
use crate::chars::Kind;
use dateline_core::layers::TokenClass;

impl Cutter<'_> {
    /// The quick way through compounds of plain words (`state-of-the-art`): their tokens up to the last part,
    /// where that begins. The rules would make the same.
    pub(super) fn compound(&mut self, from: usize) -> Option<usize> {
        let rules = self.web.is_some() || self.dotted || self.lists.has_whole() || !self.options.hyphens;
        if rules || !self.byte(from).is_ascii_alphabetic() {
            return None;
        }
        let (mut at, mut end) = (from, self.run_end(from));
        loop {
            let second = end + 1;
            let plain = self.byte(end) == b'-'
                && self.byte(second).is_ascii_alphabetic()
                && self.slice(at, end).iter().all(u8::is_ascii_alphabetic);
            if !plain {
                break;
            }
            let second_end = self.run_end(second);
            let word = self.slice(at, end);
            if self
                .lists
                .keeps_hyphen(word, self.slice(second, second_end), self.slice(at, second_end))
                || self.lists.contraction(word).is_some()
                || self.emoticon(end).is_some()
            {
                break;
            }
            self.push(at, end, TokenClass::Word);
            self.push(end, second, TokenClass::Punct);
            (at, end) = (second, second_end);
        }
        (at > from).then_some(at)
    }

    /// What the hyphen at `at` does to the word `from..at` whose last part begins at `part`.
    pub(super) fn hyphen(&self, from: usize, part: usize, at: usize, next: usize) -> Joint {
        let after = self.kind(next).0;
        if !after.is_word() {
            // GUM writes words that a speaker breaks off with their hyphen (th-).
            let cut_off =
                self.options.gum && matches!(after, Kind::End | Kind::Punct) && self.cut_off(from, at);
            return if cut_off { Joint::Takes(next) } else { Joint::Ends };
        }
        if !self.options.hyphens {
            return Joint::Goes(next);
        }
        if self.before(at) == Kind::Digit && after == Kind::Digit {
            return if self.grouped_digits(from, at) {
                Joint::Goes(next)
            } else {
                Joint::Ends
            };
        }
        let second_end = self.run_end(next);
        let (first, second) = (self.slice(part, at), self.slice(next, second_end));
        let whole = if part == from {
            self.slice(from, second_end)
        } else {
            &[]
        };
        if self.lists.keeps_hyphen(first, second, whole) {
            Joint::Goes(next)
        } else {
            Joint::Ends
        }
    }

    /// A few lower-case letters that are no word: a speaker breaking off.
    fn cut_off(&self, from: usize, at: usize) -> bool {
        let word = self.slice(from, at);
        word.len() <= 5
            && word.iter().all(u8::is_ascii_alphabetic)
            && !matches!(word, b"self" | b"five" | b"one")
    }

    /// Telephone numbers (713-853-3989, 345-9945), ZIP+4 (77042-2016) and dates (2004-08-05, 11-20-2000),
    /// whose hyphens do not part them as they part a range (1969-1970).
    fn grouped_digits(&self, from: usize, at: usize) -> bool {
        let mut groups = [0usize; 5];
        let mut count = 0;
        let mut position = from;
        // From the beginning of the word, as 713-853-3989 is seen at its second hyphen as well.
        loop {
            let digits = (position..position + 9)
                .take_while(|at| self.byte(*at).is_ascii_digit())
                .count();
            let Some(group) = groups.get_mut(count) else {
                return false;
            };
            if digits == 0 {
                return false;
            }
            *group = digits;
            count += 1;
            position += digits;
            match self.byte(position) {
                b'-' | b'/' | b'.' if self.byte(position + 1).is_ascii_digit() => position += 1,
                byte if byte.is_ascii_alphanumeric() => return false,
                _ => break,
            }
        }
        if position <= at {
            return false;
        }
        matches!(
            groups.get(..count).unwrap_or_default(),
            [3, 4]
                | [3, 3, 4]
                | [1, 3, 3, 4]
                | [5, 4]
                | [4, 2, 2]
                | [1 | 2, 1 | 2, 4]
                | [2, 2, 2]
                | [2, 3, 3, 4]
                | [3, 2, 4]
        )
    }
}
