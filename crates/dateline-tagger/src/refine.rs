//! From proposals to mentions: addresses, titles and names side by side, and one label a name throughout
//! the article.

use crate::kinds::{Kinds, Usual};
use crate::lexicon::{HashedMap, Roles, hash, mix};
use crate::proposal::{Proposal, Titles, overlapping};
use crate::scan::{Scan, Shape, Word};
use crate::{fine, known};
use dateline_core::layers::{Label, TokenClass};

/// Buffers that are kept from article to article.
#[derive(Default)]
pub(crate) struct Scratch {
    /// What a surface was surely labelled with, by the hash of its words.
    known: HashedMap<(Label, f32)>,
    pub(crate) merged: Vec<Proposal>,
}

/// Brings the model's proposals of one article to their final form, in text order and without overlaps.
pub(crate) fn refine(scan: &Scan, titles: &[Proposal], found: &mut Vec<Proposal>, scratch: &mut Scratch) {
    let spans = Titles(titles);
    let kept = &mut scratch.merged;
    kept.clear();
    fine::refine(scan, &spans, found, kept);
    std::mem::swap(found, kept);
    kept.clear();
    known::find(scan, found, kept);
    // A longer name that the gazetteer knows takes the place of what lies inside it.
    found.retain(|inner| overlapping(kept, inner.first, inner.end).is_empty());
    found.extend_from_slice(kept);
    found.extend_from_slice(titles);
    addresses(scan, found);
    settle(found, kept);
    // “#JusticeForGeorge” is a subject, and nobody's name.
    found.retain(|it| {
        let words = scan.words.get(it.tokens()).unwrap_or_default();
        words.iter().any(|word| word.class != TokenClass::Hashtag)
    });
}

/// One label a name throughout the article, and its other occurrences found.
pub(crate) fn agree(scan: &Scan, text: &str, found: &mut Vec<Proposal>, scratch: &mut Scratch) {
    learn(scan, text, found, scratch);
    coordinate(scan, found);
    repeat(scan, found, scratch);
    settle(found, &mut scratch.merged);
}

/// Web and mail addresses and account names, which the tokenizer has told apart.
pub(crate) fn addresses(scan: &Scan, found: &mut Vec<Proposal>) {
    for (index, word) in scan.words.iter().enumerate() {
        let label = match word.class {
            TokenClass::Url => Label::Url,
            TokenClass::Email => Label::Email,
            TokenClass::Handle => Label::Handle,
            _ => continue,
        };
        let (first, end) = (index as u32, index as u32 + 1);
        found.push(Proposal {
            first,
            end,
            label,
            confidence: 0.99,
            rule: "address",
        });
    }
}

/// The hash of a range of tokens.
fn surface(scan: &Scan, first: u32, end: u32) -> u64 {
    let words = scan.words.get(first as usize..end as usize).unwrap_or_default();
    words.iter().fold(0, |hash, word| mix(hash ^ word.hash))
}

/// The surest labelling of a surface holds for its unsure ones, and so do parts that stand for a whole: a
/// person's family name, the first word of an institution's or a facility's, a product's number.
fn learn(scan: &Scan, text: &str, found: &mut [Proposal], scratch: &mut Scratch) {
    let known = &mut scratch.known;
    known.clear();
    let mut note = |key: u64, label: Label, sure: f32| {
        let entry = known.entry(key).or_insert((label, sure));
        if entry.1 < sure {
            *entry = (label, sure);
        }
    };
    for it in found
        .iter()
        .filter(|it| it.confidence >= 0.65 && it.label != Label::Title)
    {
        note(surface(scan, it.first, it.end), it.label, it.confidence);
        let words = scan.words.get(it.tokens()).unwrap_or_default();
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            continue;
        };
        let several = words.len() > 1;
        match it.label {
            Label::Person if several => {
                for (at, word) in (it.first..).zip(words) {
                    let part = word.shape.any(Shape::INITIAL)
                        && !word.shape.any(Shape::LETTER)
                        && !word.roles.any(Roles::SUFFIX);
                    if part {
                        let less = if at + 1 == it.end { 0.0 } else { 0.1 };
                        note(
                            surface(scan, at, at + 1),
                            Label::Person,
                            it.confidence.min(0.85) - less,
                        );
                    }
                }
            }
            Label::Org | Label::Fac => {
                let telling = !first.facts.kinds.any(Kinds::GPE | Kinds::NORP | Kinds::LOC)
                    && matches!(first.facts.usual, Usual::Unknown | Usual::Capital);
                if several && telling && first.shape.any(Shape::INITIAL) {
                    // “Brightwater Controls Corp.” says more of “Brightwater” than that alone does, and less than “Ann Brightwater”.
                    let whole = last.roles.any(Roles::ORG_HEAD.with(Roles::ORG_SUFFIX));
                    let most = if whole { 0.84 } else { 0.7 };
                    note(
                        surface(scan, it.first, it.first + 1),
                        it.label,
                        it.confidence.min(most),
                    );
                }
                if let Some((at, end)) = acronym_after(scan, it) {
                    note(surface(scan, at, end), it.label, 0.95);
                }
            }
            Label::Product if several && last.shape.any(Shape::DIGIT) => {
                let number = text.get(last.span.range()).unwrap_or("");
                note(mix(hash(number)), Label::Product, it.confidence.min(0.8));
                note(
                    mix(hash(number.trim_end_matches('s'))),
                    Label::Product,
                    it.confidence.min(0.8),
                );
            }
            _ => {}
        }
    }
    let persons = |first: u32, end: u32, known: &HashedMap<(Label, f32)>| {
        let last = known.get(&surface(scan, end.saturating_sub(1), end));
        end - first > 1 && last.is_some_and(|(label, sure)| *label == Label::Person && *sure >= 0.8)
    };
    for it in found
        .iter_mut()
        .filter(|it| it.confidence < 0.8 && it.label != Label::Title)
    {
        // "Afi Dossouvi" is a person where "Dossouvi" alone surely is one.
        if matches!(it.label, Label::Org | Label::Gpe | Label::WorkOfArt) && persons(it.first, it.end, known)
        {
            (it.label, it.rule) = (Label::Person, "agreement");
        }
        let better = known
            .get(&surface(scan, it.first, it.end))
            .filter(|(_, sure)| *sure > it.confidence);
        if let Some((label, sure)) = better {
            (it.label, it.confidence, it.rule) = (*label, *sure * 0.95, "agreement");
        }
    }
}

/// "Dayton and Toledo": what is joined to a town and may be one is one.
fn coordinate(scan: &Scan, found: &mut [Proposal]) {
    for at in 1..found.len() {
        let (Some(left), Some(right)) = (found.get(at - 1).copied(), found.get_mut(at)) else {
            return;
        };
        let joined = right.first == left.end + 1
            && scan
                .words
                .get(left.end as usize)
                .is_some_and(|word| word.hash == hash("and") || word.hash == hash("or"));
        let may = scan
            .exact(right.first as usize, right.end as usize)
            .kinds
            .any(Kinds::GPE);
        if joined && may && left.label == Label::Gpe && right.label == Label::Person && right.confidence < 0.8
        {
            (right.label, right.rule) = (Label::Gpe, "coordination");
        }
    }
}

/// The most words that a name has which is looked for again.
const LONGEST: usize = 5;

/// Adds occurrences of surely labelled names that nothing else found.
fn repeat(scan: &Scan, found: &mut Vec<Proposal>, scratch: &mut Scratch) {
    let added = &mut scratch.merged;
    added.clear();
    let mut at = 0;
    while at < scan.words.len() {
        let end = (1..=LONGEST).rev().map(|length| at + length).find(|end| {
            let words = scan.words.get(at..*end).unwrap_or_default();
            let (Some(first), Some(last)) = (words.first(), words.last()) else {
                return false;
            };
            let name = |word: &Word| word.shape.any(Shape::NAMELIKE) && !word.roles.any(Roles::NEVER);
            let usual = words.len() > 1 || !matches!(first.facts.usual, Usual::Small | Usual::MostlySmall);
            let number = words.len() == 1 && first.shape.any(Shape::DIGIT);
            (name(first) && name(last) && usual && first.sentence == last.sentence || number)
                && scratch
                    .known
                    .get(&surface(scan, at as u32, *end as u32))
                    .is_some_and(|(label, sure)| *sure >= 0.7 && (!number || *label == Label::Product))
        });
        let Some(end) = end else {
            at += 1;
            continue;
        };
        let (first, end) = (at as u32, end as u32);
        at = end as usize;
        let name = scratch.known.get(&surface(scan, first, end));
        if let Some((label, sure)) = name.filter(|_| overlapping(found, first, end).is_empty()) {
            added.push(Proposal {
                first,
                end,
                label: *label,
                confidence: sure * 0.9,
                rule: "repeated",
            });
        }
    }
    found.append(added);
}

/// "Association of Southeast Asian Nations (ASEAN)": the acronym's tokens.
fn acronym_after(scan: &Scan, proposal: &Proposal) -> Option<(u32, u32)> {
    let at = proposal.end as usize;
    let open = scan.words.get(at)?;
    let inner = scan.words.get(at + 1)?;
    let close = scan.words.get(at + 2)?;
    let fits = open.hash == hash("(") && close.hash == hash(")") && inner.shape.any(Shape::CAPITALS);
    fits.then_some((at as u32 + 1, at as u32 + 2))
}

/// Sorts, and of what overlaps keeps the surer, then the longer.
pub(crate) fn settle(found: &mut Vec<Proposal>, merged: &mut Vec<Proposal>) {
    found.sort_by_key(|proposal| (proposal.first, u32::MAX - proposal.end));
    merged.clear();
    for proposal in found.iter() {
        match merged.last_mut() {
            Some(last) if last.overlaps(proposal) => {
                let rank = |it: &Proposal| it.confidence + 0.02 * (it.end - it.first) as f32;
                if rank(proposal) > rank(last) {
                    *last = *proposal;
                }
            }
            _ => merged.push(*proposal),
        }
    }
    std::mem::swap(found, merged);
}
