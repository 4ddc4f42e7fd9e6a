//! The ranker: each markable in turn chooses among those before it, or begins a chain of its own.
//!
//! It looks back at most [`WINDOW`] markables, and at most [`SAME_HEAD`] more that have the same head, so that
//! the work grows with the article's length alone.

use crate::chains::{Chain, Chains};
use crate::classes::Class;
use crate::features::{Pair, RANK_BITS, Ruled, Seen, alone};
use crate::grammar::forbidden;
use crate::hash::Feature;
use crate::markables::{Form, Markable, Pronoun};
use crate::origins::contradicts;
use crate::tree::{Subtype, Tree};
use dateline_core::layers::UdRel;
use std::collections::HashMap;

/// How many markables back a markable may refer.
pub(crate) const WINDOW: usize = 50;
/// How many sentences back a pronoun may.
const PRONOUN_SENTENCES: u32 = 5;
/// How many markables with the same head further back are looked at.
const SAME_HEAD: usize = 4;
/// How many candidates a markable has at most, standing alone among them.
#[cfg(test)]
pub(crate) const MOST_CANDIDATES: usize = WINDOW + SAME_HEAD + 1;
/// The number of the label PERSON.
const PERSON: u8 = 1;
/// The numbers of the labels FAC, GPE and LOC.
const PLACES: [u8; 3] = [3, 5, 6];
/// How many chains are told apart in the orders of candidates.
const MOST_MET: usize = 12;
/// No markable.
const NONE: u32 = u32::MAX;

/// A table of weights: one for each row, in units of `scale`.
pub(crate) struct Table {
    pub(crate) weights: Vec<i8>,
    pub(crate) scale: f32,
}

/// The ranker's weights, those for the choices of “he” and “she” in a table of their own: they are learned from
/// other texts and otherwise than the rest, whose many rows would lie over theirs.
pub(crate) struct Ranker {
    pub(crate) gendered: Table,
    pub(crate) others: Table,
}

impl Ranker {
    fn score(&self, it: &Markable, rows: &[Feature]) -> f32 {
        let table = if it.is_gendered() {
            &self.gendered
        } else {
            &self.others
        };
        let sum: i32 = rows
            .iter()
            .map(|row| {
                table
                    .weights
                    .get(*row as usize)
                    .map_or(0, |weight| i32::from(*weight))
            })
            .sum();
        sum as f32 * table.scale
    }
}

/// What was decided for one markable.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decision {
    pub(crate) chain: u32,
    /// How sure the ranker is of its choice, in 0 to 1; 1 where there was none.
    pub(crate) confidence: f32,
}

/// What the walk over the markables knows besides them.
pub(crate) trait Knowledge {
    /// The cluster of a name that the sieves gave, by the name's mention.
    fn cluster(&self, mention: u32) -> Option<usize>;
    /// The cluster of the person who holds the title at this mention.
    fn holder(&self, mention: u32) -> Option<usize>;
    /// The cluster of the names that are spelled as this proper noun is, which the tagger has passed over.
    fn spelled(&self, text: u64) -> Option<usize>;
    /// The cluster that a rule has given to the description or pronoun with this head.
    fn described(&self, head: u32) -> Option<usize>;
    /// Whether the token is a word of speaking.
    fn speaks(&self, token: u32) -> bool;
}

/// Candidates of one markable with their rows, the last of them for standing alone.
#[derive(Default)]
pub(crate) struct Choice {
    /// Antecedents, by number; [`None`] stands alone.
    pub(crate) candidates: Vec<Option<u32>>,
    pub(crate) rows: Vec<Feature>,
    /// Where each candidate's rows end.
    pub(crate) ends: Vec<usize>,
}

impl Choice {
    fn clear(&mut self) {
        self.candidates.clear();
        self.rows.clear();
        self.ends.clear();
    }

    fn close(&mut self, candidate: Option<u32>) {
        self.candidates.push(candidate);
        self.ends.push(self.rows.len());
    }

    /// Each candidate with its rows.
    pub(crate) fn each(&self) -> impl Iterator<Item = (Option<u32>, &[Feature])> {
        self.candidates.iter().enumerate().map(|(at, candidate)| {
            let start = at
                .checked_sub(1)
                .and_then(|at| self.ends.get(at))
                .copied()
                .unwrap_or(0);
            let end = self.ends.get(at).copied().unwrap_or(start);
            (*candidate, self.rows.get(start..end).unwrap_or_default())
        })
    }
}

/// Scratch of the walk.
#[derive(Default)]
pub(crate) struct Desk {
    pub(crate) chains: Chains,
    /// The last markable with this head's lemma, and how many there were.
    by_head: HashMap<u64, (u32, usize)>,
    by_text: HashMap<u64, usize>,
    /// The markable before with the same head, by markable.
    before: Vec<u32>,
    by_token: HashMap<u32, u32>,
    named: HashMap<usize, u32>,
    cluster_of: HashMap<u32, usize>,
    pub(crate) choice: Choice,
    scores: Vec<f32>,
    /// What the candidates of each chain weigh together.
    weights: Vec<(Option<u32>, f32)>,
    found: Vec<Noted>,
    met: Vec<u32>,
    /// Chains that grammar forbids the pronoun at hand.
    barred: Vec<u32>,
    /// Chains that are named once more behind the pronoun in its sentence.
    later: Vec<u32>,
    /// The salience of each chain among the candidates.
    weights_of: Vec<(u32, f32)>,
    sorted: Vec<((u32, bool, u32), u32)>,
}

/// A candidate before its rows are made.
#[derive(Clone, Copy)]
struct Noted {
    markable: u32,
    chain: u32,
    agrees: bool,
    nearer: usize,
    sooner: usize,
}

impl Desk {
    pub(crate) fn clear(&mut self) {
        self.chains.clear();
        self.by_head.clear();
        self.by_text.clear();
        self.before.clear();
        self.by_token.clear();
        self.named.clear();
        self.cluster_of.clear();
    }

    /// Walks over the markables; `out` gets a decision for each.
    pub(crate) fn resolve(
        &mut self,
        ranker: &Ranker,
        tree: &Tree,
        markables: &[Markable],
        known: &dyn Knowledge,
        out: &mut Vec<Decision>,
    ) {
        self.clear();
        out.clear();
        for (index, it) in markables.iter().enumerate() {
            let given = self.first_word(tree, markables, index, known);
            let decision = match given {
                Given::Chain(chain) => (Some(chain), 1.0),
                Given::Cluster(_) => (None, 0.8),
                Given::Alone => (None, 1.0),
                Given::Nothing => {
                    self.prepare(tree, markables, index, known);
                    self.choose(ranker, it)
                }
            };
            let chain = self.enter(markables, index, decision.0, known);
            self.settle(given, chain);
            out.push(Decision {
                chain,
                confidence: decision.1,
            });
        }
    }

    /// What the rules say before the ranker is asked.
    pub(crate) fn first_word(
        &self,
        tree: &Tree,
        markables: &[Markable],
        index: usize,
        known: &dyn Knowledge,
    ) -> Given {
        let Some(it) = markables.get(index) else {
            return Given::Alone;
        };
        match self.given(tree, it, known) {
            Given::Nothing => self
                .speaker(tree, markables, index, known)
                .map_or(Given::Nothing, Given::Chain),
            given => given,
        }
    }

    /// Remembers the chain that a cluster without one has now.
    pub(crate) fn settle(&mut self, given: Given, chain: u32) {
        if let Given::Cluster(cluster) = given {
            self.named.entry(cluster).or_insert(chain);
            self.cluster_of.entry(chain).or_insert(cluster);
        }
    }

    /// What needs no ranking: a name that was named before, a relative pronoun.
    pub(crate) fn given(&self, tree: &Tree, it: &Markable, known: &dyn Knowledge) -> Given {
        if it.form == Form::Name {
            let cluster = it.mention.and_then(|mention| known.cluster(mention));
            return cluster
                .and_then(|cluster| self.named.get(&cluster))
                .map_or(Given::Nothing, |chain| Given::Chain(*chain));
        }
        let spelled = known.spelled(it.text).filter(|_| it.form == Form::Proper);
        if let Some(cluster) = spelled.or_else(|| {
            known
                .described(it.head)
                .filter(|_| !it.is_pronoun() || it.pronoun == Pronoun::Relative)
        }) {
            return self
                .named
                .get(&cluster)
                .map_or(Given::Cluster(cluster), |chain| Given::Chain(*chain));
        }
        match it.pronoun {
            Pronoun::Relative => self.relative(tree, it).map_or(Given::Alone, Given::Chain),
            Pronoun::Other => Given::Alone,
            _ => Given::Nothing,
        }
    }

    /// “Kihara said so. He added”: the speaker goes on, so “he” is the last sentence's speaker.
    fn speaker(
        &self,
        tree: &Tree,
        markables: &[Markable],
        index: usize,
        known: &dyn Knowledge,
    ) -> Option<u32> {
        let speaks = |it: &Markable| {
            let word = tree.get(it.head as usize);
            it.is_subject() && word.is_some_and(|word| word.head != NONE && known.speaks(word.head))
        };
        let it = markables.get(index)?;
        if !it.is_gendered() || !speaks(it) {
            return None;
        }
        let before = markables.get(..index)?.iter().enumerate().rev();
        before
            .take(WINDOW)
            .take_while(|(_, other)| other.sentence + 1 >= it.sentence)
            .filter(|(_, other)| other.sentence + 1 == it.sentence && speaks(other))
            .find_map(|(at, other)| {
                let chain = self.chains.of(at)?;
                let known = self.chains.get(chain);
                let person = other.class == Class::Person && other.form != Form::Bare;
                (person && Pair::agrees(it, other, &known) && !impossible(it, other, &known)).then_some(chain)
            })
    }

    /// The chain of the noun whose relative clause holds the pronoun.
    fn relative(&self, tree: &Tree, it: &Markable) -> Option<u32> {
        let mut at = it.head;
        for _ in 0..6 {
            let word = tree.get(at as usize)?;
            if word.relation == UdRel::Acl && word.subtype == Subtype::Relative {
                return self
                    .by_token
                    .get(&word.head)
                    .and_then(|markable| self.chains.of(*markable as usize));
            }
            at = word.head;
        }
        None
    }

    /// Collects the candidates of markable `index` and their rows.
    pub(crate) fn prepare(
        &mut self,
        tree: &Tree,
        markables: &[Markable],
        index: usize,
        known: &dyn Knowledge,
    ) {
        self.choice.clear();
        let Some(it) = markables.get(index) else { return };
        let holder = it
            .mention
            .filter(|_| it.form != Form::Name)
            .and_then(|mention| known.holder(mention));
        let ruled = known.described(it.head).filter(|_| it.is_pronoun());
        let first = index.saturating_sub(WINDOW);
        self.found.clear();
        self.bar(tree, markables, index, known);
        for at in (first..index).rev() {
            let Some(other) = markables.get(at) else { continue };
            if it.is_pronoun() && other.sentence + PRONOUN_SENTENCES < it.sentence {
                break;
            }
            self.note(tree, it, other, at);
        }
        let mut at = self.by_head.get(&it.lemma).map_or(NONE, |(last, _)| *last);
        let mut taken = 0;
        while at != NONE && taken < SAME_HEAD && !it.is_pronoun() {
            if (at as usize) < first
                && let Some(other) = markables.get(at as usize)
            {
                self.note(tree, it, other, at as usize);
                taken += 1;
            }
            at = self.before.get(at as usize).copied().unwrap_or(NONE);
        }
        self.order(it, markables);
        let rivals = self.met.len();
        self.weigh(it, markables);
        for at in 0..self.found.len() {
            let Some(candidate) = self.found.get(at).copied() else {
                break;
            };
            let Some(other) = markables.get(candidate.markable as usize) else {
                continue;
            };
            let chain = self.chains.get(candidate.chain);
            let pair = Pair {
                tree,
                later: it,
                earlier: other,
                chain: &chain,
                back: index - candidate.markable as usize,
                nearer: candidate.nearer,
                sooner: candidate.sooner,
                rivals,
                salience: self.salience(candidate.chain),
                named_later: self.later.contains(&candidate.chain),
                holder: holder.is_some() && holder == self.cluster_of.get(&candidate.chain).copied(),
                speaker: other.is_subject()
                    && tree
                        .get(other.head as usize)
                        .is_some_and(|word| word.head != NONE && known.speaks(word.head)),
                ruled: match ruled {
                    None => Ruled::Silent,
                    Some(cluster) if self.cluster_of.get(&candidate.chain) == Some(&cluster) => Ruled::For,
                    Some(_) => Ruled::Against,
                },
            };
            pair.features(&mut self.choice.rows);
            self.choice.close(Some(candidate.markable));
        }
        let seen = Seen {
            heads: self.by_head.get(&it.lemma).map_or(0, |(_, count)| *count),
            texts: self.by_text.get(&it.text).copied().unwrap_or(0),
        };
        alone(it, tree, seen, &mut self.choice.rows);
        self.choice.close(None);
    }

    /// Collects the chains that a pronoun cannot mean because one of their mentions in its sentence forbids it:
    /// one before it, or a name behind it whose bearer is known.
    fn bar(&mut self, tree: &Tree, markables: &[Markable], index: usize, known: &dyn Knowledge) {
        self.barred.clear();
        self.later.clear();
        let Some(it) = markables.get(index).filter(|it| it.is_pronoun()) else {
            return;
        };
        let before = markables
            .get(index.saturating_sub(WINDOW)..index)
            .unwrap_or_default();
        let here = |other: &&Markable| other.sentence == it.sentence;
        for (back, other) in before.iter().rev().take_while(here).enumerate() {
            if forbidden(tree, it, other)
                && let Some(chain) = self.chains.of(index - 1 - back)
            {
                self.barred.push(chain);
            }
        }
        for other in markables.iter().skip(index + 1).take(WINDOW).take_while(here) {
            if other.form == Form::Name
                && let Some(cluster) = other.mention.and_then(|mention| known.cluster(mention))
                && let Some(chain) = self.named.get(&cluster)
            {
                self.later.push(*chain);
                if forbidden(tree, it, other) {
                    self.barred.push(*chain);
                }
            }
        }
    }

    /// Notes a candidate, unless nothing could join the two.
    fn note(&mut self, tree: &Tree, it: &Markable, other: &Markable, at: usize) {
        if other.pronoun == Pronoun::Relative || other.pronoun == Pronoun::Other {
            return;
        }
        let Some(number) = self.chains.of(at) else { return };
        let chain = self.chains.get(number);
        if impossible(it, other, &chain) || self.barred.contains(&number) || forbidden(tree, it, other) {
            return;
        }
        self.found.push(Noted {
            markable: at as u32,
            chain: number,
            agrees: Pair::agrees(it, other, &chain),
            nearer: 0,
            sooner: 0,
        });
    }

    /// Counts for each candidate the agreeing chains before it, by nearness and in the order of Hobbs.
    fn order(&mut self, it: &Markable, markables: &[Markable]) {
        self.met.clear();
        for candidate in &mut self.found {
            candidate.nearer = self.met.len();
            if candidate.agrees && !self.met.contains(&candidate.chain) && self.met.len() < MOST_MET {
                self.met.push(candidate.chain);
            }
        }
        if !it.is_pronoun() {
            return;
        }
        self.sorted.clear();
        for (at, candidate) in self.found.iter().enumerate() {
            if let Some(other) = markables.get(candidate.markable as usize) {
                let key = (
                    it.sentence.saturating_sub(other.sentence),
                    !other.is_subject(),
                    other.start,
                );
                self.sorted.push((key, at as u32));
            }
        }
        self.sorted.sort_unstable();
        self.met.clear();
        for (_, at) in &self.sorted {
            let Some(candidate) = self.found.get_mut(*at as usize) else {
                continue;
            };
            candidate.sooner = self.met.len();
            if candidate.agrees && !self.met.contains(&candidate.chain) && self.met.len() < MOST_MET {
                self.met.push(candidate.chain);
            }
        }
    }

    /// Weighs the chains among a pronoun's candidates after Lappin and Leass 1994: each mention adds what its role
    /// is worth, half as much for every sentence that lies between.
    fn weigh(&mut self, it: &Markable, markables: &[Markable]) {
        self.weights_of.clear();
        if !it.is_pronoun() {
            return;
        }
        for candidate in self.found.iter().filter(|candidate| candidate.agrees) {
            let Some(other) = markables.get(candidate.markable as usize) else {
                continue;
            };
            let back = it.sentence.saturating_sub(other.sentence).min(8);
            let worth = other.setting.worth() / (1_u32 << back) as f32;
            match self
                .weights_of
                .iter_mut()
                .find(|(chain, _)| *chain == candidate.chain)
            {
                Some((_, sum)) => *sum += worth,
                None => self.weights_of.push((candidate.chain, worth)),
            }
        }
    }

    /// Of a chain: how many weigh more, and its part of the heaviest one's weight in fifths; nothing where it
    /// was not weighed.
    fn salience(&self, chain: u32) -> Option<(usize, u8)> {
        let own = self.weights_of.iter().find(|(known, _)| *known == chain)?.1;
        let most = self.weights_of.iter().map(|(_, it)| *it).fold(own, f32::max);
        let heavier = self.weights_of.iter().filter(|(_, it)| *it > own).count();
        Some((heavier, (own / most.max(f32::MIN_POSITIVE) * 5.0) as u8))
    }

    /// The best candidate's chain and how sure that is.
    pub(crate) fn choose(&mut self, ranker: &Ranker, it: &Markable) -> (Option<u32>, f32) {
        self.scores.clear();
        let chains = &self.chains;
        self.scores.extend(self.choice.each().map(|(candidate, rows)| {
            let chain = candidate
                .and_then(|at| chains.of(at as usize))
                .map(|chain| chains.get(chain));
            match chain {
                Some(chain) if of_several(it, &chain) || contradicts(it, &chain) => f32::NEG_INFINITY,
                _ => ranker.score(it, rows),
            }
        }));
        let top = self.scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        // All members of one chain speak for it, as it is learned; for “he” and “she” the best one does, which
        // is right a little more often.
        self.weights.clear();
        let mut all = 0.0;
        for (candidate, score) in self.choice.candidates.iter().zip(&self.scores) {
            let chain = candidate.and_then(|at| self.chains.of(at as usize));
            let weight = (score - top).exp();
            all += weight;
            match self.weights.iter_mut().find(|(known, _)| *known == chain) {
                Some((_, sum)) if it.is_gendered() => *sum = sum.max(weight),
                Some((_, sum)) => *sum += weight,
                None => self.weights.push((chain, weight)),
            }
        }
        let mut best: Option<(Option<u32>, f32)> = None;
        for (chain, weight) in &self.weights {
            if best.is_none_or(|(_, known)| *weight > known) {
                best = Some((*chain, *weight));
            }
        }
        best.map_or((None, 1.0), |(chain, weight)| (chain, weight / all))
    }

    /// Puts markable `index` into a chain, or a new one, and remembers it.
    pub(crate) fn enter(
        &mut self,
        markables: &[Markable],
        index: usize,
        chain: Option<u32>,
        known: &dyn Knowledge,
    ) -> u32 {
        let Some(it) = markables.get(index) else { return 0 };
        let chain = self.chains.push(it, chain);
        self.by_token.insert(it.head, index as u32);
        let last = self.by_head.entry(it.lemma).or_insert((NONE, 0));
        self.before.push(last.0);
        *last = (index as u32, last.1 + 1);
        if !it.is_pronoun() {
            *self.by_text.entry(it.text).or_default() += 1;
        }
        if it.form == Form::Name
            && let Some(cluster) = it.mention.and_then(|mention| known.cluster(mention))
        {
            self.named.entry(cluster).or_insert(chain);
            self.cluster_of.entry(chain).or_insert(cluster);
        }
        chain
    }
}

/// What is decided before the ranker is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    Chain(u32),
    /// A cluster that has no chain yet: “Japan's defence minister” before he is named.
    Cluster(usize),
    Alone,
    Nothing,
}

/// Pairs that no ranking may join: pronouns of other persons, a known other gender, a dateline's place.
fn impossible(it: &Markable, other: &Markable, chain: &Chain) -> bool {
    let clash = |a: u8, b: u8| a != 0 && b != 0 && a != 3 && b != 3 && a != b;
    if clash(it.gender, chain.gender) || clash(it.gender, other.gender) {
        return true;
    }
    let gendered = it.is_gendered();
    if gendered && chain.named && chain.label != PERSON && !chain.doubtful {
        return true;
    }
    if gendered && matches!(other.pronoun, Pronoun::It)
        || it.pronoun == Pronoun::It && matches!(other.pronoun, Pronoun::He | Pronoun::She)
    {
        return true;
    }
    // Two names are one thing's only where they share a word and not each has one more: the sieves have looked at
    // the rest.
    let has = |one: &Markable, word: u64| one.lemma == word || one.modifiers.contains(&word);
    let more = |one: &Markable, than: &Markable| one.modifiers.iter().any(|it| *it != 0 && !has(than, *it));
    let shared = (has(other, it.lemma) || has(it, other.lemma)) && !(more(it, other) && more(other, it));
    if it.form == Form::Name && chain.named && !(other.form == Form::Name && shared) {
        return true;
    }
    // The Department of Finance is not that of Education.
    if it.form == Form::Name && it.tail != other.tail && it.tail != 0 && other.tail != 0 {
        return true;
    }
    other.dateline && it.form != Form::Name
}

/// Whether one place, or one person, would be meant by “they” or by “the two countries”. Those whom the writer
/// calls “they” in the singular have no place's name; the ranker may choose them.
fn of_several(it: &Markable, chain: &Chain) -> bool {
    let place = PLACES.contains(&chain.label);
    let description = !it.is_pronoun() && it.form != Form::Name && it.number == 2;
    chain.named && (it.pronoun == Pronoun::They && place || description && (place || chain.label == PERSON))
}

const _: () = assert!(RANK_BITS < 32);

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::layers::Label;

    #[test]
    fn labels_have_the_numbers_that_are_meant() {
        let number = |label| {
            Label::KNOWN
                .iter()
                .position(|(known, ..)| *known == label)
                .map(|at| at as u8 + 1)
        };
        assert_eq!(number(Label::Person), Some(PERSON));
        assert_eq!([Label::Fac, Label::Gpe, Label::Loc].map(number), PLACES.map(Some));
        let belonging = [Label::Person, Label::Norp, Label::Org, Label::Gpe];
        assert_eq!(belonging.map(number), crate::origins::BELONGING.map(Some));
    }
}
