//! The stage: what it is built of, and how one article goes through it.

use crate::again::Again;
use crate::confidence::{Curves, Tier};
use crate::error::DataError;
use crate::kinds::{Facts, Kinds};
use crate::model::labels::{COUNT, TYPES};
use crate::model::{Decoder, Extractor, Model, Transitions};
use crate::pattern::Ground;
use crate::pool::Pool;
use crate::proposal::{Proposal, overlapping};
use crate::refine;
use crate::regions::Regions;
use crate::scan::{Lookup, STATES};
use crate::user::UserData;
use dateline_core::layers::{
    Label, Mention, MentionKind, NameChance, NameChances, NameHints, Names, Normal, Place, PlaceKind,
    Sentences, Tokens,
};
use dateline_core::{Annotator, Contract, Error, Output, Settings, TextRef, View, Worker};

pub(crate) static MODEL: &[u8] = include_bytes!("../../../models/tagger.bin");
static PATTERNS: &str = include_str!("../data/patterns.tsv");

/// The stage `tagger`: proposes names, titles and addresses.
pub struct Tagger {
    lookup: Lookup,
    regions: Regions,
    /// The model and the patterns that come with the crate, unless they are switched off.
    built_in: Option<(Model, UserData)>,
    /// How opinions are weighed in each tier.
    together: [Together; Tier::ALL.len()],
    curves: Curves,
    user: UserData,
}

/// How the model is weighed with other opinions, and what its transitions are then.
struct Together {
    pool: Pool,
    transitions: Transitions,
}

impl Together {
    fn new(model: &Model, pool: Pool) -> Self {
        let transitions = model.transitions().scaled(pool.model);
        Self { pool, transitions }
    }
}

impl Tagger {
    /// A tagger with the built-in data.
    ///
    /// # Errors
    /// [`DataError`] where the embedded data is broken, which a test excludes.
    pub fn new() -> Result<Self, DataError> {
        Self::with_model(MODEL)
    }

    /// A tagger with the built-in data and another model: how the trainer scores what it has made.
    ///
    /// # Errors
    /// [`DataError`] for bytes that are no model.
    pub fn with_model(model: &'static [u8]) -> Result<Self, DataError> {
        let patterns = [("patterns.tsv".to_owned(), PATTERNS.to_owned())];
        let model = Model::embedded("tagger.bin", model)?;
        Ok(Self {
            lookup: Lookup::built_in()?,
            regions: Regions::built_in()?,
            together: [
                Together::new(&model, Pool::built_in(Tier::Alone)?),
                Together::new(&model, Pool::built_in(Tier::Fast)?),
                Together::new(&model, Pool::built_in(Tier::Accurate)?),
            ],
            built_in: Some((model, UserData::read(&[], &patterns)?)),
            curves: Curves::built_in()?,
            user: UserData::default(),
        })
    }

    /// The same tagger with other curves, a file in the format of `data/confidence.tsv`: how they are scored before
    /// they are built in.
    ///
    /// # Errors
    /// [`DataError`] with the line that is none.
    pub fn with_curves(mut self, file: &str, content: &str) -> Result<Self, DataError> {
        self.curves = Curves::parse(file, content)?;
        Ok(self)
    }

    /// The same tagger, in which opinions weigh otherwise: how weights are chosen before they are built in.
    #[must_use]
    pub fn with_pool(mut self, pool: Pool) -> Self {
        if let Some((model, _)) = &self.built_in {
            self.together = Tier::ALL.map(|_| Together::new(model, pool));
        }
        self
    }

    /// The same tagger, whose confidences are what its model and rules say of themselves: what curves are fitted to.
    #[must_use]
    pub fn without_curves(mut self) -> Self {
        self.curves = Curves::default();
        self
    }

    /// A tagger as `settings` say: `gazetteers` and `patterns` name files, `built-in = false` leaves out
    /// all names but theirs and the addresses.
    ///
    /// # Errors
    /// Settings that are unknown or of the wrong type, and files that cannot be read.
    pub fn from_settings(mut settings: Settings) -> Result<Self, Error> {
        let mut tagger = Self::new()?;
        tagger.user = UserData::read(&settings.files("gazetteers")?, &settings.files("patterns")?)?;
        if settings.bool("built-in")? == Some(false) {
            tagger.built_in = None;
        }
        settings.finish()?;
        Ok(tagger)
    }

    /// The layers that the stage reads and writes.
    #[must_use]
    pub fn layers() -> Contract {
        Contract::new()
            .requires::<Tokens>()
            .requires::<Sentences>()
            .uses::<NameHints>()
            .uses::<NameChances>()
            .provides::<Names>()
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
            again: Again::default(),
            found: Vec::new(),
            more: Vec::new(),
            scratch: refine::Scratch::default(),
        })
    }
}

/// One thread's scratch.
struct Desk<'t> {
    tagger: &'t Tagger,
    article: Extractor,
    decoder: Decoder,
    again: Again,
    found: Vec<Proposal>,
    more: Vec<Proposal>,
    scratch: refine::Scratch,
}

impl Worker for Desk<'_> {
    fn annotate(&mut self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        let tagger = self.tagger;
        self.article.read(
            doc.text(),
            doc.items::<Tokens>(),
            doc.items::<Sentences>(),
            &tagger.lookup,
        );
        self.found.clear();
        if let Some((model, patterns)) = &tagger.built_in {
            let accurate = doc
                .layer::<NameChances>()
                .map(|chances| (chances, Tier::Accurate));
            let fast = || doc.layer::<NameHints>().map(|hints| (hints, Tier::Fast));
            let said = accurate.or_else(fast);
            let tier = said.map_or(Tier::Alone, |(_, tier)| tier);
            self.decode(model, tier, said.map_or(&[], |(chances, _)| chances));
            out.check()?;
            let article = &self.article;
            refine::refine(&article.scan, &article.titles, &mut self.found, &mut self.scratch);
            self.overlay(patterns, doc.text(), false, out);
            refine::agree(&self.article.scan, doc.text(), &mut self.found, &mut self.scratch);
            for proposal in &mut self.found {
                proposal.confidence = tagger.curves.of(tier, proposal);
            }
        } else {
            refine::addresses(&self.article.scan, &mut self.found);
        }
        self.overlay(&tagger.user, doc.text(), true, out);
        for proposal in &self.found {
            self.emit(proposal, doc.text(), out);
        }
        Ok(())
    }
}

/// The label that stands for each of the model's types until `fine` looks closer.
const PROVISIONAL: [Label; TYPES.len()] = [Label::Person, Label::Org, Label::Loc, Label::WorkOfArt];

impl Desk<'_> {
    /// Lets the model propose names, sentence by sentence, and with it the network that has said how probable they are.
    fn decode(&mut self, model: &Model, tier: Tier, chances: &[NameChance]) {
        let tagger = self.tagger;
        let rule = match tier {
            Tier::Alone | Tier::Fast => "model",
            Tier::Accurate => "accurate",
        };
        let Together { pool, transitions } = &tagger.together[tier as usize];
        let scan = &self.article.scan;
        self.again.begin(scan);
        for token in 0..scan.words.len() {
            let mut sums = [0; COUNT];
            self.article.of(token, |feature| model.add(feature, &mut sums));
            let mut scores = sums.map(|sum| sum as f32 * model.scale());
            pool.join(&mut scores, chances.get(token));
            self.again.push(scores);
        }
        if pool.again > 0.0 {
            for line in &scan.sentences {
                self.again.look(scan, line, &mut self.decoder, transitions);
            }
        }
        for line in &scan.sentences {
            self.decoder.clear();
            for token in line.first as usize..line.end as usize {
                self.decoder.push(self.again.scores(scan, token, pool.again));
            }
            let found = &mut self.found;
            self.decoder.decode(transitions, |name| {
                let Some(label) = PROVISIONAL.get(name.kind) else {
                    return;
                };
                found.push(Proposal {
                    first: line.first + name.first as u32,
                    end: line.first + name.end as u32,
                    label: *label,
                    confidence: name.probability,
                    rule,
                });
            });
        }
    }

    /// Lays matches of listed names and patterns over what was found. What users bring takes the place of
    /// anything; what comes with the crate only of shorter names inside.
    fn overlay(&mut self, data: &UserData, text: &str, first: bool, out: &mut Output<'_>) {
        if data.labels.is_empty() {
            return;
        }
        let labels: Vec<Label> = data
            .labels
            .iter()
            .map(|name| Label::from_name(name).unwrap_or_else(|| Label::Other(out.intern(name))))
            .collect();
        let (more, found) = (&mut self.more, &mut self.found);
        more.clear();
        let ground = Ground {
            scan: &self.article.scan,
            text,
            known: found,
        };
        let confidence = if first { 1.0 } else { 0.8 };
        data.find(ground, |begin, end, label, rule| {
            let Some(label) = labels.get(label) else { return };
            let it = Proposal {
                first: begin as u32,
                end: end as u32,
                label: *label,
                confidence,
                rule,
            };
            let inside = |other: &Proposal| it.first <= other.first && other.end <= it.end;
            if first || overlapping(ground.known, it.first, it.end).iter().all(inside) {
                more.push(it);
            }
        });
        refine::settle(more, &mut self.scratch.merged);
        found.retain(|it| overlapping(more, it.first, it.end).is_empty());
        found.append(more);
        found.sort_by_key(|it| it.first);
    }

    fn emit(&self, proposal: &Proposal, text: &str, out: &mut Output<'_>) {
        let scan = &self.article.scan;
        let Some(words) = scan.words.get(proposal.tokens()) else {
            return;
        };
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return;
        };
        let span = first.span.join(last.span);
        let region = text
            .get(span.range())
            .filter(|_| proposal.label == Label::Gpe)
            .and_then(|name| self.tagger.regions.get(name));
        let normal = match region {
            Some(region) => Some(Normal::Place(Place {
                kind: PlaceKind::Region,
                alpha3: out.intern(region.alpha3),
                alpha2: out.intern(region.alpha2),
                subdivision: out.intern(region.code),
                metonym: false,
            })),
            None => matches!(proposal.label, Label::Gpe | Label::Norp)
                .then(|| scan.exact(proposal.first as usize, proposal.end as usize))
                .and_then(|facts| self.place(facts, proposal.label, out)),
        };
        let rule = out.intern(proposal.rule);
        out.layer::<Names>().push(Mention {
            normal,
            confidence: proposal.confidence,
            rule,
            ..Mention::new(span, proposal.label, MentionKind::Name)
        });
    }

    /// The place's codes as a normal form.
    fn place(&self, facts: Facts, label: Label, out: &mut Output<'_>) -> Option<Normal> {
        let wanted = if label == Label::Norp {
            Kinds::DEMONYM
        } else {
            Kinds::GPE
        };
        let index = facts.place.filter(|_| facts.kinds.any(wanted))?;
        let lookup = &self.tagger.lookup;
        let list = if index & STATES == 0 {
            &lookup.gazetteer
        } else {
            &lookup.states
        };
        let codes = list.place(index & !STATES)?;
        let alpha3 = out.intern(codes.alpha3);
        let alpha2 = out.intern(codes.alpha2);
        let subdivision = if codes.part.is_empty() {
            TextRef::EMPTY
        } else {
            out.intern(&format!("{}-{}", codes.alpha2, codes.part))
        };
        Some(Normal::Place(Place {
            kind: codes.kind,
            alpha3,
            alpha2,
            subdivision,
            metonym: false,
        }))
    }
}
