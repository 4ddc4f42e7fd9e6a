//! Web archives: WARC files as crawlers write them, CC-NEWS among them; one page, one article.
//!
//! Of all records those are articles that hold a page: answers of servers with status 200 and a page of HTML,
//! resources of that type, and plain texts that were made of pages (WET's “conversion” records). Everything
//! else (requests, redirects, pictures, feeds) is passed over without a word. A page is read as the format
//! `html` reads it; the encoding that the server named counts before the page's own. The article's id is the
//! record's (`urn:uuid:…`); its address is the page's own where that names one, else the record's.
//!
//! In a compressed archive every record is a gzip member of its own. A broken member is a fault, and reading
//! goes on with the next that can be found; so does it where a record's head makes no sense. Records that are
//! no articles are never held in memory, whatever their size. Bodies come in chunks and in the content codings gzip,
//! deflate, br and zstd, or several of them; none of them grows beyond `max_record_bytes`.
//!
//! | setting | meaning | default |
//! |---|---|---|
//! | `malformed` | as for html | `fault` |
//! | `published_from_fetch` | whether a page without a date gets that on which it was fetched | false |

mod coding;
mod http;

use crate::faults::At;
use crate::html::{Page, PageSettings, sniff as looks_like_page};
use crate::lines::{drop_tail, fill};
use crate::normalize_date;
use dateline_core::{
    Decoder, Document, Error, Fault, FaultKind, Input, ReaderSpec, Record, Settings, Source,
};
use http::{Answer, BodyError, Headers, end_of_head};
use std::io::{self, BufRead};
use std::sync::Arc;

const NAME: &str = "warc";
/// The longest head of a record, in bytes.
const MAX_HEAD: usize = 64 << 10;

/// The reader as it is registered.
pub(crate) fn spec() -> ReaderSpec {
    ReaderSpec {
        summary: "WARC web archives such as CC-NEWS, one article a page",
        endings: &[".warc", ".wet"],
        sniff: |head| head.starts_with(b"WARC/"),
        open: Box::new(open),
    }
}

fn open(input: Input, mut settings: Settings) -> Result<Box<dyn Source>, Error> {
    let page = PageSettings::take(&mut settings)?;
    let from_fetch = settings.bool("published_from_fetch")?.unwrap_or(false);
    settings.finish()?;
    if input.decoded {
        let message =
            "a web archive's records each tell their encoding; the setting “encoding” fits none of them";
        return Err(crate::error::bad_setting(message));
    }
    let limit = input.max_record_bytes;
    Ok(Box::new(WarcSource {
        at: At {
            path: input.path,
            stage: NAME,
        },
        bytes: input.bytes,
        offset: 0,
        limit,
        records: 0,
        failed_at: None,
        lost: false,
        done: false,
        decoder: Arc::new(WarcDecoder {
            page,
            from_fetch,
            limit,
        }),
    }))
}

struct WarcSource {
    at: At,
    bytes: Box<dyn BufRead + Send>,
    offset: u64,
    limit: usize,
    records: u64,
    /// Where reading failed last: a stream that fails there again has no more to give.
    failed_at: Option<u64>,
    /// Whether a fault was told since the last sound record, so that what is passed over on the way to the
    /// next one is not told again.
    lost: bool,
    done: bool,
    decoder: Arc<dyn Decoder>,
}

/// What became of looking for a record's head.
enum Head {
    Found,
    End,
}

impl Source for WarcSource {
    fn next(&mut self, record: &mut Record) -> Result<bool, Fault> {
        while !self.done {
            record.bytes.clear();
            let lost = self.lost;
            let start = match self.head(&mut record.bytes) {
                Ok((Head::End, _)) => {
                    self.done = true;
                    break;
                }
                Ok((Head::Found, start)) => start,
                // A record whose head was damaged was told of when that made no sense.
                Err(fault) if lost && fault.kind == FaultKind::Read => continue,
                Err(fault) => return Err(fault),
            };
            self.records += 1;
            self.lost = false;
            if self.content(record, start)? {
                record.origin = self.at.origin(self.records, start);
                record.decoder = Some(Arc::clone(&self.decoder));
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl WarcSource {
    /// Reads on to the end of the next record's head. Gives where it starts.
    fn head(&mut self, head: &mut Vec<u8>) -> Result<(Head, u64), Fault> {
        loop {
            head.clear();
            let start = self.offset;
            let found = self.line(head)?;
            if !found {
                return Ok((Head::End, start));
            }
            if head.trim_ascii().is_empty() {
                continue;
            }
            if !head.starts_with(b"WARC/") {
                self.pass_over_rubbish(start)?;
                continue;
            }
            while end_of_head(head).is_none() {
                if head.len() > MAX_HEAD || !self.line(head)? {
                    self.lost = true;
                    return Err(self
                        .at
                        .malformed(self.records + 1, start, "the record's head does not end"));
                }
            }
            return Ok((Head::Found, start));
        }
    }

    /// What stands where a record should begin is told once.
    fn pass_over_rubbish(&mut self, start: u64) -> Result<(), Fault> {
        if std::mem::replace(&mut self.lost, true) {
            return Ok(());
        }
        let reason = "no record begins here; what comes before the next one is passed over";
        Err(self.at.malformed(self.records + 1, start, reason))
    }

    /// Appends the next line with its line feed, at most so much of it as a head may have; `false` at the end.
    fn line(&mut self, line: &mut Vec<u8>) -> Result<bool, Fault> {
        let start = self.offset;
        loop {
            let bytes = match fill(&mut *self.bytes) {
                Ok(bytes) => bytes,
                Err(error) => return Err(self.broken(self.records + 1, &error)),
            };
            let end = memchr::memchr(b'\n', bytes).map(|at| at + 1);
            let taken = end.unwrap_or(bytes.len());
            if line.len() <= MAX_HEAD {
                line.extend_from_slice(&bytes[..taken]);
            }
            self.take(taken);
            if end.is_some() || taken == 0 {
                return Ok(self.offset > start);
            }
        }
    }

    /// Reads a record's content behind its head into `record`, if it is an article's; `false` if it is not.
    fn content(&mut self, record: &mut Record, start: u64) -> Result<bool, Fault> {
        let headers = Headers::new(&record.bytes);
        let length = headers
            .get("content-length")
            .and_then(|length| length.parse::<u64>().ok());
        let Some(length) = length else {
            self.lost = true;
            return Err(self
                .at
                .malformed(self.records, start, "the record does not tell its length"));
        };
        let kind = headers.get("warc-type").unwrap_or("").to_ascii_lowercase();
        let wanted = matches!(kind.as_str(), "response" | "resource" | "conversion");
        // Heads are small beside what may be a page; the bound is the content's.
        let fits = usize::try_from(length).is_ok_and(|length| length <= self.limit);
        let head = record.bytes.len();
        let mut left = length;
        while left > 0 {
            let bytes = match fill(&mut *self.bytes) {
                Ok(bytes) => bytes,
                Err(error) => return Err(self.broken(self.records, &error)),
            };
            let taken = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            if wanted && fits {
                record.bytes.extend_from_slice(&bytes[..taken]);
            }
            self.take(taken);
            left -= taken as u64;
            if taken == 0 {
                self.lost = true;
                return Err(self
                    .at
                    .malformed(self.records, start, "the file ends inside a record"));
            }
        }
        if !wanted {
            return Ok(false);
        }
        self.check_member()?;
        if !fits {
            drop_tail(&mut record.bytes, 0);
            return Err(self.at.too_large(self.records, start, self.limit));
        }
        let content = record.bytes.get(head..).unwrap_or_default();
        let headers = Headers::new(record.bytes.get(..head).unwrap_or_default());
        Ok(is_article(
            &kind,
            headers.get("content-type").unwrap_or(""),
            content,
        ))
    }

    /// Reads over the empty lines behind a record, and on to the end of its gzip member: damage that makes
    /// other letters of letters is only noticed by the checksum there.
    fn check_member(&mut self) -> Result<(), Fault> {
        for wanted in b"\r\n\r\n" {
            match fill(&mut *self.bytes) {
                Ok([byte, ..]) if byte == wanted => self.take(1),
                Ok(_) => return Ok(()),
                Err(error) => return Err(self.broken(self.records, &error)),
            }
        }
        match fill(&mut *self.bytes) {
            Ok(_) => Ok(()),
            Err(error) => Err(self.broken(self.records, &error)),
        }
    }

    fn take(&mut self, amount: usize) {
        self.bytes.consume(amount);
        self.offset += amount as u64;
    }

    fn broken(&mut self, record: u64, error: &io::Error) -> Fault {
        self.done = self.failed_at == Some(self.offset);
        self.failed_at = Some(self.offset);
        self.lost = true;
        self.at.unreadable(record, self.offset, error)
    }
}

/// Whether a record's content is a page, or a text made of one.
fn is_article(kind: &str, content_type: &str, content: &[u8]) -> bool {
    let is_html = |media: &str| matches!(media, "text/html" | "application/xhtml+xml");
    let media = content_type
        .split(';')
        .next()
        .unwrap_or("")
        .trim()
        .to_ascii_lowercase();
    match kind {
        "conversion" => media == "text/plain",
        "resource" => is_html(&media),
        _ => Answer::new(content).is_some_and(|answer| {
            let media = answer.media_type();
            let unknown = media.is_empty() || media == "application/octet-stream";
            answer.status == 200 && (is_html(&media) || (unknown && looks_like_page(answer.start())))
        }),
    }
}

struct WarcDecoder {
    page: PageSettings,
    from_fetch: bool,
    limit: usize,
}

impl WarcDecoder {
    fn fill(&self, record: &Record, doc: &mut Document) -> Result<(), (FaultKind, String)> {
        let decode = |reason: String| (FaultKind::Decode, reason);
        let end = end_of_head(&record.bytes).unwrap_or(record.bytes.len());
        let (head, content) = record.bytes.split_at(end.min(record.bytes.len()));
        let headers = Headers::new(head);
        let id = headers
            .get("warc-record-id")
            .unwrap_or("")
            .trim_matches(['<', '>']);
        doc.meta_mut().id.push_str(id);
        if headers
            .get("warc-type")
            .is_some_and(|kind| kind.eq_ignore_ascii_case("conversion"))
        {
            let text = std::str::from_utf8(content).map_err(|error| decode(format!("not UTF-8: {error}")))?;
            let written = doc.write_text(|buffer| buffer.push_str(text.trim()));
            written.map_err(|error| decode(error.to_string()))?;
        } else if let Some(answer) = Answer::new(content) {
            let body = answer.body(self.limit).map_err(|error| match error {
                BodyError::Broken(reason) => decode(reason),
                BodyError::TooLarge => {
                    let reason = format!(
                        "the page is over the bound of {} bytes (max_record_bytes)",
                        self.limit
                    );
                    (FaultKind::TooLarge, reason)
                }
            })?;
            let charset = answer.charset();
            let page = Page {
                bytes: &body,
                charset: charset.as_deref(),
            };
            page.read(self.page, doc).map_err(decode)?;
        } else {
            let page = Page {
                bytes: content,
                charset: None,
            };
            page.read(self.page, doc).map_err(decode)?;
        }
        let meta = doc.meta_mut();
        if meta.url.is_none() {
            meta.url = headers
                .get("warc-target-uri")
                .map(|it| it.trim_matches(['<', '>']).to_owned());
        }
        if self.from_fetch && meta.published.is_none() {
            meta.published = headers.get("warc-date").and_then(normalize_date);
        }
        Ok(())
    }
}

impl Decoder for WarcDecoder {
    fn decode(&self, record: &Record, doc: &mut Document) -> Result<(), Fault> {
        self.fill(record, doc).map_err(|(kind, reason)| {
            let mut fault = Fault::new(kind, record.origin.clone(), NAME, reason);
            fault.id.push_str(&doc.meta().id);
            fault
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{gather, read, shown};
    use dateline_core::Setting;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    const TEXT: &str =
        "The harbour council of Port Ennis met on Monday, and doubled the toll for every lorry that leaves.";

    fn record(kind: &str, id: u32, content: &str) -> String {
        let media = if kind == "response" {
            "application/http; msgtype=response"
        } else {
            "text/plain"
        };
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{id}>\r\nWARC-Date: 2026-02-11T08:00:00Z\r\n\
             WARC-Target-URI: https://a.example/{id}\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n{content}\r\n\r\n",
            content.len()
        )
    }

    fn answer(id: u32) -> String {
        let page = format!("<html><title>T{id}</title><p>{TEXT} {id}.</p></html>");
        record(
            "response",
            id,
            &format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}"),
        )
    }

    fn archive() -> Vec<String> {
        vec![
            record("warcinfo", 0, "software: x\r\n"),
            record("request", 1, "GET / HTTP/1.1\r\n\r\n"),
            answer(2),
            record(
                "response",
                3,
                "HTTP/1.1 302 Found\r\nContent-Type: text/html\r\n\r\nmoved",
            ),
            record(
                "response",
                4,
                "HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\n\r\nGIF89a",
            ),
            answer(5),
            record("conversion", 6, TEXT),
        ]
    }

    fn wanted(id: u32) -> String {
        format!("urn:uuid:{id}|T{id}|{TEXT} {id}.")
    }

    #[test]
    fn pages_and_nothing_else() {
        let found = read("warc", archive().concat().as_bytes(), &[]);
        let six = format!("urn:uuid:6||{TEXT}");
        assert_eq!(shown(&found), [wanted(2), wanted(5), six]);
        let meta = found[0].as_ref().unwrap().meta();
        assert_eq!(meta.url.as_deref(), Some("https://a.example/2"));
        assert_eq!((meta.origin.record, &meta.published), (3, &None));
        let fetch = [("published_from_fetch", Setting::Bool(true))];
        let found = read("warc", answer(2).as_bytes(), &fetch);
        assert_eq!(
            found[0].as_ref().unwrap().meta().published.as_deref(),
            Some("2026-02-11T08:00:00Z")
        );
    }

    #[test]
    fn broken_records() {
        let cut = answer(9);
        let bytes = [
            answer(2),
            "rubbish\r\nmore\r\n".to_owned(),
            answer(5),
            cut[..cut.len() - 60].to_owned(),
        ]
        .concat();
        let found = shown(&read("warc", bytes.as_bytes(), &[]));
        assert_eq!(
            (found.len(), &found[0], &found[2]),
            (4, &wanted(2), &wanted(5)),
            "{found:#?}"
        );
        assert!(found[1].contains("no record begins here"), "{}", found[1]);
        assert!(found[3].contains("the file ends inside a record"), "{}", found[3]);
        let huge = record("response", 3, &"x".repeat(1 << 17));
        let found = shown(&read("warc", [huge, answer(5)].concat().as_bytes(), &[]));
        assert!(
            found[0].contains("max_record_bytes") && found[1] == wanted(5),
            "{found:#?}"
        );
        let headless = "WARC/1.0\r\nWARC-Type: response\r\n\r\n";
        let found = shown(&read(
            "warc",
            [headless.to_owned(), answer(5)].concat().as_bytes(),
            &[],
        ));
        assert!(
            found[0].contains("does not tell its length") && found[1] == wanted(5),
            "{found:#?}"
        );
    }

    #[test]
    fn a_broken_member_of_a_compressed_archive() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("CC-NEWS-1.warc.gz");
        let mut members: Vec<Vec<u8>> = Vec::new();
        for record in archive() {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(record.as_bytes()).unwrap();
            members.push(encoder.finish().unwrap());
        }
        std::fs::write(&path, members.concat()).unwrap();
        let six = format!("urn:uuid:6||{TEXT}");
        let whole = gather(|inputs| inputs.argument(&path)).unwrap();
        assert_eq!(whole, [wanted(2), wanted(5), six.clone()]);

        // Whatever byte of a member is damaged: there is one fault, and never an article of other words.
        for at in (10..members[2].len()).step_by(5) {
            let mut damaged = members.clone();
            damaged[2][at] ^= 0xFF;
            std::fs::write(&path, damaged.concat()).unwrap();
            let mut found = gather(|inputs| inputs.argument(&path)).unwrap();
            found.retain(|line| *line != wanted(2));
            assert_eq!(
                (found.len(), &found[1..]),
                (3, &[wanted(5), six.clone()][..]),
                "{at}: {found:#?}"
            );
            assert!(found[0].starts_with("fault: "), "{at}: {}", found[0]);
        }
    }
}
