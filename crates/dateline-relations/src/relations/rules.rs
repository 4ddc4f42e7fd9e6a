//! The relation rules: read from their data file, compiled, indexed by what a match may begin with.

use super::trees::{self, Trees};
use crate::pattern::{Program, compile};
use crate::vocabulary::{Vocabulary, WordId};
use dateline_core::layers::Label;
use dateline_core::{Error, ErrorKind};
use std::collections::HashMap;

/// Our rules, one file a family.
const FILES: &[(&str, &str)] = &[
    (
        "offices.rules",
        include_str!("../../data/relations/offices.rules"),
    ),
    ("places.rules", include_str!("../../data/relations/places.rules")),
    (
        "organizations.rules",
        include_str!("../../data/relations/organizations.rules"),
    ),
    ("people.rules", include_str!("../../data/relations/people.rules")),
    ("roles.rules", include_str!("../../data/relations/roles.rules")),
    ("things.rules", include_str!("../../data/relations/things.rules")),
    (
        "parsed-people.rules",
        include_str!("../../data/relations/parsed-people.rules"),
    ),
    (
        "parsed-things.rules",
        include_str!("../../data/relations/parsed-things.rules"),
    ),
];

/// How often rules are right, as far as that is known.
const MEASURED: &str = include_str!("../../data/relations/confidence.tsv");

/// As how many facts the confidence in a rule's own file counts beside those measured.
const PRIOR: f32 = 8.0;

/// One end of a relation or qualifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arg {
    /// What the variable is bound to.
    Variable(u8),
    /// The state that the variable's place or demonym belongs to.
    State(u8),
}

/// A condition on what a rule gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    /// The variable's last word, or all of it, stands in the lists.
    In(u8, u64),
    /// It does not.
    NotIn(u8, u64),
    /// One of the variable's words stands in the lists.
    Any(u8, u64),
    /// None does.
    NotAny(u8, u64),
    /// The variable is bound.
    Is(u8),
    /// It is not.
    IsNot(u8),
    /// The variable's mention has one of these labels (bits as in patterns).
    Label(u8, Label),
    /// The first place may lie in the second: no state, and of the same state where both are known.
    Within(u8, u8),
    /// The variable's mention is known to belong to a state.
    OfState(u8),
    /// Of none that is known.
    NotOfState(u8),
    /// The variable's mention names a state or its people, and no part of it.
    OfCountry(u8),
    /// Both are mentions of the same entity.
    Same(u8, u8),
}

/// A qualifier's key and value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Qualify {
    pub(crate) key: String,
    pub(crate) arg: Arg,
    /// Whether the key alone says all.
    pub(crate) flag: bool,
}

/// One relation that a match gives.
#[derive(Clone, Debug)]
pub(crate) struct Gives {
    pub(crate) relation: String,
    pub(crate) subject: Arg,
    pub(crate) object: Arg,
    pub(crate) qualifiers: Vec<Qualify>,
    pub(crate) when: Vec<Condition>,
}

/// One rule.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) name: String,
    /// The pattern over tokens; without steps for a rule over the parse.
    pub(crate) program: Program,
    /// The pattern over the parse.
    pub(crate) tree: Option<trees::Pattern>,
    /// The pattern as it is written.
    pub(crate) text: String,
    pub(crate) gives: Vec<Gives>,
    pub(crate) confidence: f32,
    /// Texts on which it must match, with what it gives, and texts on which it must not.
    pub(crate) cases: Vec<(String, Option<String>)>,
}

/// All rules.
pub(crate) struct Rules {
    pub(crate) all: Vec<Rule>,
    by_word: HashMap<WordId, Vec<u32>>,
    by_label: Vec<Vec<u32>>,
    anywhere: Vec<u32>,
    /// The rules over the parse.
    pub(crate) trees: Trees,
}

impl Rules {
    /// Our rules, with the confidences that were `measured` or those of their own files, and the rules of `extra`
    /// files (name, content).
    pub(crate) fn load(
        vocabulary: &mut Vocabulary,
        extra: &[(String, String)],
        measured: bool,
    ) -> Result<Self, Error> {
        let mut all = Vec::new();
        let mut macros = Vec::new();
        let extra = extra
            .iter()
            .map(|(name, content)| (name.as_str(), content.as_str()));
        for (file, content) in FILES.iter().copied() {
            read(vocabulary, file, content, &mut macros, &mut all)?;
        }
        if measured {
            measure(&mut all)?;
        }
        for (file, content) in extra {
            read(vocabulary, file, content, &mut macros, &mut all)?;
        }
        let mut rules = Self {
            by_word: HashMap::new(),
            by_label: vec![Vec::new(); Label::KNOWN.len()],
            anywhere: Vec::new(),
            trees: Trees::default(),
            all,
        };
        rules.index(vocabulary);
        Ok(rules)
    }

    fn index(&mut self, vocabulary: &Vocabulary) {
        use crate::pattern::Step;
        for (number, rule) in self.all.iter().enumerate() {
            let number = number as u32;
            if let Some(tree) = &rule.tree {
                self.trees.add(number, tree, vocabulary);
            }
            for step in rule.program.first() {
                match step {
                    Step::Words(words) => {
                        for word in words {
                            self.by_word.entry(*word).or_default().push(number);
                        }
                    }
                    Step::List(lists) => {
                        for word in vocabulary.words_in(*lists) {
                            self.by_word.entry(word).or_default().push(number);
                        }
                    }
                    Step::Mention(test) => {
                        for (place, list) in self.by_label.iter_mut().enumerate() {
                            if test.labels & (1 << place) != 0 {
                                list.push(number);
                            }
                        }
                    }
                    _ => self.anywhere.push(number),
                }
            }
        }
    }

    /// The rules that may match where this word stands.
    pub(crate) fn at_word(&self, word: WordId) -> &[u32] {
        self.by_word.get(&word).map_or(&[], Vec::as_slice)
    }

    /// The rules that may match where a mention that refers to this label begins.
    pub(crate) fn at_label(&self, label: Label) -> &[u32] {
        let place = Label::KNOWN.iter().position(|(known, _, _)| *known == label);
        place
            .and_then(|place| self.by_label.get(place))
            .map_or(&[], Vec::as_slice)
    }

    /// The rules that may match anywhere.
    pub(crate) fn anywhere(&self) -> &[u32] {
        &self.anywhere
    }
}

fn bad(file: &str, line: usize, why: &str) -> Error {
    Error::new(ErrorKind::Data, format!("{file}, line {line}: {why}"))
}

/// Gives rules the confidence that was measured.
pub(crate) fn measure(rules: &mut [Rule]) -> Result<(), Error> {
    measure_by(MEASURED, rules)
}

/// The same by a file's `content`: rule, facts told, facts right.
fn measure_by(content: &str, rules: &mut [Rule]) -> Result<(), Error> {
    for (index, line) in content.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut cells = line.split('\t');
        let name = cells.next().unwrap_or("");
        let mut count = || cells.next().and_then(|cell| cell.parse::<u16>().ok());
        let (Some(told), Some(right)) = (count(), count()) else {
            return Err(bad("confidence.tsv", index + 1, "takes a rule and two counts"));
        };
        // What is left of a rule that has gone is no mistake.
        for rule in rules.iter_mut().filter(|rule| rule.name == name) {
            let own = rule.confidence * PRIOR;
            rule.confidence = (f32::from(right) + own) / (f32::from(told) + PRIOR);
        }
    }
    Ok(())
}

/// Reads one file: lists and rules, as the file's head describes.
fn read(
    vocabulary: &mut Vocabulary,
    file: &str,
    content: &str,
    macros: &mut Vec<(String, String)>,
    all: &mut Vec<Rule>,
) -> Result<(), Error> {
    struct Open {
        name: String,
        line: usize,
        pattern: String,
        tree: trees::Lines,
        gives: Vec<(usize, String)>,
        confidence: f32,
        cases: Vec<(String, Option<String>)>,
    }
    let mut open: Option<Open> = None;
    let close = |open: Option<Open>, vocabulary: &mut Vocabulary, all: &mut Vec<Rule>| -> Result<(), Error> {
        let Some(it) = open else { return Ok(()) };
        let why = |why: String| bad(file, it.line, &format!("rule {}: {why}", it.name));
        let (program, tree, text) = if it.tree.pattern.is_empty() {
            (compile(&it.pattern, vocabulary).map_err(why)?, None, it.pattern)
        } else {
            let (tree, variables) = trees::Pattern::compile(&it.tree, vocabulary).map_err(why)?;
            let program = Program {
                steps: Vec::new(),
                variables,
            };
            (program, Some(tree), it.tree.pattern)
        };
        let gives = it
            .gives
            .iter()
            .map(|(line, text)| gives(text, &program, vocabulary).map_err(|why| bad(file, *line, &why)));
        let gives = gives.collect::<Result<Vec<Gives>, Error>>()?;
        if gives.is_empty() {
            return Err(bad(file, it.line, &format!("rule {} gives nothing", it.name)));
        }
        all.push(Rule {
            name: it.name,
            program,
            tree,
            text,
            gives,
            confidence: it.confidence,
            cases: it.cases,
        });
        Ok(())
    };
    for (index, line) in content.lines().enumerate() {
        let number = index + 1;
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (key, rest) = line
            .split_once(' ')
            .ok_or_else(|| bad(file, number, "takes a key and a value"))?;
        let rest = rest.trim();
        match (key, &mut open) {
            ("list", _) => {
                let (name, words) = rest
                    .split_once(' ')
                    .ok_or_else(|| bad(file, number, "a list takes words"))?;
                vocabulary.add_lists(file, &format!("[{name}]\n{words}"))?;
            }
            ("rule", _) => {
                close(open.take(), vocabulary, all)?;
                let name = rest.to_owned();
                let fresh = Open {
                    name,
                    line: number,
                    pattern: String::new(),
                    tree: trees::Lines::default(),
                    gives: Vec::new(),
                    confidence: 0.8,
                    cases: Vec::new(),
                };
                open = Some(fresh);
            }
            ("macro", _) => {
                let (name, text) = rest
                    .split_once(' ')
                    .ok_or_else(|| bad(file, number, "a macro takes a name and a text"))?;
                macros.push((format!("${name}"), text.trim().to_owned()));
            }
            ("doc", Some(_)) => {}
            ("tree", Some(rule)) => {
                let known = macros.iter();
                rule.tree.pattern = known.fold(rest.to_owned(), |text, (name, value)| {
                    text.replace(name.as_str(), value)
                });
            }
            ("words", Some(rule)) => rest.clone_into(&mut rule.tree.words),
            ("args", Some(rule)) => rest.clone_into(&mut rule.tree.args),
            ("match", Some(rule)) => rule.pattern = rest.to_owned(),
            ("gives", Some(rule)) => rule.gives.push((number, rest.to_owned())),
            ("confidence", Some(rule)) => {
                rule.confidence = rest
                    .parse()
                    .map_err(|_| bad(file, number, "the confidence is no number"))?;
            }
            ("yes", Some(rule)) => {
                let (text, wanted) = rest
                    .split_once("=>")
                    .ok_or_else(|| bad(file, number, "takes a text, => and what it gives"))?;
                rule.cases
                    .push((text.trim().to_owned(), Some(wanted.trim().to_owned())));
            }
            ("no", Some(rule)) => rule.cases.push((rest.to_owned(), None)),
            _ => return Err(bad(file, number, &format!("“{key}” is not known here"))),
        }
    }
    close(open.take(), vocabulary, all)
}

/// `position_held S T organization=Q former?F when T in @chief`
fn gives(text: &str, program: &Program, vocabulary: &Vocabulary) -> Result<Gives, String> {
    let (head, when) = text
        .split_once(" when ")
        .map_or((text, None), |(head, when)| (head, Some(when)));
    let variable = |name: &str| {
        program
            .variable(name)
            .ok_or_else(|| format!("the pattern has no variable {name}"))
    };
    let arg = |text: &str| match text
        .strip_prefix("state(")
        .and_then(|rest| rest.strip_suffix(')'))
    {
        Some(name) => variable(name).map(Arg::State),
        None => variable(text).map(Arg::Variable),
    };
    let mut words = head.split_whitespace();
    let (Some(relation), Some(subject), Some(object)) = (words.next(), words.next(), words.next()) else {
        return Err("takes a relation, its subject and its object".to_owned());
    };
    let mut qualifiers = Vec::new();
    for word in words {
        let (key, value, flag) = match (word.split_once('='), word.split_once('?')) {
            (Some((key, value)), _) => (key, value, false),
            (None, Some((key, value))) => (key, value, true),
            _ => return Err(format!("“{word}” is no qualifier")),
        };
        qualifiers.push(Qualify {
            key: key.to_owned(),
            arg: arg(value)?,
            flag,
        });
    }
    let mut conditions = Vec::new();
    for text in when.into_iter().flat_map(|when| when.split(" and ")) {
        let parts: Vec<&str> = text.split_whitespace().collect();
        let lists = |name: &str| {
            let name = name.trim_start_matches('@');
            vocabulary
                .list(name)
                .ok_or_else(|| format!("there is no list “{name}”"))
        };
        conditions.push(match parts.as_slice() {
            [name, "in", list] => Condition::In(variable(name)?, lists(list)?),
            [name, "not-in", list] => Condition::NotIn(variable(name)?, lists(list)?),
            [name, "any", list] => Condition::Any(variable(name)?, lists(list)?),
            [name, "not-any", list] => Condition::NotAny(variable(name)?, lists(list)?),
            [name, "is", label] => {
                let label = Label::from_name(label).ok_or_else(|| format!("there is no label “{label}”"))?;
                Condition::Label(variable(name)?, label)
            }
            [name, "within", other] => Condition::Within(variable(name)?, variable(other)?),
            [name, "of-state"] => Condition::OfState(variable(name)?),
            [name, "not-of-state"] => Condition::NotOfState(variable(name)?),
            [name, "of-country"] => Condition::OfCountry(variable(name)?),
            [name, "same", other] => Condition::Same(variable(name)?, variable(other)?),
            ["no", name] => Condition::IsNot(variable(name)?),
            ["has", name] => Condition::Is(variable(name)?),
            _ => return Err(format!("“{text}” is no condition")),
        });
    }
    Ok(Gives {
        relation: relation.to_owned(),
        subject: arg(subject)?,
        object: arg(object)?,
        qualifiers,
        when: conditions,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measured_shares_draw_a_rules_own_confidence() {
        let mut vocabulary = Vocabulary::new().unwrap();
        let mut rules = Rules::load(&mut vocabulary, &[], true).unwrap().all;
        let confidence = |rules: &[Rule]| rules.first().map(|rule| rule.confidence).unwrap();
        rules[0].confidence = 0.5;
        let name = rules[0].name.clone();
        measure_by(&format!("# c\n{name}\t8\t8\ngone\t1\t0\n"), &mut rules).unwrap();
        assert!((confidence(&rules) - 0.75).abs() < 1e-6);
        let error = measure_by("a\t1\n", &mut rules).unwrap_err();
        assert_eq!(
            error.to_string(),
            "confidence.tsv, line 1: takes a rule and two counts"
        );
    }
}
