//! How far confidences are from how often they are right.

/// Confidences in ten bins of equal width, each with how often they were right: the expected calibration error of
/// Naeini, Cooper and Hauskrecht (2015, "Obtaining Well Calibrated Probabilities Using Bayesian Binning").
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibration {
    bins: [Bin; 10],
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Bin {
    count: f64,
    confidence: f64,
    right: f64,
}

impl Calibration {
    /// Nothing counted yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts one answer: its confidence, in 0 to 1, and whether it was right.
    pub fn add(&mut self, confidence: f32, right: bool) {
        let index = ((confidence * 10.0) as usize).min(self.bins.len() - 1);
        if let Some(bin) = self.bins.get_mut(index) {
            bin.count += 1.0;
            bin.confidence += f64::from(confidence);
            bin.right += f64::from(u8::from(right));
        }
    }

    /// The expected calibration error, in 0 to 1: the distance of mean confidence and precision in each bin, by how
    /// many answers are in it.
    #[must_use]
    pub fn expected_error(&self) -> f64 {
        let distance = |bin: &Bin| (bin.confidence - bin.right).abs();
        self.bins.iter().map(distance).sum::<f64>() / self.count().max(1.0)
    }

    /// By how much the mean confidence is above the precision, in -1 to 1: what the error would be in one bin.
    #[must_use]
    pub fn excess(&self) -> f64 {
        let excess = |bin: &Bin| bin.confidence - bin.right;
        self.bins.iter().map(excess).sum::<f64>() / self.count().max(1.0)
    }

    fn count(&self) -> f64 {
        self.bins.iter().map(|bin| bin.count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_do_not_make_up_for_each_other() {
        let mut all = Calibration::new();
        assert_eq!(all.expected_error(), 0.0);
        for (confidence, right) in [(0.8, true), (0.8, true), (0.2, false), (0.2, false)] {
            all.add(confidence, right);
        }
        assert!((all.expected_error() - 0.2).abs() < 1e-6);
        assert!(all.excess().abs() < 1e-6);
        all.add(1.0, false);
        assert!((all.expected_error() - (4.0 * 0.2 + 1.0) / 5.0).abs() < 1e-6);
    }
}
