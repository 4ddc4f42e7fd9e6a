//! One look over the whole article before it is read: which order its numeric dates have, whether it tells years as it
//! goes, whether it speaks of the first millennium.

use crate::amounts::Input;
use crate::lexicon::Class;
use crate::resolve::DayOrder;
use crate::scan::{Kind, UPPER};
use jiff::civil::Date;

/// What the look found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Survey {
    /// `13/5/2023` and `5 August` put the day first, `5/13/2023` and `August 5` the month. `Auto` where the text's
    /// dates do not tell.
    pub(crate) order: DayOrder,
    /// A life or a history: it names many years that are not the year of publication, and hardly a weekday or
    /// "today". Its months and days are of the year it told last.
    pub(crate) chronicle: bool,
    /// It dates something AD or BC: three digits may be a year.
    pub(crate) ancient: bool,
}

/// So many years of the past make a chronicle ...
const CHRONICLE_YEARS: u32 = 5;
/// ... if they are so many times as many as weekdays and the like.
const YEARS_TO_DAY: u32 = 3;

/// Looks over an article.
pub(crate) fn survey(input: Input<'_>, published: Option<Date>) -> Survey {
    let (mut us, mut eu) = (0u32, 0u32);
    let (mut years, mut deictic) = (0u32, 0u32);
    let mut ancient = false;
    let published = published.map(|date| u32::from(date.year().unsigned_abs()));
    let small = |at: usize| {
        input
            .plain(at)
            .filter(|(number, digits)| *digits <= 2 && (1..=31).contains(number))
    };
    let month = |at: usize| input.value(at, Class::Month).is_some();
    for (at, tok) in input.toks.iter().enumerate() {
        match tok.kind {
            Kind::Mark => continue,
            Kind::Word => {
                if tok.word != 0 {
                    deictic += u32::from(input.is(at, Class::Dow) || input.is(at, Class::Deictic));
                }
                continue;
            }
            Kind::Num => {}
        }
        let before = at.checked_sub(1);
        ancient |= is_era(input, at + 1) || before.is_some_and(|before| is_era(input, before));
        if let Some((year, 4)) = input.plain(at) {
            let far = published.is_none_or(|published| year.abs_diff(published) > 1);
            let cued = before.is_some_and(|before| {
                input.is(before, Class::YearCue)
                    || month(before)
                    || input.mark(before, ',')
                    || input.mark(before, '(')
            });
            years += u32::from(far && cued && (1000..2100).contains(&year));
        }
        let Some((first, _)) = small(at) else { continue };
        if input.mark(at + 1, '/') && input.mark(at + 3, '/') {
            let second = small(at + 2).map_or(0, |(second, _)| second);
            // A day that can be no month settles it.
            eu += 100 * u32::from(first > 12 && second > 0);
            us += 100 * u32::from(second > 12 && first <= 12);
        }
        let behind = before.is_some_and(month);
        us += u32::from(behind);
        eu += u32::from(!behind && month(at + 1));
    }
    Survey {
        order: match us.cmp(&eu) {
            std::cmp::Ordering::Less => DayOrder::Eu,
            std::cmp::Ordering::Greater => DayOrder::Us,
            std::cmp::Ordering::Equal => DayOrder::Auto,
        },
        chronicle: years >= CHRONICLE_YEARS && years >= YEARS_TO_DAY * deictic,
        ancient,
    }
}

/// `BC`, `A.D.`: the capitals tell it from an advertisement.
fn is_era(input: Input<'_>, at: usize) -> bool {
    input.is(at, Class::Era) && input.tok(at).is_some_and(|tok| tok.is(UPPER))
}
