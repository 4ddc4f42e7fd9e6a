//! Whether a clause speaks of what was or of what will be, by its verb forms.
//!
//! No parser: the nearest verb cue before the expression in its sentence decides, else the nearest behind it.
//! Once a syntax stage stands before this one its tags can say it better.

use crate::amounts::Input;
use crate::lexicon::Class;
use crate::scan::{CAP, Kind, SENT, Tok};

/// The direction in time of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tense {
    Past,
    Future,
    Unknown,
}

/// How far a look goes, in tokens: a bound that keeps the whole linear.
const REACH: usize = 40;

/// Which words tell a tense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cues {
    /// Verb forms.
    Forms,
    /// Verb forms, and verbs in the present that tell of what is on the calendar: "talks resume Monday".
    Calendar,
}

/// The tense around the expression from token `from` up to `past`.
pub(crate) fn around(input: Input<'_>, from: usize, past: usize, cues: Cues) -> Tense {
    // "as early as Friday", "as recently as Monday"
    if let Some(first) = from.checked_sub(3)
        && input.word(first, "as")
        && input.word(from - 1, "as")
    {
        match () {
            () if input.word(first + 1, "early") || input.word(first + 1, "soon") => return Tense::Future,
            () if input.word(first + 1, "recently") => return Tense::Past,
            () => {}
        }
    }
    // "by Friday" with something yet to do ("has to resign by Friday")
    let by = from.checked_sub(1).filter(|by| input.word(*by, "by"));
    if let Some(by) = by {
        let duty = (by.saturating_sub(6)..by).any(|at| {
            (input.word(at, "has")
                || input.word(at, "have")
                || input.word(at, "needs")
                || input.word(at, "need"))
                && input.word(at + 1, "to")
        });
        if duty {
            return Tense::Future;
        }
    }
    // "until Friday", "until midnight on Friday"
    if (from.saturating_sub(3)..from).any(|at| input.is(at, Class::Deadline)) {
        return Tense::Future;
    }
    let mut at = from;
    for _ in 0..REACH {
        if input.toks.get(at).is_none_or(|tok| tok.is(SENT)) {
            break;
        }
        let Some(before) = at.checked_sub(1) else { break };
        at = before;
        if input.mark(at, ';') {
            break;
        }
        match cue(input, at, cues) {
            Tense::Unknown => {}
            tense => return tense,
        }
    }
    ahead(input, past, cues)
}

/// The tense of what follows token `past` in its sentence: all that counts for "Friday's vote".
pub(crate) fn ahead(input: Input<'_>, past: usize, cues: Cues) -> Tense {
    for at in past..past.saturating_add(REACH) {
        if input.toks.get(at).is_none_or(|tok| tok.is(SENT)) {
            break;
        }
        match cue(input, at, cues) {
            Tense::Unknown => {}
            tense => return tense,
        }
    }
    Tense::Unknown
}

/// What the verb form at `at` says, if it is one.
fn cue(input: Input<'_>, at: usize, cues: Cues) -> Tense {
    let Some(tok) = input.tok(at).filter(|tok| tok.kind == Kind::Word) else {
        return Tense::Unknown;
    };
    let before = at.checked_sub(1);
    let is_before = |word: &str| before.is_some_and(|before| input.word(before, word));
    if input.is(at, Class::Prospect) {
        // "expected to", "is now to", "expect it to".
        let adverb = input.is(at + 1, Class::Adverb) || input.is(at + 1, Class::Function);
        if input.word(at + 1, "to") || (adverb && input.word(at + 2, "to")) {
            return Tense::Future;
        }
        // "due on Sunday", "set for Friday", "expected Monday"
        let bare = !(input.word(at, "set") || input.word(at, "planned"));
        let dated = input.is(at + 1, Class::DateCue)
            || bare && (input.is(at + 1, Class::Dow) || input.is(at + 1, Class::Rel));
        if input.is(at, Class::Due) && dated {
            return Tense::Future;
        }
        if !input.is(at, Class::Past) {
            return Tense::Unknown;
        }
    }
    if input.is(at, Class::Future) {
        // "May" with a capital is a month.
        return if tok.is(CAP) && !tok.is(SENT) {
            Tense::Unknown
        } else {
            Tense::Future
        };
    }
    if cues == Cues::Calendar && input.is(at, Class::Scheduled) && !is_governed(input, at) {
        return if tok.is(CAP) && !tok.is(SENT) {
            Tense::Unknown
        } else {
            Tense::Future
        };
    }
    if input.is(at, Class::Either) && !is_governed(input, at) && !is_named(input, at) {
        return Tense::Past;
    }
    if input.word(at, "be") && is_before("to") {
        return Tense::Future;
    }
    let participle = input.is(at, Class::Past) || is_ed(input, tok);
    let governed = ["be", "to", "being", "is", "are"].into_iter().any(is_before);
    if participle && !governed {
        return Tense::Past;
    }
    Tense::Unknown
}

/// Whether another verb within two tokens before it tells its tense: did not resume, has set, will cut, to cut.
fn is_governed(input: Input<'_>, at: usize) -> bool {
    (at.saturating_sub(2)..at).any(|before| {
        input.is(before, Class::Past) || input.is(before, Class::Future) || input.word(before, "to")
    })
}

/// Whether an article within two tokens before it makes it a noun: the cut, a big hit.
fn is_named(input: Input<'_>, at: usize) -> bool {
    let near = at.saturating_sub(2)..at;
    near.into_iter()
        .any(|before| input.word(before, "a") || input.word(before, "an"))
        || at.checked_sub(1).is_some_and(|before| input.word(before, "the"))
}

/// A lower-case word in -ed that is long enough to be a verb's past.
fn is_ed(input: Input<'_>, tok: &Tok) -> bool {
    let word = input.slice(tok);
    word.len() > 4
        && word.ends_with("ed")
        && !word.ends_with("eed")
        && !tok.is(CAP)
        && !matches!(word, "hundred" | "sacred" | "naked" | "wicked" | "beloved")
}
