//! From a pattern's text to its program.

use super::{MentionTest, Step, VARIABLES};
use crate::vocabulary::{Vocabulary, WordId};
use dateline_core::layers::Label;

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) steps: Vec<Step>,
    /// The variables' names, by number.
    pub(crate) variables: Vec<String>,
}

impl Program {
    /// The number of a variable.
    pub(crate) fn variable(&self, name: &str) -> Option<u8> {
        self.variables
            .iter()
            .position(|known| known == name)
            .map(|index| index as u8)
    }

    /// The steps that a match may begin with.
    pub(crate) fn first(&self) -> Vec<&Step> {
        let (mut open, mut seen, mut found) = (vec![0], vec![false; self.steps.len()], Vec::new());
        while let Some(at) = open.pop() {
            let Some(place) = seen.get_mut(at).filter(|seen| !**seen) else {
                continue;
            };
            *place = true;
            match self.steps.get(at) {
                Some(Step::Split(a, b)) => open.extend([*a, *b]),
                Some(Step::Jump(to)) => open.push(*to),
                Some(Step::Open(_) | Step::Close(_) | Step::Not(_) | Step::NotAfter(_)) => open.push(at + 1),
                Some(step) => found.push(step),
                None => {}
            }
        }
        found
    }
}

/// Compiles a pattern. The words that it names become known to the vocabulary.
pub(crate) fn compile(pattern: &str, vocabulary: &mut Vocabulary) -> Result<Program, String> {
    let mut compiler = Compiler {
        items: pattern.split_whitespace().collect(),
        at: 0,
        steps: Vec::new(),
        variables: Vec::new(),
        vocabulary,
    };
    compiler.sequence(false)?;
    if let Some(item) = compiler.items.get(compiler.at) {
        return Err(format!("“{item}” closes nothing"));
    }
    compiler.steps.push(Step::End);
    if compiler.steps.len() == 1 {
        return Err("the pattern is empty".to_owned());
    }
    Ok(Program {
        steps: compiler.steps,
        variables: compiler.variables,
    })
}

struct Compiler<'p, 'v> {
    items: Vec<&'p str>,
    at: usize,
    steps: Vec<Step>,
    variables: Vec<String>,
    vocabulary: &'v mut Vocabulary,
}

impl Compiler<'_, '_> {
    fn sequence(&mut self, in_group: bool) -> Result<(), String> {
        while let Some(item) = self.items.get(self.at).copied() {
            if in_group && (matches!(item, ">" | ">?" | "/")) {
                return Ok(());
            }
            self.at += 1;
            if item == "<" {
                self.group()?;
            } else {
                self.item(item)?;
            }
        }
        if in_group {
            Err("a group is not closed".to_owned())
        } else {
            Ok(())
        }
    }

    /// `< a / b >` and `< a / b >?`, the opening mark read.
    fn group(&mut self) -> Result<(), String> {
        let begin = self.steps.len();
        let mut branches: Vec<Vec<Step>> = Vec::new();
        loop {
            let start = self.steps.len();
            self.sequence(true)?;
            branches.push(self.steps.split_off(start));
            let closing = self.items.get(self.at).copied().unwrap_or(">");
            self.at += 1;
            if closing == "/" {
                continue;
            }
            if closing == ">?" {
                branches.push(Vec::new());
            }
            break;
        }
        // Steps name their targets absolutely, so each branch is put where it will run.
        let count = branches.len();
        let mut jumps = Vec::new();
        for (index, branch) in branches.into_iter().enumerate() {
            let last = index + 1 == count;
            let split = self.steps.len();
            if !last {
                self.steps.push(Step::Split(split + 1, 0));
            }
            let moved = self.steps.len() as isize - begin as isize;
            self.steps
                .extend(branch.into_iter().map(|step| shifted(step, moved)));
            if !last {
                jumps.push(self.steps.len());
                self.steps.push(Step::Jump(0));
                let next = self.steps.len();
                if let Some(Step::Split(_, other)) = self.steps.get_mut(split) {
                    *other = next;
                }
            }
        }
        let end = self.steps.len();
        for jump in jumps {
            if let Some(Step::Jump(to)) = self.steps.get_mut(jump) {
                *to = end;
            }
        }
        Ok(())
    }

    fn item(&mut self, item: &str) -> Result<(), String> {
        let (item, optional) = match item.strip_suffix('?') {
            Some(rest) if !rest.is_empty() => (rest, true),
            _ => (item, false),
        };
        let split = self.steps.len();
        if optional {
            self.steps.push(Step::Split(split + 1, 0));
        }
        match item.split_once('=') {
            Some((name, inner)) if !name.is_empty() && !inner.is_empty() => {
                let variable = self.variable(name)?;
                self.steps.push(Step::Open(variable));
                self.plain(inner)?;
                self.steps.push(Step::Close(variable));
            }
            _ => self.plain(item)?,
        }
        let end = self.steps.len();
        if let Some(Step::Split(_, other)) = self.steps.get_mut(split).filter(|_| optional) {
            *other = end;
        }
        Ok(())
    }

    fn variable(&mut self, name: &str) -> Result<u8, String> {
        if let Some(index) = self.variables.iter().position(|known| known == name) {
            return Ok(index as u8);
        }
        if self.variables.len() == VARIABLES {
            return Err(format!("a pattern has {VARIABLES} variables at most"));
        }
        self.variables.push(name.to_owned());
        Ok(self.variables.len() as u8 - 1)
    }

    fn plain(&mut self, item: &str) -> Result<(), String> {
        if let Some(bounds) = item.strip_prefix("mod{").or_else(|| item.strip_prefix("any{")) {
            let step = if item.starts_with("mod") {
                Step::Modifier
            } else {
                Step::Any
            };
            return self.gap(bounds, &step);
        }
        if let Some(bounds) = item.strip_prefix("all{") {
            return self.gap(bounds, &Step::All);
        }
        let step = self.step(item)?;
        self.steps.push(step);
        Ok(())
    }

    /// `2,5}`: as many steps of one kind, the fewest first.
    fn gap(&mut self, bounds: &str, step: &Step) -> Result<(), String> {
        let numbers = bounds.strip_suffix('}').and_then(|bounds| bounds.split_once(','));
        let parsed =
            numbers.and_then(|(min, max)| Some((min.parse::<usize>().ok()?, max.parse::<usize>().ok()?)));
        let Some((min, max)) = parsed.filter(|(min, max)| min <= max && *max <= 40) else {
            return Err("a gap is written {fewest,most}, with 40 at most".to_owned());
        };
        for _ in 0..min {
            self.steps.push(step.clone());
        }
        let end = self.steps.len() + 2 * (max - min);
        for _ in min..max {
            let next = self.steps.len() + 1;
            self.steps.push(Step::Split(end, next));
            self.steps.push(step.clone());
        }
        Ok(())
    }

    fn step(&mut self, item: &str) -> Result<Step, String> {
        if let Some(rest) = item.strip_prefix("!<").filter(|rest| !rest.is_empty()) {
            return Ok(Step::NotAfter(Box::new(self.step(rest)?)));
        }
        if let Some(rest) = item.strip_prefix('!').filter(|rest| !rest.is_empty()) {
            return Ok(Step::Not(Box::new(self.step(rest)?)));
        }
        if item == "noun" {
            return Ok(Step::Modifier);
        }
        if item == "'s" {
            return Ok(Step::Clitic);
        }
        if let Some(name) = item.strip_prefix('@').filter(|name| !name.contains('|')) {
            return self
                .vocabulary
                .list(name)
                .map(Step::List)
                .ok_or_else(|| format!("there is no list “{name}”"));
        }
        if let Some((holder, labels)) = item.split_once("@:").filter(|(holder, _)| !holder.is_empty()) {
            let holder = Some(self.variable(holder)?);
            return mention(labels, holder);
        }
        if let Some(labels) = item
            .strip_prefix(':')
            .filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
        {
            return mention(labels, None);
        }
        let mut words: Vec<WordId> = Vec::new();
        for word in item
            .strip_prefix('\\')
            .unwrap_or(item)
            .split('|')
            .filter(|word| !word.is_empty())
        {
            if let Some(name) = word.strip_prefix('@') {
                let list = self
                    .vocabulary
                    .list(name)
                    .ok_or_else(|| format!("there is no list “{name}”"))?;
                words.extend(self.vocabulary.words_in(list));
                continue;
            }
            match word.strip_prefix('~').filter(|verb| !verb.is_empty()) {
                Some(verb) => words.extend(self.vocabulary.verb(verb).into_iter().map(|(id, _)| id)),
                None => words.push(self.vocabulary.add(&word.to_lowercase())),
            }
        }
        words.sort_unstable();
        words.dedup();
        if words.is_empty() {
            Err(format!("“{item}” names no word"))
        } else {
            Ok(Step::Words(words))
        }
    }
}

fn mention(labels: &str, holder: Option<u8>) -> Result<Step, String> {
    let (labels, refers) = labels
        .strip_suffix('*')
        .map_or((labels, false), |rest| (rest, true));
    let mut bits = 0;
    for name in labels.split('|') {
        let place = Label::KNOWN.iter().position(|(_, known, _)| *known == name);
        bits |= 1u32 << place.ok_or_else(|| format!("there is no label “{name}”"))?;
    }
    Ok(Step::Mention(MentionTest {
        labels: bits,
        refers,
        holder,
    }))
}

fn shifted(step: Step, by: isize) -> Step {
    let moved = |target: usize| target.saturating_add_signed(by);
    match step {
        Step::Split(a, b) => Step::Split(moved(a), moved(b)),
        Step::Jump(to) => Step::Jump(moved(to)),
        other => other,
    }
}
