//! What the learned scorer adds to the rules: each relation that it may tell is like a rule, which names itself
//! `learned/` and the relation, and speaks only where no rule has.

use super::Search;
use super::rules::{Arg, Gives, Rule, measure};
use crate::article::Article;
use crate::learned::{Names, Scored, Weights, features};
use crate::pattern::{Bound, Program, VARIABLES};
use crate::tree::Tree;
use dateline_core::layers::Term;
use dateline_core::{Error, Id};
use std::collections::HashSet;
use std::ops::Range;

/// The scorer with its relations.
pub(super) struct Scorer {
    relations: Vec<(Scored, Rule)>,
    weights: Weights,
    /// The labels that some relation takes.
    labels: u32,
}

/// A worker's scratch.
#[derive(Default)]
pub(super) struct Scratch {
    names: Names,
    features: Vec<u64>,
    /// The ends of what rules have told, in both orders.
    told: HashSet<(String, String)>,
}

impl Scorer {
    /// The shipped scorer, with the confidences that were `measured` or its own least chances.
    ///
    /// # Errors
    /// A data file that cannot be read, which the tests exclude.
    pub(super) fn shipped(measured: bool) -> Result<Self, Error> {
        let relations = Scored::all()?;
        let mut rules: Vec<Rule> = relations.iter().map(rule).collect();
        if measured {
            measure(&mut rules)?;
        }
        Ok(Self {
            labels: relations.iter().fold(0, |all, it| all | it.subject | it.object),
            relations: relations.into_iter().zip(rules).collect(),
            weights: Weights::shipped()?,
        })
    }
}

/// A relation as a rule without a pattern.
fn rule(scored: &Scored) -> Rule {
    let variables = vec!["S".to_owned(), "O".to_owned()];
    Rule {
        name: format!("learned/{}", scored.name),
        program: Program {
            steps: Vec::new(),
            variables,
        },
        tree: None,
        text: format!(
            "relations.bin: {} of S and O, with a chance of at least {}",
            scored.name, scored.least
        ),
        gives: vec![Gives {
            relation: scored.name.clone(),
            subject: Arg::Variable(0),
            object: Arg::Variable(1),
            qualifiers: Vec::new(),
            when: Vec::new(),
        }],
        confidence: scored.least,
        cases: Vec::new(),
    }
}

impl<'a> Search<'a> {
    /// Tells what the scorer finds in all sentences, of pairs that rules have told nothing of.
    pub(super) fn scored(&mut self, tree: Tree<'a>, scorer: &'a Scorer, scratch: &mut Scratch) {
        scratch.told.clear();
        for (_, a, b) in self.known.keys() {
            scratch.told.insert((a.clone(), b.clone()));
            scratch.told.insert((b.clone(), a.clone()));
        }
        for index in 0..self.article.sentences.len() {
            self.scored_in(index, tree, scorer, scratch);
        }
    }

    fn scored_in(&mut self, index: usize, tree: Tree<'a>, scorer: &'a Scorer, scratch: &mut Scratch) {
        let article = self.article;
        let Scratch {
            names,
            features: seen,
            told,
        } = scratch;
        names.collect(article, index, scorer.labels);
        for (subject, object) in names.pairs() {
            let mut fresh = true;
            for (relation, rule) in &scorer.relations {
                if !relation.fits(article, tree, subject, object) {
                    continue;
                }
                if std::mem::take(&mut fresh) {
                    features(article, tree, subject, object, seen);
                }
                if scorer.weights.chance(relation, seen) < relation.least {
                    continue;
                }
                let key = |mention: usize| self.key(Term::Mention(Id::from_index(mention)));
                if told.contains(&(key(subject), key(object))) {
                    continue;
                }
                let mut bindings = [None; VARIABLES];
                for (place, mention) in bindings.iter_mut().zip([subject, object]) {
                    *place = Some(Bound::Mention(mention));
                }
                self.add(rule, &bindings, index, both(article, subject, object));
            }
        }
    }
}

/// The tokens from the first of two mentions to the last.
fn both(article: Article<'_>, subject: usize, object: usize) -> Range<usize> {
    let (a, b) = (article.place(subject), article.place(object));
    a.start.min(b.start)..a.end.max(b.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_relation_that_is_scored_is_one_of_the_ontologys_and_has_a_name_of_its_own() {
        let scorer = Scorer::shipped(true).unwrap();
        assert!(!scorer.relations.is_empty());
        for (relation, rule) in &scorer.relations {
            let known = super::super::RELATIONS
                .lines()
                .any(|line| line.split('\t').next() == Some(relation.name.as_str()));
            assert!(known, "{}", relation.name);
            assert_eq!(rule.name, format!("learned/{}", relation.name));
            assert!((0.5..=1.0).contains(&rule.confidence), "{}", rule.confidence);
        }
    }
}
