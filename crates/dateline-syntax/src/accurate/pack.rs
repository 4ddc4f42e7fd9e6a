//! From what was trained to the model file: quantization, and what can be worked out before.
//!
//! Each row of word pieces and of a layer becomes 8-bit numbers with one factor, as in the fast network's file. Queries
//! are divided by the root of a head's width; what positions and the first of BERT's two types of token add is added up;
//! so is what a shape adds to a word and a source to a name; and the root's view as a head is worked out.

use super::model::{HEADS, NAME, VERSION};
use super::shape::SHAPES;
use crate::pack::{misfit, quantized};
use dateline_model::{Error, ErrorKind, LANES, Lanes, ModelWriter, floats, floats_mut, gelu};

/// A trained network as floats.
pub struct Trained<'t> {
    /// The numbers of a tensor by the name that it has in training (`python/common.py`, class `Teacher`), row by row.
    pub tensor: &'t dyn Fn(&str) -> Option<Vec<f32>>,
    /// Layers of the encoder.
    pub layers: usize,
    /// Heads of its attention.
    pub attention: usize,
    /// Lists of labels by the name of their section (`upos`, `xpos`, `feats`, `deprel`, `names`), in the order of the
    /// outputs.
    pub labels: &'t [(&'t str, &'t [String])],
    /// Word pieces in the order of their vectors.
    pub pieces: &'t [String],
    /// The sources of names, of those that the network knows, by whose mean idea of a name it is to go.
    pub sources: &'t [usize],
    /// What becomes of characters.
    pub characters: &'t Characters,
}

/// What a tokenizer's normalizer makes of characters.
#[derive(Clone, Debug, Default)]
pub struct Characters {
    /// Ranges, first and last, that are left out.
    pub drop: Vec<[u32; 2]>,
    /// Those that part words.
    pub space: Vec<[u32; 2]>,
    /// Those that are words by themselves.
    pub alone: Vec<[u32; 2]>,
    /// What others become, in the order of the characters.
    pub becomes: Vec<(char, String)>,
}

/// Makes the model file. The same network gives the same bytes.
///
/// # Errors
/// [`ErrorKind::MissingSection`] where a tensor is missing, [`ErrorKind::Shape`] where sizes do not fit or a number is
/// not finite.
pub fn pack(trained: &Trained<'_>) -> Result<Vec<u8>, Error> {
    let mut writer = ModelWriter::new(NAME, VERSION);
    for (name, list) in trained.labels {
        writer.section(&format!("labels.{name}"), list.join("\n").as_bytes());
    }
    for (name, count) in [("layers", trained.layers), ("attention", trained.attention)] {
        writer.section(name, &[count as u32]);
    }
    characters(&mut writer, trained);
    let width = trained.get("mix.2.weight")?.len();
    embeddings(&mut writer, trained, width)?;
    for layer in 0..trained.layers {
        encoder_layer(&mut writer, trained, layer, width)?;
    }
    layers(&mut writer, trained)?;
    words(&mut writer, trained, width)?;
    names(&mut writer, trained, width)?;
    arcs(&mut writer, trained)?;
    relations(&mut writer, trained)?;
    Ok(writer.finish())
}

impl Trained<'_> {
    fn get(&self, name: &str) -> Result<Vec<f32>, Error> {
        let numbers = (self.tensor)(name)
            .ok_or_else(|| Error::new(ErrorKind::MissingSection, format!("there is no tensor “{name}”")))?;
        if numbers.is_empty() || numbers.iter().any(|number| !number.is_finite()) {
            return Err(misfit(format!("“{name}” is empty or has numbers that are none")));
        }
        Ok(numbers)
    }

    /// A layer's weights and biases, the first a multiple of the second.
    fn layer(&self, name: &str) -> Result<(Vec<f32>, Vec<f32>), Error> {
        let (weights, biases) = (
            self.get(&format!("{name}.weight"))?,
            self.get(&format!("{name}.bias"))?,
        );
        if !weights.len().is_multiple_of(biases.len()) {
            return Err(misfit(format!(
                "“{name}” has {} outputs, but {} weights",
                biases.len(),
                weights.len()
            )));
        }
        Ok((weights, biases))
    }
}

fn characters(writer: &mut ModelWriter, trained: &Trained<'_>) {
    writer.section("pieces", trained.pieces.join("\n").as_bytes());
    let characters = trained.characters;
    writer.section("char.drop", &characters.drop);
    writer.section("char.space", &characters.space);
    writer.section("char.alone", &characters.alone);
    let (mut from, mut ends, mut to) = (Vec::new(), Vec::new(), String::new());
    for (char, becomes) in &characters.becomes {
        to.push_str(becomes);
        from.push(u32::from(*char));
        ends.push(to.len() as u32);
    }
    writer.section("char.from", &from);
    writer.section("char.ends", &ends);
    writer.section("char.to", to.as_bytes());
}

fn embeddings(writer: &mut ModelWriter, trained: &Trained<'_>, width: usize) -> Result<(), Error> {
    let name = |part: &str| format!("encoder.embeddings.{part}.weight");
    let pieces = trained.get(&name("word_embeddings"))?;
    if pieces.len() != trained.pieces.len() * width {
        return Err(misfit(format!(
            "{} pieces of {width} numbers, but {} numbers",
            trained.pieces.len(),
            pieces.len()
        )));
    }
    quantized(writer, "piece", &pieces, width)?;
    let mut positions = trained.get(&name("position_embeddings"))?;
    let types = trained.get(&name("token_type_embeddings"))?;
    for (place, more) in positions.iter_mut().zip(types.iter().take(width).cycle()) {
        *place += more;
    }
    writer.section("position", &positions);
    norm(writer, trained, "embed", "encoder.embeddings.LayerNorm")
}

fn encoder_layer(
    writer: &mut ModelWriter,
    trained: &Trained<'_>,
    layer: usize,
    width: usize,
) -> Result<(), Error> {
    let part = |part: &str| format!("encoder.encoder.layer.{layer}.{part}");
    let (mut weights, mut biases) = trained.layer(&part("attention.self.query"))?;
    let scale = ((width / trained.attention.max(1)) as f32).sqrt().recip();
    weights
        .iter_mut()
        .chain(&mut biases)
        .for_each(|number| *number *= scale);
    for other in ["attention.self.key", "attention.self.value"] {
        let (more, own) = trained.layer(&part(other))?;
        weights.extend(more);
        biases.extend(own);
    }
    linear(writer, &format!("{layer}.qkv"), &weights, &biases)?;
    for (name, from) in [
        ("out", "attention.output.dense"),
        ("up", "intermediate.dense"),
        ("down", "output.dense"),
    ] {
        let (weights, biases) = trained.layer(&part(from))?;
        linear(writer, &format!("{layer}.{name}"), &weights, &biases)?;
    }
    norm(
        writer,
        trained,
        &format!("{layer}.mid"),
        &part("attention.output.LayerNorm"),
    )?;
    norm(
        writer,
        trained,
        &format!("{layer}.end"),
        &part("output.LayerNorm"),
    )
}

/// How much of each layer syntax and names see: in training, the last ones are weighed, the last first.
fn layers(writer: &mut ModelWriter, trained: &Trained<'_>) -> Result<(), Error> {
    for (name, from) in [("seen.syntax", "layers"), ("seen.names", "name_layers")] {
        let logits = trained.get(from)?;
        if logits.len() > trained.layers {
            return Err(misfit(format!("“{from}” weighs more layers than there are")));
        }
        let largest = logits.iter().copied().fold(f32::MIN, f32::max);
        let shares: Vec<f32> = logits.iter().map(|logit| (logit - largest).exp()).collect();
        let total: f32 = shares.iter().sum();
        let mut seen = vec![0.0; trained.layers];
        for (place, share) in seen.iter_mut().rev().zip(&shares) {
            *place = share / total;
        }
        writer.section(name, &seen);
    }
    Ok(())
}

/// The layers of names. The vector of a source is added to every word, so that it goes into the first layer's biases.
fn names(writer: &mut ModelWriter, trained: &Trained<'_>, width: usize) -> Result<(), Error> {
    let all = trained.get("source.weight")?;
    let mut source = vec![0.0; width];
    for number in trained.sources {
        let row = all.chunks_exact(width).nth(*number);
        let row = row.ok_or_else(|| misfit(format!("there is no source {number}")))?;
        for (place, more) in source.iter_mut().zip(row) {
            *place += more / trained.sources.len() as f32;
        }
    }
    let (weights, mut biases) = trained.layer("names.0")?;
    for (bias, row) in biases.iter_mut().zip(weights.chunks_exact(width)) {
        *bias += dot(row, &source);
    }
    linear(writer, "names_in", &weights, &biases)?;
    let (weights, biases) = trained.layer("names.3")?;
    linear(writer, "names", &weights, &biases)
}

/// What makes words of pieces, and the heads over words.
fn words(writer: &mut ModelWriter, trained: &Trained<'_>, width: usize) -> Result<(), Error> {
    let (weights, biases) = trained.layer("mix.0")?;
    let shapes = trained.get("shape.weight")?;
    let (pieces, inputs) = (2 * width, weights.len() / biases.len());
    let own = shapes.len() / SHAPES;
    if shapes.len() != SHAPES * own || inputs != pieces + own {
        return Err(misfit(format!(
            "“mix” takes {inputs} numbers, which are not two pieces and a shape"
        )));
    }
    let (mut edges, mut added) = (Vec::new(), vec![0.0; SHAPES * width]);
    for (output, row) in weights.chunks_exact(inputs).enumerate() {
        let (edge, rest) = row.split_at(pieces);
        edges.extend_from_slice(edge);
        for (shape, vector) in shapes.chunks_exact(own).enumerate() {
            if let Some(place) = added.get_mut(shape * width + output) {
                *place = dot(vector, rest);
            }
        }
    }
    linear(writer, "mix", &edges, &biases)?;
    writer.section("shape", &added);
    norm(writer, trained, "mix.n", "mix.2")?;
    let from = [
        "tags.upos",
        "tags.xpos",
        "tags.feats",
        "arc_dep.0",
        "arc_head.0",
        "rel_dep.0",
        "rel_head.0",
    ];
    for (name, from) in HEADS.into_iter().zip(from) {
        let (weights, biases) = trained.layer(from)?;
        linear(writer, name, &weights, &biases)?;
    }
    Ok(())
}

/// The scores of arcs as a layer over dependents: `arc` has a row for each of their numbers, and one for all of them.
fn arcs(writer: &mut ModelWriter, trained: &Trained<'_>) -> Result<(), Error> {
    let root = root_key(trained)?;
    let size = root.len();
    let table = trained.get("arc")?;
    if table.len() != (size + 1) * size {
        return Err(misfit(format!(
            "“arc” has {} numbers for heads of {size}",
            table.len()
        )));
    }
    let (rows, biases) = table.split_at(size * size);
    let weights: Vec<f32> = (0..size)
        .flat_map(|output| rows.iter().skip(output).step_by(size).copied())
        .collect();
    linear(writer, "arc", &weights, biases)?;
    writer.section("arc.root", &root);
    Ok(())
}

/// The scores of relations as layers over dependents: `rel` has a matrix for each, both sides with a one behind.
fn relations(writer: &mut ModelWriter, trained: &Trained<'_>) -> Result<(), Error> {
    let size = trained.layer("rel_head.0")?.1.len();
    let table = trained.get("rel")?;
    let side = size + 1;
    if !table.len().is_multiple_of(side * side) {
        return Err(misfit(format!(
            "“rel” has {} numbers for heads of {size}",
            table.len()
        )));
    }
    let (mut asked, mut own) = ((Vec::new(), Vec::new()), (Vec::new(), Vec::new()));
    for matrix in table.chunks_exact(side * side) {
        for output in 0..side {
            let (weights, biases) = if output < size { &mut asked } else { &mut own };
            let mut column = matrix.iter().skip(output).step_by(side).copied();
            weights.extend(column.by_ref().take(size));
            biases.extend(column);
        }
    }
    linear(writer, "rel", &asked.0, &asked.1)?;
    linear(writer, "rel_own", &own.0, &own.1)
}

/// What the view of heads makes of the root.
fn root_key(trained: &Trained<'_>) -> Result<Vec<f32>, Error> {
    let root = trained.get("root")?;
    let (weights, biases) = trained.layer("arc_head.0")?;
    let rows = weights.chunks_exact(root.len()).zip(&biases);
    let sums: Vec<f32> = rows.map(|(row, bias)| dot(row, &root) + bias).collect();
    let mut lanes = vec![Lanes::ZERO; sums.len().div_ceil(LANES)];
    floats_mut(&mut lanes)
        .iter_mut()
        .zip(&sums)
        .for_each(|(place, sum)| *place = *sum);
    gelu(&mut lanes);
    Ok(floats(&lanes).iter().take(sums.len()).copied().collect())
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn linear(writer: &mut ModelWriter, name: &str, weights: &[f32], biases: &[f32]) -> Result<(), Error> {
    quantized(writer, name, weights, weights.len() / biases.len().max(1))?;
    writer.section(&format!("{name}.b"), biases);
    Ok(())
}

fn norm(writer: &mut ModelWriter, trained: &Trained<'_>, name: &str, from: &str) -> Result<(), Error> {
    writer.section(&format!("{name}.g"), &trained.get(&format!("{from}.weight"))?);
    writer.section(&format!("{name}.b"), &trained.get(&format!("{from}.bias"))?);
    Ok(())
}
