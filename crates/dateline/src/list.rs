//! `dateline stages`, `labels`, `formats`: what this build can do, as a table or as JSON.

use anyhow::Result;
use dateline_core::{LayerKey, Registry};
use serde_json::{Value, json};
use std::io::{ErrorKind, Write};

/// The stages with what they read and write.
pub(crate) fn stages(registry: &Registry, as_json: bool) -> Result<()> {
    let names = |keys: &[LayerKey]| keys.iter().map(|key| key.name()).collect::<Vec<_>>();
    if as_json {
        return print_json(
            registry
                .stages()
                .map(|(name, spec)| {
                    json!({
                        "name": name,
                        "summary": spec.summary,
                        "requires": names(spec.contract.required()),
                        "uses": names(spec.contract.used()),
                        "wants": names(spec.contract.wanted()),
                        "provides": names(spec.contract.provided()),
                        "default": crate::DEFAULT_STAGES.contains(&name),
                    })
                })
                .collect(),
        );
    }
    let rows = registry.stages().map(|(name, spec)| {
        let layers = |keys| names(keys).join(", ");
        [
            name.to_owned(),
            layers(spec.contract.required()),
            layers(spec.contract.provided()),
            spec.summary.to_owned(),
        ]
    });
    print_table(["STAGE", "REQUIRES", "PROVIDES", "WHAT IT DOES"], rows)
}

/// The labels by layer.
pub(crate) fn labels(registry: &Registry, as_json: bool) -> Result<()> {
    let mut labels = registry.labels().to_vec();
    // Two stages may write the same label (TITLE by a tagger of one's own); it is one label all the same.
    labels.sort();
    labels.dedup_by(|a, b| (&a.layer, &a.name) == (&b.layer, &b.name));
    if as_json {
        return print_json(
            labels
                .iter()
                .map(|label| json!({"layer": label.layer, "name": label.name, "meaning": label.meaning}))
                .collect(),
        );
    }
    print_table(
        ["LAYER", "LABEL", "MEANING"],
        labels
            .into_iter()
            .map(|label| [label.layer, label.name, label.meaning]),
    )
}

/// The formats, read and written.
pub(crate) fn formats(registry: &Registry, as_json: bool) -> Result<()> {
    let inputs = registry
        .readers()
        .map(|(name, spec)| (name, "in", spec.endings, spec.summary));
    let outputs = registry.formats().map(|(name, spec)| {
        (
            name,
            if spec.folder { "out (folder)" } else { "out" },
            spec.endings,
            spec.summary,
        )
    });
    let all = inputs.chain(outputs);
    if as_json {
        return print_json(
            all.map(|(name, direction, endings, summary)| {
                json!({
                    "name": name,
                    "direction": if direction == "in" { "in" } else { "out" },
                    "folder": direction == "out (folder)",
                    "endings": endings,
                    "summary": summary,
                })
            })
            .collect(),
        );
    }
    let rows = all.map(|(name, direction, endings, summary)| {
        [
            name.to_owned(),
            direction.to_owned(),
            endings.join(" "),
            summary.to_owned(),
        ]
    });
    print_table(["FORMAT", "DIRECTION", "ENDINGS", "WHAT IT IS"], rows)
}

fn print_json(values: Vec<Value>) -> Result<()> {
    print(&(serde_json::to_string_pretty(&values)? + "\n"))
}

/// Prints rows in columns; the last column is as long as it is.
fn print_table<const N: usize>(head: [&str; N], rows: impl Iterator<Item = [String; N]>) -> Result<()> {
    let mut table = vec![head.map(str::to_owned)];
    table.extend(rows);
    let mut widths = [0; N];
    for row in &table {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut out = String::new();
    for row in &table {
        let mut line = String::new();
        for (width, cell) in widths.iter().zip(row) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    print(&out)
}

/// Writes to standard output; a reader that has gone away (`| head`) is no error.
fn print(text: &str) -> Result<()> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
