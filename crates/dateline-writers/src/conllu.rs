//! CoNLL-U, as Universal Dependencies defines it, with names and coreference in MISC.

use crate::article::{Article, check_options};
use crate::json::number;
use crate::stream::StreamSink;
use dateline_core::layers::{MentionKind, Sentence, Token, tokens_within};
use dateline_core::{Document, EncodeOptions, Encoder, Error, ErrorKind, FormatSpec, Target, Writing};
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
/// The format knows nothing but sentences: an article without tokens leaves no trace. The other facts
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
            id: name_of(doc),
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

/// The article's id, or the place it came from.
fn name_of(doc: &Document) -> String {
    let meta = doc.meta();
    if meta.id.is_empty() {
        return format!("{}:{}", meta.origin.path, meta.origin.record);
    }
    meta.id.clone()
}

/// Names and values with their tokens, in text order.
fn names<'d>(article: &Article<'d>, tokens: &[Token]) -> Vec<(Range<usize>, &'d str)> {
    let mentions = article.mentions.as_deref().unwrap_or_default();
    mentions
        .iter()
        .filter(|mention| matches!(mention.kind, MentionKind::Name | MentionKind::Value))
        .map(|mention| (tokens_within(tokens, mention.span), article.label(mention.label)))
        .collect()
}

/// What happens at a token to the brackets of the `Entity` attribute, in the order of writing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Bracket {
    /// Of several the one that was opened last first: by its first token, backwards.
    Close(std::cmp::Reverse<usize>),
    /// Of several the longest first: by its last token, backwards.
    Open(std::cmp::Reverse<usize>),
    /// A mention of one token.
    Single,
}

/// All brackets by token.
struct Brackets<'d> {
    all: Vec<(usize, Bracket, u32, &'d str)>,
    next: usize,
}

impl<'d> Brackets<'d> {
    /// The brackets of all mentions that have an entity and stay within one sentence, as brackets must.
    fn new(article: &Article<'d>, tokens: &[Token], sentences: &[Sentence]) -> Self {
        use std::cmp::Reverse;
        let mut all = Vec::new();
        for mention in article.mentions.as_deref().unwrap_or_default() {
            let Some(entity) = mention.entity else { continue };
            let range = tokens_within(tokens, mention.span);
            let Some(last) = range.end.checked_sub(1).filter(|last| *last >= range.start) else {
                continue;
            };
            let sentence = sentences.partition_point(|sentence| sentence.tokens().end <= range.start);
            if !sentences
                .get(sentence)
                .is_some_and(|it| it.tokens().contains(&last))
            {
                continue;
            }
            let (id, label) = (entity.raw() + 1, article.label(mention.label));
            if last == range.start {
                all.push((last, Bracket::Single, id, label));
            } else {
                all.push((range.start, Bracket::Open(Reverse(last)), id, label));
                all.push((last, Bracket::Close(Reverse(range.start)), id, label));
            }
        }
        all.sort_unstable();
        Self { all, next: 0 }
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
            if !self.brackets.all.is_empty() {
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

    fn entity(&mut self, at: usize) {
        let mut first = true;
        while let Some((token, bracket, id, label)) = self.brackets.all.get(self.brackets.next).copied() {
            if token > at {
                break;
            }
            self.brackets.next += 1;
            if std::mem::take(&mut first) {
                self.put("Entity=");
            }
            self.put(if matches!(bracket, Bracket::Close(_)) {
                "e"
            } else {
                "(e"
            });
            number(self.out, id);
            if !matches!(bracket, Bracket::Close(_)) {
                self.out.push(b'-');
                self.put_label(label);
            }
            if !matches!(bracket, Bracket::Open(_)) {
                self.out.push(b')');
            }
        }
        if !first {
            self.out.push(b'|');
        }
    }

    fn name(&mut self, at: usize) {
        let index = self.ner.partition_point(|(range, _)| range.end <= at);
        let Some((range, label)) = self.ner.get(index).cloned() else {
            return;
        };
        if range.contains(&at) {
            self.put(if range.start == at { "NER=B-" } else { "NER=I-" });
            self.put_label(label);
            self.out.push(b'|');
        }
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
