//! The events of an article on a time line: by day, those without a date under the day of publication.

use super::escape::Html;
use crate::article::Article;
use dateline_core::layers::{Entities, Event};
use dateline_core::{Document, Id};
use std::collections::BTreeMap;

/// The day of an event: its own date, as far as it is known, or that of publication; empty where both are unknown.
pub(super) fn day<'d>(doc: &'d Document, event: &Event) -> &'d str {
    let own = doc.get(event.date);
    let known = if own.starts_with(|c: char| c.is_ascii_digit()) {
        own
    } else {
        doc.meta().published.as_deref().unwrap_or_default()
    };
    // “2024-08-05T14:00” is of that day; “2024-W32” and “2024” stay what they are.
    known.split('T').next().unwrap_or(known)
}

/// Writes the line, if there are events.
pub(super) fn write(article: &Article<'_>, html: &mut Html<'_>) {
    let events = article.events().unwrap_or_default();
    if events.is_empty() {
        return;
    }
    let mut days: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, event) in events.iter().enumerate() {
        days.entry(day(article.doc, event)).or_default().push(index);
    }
    html.raw("<details open><summary>Time line</summary>\n<ol class=\"timeline\">\n");
    for (day, indices) in days {
        html.raw("<li><b>")
            .text(if day.is_empty() { "Day unknown" } else { day })
            .raw("</b><ul>\n");
        for index in indices {
            let Some(event) = events.get(index) else { continue };
            html.raw("<li class=\"").raw(event.status.name()).raw("\">");
            names(article, html, &event.source);
            html.raw(if event.source.is_empty() { "" } else { " " });
            html.jump("e", index, article.slice(event.trigger));
            html.raw(if event.target.is_empty() { "" } else { " → " });
            names(article, html, &event.target);
            html.raw("</li>\n");
        }
        html.raw("</ul></li>\n");
    }
    html.raw("</ol></details>\n");
}

fn names(article: &Article<'_>, html: &mut Html<'_>, ids: &[Id<Entities>]) {
    for (index, entity) in ids.iter().filter_map(|id| article.doc.item(*id)).enumerate() {
        html.raw(if index == 0 { "" } else { ", " });
        html.text(article.doc.get(entity.name));
    }
}
