//! The network in plain 64-bit arithmetic, straight from the description, over the unquantized numbers.

use crate::support::{UPOS, WORDS, tensor};
use dateline_syntax::features::{affixes, fnv1a64, norm, row, shape};

type Vector = Vec<f64>;

fn get(name: &str) -> Vector {
    tensor(name).unwrap().into_iter().map(f64::from).collect()
}

fn linear(name: &str, x: &[f64]) -> Vector {
    let (weights, biases) = (get(&format!("{name}.w")), get(&format!("{name}.b")));
    let rows = weights.chunks(x.len()).zip(biases);
    rows.map(|(row, bias)| row.iter().zip(x).map(|(w, x)| w * x).sum::<f64>() + bias)
        .collect()
}

fn layer_norm(name: &str, x: &[f64]) -> Vector {
    let (gain, shift) = (get(&format!("{name}.g")), get(&format!("{name}.b")));
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / x.len() as f64;
    let normed = x.iter().map(|x| (x - mean) / (variance + 1e-5).sqrt());
    normed
        .zip(gain.iter().zip(shift))
        .map(|(x, (g, b))| x * g + b)
        .collect()
}

fn embed(form: &str) -> Vector {
    let (word, affix, shapes) = (get("word"), get("affix"), get("shape"));
    let width = get("ln0.g").len();
    let mut text = String::new();
    norm(form, &mut text);
    let own = WORDS
        .iter()
        .skip(1)
        .position(|word| *word == text)
        .map_or(0, |at| at + 1);
    let mut x = word[own * width..(own + 1) * width].to_vec();
    let mut add = |table: &[f64], row: u32| {
        let start = row as usize * width;
        x.iter_mut().zip(&table[start..]).for_each(|(x, y)| *x += y);
    };
    affixes(&text, |hash| add(&affix, row(hash, affix.len() / width)));
    add(&shapes, row(shape(form), shapes.len() / width));
    assert_eq!(fnv1a64(b""), 0xcbf2_9ce4_8422_2325);
    layer_norm("ln0", &x)
}

/// The words' vectors after the convolutions.
pub(crate) fn convolved(forms: &[&str]) -> Vec<Vector> {
    let mut x: Vec<Vector> = forms.iter().map(|form| embed(form)).collect();
    for number in 1..=2 {
        let zero = vec![0.0; x[0].len()];
        let at = |at: usize| x.get(at).unwrap_or(&zero).clone();
        x = (0..x.len())
            .map(|word| {
                let window = [at(word.wrapping_sub(1)), at(word), at(word + 1)].concat();
                let made = linear(&format!("conv{number}"), &window);
                let sum: Vector = x[word].iter().zip(made).map(|(x, y)| x + y.max(0.0)).collect();
                layer_norm(&format!("ln{number}"), &sum)
            })
            .collect();
    }
    x
}

/// The words' vectors after the convolutions and after the recurrences.
pub(crate) fn vectors(forms: &[&str]) -> (Vec<Vector>, Vec<Vector>) {
    let c2 = convolved(forms);
    let mut y = c2.clone();
    for number in 1..=3 {
        let raw: Vec<Vector> = y.iter().map(|x| linear(&format!("rnn{number}"), x)).collect();
        let half = raw[0].len() / 6;
        let mut next = vec![vec![0.0; 2 * half]; y.len()];
        for direction in 0..2 {
            let mut state = vec![0.0; half];
            for step in 0..y.len() {
                let word = if direction == 0 { step } else { y.len() - 1 - step };
                for unit in 0..half {
                    let of = |gate: usize| raw[word][(3 * direction + gate) * half + unit];
                    let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
                    let (forget, reset) = (sigmoid(of(1)), sigmoid(of(2)));
                    state[unit] = forget * state[unit] + (1.0 - forget) * of(0);
                    let around = if number == 1 {
                        y[word][unit]
                    } else {
                        y[word][direction * half + unit]
                    };
                    next[word][direction * half + unit] = reset * state[unit] + (1.0 - reset) * around;
                }
            }
        }
        y = next
            .iter()
            .map(|x| layer_norm(&format!("rnn{number}.ln"), x))
            .collect();
    }
    (c2, y)
}

/// The light heads' parts of speech.
pub(crate) fn light_upos(forms: &[&str]) -> Vec<&'static str> {
    let best = |scores: Vector| {
        let best = scores.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        best.map_or("", |(at, _)| UPOS[at])
    };
    convolved(forms)
        .iter()
        .map(|x| best(linear("light_upos", x)))
        .collect()
}

/// Asserts that two vectors agree up to `tolerance`, which is what 8-bit weights cost.
pub(crate) fn close(found: &[f32], wanted: &[f64], tolerance: f64) {
    for (found, wanted) in found.iter().zip(wanted) {
        assert!(
            (f64::from(*found) - wanted).abs() < tolerance,
            "{found} is not {wanted}"
        );
    }
    assert_eq!(found.len(), wanted.len());
}
