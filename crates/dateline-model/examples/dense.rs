//! How many multiply-adds a second a dense layer reaches at each level: `cargo run --release --example dense`.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "it measures time and prints what it measured"
)]

use dateline_model::{ByteRows, Dense, LANES, Lanes, Level, Matrix};
use std::time::Instant;

fn main() -> Result<(), dateline_model::Error> {
    for (count, inputs, outputs) in [
        (120, 384, 1536),
        (240, 384, 1152),
        (240, 384, 1536),
        (240, 1536, 384),
        (480, 384, 1536),
    ] {
        let weights: Vec<i8> = (0..inputs * outputs).map(|at| (at % 251) as i8 / 2).collect();
        let layer = Dense::new(inputs, &weights, &vec![0.01; outputs], &vec![0.5; outputs])?;
        let mut rows = ByteRows::default();
        rows.shape(count, inputs);
        for row in 0..count {
            rows.write(row, &vec![Lanes::splat(row as f32); inputs / LANES]);
        }
        let mut out = Matrix::default();
        for level in Level::all() {
            let mut best = f64::INFINITY;
            for _ in 0..20 {
                let start = Instant::now();
                layer.apply(level, &rows, &mut out);
                best = best.min(start.elapsed().as_secs_f64());
            }
            let rate = (count * inputs * outputs) as f64 / best / 1e9;
            println!(
                "{count:3} rows of {inputs:4} x {outputs:4} {:>10}: {rate:7.1} G multiply-adds/s",
                level.name()
            );
        }
    }
    Ok(())
}
