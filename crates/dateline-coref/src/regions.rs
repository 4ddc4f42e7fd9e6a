//! Names of a town that are a region's too: New York, Washington. The town is meant, unless a town of the region stands
//! before it (“Albany, New York”) or a word beside it speaks of the region (“upstate New York”, “New York's governor”).

use crate::article::{Article, lower_into};
use crate::clusters::{Cluster, Clusters};
use crate::data::records;
use crate::towns::{self, Town};
use dateline_core::Output;
use dateline_core::layers::{Label, Mention, Normal, Place, PlaceKind};
use std::ops::Range;

const TABLE: &str = include_str!("../data/towns_and_regions.tsv");

/// The reason of a town whose name is a region's as well.
const REASON: &str = "city";

/// A line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    /// The name that both bear, in lower case.
    name: &'static str,
    /// ISO 3166-1 alpha-3 of their state.
    alpha3: &'static str,
    /// ISO 3166-2 of the region.
    region: &'static str,
    /// The region, as the table of towns writes it.
    area: &'static str,
    /// ISO 3166-2 of the region where the town lies.
    around: &'static str,
    town: Town,
}

/// A mention of such a name, and which of the two it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    mention: usize,
    row: Row,
    is_region: bool,
}

fn table() -> impl Iterator<Item = Row> {
    records(TABLE).filter_map(|(_, line)| {
        let mut cells = line.split('\t');
        let (name, alpha3, state) = (cells.next()?, cells.next()?, cells.next()?);
        let (area, region) = (cells.next()?, cells.next()?);
        let (within, around, geonames) = (cells.next()?, cells.next()?, cells.next()?);
        Some(Row {
            name,
            alpha3,
            region,
            area,
            around,
            town: Town {
                state,
                area: within,
                geonames,
            },
        })
    })
}

/// Whether a word stands in the table's words of this side.
fn is_cue(side: &str, word: &str) -> bool {
    records(TABLE)
        .filter_map(|(_, line)| line.split_once('\t'))
        .filter(|(name, _)| *name == side)
        .any(|(_, words)| {
            words
                .split_whitespace()
                .any(|known| known.eq_ignore_ascii_case(word))
        })
}

/// Tells the mentions of these names apart, and gives those of a region a cluster of their own.
pub(crate) fn tell(
    article: Article<'_>,
    mentions: &[Mention],
    spans: &[Range<usize>],
    clusters: &mut Clusters,
) -> Vec<Told> {
    let mut found = Vec::new();
    let mut lower = String::new();
    for row in table() {
        let mut own = None;
        for (index, (mention, tokens)) in mentions.iter().zip(spans).enumerate() {
            if mention.label != Label::Gpe || mention.span.len() as usize != row.name.len() {
                continue;
            }
            lower_into(article.doc.slice(mention.span), &mut lower);
            if lower != row.name {
                continue;
            }
            let is_region = speaks_of_region(article, mentions, spans, index, tokens, &row);
            if is_region {
                let cluster = *own.get_or_insert_with(|| {
                    let mut cluster = Cluster::new(Label::Gpe, vec![lower.clone(), "state".to_owned()]);
                    cluster.region = true;
                    clusters.add(cluster)
                });
                clusters.put(index, cluster);
            }
            found.push(Told {
                mention: index,
                row,
                is_region,
            });
        }
    }
    found
}

/// Whether what stands beside the name makes it the region's.
fn speaks_of_region(
    article: Article<'_>,
    mentions: &[Mention],
    spans: &[Range<usize>],
    index: usize,
    tokens: &Range<usize>,
    row: &Row,
) -> bool {
    let word = |back: usize| tokens.start.checked_sub(back).map_or("", |at| article.word(at));
    let owner = usize::from(article.is_clitic(tokens.end));
    if is_cue("before", word(1))
        || is_cue("after", article.word(tokens.end + owner))
        || (word(1) == "of" && word(2).eq_ignore_ascii_case("state"))
    {
        return true;
    }
    // “Albany, New York”
    let Some(before) = index.checked_sub(1) else {
        return false;
    };
    let (Some(town), Some(place)) = (mentions.get(before), spans.get(before)) else {
        return false;
    };
    word(1) == ","
        && place.end + 1 == tokens.start
        && town.label == Label::Gpe
        && is_within(&article.doc.slice(town.span).to_lowercase(), row)
}

/// Whether a place of this name, in lower case, lies in the row's region, or is a part of some region (“Suffolk County”).
fn is_within(name: &str, row: &Row) -> bool {
    name.split_whitespace().any(|word| is_cue("part", word))
        || towns::named(name).any(|town| town.state == row.town.state && town.area == row.area)
}

/// The town of a mention that means one, with the reason.
pub(crate) fn town(told: &Told) -> Option<(usize, (Town, &'static str))> {
    (!told.is_region).then_some((told.mention, (told.row.town, REASON)))
}

/// Writes the codes to the mentions.
pub(crate) fn write(told: &[Told], mentions: &mut [Mention], out: &mut Output<'_>) {
    for it in told {
        let Some(mention) = mentions.get_mut(it.mention) else {
            continue;
        };
        let (kind, code) = if it.is_region {
            (PlaceKind::Region, it.row.region)
        } else {
            (PlaceKind::City, it.row.around)
        };
        mention.normal = Some(Normal::Place(Place {
            kind,
            alpha3: out.intern(it.row.alpha3),
            alpha2: out.intern(it.row.town.state),
            subdivision: out.intern(code),
            metonym: false,
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read() {
        assert!(table().count() >= 2);
        for it in table() {
            assert!(it.region.starts_with(it.town.state) && it.around.starts_with(it.town.state));
        }
        assert!(is_cue("after", "Gov.") && is_cue("before", "upstate") && !is_cue("after", "upstate"));
    }
}
