//! Attributed speech: direct, indirect and mixed quotations with their speakers.
//!
//! The stage looks for reporting verbs (data: `cues.tsv`) outside quotation marks and for “according to”,
//! finds the subject, and takes what is said from the right of the verb, or from the left of the subject.
//! Quotation marks that resume a quotation in the same paragraph, or that open the next paragraph while the
//! last one never closed, go on the same quote.
//!
//! Where there is a parse, it says which word reports ([`parsed`]), whose it is, and which clause is its complement
//! ([`complement`]); where it says nothing, as where there is none, words do. Who made a statement speaks when the
//! statement does ([`document`]); what no verb of speech leads in is told by the clause, the colon or the headline
//! before it ([`leads`]).
//!
//! | rule | what it tells |
//! |---|---|
//! | `quotes/said` | a verb of speech, and a speaker whom the article names |
//! | `quotes/said-by-unnamed` | a speaker without a name: “officials said” |
//! | `quotes/said-by-unknown` | nobody is said to speak: “it was reported that” |
//! | `quotes/according-to`, `quotes/according-to-unnamed` | “according to”, “per” |
//! | `quotes/led-in` | a sentence in marks behind a clause and a comma or colon |
//! | `quotes/headline`, `quotes/transcript` | a speaker and a colon, or a colon and a speaker |
//! | `quotes/no-cue-goes-on` | a quotation alone, by whom the text before it is about or quotes |
//! | `quotes/no-cue` | a quotation alone whose speaker nothing tells |

mod according;
mod complement;
mod cues;
mod document;
mod ends;
mod find;
mod leads;
mod marks;
mod parsed;
mod resumed;
mod sides;
mod single;
mod speaker;
mod subjects;
#[cfg(test)]
mod tests;
mod verb;

pub(crate) use speaker::state_mention;

use crate::article::{Article, Lookup};
use crate::tree::{Branches, Tree};
use crate::vocabulary::Vocabulary;
use cues::Cues;
use dateline_core::layers::{Entities, Mentions, Parse, Quote, QuoteKind, Quotes, Sentences, Tags, Tokens};
use dateline_core::{Annotator, Contract, Error, Id, Output, Settings, TextRef, View, Worker};
use find::{Draft, Finder};
use marks::Marks;

/// The most quotes of an article, unless the settings say otherwise.
const MOST: u64 = 50_000;

/// The stage `quotes`.
pub struct QuoteStage {
    vocabulary: Vocabulary,
    cues: Cues,
    most: usize,
}

impl QuoteStage {
    /// The stage with our own cues.
    ///
    /// # Errors
    /// A data file that cannot be read, which the tests exclude.
    pub fn new() -> Result<Self, Error> {
        Self::from_settings(Settings::default())
    }

    /// The stage after `settings`: `cues`, files with further reporting verbs; `words`, files that add to the
    /// word lists; `most`, the most quotes an article gets.
    ///
    /// # Errors
    /// An unknown setting or one of the wrong type; a file that cannot be read.
    pub fn from_settings(mut settings: Settings) -> Result<Self, Error> {
        let mut vocabulary = Vocabulary::new()?;
        for (file, content) in settings.files("words")? {
            vocabulary.add_lists(&file, &content)?;
        }
        let cues = Cues::load(&mut vocabulary, &settings.files("cues")?)?;
        let most = settings.count("most")?.unwrap_or(MOST);
        settings.finish()?;
        Ok(Self {
            vocabulary,
            cues,
            most: usize::try_from(most).unwrap_or(usize::MAX),
        })
    }

    /// The layers it reads and writes.
    #[must_use]
    pub fn layers() -> Contract {
        Contract::new()
            .requires::<Tokens>()
            .requires::<Sentences>()
            .requires::<Mentions>()
            .requires::<Entities>()
            .wants::<Tags>()
            .wants::<Parse>()
            .provides::<Quotes>()
    }
}

impl Annotator for QuoteStage {
    fn contract(&self) -> Contract {
        Self::layers()
    }

    fn worker(&self) -> Box<dyn Worker + '_> {
        Box::new(QuoteWorker {
            stage: self,
            lookup: Lookup::default(),
            branches: Branches::default(),
            marks: Marks::default(),
        })
    }
}

struct QuoteWorker<'s> {
    stage: &'s QuoteStage,
    lookup: Lookup,
    branches: Branches,
    marks: Marks,
}

impl Worker for QuoteWorker<'_> {
    fn annotate(&mut self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        let article = Article::new(doc, &self.stage.vocabulary, &mut self.lookup);
        let tree = Tree::new(doc, &mut self.branches);
        self.marks.read(article);
        let drafts = Finder::new(article, tree, &self.marks, &self.stage.cues, self.stage.most).run();
        let mut rules: Vec<(&'static str, TextRef)> = Vec::new();
        for draft in drafts {
            let rule = match rules.iter().find(|(name, _)| *name == draft.rule) {
                Some((_, rule)) => *rule,
                None => {
                    let rule = out.intern(draft.rule);
                    rules.push((draft.rule, rule));
                    rule
                }
            };
            let quote = Quote {
                kind: kind(&self.marks, &draft),
                content: draft
                    .content
                    .iter()
                    .map(|tokens| article.span(tokens.clone()))
                    .collect(),
                cue: draft.cue.clone().map(|tokens| article.span(tokens)),
                speaker: draft.speaker.map(Id::from_index),
                addressee: draft.addressee.map(Id::from_index),
                rule,
                confidence: draft.confidence,
            };
            out.layer::<Quotes>().push(quote);
        }
        Ok(())
    }
}

/// Direct if all of it stands inside quotation marks, mixed if some of it does.
fn kind(marks: &Marks, draft: &Draft) -> QuoteKind {
    let mut tokens = draft
        .content
        .iter()
        .flat_map(Clone::clone)
        .map(|token| marks.of(token).is_some());
    let Some(first) = tokens.next() else {
        return QuoteKind::Indirect;
    };
    let (mut all, mut any) = (first, first);
    for inside in tokens {
        all &= inside;
        any |= inside;
    }
    match (all, any) {
        (true, _) => QuoteKind::Direct,
        (false, true) => QuoteKind::Mixed,
        (false, false) => QuoteKind::Indirect,
    }
}
