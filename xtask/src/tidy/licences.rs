//! Every package of the build has a licence that deny.toml allows.
//!
//! The same list that `cargo deny` reads, held here as well, so that the rule is tested where
//! cargo-deny is not installed.

use std::collections::HashSet;

use anyhow::{Context, Result};
use toml::{Table, Value};

use super::files::File;
use super::metadata::Package;
use super::{Finding, spdx};

/// The licences of deny.toml's `[licenses] allow`.
pub(crate) fn allow_list(files: &[File]) -> Result<HashSet<String>> {
    let file = files
        .iter()
        .find(|file| file.path == "deny.toml")
        .context("there is no deny.toml")?;
    let table: Table = file.text.parse().context("deny.toml")?;
    let list = table
        .get("licenses")
        .and_then(|licenses| licenses.get("allow"))
        .and_then(Value::as_array);
    let list = list.context("deny.toml has no list [licenses] allow")?;
    Ok(list
        .iter()
        .filter_map(|id| id.as_str().map(str::to_owned))
        .collect())
}

/// Finds packages without a licence, or with one that is not on the list.
pub(crate) fn check(packages: &[Package], allowed: &HashSet<String>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for Package {
        name,
        version,
        license,
        ..
    } in packages
    {
        let Some(license) = license else {
            findings.push(format!("{name} {version}: states no licence"));
            continue;
        };
        match spdx::satisfied(license, &|id| allowed.contains(id)) {
            Ok(true) => {}
            Ok(false) => findings.push(format!("{name} {version}: {license} is not allowed by deny.toml")),
            Err(error) => findings.push(format!(
                "{name} {version}: {license:?} is no licence expression: {error}"
            )),
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_are_held_against_the_list() {
        let deny = File::new("deny.toml", "[licenses]\nallow = [\"MIT\", \"Zlib\"]\n");
        let allowed = allow_list(&[deny]).expect("a list");
        let package = |license: Option<&str>| {
            let mut package = Package::member("x", &[]);
            package.license = license.map(str::to_owned);
            check(&[package], &allowed)
        };
        assert!(package(Some("Zlib OR GPL-2.0-only")).is_empty());
        assert_eq!(
            package(Some("GPL-2.0-only")),
            ["x 0.1.0: GPL-2.0-only is not allowed by deny.toml"]
        );
        assert_eq!(package(Some("MIT Zlib")).len(), 1);
        assert_eq!(package(None), ["x 0.1.0: states no licence"]);
    }

    #[test]
    fn a_missing_list_is_an_error() {
        assert!(allow_list(&[]).is_err());
        assert!(allow_list(&[File::new("deny.toml", "[bans]\n")]).is_err());
    }
}
