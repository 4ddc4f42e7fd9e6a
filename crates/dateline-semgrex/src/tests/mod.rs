//! Tests of the language: by example, against a naive twin, and of what is refused.

mod examples;
mod fixture;
mod limits;
mod properties;
mod refusals;
mod twin;
