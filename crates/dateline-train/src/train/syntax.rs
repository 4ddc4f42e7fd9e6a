//! Trainer "syntax": `models/syntax.bin`, the fast network.
//!
//! A teacher is fine-tuned on the treebanks, labels raw text, and the network learns from both; these steps are
//! programs in Python (`python.rs`), each of which goes on where it was stopped and keeps what it made in
//! `target/dateline/train`. What the last one exports is then packed here. The export is a folder with `student.safetensors`, tensors of 32-bit floats, and `student.json`, the labels and
//! known words in the order of their rows.

use super::python::Python;
use super::{silver, teacher};
use anyhow::{Context, Result};
use dateline_model::Embedded;
use dateline_syntax::Network;
use dateline_syntax::pack::{Trained, pack};
use safetensors::{Dtype, SafeTensors};
use serde::Deserialize;
use std::fs;
use std::path::Path;

/// The folder of the network's checkpoints and export.
const FOLDER: &str = "syntax";

/// What `student.json` says.
#[derive(Deserialize)]
struct Record {
    upos: Vec<String>,
    xpos: Vec<String>,
    deprel: Vec<String>,
    words: Vec<String>,
    names: Vec<String>,
}

/// Trains the network and packs it: hours on two processors, unless some of the steps are done.
///
/// # Errors
/// Where Python or its packages are missing or the data cannot be read, and those of [`pack_from`].
pub fn train(data: &Path, root: &Path) -> Result<()> {
    teacher::train(data, root)?;
    let python = Python::prepare(data, root)?;
    silver::make(&python)?;
    let folders = [
        ("teacher", teacher::FOLDER),
        ("silver", silver::FOLDER),
        ("out", FOLDER),
    ];
    python.run("student.py", "train", &folders)?;
    python.run("student.py", "export", &folders)?;
    pack_from(&python.folder(FOLDER), root)
}

/// Packs the export in the folder `from` into `models/syntax.bin`.
///
/// # Errors
/// Files that are not there or are not what they should be.
pub fn pack_from(from: &Path, root: &Path) -> Result<()> {
    let path = from.join("student.safetensors");
    let bytes = fs::read(&path).with_context(|| path.display().to_string())?;
    let tensors = SafeTensors::deserialize(&bytes).with_context(|| path.display().to_string())?;
    let path = from.join("student.json");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let record: Record = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
    let tensor = |name: &str| {
        let tensor = tensors.tensor(name).ok()?;
        let (numbers, rest) = tensor.data().as_chunks::<4>();
        let floats = tensor.dtype() == Dtype::F32 && rest.is_empty();
        floats.then(|| numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    };
    let model = Embedded::from_slice(&pack(&Trained {
        tensor: &tensor,
        words: &record.words,
        upos: &record.upos,
        xpos: &record.xpos,
        relations: &record.deprel,
        names: &record.names,
    })?);
    Network::read(model.as_slice()).context("the packed model cannot be read back")?;
    let path = root.join("models/syntax.bin");
    fs::write(&path, model.as_slice()).with_context(|| path.display().to_string())?;
    println!(
        "{}: {} bytes, {} known words",
        path.display(),
        model.as_slice().len(),
        record.words.len() - 1
    );
    Ok(())
}
