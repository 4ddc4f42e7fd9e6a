//! `cargo xtask train teacher`: fine-tunes the encoder that labels the text from which the fast models learn.
//!
//! The work is done by `python/teacher.py`; it goes on from its last epoch where it was stopped, and its weights
//! stay in `target/dateline/train/teacher`.

use super::python::Python;
use anyhow::Result;
use std::path::Path;

/// The folder of the teacher's weights and vocabulary.
pub(super) const FOLDER: &str = "teacher";

/// Trains the teacher.
///
/// # Errors
/// Where Python or its packages are missing, or the data cannot be read.
pub fn train(data: &Path, root: &Path) -> Result<()> {
    let python = Python::prepare(data, root)?;
    python.run("teacher.py", "train", &[("out", FOLDER)])
}
