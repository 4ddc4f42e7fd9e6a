//! What a page's JSON-LD says about its article: schema.org's objects, in whatever nest they lie.

use crate::html::gathered::Gathered;
use crate::html::hints::lines;
use serde_json::Value;

/// The keys that are looked for, besides the text.
const KEYS: &[&str] = &[
    "headline",
    "name",
    "datePublished",
    "dateCreated",
    "dateModified",
    "author",
    "creator",
    "publisher",
    "inLanguage",
    "url",
    "mainEntityOfPage",
];
/// How deep articles are looked for within other objects.
const MAX_NEST: usize = 6;

/// Reads one script's JSON; what is no JSON says nothing.
pub(crate) fn read(script: &str, found: &mut Gathered) {
    let script = script.trim();
    let script = script.strip_prefix("<!--").unwrap_or(script);
    let script = script.strip_suffix("-->").unwrap_or(script);
    // Line feeds within strings are common and not allowed; a blank does as well.
    let parsed = serde_json::from_str::<Value>(script)
        .or_else(|_| serde_json::from_str(&script.replace(['\n', '\r', '\t'], " ")));
    let Ok(value) = parsed else {
        return;
    };
    if let Some(article) = article_in(&value, MAX_NEST) {
        for key in KEYS {
            if let Some(value) = article.get(*key).and_then(|value| words(value, is_link(key))) {
                found.offer(&format!("ld:{key}"), &unescaped(&value));
            }
        }
        if let Some(body) = article.get("articleBody").and_then(Value::as_str)
            && found.body.is_none()
        {
            found.body = Some(unescaped(body));
        }
    }
}

fn is_link(key: &str) -> bool {
    matches!(key, "url" | "mainEntityOfPage")
}

/// The first object of an article's type.
fn article_in(value: &Value, nest: usize) -> Option<&serde_json::Map<String, Value>> {
    match value {
        Value::Array(items) if nest > 0 => items.iter().find_map(|item| article_in(item, nest - 1)),
        Value::Object(object) => {
            if object.get("@type").is_some_and(is_article_type) {
                return Some(object);
            }
            let inner = [
                "@graph",
                "mainEntity",
                "mainEntityOfPage",
                "itemListElement",
                "item",
            ];
            let found = inner
                .iter()
                .filter(|_| nest > 0)
                .filter_map(|key| object.get(*key));
            found.into_iter().find_map(|value| article_in(value, nest - 1))
        }
        _ => None,
    }
}

fn is_article_type(value: &Value) -> bool {
    let known = |name: &str| {
        let bare = name.rsplit(['/', ':']).next().unwrap_or(name);
        lines(include_str!("../../data/html/article_types.txt")).any(|known| known == bare)
    };
    match value {
        Value::String(name) => known(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(known),
        _ => false,
    }
}

/// A value as words: a string, an object's name (or address, for links), a list of these with commas.
fn words(value: &Value, link: bool) -> Option<String> {
    match value {
        Value::String(string) => Some(string.clone()),
        Value::Object(object) => {
            let keys: &[&str] = if link {
                &["@id", "url"]
            } else {
                &["name", "alternateName", "@value"]
            };
            keys.iter()
                .find_map(|key| object.get(*key))
                .and_then(|value| match value {
                    Value::String(string) => Some(string.clone()),
                    Value::Array(items) => items.first().and_then(Value::as_str).map(str::to_owned),
                    _ => None,
                })
        }
        Value::Array(items) if link => items.first().and_then(|item| words(item, link)),
        Value::Array(items) => {
            let mut all: Vec<String> = Vec::new();
            for item in items
                .iter()
                .filter(|item| !item.is_array())
                .filter_map(|item| words(item, link))
            {
                if !all.contains(&item) {
                    all.push(item);
                }
            }
            (!all.is_empty()).then(|| all.join(", "))
        }
        _ => None,
    }
}

/// Without the commonest of HTML's escapes, which have no meaning in JSON but are often there.
fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut plain = text.to_owned();
    for (escape, char) in [
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#039;", "'"),
        ("&apos;", "'"),
        ("&#8217;", "’"),
        ("&#8216;", "‘"),
        ("&#8220;", "“"),
        ("&#8221;", "”"),
        ("&#8211;", "–"),
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ] {
        plain = plain.replace(escape, char);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::Meta;

    fn meta(json: &str) -> Meta {
        let (mut found, mut meta) = (Gathered::default(), Meta::default());
        read(json, &mut found);
        found.write(&mut meta);
        meta
    }

    #[test]
    fn shapes_of_objects() {
        let article = r#"{"@type": ["NewsArticle"], "headline": "Talks &amp; more", "author": [{"name": "Ann Lee"}, "Bo Day"],
            "publisher": {"@type": "Organization", "name": "The Post"}, "datePublished": "2024-08-05T10:00:00+02:00",
            "mainEntityOfPage": {"@id": "https://post.example/1"}}"#;
        for json in [
            article.to_owned(),
            format!("[{{\"@type\": \"WebSite\", \"name\": \"x\"}}, {article}]"),
            format!("{{\"@graph\": [{{}}, {article}]}}"),
            format!("{{\"@type\": \"WebPage\", \"mainEntity\": {article}}}"),
        ] {
            let meta = meta(&json);
            assert_eq!(meta.title, "Talks & more", "{json}");
            assert_eq!(meta.byline.as_deref(), Some("Ann Lee, Bo Day"));
            assert_eq!(meta.publisher.as_deref(), Some("The Post"));
            assert_eq!(meta.published.as_deref(), Some("2024-08-05T10:00:00+02:00"));
            assert_eq!(meta.url.as_deref(), Some("https://post.example/1"));
        }
    }

    #[test]
    fn what_says_nothing() {
        for json in [
            "",
            "{",
            "{\"@type\": \"Person\", \"name\": \"Ann Lee\"}",
            "3",
            &"[".repeat(10_000),
        ] {
            assert_eq!(meta(json), Meta::default(), "{json:.20}");
        }
    }
}
