//! The sink of formats that are one stream of articles with something before, between and after them.

use crate::stream::StreamSink;
use dateline_core::{Error, Flow, Outcome, Sink, Target};

/// What stands around the articles.
pub(crate) struct Frame {
    pub(crate) head: Vec<u8>,
    pub(crate) between: &'static [u8],
    pub(crate) tail: &'static [u8],
}

/// A [`StreamSink`] that puts a frame around the articles. Where there are none, head and tail make the
/// output.
pub(crate) struct FramedSink {
    out: StreamSink,
    frame: Frame,
    begun: bool,
    any: bool,
}

impl FramedSink {
    pub(crate) fn new(target: Target, frame: Frame) -> Result<Self, Error> {
        Ok(Self {
            out: StreamSink::new(target)?,
            frame,
            begun: false,
            any: false,
        })
    }

    fn begin(&mut self) -> Result<Flow, Error> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(Flow::Continue);
        }
        self.out.write(&self.frame.head)
    }
}

impl Sink for FramedSink {
    fn accept(&mut self, _: u64, outcome: Outcome<'_>) -> Result<Flow, Error> {
        let Outcome::Done(_, buffers) = outcome else {
            return Ok(Flow::Continue);
        };
        if self.begin()? == Flow::Stop {
            return Ok(Flow::Stop);
        }
        for buffer in buffers.iter().filter(|buffer| !buffer.is_empty()) {
            if std::mem::replace(&mut self.any, true) && self.out.write(self.frame.between)? == Flow::Stop {
                return Ok(Flow::Stop);
            }
            if self.out.write(buffer)? == Flow::Stop {
                return Ok(Flow::Stop);
            }
        }
        Ok(Flow::Continue)
    }

    fn finish(&mut self) -> Result<(), Error> {
        if self.begin()? == Flow::Continue {
            self.out.write(self.frame.tail)?;
        }
        self.out.finish()
    }
}
