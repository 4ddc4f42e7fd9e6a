//! The network that comes with the crate.

use crate::network::Network;
use dateline_model::{Aligned, Error};

static BYTES: &Aligned<[u8]> = &Aligned(*include_bytes!("../../../models/syntax.bin"));

/// It as it lies in the program.
pub(crate) fn bytes() -> &'static [u8] {
    &BYTES.0
}

/// Reads it.
///
/// # Errors
/// If the embedded file is broken, which the tests would show.
pub(crate) fn network() -> Result<Network<'static>, Error> {
    Network::read(&BYTES.0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_network_is_whole() {
        assert!(super::network().is_ok());
    }
}
