//! Relations and events by the keys of their ends, after the gold articles' own rules.
//!
//! The gold names things by keys (the fullest name in the article). The system's thing matches a key if one
//! of the names that it goes by has that key in the gold, or is it.

use crate::Counts;
use std::collections::{BTreeMap, BTreeSet};

/// From what is written in an article to the gold's keys.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    by_surface: BTreeMap<String, BTreeSet<String>>,
}

impl Keys {
    /// The keys of an article's gold mentions, as pairs of surface and key.
    pub fn new<'a>(mentions: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut by_surface: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (surface, key) in mentions {
            by_surface.entry(fold(surface)).or_default().insert(fold(key));
        }
        Self { by_surface }
    }

    /// The keys that a thing with these names may have: those of its names, and the names themselves.
    pub fn of<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for name in names {
            let name = fold(name);
            if let Some(known) = self.by_surface.get(&name) {
                keys.extend(known.iter().cloned());
            }
            keys.insert(name);
        }
        keys
    }
}

/// Names are compared without regard to case, spaces and a leading “the”.
pub(crate) fn fold(name: &str) -> String {
    let lower = name.to_lowercase().replace('’', "'");
    let words: Vec<&str> = lower.split_whitespace().collect();
    let joined = words.join(" ");
    joined.strip_prefix("the ").map_or(joined.clone(), str::to_owned)
}

/// A relation of the gold.
#[derive(Clone, Debug)]
pub struct GoldRelation {
    /// Its name.
    pub relation: String,
    /// The key of its subject.
    pub subject: String,
    /// The key of its object.
    pub object: String,
    /// Whether it neither helps nor hurts.
    pub optional: bool,
}

/// A relation of the system.
#[derive(Clone, Debug)]
pub struct SystemRelation {
    /// Its name.
    pub relation: String,
    /// The keys that its subject may have.
    pub subject: BTreeSet<String>,
    /// The keys that its object may have.
    pub object: BTreeSet<String>,
}

/// What was not right, by index into gold and system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errors {
    /// In the gold only; what is optional there is left out.
    pub missed: Vec<usize>,
    /// In the system's output only.
    pub spurious: Vec<usize>,
    /// Pairs of gold and system that match.
    pub matched: Vec<(usize, usize)>,
}

/// Matches two lists one to one, in order; what is optional in the gold is matched last and then counts on
/// neither side.
pub fn match_lists(
    gold: usize,
    system: usize,
    optional: impl Fn(usize) -> bool,
    same: impl Fn(usize, usize) -> bool,
) -> (Counts, Errors) {
    let mut errors = Errors::default();
    let mut free: Vec<bool> = vec![true; system];
    let mut counts = Counts::default();
    for wanted in [false, true] {
        for index in (0..gold).filter(|index| optional(*index) == wanted) {
            counts.gold += u64::from(!wanted);
            let found =
                (0..system).find(|other| free.get(*other).copied().unwrap_or(false) && same(index, *other));
            match found {
                Some(other) => {
                    if let Some(place) = free.get_mut(other) {
                        *place = false;
                    }
                    if !wanted {
                        counts.correct += 1;
                        counts.system += 1;
                        errors.matched.push((index, other));
                    }
                }
                None if !wanted => errors.missed.push(index),
                None => {}
            }
        }
    }
    errors.spurious = free
        .iter()
        .enumerate()
        .filter(|(_, free)| **free)
        .map(|(index, _)| index)
        .collect();
    counts.system += errors.spurious.len() as u64;
    (counts, errors)
}

/// Scores an article's relations: name, subject and object must agree.
#[must_use]
pub fn score_relations(gold: &[GoldRelation], system: &[SystemRelation]) -> (Counts, Errors) {
    let same = |g: usize, s: usize| match (gold.get(g), system.get(s)) {
        (Some(gold), Some(system)) => {
            gold.relation == system.relation
                && system.subject.contains(&fold(&gold.subject))
                && system.object.contains(&fold(&gold.object))
        }
        _ => false,
    };
    match_lists(
        gold.len(),
        system.len(),
        |index| gold.get(index).is_some_and(|it| it.optional),
        same,
    )
}

/// An event of the gold.
#[derive(Clone, Debug)]
pub struct GoldEvent {
    /// Keys of who acts; any one counts.
    pub source: Vec<String>,
    /// Keys of whom it is done to; any one counts.
    pub target: Vec<String>,
    /// Its CAMEO code.
    pub code: String,
    /// The trigger's first byte and the one past its last.
    pub trigger: Option<(u32, u32)>,
    /// Its status.
    pub status: String,
    /// Whether it neither helps nor hurts.
    pub optional: bool,
}

/// An event of the system.
#[derive(Clone, Debug)]
pub struct SystemEvent {
    /// The keys that any of its sources may have.
    pub source: BTreeSet<String>,
    /// The keys that any of its targets may have.
    pub target: BTreeSet<String>,
    /// Its CAMEO code.
    pub code: String,
    /// The trigger's first byte and the one past its last.
    pub trigger: (u32, u32),
    /// Its status.
    pub status: String,
}

/// Scores an article's events: a listed source, a listed target (none where the gold has none), the root of
/// the CAMEO code and an overlap of the triggers must agree.
#[must_use]
pub fn score_events(gold: &[GoldEvent], system: &[SystemEvent]) -> (Counts, Errors) {
    let side = |wanted: &[String], found: &BTreeSet<String>| {
        wanted.is_empty() && found.is_empty() || wanted.iter().any(|key| found.contains(&fold(key)))
    };
    let same = |g: usize, s: usize| match (gold.get(g), system.get(s)) {
        (Some(gold), Some(system)) => {
            gold.code.get(..2) == system.code.get(..2)
                && side(&gold.source, &system.source)
                && side(&gold.target, &system.target)
                && gold
                    .trigger
                    .is_none_or(|(start, end)| start < system.trigger.1 && system.trigger.0 < end)
        }
        _ => false,
    };
    match_lists(
        gold.len(),
        system.len(),
        |index| gold.get(index).is_some_and(|it| it.optional),
        same,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::new([
            ("Tokyo", "Japan"),
            ("Japan", "Japan"),
            ("Kihara", "Minoru Kihara"),
            ("Hungarian", "Hungary"),
        ])
    }

    fn gold(subject: &str, relation: &str, object: &str, optional: bool) -> GoldRelation {
        GoldRelation {
            relation: relation.into(),
            subject: subject.into(),
            object: object.into(),
            optional,
        }
    }

    fn system(subject: &str, relation: &str, object: &str) -> SystemRelation {
        SystemRelation {
            relation: relation.into(),
            subject: keys().of([subject]),
            object: keys().of([object]),
        }
    }

    #[test]
    fn a_surface_counts_as_its_entity() {
        let gold = [gold("Minoru Kihara", "affiliation", "Japan", false)];
        let (counts, errors) = score_relations(&gold, &[system("Kihara", "affiliation", "the Tokyo")]);
        assert_eq!(
            counts,
            Counts {
                gold: 1,
                system: 1,
                correct: 1
            }
        );
        assert_eq!(errors.matched, [(0, 0)]);
        assert_eq!(
            score_relations(&gold, &[system("Kihara", "leader_of", "Japan")])
                .0
                .correct,
            0
        );
    }

    #[test]
    fn what_is_optional_neither_helps_nor_hurts_and_nothing_counts_twice() {
        let gold = [
            gold("A", "located_in", "B", true),
            gold("C", "located_in", "D", false),
        ];
        let found = [
            system("A", "located_in", "B"),
            system("C", "located_in", "D"),
            system("C", "located_in", "D"),
        ];
        let (counts, errors) = score_relations(&gold, &found);
        assert_eq!(
            counts,
            Counts {
                gold: 1,
                system: 2,
                correct: 1
            }
        );
        assert_eq!(errors.spurious, [2]);
        let (counts, errors) = score_relations(&gold, &[]);
        assert_eq!((counts.gold, errors.missed), (1, vec![1]));
    }

    #[test]
    fn events_by_root_sides_and_trigger() {
        let gold = [GoldEvent {
            source: vec!["Minoru Kihara".into(), "Japan".into()],
            target: vec![],
            code: "0312".into(),
            trigger: Some((10, 20)),
            status: "actual".into(),
            optional: false,
        }];
        let event = |source: &str, target: BTreeSet<String>, code: &str, trigger: (u32, u32)| SystemEvent {
            source: keys().of([source]),
            target,
            code: code.into(),
            trigger,
            status: "actual".into(),
        };
        for (event, correct) in [
            (event("Tokyo", BTreeSet::new(), "030", (15, 17)), 1),
            (event("Tokyo", keys().of(["Hungarian"]), "030", (15, 17)), 0),
            (event("Tokyo", BTreeSet::new(), "040", (15, 17)), 0),
            (event("Tokyo", BTreeSet::new(), "030", (20, 25)), 0),
            (event("China", BTreeSet::new(), "030", (15, 17)), 0),
        ] {
            assert_eq!(
                score_events(&gold, std::slice::from_ref(&event)).0.correct,
                correct,
                "{event:?}"
            );
        }
    }
}
