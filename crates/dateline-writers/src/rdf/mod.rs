//! ntriples, turtle, jsonld: articles as RDF, the same triples in three forms.
//!
//! The vocabulary is documented in `docs/rdf.md`. Articles are described one at a time, so memory does not
//! grow with the corpus. Nothing is a blank node: everything has an IRI, made of the article's id.

mod describe;
mod facts;
mod jsonld;
mod names;
mod ntriples;
mod reading;
mod term;
mod turtle;

use crate::article::{Article, check_options};
use crate::framed::{Frame, FramedSink};
use crate::stream::StreamSink;
use dateline_core::{Document, EncodeOptions, Encoder, Error, FormatSpec, Sink, Target, Writing};
use describe::Describer;

/// N-Triples as it is registered.
pub(crate) fn ntriples() -> FormatSpec {
    FormatSpec {
        summary: "RDF as N-Triples, a line a triple",
        endings: &[".nt"],
        folder: false,
        open: Box::new(|options, target| open(Form::NTriples, options, target)),
    }
}

/// Turtle as it is registered.
pub(crate) fn turtle() -> FormatSpec {
    FormatSpec {
        summary: "RDF as Turtle",
        endings: &[".ttl"],
        folder: false,
        open: Box::new(|options, target| open(Form::Turtle, options, target)),
    }
}

/// JSON-LD as it is registered.
pub(crate) fn jsonld() -> FormatSpec {
    FormatSpec {
        summary: "RDF as JSON-LD, one document",
        endings: &[".jsonld"],
        folder: false,
        open: Box::new(|options, target| open(Form::JsonLd, options, target)),
    }
}

#[derive(Clone, Copy)]
enum Form {
    NTriples,
    Turtle,
    JsonLd,
}

fn open(form: Form, options: &EncodeOptions, target: Target) -> Result<Writing, Error> {
    check_options(options)?;
    let frame = match form {
        Form::NTriples => None,
        Form::Turtle => Some(Frame {
            head: turtle::prefixes(),
            between: b"",
            tail: b"",
        }),
        Form::JsonLd => Some(Frame {
            head: jsonld::head(),
            between: jsonld::BETWEEN,
            tail: jsonld::TAIL,
        }),
    };
    let sink: Box<dyn Sink> = match frame {
        None => Box::new(StreamSink::new(target)?),
        Some(frame) => Box::new(FramedSink::new(target, frame)?),
    };
    let options = options.clone();
    Ok(Writing {
        encoders: vec![Box::new(Rdf { form, options })],
        sink,
    })
}

/// Encodes a document as its triples.
struct Rdf {
    form: Form,
    options: EncodeOptions,
}

impl Encoder for Rdf {
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), Error> {
        let article = Article::new(doc, &self.options);
        let iri = term::article_iri(&article.name());
        match self.form {
            Form::NTriples => {
                Describer::new(&article, &mut ntriples::NTriples::new(out, &iri)).all();
                Ok(())
            }
            Form::Turtle => {
                let mut turtle = turtle::Turtle::new(out, &iri);
                Describer::new(&article, &mut turtle).all();
                turtle.finish();
                Ok(())
            }
            Form::JsonLd => {
                let mut jsonld = jsonld::JsonLd::new(out, &iri);
                Describer::new(&article, &mut jsonld).all();
                jsonld.finish()
            }
        }
    }
}
