//! Where a stage writes: beside the document, so that a failed stage leaves no trace.

use crate::layer::LayerSet;
use crate::{Error, ErrorKind, Layer, LayerBuf, TextRef};
use std::sync::Arc;

/// Says whether there is still time for the article at hand. Core knows no clock: whoever runs stages brings it.
pub type Patience = Arc<dyn Fn() -> bool + Send + Sync>;

/// What a stage has written so far. It becomes part of the document only when the stage returns `Ok`.
#[derive(Default)]
pub(crate) struct Staging {
    pub(crate) layers: LayerSet,
    pub(crate) strings: String,
    /// Length of the document's side store, where `strings` will be appended.
    pub(crate) base: usize,
    /// Kept from article to article.
    pub(crate) patience: Option<Patience>,
}

impl Staging {
    pub(crate) fn clear(&mut self) {
        self.layers.clear();
        self.strings.clear();
    }
}

/// A stage's way to write layers and strings.
pub struct Output<'o> {
    staging: &'o mut Staging,
}

impl<'o> Output<'o> {
    pub(crate) fn new(staging: &'o mut Staging) -> Self {
        Self { staging }
    }

    /// The layer `L` under construction: empty at first, with the buffer of an earlier article.
    pub fn layer<L: Layer>(&mut self) -> &mut LayerBuf<L> {
        self.staging.layers.get_mut::<L>()
    }

    /// Two layers under construction at once.
    ///
    /// # Panics
    /// If `A` and `B` are the same layer, which is a mistake in the stage's code.
    pub fn pair<A: Layer, B: Layer>(&mut self) -> (&mut LayerBuf<A>, &mut LayerBuf<B>) {
        self.staging.layers.pair_mut::<A, B>()
    }

    /// Whether to go on with this article. A stage calls it now and then where its work grows with the article,
    /// once a sentence or so, and hands the error on: the runner asks between stages in any case, but nobody can
    /// take a thread out of a stage that does not ask. Costs next to nothing where no bound was set.
    ///
    /// # Errors
    /// [`ErrorKind::TooSlow`] once the article has taken longer than the bound on time that was set.
    pub fn check(&self) -> Result<(), Error> {
        match &self.staging.patience {
            Some(patience) if !patience() => Err(Error::new(
                ErrorKind::TooSlow,
                "the article takes longer than it may",
            )),
            _ => Ok(()),
        }
    }

    /// Keeps a copy of `string` with the document. Strings that stand in the article's text are better
    /// given as [`TextRef::of_span`]. A stage that writes the same few strings again and again (tags,
    /// features) remembers the reference for the document at hand. Once a document holds 2 GiB of such
    /// strings, further ones come out empty.
    pub fn intern(&mut self, string: &str) -> TextRef {
        if string.is_empty() {
            return TextRef::EMPTY;
        }
        let start = self.staging.base + self.staging.strings.len();
        if start + string.len() > crate::Document::MAX_BYTES {
            return TextRef::EMPTY;
        }
        self.staging.strings.push_str(string);
        TextRef::side(start, string.len())
    }

    /// The string of a reference that this output has interned; empty for any other.
    #[must_use]
    pub fn interned(&self, text: TextRef) -> &str {
        text.resolve_side(&self.staging.strings, self.staging.base)
    }
}
