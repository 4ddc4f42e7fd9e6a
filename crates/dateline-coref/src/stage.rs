//! The stage: sieves in order, then entities with their names and links.

use crate::article::{Article, Lookup, is_entity};
use crate::clusters::Clusters;
use crate::data::Data;
use crate::dependents::Dependents;
use crate::inner::Inner;
use crate::markables::Markable;
use crate::model::Model;
use crate::people::Offices;
use crate::rank::{Decision, Desk, Ranker};
use crate::ranked::{self, Known};
use crate::recent::Recent;
use crate::refer::{Found, Walk};
use crate::towns::{Places, Town};
use crate::tree::Tree;
use crate::{governments, homonyms, names, namesakes, regions, towns};
use dateline_core::layers::{
    Entities, Entity, Label, Link, Mention, MentionKind, Mentions, Names, Normal, Parse, Place, PlaceKind,
    Sentences, Tags, Tokens, Values, merge_proposals,
};
use dateline_core::{Annotator, Contract, Error, Id, Output, Settings, Span, TextRef, View, Worker};
use std::collections::HashMap;
use std::ops::Range;

/// How many nominals and pronouns an article gets at most, unless the settings say otherwise.
const MOST_ADDED: u64 = 200_000;

/// The label of things that have no name and are neither person, organization, place nor event.
pub(crate) const OTHER: &str = "OTHER";

/// The coreference stage: tables and settings, shared by all threads.
pub struct Coref {
    data: Data,
    model: Model,
    most: usize,
}

impl Coref {
    /// The stage with our own data alone.
    ///
    /// # Errors
    /// A data file that cannot be read, which the tests exclude.
    pub fn new() -> Result<Self, Error> {
        Self::from_settings(Settings::default())
    }

    /// The stage after `settings`: `words`, files that add to the word lists; `most_added`, the most nominals
    /// and pronouns an article gets.
    ///
    /// # Errors
    /// An unknown setting or one of the wrong type; a file that cannot be read.
    pub fn from_settings(mut settings: Settings) -> Result<Self, Error> {
        let data = Data::load(&settings.files("words")?)?;
        let most = settings.count("most_added")?.unwrap_or(MOST_ADDED);
        settings.finish()?;
        Ok(Self {
            data,
            model: Model::shipped()?,
            most: usize::try_from(most).unwrap_or(usize::MAX),
        })
    }

    /// The same stage with another model: the bytes of a file that `cargo xtask train coref` makes.
    ///
    /// # Errors
    /// Bytes that are no such model.
    pub fn with_model(mut self, bytes: &[u8]) -> Result<Self, Error> {
        self.model = Model::read(bytes)?;
        Ok(self)
    }

    /// The layers it reads and writes.
    #[must_use]
    pub fn layers() -> Contract {
        Contract::new()
            .requires::<Tokens>()
            .requires::<Sentences>()
            .requires::<Names>()
            .uses::<Values>()
            .uses::<Tags>()
            .uses::<Parse>()
            .provides::<Mentions>()
            .provides::<Entities>()
    }
}

impl Annotator for Coref {
    fn contract(&self) -> Contract {
        Self::layers()
    }

    fn worker(&self) -> Box<dyn Worker + '_> {
        Box::new(CorefWorker {
            stage: self,
            lookup: Lookup::default(),
            spans: Vec::new(),
            clusters: Clusters::default(),
            recent: Recent::default(),
            tree: Tree::default(),
            markables: Vec::new(),
            desk: Desk::default(),
            decisions: Vec::new(),
        })
    }
}

struct CorefWorker<'s> {
    stage: &'s Coref,
    lookup: Lookup,
    spans: Vec<Range<usize>>,
    clusters: Clusters,
    recent: Recent,
    tree: Tree,
    markables: Vec<Markable>,
    desk: Desk,
    decisions: Vec<Decision>,
}

impl Worker for CorefWorker<'_> {
    fn annotate(&mut self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        let data = &self.stage.data;
        let mut mentions = merge_proposals(doc.items::<Names>(), doc.layer::<Values>().unwrap_or_default());
        let article = Article::new(doc, data, &mut self.lookup);
        self.spans.clear();
        self.spans
            .extend(mentions.iter().map(|mention| article.tokens_of(mention)));
        let (spans, clusters) = (&self.spans, &mut self.clusters);
        clusters.reset(mentions.len());
        names::cluster(article, data, &mentions, spans, clusters);
        let other = homonyms::tell(article, data, &mentions, clusters);
        let abroad = namesakes::tell(article, data, &mentions, spans, clusters);
        let told = regions::tell(article, &data.regions, &mentions, spans, clusters);
        let metonyms = governments::join(article, data, &mentions, spans, clusters);
        let offices = Offices::read(article, data, &mentions, spans, clusters);
        let walk = Walk {
            article,
            data,
            mentions: &mentions,
            spans,
            clusters,
            offices: &offices,
            most: self.stage.most,
        };
        let ruled = walk.run(&mut self.recent);
        let found = if self.tree.read(doc, article.tokens, article.sentences) {
            let described = ranked::described(&self.tree, &ruled, clusters);
            let mut known = Known {
                article,
                data,
                mentions: &mentions,
                clusters,
                offices: &offices,
                described: &described,
                spelled: HashMap::new(),
            };
            known.mark(&self.tree, &self.stage.model, spans, &mut self.markables);
            let (tree, markables, decisions) = (&self.tree, &self.markables, &mut self.decisions);
            (self.desk).resolve(&self.stage.model.ranker, tree, markables, &known, decisions);
            let other = Label::Other(out.intern(OTHER));
            let mut found = ranked::found(
                article,
                tree,
                markables,
                decisions,
                &described,
                other,
                clusters,
                self.stage.most,
            );
            let inner = Inner {
                article,
                data,
                tree,
                mentions: &mentions,
                spans,
                clusters,
            };
            found.extend(inner.run(self.stage.most.saturating_sub(found.len())));
            found
        } else {
            ruled
        };
        let places = Places {
            article,
            data,
            mentions: &mentions,
            spans,
        };
        let mut located = located(&places, clusters);
        for (mention, town) in told.iter().filter_map(regions::town) {
            let cluster = clusters
                .of(mention)
                .filter(|cluster| clusters.get(*cluster).is_some_and(|it| it.state.is_none()));
            if let Some(cluster) = cluster {
                located.entry(cluster).or_default().town.get_or_insert(town);
            }
        }
        homonyms::write(data, &other, &mut mentions, out);
        namesakes::write(&abroad, clusters, &mut mentions, out);
        regions::write(&told, &mut mentions, out);
        for (index, state) in metonyms {
            let (Some(mention), Some(codes)) = (mentions.get_mut(index), data.codes(state)) else {
                continue;
            };
            mention.normal = Some(Normal::Place(Place {
                kind: PlaceKind::Country,
                alpha3: out.intern(codes.alpha3),
                alpha2: out.intern(codes.alpha2),
                subdivision: TextRef::EMPTY,
                metonym: true,
            }));
        }
        for (index, mention) in mentions.iter_mut().enumerate() {
            // What the article says of a town goes before what the lists know of its name.
            let it = clusters.of(index).and_then(|cluster| located.get(&cluster));
            let elsewhere = |town: &Town| {
                matches!(mention.normal, Some(Normal::Place(place))
                    if place.kind == PlaceKind::City && !doc.get(place.alpha2).is_empty()
                        && doc.get(place.alpha2) != town.state)
            };
            let told = |(town, reason): &(Town, &'static str)| {
                is_said(&(*town, reason)) || *reason == towns::NAMED && elsewhere(town)
            };
            if let Some((town, _)) = it.and_then(|it| it.town).filter(told)
                && mention.label == Label::Gpe
            {
                mention.normal = Some(Normal::Place(Place {
                    kind: PlaceKind::City,
                    alpha3: out.intern(data.alpha3(town.state).unwrap_or("")),
                    alpha2: out.intern(town.state),
                    subdivision: it.and_then(|it| it.region).unwrap_or_default(),
                    metonym: false,
                }));
            }
        }
        let all = with_found(article, clusters, mentions, found, out);
        write(data, doc, clusters, &located, all, out);
        Ok(())
    }
}

/// A document made ready for the ranker, for the trainer.
pub(crate) struct Prepared<'a> {
    pub(crate) tree: &'a Tree,
    pub(crate) markables: &'a [Markable],
    pub(crate) known: &'a Known<'a>,
}

impl Coref {
    /// Its tables.
    pub(crate) fn data(&self) -> &Data {
        &self.data
    }

    /// What tells which dependents belong to a phrase.
    pub(crate) fn dependents(&self) -> &Dependents {
        &self.model.dependents
    }

    /// What ranks.
    pub(crate) fn ranker(&self) -> &Ranker {
        &self.model.ranker
    }

    /// Does what goes before the ranking, and shows it to `see`; nothing where there is no parse.
    pub(crate) fn prepared(&self, doc: View<'_>, see: &mut dyn FnMut(&Prepared<'_>)) {
        let data = &self.data;
        let mentions = merge_proposals(doc.items::<Names>(), doc.layer::<Values>().unwrap_or_default());
        let (mut lookup, mut clusters, mut tree) = (Lookup::default(), Clusters::default(), Tree::default());
        let article = Article::new(doc, data, &mut lookup);
        let spans: Vec<Range<usize>> = mentions
            .iter()
            .map(|mention| article.tokens_of(mention))
            .collect();
        clusters.reset(mentions.len());
        names::cluster(article, data, &mentions, &spans, &mut clusters);
        homonyms::tell(article, data, &mentions, &mut clusters);
        namesakes::tell(article, data, &mentions, &spans, &mut clusters);
        regions::tell(article, &data.regions, &mentions, &spans, &mut clusters);
        governments::join(article, data, &mentions, &spans, &mut clusters);
        let offices = Offices::read(article, data, &mentions, &spans, &clusters);
        if !tree.read(doc, article.tokens, article.sentences) {
            return;
        }
        let walk = Walk {
            article,
            data,
            mentions: &mentions,
            spans: &spans,
            clusters: &clusters,
            offices: &offices,
            most: self.most,
        };
        let described = ranked::described(&tree, &walk.run(&mut Recent::default()), &clusters);
        let mut known = Known {
            article,
            data,
            mentions: &mentions,
            clusters: &clusters,
            offices: &offices,
            described: &described,
            spelled: HashMap::new(),
        };
        let mut markables = Vec::new();
        known.mark(&tree, &self.model, &spans, &mut markables);
        see(&Prepared {
            tree: &tree,
            markables: &markables,
            known: &known,
        });
    }
}

/// Names and values, nominals and pronouns in one list in text order, each with its cluster.
fn with_found(
    article: Article<'_>,
    clusters: &Clusters,
    mentions: Vec<Mention>,
    found: Vec<Found>,
    out: &mut Output<'_>,
) -> Vec<(Mention, Option<usize>)> {
    let mut rules: Vec<(&'static str, TextRef)> = Vec::new();
    let mut all: Vec<(Mention, Option<usize>)> = mentions
        .into_iter()
        .enumerate()
        .map(|(index, mention)| (mention, clusters.of(index)))
        .collect();
    for hit in found {
        let inside = article.tokens.get(hit.tokens.clone()).unwrap_or_default();
        let (Some(first), Some(last), Some(cluster)) =
            (inside.first(), inside.last(), clusters.get(hit.cluster))
        else {
            continue;
        };
        let rule = match rules.iter().find(|(name, _)| *name == hit.rule) {
            Some((_, rule)) => *rule,
            None => {
                let rule = out.intern(hit.rule);
                rules.push((hit.rule, rule));
                rule
            }
        };
        let mut mention = Mention::new(first.span.join(last.span), cluster.label, hit.kind);
        mention.confidence = hit.confidence;
        mention.rule = rule;
        all.push((mention, Some(clusters.root(hit.cluster))));
    }
    // Stable, so that a title stands before the nominal of the same span.
    all.sort_by_key(|(mention, _)| (mention.span.start(), u32::MAX - mention.span.end()));
    all
}

/// Writes mentions and entities: entities in the order of their first mention.
fn write(
    data: &Data,
    doc: View<'_>,
    clusters: &Clusters,
    located: &HashMap<usize, Located>,
    all: Vec<(Mention, Option<usize>)>,
    out: &mut Output<'_>,
) {
    let mut entity_of: Vec<Option<usize>> = vec![None; clusters.len()];
    let mut made: Vec<(Entity, usize)> = Vec::new();
    for (index, (mention, cluster)) in all.iter().enumerate() {
        let Some(place) = cluster.and_then(|cluster| entity_of.get_mut(cluster)) else {
            continue;
        };
        let number = *place.get_or_insert_with(|| {
            let label = cluster
                .and_then(|it| clusters.get(it))
                .map_or(mention.label, |it| it.label);
            let empty = Entity {
                name: TextRef::EMPTY,
                label,
                mentions: Vec::new(),
                links: Vec::new(),
            };
            made.push((empty, cluster.unwrap_or(0)));
            made.len() - 1
        });
        if let Some((entity, _)) = made.get_mut(number) {
            entity.mentions.push(Id::from_index(index));
        }
    }
    for (entity, cluster) in &mut made {
        entity.name = TextRef::of_span(fullest(doc, &all, entity));
        let state = clusters
            .get(*cluster)
            .and_then(|it| it.state)
            .and_then(|state| data.codes(state));
        if let Some(codes) = state.filter(|_| entity.label == Label::Gpe) {
            entity.links.push(Link {
                scheme: out.intern("iso3166"),
                id: out.intern(codes.alpha3),
            });
        } else if let Some(subdivision) = subdivision(&all, entity) {
            entity.links.push(Link {
                scheme: out.intern("iso3166_2"),
                id: subdivision,
            });
        }
        if let Some(located) = located.get(cluster).filter(|_| entity.label == Label::Gpe) {
            locate(data, entity, *located, out);
        }
    }
    let (mentions, entities) = out.pair::<Mentions, Entities>();
    for (mut mention, cluster) in all {
        let entity = cluster.and_then(|cluster| entity_of.get(cluster).copied().flatten());
        mention.entity = entity
            .filter(|_| mention.kind != MentionKind::Name || is_entity(mention.label))
            .map(Id::from_index);
        mentions.push(mention);
    }
    entities.extend(made.into_iter().map(|(entity, _)| entity));
}

/// What is known of an entity's place.
#[derive(Clone, Copy, Default)]
struct Located {
    /// The town, and why it is that one.
    town: Option<(Town, &'static str)>,
    /// ISO 3166-2 of the region that stands right behind its name.
    region: Option<TextRef>,
    /// It stands in the article's dateline.
    dateline: bool,
}

/// Whether the state or area stands right behind the town.
fn is_said((_, reason): &(Town, &'static str)) -> bool {
    *reason == towns::SAID
}

/// The towns among the entities, by cluster, and the place of the dateline.
fn located(places: &Places<'_>, clusters: &Clusters) -> HashMap<usize, Located> {
    let mut found: HashMap<usize, Located> = HashMap::new();
    let (states, dateline) = (places.states(), places.article.dateline());
    let mut written = false;
    for (index, mention) in places.mentions.iter().enumerate() {
        let Some(cluster) = clusters.of(index).filter(|_| mention.label == Label::Gpe) else {
            continue;
        };
        let start = places.spans.get(index).map_or(usize::MAX, |span| span.start);
        let it = found.entry(cluster).or_default();
        if it.town.is_none() && clusters.get(cluster).is_some_and(|it| it.state.is_none()) {
            it.town = places.town(index, &states);
            it.region = it.town.filter(is_said).and_then(|_| places.region_behind(index));
        }
        // The first place of the dateline; the second says where that lies.
        if !written && dateline.contains(&start) {
            it.dateline = true;
            written = true;
        }
    }
    found
}

/// Writes an entity's links to the map.
fn locate(data: &Data, entity: &mut Entity, it: Located, out: &mut Output<'_>) {
    let mut link = |scheme: &str, id: &str| {
        if !id.is_empty() {
            let (scheme, id) = (out.intern(scheme), out.intern(id));
            entity.links.push(Link { scheme, id });
        }
    };
    if let Some((town, reason)) = it.town {
        link("geonames", town.geonames);
        link("area", town.area);
        link("state", data.alpha3(town.state).unwrap_or(""));
        link("reason", reason);
    }
    if it.dateline {
        link("dateline", "article");
    }
}

/// The ISO 3166-2 code of the region that the entity is.
fn subdivision(all: &[(Mention, Option<usize>)], entity: &Entity) -> Option<TextRef> {
    entity
        .mentions
        .iter()
        .filter(|_| entity.label == Label::Gpe)
        .find_map(|id| match all.get(id.index())?.0.normal {
            Some(Normal::Place(place)) if place.kind == PlaceKind::Region => {
                Some(place.subdivision).filter(|code| !code.is_empty())
            }
            _ => None,
        })
}

/// The fullest name of an entity: of the names of its own label, no metonyms, the one with most words, then
/// the longest; capitals throughout and a plural's “s” count for nothing.
fn fullest(doc: View<'_>, all: &[(Mention, Option<usize>)], entity: &Entity) -> Span {
    let rank = |mention: &Mention| {
        let text = doc.slice(mention.span);
        let metonym = matches!(mention.normal, Some(Normal::Place(place)) if place.metonym);
        let name = mention.kind == MentionKind::Name;
        let shouted = text.len() > 4 && !text.contains(char::is_lowercase);
        let plural = matches!(mention.label, Label::Product) && text.ends_with('s');
        let words = text.split_whitespace().count();
        (
            name,
            mention.label == entity.label,
            !metonym,
            !shouted,
            words,
            !plural,
            text.chars().count(),
        )
    };
    let mentions = entity
        .mentions
        .iter()
        .filter_map(|id| all.get(id.index()))
        .map(|(mention, _)| mention);
    // The first of equals, so that the name is stable.
    let best = mentions.reduce(|best, mention| if rank(mention) > rank(best) { mention } else { best });
    best.map_or(Span::default(), |mention| mention.span)
}
