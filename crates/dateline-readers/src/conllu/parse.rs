//! The lines of a CoNLL-U document, taken apart and checked, without copying.

use std::fmt;
use std::ops::Range;

/// A line that is not as the format asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) line: u64,
    pub(super) reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

/// What the comments at the document's head say.
#[derive(Debug, Default)]
pub(super) struct Head<'r> {
    pub(super) id: Option<&'r str>,
    pub(super) title: Option<&'r str>,
    pub(super) published: Option<&'r str>,
    pub(super) url: Option<&'r str>,
    pub(super) author: Option<&'r str>,
}

/// A syntactic word: one line with a plain number.
#[derive(Debug)]
pub(super) struct Word<'r> {
    pub(super) line: u64,
    pub(super) form: &'r str,
    pub(super) lemma: &'r str,
    pub(super) upos: &'r str,
    pub(super) xpos: &'r str,
    pub(super) feats: &'r str,
    pub(super) head: &'r str,
    pub(super) deprel: &'r str,
    pub(super) misc: &'r str,
}

/// What stands in the text: a word, or several under one surface.
#[derive(Debug)]
pub(super) struct Surface<'r> {
    pub(super) line: u64,
    pub(super) form: &'r str,
    pub(super) misc: &'r str,
    pub(super) words: Range<usize>,
}

/// A sentence, as ranges into the document's lists.
#[derive(Debug, Default)]
pub(super) struct Sentence<'r> {
    pub(super) text: Option<&'r str>,
    pub(super) paragraph: bool,
    pub(super) words: Range<usize>,
    pub(super) surfaces: Range<usize>,
}

/// A document.
#[derive(Debug, Default)]
pub(super) struct Parsed<'r> {
    pub(super) head: Head<'r>,
    pub(super) words: Vec<Word<'r>>,
    pub(super) surfaces: Vec<Surface<'r>>,
    pub(super) sentences: Vec<Sentence<'r>>,
}

/// Takes a document apart whose first line has the number `line` in its file.
pub(super) fn parse(text: &str, first_line: u64) -> Result<Parsed<'_>, Problem> {
    let mut parsed = Parsed::default();
    let mut open = Sentence::default();
    for (line, content) in (first_line..).zip(text.lines()) {
        if content.trim_ascii().is_empty() {
            parsed.close(&mut open, line)?;
        } else if let Some(comment) = content.strip_prefix('#') {
            parsed.comment(comment.trim(), &mut open);
        } else {
            parsed
                .row(content, &open, line)
                .map_err(|reason| Problem { line, reason })?;
        }
    }
    parsed.close(&mut open, first_line + text.lines().count() as u64)?;
    Ok(parsed)
}

impl<'r> Parsed<'r> {
    fn comment(&mut self, comment: &'r str, open: &mut Sentence<'r>) {
        let (key, value) = comment
            .split_once('=')
            .map_or((comment, ""), |(key, value)| (key.trim(), value.trim()));
        match key {
            "text" => open.text = Some(value),
            "newpar" | "newpar id" => open.paragraph = true,
            "newdoc id" => self.head.id = Some(value),
            _ if self.words.is_empty() && !value.is_empty() => {
                let field = match key.strip_prefix("meta::").unwrap_or(key) {
                    "title" => &mut self.head.title,
                    "published" | "datePublished" | "dateCreated" => &mut self.head.published,
                    "url" | "sourceURL" => &mut self.head.url,
                    "author" | "byline" => &mut self.head.author,
                    _ => return,
                };
                field.get_or_insert(value);
            }
            _ => {}
        }
    }

    /// Takes in a line of columns.
    fn row(&mut self, content: &'r str, open: &Sentence<'r>, line: u64) -> Result<(), String> {
        let mut columns = [""; 10];
        let mut count = 0;
        for column in content.split('\t') {
            if let Some(place) = columns.get_mut(count) {
                *place = column;
            }
            count += 1;
        }
        if count != columns.len() {
            return Err(format!(
                "there are {count} columns parted by tabs where CoNLL-U has 10"
            ));
        }
        let [id, form, lemma, upos, xpos, feats, head, deprel, _, misc] = columns;
        if form.is_empty() {
            return Err("the form is empty".to_owned());
        }
        let next = self.words.len() - open.words.start + 1;
        // Words that an earlier range has promised and that are still to come.
        let promised = self
            .surfaces
            .last()
            .map_or(0, |last| last.words.end)
            .saturating_sub(self.words.len());
        if let Some((first, last)) = id.split_once('-') {
            let (Some(first), Some(last)) = (number(first), number(last)) else {
                return Err(format!("“{id}” is no range of word numbers"));
            };
            if promised > 0 || first != next || last < first {
                return Err(format!("the range {id} does not go on from word {}", next - 1));
            }
            let words = self.words.len()..self.words.len() + (last - first + 1);
            self.surfaces.push(Surface {
                line,
                form,
                misc,
                words,
            });
        } else if id
            .split_once('.')
            .is_some_and(|(word, empty)| number(word).is_some() && number(empty).is_some())
        {
            // An empty node stands for no text.
        } else {
            if number(id) != Some(next) {
                return Err(format!("word “{id}” where word {next} is due"));
            }
            if promised == 0 {
                let words = self.words.len()..self.words.len() + 1;
                self.surfaces.push(Surface {
                    line,
                    form,
                    misc,
                    words,
                });
            }
            self.words.push(Word {
                line,
                form,
                lemma,
                upos,
                xpos,
                feats,
                head,
                deprel,
                misc,
            });
        }
        Ok(())
    }

    /// Ends the sentence, if one has begun.
    fn close(&mut self, open: &mut Sentence<'r>, line: u64) -> Result<(), Problem> {
        if self
            .surfaces
            .last()
            .is_some_and(|last| last.words.end > self.words.len())
        {
            let reason = "the sentence ends before the last range of words does".to_owned();
            return Err(Problem { line, reason });
        }
        let (words, surfaces) = (self.words.len(), self.surfaces.len());
        if words > open.words.start {
            open.words.end = words;
            open.surfaces.end = surfaces;
            open.paragraph |= self.sentences.is_empty();
            self.sentences.push(std::mem::take(open));
            open.words = words..words;
            open.surfaces = surfaces..surfaces;
        }
        Ok(())
    }
}

/// A word's number. More digits than this no sentence needs.
fn number(digits: &str) -> Option<usize> {
    let plain = digits.len() <= 9 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

/// The value of an attribute in MISC.
pub(super) fn attribute<'r>(misc: &'r str, key: &str) -> Option<&'r str> {
    misc.split('|')
        .find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='))
}
