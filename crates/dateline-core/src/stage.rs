//! Stages: models that threads share, and the workers that hold each thread's scratch.

use crate::layer::LayerSet;
use crate::{Error, Layer, LayerKey, Output, View};
use std::fmt;

/// Which layers a stage reads and writes.
#[derive(Clone, Default)]
pub struct Contract {
    requires: Vec<LayerKey>,
    uses: Vec<LayerKey>,
    wants: Vec<LayerKey>,
    provides: Vec<LayerKey>,
    open: Vec<fn(&mut LayerSet)>,
}

impl Contract {
    /// A contract that names no layer yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The stage cannot run without `L`: the planner brings in a stage that provides it.
    #[must_use]
    pub fn requires<L: Layer>(mut self) -> Self {
        self.requires.push(LayerKey::of::<L>());
        self
    }

    /// The stage does better with `L`: it runs after whatever provides it, if that is planned at all.
    #[must_use]
    pub fn uses<L: Layer>(mut self) -> Self {
        self.uses.push(LayerKey::of::<L>());
        self
    }

    /// The stage does so much better with `L` that the planner brings in a stage that provides it where there is
    /// one, and still runs without. Whatever it wants, it uses.
    #[must_use]
    pub fn wants<L: Layer>(mut self) -> Self {
        self.wants.push(LayerKey::of::<L>());
        self.uses::<L>()
    }

    /// The stage makes `L`, empty if it finds nothing.
    #[must_use]
    pub fn provides<L: Layer>(mut self) -> Self {
        self.provides.push(LayerKey::of::<L>());
        self.open.push(|layers| {
            layers.get_mut::<L>();
        });
        self
    }

    /// The layers without which the stage cannot run.
    #[must_use]
    pub fn required(&self) -> &[LayerKey] {
        &self.requires
    }

    /// The layers that are brought along for the stage where something makes them; they are among [`Contract::used`].
    #[must_use]
    pub fn wanted(&self) -> &[LayerKey] {
        &self.wants
    }

    /// The layers that help the stage.
    #[must_use]
    pub fn used(&self) -> &[LayerKey] {
        &self.uses
    }

    /// The layers that the stage makes.
    #[must_use]
    pub fn provided(&self) -> &[LayerKey] {
        &self.provides
    }

    /// Makes every provided layer present, so that "found nothing" differs from "was not run".
    pub(crate) fn open_provided(&self, layers: &mut LayerSet) {
        for open in &self.open {
            open(layers);
        }
    }
}

impl fmt::Debug for Contract {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contract")
            .field("requires", &self.requires)
            .field("uses", &self.uses)
            .field("wants", &self.wants)
            .field("provides", &self.provides)
            .finish()
    }
}

/// A stage: an immutable model, shared by all threads.
///
/// Model and scratch are apart: what is learned or looked up lives here, what changes per article lives
/// in the [`Worker`], one for each thread, so that neither locks nor allocations stand in the hot path.
pub trait Annotator: Send + Sync {
    /// The layers it reads and writes. Always the same for one value.
    fn contract(&self) -> Contract;

    /// A new worker with its own scratch.
    fn worker(&self) -> Box<dyn Worker + '_>;
}

/// One thread's hands of a stage.
///
/// - `Ok`: what was written to `out` becomes part of the document.
/// - `Err`: the article becomes a fault with this stage's name and the error's message; what was written
///   is dropped, the worker goes on with the next article.
/// - A panic: the same as an error, but the worker is thrown away and a new one made.
///
/// The result depends on the document alone, never on articles seen before.
pub trait Worker: Send {
    /// Annotates one article.
    ///
    /// # Errors
    /// Whatever keeps the stage from doing its work on this article.
    fn annotate(&mut self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error>;
}

/// A stage without scratch: two methods, and it is an [`Annotator`].
pub trait Stateless: Send + Sync {
    /// The layers it reads and writes.
    fn contract(&self) -> Contract;

    /// Annotates one article; see [`Worker`] for what `Ok` and `Err` cause.
    ///
    /// # Errors
    /// Whatever keeps the stage from doing its work on this article.
    fn annotate(&self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error>;
}

/// The worker of a stage that needs none.
struct NoScratch<'s, S: ?Sized>(&'s S);

impl<S: Stateless + ?Sized> Worker for NoScratch<'_, S> {
    fn annotate(&mut self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        self.0.annotate(doc, out)
    }
}

impl<S: Stateless> Annotator for S {
    fn contract(&self) -> Contract {
        Stateless::contract(self)
    }

    fn worker(&self) -> Box<dyn Worker + '_> {
        Box::new(NoScratch(self))
    }
}
