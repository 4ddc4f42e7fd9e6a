//! The order of stages: who must run before whom, by the layers in their contracts.

use crate::{Error, ErrorKind};
use dateline_core::{Contract, LayerKey};

/// A stage as the order sees it.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a> {
    pub(crate) name: &'a str,
    pub(crate) contract: &'a Contract,
}

impl Node<'_> {
    pub(crate) fn provides(&self, layer: LayerKey) -> bool {
        self.contract.provided().contains(&layer)
    }
}

/// Refuses two stages that make one layer, and stages that make a layer which the source brings along.
pub(crate) fn check_conflicts(nodes: &[Node<'_>], kept: &[LayerKey]) -> Result<(), Error> {
    for (index, node) in nodes.iter().enumerate() {
        for layer in node.contract.provided() {
            let name = layer.name();
            if let Some(other) = nodes.iter().take(index).find(|other| other.provides(*layer)) {
                let message = format!(
                    "the stages “{}” and “{}” both make the layer “{name}”; a layer is made once, so name one of them",
                    other.name, node.name
                );
                return Err(Error::new(ErrorKind::Conflict, message));
            }
            if kept.contains(layer) {
                let others = node
                    .contract
                    .provided()
                    .iter()
                    .filter(|other| !kept.contains(other));
                let others: Vec<&str> = others.map(|layer| layer.name()).collect();
                let message = format!(
                    "the layer “{name}” is kept from the input, but the stage “{}”, which is needed for “{}”, would make it again; keep both or none",
                    node.name,
                    others.join("”, “")
                );
                return Err(Error::new(ErrorKind::Conflict, message));
            }
        }
    }
    Ok(())
}

/// The order in which the nodes run, as indices: after all that they require or use. Of several orders it
/// takes the one that keeps nearest to the nodes' own.
pub(crate) fn order(nodes: &[Node<'_>]) -> Result<Vec<usize>, Error> {
    let mut order = Vec::with_capacity(nodes.len());
    let mut waiting: Vec<usize> = (0..nodes.len()).collect();
    while !waiting.is_empty() {
        let ready = waiting
            .iter()
            .position(|index| blocker(nodes, &waiting, *index).is_none());
        let Some(ready) = ready else {
            return Err(circle(nodes, &waiting));
        };
        order.push(waiting.remove(ready));
    }
    Ok(order)
}

/// A stage among `waiting` that `index` must run after, and the layer that says so.
fn blocker(nodes: &[Node<'_>], waiting: &[usize], index: usize) -> Option<(usize, LayerKey)> {
    let contract = nodes.get(index)?.contract;
    let reads = contract.required().iter().chain(contract.used());
    let mut blockers = reads.filter_map(|layer| {
        let maker = waiting
            .iter()
            .find(|at| nodes.get(**at).is_some_and(|node| node.provides(*layer)))?;
        Some((*maker, *layer))
    });
    blockers.next()
}

/// Walks from blocker to blocker until one comes up again: the circle to tell of.
fn circle(nodes: &[Node<'_>], waiting: &[usize]) -> Error {
    let mut path: Vec<(usize, LayerKey)> = Vec::new();
    let mut at = waiting.first().copied().unwrap_or_default();
    while let Some((maker, layer)) = blocker(nodes, waiting, at) {
        if let Some(start) = path.iter().position(|(seen, _)| *seen == at) {
            path.drain(..start);
            break;
        }
        path.push((at, layer));
        at = maker;
    }
    let name = |index: usize| nodes.get(index).map_or("", |node| node.name);
    let steps: Vec<String> = (path.iter().enumerate())
        .map(|(i, (index, layer))| {
            let maker = path.get((i + 1) % path.len()).map_or(*index, |(maker, _)| *maker);
            format!(
                "“{}” waits for “{}” of “{}”",
                name(*index),
                layer.name(),
                name(maker)
            )
        })
        .collect();
    Error::new(
        ErrorKind::Cycle,
        format!("the stages wait for one another: {}", steps.join(", ")),
    )
}
