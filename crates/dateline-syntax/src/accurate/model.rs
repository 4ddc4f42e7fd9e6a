//! The accurate network's file: word pieces, encoder, heads and labels, read and checked once.
//!
//! Sections, with `NAME.q` 8-bit rows, `NAME.scale` a factor and `NAME.b` a bias for each, `NAME.g` and `NAME.b` the gain
//! and shift of a norm: those of [`WordPieces::read`]; `piece` (a row for each), `position` (floats), `embed` (a norm);
//! for each layer from `0`: `0.qkv`, `0.out`, `0.mid` (a norm), `0.up`, `0.down`, `0.end` (a norm); `seen.syntax` and
//! `seen.names`, how much of each layer the words of either are made of (floats); `mix`, `shape` (floats: what each shape
//! adds to what `mix` makes), `mix.n` (a norm); over words `upos`, `xpos`, `feats`, `arc_dep`, `arc_head`, `rel_dep`,
//! `rel_head`, and `names_in`; behind them `names`, `arc` with `arc.root`, `rel` and `rel_own`; `layers` and `attention`,
//! the numbers of layers and of attention heads; the labels, a line each, in `labels.upos`, `labels.xpos`, `labels.feats`, `labels.deprel` and `labels.names`.

use super::sections::{Joined, Sections, misfit};
use super::shape::SHAPES;
use super::word_pieces::WordPieces;
use crate::labels::Labels;
use crate::names::NameLabels;
use crate::network::{Norm, Table};
use dateline_model::{Dense, Error, LANES, Lanes, ModelFile};

/// The model's name in its file.
pub const NAME: &str = "accurate";
/// The version of the file that this build reads.
pub const VERSION: u32 = 2;
/// Layers over words that are computed as one, in this order.
pub(super) const HEADS: [&str; 7] = [
    "upos", "xpos", "feats", "arc_dep", "arc_head", "rel_dep", "rel_head",
];
/// Who looks at words: syntax, names.
pub(super) const VIEWS: usize = 2;

/// One layer of the encoder.
#[derive(Debug)]
pub(super) struct Layer {
    /// Queries, keys and values, each of all attention heads.
    pub(super) qkv: Dense,
    pub(super) out: Dense,
    pub(super) mid: Norm,
    pub(super) up: Dense,
    pub(super) down: Dense,
    pub(super) end: Norm,
}

/// The network, ready to run.
#[derive(Debug)]
pub struct Model<'b> {
    pub(super) labels: Labels,
    pub(super) feats: Vec<String>,
    pub(super) names: NameLabels,
    /// The word pieces.
    pub pieces: WordPieces<'b>,
    pub(super) piece: Table<'b>,
    /// What each position adds, row after row.
    pub(super) positions: &'b [f32],
    pub(super) embed: Norm,
    pub(super) layers: Vec<Layer>,
    /// Width of a piece and of a word.
    pub(super) width: usize,
    /// Attention heads.
    pub(super) attention: usize,
    /// How much of each layer each view sees.
    pub(super) seen: [&'b [f32]; VIEWS],
    pub(super) mix: Dense,
    pub(super) shapes: Vec<Lanes>,
    pub(super) mix_norm: Norm,
    pub(super) heads: Joined,
    pub(super) names_in: Dense,
    pub(super) name: Joined,
    pub(super) arc: Dense,
    pub(super) arc_root: Vec<Lanes>,
    /// For each relation, what the dependent asks of the head.
    pub(super) relation: Dense,
    /// For each relation, what the dependent says alone.
    pub(super) relation_own: Joined,
}

impl<'b> Model<'b> {
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
        let feats: Vec<String> = lines(file.0.text("labels.feats")?);
        let names = NameLabels::read(file.0.text("labels.names")?)?;
        let pieces = WordPieces::read(&file.0)?;
        let width = file.0.numbers::<f32>("embed.g")?.len();
        let wide = file.0.numbers::<f32>("0.up.b")?.len();
        let arc = file.0.numbers::<f32>("arc.root")?.len();
        let rel = file.0.numbers::<f32>("rel_dep.b")?.len();
        let inner = file.0.numbers::<f32>("names_in.b")?.len();
        let (layers, attention) = (file.count("layers")?, file.count("attention")?);
        let whole = [width, wide, arc, rel, inner]
            .iter()
            .all(|size| *size > 0 && size.is_multiple_of(LANES));
        // A head of attention is one or two vectors of lanes.
        let parted = attention > 0 && [LANES, 2 * LANES].iter().any(|size| size * attention == width);
        if !whole || !parted || feats.is_empty() || feats.len() > usize::from(u16::MAX) {
            return Err(misfit(&format!(
                "widths {width}, {wide}, {arc}, {rel}, {inner}, {attention} attention heads and {} features cannot be",
                feats.len()
            )));
        }
        let relations = labels.relations.len();
        let outputs = [
            labels.upos.len(),
            labels.xpos.len(),
            feats.len(),
            arc,
            arc,
            rel,
            rel,
        ];
        let heads: Vec<(&str, usize)> = HEADS.into_iter().zip(outputs).collect();
        let positions = file.0.numbers::<f32>("position")?;
        if positions.len() < 3 * width || !positions.len().is_multiple_of(width) {
            return Err(misfit("there are too few positions"));
        }
        Ok(Self {
            piece: file.table("piece", pieces.len(), width)?,
            pieces,
            positions: file.finite("position", positions.len())?,
            embed: file.norm("embed", width)?,
            layers: (0..layers)
                .map(|layer| {
                    let name = |part: &str| format!("{layer}.{part}");
                    Ok(Layer {
                        qkv: file.dense(&name("qkv"), width, 3 * width)?,
                        out: file.dense(&name("out"), width, width)?,
                        mid: file.norm(&name("mid"), width)?,
                        up: file.dense(&name("up"), width, wide)?,
                        down: file.dense(&name("down"), wide, width)?,
                        end: file.norm(&name("end"), width)?,
                    })
                })
                .collect::<Result<_, Error>>()?,
            width,
            attention,
            seen: [
                file.finite("seen.syntax", layers)?,
                file.finite("seen.names", layers)?,
            ],
            mix: file.dense("mix", 2 * width, width)?,
            shapes: file.vector("shape", SHAPES * width)?,
            mix_norm: file.norm("mix.n", width)?,
            heads: file.joined(width, &heads)?,
            names_in: file.dense("names_in", width, inner)?,
            name: file.joined(inner, &[("names", names.len())])?,
            names,
            arc: file.dense("arc", arc, arc)?,
            arc_root: file.vector("arc.root", arc)?,
            relation: file.dense("rel", rel, relations * rel)?,
            relation_own: file.joined(rel, &[("rel_own", relations)])?,
            labels,
            feats,
        })
    }

    /// The most pieces of a window, those before and behind it included: one fewer than the encoder has positions,
    /// two where it was trained so.
    pub(super) fn longest(&self) -> usize {
        (self.positions.len() / self.width).min(super::LONGEST_WINDOW)
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}
