//! From the ranker's decisions to mentions: which chains are kept, under which label, and which words of a
//! phrase stand as the mention.

use crate::article::Article;
use crate::classes::Class;
use crate::clusters::{Cluster, Clusters};
use crate::data::{Data, Gender, list};
use crate::markables::{Form, Markable, Marking, Pronoun};
use crate::model::Model;
use crate::people::Offices;
use crate::rank::{Decision, Knowledge};
use crate::refer::Found;
use crate::setting;
use crate::tree::{Subtype, Tree};
use dateline_core::layers::{Label, Mention, MentionKind, UdRel, Upos};
use std::collections::HashMap;
use std::ops::Range;

/// What the sieves know of names and titles.
pub(crate) struct Known<'a> {
    pub(crate) article: Article<'a>,
    pub(crate) data: &'a Data,
    pub(crate) mentions: &'a [Mention],
    pub(crate) clusters: &'a Clusters,
    pub(crate) offices: &'a Offices,
    /// What the rules found.
    pub(crate) described: &'a HashMap<u32, usize>,
    /// Names by the hash of their words; nothing where two things are named alike.
    pub(crate) spelled: HashMap<u64, Option<usize>>,
}

/// The descriptions and pronouns that the rules of [`Walk`](crate::refer::Walk) found, by the token of their head.
pub(crate) fn described(tree: &Tree, found: &[Found], clusters: &Clusters) -> HashMap<u32, usize> {
    found
        .iter()
        .map(|it| (tree.head_of(it.tokens.clone()) as u32, clusters.root(it.cluster)))
        .collect()
}

impl Known<'_> {
    /// Finds the article's markables.
    pub(crate) fn mark(
        &mut self,
        tree: &Tree,
        model: &Model,
        spans: &[Range<usize>],
        found: &mut Vec<Markable>,
    ) {
        let marking = Marking {
            article: self.article,
            tree,
            classes: &model.classes,
            mentions: self.mentions,
            spans,
            gender: &|mention| self.gender(mention),
        };
        marking.run(found);
        setting::fame(self.data, self.mentions, self.clusters, found);
        self.spell(found);
    }

    /// Remembers how each thing's names are spelled.
    fn spell(&mut self, markables: &[Markable]) {
        self.spelled.clear();
        for it in markables.iter().filter(|it| it.form == Form::Name) {
            let Some(cluster) = it.mention.and_then(|mention| self.clusters.of(mention as usize)) else {
                continue;
            };
            let known = self.spelled.entry(it.text).or_insert(Some(cluster));
            if *known != Some(cluster) {
                *known = None;
            }
        }
    }

    /// The gender of the person whom a mention names.
    fn gender(&self, mention: usize) -> Option<Gender> {
        self.clusters.get(self.clusters.of(mention)?)?.gender
    }
}

impl Knowledge for Known<'_> {
    fn cluster(&self, mention: u32) -> Option<usize> {
        self.clusters.of(mention as usize)
    }

    fn holder(&self, mention: u32) -> Option<usize> {
        let title = self.mentions.get(mention as usize)?;
        let holder = self.offices.holder(self.article, self.data, title)?;
        Some(self.clusters.root(holder))
    }

    fn spelled(&self, text: u64) -> Option<usize> {
        self.spelled.get(&text).copied().flatten()
    }

    fn described(&self, head: u32) -> Option<usize> {
        self.described.get(&head).copied()
    }

    fn speaks(&self, token: u32) -> bool {
        self.article.is(token as usize, list::SPEECH)
    }
}

/// Gives every chain that has a name, or more than one mention, a cluster; joins the names of one chain; and
/// collects the descriptions and pronouns.
#[expect(
    clippy::too_many_arguments,
    reason = "each is a table that nothing else puts together"
)]
pub(crate) fn found(
    article: Article<'_>,
    tree: &Tree,
    markables: &[Markable],
    decisions: &[Decision],
    described: &HashMap<u32, usize>,
    other: Label,
    clusters: &mut Clusters,
    most: usize,
) -> Vec<Found> {
    let chains = decisions
        .iter()
        .map(|it| it.chain as usize + 1)
        .max()
        .unwrap_or(0);
    let mut sizes = vec![0_u32; chains];
    let mut cluster_of: Vec<Option<usize>> = vec![None; chains];
    for (it, decision) in markables.iter().zip(decisions) {
        let chain = decision.chain as usize;
        if let Some(size) = sizes.get_mut(chain) {
            *size += 1;
        }
        let named = it.mention.filter(|_| it.form == Form::Name);
        let cluster = match named {
            Some(mention) => clusters.of(mention as usize),
            None if !it.is_pronoun() => described.get(&it.head).copied(),
            None => None,
        };
        let Some(cluster) = cluster else { continue };
        match cluster_of.get_mut(chain) {
            Some(Some(known)) => clusters.merge(cluster, *known),
            Some(place) => *place = Some(cluster),
            None => {}
        }
    }
    let mut found = Vec::new();
    for (it, decision) in markables
        .iter()
        .zip(decisions)
        .filter(|(it, _)| it.form != Form::Name)
    {
        let chain = decision.chain as usize;
        let Some(place) = cluster_of.get_mut(chain) else {
            continue;
        };
        if place.is_none() && sizes.get(chain).is_none_or(|size| *size < 2) || found.len() >= most {
            continue;
        }
        let cluster = *place.get_or_insert_with(|| clusters.add(Cluster::new(label(it, other), Vec::new())));
        let kind = if it.is_pronoun() {
            MentionKind::Pronoun
        } else {
            MentionKind::Nominal
        };
        let rule = match it.pronoun {
            Pronoun::Relative => "coref/relative",
            Pronoun::None => "coref/description",
            _ => "coref/pronoun",
        };
        found.push(Found {
            tokens: core(article, tree, it),
            kind,
            cluster,
            rule,
            confidence: decision.confidence,
        });
    }
    found
}

/// The label of a chain that has no name, by its first mention.
fn label(it: &Markable, other: Label) -> Label {
    match it.class {
        Class::Person => Label::Person,
        Class::Organization => Label::Org,
        Class::Place => Label::Loc,
        Class::Event => Label::Event,
        Class::Time | Class::Abstract | Class::Object | Class::Other => other,
    }
}

/// The words of a phrase that stand as the mention: the head with what modifies it on its left, without
/// determiners and owners; of a title, the title.
fn core(article: Article<'_>, tree: &Tree, it: &Markable) -> Range<usize> {
    let head = it.head as usize;
    if it.is_pronoun() {
        return head..head + 1;
    }
    let outside = |at: &usize| {
        tree.get(*at).is_none_or(|word| {
            matches!(
                word.upos,
                Upos::Det | Upos::Punct | Upos::Part | Upos::Pron | Upos::Adv | Upos::Adp
            ) || word.subtype == Subtype::Possessive
                || word.relation == UdRel::Case
        })
    };
    let phrase = it.tokens();
    let start = (phrase.start..head)
        .rev()
        .find(outside)
        .map_or(phrase.start, |at| at + 1);
    let flat = |at: &usize| {
        tree.get(*at)
            .is_some_and(|word| word.relation == UdRel::Flat && word.head == it.head)
    };
    let end = (head + 1..phrase.end.min(article.tokens.len()))
        .take_while(flat)
        .last()
        .map_or(head + 1, |at| at + 1);
    start.min(head)..end
}
