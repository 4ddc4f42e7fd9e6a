//! From the model's four types to the labels of the ontology: by gazetteer, head word and context; and the
//! boundaries that the ontology asks for.

use crate::kinds::Kinds;
use crate::known;
use crate::lexicon::{Roles, hash};
use crate::proposal::{Proposal, Titles};
use crate::scan::{Scan, Shape, Word};
use dateline_core::layers::Label;

/// Brings the model's proposals to their final labels and spans.
pub(crate) fn refine(scan: &Scan, titles: &Titles<'_>, found: &[Proposal], kept: &mut Vec<Proposal>) {
    for proposal in found {
        let mut rest = *proposal;
        // "The Red Cross and the World Bank" are two.
        if let Some(joint) = joint(scan, proposal) {
            kept.extend(finish(scan, titles, Proposal { end: joint, ..rest }));
            rest.first = joint + 1;
        }
        // A name does not run over the end of a sentence that the tokenizer did not see.
        while let Some(stop) = (rest.first..rest.end).find(|at| word(scan, *at).is_some_and(is_stop)) {
            kept.extend(finish(scan, titles, Proposal { end: stop, ..rest }));
            rest.first = stop + 1;
        }
        kept.extend(finish(scan, titles, rest));
    }
}

/// The "and" between two institutions that the gazetteer knows, where it does not know the whole as one.
fn joint(scan: &Scan, it: &Proposal) -> Option<u32> {
    let institution = |first: u32, end: u32| {
        let article = word(scan, first).is_some_and(|word| word.hash == hash("the"));
        let known = scan.exact((first + u32::from(article)) as usize, end as usize);
        known.kinds.any(Kinds::ORGS)
    };
    let and = |at: u32| word(scan, at).is_some_and(|word| word.hash == hash("and"));
    (it.first + 1..it.end.saturating_sub(1))
        .filter(|_| it.label == Label::Org && !institution(it.first, it.end))
        .find(|at| and(*at) && institution(it.first, *at) && institution(at + 1, it.end))
}

fn is_stop(word: &Word) -> bool {
    word.shape.any(Shape::PUNCT)
        && [hash("."), hash(";"), hash(":"), hash("!"), hash("?")].contains(&word.hash)
}

/// Below this a MISC of the model counts only with further evidence.
const UNSURE: f32 = 0.6;

fn finish(scan: &Scan, titles: &Titles<'_>, proposal: Proposal) -> Option<Proposal> {
    let mut it = trim(scan, titles, proposal)?;
    if is_date(scan, &it) {
        return None;
    }
    behind_country(scan, titles, &mut it);
    // "He speaks Khmer."
    let one = it.end == it.first + 1;
    if one
        && scan
            .exact(it.first as usize, it.end as usize)
            .kinds
            .any(Kinds::LANGUAGE)
        && word(scan, it.first).is_some_and(|word| known::is_language(scan, it.first as usize, word))
    {
        (it.label, it.rule) = (Label::Language, "language");
        return Some(it);
    }
    match it.label {
        Label::Person => person(scan, &mut it),
        Label::Loc => place(scan, &mut it),
        Label::Org => organization(scan, &mut it),
        Label::WorkOfArt => {
            let shown = other(scan, &mut it);
            if !shown && it.confidence < UNSURE {
                return None;
            }
        }
        _ => {}
    }
    Some(it)
}

/// "September 11, 2001", "2008": a date, whatever the model makes of it.
fn is_date(scan: &Scan, it: &Proposal) -> bool {
    let digits = |at: u32| {
        word(scan, at).is_some_and(|word| word.shape.any(Shape::DIGIT) && !word.shape.any(Shape::INITIAL))
    };
    let month = word(scan, it.first).is_some_and(|word| word.roles.any(Roles::MONTH));
    // Three digits may be a model's.
    let one = it.end == it.first + 1 && word(scan, it.first).is_some_and(|word| word.span.len() == 4);
    it.label == Label::WorkOfArt && (month && digits(it.first + 1) || one && digits(it.first))
}

/// "President of France Emmanuel Macron": of the two names that the model took for one, the person.
fn behind_country(scan: &Scan, titles: &Titles<'_>, it: &mut Proposal) {
    let office = it.first.checked_sub(2).is_some_and(|at| titles.over(at as usize));
    if !office || before(scan, it).is_none_or(|word| word.hash != hash("of")) {
        return;
    }
    let country = scan
        .longest(it.first as usize, it.end as usize)
        .map(|known| (known.end, known.facts.kinds))
        .filter(|(end, kinds)| kinds.any(Kinds::COUNTRY) && it.end >= end + 2);
    let Some((end, _)) = country else { return };
    let name = |at: u32| {
        word(scan, at).is_some_and(|word| {
            word.shape.any(Shape::NAMELIKE) && !word.roles.any(Roles::ORG_HEAD.with(Roles::FAC_HEAD))
        })
    };
    if name(end) && name(it.end - 1) {
        (it.first, it.label) = (end, Label::Person);
    }
}

fn word(scan: &Scan, at: u32) -> Option<&Word> {
    scan.words.get(at as usize)
}

/// The word before a proposal, in its sentence.
fn before<'s>(scan: &'s Scan, it: &Proposal) -> Option<&'s Word> {
    let first = word(scan, it.first)?;
    word(scan, it.first.checked_sub(1)?).filter(|word| word.sentence == first.sentence)
}

/// The word after a proposal, in its sentence.
fn after<'s>(scan: &'s Scan, it: &Proposal) -> Option<&'s Word> {
    let first = word(scan, it.first)?;
    word(scan, it.end).filter(|word| word.sentence == first.sentence)
}

/// Takes off what stands outside a name: articles, courtesy and titles before persons, owners' "'s", and
/// punctuation at the ends.
fn trim(scan: &Scan, titles: &Titles<'_>, mut it: Proposal) -> Option<Proposal> {
    if it.first >= it.end {
        return None;
    }
    loop {
        let first = word(scan, it.first)?;
        let article =
            first.hash == hash("the") || first.hash == hash("a") && !first.shape.any(Shape::CAPITALS);
        let courtesy = it.label == Label::Person
            && (first.roles.any(Roles::HONORIFIC)
                || titles.over(it.first as usize)
                || first.roles.any(Roles::TITLE_OUTSIDE));
        let outside = first.shape.any(Shape::PUNCT);
        if !(article || courtesy || outside) {
            break;
        }
        it.first += 1;
        if it.first >= it.end {
            return None;
        }
    }
    loop {
        let last = word(scan, it.end.checked_sub(1)?)?;
        // "the Saudi government": the adjective is what is a name there.
        let people = scan
            .longest(it.first as usize, it.end as usize)
            .filter(|known| known.facts.kinds.any(Kinds::NORP));
        let common = |word: &Word| word.shape.any(Shape::SMALL) || word.hash == hash("government");
        if let Some(people) =
            people.filter(|people| people.end < it.end && word(scan, people.end).is_some_and(common))
        {
            (it.end, it.label) = (people.end, Label::Norp);
            break;
        }
        let owner = last.hash == hash("'s") || last.hash == hash("’s");
        if !(owner || last.shape.any(Shape::PUNCT)) {
            break;
        }
        it.end -= 1;
        if it.first >= it.end {
            return None;
        }
    }
    Some(it)
}

/// A person, whole: "Adomako-Brew". A capital's name alone is the capital, unless the article knows a person
/// of that name, which `refine::agree` sees to.
fn person(scan: &Scan, it: &mut Proposal) {
    let glued = |at: u32| word(scan, at).is_some_and(|word| !word.spaced);
    while word(scan, it.end).is_some_and(|word| word.hash == hash("-"))
        && glued(it.end)
        && glued(it.end + 1)
        && word(scan, it.end + 1).is_some_and(|word| word.shape.any(Shape::INITIAL))
    {
        it.end += 2;
    }
    let kinds = scan.exact(it.first as usize, it.end as usize).kinds;
    let named = before(scan, it).is_some_and(|word| {
        word.roles.any(
            Roles::HONORIFIC
                .with(Roles::TITLE_HEAD)
                .with(Roles::TITLE_ABBREV)
                .with(Roles::PERSON_BEFORE),
        )
    });
    if it.end == it.first + 1 && kinds.any(Kinds::CAPITAL | Kinds::COUNTRY) && !named && it.confidence < 0.85
    {
        (it.label, it.confidence, it.rule) = (Label::Gpe, 0.6, "capital");
    }
}

/// GPE, LOC or FAC.
fn place(scan: &Scan, it: &mut Proposal) {
    let kinds = scan.exact(it.first as usize, it.end as usize).kinds;
    let (Some(first), Some(last)) = (word(scan, it.first), word(scan, it.end - 1)) else {
        return;
    };
    let one = it.end == it.first + 1;
    // The "Belgorod Region" is a state's, the "Gulf region" nobody's.
    let region = last.hash == hash("region") && last.shape.any(Shape::INITIAL);
    it.label = if kinds.any(Kinds::COUNTRY | Kinds::CAPITAL | Kinds::PROVINCE) {
        Label::Gpe
    } else if kinds.any(Kinds::NORP) {
        Label::Norp
    } else if kinds.any(Kinds::LOC) {
        Label::Loc
    } else if kinds.any(Kinds::FAC) {
        Label::Fac
    } else if kinds.any(Kinds::GPE) || !one && (region || last.roles.any(Roles::GPE_HEAD)) {
        Label::Gpe
    } else if kinds.any(Kinds::ORG) {
        // "At the White House": an institution, wherever it is named.
        Label::Org
    } else if !one && first.roles.any(Roles::LOC_FIRST) {
        Label::Loc
    } else if !one && last.roles.any(Roles::FAC_HEAD) {
        Label::Fac
    } else if !one && last.roles.any(Roles::LOC_HEAD) {
        Label::Loc
    } else if !one && (last.roles.any(Roles::ORG_HEAD) || first.roles.any(Roles::ORG_OF)) {
        Label::Org
    } else {
        Label::Gpe
    };
    // "Funan Techo canal": a small head word behind a name that is no town by itself.
    let small = after(scan, it).filter(|word| word.shape.any(Shape::SMALL) && word.spaced);
    if !kinds.any(Kinds::GPE) {
        if small.is_some_and(|word| word.roles.any(Roles::FAC_HEAD)) {
            it.label = Label::Fac;
            it.end += 1;
        } else if small
            .is_some_and(|word| word.roles.any(Roles::LOC_HEAD) && !word.roles.any(Roles::GPE_HEAD))
            && !one
        {
            it.label = Label::Loc;
        }
    }
}

/// ORG, or one of the things that sources count among organizations.
fn organization(scan: &Scan, it: &mut Proposal) {
    let kinds = scan.exact(it.first as usize, it.end as usize).kinds;
    let (Some(first), Some(last)) = (word(scan, it.first), word(scan, it.end - 1)) else {
        return;
    };
    let one = it.end == it.first + 1;
    if kinds.any(Kinds::ORGS) {
        return;
    }
    if kinds.any(Kinds::NORP) {
        it.label = Label::Norp;
    } else if !one
        && last.roles.any(Roles::FAC_HEAD)
        && !last.roles.any(Roles::ORG_HEAD)
        && !first.roles.any(Roles::ORG_OF)
    {
        it.label = Label::Fac;
    } else if kinds.any(Kinds::PRODUCT) {
        it.label = Label::Product;
    } else if kinds.any(Kinds::EVENT) {
        it.label = Label::Event;
    } else if kinds.any(Kinds::LAW) {
        it.label = Label::Law;
    }
}

/// What the model only knows as something else. Says whether anything spoke for the label.
fn other(scan: &Scan, it: &mut Proposal) -> bool {
    let kinds = scan.exact(it.first as usize, it.end as usize).kinds;
    let (Some(first), Some(last)) = (word(scan, it.first), word(scan, it.end - 1)) else {
        return false;
    };
    let one = it.end == it.first + 1;
    let digits = (it.first..it.end).any(|at| word(scan, at).is_some_and(|word| word.shape.any(Shape::DIGIT)));
    let quoted = before(scan, it)
        .zip(after(scan, it))
        .is_some_and(|(before, after)| {
            let quote = |word: &Word| {
                [hash("\""), hash("“"), hash("”"), hash("'"), hash("‘"), hash("’")].contains(&word.hash)
            };
            quote(before) && quote(after)
        });
    // "Hartford Distributors", but not a "Book of Records".
    let of = (it.first..it.end).any(|at| word(scan, at).is_some_and(|word| word.hash == hash("of")));
    let headed = last.roles.any(Roles::ORG_HEAD) && !digits && !of;
    // "Sunni Arab": each of its words names a people.
    let peoples =
        (it.first..it.end).all(|at| word(scan, at).is_some_and(|word| word.facts.kinds.any(Kinds::NORP)));
    it.label = if kinds.any(Kinds::NORP) || peoples {
        Label::Norp
    } else if kinds.any(Kinds::LANGUAGE) {
        Label::Language
    } else if kinds.any(Kinds::EVENT) {
        Label::Event
    } else if kinds.any(Kinds::LAW) {
        Label::Law
    } else if kinds.any(Kinds::PRODUCT) {
        Label::Product
    } else if kinds.any(Kinds::WORK) || quoted {
        Label::WorkOfArt
    } else if first.roles.any(Roles::EVENT_FIRST) || !one && last.roles.any(Roles::EVENT_HEAD) {
        Label::Event
    } else if !one && last.roles.any(Roles::LAW_HEAD) {
        Label::Law
    } else if !one && (headed || first.roles.any(Roles::ORG_OF)) {
        Label::Org
    } else if first.facts.kinds.any(Kinds::COMPANY | Kinds::ORG) || digits {
        Label::Product
    } else {
        it.label = if one { Label::Product } else { Label::WorkOfArt };
        return false;
    };
    true
}
