//! Heights as they are spoken of people: `6'2"`, `6-foot-2`, `5ft 11in`, each one measure in inches.

use crate::amounts::Input;
use crate::decimal::Decimal;
use crate::numbers::{Number, Reading};
use crate::scan::{Kind, SENT};
use dateline_core::layers::Label;

/// The most feet that anybody or anything measured so has.
const MOST_FEET: u32 = 99;

/// The height that begins at token `at`.
pub(crate) fn read(input: Input<'_>, at: usize) -> Option<Reading> {
    let (feet, _) = input
        .plain(at)
        .filter(|(feet, _)| (1..=MOST_FEET).contains(feet))?;
    let (inches, past) = marks(input, at + 1).or_else(|| words(input, at + 1))?;
    let unit = input.lexicon.units.by_code("[in_i]")?;
    Some(Reading {
        from: at,
        past,
        label: Label::Quantity,
        number: Number::Quantity(Some(Decimal::whole(u64::from(feet * 12 + inches))), unit),
    })
}

/// Whole inches below a foot.
fn inches(input: Input<'_>, at: usize) -> Option<u32> {
    let (inches, _) = input.plain(at)?;
    (inches < 12).then_some(inches)
}

fn is_one_of(input: Input<'_>, at: usize, marks: &[char]) -> bool {
    marks.iter().any(|mark| input.mark(at, *mark))
}

/// `'2"` behind the feet.
fn marks(input: Input<'_>, at: usize) -> Option<(u32, usize)> {
    let glued = (at..at + 3).all(|at| input.glued(at));
    let signs = is_one_of(input, at, &['\'', '\u{2019}', '\u{2032}'])
        && is_one_of(input, at + 2, &['"', '\u{201d}', '\u{2033}']);
    (glued && signs).then_some((inches(input, at + 1)?, at + 3))
}

/// `-foot-2`, `ft 11in`, `ft 11` behind the feet.
fn words(input: Input<'_>, at: usize) -> Option<(u32, usize)> {
    let dash = usize::from(input.hyphen(at));
    let foot = at + dash;
    let word = input.word(foot, "foot") || (dash == 0 && input.word(foot, "ft"));
    if !word {
        return None;
    }
    let second = usize::from(input.hyphen(foot + 1));
    let place = foot + 1 + second;
    let number = inches(input, place).filter(|_| dash == second)?;
    if input.glued(place + 1) && input.word(place + 1, "in") {
        return Some((number, place + 2));
    }
    let next = input.toks.get(place + 1);
    // "a 6-foot-4-inch board" is read as two measures, "6 foot 2 people" not at all.
    let closed = next.is_none_or(|next| {
        next.is(SENT)
            || (next.kind == Kind::Mark && !input.hyphen(place + 1))
            || second == 1 && next.kind == Kind::Word
    });
    closed.then_some((number, place + 1))
}
