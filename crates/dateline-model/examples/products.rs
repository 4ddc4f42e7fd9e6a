//! How many multiply-adds a second a linear layer reaches at each level: `cargo run --release --example products`.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "it measures time and prints what it measured"
)]

use dateline_model::{Activations, LANES, Lanes, Level, Linear, Matrix};
use std::time::Instant;

const ROWS: usize = 240;

fn main() -> Result<(), dateline_model::Error> {
    for (inputs, outputs) in [(384, 128), (128, 768), (256, 768), (256, 451), (96, 96)] {
        let weights: Vec<i8> = (0..inputs * outputs).map(|at| (at % 251) as i8 / 2).collect();
        let layer = Linear::new(inputs, &weights, &vec![0.01; outputs], &vec![0.5; outputs])?;
        let mut rows = Activations::default();
        rows.shape(ROWS, inputs);
        for row in 0..ROWS {
            rows.write(row, &vec![Lanes::splat(row as f32); inputs / LANES], 240.0);
        }
        let mut out = Matrix::default();
        for level in Level::all() {
            let mut best = f64::INFINITY;
            for _ in 0..60 {
                let start = Instant::now();
                layer.apply(level, &rows, &mut out);
                best = best.min(start.elapsed().as_secs_f64());
            }
            let rate = (ROWS * inputs * outputs) as f64 / best / 1e9;
            println!(
                "{inputs:4} x {outputs:4} {:>10}: {rate:7.1} G multiply-adds/s",
                level.name()
            );
        }
    }
    Ok(())
}
