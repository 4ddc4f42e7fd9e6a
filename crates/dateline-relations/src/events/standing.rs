//! How a trigger stands in its clause: active or passive, finite or hanging on another verb, and so whether its act
//! has happened.
//!
//! The parse says so where there is one; otherwise the words of the verb group do.

use super::find::{Finder, REACH};
use super::lexicon::Trigger;
use super::words::list as words;
use crate::inflect::form;
use crate::tree::{CLAUSES, DEPTH};
use crate::vocabulary::{AUXILIARY, list};
use dateline_core::layers::{EventStatus, UdRel, Upos};
use std::ops::Range;

/// How a trigger stands in its clause.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    /// The first token of the verb group.
    pub(super) group: usize,
    pub(super) passive: bool,
    /// The verb before which the group ends: another one where “and” joins this one to it (“will go and meet”).
    pub(super) verb: usize,
    /// The token of “to”, for an infinitive.
    pub(super) to: Option<usize>,
}

impl Finder<'_> {
    /// How the verb at `verb` stands, or `None` where it is no verb.
    pub(super) fn standing(&self, verb: usize, sentence: &Range<usize>) -> Option<Standing> {
        if self.tree.is_there() && self.tree.upos(verb) == Upos::Verb {
            return self.parsed_standing(verb, sentence);
        }
        self.worded_standing(verb, sentence)
    }

    /// The same by the parse, which knows verbs in forms that look like others: “rebels attack”.
    fn parsed_standing(&self, verb: usize, sentence: &Range<usize>) -> Option<Standing> {
        let (article, tree) = (self.article, self.tree);
        let before = verb.checked_sub(1).filter(|before| *before >= sentence.start);
        let described = before.is_some_and(|before| {
            article.is(before, list::ARTICLE) && article.over(before).is_none()
                || article.is_clitic(before) && tree.upos(before) == Upos::Part
                || article.text(before) == "-"
        });
        if described || matches!(tree.rel(verb), UdRel::Amod | UdRel::Compound | UdRel::Nmod) {
            return None;
        }
        let mut group = verb;
        while group > sentence.start && article.is_group(group - 1) {
            group -= 1;
        }
        let to = tree
            .with(verb, UdRel::Mark)
            .find(|mark| article.text(*mark).eq_ignore_ascii_case("to"))
            // “was due to visit”, where “due to” is taken for one word
            .or_else(|| {
                before.filter(|it| tree.xpos(verb) == "VB" && article.text(*it).eq_ignore_ascii_case("to"))
            });
        let passive = self.befalls(verb, 0);
        // “will visit China and meet its leaders”: what stands before the first verb goes for both.
        let bare = matches!(tree.xpos(verb), "VB" | "VBN" | "VBG") && to.is_none();
        let alone =
            tree.with(verb, UdRel::Aux).next().is_none() && tree.with(verb, UdRel::Nsubj).next().is_none();
        if let Some(first) = tree.head(verb).filter(|head| {
            bare && alone && tree.rel(verb) == UdRel::Conj && tree.upos(*head) == Upos::Verb && *head < verb
        }) && let Some(shared) = self.parsed_standing(first, sentence)
        {
            return Some(Standing { passive, ..shared });
        }
        Some(Standing {
            group,
            passive,
            verb,
            to,
        })
    }

    /// Whether a verb stands in the passive, which it may share with the verb it is joined to, or tell by nothing
    /// but its form: “troops deployed by”, “mayor stabbed on stage”.
    fn befalls(&self, verb: usize, depth: usize) -> bool {
        let tree = self.tree;
        if tree.is_passive(verb) {
            return true;
        }
        let aux = |it: &usize| tree.rel(*it) == UdRel::Aux;
        if tree.xpos(verb) != "VBN" || tree.with(verb, UdRel::Obj).next().is_some() {
            return false;
        }
        if tree.dependents(verb).any(|it| aux(&it)) {
            return false;
        }
        match tree.rel(verb) {
            // “was arrested and charged”, “has arrested and charged”
            UdRel::Conj if tree.with(verb, UdRel::Nsubj).next().is_none() => match tree.head(verb) {
                Some(head) if depth < DEPTH => self.befalls(head, depth + 1),
                _ => false,
            },
            _ => true,
        }
    }

    fn worded_standing(&self, verb: usize, sentence: &Range<usize>) -> Option<Standing> {
        let article = self.article;
        let forms = article.vocabulary.forms_of(article.word(verb));
        let mut group = verb;
        while group > sentence.start && article.is_group(group - 1) {
            group -= 1;
        }
        let before = verb.checked_sub(1).filter(|before| *before >= sentence.start);
        let is_before = |lists: u64| before.is_some_and(|before| article.is(before, lists));
        let in_group = |lists: u64| (group..verb).any(|at| article.is(at, lists));
        let to = group
            .checked_sub(1)
            .filter(|at| *at >= sentence.start && article.text(*at).eq_ignore_ascii_case("to"));
        // “the attack”, “his visit”, “Kihara's visit”.
        if is_before(list::ARTICLE | list::POSSESSIVE)
            && !before
                .is_some_and(|before| article.over(before).is_some() && !article.is(before, list::POSSESSIVE))
            || before.is_some_and(|before| article.is_clitic(before) || article.text(before) == "-")
        {
            return None;
        }
        let be = in_group(list::BE);
        let participle = forms & form::PARTICIPLE != 0;
        let passive = be && participle && forms & form::ING == 0;
        if passive {
            return Some(Standing {
                group,
                passive,
                verb,
                to,
            });
        }
        if forms & form::ING != 0 {
            // “for attacking” tells of an act, “attacking forces” of forces.
            let absolute = before.is_some_and(|before| {
                article.is_comma(before)
                    || article.is(before, list::PREPOSITION | list::CONJUNCTION)
                    || article.over(before).is_some()
                    || article.in_name(before)
            });
            return (be || absolute).then_some(Standing {
                group,
                verb,
                passive: false,
                to: None,
            });
        }
        if forms & form::PAST != 0 && (article.is_finite(verb) || in_group(AUXILIARY)) {
            // “troops deployed by”: a reduced passive, unless a subject stands before it.
            let reduced = article.text(verb + 1).eq_ignore_ascii_case("by") && !in_group(list::HAVE);
            return Some(Standing {
                group,
                verb,
                passive: reduced,
                to: None,
            });
        }
        if participle && in_group(list::HAVE) {
            return Some(Standing {
                group,
                verb,
                passive: false,
                to: None,
            });
        }
        if forms & form::PRESENT != 0 && article.is_finite(verb) {
            return Some(Standing {
                group,
                verb,
                passive: false,
                to: None,
            });
        }
        let bare = forms & form::BASE != 0;
        if bare && (to.is_some() || in_group(list::MODAL | list::DO)) {
            return Some(Standing {
                group,
                verb,
                passive: false,
                to,
            });
        }
        // “They attack”, “Japan and Cambodia agree”.
        let plural = before.is_some_and(|before| {
            article.over(before).is_some() && matches!(article.text(before), "they" | "we" | "They" | "We")
        });
        let joined = bare
            && before.is_some_and(|before| article.in_name(before))
            && article
                .subject(verb)
                .is_some_and(|subject| !subject.others.is_empty());
        (bare && (plural || joined)).then_some(Standing {
            group,
            verb,
            passive: false,
            to: None,
        })
    }

    /// The verb or noun that an infinitive hangs on: “asked her to resign”, “a pledge to resign”.
    fn governing(&self, verb: usize, to: usize) -> Option<usize> {
        let (article, tree) = (self.article, self.tree);
        let mut at = verb;
        for _ in 0..CLAUSES {
            let head = tree.head(at)?;
            let hangs = match tree.rel(at) {
                UdRel::Xcomp | UdRel::Acl => head < to,
                UdRel::Advcl | UdRel::Ccomp | UdRel::Dep => head < to && article.is(head, list::COMMITS),
                UdRel::Conj => {
                    at = head;
                    continue;
                }
                _ => false,
            };
            return hangs.then_some(head);
        }
        None
    }

    /// Whether it has happened, by the words of the verb group and the verb that it hangs on. `None` for an act
    /// that is told as another one: a promise, a demand.
    pub(super) fn status(
        &self,
        trigger: &Trigger,
        verb: usize,
        standing: &Standing,
        sentence: &Range<usize>,
    ) -> Option<EventStatus> {
        let article = self.article;
        if self.tree.is_there() {
            let tree = self.tree;
            let marked = |words: &[&str]| {
                tree.with(verb, UdRel::Mark)
                    .any(|mark| words.contains(&article.text(mark).to_ascii_lowercase().as_str()))
            };
            if marked(&["if", "unless", "whether"]) {
                return Some(EventStatus::Conditional);
            }
            // What somebody means to reach by another act is no act of its own: “fired shots to scare”.
            let purpose = standing.to.is_some() && tree.rel(standing.verb) == UdRel::Advcl;
            if purpose && !trigger.code.starts_with("04") {
                return None;
            }
            // “accused Iran of attacking”, “criticized it for banning”: the act is what is said of somebody.
            let first = match (tree.rel(verb), tree.head(verb)) {
                (UdRel::Conj, Some(first)) => first,
                _ => verb,
            };
            let above = tree.head(first).filter(|head| self.is(*head, words::ALLEGES));
            let said = tree
                .with(first, UdRel::Mark)
                .any(|mark| matches!(article.text(mark), "of" | "for" | "over" | "with"));
            if above.is_some() && said && tree.xpos(verb) == "VBG" {
                return None;
            }
            // “warned it against attacking”: somebody wants that it be not.
            let against = tree
                .with(first, UdRel::Mark)
                .any(|mark| article.text(mark).eq_ignore_ascii_case("against"));
            if against && tree.xpos(verb) == "VBG" {
                return None;
            }
            // “denied that it had attacked”
            let denied = tree.rel(first) == UdRel::Ccomp
                && tree.head(first).is_some_and(|head| self.is(head, words::DENIES));
            if denied {
                return Some(EventStatus::Denied);
            }
            // “do not all agree”
            if tree
                .with(verb, UdRel::Advmod)
                .any(|it| it < verb && article.is(it, list::NEGATION))
            {
                return Some(EventStatus::Denied);
            }
            // “claims to have killed”
            let have = tree.with(verb, UdRel::Aux).any(|it| article.is(it, list::HAVE));
            if have && standing.to.is_some() {
                return Some(EventStatus::Actual);
            }
        }
        let in_group = |lists: u64| (standing.group..standing.verb).any(|at| article.is(at, lists));
        let negated = (standing.group..standing.verb).any(|at| article.is(at, list::NEGATION));
        if negated {
            return Some(EventStatus::Denied);
        }
        let if_before =
            (sentence.start..verb).any(|at| matches!(article.text(at), "if" | "If" | "unless" | "Unless"));
        if in_group(list::MODAL) {
            let modal = (standing.group..standing.verb).find(|at| article.is(*at, list::MODAL));
            let word = modal.map_or("", |at| article.text(at)).to_ascii_lowercase();
            return Some(match word.as_str() {
                "will" | "shall" | "'ll" | "’ll" | "wo" => EventStatus::Planned,
                "may" | "might" | "could" | "can" | "ca" => EventStatus::Possible,
                _ if if_before => EventStatus::Conditional,
                "would" | "'d" | "’d" => EventStatus::Planned,
                _ => EventStatus::Possible,
            });
        }
        if let Some(to) = standing.to {
            let parsed = self.governing(standing.verb, to);
            let governing = parsed.or_else(|| {
                (sentence.start..to)
                    .rev()
                    .take(REACH)
                    .take_while(|at| !article.is_punct(*at))
                    .find(|at| self.is_verbal(*at) || article.is(*at, list::BE | list::PLANNED | list::DOES))
            });
            let Some(governing) = governing else {
                return Some(EventStatus::Planned);
            };
            if article.is(governing, list::COMMITS) {
                return None;
            }
            let denied = article.is(governing, list::DENIED)
                || governing > 0 && article.is(governing - 1, list::NEGATION);
            return Some(if denied {
                EventStatus::Denied
            } else if article.is(governing, list::DOES) {
                EventStatus::Actual
            } else if article.is(governing, list::POSSIBLE) {
                EventStatus::Possible
            } else {
                EventStatus::Planned
            });
        }
        if article.is_verb(verb, form::ING) && standing.group > sentence.start {
            let before = standing.group - 1;
            if article.text(before).eq_ignore_ascii_case("without")
                || article.text(before).eq_ignore_ascii_case("from")
            {
                return Some(EventStatus::Denied);
            }
            let governing = before.checked_sub(1).filter(|at| *at >= sentence.start);
            if governing.is_some_and(|at| article.is(at, list::POSSIBLE))
                || article.is(before, list::POSSIBLE)
            {
                return Some(EventStatus::Possible);
            }
        }
        if let Some(status) = self.beside(trigger, verb, sentence) {
            return Some(status);
        }
        let doubted = (standing.group..standing.verb)
            .any(|at| matches!(article.text(at), "allegedly" | "reportedly" | "possibly"));
        Some(if doubted {
            EventStatus::Possible
        } else {
            EventStatus::Actual
        })
    }

    /// The status of an act that is told by the side of one that has not happened: “will stop in Mali before
    /// travelling to Togo”.
    fn beside(&self, trigger: &Trigger, verb: usize, sentence: &Range<usize>) -> Option<EventStatus> {
        let tree = self.tree;
        let timed = |mark: usize| matches!(self.article.text(mark), "before" | "while" | "when");
        if tree.xpos(verb) != "VBG"
            || tree.rel(verb) != UdRel::Advcl
            || !tree.with(verb, UdRel::Mark).any(timed)
        {
            return None;
        }
        let above = tree.head(verb)?;
        let standing = self.standing(above, sentence)?;
        let status = self.status(trigger, above, &standing, sentence)?;
        matches!(
            status,
            EventStatus::Planned | EventStatus::Possible | EventStatus::Conditional
        )
        .then_some(status)
    }
}
