//! From forms to scores: the network over a batch of sentences.
//!
//! With `LN` a layer norm, `W` a layer, and zeros outside the sentence:
//!
//! - a word: `x = LN(word + affixes + shape)`,
//! - twice: `x = LN(x + relu(W [x before; x; x after]))`; on this the light heads choose tags,
//! - three times, in both directions: `(c, f, r) = W x`, `f` and `r` through the logistic function,
//!   `s = f * s before + (1 - f) * c`, `h = r * s + (1 - r) * x`; `x = LN(h forward; h backward)`. The `x` in `h` is the
//!   direction's own half but in the first layer. These are simple recurrent units (Lei et al. 2018,
//!   "Simple Recurrent Units for Highly Parallelizable Recurrence") without weights inside the recurrence,
//! - on this the heads of tags, names, arcs (`arcs.rs`) and relations.
//!
//! All sentences of a batch go through a layer together. Nothing that one sentence yields depends on the others:
//! the scales of quantized activations are a word's own, or a sentence's before the convolutions.

use crate::arcs::Arcs;
use crate::features::Rows;
use crate::names::Weigh;
use crate::network::{Fused, Network, Norm, Table};
use dateline_core::layers::NameChance;
use dateline_model::{Activations, Job, LANES, Lanes, Level, Linear, Matrix, argmax, floats_mut, layer_norm};
use std::ops::Range;

/// The head of a sentence's root.
pub const ROOT: u32 = u32::MAX;

/// A batch of sentences on their way through the network: one thread's scratch, which keeps its buffers.
///
/// Sentences are added word by word; then come [`Batch::light`] and, for tags alone, [`Batch::light_tags`], or, for all,
/// [`Batch::deep`] and [`Batch::parse`]. Results are one for each word, in the words' order.
#[derive(Debug, Default)]
pub struct Batch {
    rows: Rows,
    /// The words of each sentence.
    pub(crate) sentences: Vec<Range<usize>>,
    windows: Activations,
    /// Activations that stand side by side.
    pub(crate) plain: Activations,
    products: Activations,
    /// The words after the convolutions.
    x: Matrix,
    /// The words after the recurrences.
    y: Matrix,
    /// What a layer makes before it is looked at.
    pub(crate) raw: Matrix,
    heads: Matrix,
    second: Matrix,
    state: Vec<Lanes>,
    pub(crate) arcs: Arcs,
    /// Indices of universal parts of speech.
    pub upos: Vec<u8>,
    /// Indices of treebank tags.
    pub xpos: Vec<u8>,
    /// Heads as indices into the batch, or [`ROOT`]. Each sentence has one root.
    pub governors: Vec<u32>,
    /// Indices of relations.
    pub relations: Vec<u8>,
    /// What it thinks of names, where trees are made.
    pub chances: Vec<NameChance>,
}

impl Batch {
    /// Forgets all sentences.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.sentences.clear();
        self.upos.clear();
        self.xpos.clear();
        self.governors.clear();
        self.relations.clear();
        self.chances.clear();
    }

    /// Adds a word to the sentence that is not ended yet.
    #[inline]
    pub fn push(&mut self, network: &Network<'_>, form: &str) {
        network.push(form, &mut self.rows);
    }

    /// Ends a sentence, if any word came since the last.
    pub fn end_sentence(&mut self) {
        let start = self.sentences.last().map_or(0, |sentence| sentence.end);
        let end = self.words();
        if end > start {
            self.sentences.push(start..end);
        }
    }

    /// How many words were added.
    #[must_use]
    pub fn words(&self) -> usize {
        self.rows.words.len()
    }

    /// Embeds the words and runs the convolutions.
    pub fn light(&mut self, level: Level, network: &Network<'_>) {
        self.end_sentence();
        let words = self.words();
        self.x.shape(words, network.width);
        let lengths = self.sentences.iter().map(ExactSizeIterator::len);
        self.windows.shape_windows(lengths, network.width);
        self.plain.shape(words, network.width);
        let [norm, norms @ ..] = &network.norms;
        level.run(Embed {
            network,
            norm,
            rows: &self.rows,
            sentences: &self.sentences,
            x: &mut self.x,
            windows: &mut self.windows,
        });
        for (number, (convolution, norm)) in network.convolutions.iter().zip(norms).enumerate() {
            convolution.apply(level, &self.windows, &mut self.raw);
            level.run(Residual {
                norm,
                last: number + 1 == network.convolutions.len(),
                sentences: &self.sentences,
                raw: &self.raw,
                x: &mut self.x,
                windows: &mut self.windows,
                plain: &mut self.plain,
            });
        }
    }

    /// Chooses tags after [`Batch::light`].
    pub fn light_tags(&mut self, level: Level, network: &Network<'_>) {
        let Fused { linear, places } = &network.light;
        linear.apply(level, &self.plain, &mut self.raw);
        let [upos, xpos] = [0, 1].map(|layer| places.at(layer));
        level.run(Choose {
            scores: &self.raw,
            upos,
            xpos,
            out: (&mut self.upos, &mut self.xpos),
        });
    }

    /// Runs the recurrences after [`Batch::light`].
    pub fn deep(&mut self, level: Level, network: &Network<'_>) {
        self.y.shape(self.words(), 2 * network.hidden);
        self.state.clear();
        self.state.resize(network.hidden / LANES, Lanes::ZERO);
        for (number, (layer, norm)) in network.recurrences.iter().enumerate() {
            layer.apply(level, &self.plain, &mut self.raw);
            self.plain.shape(self.words(), 2 * network.hidden);
            for sentence in &self.sentences {
                for direction in 0..2 {
                    level.run(Recur {
                        first: (number == 0).then_some(&self.x),
                        sentence: sentence.clone(),
                        direction,
                        raw: &self.raw,
                        y: &mut self.y,
                        state: &mut self.state,
                    });
                }
            }
            level.run(Settle {
                norm,
                y: &mut self.y,
                plain: &mut self.plain,
            });
        }
    }

    /// Chooses tags, trees and relations after [`Batch::deep`], and weighs names.
    pub fn parse(&mut self, level: Level, network: &Network<'_>) {
        self.heads(level, network);
        self.trees(level, network);
        self.relate(level, network);
    }

    /// The first step of [`Batch::parse`]: what all heads make of the words, tags, and chances of names.
    pub fn heads(&mut self, level: Level, network: &Network<'_>) {
        let Fused { linear, places } = &network.heads;
        linear.apply(level, &self.plain, &mut self.heads);
        let [upos, xpos] = [4, 5].map(|layer| places.at(layer));
        level.run(Choose {
            scores: &self.heads,
            upos,
            xpos,
            out: (&mut self.upos, &mut self.xpos),
        });
        level.run(Weigh {
            labels: &network.names,
            place: places.at(6),
            scores: &mut self.heads,
            chances: &mut self.chances,
        });
    }

    /// The second step of [`Batch::parse`]: scores of arcs, and the best trees.
    pub fn trees(&mut self, level: Level, network: &Network<'_>) {
        let [dep, head] = [0, 1].map(|layer| network.heads.places.at(layer));
        self.plain.shape(self.words(), network.arc_query.inputs());
        level.run(Rectify {
            scores: &self.heads,
            place: dep,
            scratch: &mut self.state,
            out: &mut self.plain,
        });
        network.arc_query.apply(level, &self.plain, &mut self.raw);
        self.governors.clear();
        for sentence in &self.sentences {
            let out = &mut self.governors;
            self.arcs.choose(
                level,
                network,
                &self.raw,
                (&self.heads, head.clone()),
                sentence.clone(),
                out,
            );
        }
    }

    /// The last step of [`Batch::parse`]: the relations along the trees.
    pub fn relate(&mut self, level: Level, network: &Network<'_>) {
        let [rel_dep, rel_head] = [2, 3].map(|layer| network.heads.places.at(layer));
        let width = network.relation_sum.inputs();
        self.plain.shape(self.words(), width);
        self.products.shape(self.words(), width);
        level.run(Relate {
            scores: &self.heads,
            places: (rel_dep, rel_head),
            governors: &self.governors,
            scratch: &mut self.state,
            sums: &mut self.plain,
            products: &mut self.products,
        });
        let layers: [(&Linear, _, _); 2] = [
            (&network.relation_sum, &self.plain, &mut self.raw),
            (&network.relation_product, &self.products, &mut self.second),
        ];
        for (layer, rows, out) in layers {
            layer.apply(level, rows, out);
        }
        level.run(Name {
            sums: &self.raw,
            products: &self.second,
            governors: &self.governors,
            root: network.labels.root as u8,
            scratch: &mut self.state,
            out: &mut self.relations,
        });
    }

    /// The vector of a word after the convolutions, and after the recurrences: for tests of parity.
    #[must_use]
    pub fn vectors(&self, word: usize) -> (&[f32], &[f32]) {
        (self.x.floats(word), self.y.floats(word))
    }
}

/// Sums the rows of each word and norms them.
struct Embed<'a, 'b> {
    network: &'a Network<'b>,
    norm: &'a Norm,
    rows: &'a Rows,
    sentences: &'a [Range<usize>],
    x: &'a mut Matrix,
    windows: &'a mut Activations,
}

impl Job for Embed<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let (words, shapes): (&Table<'_>, &Table<'_>) = (&self.network.word, &self.network.shape);
        let rows = self.rows;
        let mut first = 0;
        for sentence in self.sentences {
            let mut largest = 0f32;
            for word in sentence.clone() {
                let vector = self.x.row_mut(word);
                words.set(rows.words[word], vector);
                let end = rows.ends[word] as usize;
                for affix in rows.affixes.get(first..end).unwrap_or_default() {
                    self.network.affix.add(*affix, vector);
                }
                first = end;
                shapes.add(rows.shapes[word], vector);
                let own = layer_norm(vector, &self.norm.gain, &self.norm.shift);
                largest = if own > largest { own } else { largest };
            }
            for word in sentence.clone() {
                self.windows.write(word, self.x.row(word), largest);
            }
        }
    }
}

/// Adds what a convolution made to its input and norms the sum.
struct Residual<'a> {
    norm: &'a Norm,
    /// Whether no other convolution follows.
    last: bool,
    sentences: &'a [Range<usize>],
    raw: &'a Matrix,
    x: &'a mut Matrix,
    windows: &'a mut Activations,
    plain: &'a mut Activations,
}

impl Job for Residual<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for sentence in self.sentences {
            let mut largest = 0f32;
            for word in sentence.clone() {
                let vector = self.x.row_mut(word);
                for (x, raw) in floats_mut(vector).iter_mut().zip(self.raw.floats(word)) {
                    *x += if *raw > 0.0 { *raw } else { 0.0 };
                }
                let own = layer_norm(vector, &self.norm.gain, &self.norm.shift);
                if self.last {
                    self.plain.write(word, vector, own);
                }
                largest = if own > largest { own } else { largest };
            }
            if !self.last {
                for word in sentence.clone() {
                    self.windows.write(word, self.x.row(word), largest);
                }
            }
        }
    }
}

/// Runs the recurrence of a layer over a sentence in one direction.
struct Recur<'a> {
    /// What goes around the recurrence in the first layer; in others it is what `y` holds.
    first: Option<&'a Matrix>,
    sentence: Range<usize>,
    /// 0 forward, 1 backward.
    direction: usize,
    raw: &'a Matrix,
    y: &'a mut Matrix,
    state: &'a mut [Lanes],
}

impl Job for Recur<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let half = self.state.len();
        self.state.fill(Lanes::ZERO);
        for step in 0..self.sentence.len() {
            let word = if self.direction == 0 {
                self.sentence.start + step
            } else {
                self.sentence.end - 1 - step
            };
            let own = self.direction * half..(self.direction + 1) * half;
            let place = self.y.row_mut(word).get_mut(own).unwrap_or_default();
            if let Some(x) = self.first {
                place.copy_from_slice(x.row(word));
            }
            let raw = self.raw.row(word).get(3 * half * self.direction..);
            pass(raw.unwrap_or_default(), self.state, place);
        }
    }
}

/// Norms what both directions made, for the next layer.
struct Settle<'a> {
    norm: &'a Norm,
    y: &'a mut Matrix,
    plain: &'a mut Activations,
}

impl Job for Settle<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for word in 0..self.y.rows() {
            let vector = self.y.row_mut(word);
            let largest = layer_norm(vector, &self.norm.gain, &self.norm.shift);
            self.plain.write(word, vector, largest);
        }
    }
}

/// One step of a recurrence: `place` holds what goes around it, and then what comes out.
#[inline(always)]
fn pass(raw: &[Lanes], state: &mut [Lanes], place: &mut [Lanes]) {
    let half = state.len();
    let Some((candidates, gates)) = raw.get(..3 * half).and_then(|raw| raw.split_at_checked(half)) else {
        return;
    };
    let (forget, reset) = gates.split_at(half);
    for ((((place, state), candidate), forget), reset) in
        place.iter_mut().zip(state).zip(candidates).zip(forget).zip(reset)
    {
        let (forget, reset) = Lanes::sigmoids(*forget, *reset);
        *state = forget * (*state - *candidate) + *candidate;
        *place = reset * (*state - *place) + *place;
    }
}

/// Chooses the tags with the highest scores.
struct Choose<'a> {
    scores: &'a Matrix,
    upos: Range<usize>,
    xpos: Range<usize>,
    out: (&'a mut Vec<u8>, &'a mut Vec<u8>),
}

impl Job for Choose<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let (upos, xpos) = self.out;
        upos.clear();
        xpos.clear();
        for word in 0..self.scores.rows() {
            let row = self.scores.row(word);
            upos.push(argmax(part(row, &self.upos)) as u8);
            xpos.push(argmax(part(row, &self.xpos)) as u8);
        }
    }
}

/// A part of a row.
#[inline(always)]
pub(crate) fn part<'r>(row: &'r [Lanes], place: &Range<usize>) -> &'r [Lanes] {
    row.get(place.clone()).unwrap_or_default()
}

/// Cuts negative scores off, for the next layer.
struct Rectify<'a> {
    scores: &'a Matrix,
    place: Range<usize>,
    scratch: &'a mut Vec<Lanes>,
    out: &'a mut Activations,
}

impl Job for Rectify<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.scratch.clear();
        self.scratch.resize(self.place.len(), Lanes::ZERO);
        for word in 0..self.scores.rows() {
            let mut largest = Lanes::ZERO;
            for (to, from) in self
                .scratch
                .iter_mut()
                .zip(part(self.scores.row(word), &self.place))
            {
                *to = from.max(Lanes::ZERO);
                largest = to.max(largest);
            }
            self.out.write(word, self.scratch, largest.largest());
        }
    }
}

/// Puts words and their heads together: rectified sums and products.
struct Relate<'a> {
    scores: &'a Matrix,
    places: (Range<usize>, Range<usize>),
    governors: &'a [u32],
    scratch: &'a mut Vec<Lanes>,
    sums: &'a mut Activations,
    products: &'a mut Activations,
}

impl Job for Relate<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let width = self.places.0.len();
        self.scratch.clear();
        self.scratch.resize(2 * width, Lanes::ZERO);
        for (word, governor) in self.governors.iter().enumerate() {
            // The root's relation is known; its row is computed with itself for a head and not looked at.
            let governor = if *governor == ROOT {
                word
            } else {
                *governor as usize
            };
            let own = part(self.scores.row(word), &self.places.0);
            let other = part(self.scores.row(governor), &self.places.1);
            let (sums, products) = self.scratch.split_at_mut(width);
            let (mut most, mut widest) = (Lanes::ZERO, Lanes::ZERO);
            for (((sum, product), a), b) in sums.iter_mut().zip(products.iter_mut()).zip(own).zip(other) {
                *sum = (*a + *b).max(Lanes::ZERO);
                most = sum.max(most);
                *product = *a * *b;
                widest = product.abs().max(widest);
            }
            self.sums.write(word, sums, most.largest());
            self.products.write(word, products, widest.largest());
        }
    }
}

/// Chooses the relations with the highest scores.
struct Name<'a> {
    sums: &'a Matrix,
    products: &'a Matrix,
    governors: &'a [u32],
    root: u8,
    scratch: &'a mut Vec<Lanes>,
    out: &'a mut Vec<u8>,
}

impl Job for Name<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.out.clear();
        self.scratch.clear();
        self.scratch.resize(self.sums.stride(), Lanes::ZERO);
        for (word, governor) in self.governors.iter().enumerate() {
            let both = self.sums.floats(word).iter().zip(self.products.floats(word));
            for (place, (sum, product)) in floats_mut(self.scratch).iter_mut().zip(both) {
                *place = sum + product;
            }
            let best = argmax(self.scratch) as u8;
            self.out.push(if *governor == ROOT { self.root } else { best });
        }
    }
}
