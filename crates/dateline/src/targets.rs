//! Which formats are written, and where each goes.

use anyhow::{Result, bail};
use dateline_core::Registry;
use std::path::{Path, PathBuf};

/// One format and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    /// The format's name.
    pub(crate) format: String,
    /// Its file or folder; `None` for standard output.
    pub(crate) path: Option<PathBuf>,
}

/// Decides on formats and places from `-o` and `--format`.
///
/// - `-`: one format that can be a stream.
/// - a folder (it is one already, its name ends in a slash, or several formats go there): each format under
///   its own name in it, `articles.jsonl`, `csv/`.
/// - anything else: the one format's file or folder.
///
/// A format that is named twice is written once. Several formats are refused a name that says one file (`out.csv`),
/// and two that would write the same file are refused each other.
pub(crate) fn place(registry: &Registry, output: &str, formats: &[String]) -> Result<Vec<Placed>> {
    let names: Vec<String> = if formats.is_empty() {
        vec![by_ending(registry, output).unwrap_or("jsonl").to_owned()]
    } else {
        let mut names = formats.to_vec();
        names.sort();
        names.dedup();
        names
    };
    for name in &names {
        registry.find_format(name)?;
    }
    if output == "-" {
        let [name] = &names[..] else {
            bail!("standard output takes one format; give -o FOLDER for several")
        };
        if registry.find_format(name)?.folder {
            bail!("the format “{name}” writes a folder; give it one with -o FOLDER");
        }
        return Ok(vec![Placed {
            format: name.clone(),
            path: None,
        }]);
    }
    let path = Path::new(output);
    let says_folder = output.ends_with(['/', std::path::MAIN_SEPARATOR]) || path.is_dir();
    if names.len() > 1
        && !says_folder
        && let Some(one) = by_ending(registry, output)
    {
        bail!(
            "{output} is named like a file of the format “{one}”, and several formats go into a folder: \
             give -o {output}/ if it shall be called that"
        );
    }
    if names.len() > 1 || says_folder {
        let placed: Vec<Placed> = names
            .into_iter()
            .map(|format| {
                let spec = registry.find_format(&format)?;
                let name = match spec.endings.first() {
                    Some(ending) if !spec.folder => format!("articles{ending}"),
                    _ => format.clone(),
                };
                Ok(Placed {
                    path: Some(path.join(name)),
                    format,
                })
            })
            .collect::<Result<_>>()?;
        for (index, one) in placed.iter().enumerate() {
            if let Some(other) = placed.iter().skip(index + 1).find(|it| it.path == one.path) {
                let (one, other) = (&one.format, &other.format);
                bail!("the formats “{one}” and “{other}” would write the same file: run one after the other");
            }
        }
        return Ok(placed);
    }
    Ok(names
        .into_iter()
        .map(|format| Placed {
            format,
            path: Some(path.to_owned()),
        })
        .collect())
}

/// The format that the ending of `output` says; of several the one with the longest ending (`.daily.csv`).
pub(crate) fn by_ending<'r>(registry: &'r Registry, output: &str) -> Option<&'r str> {
    let output = output.to_lowercase();
    registry
        .formats()
        .flat_map(|(name, spec)| spec.endings.iter().map(move |ending| (name, *ending)))
        .filter(|(_, ending)| output.ends_with(ending))
        .min_by_key(|(_, ending)| std::cmp::Reverse(ending.len()))
        .map(|(name, _)| name)
}

/// Where faults go by default: beside the output, under its name. Standard output has no such place.
pub(crate) fn default_error_file(output: &str) -> Option<PathBuf> {
    let trimmed = output.trim_end_matches(['/', std::path::MAIN_SEPARATOR]);
    if output == "-" {
        None
    } else if trimmed.is_empty() || trimmed == "." || trimmed == ".." {
        // There is no beside: it goes inside.
        Some(Path::new(output).join("errors.jsonl"))
    } else {
        Some(PathBuf::from(format!("{trimmed}.errors.jsonl")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(output: &str, formats: &[&str], expected: &str) {
        let mut registry = Registry::new();
        crate::writers::plugin(&mut registry).unwrap();
        let formats: Vec<String> = formats.iter().map(|&format| format.to_owned()).collect();
        let placed = match place(&registry, output, &formats) {
            Ok(placed) => placed
                .iter()
                .map(|it| {
                    let path = it
                        .path
                        .as_ref()
                        .map_or("-".into(), |path| path.display().to_string());
                    format!("{} {path}", it.format)
                })
                .collect::<Vec<_>>()
                .join("; "),
            Err(error) => format!("{error:#}"),
        };
        assert!(placed.starts_with(expected), "{output} {formats:?}: {placed}");
    }

    #[test]
    fn formats_and_places() {
        check("-", &[], "jsonl -");
        check("-", &["conllu"], "conllu -");
        check("-", &["jsonl", "conllu"], "standard output takes one format");
        check("-", &["brat"], "the format “brat” writes a folder");
        check("-", &["jsnl"], "there is no format “jsnl”; did you mean “jsonl”?");
        check("out.conllu", &[], "conllu out.conllu");
        check("out.dat", &[], "jsonl out.dat");
        check("out/", &[], "jsonl out/articles.jsonl");
        check("out", &["csv", "jsonl"], "csv out/csv; jsonl out/articles.jsonl");
        check("events.daily.csv", &[], "daily events.daily.csv");
        check("out", &["csv", "csv"], "csv out");
        check(
            "out.csv/",
            &["csv", "jsonl"],
            "csv out.csv/csv; jsonl out.csv/articles.jsonl",
        );
        check(
            "out.csv",
            &["csv", "jsonl"],
            "out.csv is named like a file of the format “csv”, and several",
        );
        check("out", &["brat"], "brat out");
    }

    #[test]
    fn formats_that_would_write_the_same_file() {
        let mut registry = Registry::new();
        crate::writers::plugin(&mut registry).unwrap();
        let twin = crate::core::FormatSpec {
            summary: "a stranger's",
            endings: &[".jsonl"],
            folder: false,
            open: Box::new(|_, _| {
                Err(dateline_core::Error::new(
                    dateline_core::ErrorKind::Setting,
                    "never opened",
                ))
            }),
        };
        registry.format("acme/lines", twin).unwrap();
        let formats = ["jsonl", "acme/lines"].map(str::to_owned);
        let error = place(&registry, "out/", &formats).unwrap_err().to_string();
        assert!(
            error.contains("“acme/lines” and “jsonl” would write the same file"),
            "{error}"
        );
    }

    #[test]
    fn error_files() {
        assert_eq!(default_error_file("-"), None);
        assert_eq!(
            default_error_file("a/out.jsonl"),
            Some("a/out.jsonl.errors.jsonl".into())
        );
        assert_eq!(default_error_file("a/out/"), Some("a/out.errors.jsonl".into()));
        assert_eq!(default_error_file("."), Some("./errors.jsonl".into()));
    }
}
