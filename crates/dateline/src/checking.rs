//! A configuration tried out: read as a run reads it, and every part built that it has settings for. What the fuzz
//! target of configurations calls.

use crate::config::Config;
use dateline_core::{Error, ErrorKind, Input, Registry};
use std::collections::BTreeMap;
use std::path::Path;

/// Reads the file and builds each part of `registry` that it names, with its settings and no other file; gives each
/// refusal to `refused`. Returns the number of threads that the file asks for. Not part of the crate's promises.
///
/// # Errors
/// What is wrong with the file itself.
#[doc(hidden)]
pub fn try_configuration(
    registry: &Registry,
    path: &Path,
    refused: &mut dyn FnMut(Error),
) -> anyhow::Result<Option<u16>> {
    let config = Config::load(path)?;
    let closed = |path: &str| Err(Error::new(ErrorKind::Io, format!("{path}: no files here")));
    let (stages, formats) = config.named_parts();
    for stage in stages {
        if let Ok(spec) = registry.find_stage(stage) {
            let settings = config.stage(stage).with_files(closed);
            (spec.build)(settings).err().into_iter().for_each(&mut *refused);
        }
    }
    for format in formats {
        if let Ok(spec) = registry.find_reader(format) {
            let settings = config.input(format, BTreeMap::new()).with_files(closed);
            let input = Input::stream("in", std::io::empty());
            (spec.open)(input, settings)
                .err()
                .into_iter()
                .for_each(&mut *refused);
        }
    }
    Ok(config.threads)
}
