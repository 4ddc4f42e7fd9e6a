//! From a pattern's tree to the matcher's steps.

use crate::ast::{self, Clause, Key, Node, Query, Relation, Test, Value, relation_bit, upos_bit};
use crate::program::{Ask, Description, Label, Link, NOWHERE, Needs, Program, Step, Text, What};
use crate::tree::is_single;
use crate::{ErrorKind, PatternError};
use dateline_core::layers::{UdRel, Upos};
use regex_automata::meta::Regex;

/// The most memory that the automaton of one regular expression may take, in bytes.
const MAX_REGEX_BYTES: usize = 1 << 20;

/// Compiles a pattern.
pub(crate) fn compile(text: &str, query: Query) -> Result<Program, PatternError> {
    let regexes = query
        .regexes
        .iter()
        .map(|(text, column)| regex(text, *column))
        .collect::<Result<Vec<_>, _>>()?;
    let mut compiler = Compiler {
        first_relation: query.names.nodes.len() as u16,
        first_edge: (query.names.nodes.len() + query.names.relations.len()) as u16,
        program: Program {
            text: text.to_owned(),
            steps: Vec::new(),
            links: Vec::new(),
            descriptions: Vec::new(),
            regexes,
            names: query.names,
            uniq: query.uniq,
            registers: 0,
            marks: 0,
            needs: Needs::default(),
        },
    };
    for (index, node) in query.patterns.iter().enumerate() {
        let start = ast::Link {
            relation: Relation::Anywhere,
            label: ast::Label::Any,
            named: None,
            edge: None,
        };
        if index == 0 {
            compiler.each(&start, 0, node);
        } else {
            // What a further pattern begins at belongs to the match only by the names in it.
            compiler.relation(&start, 0, node);
        }
    }
    compiler.program.steps.push(Step::Accept);
    if compiler.program.steps.len() >= usize::from(NOWHERE) {
        // A pattern within MAX_BYTES has far fewer steps; this keeps it true should the steps change.
        let message = "the pattern has too many parts";
        return Err(PatternError::new(ErrorKind::TooLarge, 1, message));
    }
    Ok(compiler.program)
}

/// A regular expression that must match the whole of a string.
fn regex(text: &str, column: usize) -> Result<Regex, PatternError> {
    let build = |text: &str| {
        let config = Regex::config()
            .nfa_size_limit(Some(MAX_REGEX_BYTES))
            .onepass_size_limit(Some(MAX_REGEX_BYTES))
            .utf8_empty(true);
        Regex::builder().configure(config).build(text).map_err(|error| {
            let reason = match (error.syntax_error(), error.size_limit()) {
                (Some(syntax), _) => last_line(&syntax.to_string()),
                (None, Some(_)) => format!("it takes more than {MAX_REGEX_BYTES} bytes of memory"),
                (None, None) => error.to_string(),
            };
            let message = format!("expected a regular expression, but “{text}” is none: {reason}");
            PatternError::new(ErrorKind::Regex, column, message)
        })
    };
    // First by itself: what has a bracket too many must not find its partner around it.
    build(text)?;
    build(&format!(r"\A(?:{text})\z"))
}

/// Errors of the syntax come with a drawing of the place, which is of no use in one line.
fn last_line(message: &str) -> String {
    let line = message.lines().last().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

struct Compiler {
    program: Program,
    first_relation: u16,
    first_edge: u16,
}

impl Compiler {
    fn push(&mut self, step: Step) -> usize {
        self.program.steps.push(step);
        self.program.steps.len() - 1
    }

    fn here(&self) -> u16 {
        self.program.steps.len() as u16
    }

    fn mark(&mut self) -> (u16, usize) {
        let mark = self.program.marks as u16;
        self.program.marks += 1;
        let otherwise = NOWHERE;
        (mark, self.push(Step::Mark { mark, otherwise }))
    }

    /// Lets the mark at `at` go on here where what it marks fails.
    fn land(&mut self, at: usize) {
        let here = self.here();
        if let Some(Step::Mark { otherwise, .. }) = self.program.steps.get_mut(at) {
            *otherwise = here;
        }
    }

    /// What assigns nothing is asked once: further ways to satisfy it would be the same match again.
    fn once(&mut self, pure: bool, inner: impl FnOnce(&mut Self)) {
        if !pure {
            return inner(self);
        }
        let (mark, _) = self.mark();
        inner(self);
        self.push(Step::Cut { mark });
    }

    fn node(&mut self, node: &Node, register: u16) {
        self.test(&node.test, register);
        if let Some(clause) = &node.clause {
            self.clause(clause, register);
        }
    }

    fn test(&mut self, test: &Test, register: u16) {
        match test {
            Test::Description(description, name) => {
                self.description(description, register);
                if let Some(slot) = *name {
                    self.push(Step::Bind { register, slot });
                }
            }
            Test::Reference(slot) => {
                let slot = *slot;
                self.push(Step::Refer { register, slot });
            }
            Test::Not(inner) => {
                let (mark, at) = self.mark();
                self.test(inner, register);
                self.push(Step::CutFail { mark });
                self.land(at);
            }
            Test::All(tests) => tests.iter().for_each(|test| self.test(test, register)),
            Test::Any(tests) => {
                self.once(tests.iter().all(pure_test), |it| {
                    it.alternatives(tests, |it, test| it.test(test, register));
                });
            }
        }
    }

    fn clause(&mut self, clause: &Clause, register: u16) {
        match clause {
            Clause::Relation(link, node) => self.relation(link, register, node),
            Clause::All(clauses) => clauses.iter().for_each(|clause| self.clause(clause, register)),
            Clause::Any(clauses) => {
                self.once(clauses.iter().all(pure_clause), |it| {
                    it.alternatives(clauses, |it, clause| it.clause(clause, register));
                });
            }
            Clause::Not(inner) => {
                let (mark, at) = self.mark();
                self.clause(inner, register);
                self.push(Step::CutFail { mark });
                self.land(at);
            }
            Clause::Optional(inner) => {
                let (mark, at) = self.mark();
                self.clause(inner, register);
                self.push(Step::SoftCut { mark });
                self.land(at);
            }
        }
    }

    fn alternatives<T>(&mut self, all: &[T], mut one: impl FnMut(&mut Self, &T)) {
        let mut jumps = Vec::with_capacity(all.len());
        for (index, alternative) in all.iter().enumerate() {
            let last = index + 1 == all.len();
            let split = (!last).then(|| self.push(Step::Split { other: NOWHERE }));
            one(self, alternative);
            if let Some(split) = split {
                jumps.push(self.push(Step::Jump { to: NOWHERE }));
                let other = self.here();
                self.program.steps[split] = Step::Split { other };
            }
        }
        let to = self.here();
        for jump in jumps {
            self.program.steps[jump] = Step::Jump { to };
        }
    }

    fn relation(&mut self, link: &ast::Link, from: u16, node: &Node) {
        let plain = matches!(node.test, Test::Description(..) | Test::Reference(_)) && node.clause.is_none();
        let pure = pure_relation(link, node) && !(plain && is_single(link.relation));
        self.once(pure, |it| it.each(link, from, node));
    }

    fn each(&mut self, link: &ast::Link, from: u16, node: &Node) {
        let to = self.program.registers as u16;
        self.program.registers += 1;
        let known = match node.test {
            Test::Description(_, Some(slot)) | Test::Reference(slot) => slot,
            _ => NOWHERE,
        };
        self.program.needs.parse |= link.relation.reads_parse();
        let label = match &link.label {
            ast::Label::Any => Label::Any,
            ast::Label::Exact(relation, subtype) => Label::Exact(*relation, subtype.clone()),
            ast::Label::Regex(regex) => {
                let bits = UdRel::ALL
                    .iter()
                    .filter(|relation| self.matches(*regex, relation.name()))
                    .fold(0, |bits, relation| bits | relation_bit(*relation));
                Label::Regex(bits, *regex)
            }
        };
        let link = Link {
            relation: link.relation,
            label,
            named: link.named.map_or(NOWHERE, |slot| self.first_relation + slot),
            edge: link.edge.map_or(NOWHERE, |slot| self.first_edge + slot),
        };
        self.program.links.push(link);
        let link = (self.program.links.len() - 1) as u16;
        self.push(Step::Each {
            link,
            from,
            to,
            known,
        });
        self.node(node, to);
    }

    fn description(&mut self, description: &ast::Description, register: u16) {
        let asks: Vec<Ask> = description
            .attributes
            .iter()
            .map(|attribute| Ask {
                what: self.what(&attribute.key, &attribute.value),
                negated: attribute.negated,
            })
            .collect();
        if asks.is_empty() && !description.root && !description.empty {
            return;
        }
        self.program.needs.parse |= description.root;
        self.program.descriptions.push(Description {
            root: description.root,
            empty: description.empty,
            asks,
        });
        let description = (self.program.descriptions.len() - 1) as u16;
        self.push(Step::Test {
            register,
            description,
        });
    }

    fn what(&mut self, key: &Key, value: &Value) -> What {
        let text = match value {
            Value::Exact(text) => Text::Exact(text.clone()),
            Value::Regex(regex) => Text::Regex(*regex),
            Value::Present => Text::Present,
        };
        let needs = &mut self.program.needs;
        match key {
            Key::Word | Key::Index => {}
            Key::Ner => needs.names = true,
            Key::Lemma | Key::Xpos | Key::Upos | Key::Feature(_) => needs.tags = true,
        }
        match key {
            Key::Word => What::Word(text),
            Key::Lemma => What::Lemma(text),
            Key::Xpos => What::Xpos(text),
            Key::Ner => What::Ner(text),
            Key::Index => What::Index(match text {
                // `idx:01` is the first token as well.
                Text::Exact(text) => {
                    Text::Exact(text.parse::<u32>().map_or(text, |index| index.to_string().into()))
                }
                other => other,
            }),
            Key::Feature(name) => What::Feature(name.clone(), text),
            Key::Upos => {
                let bits = Upos::ALL
                    .iter()
                    .filter(|upos| match &text {
                        Text::Exact(name) => upos.name() == &**name,
                        Text::Regex(regex) => self.matches(*regex, upos.name()),
                        Text::Present => true,
                    })
                    .fold(0, |bits, upos| bits | upos_bit(*upos));
                What::Upos(bits)
            }
        }
    }

    fn matches(&self, regex: u16, text: &str) -> bool {
        let regex = self.program.regexes.get(usize::from(regex));
        regex.is_some_and(|regex| regex.is_match(text))
    }
}

/// Whether the test gives no name to anything.
fn pure_test(test: &Test) -> bool {
    match test {
        Test::Description(_, name) => name.is_none(),
        Test::Reference(_) | Test::Not(_) => true,
        Test::All(tests) | Test::Any(tests) => tests.iter().all(pure_test),
    }
}

fn pure_clause(clause: &Clause) -> bool {
    match clause {
        Clause::Relation(link, node) => pure_relation(link, node),
        Clause::All(clauses) | Clause::Any(clauses) => clauses.iter().all(pure_clause),
        Clause::Not(_) => true,
        Clause::Optional(inner) => pure_clause(inner),
    }
}

fn pure_relation(link: &ast::Link, node: &Node) -> bool {
    link.named.is_none()
        && link.edge.is_none()
        && pure_test(&node.test)
        && node.clause.as_ref().is_none_or(pure_clause)
}
