//! Metrics as the contract promises them: one flat JSON object, metric name to number.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// Numbers by name; the name carries the unit.
#[derive(Debug, Default)]
pub struct Metrics {
    values: BTreeMap<String, f64>,
}

impl Metrics {
    /// Sets a metric. The unit belongs into the name: `ascii_megabytes_per_second`.
    pub fn set(&mut self, name: impl Into<String>, value: f64) {
        self.values.insert(name.into(), value);
    }

    /// A metric that was set.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<f64> {
        self.values.get(name).copied()
    }

    /// Whether none was set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Writes the object to a file, which appears under its name once it is whole.
    ///
    /// # Errors
    /// When a number is none that JSON can write, or the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        if let Some((name, value)) = self.values.iter().find(|(_, value)| !value.is_finite()) {
            bail!("{name} is {value}, which JSON cannot write");
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        let partial = path.with_extension("json.partial");
        let text = serde_json::to_string_pretty(&self.values)? + "\n";
        std::fs::write(&partial, text).with_context(|| format!("cannot write {}", partial.display()))?;
        std::fs::rename(&partial, path).with_context(|| format!("cannot name {}", path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_are_a_flat_object_in_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("inner/x.json");
        let mut metrics = Metrics::default();
        metrics.set("b_bytes", 2.0);
        metrics.set("a_megabytes_per_second", 1.5);
        metrics.write(&path).expect("writes");
        let text = std::fs::read_to_string(&path).expect("reads");
        assert_eq!(
            text,
            "{\n  \"a_megabytes_per_second\": 1.5,\n  \"b_bytes\": 2.0\n}\n"
        );
    }

    #[test]
    fn what_json_cannot_write_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.json");
        let mut metrics = Metrics::default();
        metrics.set("a_seconds", f64::NAN);
        assert!(metrics.write(&path).is_err());
        assert!(!path.exists());
    }
}
