//! Where pages go: a folder of them, or one file.

use super::index::{Frequent, Index, row, table_close, table_open};
use super::{page, title_of};
use crate::atomic::io_error;
use crate::staging::Staging;
use crate::stream::StreamSink;
use dateline_core::{Error, ErrorKind, Flow, Outcome, Sink, Target};
use std::fs::File;
use std::io::{BufWriter, Read, Seek, Write};
use std::path::Path;

/// One page an article, named after its id, and `index.html`.
pub(super) struct FolderPages {
    staging: Option<Staging>,
    index: Index,
    page: Vec<u8>,
}

impl FolderPages {
    pub(super) fn new(folder: &Path) -> Result<Self, Error> {
        Ok(Self {
            staging: Some(Staging::create(folder)?),
            index: Index::default(),
            page: Vec::new(),
        })
    }
}

impl Sink for FolderPages {
    fn accept(&mut self, seq: u64, outcome: Outcome<'_>) -> Result<Flow, Error> {
        let (Some(staging), Outcome::Done(doc, [fragment])) = (&self.staging, outcome) else {
            return Ok(Flow::Continue);
        };
        self.page.clear();
        page::open(&mut self.page, title_of(doc));
        self.page
            .extend_from_slice(b"<nav><a href=\"index.html\">\xe2\x86\x90 All articles</a></nav>\n");
        page::anchored(&mut self.page, fragment, "");
        page::close(&mut self.page);
        let stem = staging.place(&doc.meta().id, seq, "index", &[(".html", &[&self.page])])?;
        // A name that this crate made holds letters, digits, `-`, `_` and `.`: nothing to escape.
        if let Some((name, content)) = self.index.add(doc, &format!("{stem}.html")) {
            staging.write(&name, &content)?;
        }
        Ok(Flow::Continue)
    }

    fn finish(&mut self) -> Result<(), Error> {
        let Some(staging) = self.staging.take() else {
            return Ok(());
        };
        for (name, content) in std::mem::take(&mut self.index).finish() {
            staging.write(&name, &content)?;
        }
        staging.commit()
    }
}

/// All articles in one page: the article alone if there is one; else the index, whose rows lead down to the
/// articles below it.
///
/// The index comes first and is known last, so rows and articles wait in temporary files, not in memory.
pub(super) struct OnePage {
    out: StreamSink,
    waiting: Option<Waiting>,
    title: String,
    articles: usize,
    frequent: Frequent,
    buffer: Vec<u8>,
}

struct Waiting {
    rows: BufWriter<File>,
    articles: BufWriter<File>,
}

fn spool() -> Result<BufWriter<File>, Error> {
    tempfile::tempfile().map(BufWriter::new).map_err(spool_error)
}

fn spool_error(error: std::io::Error) -> Error {
    io_error(Path::new("a temporary file"), "write", error)
}

impl OnePage {
    pub(super) fn new(target: Target) -> Result<Self, Error> {
        Ok(Self {
            out: StreamSink::new(target)?,
            waiting: Some(Waiting {
                rows: spool()?,
                articles: spool()?,
            }),
            title: String::new(),
            articles: 0,
            frequent: Frequent::default(),
            buffer: Vec::new(),
        })
    }

    fn complete(&mut self, waiting: Waiting) -> Result<(), Error> {
        let mut bytes = Vec::new();
        let several = self.articles != 1;
        page::open(&mut bytes, if several { "Articles" } else { &self.title });
        if several {
            table_open(&mut bytes, self.articles, Some(&self.frequent));
            self.out.write(&bytes)?;
            self.copy(waiting.rows)?;
            bytes.clear();
            table_close(&mut bytes, "");
        }
        self.out.write(&bytes)?;
        self.copy(waiting.articles)?;
        bytes.clear();
        page::close(&mut bytes);
        self.out.write(&bytes)?;
        Ok(())
    }

    /// Copies a temporary file to the output.
    fn copy(&mut self, file: BufWriter<File>) -> Result<(), Error> {
        let mut file = file
            .into_inner()
            .map_err(|error| spool_error(error.into_error()))?;
        file.rewind().map_err(spool_error)?;
        self.buffer.resize(1 << 16, 0);
        loop {
            let count = file.read(&mut self.buffer).map_err(spool_error)?;
            let Some(bytes) = self.buffer.get(..count).filter(|bytes| !bytes.is_empty()) else {
                return Ok(());
            };
            if self.out.write(bytes)? == Flow::Stop {
                return Ok(());
            }
        }
    }
}

impl Sink for OnePage {
    fn accept(&mut self, seq: u64, outcome: Outcome<'_>) -> Result<Flow, Error> {
        let Outcome::Done(doc, [fragment]) = outcome else {
            return Ok(Flow::Continue);
        };
        let Some(waiting) = &mut self.waiting else {
            return Err(Error::new(ErrorKind::Io, "the output is finished already"));
        };
        if self.articles == 0 {
            self.title = title_of(doc).to_owned();
        }
        self.articles += 1;
        self.frequent.count(doc);
        let prefix = format!("a{}-", seq + 1);
        self.buffer.clear();
        row(&mut self.buffer, doc, &format!("#{prefix}top0"));
        waiting.rows.write_all(&self.buffer).map_err(spool_error)?;
        self.buffer.clear();
        page::anchored(&mut self.buffer, fragment, &prefix);
        waiting.articles.write_all(&self.buffer).map_err(spool_error)?;
        Ok(Flow::Continue)
    }

    fn finish(&mut self) -> Result<(), Error> {
        if let Some(waiting) = self.waiting.take() {
            self.complete(waiting)?;
        }
        self.out.finish()
    }
}
