//! Emoticons, found by the two characters that they begin with.
//!
//! Every mark that no other rule has cut is asked whether an emoticon begins there, and nearly none does: a table with
//! a place for each pair of ASCII characters says so at once, and where the forms of the others begin.

use crate::lexicon::short;

/// How many characters of ASCII there are.
const CHARACTERS: usize = 128;

/// A form.
#[derive(Clone, Debug)]
struct Form {
    text: Box<str>,
    /// Its first eight bytes, the first one lowest, and which bits of a number that is.
    head: u64,
    mask: u64,
    length: usize,
}

/// The forms.
#[derive(Clone, Debug, Default)]
pub(crate) struct Emoticons {
    /// By their first two bytes, of each pair the longest first.
    forms: Vec<Form>,
    /// For each pair of characters one more than the number of the first form that begins with it; zero for none. Empty
    /// until [settled](Self::settle).
    pairs: Vec<u16>,
}

impl Emoticons {
    /// Adds a form, which is known once the table is [settled](Self::settle).
    pub(crate) fn add(&mut self, form: &str) -> Result<(), String> {
        match form.as_bytes() {
            [first, second, ..] if first.is_ascii() && second.is_ascii() => {
                self.forms.push(Form {
                    text: form.into(),
                    head: head(form.as_bytes()),
                    mask: u64::MAX.unbounded_shr(64 - 8 * form.len().min(8) as u32),
                    length: form.len(),
                });
                Ok(())
            }
            _ => Err("an emoticon begins with two ASCII characters".to_owned()),
        }
    }

    /// Makes the table of pairs.
    pub(crate) fn settle(&mut self) {
        let pair = |form: &str| form.as_bytes().first_chunk::<2>().copied();
        self.forms.sort_by(|a, b| {
            let order = pair(&a.text).cmp(&pair(&b.text));
            order.then(b.length.cmp(&a.length)).then(a.text.cmp(&b.text))
        });
        self.pairs = vec![0; CHARACTERS * CHARACTERS];
        for (number, form) in self.forms.iter().enumerate().rev() {
            if let Some([first, second]) = pair(&form.text)
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
    #[inline]
    pub(crate) fn longest(&self, bytes: &[u8]) -> Option<usize> {
        let [first, second, ..] = bytes else { return None };
        let from = self.first(*first, *second).checked_sub(1)?;
        let head = head(bytes);
        self.forms
            .get(from..)?
            .iter()
            .take_while(|form| (form.head ^ head) & 0xffff == 0)
            .find(|form| form.begins(bytes, head))
            .map(|form| form.length)
    }
}

impl Form {
    /// Whether `bytes`, which begin with `head`, begin with the form.
    #[inline]
    fn begins(&self, bytes: &[u8], head: u64) -> bool {
        (self.head ^ head) & self.mask == 0
            && self.length <= bytes.len()
            && (self.length <= 8 || bytes.starts_with(self.text.as_bytes()))
    }
}

/// The first eight bytes as a number, the first one lowest; zeros where there are fewer.
#[inline]
fn head(bytes: &[u8]) -> u64 {
    bytes
        .first_chunk()
        .map_or_else(|| short(bytes), |head| u64::from_le_bytes(*head))
}

/// The place of a pair in the table.
#[inline]
fn place(first: u8, second: u8) -> usize {
    usize::from(first) * CHARACTERS + usize::from(second)
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
        let emoticons = of(&[":)", ":-)", ":))", "=D", ":'(", "<---->", "<-------->"]);
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
            ("<---->>", Some(6)),
            ("<-------->>", Some(10)),
            ("<--------", None),
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
