//! Which arguments say when and where: by names and values where they have been found, by words otherwise.

use super::frame::Argument;
use super::lexicon::list;
use super::tree::Tree;
use dateline_core::layers::{ArgumentRole, Label, Mention, Names, UdRel, Upos, Values};
use dateline_core::{Span, View};

/// Finds times and places among nouns behind prepositions, nouns of measure, and adverbs.
pub(super) fn refine(doc: View<'_>, tree: &Tree, arguments: &mut [Argument]) {
    for argument in arguments {
        if !matches!(argument.role, ArgumentRole::Oblique | ArgumentRole::Adverb) {
            continue;
        }
        let word = argument.word;
        let value = label(doc.layer::<Values>(), tree.word_span(word));
        if tree.is(word, list::TIME) || matches!(value, Some(Label::Date | Label::Time)) {
            argument.role = ArgumentRole::Time;
            continue;
        }
        let stands = tree.is(word, list::PLACE_ADVERB)
            || tree
                .kid(word, UdRel::Case)
                .is_some_and(|case| tree.is(case, list::WHERE));
        let is_place = match doc.layer::<Names>() {
            Some(names) => match label(Some(names), tree.word_span(word)) {
                Some(label) => matches!(label, Label::Gpe | Label::Loc | Label::Fac),
                None => tree.is(word, list::PLACE_ADVERB | list::PLACE_NOUN),
            },
            None => tree.is_a(word, Upos::Propn) || tree.is(word, list::PLACE_ADVERB | list::PLACE_NOUN),
        };
        if stands && is_place {
            argument.role = ArgumentRole::Place;
        }
    }
}

/// The label of the mention that holds a word.
fn label(mentions: Option<&[Mention]>, word: Span) -> Option<Label> {
    let mentions = mentions?;
    let at = mentions.partition_point(|mention| mention.span.end() <= word.start());
    let mention = mentions.get(at)?;
    mention.span.overlaps(word).then_some(mention.label)
}
