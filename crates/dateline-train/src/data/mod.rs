//! Readers of the data sets in `../shared/data` and `../shared/gold`.
