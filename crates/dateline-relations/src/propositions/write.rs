//! From clauses and nouns to the layer's propositions.

use super::clauses::{Clause, Via};
use super::confidence::{Pattern, Shape};
use super::lexicon::list;
use super::nouns::Noun;
use super::phrase::{self, Phrase, bare};
use super::reach::{Reach, Stretch};
use super::tree::Tree;
use super::{Desk, nouns, roles};
use dateline_core::layers::{ArgumentRole, Evidence, Polarity, Proposition, Propositions, Sentences, UdRel};
use dateline_core::{Id, Output, Span, TextRef, View};

impl Desk<'_> {
    /// Writes the propositions of the sentence whose tree was read.
    pub(super) fn sentence(&mut self, doc: View<'_>, sentence: Id<Sentences>, out: &mut Output<'_>) {
        self.clauses.read(&self.tree);
        for at in 0..self.clauses.all().len() {
            let Some(clause) = self.clauses.all().get(at).copied() else {
                break;
            };
            // A part of its governor's predicate, or of the noun of a relative clause.
            if clause.chained {
                continue;
            }
            self.frame.read(&self.tree, &self.clauses, &clause);
            roles::refine(doc, &self.tree, &mut self.frame.arguments);
            self.clause(sentence, &clause, out);
        }
        nouns::find(&self.tree, &self.clauses, &mut self.nouns);
        for at in 0..self.nouns.len() {
            if let Some(noun) = self.nouns.get(at).copied() {
                self.noun(sentence, &noun, out);
            }
        }
    }

    fn clause(&mut self, sentence: Id<Sentences>, clause: &Clause, out: &mut Output<'_>) {
        let tree = &self.tree;
        let Some(subject) = phrase::subject(tree, &self.clauses, clause) else {
            return;
        };
        if self.frame.predicate.is_empty() {
            return;
        }
        let mut predicate = runs(tree, &self.frame.predicate);
        predicate.extend(self.frame.stranded.map(|word| tree.word_span(word)));
        let arguments = &self.frame.arguments;
        let whole = Proposition {
            subject: tree.span(subject.complete),
            minimal_subject: tree.span(subject.minimal),
            predicate,
            implied: TextRef::EMPTY,
            objects: arguments.iter().map(|it| tree.span(it.phrase.complete)).collect(),
            minimal_objects: arguments.iter().map(|it| tree.span(it.phrase.minimal)).collect(),
            roles: arguments.iter().map(|it| it.role).collect(),
            polarity: if self.frame.negative {
                Polarity::Negative
            } else {
                Polarity::Positive
            },
            modality: (self.frame.modal)
                .map_or(TextRef::EMPTY, |word| TextRef::of_span(tree.word_span(word))),
            attribution: clause.claimed_by.map(|word| self.claimer(word)),
            evidence: Evidence {
                sentence: Some(sentence),
                spans: vec![tree.word_span(clause.head)],
                rule: TextRef::EMPTY,
            },
            confidence: 0.0,
        };
        let shape = Shape {
            sentence: tree.len(),
            subject: subject.complete.len(),
            longest: (arguments.iter().map(|it| it.phrase.complete.len()).max()).unwrap_or(0),
            arguments: arguments.len(),
        };
        let pattern = match (clause.via, clause.copula) {
            (Via::Own, Some(_)) => Pattern::Copula,
            (Via::Own, None) => Pattern::Verb,
            (Via::Joined, _) => Pattern::Joined,
            (Via::Controlled, _) => Pattern::Controlled,
            (Via::Adverbial, _) => Pattern::Adverbial,
            (Via::Participle, _) => Pattern::Participle,
            (Via::Relative, _) => Pattern::Relative,
        };
        if !self.tell_objects(&whole, pattern, shape, out) {
            self.push(whole.clone(), pattern, "", shape, out);
        }
        if let Some(word) = clause.subject
            && !is_together(&self.tree, clause)
        {
            self.tell_subjects(word, subject, &whole, shape, out);
        }
    }

    /// Tells a clause of each of the things that “and” joins in one of its arguments; `false` where there are none.
    fn tell_objects(
        &mut self,
        whole: &Proposition,
        pattern: Pattern,
        shape: Shape,
        out: &mut Output<'_>,
    ) -> bool {
        let (tree, clauses) = (&self.tree, &self.clauses);
        if (self.frame.predicate.last()).is_some_and(|word| tree.is(*word, list::BETWEEN)) {
            return false;
        }
        let members = &mut self.members;
        let place = self.frame.arguments.iter().position(|argument| {
            phrase::members(tree, clauses, argument.word, argument.phrase.complete, members);
            let several = tree
                .kid(argument.word, UdRel::Case)
                .is_some_and(|case| tree.is(case, list::BETWEEN));
            !members.is_empty() && !several
        });
        let Some(place) = place else { return false };
        let others = (self.frame.arguments.iter().enumerate())
            .filter(|(at, _)| *at != place)
            .map(|(_, argument)| argument.phrase.complete.len());
        let others = others.max().unwrap_or(0);
        let mut members = std::mem::take(&mut self.members);
        for member in members.drain(..) {
            let shape = Shape {
                longest: others.max(member.complete.len()),
                ..shape
            };
            let mut one = whole.clone();
            if let Some(object) = one.objects.get_mut(place) {
                *object = self.tree.span(member.complete);
            }
            if let Some(object) = one.minimal_objects.get_mut(place) {
                *object = self.tree.span(member.minimal);
            }
            self.push(one, pattern, "", shape, out);
        }
        self.members = members;
        true
    }

    /// Tells a clause, which has been told of its subject as a whole, of each of the subjects that “and” joins.
    fn tell_subjects(
        &mut self,
        word: u32,
        subject: Phrase,
        whole: &Proposition,
        shape: Shape,
        out: &mut Output<'_>,
    ) {
        phrase::members(
            &self.tree,
            &self.clauses,
            word,
            subject.complete,
            &mut self.members,
        );
        let mut members = std::mem::take(&mut self.members);
        for member in members.drain(..) {
            let one = Proposition {
                subject: self.tree.span(member.complete),
                minimal_subject: self.tree.span(member.minimal),
                ..whole.clone()
            };
            let shape = Shape {
                subject: member.complete.len(),
                ..shape
            };
            self.push(one, Pattern::Shared, "", shape, out);
        }
        self.members = members;
    }

    fn noun(&mut self, sentence: Id<Sentences>, noun: &Noun, out: &mut Output<'_>) {
        let tree = &self.tree;
        let whole = Proposition {
            subject: tree.span(noun.subject.complete),
            minimal_subject: tree.span(noun.subject.minimal),
            predicate: noun.predicate.map(|it| tree.span(it)).into_iter().collect(),
            objects: vec![tree.span(noun.object.complete)],
            minimal_objects: vec![tree.span(noun.object.minimal)],
            roles: vec![if noun.pattern == Pattern::Place {
                ArgumentRole::Place
            } else {
                ArgumentRole::Object
            }],
            attribution: (self.clauses.around(noun.word))
                .and_then(|clause| clause.claimed_by)
                .map(|word| self.claimer(word)),
            evidence: Evidence {
                sentence: Some(sentence),
                spans: vec![tree.word_span(noun.word)],
                rule: TextRef::EMPTY,
            },
            ..Proposition::default()
        };
        let shape = Shape {
            sentence: tree.len(),
            subject: noun.subject.complete.len(),
            longest: noun.object.complete.len(),
            arguments: 1,
        };
        let object = noun.object.complete;
        if noun.pattern == Pattern::Example {
            phrase::members(tree, &self.clauses, noun.word, object, &mut self.members);
        } else {
            self.members.clear();
        }
        if self.members.is_empty() {
            self.members.push(noun.object);
        }
        let mut members = std::mem::take(&mut self.members);
        for member in members.drain(..) {
            let shape = Shape {
                longest: member.complete.len(),
                ..shape
            };
            let one = Proposition {
                objects: vec![self.tree.span(member.complete)],
                minimal_objects: vec![self.tree.span(member.minimal)],
                ..whole.clone()
            };
            self.push(one, noun.pattern, noun.implied, shape, out);
        }
        self.members = members;
    }

    /// Who claims something, as a phrase.
    fn claimer(&self, word: u32) -> Span {
        let tree = &self.tree;
        tree.span(bare(tree, word, tree.reach(word, Reach::Complete)))
    }

    fn push(
        &mut self,
        mut proposition: Proposition,
        pattern: Pattern,
        implied: &'static str,
        shape: Shape,
        out: &mut Output<'_>,
    ) {
        proposition.confidence = self.stage.confidence.of(pattern, shape);
        if proposition.confidence < self.stage.least || out.layer::<Propositions>().len() >= self.stage.most {
            return;
        }
        proposition.evidence.rule = self.keep(pattern.rule(), out);
        proposition.implied = self.keep(implied, out);
        out.layer::<Propositions>().push(proposition);
    }

    /// A string of ours in the document's store, where it may be already.
    fn keep(&mut self, string: &'static str, out: &mut Output<'_>) -> TextRef {
        if let Some((_, known)) = self.strings.iter().find(|(known, _)| *known == string) {
            return *known;
        }
        let kept = out.intern(string);
        self.strings.push((string, kept));
        kept
    }
}

/// Whether a clause says of several subjects together what it does not say of each.
fn is_together(tree: &Tree, clause: &Clause) -> bool {
    tree.is(clause.head, list::TOGETHER) && clause.copula.is_none()
}

/// Words that stand side by side as one span each.
fn runs(tree: &Tree, words: &[u32]) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut run: Option<Stretch> = None;
    for word in words {
        match &mut run {
            Some(stretch) if stretch.to == *word => stretch.to += 1,
            _ => {
                spans.extend(run.map(|stretch| tree.span(stretch)));
                run = Some(Stretch::one(*word));
            }
        }
    }
    spans.extend(run.map(|stretch| tree.span(stretch)));
    spans
}
