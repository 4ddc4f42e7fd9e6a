//! Open information extraction: the stage `propositions`.
//!
//! A walk over each sentence's tree finds its clauses ([`clauses`]) and takes each apart ([`frame`]): subject,
//! predicate, arguments. Clauses without a subject of their own take one over: the second of two joined verbs the
//! first one's, an infinitive or participle its governor's, a relative clause what it hangs on. What is said
//! without a verb comes from the nouns ([`nouns`]): appositions, titles, owners, places, examples. Things that “and”
//! joins in an argument are told one by one ([`mod@write`]); how sure each proposition is comes from its pattern and
//! shape ([`confidence`]). A clause becomes one proposition with all its arguments, as in OpenIE 4 (Mausam, IJCAI
//! 2016), over the clauses of the tree, as in ClausIE (Del Corro and Gemulla, WWW 2013); polarity, modality and
//! attribution stand beside the tuple, as in MinIE (Gashteovski, Gemulla and Del Corro, EMNLP 2017).
//!
//! All of it takes time in proportion to the text, whatever the trees are.

mod clauses;
mod confidence;
mod frame;
mod lexicon;
mod nouns;
mod phrase;
mod predicate;
mod reach;
mod roles;
#[cfg(test)]
mod tests;
mod tree;
mod write;

use clauses::Clauses;
use confidence::Confidence;
use dateline_core::layers::{ArgumentRole, Names, Parse, Propositions, Sentences, Tags, Tokens, Values};
use dateline_core::{
    Annotator, Contract, Error, ErrorKind, Id, Output, Registry, Settings, TextRef, View, Worker,
};
use frame::Frame;
use lexicon::Lexicon;
use nouns::Noun;
use phrase::Phrase;
use tree::Tree;

/// The most propositions of an article, unless the settings say otherwise.
const MOST: u64 = 100_000;

/// The stage `propositions`.
pub struct PropositionStage {
    lexicon: Lexicon,
    confidence: Confidence,
    most: usize,
    least: f32,
}

impl PropositionStage {
    /// The stage with our own words.
    ///
    /// # Errors
    /// A data file that cannot be read, which the tests exclude.
    pub fn new() -> Result<Self, Error> {
        Self::from_settings(Settings::default())
    }

    /// The stage after `settings`: `words`, files that add to the word lists; `least`, the least confidence in
    /// percent with which a proposition is written (0); `most`, the most propositions an article gets (100,000).
    ///
    /// # Errors
    /// An unknown setting, one of the wrong type or out of its range; a file that cannot be read.
    pub fn from_settings(mut settings: Settings) -> Result<Self, Error> {
        let lexicon = Lexicon::load(&settings.files("words")?)?;
        let most = settings.count("most")?.unwrap_or(MOST);
        let least = settings.count("least")?.unwrap_or(0);
        settings.finish()?;
        if least > 100 {
            let message = format!("least is a percentage, at most 100, and not {least}");
            return Err(Error::new(ErrorKind::Setting, message));
        }
        Ok(Self {
            lexicon,
            confidence: Confidence::load()?,
            most: usize::try_from(most).unwrap_or(usize::MAX),
            least: least as f32 / 100.0,
        })
    }

    /// The layers it reads and writes. Names and values, where they are there, say which arguments are times and
    /// places; without them words do.
    #[must_use]
    pub fn layers() -> Contract {
        Contract::new()
            .requires::<Tokens>()
            .requires::<Sentences>()
            .requires::<Tags>()
            .requires::<Parse>()
            .uses::<Names>()
            .uses::<Values>()
            .provides::<Propositions>()
    }

    /// Registers what arguments may be to their predicate.
    pub(crate) fn labels(registry: &mut Registry) {
        for (role, meaning) in [
            (ArgumentRole::Object, "an object, or what is said of the subject"),
            (
                ArgumentRole::Clause,
                "a clause that is said, thought, asked or wanted",
            ),
            (ArgumentRole::Time, "when"),
            (ArgumentRole::Place, "where"),
            (
                ArgumentRole::Oblique,
                "another noun behind a preposition, or one of measure",
            ),
            (ArgumentRole::Adverb, "another adverb"),
            (
                ArgumentRole::Adverbial,
                "a clause that says when, why, what for or on what condition",
            ),
        ] {
            registry.label("propositions", role.name(), meaning);
        }
    }
}

impl Annotator for PropositionStage {
    fn contract(&self) -> Contract {
        Self::layers()
    }

    fn worker(&self) -> Box<dyn Worker + '_> {
        Box::new(Desk {
            stage: self,
            tree: Tree::default(),
            clauses: Clauses::default(),
            frame: Frame::default(),
            nouns: Vec::new(),
            members: Vec::new(),
            strings: Vec::new(),
        })
    }
}

/// One thread's scratch.
struct Desk<'s> {
    stage: &'s PropositionStage,
    tree: Tree,
    clauses: Clauses,
    frame: Frame,
    nouns: Vec<Noun>,
    members: Vec<Phrase>,
    /// Names of rules and implied words that the document at hand has already.
    strings: Vec<(&'static str, TextRef)>,
}

impl Worker for Desk<'_> {
    fn annotate(&mut self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        self.strings.clear();
        for (number, sentence) in doc.items::<Sentences>().iter().enumerate() {
            if out.layer::<Propositions>().len() >= self.stage.most {
                break;
            }
            self.tree.read(doc, *sentence, &self.stage.lexicon);
            self.sentence(doc, Id::from_index(number), out);
        }
        Ok(())
    }
}
