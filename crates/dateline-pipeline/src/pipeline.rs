//! A pipeline: built stages in an order that their contracts allow.

use crate::graph::{self, Node};
use crate::{Error, ErrorKind};
use dateline_core::{Annotator, Contract, Document, LayerKey};

/// A built stage with its name and contract.
pub struct PlannedStage {
    name: String,
    annotator: Box<dyn Annotator>,
    contract: Contract,
}

impl PlannedStage {
    pub(crate) fn new(name: &str, annotator: Box<dyn Annotator>) -> Self {
        Self {
            name: name.to_owned(),
            contract: annotator.contract(),
            annotator,
        }
    }

    /// The name under which it is registered, which faults carry.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The stage itself.
    #[must_use]
    pub fn annotator(&self) -> &dyn Annotator {
        &*self.annotator
    }

    /// The layers it reads and writes.
    #[must_use]
    pub fn contract(&self) -> &Contract {
        &self.contract
    }

    fn node(&self) -> Node<'_> {
        Node {
            name: &self.name,
            contract: &self.contract,
        }
    }
}

/// Built stages, in order, whose contracts were found to fit. Without any stage, articles are only
/// decoded and encoded again.
#[derive(Default)]
pub struct Pipeline {
    stages: Vec<PlannedStage>,
}

impl Pipeline {
    /// A pipeline of stages that were made by hand, over documents that come with the layers `kept`. The
    /// stages may be given in any order.
    ///
    /// # Errors
    /// [`ErrorKind::MissingLayer`], [`ErrorKind::Conflict`] and [`ErrorKind::Cycle`].
    pub fn new<S: AsRef<str>>(
        stages: impl IntoIterator<Item = (S, Box<dyn Annotator>)>,
        kept: &[LayerKey],
    ) -> Result<Self, Error> {
        let stages: Vec<PlannedStage> = stages
            .into_iter()
            .map(|(name, stage)| PlannedStage::new(name.as_ref(), stage))
            .collect();
        let nodes: Vec<Node<'_>> = stages.iter().map(PlannedStage::node).collect();
        let order = graph::order(&nodes)?;
        let mut places: Vec<Option<PlannedStage>> = stages.into_iter().map(Some).collect();
        let stages = order
            .into_iter()
            .filter_map(|index| places.get_mut(index)?.take())
            .collect();
        Self::in_order(stages, kept.to_vec())
    }

    /// Checks stages that are in their order already.
    pub(crate) fn in_order(stages: Vec<PlannedStage>, kept: Vec<LayerKey>) -> Result<Self, Error> {
        let nodes: Vec<Node<'_>> = stages.iter().map(PlannedStage::node).collect();
        graph::check_conflicts(&nodes, &kept)?;
        let mut there = kept;
        for node in &nodes {
            if let Some(missing) = node
                .contract
                .required()
                .iter()
                .find(|layer| !there.contains(layer))
            {
                let why = match nodes.iter().find(|other| other.provides(*missing)) {
                    Some(later) => format!("“{}” provides it, but runs later", later.name),
                    None => String::from("no stage of the pipeline provides it"),
                };
                let message = format!(
                    "the stage “{}” needs the layer “{}”; {why}",
                    node.name,
                    missing.name()
                );
                return Err(Error::new(ErrorKind::MissingLayer, message));
            }
            there.extend_from_slice(node.contract.provided());
        }
        Ok(Self { stages })
    }

    /// The stages in the order in which they run.
    #[must_use]
    pub fn stages(&self) -> &[PlannedStage] {
        &self.stages
    }

    /// Runs all stages on one document, with workers made for the purpose: for one article at hand. A run
    /// over many is [`crate::Runner`]'s.
    ///
    /// # Errors
    /// The name of the stage that failed, and its error; the layers of the stages before it stay.
    pub fn annotate(&self, doc: &mut Document) -> Result<(), (&str, dateline_core::Error)> {
        for stage in &self.stages {
            doc.apply(stage.annotator())
                .map_err(|error| (stage.name(), error))?;
        }
        Ok(())
    }
}
