//! An output format for the layer: lines of article, start and end in characters, words, syllables, grade.

use crate::Grades;
use dateline_core::{Document, Encoder, Error, ErrorKind, Flow, Outcome, Sink, Target, Writing};
use std::io::Write;

/// Makes the format ready to write to a stream.
///
/// # Errors
/// [`ErrorKind::Io`] for a path: an example does not open files; say `-o -`.
pub fn open(target: Target) -> Result<Writing, Error> {
    match target {
        Target::Stream(stream) => Ok(Writing {
            encoders: vec![Box::new(Lines)],
            sink: Box::new(Stream(stream)),
        }),
        Target::Path(path) => {
            let message = format!("{}: this format writes to standard output only", path.display());
            Err(Error::new(ErrorKind::Io, message))
        }
    }
}

/// Encodes one article's grades, on a worker's thread.
struct Lines;

impl Encoder for Lines {
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), Error> {
        // Grades stand in text order, so characters are counted once over the whole text.
        let (mut bytes, mut chars) = (0, 0);
        let mut chars_up_to = |end: u32| {
            let end = end as usize;
            chars += doc.text().get(bytes..end).map_or(0, |text| text.chars().count());
            bytes = end;
            chars
        };
        for it in doc.layer::<Grades>().unwrap_or_default() {
            let (start, end) = (chars_up_to(it.span.start()), chars_up_to(it.span.end()));
            let id = &doc.meta().id;
            writeln!(
                out,
                "{id}\t{start}\t{end}\t{}\t{}\t{:.2}",
                it.words, it.syllables, it.grade
            )?;
        }
        Ok(())
    }
}

/// Writes the articles' lines, on the calling thread.
struct Stream(Box<dyn Write + Send>);

impl Sink for Stream {
    fn accept(&mut self, _: u64, outcome: Outcome<'_>) -> Result<Flow, Error> {
        if let Outcome::Done(_, buffers) = outcome {
            for buffer in buffers {
                self.0.write_all(buffer)?;
            }
        }
        Ok(Flow::Continue)
    }

    fn finish(&mut self) -> Result<(), Error> {
        Ok(self.0.flush()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ReadingGrade;
    use dateline_testkit::WhiteSpace;

    #[test]
    fn lines_count_characters() {
        let mut doc = Document::from_text("José said “no” to all of it .\nNo one else did so .").unwrap();
        doc.meta_mut().id = "a1".into();
        doc.apply(&WhiteSpace).unwrap();
        doc.apply(&ReadingGrade::default()).unwrap();
        let mut out = Vec::new();
        Lines.encode(&doc, &mut out).unwrap();
        let expected = "a1\t0\t29\t7\t7\t-1.06\na1\t30\t50\t5\t5\t-1.84\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
