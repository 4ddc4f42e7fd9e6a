//! One step of a longer command: said, run, timed, and stopped at when it fails.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::repo;

/// Runs `work` between a line that says what it is and a line that says how long it took.
///
/// # Errors
/// Whatever `work` returns, with the step's name before it.
pub(crate) fn step<T>(name: &str, what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("==> {name}: {what}");
    let start = Instant::now();
    let result = work();
    let time = seconds(start.elapsed());
    match result {
        Ok(value) => {
            println!("    {name}: ok, {time}");
            Ok(value)
        }
        Err(error) => Err(error.context(format!("{name} failed after {time}"))),
    }
}

/// A step that is one command; a status other than 0 fails it.
pub(crate) fn command(name: &str, command: &mut Command) -> Result<()> {
    let line = repo::display(command);
    step(name, &line, || {
        let status = repo::status(command)?;
        if !status.success() {
            bail!("`{line}` ended with {status}");
        }
        Ok(())
    })
}

/// A duration for people: tenths of a second, and minutes from a minute on.
pub(crate) fn seconds(time: Duration) -> String {
    let tenths = time.as_millis().div_ceil(100);
    let (minutes, rest) = (tenths / 600, tenths % 600);
    match minutes {
        0 => format!("{}.{} s", rest / 10, rest % 10),
        _ => format!("{minutes} min {}.{} s", rest / 10, rest % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        assert_eq!(seconds(Duration::from_millis(1)), "0.1 s");
        assert_eq!(seconds(Duration::from_millis(59_900)), "59.9 s");
        assert_eq!(seconds(Duration::from_millis(61_200)), "1 min 1.2 s");
    }

    #[test]
    fn a_failed_step_names_itself() {
        let error =
            step("fmt", "rustfmt", || -> Result<()> { bail!("two files differ") }).expect_err("fails");
        let message = format!("{error:#}");
        assert!(message.starts_with("fmt failed after"), "{message}");
        assert!(message.ends_with("two files differ"), "{message}");
    }
}
