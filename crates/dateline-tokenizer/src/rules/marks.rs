//! Punctuation, symbols, emoticons, handles and hashtags.

use super::Cutter;
use crate::chars::{Kind, kind_at};
use dateline_core::layers::TokenClass;

impl Cutter<'_> {
    /// The token at `at`, which is no word.
    pub(super) fn mark(&mut self, at: usize, kind: Kind, len: usize) -> usize {
        if let Some(end) = self.emoticon(at) {
            return self.push(at, end, TokenClass::Emoticon);
        }
        let next = at + len;
        let after = self.kind(next).0;
        match kind {
            Kind::Apostrophe => self.apostrophe(at, next),
            Kind::Hyphen => {
                let end = self.same_kind(at, kind);
                // A minus sign before a number that stands alone.
                self.push(at, end, TokenClass::Punct)
            }
            Kind::Underscore => {
                let end = self.same_kind(at, kind);
                self.push(at, end, TokenClass::Punct)
            }
            Kind::Emoji => {
                let end = self.emoji_end(at);
                self.push(at, end, TokenClass::Emoticon)
            }
            Kind::Symbol => {
                let byte = self.byte(at);
                // +44
                if byte == b'+' && at == self.start && after == Kind::Digit {
                    let end = self.run_end(next);
                    return self.push(at, end, TokenClass::Number);
                }
                let end = if matches!(byte, b'+' | b'=' | b'<' | b'>' | b'~' | b'$') {
                    self.same(at, byte)
                } else {
                    next
                };
                self.push(at, end, TokenClass::Symbol)
            }
            _ => match self.byte(at) {
                b'.' => self.dots(at, after),
                b'!' | b'?' => {
                    let end = self.bangs(at);
                    self.push(at, end, TokenClass::Punct)
                }
                b'@' if after.is_word() && !self.before(at).is_word() => {
                    let end = self.name_end(next);
                    self.push(at, end, TokenClass::Handle)
                }
                b'#' if after.is_letter() && !self.before(at).is_word() => {
                    let end = self.name_end(next);
                    self.push(at, end, TokenClass::Hashtag)
                }
                b'(' if self.options.gum && at == self.start && self.enumerated(at) => {
                    self.push(at, at + 3, TokenClass::Punct)
                }
                0xe2 if self.byte_char(at) == Some('…') => {
                    let end = self.same(next, b'.');
                    self.push(at, end, TokenClass::Punct)
                }
                byte @ (b'*' | b'#' | b',') => {
                    let end = self.same(at, byte);
                    self.push(at, end, TokenClass::Punct)
                }
                b'%' => self.push(at, next, TokenClass::Symbol),
                _ => self.push(at, next, TokenClass::Punct),
            },
        }
    }

    /// (a), as GUM has it.
    fn enumerated(&self, at: usize) -> bool {
        self.kind(at + 1).0 == Kind::Lower
            && self.byte(at + 1).is_ascii()
            && self.byte(at + 2) == b')'
            && at + 3 == self.end
    }

    /// Where the run of characters of one kind ends.
    fn same_kind(&self, mut at: usize, kind: Kind) -> usize {
        loop {
            let (next, len) = self.kind(at);
            if next != kind {
                return at;
            }
            at += len;
        }
    }

    /// One stop, an ellipsis, or a number or file name that begins with a point.
    fn dots(&mut self, at: usize, after: Kind) -> usize {
        let end = self.same(at, b'.');
        if end - at == 1 {
            let alone = at == self.start || !self.before(at).is_word();
            if after == Kind::Digit && alone {
                return self.number(at);
            }
            // .doc
            let run = self.run_end(end);
            if alone
                && self.lists.web_ending(self.slice(end, run)) == Some(false)
                && self.byte(end).is_ascii_lowercase()
            {
                return self.push(at, run, TokenClass::Word);
            }
            if matches!(self.byte(end), b'!' | b'?') {
                let end = self.bangs(end);
                return self.push(at, end, TokenClass::Punct);
            }
        }
        self.push(at, end, TokenClass::Punct)
    }

    /// .265
    fn number(&mut self, at: usize) -> usize {
        let mut end = at + 1;
        while self.byte(end).is_ascii_digit() {
            end += 1;
        }
        self.push(at, end, TokenClass::Number)
    }

    /// ?, !!, ?!
    fn bangs(&self, mut at: usize) -> usize {
        while matches!(self.byte(at), b'!' | b'?') {
            at += 1;
        }
        self.same(at, b'.')
    }

    /// The name after @ or #.
    fn name_end(&self, mut at: usize) -> usize {
        loop {
            let (kind, len) = self.kind(at);
            let inner = kind == Kind::Underscore || (self.byte(at) == b'.' && self.kind(at + 1).0.is_word());
            if !kind.is_word() && !inner {
                return at;
            }
            at += len;
        }
    }

    /// A pictograph with its selectors, skin tones and joined ones (family, flags).
    fn emoji_end(&self, at: usize) -> usize {
        let mut end = at + self.kind(at).1;
        let mut flag = is_flag(self.text, at);
        loop {
            let Some((char, len)) = crate::chars::char_at(self.text, end).filter(|_| end < self.end) else {
                return end;
            };
            match char {
                '\u{fe0e}'
                | '\u{fe0f}'
                | '\u{20e3}'
                | '\u{1f3fb}'..='\u{1f3ff}'
                | '\u{e0020}'..='\u{e007f}' => end += len,
                '\u{200d}' => {
                    let (kind, more) = self.kind(end + len);
                    end += len + if kind == Kind::Emoji { more } else { 0 };
                }
                '\u{1f1e6}'..='\u{1f1ff}' if flag => {
                    end += len;
                    flag = false;
                }
                _ => return end,
            }
        }
    }

    /// An apostrophe or single quotation mark at the beginning of something.
    fn apostrophe(&mut self, at: usize, next: usize) -> usize {
        let (kind, len) = self.kind(next);
        // '' and `` and ‘’ are quotation marks.
        if kind == Kind::Apostrophe {
            let end = next + len;
            return self.push(at, end, TokenClass::Punct);
        }
        let opens = self.byte_char(at) == Some('‘');
        let after_word = self.before(at).is_word() || self.before(at) == Kind::End;
        let run = self.run_end(next);
        if at == self.start && !opens {
            // '72, '90s
            if kind == Kind::Digit
                && run - next <= 3
                && self.slice(next, run).iter().take(2).all(u8::is_ascii_digit)
                && run - next >= 2
            {
                return self.push(at, run, TokenClass::Word);
            }
            let mut owned = [0u8; 16];
            let word = self.slice(next, run);
            if let Some(room) = owned.get_mut(1..=word.len()) {
                room.copy_from_slice(word);
                if let Some(first) = owned.first_mut() {
                    *first = b'\'';
                }
                let word_len = word.len();
                let with = owned.get(..=word_len).unwrap_or_default();
                // 'em, 'til; 's and 'll where white space has come between.
                if self.lists.owns_apostrophe(with) || (word_len > 0 && self.is_ending(next, run)) {
                    return self.push(at, run, TokenClass::Word);
                }
                if let Some(parts) = self.lists.contraction(with) {
                    let shift = next - at - 1;
                    let second = at + usize::from(parts.second) + shift;
                    self.push(at, second, TokenClass::Word);
                    self.push_joined(second, run, TokenClass::Word);
                    return run;
                }
            }
        }
        // The possessive of boys' goes with the word; a closing quotation mark stands by itself.
        let plural = after_word
            && at > self.start
            && matches!(self.bytes.get(at - 1), Some(b's' | b'S' | b'z' | b'x'))
            && self.kind(self.start).0 != Kind::Apostrophe
            && self
                .tokens
                .last()
                .is_some_and(|token| token.span.end() as usize == at && token.class == TokenClass::Word)
            && !kind.is_word()
            && matches!(self.next_chunk().1, Kind::Lower | Kind::Upper | Kind::Digit);
        if plural && next == self.end {
            self.push_joined(at, next, TokenClass::Word);
            return next;
        }
        self.push(at, next, TokenClass::Punct)
    }

    fn byte_char(&self, at: usize) -> Option<char> {
        crate::chars::char_at(self.text, at).map(|(char, _)| char)
    }

    fn is_ending(&self, from: usize, to: usize) -> bool {
        matches!(
            self.slice(from, to),
            b"s" | b"S" | b"m" | b"d" | b"re" | b"ve" | b"ll" | b"LL" | b"RE" | b"VE" | b"M"
        )
    }

    /// Whether an emoticon of any length may begin at `at`.
    #[inline]
    pub(super) fn begins_emoticon(&self, at: usize) -> bool {
        self.lists.emoticons().begin(self.byte(at), self.byte(at + 1))
    }

    /// The end of the emoticon at `at`.
    #[inline]
    pub(super) fn emoticon(&self, at: usize) -> Option<usize> {
        if self.begins_emoticon(at) {
            self.listed_emoticon(at)
        } else {
            None
        }
    }

    /// The same where one may begin.
    fn listed_emoticon(&self, at: usize) -> Option<usize> {
        let length = self
            .lists
            .emoticons()
            .longest(self.slice(at, self.end.min(at + 16)))?;
        let end = at + length;
        let before = self.before(at);
        if at > self.start && (before.is_word() || matches!(before, Kind::Hyphen)) {
            // great:) counts where nothing follows and no bracket is open.
            if end != self.end || self.slice(self.start, at).contains(&b'(') || before == Kind::Digit {
                return None;
            }
        }
        let first = self.byte(at);
        let last = self.byte(end - 1);
        if (first.is_ascii_alphanumeric() && before.is_word())
            || (last.is_ascii_alphanumeric() && self.kind(end).0.is_word())
        {
            return None;
        }
        // "(see below:)" and ":(a)" are brackets.
        if matches!(last, b'(' | b'[') && kind_at(self.text, end).0.is_word() && end < self.end {
            return None;
        }
        (first != b'(' || end == self.end).then_some(end)
    }
}

/// Whether a regional indicator stands at `at`, of which two make a flag.
fn is_flag(text: &str, at: usize) -> bool {
    crate::chars::char_at(text, at).is_some_and(|(char, _)| ('\u{1f1e6}'..='\u{1f1ff}').contains(&char))
}
