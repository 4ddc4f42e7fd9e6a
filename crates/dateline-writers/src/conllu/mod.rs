//! CoNLL-U, as Universal Dependencies defines it, with names and coreference in MISC.

mod entities;

use crate::article::{Article, check_options};
use crate::json::number;
use crate::stream::StreamSink;
use dateline_core::layers::{Sentence, Token};
use dateline_core::{Document, EncodeOptions, Encoder, Error, ErrorKind, FormatSpec, Target, Writing};
use entities::{Brackets, names};
use std::ops::Range;

/// CoNLL-U as it is registered.
pub(crate) fn spec() -> FormatSpec {
    FormatSpec {
        summary: "CoNLL-U, with names and coreference in MISC",
        endings: &[".conllu", ".conll"],
        folder: false,
        open: Box::new(open),
    }
}

fn open(options: &EncodeOptions, target: Target) -> Result<Writing, Error> {
    Ok(Writing {
        encoders: vec![Box::new(Conllu::new(options)?)],
        sink: Box::new(StreamSink::new(target)?),
    })
}

/// Encodes a document as CoNLL-U.
///
/// - `# newdoc id` is the article's id (its file and record where it has none), `# newpar` stands at
///   paragraphs, `# sent_id` is id and number. What must not stand in a comment (line breaks), in a
///   `sent_id` (white space, `/`) or in a column (tabs) becomes a space or `_`.
/// - `# text` is the sentence as its tokens tell it: any white space between two tokens is one space, as
///   the format asks; `TokenRange` leads back to the original.
/// - A token that goes on the word before it (`n't`), and stands right behind it, forms a multiword token
///   with it.
/// - MISC holds `NER=B-PERSON`/`I-PERSON` for names and values, `Entity=(e1-PERSON` ... `e1)` brackets in
///   the manner of CorefUD for all mentions that have an entity (`# global.Entity = eid-etype`; numbers
///   count within the article), `SpaceAfter=No`, and `TokenRange=start:end` in the offsets of the run.
/// - Columns that no tagger or parser has filled hold `_`.
///
/// The format knows nothing but sentences: an article without tokens leaves no trace, and neither does one in
/// another language than English, which passed through without any. The other facts
/// (relations, events, quotes) have no place in it.
#[derive(Clone, Debug, Default)]
pub struct Conllu {
    options: EncodeOptions,
}

impl Conllu {
    /// An encoder with these options.
    ///
    /// # Errors
    /// [`dateline_core::ErrorKind::Setting`] for a layer that does not exist.
    pub fn new(options: &EncodeOptions) -> Result<Self, Error> {
        check_options(options)?;
        let mut options = options.clone();
        if let Some(layers) = &mut options.layers {
            // Without these there is no CoNLL-U; leaving them out can only mean "none of the others".
            layers.extend(["sentences", "tokens"].map(str::to_owned));
        }
        Ok(Self { options })
    }
}

impl Encoder for Conllu {
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), Error> {
        let article = Article::new(doc, &self.options);
        let Some(tokens) = article.tokens() else {
            // An article in another language than the stages' passed through without tokens.
            let language = doc.meta().language.as_deref();
            if language.is_some_and(|tag| !tag.to_ascii_lowercase().starts_with("en")) {
                return Ok(());
            }
            let message = "CoNLL-U is made of tokens, which this article does not have";
            return Err(Error::new(ErrorKind::MissingLayer, message));
        };
        let whole = [Sentence {
            span: tokens.first().map_or_else(Default::default, |token| token.span),
            first: 0,
            end: u32::try_from(tokens.len()).unwrap_or(u32::MAX),
            paragraph: true,
        }];
        let sentences = article.sentences().unwrap_or(&whole);
        let mut writer = Writer {
            ner: names(&article, tokens),
            brackets: Brackets::new(&article, tokens, sentences),
            id: article.name().into_owned(),
            article,
            tokens,
            out,
        };
        let filled = |sentence: &&Sentence| tokens.get(sentence.tokens()).is_some_and(|it| !it.is_empty());
        for (index, sentence) in sentences.iter().filter(filled).enumerate() {
            writer.sentence(index, *sentence);
        }
        Ok(())
    }
}

struct Writer<'o, 'd> {
    article: Article<'d>,
    tokens: &'d [Token],
    ner: Vec<(Range<usize>, &'d str)>,
    brackets: Brackets<'d>,
    id: String,
    out: &'o mut Vec<u8>,
}

impl Writer<'_, '_> {
    fn put(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// Writes text that must stay within its line and column.
    fn put_clean(&mut self, text: &str) {
        // Nearly all words have none of the bytes in which the characters looked for below begin.
        let suspect = |byte: u8| byte < b' ' || matches!(byte, 0x7f | 0xc2 | 0xe2);
        if !text.bytes().any(suspect) {
            return self.put(text);
        }
        let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
        for (index, piece) in text.split(breaks).enumerate() {
            if index > 0 {
                self.out.push(b' ');
            }
            self.put(piece);
        }
    }

    /// Writes a column, `_` for an empty one.
    fn put_column(&mut self, text: &str) {
        self.out.push(b'\t');
        self.put_clean(if text.is_empty() { "_" } else { text });
    }

    /// Writes a label as a part of an attribute, whose own signs it must not hold.
    fn put_label(&mut self, label: &str) {
        let plain = |c: char| c.is_alphanumeric() || c == '_';
        for (index, piece) in label.split(|c| !plain(c)).enumerate() {
            if index > 0 {
                self.out.push(b'_');
            }
            self.put(piece);
        }
    }

    fn sentence(&mut self, index: usize, sentence: Sentence) {
        let id = std::mem::take(&mut self.id);
        if index == 0 {
            self.put("# newdoc id = ");
            self.put_clean(&id);
            self.put("\n");
            if !self.brackets.is_empty() {
                self.put("# global.Entity = eid-etype\n");
            }
        }
        if index == 0 || sentence.paragraph {
            self.put("# newpar\n");
        }
        self.put("# sent_id = ");
        for c in id.chars() {
            let plain = !c.is_whitespace() && !c.is_control() && c != '/';
            self.put(if plain { c } else { '_' }.encode_utf8(&mut [0; 4]));
        }
        self.id = id;
        self.out.push(b'-');
        number(self.out, u32::try_from(index + 1).unwrap_or(u32::MAX));
        self.put("\n# text = ");
        for at in sentence.tokens() {
            let Some(token) = self.tokens.get(at).copied() else {
                break;
            };
            self.put_clean(self.article.slice(token.span));
            if at + 1 < sentence.tokens().end && !self.abuts(at + 1) {
                self.out.push(b' ');
            }
        }
        self.out.push(b'\n');
        let mut at = sentence.tokens().start;
        while at < sentence.tokens().end {
            let word = at..self.word_end(at, sentence.tokens().end);
            let several = word.len() > 1;
            if several {
                self.multiword(word.clone(), sentence);
            }
            for at in word.clone() {
                self.token(at, sentence, several);
            }
            at = word.end;
        }
        self.out.push(b'\n');
    }

    /// Whether the token stands right behind the one before it.
    fn abuts(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.tokens.get(before));
        match (before, self.tokens.get(at)) {
            (Some(before), Some(token)) => before.span.end() == token.span.start(),
            _ => false,
        }
    }

    /// One past the last token of the multiword token that begins at `at`.
    fn word_end(&self, at: usize, end: usize) -> usize {
        let goes_on = |at: &usize| self.tokens.get(*at).is_some_and(|token| token.joined) && self.abuts(*at);
        (at + 1..end).find(|at| !goes_on(at)).unwrap_or(end)
    }

    fn put_id(&mut self, at: usize, sentence: Sentence) {
        let id = at + 1 - sentence.tokens().start;
        number(self.out, u32::try_from(id).unwrap_or(u32::MAX));
    }

    fn multiword(&mut self, range: Range<usize>, sentence: Sentence) {
        let (Some(first), Some(last)) = (self.tokens.get(range.start), self.tokens.get(range.end - 1)) else {
            return;
        };
        let span = first.span.join(last.span);
        self.put_id(range.start, sentence);
        self.out.push(b'-');
        self.put_id(range.end - 1, sentence);
        self.put_column(self.article.slice(span));
        self.put("\t_\t_\t_\t_\t_\t_\t_\t");
        if self.abuts(range.end) {
            self.put("SpaceAfter=No|");
        }
        self.token_range(span);
    }

    /// Writes a word's line; `inside` says that it is part of a multiword token.
    fn token(&mut self, at: usize, sentence: Sentence, inside: bool) {
        let Some(token) = self.tokens.get(at).copied() else {
            return;
        };
        let doc = self.article.doc;
        self.put_id(at, sentence);
        self.put_column(self.article.slice(token.span));
        match self.article.tags().and_then(|tags| tags.get(at)) {
            Some(tag) => {
                self.put_column(doc.get(tag.lemma));
                self.put_column(tag.upos.name());
                self.put_column(doc.get(tag.xpos));
                self.put_column(doc.get(tag.feats));
            }
            None => self.put("\t_\t_\t_\t_"),
        }
        match self.article.parse().and_then(|parse| parse.get(at)) {
            Some(dependency) => {
                self.out.push(b'\t');
                match dependency.head {
                    None => self.out.push(b'0'),
                    Some(head) if sentence.tokens().contains(&head.index()) => {
                        self.put_id(head.index(), sentence);
                    }
                    // A head outside the sentence cannot be written: its column is left open.
                    Some(_) => self.out.push(b'_'),
                }
                self.put_column(dependency.deprel.relation.name());
                let subtype = doc.get(dependency.deprel.subtype);
                if !subtype.is_empty() {
                    self.out.push(b':');
                    self.put_clean(subtype);
                }
            }
            None => self.put("\t_\t_"),
        }
        self.put("\t_\t");
        self.entity(at);
        self.name(at);
        // Of the space behind a multiword token its own line speaks.
        if !inside && self.abuts(at + 1) {
            self.put("SpaceAfter=No|");
        }
        self.token_range(token.span);
    }

    fn token_range(&mut self, span: dateline_core::Span) {
        let (start, end) = self.article.offsets.span(span);
        self.put("TokenRange=");
        number(self.out, start);
        self.out.push(b':');
        number(self.out, end);
        self.out.push(b'\n');
    }
}
