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
    /// Past by a verb of reporting or promising alone, with more than a preposition between: "said the trial starts in January".
    Told,
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
    /// Verb forms, with verbs of reporting apart.
    Reported,
}

/// How many times as near a date must be that a strong sign of tense speaks against ...
const STRONG: i64 = 20;
/// ... and one that a weak one does: the tense of another clause, or of a verb of reporting.
const WEAK: i64 = 6;
/// ... and one of what was done up to a bound.
const BOUND: i64 = 3;

/// How many times as near as one in the past a date without a year must be to lie in the future, and the reverse: what
/// the words around the expression from token `from` up to `past` say.
pub(crate) fn lean(input: Input<'_>, from: usize, past: usize) -> (i64, i64) {
    let before = |back: usize| from.checked_sub(back);
    // "his next hearing on May 5"
    let next = (1..=4)
        .any(|back| before(back).is_some_and(|at| input.word(at, "next") || input.word(at, "upcoming")));
    if next {
        return (1, WEAK);
    }
    let (tense, behind) = place(input, from, past, Cues::Reported);
    // "The curfew was extended to May 1": the bound of what was done then.
    let bound = before(1).is_some_and(|at| ["to", "by", "through"].iter().any(|word| input.word(at, word)));
    // "In January he was tried": the clause's own time.
    let fronted =
        (0..=1).any(|back| before(back).is_some_and(|at| input.toks.get(at).is_some_and(|tok| tok.is(SENT))));
    match tense {
        Tense::Past | Tense::Told if bound => (BOUND, 1),
        Tense::Past if behind || fronted => (STRONG, 1),
        Tense::Past | Tense::Told => (WEAK, 1),
        Tense::Future => (1, WEAK),
        Tense::Unknown => (1, 1),
    }
}

/// The tense around the expression from token `from` up to `past`.
pub(crate) fn around(input: Input<'_>, from: usize, past: usize, cues: Cues) -> Tense {
    place(input, from, past, cues).0
}

/// The tense around an expression, and whether what stands before it tells it.
fn place(input: Input<'_>, from: usize, past: usize, cues: Cues) -> (Tense, bool) {
    match behind(input, from, past, cues) {
        Tense::Unknown => (ahead(input, past, cues), false),
        tense => (tense, true),
    }
}

/// The tense that what stands before the expression tells.
fn behind(input: Input<'_>, from: usize, past: usize, cues: Cues) -> Tense {
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
    let until = (from.saturating_sub(3)..from).find(|at| input.is(*at, Class::Deadline));
    if until.is_some_and(|until| !is_passed(input, until)) {
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
            // "Games scheduled for Wednesday were held."
            Tense::Future if from - at <= 2 && input.is(at, Class::Due) && input.is(past, Class::Past) => {
                return Tense::Past;
            }
            // "said that ... in January", "threatened a strike from September"
            Tense::Past
                if (input.is(at, Class::Report) || input.is(at, Class::Prospect))
                    && from - at > 2
                    && cues == Cues::Reported =>
            {
                return Tense::Told;
            }
            tense => return tense,
        }
    }
    Tense::Unknown
}

/// Whether "until" at `at` names what was waited for: "was not known until Friday", "until after Friday".
fn is_passed(input: Input<'_>, at: usize) -> bool {
    if input.word(at + 1, "after") {
        return true;
    }
    let not = |at: usize| input.word(at, "not") || input.word(at, "n't");
    let done = |at: usize| ["was", "were", "did"].iter().any(|word| input.word(at, word));
    (2..=3).any(|back| {
        at.checked_sub(back)
            .is_some_and(|place| not(place) && place.checked_sub(1).is_some_and(done))
    })
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
        // "due to the storm" gives a reason.
        let reason = input.word(at, "due") && input.word(at + 1, "to") && is_reason(input, at);
        if reason {
            return Tense::Unknown;
        }
        if input.word(at + 1, "to") || (adverb && input.word(at + 2, "to")) {
            return Tense::Future;
        }
        // "has scheduled a hearing on Friday"
        let planned = input.word(at, "scheduled") && input.is(at + 1, Class::Owner)
            || input.word(at, "scheduled") && (input.word(at + 1, "a") || input.word(at + 1, "an"));
        if planned && cues == Cues::Reported {
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
            // "threatened a strike from September": past, but no date of the strike's.
            let told = cues == Cues::Reported && is_ed(input, tok);
            return if told { Tense::Past } else { Tense::Unknown };
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

/// Whether "due to" at `at` gives a reason: no form of "be" before it, or an article or a capital behind it.
fn is_reason(input: Input<'_>, at: usize) -> bool {
    let be = ["is", "are", "was", "were", "be", "been", "'s"];
    let bound = at.checked_sub(1).is_some_and(|before| {
        be.iter().any(|word| input.word(before, word))
            || input.mark(before, ',')
            || input.is(before, Class::Adverb)
    });
    let noun = input.is(at + 2, Class::Owner)
        || input.word(at + 2, "a")
        || input.word(at + 2, "an")
        || input
            .tok(at + 2)
            .is_some_and(|tok| tok.is(CAP) || tok.kind == Kind::Num);
    !bound || noun
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
