//! A naive twin of the matcher: the meaning of patterns, written down as directly as can be.
//!
//! Every part of a pattern turns an assignment of names into a list of assignments; nothing is cut short,
//! nothing is indexed, and relations are looked up by walking heads.

use crate::ast::{Attribute, Clause, Key, Label, Link, Node, Query, Relation, Side, Test, Value};
use regex_automata::meta::Regex;

/// A token as the twin sees it.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) word: String,
    pub(super) lemma: String,
    pub(super) xpos: String,
    pub(super) upos: &'static str,
    pub(super) ner: &'static str,
    pub(super) feats: Vec<(&'static str, &'static str)>,
    pub(super) head: Option<usize>,
    pub(super) label: String,
}

/// What the names stand for: nodes, labels, edges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Names {
    pub(super) nodes: Vec<Option<usize>>,
    pub(super) labels: Vec<Option<String>>,
    pub(super) edges: Vec<Option<usize>>,
}

/// The matches of a query, each once, in order: the first node's token and the names.
pub(super) fn matches(query: &Query, words: &[Word]) -> Vec<(usize, Names)> {
    let none = Names {
        nodes: vec![None; query.names.nodes.len()],
        labels: vec![None; query.names.relations.len()],
        edges: vec![None; query.names.edges.len()],
    };
    let twin = Twin { query, words };
    let mut all: Vec<(usize, Names)> = Vec::new();
    for root in 0..words.len() {
        let mut states = twin.node(&query.patterns[0], root, &none);
        for pattern in &query.patterns[1..] {
            states = states
                .iter()
                .flat_map(|state| (0..words.len()).flat_map(|token| twin.node(pattern, token, state)))
                .collect();
        }
        for state in states {
            if !all.contains(&(root, state.clone())) {
                all.push((root, state));
            }
        }
    }
    all
}

struct Twin<'q> {
    query: &'q Query,
    words: &'q [Word],
}

impl Twin<'_> {
    fn node(&self, node: &Node, token: usize, state: &Names) -> Vec<Names> {
        let tested = self.test(&node.test, token, state);
        match &node.clause {
            None => tested,
            Some(clause) => tested
                .iter()
                .flat_map(|state| self.clause(clause, token, state))
                .collect(),
        }
    }

    fn test(&self, test: &Test, token: usize, state: &Names) -> Vec<Names> {
        match test {
            Test::Description(description, name) => {
                let word = &self.words[token];
                let fits = !description.empty
                    && (!description.root || word.head.is_none())
                    && description.attributes.iter().all(|it| self.attribute(it, token));
                let mut state = state.clone();
                let named = name.is_none_or(|name| give(&mut state.nodes[usize::from(name)], token));
                if fits && named { vec![state] } else { Vec::new() }
            }
            Test::Reference(name) => {
                let is_it = state.nodes[usize::from(*name)] == Some(token);
                if is_it { vec![state.clone()] } else { Vec::new() }
            }
            Test::Not(inner) => negate(self.test(inner, token, state), state),
            Test::All(tests) => tests.iter().fold(vec![state.clone()], |states, test| {
                states
                    .iter()
                    .flat_map(|state| self.test(test, token, state))
                    .collect()
            }),
            Test::Any(tests) => tests
                .iter()
                .flat_map(|test| self.test(test, token, state))
                .collect(),
        }
    }

    fn clause(&self, clause: &Clause, token: usize, state: &Names) -> Vec<Names> {
        match clause {
            Clause::Relation(link, node) => self.relation(link, node, token, state),
            Clause::All(clauses) => clauses.iter().fold(vec![state.clone()], |states, clause| {
                states
                    .iter()
                    .flat_map(|state| self.clause(clause, token, state))
                    .collect()
            }),
            Clause::Any(clauses) => clauses
                .iter()
                .flat_map(|clause| self.clause(clause, token, state))
                .collect(),
            Clause::Not(inner) => negate(self.clause(inner, token, state), state),
            Clause::Optional(inner) => {
                let states = self.clause(inner, token, state);
                if states.is_empty() {
                    vec![state.clone()]
                } else {
                    states
                }
            }
        }
    }

    fn relation(&self, link: &Link, node: &Node, token: usize, state: &Names) -> Vec<Names> {
        let mut all = Vec::new();
        for (to, edge) in self.candidates(link.relation, token) {
            let mut state = state.clone();
            let label = edge
                .map(|edge| self.words[edge].label.as_str())
                .unwrap_or_default();
            let fits = match &link.label {
                Label::Any => true,
                Label::Exact(relation, subtype) if subtype.is_empty() => label == relation.name(),
                Label::Exact(relation, subtype) => label == format!("{}:{subtype}", relation.name()),
                Label::Regex(regex) => self.regex(*regex, label),
            };
            let named = link
                .named
                .is_none_or(|slot| give(&mut state.labels[usize::from(slot)], label.to_owned()));
            let edged = link
                .edge
                .is_none_or(|slot| give(&mut state.edges[usize::from(slot)], edge.unwrap()));
            if fits && named && edged {
                all.extend(self.node(node, to, &state));
            }
        }
        all
    }

    /// The tokens that `from` stands in the relation to, each with the edge next to it, in their order.
    fn candidates(&self, relation: Relation, from: usize) -> Vec<(usize, Option<usize>)> {
        let head = |token: usize| self.words[token].head;
        let above = |token: usize| std::iter::successors(Some(token), move |token| head(*token));
        let side = |side: Side, to: usize| match side {
            Side::Any => true,
            Side::Left => to < from,
            Side::Right => to > from,
        };
        let siblings = |to: usize| to != from && head(from).is_some() && head(to) == head(from);
        let text = 0..self.words.len();
        let plain = |holds: &dyn Fn(usize) -> bool| -> Vec<(usize, Option<usize>)> {
            text.clone()
                .filter(|to| holds(*to))
                .map(|to| (to, None))
                .collect()
        };
        let below = |at: Side| -> Vec<(usize, Option<usize>)> {
            let dependents = text.clone().filter(|to| head(*to) == Some(from) && side(at, *to));
            dependents.map(|to| (to, Some(to))).collect()
        };
        match relation {
            Relation::Anywhere => plain(&|_| true),
            Relation::Same => plain(&|to| to == from),
            Relation::Next => plain(&|to| to == from + 1),
            Relation::Previous => plain(&|to| to + 1 == from),
            Relation::Later => plain(&|to| to > from),
            Relation::Earlier => plain(&|to| to < from),
            Relation::NextSibling => plain(&|to| siblings(to) && to == from + 1),
            Relation::PreviousSibling => plain(&|to| siblings(to) && to + 1 == from),
            Relation::Sibling(at) => plain(&|to| siblings(to) && side(at, to)),
            Relation::Dependent(at) => below(at),
            Relation::Governor(at) => {
                let head = head(from).filter(|head| side(at, *head));
                head.map(|head| (head, Some(from))).into_iter().collect()
            }
            Relation::Connected => {
                let governor = head(from).map(|head| (head, Some(from)));
                governor.into_iter().chain(below(Side::Any)).collect()
            }
            Relation::Ancestor { min, max } => {
                let path: Vec<usize> = above(from).collect();
                let all = path.windows(2).enumerate();
                all.filter(|(index, _)| (min..=max).contains(&(*index as u32 + 1)))
                    .map(|(_, pair)| (pair[1], Some(pair[0])))
                    .collect()
            }
            Relation::Descendant { min, max } => {
                let mut all = Vec::new();
                self.descend(from, 1, (min, max), &mut all);
                all
            }
        }
    }

    fn descend(&self, from: usize, depth: u32, range: (u32, u32), all: &mut Vec<(usize, Option<usize>)>) {
        for to in (0..self.words.len()).filter(|to| self.words[*to].head == Some(from)) {
            if (range.0..=range.1).contains(&depth) {
                all.push((to, Some(to)));
            }
            self.descend(to, depth + 1, range, all);
        }
    }

    fn attribute(&self, attribute: &Attribute, token: usize) -> bool {
        let word = &self.words[token];
        let index = (token + 1).to_string();
        let text = match &attribute.key {
            Key::Word => &word.word,
            Key::Lemma => &word.lemma,
            Key::Xpos => &word.xpos,
            Key::Upos => word.upos,
            Key::Ner => word.ner,
            Key::Index => &index,
            Key::Feature(name) => word
                .feats
                .iter()
                .find(|(known, _)| *known == &**name)
                .map_or("", |(_, value)| value),
        };
        let yes = match &attribute.value {
            Value::Exact(exact) => **exact == *text,
            Value::Present => !text.is_empty(),
            Value::Regex(regex) => self.regex(*regex, text),
        };
        yes != attribute.negated
    }

    fn regex(&self, index: u16, text: &str) -> bool {
        let source = &self.query.regexes[usize::from(index)].0;
        Regex::new(&format!("^(?:{source})$")).unwrap().is_match(text)
    }
}

fn give<T: PartialEq>(place: &mut Option<T>, value: T) -> bool {
    match place {
        Some(given) => *given == value,
        None => {
            *place = Some(value);
            true
        }
    }
}

fn negate(states: Vec<Names>, state: &Names) -> Vec<Names> {
    if states.is_empty() {
        vec![state.clone()]
    } else {
        Vec::new()
    }
}
