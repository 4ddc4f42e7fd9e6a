//! Articles in another language than the stages': they pass through as they are.

use dateline_core::Document;

/// The language of an article, where it says one and that is another than `wanted`. Tags of languages are
/// compared by their first part (`en-GB` is `en`); `und` and `mul` say nothing.
pub(crate) fn other<'d>(doc: &'d Document, wanted: Option<&str>) -> Option<&'d str> {
    let wanted = wanted?;
    let tag = doc.meta().language.as_deref()?;
    let primary = tag.split(['-', '_']).next().unwrap_or(tag);
    let says_nothing = ["", "und", "mul", "mis"]
        .iter()
        .any(|it| primary.eq_ignore_ascii_case(it));
    (!says_nothing && !primary.eq_ignore_ascii_case(wanted)).then_some(primary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags() {
        for (tag, wanted, is_other) in [
            (Some("fr"), Some("en"), true),
            (Some("fr-CA"), Some("en"), true),
            (Some("en-GB"), Some("en"), false),
            (Some("EN"), Some("en"), false),
            (Some("und"), Some("en"), false),
            (None, Some("en"), false),
            (Some("fr"), None, false),
        ] {
            let mut doc = Document::default();
            doc.meta_mut().language = tag.map(str::to_owned);
            assert_eq!(other(&doc, wanted).is_some(), is_other, "{tag:?} {wanted:?}");
        }
    }
}
