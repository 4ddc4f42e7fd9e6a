//! Panics of stages, decoders, encoders and sources, caught so that they cost one article and no more.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static ISOLATING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is inside code whose panics the runner catches and turns into faults.
///
/// The runner leaves the process's panic hook alone, and Rust's own prints every panic to standard error,
/// caught or not. A program that wants to keep the caught ones to itself asks here:
///
/// ```
/// let default = std::panic::take_hook();
/// std::panic::set_hook(Box::new(move |info| {
///     if dateline_pipeline::isolating() {
///         // The article's fault carries the message; a debug log may add `info.location()`.
///     } else {
///         default(info);
///     }
/// }));
/// ```
#[must_use]
pub fn isolating() -> bool {
    ISOLATING.get()
}

/// Runs `work`; a panic comes back as its message. Whatever `work` changed may be half done then: the
/// caller throws it away.
pub(crate) fn isolate<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    // A stage that uses the pool itself may come here again on the same thread: put back what was there.
    let outer = ISOLATING.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    ISOLATING.set(outer);
    result.map_err(|payload| {
        let message = message(&*payload);
        discard(payload);
        message
    })
}

/// Drops what a panic left behind; if that panics too, the pieces are leaked.
pub(crate) fn discard<T>(value: T) {
    let outer = ISOLATING.replace(true);
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(value))) {
        std::mem::forget(payload);
    }
    ISOLATING.set(outer);
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.map_or_else(
        || String::from("panicked without a message"),
        |text| format!("panicked: {text}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }

    #[test]
    fn panics_come_back_as_messages() {
        assert_eq!(isolate(|| 5), Ok(5));
        let check = |run: fn(), expected: &str| assert_eq!(isolate(run), Err(expected.to_owned()));
        check(|| panic!("plain"), "panicked: plain");
        check(|| panic!("with {}", 7), "panicked: with 7");
        check(|| std::panic::panic_any(7), "panicked without a message");
        check(|| std::panic::panic_any(Bomb), "panicked without a message");
        discard(Bomb);
    }

    #[test]
    fn threads_know_whether_they_are_guarded() {
        assert!(!isolating());
        let inside = isolate(|| (isolate(isolating), isolating()));
        assert_eq!(inside, Ok((Ok(true), true)));
        assert!(!isolating());
    }
}
