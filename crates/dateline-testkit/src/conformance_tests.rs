//! The suite must catch what it is there to catch.

use crate::{Conformance, WhiteSpace};
use dateline_core::layers::{Names, Sentences, Token, TokenClass, Tokens};
use dateline_core::{Annotator, Contract, Error, ErrorKind, Output, Span, Stateless, View, Worker};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A stage made of a function, with a contract that provides tokens.
struct Tokenizer(fn(View<'_>, &mut Output<'_>) -> Result<(), Error>);

impl Stateless for Tokenizer {
    fn contract(&self) -> Contract {
        Contract::new().provides::<Tokens>()
    }
    fn annotate(&self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        (self.0)(doc, out)
    }
}

fn token(out: &mut Output<'_>, start: usize, len: usize) {
    out.layer::<Tokens>()
        .push(Token::new(Span::at(start, len), TokenClass::Word));
}

/// Sees to it that the suite fails for `stage`, saying `expected`.
fn fails(stage: &dyn Annotator, expected: &str) {
    let result = catch_unwind(AssertUnwindSafe(|| Conformance::of(stage).run()));
    let payload = result.expect_err("the suite passed");
    let said = payload.downcast_ref::<String>().cloned();
    let said = said
        .or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_default();
    assert!(said.contains(expected), "{said}");
}

#[test]
fn a_sound_stage_passes() {
    Conformance::of(&WhiteSpace).run();
    let names = Tokenizer(|_, _| Ok(()));
    Conformance::of(&names).text("a text of my own").run();
}

#[test]
fn unsound_stages_are_caught() {
    let check = |stage: fn(View<'_>, &mut Output<'_>) -> Result<(), Error>, expected: &str| {
        fails(&Tokenizer(stage), expected);
    };
    check(
        |_, _| Err(Error::new(ErrorKind::Other, "no way")),
        "on the text “empty” the stage fails: no way",
    );
    check(
        |doc, _| panic!("{}", doc.text().len()),
        "on the text “empty” the stage panics",
    );
    check(
        |_, out| {
            out.layer::<Names>();
            Ok(())
        },
        "wrote the layer “names”, which its contract does not provide",
    );
    check(
        |doc, out| {
            let first = doc.text().chars().next();
            if first.is_some() {
                token(out, 0, 1);
            }
            Ok(())
        },
        "spans that do not fit the text",
    );
    check(
        |doc, out| {
            for _ in 0..2 * doc.text().len().min(1) {
                token(out, 0, doc.text().len());
            }
            Ok(())
        },
        "overlap or are out of order",
    );
    check(
        |_, out| {
            token(out, 0, 0);
            Ok(())
        },
        "has the empty span 0..0",
    );
}

/// A stage whose worker counts articles into its result.
struct Remembers;
struct Count(usize);

impl Annotator for Remembers {
    fn contract(&self) -> Contract {
        Contract::new().provides::<Tokens>()
    }
    fn worker(&self) -> Box<dyn Worker + '_> {
        Box::new(Count(0))
    }
}

impl Worker for Count {
    fn annotate(&mut self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        self.0 += 1;
        if doc.text().is_ascii() && doc.text().len() > 1000 {
            token(out, 0, self.0);
        }
        Ok(())
    }
}

#[test]
fn workers_that_remember_are_caught() {
    fails(&Remembers, "a worker that has seen other articles gives");
}

#[test]
fn stages_before_it_give_it_what_it_requires() {
    struct Needs;
    impl Stateless for Needs {
        fn contract(&self) -> Contract {
            Contract::new().requires::<Sentences>().provides::<Names>()
        }
        fn annotate(&self, _: View<'_>, _: &mut Output<'_>) -> Result<(), Error> {
            Ok(())
        }
    }
    fails(&Needs, "needs the layer “sentences”");
    Conformance::of(&Needs).after(&WhiteSpace).run();
}
