//! The layer and the stage.

use crate::count_syllables;
use dateline_core::layers::{Sentences, TokenClass, Tokens};
use dateline_core::{Annotation, Contract, Error, Id, Layer, Output, Span, Stateless, View};

/// The layer of reading grades: one for each sentence that is long enough, in text order.
pub struct Grades;

impl Layer for Grades {
    const NAME: &'static str = "acme/grades";
    type Item = Grade;
}

/// How hard one sentence is to read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grade {
    /// The sentence.
    pub sentence: Id<Sentences>,
    /// Where it stands.
    pub span: Span,
    /// Its words: tokens that are words or numbers; what is joined to a word is part of it.
    pub words: u32,
    /// The syllables of its words.
    pub syllables: u32,
    /// The Flesch-Kincaid grade: about how many years of American school it takes to read the sentence.
    pub grade: f32,
}

impl Annotation for Grade {
    fn visit_spans(&self, visit: &mut dyn FnMut(Span)) {
        visit(self.span);
    }
}

/// Gives every sentence its Flesch-Kincaid grade (Kincaid, Fishburne, Rogers and Chissom 1975, *Derivation
/// of new readability formulas*), taken sentence by sentence: 0.39 for each word, 11.8 for each syllable
/// a word, less 15.59.
#[derive(Clone, Copy, Debug)]
pub struct ReadingGrade {
    /// Sentences of fewer words get no grade.
    pub min_words: u32,
}

impl Default for ReadingGrade {
    fn default() -> Self {
        Self { min_words: 5 }
    }
}

impl Stateless for ReadingGrade {
    fn contract(&self) -> Contract {
        Contract::new()
            .requires::<Tokens>()
            .requires::<Sentences>()
            .provides::<Grades>()
    }

    fn annotate(&self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        let tokens = doc.items::<Tokens>();
        let grades = out.layer::<Grades>();
        for (index, sentence) in doc.items::<Sentences>().iter().enumerate() {
            let (mut words, mut syllables) = (0u32, 0u32);
            for token in tokens.get(sentence.tokens()).unwrap_or_default() {
                let is_word = matches!(token.class, TokenClass::Word | TokenClass::Number);
                let text = doc.slice(token.span);
                if is_word && !token.joined && text.contains(char::is_alphanumeric) {
                    words += 1;
                    syllables += count_syllables(text);
                }
            }
            if words == 0 || words < self.min_words {
                continue;
            }
            let per_word = f64::from(syllables) / f64::from(words);
            let grade = 0.39 * f64::from(words) + 11.8 * per_word - 15.59;
            grades.push(Grade {
                sentence: Id::from_index(index),
                span: sentence.span,
                words,
                syllables,
                grade: grade as f32,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::Document;
    use dateline_testkit::{Conformance, WhiteSpace, check_spans};

    fn grades(text: &str) -> Vec<(Span, String)> {
        let mut doc = Document::from_text(text).unwrap();
        doc.apply(&WhiteSpace).unwrap();
        doc.apply(&ReadingGrade::default()).unwrap();
        let grades = doc.layer::<Grades>().unwrap();
        grades
            .iter()
            .map(|it| (it.span, format!("{}/{} {:.1}", it.syllables, it.words, it.grade)))
            .collect()
    }

    #[test]
    fn sentences_get_grades() {
        check_spans(
            "
            The cat sat on the warm mat .
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 7/7 -1.1
            Too short .
            The ministers signed a bilateral memorandum on Monday .
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 17/8 12.6
            ",
            grades,
        );
    }

    #[test]
    fn it_is_a_stage_like_any_other() {
        let words = |doc: &Document| format!("{:?}", doc.layer::<Grades>());
        Conformance::of(&ReadingGrade::default())
            .after(&WhiteSpace)
            .describe(words)
            .run();
    }
}
