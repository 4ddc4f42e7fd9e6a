//! Features as numbers of rows: one multiplication a part.

/// The row of a feature in a table.
pub(crate) type Feature = u32;

/// The row of the feature that `template` makes of three values, in a table of two to the power of `bits` rows.
pub(crate) const fn mix(template: u64, a: u64, b: u64, c: u64, bits: u32) -> Feature {
    let mut hash = template.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ a;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 32) ^ b).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash = (hash ^ (hash >> 29) ^ c).wrapping_mul(0x9fb2_1c65_1e98_df25);
    ((hash ^ (hash >> 31)).wrapping_mul(0xd6e8_feb8_6659_fd93) >> (64 - bits)) as Feature
}
