//! The formats that pages, archives and tables come in, over any bytes.

use crate::reading::articles;
use dateline_core::layers::Passages;
use std::ops::RangeInclusive;

/// Which results there may be of some bytes: as many articles and faults as there are bytes, or of formats that
/// compress as many as one has patience for.
pub(crate) const PATIENCE: RangeInclusive<usize> = 0..=20_000;

/// Bytes as a table of articles.
///
/// # Panics
/// When a promise of every reader does not hold.
pub fn csv(data: &[u8]) {
    articles("csv", data, &[]);
}

/// Bytes as a page: passages lie in text order and hold the text but for the empty lines between them.
///
/// # Panics
/// When that does not hold, or a promise of every reader.
pub fn html(data: &[u8]) {
    for doc in articles("html", data, &[]) {
        let passages = doc.layer::<Passages>().unwrap_or_default();
        let pieces: Vec<&str> = passages.iter().map(|passage| doc.slice(passage.span)).collect();
        assert!(
            passages.is_empty() || pieces.join("\n\n") == doc.text(),
            "passages are not the text"
        );
        let mut behind = 0;
        for passage in passages {
            assert!(
                passage.page_start <= passage.page_end,
                "{passage:?} ends before it starts"
            );
            assert!(behind <= passage.page_start, "{passage:?} begins before {behind}");
            behind = passage.page_start;
        }
    }
}

/// Bytes as a web archive.
///
/// # Panics
/// When a promise of every reader does not hold.
pub fn warc(data: &[u8]) {
    articles("warc", data, &[]);
}

/// Bytes as NITF.
///
/// # Panics
/// When a promise of every reader does not hold.
pub fn nitf(data: &[u8]) {
    articles("nitf", data, &[]);
}

/// Bytes as NewsML-G2.
///
/// # Panics
/// When a promise of every reader does not hold.
pub fn newsml_g2(data: &[u8]) {
    articles("newsml-g2", data, &[]);
}

/// Bytes as a Parquet file.
///
/// # Panics
/// When a promise of every reader does not hold.
pub fn parquet(data: &[u8]) {
    articles("parquet", data, &[]);
}

#[cfg(test)]
mod tests {
    use crate::samples::mutated;

    const CSV: &[&str] = &[
        "aid,title,text\n1,\"T, t\",\"x \"\"y\"\"\nz\"\r\n2,,w\n",
        "bHeadline;Body;Publication Date\r\nA;b;2024-08-05\r\n\r\nc;d\n",
    ];
    const HTML: &[&str] = &[
        "a<!doctype html><title>T | P</title><meta property=og:site_name content=P><div class='article-body'><p>The \
         council met on Monday &amp; went. <a href=x>So it is said.</a><p>It rained.<ul><li>one<li>two</ul></div>\
         <script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"H\",\"author\":[{\"name\":\"A B\"}]}</script>",
        "b<table><tr><td>x<td>The council of the town met on Monday, and then it went home again, the clerk said.\
         <br><br>Nobody knows why.</table><pre>\n a\n  b, he said to them in the evening.</pre>",
    ];
    const WARC: &[&str] = &[
        "aWARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nContent-Length: 150\r\n\r\nHTTP/1.1 200 OK\r\n\
         Content-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n<p>The council met on Monday, \
         and then it went home again.</p>\r\n0\r\n\r\n\r\n\r\nWARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\n\
         Content-Length: 3\r\n\r\nabc\r\n\r\n",
    ];
    const NITF: &[&str] = &[
        "a<?xml version='1.0'?><!DOCTYPE nitf [<!ENTITY x 'y'>]><nitf xml:lang='en'><head><docdata><doc-id id-string='1'/>\
         <date.issue norm='20240805T100000Z'/></docdata></head><body><body.head><hedline><hl1>H</hl1></hedline><byline>By A B\
         </byline><dateline>X -</dateline></body.head><body.content><p>a &amp; &eacute; &#x41; &x;</p><![CDATA[c]]>\
         </body.content></body></nitf>",
    ];
    const NEWSML: &[&str] = &[
        "a<n:newsMessage xmlns:n='x'><n:itemSet><n:newsItem guid='g'><itemMeta><itemClass qcode='ninat:text'/></itemMeta>\
         <contentMeta><headline>H</headline></contentMeta><contentSet><inlineData>x\n\ny</inlineData></contentSet></n:newsItem>\
         <newsItem/></n:itemSet></n:newsMessage>",
    ];

    #[test]
    fn made_up_csv() {
        mutated(CSV, 3000, super::csv);
    }

    #[test]
    fn made_up_html() {
        mutated(HTML, 2000, super::html);
    }

    #[test]
    fn made_up_warc() {
        mutated(WARC, 3000, super::warc);
    }

    #[test]
    fn made_up_nitf() {
        mutated(NITF, 3000, super::nitf);
    }

    #[test]
    fn made_up_newsml_g2() {
        mutated(NEWSML, 3000, super::newsml_g2);
    }

    #[test]
    fn made_up_parquet() {
        mutated(
            &["aPAR1\u{15}\u{4}\u{15}\0\u{15}\u{2}\u{4}\0\0\0PAR1"],
            3000,
            super::parquet,
        );
    }
}
