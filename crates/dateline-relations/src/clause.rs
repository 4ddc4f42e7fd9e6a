//! Clauses without a parse: who is the subject of the verb at a token.
//!
//! This is what a parse will replace. Until then the noun phrase before the verb is read from right to left:
//! prepositional phrases, parentheses and appositions are stepped over, a coordinated verb takes the subject
//! of the verb before it.

use crate::article::Article;
use crate::inflect::form;
use crate::vocabulary::{AUXILIARY, list};
use dateline_core::layers::{Label, MentionKind};
use std::ops::Range;

/// How many steps over phrases, appositions and verbs a search takes at most.
const STEPS: usize = 12;
/// How far back the comma that opens an apposition may stand.
const APPOSITION: usize = 40;

/// A verb's subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Subject {
    /// The mention that is its head, or `None` for a plain noun.
    pub(crate) mention: Option<usize>,
    /// Further mentions joined to it by “and”, in text order, without the head.
    pub(crate) others: Vec<usize>,
    /// The head's last token.
    pub(crate) head: usize,
    /// All its tokens, with what modifies it on either side.
    pub(crate) tokens: Range<usize>,
}

impl Article<'_> {
    /// The subject of the verb group whose first word (auxiliaries not counted) is at `verb`.
    pub(crate) fn subject(self, verb: usize) -> Option<Subject> {
        let floor = self.around(verb).start;
        let mut at = verb;
        // Auxiliaries, adverbs and negation belong to the verb group.
        while at > floor && self.is_group(at - 1) {
            at -= 1;
        }
        self.phrase_before(at, floor, STEPS)
    }

    /// Whether the token may stand in a verb group before its verb.
    pub(crate) fn is_group(self, token: usize) -> bool {
        if self.in_name(token)
            || self.is_clitic(token) && self.is(token, list::CLITIC) && !self.verb_clitic(token)
        {
            return false;
        }
        let word = self.text(token);
        self.is(token, AUXILIARY | list::ADVERB)
            || self.is(token, list::NEGATION) && !self.is(token, list::ARTICLE | list::PREPOSITION)
            || word.len() > 4 && word.ends_with("ly") && !self.is_capital(token)
    }

    /// Whether “'s” is a verb: after a pronoun.
    fn verb_clitic(self, token: usize) -> bool {
        token > 0 && self.is(token - 1, list::PRONOUN)
    }

    /// The noun phrase that ends right before token `end`, as a subject.
    fn phrase_before(self, end: usize, floor: usize, steps: usize) -> Option<Subject> {
        let mut tail = end;
        let mut at = end.checked_sub(1).filter(|at| *at >= floor)?;
        for left in (0..steps).rev() {
            // A parenthesis says nothing about the subject.
            if self.text(at) == ")" {
                let open = (floor..at)
                    .rev()
                    .take(APPOSITION)
                    .find(|token| self.text(*token) == "(")?;
                at = open.checked_sub(1).filter(|at| *at >= floor)?;
                continue;
            }
            if self.is_comma(at) {
                return self.before_apposition(at, floor, left, end);
            }
            if self.is(at, list::CONJUNCTION) {
                return self.coordinated(at, floor, left);
            }
            if self.is(at, list::RELATIVE) || self.text(at) == "that" {
                // The antecedent; a comma may stand before the pronoun.
                let comma = usize::from(at > floor && self.is_comma(at - 1));
                let before = at.checked_sub(1 + comma).filter(|before| *before >= floor)?;
                at = before;
                tail = before + 1;
                continue;
            }
            let base = self.base(at);
            if let Some(mention) = base
                && matches!(self.label(mention), Some(Label::Date | Label::Time))
            {
                // “Kihara on Monday said”: the time is no part of the subject.
                let start = self.place(mention).start;
                let preposition = usize::from(start > floor && self.is(start - 1, list::PREPOSITION));
                at = start.checked_sub(1 + preposition).filter(|at| *at >= floor)?;
                tail = at + 1;
                continue;
            }
            if base.is_none() && self.over(at).is_none() && (self.is_punct(at) || self.is_finite(at)) {
                return None;
            }
            let start = self.phrase_start(at, floor);
            if start > floor && self.is(start - 1, list::PREPOSITION) {
                // A prepositional phrase: the head stands before it.
                at = start.checked_sub(2).filter(|at| *at >= floor)?;
                continue;
            }
            return Some(self.phrase(start, at, tail, floor));
        }
        None
    }

    /// The subject that the tokens from `start` to its head at `head` make.
    fn phrase(self, start: usize, head: usize, tail: usize, floor: usize) -> Subject {
        let named = self
            .base(head)
            .filter(|mention| self.is_name(*mention))
            .or_else(|| self.over(head));
        let (mut others, mut first) = (Vec::new(), start);
        // “Japan and Cambodia agreed”, “A, B and C said”.
        if named.is_some() {
            let mut at = start;
            while others.len() < STEPS && at > floor {
                let joint = at - 1;
                if !(self.is(joint, list::CONJUNCTION)
                    || self.is_comma(joint) && (!others.is_empty() || at < start))
                {
                    break;
                }
                let comma = usize::from(joint > floor && self.is_comma(joint - 1));
                let Some(last) = joint.checked_sub(1 + comma).filter(|last| *last >= floor) else {
                    break;
                };
                let Some(other) = self.base(last).filter(|other| self.is_name(*other)) else {
                    break;
                };
                at = self.phrase_start(last, floor);
                if at > floor && self.is(at - 1, list::PREPOSITION) {
                    break;
                }
                others.push(other);
                first = at;
            }
            others.reverse();
        }
        Subject {
            mention: named,
            others,
            head,
            tokens: first..tail.max(head + 1),
        }
    }

    /// Where the noun phrase whose last word is at `head` begins.
    pub(crate) fn phrase_start(self, head: usize, floor: usize) -> usize {
        let mut start = self
            .base(head)
            .map_or(head, |mention| self.place(mention).start.max(floor));
        while start > floor {
            let before = start - 1;
            if let Some(mention) = self.base(before) {
                if matches!(self.label(mention), Some(Label::Date | Label::Time)) {
                    break;
                }
                start = self.place(mention).start.max(floor).min(before);
                continue;
            }
            if self.is_clitic(before) {
                start = before;
                continue;
            }
            if self.is(before, list::ARTICLE | list::POSSESSIVE) {
                // “the many officials”: articles may follow one another, but an owner ends before them.
                start = before;
                while start > floor
                    && self.is(start - 1, list::ARTICLE)
                    && !self.is(start - 1, list::RELATIVE)
                {
                    start -= 1;
                }
                break;
            }
            let closed = list::PREPOSITION
                | list::CONJUNCTION
                | list::SUBORDINATOR
                | list::RELATIVE
                | list::PRONOUN
                | list::NEGATION
                | AUXILIARY;
            if self.is(before, closed)
                || self.is_punct(before)
                || self.is_finite(before) && !self.adjectival(before)
            {
                break;
            }
            if self.is(before, list::ADVERB) {
                break;
            }
            start = before;
        }
        start
    }

    /// Whether a word in “ed” may be an adjective: “unnamed experts”, “the exiting governor”.
    fn adjectival(self, token: usize) -> bool {
        let first = token == 0
            || self.is_punct(token - 1)
            || self.is(token - 1, list::CONJUNCTION | list::PREPOSITION);
        first && (self.is_verb(token, form::PARTICIPLE) || !self.is_verb(token, 0xff))
    }

    /// The subject before the apposition that ends at the comma `comma`, or the name that is the apposition.
    fn before_apposition(self, comma: usize, floor: usize, left: usize, end: usize) -> Option<Subject> {
        let open = (floor..comma)
            .rev()
            .take(APPOSITION)
            .take_while(|token| !matches!(self.text(*token), ";" | ":" | "”" | "\""))
            .find(|token| self.is_comma(*token))?;
        let before = open.checked_sub(1).filter(|before| *before >= floor)?;
        let inside = self.base(comma - 1).filter(|mention| self.is_name(*mention));
        let named_apposition = inside.filter(|mention| {
            self.label(*mention) == Some(Label::Person) && self.phrase_start(comma - 1, open + 1) <= open + 1
        });
        // “One senator, Eduardo Bhatia, said”: the name is the speaker, if what it explains has none.
        if let Some(mention) = named_apposition
            && self
                .base(before)
                .is_none_or(|other| self.label(other) != Some(Label::Person))
        {
            let start = self.phrase_start(before, floor);
            return Some(Subject {
                mention: Some(mention),
                others: Vec::new(),
                head: comma - 1,
                tokens: start..end,
            });
        }
        let mut subject = self.phrase_before(open, floor, left)?;
        subject.tokens.end = end;
        Some(subject)
    }

    /// The subject of the verb that the conjunction at `joint` continues: that of the clause's first verb.
    fn coordinated(self, joint: usize, floor: usize, left: usize) -> Option<Subject> {
        let main = (floor..joint).find(|token| {
            self.is_finite(*token) && !self.is_group(*token)
                || self.is_finite(*token) && self.is(*token, AUXILIARY) && !self.is_group(*token + 1)
        })?;
        if left == 0 || self.is(main.saturating_sub(1), list::RELATIVE | list::SUBORDINATOR) {
            return None;
        }
        let mut at = main;
        while at > floor && self.is_group(at - 1) {
            at -= 1;
        }
        let mut subject = self.phrase_before(at, floor, left - 1)?;
        // The words between are not the subject's.
        subject.tokens.end = subject.tokens.end.min(main);
        Some(subject)
    }

    /// The mention that begins at a token, title and article before it stepped over: what follows an inverted
    /// verb (“said Defense Minister Minoru Kihara”).
    pub(crate) fn name_from(self, mut token: usize, ceiling: usize) -> Option<(usize, usize)> {
        for _ in 0..STEPS {
            if token >= ceiling {
                return None;
            }
            if let Some(mention) = self.base(token) {
                let end = self.place(mention).end;
                let owner = self.is_clitic(end);
                match self.label(mention) {
                    Some(Label::Person) if !owner => return Some((mention, end)),
                    // “Japanese Defense Minister Kihara”: a name before a title or another name modifies it.
                    Some(Label::Title | Label::Org | Label::Gpe | Label::Norp) => {
                        let next = if owner { end + 1 } else { end };
                        let further = self.name_from_here(next, ceiling);
                        if further.is_some() {
                            return further;
                        }
                        return self.is_name(mention).then_some((mention, end)).filter(|_| !owner);
                    }
                    Some(label) if !label.is_value() => return Some((mention, end)),
                    _ => return None,
                }
            }
            if let Some(mention) = self.over(token)
                && self
                    .mentions
                    .get(mention)
                    .is_some_and(|it| it.kind == MentionKind::Pronoun || it.kind == MentionKind::Nominal)
            {
                return Some((mention, self.place(mention).end));
            }
            if !(self.is(token, list::ARTICLE | list::POSSESSIVE) || self.is_plain_noun(token)) {
                return None;
            }
            token += 1;
        }
        None
    }

    fn name_from_here(self, token: usize, ceiling: usize) -> Option<(usize, usize)> {
        let begins =
            self.base(token).is_some() || self.is_plain_noun(token) && self.base(token + 1).is_some();
        if begins {
            self.name_from(token, ceiling)
        } else {
            None
        }
    }

    /// A word of letters in lower case that is in none of the closed classes and no known verb's past.
    pub(crate) fn is_plain_noun(self, token: usize) -> bool {
        let closed = list::PREPOSITION
            | list::CONJUNCTION
            | list::SUBORDINATOR
            | list::RELATIVE
            | list::PRONOUN
            | list::NEGATION
            | list::ARTICLE
            | list::POSSESSIVE
            | AUXILIARY;
        self.text(token).starts_with(char::is_alphabetic) && !self.is(token, closed) && !self.is_finite(token)
    }
}
