//! How sure a proposition is, from the pattern that found it and its shape, by weights in a data file.

use dateline_core::{Error, ErrorKind};

const WEIGHTS: &str = include_str!("../../data/propositions/confidence.tsv");

/// The patterns, in the order of [`Pattern`]'s numbers; the names of rules are these behind `propositions/`.
pub(super) const PATTERNS: [&str; 13] = [
    "verb",
    "copula",
    "joined",
    "controlled",
    "adverbial",
    "participle",
    "relative",
    "shared",
    "apposition",
    "title",
    "possession",
    "place",
    "example",
];

/// What found a proposition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Pattern {
    /// A verb with its own subject.
    Verb,
    /// A copula with its own subject.
    Copula,
    /// A verb joined to one whose subject it shares.
    Joined,
    /// An infinitive or participle under a verb.
    Controlled,
    /// A participle or infinitive beside a clause.
    Adverbial,
    /// A participle beside a noun.
    Participle,
    /// A relative clause.
    Relative,
    /// A clause told of one of several subjects.
    Shared,
    /// A noun put beside another.
    Apposition,
    /// A title before a name.
    Title,
    /// An owner.
    Possession,
    /// A place behind a name.
    Place,
    /// Examples behind a noun.
    Example,
}

impl Pattern {
    /// The name of its rule.
    pub(super) const fn rule(self) -> &'static str {
        match self {
            Self::Verb => "propositions/verb",
            Self::Copula => "propositions/copula",
            Self::Joined => "propositions/joined",
            Self::Controlled => "propositions/controlled",
            Self::Adverbial => "propositions/adverbial",
            Self::Participle => "propositions/participle",
            Self::Relative => "propositions/relative",
            Self::Shared => "propositions/shared",
            Self::Apposition => "propositions/apposition",
            Self::Title => "propositions/title",
            Self::Possession => "propositions/possession",
            Self::Place => "propositions/place",
            Self::Example => "propositions/example",
        }
    }

    /// Whether it is a clause, whose number of arguments says something.
    const fn is_clause(self) -> bool {
        (self as u8) <= Self::Shared as u8
    }
}

/// What else the confidence depends on, in words.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shape {
    /// Of the sentence.
    pub(super) sentence: u32,
    /// Of the subject.
    pub(super) subject: u32,
    /// Of the longest other argument; 0 where there is none.
    pub(super) longest: u32,
    /// How many other arguments there are.
    pub(super) arguments: usize,
}

/// The weights.
#[derive(Clone, Debug, Default)]
pub(super) struct Confidence {
    patterns: [f32; PATTERNS.len()],
    /// For none, one, two, and three or more arguments behind the subject.
    arguments: [f32; 4],
    sentence: f32,
    subject: f32,
    longest: f32,
}

impl Confidence {
    /// Our own weights.
    ///
    /// # Errors
    /// A file that is not as its head says, which the tests exclude.
    pub(super) fn load() -> Result<Self, Error> {
        let mut all = Self::default();
        for (number, line) in WEIGHTS.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let bad = |why: &str| {
                let message = format!("confidence.tsv, line {}: {why}", number + 1);
                Error::new(ErrorKind::Data, message)
            };
            let (name, weight) = line.split_once('\t').ok_or_else(|| bad("takes two columns"))?;
            let weight: f32 = weight
                .trim()
                .parse()
                .map_err(|_| bad("the weight is no number"))?;
            let place = all.place(name).ok_or_else(|| bad("the name is not known"))?;
            *place = weight;
        }
        Ok(all)
    }

    fn place(&mut self, name: &str) -> Option<&mut f32> {
        match name {
            "sentence" => Some(&mut self.sentence),
            "subject" => Some(&mut self.subject),
            "longest" => Some(&mut self.longest),
            _ => match name.strip_prefix("arguments ") {
                Some(count) => self.arguments.get_mut(count.parse::<usize>().ok()?),
                None => {
                    let at = PATTERNS.iter().position(|pattern| *pattern == name)?;
                    self.patterns.get_mut(at)
                }
            },
        }
    }

    /// How sure a proposition of this pattern and shape is, in 0.02 to 0.98, to three digits.
    pub(super) fn of(&self, pattern: Pattern, shape: Shape) -> f32 {
        let mut sum = self.patterns.get(pattern as usize).copied().unwrap_or(0.0);
        if pattern.is_clause() {
            sum += self.arguments.get(shape.arguments.min(3)).copied().unwrap_or(0.0);
        }
        let tens = |words: u32, free: u32, most: u32| words.saturating_sub(free).min(most) as f32 / 10.0;
        sum += self.sentence * tens(shape.sentence, 0, 60);
        sum += self.subject * tens(shape.subject, 4, 12);
        sum += self.longest * tens(shape.longest, 12, 30);
        (sum.clamp(0.02, 0.98) * 1000.0).round() / 1000.0
    }
}
