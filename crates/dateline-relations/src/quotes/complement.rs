//! Which clause the parse makes the complement of a reporting verb, and where it ends.

use super::cues::Frame;
use super::find::{Finder, Reported};
use crate::inflect::form;
use crate::vocabulary::list;
use dateline_core::layers::{UdRel, Upos};
use std::ops::Range;

impl Finder<'_> {
    /// The clause behind the verb that the parse makes its complement, from `at` on.
    pub(super) fn complement(
        &self,
        reported: &Reported,
        at: usize,
        sentence: &Range<usize>,
    ) -> Option<Range<usize>> {
        let (article, tree) = (self.article, self.tree);
        let verb = reported.tokens.start;
        let behind = |clause: usize| clause >= at && clause < sentence.end;
        let clause = tree
            .with(verb, UdRel::Ccomp)
            .find(|clause| behind(*clause) && tree.extent(*clause).end > at)?;
        let extent = tree.extent(clause);
        let mark = tree.with(clause, UdRel::Mark).find(|mark| *mark >= at);
        let that = mark.filter(|mark| article.text(*mark).eq_ignore_ascii_case("that"));
        let mut start = match that {
            Some(that) => that + 1,
            None => extent.start.max(at),
        };
        // “suggested farmers raised birds”: the parse may take the clause's subject for the verb's object.
        let object = tree
            .with(verb, UdRel::Obj)
            .find(|it| *it >= at && tree.extent(*it).end == start);
        if let Some(object) = object.filter(|_| that.is_none() && reported.cue.frame == Frame::Clause)
            && tree.with(clause, UdRel::Nsubj).next().is_none()
        {
            start = tree.extent(object).start.max(at);
        }
        // “read the letter”, “urged that he go”: a clause without “that” is said only where it may follow bare.
        if reported.cue.frame == Frame::Quote && that.is_none() && self.marks.of(clause).is_none() {
            return None;
        }
        // Between verb and clause stands nothing but when, where, how and to whom.
        if that.is_none() && self.has_object(verb, start) && reported.cue.frame != Frame::To {
            return None;
        }
        // “said publicly the tax would fall”: how it was said.
        while start + 3 < sentence.end
            && that.is_none()
            && tree.upos(start) == Upos::Adv
            && article.text(start).ends_with("ly")
            && tree.with(verb, UdRel::Ccomp).next().is_some()
        {
            start += 1;
        }
        let mut range = start..self.clause_end(start, sentence, reported);
        // “The police, which said a raid was likely, face charges”: no further than the relative clause.
        if tree.rel(verb) == UdRel::Acl && tree.subtype(verb) == "relcl" {
            let mut end = tree.extent(verb).end.min(range.end);
            while end > start + 1 && article.is_punct(end - 1) && self.marks.of(end - 1).is_none() {
                end -= 1;
            }
            range.end = end.max(clause + 1);
        }
        let whole = object.is_some_and(|object| object >= start)
            || tree.with(clause, UdRel::Nsubj).next().is_some()
            || tree.with(clause, UdRel::Csubj).next().is_some()
            || tree.with(clause, UdRel::Expl).next().is_some()
            || self.has_verb(range.clone());
        (whole && range.len() >= 2 && range.contains(&clause)).then_some(range)
    }

    /// Whether “that” and a clause follow the verb at once, so that what stands before it is not said.
    pub(super) fn says_that(&self, reported: &Reported) -> bool {
        let (tree, that) = (self.tree, reported.end);
        tree.is_there()
            && !reported.inverted
            && self.article.text(that) == "that"
            && tree.rel(that) == UdRel::Mark
            && self.is_that(that, reported.tokens.start)
    }

    /// Whether the verb has an object that is no clause before `end`.
    pub(super) fn has_object(&self, verb: usize, end: usize) -> bool {
        let tree = self.tree;
        tree.with(verb, UdRel::Obj)
            .any(|it| it > verb && it < end && tree.is_nominal(it))
    }

    /// Whether the parse makes “that” at the token the beginning of what the verb says.
    pub(super) fn is_that(&self, that: usize, verb: usize) -> bool {
        let tree = self.tree;
        if !tree.is_there() {
            return true;
        }
        // “a position that only it holds”: a pronoun. “the claim that it fell”: another noun's clause.
        let Some(clause) = tree.head(that).filter(|_| tree.upos(that) == Upos::Sconj) else {
            return false;
        };
        let Some(head) = tree.head(clause) else {
            return true;
        };
        // “a claim that it fell”, but “said in a statement that it fell”, “told them before the trip that it fell”.
        head == verb || tree.rel(clause) != UdRel::Acl || tree.rel(head) == UdRel::Obl
    }

    /// The tag of a clause's finite word: its head's, or that of its first auxiliary or copula.
    pub(super) fn tense(&self, head: usize) -> &'static str {
        let tree = self.tree;
        let helper = tree
            .dependents(head)
            .find(|it| matches!(tree.rel(*it), UdRel::Aux | UdRel::Cop));
        match tree.xpos(helper.unwrap_or(head)) {
            "VBZ" => "VBZ",
            "VBP" => "VBP",
            "VBD" => "VBD",
            "MD" => "MD",
            _ => "",
        }
    }

    /// Whether a clause stands in the present beyond doubt: “they are”, “it falls”; not “it overran”, which taggers
    /// take for one.
    fn is_present(&self, head: usize) -> bool {
        let sure = |at: usize| {
            let word = self.article.text(at);
            self.tree.xpos(at) == "VBZ" || matches!(word, "are" | "have" | "do" | "am" | "'re" | "’re")
        };
        !self.tense(head).is_empty()
            && (sure(head)
                || self
                    .tree
                    .dependents(head)
                    .any(|it| matches!(self.tree.rel(it), UdRel::Aux | UdRel::Cop) && sure(it)))
    }

    /// Where the parse lets what is said end before `end`: at a clause that is joined to the reporting verb and
    /// goes on telling what its subject did.
    pub(super) fn joined_end(&self, start: usize, end: usize, reported: &Reported) -> usize {
        let (article, tree) = (self.article, self.tree);
        if !tree.is_there() {
            return end;
        }
        let verb = reported.tokens.start;
        let mut first = end;
        for at in start + 1..end {
            if self.marks.of(at).is_some() || tree.upos(at) != Upos::Verb {
                continue;
            }
            let Some(head) = tree.head(at) else {
                continue;
            };
            let ours = head == verb || head < start && head >= verb;
            // “said they are full and called it rare”: the tense is the reporting verb's. “Said it fell, but declined
            // to say why” is about who speaks wherever the parse puts it.
            let past = tree.rel(at) == UdRel::Conj
                && head >= start
                && (tree.xpos(verb), tree.xpos(at)) == ("VBD", "VBD")
                && (self.is_present(head)
                    && self.cues.find(article.word(at), article.word(at + 1)).is_some()
                    || article.is(at, list::DENIED));
            // “said he lost control, with local press claiming otherwise”: another's report, wherever it hangs.
            let beside = tree.rel(at) == UdRel::Advcl
                && tree.xpos(at) == "VBG"
                && reported.cue.forms & form::ING == 0
                && article.is_comma(tree.extent(at).start.max(1) - 1)
                && self
                    .cues
                    .find(article.word(at), article.word(at + 1))
                    .is_some_and(|cue| cue.frame != Frame::Quote);
            if !ours && !past && !beside {
                continue;
            }
            let subject = tree
                .dependents(at)
                .find(|it| matches!(tree.rel(*it), UdRel::Nsubj | UdRel::Csubj));
            let cue = self.cues.find(article.word(at), article.word(at + 1)).is_some();
            // “stated the plane overran the runway and broke through a fence”: one past may go on another.
            let apart =
                cue || past || (start..at).any(|it| article.is_comma(it) && tree.head(it) == Some(at));
            let same_form = tree.xpos(at) == tree.xpos(verb) && apart;
            let goes_on = match tree.rel(at) {
                // “said it fell, but declined to say why”.
                UdRel::Conj => subject.is_none() && same_form || cue && subject.is_some() && same_form,
                // “said it fell, adding”, “said it fell, while others called it safe”.
                UdRel::Advcl => {
                    cue && (reported.cue.forms & form::ING == 0 && tree.xpos(at) == "VBG" || same_form)
                }
                _ => false,
            };
            if !goes_on {
                continue;
            }
            let mut cut = tree.extent(at).start.max(start).min(at);
            // The comma may hang on another word.
            while cut > start + 1 && (article.is_comma(cut - 1) || article.is(cut - 1, list::CONJUNCTION)) {
                cut -= 1;
            }
            if cut > start + 1 {
                first = first.min(cut);
            }
            break;
        }
        first
    }
}
