//! A server's answer as a web archive keeps it: status, headers, and the body as it was sent.

use super::coding;

/// The head of an answer, and its body as it stands.
#[derive(Debug)]
pub(crate) struct Answer<'b> {
    pub(crate) status: u16,
    headers: Headers<'b>,
    body: &'b [u8],
}

/// Headers by name.
#[derive(Debug, Default)]
pub(crate) struct Headers<'b> {
    list: Vec<(&'b str, &'b str)>,
}

impl<'b> Headers<'b> {
    /// The headers in the lines of `head`; what is no header is passed over, and so are bytes that are no
    /// UTF-8.
    pub(crate) fn new(head: &'b [u8]) -> Self {
        let lines = head
            .split(|byte| *byte == b'\n')
            .filter_map(|line| std::str::from_utf8(line).ok());
        let list = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.trim(), value.trim()))
            .collect();
        Self { list }
    }

    /// The first header of this name, without regard to case.
    pub(crate) fn get(&self, name: &str) -> Option<&'b str> {
        let found = self
            .list
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| *value)
    }
}

/// Where the empty line behind headers ends.
pub(crate) fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'\n', bytes.get(at..)?) {
        at += next + 1;
        match bytes.get(at..)? {
            [b'\n', ..] => return Some(at + 1),
            [b'\r', b'\n', ..] => return Some(at + 2),
            _ => {}
        }
    }
    None
}

/// Why a body could not be had.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BodyError {
    /// It has more bytes than there may be.
    TooLarge,
    /// It is not what its headers say.
    Broken(String),
}

impl<'b> Answer<'b> {
    /// Takes an answer apart; `None` for what is none.
    pub(crate) fn new(bytes: &'b [u8]) -> Option<Self> {
        let bytes = bytes.strip_prefix(b"HTTP/")?;
        let end = end_of_head(bytes).unwrap_or(bytes.len());
        let (head, body) = bytes.split_at_checked(end)?;
        let line = head.split(|byte| *byte == b'\n').next()?;
        let code = line
            .split(|byte| *byte == b' ')
            .filter(|it| !it.is_empty())
            .nth(1)?;
        let status = std::str::from_utf8(code.trim_ascii()).ok()?.parse().ok()?;
        Some(Self {
            status,
            headers: Headers::new(head),
            body,
        })
    }

    /// The type of what was sent, in lower case and without parameters; empty if the server did not say.
    pub(crate) fn media_type(&self) -> String {
        let value = self.headers.get("content-type").unwrap_or("");
        value.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
    }

    /// The encoding that the server named.
    pub(crate) fn charset(&self) -> Option<String> {
        let value = self.headers.get("content-type")?;
        let label = value.split(';').skip(1).find_map(|parameter| {
            let (name, label) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("charset").then_some(label)
        });
        label.map(|label| {
            label
                .trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'')
                .to_owned()
        })
    }

    /// The beginning of the body as it was sent.
    pub(crate) fn start(&self) -> &'b [u8] {
        self.body.get(..512).unwrap_or(self.body)
    }

    /// The body, put together and decompressed, at most `limit` bytes.
    ///
    /// Archives often keep bodies put together already and leave the headers as they were, so a body that does not
    /// begin with a chunk's size is taken as it stands.
    pub(crate) fn body(&self, limit: usize) -> Result<Vec<u8>, BodyError> {
        let says = |name: &str, word: &str| {
            self.headers.get(name).is_some_and(|value| {
                value
                    .split(',')
                    .any(|part| part.trim().eq_ignore_ascii_case(word))
            })
        };
        let mut body = self.body.to_vec();
        if says("transfer-encoding", "chunked") && chunk_size(&body).is_some() {
            body = unchunked(&body)?;
        }
        if let Some(codings) = self.headers.get("content-encoding") {
            body = coding::decoded(body, codings, limit)?;
        }
        if body.len() > limit {
            return Err(BodyError::TooLarge);
        }
        Ok(body)
    }
}

/// The size that a chunk's first line names, and the length of that line.
fn chunk_size(bytes: &[u8]) -> Option<(usize, usize)> {
    let end = memchr::memchr(b'\n', bytes.get(..bytes.len().min(256))?)?;
    let line = bytes.get(..end)?.split(|byte| *byte == b';').next()?.trim_ascii();
    let digits = std::str::from_utf8(line)
        .ok()
        .filter(|it| !it.is_empty() && !it.starts_with('+'))?;
    Some((usize::from_str_radix(digits, 16).ok()?, end + 1))
}

/// The body that was sent in chunks.
fn unchunked(mut rest: &[u8]) -> Result<Vec<u8>, BodyError> {
    let mut body = Vec::with_capacity(rest.len());
    loop {
        let Some((size, line)) = chunk_size(rest) else {
            return Err(BodyError::Broken("the body's chunks are broken".to_owned()));
        };
        rest = rest.get(line..).unwrap_or_default();
        if size == 0 {
            return Ok(body);
        }
        let Some((chunk, behind)) = rest.split_at_checked(size) else {
            return Err(BodyError::Broken("the body ends inside a chunk".to_owned()));
        };
        body.extend_from_slice(chunk);
        rest = behind
            .strip_prefix(b"\r\n")
            .or_else(|| behind.strip_prefix(b"\n"))
            .unwrap_or(behind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn body(head: &str, bytes: &[u8]) -> Result<Vec<u8>, BodyError> {
        let answer = [format!("HTTP/1.1 200 OK\r\n{head}\r\n").as_bytes(), bytes].concat();
        Answer::new(&answer).unwrap().body(1000)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn heads() {
        let answer = b"HTTP/1.1 404 Not Found\r\nContent-Type: Text/HTML; charset=\"GBK\"\r\n\r\nx";
        let answer = Answer::new(answer).unwrap();
        assert_eq!((answer.status, answer.media_type().as_str()), (404, "text/html"));
        assert_eq!(
            (answer.charset().as_deref(), answer.start()),
            (Some("GBK"), &b"x"[..])
        );
        assert!(Answer::new(b"GET / HTTP/1.1\r\n\r\n").is_none() && Answer::new(b"HTTP/1.1").is_none());
    }

    #[test]
    fn bodies() {
        let chunked = "Transfer-Encoding: chunked\r\n";
        assert_eq!(body("", b"plain").unwrap(), b"plain");
        assert_eq!(
            body(chunked, b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n").unwrap(),
            b"abcde"
        );
        assert_eq!(body(chunked, b"<html>").unwrap(), b"<html>");
        assert!(matches!(body(chunked, b"9\r\nabc"), Err(BodyError::Broken(_))));
        assert!(matches!(
            body(chunked, b"ffffffffffffffff\r\nabc"),
            Err(BodyError::Broken(_))
        ));
        let zipped = "Content-Encoding: gzip\r\n";
        assert_eq!(body(zipped, &gzip(b"abc")).unwrap(), b"abc");
        assert_eq!(body(zipped, b"<p>plain").unwrap(), b"<p>plain");
        assert!(matches!(
            body(zipped, &gzip(b"abc")[..12]),
            Err(BodyError::Broken(_))
        ));
        assert_eq!(body(zipped, &gzip(&[b'x'; 100_000])), Err(BodyError::TooLarge));
        let mut both = b"14\r\n".to_vec();
        let zip = gzip(b"");
        both = [
            format!("{:x}\r\n", zip.len()).as_bytes(),
            &zip,
            b"\r\n0\r\n\r\n",
            &both[..0],
        ]
        .concat();
        assert_eq!(body(&format!("{chunked}{zipped}"), &both).unwrap(), b"");
    }
}
