//! Integration tests of the workspace: see `suite.rs`.
