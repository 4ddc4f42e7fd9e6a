//! brat standoff: a `.txt` and an `.ann` file an article, for looking at and correcting by hand.

mod sink;

use crate::article::{Article, check_options};
use crate::records::Value;
use crate::staging::folder_of;
use dateline_core::layers::{Entities, Event, Mention, MentionKind, Mentions, Term};
use dateline_core::{
    Document, EncodeOptions, Encoder, Error, FormatSpec, Id, Offsets, Span, Target, Writing,
};
use sink::BratSink;
use std::io::Write;

/// brat as it is registered.
pub(crate) fn spec() -> FormatSpec {
    FormatSpec {
        summary: "brat standoff, a .txt and an .ann file an article",
        endings: &[],
        folder: true,
        open: Box::new(open),
    }
}

fn open(options: &EncodeOptions, target: Target) -> Result<Writing, Error> {
    Ok(Writing {
        encoders: vec![Box::new(BratText), Box::new(BratAnnotations::new(options)?)],
        sink: Box::new(BratSink::new(&folder_of(target, "brat")?)?),
    })
}

/// Encodes an article's text as it is, for brat's `.txt` file.
pub struct BratText;

impl Encoder for BratText {
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), Error> {
        out.extend_from_slice(doc.text().as_bytes());
        Ok(())
    }
}

/// Encodes an article's annotation for brat's `.ann` file. Offsets are code points, as brat wants them,
/// whatever unit the run uses.
///
/// | line | what |
/// |---|---|
/// | `T` | mentions by label; triggers of events by PLOVER type; quotes as `Quote`, discontinuous where the cue interrupts. A span over a line break is written as two, as brat asks. |
/// | `R` | relations whose two ends are mentions; `said_by` and `said_to` from a quote to its mentions |
/// | `E` | events, their `Source` and `Target` being the mention of the entity next to the trigger |
/// | `*` | `Coreference` of all mentions of one entity |
/// | `A` | `Kind` of mentions that are no names, `Kind` of quotes, `Status` of events |
/// | `#` | notes: normal forms of values, CAMEO codes, relations to plain text |
///
/// Types hold ASCII letters, digits, `-` and `_`; any other sign of a label becomes `_`.
#[derive(Clone, Debug, Default)]
pub struct BratAnnotations {
    options: EncodeOptions,
}

impl BratAnnotations {
    /// An encoder with these options; their unit of offsets does not matter.
    ///
    /// # Errors
    /// [`dateline_core::ErrorKind::Setting`] for a layer that does not exist.
    pub fn new(options: &EncodeOptions) -> Result<Self, Error> {
        check_options(options)?;
        let mut options = options.clone();
        options.offsets = Offsets::Chars;
        Ok(Self { options })
    }
}

impl Encoder for BratAnnotations {
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), Error> {
        let article = Article::new(doc, &self.options);
        let mut lines = Lines {
            article: &article,
            out,
            spans: 0,
            relations: 0,
            attributes: 0,
            notes: 0,
        };
        lines.mentions()?;
        lines.relations()?;
        lines.events()?;
        lines.quotes()?;
        Ok(())
    }
}

/// A label as brat takes it for a type.
fn type_name(label: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let name: String = label.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    if name.is_empty() { "_".to_owned() } else { name }
}

/// The type of an event: PLOVER's name, or CAMEO's code where there is none.
fn event_type(article: &Article<'_>, event: &Event) -> String {
    match article.some(event.plover) {
        Some(plover) => type_name(plover),
        None => type_name(&format!("CAMEO_{}", article.doc.get(event.code))),
    }
}

/// The lines of one article. Mention number `i` of the layer has the id `T` and `i + 1`.
struct Lines<'o, 'd> {
    article: &'o Article<'d>,
    out: &'o mut Vec<u8>,
    spans: u32,
    relations: u32,
    attributes: u32,
    notes: u32,
}

impl Lines<'_, '_> {
    /// Writes a `T` line and gives its number. Empty spans, which brat refuses, get none of their own.
    fn span(&mut self, kind: &str, spans: &[Span]) -> Result<u32, Error> {
        self.spans += 1;
        let (mut places, mut words) = (String::new(), String::new());
        for span in spans {
            let mut start = span.start();
            for line in self.article.slice(*span).split('\n') {
                let trimmed = line.trim_end_matches('\r');
                let piece = Span::at(start as usize, trimmed.len());
                start = Span::at(start as usize, line.len() + 1).end();
                if trimmed.is_empty() {
                    continue;
                }
                let (from, to) = self.article.offsets.span(piece);
                let separator = if places.is_empty() { "" } else { ";" };
                places.push_str(&format!("{separator}{from} {to}"));
                words.push_str(if words.is_empty() { "" } else { " " });
                words.push_str(trimmed);
            }
        }
        if !places.is_empty() {
            writeln!(self.out, "T{}\t{kind} {places}\t{words}", self.spans)?;
        }
        Ok(self.spans)
    }

    fn attribute(&mut self, name: &str, of: &str, value: &str) -> Result<(), Error> {
        self.attributes += 1;
        writeln!(self.out, "A{}\t{name} {of} {value}", self.attributes)?;
        Ok(())
    }

    fn note(&mut self, of: &str, text: &str) -> Result<(), Error> {
        self.notes += 1;
        let text = text.replace(['\n', '\r', '\t'], " ");
        writeln!(self.out, "#{}\tAnnotatorNotes {of}\t{text}", self.notes)?;
        Ok(())
    }

    fn relation(&mut self, kind: &str, from: u32, to: u32) -> Result<(), Error> {
        self.relations += 1;
        writeln!(self.out, "R{}\t{kind} Arg1:T{from} Arg2:T{to}", self.relations)?;
        Ok(())
    }

    fn mentions(&mut self) -> Result<(), Error> {
        let mentions = self.article.mentions.as_deref().unwrap_or_default();
        for mention in mentions {
            let number = self.span(&type_name(self.article.label(mention.label)), &[mention.span])?;
            if matches!(mention.kind, MentionKind::Nominal | MentionKind::Pronoun) {
                self.attribute("Kind", &format!("T{number}"), mention.kind.name())?;
            }
            if let Some(value) = mention.normal.and_then(|normal| self.article.value(normal)) {
                self.note(&format!("T{number}"), &note_of(&value))?;
            }
        }
        if mentions.is_empty() {
            return Ok(());
        }
        for entity in self.article.entities().unwrap_or_default() {
            if entity.mentions.len() > 1 {
                write!(self.out, "*\tCoreference")?;
                for id in &entity.mentions {
                    write!(self.out, " T{}", id.raw() + 1)?;
                }
                writeln!(self.out)?;
            }
        }
        Ok(())
    }

    /// Whether ids of mentions may be written: relations and events can be asked for without mentions.
    fn has(&self, mention: u32) -> bool {
        let mentions = self.article.mentions.as_deref().unwrap_or_default();
        mentions.len() > mention as usize
    }

    fn relations(&mut self) -> Result<(), Error> {
        for relation in self.article.relations().unwrap_or_default() {
            let name = self.article.doc.get(relation.relation);
            let subject = relation.subject.raw();
            match relation.object {
                Term::Mention(object) if self.has(subject) && self.has(object.raw()) => {
                    self.relation(&type_name(name), subject + 1, object.raw() + 1)?;
                }
                Term::Text(span) if self.has(subject) => {
                    let note = format!("{name}: {}", self.article.slice(span));
                    self.note(&format!("T{}", subject + 1), &note)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn events(&mut self) -> Result<(), Error> {
        for (index, event) in self.article.events().unwrap_or_default().iter().enumerate() {
            let kind = event_type(self.article, event);
            let trigger = self.span(&kind, &[event.trigger])?;
            let id = format!("E{}", index + 1);
            write!(self.out, "{id}\t{kind}:T{trigger}")?;
            for (role, entities) in [("Source", &event.source), ("Target", &event.target)] {
                for (nth, entity) in entities.iter().enumerate() {
                    if let Some(mention) = self.nearest(*entity, event.trigger) {
                        let nth = if nth == 0 {
                            String::new()
                        } else {
                            (nth + 1).to_string()
                        };
                        write!(self.out, " {role}{nth}:T{}", mention + 1)?;
                    }
                }
            }
            writeln!(self.out)?;
            self.attribute("Status", &id, event.status.name())?;
            let code = self.article.doc.get(event.code);
            let date = self
                .article
                .some(event.date)
                .map_or(String::new(), |date| format!(", {date}"));
            self.note(&id, &format!("CAMEO {code}{date}"))?;
        }
        Ok(())
    }

    /// The mention of an entity that stands nearest to `place`; of two a name. An entity's mentions are in
    /// text order, so only those that begin next to it come into question.
    fn nearest(&self, entity: Id<Entities>, place: Span) -> Option<usize> {
        let mentions = self.article.mentions.as_deref()?;
        let ids = &self.article.doc.item(entity)?.mentions;
        let get = |id: &Id<Mentions>| mentions.get(id.index());
        let next = ids.partition_point(|id| get(id).is_some_and(|it| it.span.start() < place.start()));
        let distance = |mention: &Mention| {
            let behind = place.start().saturating_sub(mention.span.end());
            let ahead = mention.span.start().saturating_sub(place.end());
            (behind.max(ahead), mention.kind != MentionKind::Name)
        };
        let near = ids.get(next.saturating_sub(2)..ids.len().min(next + 2))?;
        let found = near.iter().filter(|id| get(id).is_some());
        found.min_by_key(|id| get(id).map(distance)).map(|id| id.index())
    }

    fn quotes(&mut self) -> Result<(), Error> {
        for quote in self.article.quotes().unwrap_or_default() {
            let number = self.span("Quote", &quote.content)?;
            self.attribute("Kind", &format!("T{number}"), quote.kind.name())?;
            for (role, mention) in [("said_by", quote.speaker), ("said_to", quote.addressee)] {
                if let Some(mention) = mention.filter(|mention| self.has(mention.raw())) {
                    self.relation(role, number, mention.raw() + 1)?;
                }
            }
        }
        Ok(())
    }
}

/// A normal form as a note.
fn note_of(value: &Value<'_>) -> String {
    let mut note = format!("{} {}", value.kind, value.value);
    if let (Some(amount), Some(unit)) = (value.si_amount, value.si_unit) {
        note.push_str(&format!("; {amount} {unit}"));
    }
    let metonym = value.metonym.map(|_| "metonym");
    for part in [value.modifier, value.subdivision, metonym].into_iter().flatten() {
        note.push_str(&format!("; {part}"));
    }
    note
}
