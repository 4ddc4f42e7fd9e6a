//! From what a network chose to the layers: trees, and the strings that many words share.

use crate::forward::ROOT;
use crate::labels::Labels;
use crate::lemma::{Form, Lemma, Lemmas};
use crate::pieces::Piece;
use dateline_core::layers::{Dependency, Deprel, Parse, Token, UdRel, Upos};
use dateline_core::{Id, Output, Span, TextRef};

/// What was chosen for one token.
#[derive(Clone, Copy)]
pub(crate) struct Word {
    pub(crate) upos: u8,
    pub(crate) xpos: u8,
    pub(crate) relation: u8,
    /// Index of the head among the document's tokens, or [`ROOT`].
    pub(crate) head: u32,
}

/// Hangs the trees of a sentence's later pieces below that of its first.
pub(crate) fn join(pieces: &[Piece], labels: &Labels, words: &mut [Word]) {
    let parataxis = labels.parataxis as u8;
    let mut root = ROOT;
    for piece in pieces {
        let words = words.get_mut(piece.tokens.clone()).unwrap_or_default();
        let Some((at, word)) = words.iter_mut().enumerate().find(|(_, word)| word.head == ROOT) else {
            continue;
        };
        if piece.goes_on && root != ROOT {
            word.head = root;
            word.relation = parataxis;
        } else {
            root = (piece.tokens.start + at) as u32;
        }
    }
}

/// Writes what was chosen as the layer of trees.
pub(crate) fn write_trees(words: &[Word], labels: &Labels, strings: &mut Strings, out: &mut Output<'_>) {
    for word in words {
        let (relation, subtype) = labels
            .relations
            .get(usize::from(word.relation))
            .map_or((UdRel::Dep, ""), |(relation, subtype)| {
                (*relation, subtype.as_str())
            });
        let subtype = keep(&mut strings.subtypes, word.relation.into(), subtype, out);
        out.layer::<Parse>().push(Dependency {
            head: (word.head != ROOT).then(|| Id::new(word.head)),
            deprel: Deprel { relation, subtype },
        });
    }
}

/// Strings that the document at hand has already, by the number of their label.
#[derive(Default)]
pub(crate) struct Strings {
    pub(crate) xpos: Vec<Option<TextRef>>,
    pub(crate) feats: Vec<Option<TextRef>>,
    subtypes: Vec<Option<TextRef>>,
    lemma: String,
}

impl Strings {
    /// Forgets the strings of the document before.
    pub(crate) fn begin(&mut self, feats: usize) {
        let labels = usize::from(u8::MAX) + 1;
        for (list, count) in [
            (&mut self.xpos, labels),
            (&mut self.feats, feats),
            (&mut self.subtypes, labels),
        ] {
            list.clear();
            list.resize(count, None);
        }
    }

    pub(crate) fn lemma(
        &mut self,
        lemmas: &Lemmas,
        form: &Form<'_>,
        upos: Upos,
        xpos: &str,
        token: Token,
        out: &mut Output<'_>,
    ) -> TextRef {
        match lemmas.lemma(form, upos, xpos, &mut self.lemma) {
            Lemma::Form => TextRef::of_span(token.span),
            Lemma::Start(length) => TextRef::of_span(Span::at(token.span.start() as usize, length)),
            Lemma::Written => out.intern(&self.lemma),
        }
    }
}

pub(crate) fn keep(list: &mut [Option<TextRef>], label: usize, name: &str, out: &mut Output<'_>) -> TextRef {
    match list.get_mut(label) {
        Some(place) => *place.get_or_insert_with(|| out.intern(name)),
        None => TextRef::EMPTY,
    }
}
