//! Emoticons, found by the two characters that they begin with.
//!
//! Every mark that no other rule has cut is asked whether an emoticon begins there, and nearly none does: a table with
//! a place for each pair of ASCII characters says so at once, and where the forms of the others begin.

/// How many characters of ASCII there are.
const CHARACTERS: usize = 128;

/// The forms.
#[derive(Clone, Debug, Default)]
pub(crate) struct Emoticons {
    /// By their first two bytes, of each pair the longest first.
    forms: Vec<Box<str>>,
    /// For each pair of characters one more than the number of the first form that begins with it; zero for none. Empty
    /// until [settled](Self::settle).
    pairs: Vec<u16>,
}

impl Emoticons {
    /// Adds a form, which is known once the table is [settled](Self::settle).
    pub(crate) fn add(&mut self, form: &str) -> Result<(), String> {
        match form.as_bytes() {
            [first, second, ..] if first.is_ascii() && second.is_ascii() => {
                self.forms.push(form.into());
                Ok(())
            }
            _ => Err("an emoticon begins with two ASCII characters".to_owned()),
        }
    }

    /// Makes the table of pairs.
    pub(crate) fn settle(&mut self) {
        let pair = |form: &str| form.as_bytes().first_chunk::<2>().copied();
        self.forms
            .sort_by(|a, b| pair(a).cmp(&pair(b)).then(b.len().cmp(&a.len())).then(a.cmp(b)));
        self.pairs = vec![0; CHARACTERS * CHARACTERS];
        for (number, form) in self.forms.iter().enumerate().rev() {
            if let Some([first, second]) = pair(form)
                && let Some(place) = self.pairs.get_mut(place(first, second))
            {
                *place = u16::try_from(number + 1).unwrap_or(0);
            }
        }
    }

    /// One more than the number of the first form that begins with these two bytes; zero for none.
    #[inline]
    fn first(&self, first: u8, second: u8) -> usize {
        let place = if (first | second).is_ascii() {
            self.pairs.get(place(first, second))
        } else {
            None
        };
        place.copied().map_or(0, usize::from)
    }

    /// Whether any form begins with these two bytes.
    #[inline]
    pub(crate) fn begin(&self, first: u8, second: u8) -> bool {
        self.first(first, second) != 0
    }

    /// How long the longest form is that `bytes` begin with.
    pub(crate) fn longest(&self, bytes: &[u8]) -> Option<usize> {
        let [first, second, ..] = bytes else { return None };
        let from = self.first(*first, *second).checked_sub(1)?;
        let forms = self.forms.get(from..)?.iter().map(|form| form.as_bytes());
        forms
            .take_while(|form| form.starts_with(&[*first, *second]))
            .find(|form| begins(bytes, form))
            .map(<[u8]>::len)
    }
}

/// The place of a pair in the table.
#[inline]
fn place(first: u8, second: u8) -> usize {
    usize::from(first) * CHARACTERS + usize::from(second)
}

/// Whether `bytes` begin with a form. Forms are too short for a call to be worth it.
#[inline]
fn begins(bytes: &[u8], form: &[u8]) -> bool {
    bytes.len() >= form.len() && bytes.iter().zip(form).all(|(byte, wanted)| byte == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(forms: &[&str]) -> Emoticons {
        let mut emoticons = Emoticons::default();
        for form in forms {
            emoticons.add(form).expect("is one");
        }
        emoticons.settle();
        emoticons
    }

    #[test]
    fn the_longest_is_found_and_nothing_else() {
        let emoticons = of(&[":)", ":-)", ":))", "=D", ":'("]);
        for (bytes, wanted) in [
            (":)", Some(2)),
            (":)) x", Some(3)),
            (":-)", Some(3)),
            (":-", None),
            (":'(", Some(3)),
            ("=D", Some(2)),
            ("=", None),
            ("", None),
            ("):", None),
            ("\u{e9})", None),
            (":\u{e9}", None),
        ] {
            assert_eq!(emoticons.longest(bytes.as_bytes()), wanted, "{bytes}");
        }
        assert!(emoticons.begin(b':', b'-') && !emoticons.begin(b'-', b':'));
    }

    #[test]
    fn what_does_not_begin_with_two_ascii_characters_is_refused() {
        for form in ["", ":", "\u{e9})", ":\u{e9}"] {
            assert!(Emoticons::default().add(form).is_err(), "{form}");
        }
    }

    #[test]
    fn none_is_known_before_the_table_is_made() {
        let mut emoticons = Emoticons::default();
        emoticons.add(":)").expect("is one");
        assert_eq!(emoticons.longest(b":)"), None);
    }
}
