//! Dates, times, money, percentages, quantities and numbers of an English text, each with its normal form.
//!
//! - Dates and times become TIMEX3 values (ISO-TimeML), resolved against the day of publication the way news
//!   means them: "on Monday" in a report is the last Monday, "will ... on Monday" the next one.
//! - Money becomes a decimal amount and an ISO 4217 code, measures a decimal amount with a UCUM code and the value in
//!   the SI unit, percentages, counts and ranks a number.
//! - Spans follow the conventions of OntoNotes as Dateline's ontology narrows them: approximators and a leading "the"
//!   stay outside, a range is two values. [`Scheme::TimeMl`] has temporal expressions as TimeML's corpora have them.
//!
//! Words, units, currencies, named days and the patterns of temporal expressions stand in `data/`, in documented
//! text files; users add units, currencies and patterns of their own. In the pipeline the crate is the stage
//! `values` ([`plugin`]); alone it is a [`Recognizer`]:
//!
//! ```
//! use dateline_values::{Date, Recognizer};
//!
//! let recognizer = Recognizer::new();
//! let text = "The $1.7 billion, 180-kilometre (110-mile) canal was begun on Monday.";
//! let values = recognizer.recognize(text, Some(Date::constant(2024, 8, 7)));
//! let found: Vec<(&str, String)> =
//!     values.iter().map(|value| (&text[value.span.range()], value.normal.value())).collect();
//! assert_eq!(found, [
//!     ("$1.7 billion", "1700000000 USD".to_owned()),
//!     ("180-kilometre", "180 km".to_owned()),
//!     ("110-mile", "110 [mi_i]".to_owned()),
//!     ("Monday", "2024-08-05".to_owned()),
//! ]);
//! ```
//!
//! What it does not do: other languages; the syntax behind a tense (a glance at verb forms decides); events as
//! anchors ("two days after the vote" is a length).

mod amounts;
mod calendar;
mod decimal;
mod error;
mod extents;
mod feet;
mod lexicon;
mod link;
mod measures;
mod natives;
mod numbers;
mod others;
mod patterns;
mod phrases;
mod recognize;
mod recognizer;
mod resolve;
mod scan;
mod stage;
mod survey;
mod tense;
mod timex;
mod value;
mod years;

pub use error::Error;
pub use jiff::civil::Date;
pub use recognize::Scheme;
pub use recognizer::{Builder, Recognizer};
pub use resolve::DayOrder;
pub use stage::plugin;
pub use value::{Normal, Value};
