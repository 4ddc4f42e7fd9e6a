//! Named numbers, and precision, recall and F1 from counts.

/// Metrics by name, in the order they were added. Names carry their unit (`ewt_dev_words_f1` is in percent,
/// `words_per_second` is what it says).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metrics {
    entries: Vec<(String, f64)>,
}

impl Metrics {
    /// No metric yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn add(&mut self, name: impl Into<String>, value: f64) {
        self.entries.push((name.into(), value));
    }

    /// Adds precision, recall and F1 of `counts` in percent, as `NAME_precision`, `NAME_recall`, `NAME_f1`.
    pub fn add_counts(&mut self, name: &str, counts: Counts) {
        self.add(format!("{name}_precision"), counts.precision());
        self.add(format!("{name}_recall"), counts.recall());
        self.add(format!("{name}_f1"), counts.f1());
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, f64)> {
        self.entries.iter().map(|(name, value)| (name.as_str(), *value))
    }

    /// The metric of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<f64> {
        self.iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }
}

/// How many things the gold has, the system has, and both have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In the gold.
    pub gold: u64,
    /// In the system's output.
    pub system: u64,
    /// In both.
    pub correct: u64,
}

impl Counts {
    /// Correct of the system's, in percent; 0 where the system has none.
    #[must_use]
    pub fn precision(self) -> f64 {
        percent(self.correct, self.system)
    }

    /// Correct of the gold's, in percent; 0 where the gold has none.
    #[must_use]
    pub fn recall(self) -> f64 {
        percent(self.correct, self.gold)
    }

    /// The harmonic mean of precision and recall, in percent.
    #[must_use]
    pub fn f1(self) -> f64 {
        percent(2 * self.correct, self.gold + self.system)
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.gold += other.gold;
        self.system += other.system;
        self.correct += other.correct;
    }
}

fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        100.0 * part as f64 / whole as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f1_is_the_harmonic_mean() {
        let counts = Counts {
            gold: 4,
            system: 2,
            correct: 1,
        };
        assert_eq!((counts.precision(), counts.recall()), (50.0, 25.0));
        assert!((counts.f1() - 100.0 / 3.0).abs() < 1e-9);
        assert_eq!(Counts::default().f1(), 0.0);
    }
}
