//! Lemmas that users bring; the format is told at [`super::Lemmas::add_exceptions`].

use super::form::Form;
use crate::table::{Entry, Key, Table};
use dateline_core::layers::Upos;
use dateline_model::{Error, ErrorKind};
use std::collections::BTreeMap;

/// The class of lines for any tag, behind those of the tags.
const ANY: u16 = Upos::ALL.len() as u16;

/// The lists read so far.
#[derive(Clone, Debug, Default)]
pub(super) struct UserLemmas {
    /// Class and form, and the index of the lemma.
    known: BTreeMap<(u16, Box<str>), u16>,
    lemmas: Vec<Box<str>>,
    table: Table,
}

impl UserLemmas {
    /// Adds what `content` says.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`] with file and line.
    pub(super) fn add(&mut self, name: &str, content: &str) -> Result<(), Error> {
        for (number, line) in content.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            self.line(line).map_err(|reason| {
                Error::new(ErrorKind::Shape, format!("{name}, line {}: {reason}", number + 1))
            })?;
        }
        let entries: Vec<Entry> = self
            .known
            .iter()
            .map(|((class, form), lemma)| (*class, form.as_bytes().to_vec(), Vec::new(), *lemma))
            .collect();
        self.table = Table::build(&entries);
        Ok(())
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
        let [form, tag, lemma] = fields[..] else {
            return Err("there are not three fields: form, tag, lemma".to_owned());
        };
        if form.is_empty() || lemma.is_empty() {
            return Err("form or lemma is empty".to_owned());
        }
        if Form::new(form).folded().is_empty() {
            return Err(format!("“{form}” is too long"));
        }
        let class = match tag {
            "*" => ANY,
            tag => Upos::from_name(tag).ok_or_else(|| format!("“{tag}” is no universal tag"))? as u16,
        };
        let index = u16::try_from(self.lemmas.len()).map_err(|_| "there are too many lines")?;
        self.lemmas.push(lemma.into());
        self.known.insert((class, form.into()), index);
        Ok(())
    }

    /// The user's lemma of a word.
    #[inline]
    pub(super) fn get(&self, form: &Form<'_>, upos: Upos) -> Option<&str> {
        if self.lemmas.is_empty() {
            return None;
        }
        let written = form.has_capitals().then(|| Key::new(form.text().as_bytes()));
        [upos as u16, ANY]
            .into_iter()
            .flat_map(|class| [written, Some(form.key())].map(|key| (class, key)))
            .find_map(|(class, key)| self.table.get(class, key?, Key::NONE))
            .and_then(|index| self.lemmas.get(usize::from(index)))
            .map(AsRef::as_ref)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_line_counts() {
        let mut user = UserLemmas::default();
        user.add(
            "a.tsv",
            "# ours\n\nfolx\t*\tfolk\nfolx\tNOUN\tfolks\nUSs\tPROPN\tUS\n",
        )
        .unwrap();
        let get = |form, upos| user.get(&Form::new(form), upos);
        assert_eq!(get("Folx", Upos::Noun), Some("folks"));
        assert_eq!(get("folx", Upos::Verb), Some("folk"));
        assert_eq!(get("USs", Upos::Propn), Some("US"));
        assert_eq!(get("uss", Upos::Propn), None);
        user.add("b.tsv", "folx\tNOUN\tfolxen").unwrap();
        assert_eq!(user.get(&Form::new("folx"), Upos::Noun), Some("folxen"));
        assert_eq!(user.get(&Form::new("USs"), Upos::Propn), Some("US"));
    }

    #[test]
    fn bad_lines_are_named() {
        let error = |content| {
            UserLemmas::default()
                .add("c.tsv", content)
                .unwrap_err()
                .to_string()
        };
        assert!(error("a\tNOUN").starts_with("c.tsv, line 1: there are not three fields"));
        assert!(error("\na\tNOUM\tb").starts_with("c.tsv, line 2: “NOUM”"));
        assert!(error("\t*\tb").starts_with("c.tsv, line 1: form or lemma"));
    }
}
