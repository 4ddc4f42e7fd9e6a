//! The accurate network that comes with the crate where the feature `accurate` asks for it.

use super::model::Model;
use dateline_model::{Aligned, Error};

static BYTES: &Aligned<[u8]> = &Aligned(*include_bytes!("../../../../models/accurate.bin"));

/// Its bytes.
pub(crate) fn bytes() -> &'static [u8] {
    &BYTES.0
}

/// Reads it.
///
/// # Errors
/// If the embedded file is broken, which the tests would show.
pub(super) fn model() -> Result<Model<'static>, Error> {
    Model::read(&BYTES.0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_network_is_whole() {
        assert!(super::model().is_ok());
    }
}
