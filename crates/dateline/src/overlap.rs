//! Where inputs and outputs meet: a run must neither read what an earlier one has left in a folder of articles, nor
//! write over what it is to read.

use crate::cli::CommonArgs;
use crate::targets::Placed;
use crate::{extract, journal, manifest, shards};
use anyhow::{Result, bail};
use dateline_core::Registry;
use dateline_readers::Inputs;
use std::path::{Path, PathBuf};

/// Leaves out of the walked folders what an earlier run has written to the same place: outputs and their pieces,
/// error file, manifest.
///
/// # Errors
/// Where an input would be replaced: it is named as one and is the output, or it lies where the output goes and no
/// manifest says that a run wrote it. And where the error file is the output.
pub(crate) fn part<'r>(
    registry: &Registry,
    args: &CommonArgs,
    placed: &[Placed],
    inputs: Inputs<'r>,
) -> Result<Inputs<'r>> {
    let outputs: Vec<&Path> = placed.iter().filter_map(|it| it.path.as_deref()).collect();
    let errors = extract::error_file(args);
    if let Some(errors) = &errors
        && let Some(output) = outputs.iter().find(|output| same(output, errors))
    {
        bail!(
            "{} would be both the output and the error file; give one of them another name",
            output.display()
        );
    }
    let there: Vec<PathBuf> = outputs.iter().filter_map(|path| real(path)).collect();
    for input in &args.inputs {
        if let Some(path) = real(Path::new(input)).filter(|path| path.is_file() && there.contains(path)) {
            bail!(
                "{} is the input and would be replaced by the output; give another name with -o",
                path.display()
            );
        }
    }
    let manifest = manifest::place(&args.output);
    if !there.is_empty() && !manifest.is_file() {
        // Nothing says that a run has written what lies there. Only then are the inputs gone through for it.
        let within = |input: &PathBuf| there.iter().any(|output| input.starts_with(output));
        let input = inputs
            .files()
            .find_map(|it| real(Path::new(&it.path)).filter(within));
        if let Some(input) = input {
            bail!(
                "{} is among the inputs and would be replaced by the output; give another name with -o",
                input.display()
            );
        }
    }
    let pieces = placed.iter().filter_map(|it| {
        let spec = registry.find_format(&it.format).ok()?;
        Some(shards::pieces(spec, it.path.as_deref()?))
    });
    let pieces: Vec<PathBuf> = pieces.flatten().collect();
    let outputs = outputs.iter().map(|path| path.to_path_buf());
    let beside = [manifest, journal::place(&args.output)];
    Ok(inputs.leave_out(outputs.chain(pieces).chain(errors).chain(beside)))
}

/// Where a file or folder really is; `None` for what is not there, and for devices and pipes, which nothing replaces.
fn real(path: &Path) -> Option<PathBuf> {
    let path = path.canonicalize().ok()?;
    (path.is_file() || path.is_dir()).then_some(path)
}

/// Whether two paths lead to the same file, which need not be there yet.
fn same(one: &Path, other: &Path) -> bool {
    if let (Some(one), Some(other)) = (real(one), real(other)) {
        return one == other;
    }
    let folder = |path: &Path| {
        let parent = path.parent().filter(|it| !it.as_os_str().is_empty());
        real(parent.unwrap_or(Path::new(".")))
    };
    one.file_name() == other.file_name()
        && (one == other || (folder(one).is_some() && folder(one) == folder(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_to_the_same_file() {
        for (one, other, wanted) in [
            ("Cargo.toml", "./src/../Cargo.toml", true),
            ("not-there.jsonl", "./src/../not-there.jsonl", true),
            ("no/such/folder/a", "no/such/folder/a", true),
            ("not-there.jsonl", "src/not-there.jsonl", false),
            ("/dev/null", "/dev/null", true),
        ] {
            assert_eq!(same(Path::new(one), Path::new(other)), wanted, "{one} {other}");
        }
        assert_eq!(real(Path::new("/dev/null")), None);
    }
}
