//! Whether there is a model to embed: a checkout without one still builds, with a stage less.
#![allow(clippy::disallowed_macros, reason = "cargo is told things on standard output")]

fn main() {
    let model = "../../models/syntax.bin";
    println!("cargo::rerun-if-changed={model}");
    println!("cargo::rustc-check-cfg=cfg(syntax_model)");
    if std::path::Path::new(model).is_file() {
        println!("cargo::rustc-cfg=syntax_model");
    }
}
