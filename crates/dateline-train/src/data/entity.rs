//! Coreference in CoNLL-U's last column: `Entity=` as GUM writes it.
//!
//! The attribute holds opening brackets with a chain's number and its fields, separated by hyphens, and closing
//! brackets with the number: `(3-abstract-new-nnnnn-cf1-1-sgl)`, `(3-person-...`, `3)`.

use super::conllu::Doc;
use anyhow::{Context, Result};
use std::collections::HashMap;
use std::ops::Range;

/// One mention of the gold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its chain: the same number for all mentions of one thing of the document.
    pub chain: u32,
    /// What it is a mention of (`person`, `place`, `abstract`, ...).
    pub kind: String,
}

impl Mention {
    /// The token that governs the others: the first whose head is none of them.
    #[must_use]
    pub fn head(&self, doc: &Doc) -> usize {
        let outside = |at: &usize| {
            let head = doc.words.get(*at).and_then(|word| word.head);
            head.is_none_or(|head| !self.tokens.contains(&head))
        };
        self.tokens.clone().find(outside).unwrap_or(self.tokens.start)
    }
}

/// The mentions of a document, in the order in which they end.
///
/// # Errors
/// Brackets that do not pair.
pub fn mentions(doc: &Doc) -> Result<Vec<Mention>> {
    let mut found = Vec::new();
    let mut open: HashMap<u32, Vec<(usize, String)>> = HashMap::new();
    for (at, word) in doc.words.iter().enumerate() {
        let Some(value) = word.misc.split('|').find_map(|part| part.strip_prefix("Entity=")) else {
            continue;
        };
        let what = || format!("{}: Entity={value}", doc.id);
        let mut rest = value;
        while !rest.is_empty() {
            if let Some(inner) = rest.strip_prefix('(') {
                let end = inner.find(['(', ')']).unwrap_or(inner.len());
                let (fields, tail) = inner.split_at(end);
                let (number, fields) = fields.split_once('-').unwrap_or((fields, ""));
                let chain: u32 = number.parse().with_context(what)?;
                let kind = fields.split('-').next().unwrap_or("").to_owned();
                if let Some(tail) = tail.strip_prefix(')') {
                    found.push(Mention {
                        tokens: at..at + 1,
                        chain,
                        kind,
                    });
                    rest = tail;
                } else {
                    open.entry(chain).or_default().push((at, kind));
                    rest = tail;
                }
            } else {
                let (number, tail) = rest.split_once(')').with_context(what)?;
                let chain: u32 = number.parse().with_context(what)?;
                let (start, kind) = open.get_mut(&chain).and_then(Vec::pop).with_context(what)?;
                found.push(Mention {
                    tokens: start..at + 1,
                    chain,
                    kind,
                });
                rest = tail;
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::conllu;

    #[test]
    fn brackets_nest() {
        let text = "# newdoc id = d\n\
            1\tits\tits\tPRON\t_\t_\t2\tnmod:poss\t_\tEntity=(2-object-new-cf1-1-sgl(1-place-giv-cf2-1-ana)\n\
            2\tsea\tsea\tNOUN\t_\t_\t0\troot\t_\tEntity=2)\n\n";
        let docs = conllu::parse(text).unwrap();
        let found = mentions(&docs[0]).unwrap();
        let plain: Vec<_> = found
            .iter()
            .map(|it| (it.tokens.clone(), it.chain, it.kind.as_str()))
            .collect();
        assert_eq!(plain, [(0..1, 1, "place"), (0..2, 2, "object")]);
        assert_eq!(found[1].head(&docs[0]), 1);
        let broken = conllu::parse(&text.replace("Entity=2)", "Entity=3)")).unwrap();
        assert!(mentions(&broken[0]).is_err());
    }
}
