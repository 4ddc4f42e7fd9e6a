//! Cases for what is laid over the model's names: one-line texts whose tokens are parted by blanks.

use crate::Tagger;
use dateline_core::layers::{Label, Names, Sentence, Sentences, Token, TokenClass, Tokens};
use dateline_core::{Document, Span};

/// The names of a text, each with its label.
fn names(text: &str) -> Vec<(Label, String)> {
    let mut doc = Document::from_text(text).unwrap();
    doc.insert(|_, out| {
        let (mut at, mut count) = (0, 0);
        for word in text.split(' ') {
            let class = match word.chars().next() {
                Some('#') => TokenClass::Hashtag,
                Some(first) if first.is_alphanumeric() => TokenClass::Word,
                _ => TokenClass::Punct,
            };
            out.layer::<Tokens>()
                .push(Token::new(Span::at(at, word.len()), class));
            at += word.len() + 1;
            count += 1;
        }
        out.layer::<Sentences>().push(Sentence {
            span: Span::new(0, text.len() as u32),
            first: 0,
            end: count,
            paragraph: true,
        });
        Ok(())
    })
    .unwrap();
    doc.apply(&Tagger::new().unwrap()).unwrap();
    let names = doc.layer::<Names>().unwrap();
    names
        .iter()
        .map(|name| (name.label, doc.slice(name.span).to_owned()))
        .collect()
}

#[test]
fn ships_are_no_persons() {
    let found = names("The USS Gerald R. Ford sailed , and HMS Diamond followed .");
    for ship in ["USS Gerald R. Ford", "HMS Diamond"] {
        assert!(found.contains(&(Label::Product, ship.to_owned())), "{found:?}");
    }
    assert!(
        found.iter().all(|(label, _)| *label != Label::Person),
        "{found:?}"
    );
}

#[test]
fn hashtags_are_no_names() {
    let found = names("She wrote #FreeBritney and #JusticeForGeorge on a sign .");
    assert!(found.iter().all(|(_, text)| !text.starts_with('#')), "{found:?}");
}
