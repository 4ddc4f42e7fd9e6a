//! Actor files: names with their codes, which may hold for a time.
//!
//! ```text
//! GOLLUM                         a name; _ joins words, a space lets others stand between
//! +SMEAGOL                       another name of the same actor
//!     [HOB <950601]              a code before a date,
//!     [HOBGOV 19950601-19990815] between two,
//!     [HOBREB >990816]           after one,
//!     [HOB]                      or at all other times; on the name's own line as well
//! THE_SHIRE [FRO/BIL/SAM]        several actors at once
//! ```

use super::text::{Word, brackets, date, lines, phrase, pieces};
use std::collections::HashMap;

/// A code and when it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    code: String,
    /// First and last day, as numbers of eight digits; no days for a code that holds whenever no other does.
    days: Option<(u32, u32)>,
}

/// The actors of files.
#[derive(Clone, Debug, Default)]
pub struct Actors {
    names: Vec<(Vec<Word>, u32)>,
    terms: Vec<Vec<Term>>,
    by_word: HashMap<String, Vec<u32>>,
}

impl Actors {
    /// Adds the actors of a file. Lines that are none are left out, as the older programs do.
    pub fn read(&mut self, content: &str) {
        let mut group: (Vec<Vec<Word>>, Vec<Term>) = (Vec::new(), Vec::new());
        for (_, line) in lines(content) {
            let (head, codes) = brackets(line);
            let name = head.trim();
            if !name.is_empty() && !name.starts_with('+') {
                self.close(&mut group);
            }
            let name = phrase(name.trim_start_matches('+'));
            if !name.is_empty() {
                group.0.push(name);
            }
            group.1.extend(codes.into_iter().filter_map(term));
        }
        self.close(&mut group);
    }

    fn close(&mut self, group: &mut (Vec<Vec<Word>>, Vec<Term>)) {
        let (names, terms) = std::mem::take(group);
        if terms.is_empty() {
            return;
        }
        let place = self.terms.len() as u32;
        self.terms.push(terms);
        for name in names {
            let Some(first) = name.first() else { continue };
            let number = self.names.len() as u32;
            self.by_word.entry(first.text.clone()).or_default().push(number);
            self.names.push((name, place));
        }
    }

    /// The code on a day of the actor whose name is exactly this.
    pub(crate) fn code_of(&self, name: &str, day: u32) -> Option<&str> {
        let words: Vec<String> = name.split_whitespace().flat_map(pieces).collect();
        let same = |phrase: &[Word]| {
            phrase.len() == words.len() && phrase.iter().zip(&words).all(|(a, b)| a.text == *b)
        };
        let (_, actor) = self.beginning(words.first()?).find(|(phrase, _)| same(phrase))?;
        self.code(actor, day)
    }

    /// How many names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The names that begin with this word in capitals.
    pub(crate) fn beginning(&self, word: &str) -> impl Iterator<Item = (&[Word], u32)> {
        let numbers = self.by_word.get(word).map_or(&[][..], Vec::as_slice);
        let entries = numbers
            .iter()
            .filter_map(|number| self.names.get(*number as usize));
        entries.map(|(words, place)| (words.as_slice(), *place))
    }

    /// The code of an actor on a day (20240805; 0 for an unknown one): that of the first term that holds then,
    /// else the one without days; `None` where none holds.
    pub(crate) fn code(&self, actor: u32, day: u32) -> Option<&str> {
        let terms = self.terms.get(actor as usize)?;
        let holds = |term: &&Term| term.days.is_some_and(|(from, to)| (from..=to).contains(&day));
        let term = terms
            .iter()
            .find(holds)
            .or_else(|| terms.iter().find(|term| term.days.is_none()))?;
        Some(term.code.as_str()).filter(|code| !code.starts_with("---"))
    }
}

/// `HOB`, `HOB <950601`, `HOB > 950601`, `HOB 950601 - 990815`.
fn term(text: &str) -> Option<Term> {
    let (code, rest) = match text.split_once(|c: char| c.is_whitespace()) {
        Some((code, rest)) => (code, rest.trim()),
        None => (text, ""),
    };
    if code.is_empty() || code.starts_with(['<', '>']) {
        return None;
    }
    let days = match rest.chars().next() {
        None => None,
        // “Before” ends the day before; days are compared as numbers, so any smaller number does.
        Some('<') => Some((0, date(&rest[1..])?.saturating_sub(1))),
        Some('>') => Some((date(&rest[1..])?, u32::MAX)),
        Some(_) => {
            let (from, to) = rest.split_once('-')?;
            Some((date(from)?, date(to)?))
        }
    };
    Some(Term {
        code: code.to_owned(),
        days,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_share_codes_that_hold_for_a_time() {
        let mut actors = Actors::default();
        actors.read("GOLLUM # c\n+SMEAGOL\n\t[HOB < 950601]\n\t[HOBGOV 19950601 - 19990815]\n\t[HOBREB > 990816]\n\nU.N._\nSAM [A] [B >20130119]\nNOBODY [---]\n");
        let code = |word: &str, day| {
            let (_, place) = actors.beginning(word).next()?;
            actors.code(place, day).map(str::to_owned)
        };
        assert_eq!(code("SMEAGOL", 19_940_101).as_deref(), Some("HOB"));
        assert_eq!(code("GOLLUM", 19_951_101).as_deref(), Some("HOBGOV"));
        assert_eq!(code("GOLLUM", 20_010_101).as_deref(), Some("HOBREB"));
        assert_eq!(
            (code("SAM", 0).as_deref(), code("SAM", 20_140_101).as_deref()),
            (Some("A"), Some("B"))
        );
        assert_eq!((code("U.N.", 0), code("NOBODY", 0)), (None, None));
        assert_eq!(actors.len(), 4);
        assert_eq!(
            (actors.code_of("Sam", 0), actors.code_of("Sam Hill", 0)),
            (Some("A"), None)
        );
    }
}
