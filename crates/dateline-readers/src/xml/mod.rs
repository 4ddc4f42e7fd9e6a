//! News XML: NITF and NewsML-G2 over one small tree, in which nothing is fetched and nothing grows.

mod fill;
mod items;
pub(crate) mod newsml;
pub(crate) mod nitf;
#[cfg(test)]
mod tests;
mod text;
mod tree;

use std::sync::Arc;

/// A file's name without `.xml`, which says of a file's format only half.
fn without_xml(name: &Arc<str>) -> Arc<str> {
    name.strip_suffix(".xml")
        .map_or_else(|| Arc::clone(name), Arc::from)
}
