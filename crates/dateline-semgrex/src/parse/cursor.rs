//! A place in a pattern's text.

use crate::{ErrorKind, PatternError};

/// A place in a pattern's text.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'p> {
    text: &'p str,
    at: usize,
}

impl<'p> Cursor<'p> {
    pub(super) const fn new(text: &'p str) -> Self {
        Self { text, at: 0 }
    }

    /// What is still to be read.
    pub(super) fn rest(&self) -> &'p str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    pub(super) fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Passes over `what`, if it stands here.
    pub(super) fn eat(&mut self, what: &str) -> bool {
        let here = self.rest().starts_with(what);
        if here {
            self.at += what.len();
        }
        here
    }

    /// Passes over characters as long as they are `wanted`, and gives them.
    pub(super) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'p str {
        let rest = self.rest();
        let len = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += len;
        rest.get(..len).unwrap_or_default()
    }

    /// A name: a letter or `_`, then letters, digits and `_`. Empty where none stands here.
    pub(super) fn word(&mut self) -> &'p str {
        if self.peek().is_some_and(|c| c.is_alphabetic() || c == '_') {
            self.take_while(|c| c.is_alphanumeric() || c == '_')
        } else {
            ""
        }
    }

    /// The column of this place, in characters from 1.
    pub(super) fn column(&self) -> usize {
        self.text
            .get(..self.at)
            .map_or(0, |before| before.chars().count())
            + 1
    }

    /// Says what was expected here, and what stands here instead.
    pub(super) fn expected(&self, what: &str) -> PatternError {
        let found = match self.peek() {
            None => String::from("the pattern ends"),
            Some(found) => format!("found “{found}”"),
        };
        PatternError::new(
            ErrorKind::Syntax,
            self.column(),
            format!("expected {what}, {found}"),
        )
    }
}
