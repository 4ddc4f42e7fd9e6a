//! The triggers of events, the actors' codes and the types, read from their data files.

use super::words::Words;
use crate::pattern::{Program, Step, compile};
use crate::vocabulary::{Vocabulary, WordId, list};
use dateline_core::{Error, ErrorKind};
use std::collections::HashMap;

const TRIGGERS: &str = include_str!("../../data/events/triggers.tsv");
const PLOVER: &str = include_str!("../../data/events/plover.tsv");
const ROLES: &str = include_str!("../../data/events/roles.tsv");
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
    /// Whether it is an act only where arms act: “left Iraq”.
    pub(crate) military: bool,
    /// Whether its passive counts only with the one who did it.
    pub(crate) agent: bool,
    /// Whether it tells what is yet to come.
    pub(crate) planned: bool,
    /// Whether the act befalls its subject, and who acts stands where others have their target.
    pub(crate) turned: bool,
    /// Whether it is an act only of one state on another: “Samoa struck Tonga”.
    pub(crate) states: bool,
    /// Whether it is an act only of suicide bombers.
    pub(crate) bomber: bool,
    /// A verb and the noun it stands with, if it is made of these: the forms of the one, the words of the other.
    pub(crate) frame: Option<(Vec<WordId>, Vec<WordId>)>,
}

impl Trigger {
    /// Whether agents without a name do it: the police arrest, militants attack, courts convict.
    pub(crate) fn is_agents(&self) -> bool {
        self.is_forced() || matches!(self.code.get(..2), Some("14" | "15")) || self.code.starts_with("116")
    }

    /// Whether it is done by violence.
    pub(crate) fn is_assault(&self) -> bool {
        matches!(self.code.get(..2), Some("18" | "19" | "20"))
    }

    /// Whether it is done to somebody by force.
    pub(crate) fn is_forced(&self) -> bool {
        matches!(self.code.get(..2), Some("17" | "18" | "19" | "20"))
    }
}

/// All data of the stage.
pub(crate) struct Lexicon {
    pub(crate) triggers: Vec<Trigger>,
    by_word: HashMap<WordId, Vec<u32>>,
    /// By the noun of a frame, its triggers.
    by_noun: HashMap<WordId, Vec<u32>>,
    plover: HashMap<String, String>,
    roots: Vec<(String, String)>,
    actors: HashMap<String, String>,
    roles: Vec<Role>,
    /// The words of the lists that events alone ask for.
    pub(crate) words: Words,
}

/// Where the words stand that tell a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Where {
    Last,
    First,
    Any,
    Title,
}

/// Words of a name or title, and the role that they tell.
struct Role {
    place: Where,
    code: &'static str,
    words: &'static str,
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
            by_noun: HashMap::new(),
            plover: HashMap::new(),
            roots: Vec::new(),
            actors: HashMap::new(),
            roles: roles()?,
            words: Words::read(vocabulary)?,
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
            let unknown = flags.split(' ').find(|flag| {
                !matches!(
                    *flag,
                    "" | "sym" | "alone" | "about" | "arms" | "by" | "plan" | "turn" | "states" | "bomber"
                )
            });
            if let Some(flag) = unknown {
                return Err(bad(file, number, &format!("“{flag}” is no flag")));
            }
            let has = |name: &str| flags.split(' ').any(|flag| flag == name);
            let noun = !pattern.starts_with('~');
            let frame = if noun { None } else { frame(&program, vocabulary) };
            self.triggers.push(Trigger {
                frame,
                program,
                text: format!("{file}: {}", line.replace('\t', "  ")),
                code: code.to_owned(),
                places,
                noun,
                symmetric: has("sym"),
                alone: has("alone"),
                about: has("about"),
                military: has("arms"),
                agent: has("by"),
                planned: has("plan"),
                turned: has("turn"),
                states: has("states"),
                bomber: has("bomber"),
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
            for noun in trigger.frame.iter().flat_map(|(_, nouns)| nouns) {
                self.by_noun.entry(*noun).or_default().push(number as u32);
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

    /// The triggers whose frame has this noun.
    pub(crate) fn with_noun(&self, word: WordId) -> impl Iterator<Item = &Trigger> {
        let numbers = self.by_noun.get(&word).map_or(&[][..], Vec::as_slice);
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

    /// The role that an organization's name in lower case tells.
    pub(crate) fn organization(&self, lower: &str) -> Option<&'static str> {
        let name = lower.trim();
        self.role(|role| match role.place {
            Where::Last => name
                .strip_suffix(role.words)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with(' ')),
            Where::First => name
                .strip_prefix(role.words)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')),
            Where::Any => name.split(' ').any(|word| word == role.words),
            Where::Title => false,
        })
    }

    /// The role that a title in lower case tells.
    pub(crate) fn title(&self, lower: &str) -> Option<&'static str> {
        self.role(|role| {
            let rest = lower.trim().strip_suffix(role.words);
            role.place == Where::Title
                && rest.is_some_and(|rest| rest.is_empty() || rest.ends_with([' ', '-']))
        })
    }

    fn role(&self, fits: impl Fn(&Role) -> bool) -> Option<&'static str> {
        self.roles.iter().find(|role| fits(role)).map(|role| role.code)
    }

    /// The actor code of an organization, by its name in lower case.
    pub(crate) fn actor(&self, lower: &str) -> Option<&str> {
        self.actors.get(lower).map(String::as_str)
    }
}

/// The words that tell roles, in the file's order.
fn roles() -> Result<Vec<Role>, Error> {
    let mut all = Vec::new();
    for (number, line) in records(ROLES) {
        let mut cells = line.split('\t');
        let (Some(place), Some(code), Some(words)) = (cells.next(), cells.next(), cells.next()) else {
            return Err(bad("roles.tsv", number, "takes three columns"));
        };
        let place = match place {
            "last" => Where::Last,
            "first" => Where::First,
            "any" => Where::Any,
            "title" => Where::Title,
            _ => return Err(bad("roles.tsv", number, "words stand last, first, any or title")),
        };
        all.extend(words.split('|').map(|words| Role { place, code, words }));
    }
    Ok(all)
}

/// The verb and the noun of a pattern that is a verb, some words between, and a noun at its end.
fn frame(program: &Program, vocabulary: &Vocabulary) -> Option<(Vec<WordId>, Vec<WordId>)> {
    let (first, last) = match program.steps.as_slice() {
        [Step::Words(first), between @ .., Step::Words(last), Step::End] => {
            let loose =
                |step: &Step| matches!(step, Step::Split(..) | Step::Jump(_) | Step::Any | Step::Modifier);
            (!between.is_empty() && between.iter().all(loose)).then_some((first, last))?
        }
        _ => return None,
    };
    let closed = list::PREPOSITION | list::ADVERB | list::CONJUNCTION;
    let noun = |word: &&WordId| vocabulary.lists_of(**word) & closed == 0;
    let nouns: Vec<WordId> = last.iter().filter(noun).copied().collect();
    (!nouns.is_empty()).then(|| (first.clone(), nouns))
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
