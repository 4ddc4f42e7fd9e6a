//! What a page tells about its article in many places, the best place of each field kept.

use crate::fields::Field;
use crate::filling::language_tag;
use crate::html::hints::lines;
use crate::normalize_date;
use dateline_core::Meta;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The places of `data/html/meta.tsv` in lower case: for each the fields and the rank that it has among the
/// field's places, the best 0.
static PLACES: LazyLock<HashMap<String, Vec<(Field, usize)>>> = LazyLock::new(|| {
    let mut places: HashMap<String, Vec<(Field, usize)>> = HashMap::new();
    let mut counts = [0usize; Field::ALL.len()];
    for line in lines(include_str!("../../data/html/meta.tsv")) {
        let Some((name, listed)) = line.split_once('\t') else {
            continue;
        };
        let Some((field, _)) = Field::ALL.into_iter().find(|(_, known)| *known == name) else {
            continue;
        };
        for place in listed.split_ascii_whitespace() {
            let Some(count) = counts.get_mut(field as usize) else {
                continue;
            };
            places
                .entry(place.to_ascii_lowercase())
                .or_default()
                .push((field, *count));
            *count += 1;
        }
    }
    places
});

/// What stands between a title and the outlet's name.
const SEPARATORS: [&str; 8] = [" | ", " - ", " – ", " — ", " :: ", " » ", " · ", ": "];

/// The most bytes that a value may have: what is longer is no title and no name.
const MAX_VALUE: usize = 2000;

/// The best values so far, each with its place's rank.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    best: [Option<(usize, String)>; Field::ALL.len()],
    /// The first `<h1>`, with which titles are compared.
    pub(crate) heading: Option<String>,
    /// The text in JSON-LD, for pages that have it nowhere else.
    pub(crate) body: Option<String>,
}

impl Gathered {
    /// Takes a value found at `place` (`meta:og:title`). The first of equally good ones stays.
    pub(crate) fn offer(&mut self, place: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() || value.len() > MAX_VALUE {
            return;
        }
        for (field, rank) in PLACES.get(&place.to_ascii_lowercase()).into_iter().flatten() {
            let Some(best) = self.best.get_mut(*field as usize) else {
                continue;
            };
            if best.as_ref().is_some_and(|(known, _)| known <= rank) {
                continue;
            }
            if let Some(value) = sound(*field, value) {
                *best = Some((*rank, value));
            }
        }
    }

    /// Whether `text` is the page's title, or a part of it between its separators: as such it is a heading, whatever
    /// element it stands in.
    pub(crate) fn is_titled(&self, text: &str) -> bool {
        let title = self.best.get(Field::Title as usize).and_then(Option::as_ref);
        title.is_some_and(|(_, title)| {
            *title == text
                || SEPARATORS.iter().any(|separator| {
                    title.split_once(separator).is_some_and(|(_, tail)| tail == text)
                        || title.rsplit_once(separator).is_some_and(|(head, _)| head == text)
                })
        })
    }

    /// Whether anything is looked for at `place`.
    pub(crate) fn wants(place: &str) -> bool {
        PLACES.contains_key(&place.to_ascii_lowercase())
    }

    fn take(&mut self, field: Field) -> Option<String> {
        let best = self.best.get_mut(field as usize)?;
        best.take().map(|(_, value)| value)
    }

    /// Writes what was found into `meta`.
    pub(crate) fn write(mut self, meta: &mut Meta) {
        meta.published = self.take(Field::Published);
        meta.language = self.take(Field::Language);
        meta.publisher = self.take(Field::Publisher);
        meta.url = self.take(Field::Url);
        meta.byline = self.take(Field::Byline);
        if let Some(title) = self.take(Field::Title) {
            meta.title = tidy_title(title, self.heading.as_deref(), meta.publisher.as_deref());
        }
        // “By The Editors of X” is a by-line, the outlet's bare name is none.
        if meta.byline.is_some() && meta.byline == meta.publisher {
            meta.byline = None;
        }
    }
}

/// The value if it is one for the field, in its normal form.
fn sound(field: Field, value: &str) -> Option<String> {
    match field {
        Field::Published => normalize_date(value),
        Field::Language => language_tag(value),
        Field::Url => is_address(value).then(|| value.to_owned()),
        Field::Byline => tidy_byline(value),
        Field::Title | Field::Publisher => {
            let words: Vec<&str> = value.split_whitespace().collect();
            Some(words.join(" "))
        }
        Field::Id | Field::Text => None,
    }
}

/// Whether this is an address on the web.
pub(crate) fn is_address(value: &str) -> bool {
    let lower = value.get(..8).unwrap_or(value).to_ascii_lowercase();
    (lower.starts_with("http://") || lower.starts_with("https://")) && !value.contains(char::is_whitespace)
}

/// A by-line without “By”, and none where it is an address or an account's name.
pub(crate) fn tidy_byline(value: &str) -> Option<String> {
    let words: Vec<&str> = value.split_whitespace().collect();
    let words = match words.as_slice() {
        [by, rest @ ..] if by.eq_ignore_ascii_case("by") || by.eq_ignore_ascii_case("by:") => rest,
        all => all,
    };
    let line = words.join(" ");
    let name = line.chars().filter(|c| c.is_alphabetic()).count() > 1;
    let fits =
        name && line.len() <= 300 && !is_address(&line) && !line.starts_with('@') && !line.contains('<');
    fits.then_some(line)
}

/// A title without the outlet's name behind or before it.
fn tidy_title(title: String, heading: Option<&str>, publisher: Option<&str>) -> String {
    let same = |a: &str, b: &str| a.trim().to_lowercase() == b.trim().to_lowercase();
    for separator in SEPARATORS {
        // “Live: ” and “Opinion: ” are of the title; a colon parts it from an outlet's name alone.
        let heading = heading.filter(|_| separator != ": " || publisher.is_none());
        if let Some((head, tail)) = title.rsplit_once(separator)
            && (publisher.is_some_and(|name| same(name, tail)) || heading.is_some_and(|it| same(it, head)))
        {
            return head.trim().to_owned();
        }
        if let Some((head, tail)) = title.split_once(separator)
            && (publisher.is_some_and(|name| same(name, head)) || heading.is_some_and(|it| same(it, tail)))
        {
            return tail.trim().to_owned();
        }
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_place_counts() {
        let mut found = Gathered::default();
        found.offer("title", "Talks open | The Post");
        found.offer("meta:og:site_name", "The Post");
        found.offer("meta:date", "not a date");
        found.offer("meta:DC.date", "2024-08-06");
        found.offer("meta:article:published_time", "2024-08-05T10:00:00Z");
        found.offer("meta:author", "https://post.example/ann");
        found.offer("hint:byline", "By  Ann Lee");
        found.offer("lang", "en_US");
        let mut meta = Meta::default();
        found.write(&mut meta);
        assert_eq!(meta.title, "Talks open");
        assert_eq!(meta.published.as_deref(), Some("2024-08-05T10:00:00Z"));
        assert_eq!(meta.byline.as_deref(), Some("Ann Lee"));
        assert_eq!(meta.language.as_deref(), Some("en-US"));
    }

    #[test]
    fn the_list_is_sound() {
        for line in lines(include_str!("../../data/html/meta.tsv")) {
            let field = line.split_once('\t').map(|(field, _)| field);
            assert!(Field::ALL.iter().any(|(_, known)| field == Some(known)), "{line}");
        }
        assert!(Gathered::wants("meta:OG:title") && !Gathered::wants("meta:viewport"));
    }
}
