//! Offices and roles: `TITLE` mentions, by the words of the lexicon and their neighbourhood.

use crate::lexicon::{Roles, hash};
use crate::proposal::Proposal;
use crate::scan::{Scan, Shape};
use dateline_core::layers::Label;

/// Finds titles. Names need not be known yet; `refine` lets names win where they hold a title's words
/// (`President Hotel`).
pub(crate) fn find(scan: &Scan, found: &mut Vec<Proposal>) {
    let mut index = 0;
    while index < scan.words.len() {
        match title_at(scan, index) {
            Some((end, confidence, rule)) => {
                let (first, end_u32) = (index as u32, end as u32);
                found.push(Proposal {
                    first,
                    end: end_u32,
                    label: Label::Title,
                    confidence,
                    rule,
                });
                index = end;
            }
            None => index += 1,
        }
    }
}

/// A title that begins at this token: its end, how sure, and why.
fn title_at(scan: &Scan, first: usize) -> Option<(usize, f32, &'static str)> {
    let limit = line_end(scan, first);
    let word = scan.words.get(first)?;
    if word.roles.any(Roles::TITLE_ABBREV) && word.shape.any(Shape::INITIAL) {
        let next = scan.words.get(first + 1).filter(|_| first + 1 < limit)?;
        let name = next.shape.any(Shape::INITIAL) && next.spaced && !next.roles.any(Roles::NEVER);
        let stop = word.shape.any(Shape::STOP);
        return (name && (stop || !next.roles.any(Roles::ORG_HEAD))).then_some((
            first + 1,
            0.95,
            "title-abbreviation",
        ));
    }
    // Modifiers, then a head.
    let mut end = first;
    let mut modifiers = 0;
    while end < limit {
        let word = scan.words.get(end)?;
        let heads = word.roles.any(Roles::TITLE_HEAD.with(Roles::TITLE_WEAK));
        if heads && !(word.roles.any(Roles::TITLE_MOD) && continues(scan, end + 1, limit)) {
            return head_at(scan, first, end, limit, modifiers);
        }
        let hyphen = modifiers > 0 && is_hyphen(scan, end) && end + 1 < limit;
        if !word.roles.any(Roles::TITLE_MOD) && !hyphen || end > first + 5 {
            return None;
        }
        modifiers += u32::from(!hyphen);
        end += 1;
    }
    None
}

/// Whether a title goes on at this token, so that the head before it was only a modifier.
fn continues(scan: &Scan, mut at: usize, limit: usize) -> bool {
    while at < limit {
        let Some(word) = scan.words.get(at) else {
            return false;
        };
        if word.roles.any(Roles::TITLE_HEAD.with(Roles::TITLE_WEAK)) {
            return true;
        }
        if !word.roles.any(Roles::TITLE_MOD) && !is_hyphen(scan, at) {
            return false;
        }
        at += 1;
    }
    false
}

/// Decides on a head with the modifiers from `first` on.
fn head_at(
    scan: &Scan,
    first: usize,
    head: usize,
    limit: usize,
    modifiers: u32,
) -> Option<(usize, f32, &'static str)> {
    let word = scan.words.get(head)?;
    let mut end = head + 1;
    // "president-elect", "president elect"
    let dash = usize::from(is_hyphen(scan, end));
    let elect = scan.words.get(end + dash).filter(|_| end + dash < limit);
    if elect.is_some_and(|word| word.hash == hash("elect")) {
        end += dash + 1;
    }
    // "secretary of state", "minister of foreign affairs": "of" and words that modify titles too.
    let of = scan
        .words
        .get(end)
        .filter(|word| end < limit && [hash("of"), hash("for")].contains(&word.hash));
    if of.is_some() && word.roles.any(Roles::TITLE_HEAD) {
        let mut at = end + 1;
        let modifies = |at: usize| {
            at < limit
                && scan
                    .words
                    .get(at)
                    .is_some_and(|word| word.roles.any(Roles::TITLE_MOD))
        };
        while modifies(at) {
            // "trade and industry"
            let and = scan
                .words
                .get(at + 1)
                .is_some_and(|word| word.hash == hash("and"))
                && modifies(at + 2);
            at += if and { 2 } else { 1 };
        }
        let affairs = scan
            .words
            .get(at)
            .filter(|word| at < limit && word.hash == hash("affairs"));
        at += usize::from(affairs.is_some() && at > end + 1);
        // "chairman of Labour Party" goes on into an institution's name.
        let institution = scan.words.get(at).is_some_and(|word| {
            at < limit
                && word.shape.any(Shape::NAMELIKE)
                && word.roles.any(Roles::ORG_HEAD.with(Roles::ORG_OF))
        });
        if at > end + 1 && !institution {
            end = at;
        }
    }
    let capital = word.shape.any(Shape::INITIAL);
    let next = scan.words.get(end).filter(|_| end < limit);
    let name_next = next.is_some_and(|next| {
        next.shape.any(Shape::INITIAL)
            && next.spaced
            && !next
                .roles
                .any(Roles::NEVER.with(Roles::ORG_HEAD).with(Roles::FAC_HEAD))
    });
    // "Minister's", "Presidents": an owner is fine, a plural is not in the lexicon at all. "Prime Minister's
    // Office" is an institution, which `refine` keeps whole.
    if capital
        && next.is_some_and(|next| {
            next.spaced
                && next.shape.any(Shape::INITIAL)
                && next.roles.any(Roles::ORG_HEAD.with(Roles::FAC_HEAD))
        })
    {
        return None;
    }
    if word.roles.any(Roles::TITLE_HEAD) {
        let mixed = modifiers > 0 && !capital && scan.words.get(first)?.shape.any(Shape::NAMELIKE);
        if mixed {
            return Some((end, 0.6, "title-mixed"));
        }
        return Some((end, if name_next { 0.9 } else { 0.75 }, "title-head"));
    }
    let apposed = apposed(scan, first, end, limit);
    if name_next && (capital || modifiers > 0) || apposed {
        return Some((end, 0.8, "title-beside-name"));
    }
    (modifiers > 0 && !only_adjectives(scan, first, head)).then_some((end, 0.5, "title-compound"))
}

/// Words that modify titles but are plain adjectives elsewhere: no title by themselves ("senior officer").
fn only_adjectives(scan: &Scan, first: usize, head: usize) -> bool {
    let plain = [
        "first",
        "special",
        "senior",
        "junior",
        "principal",
        "major",
        "general",
        "private",
        "public",
        "local",
    ];
    (first..head).all(|at| {
        scan.words
            .get(at)
            .is_some_and(|word| plain.iter().any(|plain| hash(plain) == word.hash))
    })
}

/// "NAME, the title," or "NAME, title of": a name and a comma before it.
fn apposed(scan: &Scan, first: usize, end: usize, limit: usize) -> bool {
    let mut at = first;
    while at > 0
        && scan
            .words
            .get(at - 1)
            .is_some_and(|word| word.shape.any(Shape::SMALL) && !word.shape.any(Shape::PUNCT))
        && first - at < 3
    {
        at -= 1;
    }
    let comma = at >= 2
        && scan.words.get(at - 1).is_some_and(|word| word.hash == hash(","))
        && scan
            .words
            .get(at - 2)
            .is_some_and(|word| word.shape.any(Shape::INITIAL) && !word.roles.any(Roles::NEVER));
    let follows = scan.words.get(end).filter(|_| end < limit);
    comma
        && follows.is_some_and(|word| {
            word.hash == hash("of")
                || word.hash == hash(",")
                || word.hash == hash("at")
                || word.hash == hash("for")
        })
}

fn is_hyphen(scan: &Scan, at: usize) -> bool {
    scan.words
        .get(at)
        .is_some_and(|word| word.hash == hash("-") && !word.spaced)
}

/// One past the last token of the sentence that holds `index`.
fn line_end(scan: &Scan, index: usize) -> usize {
    let sentence = scan.words.get(index).map_or(0, |word| word.sentence as usize);
    scan.sentences
        .get(sentence)
        .map_or(scan.words.len(), |line| line.end as usize)
}
