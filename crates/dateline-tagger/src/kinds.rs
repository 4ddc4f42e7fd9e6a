//! What the gazetteer knows about a name: a set of kinds, a place, how often it is written small.

use std::ops::{BitAnd, BitOr, BitOrAssign};

/// A set of kinds of thing that a name is known to stand for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Kinds(u32);

/// Declares the kinds: constant, name in data files, meaning.
macro_rules! kinds {
    ($($(#[$doc:meta])* $constant:ident = $bit:literal, $name:literal;)+) => {
        impl Kinds {
            $($(#[$doc])* pub const $constant: Self = Self(1 << $bit);)+

            /// Every kind with its name in data files.
            pub const ALL: &'static [(Self, &'static str)] = &[$((Self::$constant, $name),)+];
        }
    };
}

kinds! {
    /// A sovereign state or a dependent territory, by any of its names.
    COUNTRY = 0, "country";
    /// A state's capital.
    CAPITAL = 1, "capital";
    /// A city or town.
    CITY = 2, "city";
    /// A first-order division of a state: province, state, canton.
    PROVINCE = 3, "province";
    /// The adjective or the people of a state (`Cambodian`, `Cambodians`).
    DEMONYM = 4, "demonym";
    /// A religious, political or ethnic group or its adjective (`Sunni`, `Republicans`).
    GROUP = 5, "group";
    /// A given name.
    GIVEN = 6, "given";
    /// A family name.
    SURNAME = 7, "surname";
    /// A person's full name.
    PERSON = 8, "person";
    /// An institution, agency, ministry, alliance.
    ORG = 9, "org";
    /// A company.
    COMPANY = 10, "company";
    /// A political party.
    PARTY = 11, "party";
    /// A newspaper, agency or station.
    MEDIA = 12, "media";
    /// A continent, region, water, mountain, desert.
    LOC = 13, "loc";
    /// A building, airport, bridge, canal, road.
    FAC = 14, "fac";
    /// A named event.
    EVENT = 15, "event";
    /// A named law or treaty.
    LAW = 16, "law";
    /// A product or a family of products.
    PRODUCT = 17, "product";
    /// A work, an award.
    WORK = 18, "work";
    /// A language.
    LANGUAGE = 19, "language";
    /// An office or occupation.
    TITLE = 20, "title";
    /// Matches only where it is written in capitals as listed (`WHO`, `US`).
    CASED = 21, "cased";
    /// The name has a place with it, or is one, within a larger state (not a state itself).
    INSIDE = 22, "inside";
}

impl Kinds {
    /// No kind.
    pub const NONE: Self = Self(0);
    /// States, provinces and towns.
    pub const GPE: Self = Self(1 | 2 | 4 | 8);
    /// Peoples, faiths and parties, as nouns or adjectives.
    pub const NORP: Self = Self(1 << 4 | 1 << 5);
    /// Parts of personal names.
    pub const NAMES: Self = Self(1 << 6 | 1 << 7);
    /// Institutions of all sorts.
    pub const ORGS: Self = Self(1 << 9 | 1 << 10 | 1 << 11 | 1 << 12);

    /// The set with these bits.
    #[must_use]
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// The set's bits.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Whether the two sets share a kind.
    #[must_use]
    pub const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether no kind is in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kind of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(kind, _)| *kind)
    }
}

impl BitOr for Kinds {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
impl BitOrAssign for Kinds {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}
impl BitAnd for Kinds {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

/// How a word is usually written in running text, by counts over a large corpus, sentence starts left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Usual {
    /// Not seen often enough to say.
    #[default]
    Unknown = 0,
    /// Nearly always with a capital (98 of 100 and more).
    Capital = 1,
    /// Mostly with a capital (80 to 98 of 100).
    MostlyCapital = 2,
    /// Either way.
    Either = 3,
    /// Mostly small (80 to 98 of 100).
    MostlySmall = 4,
    /// Nearly always small (98 of 100 and more).
    Small = 5,
}

impl Usual {
    /// From counts of capitalised and small occurrences; below three it is unknown.
    #[must_use]
    pub fn from_counts(capital: u64, small: u64) -> Self {
        let all = capital + small;
        if all < 3 {
            return Self::Unknown;
        }
        match (100 * capital).checked_div(all).unwrap_or(0) {
            98.. => Self::Capital,
            80.. => Self::MostlyCapital,
            21.. => Self::Either,
            3.. => Self::MostlySmall,
            _ => Self::Small,
        }
    }

    const fn from_bits(bits: u64) -> Self {
        match bits {
            1 => Self::Capital,
            2 => Self::MostlyCapital,
            3 => Self::Either,
            4 => Self::MostlySmall,
            5 => Self::Small,
            _ => Self::Unknown,
        }
    }
}

/// Everything that the gazetteer keeps about one name, packed into 64 bits: kinds in the low 32, the
/// place's index plus one in the next 16, [`Usual`] in three bits above.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// What it stands for.
    pub kinds: Kinds,
    /// Index of its place in the gazetteer's table, if it has one.
    pub place: Option<u16>,
    /// How it is usually written.
    pub usual: Usual,
}

impl Facts {
    /// Packed.
    #[must_use]
    pub fn to_bits(self) -> u64 {
        let place = self.place.map_or(0, |place| u64::from(place) + 1);
        u64::from(self.kinds.bits()) | place << 32 | (self.usual as u64) << 48
    }

    /// Unpacked.
    #[must_use]
    pub fn from_bits(bits: u64) -> Self {
        let place = (bits >> 32 & 0xffff) as u16;
        Self {
            kinds: Kinds::from_bits(bits as u32),
            place: place.checked_sub(1),
            usual: Usual::from_bits(bits >> 48 & 7),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_survive_packing() {
        for place in [None, Some(0), Some(4000)] {
            for usual in [Usual::Unknown, Usual::Capital, Usual::Small] {
                let facts = Facts {
                    kinds: Kinds::CITY | Kinds::INSIDE,
                    place,
                    usual,
                };
                assert_eq!(Facts::from_bits(facts.to_bits()), facts);
            }
        }
    }

    #[test]
    fn usual_case_needs_a_few_sightings() {
        for (capital, small, usual) in [
            (2, 0, Usual::Unknown),
            (3, 0, Usual::Capital),
            (9, 1, Usual::MostlyCapital),
            (1, 1, Usual::Unknown),
            (2, 2, Usual::Either),
            (1, 999, Usual::Small),
        ] {
            assert_eq!(Usual::from_counts(capital, small), usual, "{capital} {small}");
        }
    }
}
