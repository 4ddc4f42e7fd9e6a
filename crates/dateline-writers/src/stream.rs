//! The sink of formats that are one stream of articles.

use crate::atomic::{AtomicFile, io_error};
use dateline_core::{Error, ErrorKind, Flow, Outcome, Resumption, Sink, Staged, Target};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes the bytes of all encoders of the run, article after article, to one file or stream.
///
/// A file appears under its name when the sink is finished, whole; a sink that is dropped before leaves
/// nothing there. A reader that has gone away (`dateline ... | head`) ends the run without an error. Faults
/// are passed over: they belong to the [`ErrorFile`](crate::ErrorFile).
///
/// ```
/// use dateline_core::{Document, Flow, Outcome, Sink, Target};
/// use dateline_writers::StreamSink;
///
/// let mut sink = StreamSink::new(Target::Stream(Box::new(std::io::sink())))?;
/// let doc = Document::from_text("Done.")?;
/// assert_eq!(sink.accept(0, Outcome::Done(&doc, &[b"one line\n".to_vec()]))?, Flow::Continue);
/// sink.finish()?;
/// # Ok::<(), dateline_core::Error>(())
/// ```
pub struct StreamSink {
    out: Out,
}

enum Out {
    Stream(BufWriter<Box<dyn Write + Send>>),
    File(AtomicFile),
    Done,
}

impl StreamSink {
    /// A sink that writes to `target`.
    ///
    /// # Errors
    /// Whatever keeps the file from being made.
    pub fn new(target: Target) -> Result<Self, Error> {
        let out = match target {
            Target::Stream(stream) => Out::Stream(BufWriter::with_capacity(1 << 16, stream)),
            Target::Path(path) => Out::File(AtomicFile::create(&path)?),
        };
        Ok(Self { out })
    }

    /// Writes bytes that are no article of their own.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<Flow, Error> {
        let result = match &mut self.out {
            Out::Stream(stream) => stream.write_all(bytes),
            Out::File(file) => file.write_all(bytes),
            Out::Done => return Err(Error::new(ErrorKind::Io, "the output is finished already")),
        };
        flow(result, self.path())
    }

    /// The file's path, for messages.
    fn path(&self) -> Option<&Path> {
        match &self.out {
            Out::File(file) => Some(file.path()),
            Out::Stream(_) | Out::Done => None,
        }
    }
}

/// A broken pipe means that nobody wants more, which is no error.
fn flow(result: io::Result<()>, path: Option<&Path>) -> Result<Flow, Error> {
    match result {
        Ok(()) => Ok(Flow::Continue),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Flow::Stop),
        Err(error) => {
            let path = path.unwrap_or_else(|| Path::new("standard output"));
            Err(io_error(path, "write", error))
        }
    }
}

impl Sink for StreamSink {
    fn accept(&mut self, _: u64, outcome: Outcome<'_>) -> Result<Flow, Error> {
        let Outcome::Done(_, buffers) = outcome else {
            return Ok(Flow::Continue);
        };
        for buffer in buffers {
            if self.write(buffer)? == Flow::Stop {
                return Ok(Flow::Stop);
            }
        }
        Ok(Flow::Continue)
    }

    fn finish(&mut self) -> Result<(), Error> {
        match std::mem::replace(&mut self.out, Out::Done) {
            Out::Stream(mut stream) => {
                let result = stream.flush();
                // A `BufWriter` writes what it holds once more when it is dropped; the reader is gone.
                let _ = stream.into_parts();
                flow(result, None).map(|_| ())
            }
            Out::File(file) => file.commit(),
            Out::Done => Ok(()),
        }
    }

    fn checkpoint(&mut self, staged: &mut Vec<Staged>) -> Result<bool, Error> {
        match &mut self.out {
            Out::File(file) => file.checkpoint(staged),
            Out::Stream(_) | Out::Done => Ok(false),
        }
    }

    fn resume(&mut self, from: &mut Resumption) -> Result<bool, Error> {
        match &mut self.out {
            Out::File(file) => file.resume(from),
            Out::Stream(_) | Out::Done => Ok(false),
        }
    }
}
