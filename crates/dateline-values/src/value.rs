//! Values as plain data, for those who use the crate alone.

use dateline_core::Span;
use dateline_core::layers::{Label, TimexKind};

/// One value of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// Where it stands, in bytes.
    pub span: Span,
    /// DATE, TIME, PERCENT, MONEY, QUANTITY, ORDINAL or CARDINAL.
    pub label: Label,
    /// What it means.
    pub normal: Normal,
}

/// What a value means. Amounts are decimal strings without grouping; one that has no exact value ("hundreds") is
/// empty.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Normal {
    /// A date, time, duration or set, as TIMEX3 (ISO-TimeML) has it.
    Timex {
        /// TIMEX3's type.
        kind: TimexKind,
        /// TIMEX3's value (`2024-08-05`, `P3Y`, `2024-SU`, `PAST_REF`; `XXXX-WXX-1` where no day of publication
        /// resolves it).
        value: String,
        /// TIMEX3's mod (`START`, `MID`, `END`), or empty.
        modifier: &'static str,
    },
    /// A sum.
    Money {
        /// In whole units of the currency.
        amount: String,
        /// ISO 4217 code.
        currency: String,
    },
    /// A percentage.
    Percent {
        /// The number before the sign.
        amount: String,
    },
    /// A measure.
    Quantity {
        /// The amount as written.
        amount: String,
        /// UCUM code.
        unit: String,
        /// The amount in the SI unit; empty where there is none.
        si_amount: String,
        /// UCUM code of the SI unit; empty where there is none.
        si_unit: String,
        /// The measure that this one converts (`180-kilometre` for the `110-mile` behind it).
        converts: Option<Span>,
    },
    /// A number.
    Cardinal {
        /// The number.
        amount: String,
    },
    /// A rank.
    Ordinal {
        /// The rank.
        amount: String,
    },
}

impl Normal {
    /// The normal form in one string, as Dateline's output writes it: `2024-08-05`, `1700000000 USD`, `5.4`,
    /// `180 km`, `10`.
    #[must_use]
    pub fn value(&self) -> String {
        match self {
            Self::Timex { value, .. } => value.clone(),
            Self::Money { amount, currency } => format!("{amount} {currency}"),
            Self::Quantity { amount, unit, .. } => format!("{amount} {unit}"),
            Self::Percent { amount } | Self::Cardinal { amount } | Self::Ordinal { amount } => amount.clone(),
        }
    }
}
