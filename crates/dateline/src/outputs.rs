//! From the options that say what is written to the formats that write it.

use crate::shards;
use crate::targets::{self, Placed};
use anyhow::Result;
use dateline_core::{EncodeOptions, Registry, Writing};
use dateline_pipeline::MultiSink;

/// What a command was told about its output.
pub(crate) struct Outputs<'a> {
    /// A file, a folder, or `-`.
    pub(crate) output: &'a str,
    /// The formats by name; none for what the output's ending says.
    pub(crate) formats: &'a [String],
    /// Layers and offsets.
    pub(crate) options: EncodeOptions,
    /// The size of pieces, in bytes; `None` for one piece.
    pub(crate) shard_size: Option<u64>,
}

impl Outputs<'_> {
    /// Opens all formats, joined into one.
    pub(crate) fn open(&self, registry: &Registry) -> Result<Writing> {
        let mut writings = Vec::new();
        for Placed { format, path } in targets::place(registry, self.output, self.formats)? {
            let writing = match self.shard_size {
                Some(size) => shards::open(registry.shared_format(&format)?, &self.options, path, size)?,
                None => {
                    let target = crate::extract::target(path)?;
                    (registry.find_format(&format)?.open)(&self.options, target)?
                }
            };
            writings.push(writing);
        }
        Ok(MultiSink::join(writings))
    }
}
