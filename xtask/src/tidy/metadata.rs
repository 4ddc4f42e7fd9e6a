//! The part of `cargo metadata` that the rules look at.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::repo::Repo;

/// A package of the build: one of ours, or a third party's.
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    /// An SPDX expression, when the package states one.
    pub(crate) license: Option<String>,
    /// Whether it is a member of this workspace.
    pub(crate) ours: bool,
    pub(crate) manifest: PathBuf,
    pub(crate) dependencies: Vec<Dependency>,
}

/// A direct dependency as the manifest declares it.
pub(crate) struct Dependency {
    /// The package's own name, even where the manifest renames it.
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

/// Which builds need a dependency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Normal,
    Dev,
    Build,
}

impl Package {
    /// A member with dependencies, for the tests of the rules.
    #[cfg(test)]
    pub(crate) fn member(name: &str, dependencies: &[(&str, Kind)]) -> Package {
        Package {
            name: name.to_owned(),
            version: "0.1.0".to_owned(),
            license: Some("MIT OR Apache-2.0".to_owned()),
            ours: true,
            manifest: PathBuf::new(),
            dependencies: dependencies
                .iter()
                .map(|&(name, kind)| Dependency {
                    name: name.to_owned(),
                    kind,
                })
                .collect(),
        }
    }
}

/// Asks cargo. All features and all platforms are in the answer, so the rules hold for every build.
pub(crate) fn load(repo: &Repo) -> Result<Vec<Package>> {
    let output = repo
        .cargo()
        .args(["metadata", "--format-version", "1", "--all-features"])
        .output()
        .context("cannot start cargo metadata")?;
    if !output.status.success() {
        bail!(
            "cargo metadata: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    let metadata = serde_json::from_slice(&output.stdout).context("cannot read cargo's metadata")?;
    parse(&metadata)
}

fn parse(metadata: &Value) -> Result<Vec<Package>> {
    let members: Vec<&str> = list(&metadata["workspace_members"])
        .filter_map(Value::as_str)
        .collect();
    list(&metadata["packages"])
        .map(|package| {
            let text = |key: &str| {
                package[key]
                    .as_str()
                    .with_context(|| format!("cargo metadata: a package without {key}"))
            };
            Ok(Package {
                name: text("name")?.to_owned(),
                version: text("version")?.to_owned(),
                license: package["license"].as_str().map(str::to_owned),
                ours: members.contains(&text("id")?),
                manifest: PathBuf::from(text("manifest_path")?),
                dependencies: list(&package["dependencies"])
                    .map(dependency)
                    .collect::<Result<_>>()?,
            })
        })
        .collect()
}

fn dependency(value: &Value) -> Result<Dependency> {
    let name = value["name"]
        .as_str()
        .context("cargo metadata: a dependency without name")?;
    let kind = match value["kind"].as_str() {
        None => Kind::Normal,
        Some("dev") => Kind::Dev,
        Some("build") => Kind::Build,
        Some(other) => bail!("cargo metadata: unknown kind of dependency {other}"),
    };
    Ok(Dependency {
        name: name.to_owned(),
        kind,
    })
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().map(Vec::as_slice).unwrap_or_default().iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_and_kinds_of_dependencies_are_told_apart() {
        let metadata = serde_json::json!({
        "workspace_members": ["path#core"],
        "packages": [
            {"id": "path#core", "name": "core", "version": "0.1.0", "license": "MIT", "manifest_path": "c/Cargo.toml",
             "dependencies": [{"name": "memchr", "kind": null}, {"name": "proptest", "kind": "dev"}]},
            {"id": "reg#memchr", "name": "memchr", "version": "2.8.0", "license": "Unlicense/MIT",
             "manifest_path": "m/Cargo.toml", "dependencies": []},
        ]});
        let packages = parse(&metadata).expect("parses");
        assert!(packages[0].ours && !packages[1].ours);
        let kinds: Vec<_> = packages[0]
            .dependencies
            .iter()
            .map(|d| (d.name.as_str(), d.kind))
            .collect();
        assert_eq!(kinds, [("memchr", Kind::Normal), ("proptest", Kind::Dev)]);
    }
}
