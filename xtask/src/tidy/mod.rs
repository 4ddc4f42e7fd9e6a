//! `cargo xtask tidy`: the rules of the house that no compiler checks.
//!
//! Each rule is one file here: what it wants, why, a function from what it looks at to the places
//! that break it, and a test over a small made-up input. A rule that people must remember is
//! forgotten; a rule here says so itself, with the file and the line.

mod exemptions;
mod files;
mod imports;
mod length;
mod licences;
mod machine_paths;
mod manifests;
mod metadata;
mod model_cards;
mod module_docs;
mod reasons;
mod spdx;
mod weight;

use anyhow::{Result, bail};

use crate::repo::Repo;

/// A place that breaks a rule: `path:line: what is wrong and what to do`.
type Finding = String;

/// Checks every rule and prints one line for each.
///
/// # Errors
/// When a rule is broken anywhere, or the tree cannot be read.
pub(crate) fn tidy(repo: &Repo) -> Result<()> {
    let files = files::load(repo)?;
    let packages = metadata::load(repo)?;
    let manifests = manifests::load(&packages)?;
    let allowed = licences::allow_list(&files)?;

    let rules: [(&str, Vec<Finding>); 11] = [
        ("who may import whom", imports::check(&packages)),
        ("rayon in one place", imports::check_rayon(&packages)),
        ("manifests inherit", manifests::check(&manifests)),
        ("licences", licences::check(&packages, &allowed)),
        ("files end at 800 lines", length::check(&files)),
        ("files say what they are", module_docs::check(&files)),
        ("exceptions give a reason", reasons::check(&files)),
        ("who may use files, clocks, printing", exemptions::check(&files)),
        ("no heavy file", weight::check(&files)),
        ("no path of one machine", machine_paths::check(&files)),
        ("models have cards", model_cards::check(&files)),
    ];

    let mut broken = 0;
    for (name, findings) in &rules {
        println!(
            "    {:<36} {}",
            name,
            if findings.is_empty() { "ok" } else { "BROKEN" }
        );
        for finding in findings {
            println!("        {finding}");
        }
        broken += findings.len();
    }
    println!("    {}", length::summary(&files));
    if broken > 0 {
        bail!("{broken} places break a rule");
    }
    Ok(())
}
