//! What the gazetteer knows and the model left out: peoples, languages, and names that are hard to mistake.

use crate::kinds::{Kinds, Usual};
use crate::lexicon::{Roles, hash};
use crate::proposal::{Proposal, overlapping};
use crate::scan::{Match, Scan, Shape, Word};
use dateline_core::layers::Label;

/// The labels of kinds that are proposed by the gazetteer alone, with how often that was right on the
/// training data.
const TABLE: &[(Kinds, Label, f32)] = &[
    (Kinds::NORP, Label::Norp, 0.9),
    (Kinds::COUNTRY, Label::Gpe, 0.85),
    (Kinds::EVENT, Label::Event, 0.8),
    (Kinds::LAW, Label::Law, 0.8),
    (Kinds::WORK, Label::WorkOfArt, 0.7),
    (Kinds::PRODUCT, Label::Product, 0.7),
    (Kinds::LANGUAGE, Label::Language, 0.8),
    (Kinds::ORGS, Label::Org, 0.8),
    (Kinds::FAC, Label::Fac, 0.8),
    (Kinds::LOC, Label::Loc, 0.8),
];

/// Proposes from the gazetteer where `taken` leaves tokens free.
pub(crate) fn find(scan: &Scan, taken: &[Proposal], found: &mut Vec<Proposal>) {
    let mut at = 0;
    while at < scan.words.len() {
        // Free, or holding only shorter names: "U.S." in "U.S. House of Representatives".
        let free = |it: &Match| {
            let length = it.end - it.first;
            let inside = |other: &Proposal| {
                other.first >= it.first && other.end <= it.end && other.end - other.first < length
            };
            overlapping(taken, it.first, it.end).iter().all(inside)
        };
        let candidate = scan.longest(at, scan.words.len()).filter(free);
        match candidate.and_then(|known| propose(scan, known)) {
            Some(proposal) => {
                found.push(proposal);
                at = proposal.end as usize;
            }
            None => at += 1,
        }
    }
}

fn propose(scan: &Scan, known: Match) -> Option<Proposal> {
    let first = scan.words.get(known.first as usize)?;
    let last = scan.words.get(known.end as usize - 1)?;
    let kinds = known.facts.kinds;
    let one = known.end == known.first + 1;
    if !first.shape.any(Shape::NAMELIKE)
        || first.sentence != last.sentence
        || first.roles.any(Roles::NEVER) && one
    {
        return None;
    }
    if one && matches!(first.facts.usual, Usual::Small | Usual::MostlySmall) && !kinds.any(Kinds::CASED) {
        return None;
    }
    let (_, label, confidence) = TABLE.iter().find(|(wanted, ..)| kinds.any(*wanted))?;
    // Single words that are other things as well are left to the model.
    let sole = kinds.any(Kinds::NORP | Kinds::COUNTRY)
        || !kinds.any(Kinds::NAMES | Kinds::ORGS | Kinds::FAC | Kinds::LOC);
    if one && !sole {
        return None;
    }
    // Lists have "The Hague" and "the Beatles"; the ontology leaves an article outside, but for towns.
    let article = !one && first.hash == hash("the") && !kinds.any(Kinds::GPE);
    let mut proposal = Proposal {
        first: known.first + u32::from(article),
        end: known.end,
        label: *label,
        confidence: *confidence,
        rule: "gazetteer",
    };
    if proposal.label == Label::Norp && one && is_language(scan, known.first as usize, first) {
        proposal.label = Label::Language;
        proposal.rule = "language";
    }
    Some(proposal)
}

/// "in Spanish,", "speaks Spanish", "Spanish-language", "(Spanish: ...": the adjective names a language.
pub(crate) fn is_language(scan: &Scan, at: usize, word: &Word) -> bool {
    let near = |at: usize| scan.words.get(at).filter(|other| other.sentence == word.sentence);
    let is = |other: Option<&Word>, forms: &[&str]| {
        other.is_some_and(|other| forms.iter().any(|form| hash(form) == other.hash))
    };
    let before = at.checked_sub(1).and_then(near);
    let after = near(at + 1);
    let ends = after.is_none_or(|after| {
        after.shape.any(Shape::PUNCT) && after.hash != hash("-") || after.roles.any(Roles::NEVER)
    });
    let glossed = is(before, &["(", ";"]) && is(after, &[":"]);
    let spoken = is(
        before,
        &[
            "speak",
            "speaks",
            "spoke",
            "spoken",
            "speaking",
            "fluent",
            "learn",
            "learning",
            "learned",
            "translated",
        ],
    );
    let in_language = is(before, &["in", "into", "from"]) && ends && !is(after, &["and"]);
    let named = is(
        after,
        &["language", "languages", "dialect", "subtitles", "speakers"],
    ) || is(after, &["-"]) && is(near(at + 2), &["language", "speaking", "speaker", "speakers"]);
    glossed || spoken || in_language || named
}
