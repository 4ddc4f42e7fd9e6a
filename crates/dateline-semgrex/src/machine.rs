//! The matcher: takes a program's steps over one sentence, going back to earlier choices until none is left.

use crate::ast::{relation_bit, upos_bit};
use crate::program::{Description, Label, Link, NOWHERE, Program, Step, Text, What};
use crate::seen::{Seen, hash_numbers};
use crate::sentence::Sentence;
use crate::tree::{NONE, Tree, is_single};
use regex_automata::meta::Cache;
use regex_automata::{Anchored, Input};
use std::fmt::Write as _;
use std::ops::ControlFlow;

/// How the search of a sentence ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Halt {
    /// All matches were found.
    Done,
    /// The bound on steps was reached first.
    OutOfSteps,
    /// Whoever took the matches wanted no more.
    Stopped,
}

/// A place to go back to.
#[derive(Clone, Copy, Debug)]
struct Choice {
    /// The step to go on at; [`NOWHERE`] to fail again.
    at: u16,
    /// Where an [`Step::Each`] stands.
    cursor: u32,
    /// How many assignments stood on the trail.
    trail: u32,
}

/// The matcher's memory, which serves one sentence after another.
#[derive(Debug, Default)]
pub(crate) struct Machine {
    pub(crate) tree: Tree,
    registers: Vec<u32>,
    slots: Vec<u32>,
    marks: Vec<u32>,
    choices: Vec<Choice>,
    trail: Vec<u16>,
    /// The matches of this sentence: the first token and the slots.
    seen: Seen,
    key: Vec<u32>,
    /// For each token the first token of the sentence whose label is the same.
    labels: Vec<u32>,
    kinds: Vec<u32>,
    pub(crate) strings: Strings,
}

/// What asking for strings takes: the expressions' caches, and room to put a string together.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    pub(crate) caches: Vec<Cache>,
    room: String,
}

impl Strings {
    fn holds(&mut self, program: &Program, text: &Text, string: &str) -> bool {
        match text {
            Text::Exact(exact) => **exact == *string,
            Text::Present => !string.is_empty(),
            Text::Regex(regex) => matches(&mut self.caches, program, *regex, string),
        }
    }
}

fn matches(caches: &mut [Cache], program: &Program, regex: u16, string: &str) -> bool {
    let index = usize::from(regex);
    let (Some(regex), Some(cache)) = (program.regexes.get(index), caches.get_mut(index)) else {
        return false;
    };
    let input = Input::new(string).anchored(Anchored::Yes).earliest(true);
    regex.search_half_with(cache, &input).is_some()
}

impl Machine {
    /// Searches a sentence whose tree was read. Every match is shown once: its first token and its slots,
    /// [`NONE`] where nothing was assigned.
    pub(crate) fn run(
        &mut self,
        program: &Program,
        sentence: &Sentence<'_, '_>,
        max_steps: u64,
        mut accept: impl FnMut(u32, &[u32]) -> ControlFlow<()>,
    ) -> Halt {
        self.begin(program, sentence);
        let (mut at, mut cursor, mut steps) = (0, 0, 0);
        loop {
            steps += 1;
            if steps > max_steps {
                return Halt::OutOfSteps;
            }
            let goes_on = match program.steps.get(usize::from(at)).copied() {
                Some(Step::Accept) => {
                    self.key.clear();
                    self.key.extend(self.registers.first());
                    self.key.extend_from_slice(&self.slots);
                    let new = self.seen.insert(&self.key, hash_numbers, |a, b| a == b);
                    if new && accept(self.registers.first().copied().unwrap_or(NONE), &self.slots).is_break()
                    {
                        return Halt::Stopped;
                    }
                    false
                }
                Some(step) => self.step(program, sentence, step, (&mut at, cursor), &mut steps),
                None => false,
            };
            cursor = 0;
            if goes_on {
                continue;
            }
            // Back to the latest choice that leads somewhere.
            loop {
                let Some(choice) = self.choices.pop() else {
                    return Halt::Done;
                };
                for slot in self.trail.drain(choice.trail as usize..) {
                    self.slots[usize::from(slot)] = NONE;
                }
                if choice.at != NOWHERE {
                    (at, cursor) = (choice.at, choice.cursor);
                    break;
                }
            }
        }
    }

    fn begin(&mut self, program: &Program, sentence: &Sentence<'_, '_>) {
        for (buffer, len) in [
            (&mut self.registers, program.registers),
            (&mut self.slots, program.slots()),
            (&mut self.marks, program.marks),
        ] {
            buffer.clear();
            buffer.resize(len, NONE);
        }
        self.choices.clear();
        self.trail.clear();
        self.seen.clear(1 + program.slots());
        if !program.names.relations.is_empty() {
            self.number_labels(sentence);
        }
    }

    /// Takes a step and says whether it succeeded, in which case `at` has moved on.
    fn step(
        &mut self,
        program: &Program,
        sentence: &Sentence<'_, '_>,
        step: Step,
        (at, mut cursor): (&mut u16, u32),
        steps: &mut u64,
    ) -> bool {
        let here = *at;
        *at += 1;
        match step {
            Step::Each {
                link,
                from,
                to,
                known,
            } => {
                let from = self.registers[usize::from(from)];
                let link = &program.links[usize::from(link)];
                let known = self.slots.get(usize::from(known)).copied().unwrap_or(NONE);
                let found = if known != NONE {
                    self.tree
                        .holds(link.relation, from, known, steps)
                        .filter(|(_, edge)| self.label_fits(program, sentence, link, *edge))
                } else {
                    loop {
                        match self.tree.next(link.relation, from, &mut cursor, steps) {
                            Some((_, edge)) if !self.label_fits(program, sentence, link, edge) => {}
                            found => break found,
                        }
                    }
                };
                let Some((token, edge)) = found else {
                    return false;
                };
                if known == NONE && !is_single(link.relation) {
                    self.choose(here, cursor);
                }
                self.registers[usize::from(to)] = token;
                let label = self.labels.get(edge as usize).copied().unwrap_or(NONE);
                (link.named == NOWHERE || self.assign(link.named, label))
                    && (link.edge == NOWHERE || self.assign(link.edge, edge))
            }
            Step::Test {
                register,
                description,
            } => {
                let token = self.registers[usize::from(register)];
                self.fits(
                    program,
                    sentence,
                    &program.descriptions[usize::from(description)],
                    token,
                )
            }
            Step::Bind { register, slot } => self.assign(slot, self.registers[usize::from(register)]),
            Step::Refer { register, slot } => {
                self.slots[usize::from(slot)] == self.registers[usize::from(register)]
            }
            Step::Split { other } => {
                self.choose(other, 0);
                true
            }
            Step::Jump { to } => {
                *at = to;
                true
            }
            Step::Mark { mark, otherwise } => {
                self.marks[usize::from(mark)] = self.choices.len() as u32;
                self.choose(otherwise, 0);
                true
            }
            Step::Cut { mark } | Step::CutFail { mark } => {
                self.choices.truncate(self.marks[usize::from(mark)] as usize);
                matches!(step, Step::Cut { .. })
            }
            Step::SoftCut { mark } => {
                // What was marked can still succeed in other ways, so the choices above it stay.
                self.choices[self.marks[usize::from(mark)] as usize].at = NOWHERE;
                true
            }
            Step::Accept => true,
        }
    }

    fn choose(&mut self, at: u16, cursor: u32) {
        let trail = self.trail.len() as u32;
        self.choices.push(Choice { at, cursor, trail });
    }

    /// Gives `value` to the slot, or tells whether it has this very value.
    fn assign(&mut self, slot: u16, value: u32) -> bool {
        let place = &mut self.slots[usize::from(slot)];
        if *place == NONE {
            *place = value;
            self.trail.push(slot);
            return true;
        }
        *place == value
    }

    /// Whether the edge above token `edge` has a label as the relation asks.
    fn label_fits(&mut self, program: &Program, sentence: &Sentence<'_, '_>, link: &Link, edge: u32) -> bool {
        if matches!(link.label, Label::Any) {
            return true;
        }
        let Some(deprel) = sentence.deprel(edge) else {
            return false;
        };
        let subtype = sentence.doc.get(deprel.subtype);
        match &link.label {
            Label::Any => true,
            Label::Exact(relation, exact) => deprel.relation == *relation && **exact == *subtype,
            Label::Regex(bits, _) if subtype.is_empty() => bits & relation_bit(deprel.relation) != 0,
            Label::Regex(_, regex) => {
                let Strings { caches, room } = &mut self.strings;
                room.clear();
                room.push_str(deprel.relation.name());
                room.push(':');
                room.push_str(subtype);
                matches(caches, program, *regex, room)
            }
        }
    }

    fn fits(
        &mut self,
        program: &Program,
        sentence: &Sentence<'_, '_>,
        description: &Description,
        token: u32,
    ) -> bool {
        if description.empty || (description.root && self.tree.head(token) != NONE) {
            return false;
        }
        let strings = &mut self.strings;
        description.asks.iter().all(|ask| {
            let yes = match &ask.what {
                What::Word(text) => strings.holds(program, text, sentence.word(token)),
                What::Lemma(text) => strings.holds(program, text, sentence.lemma(token)),
                What::Xpos(text) => strings.holds(program, text, sentence.xpos(token)),
                What::Upos(bits) => sentence
                    .upos(token)
                    .is_some_and(|upos| bits & upos_bit(upos) != 0),
                What::Ner(text) => strings.holds(program, text, sentence.ner(token)),
                What::Feature(name, text) => strings.holds(program, text, sentence.feature(token, name)),
                What::Index(text) => {
                    let mut room = std::mem::take(&mut strings.room);
                    room.clear();
                    // Writing to a string does not fail.
                    let _ = write!(room, "{}", token + 1);
                    let yes = strings.holds(program, text, &room);
                    strings.room = room;
                    yes
                }
            };
            yes != ask.negated
        })
    }

    /// Numbers the labels of the sentence's edges, each by the first token that has it.
    fn number_labels(&mut self, sentence: &Sentence<'_, '_>) {
        self.labels.clear();
        self.kinds.clear();
        let label = |token: u32| {
            let deprel = sentence.deprel(token)?;
            Some((deprel.relation, sentence.doc.get(deprel.subtype)))
        };
        for token in 0..self.tree.len() {
            let mine = label(token);
            let first = self.kinds.iter().copied().find(|first| label(*first) == mine);
            if first.is_none() {
                self.kinds.push(token);
            }
            self.labels.push(first.unwrap_or(token));
        }
    }
}
