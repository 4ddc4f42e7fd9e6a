//! Towns: which of those that bear a name the article means, where it makes that clear, and why.
//!
//! The table is searched where it lies, by bisection over its bytes. A town is linked for one of these reasons, the
//! first that holds; where none does it stays without a link, since nothing is guessed from size:
//!
//! | reason | what the article says |
//! |---|---|
//! | `said` | the state or area stands right behind: “Paris, Texas” |
//! | `state` | the name's own codes say in which state it lies, and one town of that name is there |
//! | `only` | the table has no other town of the name |
//! | `named` | the article names the state of one of them, and of no other; or so its area, close by |
//! | `city` | the name is a region's too, and nothing beside it speaks of that (“New York”) |
//! | `seat` | it is a state's seat of government, which news does not spell out (“Washington”) |

use crate::article::{Article, lower_into};
use crate::data::Data;
use dateline_core::TextRef;
use dateline_core::layers::{Label, Mention, Normal, PlaceKind};
use std::ops::Range;

const TOWNS: &str = include_str!("../data/towns.tsv");

/// The reason of a town with its state or area right behind.
pub(crate) const SAID: &str = "said";

/// The reason of a town whose state or area the article names.
pub(crate) const NAMED: &str = "named";

/// How many tokens away the name of a town's area may stand.
const NEAR: usize = 50;

/// One town.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Town {
    /// ISO 3166-1 alpha-2 of its state.
    pub(crate) state: &'static str,
    /// Its first-order area; empty for none.
    pub(crate) area: &'static str,
    /// Its GeoNames identifier.
    pub(crate) geonames: &'static str,
}

/// The towns of this name, in lower case.
pub(crate) fn named(name: &str) -> impl Iterator<Item = Town> {
    let text = TOWNS;
    // The first line whose name is not before the one wanted; comments stand before all.
    let (mut low, mut high) = (0, text.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = line_start(text, middle).max(low);
        let line = line_at(text, start);
        if key(line).is_none_or(|key| key.as_bytes() < name.as_bytes()) {
            low = (start + line.len() + 1).min(high);
        } else {
            high = start;
        }
    }
    let wanted = name.to_owned();
    text.get(low..)
        .unwrap_or("")
        .lines()
        .take_while(move |line| key(line) == Some(wanted.as_str()))
        .filter_map(|line| {
            let mut cells = line.split('\t').skip(1);
            Some(Town {
                state: cells.next()?,
                area: cells.next()?,
                geonames: cells.next()?,
            })
        })
}

/// A line's name; none for a comment.
fn key(line: &'static str) -> Option<&'static str> {
    if line.starts_with('#') {
        return None;
    }
    line.split('\t').next()
}

fn line_start(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    before
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1)
}

fn line_at(text: &'static str, start: usize) -> &'static str {
    text.get(start..)
        .and_then(|rest| rest.lines().next())
        .unwrap_or("")
}

/// What is known of the article's places.
pub(crate) struct Places<'a> {
    pub(crate) article: Article<'a>,
    pub(crate) data: &'a Data,
    pub(crate) mentions: &'a [Mention],
    pub(crate) spans: &'a [Range<usize>],
}

impl Places<'_> {
    /// The states that the article names, by alpha-2 code.
    pub(crate) fn states(&self) -> Vec<&'static str> {
        let mut found = Vec::new();
        let mut lower = String::new();
        for mention in self.mentions.iter().filter(|it| it.label == Label::Gpe) {
            lower_into(self.article.doc.slice(mention.span), &mut lower);
            let codes = self.data.state(&lower).and_then(|state| self.data.codes(state));
            if let Some(codes) = codes
                && !found.contains(&codes.alpha2)
            {
                found.push(codes.alpha2);
            }
        }
        found
    }

    /// The town that mention `index` names, and the reason; `states` are those that the article names.
    pub(crate) fn town(&self, index: usize, states: &[&str]) -> Option<(Town, &'static str)> {
        let mention = self.mentions.get(index).filter(|it| it.label == Label::Gpe)?;
        let mut lower = String::new();
        lower_into(self.article.doc.slice(mention.span), &mut lower);
        // A name that is a state's first of all is not looked for among towns.
        if self.data.state(&lower).is_some() {
            return None;
        }
        let towns: Vec<Town> = named(&lower).collect();
        if towns.is_empty() {
            return None;
        }
        let codes = match mention.normal {
            Some(Normal::Place(place)) if place.metonym || place.kind == PlaceKind::Region => return None,
            Some(Normal::Place(place)) => Some(self.article.doc.get(place.alpha2)),
            _ => None,
        };
        if let Some(town) = self.behind(index).and_then(|(state, area)| {
            only(&towns, |town| {
                !area.is_empty() && town.area.eq_ignore_ascii_case(area)
            })
            .or_else(|| only(&towns, |town| town.state == state))
        }) {
            return Some((town, SAID));
        }
        if let Some(town) = codes.and_then(|state| only(&towns, |town| town.state == state)) {
            return Some((town, "state"));
        }
        if let [town] = towns.as_slice() {
            return Some((*town, "only"));
        }
        if let Some(town) = only(&towns, |town| states.contains(&town.state))
            .or_else(|| only(&towns, |town| self.is_near(index, town.area)))
        {
            return Some((town, NAMED));
        }
        let (seat, spelled) = self.data.spelled_seat(&lower)?;
        let wanted = self.data.codes(seat)?.alpha2;
        only(&named(spelled).collect::<Vec<_>>(), |town| town.state == wanted).map(|town| (town, "seat"))
    }

    /// Whether the article names this area not far from mention `index`.
    fn is_near(&self, index: usize, area: &str) -> bool {
        let Some(here) = self.spans.get(index) else {
            return false;
        };
        !area.is_empty()
            && self.mentions.iter().zip(self.spans).any(|(it, there)| {
                here.start.abs_diff(there.start) <= NEAR
                    && matches!(it.normal, Some(Normal::Place(place)) if place.kind == PlaceKind::Region)
                    && self.article.doc.slice(it.span).eq_ignore_ascii_case(area)
            })
    }

    /// ISO 3166-2 of the region right behind a mention and a comma.
    pub(crate) fn region_behind(&self, index: usize) -> Option<TextRef> {
        match self.place_behind(index)?.normal {
            Some(Normal::Place(place)) if place.kind == PlaceKind::Region => Some(place.subdivision),
            _ => None,
        }
    }

    /// The place right behind a mention and a comma.
    fn place_behind(&self, index: usize) -> Option<&Mention> {
        let (here, next) = (self.spans.get(index)?, self.spans.get(index + 1)?);
        let other = self.mentions.get(index + 1).filter(|it| it.label == Label::Gpe)?;
        (next.start == here.end + 1 && self.article.word(here.end) == ",").then_some(other)
    }

    /// The state (alpha-2, may be empty) and the name of the place right behind a mention and a comma.
    fn behind(&self, index: usize) -> Option<(&'static str, &str)> {
        let other = self.place_behind(index)?;
        let name = self.article.doc.slice(other.span);
        let state = self
            .data
            .state(&name.to_lowercase())
            .and_then(|state| self.data.codes(state));
        Some((state.map_or("", |codes| codes.alpha2), name))
    }
}

/// The only town that fits.
fn only(towns: &[Town], fits: impl Fn(&Town) -> bool) -> Option<Town> {
    let mut fitting = towns.iter().filter(|town| fits(town));
    let first = fitting.next().copied()?;
    fitting.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_every_name_is_found() {
        let mut last = "";
        let mut count = 0;
        for line in TOWNS.lines().filter(|line| !line.starts_with('#')) {
            let name = key(line).unwrap();
            assert!(last.as_bytes() <= name.as_bytes(), "{name}");
            assert_eq!(line.split('\t').count(), 4, "{line}");
            if count % 97 == 0 {
                assert!(named(name).next().is_some(), "{name}");
            }
            last = name;
            count += 1;
        }
        assert!(count > 20_000);
        for name in ["", "no such town", "\u{10ffff}", "#"] {
            assert_eq!(named(name).count(), 0);
        }
    }

    #[test]
    fn towns_of_one_name() {
        assert!(named("karaj").all(|town| town.state == "IR"));
        let springfields: Vec<Town> = named("springfield").collect();
        assert!(springfields.len() > 2);
        let town = only(&springfields, |town| town.area == "Illinois").unwrap();
        assert_eq!((town.state, town.geonames.is_empty()), ("US", false));
        assert_eq!(only(&springfields, |town| town.state == "US"), None);
    }
}
