//! The stage in its accurate tier: tokens and sentences in; tags, trees and chances of names out.

use super::heads::{self, Words};
use super::model::Model;
use super::windows::Group;
use crate::forward::ROOT;
use crate::lemma::Form;
use crate::pieces::{self, Piece};
use crate::tier::Tier;
use crate::write::{Strings, Word, join, keep, write_trees};
use dateline_core::layers::{NameChances, Sentences, Tag, Tags, Token, Tokens, Upos};
use dateline_core::{Annotator, Contract, Error, Output, View, Worker};

/// The stage `syntax` with the accurate network, which gives chances of names too.
pub type Accurate<'b> = Tier<Model<'b>>;

impl Accurate<'static> {
    /// A stage around the network that comes with the crate.
    ///
    /// # Errors
    /// If this build is one without that network (the crate's feature `accurate`), or the embedded files are broken,
    /// which the tests would show.
    pub fn shipped() -> Result<Self, Error> {
        #[cfg(feature = "accurate")]
        {
            use crate::lemma::Lemmas;
            use crate::stage::unreadable;
            let model = super::embedded::model().map_err(unreadable)?;
            Ok(Self::of(model, Lemmas::built_in().map_err(unreadable)?))
        }
        #[cfg(not(feature = "accurate"))]
        {
            Err(Error::new(
                dateline_core::ErrorKind::Setting,
                "this build has no accurate model: it was made without the feature “accurate”; use the model “fast”",
            ))
        }
    }
}

impl Annotator for Accurate<'_> {
    fn contract(&self) -> Contract {
        Self::layers(self.tags, self.parse).provides::<NameChances>()
    }

    fn worker(&self) -> Box<dyn Worker + '_> {
        Box::new(Desk {
            stage: self,
            group: Group::default(),
            network: Words::default(),
            pieces: Vec::new(),
            words: Vec::new(),
            feats: Vec::new(),
            tags: Vec::new(),
            strings: Strings::default(),
        })
    }
}

/// One thread's scratch.
struct Desk<'s, 'b> {
    stage: &'s Accurate<'b>,
    group: Group,
    network: Words,
    pieces: Vec<Piece>,
    words: Vec<Word>,
    feats: Vec<u16>,
    tags: Vec<Tag>,
    strings: Strings,
}

impl Worker for Desk<'_, '_> {
    fn annotate(&mut self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        let tokens = doc.items::<Tokens>();
        pieces::cut(doc.text(), tokens, doc.items::<Sentences>(), &mut self.pieces);
        self.words.clear();
        self.feats.clear();
        self.group.clear();
        let model = self.stage.network();
        for at in 0..self.pieces.len() {
            let Some(piece) = self.pieces.get(at) else { break };
            for token in tokens.get(piece.tokens.clone()).unwrap_or_default() {
                self.group.push(model, doc.slice(token.span));
            }
            self.group.end_sentence(model);
            if self.group.ids.len() >= heads::ROWS {
                self.run(out);
            }
        }
        self.run(out);
        self.strings.begin(model.feats.len());
        if self.stage.tags {
            self.write_tags(doc, tokens, out);
        }
        if self.stage.parse {
            let labels = &model.labels;
            join(&self.pieces, labels, &mut self.words);
            write_trees(&self.words, labels, &mut self.strings, out);
        }
        Ok(())
    }
}

impl Desk<'_, '_> {
    /// Runs the network over the group, and writes what it thinks of names.
    fn run(&mut self, out: &mut Output<'_>) {
        let stage = self.stage;
        self.network
            .run(stage.level, stage.network(), &self.group, stage.parse);
        let first = self.words.len();
        for chosen in &self.network.chosen {
            self.feats.push(chosen.feats);
            self.words.push(Word {
                upos: chosen.upos,
                xpos: chosen.xpos,
                relation: chosen.relation,
                head: match chosen.head {
                    ROOT => ROOT,
                    head => first as u32 + head,
                },
            });
        }
        out.layer::<NameChances>().append(&mut self.network.chances);
        self.group.clear();
    }

    fn write_tags(&mut self, doc: View<'_>, tokens: &[Token], out: &mut Output<'_>) {
        let model = self.stage.network();
        self.tags.clear();
        for ((token, word), feats) in tokens.iter().zip(&self.words).zip(&self.feats) {
            let xpos = usize::from(word.xpos);
            let xpos = model.labels.xpos.get(xpos).map_or("", String::as_str);
            let upos = model.labels.upos.get(usize::from(word.upos));
            let upos = upos.copied().unwrap_or(Upos::X);
            // CoNLL-U's way to write that there are none.
            let name = model.feats.get(usize::from(*feats)).map_or("", String::as_str);
            let name = if name == "_" { "" } else { name };
            let form = Form::new(doc.slice(token.span));
            let lemmas = &self.stage.lemmas;
            self.tags.push(Tag {
                upos,
                xpos: keep(&mut self.strings.xpos, word.xpos.into(), xpos, out),
                feats: keep(&mut self.strings.feats, (*feats).into(), name, out),
                lemma: self.strings.lemma(lemmas, &form, upos, xpos, *token, out),
            });
        }
        out.layer::<Tags>().append(&mut self.tags);
    }
}
