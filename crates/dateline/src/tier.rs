//! The two tiers of models: which one a run asks for, and what that changes in a plan.

use clap::ValueEnum;
use dateline_core::Setting;

/// The stage that the tiers differ in.
pub(crate) const STAGE: &str = "syntax";
/// The stage that makes of all that one makes the trees alone.
const TREES: &str = "parser";
/// The stage that works on what the accurate tier's network takes for names, if that runs before it.
pub(crate) const NAMES: &str = "tagger";

/// What a wanted stage is where the input brings tags along.
pub(crate) fn beside_tags(stage: &str) -> &str {
    if stage == STAGE { TREES } else { stage }
}

/// A tier of models.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tier {
    /// Small networks, one for syntax and one for names
    Fast,
    /// One transformer for both: more often right, a fifth as fast
    Accurate,
}

impl Tier {
    /// The tiers' names, in the order of [`Tier::ALL`].
    pub(crate) const NAMES: [&str; 2] = ["fast", "accurate"];
    /// The tiers.
    pub(crate) const ALL: [Self; 2] = [Self::Fast, Self::Accurate];

    /// The tier's name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Fast => "fast",
            Self::Accurate => "accurate",
        }
    }

    /// The stage's setting that asks for the tier.
    pub(crate) fn setting(self) -> (String, Setting) {
        ("model".to_owned(), Setting::Str(self.name().to_owned()))
    }
}
