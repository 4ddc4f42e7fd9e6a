//! The tables of features: the most frequent features on each level, where they are not those of the next.

use crate::data::tagged::{self, Word};
use dateline_core::layers::Upos;
use dateline_syntax::lemma::Form;
use dateline_syntax::training::{Builder, FeatsKey, SHAPES, folded, shape};
use std::collections::BTreeMap;

/// What is seen less often behind a word tells nothing.
const FEWEST: usize = 3;

type Counts = BTreeMap<u16, usize>;

fn most(counts: &Counts) -> u16 {
    let best = counts
        .iter()
        .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
    best.map_or(0, |(feats, _)| *feats)
}

/// What was counted on the four levels, and over all forms.
#[derive(Default)]
struct Seen {
    /// By pair of tags and key of the level.
    both: BTreeMap<(u16, FeatsKey), Counts>,
    before: BTreeMap<(u16, Vec<u8>), Counts>,
    form: BTreeMap<(u16, Vec<u8>), Counts>,
    shape: BTreeMap<(u16, usize), Counts>,
    own: BTreeMap<String, Counts>,
    upos: BTreeMap<Upos, Counts>,
}

/// Fills in the tables.
pub(super) fn learn(builder: &mut Builder, words: &[Word]) {
    let mut seen = Seen::default();
    for (word, before) in tagged::each(words).filter(|(word, _)| word.is_whole()) {
        let feats = builder.feats_index(&word.feats);
        let form = Form::new(&word.form);
        let pair = builder.pair(word.upos, &word.xpos);
        let before_form = before.map(|word| Form::new(&word.form));
        let before = before_form.as_ref().zip(before);
        let before = before.map(|(form, word)| (form, word.upos, word.xpos.as_str()));
        let before = builder.before(before);
        let small = folded(&form).as_bytes().to_vec();
        let count = |counts: &mut Counts| *counts.entry(feats).or_default() += 1;
        if !small.is_empty() {
            count(
                seen.both
                    .entry((pair, (small.clone(), before.clone())))
                    .or_default(),
            );
            count(seen.form.entry((pair, small)).or_default());
        }
        if word.is_misspelt() {
            continue;
        }
        // The word before tells much of verbs; of other words only together with their form.
        if word.upos == Upos::Verb {
            count(seen.before.entry((pair, before)).or_default());
        }
        count(seen.shape.entry((pair, shape(&form))).or_default());
        count(seen.own.entry(word.xpos.clone()).or_default());
        count(seen.upos.entry(word.upos).or_default());
    }
    write(builder, &seen, words);
}

fn write(builder: &mut Builder, seen: &Seen, words: &[Word]) {
    let mut shapes: BTreeMap<u16, [u16; SHAPES]> = BTreeMap::new();
    for upos in Upos::ALL {
        for (xpos, own) in &seen.own {
            let pair = builder.pair(*upos, xpos);
            // Over all shapes, else what the language's tag alone tells.
            let mut pair_counts = Counts::new();
            for (_, counts) in seen.shape.range((pair, 0)..(pair, SHAPES)) {
                for (feats, count) in counts {
                    *pair_counts.entry(*feats).or_default() += count;
                }
            }
            let usual = if pair_counts.is_empty() {
                most(own)
            } else {
                most(&pair_counts)
            };
            let row = std::array::from_fn(|shape| seen.shape.get(&(pair, shape)).map_or(usual, most));
            shapes.insert(pair, row);
        }
        let unknown = builder.pair(*upos, "");
        shapes.insert(unknown, [seen.upos.get(upos).map_or(0, most); SHAPES]);
    }
    for (pair, row) in &shapes {
        builder.shapes(*pair, *row);
    }
    let shape_of: BTreeMap<(u16, Vec<u8>), usize> = words
        .iter()
        .map(|word| {
            let form = Form::new(&word.form);
            let pair = builder.pair(word.upos, &word.xpos);
            ((pair, folded(&form).as_bytes().to_vec()), shape(&form))
        })
        .collect();
    let mut by_form: BTreeMap<(u16, Vec<u8>), u16> = BTreeMap::new();
    for ((pair, form), counts) in &seen.form {
        let shape = shape_of
            .get(&(*pair, form.clone()))
            .copied()
            .unwrap_or(SHAPES - 1);
        let usual = shapes
            .get(pair)
            .and_then(|row| row.get(shape))
            .copied()
            .unwrap_or(0);
        let feats = most(counts);
        by_form.insert((*pair, form.clone()), feats);
        if feats != usual {
            builder.feats(*pair, (form.clone(), Vec::new()), feats);
        }
    }
    let mut by_before: BTreeMap<(u16, Vec<u8>), u16> = BTreeMap::new();
    for ((pair, before), counts) in &seen.before {
        if counts.values().sum::<usize>() >= FEWEST {
            by_before.insert((*pair, before.clone()), most(counts));
            builder.feats(*pair, (Vec::new(), before.clone()), most(counts));
        }
    }
    for ((pair, key), counts) in &seen.both {
        if counts.values().sum::<usize>() < FEWEST {
            continue;
        }
        let behind = by_before.get(&(*pair, key.1.clone()));
        let next = behind.or_else(|| by_form.get(&(*pair, key.0.clone())));
        if next != Some(&most(counts)) {
            builder.feats(*pair, key.clone(), most(counts));
        }
    }
}
