//! The stage: tokens and sentences in, tags and trees out.

use crate::forward::{Batch, ROOT};
use crate::lemma::{Form, Lemma, Lemmas};
use crate::network::Network;
use crate::pieces::{self, Piece};
use dateline_core::layers::{Dependency, Deprel, Parse, Sentences, Tag, Tags, Token, Tokens, UdRel, Upos};
use dateline_core::{
    Annotator, Contract, Error, ErrorKind, Id, Output, Settings, Span, TextRef, View, Worker,
};
use dateline_model::Level;
use std::collections::HashMap;

/// Words that go through the network together, about: enough to fill the kernels, few enough that what lies
/// between two layers stays in a core's cache.
const BATCH: usize = 256;

/// The stage `syntax`: parts of speech, lemmas, and dependency trees.
pub struct Syntax<'b> {
    network: Network<'b>,
    lemmas: Lemmas,
    level: Level,
    parse: bool,
}

impl Syntax<'static> {
    /// A stage around the network that comes with the crate.
    ///
    /// # Errors
    /// Where this build has none ([`crate::SHIPPED`]).
    pub fn shipped() -> Result<Self, Error> {
        let network = crate::embedded::network().map_err(broken)?;
        Self::of(network)
    }
}

impl<'b> Syntax<'b> {
    /// A stage around a network, with the lemmas that come with the crate.
    ///
    /// # Errors
    /// None but for a broken build.
    pub fn of(network: Network<'b>) -> Result<Self, Error> {
        Ok(Self {
            network,
            lemmas: Lemmas::built_in().map_err(broken)?,
            level: Level::best(),
            parse: true,
        })
    }

    /// Whether to make trees, which is the default. Without them ten times as many words are done in the same
    /// time, and somewhat more tags are wrong.
    #[must_use]
    pub fn parse(mut self, parse: bool) -> Self {
        self.parse = parse;
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
    /// of lemmas that count before all others.
    ///
    /// # Errors
    /// Settings that are unknown or of the wrong type, and files that cannot be read.
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

    fn tagging() -> Contract {
        Contract::new()
            .requires::<Tokens>()
            .requires::<Sentences>()
            .provides::<Tags>()
    }
}

/// What is wrong with a model, as an error of the pipeline.
fn broken(error: dateline_model::Error) -> Error {
    Error::new(ErrorKind::Data, error.to_string()).with_source(error)
}

impl Annotator for Syntax<'_> {
    fn contract(&self) -> Contract {
        if self.parse {
            Self::layers()
        } else {
            Self::tagging()
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
struct Word {
    upos: u8,
    xpos: u8,
    relation: u8,
    /// Index of the head among the document's tokens, or [`ROOT`].
    head: u32,
}

/// One thread's scratch.
struct Desk<'s, 'b> {
    syntax: &'s Syntax<'b>,
    batch: Batch,
    pieces: Vec<Piece>,
    words: Vec<Word>,
    tags: Vec<Tag>,
    strings: Strings<'s>,
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
                self.run();
            }
        }
        self.run();
        self.strings.begin();
        self.write_tags(doc, tokens, out);
        if self.syntax.parse {
            self.join();
            self.write_trees(out);
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

    /// Hangs the trees of a sentence's later pieces below that of its first.
    fn join(&mut self) {
        let parataxis = self.syntax.network.labels.parataxis as u8;
        let mut root = ROOT;
        for piece in &self.pieces {
            let words = self.words.get_mut(piece.tokens.clone()).unwrap_or_default();
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

    fn write_tags(&mut self, doc: View<'_>, tokens: &[Token], out: &mut Output<'_>) {
        let (labels, lemmas) = (&self.syntax.network.labels, &self.syntax.lemmas);
        self.tags.clear();
        for piece in &self.pieces {
            let mut before: Option<(Form<'_>, Upos, &str)> = None;
            let words = self.words.get(piece.tokens.clone()).unwrap_or_default();
            let tokens = tokens.get(piece.tokens.clone()).unwrap_or_default();
            for (token, word) in tokens.iter().zip(words) {
                let text = doc.slice(token.span);
                let form = Form::new(text);
                let upos = labels
                    .upos
                    .get(usize::from(word.upos))
                    .copied()
                    .unwrap_or(Upos::X);
                let xpos = labels.xpos.get(usize::from(word.xpos)).map_or("", String::as_str);
                let behind = before.as_ref().map(|(form, upos, xpos)| (form, *upos, *xpos));
                let feats = lemmas.feats(&form, upos, xpos, behind);
                let lemma = match lemmas.lemma(&form, upos, xpos, &mut self.strings.lemma) {
                    Lemma::Form => TextRef::of_span(token.span),
                    Lemma::Start(len) => TextRef::of_span(Span::at(token.span.start() as usize, len)),
                    Lemma::Written => out.intern(&self.strings.lemma),
                };
                self.tags.push(Tag {
                    upos,
                    xpos: keep(&mut self.strings.xpos, word.xpos, xpos, out),
                    feats: self.strings.feats(word.xpos, feats, out),
                    lemma,
                });
                before = Some((form, upos, xpos));
            }
        }
        out.layer::<Tags>().append(&mut self.tags);
    }

    fn write_trees(&mut self, out: &mut Output<'_>) {
        let labels = &self.syntax.network.labels;
        for word in &self.words {
            let (relation, subtype) = labels
                .relations
                .get(usize::from(word.relation))
                .map_or((UdRel::Dep, ""), |(relation, subtype)| {
                    (*relation, subtype.as_str())
                });
            let subtype = keep(&mut self.strings.subtypes, word.relation, subtype, out);
            out.layer::<Parse>().push(Dependency {
                head: (word.head != ROOT).then(|| Id::new(word.head)),
                deprel: Deprel { relation, subtype },
            });
        }
    }
}

/// Strings that the document at hand has already.
#[derive(Default)]
struct Strings<'s> {
    /// By the number of their label.
    xpos: Vec<Option<TextRef>>,
    /// By the number of their label.
    subtypes: Vec<Option<TextRef>>,
    /// The last features that went with a tag, by its number: mostly they are the next ones too.
    last: Vec<(&'s str, TextRef)>,
    feats: HashMap<&'s str, TextRef>,
    lemma: String,
}

impl<'s> Strings<'s> {
    /// Forgets the strings of the document before.
    fn begin(&mut self) {
        for list in [&mut self.xpos, &mut self.subtypes] {
            list.clear();
            list.resize(256, None);
        }
        self.last.clear();
        self.last.resize(256, ("", TextRef::EMPTY));
        self.feats.clear();
    }

    /// Features that go with the tag of number `xpos`.
    fn feats(&mut self, xpos: u8, feats: &'s str, out: &mut Output<'_>) -> TextRef {
        let Some(last) = self.last.get_mut(usize::from(xpos)) else {
            return TextRef::EMPTY;
        };
        if last.0 != feats {
            let kept = self.feats.entry(feats).or_insert_with(|| out.intern(feats));
            *last = (feats, *kept);
        }
        last.1
    }
}

fn keep(list: &mut [Option<TextRef>], label: u8, name: &str, out: &mut Output<'_>) -> TextRef {
    match list.get_mut(usize::from(label)) {
        Some(place) => *place.get_or_insert_with(|| out.intern(name)),
        None => TextRef::EMPTY,
    }
}
