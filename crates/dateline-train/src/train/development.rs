//! The development sets of names with what the accurate tier's network thinks of each word.
//!
//! That network has learned from all training data, and training it anew takes hours; so what is fitted to what it says
//! is fitted to every other document of these sets, and measured on the documents between them.

use crate::data::bio;
use crate::data::coarse::{self, Ours, TitlesInside};
use anyhow::Result;
use dateline_core::layers::{NameChance, NameChances};
use dateline_eval::Labelled;
use dateline_syntax::Accurate;
use dateline_tagger::Tagger;
use std::path::Path;

/// The sets, whether MISC is scored in them, and whether they keep titles inside names.
const SETS: [(&str, bool, bool); 3] = [
    ("uner_ewt_dev", false, false),
    ("gum_clean_dev", false, true),
    ("crossner_politics_dev", true, false),
];

/// Whether what is fitted to the accurate network is fitted to the document of this number in its set.
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
    piece: bio::Doc,
    chances: Vec<NameChance>,
}

/// Runs the network over all documents of all sets.
///
/// # Errors
/// Data or a network that is not there.
pub(super) fn look(data: &Path) -> Result<Vec<Looked>> {
    let network = Accurate::shipped()?.parse(false);
    let mut all = Vec::new();
    for (set, misc, titles_inside) in SETS {
        for (number, piece) in bio::source(data, set)?.into_iter().enumerate() {
            let mut doc = piece.document()?;
            doc.apply(&network)?;
            let chances = doc.layer::<NameChances>().unwrap_or_default().to_vec();
            all.push(Looked {
                set,
                number,
                misc,
                titles_inside,
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
            out.layer::<NameChances>().extend_from_slice(&self.chances);
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
