//! The network that comes with the crate.

use crate::network::Network;
use dateline_model::{Aligned, Error};

static BYTES: &Aligned<[u8]> = &Aligned(*include_bytes!("../../../models/syntax.bin"));

/// Reads it.
///
/// # Errors
/// None but for a broken build, which a test excludes.
pub fn network() -> Result<Network<'static>, Error> {
    Network::read(&BYTES.0)
}
