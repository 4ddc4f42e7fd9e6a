//! The program `dateline`: the library's [`dateline::App`] with everything that comes with it.

use std::process::ExitCode;

fn main() -> ExitCode {
    dateline::App::new().plugin(dateline::defaults).main()
}
