//! Words in pieces: what BERT's tokenizer (Devlin et al. 2018) makes of them, on our own tokens.
//!
//! A word is normalized character by character: small letters, no accents, no control characters, decomposed; where
//! white space, punctuation or an ideograph stands in it, it falls into parts. Of each part the longest beginning that is
//! a piece is taken, then the longest piece that goes on from there, and so to its end; a part that this does not spell,
//! or of more than a hundred characters, is the unknown piece. What becomes of a character is a table of the model file,
//! so that no version of Unicode but the one that the network has learned with counts.

use dateline_model::{Error, ErrorKind, ModelFile, hash_bytes};

/// Characters of a part beyond which it is unknown.
const LONGEST_PART: usize = 100;
/// What stands before the pieces that go on a part.
const GOES_ON: &str = "##";
/// Hash templates of pieces that begin a part and of those that go on one.
const BEGIN: u64 = 0;
const ON: u64 = 1;
/// A slot without a piece.
const FREE: u32 = u32::MAX;

/// What a character does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// It is part of a part.
    Plain,
    /// It is left out.
    Drop,
    /// It parts.
    Space,
    /// It is a part by itself.
    Alone,
}

/// The pieces and the table of characters.
#[derive(Debug)]
pub struct WordPieces<'b> {
    /// The pieces by number, without [`GOES_ON`], and whether they go on.
    pieces: Vec<(&'b str, bool)>,
    /// Numbers of pieces by hash.
    slots: Vec<u32>,
    /// Ranges of characters, first and last.
    drop: &'b [[u32; 2]],
    space: &'b [[u32; 2]],
    alone: &'b [[u32; 2]],
    /// Characters that become others, and where these end in `to`.
    from: &'b [u32],
    ends: &'b [u32],
    to: &'b str,
    /// ASCII in short: its kind and what it becomes.
    ascii: [(Kind, u8); 128],
    unknown: u32,
    begin: u32,
    end: u32,
}

impl<'b> WordPieces<'b> {
    /// Reads the sections `pieces` (a line each), `char.drop`, `char.space`, `char.alone` (first and last characters of
    /// ranges), `char.from`, `char.ends` and `char.to` (characters, and what they become).
    ///
    /// # Errors
    /// Sections that are missing or do not fit each other; pieces that are there twice.
    pub fn read(file: &ModelFile<'b>) -> Result<Self, Error> {
        let ranges = |name: &str| -> Result<&'b [[u32; 2]], Error> {
            let numbers = file.numbers::<u32>(name)?.as_chunks::<2>();
            let sorted = numbers.0.is_sorted_by(|a, b| a[1] < b[0]);
            (sorted && numbers.1.is_empty())
                .then_some(numbers.0)
                .ok_or_else(|| misfit(format!("“{name}” are no ranges")))
        };
        let pieces: Vec<(&str, bool)> = file
            .text("pieces")?
            .lines()
            .map(|line| match line.strip_prefix(GOES_ON) {
                Some(rest) if !rest.is_empty() => (rest, true),
                _ => (line, false),
            })
            .collect();
        let mut read = Self {
            slots: vec![FREE; (2 * pieces.len()).next_power_of_two().max(2)],
            pieces,
            drop: ranges("char.drop")?,
            space: ranges("char.space")?,
            alone: ranges("char.alone")?,
            from: file.numbers("char.from")?,
            ends: file.numbers("char.ends")?,
            to: file.text("char.to")?,
            ascii: [(Kind::Plain, 0); 128],
            unknown: 0,
            begin: 0,
            end: 0,
        };
        read.check_characters()?;
        for number in 0..read.pieces.len() as u32 {
            read.enter(number)?;
        }
        for code in 0..128u8 {
            let becomes = read.becomes(code.into()).unwrap_or("").as_bytes();
            let becomes = becomes.first().copied().filter(u8::is_ascii);
            if let Some(place) = read.ascii.get_mut(usize::from(code)) {
                *place = (Kind::Plain, becomes.unwrap_or(code));
            }
        }
        for code in 0..128u8 {
            let kind = read.kind(code.into());
            if let Some(place) = read.ascii.get_mut(usize::from(code)) {
                place.0 = kind;
            }
        }
        let special = |name: &str| {
            read.find(BEGIN, name)
                .ok_or_else(|| misfit(format!("there is no piece “{name}”")))
        };
        (read.unknown, read.begin, read.end) = (special("[UNK]")?, special("[CLS]")?, special("[SEP]")?);
        Ok(read)
    }

    fn check_characters(&self) -> Result<(), Error> {
        let fits = self.from.len() == self.ends.len()
            && self.from.is_sorted_by(|a, b| a < b)
            && self.ends.is_sorted_by(|a, b| a <= b)
            && self
                .ends
                .iter()
                .all(|end| self.to.is_char_boundary(*end as usize));
        fits.then_some(())
            .ok_or_else(|| misfit("the table of characters is broken".to_owned()))
    }

    fn enter(&mut self, number: u32) -> Result<(), Error> {
        let Some((text, on)) = self.pieces.get(number as usize).copied() else {
            return Ok(());
        };
        let template = if on { ON } else { BEGIN };
        if self.find(template, text).is_some() {
            return Err(misfit(format!("the piece “{text}” is there twice")));
        }
        let mut at = self.slot(template, text);
        while self.slots.get(at).is_some_and(|slot| *slot != FREE) {
            at = (at + 1) & (self.slots.len() - 1);
        }
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = number;
        }
        Ok(())
    }

    fn slot(&self, template: u64, text: &str) -> usize {
        hash_bytes(template, text.as_bytes()) as usize & (self.slots.len() - 1)
    }

    fn find(&self, template: u64, text: &str) -> Option<u32> {
        let mut at = self.slot(template, text);
        loop {
            let number = *self.slots.get(at).filter(|slot| **slot != FREE)?;
            let (piece, on) = self.pieces.get(number as usize)?;
            if *piece == text && *on == (template == ON) {
                return Some(number);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// How many pieces there are.
    pub(crate) fn len(&self) -> usize {
        self.pieces.len()
    }

    /// The pieces that stand before and behind a sentence.
    pub(crate) const fn frame(&self) -> (u32, u32) {
        (self.begin, self.end)
    }

    /// Appends the pieces of a word to `out`: none for a word that normalizing leaves nothing of. `part` is scratch.
    pub fn encode(&self, word: &str, part: &mut String, out: &mut Vec<u32>) {
        part.clear();
        for char in word.chars() {
            if let Some((kind, becomes)) = self.ascii.get(char as usize) {
                self.add(char::from(*becomes), *kind, part, out);
                continue;
            }
            match self.kind(char) {
                Kind::Drop => {}
                Kind::Space => self.close(part, out),
                own => match self.becomes(char) {
                    None => self.add(char, own, part, out),
                    Some(others) => {
                        for other in others.chars() {
                            self.add(other, self.kind(other), part, out);
                        }
                    }
                },
            }
        }
        self.close(part, out);
    }

    fn add(&self, char: char, kind: Kind, part: &mut String, out: &mut Vec<u32>) {
        match kind {
            Kind::Plain => part.push(char),
            Kind::Drop => {}
            Kind::Space => self.close(part, out),
            Kind::Alone => {
                self.close(part, out);
                part.push(char);
                self.close(part, out);
            }
        }
    }

    /// Appends the pieces of a part, if there is any.
    fn close(&self, part: &mut String, out: &mut Vec<u32>) {
        let (before, mut start) = (out.len(), 0);
        // A character has at most four bytes.
        let short = part.len() <= LONGEST_PART || part.chars().count() <= LONGEST_PART;
        while start < part.len() && short {
            let template = if start == 0 { BEGIN } else { ON };
            let ends = (start + 1..=part.len()).rev();
            let longest = ends.filter_map(|end| {
                let text = part.get(start..end)?;
                Some((end, self.find(template, text)?))
            });
            let Some((end, number)) = { longest }.next() else {
                break;
            };
            out.push(number);
            start = end;
        }
        if start < part.len() {
            out.truncate(before);
            out.push(self.unknown);
        }
        part.clear();
    }

    fn kind(&self, char: char) -> Kind {
        let code = u32::from(char);
        let within = |ranges: &[[u32; 2]]| {
            let after = ranges.partition_point(|range| range[0] <= code);
            let range = after.checked_sub(1).and_then(|at| ranges.get(at));
            range.is_some_and(|range| code <= range[1])
        };
        if within(self.alone) {
            Kind::Alone
        } else if within(self.space) {
            Kind::Space
        } else if within(self.drop) {
            Kind::Drop
        } else {
            Kind::Plain
        }
    }

    /// What a character becomes, where it does not stay.
    fn becomes(&self, char: char) -> Option<&'b str> {
        let at = self.from.binary_search(&u32::from(char)).ok()?;
        let start = match at.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.to.get(start as usize..*self.ends.get(at)? as usize)
    }
}

fn misfit(what: String) -> Error {
    Error::new(ErrorKind::Shape, format!("the accurate model: {what}"))
}
