//! From the names of wanted stages to a checked order of stages.

use crate::graph::{self, Node};
use crate::pipeline::PlannedStage;
use crate::{Error, ErrorKind, Pipeline};
use dateline_core::{LayerKey, Registry, Settings, StageSpec};

/// Plans a pipeline: says which stages are wanted and which layers the source brings along, and gets the
/// stages that are needed, in order.
///
/// Wanted stages pull in what they require: for a layer that nothing wanted makes, the stage that was
/// registered first among those that make it. A layer that a stage merely uses is no reason to run
/// another, only to run after it; one that it wants is, as far as something registered can make it. The order follows the contracts and, where they leave it open, the
/// order of registration, so that it depends neither on the order in which stages were named nor on
/// chance.
pub struct Planner<'r> {
    registry: &'r Registry,
    wanted: Vec<String>,
    kept: Vec<LayerKey>,
    complete: bool,
}

/// Why a stage is in a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// It was named.
    Wanted,
    /// Another stage requires a layer that it makes.
    Needed {
        /// The stage that requires the layer.
        by: String,
        /// The layer's name.
        layer: &'static str,
    },
}

/// A checked order of registered stages, not built yet.
pub struct Plan<'r> {
    steps: Vec<Step<'r>>,
    skipped: Vec<String>,
    kept: Vec<LayerKey>,
}

#[derive(Clone)]
struct Step<'r> {
    name: &'r str,
    spec: &'r StageSpec,
    rank: usize,
    reason: Reason,
}

impl<'r> Step<'r> {
    fn node(&self) -> Node<'r> {
        Node {
            name: self.name,
            contract: &self.spec.contract,
        }
    }
}

impl<'r> Planner<'r> {
    /// A planner over the stages of `registry` that wants nothing yet.
    #[must_use]
    pub fn new(registry: &'r Registry) -> Self {
        Self {
            registry,
            wanted: Vec::new(),
            kept: Vec::new(),
            complete: true,
        }
    }

    /// Adds stages by name. Naming one twice changes nothing.
    #[must_use]
    pub fn want<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.wanted.extend(names.into_iter().map(Into::into));
        self
    }

    /// Says that the source's documents come with this layer. A wanted stage that makes nothing else than
    /// kept layers is left out.
    #[must_use]
    pub fn keep(mut self, layer: LayerKey) -> Self {
        if !self.kept.contains(&layer) {
            self.kept.push(layer);
        }
        self
    }

    /// [`Planner::keep`] for a layer by its name.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownName`] where no registered stage makes or reads a layer of this name.
    pub fn keep_named(self, name: &str) -> Result<Self, Error> {
        let mut known: Vec<LayerKey> = Vec::new();
        for (_, spec) in self.registry.stages() {
            let contract = &spec.contract;
            for layer in contract
                .provided()
                .iter()
                .chain(contract.required())
                .chain(contract.used())
            {
                if !known.contains(layer) {
                    known.push(*layer);
                }
            }
        }
        if let Some(layer) = known.iter().find(|layer| layer.name() == name) {
            return Ok(self.keep(*layer));
        }
        let names: Vec<&str> = known.iter().map(|layer| layer.name()).collect();
        let message = format!("there is no layer “{name}”; there are: {}", names.join(", "));
        Err(Error::new(ErrorKind::UnknownName, message))
    }

    /// Runs the named stages and no others: what is missing is an error that says who would provide it.
    #[must_use]
    pub fn only_named(mut self) -> Self {
        self.complete = false;
        self
    }

    /// Makes the plan.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownName`], [`ErrorKind::MissingLayer`], [`ErrorKind::Conflict`] and
    /// [`ErrorKind::Cycle`], each naming the stages and layers concerned.
    pub fn plan(self) -> Result<Plan<'r>, Error> {
        let mut steps: Vec<Step<'r>> = Vec::new();
        let mut skipped = Vec::new();
        for name in &self.wanted {
            let spec = (self.registry.find_stage(name))
                .map_err(|error| Error::new(ErrorKind::UnknownName, error.to_string()))?;
            let provided = spec.contract.provided();
            if !provided.is_empty() && provided.iter().all(|layer| self.kept.contains(layer)) {
                if !skipped.contains(name) {
                    skipped.push(name.clone());
                }
            } else if let Some((rank, name, spec)) = self.stages().find(|(_, known, _)| known == name)
                && steps.iter().all(|step| step.rank != rank)
            {
                steps.push(Step {
                    name,
                    spec,
                    rank,
                    reason: Reason::Wanted,
                });
            }
        }
        self.pull_in(&mut steps)?;
        self.bring_along(&mut steps);
        steps.sort_by_key(|step| step.rank);
        let nodes: Vec<Node<'r>> = steps.iter().map(Step::node).collect();
        graph::check_conflicts(&nodes, &self.kept)?;
        let order = graph::order(&nodes)?;
        let mut places: Vec<Option<Step<'r>>> = steps.into_iter().map(Some).collect();
        let steps = order
            .into_iter()
            .filter_map(|index| places.get_mut(index)?.take())
            .collect();
        Ok(Plan {
            steps,
            skipped,
            kept: self.kept,
        })
    }

    fn stages(&self) -> impl Iterator<Item = (usize, &'r str, &'r StageSpec)> + use<'r> {
        self.registry
            .stages()
            .enumerate()
            .map(|(rank, (name, spec))| (rank, name, spec))
    }

    /// Adds the providers of required layers until nothing is missing.
    fn pull_in(&self, steps: &mut Vec<Step<'r>>) -> Result<(), Error> {
        let mut index = 0;
        while let Some(step) = steps.get(index) {
            let (by, required) = (step.name, step.spec.contract.required());
            for &layer in required {
                if self.kept.contains(&layer) || steps.iter().any(|step| step.node().provides(layer)) {
                    continue;
                }
                let step = self.provider(by, layer, steps)?;
                steps.push(step);
            }
            index += 1;
        }
        Ok(())
    }

    /// Adds the providers of layers that stages want, with what those need; a layer whose provider is not there, or
    /// lacks something itself, is done without.
    fn bring_along(&self, steps: &mut Vec<Step<'r>>) {
        let mut index = 0;
        while let Some(step) = steps.get(index).filter(|_| self.complete) {
            let (by, wanted) = (step.name, step.spec.contract.wanted());
            for &layer in wanted {
                if self.kept.contains(&layer) || steps.iter().any(|step| step.node().provides(layer)) {
                    continue;
                }
                let mut more = steps.clone();
                let provider = self.provider(by, layer, &more);
                if provider.map(|it| more.push(it)).is_ok() && self.pull_in(&mut more).is_ok() {
                    *steps = more;
                }
            }
            index += 1;
        }
    }

    /// The first registered stage that makes `layer` without making what is there already.
    fn provider(&self, by: &str, layer: LayerKey, steps: &[Step<'r>]) -> Result<Step<'r>, Error> {
        let makes_it = |(_, _, spec): &(usize, &str, &StageSpec)| spec.contract.provided().contains(&layer);
        let taken =
            |key: &LayerKey| self.kept.contains(key) || steps.iter().any(|step| step.node().provides(*key));
        let fits = |(_, _, spec): &(usize, &str, &StageSpec)| !spec.contract.provided().iter().any(taken);
        if self.complete
            && let Some((rank, name, spec)) = self.stages().filter(makes_it).find(fits)
        {
            let (by, layer) = (by.to_owned(), layer.name());
            return Ok(Step {
                name,
                spec,
                rank,
                reason: Reason::Needed { by, layer },
            });
        }
        let (mut kind, mut why) = (
            ErrorKind::MissingLayer,
            String::from("no registered stage provides it"),
        );
        if let Some((_, name, spec)) = self.stages().find(makes_it) {
            why = format!("“{name}” would provide it");
            if let Some(clash) = spec.contract.provided().iter().find(|key| taken(key)) {
                kind = ErrorKind::Conflict;
                let from = match steps.iter().find(|step| step.node().provides(*clash)) {
                    Some(step) => format!("which “{}” provides", step.name),
                    None => String::from("which is kept from the input"),
                };
                why.push_str(&format!(", but also makes “{}”, {from}", clash.name()));
            }
        }
        Err(Error::new(
            kind,
            format!("the stage “{by}” needs the layer “{}”; {why}", layer.name()),
        ))
    }
}

impl Plan<'_> {
    /// The stages in the order in which they run, and why each is there.
    pub fn stages(&self) -> impl Iterator<Item = (&str, &Reason)> {
        self.steps.iter().map(|step| (step.name, &step.reason))
    }

    /// The wanted stages that are left out because the source brings along all that they make.
    #[must_use]
    pub fn skipped(&self) -> &[String] {
        &self.skipped
    }

    /// Builds every stage from its settings, which `settings` gives by the stage's name.
    ///
    /// # Errors
    /// [`ErrorKind::Build`] with the stage's name and the factory's own error; the errors of
    /// [`Pipeline::new`] where a stage's contract, once built, is not the one it was registered with.
    pub fn build(&self, mut settings: impl FnMut(&str) -> Settings) -> Result<Pipeline, Error> {
        let mut stages = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            let annotator = (step.spec.build)(settings(step.name)).map_err(|error| {
                let message = format!("the stage “{}” cannot be built: {error}", step.name);
                Error::caused(ErrorKind::Build, message, error)
            })?;
            stages.push(PlannedStage::new(step.name, annotator));
        }
        Pipeline::in_order(stages, self.kept.clone())
    }
}
