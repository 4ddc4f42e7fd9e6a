//! Whether digits are a year, by what stands around them.

use crate::amounts::Input;
use crate::lexicon::Class;
use crate::scan::{CAP, Kind, SENT, SPACE};

/// Whether the number at `at` is a year; of three digits where the article is `ancient`. Spelled ones have shown that already.
pub(crate) fn is_year(input: Input<'_>, at: usize, ancient: bool) -> bool {
    let Some(tok) = input.tok(at) else { return false };
    let Some((number, _)) = input.plain(at) else {
        return tok.kind == Kind::Word;
    };
    // "In 2010 voters chose him": a year of our time behind such a cue is one, whatever follows; but "in 2000 homes".
    let said = (1900..2100).contains(&number) && number % 100 != 0 && is_before(input, at, Class::YearStrong);
    if is_tied(input, at) || (is_count(input, at) && !said) {
        return false;
    }
    match number {
        1900..2100 => !is_quoted_name(input, at),
        1500..1900 => is_modern(input, at),
        1000..1500 => is_early(input, at),
        100..1000 => ancient && is_ancient(input, at),
        _ => false,
    }
}

/// The token before, and whether it is a word of a class.
fn is_before(input: Input<'_>, at: usize, class: Class) -> bool {
    at.checked_sub(1).is_some_and(|before| input.is(before, class))
}

/// Part of a chain (1430/2019), behind a sign, or a number by name (No. 1815).
fn is_tied(input: Input<'_>, at: usize) -> bool {
    let tied = |place: usize| input.mark(place, '/') || input.mark(place, ':');
    let tight = input.glued(at)
        && at
            .checked_sub(1)
            .is_some_and(|before| tied(before) || input.mark(before, '$') || input.mark(before, '#'));
    let numbered = at
        .checked_sub(2)
        .is_some_and(|far| input.mark(far + 1, '.') && input.is(far, Class::Designator));
    tight
        || numbered
        || (tied(at + 1) && input.glued(at + 1) && input.glued(at + 2))
        || is_before(input, at, Class::Designator)
}

/// Something is counted by it: 2000 people, 1900%.
fn is_count(input: Input<'_>, at: usize) -> bool {
    input.is(at + 1, Class::Percent) || input.mark(at + 1, '%') || input.is(at + 1, Class::Counted)
}

/// A name's number, in quotation marks: "Zrínyi 2026".
fn is_quoted_name(input: Input<'_>, at: usize) -> bool {
    let named = at.checked_sub(1).is_some_and(|before| {
        let capital = |tok: &crate::scan::Tok| tok.kind == Kind::Word && tok.is(CAP) && !tok.is(SENT);
        input.tok(before).is_some_and(capital) && !input.is(before, Class::YearCue)
    });
    named
        && ['"', '\u{201d}', '\'']
            .iter()
            .any(|mark| input.mark(at + 1, *mark))
}

fn is_year_like(input: Input<'_>, at: usize) -> bool {
    input
        .plain(at)
        .is_some_and(|(year, digits)| digits == 4 && (1000..2100).contains(&year))
}

/// A dash or word joins it to another year: 1704 – 1787, from 1790 to 1801.
fn is_paired(input: Input<'_>, at: usize) -> bool {
    let joins = |place: usize| {
        input.mark(place, '-')
            || input.mark(place, '\u{2014}')
            || ["and", "to", "or"].iter().any(|word| input.word(place, word))
    };
    let behind = at
        .checked_sub(2)
        .is_some_and(|far| joins(far + 1) && is_year_like(input, far));
    behind || (joins(at + 1) && is_year_like(input, at + 2))
}

/// Nothing that it could count follows: a mark, or the sentence's end.
fn is_closing(input: Input<'_>, at: usize) -> bool {
    input
        .toks
        .get(at + 1)
        .is_none_or(|next| next.is(SENT) || (next.kind == Kind::Mark && !next.is_mark('-')))
}

/// A lower-case plural follows.
fn is_before_plural(input: Input<'_>, at: usize) -> bool {
    input.tok(at + 1).is_some_and(|next| {
        next.kind == Kind::Word && !next.is(CAP) && next.len() > 4 && input.slice(next).ends_with('s')
    })
}

/// A cue that is one by itself: `in`, `since`, an opening parenthesis; not `and`, `to`, `of`.
fn is_cued(input: Input<'_>, at: usize) -> bool {
    let weak = is_before(input, at, Class::YearWeak);
    let parenthesis = at.checked_sub(1).is_some_and(|before| input.mark(before, '('));
    (is_before(input, at, Class::YearCue) && !weak) || is_before(input, at, Class::Phase) || parenthesis
}

/// From 1500 on: a cue, a pair, an owner (the 1829 law), or a place before it (Madrid, 1859).
fn is_modern(input: Input<'_>, at: usize) -> bool {
    let (closing, plural) = (is_closing(input, at), is_before_plural(input, at));
    let capital = |place: usize| {
        input
            .tok(place)
            .is_some_and(|tok| tok.kind == Kind::Word && tok.is(CAP))
    };
    let owned = is_before(input, at, Class::Owner);
    let placed = at
        .checked_sub(2)
        .is_some_and(|far| input.mark(far + 1, ',') && capital(far));
    // The Convention of 1835.
    let titled = at
        .checked_sub(2)
        .is_some_and(|far| input.word(far + 1, "of") && capital(far));
    let alone = input.toks.get(at).is_some_and(|tok| tok.is(SENT));
    is_paired(input, at)
        || titled
        || (is_cued(input, at) && !plural)
        || (owned && !plural && !closing)
        || ((placed || alone || is_before(input, at, Class::YearWeak)) && closing)
}

/// Before 1500: "In 1458 the city", but not "in 1200 cases".
fn is_early(input: Input<'_>, at: usize) -> bool {
    let function = input.tok(at + 1).is_some_and(|next| next.is(CAP)) || input.is(at + 1, Class::Function);
    is_paired(input, at)
        || (is_cued(input, at) && is_closing(input, at))
        || (is_before(input, at, Class::YearStrong)
            && function
            && input.tok(at).is_some_and(|tok| tok.is(SPACE)))
}

/// Of three digits: a pair (360 - 366), or a cue and nothing that it could count.
fn is_ancient(input: Input<'_>, at: usize) -> bool {
    let joins = |place: usize| {
        let word = ["and", "to", "or"].iter().any(|word| input.word(place, word));
        word || input.mark(place, '-') || input.mark(place, '\u{2014}')
    };
    let year = |place: usize| {
        let number = input.plain(place);
        number.is_some_and(|(year, digits)| (3..=4).contains(&digits) && (100..2100).contains(&year))
    };
    let rising = |from: usize, to: usize| input.plain(from) < input.plain(to);
    let behind = at
        .checked_sub(2)
        .is_some_and(|far| joins(far + 1) && year(far) && rising(far, at));
    let paired = behind || (joins(at + 1) && year(at + 2) && rising(at, at + 2));
    let next = input.tok(at + 1);
    let open = is_closing(input, at)
        || next.is_some_and(|next| next.is(CAP))
        || (input.is(at + 1, Class::Function) && !input.word(at + 1, "of"));
    let cued = is_cued(input, at) || is_before(input, at, Class::YearWeak);
    cued && open || (paired && !is_before_plural(input, at + 2 * usize::from(!behind)))
}
