//! jsonl: one article a line, the form that scripts and scorers read.

use crate::article::{Article, check_options};
use crate::compact;
use crate::json::{Object, Short, number, short_string, shorts};
use crate::records::Each;
use crate::stream::StreamSink;
use dateline_core::{Document, EncodeOptions, Encoder, Error, FormatSpec, Span, Target, Writing};

/// The value of the key `schema`. Keys may be added under it; none changes its meaning or goes away.
pub const SCHEMA: &str = "dateline/1";

/// jsonl as it is registered.
pub(crate) fn spec() -> FormatSpec {
    FormatSpec {
        summary: "one JSON object an article, a line each",
        endings: &[".jsonl", ".ndjson"],
        folder: false,
        open: Box::new(open),
    }
}

fn open(options: &EncodeOptions, target: Target) -> Result<Writing, Error> {
    Ok(Writing {
        encoders: vec![Box::new(Jsonl::new(options)?)],
        sink: Box::new(StreamSink::new(target)?),
    })
}

/// Encodes a document as one line of JSON, with its line feed.
///
/// The keys are those of the program's documented output. A layer that was not run is absent, one that
/// found nothing is an empty list, and so are the keys of tokens that only a tagger or a parser fills. Single
/// values that are not known are null. A token that goes on the word before it (`n't`) is `joined`, a
/// sentence that begins a paragraph says `paragraph`; others have no such key. An article that was found to be a
/// near-duplicate of an earlier one ends with `duplicate_of`, the id of that, and `similarity`, from 0 to 1; others
/// have neither key.
///
/// Where the stages were asked to explain, relations and events have the key `why`: an object with `pattern`, the
/// pattern or dictionary entry as its file has it, and `words`, a list of what stood for its parts, each with `role`
/// (a variable's name; `trigger`, `source`, `target`), `start`, `end`, `text`, and `entry`, what a dictionary says of
/// it (an actor's code and where it is from) or null.
///
/// ```
/// use dateline_core::{Document, EncodeOptions, Encoder};
/// use dateline_writers::Jsonl;
///
/// let mut doc = Document::from_text("Done.")?;
/// doc.meta_mut().id = "a1".into();
/// let mut line = Vec::new();
/// Jsonl::new(&EncodeOptions::default())?.encode(&doc, &mut line)?;
/// assert!(line.starts_with(br#"{"schema":"dateline/1","id":"a1","title":null,"#));
/// # Ok::<(), dateline_core::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Jsonl {
    options: EncodeOptions,
    /// Whether tokens are written as columns.
    compact: bool,
}

impl Jsonl {
    /// An encoder with these options.
    ///
    /// # Errors
    /// [`dateline_core::ErrorKind::Setting`] for a layer that does not exist.
    pub fn new(options: &EncodeOptions) -> Result<Self, Error> {
        check_options(options)?;
        Ok(Self {
            options: options.clone(),
            compact: false,
        })
    }

    /// An encoder that writes tokens as columns.
    pub(crate) fn compact(options: &EncodeOptions) -> Result<Self, Error> {
        let compact = true;
        Ok(Self {
            compact,
            ..Self::new(options)?
        })
    }
}

/// The record's place in the input.
#[derive(serde::Serialize)]
struct SourceRecord<'d> {
    path: &'d str,
    record: u64,
}

impl Encoder for Jsonl {
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), Error> {
        let article = Article::new(doc, &self.options);
        let meta = doc.meta();
        let mut object = Object::open(out);
        object.string("schema", SCHEMA);
        object.string("id", &meta.id);
        object.some(
            "title",
            Some(meta.title.as_str()).filter(|title| !title.is_empty()),
        );
        object.some("published", meta.published.as_deref());
        object.some("language", meta.language.as_deref());
        object.some("byline", meta.byline.as_deref());
        object.some("url", meta.url.as_deref());
        let source = SourceRecord {
            path: &meta.origin.path,
            record: meta.origin.record,
        };
        object.field("source", &source)?;
        object.some("publisher", meta.publisher.as_deref());
        object.string("text", doc.text());
        if !self.compact || !compact::write(&article, &mut object)? {
            write_sentences(&article, &mut object);
            write_tokens(&article, &mut object)?;
        }
        if let Some(mentions) = &article.mentions {
            let records = mentions.iter().map(|mention| article.mention(mention));
            object.field("mentions", &Each(records))?;
        }
        if let Some(entities) = article.entities() {
            let records = entities.iter().map(|entity| article.entity(entity));
            object.field("entities", &Each(records))?;
        }
        if let Some(relations) = article.relations() {
            let numbered = relations.iter().enumerate();
            let records = numbered.map(|(index, relation)| article.relation(index, relation));
            object.field("relations", &Each(records))?;
        }
        if let Some(events) = article.events() {
            let records = events
                .iter()
                .enumerate()
                .map(|(index, event)| article.event(index, event));
            object.field("events", &Each(records))?;
        }
        if let Some(quotes) = article.quotes() {
            object.field("quotes", &Each(quotes.iter().map(|quote| article.quote(quote))))?;
        }
        if let Some(propositions) = article.propositions() {
            let records = propositions.iter().map(|it| article.proposition(it));
            object.field("propositions", &Each(records))?;
        }
        if let Some(credits) = article.credits() {
            object.field("credits", &Each(credits.iter().map(|it| article.credit(it))))?;
        }
        if let Some(passages) = article.passages() {
            object.field("passages", &Each(passages.iter().map(|it| article.passage(it))))?;
        }
        if let Some(duplicate) = &meta.duplicate {
            object.field("duplicate_of", &duplicate.of)?;
            object.field("similarity", &(f64::from(duplicate.similarity) / 1000.0))?;
        }
        object.close();
        out.push(b'\n');
        Ok(())
    }
}

/// Sentences are few beside tokens, but so are their records beside what serde asks of each.
fn write_sentences(article: &Article<'_>, object: &mut Object<'_>) {
    if let Some(sentences) = article.sentences() {
        // The first begins a paragraph in any case; that it says so tells a reader that the others would.
        let spans = sentences
            .iter()
            .enumerate()
            .map(|(index, sentence)| (sentence.span, sentence.paragraph || index == 0));
        write_bounds(article, object.key("sentences"), b",\"paragraph\":true", spans);
    }
}

/// A list of records that say where something starts and ends, and no more.
fn write_bounds<const N: usize>(
    article: &Article<'_>,
    out: &mut Vec<u8>,
    mark: &[u8; N],
    spans: impl Iterator<Item = (Span, bool)>,
) {
    out.push(b'[');
    let mut first = true;
    shorts(out, spans, |short, (span, marked)| {
        bounds(short, article, span, std::mem::take(&mut first));
        if marked {
            short.put(mark);
        }
        short.put(b"}");
    });
    out.push(b']');
}

/// The beginning of a record in a list: where it starts and ends.
#[inline]
fn bounds(short: &mut Short<'_>, article: &Article<'_>, span: Span, first: bool) {
    let (start, end) = article.offsets.span(span);
    if !first {
        short.put(b",");
    }
    short.put(b"{\"start\":");
    short.number(start);
    short.put(b",\"end\":");
    short.number(end);
}

/// Tokens are nine tenths of a line that holds them, so they are written by hand: a record through serde
/// would look at every key of every token again.
fn write_tokens(article: &Article<'_>, object: &mut Object<'_>) -> Result<(), Error> {
    let Some(tokens) = article.tokens() else {
        return Ok(());
    };
    let (tags, parse) = (article.tags(), article.parse());
    let out = object.key("tokens");
    if tags.is_none() && parse.is_none() {
        let spans = tokens.iter().map(|token| (token.span, token.joined));
        write_bounds(article, out, b",\"joined\":true", spans);
        return Ok(());
    }
    out.reserve(128 * tokens.len());
    out.push(b'[');
    for (index, token) in tokens.iter().enumerate() {
        shorts(out, std::iter::once(token.span), |short, span| {
            bounds(short, article, span, index == 0);
        });
        if let Some(tag) = tags.and_then(|tags| tags.get(index)) {
            out.extend_from_slice(b",\"lemma\":");
            short_string(out, article.doc.get(tag.lemma))?;
            out.extend_from_slice(b",\"upos\":\"");
            out.extend_from_slice(tag.upos.name().as_bytes());
            out.extend_from_slice(b"\",\"xpos\":");
            short_string(out, article.doc.get(tag.xpos))?;
            out.extend_from_slice(b",\"feats\":");
            short_string(out, article.doc.get(tag.feats))?;
        }
        if let Some(dependency) = parse.and_then(|parse| parse.get(index)) {
            out.extend_from_slice(b",\"head\":");
            match dependency.head {
                Some(head) => number(out, head.raw()),
                None => out.extend_from_slice(b"null"),
            }
            out.extend_from_slice(b",\"deprel\":\"");
            out.extend_from_slice(dependency.deprel.relation.name().as_bytes());
            let subtype = article.doc.get(dependency.deprel.subtype);
            if !subtype.is_empty() {
                out.push(b':');
                // Subtypes are words of a model's inventory; what would need an escape is left out.
                let plain = |byte: &u8| *byte >= b' ' && *byte != b'"' && *byte != b'\\';
                out.extend(subtype.bytes().filter(plain));
            }
            out.push(b'"');
        }
        if token.joined {
            out.extend_from_slice(b",\"joined\":true");
        }
        out.push(b'}');
    }
    out.push(b']');
    Ok(())
}
