//! Reader of `ner/*.bio`: a token and its BIO tag a line, sentences parted by empty lines.
//!
//! The files keep no text, so one is put together from the tokens by English spacing, and no documents, so
//! runs of sentences stand for them: most sources keep their sentences in the order of the text. Two
//! sources annotate treebanks that are here as well; their documents are those of the treebank.

use super::conllu;
use anyhow::{Context, Result, bail};
use dateline_core::layers::{Sentence, Sentences, Token, TokenClass, Tokens};
use dateline_core::{Document, Span};
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// A labelled range of a document's tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// Its type (`PER`, `ORG`, `LOC`, `MISC`, `TIME`, `EVENT`).
    pub label: String,
}

/// A run of sentences with its text, tokens and entities.
#[derive(Clone, Debug, Default)]
pub struct Doc {
    /// The text.
    pub text: String,
    /// The tokens.
    pub tokens: Vec<Token>,
    /// The sentences.
    pub sentences: Vec<Sentence>,
    /// The entities in text order.
    pub entities: Vec<Entity>,
}

/// The treebank behind a source, in the folder of the data.
const TREEBANKS: &[(&str, &str)] = &[
    ("uner_ewt_train", "ewt/train"),
    ("uner_ewt_dev", "ewt/dev"),
    ("gum_clean_train", "gum/train"),
    ("gum_clean_dev", "gum/dev"),
];

/// Sentences that make a document where nothing says where one begins.
const RUN: usize = 30;

/// Reads the source of this name from the folder of the data, as documents.
///
/// # Errors
/// Those of [`read`] and [`read_like`].
pub fn source(data: &Path, name: &str) -> Result<Vec<Doc>> {
    let path = data.join(format!("ner/{name}.bio"));
    match TREEBANKS.iter().find(|(known, _)| *known == name) {
        Some((_, treebank)) => read_like(&path, &data.join(format!("ud/{treebank}.conllu"))),
        None => read(&path, RUN),
    }
}

/// Reads a file as documents of `run` sentences each.
///
/// # Errors
/// What keeps the file from being read, and the first line that is not a token and a tag.
pub fn read(path: &Path, run: usize) -> Result<Vec<Doc>> {
    let content = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    parse(&content, run).with_context(|| path.display().to_string())
}

/// Reads a source whose sentences stand in a treebank too, which knows where documents begin; in whatever
/// order the sentences come, those of one document stay together.
///
/// # Errors
/// What keeps one of the files from being read.
pub fn read_like(path: &Path, treebank: &Path) -> Result<Vec<Doc>> {
    let mut homes: HashMap<String, Vec<usize>> = HashMap::new();
    for (number, doc) in conllu::read(treebank)?.iter().enumerate() {
        for sentence in &doc.sentences {
            let forms = doc.words.get(sentence.tokens()).unwrap_or_default();
            homes
                .entry(forms.iter().map(|word| word.form.as_str()).collect())
                .or_default()
                .push(number);
        }
    }
    let mut docs: Vec<Doc> = Vec::new();
    let mut home = usize::MAX;
    for sentence in read(path, 1)? {
        let form = |token: &Token| sentence.text.get(token.span.range()).unwrap_or("");
        let known = homes.get(&sentence.tokens.iter().map(form).collect::<String>());
        let here = known
            .filter(|homes| !homes.contains(&home))
            .and_then(|homes| homes.first());
        if docs.is_empty() || here.is_some() {
            docs.push(Doc::default());
        }
        home = here.copied().unwrap_or(home);
        if let Some(doc) = docs.last_mut() {
            doc.append(&sentence);
        }
    }
    Ok(docs)
}

pub(crate) fn parse(content: &str, run: usize) -> Result<Vec<Doc>> {
    let mut docs = Vec::new();
    let mut doc = Doc::default();
    let mut open = false;
    for (number, line) in content.lines().enumerate() {
        if line.is_empty() {
            open = false;
            continue;
        }
        let Some((form, tag)) = line.split_once('\t') else {
            bail!("line {}: no tab in “{line}”", number + 1);
        };
        if !open {
            if doc.sentences.len() >= run {
                docs.push(std::mem::take(&mut doc));
            }
            doc.begin_sentence();
            open = true;
        }
        doc.push(form, tag.split('\t').next().unwrap_or("O"));
    }
    if !doc.tokens.is_empty() {
        docs.push(doc);
    }
    Ok(docs)
}

impl Doc {
    fn begin_sentence(&mut self) {
        let first = self.tokens.len() as u32;
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let span = Span::at(self.text.len(), 0);
        self.sentences.push(Sentence {
            span,
            first,
            end: first,
            paragraph: false,
        });
    }

    fn push(&mut self, form: &str, tag: &str) {
        let Some(sentence) = self.sentences.last_mut() else {
            return;
        };
        let index = self.tokens.len();
        if index > sentence.first as usize && spaced(self.text.as_str(), form) {
            self.text.push(' ');
        }
        let span = Span::at(self.text.len(), form.len());
        self.text.push_str(form);
        self.tokens.push(Token::new(span, class(form)));
        sentence.span = Span::new(sentence.span.start(), span.end());
        sentence.end = index as u32 + 1;
        let Some((place, label)) = tag.split_once('-') else {
            return;
        };
        let goes_on = place == "I" && index > sentence.first as usize;
        match self
            .entities
            .last_mut()
            .filter(|last| goes_on && last.end == index && last.label == label)
        {
            Some(last) => last.end = index + 1,
            None => self.entities.push(Entity {
                first: index,
                end: index + 1,
                label: label.to_owned(),
            }),
        }
    }

    /// Adds another document's sentences.
    fn append(&mut self, other: &Self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let (text, token) = (self.text.len() as u32, self.tokens.len());
        let moved = |span: Span| Span::new(span.start() + text, span.end() + text);
        self.text.push_str(&other.text);
        self.tokens.extend(other.tokens.iter().map(|it| Token {
            span: moved(it.span),
            ..*it
        }));
        self.sentences.extend(other.sentences.iter().map(|it| Sentence {
            span: moved(it.span),
            first: it.first + token as u32,
            end: it.end + token as u32,
            ..*it
        }));
        self.entities.extend(other.entities.iter().map(|it| Entity {
            first: it.first + token,
            end: it.end + token,
            label: it.label.clone(),
        }));
    }

    /// The same sentences and entities, every token written otherwise.
    #[must_use]
    pub fn rewritten(&self, write: impl Fn(&str) -> String) -> Self {
        let mut new = Self::default();
        for sentence in &self.sentences {
            new.begin_sentence();
            for token in self.tokens.get(sentence.tokens()).unwrap_or_default() {
                let form = self.text.get(token.span.range()).unwrap_or("");
                new.push(&write(form), "O");
            }
        }
        new.entities.clone_from(&self.entities);
        new
    }

    /// As a document with tokens and sentences.
    ///
    /// # Errors
    /// None for texts below 2 GiB.
    pub fn document(&self) -> Result<Document> {
        let mut doc = Document::from_text(&self.text)?;
        doc.insert(|_, out| {
            out.layer::<Tokens>().extend_from_slice(&self.tokens);
            out.layer::<Sentences>().extend_from_slice(&self.sentences);
            Ok(())
        })?;
        Ok(doc)
    }
}

/// Whether English puts a space between what stands there and this token.
fn spaced(before: &str, form: &str) -> bool {
    let closing = matches!(
        form,
        "." | "," | ";" | ":" | "!" | "?" | ")" | "]" | "%" | "-" | "…"
    ) || form.eq_ignore_ascii_case("n't")
        || form.len() > 1 && form.starts_with(['\'', '’']) && form.chars().skip(1).all(char::is_alphabetic);
    let opened = before.ends_with(['(', '[', '$', '£', '€']) || glued(before);
    !closing && !opened
}

/// Whether the text ends in a hyphen inside a word.
fn glued(before: &str) -> bool {
    before
        .strip_suffix('-')
        .is_some_and(|rest| rest.ends_with(char::is_alphanumeric))
}

/// A token's class by its characters, as far as names are concerned.
fn class(form: &str) -> TokenClass {
    if form.contains("://") || form.starts_with("www.") {
        TokenClass::Url
    } else if form.len() > 3 && form.contains('@') && !form.starts_with('@') && form.contains('.') {
        TokenClass::Email
    } else if form.len() > 1 && form.starts_with('@') {
        TokenClass::Handle
    } else if form.len() > 1 && form.starts_with('#') {
        TokenClass::Hashtag
    } else if form.chars().any(char::is_alphabetic) {
        TokenClass::Word
    } else if form.chars().any(char::is_numeric) {
        TokenClass::Number
    } else {
        TokenClass::Punct
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_become_documents_with_text() {
        let docs = parse(
            "Al\tB-ORG\n-\tI-ORG\nZaman\tI-ORG\n's\tO\n\nHe\tO\n.\tO\n\nNo\tO\n",
            2,
        )
        .unwrap();
        assert_eq!(docs.len(), 2);
        assert_eq!(docs[0].text, "Al-Zaman's\nHe.");
        assert_eq!(
            docs[0].entities,
            [Entity {
                first: 0,
                end: 3,
                label: "ORG".into()
            }]
        );
        assert_eq!(docs[0].sentences[1].tokens(), 4..6);
        assert!(docs[0].document().unwrap().misfits().is_empty());
    }

    #[test]
    fn lines_without_a_tag_are_named() {
        let error = parse("a\tO\nb\n", 1).unwrap_err();
        assert_eq!(error.to_string(), "line 2: no tab in “b”");
    }
}
