//! Text in XML.

/// Appends `text` so that it can stand in an element or an attribute.
///
/// A character that XML 1.0 has no way to write (most control characters) becomes U+FFFD.
pub(super) fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // A parser would turn these into spaces in attributes, and `\r` everywhere.
            '\t' => out.push_str("&#9;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

/// Appends a `data` element, unless the value is empty.
pub(super) fn data(out: &mut String, key: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    out.push_str("<data key=\"");
    out.push_str(key);
    out.push_str("\">");
    escape(out, value);
    out.push_str("</data>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use quick_xml::events::Event;

    proptest! {
        #[test]
        fn any_text_comes_back(text in any::<String>()) {
            let mut xml = String::new();
            data(&mut xml, "k", &(text.clone() + "."));
            let mut reader = quick_xml::Reader::from_str(&xml);
            let mut back = String::new();
            loop {
                match reader.read_event().unwrap() {
                    Event::Text(text) => back.push_str(&text),
                    Event::GeneralRef(it) => match it.resolve_char_ref().unwrap() {
                        Some(c) => back.push(c),
                        None => back.push_str(
                            quick_xml::escape::resolve_predefined_entity(&it).unwrap(),
                        ),
                    },
                    Event::Eof => break,
                    _ => {}
                }
            }
            let no_xml = |c| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
            prop_assert_eq!(back, text.replace(no_xml, "\u{fffd}") + ".");
        }
    }
}
