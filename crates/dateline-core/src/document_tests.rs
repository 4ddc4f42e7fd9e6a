//! What documents promise: append-once layers, failed stages without a trace, kept buffers.

use crate::layers::{Mention, MentionKind, Names, Sentences, Token, TokenClass, Tokens};
use crate::{
    Annotator, Contract, Document, Error, ErrorKind, Output, Span, Stateless, TextRef, View, Worker,
    layers::Label,
};

/// A stage made of a contract and a function.
struct Stage(Contract, fn(View<'_>, &mut Output<'_>) -> Result<(), Error>);

impl Stateless for Stage {
    fn contract(&self) -> Contract {
        self.0.clone()
    }
    fn annotate(&self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        (self.1)(doc, out)
    }
}

fn one_token(doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
    out.layer::<Tokens>()
        .add(Token::new(Span::at(0, doc.text().len()), TokenClass::Word));
    Ok(())
}

#[test]
fn a_provided_layer_is_there_even_when_nothing_was_found() {
    let mut doc = Document::from_text("").unwrap();
    doc.apply(&Stage(Contract::new().provides::<Tokens>(), |_, _| Ok(())))
        .unwrap();
    assert_eq!(doc.layer::<Tokens>().map(<[Token]>::len), Some(0));
    assert!(doc.layer::<Sentences>().is_none());
}

#[test]
fn layers_are_written_once_and_only_as_the_contract_says() {
    let mut doc = Document::from_text("word").unwrap();
    let tokens = Stage(Contract::new().provides::<Tokens>(), one_token);
    doc.apply(&tokens).unwrap();
    assert_eq!(doc.apply(&tokens).unwrap_err().kind(), ErrorKind::Contract);
    let liar = Stage(Contract::new().provides::<Sentences>(), |_, out| {
        out.layer::<Names>();
        Ok(())
    });
    assert_eq!(doc.apply(&liar).unwrap_err().kind(), ErrorKind::Contract);
    assert!(doc.layer::<Sentences>().is_none() && doc.layer::<Names>().is_none());
    let hungry = Stage(Contract::new().requires::<Sentences>(), |_, _| Ok(()));
    assert_eq!(doc.apply(&hungry).unwrap_err().kind(), ErrorKind::MissingLayer);
}

#[test]
fn a_failed_stage_leaves_no_trace() {
    let mut doc = Document::from_text("word").unwrap();
    let failing = Stage(Contract::new().provides::<Tokens>(), |doc, out| {
        one_token(doc, out)?;
        out.intern("lost");
        Err(Error::new(ErrorKind::Other, "no"))
    });
    assert!(doc.apply(&failing).is_err());
    assert!(doc.layer::<Tokens>().is_none());
    doc.apply(&Stage(Contract::new().provides::<Tokens>(), one_token))
        .unwrap();
    assert_eq!(doc.layer::<Tokens>().map(<[Token]>::len), Some(1));
}

#[test]
fn interned_strings_survive_later_stages() {
    let mut doc = Document::from_text("Kihara").unwrap();
    fn rule(out: &mut Output<'_>, name: &str) -> TextRef {
        let rule = out.intern(name);
        assert_eq!(out.interned(rule), name);
        rule
    }
    doc.insert(|_, out| {
        let rule = rule(out, "gazetteer");
        let span = Span::at(0, 6);
        out.layer::<Names>().add(Mention {
            rule,
            ..Mention::new(span, Label::Person, MentionKind::Name)
        });
        Ok(())
    })
    .unwrap();
    doc.insert(|_, out| {
        let rule = rule(out, "dates");
        let span = Span::at(0, 6);
        let mention = Mention {
            rule,
            ..Mention::new(span, Label::Date, MentionKind::Value)
        };
        out.layer::<crate::layers::Values>().add(mention);
        Ok(())
    })
    .unwrap();
    let rules: Vec<&str> = [doc.layer::<Names>(), doc.layer::<crate::layers::Values>()]
        .into_iter()
        .flatten()
        .flatten()
        .map(|mention| doc.get(mention.rule))
        .collect();
    assert_eq!(rules, ["gazetteer", "dates"]);
    assert_eq!(doc.get(TextRef::of_span(Span::new(1, 3))), "ih");
}

#[test]
fn a_reset_document_knows_nothing_of_the_last_article() {
    let mut doc = Document::from_text("word").unwrap();
    doc.meta_mut().id = "one".into();
    doc.apply(&Stage(Contract::new().provides::<Tokens>(), one_token))
        .unwrap();
    doc.reset();
    assert_eq!(
        (doc.text(), doc.meta().id.as_str(), doc.layers().count()),
        ("", "", 0)
    );
    doc.write_text(|text| text.push_str("two")).unwrap();
    doc.apply(&Stage(Contract::new().provides::<Tokens>(), one_token))
        .unwrap();
    assert_eq!(
        doc.layers()
            .map(|(key, len)| (key.name(), len))
            .collect::<Vec<_>>(),
        [("tokens", 1)]
    );
}

#[test]
fn misfitting_spans_are_found_and_never_panic() {
    let mut doc = Document::from_text("né").unwrap();
    doc.insert(|_, out| {
        out.layer::<Tokens>()
            .add(Token::new(Span::new(0, 2), TokenClass::Word));
        Ok(())
    })
    .unwrap();
    assert_eq!(doc.misfits(), [("tokens", Span::new(0, 2))]);
    assert_eq!(doc.slice(Span::new(0, 2)), "");
}

#[test]
fn workers_with_scratch_and_stateless_stages_are_the_same_to_a_document() {
    struct Counting;
    struct Hands(usize);
    impl Annotator for Counting {
        fn contract(&self) -> Contract {
            Contract::new().provides::<Tokens>()
        }
        fn worker(&self) -> Box<dyn Worker + '_> {
            Box::new(Hands(0))
        }
    }
    impl Worker for Hands {
        fn annotate(&mut self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
            self.0 += 1;
            one_token(doc, out)
        }
    }
    let mut doc = Document::from_text("word").unwrap();
    doc.apply(&Counting).unwrap();
    assert_eq!(doc.layer::<Tokens>().map(<[Token]>::len), Some(1));
}
