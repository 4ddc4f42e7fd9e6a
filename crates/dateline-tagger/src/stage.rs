//! The stage: what it is built of, and how one article goes through it.

use crate::coarse;
use crate::error::DataError;
use crate::gazetteer::Gazetteer;
use crate::kinds::{Facts, Kinds};
use crate::lexicon::Lexicon;
use crate::proposal::Proposal;
use crate::refine;
use crate::scan::{Lookup, STATES, Scan};
use crate::titles;
use dateline_core::layers::{
    Label, Mention, MentionKind, Names, Normal, Place, Sentences, Tags, Tokens,
};
use dateline_core::{Annotator, Contract, Error, Output, View, Worker};

static GAZETTEER: &[u8] = include_bytes!("../../../models/gazetteer.bin");
static STATES_LIST: &[u8] = include_bytes!("../../../models/gazetteer_odbl.bin");

/// The stage `tagger`: proposes names, titles and addresses.
pub struct Tagger {
    lookup: Lookup,
}

impl Tagger {
    /// A tagger with the built-in data.
    ///
    /// # Errors
    /// [`DataError`] where the embedded data is broken, which a test excludes.
    pub fn new() -> Result<Self, DataError> {
        let lookup = Lookup {
            gazetteer: Gazetteer::embedded("gazetteer.bin", GAZETTEER)?,
            states: Gazetteer::embedded("gazetteer_odbl.bin", STATES_LIST)?,
            lexicon: Lexicon::built_in()?,
        };
        Ok(Self { lookup })
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
        Box::new(Desk { tagger: self, scan: Scan::default(), titles: Vec::new(), found: Vec::new(), scratch: refine::Scratch::default() })
    }
}

/// One thread's scratch.
struct Desk<'t> {
    tagger: &'t Tagger,
    scan: Scan,
    titles: Vec<Proposal>,
    found: Vec<Proposal>,
    scratch: refine::Scratch,
}

impl Worker for Desk<'_> {
    fn annotate(&mut self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        self.titles.clear();
        self.found.clear();
        let lookup = &self.tagger.lookup;
        self.scan.fill(doc.text(), doc.items::<Tokens>(), doc.items::<Sentences>(), lookup);
        titles::find(&self.scan, &mut self.titles);
        coarse::find(&self.scan, &self.titles, &mut self.found);
        refine::refine(&self.scan, doc.text(), &self.titles, &mut self.found, &mut self.scratch);
        for proposal in &self.found {
            self.emit(proposal, out);
        }
        Ok(())
    }
}

impl Desk<'_> {
    fn emit(&self, proposal: &Proposal, out: &mut Output<'_>) {
        let Some(words) = self.scan.words.get(proposal.tokens()) else { return };
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
        let normal = matches!(proposal.label, Label::Gpe | Label::Norp)
            .then(|| self.scan.exact(proposal.first as usize, proposal.end as usize))
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
