//! The program `dateline`, line for line.

use std::process::ExitCode;

fn main() -> ExitCode {
    dateline::App::new().plugin(dateline::defaults).main()
}
