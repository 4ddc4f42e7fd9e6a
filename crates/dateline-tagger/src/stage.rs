//! The stage: what it is built of, and how one article goes through it.

use crate::error::DataError;
use crate::kinds::{Facts, Kinds};
use crate::model::labels::{COUNT, TYPES};
use crate::model::{Decoder, Extractor, Model};
use crate::proposal::Proposal;
use crate::refine;
use crate::scan::{Lookup, STATES};
use dateline_core::layers::{
    Label, Mention, MentionKind, Names, Normal, Place, Sentences, Tags, Tokens,
};
use dateline_core::{Annotator, Contract, Error, Output, View, Worker};

static MODEL: &[u8] = include_bytes!("../../../models/tagger.bin");

/// The stage `tagger`: proposes names, titles and addresses.
pub struct Tagger {
    lookup: Lookup,
    model: Model,
}

impl Tagger {
    /// A tagger with the built-in data.
    ///
    /// # Errors
    /// [`DataError`] where the embedded data is broken, which a test excludes.
    pub fn new() -> Result<Self, DataError> {
        Ok(Self { lookup: Lookup::built_in()?, model: Model::embedded("tagger.bin", MODEL)? })
    }

    /// The layers that the stage reads and writes.
    #[must_use]
    pub fn layers() -> Contract {
        Contract::new().requires::<Tokens>().requires::<Sentences>().uses::<Tags>().provides::<Names>()
    }
}

impl Annotator for Tagger {
    fn contract(&self) -> Contract {
        Self::layers()
    }

    fn worker(&self) -> Box<dyn Worker + '_> {
        Box::new(Desk {
            tagger: self,
            article: Extractor::default(),
            decoder: Decoder::default(),
            found: Vec::new(),
            scratch: refine::Scratch::default(),
        })
    }
}

/// One thread's scratch.
struct Desk<'t> {
    tagger: &'t Tagger,
    article: Extractor,
    decoder: Decoder,
    found: Vec<Proposal>,
    scratch: refine::Scratch,
}

impl Worker for Desk<'_> {
    fn annotate(&mut self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        let lookup = &self.tagger.lookup;
        self.article.read(doc.text(), doc.items::<Tokens>(), doc.items::<Sentences>(), lookup);
        self.decode();
        refine::refine(&self.article.scan, &self.article.titles, &mut self.found, &mut self.scratch);
        for proposal in &self.found {
            self.emit(proposal, out);
        }
        Ok(())
    }
}

/// The label that stands for each of the model's types until `fine` looks closer.
const PROVISIONAL: [Label; TYPES.len()] = [Label::Person, Label::Org, Label::Loc, Label::WorkOfArt];

impl Desk<'_> {
    /// Lets the model propose names, sentence by sentence.
    fn decode(&mut self) {
        let model = &self.tagger.model;
        self.found.clear();
        for line in &self.article.scan.sentences {
            self.decoder.clear();
            for token in line.first..line.end {
                let mut sums = [0; COUNT];
                self.article.of(token as usize, |feature| model.add(feature, &mut sums));
                self.decoder.push(sums.map(|sum| sum as f32 * model.scale()));
            }
            let found = &mut self.found;
            self.decoder.decode(model, |name| {
                let Some(label) = PROVISIONAL.get(name.kind) else { return };
                found.push(Proposal {
                    first: line.first + name.first as u32,
                    end: line.first + name.end as u32,
                    label: *label,
                    confidence: name.probability,
                    rule: "model",
                });
            });
        }
    }

    fn emit(&self, proposal: &Proposal, out: &mut Output<'_>) {
        let Some(words) = self.article.scan.words.get(proposal.tokens()) else { return };
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
        let normal = matches!(proposal.label, Label::Gpe | Label::Norp)
            .then(|| self.article.scan.exact(proposal.first as usize, proposal.end as usize))
            .and_then(|facts| self.place(facts, proposal.label, out));
        let rule = out.intern(proposal.rule);
        out.layer::<Names>().push(Mention {
            normal,
            confidence: proposal.confidence,
            rule,
            ..Mention::new(first.span.join(last.span), proposal.label, MentionKind::Name)
        });
    }

    /// The place's codes as a normal form.
    fn place(&self, facts: Facts, label: Label, out: &mut Output<'_>) -> Option<Normal> {
        let wanted = if label == Label::Norp { Kinds::DEMONYM } else { Kinds::GPE };
        let index = facts.place.filter(|_| facts.kinds.any(wanted))?;
        let lookup = &self.tagger.lookup;
        let list = if index & STATES == 0 { &lookup.gazetteer } else { &lookup.states };
        let codes = list.place(index & !STATES)?;
        let alpha3 = out.intern(codes.alpha3);
        let alpha2 = out.intern(codes.alpha2);
        let subdivision = if codes.part.is_empty() || facts.kinds.any(Kinds::COUNTRY) {
            dateline_core::TextRef::EMPTY
        } else {
            out.intern(&format!("{}-{}", codes.alpha2, codes.part))
        };
        Some(Normal::Place(Place { alpha3, alpha2, subdivision, metonym: false }))
    }
}
