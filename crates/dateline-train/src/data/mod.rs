//! Readers of the data sets in `../shared/data` and `../shared/gold`.
pub mod bio;
pub mod carb;
pub mod coarse;
pub mod conllu;
pub mod entity;
pub mod gap;
pub mod gold;
pub mod knowledgenet;
pub mod mapping;
pub mod petrarch;
pub mod re3d;
pub mod redocred;
pub mod tagged;
