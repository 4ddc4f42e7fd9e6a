//! What the tests share: a network of random numbers, and documents.

pub(crate) mod accurate;

use dateline_core::layers::{Sentence, Sentences, Token, TokenClass, Tokens};
use dateline_core::{Document, Span};
use dateline_model::Embedded;
use dateline_syntax::pack::{Trained, pack};

pub(crate) const UPOS: &[&str] = &["ADJ", "ADP", "NOUN", "VERB", "PUNCT"];
pub(crate) const XPOS: &[&str] = &["JJ", "IN", "NN", "VB", "VBD", ".", ","];
pub(crate) const RELATIONS: &[&str] = &[
    "acl",
    "acl:relcl",
    "nsubj",
    "nsubj:pass",
    "root",
    "parataxis",
    "punct",
];
pub(crate) const NAMES: &[&str] = &["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-EVENT", "I-EVENT"];
pub(crate) const WORDS: &[&str] = &["", "the", "minister", "said", "000", "."];

const WIDTH: usize = 32;
const ARC: usize = 16;
const REL: usize = 16;

/// The sizes of a tensor: rows and columns.
fn sizes(name: &str) -> Option<(usize, usize)> {
    let (upos, xpos, relations) = (UPOS.len(), XPOS.len(), RELATIONS.len());
    let (layer, part) = name.rsplit_once('.').unwrap_or((name, ""));
    let (outputs, inputs) = match layer {
        "word" => (WORDS.len(), WIDTH),
        "affix" => (256, WIDTH),
        "shape" => (64, WIDTH),
        "ln0" | "ln1" | "ln2" => (WIDTH, 1),
        "rnn1.ln" | "rnn2.ln" | "rnn3.ln" => (2 * WIDTH, 1),
        "conv1" | "conv2" => (WIDTH, 3 * WIDTH),
        "light_upos" => (upos, WIDTH),
        "light_xpos" => (xpos, WIDTH),
        "rnn1" => (6 * WIDTH, WIDTH),
        "rnn2" | "rnn3" => (6 * WIDTH, 2 * WIDTH),
        "upos" => (upos, 2 * WIDTH),
        "xpos" => (xpos, 2 * WIDTH),
        "names" => (NAMES.len(), 2 * WIDTH),
        "arc_dep" | "arc_head" => (ARC, 2 * WIDTH),
        "arc_q" => (ARC, ARC),
        "rel_dep" | "rel_head" => (REL, 2 * WIDTH),
        "rel_sum" | "rel_prod" => (relations, REL),
        "rel" => (relations, 1),
        "arc_dist" => (33, 1),
        "arc_root" => (ARC, 1),
        "arc_root_bias" => (1, 1),
        _ => return None,
    };
    Some(if part == "b" {
        (outputs, 1)
    } else {
        (outputs, inputs)
    })
}

/// The numbers of a tensor, the same each time.
pub(crate) fn tensor(name: &str) -> Option<Vec<f32>> {
    let (rows, columns) = sizes(name)?;
    let mut state = name.bytes().fold(7u64, |state, byte| {
        state.wrapping_mul(0x100_0000_01b3) ^ u64::from(byte)
    });
    let spread = 2.0 / (columns as f32).sqrt();
    let numbers = (0..rows * columns).map(|_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let unit = ((state >> 40) as f32 / (1u64 << 24) as f32) * 2.0 - 1.0;
        if name.ends_with(".g") {
            1.0 + 0.3 * unit
        } else {
            spread * unit
        }
    });
    Some(numbers.collect())
}

/// A model file of random numbers.
pub(crate) fn model() -> Embedded {
    let owned = |list: &[&str]| -> Vec<String> { list.iter().map(|name| (*name).to_owned()).collect() };
    let bytes = pack(&Trained {
        tensor: &tensor,
        words: &owned(WORDS),
        upos: &owned(UPOS),
        xpos: &owned(XPOS),
        relations: &owned(RELATIONS),
        names: &owned(NAMES),
    });
    Embedded::from_slice(&bytes.unwrap())
}

/// A document of sentences with spaces between their tokens.
pub(crate) fn document(sentences: &[&str]) -> Document {
    let mut doc = Document::from_text(&sentences.join("\n")).unwrap();
    doc.insert(|_, out| {
        let (mut at, mut first) = (0, 0);
        for text in sentences {
            let start = at;
            for word in text.split(' ') {
                out.layer::<Tokens>()
                    .push(Token::new(Span::at(at, word.len()), TokenClass::Word));
                at += word.len() + 1;
            }
            let end = out.layer::<Tokens>().len() as u32;
            out.layer::<Sentences>().push(Sentence {
                span: Span::at(start, text.len()),
                first,
                end,
                paragraph: false,
            });
            first = end;
        }
        Ok(())
    })
    .unwrap();
    doc
}
