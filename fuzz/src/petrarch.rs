//! Any text as PETRARCH dictionaries, and the stage `events` with them over a small article.

use dateline::core::layers::{
    Dependency, Deprel, Entities, Events, Mentions, Parse, Sentence, Sentences, Tag, Tags, Token, TokenClass,
    Tokens, UdRel, Upos,
};
use dateline::core::{Document, Id, Setting, Settings, Span, TextRef};
use std::collections::BTreeMap;

/// The article's words: part of speech, relation, head.
const WORDS: [(&str, Upos, UdRel, Option<u32>); 10] = [
    ("Gollum", Upos::Propn, UdRel::Nsubj, Some(2)),
    ("will", Upos::Aux, UdRel::Aux, Some(2)),
    ("meet", Upos::Verb, UdRel::Root, None),
    ("Arnor", Upos::Propn, UdRel::Obj, Some(2)),
    ("and", Upos::Cconj, UdRel::Cc, Some(6)),
    ("Gondor", Upos::Propn, UdRel::Compound, Some(6)),
    ("troops", Upos::Noun, UdRel::Conj, Some(3)),
    ("in", Upos::Adp, UdRel::Case, Some(8)),
    ("Minas-Tirith", Upos::Propn, UdRel::Obl, Some(2)),
    (".", Upos::Punct, UdRel::Punct, Some(2)),
];

/// The article with tokens, tags, a parse, and no mention.
fn article() -> Document {
    let text: Vec<&str> = WORDS.iter().map(|(word, ..)| *word).collect();
    let mut doc = Document::from_text(&text.join(" ")).expect("short");
    let written = doc.insert(|view, out| {
        let mut start = 0;
        for (word, upos, relation, head) in WORDS {
            let span = Span::at(start, word.len());
            start += word.len() + 1;
            out.layer::<Tokens>().push(Token::new(span, TokenClass::Word));
            out.layer::<Tags>().push(Tag {
                upos,
                xpos: TextRef::EMPTY,
                feats: TextRef::EMPTY,
                lemma: TextRef::of_span(span),
            });
            let deprel = Deprel {
                relation,
                subtype: TextRef::EMPTY,
            };
            let head = head.map(Id::new);
            out.layer::<Parse>().push(Dependency { head, deprel });
        }
        out.layer::<Sentences>().push(Sentence {
            span: Span::at(0, view.text().len()),
            first: 0,
            end: WORDS.len() as u32,
            paragraph: true,
        });
        out.layer::<Mentions>();
        out.layer::<Entities>();
        Ok(())
    });
    written.expect("no layer is there before");
    doc
}

/// The bytes, cut at zero bytes, are actors, agents, verbs and discards. The stage refuses them with a message, or
/// codes events that point into the article, the same every time.
///
/// # Panics
/// When one of these does not hold.
pub fn petrarch(data: &[u8]) {
    let parts: Vec<String> = data
        .split(|byte| *byte == 0)
        .map(|part| String::from_utf8_lossy(part).into_owned())
        .collect();
    let names = ["actors.txt", "agents.txt", "verbs.txt", "discards.txt"];
    let given: Vec<(&str, String)> = names.into_iter().zip(parts).collect();
    let files = given.iter().map(|(name, _)| Setting::Str((*name).to_owned()));
    let values = BTreeMap::from([("petrarch".to_owned(), Setting::List(files.collect()))]);
    let settings = Settings::new("events", values).with_files(move |path| {
        let found = given.iter().find(|(name, _)| *name == path);
        Ok(found.map(|(_, content)| content.clone()).unwrap_or_default())
    });
    let stage = match dateline::relations::EventStage::from_settings(settings) {
        Ok(stage) => stage,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let found = || {
        let mut doc = article();
        doc.apply(&stage).expect("events refuse no article");
        assert!(doc.misfits().is_empty());
        let events = doc.layer::<Events>().unwrap_or_default();
        let shown = events.iter().map(|it| {
            let parts = [it.source_code, it.code, it.target_code].map(|text| doc.get(text).to_owned());
            (parts, it.trigger)
        });
        shown.collect::<Vec<_>>()
    };
    assert_eq!(found(), found(), "what is coded depends on what was coded before");
}

#[cfg(test)]
mod tests {
    use crate::samples::{PETRARCH, mutated};

    #[test]
    fn made_up_dictionaries() {
        mutated(PETRARCH, 1000, super::petrarch);
    }
}
