//! What the network sees of a word: rows of its embedding tables.
//!
//! A word's *norm* is its form in lower case with digits as `0` and typographic marks as ASCII ones, cut after
//! [`NORM_CHARS`] characters. A norm of the vocabulary has a row of its own, into which its affixes are folded;
//! any other gets the row of the unknown and a hashed row for each affix. Every form has a hashed row for
//! its *shape*: its characters by kind (`Xxx-dd`), runs cut after three, cut after [`SHAPE_CHARS`].
//!
//! The training code makes the same rows; a change here makes every trained model useless.

/// Characters of a norm at most.
pub const NORM_CHARS: usize = 40;
/// Characters of a shape at most.
pub const SHAPE_CHARS: usize = 16;
/// Affixes of a word at most.
pub const AFFIXES: usize = 7;
/// The row of words that the vocabulary does not have.
pub const UNKNOWN: u32 = 0;

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;
/// The longest suffix and the longest prefix, in characters.
const SUFFIXES: usize = 4;
const PREFIXES: usize = 3;

/// The 64-bit FNV-1a hash.
#[must_use]
pub fn fnv1a64(bytes: &[u8]) -> u64 {
    bytes.iter().fold(OFFSET, |hash, byte| step(hash, *byte))
}

#[inline(always)]
const fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(PRIME)
}

/// The ASCII character that a typographic one is taken for.
const fn plain(c: char) -> char {
    match c {
        '’' | '‘' | 'ʼ' | '`' => '\'',
        '“' | '”' | '„' => '"',
        '–' | '—' | '―' => '-',
        '…' => '.',
        c => c,
    }
}

/// What an ASCII byte is in a norm.
const NORM: [u8; 128] = {
    let mut table = [0; 128];
    let mut byte = 0u8;
    while byte < 128 {
        table[byte as usize] = match byte {
            b'0'..=b'9' => b'0',
            b'`' => b'\'',
            byte => byte.to_ascii_lowercase(),
        };
        byte += 1;
    }
    table
};

/// What an ASCII byte is in a shape.
const SHAPE: [u8; 128] = {
    let mut table = [0; 128];
    let mut byte = 0u8;
    while byte < 128 {
        table[byte as usize] = match byte {
            b'A'..=b'Z' => b'X',
            b'a'..=b'z' => b'x',
            b'0'..=b'9' => b'd',
            b'`' => b'\'',
            byte => byte,
        };
        byte += 1;
    }
    table
};

/// Writes the norm of `form` to `out`, which is emptied first.
pub fn norm(form: &str, out: &mut String) {
    out.clear();
    if form.is_ascii() {
        let bytes = form.bytes().take(NORM_CHARS);
        out.extend(bytes.map(|byte| char::from(NORM[usize::from(byte & 127)])));
        return;
    }
    let chars = form.chars().flat_map(char::to_lowercase);
    let chars = chars.map(|c| if c.is_ascii_digit() { '0' } else { plain(c) });
    out.extend(chars.take(NORM_CHARS));
}

/// The hash of the shape of `form`.
#[must_use]
pub fn shape(form: &str) -> u64 {
    let mut shape = ShapeHash::default();
    if form.is_ascii() {
        for byte in form.bytes() {
            let kind = SHAPE[usize::from(byte & 127)];
            if !shape.push(u32::from(kind), &[kind]) {
                break;
            }
        }
        return shape.hash;
    }
    for c in form.chars() {
        let kind = if c.is_uppercase() {
            'X'
        } else if c.is_alphabetic() {
            'x'
        } else if c.is_numeric() {
            'd'
        } else {
            plain(c)
        };
        if !shape.push(u32::from(kind), kind.encode_utf8(&mut [0; 4]).as_bytes()) {
            break;
        }
    }
    shape.hash
}

/// A shape as it is read, character by character.
struct ShapeHash {
    hash: u64,
    kind: u32,
    run: usize,
    left: usize,
}

impl Default for ShapeHash {
    fn default() -> Self {
        Self {
            hash: fnv1a64(b"h"),
            kind: u32::MAX,
            run: 0,
            left: SHAPE_CHARS,
        }
    }
}

impl ShapeHash {
    /// Adds a character; false once there is no room for more.
    #[inline(always)]
    fn push(&mut self, kind: u32, bytes: &[u8]) -> bool {
        self.run = if kind == self.kind { self.run + 1 } else { 1 };
        self.kind = kind;
        if self.run <= 3 {
            self.hash = bytes.iter().fold(self.hash, |hash, byte| step(hash, *byte));
            self.left -= 1;
        }
        self.left > 0
    }
}

/// Shows the hash of every affix of a norm to `see`: suffixes of one to four characters, prefixes of one to
/// three, those that it is long enough for.
pub fn affixes(norm: &str, mut see: impl FnMut(u64)) {
    let mut key = |kind: u8, length: usize, affix: &str| {
        let hash = fnv1a64(&[kind, b'0' + length as u8]);
        see(affix.bytes().fold(hash, step));
    };
    let ends = norm.char_indices().rev().take(SUFFIXES);
    for (length, (start, _)) in ends.enumerate() {
        key(b's', length + 1, norm.get(start..).unwrap_or(""));
    }
    for (length, (start, c)) in norm.char_indices().take(PREFIXES).enumerate() {
        key(b'p', length + 1, norm.get(..start + c.len_utf8()).unwrap_or(""));
    }
}

/// The row of `hash` in a table of `rows` rows.
#[inline(always)]
#[must_use]
pub const fn row(hash: u64, rows: usize) -> u32 {
    let rows = if rows == 0 { 1 } else { rows as u64 };
    let row = if rows.is_power_of_two() {
        hash & (rows - 1)
    } else {
        hash % rows
    };
    row as u32
}

/// The rows of the words of a batch. Buffers stay from use to use.
#[derive(Debug, Default)]
pub struct Rows {
    /// A row of the word table for each word.
    pub words: Vec<u32>,
    /// A row of the shape table for each word.
    pub shapes: Vec<u32>,
    /// Rows of the affix table, of the unknown words alone.
    pub affixes: Vec<u32>,
    /// For each word, where its affixes end; they begin where those of the word before end.
    pub ends: Vec<u32>,
    norm: String,
}

impl Rows {
    /// Forgets all words.
    pub fn clear(&mut self) {
        self.words.clear();
        self.shapes.clear();
        self.affixes.clear();
        self.ends.clear();
    }

    /// Adds a word.
    pub fn push(&mut self, form: &str, vocabulary: &Vocabulary<'_>, affix_rows: usize, shape_rows: usize) {
        norm(form, &mut self.norm);
        let word = vocabulary.row(fnv1a64(self.norm.as_bytes()));
        if word == UNKNOWN {
            affixes(&self.norm, |hash| self.affixes.push(row(hash, affix_rows)));
        }
        self.words.push(word);
        self.shapes.push(row(shape(form), shape_rows));
        self.ends.push(self.affixes.len() as u32);
    }
}

/// From hashes of norms to rows.
#[derive(Debug)]
pub struct Vocabulary<'b> {
    /// The hash of each row's norm; that of row 0, the unknown's, is never looked at.
    hashes: &'b [u64],
    /// Rows by the lowest bits of their hash, or the next free place; 0 is free.
    slots: Vec<u32>,
}

impl<'b> Vocabulary<'b> {
    /// A vocabulary of these hashes, the first of which stands for unknown words.
    #[must_use]
    pub fn new(hashes: &'b [u64]) -> Self {
        let mut slots = vec![0; (2 * hashes.len()).next_power_of_two().max(2)];
        let mask = slots.len() - 1;
        for (row, hash) in hashes.iter().enumerate().skip(1) {
            let mut at = *hash as usize & mask;
            while slots[at] != 0 {
                at = (at + 1) & mask;
            }
            slots[at] = row as u32;
        }
        Self { hashes, slots }
    }

    /// The row of the norm with this hash; [`UNKNOWN`] where there is none.
    #[inline]
    #[must_use]
    pub fn row(&self, hash: u64) -> u32 {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        // At least half of the places are free, so this ends.
        loop {
            let row = self.slots[at];
            if row == 0 || self.hashes.get(row as usize) == Some(&hash) {
                return row;
            }
            at = (at + 1) & mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn normed(form: &str) -> String {
        let mut out = String::new();
        norm(form, &mut out);
        out
    }

    #[test]
    fn norms_are_lower_case_with_plain_marks() {
        assert_eq!(normed("Kihara’s"), "kihara's");
        assert_eq!(normed("1,234.5"), "0,000.0");
        assert_eq!(normed("“–…"), "\"-.");
        assert_eq!(normed("`"), "'");
        assert_eq!(normed("İ"), "i\u{307}");
        assert_eq!(normed(&"é".repeat(50)).chars().count(), NORM_CHARS);
        assert_eq!(normed(&"E".repeat(50)).len(), NORM_CHARS);
    }

    #[test]
    fn shapes_are_kinds_with_short_runs() {
        let same = |form: &str, written: &str| {
            assert_eq!(shape(form), fnv1a64(format!("h{written}").as_bytes()), "{form}");
        };
        same("Kihara", "Xxxx");
        same("B-52", "X-dd");
        same("1,234", "d,ddd");
        same("É—ß…", "X-x.");
        same("ʼ’`", "x''");
        same("-a-a-a-a-a-a-a-a-a-a", "-x-x-x-x-x-x-x-x");
        same("----", "---");
        same("½²", "dd");
    }

    #[test]
    fn affixes_are_as_many_as_fit() {
        let of = |norm: &str| {
            let mut all = Vec::new();
            affixes(norm, |hash| all.push(hash));
            all
        };
        assert_eq!(
            of("né"),
            [b"s1\xc3\xa9".as_slice(), b"s2n\xc3\xa9", b"p1n", b"p2n\xc3\xa9"].map(fnv1a64)
        );
        assert_eq!(of("").len(), 0);
        assert_eq!(of("abcdefgh").len(), AFFIXES);
        assert_eq!(of("abcdefgh")[3], fnv1a64(b"s4efgh"));
        assert_eq!(of("abcdefgh")[6], fnv1a64(b"p3abc"));
    }

    proptest! {
        #[test]
        fn known_words_are_found(words in prop::collection::hash_set(any::<u64>(), 0..300), other: u64) {
            let hashes: Vec<u64> = std::iter::once(0).chain(words.iter().copied()).collect();
            let vocabulary = Vocabulary::new(&hashes);
            for (row, hash) in hashes.iter().enumerate().skip(1) {
                prop_assert_eq!(vocabulary.row(*hash), row as u32);
            }
            if !words.contains(&other) {
                prop_assert_eq!(vocabulary.row(other), UNKNOWN);
            }
        }

        #[test]
        fn any_form_has_rows(form: String) {
            let mut rows = Rows::default();
            rows.push(&form, &Vocabulary::new(&[0]), 1 << 14, 1000);
            prop_assert_eq!(rows.words.as_slice(), [UNKNOWN]);
            prop_assert!(rows.shapes[0] < 1000 && rows.affixes.iter().all(|row| *row < 1 << 14));
            prop_assert!(rows.affixes.len() <= AFFIXES);
        }
    }
}
