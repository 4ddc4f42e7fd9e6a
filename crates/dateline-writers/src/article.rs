//! One document as the encoders see it: the layers that are to be written, spans in the unit asked for.

use crate::OffsetMap;
use dateline_core::layers::{
    Credit, Credits, Dependency, Entities, Entity, Event, Events, Mention, Mentions, Names, Parse, Passage,
    Passages, Proposition, Propositions, Quote, Quotes, Relation, Relations, Sentence, Sentences, Tag, Tags,
    Token, Tokens, Values, merge_proposals,
};
use dateline_core::{Document, EncodeOptions, Error, ErrorKind, Layer, Span, TextRef};
use std::borrow::Cow;

/// The layers that can be written, by their keys in jsonl.
pub const LAYERS: &[&str] = &[
    "sentences",
    "tokens",
    "mentions",
    "entities",
    "relations",
    "events",
    "quotes",
    "propositions",
    "credits",
    "passages",
];

/// Refuses layers that no encoder here knows. Names with an owner in front (`acme/tones`) pass: they are a
/// stranger's format's business.
pub(crate) fn check_options(options: &EncodeOptions) -> Result<(), Error> {
    let unknown = options
        .layers
        .iter()
        .flatten()
        .find(|name| !name.contains('/') && !LAYERS.contains(&name.as_str()));
    match unknown {
        None => Ok(()),
        Some(name) => Err(Error::new(
            ErrorKind::Setting,
            format!(
                "there is no layer “{name}” to write; there are: {}",
                LAYERS.join(", ")
            ),
        )),
    }
}

/// A document on its way out.
pub(crate) struct Article<'d> {
    pub(crate) doc: &'d Document,
    pub(crate) options: &'d EncodeOptions,
    pub(crate) offsets: OffsetMap,
    pub(crate) mentions: Option<Cow<'d, [Mention]>>,
}

impl<'d> Article<'d> {
    /// Looks at `doc` through `options`.
    pub(crate) fn new(doc: &'d Document, options: &'d EncodeOptions) -> Self {
        Self {
            doc,
            options,
            offsets: OffsetMap::new(doc.text(), options.offsets),
            mentions: options.wants("mentions").then(|| mentions(doc)).flatten(),
        }
    }

    fn layer<L: Layer>(&self, key: &str) -> Option<&'d [L::Item]> {
        if self.options.wants(key) {
            self.doc.layer::<L>()
        } else {
            None
        }
    }

    pub(crate) fn sentences(&self) -> Option<&'d [Sentence]> {
        self.layer::<Sentences>("sentences")
    }

    pub(crate) fn tokens(&self) -> Option<&'d [Token]> {
        self.layer::<Tokens>("tokens")
    }

    pub(crate) fn tags(&self) -> Option<&'d [Tag]> {
        self.layer::<Tags>("tokens")
    }

    pub(crate) fn parse(&self) -> Option<&'d [Dependency]> {
        self.layer::<Parse>("tokens")
    }

    pub(crate) fn entities(&self) -> Option<&'d [Entity]> {
        self.layer::<Entities>("entities")
    }

    pub(crate) fn relations(&self) -> Option<&'d [Relation]> {
        self.layer::<Relations>("relations")
    }

    pub(crate) fn events(&self) -> Option<&'d [Event]> {
        self.layer::<Events>("events")
    }

    pub(crate) fn quotes(&self) -> Option<&'d [Quote]> {
        self.layer::<Quotes>("quotes")
    }

    pub(crate) fn propositions(&self) -> Option<&'d [Proposition]> {
        self.layer::<Propositions>("propositions")
    }

    pub(crate) fn credits(&self) -> Option<&'d [Credit]> {
        self.layer::<Credits>("credits")
    }

    pub(crate) fn passages(&self) -> Option<&'d [Passage]> {
        self.layer::<Passages>("passages")
    }

    /// The string behind `text`, `None` where it is empty.
    pub(crate) fn some(&self, text: TextRef) -> Option<&'d str> {
        Some(self.doc.get(text)).filter(|text| !text.is_empty())
    }

    /// The article's id, or the place it came from.
    pub(crate) fn name(&self) -> Cow<'d, str> {
        name(self.doc)
    }

    /// The words at `span`.
    pub(crate) fn slice(&self, span: Span) -> &'d str {
        self.doc.slice(span)
    }
}

/// A document's id, or the place it came from.
pub(crate) fn name(doc: &Document) -> Cow<'_, str> {
    let meta = doc.meta();
    if meta.id.is_empty() {
        return Cow::Owned(format!("{}:{}", meta.origin.path, meta.origin.record));
    }
    Cow::Borrowed(&meta.id)
}

/// The mentions of a document: coreference's where it ran, else the tagger's and the values stage's
/// proposals, merged.
pub(crate) fn mentions(doc: &Document) -> Option<Cow<'_, [Mention]>> {
    if let Some(mentions) = doc.layer::<Mentions>() {
        return Some(Cow::Borrowed(mentions));
    }
    match (doc.layer::<Names>(), doc.layer::<Values>()) {
        (None, None) => None,
        (names, values) => Some(Cow::Owned(merge_proposals(
            names.unwrap_or_default(),
            values.unwrap_or_default(),
        ))),
    }
}
