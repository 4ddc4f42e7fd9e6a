//! The error file: articles that were lost, as data.

use crate::atomic::{AtomicFile, io_error};
use crate::json::to_json;
use dateline_core::{Error, Fault, Resumption, Staged};
use serde::Serialize;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

/// Writes faults as JSON lines: `{"id","source":{"path","record"},"kind","stage","reason"}`.
///
/// The file is made with the first fault and appears when the run is finished. A run without faults
/// leaves none, and removes the one that an earlier run left under the same name, which would otherwise
/// speak of articles that are done now.
///
/// ```no_run
/// use dateline_core::{Fault, FaultKind, Origin};
/// use dateline_writers::ErrorFile;
///
/// let mut errors = ErrorFile::new("out.errors.jsonl");
/// errors.write(&Fault::new(FaultKind::Decode, Origin::default(), "jsonl", "not JSON"))?;
/// assert_eq!(errors.count(), 1);
/// errors.finish()?;
/// # Ok::<(), dateline_core::Error>(())
/// ```
pub struct ErrorFile {
    path: PathBuf,
    file: Option<AtomicFile>,
    count: u64,
    line: Vec<u8>,
}

#[derive(Serialize)]
struct FaultRecord<'f> {
    id: Option<&'f str>,
    source: SourceRecord<'f>,
    kind: &'static str,
    stage: &'f str,
    reason: &'f str,
}

#[derive(Serialize)]
struct SourceRecord<'f> {
    path: &'f str,
    record: u64,
}

impl ErrorFile {
    /// An error file that will lie at `path` if there is anything to write.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            file: None,
            count: 0,
            line: Vec::new(),
        }
    }

    /// Appends one fault.
    ///
    /// # Errors
    /// Whatever keeps the file from being made or written.
    pub fn write(&mut self, fault: &Fault) -> Result<(), Error> {
        let record = FaultRecord {
            id: Some(fault.id.as_str()).filter(|id| !id.is_empty()),
            source: SourceRecord {
                path: &fault.origin.path,
                record: fault.origin.record,
            },
            kind: fault.kind.name(),
            stage: &fault.stage,
            reason: &fault.reason,
        };
        self.line.clear();
        to_json(&mut self.line, &record)?;
        self.line.push(b'\n');
        let file = match &mut self.file {
            Some(file) => file,
            empty => empty.insert(AtomicFile::create(&self.path)?),
        };
        file.write_all(&self.line)
            .map_err(|error| io_error(&self.path, "write", error))?;
        self.count += 1;
        Ok(())
    }

    /// How many faults were written.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Makes safe what was written so far, as [`dateline_core::Sink::checkpoint`] has it; a file that was not
    /// made yet is a part without a path.
    ///
    /// # Errors
    /// Whatever keeps the file from being written.
    pub fn checkpoint(&mut self, staged: &mut Vec<Staged>) -> Result<bool, Error> {
        match &mut self.file {
            Some(file) => file.checkpoint(staged),
            None => {
                staged.push(Staged::default());
                Ok(true)
            }
        }
    }

    /// Goes on from a checkpoint, as [`dateline_core::Sink::resume`] has it, where `count` faults were written.
    ///
    /// # Errors
    /// Whatever keeps the file from being read or cut.
    pub fn resume(&mut self, from: &mut Resumption, count: u64) -> Result<bool, Error> {
        let Some(place) = from.take() else {
            return Ok(false);
        };
        if place.path.as_os_str().is_empty() {
            return Ok(true);
        }
        let mut file = AtomicFile::create(&self.path)?;
        let resumed = file.resume(&mut Resumption::new(vec![place], from.completing()))?;
        self.file = Some(file);
        self.count = count;
        Ok(resumed)
    }

    /// Completes the file.
    ///
    /// # Errors
    /// Whatever keeps it from being completed, or an earlier one from being removed.
    pub fn finish(self) -> Result<(), Error> {
        if let Some(file) = self.file {
            return file.commit();
        }
        if fs::metadata(&self.path).is_ok_and(|metadata| metadata.is_file()) {
            fs::remove_file(&self.path)
                .map_err(|error| io_error(&self.path, "remove the earlier error file", error))?;
        }
        Ok(())
    }
}
