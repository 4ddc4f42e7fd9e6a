//! The file: header, section table, sections.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `DTLNMDL1` |
//! | 4 | the model's own version, u32 |
//! | 4 | number of sections, u32 |
//! | 4 | CRC-32 of everything behind the header |
//! | 12 | zero |
//! | 32 | the model's name, padded with zeros |
//! | 48 a section | name padded with zeros (32), start (u64, from the file's start), length (u64) |
//! | | the sections, each at a multiple of 64 |

use crate::{ALIGNMENT, Error, ErrorKind};

const MAGIC: &[u8; 8] = b"DTLNMDL1";
const NAME: usize = 32;
const HEADER: usize = 64;
const ENTRY: usize = 48;

/// A checked model file, read where it lies.
#[derive(Clone, Copy, Debug)]
pub struct ModelFile<'b> {
    bytes: &'b [u8],
    sections: usize,
}

impl<'b> ModelFile<'b> {
    /// Checks that `bytes` are a model of this name and version, whole and unharmed.
    ///
    /// # Errors
    /// Which of these does not hold.
    pub fn parse(bytes: &'b [u8], name: &str, version: u32) -> Result<Self, Error> {
        let header = bytes
            .get(..HEADER)
            .filter(|header| header.starts_with(MAGIC))
            .ok_or_else(|| Error::new(ErrorKind::Magic, format!("this is no model file “{name}”")))?;
        let found = &header[HEADER - NAME..];
        let found_version = u32_at(header, 8);
        let mut wanted = [0; NAME];
        put_name(&mut wanted, name);
        if found != wanted || found_version != version {
            let found = String::from_utf8_lossy(trimmed(found));
            let message = format!(
                "this is the model “{found}”, version {found_version}; “{name}”, version {version}, is needed"
            );
            return Err(Error::new(ErrorKind::Version, message));
        }
        let file = Self {
            bytes,
            sections: u32_at(header, 12) as usize,
        };
        let truncated = || Error::new(ErrorKind::Truncated, format!("the model “{name}” is cut short"));
        let table = file
            .sections
            .checked_mul(ENTRY)
            .and_then(|table| table.checked_add(HEADER));
        if table.is_none_or(|end| end > bytes.len()) {
            return Err(truncated());
        }
        // The header has no checksum; that sections lie one behind the other shows that their number is right.
        let mut free = (HEADER + file.sections * ENTRY) as u64;
        for index in 0..file.sections {
            let (_, start, len) = file.entry(index);
            let end = start.checked_add(len).filter(|end| *end <= bytes.len() as u64);
            free = end
                .filter(|_| start == free.next_multiple_of(ALIGNMENT as u64))
                .ok_or_else(truncated)?;
        }
        if free != bytes.len() as u64 {
            return Err(truncated());
        }
        if crc32fast::hash(&bytes[HEADER..]) != u32_at(header, 16) {
            let message = format!("the model “{name}” is damaged: its checksum does not fit");
            return Err(Error::new(ErrorKind::Checksum, message));
        }
        Ok(file)
    }

    /// The bytes of the section `name`.
    ///
    /// # Errors
    /// [`ErrorKind::MissingSection`].
    pub fn section(&self, name: &str) -> Result<&'b [u8], Error> {
        (0..self.sections)
            .map(|index| self.entry(index))
            .find(|(found, ..)| *found == name.as_bytes())
            .and_then(|(_, start, len)| self.bytes.get(start as usize..(start + len) as usize))
            .ok_or_else(|| {
                Error::new(
                    ErrorKind::MissingSection,
                    format!("the model has no section “{name}”"),
                )
            })
    }

    /// The numbers of the section `name`, where they lie.
    ///
    /// # Errors
    /// [`ErrorKind::MissingSection`]; [`ErrorKind::Shape`] where the section is no whole number of them, or
    /// where `bytes` was not aligned (use [`crate::Aligned`] or [`crate::Embedded`]).
    pub fn numbers<T: bytemuck::AnyBitPattern>(&self, name: &str) -> Result<&'b [T], Error> {
        bytemuck::try_cast_slice(self.section(name)?)
            .map_err(|error| Error::new(ErrorKind::Shape, format!("section “{name}”: {error}")))
    }

    /// The section `name` as text.
    ///
    /// # Errors
    /// [`ErrorKind::MissingSection`]; [`ErrorKind::Shape`] where it is not UTF-8.
    pub fn text(&self, name: &str) -> Result<&'b str, Error> {
        std::str::from_utf8(self.section(name)?)
            .map_err(|error| Error::new(ErrorKind::Shape, format!("section “{name}”: {error}")))
    }

    /// Name, start and length of a section of the table, whose bounds are checked.
    fn entry(&self, index: usize) -> (&'b [u8], u64, u64) {
        let at = HEADER + index * ENTRY;
        let entry = &self.bytes[at..at + ENTRY];
        (
            trimmed(&entry[..NAME]),
            u64_at(entry, NAME),
            u64_at(entry, NAME + 8),
        )
    }
}

/// Puts a model file together: the same sections in the same order give the same bytes.
#[derive(Debug)]
pub struct ModelWriter {
    name: String,
    version: u32,
    sections: Vec<(String, Vec<u8>)>,
}

impl ModelWriter {
    /// A model of this name (at most 32 bytes count) and version.
    #[must_use]
    pub fn new(name: &str, version: u32) -> Self {
        Self {
            name: name.to_owned(),
            version,
            sections: Vec::new(),
        }
    }

    /// Adds a section of numbers. Names count to 32 bytes.
    pub fn section<T: bytemuck::NoUninit>(&mut self, name: &str, numbers: &[T]) {
        self.sections
            .push((name.to_owned(), bytemuck::cast_slice(numbers).to_vec()));
    }

    /// The file.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        let mut out = vec![0; HEADER + self.sections.len() * ENTRY];
        for (index, (name, bytes)) in self.sections.iter().enumerate() {
            out.resize(out.len().next_multiple_of(ALIGNMENT), 0);
            let start = out.len() as u64;
            out.extend_from_slice(bytes);
            let entry = &mut out[HEADER + index * ENTRY..][..ENTRY];
            put_name(&mut entry[..NAME], name);
            entry[NAME..NAME + 8].copy_from_slice(&start.to_le_bytes());
            entry[NAME + 8..].copy_from_slice(&(bytes.len() as u64).to_le_bytes());
        }
        let checksum = crc32fast::hash(&out[HEADER..]);
        out[..8].copy_from_slice(MAGIC);
        out[8..12].copy_from_slice(&self.version.to_le_bytes());
        out[12..16].copy_from_slice(&(self.sections.len() as u32).to_le_bytes());
        out[16..20].copy_from_slice(&checksum.to_le_bytes());
        put_name(&mut out[HEADER - NAME..HEADER], &self.name);
        out
    }
}

fn put_name(place: &mut [u8], name: &str) {
    let len = name.len().min(place.len());
    place[..len].copy_from_slice(&name.as_bytes()[..len]);
}

fn trimmed(name: &[u8]) -> &[u8] {
    let end = name.iter().position(|byte| *byte == 0).unwrap_or(name.len());
    &name[..end]
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4]
        .iter()
        .rev()
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes[at..at + 8]
        .iter()
        .rev()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Embedded;
    use proptest::prelude::*;

    fn sample() -> Vec<u8> {
        let mut writer = ModelWriter::new("sample", 2);
        writer.section("a", &[1i16, -2, 3]);
        writer.section("empty", &[0f32; 0]);
        writer.section("words", b"one\ntwo");
        writer.finish()
    }

    #[test]
    fn sections_come_back() {
        let bytes = Embedded::from_slice(&sample());
        let file = ModelFile::parse(bytes.as_slice(), "sample", 2).unwrap();
        assert_eq!(file.numbers::<i16>("a").unwrap(), [1, -2, 3]);
        assert_eq!(file.numbers::<f32>("empty").unwrap(), []);
        assert_eq!(file.text("words").unwrap(), "one\ntwo");
        assert_eq!(file.section("b").unwrap_err().kind(), ErrorKind::MissingSection);
        assert_eq!(file.numbers::<u32>("words").unwrap_err().kind(), ErrorKind::Shape);
    }

    #[test]
    fn wrong_files_are_named() {
        let bytes = sample();
        let kind = |bytes: &[u8], name, version| ModelFile::parse(bytes, name, version).unwrap_err().kind();
        assert_eq!(kind(b"", "sample", 2), ErrorKind::Magic);
        assert_eq!(kind(&[b'x'; 200], "sample", 2), ErrorKind::Magic);
        assert_eq!(kind(&bytes, "sample", 3), ErrorKind::Version);
        assert_eq!(kind(&bytes, "other", 2), ErrorKind::Version);
        assert_eq!(kind(&bytes[..bytes.len() - 1], "sample", 2), ErrorKind::Truncated);
        assert_eq!(kind(&bytes[..HEADER], "sample", 2), ErrorKind::Truncated);
        for count in (0..=255).filter(|count| *count != 3) {
            let mut bytes = bytes.clone();
            bytes[12] = count;
            assert_eq!(kind(&bytes, "sample", 2), ErrorKind::Truncated, "{count}");
        }
    }

    proptest! {
        #[test]
        fn any_changed_byte_is_noticed(at: prop::sample::Index, change in 1u8..) {
            let mut bytes = sample();
            let at = at.index(bytes.len());
            // The twelve spare bytes of the header mean nothing.
            prop_assume!(!(20..32).contains(&at));
            bytes[at] ^= change;
            prop_assert!(ModelFile::parse(&bytes, "sample", 2).is_err());
        }

        #[test]
        fn any_bytes_are_safe(mut bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = ModelFile::parse(&bytes, "sample", 2).map(|file| file.section("a").map(<[u8]>::len));
            let len = bytes.len().min(8);
            bytes[..len].copy_from_slice(&MAGIC[..len]);
            let _ = ModelFile::parse(&bytes, "sample", 2).map(|file| file.section("a").map(<[u8]>::len));
        }
    }
}
