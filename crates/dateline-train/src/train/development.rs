//! The development sets of names with what a tier's network thinks of each word.
//!
//! The networks have learned from all training data, and training them anew takes hours; so what is fitted to what they say
//! is fitted to every other document of these sets, and measured on the documents between them.

use crate::data::bio;
use crate::data::coarse::{self, Ours, TitlesInside};
use anyhow::Result;
use dateline_core::layers::{NameChance, NameChances, NameHints};
use dateline_core::{Annotator, Document};
use dateline_eval::Labelled;
use dateline_syntax::{Accurate, Syntax};
use dateline_tagger::Tagger;
use std::path::Path;

/// The sets, whether MISC is scored in them, and whether they keep titles inside names.
const SETS: [(&str, bool, bool); 3] = [
    ("uner_ewt_dev", false, false),
    ("gum_clean_dev", false, true),
    ("crossner_politics_dev", true, false),
];

/// The tiers whose networks give chances of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Network {
    /// Trees and names by recurrences.
    Fast,
    /// By a transformer.
    Accurate,
}

impl Network {
    pub(super) const ALL: [Self; 2] = [Self::Fast, Self::Accurate];

    /// What data files call it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Fast => "fast",
            Self::Accurate => "accurate",
        }
    }

    /// Which rule the tagger says found a name together with it.
    pub(super) const fn rule(self) -> &'static str {
        match self {
            Self::Fast => "model",
            Self::Accurate => "accurate",
        }
    }

    /// The stage that gives chances of names, and what little else comes with them.
    ///
    /// # Errors
    /// A network that is not there.
    pub(crate) fn stage(self) -> Result<Box<dyn Annotator>> {
        Ok(match self {
            Self::Fast => Box::new(Syntax::shipped()?),
            Self::Accurate => Box::new(Accurate::shipped()?.parse(false)),
        })
    }

    fn chances(self, doc: &Document) -> &[NameChance] {
        let found = match self {
            Self::Fast => doc.layer::<NameHints>(),
            Self::Accurate => doc.layer::<NameChances>(),
        };
        found.unwrap_or_default()
    }
}

/// Whether what is fitted to a network is fitted to the document of this number in its set.
pub(crate) const fn is_fitted_to(number: usize) -> bool {
    number.is_multiple_of(2)
}

/// One document, looked at by the network.
pub(super) struct Looked {
    /// The set's name.
    pub(super) set: &'static str,
    /// The document's number in the set.
    pub(super) number: usize,
    misc: bool,
    titles_inside: bool,
    network: Option<Network>,
    piece: bio::Doc,
    chances: Vec<NameChance>,
}

/// Runs a network, if any, over all documents of all sets.
///
/// # Errors
/// Data or a network that is not there.
pub(super) fn look(data: &Path, network: Option<Network>) -> Result<Vec<Looked>> {
    let stage = network.map(Network::stage).transpose()?;
    let mut all = Vec::new();
    for (set, misc, titles_inside) in SETS {
        for (number, piece) in bio::source(data, set)?.into_iter().enumerate() {
            let mut doc = piece.document()?;
            let chances = match (network, &stage) {
                (Some(network), Some(stage)) => {
                    doc.apply(&**stage)?;
                    network.chances(&doc).to_vec()
                }
                _ => Vec::new(),
            };
            all.push(Looked {
                set,
                number,
                misc,
                titles_inside,
                network,
                piece,
                chances,
            });
        }
    }
    Ok(all)
}

impl Looked {
    /// Shows the document's names and those that a tagger finds, titles joined where the set keeps them inside names.
    ///
    /// # Errors
    /// None, unless the stage fails.
    pub(super) fn names(
        &self,
        tagger: &Tagger,
        titles: &TitlesInside,
        see: impl FnOnce(&[Labelled<'_>], &[Ours<'_>]),
    ) -> Result<()> {
        let mut doc = self.piece.document()?;
        doc.insert(|_, out| {
            match self.network {
                Some(Network::Fast) => out.layer::<NameHints>().extend_from_slice(&self.chances),
                Some(Network::Accurate) => out.layer::<NameChances>().extend_from_slice(&self.chances),
                None => {}
            }
            Ok(())
        })?;
        doc.apply(tagger)?;
        let mut ours = coarse::ours(&doc, &self.piece, self.misc);
        if self.titles_inside {
            titles.join(&doc, &self.piece, &mut ours);
        }
        see(&coarse::gold(&self.piece, self.misc), &ours);
        Ok(())
    }
}
