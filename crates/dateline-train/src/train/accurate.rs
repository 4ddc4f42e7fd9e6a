//! Trainer "accurate": `models/accurate.bin`, the accurate tier's network.
//!
//! The teacher of the fast models is the accurate tier: what `train teacher` has learned is exported by
//! `python/accurate.py` and packed here. The export is a folder with `accurate.safetensors`, tensors of 32-bit floats, and
//! `accurate.json`, the labels, word pieces and characters.

use super::python::Python;
use super::teacher;
use anyhow::{Context, Result, ensure};
use dateline_model::Embedded;
use dateline_syntax::accurate::Model;
use dateline_syntax::accurate::pack::{Characters, Trained, pack};
use safetensors::{Dtype, SafeTensors};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The folder of the export.
const FOLDER: &str = "accurate";
/// Heads of attention, which the weights do not tell: those of all-MiniLM-L6-v2.
const ATTENTION: usize = 12;

/// What `accurate.json` says.
#[derive(Deserialize)]
struct Record {
    upos: Vec<String>,
    xpos: Vec<String>,
    feats: Vec<String>,
    deprel: Vec<String>,
    names: Vec<String>,
    /// The sources of names whose mean the network is to go by.
    sources: Vec<usize>,
    pieces: Vec<String>,
    characters: CharactersRecord,
}

#[derive(Deserialize)]
struct CharactersRecord {
    drop: Vec<[u32; 2]>,
    space: Vec<[u32; 2]>,
    alone: Vec<[u32; 2]>,
    becomes: BTreeMap<char, String>,
}

/// Trains the teacher unless that is done, and packs it.
///
/// # Errors
/// Where Python or its packages are missing or the data cannot be read, and those of [`pack_from`].
pub fn train(data: &Path, root: &Path) -> Result<()> {
    teacher::train(data, root)?;
    let python = Python::prepare(data, root)?;
    let folders = [("teacher", teacher::FOLDER), ("out", FOLDER)];
    python.run("accurate.py", "export", &folders)?;
    pack_from(&python.folder(FOLDER), root)
}

/// Packs the export in the folder `from` into `models/accurate.bin`.
///
/// # Errors
/// Files that are not there or are not what they should be.
pub fn pack_from(from: &Path, root: &Path) -> Result<()> {
    let path = from.join("accurate.safetensors");
    let bytes = fs::read(&path).with_context(|| path.display().to_string())?;
    let tensors = SafeTensors::deserialize(&bytes).with_context(|| path.display().to_string())?;
    let path = from.join("accurate.json");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let record: Record = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
    let tensor = |name: &str| {
        let tensor = tensors.tensor(name).ok()?;
        let (numbers, rest) = tensor.data().as_chunks::<4>();
        let floats = tensor.dtype() == Dtype::F32 && rest.is_empty();
        floats.then(|| numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    };
    let is_layer = |layer: &usize| {
        let name = format!("encoder.encoder.layer.{layer}.output.dense.weight");
        tensors.tensor(&name).is_ok()
    };
    let layers = (0..).take_while(is_layer).count();
    ensure!(layers > 0, "{} has no layers", from.display());
    let labels = [
        ("upos", &record.upos[..]),
        ("xpos", &record.xpos),
        ("feats", &record.feats),
        ("deprel", &record.deprel),
        ("names", &record.names),
    ];
    let characters = record.characters;
    let model = Embedded::from_slice(&pack(&Trained {
        tensor: &tensor,
        layers,
        attention: ATTENTION,
        labels: &labels,
        pieces: &record.pieces,
        sources: &record.sources,
        characters: &Characters {
            drop: characters.drop,
            space: characters.space,
            alone: characters.alone,
            becomes: characters.becomes.into_iter().collect(),
        },
    })?);
    Model::read(model.as_slice()).context("the packed model cannot be read back")?;
    let path = root.join("models/accurate.bin");
    fs::write(&path, model.as_slice()).with_context(|| path.display().to_string())?;
    println!(
        "{}: {} bytes, {layers} layers, {} pieces",
        path.display(),
        model.as_slice().len(),
        record.pieces.len()
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_model::ModelFile;
    use dateline_syntax::accurate::{NAME, VERSION, WordPieces};
    use dateline_tokenizer::{Scratch, Tokenizer};
    use std::collections::BTreeSet;

    /// Characters of each file that are looked at.
    const SHARE: usize = 4_000_000;

    /// All different words of the raw texts.
    fn words(folder: &Path) -> BTreeSet<String> {
        let (tokenizer, mut scratch) = (Tokenizer::new(), Scratch::new());
        let (mut tokens, mut sentences) = (Vec::new(), Vec::new());
        let mut words = BTreeSet::new();
        for entry in fs::read_dir(folder).unwrap() {
            let bytes = fs::read(entry.unwrap().path()).unwrap();
            let text: String = String::from_utf8_lossy(&bytes).chars().take(SHARE).collect();
            tokenizer
                .tokenize_into(&text, &mut tokens, &mut sentences, &mut scratch)
                .unwrap();
            let forms = tokens.iter().filter_map(|token| text.get(token.span.range()));
            // The names of special pieces mean these to the other tokenizer.
            let usual = |form: &&str| !form.contains(['\n', '\r']) && !form.contains("[UNK]");
            words.extend(forms.filter(usual).map(str::to_owned));
        }
        words
    }

    #[test]
    #[ignore = "needs the raw texts, the trainers' Python and a minute"]
    fn words_fall_into_the_same_pieces_as_in_training() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let data = root.join("../shared/data");
        let python = Python::prepare(&data, &root).unwrap();
        let folder = python.folder("pieces");
        fs::create_dir_all(&folder).unwrap();
        let words: Vec<String> = words(&data.join("raw")).into_iter().collect();
        fs::write(folder.join("words.txt"), words.join("\n")).unwrap();
        python.run("accurate.py", "pieces", &[("out", "pieces")]).unwrap();
        let bytes = Embedded::from_slice(&fs::read(root.join("models/accurate.bin")).unwrap());
        let file = ModelFile::parse(bytes.as_slice(), NAME, VERSION).unwrap();
        let pieces = WordPieces::read(&file).unwrap();
        let wanted = fs::read_to_string(folder.join("pieces.txt")).unwrap();
        assert_eq!(wanted.lines().count(), words.len());
        let (mut part, mut found) = (String::new(), Vec::new());
        for (word, wanted) in words.iter().zip(wanted.lines()) {
            found.clear();
            pieces.encode(word, &mut part, &mut found);
            let found: Vec<String> = found.iter().map(u32::to_string).collect();
            assert_eq!(found.join(" "), wanted, "{word}");
        }
        println!("{} words", words.len());
    }
}
