//! The compiled gazetteer: names over folded text in a finite-state map, read in place.
//!
//! File layout, little-endian: the magic `DLGZ2\0`, the number of places as `u16`, twelve bytes a place
//! (alpha-3, alpha-2, kind, and up to six bytes of the ISO 3166-2 part), then an `fst` map from folded
//! name to [`Facts`]. Folding: small letters, straight apostrophes and hyphens, one space between words.

mod builder;

pub use builder::GazetteerBuilder;

use crate::error::DataError;
use crate::kinds::Facts;
use dateline_core::layers::PlaceKind;
use fst::raw::{CompiledAddr, Fst, Output};
use std::collections::BTreeMap;

const MAGIC: &[u8; 6] = b"DLGZ2\0";
const PLACE: usize = 12;
/// The kinds of places by their number in the file.
const KINDS: [PlaceKind; 3] = [PlaceKind::Country, PlaceKind::Region, PlaceKind::City];

/// A state, or a place in one, by its codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlaceCodes<'g> {
    /// Whether it is the state or lies in it.
    pub kind: PlaceKind,
    /// ISO 3166-1 alpha-3 (`KHM`), or empty.
    pub alpha3: &'g str,
    /// ISO 3166-1 alpha-2 (`KH`), or empty.
    pub alpha2: &'g str,
    /// ISO 3166-2 of the region without the state's part (`TX`), or empty.
    pub part: &'g str,
}

/// A compiled gazetteer over borrowed or owned bytes.
pub struct Gazetteer<D> {
    places: Vec<[u8; PLACE]>,
    names: Names<D>,
}

impl Gazetteer<&'static [u8]> {
    /// Reads a compiled gazetteer that is embedded in the program.
    ///
    /// # Errors
    /// [`DataError`] with `file` for bytes that are not one.
    pub fn embedded(file: &str, bytes: &'static [u8]) -> Result<Self, DataError> {
        let (places, rest) = split(file, bytes)?;
        Ok(Self {
            places,
            names: Names {
                map: open(file, rest)?,
            },
        })
    }
}

impl Gazetteer<Vec<u8>> {
    /// Reads a compiled gazetteer that was just built.
    ///
    /// # Errors
    /// [`DataError`] with `file` for bytes that are not one.
    pub fn owned(file: &str, bytes: &[u8]) -> Result<Self, DataError> {
        let (places, rest) = split(file, bytes)?;
        Ok(Self {
            places,
            names: Names {
                map: open(file, rest.to_vec())?,
            },
        })
    }
}

fn open<D: AsRef<[u8]>>(file: &str, bytes: D) -> Result<Fst<D>, DataError> {
    Fst::new(bytes).map_err(|error| DataError::new(file, error.to_string()))
}

fn split<'b>(file: &str, bytes: &'b [u8]) -> Result<(Vec<[u8; PLACE]>, &'b [u8]), DataError> {
    let bad = || DataError::new(file, "is not a compiled gazetteer of this version");
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(bad)?;
    let (count, rest) = rest.split_first_chunk::<2>().ok_or_else(bad)?;
    let size = usize::from(u16::from_le_bytes(*count)) * PLACE;
    let table = rest.get(..size).ok_or_else(bad)?;
    let (places, _) = table.as_chunks::<PLACE>();
    Ok((places.to_vec(), rest.get(size..).ok_or_else(bad)?))
}

impl<D: AsRef<[u8]>> Gazetteer<D> {
    /// Number of names in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.map.len()
    }

    /// Whether it holds no name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.map.is_empty()
    }

    /// Shows every name that begins at byte `start` of `text`, shorter ones first, with its end and facts.
    /// Whether the end is the end of a token is for the caller to say.
    pub fn walk(&self, text: &str, start: usize, mut found: impl FnMut(usize, Facts)) {
        self.names
            .walk(text, start, |end, value| found(end, Facts::from_bits(value)));
    }

    /// The facts of exactly this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Facts> {
        let mut result = None;
        self.walk(name, 0, |end, facts| {
            if end == name.len() {
                result = Some(facts);
            }
        });
        result
    }

    /// The codes of a place.
    #[must_use]
    pub fn place(&self, index: u16) -> Option<PlaceCodes<'_>> {
        let codes = self.places.get(usize::from(index))?;
        let text = |range: std::ops::Range<usize>| {
            let bytes = codes.get(range).unwrap_or_default();
            std::str::from_utf8(bytes)
                .unwrap_or_default()
                .trim_end_matches('\0')
        };
        Some(PlaceCodes {
            kind: KINDS.get(usize::from(codes[5])).copied().unwrap_or_default(),
            alpha3: text(0..3),
            alpha2: text(3..5),
            part: text(6..PLACE),
        })
    }
}

/// Folded names with a number each.
pub(crate) struct Names<D> {
    map: Fst<D>,
}

impl Names<Vec<u8>> {
    /// Compiles names that are folded already.
    pub(crate) fn build(names: &BTreeMap<String, u64>) -> Result<Self, DataError> {
        let bad = |error: fst::Error| DataError::new("gazetteer", error.to_string());
        let mut map = fst::raw::Builder::memory();
        for (name, value) in names {
            map.insert(name, *value).map_err(bad)?;
        }
        Ok(Self {
            map: open("gazetteer", map.into_inner().map_err(bad)?)?,
        })
    }
}

impl<D: AsRef<[u8]>> Names<D> {
    /// Shows every name that begins at byte `start` of `text`, shorter ones first, with its end and number.
    pub(crate) fn walk(&self, text: &str, start: usize, mut found: impl FnMut(usize, u64)) {
        let mut at = self.map.root().addr();
        let mut output = Output::zero();
        let mut folded = Folded::new(text, start);
        while let Some((bytes, end)) = folded.next() {
            for byte in bytes.as_slice() {
                match self.step(at, *byte) {
                    Some((next, more)) => {
                        at = next;
                        output = output.cat(more);
                    }
                    None => return,
                }
            }
            let node = self.map.node(at);
            if node.is_final() {
                found(end, output.cat(node.final_output()).value());
            }
        }
    }

    fn step(&self, at: CompiledAddr, byte: u8) -> Option<(CompiledAddr, Output)> {
        let node = self.map.node(at);
        let transition = node.transition(node.find_input(byte)?);
        Some((transition.addr, transition.out))
    }
}

/// Up to eight bytes of folded text: what one character gives.
#[derive(Clone, Copy)]
struct Piece {
    bytes: [u8; 12],
    len: u8,
}

impl Piece {
    fn one(byte: u8) -> Self {
        let mut bytes = [0; 12];
        bytes[0] = byte;
        Self { bytes, len: 1 }
    }

    fn of(c: char) -> Self {
        let mut bytes = [0; 12];
        let mut len = 0;
        for small in c.to_lowercase() {
            if let Some(free) = bytes.get_mut(len..len + 4) {
                len += small.encode_utf8(free).len();
            }
        }
        Self {
            bytes,
            len: len as u8,
        }
    }

    fn as_slice(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }
}

/// Folds text character by character, without a copy.
struct Folded<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Folded<'t> {
    const fn new(text: &'t str, start: usize) -> Self {
        Self { text, at: start }
    }

    /// The next folded character and the byte at which its source ends. White space gives one space; a
    /// blank line ends the text, since no name runs across paragraphs.
    fn next(&mut self) -> Option<(Piece, usize)> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let first = *rest.first()?;
        if first.is_ascii() && !first.is_ascii_whitespace() {
            self.at += 1;
            return Some((Piece::one(first.to_ascii_lowercase()), self.at));
        }
        let mut chars = self.text.get(self.at..)?.chars();
        let c = chars.next()?;
        if !c.is_whitespace() {
            self.at += c.len_utf8();
            let piece = match c {
                '\u{2018}' | '\u{2019}' | '\u{02bc}' => Piece::one(b'\''),
                '\u{2010}'..='\u{2013}' => Piece::one(b'-'),
                _ => Piece::of(c),
            };
            return Some((piece, self.at));
        }
        let mut lines = 0;
        while let Some(c) = self
            .text
            .get(self.at..)?
            .chars()
            .next()
            .filter(|c| c.is_whitespace())
        {
            lines += u32::from(c == '\n');
            self.at += c.len_utf8();
        }
        (lines < 2).then(|| (Piece::one(b' '), self.at))
    }
}

/// `text` folded as the gazetteer's keys are.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut folded = Folded::new(text.trim(), 0);
    while let Some((piece, _)) = folded.next() {
        bytes.extend_from_slice(piece.as_slice());
    }
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{Kinds, Usual};

    fn sample() -> Gazetteer<Vec<u8>> {
        let mut builder = GazetteerBuilder::new();
        let khm = PlaceCodes {
            kind: PlaceKind::Country,
            alpha3: "KHM",
            alpha2: "KH",
            part: "",
        };
        let new_york = PlaceCodes {
            kind: PlaceKind::City,
            alpha3: "USA",
            alpha2: "US",
            part: "NY",
        };
        builder.add("Cambodia", Kinds::COUNTRY, Some(khm));
        builder.add("New York", Kinds::CITY, Some(new_york));
        builder.add("New York City", Kinds::CITY, None);
        builder.add("WHO", Kinds::ORG | Kinds::CASED, None);
        builder.add("Orbán", Kinds::SURNAME, None);
        builder.set_usual("new", Usual::Small);
        Gazetteer::owned("test", &builder.compile().unwrap()).unwrap()
    }

    #[test]
    fn walks_give_every_name_at_a_place() {
        let gazetteer = sample();
        let check = |text: &str, start: usize, ends: &[usize]| {
            let mut found = Vec::new();
            gazetteer.walk(text, start, |end, _| found.push(end));
            assert_eq!(found, ends, "{text} from {start}");
        };
        check("in NEW  YORK City.", 3, &[6, 12, 17]);
        check("New\nYork", 0, &[3, 8]);
        check("New\n\nYork", 0, &[3]);
        check("ORBÁN said", 0, &[6]);
        check("none", 0, &[]);
        check("", 0, &[]);
    }

    #[test]
    fn places_come_back() {
        let gazetteer = sample();
        for (name, kind, alpha3, alpha2, part) in [
            ("cambodia", PlaceKind::Country, "KHM", "KH", ""),
            ("new york", PlaceKind::City, "USA", "US", "NY"),
        ] {
            let facts = gazetteer.get(name).unwrap();
            let codes = PlaceCodes {
                kind,
                alpha3,
                alpha2,
                part,
            };
            assert_eq!(gazetteer.place(facts.place.unwrap()), Some(codes));
        }
        assert!(gazetteer.get("WHO").unwrap().kinds.any(Kinds::CASED));
        assert_eq!(gazetteer.get("new").unwrap().usual, Usual::Small);
    }

    #[test]
    fn other_bytes_are_refused() {
        assert!(Gazetteer::owned("x", b"").is_err());
        assert!(Gazetteer::owned("x", b"DLGZ1\0").is_err());
        assert!(Gazetteer::owned("x", b"DLGZ2\0\xff\xff").is_err());
    }
}
