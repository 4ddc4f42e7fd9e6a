//! The suite that every stage must pass, ours and strangers' alike.

use crate::nasty::nasty_texts;
use dateline_core::layers::{Mention, Mentions, Names, Sentences, Tokens, Values};
use dateline_core::{Annotator, Contract, Document, LayerKey, Span, Worker};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How a caller prepares, looks at or puts into words a document.
type Prepare<'a> = Box<dyn Fn(&mut Document) + 'a>;
type Check<'a> = Box<dyn Fn(&Document) + 'a>;
type Describe<'a> = Box<dyn Fn(&Document) -> String + 'a>;

/// Runs a stage over texts that break stages, and checks what every stage promises:
///
/// - it neither panics nor gives up,
/// - its layers are there, and it writes no others,
/// - every span fits the text,
/// - tokens, sentences, names, values and mentions are in text order and otherwise as their layers say,
/// - the result is the same with a worker that has seen other articles and with a fresh one.
///
/// ```
/// use dateline_core::layers::Tokens;
/// use dateline_testkit::{Conformance, WhiteSpace};
///
/// Conformance::of(&WhiteSpace)
///     .check(|doc| assert!(doc.layer::<Tokens>().is_some()))
///     .run();
/// ```
pub struct Conformance<'a> {
    stage: &'a dyn Annotator,
    prepare: Vec<Prepare<'a>>,
    checks: Vec<Check<'a>>,
    describe: Vec<Describe<'a>>,
    texts: Vec<(String, String)>,
}

impl<'a> Conformance<'a> {
    /// The suite for this stage, which may require no layer unless [`Conformance::after`] or
    /// [`Conformance::prepare`] sees to it.
    #[must_use]
    pub fn of(stage: &'a dyn Annotator) -> Self {
        Self {
            stage,
            prepare: Vec::new(),
            checks: Vec::new(),
            describe: Vec::new(),
            texts: nasty_texts()
                .into_iter()
                .map(|(name, text)| (name.to_owned(), text))
                .collect(),
        }
    }

    /// Runs another stage before, for the layers that this one requires or uses.
    #[must_use]
    pub fn after(self, stage: &'a dyn Annotator) -> Self {
        self.prepare(move |doc| {
            doc.apply(stage)
                .unwrap_or_else(|error| panic!("a stage before it fails: {error}"));
        })
    }

    /// Lets `prepare` put layers into each document before the stage runs.
    #[must_use]
    pub fn prepare(mut self, prepare: impl Fn(&mut Document) + 'a) -> Self {
        self.prepare.push(Box::new(prepare));
        self
    }

    /// Checks more about each finished document; `check` panics if it does not hold.
    #[must_use]
    pub fn check(mut self, check: impl Fn(&Document) + 'a) -> Self {
        self.checks.push(Box::new(check));
        self
    }

    /// Compares what `describe` says of a document as well. Without it, results are compared by layers,
    /// lengths and spans, which is all that can be known of a stranger's layer.
    #[must_use]
    pub fn describe(mut self, describe: impl Fn(&Document) -> String + 'a) -> Self {
        self.describe.push(Box::new(describe));
        self
    }

    /// Adds a text of the caller's own.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        self.texts.push((format!("{text:.40?}"), text.to_owned()));
        self
    }

    /// Runs the suite.
    ///
    /// # Panics
    /// At the first thing that does not hold, with the text's name and what is wrong.
    #[track_caller]
    pub fn run(self) {
        let contract = self.stage.contract();
        assert_eq!(
            format!("{contract:?}"),
            format!("{:?}", self.stage.contract()),
            "a stage's contract is always the same"
        );
        let mut seasoned = self.stage.worker();
        let mut doc = Document::default();
        let mut first_round = Vec::new();
        for (name, text) in &self.texts {
            let found = self.one(&mut doc, name, text, &mut *seasoned, &contract);
            for check in &self.checks {
                check(&doc);
            }
            first_round.push(found);
        }
        for ((name, text), first) in self.texts.iter().zip(&first_round).rev() {
            let seen_others = self.one(&mut doc, name, text, &mut *seasoned, &contract);
            compare(name, "a worker that has seen other articles", first, &seen_others);
            let mut untouched = Document::default();
            let fresh = self.one(&mut untouched, name, text, &mut *self.stage.worker(), &contract);
            compare(name, "a fresh worker", first, &fresh);
        }
    }

    /// Runs the stage on one text, checks the layers and gives a description of all that is in them.
    fn one(
        &self,
        doc: &mut Document,
        name: &str,
        text: &str,
        worker: &mut dyn Worker,
        contract: &Contract,
    ) -> Vec<String> {
        doc.reset();
        doc.meta_mut().id = name.to_owned();
        doc.meta_mut().published = Some("2024-08-05".to_owned());
        doc.write_text(|buffer| buffer.push_str(text))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        for prepare in &self.prepare {
            prepare(doc);
        }
        let before: Vec<(LayerKey, usize)> = doc.layers().collect();
        // The hook has told where the panic was; which text caused it only we know.
        let result = catch_unwind(AssertUnwindSafe(|| doc.run(worker, contract)));
        match result {
            Ok(Ok(())) => {}
            Ok(Err(error)) => panic!("on the text “{name}” the stage fails: {error}"),
            Err(_) => panic!("on the text “{name}” the stage panics"),
        }
        for layer in contract.provided() {
            assert!(
                doc.has(*layer),
                "{name}: the layer “{}” is not there",
                layer.name()
            );
        }
        let strays: Vec<&str> = (doc.layers())
            .filter(|(key, _)| {
                !before.iter().any(|(old, _)| old == key) && !contract.provided().contains(key)
            })
            .map(|(key, _)| key.name())
            .collect();
        assert!(
            strays.is_empty(),
            "{name}: wrote {strays:?}, which its contract does not provide"
        );
        let misfits = doc.misfits();
        assert!(
            misfits.is_empty(),
            "{name}: spans that do not fit the text: {misfits:?}"
        );
        check_order(doc, name);
        let mut found: Vec<String> = (doc.layers())
            .map(|(key, len)| {
                let mut spans: Vec<Span> = Vec::new();
                doc.visit_spans(key, &mut |span| spans.push(span));
                format!("{} {len}: {spans:?}", key.name())
            })
            .collect();
        // Kept buffers may change in which order layers are listed, and nothing else.
        found.sort();
        found.extend(self.describe.iter().map(|describe| describe(doc)));
        found
    }
}

fn compare(name: &str, with: &str, first: &[String], second: &[String]) {
    for (first, second) in first.iter().zip(second) {
        assert!(
            first == second,
            "on the text “{name}”, {with} gives\n{second:.2000}\nand not, as before,\n{first:.2000}"
        );
    }
    assert_eq!(
        first.len(),
        second.len(),
        "on the text “{name}”, {with} gives other layers"
    );
}

/// What the shared layers promise about the order of their items.
fn check_order(doc: &Document, name: &str) {
    let disjoint = |layer: &str, spans: &[Span]| {
        for pair in spans.windows(2) {
            let ok = pair[0].end() <= pair[1].start();
            assert!(
                ok,
                "{name}: {layer} {:?} and {:?} overlap or are out of order",
                pair[0], pair[1]
            );
        }
        if let Some(empty) = spans.iter().find(|span| span.is_empty()) {
            panic!("{name}: {layer} has the empty span {empty:?}");
        }
    };
    let tokens = doc.layer::<Tokens>().unwrap_or_default();
    disjoint(
        "tokens",
        &tokens.iter().map(|token| token.span).collect::<Vec<_>>(),
    );
    if let Some(sentences) = doc.layer::<Sentences>() {
        disjoint(
            "sentences",
            &sentences.iter().map(|sentence| sentence.span).collect::<Vec<_>>(),
        );
        let mut next = 0;
        for sentence in sentences {
            let inside = tokens.get(sentence.tokens()).unwrap_or_default();
            let (Some(first), Some(last)) = (inside.first(), inside.last()) else {
                panic!("{name}: the sentence {:?} holds no token", sentence.span);
            };
            assert_eq!(
                sentence.first, next,
                "{name}: a token stands in no sentence, or in two"
            );
            assert_eq!(
                sentence.span,
                first.span.join(last.span),
                "{name}: a sentence spans its tokens"
            );
            next = sentence.end;
        }
        assert_eq!(
            next as usize,
            tokens.len(),
            "{name}: the last tokens stand in no sentence"
        );
    }
    let spans = |mentions: &[Mention]| mentions.iter().map(|mention| mention.span).collect::<Vec<_>>();
    disjoint("names", &spans(doc.layer::<Names>().unwrap_or_default()));
    disjoint("values", &spans(doc.layer::<Values>().unwrap_or_default()));
    let mentions = spans(doc.layer::<Mentions>().unwrap_or_default());
    assert!(
        mentions.is_sorted_by_key(|span| span.start()),
        "{name}: mentions are out of order"
    );
}
