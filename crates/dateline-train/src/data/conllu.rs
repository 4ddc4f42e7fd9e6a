//! Reader of the Universal Dependencies data sets: CoNLL-U, with the raw text put together again.
//!
//! A document's text is what the CoNLL 2018 shared task gave its systems: sentences after one another, with
//! a space between them unless the last token says `SpaceAfter=No`, and an empty line between paragraphs
//! (`# newpar`, `# newdoc`). Tokens come as core's [`Token`]s over that text, so that whatever scores or
//! learns sees the same types for gold and system.

use anyhow::{Context, Result, bail};
use dateline_core::Span;
use dateline_core::layers::{Sentence, Token, TokenClass};
use std::fs;
use std::path::Path;

/// The annotation of one word, as it stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// The form.
    pub form: String,
    /// The lemma.
    pub lemma: String,
    /// The universal part of speech.
    pub upos: String,
    /// The treebank's own tag (Penn).
    pub xpos: String,
    /// The features as written (`Number=Sing|Person=3`), `_` for none.
    pub feats: String,
    /// Index of the head among the document's tokens; `None` at the root.
    pub head: Option<usize>,
    /// The relation to the head.
    pub deprel: String,
    /// The last column as written.
    pub misc: String,
}

/// One document.
#[derive(Clone, Debug, Default)]
pub struct Doc {
    /// Its id (`# newdoc id`).
    pub id: String,
    /// Its text, put together from the tokens.
    pub text: String,
    /// Its syntactic words. `class` is always [`TokenClass::Word`]: the data sets do not know classes.
    pub tokens: Vec<Token>,
    /// Its sentences; `paragraph` says `# newpar`.
    pub sentences: Vec<Sentence>,
    /// One for each token.
    pub words: Vec<Word>,
    /// The `# sent_id` of each sentence.
    pub sentence_ids: Vec<String>,
}

impl Doc {
    /// Some of its sentences as a document of their own.
    #[must_use]
    pub fn part(&self, sentences: std::ops::Range<usize>) -> Self {
        let inside = self.sentences.get(sentences.clone()).unwrap_or_default();
        let (Some(first), Some(last)) = (inside.first(), inside.last()) else {
            return Self::default();
        };
        let (from, to) = (first.first as usize, last.end as usize);
        let base = first.span.start();
        let moved = |span: Span| Span::new(span.start() - base, span.end() - base);
        Self {
            id: format!("{}/{}", self.id, sentences.start),
            text: self
                .text
                .get(first.span.join(last.span).range())
                .unwrap_or("")
                .to_owned(),
            tokens: self
                .tokens
                .get(from..to)
                .unwrap_or_default()
                .iter()
                .map(|token| Token {
                    span: moved(token.span),
                    ..*token
                })
                .collect(),
            sentences: inside
                .iter()
                .map(|it| Sentence {
                    span: moved(it.span),
                    first: it.first - from as u32,
                    end: it.end - from as u32,
                    ..*it
                })
                .collect(),
            words: self
                .words
                .get(from..to)
                .unwrap_or_default()
                .iter()
                .map(|word| Word {
                    head: word.head.map(|head| head - from),
                    ..word.clone()
                })
                .collect(),
            sentence_ids: self.sentence_ids.get(sentences).unwrap_or_default().to_vec(),
        }
    }
}

/// Reads a whole file. Empty nodes (`8.1`) and enhanced dependencies are left out.
///
/// # Errors
/// What keeps the file from being read, and the first line that is not CoNLL-U.
pub fn read(path: &Path) -> Result<Vec<Doc>> {
    let content = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    parse(&content).with_context(|| path.display().to_string())
}

/// Reads what a file holds.
///
/// # Errors
/// The first line that is not CoNLL-U.
pub fn parse(content: &str) -> Result<Vec<Doc>> {
    let mut docs = Vec::new();
    let mut state = State::default();
    for (number, line) in content.lines().enumerate() {
        let what = || format!("line {}", number + 1);
        if let Some(comment) = line.strip_prefix('#') {
            state.comment(comment.trim(), &mut docs);
        } else if line.trim().is_empty() {
            state.end_sentence(&mut docs).with_context(what)?;
        } else {
            state.row(line).with_context(what)?;
        }
    }
    state.end_sentence(&mut docs)?;
    Ok(docs)
}

/// A token of the surface: one word, or the words of a multiword token.
#[derive(Default)]
struct Surface {
    form: String,
    words: usize,
    space_after: bool,
}

#[derive(Default)]
struct State {
    new_doc: bool,
    new_par: bool,
    sent_id: String,
    surfaces: Vec<Surface>,
    words: Vec<Word>,
    heads: Vec<usize>,
    /// Words of the multiword token that is open.
    open: usize,
    /// Whether the sentence before ended with white space.
    gap: bool,
}

impl State {
    fn comment(&mut self, comment: &str, docs: &mut Vec<Doc>) {
        if let Some(rest) = comment.strip_prefix("newdoc") {
            let id = rest.split_once('=').map_or("", |(_, id)| id.trim());
            docs.push(Doc {
                id: id.to_owned(),
                ..Doc::default()
            });
            self.new_doc = true;
        } else if comment == "newpar" || comment.starts_with("newpar id") || comment.starts_with("newpar =") {
            self.new_par = true;
        } else if let Some(id) = comment.strip_prefix("sent_id =") {
            id.trim().clone_into(&mut self.sent_id);
        }
    }

    fn row(&mut self, line: &str) -> Result<()> {
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, form, lemma, upos, xpos, feats, head, deprel, _, misc] = columns[..] else {
            bail!("{} columns, not ten", columns.len());
        };
        let space_after = !misc.split('|').any(|item| item == "SpaceAfter=No");
        if let Some((from, to)) = id.split_once('-') {
            let (from, to): (usize, usize) = (from.parse()?, to.parse()?);
            if to < from || self.open > 0 {
                bail!("the range {id} is not one");
            }
            self.open = to - from + 1;
            self.surfaces.push(Surface {
                form: form.to_owned(),
                words: self.open,
                space_after,
            });
            return Ok(());
        }
        if id.contains('.') {
            return Ok(());
        }
        if self.open > 0 {
            self.open -= 1;
        } else {
            self.surfaces.push(Surface {
                form: form.to_owned(),
                words: 1,
                space_after,
            });
        }
        self.heads
            .push(head.parse().with_context(|| format!("the head {head}"))?);
        let [form, lemma, upos, xpos, feats, deprel, misc] =
            [form, lemma, upos, xpos, feats, deprel, misc].map(str::to_owned);
        self.words.push(Word {
            form,
            lemma,
            upos,
            xpos,
            feats,
            head: None,
            deprel,
            misc,
        });
        Ok(())
    }

    fn end_sentence(&mut self, docs: &mut Vec<Doc>) -> Result<()> {
        if self.surfaces.is_empty() {
            return Ok(());
        }
        if docs.is_empty() {
            docs.push(Doc::default());
            self.new_doc = true;
        }
        let Some(doc) = docs.last_mut() else { return Ok(()) };
        let paragraph = self.new_par || self.new_doc;
        if !doc.text.is_empty() {
            match (paragraph, self.gap) {
                (true, _) => doc.text.push_str("\n\n"),
                (false, true) => doc.text.push(' '),
                (false, false) => {}
            }
        }
        let first = doc.tokens.len();
        let mut words = self.words.drain(..);
        let count = self.surfaces.len();
        for (index, surface) in self.surfaces.drain(..).enumerate() {
            let start = doc.text.len();
            doc.text.push_str(&surface.form);
            let mut at = start;
            for part in 0..surface.words {
                let word = words.next().context("a multiword token without its words")?;
                // A multiword token whose words are not written one after the other (French "du") has no
                // spans for them; English data sets have none.
                if part > 0 || surface.words > 1 {
                    let rest = doc.text.get(at..).unwrap_or("");
                    if !rest.starts_with(&word.form) {
                        bail!(
                            "{}: the words of {} are not its parts",
                            self.sent_id,
                            surface.form
                        );
                    }
                }
                let end = if surface.words == 1 {
                    doc.text.len()
                } else {
                    at + word.form.len()
                };
                doc.tokens.push(Token {
                    span: Span::at(at, end - at),
                    class: TokenClass::Word,
                    joined: part > 0,
                });
                doc.words.push(word);
                at = end;
            }
            self.gap = surface.space_after;
            if surface.space_after && index + 1 < count {
                doc.text.push(' ');
            }
        }
        drop(words);
        for (word, head) in doc.words.iter_mut().skip(first).zip(self.heads.drain(..)) {
            word.head = (head > 0).then(|| first + head - 1);
        }
        if let (Some(from), Some(to)) = (doc.tokens.get(first), doc.tokens.last()) {
            doc.sentences.push(Sentence {
                span: from.span.join(to.span),
                first: first as u32,
                end: doc.tokens.len() as u32,
                paragraph,
            });
            doc.sentence_ids.push(std::mem::take(&mut self.sent_id));
        }
        (self.new_doc, self.new_par) = (false, false);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = "\
# newdoc id = d1
# sent_id = s1
1-2\tDon't\t_\t_\t_\t_\t_\t_\t_\t_
1\tDo\tdo\tAUX\tVB\t_\t3\taux\t_\t_
2\tn't\tnot\tPART\tRB\t_\t3\tadvmod\t_\t_
3\tgo\tgo\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No
4\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_

# sent_id = s2
1\tYes\tyes\tINTJ\tUH\t_\t0\troot\t_\t_

# newpar
# sent_id = s3
1\tNo\tno\tINTJ\tUH\t_\t0\troot\t_\t_
";

    #[test]
    fn the_text_comes_back() {
        let docs = parse(SAMPLE).unwrap();
        assert_eq!(docs.len(), 1);
        let doc = &docs[0];
        assert_eq!(doc.text, "Don't go. Yes\n\nNo");
        let forms: Vec<&str> = doc
            .tokens
            .iter()
            .map(|token| &doc.text[token.span.range()])
            .collect();
        assert_eq!(forms, ["Do", "n't", "go", ".", "Yes", "No"]);
        assert_eq!(doc.tokens.iter().map(|token| token.joined as u8).sum::<u8>(), 1);
        assert_eq!(doc.words[1].head, Some(2));
        assert_eq!(doc.words[2].head, None);
        let paragraphs: Vec<bool> = doc.sentences.iter().map(|sentence| sentence.paragraph).collect();
        assert_eq!(paragraphs, [true, false, true]);
        assert_eq!(doc.sentence_ids, ["s1", "s2", "s3"]);
    }

    #[test]
    fn bad_lines_are_named() {
        let error = parse("1\tfew\tcolumns").unwrap_err();
        assert!(format!("{error:#}").starts_with("line 1: 3 columns"), "{error:#}");
    }
}
