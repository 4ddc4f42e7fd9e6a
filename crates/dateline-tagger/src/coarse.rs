//! Names by evidence: runs of capitalised words, cut and labelled by gazetteer, head words and neighbours.

use crate::kinds::{Kinds, Usual};
use crate::lexicon::{Roles, hash};
use crate::proposal::Proposal;
use crate::scan::{Line, Scan, Shape, Word};
use dateline_core::layers::{Label, TokenClass};

/// Finds names in every sentence, titles known.
pub(crate) fn find(scan: &Scan, titles: &[Proposal], found: &mut Vec<Proposal>) {
    for line in &scan.sentences {
        let mut at = line.first as usize;
        while at < line.end as usize {
            at = run_at(scan, *line, titles, at, found);
        }
    }
}

/// Whether a token may be part of a name.
fn namelike(scan: &Scan, line: Line, at: usize) -> bool {
    let Some(word) = scan.words.get(at) else { return false };
    if !matches!(word.class, TokenClass::Word | TokenClass::Number) || !word.shape.any(Shape::NAMELIKE) {
        return false;
    }
    if word.roles.any(Roles::NEVER.with(Roles::HONORIFIC).with(Roles::MONTH)) {
        return false;
    }
    let opening = at == line.first as usize || scan.words.get(at - 1).is_some_and(|before| before.shape.any(Shape::PUNCT) && before.hash != hash(",") && before.hash != hash("-"));
    if !opening && !line.headline && !line.capitals {
        return true;
    }
    !matches!(word.facts.usual, Usual::Small | Usual::MostlySmall) || scan.longest(at, line.end as usize).is_some_and(|known| known.end as usize > at + 1)
}

/// Looks at one token: passes it, or takes the run of names that begins there. Gives where to go on.
fn run_at(scan: &Scan, line: Line, titles: &[Proposal], first: usize, found: &mut Vec<Proposal>) -> usize {
    if let Some(title) = title_over(titles, first) {
        return title.end as usize;
    }
    if !namelike(scan, line, first) {
        return first + 1;
    }
    let limit = line.end as usize;
    let mut end = first + 1;
    while end < limit {
        let Some(word) = scan.words.get(end) else { break };
        if title_over(titles, end).is_some() {
            break;
        }
        let part = namelike(scan, line, end) && word.spaced;
        if part || word.roles.any(Roles::SUFFIX) && word.shape.any(Shape::NAMELIKE) {
            end += 1;
            continue;
        }
        let next = namelike(scan, line, end + 1) && end + 1 < limit && title_over(titles, end + 1).is_none();
        let glued = word.hash == hash("-") && !word.spaced && next && scan.words.get(end + 1).is_some_and(|word| !word.spaced);
        let particle = word.roles.any(Roles::PARTICLE) && word.spaced && next;
        if glued || particle {
            end += 2;
        } else if let Some(after) = joined(scan, line, first, end) {
            end = after;
        } else if word.class == TokenClass::Number && word.shape.any(Shape::NUMBER) && word.spaced && end == first + 1 && is_product(scan, first) {
            end += 1;
        } else {
            break;
        }
    }
    split(scan, line, first, end, found);
    end
}

/// "Ministry of Foreign Affairs", "Gulf of Thailand", "Procter & Gamble": where the run goes on behind
/// small words, one past the first token there.
fn joined(scan: &Scan, line: Line, first: usize, at: usize) -> Option<usize> {
    let word = scan.words.get(at)?;
    let next = |at: usize| at < line.end as usize && namelike(scan, line, at);
    if word.hash == hash("&") && next(at + 1) {
        return Some(at + 2);
    }
    if scan.longest(first, line.end as usize).is_some_and(|known| known.end as usize > at + 1) {
        return scan.longest(first, line.end as usize).map(|known| known.end as usize);
    }
    if word.hash != hash("of") {
        return None;
    }
    let head = scan.words.get(at - 1)?;
    let heads = Roles::ORG_OF.with(Roles::LOC_FIRST).with(Roles::EVENT_FIRST).with(Roles::LAW_HEAD).with(Roles::GPE_HEAD);
    if !head.roles.any(heads) {
        return None;
    }
    let the = usize::from(scan.words.get(at + 1).is_some_and(|word| word.hash == hash("the")));
    next(at + 1 + the).then_some(at + 2 + the)
}

fn is_product(scan: &Scan, at: usize) -> bool {
    scan.words.get(at).is_some_and(|word| word.facts.kinds.any(Kinds::ORGS))
}

fn title_over(titles: &[Proposal], at: usize) -> Option<&Proposal> {
    let from = titles.partition_point(|title| title.end as usize <= at);
    titles.get(from).filter(|title| title.first as usize <= at)
}

/// Cuts a run into names and labels them.
fn split(scan: &Scan, line: Line, first: usize, end: usize, found: &mut Vec<Proposal>) {
    let mut first = first;
    // "Cambodian People's Party" stays whole; "Iranian Hassan Rouhani" does not.
    while first + 1 < end {
        let people = |word: &Word| word.facts.kinds.any(Kinds::NORP) && !word.facts.kinds.any(Kinds::GIVEN);
        if !scan.words.get(first).is_some_and(people) {
            break;
        }
        let rest = label(scan, line, first + 1, end);
        let whole = label(scan, line, first, end);
        if matches!(whole, Some((_, sure, _)) if sure > 0.75) || !matches!(rest, Some((Label::Person, _, _))) {
            break;
        }
        push(found, first, first + 1, (Label::Norp, 0.9, "gazetteer-demonym"));
        first += 1;
    }
    if let Some(labelled) = label(scan, line, first, end) {
        push(found, first, end, labelled);
        return;
    }
    // No label for the whole: take what the gazetteer knows inside.
    let mut at = first;
    while at < end {
        let known = scan.longest(at, end).filter(|known| from_kinds(known.facts.kinds).is_some());
        match known {
            Some(known) => {
                if let Some(labelled) = label(scan, line, at, known.end as usize) {
                    push(found, at, known.end as usize, labelled);
                }
                at = known.end as usize;
            }
            None => at += 1,
        }
    }
}

fn push(found: &mut Vec<Proposal>, first: usize, end: usize, (label, confidence, rule): (Label, f32, &'static str)) {
    found.push(Proposal { first: first as u32, end: end as u32, label, confidence, rule });
}

/// The label that the gazetteer's kinds speak for.
pub(crate) fn from_kinds(kinds: Kinds) -> Option<Label> {
    let table = [
        (Kinds::COUNTRY, Label::Gpe),
        (Kinds::NORP, Label::Norp),
        (Kinds::LANGUAGE, Label::Language),
        (Kinds::EVENT, Label::Event),
        (Kinds::LAW, Label::Law),
        (Kinds::WORK, Label::WorkOfArt),
        (Kinds::PRODUCT, Label::Product),
        (Kinds::FAC, Label::Fac),
        (Kinds::LOC, Label::Loc),
        (Kinds::ORGS, Label::Org),
        (Kinds::PERSON, Label::Person),
        (Kinds::GPE, Label::Gpe),
    ];
    table.iter().find(|(wanted, _)| kinds.any(*wanted)).map(|(_, label)| *label)
}

/// The label of a run, with the evidence's weight.
fn label(scan: &Scan, line: Line, first: usize, end: usize) -> Option<(Label, f32, &'static str)> {
    let facts = scan.exact(first, end);
    let (one, last) = (end == first + 1, scan.words.get(end.checked_sub(1)?)?);
    let head = scan.words.get(first)?;
    let before = first.checked_sub(1).filter(|at| *at >= line.first as usize).and_then(|at| scan.words.get(at));
    let honorific = before.is_some_and(|word| word.roles.any(Roles::HONORIFIC));
    if honorific {
        return Some((Label::Person, 0.95, "honorific"));
    }
    if !one || !facts.kinds.any(Kinds::NAMES) {
        if let Some(known) = from_kinds(facts.kinds) {
            return Some((known, 0.9, "gazetteer"));
        }
    }
    if !one {
        if let Some(found) = by_head(head, last, scan, first, end) {
            return Some(found);
        }
        let given = head.facts.kinds.any(Kinds::GIVEN) || head.shape.any(Shape::LETTER) && end > first + 1;
        if given && end <= first + 5 {
            let surname = last.facts.kinds.any(Kinds::SURNAME) || last.facts.kinds.is_empty();
            return Some((Label::Person, if surname { 0.9 } else { 0.7 }, "given-name"));
        }
    }
    let said = scan.words.get(end).is_some_and(|word| end < line.end as usize && word.roles.any(Roles::SAY));
    let person_before = before.is_some_and(|word| word.roles.any(Roles::PERSON_BEFORE.with(Roles::TITLE_HEAD).with(Roles::TITLE_ABBREV)));
    if person_before || said && !from_kinds(facts.kinds).is_some_and(|label| label != Label::Person) && !last.shape.any(Shape::CAPITALS) {
        return Some((Label::Person, 0.7, "person-context"));
    }
    if let Some(known) = from_kinds(facts.kinds) {
        return Some((known, 0.7, "gazetteer"));
    }
    if one && head.shape.any(Shape::CAPITALS) && !line.capitals && !matches!(head.facts.usual, Usual::Small) {
        return Some((Label::Org, 0.5, "acronym"));
    }
    if !one && end <= first + 3 && last.facts.kinds.any(Kinds::SURNAME) {
        return Some((Label::Person, 0.5, "surname"));
    }
    let place = before.is_some_and(|word| word.roles.any(Roles::PLACE_BEFORE));
    if one && place && matches!(head.facts.usual, Usual::Capital | Usual::Unknown) {
        return Some((Label::Gpe, 0.5, "place-context"));
    }
    if one && head.facts.kinds.any(Kinds::SURNAME) && matches!(head.facts.usual, Usual::Capital | Usual::Unknown) {
        return Some((Label::Person, 0.45, "surname"));
    }
    (!one && !line.headline).then_some((Label::Person, 0.3, "capitals"))
}

/// The label that a first or last word gives.
fn by_head(head: &Word, last: &Word, scan: &Scan, first: usize, end: usize) -> Option<(Label, f32, &'static str)> {
    let table = [
        (last.roles, Roles::ORG_SUFFIX, Label::Org, 0.95, "legal-form"),
        (last.roles, Roles::LAW_HEAD, Label::Law, 0.7, "head-law"),
        (head.roles, Roles::EVENT_FIRST, Label::Event, 0.8, "first-event"),
        (last.roles, Roles::EVENT_HEAD, Label::Event, 0.7, "head-event"),
        (last.roles, Roles::WORK_HEAD, Label::WorkOfArt, 0.7, "head-work"),
        (last.roles, Roles::FAC_HEAD, Label::Fac, 0.7, "head-facility"),
        (last.roles, Roles::ORG_HEAD, Label::Org, 0.8, "head-organization"),
        (head.roles, Roles::LOC_FIRST, Label::Loc, 0.7, "first-place"),
        (last.roles, Roles::LOC_HEAD, Label::Loc, 0.8, "head-place"),
        (last.roles, Roles::GPE_HEAD, Label::Gpe, 0.75, "head-state"),
    ];
    if let Some((_, _, label, sure, rule)) = table.iter().find(|(roles, wanted, ..)| roles.any(*wanted)) {
        return Some((*label, *sure, *rule));
    }
    let of = (first..end).find(|at| scan.words.get(*at).is_some_and(|word| word.hash == hash("of")))?;
    let before = scan.words.get(of.checked_sub(1)?)?;
    before.roles.any(Roles::ORG_OF).then_some((Label::Org, 0.85, "organization-of"))
}
