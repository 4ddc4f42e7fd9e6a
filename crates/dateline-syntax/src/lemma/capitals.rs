//! What becomes of a word's capitals in its lemma.

use super::form::Form;
use super::rules::Class;

/// How a class treats capitals; told in `data/lemma_rules.tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    Keep,
    Lower,
    Name,
    Common,
    Proper,
    Number,
}

/// What a policy says about one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Capitals {
    /// As written.
    Keep,
    /// Small letters.
    Lower,
    /// One capital, then small letters.
    Title,
}

/// Capitals alone are a shouted word, not an acronym, from this many letters on: in names.
const SHOUTED_NAME: usize = 5;
/// The same in common nouns.
const SHOUTED_NOUN: usize = 4;

impl Policy {
    const NAMES: [(&'static str, Self); 6] = [
        ("keep", Self::Keep),
        ("lower", Self::Lower),
        ("name", Self::Name),
        ("common", Self::Common),
        ("proper", Self::Proper),
        ("number", Self::Number),
    ];

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, policy)| *policy)
    }

    /// What becomes of the capitals of `form`, which has some.
    pub(crate) fn decide(self, form: &Form<'_>, class: &Class) -> Capitals {
        let lower_if = |lower| if lower { Capitals::Lower } else { Capitals::Keep };
        match self {
            Self::Keep => Capitals::Keep,
            Self::Lower => Capitals::Lower,
            Self::Name => {
                let word = form.text().chars().all(char::is_alphabetic);
                if word && form.is_all_capitals() && form.letters() >= SHOUTED_NAME {
                    Capitals::Title
                } else {
                    Capitals::Keep
                }
            }
            Self::Common => {
                let inside = form.text().chars().skip(1).any(char::is_uppercase);
                lower_if(if form.is_all_capitals() {
                    form.letters() >= SHOUTED_NOUN
                } else if form.letters() == 1 {
                    false
                } else {
                    !inside || form.text().contains('-')
                })
            }
            Self::Proper => lower_if(form.is_all_capitals() || class.is_small(form.folded())),
            Self::Number => lower_if(!is_roman(form.text())),
        }
    }
}

/// Whether it may be a Roman number.
fn is_roman(text: &str) -> bool {
    text.bytes()
        .all(|byte| matches!(byte, b'I' | b'V' | b'X' | b'L' | b'C' | b'D' | b'M'))
}

/// Writes a number without the commas that part thousands.
pub(crate) fn without_commas(number: &str, out: &mut String) -> bool {
    out.clear();
    if !number.starts_with(|first: char| first.is_ascii_digit()) {
        return false;
    }
    let mut changed = false;
    let mut parts = number.split(',').peekable();
    while let Some(part) = parts.next() {
        out.push_str(part);
        let Some(next) = parts.peek() else { break };
        let digits = next.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 3 {
            changed = true;
        } else {
            out.push(',');
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_put_together() {
        let check = |number: &str, plain: &str| {
            let mut out = String::new();
            assert_eq!(without_commas(number, &mut out), number != plain);
            if number != plain {
                assert_eq!(out, plain);
            }
        };
        check("1,250", "1250");
        check("1,250,000.75", "1250000.75");
        check("1,25", "1,25");
        check("1,2500", "1,2500");
        check("12", "12");
        check(",123", ",123");
        check("", "");
    }
}
