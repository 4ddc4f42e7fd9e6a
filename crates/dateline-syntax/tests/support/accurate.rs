//! An accurate network of random numbers, small enough for tests.

use dateline_model::Embedded;
use dateline_syntax::accurate::SHAPES;
use dateline_syntax::accurate::pack::{Characters, Trained, pack};

pub(crate) const WIDTH: usize = 32;
pub(crate) const LAYERS: usize = 2;
pub(crate) const ATTENTION: usize = 2;
/// So few that sentences of some words need several windows.
pub(crate) const POSITIONS: usize = 24;
const WIDE: usize = 64;
const SHAPE: usize = 8;
const ARC: usize = 32;
const REL: usize = 16;
const INNER: usize = 16;
const UPOS: &[&str] = &["ADJ", "ADP", "NOUN", "VERB", "PUNCT"];
const XPOS: &[&str] = &["JJ", "IN", "NN", "VB", "VBD", ".", ","];
const FEATS: &[&str] = &["_", "Number=Sing", "Number=Plur"];
const RELATIONS: &[&str] = &["acl:relcl", "nsubj", "root", "parataxis", "punct"];
const NAMES: &[&str] = &["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-TIME", "I-TIME"];

/// Special pieces, some words and endings, and all small letters and digits, at the beginning of a word and in it.
pub(crate) fn pieces() -> Vec<String> {
    let words = [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "minister", "said", "##s", "un", "##known", ".", ",", "’",
        "-",
    ];
    let letters = ('a'..='z').chain('0'..='9');
    let letters = letters.flat_map(|letter| [letter.to_string(), format!("##{letter}")]);
    let mut all: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    for letter in letters {
        if !all.contains(&letter) {
            all.push(letter);
        }
    }
    all
}

/// What a normalizer would make of some characters.
pub(crate) fn characters() -> Characters {
    let mut becomes: Vec<(char, String)> = ('A'..='Z')
        .map(|letter| (letter, letter.to_ascii_lowercase().to_string()))
        .collect();
    becomes.extend([('À', 'a'), ('Ü', 'u'), ('é', 'e'), ('ü', 'u')].map(|(from, to)| (from, to.to_string())));
    Characters {
        drop: vec![[0, 8], [0x300, 0x36f]],
        space: vec![[9, 10], [32, 32], [0xa0, 0xa0]],
        alone: vec![
            [33, 47],
            [58, 64],
            [91, 96],
            [123, 126],
            [0x2010, 0x2027],
            [0x4e00, 0x9fff],
        ],
        becomes,
    }
}

/// The sizes of a tensor: rows and columns.
fn sizes(name: &str) -> Option<(usize, usize)> {
    let (layer, part) = name.rsplit_once('.').unwrap_or((name, ""));
    let inner = layer.rsplit_once("layer.").map_or(layer, |(_, rest)| {
        let (number, inner) = rest.split_once('.').unwrap_or(("9", ""));
        let there = number.parse::<usize>().is_ok_and(|number| number < LAYERS);
        if there { inner } else { "" }
    });
    let (outputs, inputs) = match inner {
        "encoder.embeddings.word_embeddings" => (pieces().len(), WIDTH),
        "encoder.embeddings.position_embeddings" => (POSITIONS, WIDTH),
        "encoder.embeddings.token_type_embeddings" => (2, WIDTH),
        "encoder.embeddings.LayerNorm" | "attention.output.LayerNorm" | "output.LayerNorm" | "mix.2" => {
            (WIDTH, 1)
        }
        "attention.self.query" | "attention.self.key" | "attention.self.value" | "attention.output.dense" => {
            (WIDTH, WIDTH)
        }
        "intermediate.dense" => (WIDE, WIDTH),
        "output.dense" => (WIDTH, WIDE),
        "mix.0" => (WIDTH, 2 * WIDTH + SHAPE),
        "shape" => (SHAPES, SHAPE),
        "tags.upos" => (UPOS.len(), WIDTH),
        "tags.xpos" => (XPOS.len(), WIDTH),
        "tags.feats" => (FEATS.len(), WIDTH),
        "arc_dep.0" | "arc_head.0" => (ARC, WIDTH),
        "rel_dep.0" | "rel_head.0" => (REL, WIDTH),
        "layers" | "name_layers" => (1, LAYERS),
        "source" => (3, WIDTH),
        "names.0" => (INNER, WIDTH),
        "names.3" => (NAMES.len(), INNER),
        "root" => (WIDTH, 1),
        "arc" => (ARC + 1, ARC),
        "rel" => (RELATIONS.len() * (REL + 1), REL + 1),
        _ => return None,
    };
    Some(if part == "bias" {
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
    let gain = name.ends_with("LayerNorm.weight") || name == "mix.2.weight";
    let numbers = (0..rows * columns).map(|_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let unit = ((state >> 40) as f32 / (1u64 << 24) as f32) * 2.0 - 1.0;
        if gain { 1.0 + 0.3 * unit } else { spread * unit }
    });
    Some(numbers.collect())
}

/// A model file of random numbers.
pub(crate) fn model() -> Embedded {
    let owned = |list: &[&str]| -> Vec<String> { list.iter().map(|name| (*name).to_owned()).collect() };
    let lists = [
        ("upos", owned(UPOS)),
        ("xpos", owned(XPOS)),
        ("feats", owned(FEATS)),
        ("deprel", owned(RELATIONS)),
        ("names", owned(NAMES)),
    ];
    let labels: Vec<(&str, &[String])> = lists.iter().map(|(name, list)| (*name, &list[..])).collect();
    let bytes = pack(&Trained {
        tensor: &tensor,
        layers: LAYERS,
        attention: ATTENTION,
        labels: &labels,
        pieces: &pieces(),
        sources: &[0, 2],
        characters: &characters(),
    });
    Embedded::from_slice(&bytes.unwrap())
}
