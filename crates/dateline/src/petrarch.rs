//! Which dictionaries a folder of PETRARCH's holds, for `--petrarch FOLDER`.
//!
//! A `PETR_config.ini` says it as PETRARCH reads it: `verbfile_name`, `actorfile_list`, `agentfile_name`,
//! `discardfile_name`, beside it or in a folder `dictionaries` beside or above it. Without one the folder's own
//! `.txt` files are taken by their names, of which one may hold verbs.

use anyhow::{Context, Result, bail};
use dateline_relations::petrarch::DictionaryKind;
use std::path::{Path, PathBuf};

/// The keys of `PETR_config.ini` that name dictionaries.
const KEYS: [&str; 4] = [
    "actorfile_list",
    "agentfile_name",
    "verbfile_name",
    "discardfile_name",
];

/// The dictionary files of a folder, in an order that does not depend on the file system.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let folder = std::path::absolute(folder).with_context(|| folder.display().to_string())?;
    let config = folder.join("PETR_config.ini");
    if config.is_file() {
        let text = std::fs::read_to_string(&config).with_context(|| config.display().to_string())?;
        let found: Result<Vec<PathBuf>> = named(&text).map(|name| locate(&folder, name)).collect();
        return found.with_context(|| config.display().to_string());
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
        if name.ends_with(".txt") && DictionaryKind::of_name(name).is_some() {
            found.push(path);
        }
    }
    found.sort();
    let is_verbs = |path: &&PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.and_then(DictionaryKind::of_name) == Some(DictionaryKind::Verbs)
    };
    let verbs: Vec<String> = found
        .iter()
        .filter(is_verbs)
        .map(|path| path.display().to_string())
        .collect();
    if verbs.len() > 1 {
        bail!(
            "{} has several verb dictionaries ({}); say which in a PETR_config.ini (verbfile_name = ...) or under \
             [stages.events] in dateline.toml (petrarch = [...])",
            folder.display(),
            verbs.join(", ")
        );
    }
    if found.is_empty() {
        bail!("{} has no dictionaries of PETRARCH", folder.display());
    }
    Ok(found)
}

/// The files that a configuration names.
fn named(text: &str) -> impl Iterator<Item = &str> {
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with(['#', ';']));
    let pairs = lines.filter_map(|line| line.split_once('='));
    let values = pairs
        .filter(|(key, _)| KEYS.contains(&key.trim()))
        .map(|(_, value)| value);
    values
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|name| !name.is_empty())
}

fn locate(folder: &Path, name: &str) -> Result<PathBuf> {
    let parent = folder.parent().unwrap_or(folder);
    let places = [
        folder.join(name),
        folder.join("dictionaries").join(name),
        parent.join("dictionaries").join(name),
    ];
    let found = places.iter().find(|path| path.is_file());
    found.cloned().with_context(|| format!("there is no file {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            std::fs::write(folder.path().join(name), "X [Y]\n").unwrap();
        }
        folder
    }

    fn names(found: &[PathBuf]) -> Vec<&str> {
        let names = found
            .iter()
            .map(|path| path.file_name().and_then(|name| name.to_str()));
        names.flatten().collect()
    }

    #[test]
    fn files_are_known_by_their_names() {
        let it = folder(&[
            "b.actors.txt",
            "a.agents.txt",
            "CAMEO.2.0.txt",
            "issues.txt",
            "actors.csv",
        ]);
        assert_eq!(
            names(&files(it.path()).unwrap()),
            ["CAMEO.2.0.txt", "a.agents.txt", "b.actors.txt"]
        );
        assert!(files(folder(&["x.md"]).path()).is_err());
    }

    #[test]
    fn of_several_verb_files_the_configuration_says_which() {
        let it = folder(&["b.actors.txt", "CAMEO.2.0.txt", "old.verbs.txt"]);
        let message = files(it.path()).unwrap_err().to_string();
        assert!(message.contains("several verb dictionaries"), "{message}");
        let ini = "[Dictionaries]\nverbfile_name = old.verbs.txt\n# actorfile_list = no.txt\nactorfile_list = b.actors.txt, \n";
        std::fs::write(it.path().join("PETR_config.ini"), ini).unwrap();
        assert_eq!(
            names(&files(it.path()).unwrap()),
            ["old.verbs.txt", "b.actors.txt"]
        );
        std::fs::write(it.path().join("PETR_config.ini"), "verbfile_name = none.txt").unwrap();
        assert!(files(it.path()).is_err());
    }
}
