//! The labels of a page: their classes, colours and switches.

use super::escape::Html;
use crate::article::Article;
use dateline_core::layers::Label;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The labels of the ontology, by name, with the hue of their colour in degrees. Kin have near hues; plain
/// numbers are grey (no hue).
const HUES: &[(&str, Option<u16>)] = &[
    ("PERSON", Some(212)),
    ("NORP", Some(180)),
    ("FAC", Some(95)),
    ("ORG", Some(268)),
    ("GPE", Some(145)),
    ("LOC", Some(120)),
    ("PRODUCT", Some(325)),
    ("EVENT", Some(355)),
    ("WORK_OF_ART", Some(300)),
    ("LAW", Some(340)),
    ("LANGUAGE", Some(165)),
    ("DATE", Some(42)),
    ("TIME", Some(30)),
    ("PERCENT", Some(62)),
    ("MONEY", Some(75)),
    ("QUANTITY", Some(52)),
    ("ORDINAL", None),
    ("CARDINAL", None),
    ("TITLE", Some(232)),
    ("URL", Some(195)),
    ("EMAIL", Some(195)),
    ("HANDLE", Some(195)),
];

/// Classes of the ontology's labels, in the order of [`HUES`].
const CLASSES: &[&str] = &[
    "l-PERSON",
    "l-NORP",
    "l-FAC",
    "l-ORG",
    "l-GPE",
    "l-LOC",
    "l-PRODUCT",
    "l-EVENT",
    "l-WORK_OF_ART",
    "l-LAW",
    "l-LANGUAGE",
    "l-DATE",
    "l-TIME",
    "l-PERCENT",
    "l-MONEY",
    "l-QUANTITY",
    "l-ORDINAL",
    "l-CARDINAL",
    "l-TITLE",
    "l-URL",
    "l-EMAIL",
    "l-HANDLE",
];

/// Classes of all other labels, which share these few colours and switches.
const OTHERS: &[&str] = &["l-x0", "l-x1", "l-x2", "l-x3", "l-x4", "l-x5"];

/// The class of a label. A label that the ontology does not have gets one of a fixed few by its letters, so
/// that its colour is the same on every page and no data gets into a class.
pub(super) fn class_of(label: &str) -> &'static str {
    let known = HUES.iter().position(|(known, _)| *known == label);
    if let Some(class) = known.and_then(|index| CLASSES.get(index)) {
        return class;
    }
    let sum = label
        .bytes()
        .fold(0usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    OTHERS.get(sum % OTHERS.len()).copied().unwrap_or("l-x0")
}

/// The rules of all label classes: a colour, and none where the label is switched off.
pub(super) fn style() -> String {
    let mut css = String::new();
    let others = OTHERS
        .iter()
        .enumerate()
        .map(|(index, class)| (*class, Some(10 + 60 * index as u16)));
    let known = CLASSES.iter().zip(HUES).map(|(class, (_, hue))| (*class, *hue));
    for (class, hue) in known.chain(others) {
        match hue {
            Some(hue) => {
                let _ = write!(css, ".{class}{{--h:{hue}}}");
            }
            None => {
                let _ = write!(css, ".{class}{{--h:0;--sat:0%}}");
            }
        }
        let _ = writeln!(css, ".doc:has(.for-{class}:not(:checked)) mark.{class}{OFF}");
    }
    for class in ["quote", "trigger"] {
        let _ = writeln!(css, ".doc:has(.for-{class}:not(:checked)) .{class}{OFF}");
    }
    css
}

const OFF: &str =
    "{background:none;border-color:transparent;padding:0;text-decoration:none;font-weight:inherit}";

/// Writes the legend: a switch for each label of the article with its number of mentions.
pub(super) fn write(article: &Article<'_>, html: &mut Html<'_>) {
    // By order of the ontology, others behind in that of the alphabet.
    let mut labels: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for mention in article.mentions.as_deref().unwrap_or_default() {
        let name = article.label(mention.label);
        let order = Label::KNOWN.iter().position(|(_, known, _)| *known == name);
        *labels.entry((order.unwrap_or(usize::MAX), name)).or_default() += 1;
    }
    let quotes = article.quotes().map_or(0, <[_]>::len);
    let events = article.events().map_or(0, <[_]>::len);
    if labels.is_empty() && quotes + events == 0 {
        return;
    }
    html.raw("<fieldset class=\"legend\"><legend>In the text</legend>\n");
    for ((order, name), count) in labels {
        let meaning = Label::KNOWN.get(order).map_or("", |(_, _, meaning)| *meaning);
        switch(html, class_of(name), name, meaning, count);
    }
    for (class, name, count) in [("quote", "quotes", quotes), ("trigger", "events", events)] {
        if count > 0 {
            switch(html, class, name, "", count);
        }
    }
    html.raw("</fieldset>\n");
}

fn switch(html: &mut Html<'_>, class: &str, name: &str, meaning: &str, count: usize) {
    html.raw("<label class=\"")
        .raw(class)
        .raw("\" title=\"")
        .text(meaning);
    html.raw("\"><input type=\"checkbox\" checked class=\"for-")
        .raw(class)
        .raw("\">");
    html.text(name).raw(" <b>").number(count).raw("</b></label>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_of_the_ontology_has_its_class() {
        assert_eq!(
            (HUES.len(), CLASSES.len()),
            (Label::KNOWN.len(), Label::KNOWN.len())
        );
        for (_, name, _) in Label::KNOWN {
            assert_eq!(class_of(name), format!("l-{name}"));
        }
    }

    #[test]
    fn other_labels_get_a_class_of_ours() {
        for label in ["", "DISEASE", "\"><script>", "l-PERSON"] {
            assert!(OTHERS.contains(&class_of(label)), "{label}");
        }
        assert_ne!(class_of("DISEASE"), class_of("GENE"));
    }
}
