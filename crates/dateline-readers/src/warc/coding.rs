//! The codings of a body: what a server has done to it on its way, undone in bounded memory.
//!
//! Archives often keep bodies decompressed already and leave the headers as they were. So what does not begin like the
//! coding that the headers name is taken as it stands, and so is what begins like a page and is not of the coding.

use super::http::BodyError;
use std::io::Read;

/// Undoes the codings that a `Content-Encoding` lists, the last one first. No step makes more than `limit` bytes.
///
/// # Errors
/// [`BodyError::TooLarge`] where there are more, [`BodyError::Broken`] for what is not of its coding, and for a coding
/// that nobody here knows.
pub(super) fn decoded(mut body: Vec<u8>, codings: &str, limit: usize) -> Result<Vec<u8>, BodyError> {
    for coding in codings.rsplit(',').map(str::trim) {
        body = match undone(&body, &coding.to_ascii_lowercase(), limit) {
            Ok(Some(plain)) => plain,
            Ok(None) => body,
            Err(BodyError::Broken(_)) if is_plain(&body) => body,
            Err(error) => return Err(error),
        };
    }
    Ok(body)
}

/// Whether bytes begin like a page.
fn is_plain(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    body.trim_ascii_start().starts_with(b"<")
}

/// The body without one coding; `None` where it is not in it.
fn undone(body: &[u8], coding: &str, limit: usize) -> Result<Option<Vec<u8>>, BodyError> {
    let plain = match coding {
        "gzip" | "x-gzip" if body.starts_with(&[0x1F, 0x8B]) => {
            inflated(flate2::read::MultiGzDecoder::new(body), limit)?
        }
        // By the standard zlib's form, by custom often the bare one.
        "deflate" => match inflated(flate2::read::ZlibDecoder::new(body), limit) {
            Err(BodyError::Broken(_)) => inflated(flate2::read::DeflateDecoder::new(body), limit)?,
            other => other?,
        },
        "zstd" if body.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) => {
            let decoder = zstd::stream::read::Decoder::with_buffer(body);
            inflated(decoder.map_err(|error| broken(&error))?, limit)?
        }
        "br" => unbrotlied(body, limit)?,
        "" | "identity" | "none" | "gzip" | "x-gzip" | "zstd" => return Ok(None),
        other => {
            return Err(BodyError::Broken(format!(
                "the body is compressed in a way that is not read: {other}"
            )));
        }
    };
    Ok(Some(plain))
}

/// Brotli as RFC 7932 has it, whose window is 16 MiB at most. The decoder also knows the large windows of Brotli
/// outside of HTTP, for which a body of some bytes could ask for a gigabyte.
fn unbrotlied(body: &[u8], limit: usize) -> Result<Vec<u8>, BodyError> {
    // The code that large windows begin with, and which the standard keeps free.
    if body.first().is_some_and(|byte| byte & 0x7F == 0x11) {
        return Err(BodyError::Broken(
            "the body's Brotli window is larger than the web's may be".to_owned(),
        ));
    }
    if body.is_empty() {
        return Ok(Vec::new());
    }
    inflated(brotli_decompressor::Decompressor::new(body, 1 << 14), limit)
}

fn broken(error: &std::io::Error) -> BodyError {
    BodyError::Broken(format!("the body could not be decompressed: {error}"))
}

/// All that `stream` gives, in bounded memory.
fn inflated(stream: impl Read, limit: usize) -> Result<Vec<u8>, BodyError> {
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut out = Vec::new();
    stream
        .take(most)
        .read_to_end(&mut out)
        .map_err(|error| broken(&error))?;
    if out.len() > limit {
        return Err(BodyError::TooLarge);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use std::io::Write;

    const PAGE: &[u8] =
        b"<html><title>T</title><p>The harbour council of Port Ennis met on Monday, and doubled the toll \
        for every lorry that leaves.</p></html>";
    /// `PAGE` by the reference compressor of Brotli, quality 11.
    const PAGE_BROTLI: &[u8] = b"\x1b\x85\x00\x60\x8c\xd3\x25\xb2\xf7\x4a\x96\xba\x2d\xd5\xd1\x2d\xd5\x28\x18\xea\xe1\xc2\
        \x05\xdd\x45\x57\x2c\x1f\x2a\x68\xc6\x81\x43\xf7\x02\x79\x81\x0c\x68\x38\x10\x98\x37\xd8\x34\xa6\x65\x79\x62\x44\
        \x0f\x0d\xd4\x19\x15\xe8\x31\x46\x49\x71\xdb\xe3\xd9\xf3\x0a\x95\x9c\x0f\x7b\x08\x49\xb4\xa4\xdb\x2f\x30\x3a\x64\
        \x0c\x87\x62\xa0\x67\x47\x0e\xe8\x95\x17\x51\x98\x1e\x3b\x67\x0d\x26\x95\x00";
    /// A mebibyte of one letter by the same.
    const BOMB_BROTLI: &[u8] = b"\x5b\xff\xff\x8f\x5f\x02\x2f\x1e\x0b\x04\x72\xef\x1f\x00";

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn deflate(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        zstd::encode_all(bytes, 1).unwrap()
    }

    #[track_caller]
    fn check(codings: &str, body: &[u8], expected: &[u8]) {
        let found = decoded(body.to_vec(), codings, 1000);
        assert_eq!(found.as_deref(), Ok(expected), "{codings}");
    }

    #[test]
    fn every_coding_and_several_one_after_another() {
        check("", PAGE, PAGE);
        check("identity", PAGE, PAGE);
        check("GZip", &gzip(PAGE), PAGE);
        check("x-gzip", &gzip(PAGE), PAGE);
        check("deflate", &zlib(PAGE), PAGE);
        check("deflate", &deflate(PAGE), PAGE);
        check("zstd", &zstd(PAGE), PAGE);
        check("br", PAGE_BROTLI, PAGE);
        check("br", b"", b"");
        check("br, gzip", &gzip(PAGE_BROTLI), PAGE);
        check("gzip,deflate", &zlib(&gzip(PAGE)), PAGE);
    }

    #[test]
    fn what_was_decompressed_already_is_taken_as_it_stands() {
        for coding in ["gzip", "deflate", "br", "zstd", "br, gzip", "dcb"] {
            check(coding, PAGE, PAGE);
            check(coding, b"\xEF\xBB\xBF\n<p>x", b"\xEF\xBB\xBF\n<p>x");
        }
    }

    #[test]
    fn bombs_stop_at_the_bound() {
        let many = vec![b'x'; 1 << 20];
        for (coding, bomb) in [
            ("gzip", gzip(&many)),
            ("deflate", zlib(&many)),
            ("deflate", deflate(&many)),
            ("zstd", zstd(&many)),
            ("br", BOMB_BROTLI.to_vec()),
            // Small within and small as it was sent, large between the two.
            ("zstd, gzip", gzip(&[zstd(b"x"), vec![0; 1 << 20]].concat())),
        ] {
            assert_eq!(decoded(bomb, coding, 1000), Err(BodyError::TooLarge), "{coding}");
        }
    }

    #[test]
    fn an_archive_keeps_answers_as_they_were_sent() {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\n";
        let record = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nContent-Length: {}\r\n\r\n{head}",
            head.len() + PAGE_BROTLI.len()
        );
        let archive = [record.as_bytes(), PAGE_BROTLI, b"\r\n\r\n"].concat();
        let found = crate::testing::shown(&crate::testing::read("warc", &archive, &[]));
        assert_eq!(found.len(), 1);
        assert!(
            found[0].starts_with("urn:uuid:1|T|The harbour council"),
            "{found:?}"
        );
    }

    #[test]
    fn broken_bodies_say_so() {
        for (coding, body) in [
            ("gzip", &gzip(PAGE)[..20]),
            ("deflate", &b"\x8b\x02\xff\xff\xff"[..]),
            ("zstd", &zstd(PAGE)[..12]),
            ("br", &PAGE_BROTLI[..50]),
            ("br", &b"\x8b\x02"[..]),
            // A window of 30 bits.
            ("br", &b"\x11\x1e\x00\x00"[..]),
            ("compress", &b"\x1f\x9d\x90"[..]),
        ] {
            let found = decoded(body.to_vec(), coding, 1000);
            assert!(matches!(found, Err(BodyError::Broken(_))), "{coding}: {found:?}");
        }
    }
}
