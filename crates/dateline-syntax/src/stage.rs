//! The stage: tokens and sentences in, tags and trees out.

use crate::forward::{Batch, ROOT};
use crate::lemma::{Form, Lemmas};
use crate::network::Network;
use crate::pieces::{self, Piece};
use crate::tier::Tier;
use crate::write::{Strings, Word, join, keep, write_trees};
use dateline_core::layers::{NameHints, Sentences, Tag, Tags, Token, Tokens, Upos};
use dateline_core::{Annotator, Contract, Error, ErrorKind, Output, View, Worker};

/// Words that go through the network together, about: enough to fill the kernels, few enough that what lies
/// between two layers stays in a core's cache.
const BATCH: usize = 256;

/// The stage `syntax` with the fast network: parts of speech, lemmas, and dependency trees.
pub type Syntax<'b> = Tier<Network<'b>>;

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

impl Annotator for Syntax<'_> {
    fn contract(&self) -> Contract {
        let contract = Self::layers(self.tags, self.parse);
        match self.parse {
            true => contract.provides::<NameHints>(),
            false => contract,
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
            let network = self.syntax.network();
            for token in tokens.get(piece.tokens.clone()).unwrap_or_default() {
                self.batch.push(network, doc.slice(token.span));
            }
            self.batch.end_sentence();
            if self.batch.words() >= BATCH {
                out.check()?;
                self.run(out);
            }
        }
        self.run(out);
        self.strings.begin(self.syntax.lemmas.feats_count());
        if self.syntax.tags {
            self.write_tags(doc, tokens, out);
        }
        if self.syntax.parse {
            let labels = &self.syntax.network().labels;
            join(&self.pieces, labels, &mut self.words);
            write_trees(&self.words, labels, &mut self.strings, out);
        }
        Ok(())
    }
}

impl Desk<'_, '_> {
    /// Runs the network over the batch, and writes what it thinks of names.
    fn run(&mut self, out: &mut Output<'_>) {
        let (batch, network, level) = (&mut self.batch, self.syntax.network(), self.syntax.level);
        let count = batch.words();
        if count == 0 {
            return;
        }
        batch.light(level, network);
        let first = self.words.len() as u32;
        if self.syntax.parse {
            batch.deep(level, network);
            batch.parse(level, network);
            out.layer::<NameHints>().append(&mut batch.chances);
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
        let labels = &self.syntax.network().labels;
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

pub(crate) fn unreadable(error: dateline_model::Error) -> Error {
    Error::new(ErrorKind::Data, error.to_string()).with_source(error)
}
