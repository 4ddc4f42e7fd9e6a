//! Worked cases from their data file, any tree, and the conformance suite.
