//! A stage from outside.
