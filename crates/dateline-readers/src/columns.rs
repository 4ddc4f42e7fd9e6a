//! Which columns of a table hold what: the names of `data/fields.tsv` or of the settings, found in a header.

use crate::fields::{Fields, Node, Want};
use std::sync::LazyLock;

/// The columns of one file: for each the fields that it is a value of.
#[derive(Debug)]
pub(crate) struct Columns {
    wants: Vec<Vec<Want>>,
}

impl Columns {
    /// Looks the columns of `header` up. A name counts as it stands, or else without regard to case and with
    /// `_` for blanks and hyphens (`Publication Date`).
    ///
    /// The error says under which names the text was looked for and which columns there are.
    pub(crate) fn new(fields: &Fields, header: &[String]) -> Result<Self, String> {
        let wants: Vec<Vec<Want>> = header
            .iter()
            .map(|name| find(&fields.root, name).map_or_else(Vec::new, |node| node.wants.clone()))
            .collect();
        let is_text = |want: &Want| want.field == crate::fields::Field::Text;
        if !wants.iter().flatten().any(is_text) {
            return Err(format!(
                "no column of the text: looked for {} among {}",
                fields.text_names.join(", "),
                shortened(&header.join(", "))
            ));
        }
        Ok(Self { wants })
    }

    /// How many columns there are.
    pub(crate) fn len(&self) -> usize {
        self.wants.len()
    }

    /// What the column of this number is a value of.
    pub(crate) fn wants(&self, column: usize) -> &[Want] {
        self.wants.get(column).map_or(&[], Vec::as_slice)
    }
}

/// Whether one of `header` is a name under which texts are known: what a look at first bytes goes by.
pub(crate) fn names_a_text<'h>(mut header: impl Iterator<Item = &'h str>) -> bool {
    static KNOWN: LazyLock<Fields> = LazyLock::new(Fields::known);
    let is_text = |want: &Want| want.field == crate::fields::Field::Text;
    header.any(|name| find(&KNOWN.root, name).is_some_and(|node| node.wants.iter().any(is_text)))
}

fn find<'f>(root: &'f Node, name: &str) -> Option<&'f Node> {
    root.find(name.trim()).map(|(_, node)| node)
}

/// A list for people, cut where it gets long.
fn shortened(list: &str) -> String {
    match list.char_indices().nth(200) {
        Some((cut, _)) => format!("{}…", &list[..cut]),
        None => list.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Field;

    #[test]
    fn names_as_they_stand_and_loosely() {
        let header = ["Publication Date", "maintext", "x", "AUTHOR"].map(str::to_owned);
        let columns = Columns::new(&Fields::known(), &header).unwrap();
        let field = |column| columns.wants(column).first().map(|want| want.field);
        assert_eq!(
            [field(0), field(1), field(2), field(3), field(4)],
            [
                Some(Field::Published),
                Some(Field::Text),
                None,
                Some(Field::Byline),
                None
            ]
        );
        let error = Columns::new(&Fields::known(), &["a".to_owned()]).unwrap_err();
        assert!(error.ends_with("among a"), "{error}");
    }
}
