//! The vocabularies: their namespaces and the names that are used of them.

/// The namespace of Dateline's own terms. Like all names that begin with `urn:`, it names and leads nowhere.
pub(super) const NAMESPACE: &str = "urn:dateline:ns#";

/// A vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vocabulary {
    /// Dateline's own.
    Dateline,
    /// The NLP Interchange Format 2.1: strings in their context.
    Nif,
    /// The Internationalization Tag Set, by which NIF says what a string is about.
    ItsRdf,
    /// Web Annotation: selectors.
    Oa,
    /// Provenance.
    Prov,
    Rdf,
    /// schema.org.
    Schema,
    Xsd,
}

impl Vocabulary {
    pub(super) const ALL: [Self; 8] = [
        Self::Dateline,
        Self::ItsRdf,
        Self::Nif,
        Self::Oa,
        Self::Prov,
        Self::Rdf,
        Self::Schema,
        Self::Xsd,
    ];

    /// The prefix by which Turtle and JSON-LD know it.
    pub(super) const fn prefix(self) -> &'static str {
        match self {
            Self::Dateline => "dl",
            Self::Nif => "nif",
            Self::ItsRdf => "itsrdf",
            Self::Oa => "oa",
            Self::Prov => "prov",
            Self::Rdf => "rdf",
            Self::Schema => "schema",
            Self::Xsd => "xsd",
        }
    }

    pub(super) const fn namespace(self) -> &'static str {
        match self {
            Self::Dateline => NAMESPACE,
            Self::Nif => "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
            Self::ItsRdf => "http://www.w3.org/2005/11/its/rdf#",
            Self::Oa => "http://www.w3.org/ns/oa#",
            Self::Prov => "http://www.w3.org/ns/prov#",
            Self::Rdf => "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
            Self::Schema => "https://schema.org/",
            Self::Xsd => "http://www.w3.org/2001/XMLSchema#",
        }
    }
}

/// A name of a vocabulary. Of a stranger's relation the local part may be anything; it is written with
/// percent signs for all but letters, digits and `-._~`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name<'n>(pub(super) Vocabulary, pub(super) &'n str);

pub(super) const fn dl(local: &str) -> Name<'_> {
    Name(Vocabulary::Dateline, local)
}
pub(super) const fn its(local: &str) -> Name<'_> {
    Name(Vocabulary::ItsRdf, local)
}
pub(super) const fn nif(local: &str) -> Name<'_> {
    Name(Vocabulary::Nif, local)
}
pub(super) const fn oa(local: &str) -> Name<'_> {
    Name(Vocabulary::Oa, local)
}
pub(super) const fn prov(local: &str) -> Name<'_> {
    Name(Vocabulary::Prov, local)
}
pub(super) const fn rdf(local: &str) -> Name<'_> {
    Name(Vocabulary::Rdf, local)
}
pub(super) const fn schema(local: &str) -> Name<'_> {
    Name(Vocabulary::Schema, local)
}
pub(super) const fn xsd(local: &str) -> Name<'_> {
    Name(Vocabulary::Xsd, local)
}

/// The predicate that says what something is.
pub(super) const TYPE: Name<'static> = rdf("type");

/// The class of schema.org for an entity's label; `None` for one to which it has none.
pub(super) fn class_of(label: &str) -> Option<Name<'static>> {
    Some(schema(match label {
        "PERSON" => "Person",
        "ORG" => "Organization",
        "GPE" => "AdministrativeArea",
        "LOC" | "FAC" => "Place",
        "PRODUCT" => "Product",
        "EVENT" => "Event",
        "WORK_OF_ART" => "CreativeWork",
        "LAW" => "Legislation",
        "LANGUAGE" => "Language",
        _ => return None,
    }))
}

/// Appends `text` with a percent sign and two digits for every byte that is no letter or digit of ASCII and
/// none of `-._~`, so that it can be a part of any IRI.
pub(super) fn percent(out: &mut String, text: &str) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                out.push(char::from(DIGITS[usize::from(half)]));
            }
        }
    }
}

impl Name<'_> {
    /// Appends the whole IRI.
    pub(super) fn iri(self, out: &mut String) {
        out.push_str(self.0.namespace());
        percent(out, self.1);
    }

    /// Whether the local part can stand behind a prefix as it is, in Turtle and in JSON-LD.
    pub(super) fn is_plain(self) -> bool {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        self.1
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_alphabetic())
            && self.1.bytes().all(plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ids_become_parts_of_iris() {
        for (id, part) in [
            ("a1", "a1"),
            ("wire/1", "wire%2F1"),
            ("é <b>#\"", "%C3%A9%20%3Cb%3E%23%22"),
        ] {
            let mut out = String::new();
            percent(&mut out, id);
            assert_eq!(out, part);
        }
    }

    proptest! {
        #[test]
        fn every_name_is_an_iri(local in "\\PC{0,20}") {
            let mut iri = String::new();
            dl(&local).iri(&mut iri);
            prop_assert!(oxrdf::NamedNode::new(&iri).is_ok(), "{}", iri);
        }
    }
}
