//! Tokens and sentences.
