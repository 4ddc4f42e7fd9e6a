//! Rules over the parse: Semgrex patterns whose named nodes are tokens, and the mentions that these stand for.

use crate::article::Article;
use crate::pattern::{Bindings, Bound, VARIABLES, bit};
use crate::tree::Tree;
use crate::vocabulary::{Vocabulary, WordId};
use dateline_core::layers::{Label, MentionKind, UdRel, Upos};
use dateline_core::{Error, Id};
use dateline_semgrex::Pattern as Semgrex;
use std::collections::HashMap;
use std::ops::{ControlFlow, Range};

/// The steps that a pattern takes in one sentence at most: far more than any of ours needs.
const STEPS: u64 = 50_000;
/// The most matches of a pattern in one sentence.
const MOST: usize = 200;

/// The lines of a rule that are about the parse, as they are written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines {
    pub(crate) pattern: String,
    pub(crate) words: String,
    pub(crate) args: String,
}

/// What a variable's token must stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Test {
    variable: usize,
    /// The labels of its mention, a bit each; none where the token's own word will do.
    labels: u32,
    /// Whether what is joined to it by “and” counts as well.
    spread: bool,
}

/// What a sentence must have for a pattern to be tried.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Trigger {
    Word(WordId),
    List(u64),
    Label(u32),
}

/// A compiled rule over the parse.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    semgrex: Semgrex,
    tests: Vec<Test>,
    triggers: Vec<Trigger>,
    /// By variable: the pattern's node of that name.
    nodes: Vec<String>,
}

impl Pattern {
    /// Compiles a rule's lines. Gives the pattern and the names of its variables.
    pub(crate) fn compile(lines: &Lines, vocabulary: &mut Vocabulary) -> Result<(Self, Vec<String>), String> {
        let semgrex = Semgrex::new(&lines.pattern)
            .map_err(|why| why.to_string())?
            .max_steps(STEPS);
        let (mut tests, mut nodes) = (Vec::new(), Vec::new());
        for arg in lines.args.split_whitespace() {
            let (name, labels) = arg
                .split_once(':')
                .ok_or_else(|| format!("“{arg}” lacks its labels"))?;
            if !semgrex.node_names().any(|known| known == name) {
                return Err(format!("the pattern has no node {name}"));
            }
            let (labels, spread) = match labels.strip_suffix('+') {
                Some(labels) => (labels, true),
                None => (labels, false),
            };
            let mut bits = 0;
            for label in labels.split('|').filter(|label| *label != "text") {
                let known = Label::from_name(label).ok_or_else(|| format!("there is no label “{label}”"))?;
                bits |= bit(known);
            }
            tests.push(Test {
                variable: nodes.len(),
                labels: bits,
                spread,
            });
            nodes.push(name.to_owned());
        }
        if nodes.is_empty() || nodes.len() > VARIABLES {
            return Err(format!("takes one to {VARIABLES} args"));
        }
        let mut triggers = Vec::new();
        for word in lines.words.split_whitespace() {
            triggers.push(if let Some(name) = word.strip_prefix('@') {
                let list = vocabulary.list(name);
                Trigger::List(list.ok_or_else(|| format!("there is no list “{name}”"))?)
            } else if let Some(label) = word.strip_prefix(':') {
                let known = Label::from_name(label).ok_or_else(|| format!("there is no label “{label}”"))?;
                Trigger::Label(bit(known))
            } else {
                Trigger::Word(vocabulary.add(word))
            });
        }
        if triggers.is_empty() {
            return Err("a rule over the parse takes words".to_owned());
        }
        let pattern = Self {
            semgrex,
            tests,
            triggers,
            nodes: nodes.clone(),
        };
        Ok((pattern, nodes))
    }

    /// The matches in a sentence: what the variables stand for, and the tokens from the first of them to the last.
    pub(crate) fn find(
        &self,
        article: Article<'_>,
        tree: Tree<'_>,
        sentence: usize,
        scratch: &mut dateline_semgrex::Scratch,
    ) -> Result<Vec<(Bindings, Range<usize>)>, Error> {
        let mut tokens: Vec<Vec<usize>> = Vec::new();
        let mut search = self.semgrex.over(article.doc, scratch)?;
        search.sentence(Id::from_index(sentence), |found| {
            let row = self
                .nodes
                .iter()
                .filter_map(|name| found.node(name).map(Id::index))
                .collect();
            tokens.push(row);
            if tokens.len() < MOST {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        });
        let mut all = Vec::new();
        for row in tokens.iter().filter(|row| row.len() == self.nodes.len()) {
            self.bind(article, tree, row, &mut all);
        }
        Ok(all)
    }

    /// All ways in which the tokens of a match stand for what the tests ask.
    fn bind(
        &self,
        article: Article<'_>,
        tree: Tree<'_>,
        row: &[usize],
        all: &mut Vec<(Bindings, Range<usize>)>,
    ) {
        let nothing = Range {
            start: usize::MAX,
            end: 0,
        };
        let mut ways: Vec<(Bindings, Range<usize>)> = vec![([None; VARIABLES], nothing)];
        for (test, token) in self.tests.iter().zip(row) {
            let choices: Vec<(Bound, usize)> = if test.labels == 0 {
                vec![(Bound::Tokens(*token, token + 1), *token)]
            } else {
                let tokens = match test.spread {
                    true => tree.conjuncts(*token),
                    false => vec![*token],
                };
                let stands = |token: &usize| {
                    let mention = stands_for(article, tree, *token, test.labels)?;
                    Some((Bound::Mention(mention), *token))
                };
                tokens.iter().filter_map(stands).collect()
            };
            let mut next = Vec::new();
            for (bindings, range) in &ways {
                for (bound, token) in &choices {
                    let mut bindings = *bindings;
                    if let Some(place) = bindings.get_mut(test.variable) {
                        *place = Some(*bound);
                    }
                    let own = match bound {
                        Bound::Mention(mention) => article.place(*mention),
                        Bound::Tokens(from, to) => *from..*to,
                    };
                    // A mention that the token stands for may lie elsewhere; the words at hand are the token.
                    let own = if own.contains(token) {
                        own
                    } else {
                        *token..token + 1
                    };
                    next.push((bindings, range.start.min(own.start)..range.end.max(own.end)));
                }
            }
            ways = next;
        }
        all.extend(ways.into_iter().take(MOST));
    }
}

/// The mention of one of these labels that a token stands for.
fn stands_for(article: Article<'_>, tree: Tree<'_>, token: usize, labels: u32) -> Option<usize> {
    let fits = |mention: usize| {
        let kind = article.mentions.get(mention)?.kind;
        let label = match kind {
            MentionKind::Name | MentionKind::Value => article.label(mention)?,
            _ => article.entities.get(article.entity(mention)?.index())?.label,
        };
        (bit(label) & labels != 0).then_some(mention)
    };
    let own = |token: usize| {
        let base = article.base(token).and_then(fits);
        base.or_else(|| article.over(token).and_then(fits))
    };
    if let Some(mention) = own(token) {
        return Some(mention);
    }
    if tree.upos(token) == Upos::Pron {
        // “who was born”: what the clause is about.
        let word = article.text(token).to_ascii_lowercase();
        if !matches!(word.as_str(), "who" | "which" | "that" | "whom" | "whose") {
            return None;
        }
        let clause = std::iter::once(token)
            .chain(tree.above(token))
            .take(6)
            .find(|at| tree.rel(*at) == UdRel::Acl)?;
        let noun = tree.head(clause)?;
        return own(noun).or_else(|| explained(article, tree, noun).into_iter().find_map(own));
    }
    explained(article, tree, token).into_iter().find_map(own)
}

/// The names that explain a noun: its appositions and what it is flat with; what it is said to be, as a predicate
/// (“Acme is a company based in Berlin”), or as an apposition itself.
fn explained(article: Article<'_>, tree: Tree<'_>, noun: usize) -> Vec<usize> {
    if !tree.is_nominal(noun) || article.in_name(noun) {
        return Vec::new();
    }
    let names = tree
        .dependents(noun)
        .filter(|it| matches!(tree.rel(*it), UdRel::Appos | UdRel::Flat));
    let mut all: Vec<usize> = names.collect();
    if tree.with(noun, UdRel::Cop).next().is_some() {
        all.extend(tree.with(noun, UdRel::Nsubj));
    }
    if tree.rel(noun) == UdRel::Appos {
        all.extend(tree.head(noun));
    }
    all
}

/// Which rules over the parse a sentence may match.
#[derive(Default)]
pub(crate) struct Trees {
    patterns: Vec<(u32, Pattern)>,
    by_word: HashMap<WordId, Vec<u32>>,
    by_label: Vec<(u32, u32)>,
}

impl Trees {
    /// Adds the rule of this number.
    pub(crate) fn add(&mut self, number: u32, pattern: &Pattern, vocabulary: &Vocabulary) {
        let place = self.patterns.len() as u32;
        self.patterns.push((number, pattern.clone()));
        for trigger in &pattern.triggers {
            match trigger {
                Trigger::Word(word) => self.by_word.entry(*word).or_default().push(place),
                Trigger::List(list) => {
                    for word in vocabulary.words_in(*list) {
                        self.by_word.entry(word).or_default().push(place);
                    }
                }
                Trigger::Label(bits) => self.by_label.push((*bits, place)),
            }
        }
    }

    /// The rules that a sentence has a word or mention for, in the order of the files.
    pub(crate) fn of_sentence<'t>(
        &'t self,
        article: Article<'_>,
        sentence: usize,
        scratch: &mut Scratch,
    ) -> Vec<(u32, &'t Pattern)> {
        let tried = &mut scratch.tried;
        tried.clear();
        let mut labels = 0;
        for token in article.sentence(sentence) {
            tried.extend(self.by_word.get(&article.word(token)).into_iter().flatten());
            labels |= article
                .base(token)
                .and_then(|mention| article.label(mention))
                .map_or(0, bit);
        }
        tried.extend(
            self.by_label
                .iter()
                .filter(|(bits, _)| bits & labels != 0)
                .map(|(_, place)| *place),
        );
        tried.sort_unstable();
        tried.dedup();
        tried
            .iter()
            .filter_map(|place| self.patterns.get(*place as usize))
            .map(|(number, pattern)| (*number, pattern))
            .collect()
    }
}

/// A worker's scratch: one search's for each rule.
#[derive(Default)]
pub(crate) struct Scratch {
    by_rule: HashMap<u32, dateline_semgrex::Scratch>,
    tried: Vec<u32>,
}

impl Scratch {
    /// The scratch of a rule.
    pub(crate) fn of(&mut self, rule: u32) -> &mut dateline_semgrex::Scratch {
        self.by_rule.entry(rule).or_default()
    }
}
