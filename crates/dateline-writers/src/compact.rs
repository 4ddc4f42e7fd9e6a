//! compact: jsonl whose tokens are columns of numbers and words instead of an object each.
//!
//! Spelled out, a token takes some thirty bytes before it says anything but its place, six times the text it stands on;
//! here it takes one. All else is as in jsonl, so that whoever reads the one reads the other but for this key.

use crate::article::Article;
use crate::json::{Object, number, short_string};
use crate::jsonl::Jsonl;
use crate::places;
use crate::stream::StreamSink;
use dateline_core::layers::{Sentence, Token};
use dateline_core::{EncodeOptions, Error, FormatSpec, Target, TextRef, Writing};

/// The format as it is registered.
pub(crate) fn spec() -> FormatSpec {
    FormatSpec {
        summary: "jsonl with its tokens in columns, a fifth of its size",
        endings: &[".compact.jsonl"],
        folder: false,
        open: Box::new(open),
    }
}

fn open(options: &EncodeOptions, target: Target) -> Result<Writing, Error> {
    Ok(Writing {
        encoders: vec![Box::new(Jsonl::compact(options)?)],
        sink: Box::new(StreamSink::new(target)?),
    })
}

/// Writes tokens and sentences as the key `compact`, in the place of the keys `tokens` and `sentences`. Gives
/// `false`, with nothing written, where it could not hold them: without tokens, or where the sentences do not share
/// out the tokens one after another.
///
/// The value is an object:
///
/// - `places`: a string of one character a token, which says how far behind the end of the one before it (at first:
///   behind the text's start) it begins, and how long it is, in the offsets of the run. The file
///   `places.rs` has the table;
/// - `far`: these two numbers of each token whose character is `!`, in their order;
/// - `joined`: the tokens that go on the word before them (`n't`), by number;
/// - `sentences`: how many tokens each has; `paragraphs`: the sentences that begin one, by number;
/// - where there are tags, for each token `lemma` (empty where it is the token itself), `upos`, `xpos`, `feats`, and
///   where there is a parse, `head` and `deprel`: the values of the keys of these names of a token in jsonl.
pub(crate) fn write(article: &Article<'_>, object: &mut Object<'_>) -> Result<bool, Error> {
    let (Some(tokens), sentences) = (article.tokens(), article.sentences()) else {
        return Ok(false);
    };
    if sentences.is_some_and(|sentences| !share_out(tokens, sentences)) {
        return Ok(false);
    }
    let mut columns = Object::open(object.key("compact"));
    let odd = places::write(&article.offsets, columns.key("places"), tokens);
    numbers(columns.key("far"), odd.far);
    numbers(columns.key("joined"), odd.joined);
    if let Some(sentences) = sentences {
        let counts = sentences.iter().map(|it| it.end - it.first);
        numbers(columns.key("sentences"), counts);
        let begin = sentences.iter().enumerate();
        // The first begins one in any case, as in jsonl.
        let begin = begin.filter(|(index, it)| it.paragraph || *index == 0);
        numbers(columns.key("paragraphs"), begin.map(|(index, _)| index as u32));
    }
    words(article, &mut columns, tokens)?;
    columns.close();
    Ok(true)
}

/// Whether every token is in one sentence, in order, and each reaches from its first token to its last.
fn share_out(tokens: &[Token], sentences: &[Sentence]) -> bool {
    let mut next = 0;
    let in_order = sentences.iter().all(|sentence| {
        let here = tokens.get(sentence.tokens()).unwrap_or_default();
        let fits = match here {
            [] => false,
            [first, .., last] => {
                (first.span.start(), last.span.end()) == (sentence.span.start(), sentence.span.end())
            }
            [only] => only.span == sentence.span,
        };
        fits && std::mem::replace(&mut next, sentence.end) == sentence.first
    });
    in_order && next as usize == tokens.len()
}

/// A list of numbers.
fn numbers(out: &mut Vec<u8>, values: impl IntoIterator<Item = u32>) {
    out.push(b'[');
    for value in values {
        number(out, value);
        out.push(b',');
    }
    close(out);
}

/// Ends a list whose items have commas behind them.
fn close(out: &mut Vec<u8>) {
    if out.last() == Some(&b',') {
        out.pop();
    }
    out.push(b']');
}

/// What a tagger and a parser say of the tokens.
fn words(article: &Article<'_>, columns: &mut Object<'_>, tokens: &[Token]) -> Result<(), Error> {
    // Without tokens a tagger has nothing to say, as in jsonl.
    if tokens.is_empty() {
        return Ok(());
    }
    let doc = article.doc;
    if let Some(tags) = article.tags() {
        list(
            columns.key("lemma"),
            tags.iter().zip(tokens),
            |out, (tag, token)| {
                let lemma = doc.get(tag.lemma);
                if !lemma.is_empty() && lemma == article.slice(token.span) {
                    out.extend_from_slice(b"\"\"");
                    return Ok(());
                }
                short_string(out, lemma)
            },
        )?;
        list(columns.key("upos"), tags.iter(), |out, tag| {
            short_string(out, tag.upos.name())
        })?;
        list(columns.key("xpos"), tags.iter(), |out, tag| {
            short_string(out, doc.get(tag.xpos))
        })?;
        list(columns.key("feats"), tags.iter(), |out, tag| {
            short_string(out, doc.get(tag.feats))
        })?;
    }
    if let Some(parse) = article.parse() {
        list(columns.key("head"), parse.iter(), |out, dependency| {
            match dependency.head {
                Some(head) => number(out, head.raw()),
                None => out.extend_from_slice(b"null"),
            }
            Ok(())
        })?;
        let mut name = String::new();
        list(columns.key("deprel"), parse.iter(), |out, dependency| {
            name.clear();
            name.push_str(dependency.deprel.relation.name());
            if dependency.deprel.subtype != TextRef::EMPTY {
                name.push(':');
                name.push_str(doc.get(dependency.deprel.subtype));
            }
            short_string(out, &name)
        })?;
    }
    Ok(())
}

/// A list of whatever `write` makes of the items.
fn list<T>(
    out: &mut Vec<u8>,
    items: impl Iterator<Item = T>,
    mut write: impl FnMut(&mut Vec<u8>, T) -> Result<(), Error>,
) -> Result<(), Error> {
    out.push(b'[');
    for item in items {
        write(out, item)?;
        out.push(b',');
    }
    close(out);
    Ok(())
}
