//! The network's file: tables, layers and labels, read and checked once.
//!
//! What it computes is told in [`forward`](crate::forward). Sections of the file, with `D` the width of a word
//! and `H` of one direction of a recurrence: `NAME.q` holds 8-bit rows, `NAME.scale` a factor for each row,
//! `NAME.b` a bias for each, `NAME.g` and `NAME.b` the gain and shift of a norm. The names are those of
//! [`TABLES`], [`LINEARS`] and [`NORMS`]; the labels are in `labels.upos`, `labels.xpos`, `labels.deprel` and `labels.names`, a
//! line each; the hashes of the known words in `word.hash`; distances and the root in `arc.dist`, `arc.root` and
//! `arc.root.b`.

use crate::features::{Rows, Vocabulary};
use crate::labels::Labels;
use crate::names::NameLabels;
use dateline_model::{Error, ErrorKind, LANES, Lanes, Linear, ModelFile, floats_mut};

/// The model's name in its file.
pub const NAME: &str = "syntax";
/// The version of the file that this build reads.
pub const VERSION: u32 = 2;
/// Embedding tables.
pub const TABLES: [&str; 3] = ["word", "affix", "shape"];
/// Linear layers.
pub const LINEARS: [&str; 17] = [
    "conv1",
    "conv2",
    "light_upos",
    "light_xpos",
    "rnn1",
    "rnn2",
    "rnn3",
    "upos",
    "xpos",
    "names",
    "arc_dep",
    "arc_q",
    "arc_head",
    "rel_dep",
    "rel_head",
    "rel_sum",
    "rel_prod",
];
/// Layer norms.
pub const NORMS: [&str; 6] = ["ln0", "ln1", "ln2", "rnn1.ln", "rnn2.ln", "rnn3.ln"];
/// Recurrent layers.
pub(crate) const DEPTH: usize = 3;
/// The distance of a head beyond which all are alike.
pub const DISTANCE: usize = 16;
/// As good as minus infinity, where numbers must be finite: the bias of outputs that may not be chosen.
const NEVER: f32 = -1e30;

/// An embedding table: 8-bit rows with a factor each.
#[derive(Debug)]
pub(crate) struct Table<'b> {
    rows: &'b [i8],
    scales: &'b [f32],
    width: usize,
}

impl<'b> Table<'b> {
    /// A table whose lengths have been checked.
    pub(crate) const fn new(rows: &'b [i8], scales: &'b [f32], width: usize) -> Self {
        Self { rows, scales, width }
    }

    /// Writes a row to a vector.
    #[inline(always)]
    pub(crate) fn set(&self, row: u32, vector: &mut [Lanes]) {
        vector.fill(Lanes::ZERO);
        self.add(row, vector);
    }

    /// Adds a row to a vector.
    #[inline(always)]
    pub(crate) fn add(&self, row: u32, vector: &mut [Lanes]) {
        let start = row as usize * self.width;
        let (Some(row), Some(scale)) = (
            self.rows.get(start..start + self.width),
            self.scales.get(row as usize),
        ) else {
            return;
        };
        for (place, number) in floats_mut(vector).iter_mut().zip(row) {
            *place += f32::from(*number) * scale;
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.scales.len()
    }
}

/// Gain and shift of a layer norm.
#[derive(Debug)]
pub(crate) struct Norm {
    pub(crate) gain: Vec<Lanes>,
    pub(crate) shift: Vec<Lanes>,
}

/// Where the outputs of layers that are computed as one lie, in [`Lanes`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Places(Vec<std::ops::Range<usize>>);

impl Places {
    /// Adds the place of the next layer.
    pub(crate) fn add(&mut self, place: std::ops::Range<usize>) {
        self.0.push(place);
    }

    /// The part of a row that the layer of this number made.
    pub(crate) fn at(&self, layer: usize) -> std::ops::Range<usize> {
        self.0.get(layer).cloned().unwrap_or_default()
    }
}

/// Layers over the same input, computed as one.
#[derive(Debug)]
pub(crate) struct Fused {
    pub(crate) linear: Linear,
    pub(crate) places: Places,
}

/// The network, ready to run.
#[derive(Debug)]
pub struct Network<'b> {
    pub(crate) labels: Labels,
    pub(crate) names: NameLabels,
    pub(crate) vocabulary: Vocabulary<'b>,
    pub(crate) word: Table<'b>,
    pub(crate) affix: Table<'b>,
    pub(crate) shape: Table<'b>,
    /// Width of a word.
    pub(crate) width: usize,
    /// Width of one direction of a recurrence.
    pub(crate) hidden: usize,
    pub(crate) norms: [Norm; 3],
    pub(crate) convolutions: [Linear; 2],
    /// `light_upos`, `light_xpos`.
    pub(crate) light: Fused,
    pub(crate) recurrences: [(Linear, Norm); DEPTH],
    /// `arc_dep`, `arc_head`, `rel_dep`, `rel_head`, `upos`, `xpos`, `names`.
    pub(crate) heads: Fused,
    pub(crate) arc_query: Linear,
    pub(crate) distances: &'b [f32],
    pub(crate) root: Vec<Lanes>,
    pub(crate) root_bias: f32,
    pub(crate) relation_sum: Linear,
    pub(crate) relation_product: Linear,
}

impl<'b> Network<'b> {
    /// Reads the network out of a model file's bytes, which must be aligned ([`dateline_model::Aligned`]).
    ///
    /// # Errors
    /// What is wrong with the file: it is another, damaged, or its parts do not fit each other.
    pub fn read(bytes: &'b [u8]) -> Result<Self, Error> {
        let file = Sections(ModelFile::parse(bytes, NAME, VERSION)?);
        let labels = Labels::read(
            file.0.text("labels.upos")?,
            file.0.text("labels.xpos")?,
            file.0.text("labels.deprel")?,
        )?;
        let names = NameLabels::read(file.0.text("labels.names")?)?;
        let width = file.0.numbers::<f32>("ln0.g")?.len();
        let hidden = file.0.numbers::<f32>("rnn1.ln.g")?.len() / 2;
        let arc = file.0.numbers::<f32>("arc.root")?.len();
        let rel = file.0.numbers::<f32>("rel_dep.b")?.len();
        // The first recurrence passes its input on as it is.
        let sizes_fit = [width, hidden, arc, rel]
            .iter()
            .all(|size| *size > 0 && size.is_multiple_of(LANES))
            && width == hidden;
        if !sizes_fit {
            return Err(misfit(&format!(
                "widths {width}, {hidden}, {arc}, {rel} cannot be"
            )));
        }
        let (upos, xpos, relations) = (labels.upos.len(), labels.xpos.len(), labels.relations.len());
        let both = 2 * hidden;
        let [word, affix, shape] = TABLES.map(|name| file.table(name, width));
        let (word, affix, shape) = (word?, affix?, shape?);
        let hashes = file.0.numbers::<u64>("word.hash")?;
        let distances = file.finite("arc.dist", 2 * DISTANCE + 1)?;
        if hashes.len() != word.len() {
            return Err(misfit("there must be a hash for each row of “word”"));
        }
        let root_label = labels.root;
        Ok(Self {
            vocabulary: Vocabulary::new(hashes),
            word,
            affix,
            shape,
            width,
            hidden,
            norms: [
                file.norm("ln0", width)?,
                file.norm("ln1", width)?,
                file.norm("ln2", width)?,
            ],
            convolutions: [
                file.linear("conv1", 3 * width, width)?,
                file.linear("conv2", 3 * width, width)?,
            ],
            light: file.fused(width, &[("light_upos", upos), ("light_xpos", xpos)])?,
            recurrences: [
                (
                    file.linear("rnn1", width, 6 * hidden)?,
                    file.norm("rnn1.ln", both)?,
                ),
                (
                    file.linear("rnn2", both, 6 * hidden)?,
                    file.norm("rnn2.ln", both)?,
                ),
                (
                    file.linear("rnn3", both, 6 * hidden)?,
                    file.norm("rnn3.ln", both)?,
                ),
            ],
            heads: file.fused(
                both,
                &[
                    ("arc_dep", arc),
                    ("arc_head", arc),
                    ("rel_dep", rel),
                    ("rel_head", rel),
                    ("upos", upos),
                    ("xpos", xpos),
                    ("names", names.len()),
                ],
            )?,
            arc_query: file.linear("arc_q", arc, arc)?,
            distances,
            root: pad(file.finite("arc.root", arc)?, 0.0),
            root_bias: file.finite("arc.root.b", 1)?[0],
            relation_sum: file.linear("rel_sum", rel, relations)?,
            relation_product: {
                let mut parts = file.parts("rel_prod", rel, relations)?;
                // Given by the tree, never by the relations' scores.
                if let Some(bias) = parts.biases.get_mut(root_label) {
                    *bias = NEVER;
                }
                parts.pad(NEVER);
                Linear::new(rel, &parts.weights, &parts.scales, &parts.biases)?
            },
            labels,
            names,
        })
    }

    /// Adds a word to the rows of a batch.
    #[inline]
    pub fn push(&self, form: &str, rows: &mut Rows) {
        rows.push(form, &self.vocabulary, self.affix.len(), self.shape.len());
    }

    /// The names of what the network tells apart.
    #[must_use]
    pub const fn labels(&self) -> &Labels {
        &self.labels
    }
}

/// Row-wise quantized weights of a layer that may still be put together with others.
struct Parts {
    inputs: usize,
    weights: Vec<i8>,
    scales: Vec<f32>,
    biases: Vec<f32>,
}

impl Parts {
    /// Adds outputs of this bias, and no weights, up to whole [`Lanes`].
    fn pad(&mut self, bias: f32) {
        let outputs = self.scales.len().next_multiple_of(LANES);
        self.weights.resize(outputs * self.inputs, 0);
        self.scales.resize(outputs, 0.0);
        self.biases.resize(outputs, bias);
    }
}

/// The file, with what its sections must be.
struct Sections<'b>(ModelFile<'b>);

impl<'b> Sections<'b> {
    fn finite(&self, name: &str, len: usize) -> Result<&'b [f32], Error> {
        let numbers = self.0.numbers::<f32>(name)?;
        if numbers.len() != len || !numbers.iter().all(|number| number.is_finite()) {
            return Err(misfit(&format!("“{name}” must have {len} numbers")));
        }
        Ok(numbers)
    }

    fn table(&self, name: &str, width: usize) -> Result<Table<'b>, Error> {
        let rows = self.0.numbers::<i8>(&format!("{name}.q"))?;
        let scales = self.finite(&format!("{name}.scale"), rows.len() / width)?;
        if rows.is_empty() || rows.len() != scales.len() * width {
            return Err(misfit(&format!(
                "“{name}” must have whole rows of {width} numbers"
            )));
        }
        Ok(Table { rows, scales, width })
    }

    fn norm(&self, name: &str, width: usize) -> Result<Norm, Error> {
        Ok(Norm {
            gain: pad(self.finite(&format!("{name}.g"), width)?, 0.0),
            shift: pad(self.finite(&format!("{name}.b"), width)?, 0.0),
        })
    }

    fn parts(&self, name: &str, inputs: usize, outputs: usize) -> Result<Parts, Error> {
        let weights = self.0.numbers::<i8>(&format!("{name}.q"))?;
        if weights.len() != inputs * outputs {
            return Err(misfit(&format!(
                "“{name}” must be {outputs} rows of {inputs} numbers"
            )));
        }
        Ok(Parts {
            inputs,
            weights: weights.to_vec(),
            scales: self.finite(&format!("{name}.scale"), outputs)?.to_vec(),
            biases: self.finite(&format!("{name}.b"), outputs)?.to_vec(),
        })
    }

    fn linear(&self, name: &str, inputs: usize, outputs: usize) -> Result<Linear, Error> {
        let parts = self.parts(name, inputs, outputs)?;
        Linear::new(inputs, &parts.weights, &parts.scales, &parts.biases)
    }

    fn fused(&self, inputs: usize, layers: &[(&str, usize)]) -> Result<Fused, Error> {
        let mut all = Parts {
            inputs,
            weights: Vec::new(),
            scales: Vec::new(),
            biases: Vec::new(),
        };
        let mut places = Places::default();
        for (name, outputs) in layers {
            let parts = self.parts(name, inputs, *outputs)?;
            let start = all.scales.len() / LANES;
            all.weights.extend(parts.weights);
            all.scales.extend(parts.scales);
            all.biases.extend(parts.biases);
            all.pad(NEVER);
            places.0.push(start..all.scales.len() / LANES);
        }
        Ok(Fused {
            linear: Linear::new(inputs, &all.weights, &all.scales, &all.biases)?,
            places,
        })
    }
}

fn pad(numbers: &[f32], rest: f32) -> Vec<Lanes> {
    let mut lanes = vec![Lanes::splat(rest); numbers.len().div_ceil(LANES)];
    floats_mut(&mut lanes)[..numbers.len()].copy_from_slice(numbers);
    lanes
}

fn misfit(what: &str) -> Error {
    Error::new(ErrorKind::Shape, format!("the model “{NAME}”: {what}"))
}
