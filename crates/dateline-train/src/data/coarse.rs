//! Names on sets of coarse labels, PER, ORG, LOC and MISC: what the set says, and what we say, put alike.
//!
//! GPE, LOC and FAC count as LOC, and, where MISC is scored, everything that is no person, organization or
//! place as MISC.

use super::bio;
use dateline_core::Document;
use dateline_core::layers::{Label, Mention, Names, tokens_within};
use dateline_eval::Labelled;
use dateline_tagger::lexicon::{Lexicon, Roles, hash};
use std::collections::HashMap;

/// One name of ours on a set: tokens and coarse label, how sure, and what found it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ours<'a> {
    /// First token, one past the last, label.
    pub it: Labelled<'a>,
    /// In 0 to 1.
    pub confidence: f32,
    /// The rule or model.
    pub rule: &'a str,
}

/// The coarse label of a fine one; `None` for what the sets do not annotate.
#[must_use]
pub fn coarse(label: Label, misc: bool) -> Option<&'static str> {
    match label {
        Label::Person => Some("PER"),
        Label::Org => Some("ORG"),
        Label::Gpe | Label::Loc | Label::Fac => Some("LOC"),
        Label::Title | Label::Url | Label::Email | Label::Handle => None,
        _ => misc.then_some("MISC"),
    }
}

/// The names that a set has in a text.
#[must_use]
pub fn gold(piece: &bio::Doc, misc: bool) -> Vec<Labelled<'static>> {
    let name = |entity: &bio::Entity| {
        let label = match entity.label.as_str() {
            "PER" => "PER",
            "ORG" => "ORG",
            "LOC" => "LOC",
            "MISC" | "EVENT" if misc => "MISC",
            _ => return None,
        };
        Some((entity.first as u32, entity.end as u32, label))
    };
    piece.entities.iter().filter_map(name).collect()
}

/// The names that we found in it.
#[must_use]
pub fn ours<'a>(doc: &'a Document, piece: &bio::Doc, misc: bool) -> Vec<Ours<'a>> {
    let name = |name: &Mention| {
        let tokens = tokens_within(&piece.tokens, name.span);
        Some(Ours {
            it: (tokens.start as u32, tokens.end as u32, coarse(name.label, misc)?),
            confidence: name.confidence,
            rule: doc.get(name.rule),
        })
    };
    let names = doc.layer::<Names>().unwrap_or_default();
    names.iter().filter_map(name).collect()
}

/// Joins titles and courtesy to the persons behind them, as GUM's annotation has it: "President", a title of ours, and
/// "Biden" become one person. Of the persons in GUM's training part that a title or courtesy with a capital stands
/// before, nine of ten hold it; the ontology leaves it outside.
pub struct TitlesInside {
    lexicon: Lexicon,
}

impl TitlesInside {
    /// Reads which words are courtesy.
    ///
    /// # Errors
    /// None, unless the tagger's own data is broken.
    pub fn new() -> anyhow::Result<Self> {
        let lexicon = Lexicon::built_in().map_err(anyhow::Error::new)?;
        Ok(Self { lexicon })
    }

    /// Moves the beginnings of persons in `names`, which were found in `doc`.
    pub fn join(&self, doc: &Document, piece: &bio::Doc, names: &mut [Ours<'_>]) {
        let found = doc.layer::<Names>().unwrap_or_default();
        let titles = found.iter().filter(|name| name.label == Label::Title);
        let ends: HashMap<u32, u32> = titles
            .map(|title| tokens_within(&piece.tokens, title.span))
            .map(|tokens| (tokens.end as u32, tokens.start as u32))
            .collect();
        let surface = |at: u32| {
            let token = piece.tokens.get(at as usize);
            token
                .and_then(|token| piece.text.get(token.span.range()))
                .unwrap_or("")
        };
        let courtesy = |at: u32| self.lexicon.roles(hash(surface(at))).any(Roles::HONORIFIC);
        for name in names.iter_mut().filter(|name| name.it.2 == "PER") {
            let begins = |at: u32| piece.sentences.iter().any(|sentence| sentence.first == at);
            while !begins(name.it.0) {
                let title = ends.get(&name.it.0).copied();
                let before = name.it.0.checked_sub(1).filter(|at| courtesy(*at));
                let Some(first) = title
                    .or(before)
                    .filter(|at| surface(*at).starts_with(char::is_uppercase))
                else {
                    break;
                };
                name.it.0 = first;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::Span;
    use dateline_core::layers::MentionKind;

    #[test]
    fn titles_and_courtesy_join_persons() {
        let words = [
            "as",
            "President",
            "Ada",
            "Quist",
            ",",
            "Mr.",
            "Quist",
            "and",
            "minister",
            "Oke",
            "said",
        ];
        let tagged = words.map(|word| format!("{word}\tO\n")).concat();
        let piece = bio::parse(&tagged, 1).unwrap().remove(0);
        let mut doc = piece.document().unwrap();
        let names = [(1, 2, Label::Title), (2, 4, Label::Person), (6, 7, Label::Person)];
        let more = [(8, 9, Label::Title), (9, 10, Label::Person)];
        doc.insert(|_, out| {
            for (first, end, label) in names.into_iter().chain(more) {
                let (first, last): (usize, usize) = (first, end - 1);
                let span: Span = piece.tokens[first].span.join(piece.tokens[last].span);
                out.layer::<Names>()
                    .push(Mention::new(span, label, MentionKind::Name));
            }
            Ok(())
        })
        .unwrap();
        let mut found = ours(&doc, &piece, false);
        TitlesInside::new().unwrap().join(&doc, &piece, &mut found);
        let spans: Vec<_> = found.iter().map(|name| (name.it.0, name.it.1)).collect();
        assert_eq!(spans, [(1, 4), (5, 7), (9, 10)]);
    }
}
