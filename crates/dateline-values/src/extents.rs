//! The extents of TimeML: what the scheme `timeml` adds to a temporal expression in front, the article and the
//! approximator ("the third quarter", "nearly two weeks", "more than an hour"), which the ontology leaves outside.

use crate::amounts::Input;
use crate::lexicon::Class;
use crate::recognize::{Form, Found};
use crate::scan::SENT;
use crate::timex::Stamp;
use dateline_core::Span;

/// Widens the temporal expressions of `found`, none of them over its neighbour.
pub(crate) fn widen(input: Input<'_>, found: &mut [Found]) {
    let mut last = 0;
    for it in found {
        let from = it.from;
        if let Form::Time(time) = it.form {
            let counted = matches!(time.stamp, Stamp::Length(..) | Stamp::Lengths(_))
                || ["ago", "later", "earlier"]
                    .iter()
                    .any(|word| it.past > 0 && input.word(it.past - 1, word));
            let clock = matches!(time.stamp, Stamp::Point(point) if point.clock.is_some());
            it.from = start(input, it.from, last, counted, clock);
        }
        if it.from < from
            && let Some(tok) = input.tok(it.from)
        {
            it.span = Span::new(tok.start, it.span.end());
        }
        last = it.past;
    }
}

/// Where the expression that begins at token `from` begins with what TimeML adds; nothing before token `least`.
fn start(input: Input<'_>, from: usize, least: usize, counted: bool, clock: bool) -> usize {
    let mut from = from;
    let before = |from: usize| {
        let open = from > least && !input.toks.get(from).is_some_and(|tok| tok.is(SENT));
        from.checked_sub(1).filter(|_| open)
    };
    let article = before(from).filter(|at| input.word(*at, "the"));
    from = article.unwrap_or(from);
    if !(counted || clock) {
        return from;
    }
    if let Some(at) = before(from) {
        let pair = before(at);
        let kind = input.value(at, Class::Approx);
        if input.word(at, "than")
            && let Some(more) = pair
            && matches!(input.value(more, Class::Approx), Some(2 | 3))
        {
            from = more;
        } else if let Some(first) = pair
            && ((input.word(at, "least") || input.word(at, "most")) && input.word(first, "at")
                || input.word(at, "to") && input.word(first, "up"))
            && counted
        {
            from = first;
        } else if kind == Some(1)
            || (counted
                && article.is_none()
                && kind.is_some()
                && (input.word(at, "over") || input.word(at, "under")))
        {
            // "Some three hours", but "some" of something else stays outside.
            from = at;
        }
    }
    from
}
