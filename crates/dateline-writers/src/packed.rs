//! Rows on their way from the workers to the sink of a format that takes them apart again.
//!
//! A value is a byte that says what it is, and then eight bytes for a number, or the length (in eight bytes)
//! and the bytes of a text. The form never leaves the process.

use crate::columns::Cell;
use dateline_core::{Error, ErrorKind};

const NULL: u8 = 0;
const TEXT: u8 = 1;
const INTEGER: u8 = 2;
const REAL: u8 = 3;
const FALSE: u8 = 4;
const TRUE: u8 = 5;

/// Appends a value.
pub(crate) fn pack(out: &mut Vec<u8>, cell: Cell<'_>) {
    match cell {
        Cell::Null => out.push(NULL),
        Cell::Boolean(false) => out.push(FALSE),
        Cell::Boolean(true) => out.push(TRUE),
        Cell::Integer(number) => {
            out.push(INTEGER);
            out.extend_from_slice(&number.to_le_bytes());
        }
        Cell::Real(number) => {
            out.push(REAL);
            out.extend_from_slice(&number.to_le_bytes());
        }
        Cell::Text(text) => {
            out.push(TEXT);
            out.extend_from_slice(&(text.len() as u64).to_le_bytes());
            out.extend_from_slice(text.as_bytes());
        }
    }
}

/// The values of a buffer, in order.
pub(crate) struct Unpacked<'b> {
    bytes: &'b [u8],
}

impl<'b> Unpacked<'b> {
    pub(crate) const fn new(bytes: &'b [u8]) -> Self {
        Self { bytes }
    }

    /// Whether there are no more values.
    pub(crate) const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    fn eight(&mut self) -> Option<[u8; 8]> {
        self.take(8)?.try_into().ok()
    }

    fn read(&mut self) -> Option<Cell<'b>> {
        let [kind] = self.take(1)? else { return None };
        Some(match *kind {
            NULL => Cell::Null,
            FALSE => Cell::Boolean(false),
            TRUE => Cell::Boolean(true),
            INTEGER => Cell::Integer(i64::from_le_bytes(self.eight()?)),
            REAL => Cell::Real(f64::from_le_bytes(self.eight()?)),
            TEXT => {
                let length = usize::try_from(u64::from_le_bytes(self.eight()?)).ok()?;
                Cell::Text(str::from_utf8(self.take(length)?).ok()?)
            }
            _ => return None,
        })
    }

    /// The next value.
    ///
    /// # Errors
    /// Where the buffer was not made by [`pack`], or has no more values.
    pub(crate) fn next(&mut self) -> Result<Cell<'b>, Error> {
        self.read().ok_or_else(cut_off)
    }

    /// The next value, which is a text.
    ///
    /// # Errors
    /// As for [`Unpacked::next`], and where it is something else.
    pub(crate) fn text(&mut self) -> Result<&'b str, Error> {
        match self.next()? {
            Cell::Text(text) => Ok(text),
            _ => Err(cut_off()),
        }
    }

    /// The next value, which is a count or an index.
    ///
    /// # Errors
    /// As for [`Unpacked::next`], and where it is something else.
    pub(crate) fn count(&mut self) -> Result<usize, Error> {
        match self.next()? {
            Cell::Integer(number) => usize::try_from(number).map_err(|_| cut_off()),
            _ => Err(cut_off()),
        }
    }
}

fn cut_off() -> Error {
    Error::new(ErrorKind::Data, "a row was cut off on its way to the output")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_come_back() {
        let cells = [
            Cell::Null,
            Cell::Text(""),
            Cell::Text("Phnom Penh 🙂"),
            Cell::Integer(-7),
            Cell::Real(0.8765),
            Cell::Boolean(true),
            Cell::Boolean(false),
        ];
        let mut bytes = Vec::new();
        for cell in cells {
            pack(&mut bytes, cell);
        }
        let mut unpacked = Unpacked::new(&bytes);
        for cell in cells {
            assert_eq!(unpacked.next().unwrap(), cell);
        }
        assert!(unpacked.is_empty() && unpacked.next().is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(0u8..8, 0..60)) {
            let mut unpacked = Unpacked::new(&bytes);
            while !unpacked.is_empty() && unpacked.next().is_ok() {}
        }
    }
}
