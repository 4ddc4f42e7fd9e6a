//! The stage: tokens and sentences in, tags and trees out.

use crate::forward::{Batch, ROOT};
use crate::labels::Labels;
use crate::lemma::{Form, Lemma, Lemmas};
use crate::network::Network;
use crate::pieces::{self, Piece};
use dateline_core::layers::{Dependency, Deprel, Parse, Sentences, Tag, Tags, Token, Tokens, UdRel, Upos};
use dateline_core::{
    Annotator, Contract, Error, ErrorKind, Id, Output, Settings, Span, TextRef, View, Worker,
};
use dateline_model::Level;

/// Words that go through the network together, about: enough to fill the kernels, few enough that what lies
/// between two layers stays in a core's cache.
const BATCH: usize = 256;

/// The stage `syntax`: parts of speech, lemmas, and dependency trees.
pub struct Syntax<'b> {
    network: Network<'b>,
    lemmas: Lemmas,
    level: Level,
    tags: bool,
    parse: bool,
}

impl Syntax<'static> {
    /// A stage around the network that comes with the crate.
    ///
    /// # Errors
    /// If the embedded files are broken, which the tests would show.
    pub fn shipped() -> Result<Self, Error> {
        let network = crate::embedded::network().map_err(unreadable)?;
        Ok(Self::of(network, Lemmas::built_in().map_err(unreadable)?))
    }
}

impl<'b> Syntax<'b> {
    /// A stage around a network and its lemmas.
    #[must_use]
    pub fn of(network: Network<'b>, lemmas: Lemmas) -> Self {
        Self {
            network,
            lemmas,
            level: Level::best(),
            tags: true,
            parse: true,
        }
    }

    /// Whether to make trees, which is the default. Without them ten times as many words are done in the same
    /// time, and somewhat more tags are wrong.
    #[must_use]
    pub fn parse(mut self, parse: bool) -> Self {
        self.parse = parse;
        self
    }

    /// Makes trees and leaves the tags to whoever has made them before: the stage `parser`. The network reads words, so
    /// the trees are the same; they may now and then disagree with tags that are better than ours.
    #[must_use]
    pub fn trees_alone(mut self) -> Self {
        (self.tags, self.parse) = (false, true);
        self
    }

    /// Computes with these instructions; for tests and measurements, as the results are the same.
    #[must_use]
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// The network.
    #[must_use]
    pub const fn network(&self) -> &Network<'b> {
        &self.network
    }

    /// Takes what `settings` say: `parse = false` makes tags and lemmas alone, and no trees; `lemmas` names files
    /// of lemmas that go before ours (a line each: form, part of speech or `*`, lemma, parted by tabs).
    ///
    /// # Errors
    /// Settings that are unknown or of the wrong type, files that cannot be read.
    pub fn with_settings(mut self, mut settings: Settings) -> Result<Self, Error> {
        let parse = settings.bool("parse")?.unwrap_or(true);
        for (name, content) in settings.files("lemmas")? {
            (self.lemmas.add_exceptions(&name, &content))
                .map_err(|error| Error::new(ErrorKind::Setting, error.to_string()))?;
        }
        settings.finish()?;
        Ok(self.parse(parse))
    }

    /// The layers that the stage reads and writes.
    #[must_use]
    pub fn layers() -> Contract {
        Self::tagging().provides::<Parse>()
    }

    /// The layers that the stage `parser` reads and writes.
    #[must_use]
    pub fn layers_of_trees() -> Contract {
        Self::reading().provides::<Parse>()
    }

    fn tagging() -> Contract {
        Self::reading().provides::<Tags>()
    }

    fn reading() -> Contract {
        Contract::new().requires::<Tokens>().requires::<Sentences>()
    }
}

impl Annotator for Syntax<'_> {
    fn contract(&self) -> Contract {
        match (self.tags, self.parse) {
            (true, true) => Self::layers(),
            (true, false) => Self::tagging(),
            (false, _) => Self::layers_of_trees(),
        }
    }

    fn worker(&self) -> Box<dyn Worker + '_> {
        Box::new(Desk {
            syntax: self,
            batch: Batch::default(),
            pieces: Vec::new(),
            words: Vec::new(),
            tags: Vec::new(),
            strings: Strings::default(),
        })
    }
}

/// What was chosen for one token.
#[derive(Clone, Copy)]
pub(crate) struct Word {
    pub(crate) upos: u8,
    pub(crate) xpos: u8,
    pub(crate) relation: u8,
    /// Index of the head among the document's tokens, or [`ROOT`].
    pub(crate) head: u32,
}

/// One thread's scratch.
struct Desk<'s, 'b> {
    syntax: &'s Syntax<'b>,
    batch: Batch,
    pieces: Vec<Piece>,
    words: Vec<Word>,
    tags: Vec<Tag>,
    strings: Strings,
}

impl Worker for Desk<'_, '_> {
    fn annotate(&mut self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        let tokens = doc.items::<Tokens>();
        pieces::cut(doc.text(), tokens, doc.items::<Sentences>(), &mut self.pieces);
        self.words.clear();
        self.batch.clear();
        for at in 0..self.pieces.len() {
            let Some(piece) = self.pieces.get(at) else { break };
            let network = &self.syntax.network;
            for token in tokens.get(piece.tokens.clone()).unwrap_or_default() {
                self.batch.push(network, doc.slice(token.span));
            }
            self.batch.end_sentence();
            if self.batch.words() >= BATCH {
                out.check()?;
                self.run();
            }
        }
        self.run();
        self.strings.begin(self.syntax.lemmas.feats_count());
        if self.syntax.tags {
            self.write_tags(doc, tokens, out);
        }
        if self.syntax.parse {
            let labels = &self.syntax.network.labels;
            join(&self.pieces, labels, &mut self.words);
            write_trees(&self.words, labels, &mut self.strings, out);
        }
        Ok(())
    }
}

impl Desk<'_, '_> {
    /// Runs the network over the batch.
    fn run(&mut self) {
        let (batch, network, level) = (&mut self.batch, &self.syntax.network, self.syntax.level);
        let count = batch.words();
        if count == 0 {
            return;
        }
        batch.light(level, network);
        let first = self.words.len() as u32;
        if self.syntax.parse {
            batch.deep(level, network);
            batch.parse(level, network);
            let tags = batch.upos.iter().zip(&batch.xpos);
            let arcs = batch.governors.iter().zip(&batch.relations);
            self.words
                .extend(tags.zip(arcs).map(|((upos, xpos), (head, relation))| Word {
                    upos: *upos,
                    xpos: *xpos,
                    relation: *relation,
                    head: if *head == ROOT { ROOT } else { first + head },
                }));
        } else {
            batch.light_tags(level, network);
            let tags = batch.upos.iter().zip(&batch.xpos);
            self.words.extend(tags.map(|(upos, xpos)| Word {
                upos: *upos,
                xpos: *xpos,
                relation: 0,
                head: ROOT,
            }));
        }
        batch.clear();
    }

    fn write_tags(&mut self, doc: View<'_>, tokens: &[Token], out: &mut Output<'_>) {
        let labels = &self.syntax.network.labels;
        let lemmas = &self.syntax.lemmas;
        self.tags.clear();
        for piece in &self.pieces {
            let tokens = tokens.get(piece.tokens.clone()).unwrap_or_default();
            let words = self.words.get(piece.tokens.clone()).unwrap_or_default();
            let mut before: Option<(Form<'_>, Upos, &str)> = None;
            for (token, word) in tokens.iter().zip(words) {
                let name = labels.xpos.get(usize::from(word.xpos)).map_or("", String::as_str);
                let upos = labels.upos.get(usize::from(word.upos));
                let upos = upos.copied().unwrap_or(Upos::X);
                let form = Form::new(doc.slice(token.span));
                let last = before.as_ref().map(|(form, upos, xpos)| (form, *upos, *xpos));
                let feats = lemmas.feats_index(&form, upos, name, last);
                self.tags.push(Tag {
                    upos,
                    xpos: keep(&mut self.strings.xpos, word.xpos.into(), name, out),
                    feats: keep(
                        &mut self.strings.feats,
                        feats.into(),
                        lemmas.feats_name(feats),
                        out,
                    ),
                    lemma: self.strings.lemma(lemmas, &form, upos, name, *token, out),
                });
                before = Some((form, upos, name));
            }
        }
        out.layer::<Tags>().append(&mut self.tags);
    }
}

/// Hangs the trees of a sentence's later pieces below that of its first.
pub(crate) fn join(pieces: &[Piece], labels: &Labels, words: &mut [Word]) {
    let parataxis = labels.parataxis as u8;
    let mut root = ROOT;
    for piece in pieces {
        let words = words.get_mut(piece.tokens.clone()).unwrap_or_default();
        let Some((at, word)) = words.iter_mut().enumerate().find(|(_, word)| word.head == ROOT) else {
            continue;
        };
        if piece.goes_on && root != ROOT {
            word.head = root;
            word.relation = parataxis;
        } else {
            root = (piece.tokens.start + at) as u32;
        }
    }
}

/// Writes what was chosen as the layer of trees.
pub(crate) fn write_trees(words: &[Word], labels: &Labels, strings: &mut Strings, out: &mut Output<'_>) {
    for word in words {
        let (relation, subtype) = labels
            .relations
            .get(usize::from(word.relation))
            .map_or((UdRel::Dep, ""), |(relation, subtype)| {
                (*relation, subtype.as_str())
            });
        let subtype = keep(&mut strings.subtypes, word.relation.into(), subtype, out);
        out.layer::<Parse>().push(Dependency {
            head: (word.head != ROOT).then(|| Id::new(word.head)),
            deprel: Deprel { relation, subtype },
        });
    }
}

pub(crate) fn unreadable(error: dateline_model::Error) -> Error {
    Error::new(ErrorKind::Data, error.to_string()).with_source(error)
}

/// Strings that the document at hand has already, by the number of their label.
#[derive(Default)]
pub(crate) struct Strings {
    pub(crate) xpos: Vec<Option<TextRef>>,
    pub(crate) feats: Vec<Option<TextRef>>,
    subtypes: Vec<Option<TextRef>>,
    lemma: String,
}

impl Strings {
    /// Forgets the strings of the document before.
    pub(crate) fn begin(&mut self, feats: usize) {
        let labels = usize::from(u8::MAX) + 1;
        for (list, count) in [
            (&mut self.xpos, labels),
            (&mut self.feats, feats),
            (&mut self.subtypes, labels),
        ] {
            list.clear();
            list.resize(count, None);
        }
    }

    pub(crate) fn lemma(
        &mut self,
        lemmas: &Lemmas,
        form: &Form<'_>,
        upos: Upos,
        xpos: &str,
        token: Token,
        out: &mut Output<'_>,
    ) -> TextRef {
        match lemmas.lemma(form, upos, xpos, &mut self.lemma) {
            Lemma::Form => TextRef::of_span(token.span),
            Lemma::Start(length) => TextRef::of_span(Span::at(token.span.start() as usize, length)),
            Lemma::Written => out.intern(&self.lemma),
        }
    }
}

pub(crate) fn keep(list: &mut [Option<TextRef>], label: usize, name: &str, out: &mut Output<'_>) -> TextRef {
    match list.get_mut(label) {
        Some(place) => *place.get_or_insert_with(|| out.intern(name)),
        None => TextRef::EMPTY,
    }
}
