//! Verb files: verbs in blocks, each with a code of its own, and patterns of words around them.
//!
//! ```text
//! &CURRENCY                      a set of synonyms, with their plurals; &CURRENCY_ without
//! +DOLLAR
//!
//! --- CONTRIBUTE [070] ---       a block and its code; [---] for none, [031:032] for an act of both sides
//! CONTRIBUTE {CONTRIBUTES ...}   a verb, with its forms where they are irregular, and a code where it differs
//! +CHIP_IN {+CHIPS_IN ...}       a verb of several words; + stands before the one that is the verb
//! - * &CURRENCY [071]            a pattern: words before and after the verb *, joined by _ or with others between;
//!                                $ the source, + the target, % both, ^ a phrase that is passed over
//! ```
//!
//! The braces and parentheses in which the second version of the format puts noun phrases and phrases with
//! prepositions are read as their words; its transformations (`~`) are left out.

use super::text::{Word, brackets, lines, phrase, pieces, plural};
use std::collections::HashMap;

/// One item of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    /// This word.
    Word(String),
    /// A phrase of this set.
    Set(u32),
    /// A phrase with an actor: who acts.
    Source,
    /// A phrase with an actor: whom it befalls.
    Target,
    /// A phrase of several actors, who are both.
    Both,
    /// Any phrase.
    Skip,
}

/// An item, and whether other words may stand between it and the item next to it on the verb's side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) item: Item,
    pub(crate) gap: bool,
}

/// A pattern of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// What stands before the verb, the nearest first.
    pub(crate) before: Vec<Step>,
    /// What stands behind it, the nearest first.
    pub(crate) behind: Vec<Step>,
    pub(crate) code: String,
    /// As it is written.
    pub(crate) text: String,
}

/// A verb: its words, and which of them is the verb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verb {
    pub(crate) words: Vec<String>,
    pub(crate) head: usize,
    pub(crate) code: String,
    pub(crate) block: u32,
    /// The name under which the file has it.
    pub(crate) name: String,
}

/// The verbs of files.
#[derive(Clone, Debug, Default)]
pub struct Verbs {
    verbs: Vec<Verb>,
    by_head: HashMap<String, Vec<u32>>,
    blocks: Vec<Vec<Pattern>>,
    sets: Vec<Vec<Vec<Word>>>,
    set_names: HashMap<String, u32>,
}

impl Verbs {
    /// Adds the verbs of a file. Lines that are none are left out.
    pub fn read(&mut self, content: &str) {
        let mut block_code = String::new();
        let mut open_set: Option<(u32, bool)> = None;
        for (_, line) in lines(content) {
            let line = line.trim();
            if let Some(rest) = line.strip_prefix("---") {
                open_set = None;
                block_code = code(brackets(rest).1.first().copied().unwrap_or(""));
                self.blocks.push(Vec::new());
            } else if let Some(name) = line.strip_prefix('&') {
                let name = name.split_whitespace().next().unwrap_or("");
                let number = self.set(name.trim_end_matches('_'));
                open_set = Some((number, !name.ends_with('_')));
            } else if let (Some((number, plurals)), Some(member)) = (open_set, line.strip_prefix('+')) {
                self.member(number, member, plurals);
            } else if line.starts_with('-') {
                self.pattern(line);
            } else if !line.starts_with('~') {
                open_set = None;
                self.verb(line, &block_code);
            }
        }
        for block in &mut self.blocks {
            // The pattern that asks for most is tried first; among equals the file's order holds.
            block.sort_by_key(|pattern| usize::MAX - pattern.before.len() - pattern.behind.len());
        }
    }

    fn set(&mut self, name: &str) -> u32 {
        if let Some(known) = self.set_names.get(name) {
            return *known;
        }
        let number = self.sets.len() as u32;
        self.sets.push(Vec::new());
        self.set_names.insert(name.to_owned(), number);
        number
    }

    fn member(&mut self, set: u32, text: &str, plurals: bool) {
        // A member may itself be a set that stands before it in the file.
        let nested = text
            .trim()
            .strip_prefix('&')
            .map(|name| name.trim_end_matches('_'));
        let members = match nested.and_then(|name| self.set_names.get(name)) {
            Some(other) => self.sets.get(*other as usize).cloned().unwrap_or_default(),
            None => {
                let single = text.trim().trim_end_matches('_');
                let mut members = vec![phrase(single)];
                if plurals {
                    members.push(phrase(&plural(single)));
                }
                members
            }
        };
        if let Some(list) = self.sets.get_mut(set as usize) {
            list.extend(members.into_iter().filter(|words| !words.is_empty()));
        }
    }

    fn verb(&mut self, line: &str, block_code: &str) {
        let Some(block) = self.blocks.len().checked_sub(1) else {
            return;
        };
        let (head, codes) = brackets(line);
        let own = codes
            .first()
            .map_or_else(|| block_code.to_owned(), |text| code(text));
        let (name, listed) = match head.split_once('{') {
            Some((name, rest)) => (name.trim(), Some(rest.split('}').next().unwrap_or(""))),
            None => (head.trim(), None),
        };
        let mut forms = vec![name.to_owned()];
        match listed {
            Some(listed) if !listed.trim().is_empty() => {
                forms.extend(listed.split_whitespace().map(str::to_owned));
            }
            _ => forms.extend(inflected(name)),
        }
        for form in forms {
            self.form(&form, name, &own, block as u32);
        }
    }

    fn form(&mut self, form: &str, name: &str, code: &str, block: u32) {
        let mut words: Vec<String> = Vec::new();
        let mut head = 0;
        for part in form.split(['_', ' ']).filter(|part| !part.is_empty()) {
            if part.starts_with('+') {
                head = words.len();
            }
            words.extend(pieces(part.trim_start_matches('+')));
        }
        let Some(word) = words.get(head) else { return };
        let number = self.verbs.len() as u32;
        self.by_head.entry(word.clone()).or_default().push(number);
        self.verbs.push(Verb {
            head,
            code: code.to_owned(),
            block,
            name: name.to_owned(),
            words,
        });
    }

    fn pattern(&mut self, line: &str) {
        let (text, codes) = brackets(line.trim_start_matches('-'));
        let Some(code) = codes.first().map(|text| code(text)) else {
            return;
        };
        let Some((before, behind)) = text.split_once('*') else {
            return;
        };
        // The connectors at the verb itself stand at its edges.
        let mut left = self.items(before);
        let mut right = self.items(behind);
        left.reverse();
        for (steps, edge) in [
            (&mut left, before.ends_with('_')),
            (&mut right, behind.starts_with('_')),
        ] {
            if let Some(first) = steps.first_mut() {
                first.gap = !edge;
            }
        }
        // Read from the verb outwards, the connector of a word before the verb is that of the word further out.
        let gaps: Vec<bool> = self.connectors(before);
        for (step, gap) in left.iter_mut().skip(1).zip(gaps.iter().rev().skip(1)) {
            step.gap = *gap;
        }
        let gaps: Vec<bool> = self.connectors(behind);
        for (step, gap) in right.iter_mut().skip(1).zip(gaps) {
            step.gap = gap;
        }
        if let Some(block) = self.blocks.last_mut() {
            block.push(Pattern {
                before: left,
                behind: right,
                code,
                text: line.trim_start_matches('-').trim().to_owned(),
            });
        }
    }

    /// The items of one side of a pattern, in text order.
    fn items(&mut self, side: &str) -> Vec<Step> {
        let plain = side.replace(['{', '}', '(', ')'], " ");
        let words = phrase(&plain);
        let item = |text: String, verbs: &mut Self| match text.as_str() {
            "$" => Item::Source,
            "+" => Item::Target,
            "%" => Item::Both,
            "^" => Item::Skip,
            other => match other.strip_prefix('&') {
                Some(name) => Item::Set(verbs.set(name)),
                None => Item::Word(text),
            },
        };
        let steps = words.into_iter().map(|word| Step {
            item: item(word.text, self),
            gap: true,
        });
        steps.collect()
    }

    /// Whether a gap may follow each item of one side, in text order.
    fn connectors(&self, side: &str) -> Vec<bool> {
        let plain = side.replace(['{', '}', '(', ')'], " ");
        phrase(&plain).into_iter().map(|word| word.gap).collect()
    }

    /// How many forms of verbs there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.verbs.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.verbs.is_empty()
    }

    /// How many patterns there are.
    #[must_use]
    pub fn patterns(&self) -> usize {
        self.blocks.iter().map(Vec::len).sum()
    }

    /// The verbs whose head is this word in capitals, those of more words first.
    pub(crate) fn of(&self, word: &str) -> Vec<&Verb> {
        let numbers = self.by_head.get(word).map_or(&[][..], Vec::as_slice);
        let mut found: Vec<&Verb> = numbers
            .iter()
            .filter_map(|number| self.verbs.get(*number as usize))
            .collect();
        found.sort_by_key(|verb| usize::MAX - verb.words.len());
        found
    }

    /// The patterns of a block, in the order in which they are tried.
    pub(crate) fn block(&self, block: u32) -> &[Pattern] {
        self.blocks.get(block as usize).map_or(&[], Vec::as_slice)
    }

    /// The phrases of a set.
    pub(crate) fn members(&self, set: u32) -> &[Vec<Word>] {
        self.sets.get(set as usize).map_or(&[], Vec::as_slice)
    }
}

/// A code without what coders noted in it (`[025?]`).
fn code(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '+' | '#'))
        .collect()
}

/// The regular forms of a verb in capitals; of one of several words, the head's.
fn inflected(name: &str) -> Vec<String> {
    let marked = name.contains('+');
    let parts: Vec<&str> = name.split('_').filter(|part| !part.is_empty()).collect();
    let head = parts.iter().position(|part| part.starts_with('+')).unwrap_or(0);
    let Some(base) = parts.get(head).map(|part| part.trim_start_matches('+')) else {
        return Vec::new();
    };
    let vowel = |c: char| "AEIOU".contains(c);
    let y = base
        .strip_suffix('Y')
        .filter(|stem| stem.chars().next_back().is_some_and(|c| !vowel(c)));
    let e = base.strip_suffix('E');
    let past = match (y, e) {
        (Some(stem), _) => format!("{stem}IED"),
        (_, Some(stem)) => format!("{stem}ED"),
        _ => format!("{base}ED"),
    };
    let ing = match e.filter(|stem| !stem.ends_with(['E', 'Y', 'O'])) {
        Some(stem) => format!("{stem}ING"),
        None => format!("{base}ING"),
    };
    [plural(base), past, ing]
        .into_iter()
        .map(|form| {
            let whole: Vec<String> = parts
                .iter()
                .enumerate()
                .map(|(at, part)| match at == head {
                    true if marked => format!("+{form}"),
                    true => form.clone(),
                    false => (*part).to_owned(),
                })
                .collect();
            whole.join("_")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "&TIES\n+MILITARY\n+&NONE\n\n--- ABANDON [345] ---\nABANDON\n+GIVE_UP {+GAVE_UP} [346]\nWIRE_+TAP\n\
        - * NEW_&TIES_RELATIONS [903] # x\n- NOTED_WOULD NOW *_OUT $ [173]\n- * &TIES [902]\n--- BREAK [031:032] ---\nBREAK {BROKE BROKEN}\n- % * WITH + [030:030]\n";

    #[test]
    fn verbs_have_forms_and_codes() {
        let mut verbs = Verbs::default();
        verbs.read(FILE);
        let one = |word: &str| verbs.of(word).first().map(|it| (it.code.clone(), it.head));
        assert_eq!(one("ABANDONED"), Some(("345".to_owned(), 0)));
        assert_eq!(one("GAVE"), Some(("346".to_owned(), 0)));
        assert_eq!(one("TAP"), Some(("345".to_owned(), 1)));
        assert_eq!(one("BROKE"), Some(("031:032".to_owned(), 0)));
        assert_eq!(one("BREAKED"), None);
    }

    #[test]
    fn patterns_are_read_outwards_from_the_verb() {
        let mut verbs = Verbs::default();
        verbs.read(FILE);
        let first = &verbs.block(0)[0];
        assert_eq!(first.text, "NOTED_WOULD NOW *_OUT $ [173]");
        let words: Vec<String> = first
            .before
            .iter()
            .map(|it| format!("{:?}{}", it.item, it.gap))
            .collect();
        assert_eq!(
            words,
            ["Word(\"NOW\")true", "Word(\"WOULD\")true", "Word(\"NOTED\")false"]
        );
        let words: Vec<String> = first
            .behind
            .iter()
            .map(|it| format!("{:?}{}", it.item, it.gap))
            .collect();
        assert_eq!(words, ["Word(\"OUT\")false", "Sourcetrue"]);
        let words: Vec<bool> = verbs.block(0)[1].behind.iter().map(|it| it.gap).collect();
        assert_eq!(words, [true, false, false]);
        let both = &verbs.block(1)[0];
        assert_eq!(
            (both.before[0].item.clone(), both.code.as_str()),
            (Item::Both, "030:030")
        );
        assert_eq!(verbs.patterns(), 4);
        assert!(verbs.members(0).iter().any(|words| words[0].text == "MILITARIES"));
    }
}
