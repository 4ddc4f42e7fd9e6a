//! Faults as every reader words them: path, record, byte and reason.

use dateline_core::{Fault, FaultKind, Origin};
use std::io;
use std::sync::Arc;

/// The file that faults are about, and the reader that reports them.
#[derive(Clone, Debug)]
pub(crate) struct At {
    pub(crate) path: Arc<str>,
    pub(crate) stage: &'static str,
}

impl At {
    pub(crate) fn origin(&self, record: u64, byte: u64) -> Origin {
        Origin {
            path: Arc::clone(&self.path),
            record,
            byte: Some(byte),
        }
    }

    /// The stream broke off at `byte` of the decompressed file.
    pub(crate) fn unreadable(&self, record: u64, byte: u64, error: &io::Error) -> Fault {
        let reason = format!("reading failed after byte {byte}: {error}");
        Fault::new(FaultKind::Read, self.origin(record, byte), self.stage, reason)
    }

    /// The record that starts at `byte` is longer than `limit` bytes.
    pub(crate) fn too_large(&self, record: u64, byte: u64, limit: usize) -> Fault {
        let reason = format!("the record is over the bound of {limit} bytes (max_record_bytes)");
        Fault::new(FaultKind::TooLarge, self.origin(record, byte), self.stage, reason)
    }

    /// The record that starts at `byte` is not what the format asks for.
    pub(crate) fn malformed(&self, record: u64, byte: u64, reason: impl Into<String>) -> Fault {
        Fault::new(FaultKind::Decode, self.origin(record, byte), self.stage, reason)
    }
}

/// What stands at the first byte that is not UTF-8, for people: its value, and the setting that may help.
pub(crate) fn spot(bytes: &[u8], at: usize) -> String {
    match bytes.get(at) {
        Some(byte) => format!(" (0x{byte:02X}); the setting “encoding” names another encoding"),
        None => String::new(),
    }
}
