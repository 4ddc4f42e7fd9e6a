//! Clusters of mentions while they grow: what entities are made of.

use crate::data::Gender;
use dateline_core::layers::Label;

/// The mentions of one thing. Which they are stands with the mentions, so that joining and moving cost the
/// same however many there are.
#[derive(Clone, Debug)]
pub(crate) struct Cluster {
    /// What it is.
    pub(crate) label: Label,
    /// The state that it is, or that its demonym names.
    pub(crate) state: Option<u16>,
    /// A region that a town's name stands for here, and no seat of a government.
    pub(crate) region: bool,
    /// The gender that a given name or a title tells.
    pub(crate) gender: Option<Gender>,
    /// The name that it was made with: words in lower case.
    pub(crate) words: Vec<String>,
    /// The cluster that it was merged into.
    into: Option<u32>,
}

impl Cluster {
    pub(crate) fn new(label: Label, words: Vec<String>) -> Self {
        Self {
            label,
            state: None,
            region: false,
            gender: None,
            words,
            into: None,
        }
    }
}

/// All clusters, and each mention's.
#[derive(Default)]
pub(crate) struct Clusters {
    all: Vec<Cluster>,
    /// By mention.
    of: Vec<Option<u32>>,
}

impl Clusters {
    pub(crate) fn reset(&mut self, mentions: usize) {
        self.all.clear();
        self.of.clear();
        self.of.resize(mentions, None);
    }

    /// How many there are, merged ones counted.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// The cluster that `cluster` has become.
    pub(crate) fn root(&self, mut cluster: usize) -> usize {
        while let Some(into) = self.all.get(cluster).and_then(|it| it.into) {
            cluster = into as usize;
        }
        cluster
    }

    /// The cluster behind a number that [`Clusters::add`] or [`Clusters::of`] gave.
    pub(crate) fn get(&self, cluster: usize) -> Option<&Cluster> {
        self.all.get(self.root(cluster))
    }

    /// The same, to change it.
    pub(crate) fn get_mut(&mut self, cluster: usize) -> Option<&mut Cluster> {
        let root = self.root(cluster);
        self.all.get_mut(root)
    }

    /// The cluster of a mention.
    pub(crate) fn of(&self, mention: usize) -> Option<usize> {
        let cluster = self.of.get(mention).copied().flatten()?;
        Some(self.root(cluster as usize))
    }

    /// A new cluster.
    pub(crate) fn add(&mut self, cluster: Cluster) -> usize {
        self.all.push(cluster);
        self.all.len() - 1
    }

    /// Puts a mention into a cluster, out of the one it was in.
    pub(crate) fn put(&mut self, mention: usize, cluster: usize) {
        if self.of.len() <= mention {
            self.of.resize(mention + 1, None);
        }
        if let Some(place) = self.of.get_mut(mention) {
            *place = Some(cluster as u32);
        }
    }

    /// Makes `from` a part of `to`.
    pub(crate) fn merge(&mut self, from: usize, to: usize) {
        let (from, to) = (self.root(from), self.root(to));
        if from == to {
            return;
        }
        let (gender, state) = self
            .all
            .get(from)
            .map_or((None, None), |it| (it.gender, it.state));
        if let Some(cluster) = self.all.get_mut(from) {
            cluster.into = Some(to as u32);
        }
        if let Some(cluster) = self.all.get_mut(to) {
            cluster.gender = cluster.gender.or(gender);
            cluster.state = cluster.state.or(state);
        }
    }
}
