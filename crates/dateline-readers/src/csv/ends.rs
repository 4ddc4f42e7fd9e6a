//! Where the records of a table end: at a line's end outside of quotes. That is the reading thread's whole
//! work; the fields are taken apart on the workers.

use memchr::{memchr, memchr2};

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    /// What stands between fields.
    pub(crate) delimiter: u8,
    /// Whether a `"` at a field's start begins a quoted field, in which `""` is a quote.
    pub(crate) quoting: bool,
}

/// Follows a record byte by byte to its end, by the rules of the crate `csv`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ends {
    dialect: Dialect,
    place: Place,
}

#[derive(Clone, Copy, Debug)]
enum Place {
    FieldStart,
    Plain,
    Quoted,
    /// Behind a quote within a quoted field: its end, or half of `""`.
    AfterQuote,
}

impl Ends {
    /// At the start of a record.
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            place: Place::FieldStart,
        }
    }

    /// Whether a quoted field is open.
    pub(crate) fn in_quotes(&self) -> bool {
        matches!(self.place, Place::Quoted)
    }

    /// Takes in more of a record. Gives the number of bytes up to and with the line feed that ends it, where
    /// that is among them.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        if !self.dialect.quoting {
            return memchr(b'\n', bytes).map(|at| at + 1);
        }
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            self.place = match (self.place, *byte) {
                (Place::Quoted, b'"') => Place::AfterQuote,
                (Place::Quoted, _) => {
                    at += memchr(b'"', &bytes[at..])?;
                    continue;
                }
                (Place::FieldStart | Place::AfterQuote, b'"') => Place::Quoted,
                (_, b'\n') => return Some(at + 1),
                (_, byte) if byte == self.dialect.delimiter => Place::FieldStart,
                (Place::Plain, _) => {
                    at += memchr2(b'\n', self.dialect.delimiter, &bytes[at..])?;
                    continue;
                }
                (_, _) => Place::Plain,
            };
            at += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COMMA: Dialect = Dialect {
        delimiter: b',',
        quoting: true,
    };

    #[test]
    fn ends_of_records() {
        for (bytes, end) in [
            ("a,b\nc", Some(4)),
            ("a,\"b\nc\"\n", Some(8)),
            ("\"a\"\"\n\",b\n", Some(9)),
            ("5\" pipe,b\nc", Some(10)),
            ("\"a\"b\"\n", Some(6)),
            ("\"open\n", None),
            ("a,b", None),
        ] {
            assert_eq!(Ends::new(COMMA).feed(bytes.as_bytes()), end, "{bytes}");
        }
    }

    proptest! {
        /// The records found are those that the crate `csv` finds, however the bytes come.
        #[test]
        fn the_same_records_as_csv_itself(text in "[ab,\"\n]{0,40}", piece in 1usize..5) {
            let mut reader = csv::ReaderBuilder::new();
            let reader = reader.has_headers(false).flexible(true).terminator(csv::Terminator::Any(b'\n'));
            let wanted: Vec<csv::StringRecord> =
                reader.from_reader(text.as_bytes()).into_records().map(Result::unwrap).collect();
            let mut records = vec![String::new()];
            let mut ends = Ends::new(COMMA);
            for part in text.as_bytes().chunks(piece) {
                let mut part = part;
                while let Some(end) = ends.feed(part) {
                    records.last_mut().unwrap().push_str(std::str::from_utf8(&part[..end]).unwrap());
                    records.push(String::new());
                    ends = Ends::new(COMMA);
                    part = &part[end..];
                }
                records.last_mut().unwrap().push_str(std::str::from_utf8(part).unwrap());
            }
            let found: Vec<csv::StringRecord> = records.iter()
                .flat_map(|record| reader.from_reader(record.as_bytes()).into_records().map(Result::unwrap))
                .collect();
            prop_assert_eq!(found, wanted);
            // No record is torn in two and none holds two.
            for record in &records {
                prop_assert!(reader.from_reader(record.as_bytes()).into_records().count() <= 1);
            }
        }
    }
}
