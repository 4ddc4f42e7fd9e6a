//! Integration tests: the program as a user runs it, and the library as a stranger's program uses it.

mod anything;
mod news;
mod outputs;
mod program;
mod strangers;
mod support;
