//! One look over the whole article before it is read: which order its numeric dates have, whether it tells years as it
//! goes or what is so every year, whether it speaks of the first millennium.

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
    /// A guide to a place: it speaks of beaches and buses and tells next to nothing that was. Its months are every
    /// year's.
    pub(crate) guide: bool,
    /// It dates something AD or BC: three digits may be a year.
    pub(crate) ancient: bool,
}

/// So many years of the past make a chronicle ...
const CHRONICLE_YEARS: u32 = 5;
/// ... if they are so many times as many as weekdays and the like.
const YEARS_TO_DAY: u32 = 3;
/// One word in so many is a guide's ...
const GUIDE_WORDS: u32 = 350;
/// ... and at most one in so many a verb's past.
const GUIDE_PAST: u32 = 50;
/// ... or points at a day of this week.
const GUIDE_DEICTIC: u32 = 200;

/// Looks over an article.
pub(crate) fn survey(input: Input<'_>, published: Option<Date>) -> Survey {
    let (mut us, mut eu) = (0u32, 0u32);
    let (mut years, mut deictic) = (0u32, 0u32);
    let (mut words, mut guide, mut past) = (0u32, 0u32, 0u32);
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
                words += 1;
                if tok.word != 0 {
                    guide += u32::from(input.is(at, Class::Guide));
                    past += u32::from(input.is(at, Class::Past));
                    deictic += u32::from(input.is(at, Class::Dow) || input.is(at, Class::Deictic));
                }
                continue;
            }
            Kind::Num => {}
        }
        let before = at.checked_sub(1);
        ancient |= is_lived(input, at)
            || is_era(input, at + 1)
            || before.is_some_and(|before| is_era(input, before));
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
    let undated = past * GUIDE_PAST <= words && deictic * GUIDE_DEICTIC <= words;
    let guide = guide * GUIDE_WORDS >= words && undated && guide > 1;
    Survey {
        order: match us.cmp(&eu) {
            std::cmp::Ordering::Less => DayOrder::Eu,
            std::cmp::Ordering::Greater => DayOrder::Us,
            std::cmp::Ordering::Equal => DayOrder::Auto,
        },
        guide,
        chronicle: !guide && years >= CHRONICLE_YEARS && years >= YEARS_TO_DAY * deictic,
        ancient,
    }
}

/// `c. 314`, `(837–908)`: years of three digits that show themselves.
fn is_lived(input: Input<'_>, at: usize) -> bool {
    let year = |at: usize| input.plain(at).filter(|(_, digits)| *digits == 3);
    let Some(born) = year(at) else { return false };
    let about = at
        .checked_sub(2)
        .is_some_and(|far| input.mark(far + 1, '.') && (input.word(far, "c") || input.word(far, "ca")));
    let span = at.checked_sub(1).is_some_and(|before| input.mark(before, '('))
        && input.mark(at + 1, '-')
        && year(at + 2).is_some_and(|died| born < died)
        && input.mark(at + 3, ')');
    about || span
}

/// `BC`, `A.D.`: the capitals tell it from an advertisement.
fn is_era(input: Input<'_>, at: usize) -> bool {
    input.is(at, Class::Era) && input.tok(at).is_some_and(|tok| tok.is(UPPER))
}
