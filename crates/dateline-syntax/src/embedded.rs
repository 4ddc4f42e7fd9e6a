//! The network that comes with the crate.

use crate::network::Network;
use dateline_model::{Aligned, Error};

/// Whether this build has a network: a checkout without `models/syntax.bin` has none.
pub const SHIPPED: bool = cfg!(syntax_model);

#[cfg(syntax_model)]
static BYTES: &Aligned<[u8]> = &Aligned(*include_bytes!("../../../models/syntax.bin"));
#[cfg(not(syntax_model))]
static BYTES: &Aligned<[u8]> = &Aligned([]);

/// Reads it.
///
/// # Errors
/// Where this build has none.
pub(crate) fn network() -> Result<Network<'static>, Error> {
    Network::read(&BYTES.0)
}

#[cfg(all(test, syntax_model))]
mod tests {
    #[test]
    fn the_network_is_whole() {
        assert!(super::network().is_ok());
    }
}
