//! The tokenizer as a stage.

use crate::{Conventions, Scratch, Tokenizer};
use dateline_core::layers::{Sentences, Tokens};
use dateline_core::{Annotator, Contract, Error, Output, Registry, Settings, View, Worker};

/// Registers the stage `tokenizer`, which provides tokens and sentences.
///
/// Settings: `conventions` (`"ewt"`, the default, or `"gum"`), `split_hyphens` (true by default),
/// `abbreviations` and `exceptions` (files, in the formats that [`Builder`](crate::Builder) tells), `sentences` (true by
/// default; false makes tokens alone, which takes a third of the time, and the layer is not there then).
///
/// # Errors
/// Where the name is taken.
pub fn plugin(registry: &mut Registry) -> Result<(), Error> {
    registry.model("tokenizer", "sentences", crate::sentence::model::SHIPPED);
    registry.stage(
        "tokenizer",
        "tokens and sentences by the conventions of Universal Dependencies",
        contract(),
        |mut settings| {
            let sentences = settings.bool("sentences")?.unwrap_or(true);
            Ok(Box::new(Stage {
                tokenizer: build(settings)?,
                sentences,
            }))
        },
    )
}

fn contract() -> Contract {
    Contract::new().provides::<Tokens>().provides::<Sentences>()
}

fn build(mut settings: Settings) -> Result<Tokenizer, Error> {
    let mut builder = Tokenizer::builder();
    if let Some(choice) = settings.choice("conventions", &["ewt", "gum"])? {
        builder = builder.conventions(if choice == 0 {
            Conventions::Ewt
        } else {
            Conventions::Gum
        });
    }
    if let Some(split) = settings.bool("split_hyphens")? {
        builder = builder.split_hyphens(split);
    }
    for (name, content) in settings.files("abbreviations")? {
        builder = builder.abbreviations(&name, &content);
    }
    for (name, content) in settings.files("exceptions")? {
        builder = builder.exceptions(&name, &content);
    }
    settings.finish()?;
    Ok(builder.build()?)
}

struct Stage {
    tokenizer: Tokenizer,
    sentences: bool,
}

struct Hands<'s> {
    tokenizer: &'s Tokenizer,
    sentences: bool,
    scratch: Scratch,
}

impl Annotator for Stage {
    fn contract(&self) -> Contract {
        if self.sentences {
            contract()
        } else {
            Contract::new().provides::<Tokens>()
        }
    }

    fn worker(&self) -> Box<dyn Worker + '_> {
        Box::new(Hands {
            tokenizer: &self.tokenizer,
            sentences: self.sentences,
            scratch: Scratch::new(),
        })
    }
}

impl Worker for Hands<'_> {
    fn annotate(&mut self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        if !self.sentences {
            let tokens = out.layer::<Tokens>();
            return Ok(self
                .tokenizer
                .tokens_into(doc.text(), tokens, &mut self.scratch)?);
        }
        let (tokens, sentences) = out.pair::<Tokens, Sentences>();
        Ok(self
            .tokenizer
            .tokenize_into(doc.text(), tokens, sentences, &mut self.scratch)?)
    }
}
