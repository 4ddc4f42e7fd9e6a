//! Holds no code: the tests are in `integration/`, one binary for all of them. The code in the guides is compiled and
//! run from here.

#[cfg(doctest)]
mod guides {
    #[doc = include_str!("../docs/guides/write-a-stage.md")]
    struct WriteAStage;
    #[doc = include_str!("../docs/guides/write-a-format.md")]
    struct WriteAFormat;
}
