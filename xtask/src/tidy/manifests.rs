//! Manifests inherit: versions, lints and metadata stand once, in the root manifest.

use std::path::PathBuf;

use anyhow::{Context, Result};
use toml::{Table, Value};

use super::Finding;
use super::metadata::Package;

/// What `[package]` takes from the workspace.
const INHERITED: [&str; 6] = [
    "version",
    "edition",
    "rust-version",
    "license",
    "authors",
    "publish",
];

/// The tables that hold dependencies.
const DEPENDENCIES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// A member's manifest.
pub(crate) struct Manifest {
    name: String,
    table: Table,
}

/// Reads the manifests of the members.
pub(crate) fn load(packages: &[Package]) -> Result<Vec<Manifest>> {
    packages
        .iter()
        .filter(|package| package.ours)
        .map(|package| read(&package.name, &package.manifest))
        .collect()
}

fn read(name: &str, path: &PathBuf) -> Result<Manifest> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let table = text.parse().with_context(|| path.display().to_string())?;
    Ok(Manifest {
        name: name.to_owned(),
        table,
    })
}

/// Finds what a manifest states itself and should inherit.
pub(crate) fn check(manifests: &[Manifest]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for Manifest { name, table } in manifests {
        let package = table.get("package");
        for key in INHERITED {
            if !package.and_then(|package| package.get(key)).is_some_and(inherits) {
                findings.push(format!("{name}: write {key}.workspace = true in [package]"));
            }
        }
        if package.and_then(|package| package.get("description")).is_none() {
            findings.push(format!("{name}: [package] has no description"));
        }
        if !table.get("lints").is_some_and(inherits) {
            findings.push(format!("{name}: write workspace = true in [lints]"));
        }
        let targets = table
            .get("target")
            .and_then(Value::as_table)
            .into_iter()
            .flat_map(|table| table.values());
        for place in targets.filter_map(Value::as_table).chain([table]) {
            for dependencies in DEPENDENCIES.iter().filter_map(|key| place.get(*key)?.as_table()) {
                for (dependency, _) in dependencies
                    .iter()
                    .filter(|(_, value)| !inherits(value) && !lies_here(value))
                {
                    findings.push(format!(
                        "{name}: {dependency} has a version of its own; declare it in the root's \
                         [workspace.dependencies] and write {dependency}.workspace = true"
                    ));
                }
            }
        }
    }
    findings
}

/// Whether a dependency is named by its path alone: a member that others do not depend on, such as an
/// example, needs no line in the root.
fn lies_here(value: &Value) -> bool {
    value.get("path").is_some() && value.get("version").is_none()
}

/// Whether a value is a table with `workspace = true`.
fn inherits(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
        [package]
        name = "x"
        description = "An x"
        version.workspace = true
        edition.workspace = true
        rust-version.workspace = true
        license.workspace = true
        authors.workspace = true
        publish.workspace = true
        [dependencies]
        memchr.workspace = true
        serde = { workspace = true, features = ["derive"] }
        example = { path = "../example" }
        [lints]
        workspace = true
    "#;

    fn findings(manifest: &str) -> Vec<Finding> {
        check(&[Manifest {
            name: "x".to_owned(),
            table: manifest.parse().expect("TOML"),
        }])
    }

    #[test]
    fn a_manifest_that_inherits_is_fine() {
        assert_eq!(findings(GOOD), Vec::<Finding>::new());
    }

    #[test]
    fn own_versions_and_missing_lints_are_found() {
        for (from, to, wanted) in [
            (
                "version.workspace = true",
                "version = \"0.1.0\"",
                "version.workspace",
            ),
            ("edition.workspace = true", "", "edition.workspace"),
            ("[lints]\n        workspace = true", "", "[lints]"),
            (
                "memchr.workspace = true",
                "memchr = \"2\"",
                "memchr has a version of its own",
            ),
            (
                "{ path = \"../example\" }",
                "{ path = \"../example\", version = \"1\" }",
                "example has a version",
            ),
            ("description = \"An x\"", "", "no description"),
        ] {
            let found = findings(&GOOD.replacen(from, to, 1));
            assert_eq!(found.len(), 1, "{from}: {found:?}");
            assert!(found[0].contains(wanted), "{found:?}");
        }
        let target = format!("{GOOD}\n[target.'cfg(unix)'.dev-dependencies]\nlibc = \"0.2\"");
        assert_eq!(findings(&target).len(), 1);
    }
}
