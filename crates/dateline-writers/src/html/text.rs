//! The article's text with everything that stands in it: paragraphs, sentences, quotes, mentions, triggers.

use super::escape::Html;
use super::legend::class_of;
use super::weave::{Draw, Kind, Range, weave};
use crate::article::Article;
use crate::records::{Value, confidence};
use dateline_core::Span;
use dateline_core::layers::{Mention, Sentence};
use std::fmt::Write;

/// Writes the text.
pub(super) fn write(article: &Article<'_>, html: &mut Html<'_>) {
    let text = article.doc.text();
    let mut ranges = Vec::new();
    let mut add = |kind, index, span| ranges.push(Range { kind, index, span });
    let sentences = article.sentences().unwrap_or_default();
    for (index, span) in paragraphs(text, sentences).enumerate() {
        add(Kind::Paragraph, index, span);
    }
    for (index, sentence) in sentences.iter().enumerate() {
        add(Kind::Sentence, index, sentence.span);
    }
    for (index, quote) in article.quotes().unwrap_or_default().iter().enumerate() {
        for span in &quote.content {
            add(Kind::Quote, index, *span);
        }
    }
    for (index, mention) in article.mentions.as_deref().unwrap_or_default().iter().enumerate() {
        add(Kind::Mention, index, mention.span);
    }
    for (index, event) in article.events().unwrap_or_default().iter().enumerate() {
        add(Kind::Trigger, index, event.trigger);
    }
    let mut page = Page {
        article,
        html,
        tip: String::new(),
    };
    weave(text.len(), ranges, &mut page);
}

/// The article's paragraphs: its lines, where a line does not end within a sentence. Lines are what nearly
/// all sources mean by a paragraph; those that break lines at a width break sentences with them.
fn paragraphs(text: &str, sentences: &[Sentence]) -> impl Iterator<Item = Span> {
    let within = |at: u32| {
        let next = sentences.partition_point(|sentence| sentence.span.end() <= at);
        sentences
            .get(next)
            .is_some_and(|sentence| sentence.span.start() < at)
    };
    let mut from = 0;
    let ends = text.match_indices('\n').map(|(at, _)| at).chain([text.len()]);
    ends.filter_map(move |end| {
        if end < text.len() && within(Span::at(end, 0).start()) {
            return None;
        }
        let start = std::mem::replace(&mut from, end);
        let line = text.get(start..end)?;
        let trimmed = line.trim_start();
        let start = start + line.len() - trimmed.len();
        let trimmed = trimmed.trim_end();
        (!trimmed.is_empty()).then(|| Span::at(start, trimmed.len()))
    })
}

/// Draws the text into a page.
struct Page<'p, 'o, 'd> {
    article: &'p Article<'d>,
    html: &'p mut Html<'o>,
    tip: String,
}

impl Draw for Page<'_, '_, '_> {
    fn open(&mut self, range: Range, first: bool) {
        let (kind, class) = match range.kind {
            Kind::Paragraph => {
                self.html.raw("<p>");
                return;
            }
            Kind::Sentence => ("s", "s"),
            Kind::Quote => ("q", "quote"),
            Kind::Mention => return self.mention(range.index, first),
            Kind::Trigger => ("e", "trigger"),
        };
        self.html.raw("<span class=\"").raw(class).raw("\"");
        let quote = self.article.quotes().and_then(|quotes| quotes.get(range.index));
        // A quote of several spans has its anchor at the first.
        let resumed = quote.is_some_and(|quote| quote.content.first() != Some(&range.span));
        if first && !(range.kind == Kind::Quote && resumed) {
            self.html.raw(" id=\"").anchor(kind, range.index).raw("\"");
        }
        if let (Kind::Trigger, Some(event)) = (
            range.kind,
            self.article.events().and_then(|it| it.get(range.index)),
        ) {
            let doc = self.article.doc;
            self.html
                .raw(" tabindex=\"0\" title=\"")
                .text(doc.get(event.plover))
                .raw(" ");
            self.html
                .text(doc.get(event.code))
                .raw(" · ")
                .raw(event.status.name())
                .raw("\"");
        }
        self.html.raw(">");
    }

    fn close(&mut self, range: Range) {
        self.html.raw(match range.kind {
            Kind::Paragraph => "</p>",
            Kind::Mention => "</mark>",
            Kind::Sentence | Kind::Quote | Kind::Trigger => "</span>",
        });
    }

    fn words(&mut self, span: Span) {
        self.html.text(self.article.slice(span));
    }
}

impl Page<'_, '_, '_> {
    fn mention(&mut self, index: usize, first: bool) {
        let article = self.article;
        let Some(mention) = article
            .mentions
            .as_deref()
            .and_then(|mentions| mentions.get(index))
        else {
            self.html.raw("<mark>");
            return;
        };
        let label = article.label(mention.label);
        self.html
            .raw("<mark class=\"")
            .raw(class_of(label))
            .raw(" k-")
            .raw(mention.kind.name())
            .raw("\"");
        if first {
            self.html
                .raw(" id=\"")
                .anchor("m", index)
                .raw("\" tabindex=\"0\"");
        }
        self.tip.clear();
        tip(&mut self.tip, article, mention, label);
        self.html
            .raw(" data-l=\"")
            .text(label)
            .raw("\" title=\"")
            .text(&self.tip)
            .raw("\">");
    }
}

/// What a mention's tooltip says.
fn tip(tip: &mut String, article: &Article<'_>, mention: &Mention, label: &str) {
    tip.push_str(label);
    let kind = mention.kind.name();
    if !matches!(kind, "name" | "value") {
        let _ = write!(tip, " ({kind})");
    }
    if let Some(value) = mention.normal.and_then(|normal| article.value(normal)) {
        describe(tip, &value);
    }
    let entity = mention.entity.and_then(|id| article.doc.item(id));
    if let Some(entity) = entity {
        let name = article.doc.get(entity.name);
        if name != article.slice(mention.span) {
            let _ = write!(tip, " · {name}");
        }
        for (scheme, id) in article.links(entity) {
            let _ = write!(tip, " · {scheme} {id}");
        }
    }
    let _ = write!(tip, " · confidence {}", confidence(mention.confidence));
    if let Some(rule) = article.some(mention.rule) {
        let _ = write!(tip, " · {rule}");
    }
}

/// A normal form in words.
fn describe(tip: &mut String, value: &Value<'_>) {
    let _ = write!(tip, " · {}", value.value);
    if let (Some(amount), Some(unit)) = (value.si_amount, value.si_unit) {
        let _ = write!(tip, " = {amount} {unit}");
    }
    for part in [value.subdivision, value.modifier].into_iter().flatten() {
        let _ = write!(tip, " · {part}");
    }
    if value.metonym.is_some() {
        tip.push_str(" · stands for its government");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_paragraphs_unless_a_sentence_runs_over_them() {
        let text = "One\ntwo.\n\n  Three. \nFour.";
        let sentence = |start, end| Sentence {
            span: Span::new(start, end),
            first: 0,
            end: 1,
            paragraph: true,
        };
        let lines = |sentences: &[Sentence]| -> Vec<String> {
            paragraphs(text, sentences)
                .map(|span| text[span.range()].to_owned())
                .collect()
        };
        assert_eq!(lines(&[]), ["One", "two.", "Three.", "Four."]);
        let sentences = [sentence(0, 8), sentence(12, 18), sentence(20, 25)];
        assert_eq!(lines(&sentences), ["One\ntwo.", "Three.", "Four."]);
    }
}
