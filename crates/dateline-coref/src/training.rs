//! What `dateline-train` needs to make `models/coref.bin`. Not part of the crate's promises.

use crate::chains::Chain;
use crate::data::Gender;
use crate::dependents::Surroundings;
use crate::markables::{Form, Markable};
use crate::rank::{Desk, Given};
use crate::stage::{Coref, Prepared};
use dateline_core::View;
use std::collections::HashMap;
use std::ops::Range;

pub use crate::classes::{CLASS_BITS, CLASSES, Class};
pub use crate::dependents::DEPENDENT_BITS;
pub use crate::features::RANK_BITS;
pub use crate::model::{Weights, pack};

/// One markable as the trainer sees it.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its head's token.
    pub head: usize,
    /// The tokens of its phrase.
    pub tokens: Range<usize>,
    /// Rows of the class model; empty for pronouns.
    pub class_rows: Vec<u32>,
}

/// One choice of the ranker: antecedents' markables with their rows, the last stands alone.
#[derive(Clone, Debug, Default)]
pub struct Example {
    /// The markable that chooses.
    pub markable: usize,
    /// Whether that is “he” or “she”.
    pub gendered: bool,
    /// The candidates: a markable before it, or [`None`].
    pub candidates: Vec<(Option<usize>, Vec<u32>)>,
}

/// The markables of a document that has tokens, sentences, tags, parse and names.
#[must_use]
pub fn markables(coref: &Coref, doc: View<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    coref.prepared(doc, &mut |it: &Prepared<'_>| {
        for markable in it.markables {
            let mut rows = Vec::new();
            if !markable.is_pronoun()
                && let Some(word) = it.tree.get(markable.head as usize)
            {
                crate::classes::features(markable, word, &mut rows);
            }
            found.push(Candidate {
                head: markable.head as usize,
                tokens: markable.tokens(),
                class_rows: rows,
            });
        }
    });
    found
}

/// For heads whose phrases are known, whether each dependent of theirs belongs to it, with the rows that tell.
/// Nothing where there is no parse.
#[must_use]
pub fn dependents(doc: View<'_>, phrases: &[(usize, Range<usize>)]) -> Vec<(bool, Vec<u32>)> {
    let Some((tree, names)) = crate::phrase::read(doc) else {
        return Vec::new();
    };
    let around = Surroundings {
        tree: &tree,
        names: &names,
    };
    let mut found = Vec::new();
    for (head, phrase) in phrases {
        for dependent in around.children(*head).filter(|at| around.is_open(*head, *at)) {
            let mut rows = Vec::new();
            around.features(*head, dependent, &mut rows);
            found.push((phrase.contains(&dependent), rows));
        }
    }
    found
}

/// The choices of a document, each with the chains before it as `gold` has them: a number for each of
/// [`markables`], the same for two that mention one thing. With `hidden` those of “he” and “she” alone, as they
/// were if nobody's gender were known.
#[must_use]
pub fn examples(coref: &Coref, doc: View<'_>, gold: &[Option<u32>], hidden: bool) -> Vec<Example> {
    let mut found = Vec::new();
    coref.prepared(doc, &mut |it: &Prepared<'_>| {
        let mut desk = Desk::default();
        let mut chains: HashMap<u32, u32> = HashMap::new();
        desk.clear();
        let all = seen(it.markables, hidden);
        for (index, markable) in all.iter().enumerate() {
            let wanted = !hidden || markable.is_gendered();
            if wanted && desk.given(it.tree, markable, it.known) == Given::Nothing {
                desk.prepare(it.tree, &all, index, it.known);
                found.push(Example {
                    markable: index,
                    gendered: markable.is_gendered(),
                    candidates: desk
                        .choice
                        .each()
                        .map(|(candidate, rows)| (candidate.map(|at| at as usize), rows.to_vec()))
                        .collect(),
                });
            }
            let key = gold.get(index).copied().flatten();
            let chain = key.and_then(|key| chains.get(&key)).copied();
            let entered = desk.enter(&all, index, chain, it.known);
            if let Some(key) = key {
                chains.insert(key, entered);
            }
        }
    });
    found
}

/// A choice of “he” or “she” whose right answers are known: candidates that are known to be right or wrong with
/// their rows; the last, to stand alone, is wrong.
pub type Verdicts = Vec<(bool, Vec<u32>)>;

/// The choices of “he” and “she” in a text of which only some mentions are known. `keys` has a number for each of
/// [`markables`] that is, the same for two that mention one thing; all else the stage decides by its own model.
/// With `hidden` nobody's gender is known.
#[must_use]
pub fn partly_known(coref: &Coref, doc: View<'_>, keys: &[Option<u32>], hidden: bool) -> Vec<Verdicts> {
    let mut found = Vec::new();
    coref.prepared(doc, &mut |it: &Prepared<'_>| {
        let mut key_of: HashMap<u32, u32> = HashMap::new();
        let key = |index: usize| keys.get(index).copied().flatten();
        let all = seen(it.markables, hidden);
        walk(coref, it, &all, &mut found, &mut |index, entered| {
            let markable = it.markables.get(index)?;
            if let Some(chain) = entered {
                if let Some(key) = key(index).filter(|_| markable.form == Form::Name) {
                    key_of.entry(chain).or_insert(key);
                }
                return None;
            }
            let wanted = key(index).filter(|_| markable.is_gendered())?;
            let known = key_of.clone();
            let judge = move |chain: u32, _: &Chain| Some(known.get(&chain) == Some(&wanted));
            Some(Box::new(judge) as Judge<'_>)
        });
    });
    found
}

/// The choices of “he” and “she” that gender alone decides: of the people named before, one has the pronoun's
/// gender and every other one the other. To the ranker all of them look as if nobody's gender were known, as it
/// is where two people of one gender have been named.
#[must_use]
pub fn decided_by_gender(coref: &Coref, doc: View<'_>) -> Vec<Verdicts> {
    let mut found = Vec::new();
    coref.prepared(doc, &mut |it: &Prepared<'_>| {
        let hidden = seen(it.markables, true);
        let mut genders: HashMap<u32, u8> = HashMap::new();
        walk(coref, it, &hidden, &mut found, &mut |index, entered| {
            let markable = it.markables.get(index)?;
            if let Some(chain) = entered {
                if matches!(markable.gender, 1 | 2) && !markable.is_pronoun() {
                    genders.entry(chain).or_insert(markable.gender);
                }
                return None;
            }
            if !markable.is_gendered() {
                return None;
            }
            let (wanted, genders) = (markable.gender, genders.clone());
            let judge = move |chain: u32, it: &Chain| match genders.get(&chain) {
                Some(gender) => Some(*gender == wanted),
                None if it.named => None,
                None => (it.gender == 3).then_some(false),
            };
            Some(Box::new(judge) as Judge<'_>)
        });
        found.retain(|verdicts: &Verdicts| verdicts.iter().filter(|(right, _)| !right).count() > 2);
    });
    found
}

/// The markables, those with a known gender as if it were not.
fn seen(markables: &[Markable], hidden: bool) -> Vec<Markable> {
    let mut all = markables.to_vec();
    for it in all.iter_mut().filter(|it| hidden && !it.is_pronoun()) {
        if matches!(it.gender, 1 | 2) {
            it.gender = 0;
        }
        it.fame.leaning = 0;
    }
    all
}

/// Whether a given name is a woman's, where it is known as either's.
#[must_use]
pub fn is_womans_name(coref: &Coref, word: &str) -> Option<bool> {
    let gender = coref.data().forename(&word.to_lowercase())?;
    Some(gender == Gender::Female)
}

/// Says of a chain whether it is right; nothing where that is not known.
type Judge<'a> = Box<dyn Fn(u32, &Chain) -> Option<bool> + 'a>;

/// Walks over a document as the stage does. `ask` hears of every markable twice: before it is decided, when it may
/// give a judge of the candidates, and afterwards with the chain it has entered. A choice with exactly one right
/// chain is kept, and taken.
fn walk<'j>(
    coref: &Coref,
    it: &Prepared<'_>,
    markables: &[Markable],
    found: &mut Vec<Verdicts>,
    ask: &mut dyn FnMut(usize, Option<u32>) -> Option<Judge<'j>>,
) {
    let mut desk = Desk::default();
    desk.clear();
    for (index, markable) in markables.iter().enumerate() {
        let given = desk.first_word(it.tree, markables, index, it.known);
        let mut chosen = match given {
            Given::Chain(chain) => Some(chain),
            Given::Cluster(_) | Given::Alone => None,
            Given::Nothing => {
                desk.prepare(it.tree, markables, index, it.known);
                desk.choose(coref.ranker(), markable).0
            }
        };
        if given == Given::Nothing
            && let Some(judge) = ask(index, None)
            && let Some((right, verdicts)) = judged(&desk, &judge)
        {
            chosen = Some(right);
            found.push(verdicts);
        }
        let chain = desk.enter(markables, index, chosen, it.known);
        desk.settle(given, chain);
        ask(index, Some(chain));
    }
}

/// The one right chain among the candidates at hand, and the verdicts on all whose verdict is known.
fn judged(desk: &Desk, judge: &Judge<'_>) -> Option<(u32, Verdicts)> {
    let mut right: Option<u32> = None;
    let mut verdicts = Vec::new();
    for (candidate, rows) in desk.choice.each() {
        let Some(chain) = candidate.and_then(|at| desk.chains.of(at as usize)) else {
            verdicts.push((false, rows.to_vec()));
            continue;
        };
        let Some(verdict) = judge(chain, &desk.chains.get(chain)) else {
            continue;
        };
        if verdict {
            if right.is_some_and(|known| known != chain) {
                return None;
            }
            right = Some(chain);
        }
        verdicts.push((verdict, rows.to_vec()));
    }
    right.map(|right| (right, verdicts))
}
