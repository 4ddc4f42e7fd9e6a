//! From what was trained to the model file: quantization, and folding what every known word would add up anyway.
//!
//! Each row of a table and of a layer becomes 8-bit numbers with one factor, its largest magnitude over 127, rounded
//! half away from zero. The affix rows of a known word are added to its own row before.

use crate::features::{affixes, fnv1a64, row};
use crate::network::{LINEARS, NAME, NORMS, TABLES, VERSION};
use dateline_model::{Error, ErrorKind, ModelWriter};

/// A trained network as floats.
pub struct Trained<'t> {
    /// The numbers of a tensor by its name, row after row: `word`, `affix`, `shape`; `NAME.w` and `NAME.b` of a layer
    /// (outputs by inputs; `rel_sum` has no bias and that of `rel_prod` is called `rel.b`), `NAME.g` and `NAME.b` of a
    /// norm; `arc_dist`, `arc_root`, `arc_root_bias`.
    pub tensor: &'t dyn Fn(&str) -> Option<Vec<f32>>,
    /// The norms of the rows of `word`; the first stands for unknown words and is not looked at.
    pub words: &'t [String],
    /// Universal parts of speech in the order of the outputs.
    pub upos: &'t [String],
    /// Treebank tags in the order of the outputs.
    pub xpos: &'t [String],
    /// Relations in the order of the outputs.
    pub relations: &'t [String],
    /// Labels of names in the order of the outputs, see [`NameChances`](dateline_core::layers::NameChances).
    pub names: &'t [String],
}

/// Makes the model file. The same network gives the same bytes.
///
/// # Errors
/// [`ErrorKind::MissingSection`] where a tensor is missing, [`ErrorKind::Shape`] where sizes do not fit, a number is
/// not finite, or two words have the same hash.
pub fn pack(trained: &Trained<'_>) -> Result<Vec<u8>, Error> {
    let mut writer = ModelWriter::new(NAME, VERSION);
    let labels = [
        ("labels.upos", trained.upos),
        ("labels.xpos", trained.xpos),
        ("labels.deprel", trained.relations),
        ("labels.names", trained.names),
    ];
    for (name, list) in labels {
        writer.section(name, list.join("\n").as_bytes());
    }
    let width = trained.get("ln0.g")?.len();
    writer.section("word.hash", &hashes(trained.words)?);
    for name in TABLES {
        let mut rows = trained.get(name)?;
        if name == "word" {
            if rows.len() != trained.words.len() * width {
                return Err(misfit(format!(
                    "{} words, but {} numbers for them",
                    trained.words.len(),
                    rows.len()
                )));
            }
            fold(&mut rows, trained.words, &trained.get("affix")?, width);
        }
        quantized(&mut writer, name, &rows, width)?;
    }
    for name in LINEARS {
        let weights = trained.get(&format!("{name}.w"))?;
        let biases = match name {
            "rel_sum" => vec![0.0; trained.relations.len()],
            "rel_prod" => trained.get("rel.b")?,
            name => trained.get(&format!("{name}.b"))?,
        };
        if biases.is_empty() || !weights.len().is_multiple_of(biases.len()) {
            return Err(misfit(format!(
                "“{name}” has {} outputs, but {} weights",
                biases.len(),
                weights.len()
            )));
        }
        quantized(&mut writer, name, &weights, weights.len() / biases.len())?;
        writer.section(&format!("{name}.b"), &biases);
    }
    for name in NORMS {
        for part in ["g", "b"] {
            let name = format!("{name}.{part}");
            writer.section(&name, &trained.get(&name)?);
        }
    }
    for (section, name) in [
        ("arc.dist", "arc_dist"),
        ("arc.root", "arc_root"),
        ("arc.root.b", "arc_root_bias"),
    ] {
        writer.section(section, &trained.get(name)?);
    }
    Ok(writer.finish())
}

impl Trained<'_> {
    fn get(&self, name: &str) -> Result<Vec<f32>, Error> {
        let numbers = (self.tensor)(name)
            .ok_or_else(|| Error::new(ErrorKind::MissingSection, format!("there is no tensor “{name}”")))?;
        if numbers.iter().any(|number| !number.is_finite()) {
            return Err(misfit(format!("“{name}” has numbers that are none")));
        }
        Ok(numbers)
    }
}

/// The hash of every known word, 0 for the unknown.
fn hashes(words: &[String]) -> Result<Vec<u64>, Error> {
    let mut hashes = vec![0];
    hashes.extend(words.iter().skip(1).map(|word| fnv1a64(word.as_bytes())));
    let mut sorted = hashes[1..].to_vec();
    sorted.sort_unstable();
    if let Some(pair) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(misfit(format!("two words have the hash {:x}", pair[0])));
    }
    Ok(hashes)
}

/// Adds to the row of each known word those of its affixes.
fn fold(rows: &mut [f32], words: &[String], affix: &[f32], width: usize) {
    let count = affix.len() / width.max(1);
    for (own, word) in rows.chunks_exact_mut(width.max(1)).zip(words).skip(1) {
        affixes(word, |hash| {
            let start = row(hash, count) as usize * width;
            for (own, affix) in own.iter_mut().zip(affix.get(start..).unwrap_or_default()) {
                *own += affix;
            }
        });
    }
}

/// Writes rows of `width` numbers as a section of bytes and one of factors.
pub(crate) fn quantized(
    writer: &mut ModelWriter,
    name: &str,
    rows: &[f32],
    width: usize,
) -> Result<(), Error> {
    if width == 0 || rows.is_empty() || !rows.len().is_multiple_of(width) {
        return Err(misfit(format!(
            "“{name}” has {} numbers, not rows of {width}",
            rows.len()
        )));
    }
    let (mut bytes, mut scales) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows.chunks_exact(width) {
        let largest = row.iter().fold(0f32, |largest, x| largest.max(x.abs()));
        let scale = largest / 127.0;
        scales.push(scale);
        bytes.extend(
            row.iter()
                .map(|x| if scale > 0.0 { (x / scale).round() as i8 } else { 0 }),
        );
    }
    writer.section(&format!("{name}.q"), &bytes);
    writer.section(&format!("{name}.scale"), &scales);
    Ok(())
}

pub(crate) fn misfit(what: String) -> Error {
    Error::new(ErrorKind::Shape, format!("the trained network: {what}"))
}
