//! The encoder against a plain computation of the same, in 64-bit floats over the unquantized numbers.

#[path = "../../tests/support/accurate.rs"]
mod support;

use super::encoder::Encoder;
use super::model::Model;
use dateline_model::Level;
use support::{ATTENTION, LAYERS, WIDTH, tensor};

type Vector = Vec<f64>;

fn get(name: &str) -> Vector {
    tensor(name).unwrap().into_iter().map(f64::from).collect()
}

fn linear(name: &str, x: &[f64]) -> Vector {
    let (weights, biases) = (get(&format!("{name}.weight")), get(&format!("{name}.bias")));
    let rows = weights.chunks(x.len()).zip(biases);
    rows.map(|(row, bias)| row.iter().zip(x).map(|(w, x)| w * x).sum::<f64>() + bias)
        .collect()
}

fn norm(name: &str, x: &[f64]) -> Vector {
    let (gain, shift) = (get(&format!("{name}.weight")), get(&format!("{name}.bias")));
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / x.len() as f64;
    let normed = x.iter().map(|x| (x - mean) / (variance + 1e-12).sqrt());
    normed
        .zip(gain.iter().zip(shift))
        .map(|(x, (g, b))| x * g + b)
        .collect()
}

fn sum(a: &[f64], b: &[f64]) -> Vector {
    a.iter().zip(b).map(|(a, b)| a + b).collect()
}

/// With the normal distribution's logistic approximation, whose error is far below that of quantization here.
fn gelu(x: f64) -> f64 {
    let inner = (2.0 / std::f64::consts::PI).sqrt() * (x + 0.044_715 * x.powi(3));
    0.5 * x * (1.0 + inner.tanh())
}

fn attend(layer: usize, x: &[Vector]) -> Vec<Vector> {
    let name = |part: &str| format!("encoder.encoder.layer.{layer}.attention.self.{part}");
    let [q, k, v] = ["query", "key", "value"]
        .map(|part| -> Vec<Vector> { x.iter().map(|x| linear(&name(part), x)).collect() });
    let size = WIDTH / ATTENTION;
    let one = |row: usize| -> Vector {
        let heads = (0..ATTENTION).flat_map(|head| {
            let own = head * size..(head + 1) * size;
            let dot = |key: &Vector| -> f64 {
                let pairs = q[row][own.clone()].iter().zip(&key[own.clone()]);
                pairs.map(|(a, b)| a * b).sum::<f64>() / (size as f64).sqrt()
            };
            let weights: Vector = k.iter().map(|key| dot(key).exp()).collect();
            let total: f64 = weights.iter().sum();
            let column = |at: usize| weights.iter().zip(&v).map(|(w, v)| w * v[at]).sum::<f64>() / total;
            own.clone().map(column).collect::<Vector>()
        });
        heads.collect()
    };
    (0..x.len()).map(one).collect()
}

/// What the layers make of the pieces, one after the other.
fn encode(ids: &[u32]) -> Vec<Vec<Vector>> {
    let table = |name: &str, row: usize| -> Vector {
        let all = get(&format!("encoder.embeddings.{name}.weight"));
        all[row * WIDTH..(row + 1) * WIDTH].to_vec()
    };
    let embed = |(position, id): (usize, &u32)| {
        let piece = sum(
            &table("word_embeddings", *id as usize),
            &table("position_embeddings", position),
        );
        norm(
            "encoder.embeddings.LayerNorm",
            &sum(&piece, &table("token_type_embeddings", 0)),
        )
    };
    let mut x: Vec<Vector> = ids.iter().enumerate().map(embed).collect();
    let mut all = Vec::new();
    for layer in 0..LAYERS {
        let name = |part: &str| format!("encoder.encoder.layer.{layer}.{part}");
        let context = attend(layer, &x);
        for (x, context) in x.iter_mut().zip(&context) {
            let mid = sum(x, &linear(&name("attention.output.dense"), context));
            let mid = norm(&name("attention.output.LayerNorm"), &mid);
            let wide: Vector = linear(&name("intermediate.dense"), &mid)
                .into_iter()
                .map(gelu)
                .collect();
            *x = norm(
                &name("output.LayerNorm"),
                &sum(&mid, &linear(&name("output.dense"), &wide)),
            );
        }
        all.push(x.clone());
    }
    all
}

/// The mean of the layers that a view sees, whose weights stand last layer first.
fn seen(view: &str, layers: &[Vec<Vector>], row: usize) -> Vector {
    let shares: Vector = get(view).into_iter().map(f64::exp).collect();
    let total: f64 = shares.iter().sum();
    let weighed = layers.iter().rev().zip(&shares);
    weighed.fold(vec![0.0; WIDTH], |seen, (layer, share)| {
        let part: Vector = layer[row].iter().map(|x| x * share / total).collect();
        sum(&seen, &part)
    })
}

#[test]
fn the_encoder_computes_what_it_says() {
    let bytes = support::model();
    let model = Model::read(bytes.as_slice()).unwrap();
    let windows = [0..5, 5..24, 24..26];
    let ids: Vec<u32> = (0..26).map(|at| (at * 7 + 2) % 60).collect();
    let mut encoder = Encoder::default();
    encoder.run(Level::best(), &model, &ids, &windows);
    let (mut worst, mut all) = (0f64, 0f64);
    for window in windows {
        let layers = encode(&ids[window.clone()]);
        for (view, found) in ["layers", "name_layers"].into_iter().zip(&encoder.seen) {
            for (at, row) in window.clone().enumerate() {
                for (got, wanted) in found.floats(row).iter().zip(seen(view, &layers, at)) {
                    worst = worst.max((f64::from(*got) - wanted).abs());
                    all = all.max(wanted.abs());
                }
            }
        }
    }
    assert!(worst < 0.15 && all > 1.0, "{worst} of {all}");
}
