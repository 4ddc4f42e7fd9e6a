//! Words: runs of letters and digits, and what joins or parts them.

use super::Cutter;
use crate::chars::Kind;
use dateline_core::layers::TokenClass;

/// What a character after a run of letters and digits does to the word.
pub(super) enum Joint {
    /// The word goes on after the joint, which ends here.
    Goes(usize),
    /// The word ends here, the joint being its last character.
    Takes(usize),
    /// The word has ended before the joint.
    Ends,
}

impl Cutter<'_> {
    /// The word that begins at `from`, with all that joins on to it.
    pub(super) fn word(&mut self, from: usize) -> usize {
        if self.dotted
            && let Some(end) = self.bare_host(from)
        {
            return self.push(from, end, TokenClass::Url);
        }
        let (mut part, mut at) = (from, self.run_end(from));
        loop {
            match self.joint(from, part, at) {
                Joint::Goes(next) => {
                    part = next;
                    at = self.run_end(next);
                }
                Joint::Takes(end) => {
                    at = end;
                    break;
                }
                Joint::Ends => break,
            }
        }
        self.finish(from, at);
        at
    }

    /// Where the run of letters and digits from `at` ends.
    pub(super) fn run_end(&self, mut at: usize) -> usize {
        // An address later in the chunk stops the run where it begins.
        let end = self
            .web
            .as_ref()
            .map_or(self.end, |address| address.start.min(self.end));
        while at < end {
            let byte = self.bytes.get(at).copied().unwrap_or(0);
            if byte.is_ascii() {
                if !byte.is_ascii_alphanumeric() {
                    break;
                }
                at += 1;
            } else {
                let (kind, len) = self.kind(at);
                if !kind.is_word() {
                    break;
                }
                at += len;
            }
        }
        at
    }

    /// What the character at `at` does to the word `from..at` whose last part begins at `part`.
    fn joint(&self, from: usize, part: usize, at: usize) -> Joint {
        if self.web.as_ref().is_some_and(|address| address.start <= at) {
            return Joint::Ends;
        }
        let (kind, len) = self.kind(at);
        let next = at + len;
        let (before, after) = (self.before(at), self.kind(next).0);
        let inside = after.is_word();
        let goes = |yes: bool| if yes { Joint::Goes(next) } else { Joint::Ends };
        match kind {
            Kind::Underscore => {
                let end = self.same(at, b'_');
                if self.kind(end).0.is_word() {
                    Joint::Goes(end)
                } else {
                    Joint::Ends
                }
            }
            Kind::Apostrophe if inside => goes(before.is_word()),
            Kind::Apostrophe => {
                let word = self.slice(from, at);
                let mut owned = [0u8; 16];
                let fits = owned
                    .get_mut(..word.len())
                    .map(|room| room.copy_from_slice(word))
                    .is_some();
                let with = match owned.get_mut(word.len()) {
                    Some(last) if fits => {
                        *last = b'\'';
                        owned.get(..=word.len())
                    }
                    _ => None,
                };
                match with {
                    Some(with) if !self.quoted(from) && self.lists.owns_apostrophe(with) => {
                        Joint::Takes(next)
                    }
                    _ => Joint::Ends,
                }
            }
            Kind::Hyphen => self.hyphen(from, part, at, next),
            Kind::Punct => match self.byte(at) {
                b'.' => self.stop(from, part, at),
                b',' => goes(before == Kind::Digit && after == Kind::Digit && self.thousands(part, next)),
                b':' => goes(before == Kind::Digit && after == Kind::Digit),
                b'/' => self.slash(from, at),
                b'&' => goes(inside && self.ampersand(from, at)),
                b')' if self.options.gum
                    && from == self.start
                    && next == self.end
                    && at - from <= 2
                    && self.first =>
                {
                    Joint::Takes(next)
                }
                b'#' | b'*' if inside && before.is_letter() && after.is_letter() => {
                    goes(self.byte(at) == b'*')
                }
                _ => Joint::Ends,
            },
            Kind::Symbol => match self.byte(at) {
                // US$, A$, NZ$: the name of the dollar.
                b'$' if before == Kind::Upper && at - from <= 3 && after == Kind::Digit => Joint::Takes(next),
                b'+' if at - from == 1 && before == Kind::Upper && self.same(at, b'+') == at + 2 => {
                    Joint::Takes(at + 2)
                }
                _ => Joint::Ends,
            },
            _ => Joint::Ends,
        }
    }

    /// Whether an apostrophe or quotation mark opens right before `from`.
    fn quoted(&self, from: usize) -> bool {
        matches!(self.before(from), Kind::Apostrophe)
    }

    /// Where the run of `byte` from `at` ends.
    pub(super) fn same(&self, mut at: usize, byte: u8) -> usize {
        while at < self.end && self.byte(at) == byte {
            at += 1;
        }
        at
    }

    /// Whether the comma before `next` groups digits: 1,234 and 1,00,000 but not 1,2 or 2001,2002.
    fn thousands(&self, part: usize, next: usize) -> bool {
        let digits = (next..next + 4)
            .take_while(|at| self.byte(*at).is_ascii_digit())
            .count();
        let before = next - 1 - part;
        let after = next + digits + 1;
        let more = self.byte(next + digits) == b','
            && (after..after + 4)
                .take_while(|at| self.byte(*at).is_ascii_digit())
                .count()
                == 3;
        before <= 3 && (digits == 3 || (digits == 2 && more))
    }

    /// 3/4, 11/9/2001, w/o, n/a, s/he.
    fn slash(&self, from: usize, at: usize) -> Joint {
        let first = self.slice(from, at);
        let end = self.run_end(at + 1);
        let second = self.slice(at + 1, end);
        if first.eq_ignore_ascii_case(b"w") && second.is_empty() {
            return Joint::Takes(at + 1);
        }
        let digits = |word: &[u8]| !word.is_empty() && word.iter().all(u8::is_ascii_digit);
        let number = self.before(at) == Kind::Digit && digits(second);
        let short = first.len() == 1
            && first.iter().all(u8::is_ascii_alphabetic)
            && (second.len() == 1
                || second.eq_ignore_ascii_case(b"out")
                || second.eq_ignore_ascii_case(b"he"))
            && second.iter().all(u8::is_ascii_alphabetic)
            && !matches!(self.byte(end), b'/' | b'.');
        if number || short {
            Joint::Goes(at + 1)
        } else {
            Joint::Ends
        }
    }

    /// AT&T, R&D, P&L, PG&E: a few letters on either side.
    fn ampersand(&self, from: usize, at: usize) -> bool {
        let second = self.slice(at + 1, self.run_end(at + 1));
        let first = self.slice(from, at);
        first.len() <= 3
            && second.len() <= 2
            && first.iter().chain(second).all(u8::is_ascii_alphabetic)
            && first.iter().all(u8::is_ascii_uppercase) == second.iter().all(u8::is_ascii_uppercase)
    }

    /// Makes the tokens of the word `from..to`.
    fn finish(&mut self, from: usize, to: usize) {
        let word = self.slice(from, to);
        let digits = word
            .iter()
            .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b':'))
            .count();
        if digits > 0 && digits == word.len() {
            self.push(from, to, TokenClass::Number);
            return;
        }
        if digits > 0 && word.get(digits - 1).is_some_and(u8::is_ascii_digit) {
            let rest = word.get(digits..).unwrap_or_default();
            let rest = rest.strip_suffix(b".").unwrap_or(rest);
            if self.lists.unit(rest) {
                self.push(from, from + digits, TokenClass::Number);
                self.push(from + digits, to, TokenClass::Word);
                return;
            }
        }
        let class = if self.numeric(from, to) {
            TokenClass::Number
        } else {
            TokenClass::Word
        };
        if class == TokenClass::Word && self.contracted(from, to) {
            return;
        }
        self.push(from, to, class);
    }

    /// Whether there are digits and nothing but what joins digits.
    fn numeric(&self, from: usize, to: usize) -> bool {
        if !self.kind(from).0.is_word() {
            return false;
        }
        let mut at = from;
        while at < to {
            let (kind, len) = self.kind(at);
            match kind {
                Kind::Digit | Kind::Hyphen => {}
                Kind::Punct if matches!(self.byte(at), b'.' | b',' | b':' | b'/') => {}
                _ => return false,
            }
            at += len;
        }
        self.kind(from).0 == Kind::Digit
    }

    /// Makes the tokens of a contraction or possessive, if the word is one.
    fn contracted(&mut self, from: usize, to: usize) -> bool {
        let word = self.slice(from, to);
        if let Some(parts) = self.lists.contraction(word) {
            let (second, third) = (from + usize::from(parts.second), from + usize::from(parts.third));
            if parts.second == 0 || !self.lists.parts_before(parts, self.next_word(to)) {
                return false;
            }
            self.push(from, second, TokenClass::Word);
            if parts.third == 0 {
                self.push_joined(second, to, TokenClass::Word);
            } else {
                self.push_joined(second, third, TokenClass::Word);
                self.push_joined(third, to, TokenClass::Word);
            }
            return true;
        }
        // At most four endings hang on a word (I|'d|n't|'ve).
        let mut cuts = [0usize; 4];
        let mut count = 0;
        let mut end = to;
        for cut in &mut cuts {
            match self.ending(from, end) {
                Some(at) => {
                    *cut = at;
                    count += 1;
                    end = at;
                }
                None => break,
            }
        }
        if count == 0 {
            return false;
        }
        self.push(from, end, TokenClass::Word);
        let mut start = end;
        for index in (0..count).rev() {
            let stop = if index == 0 {
                to
            } else {
                cuts.get(index - 1).copied().unwrap_or(to)
            };
            self.push_joined(start, stop, TokenClass::Word);
            start = stop;
        }
        true
    }

    /// The letters of the next chunk, if nothing stands between but white space.
    fn next_word(&self, to: usize) -> &[u8] {
        if to != self.end {
            return &[];
        }
        super::next_word(self.text, to)
    }

    /// Where the last ending ('s, n't, 'll ...) of the word `from..to` begins.
    fn ending(&self, from: usize, to: usize) -> Option<usize> {
        let word = self.slice(from, to);
        let tail = word.get(word.len().saturating_sub(5)..).unwrap_or_default();
        // The apostrophe is the last one, and at most two letters stand after it.
        let letters = tail
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        if letters == 0 || letters > 2 {
            return None;
        }
        let suffix = tail.get(tail.len() - letters..)?;
        let (kind, apostrophe) = crate::chars::kind_before(self.text, to - letters);
        if kind != Kind::Apostrophe || apostrophe <= from {
            return None;
        }
        let mut lower = [0u8; 2];
        for (to, byte) in lower.iter_mut().zip(suffix) {
            *to = byte.to_ascii_lowercase();
        }
        let before = self.bytes.get(apostrophe - 1).copied().unwrap_or(0);
        match lower.get(..letters)? {
            b"t" if before.eq_ignore_ascii_case(&b'n') => (apostrophe - 1 > from).then_some(apostrophe - 1),
            b"d" if before.is_ascii_digit() => None,
            // The 1980's are one word; 2003's films are not.
            b"s" if before == b'0' || (before.is_ascii_digit() && apostrophe - from < 3) => None,
            b"s" | b"m" | b"d" | b"re" | b"ve" | b"ll" => Some(apostrophe),
            _ => None,
        }
    }
}
