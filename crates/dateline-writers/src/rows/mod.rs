//! The tables: which there are, and what the columns of each are.
//!
//! A row's fields are its columns, in order. Names are those of jsonl. Every table but `articles` begins
//! with `article_id`, the article's id, and `index`, the row's number within its article: what `subject`,
//! `object`, `speaker` (in `mentions`), `source`, `target`, `location` and `entity` (in `entities`) of the
//! same article point to. Objects are spread over columns (`trigger`, `trigger_start`, `trigger_end`), lists
//! and nested objects stand as JSON in one cell, what is not known is an empty cell. Names of entities
//! and words of mentions are repeated beside their indices, so that a table can be read by itself.
//!
//! Cells hold the data as it is. A text that begins with `=`, `+`, `-` or `@` is a formula to a spreadsheet
//! program that opens the file without being told that all columns are text; rewriting such cells would
//! make the tables lie to every other reader, so whoever opens tables of untrusted articles in such a
//! program imports them as text.

mod facts;
mod reading;
mod text;

use crate::article::{Article, mentions};
use crate::columns::Row;
use crate::json::to_json;
use crate::table::{Cells, Table};
use dateline_core::layers::{
    Credits, Entities, Events, Passages, Propositions, Quotes, Relations, Sentences, Tokens,
};
use dateline_core::{Document, EncodeOptions, Error, Layer};
use serde::Serialize;

/// All tables.
pub(crate) static TABLES: &[Table] = &[
    table::<text::ArticleRow<'_>>("articles", |_| true, text::articles),
    table::<text::SentenceRow<'_>>("sentences", has::<Sentences>, text::sentences),
    table::<text::TokenRow<'_>>("tokens", has::<Tokens>, text::tokens),
    table::<text::MentionRow<'_>>("mentions", |doc| mentions(doc).is_some(), text::mentions),
    table::<facts::EntityRow<'_>>("entities", has::<Entities>, facts::entities),
    table::<facts::RelationRow<'_>>("relations", has::<Relations>, facts::relations),
    table::<facts::EventRow<'_>>("events", has::<Events>, facts::events),
    table::<facts::QuoteRow<'_>>("quotes", has::<Quotes>, facts::quotes),
    table::<facts::PropositionRow<'_>>("propositions", has::<Propositions>, facts::propositions),
    table::<reading::CreditRow<'_>>("credits", has::<Credits>, reading::credits),
    table::<reading::PassageRow<'_>>("passages", has::<Passages>, reading::passages),
];

type WriteRows = fn(&Article<'_>, &mut Cells<'_>) -> Result<(), Error>;

const fn table<R: Row>(name: &'static str, present: fn(&Document) -> bool, rows: WriteRows) -> Table {
    Table {
        name,
        columns: R::COLUMNS,
        present,
        rows,
    }
}

/// The tables that are to be written.
pub(crate) fn wanted(options: &EncodeOptions) -> impl Iterator<Item = &'static Table> {
    TABLES.iter().filter(|table| {
        // Tokens are most of the bytes and seldom wanted in a table: only who names them gets them.
        let asked = options.layers.is_some() || table.name != "tokens";
        table.name == "articles" || (asked && options.wants(table.name))
    })
}

fn has<L: Layer>(doc: &Document) -> bool {
    doc.layer::<L>().is_some()
}

/// A list or object as JSON in a cell.
fn json(value: &impl Serialize) -> Result<String, Error> {
    let mut bytes = Vec::new();
    to_json(&mut bytes, value)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn indexed<T>(items: &[T]) -> impl Iterator<Item = (u32, &T)> {
    (0..).zip(items)
}
