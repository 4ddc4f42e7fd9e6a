//! One article: its text, what is known about it, and the layers over it.

use crate::layer::LayerSet;
use crate::output::Staging;
use crate::{
    Annotator, Contract, Error, ErrorKind, Id, Layer, LayerKey, Origin, Output, Patience, Span, TextRef,
    Worker,
};

/// What is known about an article beside its text. Empty strings and `None` mean "not known".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// The article's id: from its record, or made from its path by the reader. Unique within a run only
    /// if the input's ids are.
    pub id: String,
    /// The headline, where it is kept apart from the text.
    pub title: String,
    /// The publication date as ISO 8601, a date (`2024-08-05`) or a date and time
    /// (`2024-08-05T09:30:00Z`); readers refuse or normalize other forms.
    pub published: Option<String>,
    /// The language as BCP 47, `en` for English.
    pub language: Option<String>,
    /// The by-line.
    pub byline: Option<String>,
    /// The publisher or outlet.
    pub publisher: Option<String>,
    /// Where the article stands on the web.
    pub url: Option<String>,
    /// The file and record that it came from.
    pub origin: Origin,
    /// The earlier article that it is a near-duplicate of, where somebody has looked for one.
    pub duplicate: Option<Duplicate>,
}

/// What an article is a near-duplicate of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duplicate {
    /// The id of the earlier article.
    pub of: String,
    /// How similar their texts are, in thousandths.
    pub similarity: u16,
}

impl Meta {
    fn clear(&mut self) {
        let mut id = std::mem::take(&mut self.id);
        let mut title = std::mem::take(&mut self.title);
        id.clear();
        title.clear();
        *self = Self {
            id,
            title,
            ..Self::default()
        };
    }
}

/// An article with typed, append-once layers over byte offsets of its text.
///
/// The text is set once and never edited while layers stand over it. All buffers survive
/// [`Document::reset`], so that a document that serves one article after another soon allocates nothing.
#[derive(Default)]
pub struct Document {
    meta: Meta,
    text: String,
    side: String,
    layers: LayerSet,
    staging: Staging,
}

impl Document {
    /// The longest text a document takes, in bytes (2 GiB less one).
    pub const MAX_BYTES: usize = i32::MAX as usize;

    /// A document over a copy of `text`, without an id.
    ///
    /// # Errors
    /// [`ErrorKind::TooLong`] for a text over [`Document::MAX_BYTES`].
    pub fn from_text(text: &str) -> Result<Self, Error> {
        let mut doc = Self::default();
        doc.write_text(|buffer| buffer.push_str(text))?;
        Ok(doc)
    }

    /// Forgets article, layers and facts, and keeps the buffers for the next one.
    pub fn reset(&mut self) {
        self.meta.clear();
        self.text.clear();
        self.side.clear();
        self.layers.clear();
        self.staging.clear();
    }

    /// Lets `write` fill the text's buffer, which it gets empty. Layers over an earlier text are dropped.
    ///
    /// # Errors
    /// [`ErrorKind::TooLong`] for a text over [`Document::MAX_BYTES`]; the text is then empty.
    pub fn write_text(&mut self, write: impl FnOnce(&mut String)) -> Result<(), Error> {
        self.layers.clear();
        self.side.clear();
        self.text.clear();
        write(&mut self.text);
        if self.text.len() > Self::MAX_BYTES {
            let bytes = self.text.len();
            self.text = String::new();
            let message = format!("the text has {bytes} bytes; {} is the most", Self::MAX_BYTES);
            return Err(Error::new(ErrorKind::TooLong, message));
        }
        Ok(())
    }

    /// Sets who is asked by [`Output::check`] whether there is still time; stays for further articles.
    pub fn set_patience(&mut self, patience: Option<Patience>) {
        self.staging.patience = patience;
    }

    /// The article's text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What is known about the article.
    #[must_use]
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// What is known about the article, to be filled in.
    pub fn meta_mut(&mut self) -> &mut Meta {
        &mut self.meta
    }

    /// The text at `span`; empty where the span does not fit the text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// The string behind `text`.
    #[must_use]
    pub fn get(&self, text: TextRef) -> &str {
        text.resolve(&self.text, &self.side)
    }

    /// The items of layer `L`, or `None` where the layer was not made.
    #[must_use]
    pub fn layer<L: Layer>(&self) -> Option<&[L::Item]> {
        self.layers.get::<L>().map(|buffer| buffer.as_slice())
    }

    /// The item behind `id`, if this document has it.
    #[must_use]
    pub fn item<L: Layer>(&self, id: Id<L>) -> Option<&L::Item> {
        self.layer::<L>()?.get(id.index())
    }

    /// Whether the layer was made (it may be empty).
    #[must_use]
    pub fn has(&self, layer: LayerKey) -> bool {
        self.layers.has(layer)
    }

    /// The layers that were made, each with its number of items.
    pub fn layers(&self) -> impl Iterator<Item = (LayerKey, usize)> {
        self.layers.present().map(|(key, data)| (key, data.len()))
    }

    /// Runs one stage on this document, with a worker made for the purpose. Whoever has many articles
    /// keeps the worker and calls [`Document::run`].
    ///
    /// # Errors
    /// Those of [`Document::run`].
    pub fn apply(&mut self, stage: &dyn Annotator) -> Result<(), Error> {
        let contract = stage.contract();
        let mut worker = stage.worker();
        self.run(&mut *worker, &contract)
    }

    /// Runs a stage's worker and takes over what it wrote; on an error the document is as it was.
    ///
    /// # Errors
    /// The stage's own error; [`ErrorKind::MissingLayer`] where a required layer is not there;
    /// [`ErrorKind::Contract`] where the stage wrote a layer that `contract` does not provide or that the
    /// document has already.
    pub fn run(&mut self, worker: &mut dyn Worker, contract: &Contract) -> Result<(), Error> {
        if let Some(missing) = contract.required().iter().find(|key| !self.has(**key)) {
            let message = format!(
                "needs the layer “{}”, which the document does not have",
                missing.name()
            );
            return Err(Error::new(ErrorKind::MissingLayer, message));
        }
        let mut staging = std::mem::take(&mut self.staging);
        let result = self.staged(worker, contract, &mut staging);
        staging.clear();
        self.staging = staging;
        result
    }

    fn staged(
        &mut self,
        worker: &mut dyn Worker,
        contract: &Contract,
        staging: &mut Staging,
    ) -> Result<(), Error> {
        staging.base = self.side.len();
        worker.annotate(View { doc: self }, &mut Output::new(staging))?;
        contract.open_provided(&mut staging.layers);
        for (key, _) in staging.layers.present() {
            let why = if !contract.provided().contains(&key) {
                "which its contract does not provide"
            } else if self.has(key) {
                "which the document has already"
            } else {
                continue;
            };
            return Err(Error::new(
                ErrorKind::Contract,
                format!("wrote the layer “{}”, {why}", key.name()),
            ));
        }
        self.side.push_str(&staging.strings);
        self.layers.absorb(&mut staging.layers);
        Ok(())
    }

    /// Writes layers from outside any stage: for decoders whose input carries annotation already.
    ///
    /// # Errors
    /// What `write` returns; [`ErrorKind::Contract`] where the document has one of the layers already.
    pub fn insert(
        &mut self,
        write: impl FnOnce(View<'_>, &mut Output<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut staging = std::mem::take(&mut self.staging);
        staging.base = self.side.len();
        let mut result = write(View { doc: self }, &mut Output::new(&mut staging));
        if result.is_ok() {
            if let Some((key, _)) = staging.layers.present().find(|(key, _)| self.has(*key)) {
                let message = format!("the document has the layer “{}” already", key.name());
                result = Err(Error::new(ErrorKind::Contract, message));
            } else {
                self.side.push_str(&staging.strings);
                self.layers.absorb(&mut staging.layers);
            }
        }
        staging.clear();
        self.staging = staging;
        result
    }

    /// The document as a stage sees it: for code that reads layers both in a stage and after all of them.
    #[must_use]
    pub fn view(&self) -> View<'_> {
        View { doc: self }
    }

    /// Shows every span of the layer behind `key` to `visit`, items in their order: for code that knows
    /// layers by key alone, such as conformance tests. Nothing is shown of a layer that was not made.
    pub fn visit_spans(&self, key: LayerKey, visit: &mut dyn FnMut(Span)) {
        if let Some((_, data)) = self.layers.present().find(|(present, _)| *present == key) {
            data.visit_spans(visit);
        }
    }

    /// Every span of every layer that does not fit the text, with its layer's name: empty in a sound
    /// document. For tests and for the runner's checking mode.
    #[must_use]
    pub fn misfits(&self) -> Vec<(&'static str, Span)> {
        let mut found = Vec::new();
        for (key, data) in self.layers.present() {
            data.visit_spans(&mut |span| {
                if !span.fits(&self.text) {
                    found.push((key.name(), span));
                }
            });
        }
        found
    }
}

/// What a stage sees of a document: everything, to read.
#[derive(Clone, Copy)]
pub struct View<'d> {
    doc: &'d Document,
}

impl<'d> View<'d> {
    /// The article's text.
    #[must_use]
    pub fn text(self) -> &'d str {
        self.doc.text()
    }

    /// What is known about the article.
    #[must_use]
    pub fn meta(self) -> &'d Meta {
        self.doc.meta()
    }

    /// The text at `span`; empty where the span does not fit the text.
    #[must_use]
    pub fn slice(self, span: Span) -> &'d str {
        self.doc.slice(span)
    }

    /// The string behind `text`.
    #[must_use]
    pub fn get(self, text: TextRef) -> &'d str {
        self.doc.get(text)
    }

    /// The items of layer `L`, or `None` where the layer was not made: for layers that a stage uses when
    /// they are there.
    #[must_use]
    pub fn layer<L: Layer>(self) -> Option<&'d [L::Item]> {
        self.doc.layer::<L>()
    }

    /// The items of a layer that the stage's contract requires, which are therefore there; an empty slice
    /// otherwise.
    #[must_use]
    pub fn items<L: Layer>(self) -> &'d [L::Item] {
        self.doc.layer::<L>().unwrap_or_default()
    }

    /// The item behind `id`, if the document has it.
    #[must_use]
    pub fn item<L: Layer>(self, id: Id<L>) -> Option<&'d L::Item> {
        self.doc.item(id)
    }
}

impl<'d> From<&'d Document> for View<'d> {
    fn from(doc: &'d Document) -> Self {
        Self { doc }
    }
}
