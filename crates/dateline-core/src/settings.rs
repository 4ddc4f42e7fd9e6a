//! Settings of a stage, reader or format: typed getters over a small value tree, unknown keys refused.
//!
//! Core knows no configuration language; the program turns TOML into [`Setting`] values. A factory takes
//! out every key that it knows, and [`Settings::finish`] refuses what is left, naming the nearest key that
//! was asked for.

use crate::{Error, ErrorKind};
use std::collections::BTreeMap;

/// One value of a configuration.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// A string.
    Str(String),
    /// A list.
    List(Vec<Setting>),
    /// A table of further settings.
    Table(BTreeMap<String, Setting>),
}

impl Setting {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Bool(_) => "true or false",
            Self::Int(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Str(_) => "a string",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// Reads a file that a setting names, for crates that may not touch the file system themselves.
type LoadFile = Box<dyn Fn(&str) -> Result<String, Error>>;

/// The settings of one stage, reader or format.
#[derive(Default)]
pub struct Settings {
    scope: String,
    values: BTreeMap<String, Setting>,
    known: Vec<String>,
    load: Option<LoadFile>,
}

impl Settings {
    /// The settings `values` of what messages shall call `scope` (`[stages.tokenizer]`).
    #[must_use]
    pub fn new(scope: impl Into<String>, values: BTreeMap<String, Setting>) -> Self {
        Self {
            scope: scope.into(),
            values,
            known: Vec::new(),
            load: None,
        }
    }

    /// The same settings with a way to read the files they name.
    #[must_use]
    pub fn with_files(mut self, load: impl Fn(&str) -> Result<String, Error> + 'static) -> Self {
        self.load = Some(Box::new(load));
        self
    }

    fn take<T>(
        &mut self,
        key: &str,
        wanted: &str,
        read: impl FnOnce(Setting) -> Result<T, Setting>,
    ) -> Result<Option<T>, Error> {
        self.known.push(key.to_owned());
        let Some(value) = self.values.remove(key) else {
            return Ok(None);
        };
        read(value).map(Some).map_err(|value| {
            let message = format!("{}: “{key}” is {}, but takes {wanted}", self.scope, value.kind());
            Error::new(ErrorKind::Setting, message)
        })
    }

    /// The boolean `key`, if it is set.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] for a value of another type.
    pub fn bool(&mut self, key: &str) -> Result<Option<bool>, Error> {
        self.take(key, "true or false", |value| match value {
            Setting::Bool(value) => Ok(value),
            other => Err(other),
        })
    }

    /// The whole number `key`, zero or more, if it is set.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] for a value of another type or a negative number.
    pub fn count(&mut self, key: &str) -> Result<Option<u64>, Error> {
        self.take(key, "a whole number, zero or more", |value| match value {
            Setting::Int(number) => u64::try_from(number).map_err(|_| Setting::Int(number)),
            other => Err(other),
        })
    }

    /// The number `key`, if it is set.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] for a value of another type.
    pub fn number(&mut self, key: &str) -> Result<Option<f64>, Error> {
        self.take(key, "a number", |value| match value {
            Setting::Int(number) => Ok(number as f64),
            Setting::Float(number) => Ok(number),
            other => Err(other),
        })
    }

    /// The string `key`, if it is set.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] for a value of another type.
    pub fn string(&mut self, key: &str) -> Result<Option<String>, Error> {
        self.take(key, "a string", |value| match value {
            Setting::Str(value) => Ok(value),
            other => Err(other),
        })
    }

    /// The strings of the list `key` (a single string counts as a list of one), if it is set.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] for a value of another type.
    pub fn strings(&mut self, key: &str) -> Result<Option<Vec<String>>, Error> {
        self.take(key, "a list of strings", |value| match value {
            Setting::Str(value) => Ok(vec![value]),
            Setting::List(items) if items.iter().all(|item| matches!(item, Setting::Str(_))) => Ok(items
                .into_iter()
                .filter_map(|item| {
                    if let Setting::Str(text) = item {
                        Some(text)
                    } else {
                        None
                    }
                })
                .collect()),
            other => Err(other),
        })
    }

    /// The string `key`, which must be one of `choices`, if it is set: gives the index of the choice.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] for a value of another type or none of the choices.
    pub fn choice(&mut self, key: &str, choices: &[&str]) -> Result<Option<usize>, Error> {
        let Some(value) = self.string(key)? else {
            return Ok(None);
        };
        if let Some(index) = choices.iter().position(|choice| *choice == value) {
            return Ok(Some(index));
        }
        let message = format!(
            "{}: “{key}” is “{value}”, but takes one of {}",
            self.scope,
            choices.join(", ")
        );
        Err(Error::new(ErrorKind::Setting, message))
    }

    /// The table `key` as settings of its own, if it is set. Its [`Settings::finish`] is to be called too.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] for a value of another type.
    pub fn table(&mut self, key: &str) -> Result<Option<BTreeMap<String, Setting>>, Error> {
        self.take(key, "a table", |value| match value {
            Setting::Table(values) => Ok(values),
            other => Err(other),
        })
    }

    /// Name and content of every file that the list `key` names (a single path counts as a list of one).
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] for a value of another type, and whatever keeps a file from being read.
    pub fn files(&mut self, key: &str) -> Result<Vec<(String, String)>, Error> {
        let paths = self.strings(key)?.unwrap_or_default();
        let Some(load) = &self.load else {
            if paths.is_empty() {
                return Ok(Vec::new());
            }
            let message = format!("{}: “{key}” names files, but none can be read here", self.scope);
            return Err(Error::new(ErrorKind::Setting, message));
        };
        paths
            .into_iter()
            .map(|path| load(&path).map(|content| (path, content)))
            .collect()
    }

    /// Refuses whatever was not asked for.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] that names the unknown key and the nearest known one.
    pub fn finish(self) -> Result<(), Error> {
        let Some(unknown) = self.values.keys().next() else {
            return Ok(());
        };
        let hint = nearest(unknown, self.known.iter().map(String::as_str))
            .map(|known| format!("; did you mean “{known}”?"))
            .unwrap_or_default();
        Err(Error::new(
            ErrorKind::Setting,
            format!("{}: unknown key “{unknown}”{hint}", self.scope),
        ))
    }
}

/// The candidate nearest to `word` by edit distance, if one is near enough to have been meant.
pub(crate) fn nearest<'c>(word: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    candidates
        .map(|candidate| (edit_distance(word, candidate), candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count().min(word.len()) / 3)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance in characters.
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(pairs: &[(&str, Setting)]) -> Settings {
        let values = pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.clone()))
            .collect();
        Settings::new("[stages.x]", values)
    }

    #[test]
    fn unknown_keys_are_refused_with_the_nearest_known_one() {
        let mut it = settings(&[("hyphen", Setting::Bool(true))]);
        assert_eq!(it.bool("hyphens").unwrap(), None);
        assert_eq!(
            it.finish().unwrap_err().to_string(),
            "[stages.x]: unknown key “hyphen”; did you mean “hyphens”?"
        );
        let mut far = settings(&[("colour", Setting::Bool(true))]);
        far.bool("hyphens").unwrap();
        assert_eq!(
            far.finish().unwrap_err().to_string(),
            "[stages.x]: unknown key “colour”"
        );
    }

    #[test]
    fn values_of_the_wrong_type_are_named() {
        let mut it = settings(&[("n", Setting::Str("three".into())), ("m", Setting::Int(-1))]);
        let message = it.count("n").unwrap_err().to_string();
        assert_eq!(
            message,
            "[stages.x]: “n” is a string, but takes a whole number, zero or more"
        );
        assert!(it.count("m").is_err());
    }

    #[test]
    fn one_string_is_a_list_of_one() {
        let mut it =
            settings(&[("files", Setting::Str("a.tsv".into()))]).with_files(|path| Ok(path.repeat(2)));
        assert_eq!(
            it.files("files").unwrap(),
            [("a.tsv".to_owned(), "a.tsva.tsv".to_owned())]
        );
        it.finish().unwrap();
    }

    #[test]
    fn distances() {
        for (a, b, distance) in [
            ("", "", 0),
            ("abc", "", 3),
            ("kitten", "sitting", 3),
            ("ab", "ba", 2),
        ] {
            assert_eq!(edit_distance(a, b), distance, "{a} {b}");
        }
    }
}
