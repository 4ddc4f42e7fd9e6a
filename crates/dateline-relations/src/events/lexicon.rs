//! The triggers of events, the actors' codes and the types, read from their data files.

use crate::pattern::{Program, Step, compile};
use crate::vocabulary::{Vocabulary, WordId, list};
use dateline_core::{Error, ErrorKind};
use std::collections::HashMap;

const TRIGGERS: &str = include_str!("../../data/events/triggers.tsv");
const PLOVER: &str = include_str!("../../data/events/plover.tsv");
const ACTORS: &str = include_str!("../../data/events/actors.tsv");

/// Where the target stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The object; for a noun the phrase with “of”.
    Object,
    /// Behind this preposition.
    Preposition(WordId),
}

/// A word or phrase that names an act.
#[derive(Clone, Debug)]
pub(crate) struct Trigger {
    pub(crate) program: Program,
    pub(crate) code: String,
    /// Its line, as the file has it, behind the file's name.
    pub(crate) text: String,
    /// Where to look for the target, in order.
    pub(crate) places: Vec<Place>,
    /// Whether it is a noun.
    pub(crate) noun: bool,
    /// Whether both sides act alike.
    pub(crate) symmetric: bool,
    /// Whether it needs no target.
    pub(crate) alone: bool,
    /// Whether it needs no target if a state acts.
    pub(crate) about: bool,
}

/// All data of the stage.
pub(crate) struct Lexicon {
    pub(crate) triggers: Vec<Trigger>,
    by_word: HashMap<WordId, Vec<u32>>,
    plover: HashMap<String, String>,
    roots: Vec<(String, String)>,
    actors: HashMap<String, String>,
}

fn bad(file: &str, line: usize, why: &str) -> Error {
    Error::new(ErrorKind::Data, format!("{file}, line {line}: {why}"))
}

fn records(content: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = content
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim_end()));
    numbered.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

impl Lexicon {
    /// The triggers of `triggers` files (name, content) before ours, the actors of `actors` files over ours.
    pub(crate) fn load(
        vocabulary: &mut Vocabulary,
        triggers: &[(String, String)],
        actors: &[(String, String)],
    ) -> Result<Self, Error> {
        let mut lexicon = Self {
            triggers: Vec::new(),
            by_word: HashMap::new(),
            plover: HashMap::new(),
            roots: Vec::new(),
            actors: HashMap::new(),
        };
        for (number, line) in records(PLOVER) {
            let mut cells = line.split('\t');
            let (Some(code), Some(plover)) = (cells.next(), cells.next()) else {
                return Err(bad("plover.tsv", number, "takes two columns"));
            };
            lexicon.plover.insert(code.to_owned(), plover.to_owned());
            if let Some(name) = cells.next() {
                lexicon.roots.push((code.to_owned(), name.to_owned()));
            }
        }
        for (file, content) in triggers {
            lexicon.add_triggers(vocabulary, file, content)?;
        }
        lexicon.add_triggers(vocabulary, "triggers.tsv", TRIGGERS)?;
        lexicon.add_actors("actors.tsv", ACTORS)?;
        for (file, content) in actors {
            lexicon.add_actors(file, content)?;
        }
        lexicon.index(vocabulary);
        Ok(lexicon)
    }

    fn add_triggers(&mut self, vocabulary: &mut Vocabulary, file: &str, content: &str) -> Result<(), Error> {
        for (number, line) in records(content) {
            let mut cells = line.split('\t');
            let (Some(pattern), Some(code), Some(target)) = (cells.next(), cells.next(), cells.next()) else {
                return Err(bad(file, number, "takes three or four columns"));
            };
            let flags = cells.next().unwrap_or("").trim();
            if !(2..=4).contains(&code.len()) || !code.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(bad(file, number, "a CAMEO code has two to four digits"));
            }
            let program = compile(pattern, vocabulary).map_err(|why| bad(file, number, &why))?;
            let places = target
                .split('|')
                .filter(|place| *place != "-")
                .map(|place| match place {
                    "obj" => Place::Object,
                    word => Place::Preposition(vocabulary.add(word)),
                });
            let places = places.collect();
            let unknown = flags
                .split(' ')
                .find(|flag| !matches!(*flag, "" | "sym" | "alone" | "about"));
            if let Some(flag) = unknown {
                return Err(bad(file, number, &format!("“{flag}” is no flag")));
            }
            let has = |name: &str| flags.split(' ').any(|flag| flag == name);
            self.triggers.push(Trigger {
                program,
                text: format!("{file}: {}", line.replace('\t', "  ")),
                code: code.to_owned(),
                places,
                noun: !pattern.starts_with('~'),
                symmetric: has("sym"),
                alone: has("alone"),
                about: has("about"),
            });
        }
        Ok(())
    }

    fn add_actors(&mut self, file: &str, content: &str) -> Result<(), Error> {
        for (number, line) in records(content) {
            let (names, code) = line
                .split_once('\t')
                .ok_or_else(|| bad(file, number, "takes two columns"))?;
            for name in names.split('|') {
                self.actors.insert(name.to_lowercase(), code.trim().to_owned());
            }
        }
        Ok(())
    }

    fn index(&mut self, vocabulary: &Vocabulary) {
        for (number, trigger) in self.triggers.iter().enumerate() {
            let mut words: Vec<WordId> = Vec::new();
            for step in trigger.program.first() {
                match step {
                    Step::Words(known) => words.extend(known),
                    Step::List(lists) => words.extend(vocabulary.words_in(*lists)),
                    _ => {}
                }
            }
            words.sort_unstable();
            words.dedup();
            for word in words {
                self.by_word.entry(word).or_default().push(number as u32);
            }
        }
    }

    /// The triggers that may begin with this word, in the order of the files.
    pub(crate) fn at(&self, word: WordId) -> impl Iterator<Item = &Trigger> {
        let numbers = self.by_word.get(&word).map_or(&[][..], Vec::as_slice);
        numbers
            .iter()
            .filter_map(|number| self.triggers.get(*number as usize))
    }

    /// The PLOVER type of a CAMEO code: its own, or that of the nearest code above it; empty for none.
    pub(crate) fn plover(&self, code: &str) -> &str {
        (2..=code.len())
            .rev()
            .filter_map(|len| code.get(..len))
            .find_map(|prefix| self.plover.get(prefix))
            .map_or("", String::as_str)
    }

    /// The roots of CAMEO with their names.
    pub(crate) fn roots(&self) -> &[(String, String)] {
        &self.roots
    }

    /// The actor code of an organization, by its name in lower case.
    pub(crate) fn actor(&self, lower: &str) -> Option<&str> {
        self.actors.get(lower).map(String::as_str)
    }
}

/// The part of an actor code that a noun or title's last word tells: `GOV`, `MIL`, ...
pub(crate) fn role(lists: u64) -> Option<&'static str> {
    [
        (list::MILITARY, "MIL"),
        (list::POLICE, "COP"),
        (list::LEGISLATURE, "LEG"),
        (list::COURT, "JUD"),
        (list::REBEL, "REB"),
        (list::GOVERNMENT, "GOV"),
        (list::CIVILIAN, "CVL"),
    ]
    .into_iter()
    .find(|(bits, _)| lists & bits != 0)
    .map(|(_, role)| role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_codes_and_many_triggers_over_all_roots() {
        let mut vocabulary = Vocabulary::new().unwrap();
        let lexicon = Lexicon::load(&mut vocabulary, &[], &[]).unwrap();
        for (code, plover) in [
            ("040", "CONSULT"),
            ("0814", "RETREAT"),
            ("0831", "CONCEDE"),
            ("1125", "ACCUSE"),
            ("163", "COERCE"),
            ("010", ""),
            ("0253", "REQUEST"),
        ] {
            assert_eq!(lexicon.plover(code), plover, "{code}");
        }
        assert!(lexicon.triggers.len() > 250);
        for (root, _) in lexicon.roots() {
            assert!(
                lexicon
                    .triggers
                    .iter()
                    .any(|trigger| trigger.code.starts_with(root.as_str())),
                "{root}"
            );
        }
        assert_eq!(lexicon.roots().len(), 20);
        assert_eq!(lexicon.actor("nato"), Some("IGOWSTNAT"));
    }

    #[test]
    fn mistakes_are_named() {
        for (text, message) in [
            (
                "~meet\t04x\tobj\n",
                "mine.tsv, line 1: a CAMEO code has two to four digits",
            ),
            (
                "# c\n~meet\t040\tobj\ttwice\n",
                "mine.tsv, line 2: “twice” is no flag",
            ),
            ("~meet\t040\n", "mine.tsv, line 1: takes three or four columns"),
        ] {
            let files = [("mine.tsv".to_owned(), text.to_owned())];
            let error = Lexicon::load(&mut Vocabulary::new().unwrap(), &files, &[]).err();
            assert_eq!(error.map(|error| error.to_string()).as_deref(), Some(message));
        }
    }
}
