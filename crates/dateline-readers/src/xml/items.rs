//! Where the articles of an XML file lie: the elements of given names, as a source of records.
//!
//! The file is read whole, at most `max_record_bytes` of it, and turned into UTF-8 as its declaration says.
//! A look through its tags finds the items; their trees are made on the workers.

use crate::faults::At;
use crate::html::charset::{decode, in_xml};
use crate::xml::fill::{Told, fault};
use crate::xml::tree::Element;
use dateline_core::{Decoder, Document, Error, Fault, Input, Record, Settings, Source};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{BufRead, Read};
use std::ops::Range;
use std::sync::Arc;

/// What is looked for in a format's files.
pub(crate) struct Wanted {
    /// The format.
    pub(crate) format: &'static str,
    /// The element that is an article.
    pub(crate) item: &'static str,
    /// An element whose `qcode` tells that an item is none, unless the code ends with one of these.
    pub(crate) class: Option<(&'static str, &'static [&'static str])>,
}

/// Opens a file whose items `told` reads. No settings but those that every format has.
///
/// # Errors
/// Settings that there are not.
pub(crate) fn open(
    input: Input,
    settings: Settings,
    wanted: &'static Wanted,
    told: fn(&Element) -> Told,
) -> Result<Box<dyn Source>, Error> {
    settings.finish()?;
    // `.xml` says of a file's format only half.
    let name = input
        .name
        .strip_suffix(".xml")
        .map_or_else(|| Arc::clone(&input.name), Arc::from);
    let decoder = ItemDecoder {
        format: wanted.format,
        name,
        told,
    };
    Ok(Box::new(Items::new(input, wanted, Arc::new(decoder))))
}

/// Makes an article of an item.
struct ItemDecoder {
    format: &'static str,
    /// What an article without an id is called.
    name: Arc<str>,
    told: fn(&Element) -> Told,
}

impl Decoder for ItemDecoder {
    fn decode(&self, record: &Record, doc: &mut Document) -> Result<(), Fault> {
        let xml = std::str::from_utf8(&record.bytes)
            .map_err(|error| fault(record, self.format, "", &error.to_string()))?;
        let item = Element::parse(xml).map_err(|reason| fault(record, self.format, "", &reason))?;
        (self.told)(&item).write(doc, record, self.format, &self.name)
    }
}

/// A source over the items of one file.
pub(crate) struct Items {
    at: At,
    bytes: Option<Box<dyn BufRead + Send>>,
    decoded: bool,
    limit: usize,
    wanted: &'static Wanted,
    decoder: Arc<dyn Decoder>,
    text: String,
    items: std::vec::IntoIter<Range<usize>>,
    count: u64,
    /// What is wrong behind the last item.
    broken: Option<String>,
}

impl Items {
    fn new(input: Input, wanted: &'static Wanted, decoder: Arc<dyn Decoder>) -> Self {
        Self {
            at: At {
                path: input.path,
                stage: wanted.format,
            },
            bytes: Some(input.bytes),
            decoded: input.decoded,
            limit: input.max_record_bytes,
            wanted,
            decoder,
            text: String::new(),
            items: Vec::new().into_iter(),
            count: 0,
            broken: None,
        }
    }

    /// Reads the file and finds the items in it.
    fn begin(&mut self, bytes: Box<dyn BufRead + Send>) -> Result<(), Fault> {
        let mut file = Vec::new();
        let most = u64::try_from(self.limit).unwrap_or(u64::MAX).saturating_add(1);
        if let Err(error) = bytes.take(most).read_to_end(&mut file) {
            return Err(self.at.unreadable(1, file.len() as u64, &error));
        }
        if file.len() > self.limit {
            return Err(self.at.too_large(1, 0, self.limit));
        }
        let told = self.decoded.then_some("utf-8");
        let decoded = decode(&file, told, |head| {
            in_xml(head).or_else(|| Some("utf-8".to_owned()))
        });
        if decoded.malformed {
            let reason = format!(
                "not {}; the setting “encoding” names another encoding",
                decoded.encoding
            );
            return Err(self.at.malformed(1, 0, reason));
        }
        self.text = decoded.text.into_owned();
        let (items, broken) = find(&self.text, self.wanted);
        if items.is_empty() && broken.is_none() {
            self.broken = Some(format!("there is no {} in the file", self.wanted.item));
        } else {
            self.broken = broken;
        }
        self.items = items.into_iter();
        Ok(())
    }
}

impl Source for Items {
    fn next(&mut self, record: &mut Record) -> Result<bool, Fault> {
        if let Some(bytes) = self.bytes.take() {
            self.begin(bytes)?;
        }
        let Some(range) = self.items.next() else {
            let end = self.text.len() as u64;
            return match self.broken.take() {
                Some(reason) => Err(self.at.malformed(self.count + 1, end, reason)),
                None => Ok(false),
            };
        };
        self.count += 1;
        record.origin = self.at.origin(self.count, range.start as u64);
        let item = self.text.get(range).unwrap_or("");
        record.bytes.extend_from_slice(item.as_bytes());
        record.decoder = Some(Arc::clone(&self.decoder));
        Ok(true)
    }
}

/// The items in `xml`, and what is wrong behind the last of them.
fn find(xml: &str, wanted: &Wanted) -> (Vec<Range<usize>>, Option<String>) {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().allow_dangling_amp = true;
    let (mut items, mut depth) = (Vec::new(), 0usize);
    // Where the item that is being read starts, how deep it lies, and whether it is an article.
    let mut item: Option<(usize, usize, bool)> = None;
    loop {
        let before = position(reader.buffer_position());
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let at = position(reader.error_position());
                return (items, Some(format!("not XML at byte {at}: {error}")));
            }
        };
        match event {
            Event::Start(start) => {
                depth += 1;
                if start.local_name().as_ref() == wanted.item && item.is_none() {
                    item = Some((before, depth, true));
                }
                look_at_class(&start, wanted, &mut item);
            }
            Event::Empty(start) => look_at_class(&start, wanted, &mut item),
            Event::End(_) => {
                if let Some((start, at, is_article)) = item.filter(|(_, at, _)| *at == depth) {
                    debug_assert!(at > 0, "an item has a start");
                    if is_article {
                        items.push(start..position(reader.buffer_position()));
                    }
                    item = None;
                }
                depth = depth.saturating_sub(1);
            }
            Event::Eof if depth > 0 => {
                return (items, Some("not XML: the file ends inside an element".to_owned()));
            }
            Event::Eof => return (items, None),
            _ => {}
        }
    }
}

/// Notes where an element within an item tells that it is no article.
fn look_at_class(start: &BytesStart<'_>, wanted: &Wanted, item: &mut Option<(usize, usize, bool)>) {
    let (Some((name, texts)), Some((_, _, is_article))) = (wanted.class, item) else {
        return;
    };
    if start.local_name().as_ref() == name
        && let Ok(Some(code)) = start.try_get_attribute("qcode")
    {
        *is_article = texts.iter().any(|text| code.value.ends_with(text));
    }
}

fn position(byte: u64) -> usize {
    usize::try_from(byte).unwrap_or(usize::MAX)
}

/// Whether the first element of a file is one of these, as far as its first bytes tell.
pub(crate) fn begins_with(head: &[u8], names: &[&str]) -> bool {
    let decoded = decode(head, None, in_xml);
    let mut rest = decoded
        .text
        .trim_start_matches(['\u{FEFF}', ' ', '\n', '\r', '\t']);
    loop {
        let end = match rest {
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<?") => "?>",
            _ if rest.starts_with("<!DOCTYPE") && rest.find('[') < rest.find('>') && rest.contains('[') => {
                "]>"
            }
            _ if rest.starts_with("<!") => ">",
            _ => break,
        };
        let Some((_, behind)) = rest.split_once(end) else {
            return false;
        };
        rest = behind.trim_start();
    }
    let Some(tag) = rest.strip_prefix('<') else {
        return false;
    };
    let name = tag
        .split(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        .next()
        .unwrap_or("");
    let bare = name.rsplit(':').next().unwrap_or(name);
    names.contains(&bare)
}
