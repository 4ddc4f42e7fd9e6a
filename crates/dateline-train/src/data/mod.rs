//! Readers of the data sets in `../shared/data` and `../shared/gold`.
pub mod bio;
pub mod conllu;
pub mod entity;
pub mod gap;
pub mod gold;
pub mod tagged;
