//! News XML: NITF and NewsML-G2 over one small tree, in which nothing is fetched and nothing grows.

mod fill;
mod items;
pub(crate) mod newsml;
pub(crate) mod nitf;
#[cfg(test)]
mod tests;
mod text;
mod tree;
