//! Copies of documents in other letter cases, since news has headlines, shouting and text without capitals.
//!
//! After Mayhew, Tsygankova and Roth (2019, "ner and pos when nothing is capitalized"), who found that a model
//! which learns from both cases gives up little on the one and gains much on the other.

use crate::data::bio::Doc;
use dateline_tagger::lexicon::{Lexicon, Roles, hash};

/// Another way to write the letters of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// Every Word but Little Ones with a Capital, as in Headlines.
    Title,
    /// ALL CAPITAL.
    Capitals,
    /// all small.
    Small,
}

/// One document in so many gets a copy, in one case after the other.
const EVERY: usize = 4;

impl Case {
    /// The case in which the document of this number is learned once more.
    pub(super) fn of(number: usize) -> Option<Self> {
        if !number.is_multiple_of(EVERY) {
            return None;
        }
        Some(match number / EVERY % 3 {
            0 => Self::Title,
            1 => Self::Capitals,
            _ => Self::Small,
        })
    }

    /// The document in this case.
    pub(super) fn write(self, doc: &Doc, lexicon: &Lexicon) -> Doc {
        doc.rewritten(|form| match self {
            // An address or account keeps its class.
            _ if form.contains(['@', '/', '#']) => form.to_owned(),
            Self::Capitals => form.to_uppercase(),
            Self::Small => form.to_lowercase(),
            Self::Title if lexicon.roles(hash(form)).any(Roles::INSIDE) => form.to_owned(),
            Self::Title => {
                let mut letters = form.chars();
                let first = letters.next();
                first
                    .into_iter()
                    .flat_map(char::to_uppercase)
                    .chain(letters)
                    .collect()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::bio;

    #[test]
    fn names_stay_where_they_are() {
        let text = "He\tO\nsaw\tO\nthe\tO\nBank\tB-ORG\nof\tI-ORG\nÉire\tI-ORG\n\nIt\tO\n's\tO\nshut\tO\n";
        let doc = bio::parse(text, 2).unwrap().remove(0);
        let lexicon = Lexicon::built_in().unwrap();
        for (case, wanted) in [
            (Case::Title, "He Saw the Bank of Éire\nIt's Shut"),
            (Case::Capitals, "HE SAW THE BANK OF ÉIRE\nIT'S SHUT"),
            (Case::Small, "he saw the bank of éire\nit's shut"),
        ] {
            let copy = case.write(&doc, &lexicon);
            assert_eq!(copy.text, wanted);
            assert_eq!(copy.entities, doc.entities);
            assert!(copy.document().unwrap().misfits().is_empty());
        }
    }

    #[test]
    fn every_case_has_its_turn() {
        let cases: Vec<_> = (0..3 * EVERY).filter_map(Case::of).collect();
        assert_eq!(cases, [Case::Title, Case::Capitals, Case::Small]);
    }
}
