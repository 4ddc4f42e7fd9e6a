//! Normal forms of values.

use crate::{Span, TextRef};

/// The type attribute of a TIMEX3 expression (ISO-TimeML).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimexKind {
    /// A calendar date or a longer period that is located in time.
    Date,
    /// A time of day.
    Time,
    /// A length of time.
    Duration,
    /// Something that recurs.
    Set,
}

impl TimexKind {
    /// The standard's name, in capitals.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Date => "DATE",
            Self::Time => "TIME",
            Self::Duration => "DURATION",
            Self::Set => "SET",
        }
    }
}

/// A temporal expression's TIMEX3 attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timex {
    /// Its type.
    pub kind: TimexKind,
    /// Its value: ISO 8601 with TIMEX3's additions (`2024-08-05`, `P3Y`, `2024-SU`, `PAST_REF`).
    pub value: TextRef,
    /// Its modifier (`APPROX`, `START`, `MID`, `END`, `BEFORE`, `AFTER`, ...); empty if there is none.
    pub modifier: TextRef,
}

/// What a place is to the state whose codes it has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PlaceKind {
    /// The state itself, or its people.
    #[default]
    Country,
    /// A part of it: a province, a region, a constituent country.
    Region,
    /// A town in it, or a part of one.
    City,
}

impl PlaceKind {
    /// Its name in output: `COUNTRY`, `REGION`, `CITY`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Country => "COUNTRY",
            Self::Region => "REGION",
            Self::City => "CITY",
        }
    }

    /// The kind of this name in output.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Country, Self::Region, Self::City]
            .into_iter()
            .find(|kind| kind.name() == name)
    }
}

/// A state, or a place within one, by ISO 3166.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whether it is the state or lies in it.
    pub kind: PlaceKind,
    /// ISO 3166-1 alpha-3 of the state (`KHM`); empty if unknown.
    pub alpha3: TextRef,
    /// ISO 3166-1 alpha-2 of the state (`KH`); empty if unknown.
    pub alpha2: TextRef,
    /// ISO 3166-2 of the region, or of the region that the town lies in (`US-TX`); empty if unknown.
    pub subdivision: TextRef,
    /// Whether a town's name stands for a government (`Beijing` for China's).
    pub metonym: bool,
}

/// A mention's normal form. Amounts are decimal strings without grouping (`1700000000`, `5.4`), so that no
/// precision is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Normal {
    /// A date, time, duration or set.
    Timex(Timex),
    /// A sum of money.
    Money {
        /// The amount in whole units of the currency.
        amount: TextRef,
        /// ISO 4217 code.
        currency: TextRef,
    },
    /// A percentage.
    Percent {
        /// The number before the percent sign.
        amount: TextRef,
    },
    /// A measure with its unit.
    Quantity {
        /// The amount as written.
        amount: TextRef,
        /// The unit as a UCUM code (`km`, `[mi_i]`).
        unit: TextRef,
        /// The amount in the SI unit; empty where the unit has none.
        si_amount: TextRef,
        /// The SI unit as a UCUM code (`m`); empty where the unit has none.
        si_unit: TextRef,
        /// The measure that this one converts, in `180-kilometre (110-mile)` the first.
        converts: Option<Span>,
    },
    /// A number.
    Cardinal {
        /// The number.
        amount: TextRef,
    },
    /// A rank.
    Ordinal {
        /// The rank as a number.
        amount: TextRef,
    },
    /// A state or a place in one.
    Place(Place),
    /// A normal form that the ontology does not know.
    Other {
        /// Its type, in capitals.
        kind: TextRef,
        /// Its value.
        value: TextRef,
    },
}
