//! Who may import whom: the table of ARCHITECTURE.md, held against `cargo metadata`.
//!
//! A stage that imports a stage can no longer be replaced by anyone's own; stages meet in layers
//! whose types live in core. That is the promise that this rule keeps.

use super::Finding;
use super::metadata::{Kind, Package};

/// What every crate's tests may use.
const TEST_ONLY: &str = "dateline-testkit";

/// One row: a crate, and the crates of ours that it may depend on.
enum May {
    /// Exactly these.
    Only(&'static [&'static str]),
    /// All but these.
    AllBut(&'static [&'static str]),
}

use May::{AllBut, Only};

const CORE: May = Only(&["dateline-core"]);
const CORE_AND_MODEL: May = Only(&["dateline-core", "dateline-model"]);

/// The table. A new crate gets its row here and in ARCHITECTURE.md.
const TABLE: &[(&str, May)] = &[
    ("dateline-core", Only(&[])),
    ("dateline-model", Only(&[])),
    // Texts and numbers alone: whoever has texts in an order can use it.
    ("dateline-duplicates", Only(&[])),
    ("dateline-tokenizer", CORE),
    ("dateline-syntax", CORE_AND_MODEL),
    // A language over the parse that stages and the program use, so it is below them and knows layers alone.
    ("dateline-semgrex", CORE),
    ("dateline-tagger", CORE_AND_MODEL),
    ("dateline-values", CORE),
    ("dateline-coref", CORE_AND_MODEL),
    // Rules over the parse are written in Semgrex, which is no stage; the scorer has weights.
    (
        "dateline-relations",
        Only(&["dateline-core", "dateline-model", "dateline-semgrex"]),
    ),
    ("dateline-readers", CORE),
    ("dateline-writers", CORE),
    ("dateline-pipeline", CORE),
    ("dateline-testkit", CORE),
    // Training makes what the stages load, and must prepare its input just as they do.
    ("dateline-train", AllBut(&["dateline-testkit", "xtask"])),
    // Scorers compare layers, whoever made them, so they know the layers' types alone.
    ("dateline-eval", CORE),
    (
        "dateline",
        AllBut(&["dateline-train", "dateline-testkit", "xtask"]),
    ),
    ("xtask", Only(&[])),
    // These are tests and benches, and may look at everything.
    ("dateline-bench", AllBut(&["xtask"])),
    ("dateline-tests", AllBut(&["xtask"])),
    // What a stranger can do with the public crates alone.
    ("third-party-stage", Only(&["dateline", "dateline-core"])),
];

/// Finds dependencies that the table does not have.
pub(crate) fn check(packages: &[Package]) -> Vec<Finding> {
    let ours: Vec<&str> = packages
        .iter()
        .filter(|p| p.ours)
        .map(|p| p.name.as_str())
        .collect();
    let mut findings = Vec::new();
    for package in packages.iter().filter(|package| package.ours) {
        let name = package.name.as_str();
        let Some((_, may)) = TABLE.iter().find(|(row, _)| *row == name) else {
            findings.push(format!(
                "{name}: has no row in the table of who may import whom (xtask/src/tidy/imports.rs)"
            ));
            continue;
        };
        for dependency in package
            .dependencies
            .iter()
            .filter(|d| ours.contains(&d.name.as_str()))
        {
            let to = dependency.name.as_str();
            let test_kit_in_tests = to == TEST_ONLY && dependency.kind == Kind::Dev;
            // A crate names itself among its dev-dependencies to switch features on for its tests.
            if test_kit_in_tests || to == name || may.allows(to) {
                continue;
            }
            findings.push(format!(
                "{name}: must not depend on {to}{}",
                if dependency.kind == Kind::Dev {
                    ", not even in its tests"
                } else {
                    ""
                }
            ));
        }
    }
    findings
}

impl May {
    fn allows(&self, name: &str) -> bool {
        match self {
            Only(names) => names.contains(&name),
            AllBut(names) => !names.contains(&name),
        }
    }
}

/// Threads belong to the runner and its private pool: nothing else depends on rayon directly.
pub(crate) fn check_rayon(packages: &[Package]) -> Vec<Finding> {
    packages
        .iter()
        .filter(|package| package.ours && package.name != "dateline-pipeline")
        .flat_map(|package| {
            package
                .dependencies
                .iter()
                .map(move |dependency| (package, dependency))
        })
        .filter(|(_, dependency)| dependency.name.starts_with("rayon"))
        .map(|(package, dependency)| {
            format!(
                "{}: depends on {}; threads belong to dateline-pipeline",
                package.name, dependency.name
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Kind::{Dev, Normal};

    fn findings(name: &str, dependencies: &[(&str, Kind)]) -> Vec<Finding> {
        let mut packages = vec![Package::member(name, dependencies)];
        for (other, _) in dependencies {
            packages.push(Package::member(other, &[]));
        }
        packages.retain(|package| TABLE.iter().any(|(row, _)| *row == package.name) || package.name == name);
        check(&packages)
    }

    #[test]
    fn what_the_table_has_is_fine() {
        assert!(
            findings(
                "dateline-tagger",
                &[("dateline-core", Normal), ("dateline-model", Normal)]
            )
            .is_empty()
        );
        assert!(
            findings(
                "dateline-values",
                &[("dateline-core", Normal), ("memchr", Normal)]
            )
            .is_empty()
        );
        assert!(findings("dateline-values", &[("dateline-testkit", Dev)]).is_empty());
        assert!(
            findings(
                "dateline",
                &[("dateline-tagger", Normal), ("dateline-pipeline", Normal)]
            )
            .is_empty()
        );
    }

    #[test]
    fn what_it_lacks_is_found() {
        assert_eq!(
            findings("dateline-tagger", &[("dateline-tokenizer", Normal)]),
            ["dateline-tagger: must not depend on dateline-tokenizer"]
        );
        assert_eq!(
            findings("dateline-values", &[("dateline-testkit", Normal)]).len(),
            1
        );
        assert_eq!(
            findings("dateline-tagger", &[("dateline-tokenizer", Dev)]).len(),
            1
        );
        assert_eq!(
            findings("dateline-values", &[("dateline-model", Normal)]).len(),
            1
        );
        assert_eq!(findings("xtask", &[("dateline-core", Normal)]).len(), 1);
        assert_eq!(findings("dateline", &[("dateline-train", Normal)]).len(), 1);
        assert_eq!(findings("dateline-new", &[]).len(), 1);
    }

    #[test]
    fn rayon_is_the_pipelines_alone() {
        assert!(check_rayon(&[Package::member("dateline-pipeline", &[("rayon", Normal)])]).is_empty());
        assert_eq!(
            check_rayon(&[Package::member("dateline-tagger", &[("rayon", Normal)])]).len(),
            1
        );
        assert_eq!(
            check_rayon(&[Package::member("dateline-core", &[("rayon-core", Dev)])]).len(),
            1
        );
    }
}
