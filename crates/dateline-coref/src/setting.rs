//! How a markable stands in its sentence and its article: how deep, in what, and how much it is talked about.
//!
//! Salience after the manner of Lappin and Leass 1994, “An Algorithm for Pronominal Anaphora Resolution”, whose
//! factors (subject, head of its phrase, not inside another, named recently and often) are features here, so
//! that their weights are learned.

use crate::article::Article;
use crate::clusters::Clusters;
use crate::data::Data;
use crate::markables::{Form, Markable};
use crate::tree::{Tree, Word};
use dateline_core::layers::{Label, Mention, UdRel, Upos};
use std::collections::HashMap;

/// How far up the tree is looked.
const STEPS: usize = 16;
/// The role of a passive's subject.
const PASSIVE: u8 = 40;
/// A tagger surer than this that a name is no person's is believed.
pub(crate) const BELIEVED: f32 = 0.75;
/// The largest level, depth and order that are told apart.
const MOST: u8 = 3;

/// Where a markable stands in its sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Setting {
    /// How many clauses lie around its own, up to three: 0 in the main clause and in those joined with it.
    pub(crate) level: u8,
    /// How many phrases lie around its own within its clause, up to three: 0 for an argument of the predicate.
    pub(crate) depth: u8,
    /// What the outermost of those phrases is to the predicate.
    pub(crate) role: u8,
    /// It is joined to another by “and”, or another is to it.
    pub(crate) joined: bool,
    /// It stands in brackets.
    pub(crate) bracketed: bool,
    /// How many persons, or things, stand before it in its sentence, up to three.
    pub(crate) order: u8,
}

/// How much an article makes of a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fame {
    /// How often its bearer is named in the whole article, up to 255.
    pub(crate) times: u8,
    /// No other person is named more often.
    pub(crate) leads: bool,
    /// It is the first person whom the article names.
    pub(crate) first: bool,
    /// Which gender the ending of the given name makes likely, where nothing tells it: see [`Data::leaning`].
    pub(crate) leaning: u8,
    /// The tagger was not sure that it is no person's.
    pub(crate) doubtful: bool,
}

impl Setting {
    /// What Lappin and Leass give to a mention here: for its role, for being no part of another phrase, and for
    /// standing in a main clause.
    pub(crate) fn worth(self) -> f32 {
        let role = match self.role {
            role if role == UdRel::Nsubj as u8 || role == PASSIVE => 80.0,
            role if role == UdRel::Obj as u8 => 50.0,
            role if role == UdRel::Iobj as u8 => 40.0,
            _ => 20.0,
        };
        let whole = if self.depth == 0 { 80.0 } else { 0.0 };
        let main = if self.level == 0 { 50.0 } else { 0.0 };
        role + whole + main
    }
}

fn is_clause(word: &Word) -> bool {
    matches!(
        word.relation,
        UdRel::Advcl | UdRel::Acl | UdRel::Ccomp | UdRel::Xcomp | UdRel::Csubj
    )
}

/// Where the word `head` stands, its brackets and its order left aside.
pub(crate) fn setting(tree: &Tree, head: usize, role: fn(&Word) -> u8) -> Setting {
    let mut it = Setting::default();
    let Some(mut word) = tree.get(head) else { return it };
    it.joined = word.relation == UdRel::Conj || word.children & crate::tree::child::CONJUNCT != 0;
    it.role = role(word);
    let mut within = true;
    for _ in 0..STEPS {
        let Some(above) = tree.get(word.head as usize) else {
            break;
        };
        let predicate = above.upos == Upos::Verb || above.children & crate::tree::child::SUBJECT != 0;
        if is_clause(word) {
            it.level = (it.level + 1).min(MOST);
            within = false;
        } else if within && predicate {
            it.role = role(word);
            within = false;
        } else if within && word.relation != UdRel::Flat {
            it.depth = (it.depth + 1).min(MOST);
            it.role = role(above);
        }
        word = above;
    }
    it
}

/// Marks the tokens in round brackets; brackets that do not balance end with their sentence.
pub(crate) fn bracketed(article: Article<'_>) -> Vec<bool> {
    let mut marks = vec![false; article.tokens.len()];
    for sentence in article.sentences {
        let mut open = 0_usize;
        for at in sentence.tokens() {
            match article.word(at) {
                "(" => open += 1,
                ")" => open = open.saturating_sub(1),
                _ => {}
            }
            if let Some(mark) = marks.get_mut(at) {
                *mark = open > 0;
            }
        }
    }
    marks
}

/// Counts for each markable how many of its like stand before it in its sentence.
pub(crate) fn order(markables: &mut [Markable]) {
    let (mut sentence, mut persons, mut things) = (u32::MAX, 0_u8, 0_u8);
    for it in markables {
        if it.sentence != sentence {
            (sentence, persons, things) = (it.sentence, 0, 0);
        }
        let count = if it.class == crate::classes::Class::Person {
            &mut persons
        } else {
            &mut things
        };
        it.setting.order = *count;
        *count = (*count + 1).min(MOST);
    }
}

/// The labels for which a person's name is sometimes taken.
fn may_be_a_person(label: Label) -> bool {
    matches!(
        label,
        Label::Org | Label::Gpe | Label::Loc | Label::Fac | Label::Product | Label::WorkOfArt | Label::Event
    )
}

/// Tells of every name among the markables how much the article makes of it.
pub(crate) fn fame(data: &Data, mentions: &[Mention], clusters: &Clusters, markables: &mut [Markable]) {
    let cluster = |it: &Markable| {
        it.mention
            .filter(|_| it.form == Form::Name)
            .and_then(|mention| clusters.of(mention as usize))
    };
    let mention = |it: &Markable| it.mention.and_then(|at| mentions.get(at as usize));
    let person = |it: &Markable| mention(it).is_some_and(|it| it.label == Label::Person);
    let mut times: HashMap<usize, u32> = HashMap::new();
    let mut first = None;
    for it in markables.iter() {
        if let Some(cluster) = cluster(it) {
            *times.entry(cluster).or_default() += 1;
            if first.is_none() && person(it) {
                first = Some(cluster);
            }
        }
    }
    let people = markables.iter().filter(|it| person(it));
    let most = people
        .filter_map(|it| times.get(&cluster(it)?))
        .copied()
        .max()
        .unwrap_or(0);
    for it in markables {
        let Some(cluster) = cluster(it) else { continue };
        let count = times.get(&cluster).copied().unwrap_or(0);
        it.fame.times = u8::try_from(count).unwrap_or(u8::MAX);
        if !person(it) {
            it.fame.doubtful = clusters.get(cluster).is_some_and(|it| it.state.is_none())
                && mention(it).is_some_and(|it| it.confidence < BELIEVED && may_be_a_person(it.label));
            continue;
        }
        it.fame.leads = count == most;
        it.fame.first = first == Some(cluster);
        if let Some(known) = clusters.get(cluster).filter(|it| it.gender.is_none())
            && let Some(given) = known.words.first()
        {
            it.fame.leaning = data.leaning(given);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::NONE;

    /// A tree of `(head, relation, part of speech)`, the root's head [`NONE`].
    fn tree(words: &[(u32, UdRel, Upos)]) -> Tree {
        let mut tree = Tree::default();
        tree.words
            .extend(words.iter().enumerate().map(|(at, (head, relation, upos))| Word {
                head: *head,
                relation: *relation,
                subtype: crate::tree::Subtype::None,
                upos: *upos,
                bits: 0,
                sentence: 0,
                form: 0,
                lemma: 0,
                ending: 0,
                phrase: (at as u32, at as u32),
                extent: (at as u32, at as u32),
                children: 0,
                subject: NONE,
            }));
        tree
    }

    #[test]
    fn levels_and_depths() {
        // “Kihara's office said Anna left”
        let tree = tree(&[
            (1, UdRel::Nmod, Upos::Propn),
            (2, UdRel::Nsubj, Upos::Noun),
            (NONE, UdRel::Root, Upos::Verb),
            (4, UdRel::Nsubj, Upos::Propn),
            (2, UdRel::Ccomp, Upos::Verb),
        ]);
        let at = |head| setting(&tree, head, |word| word.relation as u8);
        assert_eq!((at(0).level, at(0).depth, at(0).role), (0, 1, UdRel::Nsubj as u8));
        assert_eq!((at(1).level, at(1).depth, at(1).role), (0, 0, UdRel::Nsubj as u8));
        assert_eq!((at(3).level, at(3).depth, at(3).role), (1, 0, UdRel::Nsubj as u8));
        // No word, and words in a circle, say nothing and end.
        assert_eq!(at(9), Setting::default());
        let circle = self::tree(&[(1, UdRel::Nmod, Upos::Noun), (0, UdRel::Nmod, Upos::Noun)]);
        assert_eq!(setting(&circle, 0, |_| 0).depth, MOST);
    }
}
