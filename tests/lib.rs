//! Holds no code: the tests are in `integration/`, one binary for all of them.
