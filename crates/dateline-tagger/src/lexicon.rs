//! The roles that words play in names, from `data/lexicon.txt`.

use crate::error::DataError;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A set of roles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roles(u32);

macro_rules! roles {
    ($($constant:ident = $bit:literal, $name:literal;)+) => {
        impl Roles {
            $(#[doc = concat!("The role `", $name, "` of the data file, which says what it is.")]
            pub const $constant: Self = Self(1 << $bit);)+
            const ALL: &'static [(Self, &'static str)] = &[$((Self::$constant, $name),)+];
        }
    };
}

roles! {
    TITLE_HEAD = 0, "title-head";
    TITLE_MOD = 1, "title-mod";
    TITLE_ABBREV = 2, "title-abbrev";
    HONORIFIC = 3, "honorific";
    TITLE_OUTSIDE = 4, "title-outside";
    ORG_HEAD = 5, "org-head";
    ORG_SUFFIX = 6, "org-suffix";
    ORG_OF = 7, "org-of";
    FAC_HEAD = 8, "fac-head";
    LOC_HEAD = 9, "loc-head";
    LOC_FIRST = 10, "loc-first";
    GPE_HEAD = 11, "gpe-head";
    EVENT_HEAD = 12, "event-head";
    EVENT_FIRST = 13, "event-first";
    LAW_HEAD = 14, "law-head";
    WORK_HEAD = 15, "work-head";
    PRODUCT_HEAD = 16, "product-head";
    PARTICLE = 17, "particle";
    INSIDE = 18, "inside";
    SUFFIX = 19, "suffix";
    NEVER = 20, "never";
    WEEKDAY = 21, "weekday";
    MONTH = 22, "month";
    SAY = 23, "say";
    PERSON_BEFORE = 24, "person-before";
    PLACE_BEFORE = 25, "place-before";
    TITLE_WEAK = 26, "title-weak";
}

impl Roles {
    /// Whether the two sets share a role.
    #[must_use]
    pub const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The union.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The set's bits, for features.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }
}

/// Hands a hash through: keys are hashes already.
#[derive(Default)]
pub(crate) struct Through(u64);

impl Hasher for Through {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {}
    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// A map from [`hash`] values.
pub(crate) type HashedMap<V> = HashMap<u64, V, BuildHasherDefault<Through>>;

/// FNV-1a over the folded bytes of a word, mixed once more so that all bits are good.
#[must_use]
pub fn hash(word: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut push = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    if word.is_ascii() {
        word.bytes().for_each(|byte| push(byte.to_ascii_lowercase()));
    } else {
        let mut buffer = [0; 4];
        for c in word.chars().flat_map(char::to_lowercase) {
            let c = if c == '\u{2019}' { '\'' } else { c };
            c.encode_utf8(&mut buffer).bytes().for_each(&mut push);
        }
    }
    mix(hash)
}

/// A 64-bit finalizer (the one of SplitMix64).
#[must_use]
pub(crate) const fn mix(hash: u64) -> u64 {
    let hash = (hash ^ hash >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ hash >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ hash >> 31
}

/// Words with their roles.
pub struct Lexicon {
    roles: HashedMap<Roles>,
}

impl Lexicon {
    /// Reads a lexicon in the format of `data/lexicon.txt`.
    ///
    /// # Errors
    /// [`DataError`] with the line of an unknown role.
    pub fn parse(file: &str, content: &str) -> Result<Self, DataError> {
        let mut roles: HashedMap<Roles> = HashMap::default();
        for (number, line) in content.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let bad = |reason: String| DataError::at_line(file, number + 1, reason);
            let (name, words) = line.split_once(':').ok_or_else(|| bad("no “role:”".into()))?;
            let role = Roles::ALL.iter().find(|(_, known)| *known == name);
            let (role, _) = role.ok_or_else(|| bad(format!("unknown role “{name}”")))?;
            for word in words.split_whitespace() {
                let entry = roles.entry(hash(word)).or_default();
                *entry = entry.with(*role);
            }
        }
        Ok(Self { roles })
    }

    /// The lexicon that comes with the crate.
    ///
    /// # Errors
    /// None, unless the crate's own data is broken, which a test excludes.
    pub fn built_in() -> Result<Self, DataError> {
        Self::parse("lexicon.txt", include_str!("../data/lexicon.txt"))
    }

    /// The roles of the word with this [`hash`].
    #[must_use]
    pub fn roles(&self, hash: u64) -> Roles {
        self.roles.get(&hash).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_their_roles() {
        let lexicon = Lexicon::built_in().unwrap();
        let check = |word: &str, role: Roles| assert!(lexicon.roles(hash(word)).any(role), "{word}");
        check("Minister", Roles::TITLE_HEAD);
        check("Prime", Roles::TITLE_MOD);
        check("Gen.", Roles::TITLE_ABBREV);
        check("AIRPORT", Roles::FAC_HEAD);
        assert_eq!(lexicon.roles(hash("xyzzy")), Roles::default());
    }

    #[test]
    fn unknown_roles_are_named() {
        let error = Lexicon::parse("x.txt", "\nfoo: bar").err().unwrap();
        assert_eq!(error.to_string(), "x.txt: line 2: unknown role “foo”");
    }

    #[test]
    fn case_and_apostrophes_do_not_matter() {
        assert_eq!(hash("Élan"), hash("élan"));
        assert_eq!(hash("N’T"), hash("n’t"));
    }
}
