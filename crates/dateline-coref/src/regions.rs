//! Names of a town that are a region's too: New York, Washington. The town is meant, unless a town of the region stands
//! before it (“Albany, New York”) or a word beside it speaks of the region (“upstate New York”, “New York's governor”).

use crate::article::{Article, lower_into};
use crate::clusters::{Cluster, Clusters};
use crate::data::{bad, records};
use crate::towns::{self, Town};
use dateline_core::layers::{Label, Mention, Normal, Place, PlaceKind};
use dateline_core::{Error, Output};
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

/// The table: names, and the words around them that speak of the region.
#[derive(Default)]
pub(crate) struct Regions {
    rows: Vec<Row>,
    before: Vec<&'static str>,
    after: Vec<&'static str>,
    part: Vec<&'static str>,
}

impl Regions {
    /// Reads the table.
    ///
    /// # Errors
    /// A line that has too few columns.
    pub(crate) fn read() -> Result<Self, Error> {
        let mut all = Self::default();
        for (number, line) in records(TABLE) {
            let mut cells = line.split('\t');
            let (side, words) = (cells.next().unwrap_or(""), cells.next().unwrap_or(""));
            let cues = match side {
                "before" => &mut all.before,
                "after" => &mut all.after,
                "part" => &mut all.part,
                _ => {
                    let row = row(line)
                        .ok_or_else(|| bad("towns_and_regions.tsv", number, "takes eight columns, or two"))?;
                    all.rows.push(row);
                    continue;
                }
            };
            cues.extend(words.split_whitespace());
        }
        Ok(all)
    }
}

/// A name's line.
fn row(line: &'static str) -> Option<Row> {
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
}

/// Whether a word is among those of the table, whatever its case.
fn is_cue(words: &[&str], word: &str) -> bool {
    words.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Tells the mentions of these names apart, and gives those of a region a cluster of their own.
pub(crate) fn tell(
    article: Article<'_>,
    table: &Regions,
    mentions: &[Mention],
    spans: &[Range<usize>],
    clusters: &mut Clusters,
) -> Vec<Told> {
    let mut found = Vec::new();
    let mut lower = String::new();
    for row in table.rows.iter().copied() {
        let mut own = None;
        for (index, mention) in mentions.iter().enumerate() {
            if mention.label != Label::Gpe || mention.span.len() as usize != row.name.len() {
                continue;
            }
            lower_into(article.doc.slice(mention.span), &mut lower);
            if lower != row.name {
                continue;
            }
            let is_region = speaks_of_region(article, table, mentions, spans, index, &row);
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
    table: &Regions,
    mentions: &[Mention],
    spans: &[Range<usize>],
    index: usize,
    row: &Row,
) -> bool {
    let Some(tokens) = spans.get(index) else {
        return false;
    };
    let word = |back: usize| tokens.start.checked_sub(back).map_or("", |at| article.word(at));
    let owner = usize::from(article.is_clitic(tokens.end));
    if is_cue(&table.before, word(1))
        || is_cue(&table.after, article.word(tokens.end + owner))
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
        && is_within(table, &article.doc.slice(town.span).to_lowercase(), row)
}

/// Whether a place of this name, in lower case, lies in the row's region, or is a part of some region (“Suffolk County”).
fn is_within(table: &Regions, name: &str, row: &Row) -> bool {
    name.split_whitespace().any(|word| is_cue(&table.part, word))
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
        let table = Regions::read().unwrap();
        assert!(table.rows.len() >= 2);
        for it in &table.rows {
            assert!(it.region.starts_with(it.town.state) && it.around.starts_with(it.town.state));
        }
        assert!(is_cue(&table.after, "Gov.") && is_cue(&table.before, "upstate"));
        assert!(!is_cue(&table.after, "upstate"));
    }
}
