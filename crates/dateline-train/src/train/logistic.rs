//! Curves of confidence from few names: a logistic regression on the log-odds of sureness (Platt 1999), with an offset
//! for each type and one for what a rule has found or settled.
//!
//! Each coefficient is pulled towards where sureness is taken at its word, so that what few names speak for stays near
//! it; isotonic curves would need hundreds of names for each type and rule.

/// One name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Case {
    /// In 0 to 1.
    pub(super) sure: f32,
    pub(super) right: bool,
    /// How much it counts; the mean is to be one.
    pub(super) weight: f64,
    /// Its type, below [`KINDS`].
    pub(super) kind: usize,
    /// Whether a rule has found or settled it, and not the model.
    pub(super) by_rule: bool,
    /// In which part of the documents it stands.
    pub(super) part: usize,
}

/// How many types there are.
pub(super) const KINDS: usize = 4;
/// Coefficients: one for all, the slope, one for each type, and one for rules.
const COUNT: usize = 3 + KINDS;
/// How strongly coefficients may be pulled: by 5, about as much as twenty unsure names hold them.
const RIDGES: [f64; 6] = [5.0, 10.0, 20.0, 50.0, 100.0, 200.0];
/// Each coefficient is mended so often, at most.
const SWEEPS: usize = 400;
/// Steps that are smaller mend nothing.
const ENOUGH: f64 = 1e-6;
/// Sureness is kept so far from 0 and 1.
const EDGE: f64 = 1e-4;

/// What was learned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Logistic([f64; COUNT]);

impl Logistic {
    /// The strength of the pull with which names of each part are told best by those of the others.
    pub(super) fn choose(cases: &[Case], parts: usize) -> f64 {
        let loss = |ridge: f64| -> f64 {
            (0..parts)
                .map(|part| {
                    let (held, rest): (Vec<Case>, Vec<Case>) =
                        cases.iter().partition(|case| case.part == part);
                    let fitted = Self::fit(&rest, ridge);
                    held.iter()
                        .map(|case| case.weight * fitted.loss(case))
                        .sum::<f64>()
                })
                .sum()
        };
        let losses = RIDGES.map(|ridge| (ridge, loss(ridge)));
        let best = losses.iter().min_by(|a, b| a.1.total_cmp(&b.1));
        best.map_or(RIDGES[0], |(ridge, _)| *ridge)
    }

    /// Fits the coefficients, pulled by `ridge`: Newton's steps, one coefficient after the other.
    pub(super) fn fit(cases: &[Case], ridge: f64) -> Self {
        let rows: Vec<[f64; COUNT]> = cases
            .iter()
            .map(|case| row(case.sure.into(), case.kind, case.by_rule))
            .collect();
        let mut all = AT_ITS_WORD;
        let mut sums: Vec<f64> = rows.iter().map(|row| dot(row, &all)).collect();
        let mut still = 0;
        for place in (0..SWEEPS).flat_map(|_| 0..COUNT) {
            let mut slope = ridge * (AT_ITS_WORD[place] - all[place]);
            let mut bend = ridge;
            for ((case, row), sum) in cases.iter().zip(&rows).zip(&sums) {
                let chance = logistic(*sum);
                slope += case.weight * (f64::from(u8::from(case.right)) - chance) * row[place];
                bend += case.weight * chance * (1.0 - chance) * row[place] * row[place];
            }
            // A step of more than one leads astray where the curve is flat.
            let step = (slope / bend).clamp(-1.0, 1.0);
            still = if step.abs() < ENOUGH { still + 1 } else { 0 };
            if still > COUNT {
                break;
            }
            all[place] += step;
            for (sum, row) in sums.iter_mut().zip(&rows) {
                *sum += step * row[place];
            }
        }
        // A confidence does not fall where sureness rises.
        all[1] = all[1].max(0.0);
        Self(all)
    }

    /// The log loss of what is told of one name.
    fn loss(&self, case: &Case) -> f64 {
        let chance = self.chance(case.sure.into(), case.kind, case.by_rule);
        let told = if case.right { chance } else { 1.0 - chance };
        -told.max(EDGE).ln()
    }

    /// How often names like this are right.
    pub(super) fn chance(&self, sure: f64, kind: usize, by_rule: bool) -> f64 {
        logistic(dot(&row(sure, kind, by_rule), &self.0))
    }
}

/// The coefficients by which sureness stays as it is.
const AT_ITS_WORD: [f64; COUNT] = {
    let mut all = [0.0; COUNT];
    all[1] = 1.0;
    all
};

fn row(sure: f64, kind: usize, by_rule: bool) -> [f64; COUNT] {
    let sure = sure.clamp(EDGE, 1.0 - EDGE);
    let mut row = [0.0; COUNT];
    row[0] = 1.0;
    row[1] = (sure / (1.0 - sure)).ln();
    row[2 + kind.min(KINDS - 1)] = 1.0;
    row[COUNT - 1] = f64::from(u8::from(by_rule));
    row
}

fn dot(a: &[f64; COUNT], b: &[f64; COUNT]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names of every sureness, right as often as `chance` says.
    fn cases(count: usize, chance: impl Fn(f64, usize, bool) -> f64) -> Vec<Case> {
        let case = |at: usize| {
            let sure = (at as f64 + 0.5) / count as f64;
            let (kind, by_rule) = (at % KINDS, at.is_multiple_of(3));
            let drawn = (at * 7919 % count) as f64 / count as f64;
            Case {
                sure: sure as f32,
                right: drawn < chance(sure, kind, by_rule),
                weight: 1.0,
                kind,
                by_rule,
                part: at / 5 % 4,
            }
        };
        (0..count).map(case).collect()
    }

    #[test]
    fn many_names_are_believed() {
        // Too sure by twice the log-odds, and rules more so; the second type is more often right.
        let truth = |sure: f64, kind: usize, by_rule: bool| {
            let more = f64::from(u8::from(kind == 1)) - f64::from(u8::from(by_rule));
            logistic(0.5 * (sure / (1.0 - sure)).ln() + more)
        };
        let found = Logistic::fit(&cases(20_011, truth), 5.0);
        for sure in [0.2, 0.5, 0.8, 0.95] {
            for (kind, by_rule) in [(0, false), (1, false), (1, true), (3, true)] {
                let (is, wanted) = (found.chance(sure, kind, by_rule), truth(sure, kind, by_rule));
                assert!(
                    (is - wanted).abs() < 0.03,
                    "{sure} {kind} {by_rule}: {is} {wanted}"
                );
            }
        }
    }

    #[test]
    fn few_names_leave_sureness_at_its_word() {
        let found = Logistic::fit(&cases(7, |_, _, _| 0.0), 5.0);
        assert!(found.chance(0.9, 0, false) > 0.6);
        assert!((Logistic::fit(&[], 5.0).chance(0.9, 2, true) - 0.9).abs() < 1e-9);
    }

    #[test]
    fn few_names_without_a_lesson_are_held_more_strongly() {
        let plain = |sure: f64, _, _| sure;
        assert!(Logistic::choose(&cases(97, plain), 4) > RIDGES[1]);
        let other = |sure: f64, kind: usize, _| logistic(0.3 * (sure / (1.0 - sure)).ln() - kind as f64);
        assert!(Logistic::choose(&cases(4001, other), 4) < RIDGES[2]);
    }
}
