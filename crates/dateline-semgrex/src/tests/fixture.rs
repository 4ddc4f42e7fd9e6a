//! Articles for tests, written as a table: a line a token, an empty line between sentences.
//!
//! The columns are word, lemma, Penn tag, universal tag, head (from 1, 0 for none), label, and, where there
//! are any, features (`_` for none) and the label of the name or value that the token belongs to.

use dateline_core::layers::{
    Dependency, Deprel, Label, Mention, MentionKind, Names, Parse, Sentence, Sentences, Tag, Tags, Token,
    TokenClass, Tokens, UdRel, Upos, Values,
};
use dateline_core::{Document, Id, Span};

/// The article that `table` writes.
pub(crate) fn article(table: &str) -> Document {
    let rows: Vec<Vec<&str>> = table
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    let mut text = String::new();
    let mut spans = Vec::new();
    for row in rows.iter().filter(|row| !row.is_empty()) {
        if !text.is_empty() {
            text.push(' ');
        }
        spans.push(Span::at(text.len(), row[0].len()));
        text.push_str(row[0]);
    }
    let mut doc = Document::from_text(&text).unwrap();
    doc.insert(|_, out| {
        let (mut first, mut at) = (0, 0);
        let mut open: Option<&str> = None;
        out.layer::<Values>();
        for row in rows.iter().chain([&Vec::new()]) {
            let [word, lemma, xpos, upos, head, label, ..] = row[..] else {
                if at > first {
                    out.layer::<Sentences>().push(Sentence {
                        span: spans[first].join(spans[at - 1]),
                        first: first as u32,
                        end: at as u32,
                        paragraph: first == 0,
                    });
                }
                (first, open) = (at, None);
                continue;
            };
            let class = if word.chars().any(char::is_alphanumeric) {
                TokenClass::Word
            } else {
                TokenClass::Punct
            };
            out.layer::<Tokens>().push(Token::new(spans[at], class));
            let feats = row.get(6).filter(|feats| **feats != "_").copied();
            let tag = Tag {
                upos: Upos::from_name(upos).unwrap(),
                xpos: out.intern(xpos),
                feats: out.intern(feats.unwrap_or_default()),
                lemma: out.intern(lemma),
            };
            out.layer::<Tags>().push(tag);
            let head: usize = head.parse().unwrap();
            let (relation, subtype) = label.split_once(':').unwrap_or((label, ""));
            let deprel = Deprel {
                relation: UdRel::from_name(relation).unwrap(),
                subtype: out.intern(subtype),
            };
            let head = head.checked_sub(1).map(|head| Id::from_index(first + head));
            out.layer::<Parse>().push(Dependency { head, deprel });
            let ner = row.get(7).copied();
            if let Some(label) = ner.and_then(Label::from_name) {
                let names = out.layer::<Names>();
                match names.last_mut() {
                    Some(last) if open == ner => last.span = last.span.join(spans[at]),
                    _ => names.push(Mention::new(spans[at], label, MentionKind::Name)),
                }
            }
            open = ner;
            at += 1;
        }
        out.layer::<Names>();
        Ok(())
    })
    .unwrap();
    doc
}

/// News of an afternoon; the sentences are made up.
pub(crate) const NEWS: &str = "
The       the      DT   DET    2  det         Definite=Def            _
ministers minister NNS  NOUN   3  nsubj       Number=Plur             _
told      tell     VBD  VERB   0  root        Mood=Ind|Tense=Past     _
reporters reporter NNS  NOUN   3  iobj        Number=Plur             _
in        in       IN   ADP    6  case        _                       _
Oslo      Oslo     NNP  PROPN  3  obl         Number=Sing             GPE
that      that     IN   SCONJ  12 mark        _                       _
the       the      DT   DET    10 det         Definite=Def            _
old       old      JJ   ADJ    10 amod        Degree=Pos              _
treaty    treaty   NN   NOUN   12 nsubj:pass  Number=Sing             _
was       be       VBD  AUX    12 aux:pass    Mood=Ind|Tense=Past     _
signed    sign     VBN  VERB   3  ccomp       Tense=Past|VerbForm=Part _
by        by       IN   ADP    14 case        _                       _
Norway    Norway   NNP  PROPN  12 obl:agent   Number=Sing             GPE
.         .        .    PUNCT  3  punct       _                       _

Anna      Anna     NNP  PROPN  3  nsubj       Number=Sing             PERSON
Berg      Berg     NNP  PROPN  1  flat        Number=Sing             PERSON
sold      sell     VBD  VERB   0  root        Mood=Ind|Tense=Past     _
boats     boat     NNS  NOUN   3  obj         Number=Plur             _
and       and      CC   CCONJ  6  cc          _                       _
bought    buy      VBD  VERB   3  conj        Mood=Ind|Tense=Past     _
old       old      JJ   ADJ    8  amod        Degree=Pos              _
boats     boat     NNS  NOUN   6  obj         Number=Plur             _
.         .        .    PUNCT  3  punct       _                       _
";
