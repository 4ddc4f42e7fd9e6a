//! What `dateline-train` needs to make `models/relations.bin`. Not part of the crate's promises.

use crate::article::{Article, Lookup};
use crate::learned::{Names, Scored, features};
use crate::tree::{Branches, Tree};
use crate::vocabulary::Vocabulary;
use dateline_core::layers::Mentions;
use dateline_core::{Error, Id, View};

pub use crate::learned::{BITS, pack};

/// A pair of names that one relation's labels fit.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The relation.
    pub relation: String,
    /// Its first end.
    pub subject: Id<Mentions>,
    /// Its second end.
    pub object: Id<Mentions>,
    /// The least chance at which the scorer tells it.
    pub least: f32,
    /// The rows of its features in a table of two to the power of [`BITS`].
    pub rows: Vec<u32>,
}

/// What finds pairs in documents.
pub struct Pairs {
    vocabulary: Vocabulary,
    relations: Vec<Scored>,
}

impl Pairs {
    /// The pairs of the relations that the scorer may tell.
    ///
    /// # Errors
    /// A data file that cannot be read, which the tests exclude.
    pub fn new() -> Result<Self, Error> {
        Ok(Self {
            vocabulary: Vocabulary::new()?,
            relations: Scored::all()?,
        })
    }

    /// The pairs of a document that has tokens, sentences, tags, parse, mentions and entities.
    #[must_use]
    pub fn of(&self, doc: View<'_>) -> Vec<Candidate> {
        let (mut lookup, mut branches) = (Lookup::default(), Branches::default());
        let article = Article::new(doc, &self.vocabulary, &mut lookup);
        let tree = Tree::new(doc, &mut branches);
        let labels = self
            .relations
            .iter()
            .fold(0, |all, it| all | it.subject | it.object);
        let (mut names, mut seen, mut found) = (Names::default(), Vec::new(), Vec::new());
        for sentence in 0..article.sentences.len() {
            names.collect(article, sentence, labels);
            for (subject, object) in names.pairs() {
                let fits = |it: &&Scored| it.fits(article, tree, subject, object);
                let mut fitting = self.relations.iter().filter(fits).peekable();
                if fitting.peek().is_some() {
                    features(article, tree, subject, object, &mut seen);
                }
                for relation in fitting {
                    found.push(Candidate {
                        relation: relation.name.clone(),
                        subject: Id::from_index(subject),
                        object: Id::from_index(object),
                        least: relation.least,
                        rows: seen.iter().map(|feature| relation.row(*feature) as u32).collect(),
                    });
                }
            }
        }
        found
    }
}
