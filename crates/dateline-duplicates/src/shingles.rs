//! From a text to the hashes of its shingles, in one pass and without allocation.

/// How many words in a row make a shingle.
pub const SHINGLE: usize = 4;

/// Spreads a product over all 64 bits: the odd number next to 2^64 over the golden ratio.
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;
/// What a shingle's words are weighed with, so that their order counts.
const ORDER: u64 = 0xD6E8_FEB8_6659_FD93;
/// Makes lower-case letters of upper-case ones; digits stay as they are. What it does to bytes beyond ASCII is
/// the same each time, which is all that a hash needs.
const LOWER: u64 = 0x2020_2020_2020_2020;

/// The high bit of every byte.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Whether a byte belongs to a word: letters and digits of ASCII (and the control characters that `LOWER` makes
/// digits of), and whatever is beyond ASCII, of which [`Words`] takes the usual punctuation out.
const IN_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = byte >= 0x80 || (byte as u8 | 0x20).is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

/// Calls `take` with a hash for each shingle of `text`, in the order in which they stand, repeated ones too.
///
/// Words are runs of letters and digits; ASCII letters count without their case, and neither white space nor
/// punctuation counts at all, be it typewriter's or typographer's, so that a copy that was typeset anew is the
/// same. A text of fewer words than a shingle has is one shingle; a text without words has none.
pub fn shingles(text: &str, mut take: impl FnMut(u64)) {
    let mut words = Words {
        bytes: text.as_bytes(),
        at: 0,
    };
    let (mut sums, mut count) = ([0_u64; SHINGLE], 0_usize);
    while let Some(word) = words.next() {
        // sums[i] is the shingle that began i words ago.
        for at in (1..SHINGLE).rev() {
            sums[at] = sums[at - 1].wrapping_mul(ORDER).wrapping_add(word);
        }
        sums[0] = word;
        count += 1;
        if count >= SHINGLE {
            take(finish(sums[SHINGLE - 1]));
        }
    }
    if (1..SHINGLE).contains(&count) {
        take(finish(sums[count - 1]));
    }
}

/// Spreads a sum's differences over all bits.
fn finish(sum: u64) -> u64 {
    let mixed = (sum ^ (sum >> 32)).wrapping_mul(MIX);
    (mixed ^ (mixed >> 29)).wrapping_mul(ORDER)
}

/// The hashes of a text's words.
struct Words<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl Words<'_> {
    fn next(&mut self) -> Option<u64> {
        // Words of up to seven ASCII bytes, which most are, are found and hashed in one step.
        while let Some(eight) = self.eight(self.at).filter(|eight| eight & HIGH == 0) {
            let lower = eight | LOWER;
            let len = (!in_word(lower) & HIGH).trailing_zeros() as usize / 8;
            match len {
                0 => self.at += 1,
                8 => break,
                _ => {
                    // What ends the word is a separator of one byte.
                    self.at += len + 1;
                    return Some(mix(len as u64, lower & (u64::MAX >> (64 - 8 * len))));
                }
            }
        }
        self.slowly()
    }

    /// The eight bytes from `at` on; `None` where there are fewer.
    fn eight(&self, at: usize) -> Option<u64> {
        let bytes = self.bytes.get(at..)?.first_chunk::<8>()?;
        Some(u64::from_le_bytes(*bytes))
    }

    /// The next word, byte by byte.
    fn slowly(&mut self) -> Option<u64> {
        while let Some(byte) = self.bytes.get(self.at) {
            let width = separator(*byte, self.bytes.get(self.at + 1).copied());
            if width == 0 {
                break;
            }
            self.at += width;
        }
        let start = self.at;
        while let Some(byte) = self.bytes.get(self.at) {
            if *byte < 0x80 {
                if !IN_WORD[usize::from(*byte)] {
                    break;
                }
            } else if separator(*byte, self.bytes.get(self.at + 1).copied()) > 0 {
                break;
            }
            self.at += 1;
        }
        (self.at > start).then(|| self.hash(start))
    }

    /// The hash of the word from `start` up to here, eight bytes at a time.
    fn hash(&self, start: usize) -> u64 {
        let (mut hash, mut at) = ((self.at - start) as u64, start);
        while at < self.at {
            let len = (self.at - at).min(8);
            let eight = self.eight(at).unwrap_or_else(|| {
                let mut bytes = [0; 8];
                for (to, from) in bytes.iter_mut().zip(&self.bytes[at..]) {
                    *to = *from;
                }
                u64::from_le_bytes(bytes)
            });
            hash = mix(hash, (eight | LOWER) & (u64::MAX >> (64 - 8 * len)));
            at += len;
        }
        hash
    }
}

/// Takes up to eight more bytes of a word into its hash.
const fn mix(hash: u64, bytes: u64) -> u64 {
    let mixed = (hash ^ bytes).wrapping_mul(MIX);
    mixed ^ (mixed >> 32)
}

/// Sets the high bit of every byte that is a letter or digit, of eight bytes of ASCII with [`LOWER`] set.
const fn in_word(lower: u64) -> u64 {
    /// Added to a byte below 0x80, this reaches 0x80 from `least` on.
    const fn from(least: u8) -> u64 {
        (0x80 - least as u64) * 0x0101_0101_0101_0101
    }
    let letter = (lower + from(b'a')) & !(lower + from(b'z' + 1));
    let digit = (lower + from(b'0')) & !(lower + from(b'9' + 1));
    letter | digit
}

/// How many bytes the separator has that begins with `byte`; 0 where a word begins or goes on.
///
/// Beyond ASCII these are U+2000 to U+203F, the spaces, dashes and quotation marks of typesetters, and U+0080 to
/// U+00BF, guillemets and the no-break space among them.
fn separator(byte: u8, next: Option<u8>) -> usize {
    match (byte, next) {
        (0xE2, Some(0x80)) => 3,
        (0xC2, Some(_)) => 2,
        _ => usize::from(!IN_WORD[usize::from(byte)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &str) -> Vec<u64> {
        let mut found = Vec::new();
        shingles(text, |hash| found.push(hash));
        found
    }

    #[test]
    fn case_spaces_and_punctuation_do_not_count() {
        let plain = all("The minister said the talks, which began on Monday, would go on.");
        assert_eq!(plain.len(), 9);
        for other in [
            "THE MINISTER SAID THE TALKS WHICH BEGAN ON MONDAY WOULD GO ON",
            "“The minister said\u{a0}the talks — which began on Monday — would go on…”",
            "the\nminister\nsaid\nthe\ntalks; which began on monday: would (go) on",
        ] {
            assert_eq!(all(other), plain, "{other}");
        }
        assert_eq!(all("it’s the king’s own"), all("it's the king's own"));
    }

    #[test]
    fn words_and_their_order_count() {
        let different = [
            "a b c d",
            "a b d c",
            "a b c e",
            "ab c d",
            "a b c",
            "abcd",
            "a b c d 1",
            "é b c d",
        ];
        for (index, one) in different.iter().enumerate() {
            for two in &different[index + 1..] {
                assert_ne!(all(one), all(two), "{one} and {two}");
            }
        }
        assert_eq!((all(""), all(" … —")), (Vec::new(), Vec::new()));
        assert_eq!((all("one").len(), all("one two three four").len()), (1, 1));
    }

    #[test]
    fn words_longer_than_eight_bytes_count_whole() {
        assert_ne!(all("internationally"), all("internationalxx"));
        assert_ne!(all("unbelievable"), all("unbelievably"));
        assert_eq!(all("UNBELIEVABLE"), all("unbelievable"));
        // A word at the very end of the text is the same as one with something behind it.
        assert_eq!(
            all("one two three internationally"),
            all("one two three internationally.")
        );
    }

    #[test]
    fn eight_bytes_at_once_are_what_the_table_says() {
        for byte in 0..0x80_u8 {
            let set = in_word((u64::from(byte) * 0x0101_0101_0101_0101) | LOWER) & HIGH;
            assert_eq!(
                set,
                if IN_WORD[usize::from(byte)] { HIGH } else { 0 },
                "{byte:#x}"
            );
        }
    }

    proptest! {
        #[test]
        fn the_quick_way_and_the_slow_one_agree(text in "\\PC{0,60}|([a-zé“ ’—A-Z0-9,.\n-]{0,80})") {
            let (mut quick, mut slow) = (Words { bytes: text.as_bytes(), at: 0 }, Words { bytes: text.as_bytes(), at: 0 });
            loop {
                let (one, two) = (quick.next(), slow.slowly());
                prop_assert_eq!(one, two);
                if one.is_none() {
                    break;
                }
            }
        }

        #[test]
        fn any_text_has_a_shingle_for_each_word_but_the_last_three(text in "\\PC{0,80}|([a-zé“ ’—A-Z0-9]{0,60})") {
            let mut words = Words { bytes: text.as_bytes(), at: 0 };
            let mut count = 0_usize;
            while words.next().is_some() {
                count += 1;
            }
            let expected = if count == 0 { 0 } else { count.saturating_sub(SHINGLE - 1).max(1) };
            prop_assert_eq!(all(&text).len(), expected);
        }
    }
}
