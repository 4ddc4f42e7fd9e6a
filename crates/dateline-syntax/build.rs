//! Whether there is a model to embed: a checkout without one still builds, with a stage less.

use std::io::{Write, stdout};

fn main() -> std::io::Result<()> {
    let model = "../../models/syntax.bin";
    let mut cargo = stdout();
    writeln!(cargo, "cargo::rerun-if-changed={model}")?;
    writeln!(cargo, "cargo::rustc-check-cfg=cfg(syntax_model)")?;
    if std::path::Path::new(model).is_file() {
        writeln!(cargo, "cargo::rustc-cfg=syntax_model")?;
    }
    Ok(())
}
