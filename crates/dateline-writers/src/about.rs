//! What a file of tables says about itself: by which schema it is made, and what its offsets count.

use crate::SCHEMA;
use dateline_core::{EncodeOptions, Offsets};

/// Keys and values for formats that have a place for them.
pub(crate) fn about(options: &EncodeOptions) -> Vec<(&'static str, String)> {
    let offsets = match options.offsets {
        Offsets::Chars => "chars",
        Offsets::Bytes => "bytes",
        Offsets::Utf16 => "utf16",
    };
    vec![
        ("schema", SCHEMA.to_owned()),
        ("offsets", offsets.to_owned()),
        (
            "writer",
            concat!("dateline ", env!("CARGO_PKG_VERSION")).to_owned(),
        ),
    ]
}
