//! From vectors of pieces to what is said of words: tags, features, arcs, relations and names.
//!
//! A word is `x = LN(gelu(W [first piece; last piece] + what its shape adds))`, once of the layers that syntax sees and
//! once of those that names see. On it stand linear heads for tags and
//! features; a biaffine parser (Dozat and Manning 2017) with the views `gelu(W x)` of dependents and heads, in which a
//! relation's score is biaffine too; and names, `W gelu(W x)`.

use super::encoder::{Bend, Encoder};
use super::model::{Model, VIEWS};
use super::pairs::Pairs;
use super::windows::Group;
use crate::forward::{ROOT, part};
use crate::names::Weigh;
use crate::network::Norm;
use dateline_core::layers::NameChance;
use dateline_model::{ByteRows, Job, LANES, Lanes, Level, Matrix, argmax, floats_mut, gelu, layer_norm};
use std::ops::Range;

/// Word pieces that go through the encoder together, about: many enough that its weights are read seldom, few enough
/// that what lies between two layers stays near the core.
pub(super) const ROWS: usize = 128;
/// Words whose relations are scored together.
const BLOCK: usize = 32;

/// What was chosen for one word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) upos: u8,
    pub(super) xpos: u8,
    pub(super) feats: u16,
    pub(super) relation: u8,
    /// The head's number in the group, or [`ROOT`].
    pub(super) head: u32,
}

/// One thread's scratch, which keeps its buffers, and what came out for the group at hand.
#[derive(Debug, Default)]
pub(super) struct Words {
    encoder: Encoder,
    ids: Vec<u32>,
    windows: Vec<Range<usize>>,
    /// First and last pieces of the words, side by side, in each view.
    edges: [Matrix; VIEWS],
    bytes: ByteRows,
    words: ByteRows,
    raw: Matrix,
    /// What the heads make of the words.
    heads: Matrix,
    queries: Matrix,
    own: Matrix,
    arcs: ByteRows,
    relations: ByteRows,
    inner: ByteRows,
    pairs: Pairs,
    governors: Vec<u32>,
    scores: Vec<Lanes>,
    /// What was chosen, word by word.
    pub(super) chosen: Vec<Chosen>,
    /// What it thinks of names, word by word.
    pub(super) chances: Vec<NameChance>,
}

impl Words {
    /// Runs the network over a group; without `parse` there are no heads and relations.
    pub(super) fn run(&mut self, level: Level, model: &Model<'_>, group: &Group, parse: bool) {
        self.chosen.clear();
        self.chances.clear();
        let count = group.edges.len();
        if count == 0 {
            return;
        }
        self.encode(level, model, group);
        self.mix(level, model, group, 1);
        self.weigh_names(level, model, group);
        self.mix(level, model, group, 0);
        model.heads.dense.apply(level, &self.words, &mut self.heads);
        let place = |head: usize| model.heads.places.at(head);
        self.arcs.shape(count, model.arc.inputs());
        level.run(Views {
            places: [place(3), place(6)],
            tags: [place(0), place(1), place(2)],
            heads: &mut self.heads,
            arcs: &mut self.arcs,
            chosen: &mut self.chosen,
        });
        if parse {
            self.parse(level, model, group);
        }
    }

    /// Encodes the group's windows, some at a time, and fetches the pieces at the words' edges.
    fn encode(&mut self, level: Level, model: &Model<'_>, group: &Group) {
        for edges in &mut self.edges {
            edges.shape(group.edges.len(), 2 * model.width);
        }
        let mut windows = group.windows.iter().peekable();
        while let Some(first) = windows.next() {
            let rows = first.start;
            let mut end = first.end;
            self.windows.clear();
            self.windows.push(0..first.len());
            while let Some(next) = windows.next_if(|next| next.end - rows <= ROWS) {
                self.windows.push(next.start - rows..next.end - rows);
                end = next.end;
            }
            self.ids.clear();
            self.ids
                .extend_from_slice(group.ids.get(rows..end).unwrap_or_default());
            self.encoder.run(level, model, &self.ids, &self.windows);
            for (to, seen) in self.edges.iter_mut().zip(&self.encoder.seen) {
                for (word, edges) in group.edges.iter().enumerate() {
                    let vector = to.row_mut(word);
                    for (half, edge) in vector.chunks_exact_mut(model.width / LANES).zip(edges) {
                        if (rows..end).contains(edge) {
                            half.copy_from_slice(seen.row(edge - rows));
                        }
                    }
                }
            }
        }
    }

    /// Makes the words of one view.
    fn mix(&mut self, level: Level, model: &Model<'_>, group: &Group, view: usize) {
        let Some(edges) = self.edges.get(view) else { return };
        self.bytes.shape(edges.rows(), model.mix.inputs());
        level.run(Quantize {
            from: edges,
            bytes: &mut self.bytes,
        });
        model.mix.apply(level, &self.bytes, &mut self.raw);
        self.words.shape(edges.rows(), model.width);
        level.run(Mix {
            shapes: &model.shapes,
            norm: &model.mix_norm,
            group,
            raw: &mut self.raw,
            words: &mut self.words,
        });
    }

    fn weigh_names(&mut self, level: Level, model: &Model<'_>, group: &Group) {
        model.names_in.apply(level, &self.words, &mut self.raw);
        self.inner.shape(group.edges.len(), model.name.dense.inputs());
        level.run(Bend {
            raw: &mut self.raw,
            bytes: &mut self.inner,
        });
        model.name.dense.apply(level, &self.inner, &mut self.raw);
        level.run(Weigh {
            labels: &model.names,
            place: model.name.places.at(0),
            scores: &mut self.raw,
            chances: &mut self.chances,
        });
    }

    fn parse(&mut self, level: Level, model: &Model<'_>, group: &Group) {
        model.arc.apply(level, &self.arcs, &mut self.queries);
        let place = |head: usize| model.heads.places.at(head);
        self.governors.clear();
        for sentence in &group.sentences {
            self.pairs.choose(
                level,
                &self.queries,
                (&self.heads, place(4)),
                &model.arc_root,
                sentence.clone(),
                &mut self.governors,
            );
        }
        for start in (0..self.governors.len()).step_by(BLOCK) {
            let block = start..(start + BLOCK).min(self.governors.len());
            self.relations.shape(block.len(), model.relation.inputs());
            level.run(Ask {
                heads: &self.heads,
                place: place(5),
                block: block.clone(),
                bytes: &mut self.relations,
            });
            model.relation.apply(level, &self.relations, &mut self.raw);
            let own = &model.relation_own.dense;
            own.apply(level, &self.relations, &mut self.own);
            level.run(Name {
                heads: &self.heads,
                place: place(6),
                asked: &self.raw,
                own: &self.own,
                root: model.labels.root,
                block,
                governors: &self.governors,
                scores: &mut self.scores,
                chosen: &mut self.chosen,
            });
        }
    }
}

/// Quantizes rows.
struct Quantize<'a> {
    from: &'a Matrix,
    bytes: &'a mut ByteRows,
}

impl Job for Quantize<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for row in 0..self.from.rows() {
            self.bytes.write(row, self.from.row(row));
        }
    }
}

/// Makes words of what was mixed from their pieces.
struct Mix<'a> {
    shapes: &'a [Lanes],
    norm: &'a Norm,
    group: &'a Group,
    raw: &'a mut Matrix,
    words: &'a mut ByteRows,
}

impl Job for Mix<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (word, shape) in self.group.shapes.iter().enumerate() {
            let vector = self.raw.row_mut(word);
            let width = vector.len();
            let start = usize::from(*shape) * width;
            let more = self.shapes.get(start..start + width).unwrap_or_default();
            for (place, more) in vector.iter_mut().zip(more) {
                *place = *place + *more;
            }
            gelu(vector);
            layer_norm(vector, &self.norm.gain, &self.norm.shift);
            self.words.write(word, vector);
        }
    }
}

/// Chooses tags, bends the other heads' views, and quantizes those that go on.
struct Views<'a> {
    /// The first and the last that are bent, with all between; the first is that of dependents.
    places: [Range<usize>; 2],
    tags: [Range<usize>; 3],
    heads: &'a mut Matrix,
    arcs: &'a mut ByteRows,
    chosen: &'a mut Vec<Chosen>,
}

impl Job for Views<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let [arc, last] = &self.places;
        for word in 0..self.heads.rows() {
            let row = self.heads.row_mut(word);
            let [upos, xpos, feats] = [0, 1, 2].map(|tag| argmax(part(row, &self.tags[tag])));
            self.chosen.push(Chosen {
                upos: upos as u8,
                xpos: xpos as u8,
                feats: feats as u16,
                relation: 0,
                head: ROOT,
            });
            gelu(row.get_mut(arc.start..last.end).unwrap_or_default());
            self.arcs.write(word, part(row, arc));
        }
    }
}

/// Quantizes the dependents of a block.
struct Ask<'a> {
    heads: &'a Matrix,
    place: Range<usize>,
    block: Range<usize>,
    bytes: &'a mut ByteRows,
}

impl Job for Ask<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (row, word) in self.block.enumerate() {
            self.bytes.write(row, part(self.heads.row(word), &self.place));
        }
    }
}

/// Chooses the relations with the highest scores to the heads that were chosen.
struct Name<'a> {
    heads: &'a Matrix,
    place: Range<usize>,
    /// For each relation, what each word of the block asks of its head.
    asked: &'a Matrix,
    own: &'a Matrix,
    /// The number of the relation that only the root has.
    root: usize,
    block: Range<usize>,
    governors: &'a [u32],
    scores: &'a mut Vec<Lanes>,
    chosen: &'a mut [Chosen],
}

impl Job for Name<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (row, word) in self.block.clone().enumerate() {
            let (Some(governor), Some(chosen)) = (self.governors.get(word), self.chosen.get_mut(word)) else {
                continue;
            };
            chosen.head = *governor;
            if *governor == ROOT {
                chosen.relation = self.root as u8;
                continue;
            }
            let head = part(self.heads.row(*governor as usize), &self.place);
            self.scores.clear();
            self.scores.extend_from_slice(self.own.row(row));
            let asked = self.asked.row(row).chunks_exact(head.len().max(1));
            for (score, asked) in floats_mut(self.scores).iter_mut().zip(asked) {
                let mut sum = Lanes::ZERO;
                for (a, b) in asked.iter().zip(head) {
                    sum = sum + *a * *b;
                }
                *score += sum.sum();
            }
            if let Some(root) = floats_mut(self.scores).get_mut(self.root) {
                *root = f32::MIN;
            }
            chosen.relation = argmax(self.scores) as u8;
        }
    }
}
