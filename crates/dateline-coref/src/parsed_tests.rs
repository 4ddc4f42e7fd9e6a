//! Cases for the way over the parse: short texts with their trees written out.

use crate::tree::Tree;
use crate::{Coref, Phrases};
use dateline_core::layers::{
    Dependency, Deprel, Entities, Label, Mention, MentionKind, Mentions, Names, Parse, Sentence, Sentences,
    Tag, Tags, Token, TokenClass, Tokens, UdRel, Upos,
};
use dateline_core::{Document, Id, Span, TextRef};

/// A document of rows `word upos features head relation`, sentences parted by empty lines; heads count from 1
/// within the sentence, 0 is the root. A sixth column gives a name's label to the word and joins it with the one
/// before where it begins with `+`.
fn document(rows: &str) -> Document {
    let words: Vec<Vec<&str>> = rows
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    let text: Vec<&str> = words.iter().filter_map(|row| row.first().copied()).collect();
    let mut doc = Document::from_text(&text.join(" ")).unwrap();
    doc.insert(|_, out| {
        let (mut at, mut first, mut count) = (0, 0_usize, 0_usize);
        let mut start = 0;
        let mut names: Vec<Mention> = Vec::new();
        for row in words.iter().chain(std::iter::once(&Vec::new())) {
            let [form, upos, feats, head, relation, name @ ..] = row.as_slice() else {
                if count > first {
                    out.layer::<Sentences>().push(Sentence {
                        span: Span::new(start as u32, at as u32 - 1),
                        first: first as u32,
                        end: count as u32,
                        paragraph: first == 0,
                    });
                }
                (first, start) = (count, at);
                continue;
            };
            let span = Span::at(at, form.len());
            let class = if *upos == "PUNCT" {
                TokenClass::Punct
            } else {
                TokenClass::Word
            };
            out.layer::<Tokens>().push(Token::new(span, class));
            let tag = Tag {
                upos: Upos::from_name(upos).unwrap(),
                xpos: TextRef::EMPTY,
                feats: out.intern(feats),
                lemma: out.intern(&form.to_lowercase()),
            };
            out.layer::<Tags>().push(tag);
            let (relation, subtype) = relation.split_once(':').unwrap_or((relation, ""));
            let deprel = Deprel {
                relation: UdRel::from_name(relation).unwrap(),
                subtype: out.intern(subtype),
            };
            let head: usize = head.parse().unwrap();
            let head = head.checked_sub(1).map(|head| Id::from_index(first + head));
            out.layer::<Parse>().push(Dependency { head, deprel });
            if let [label] = name {
                let joined = label.strip_prefix('+');
                let label = Label::from_name(joined.unwrap_or(label)).unwrap();
                match joined.and_then(|_| names.pop()) {
                    Some(before) => {
                        names.push(Mention::new(before.span.join(span), label, MentionKind::Name));
                    }
                    None => names.push(Mention::new(span, label, MentionKind::Name)),
                }
            }
            at += form.len() + 1;
            count += 1;
        }
        out.layer::<Names>().extend(names);
        Ok(())
    })
    .unwrap();
    doc
}

/// The chains of a document with a parse, each by its name and its mentions.
fn chains(rows: &str) -> Vec<(String, Vec<String>)> {
    let mut doc = document(rows);
    doc.apply(&Coref::new().unwrap()).unwrap();
    assert!(doc.misfits().is_empty());
    let mentions = doc.layer::<Mentions>().unwrap();
    let text = |id: &Id<Mentions>| doc.slice(mentions[id.index()].span).to_owned();
    let entities = doc.layer::<Entities>().unwrap();
    entities
        .iter()
        .map(|entity| {
            (
                doc.get(entity.name).to_owned(),
                entity.mentions.iter().map(text).collect(),
            )
        })
        .collect()
}

#[track_caller]
fn check(rows: &str, name: &str, mentions: &[&str]) {
    let found = chains(rows);
    let chain = found.iter().find(|(known, _)| known == name);
    let texts = chain.map(|(_, texts)| texts.iter().map(String::as_str).collect());
    assert_eq!(texts, Some(mentions.to_vec()), "{found:?}");
}

const SPOKE: &str = "\
Angela PROPN Number=Sing 3 nsubj PERSON
Merkel PROPN Number=Sing 1 flat +PERSON
spoke VERB _ 0 root
. PUNCT _ 3 punct
";

#[test]
fn pronouns_look_back() {
    let next = "She PRON Gender=Fem|Number=Sing 2 nsubj\nleft VERB _ 0 root\n. PUNCT _ 2 punct\n";
    check(
        &format!("{SPOKE}\n{next}"),
        "Angela Merkel",
        &["Angela Merkel", "She"],
    );
    // A pronoun of the other gender is somebody else.
    let other = next.replace("She", "He").replace("Fem", "Masc");
    check(&format!("{SPOKE}\n{other}"), "Angela Merkel", &["Angela Merkel"]);
}

#[test]
fn an_object_is_not_its_own_subject() {
    let rows = "\
Angela PROPN Number=Sing 3 nsubj PERSON
Merkel PROPN Number=Sing 1 flat +PERSON
saw VERB _ 0 root
her PRON Gender=Fem|Number=Sing 3 obj
. PUNCT _ 3 punct
";
    check(rows, "Angela Merkel", &["Angela Merkel"]);
}

#[test]
fn a_pronoun_before_its_subject() {
    let rows = "\
In ADP _ 3 case
her PRON Gender=Fem|Number=Sing|Poss=Yes 3 nmod:poss
speech NOUN Number=Sing 7 obl
, PUNCT _ 3 punct
Angela PROPN Number=Sing 7 nsubj PERSON
Merkel PROPN Number=Sing 5 flat +PERSON
said VERB _ 0 root
so ADV _ 7 advmod
. PUNCT _ 7 punct
";
    check(rows, "Angela Merkel", &["her", "Angela Merkel"]);
}

#[test]
fn a_dateline_is_nothing_to_refer_to() {
    let rows = "\
LIMA PROPN Number=Sing 5 dep GPE
— PUNCT _ 1 punct
The DET Definite=Def 4 det
bank NOUN Number=Sing 5 nsubj
lost VERB _ 0 root
its PRON Gender=Neut|Number=Sing|Poss=Yes 7 nmod:poss
name NOUN Number=Sing 5 obj
. PUNCT _ 5 punct
";
    check(rows, "LIMA", &["LIMA"]);
    let mut doc = document(rows);
    doc.apply(&Coref::new().unwrap()).unwrap();
    let links: Vec<_> = doc.layer::<Entities>().unwrap()[0]
        .links
        .iter()
        .map(|link| (doc.get(link.scheme), doc.get(link.id)))
        .collect();
    assert!(links.contains(&("dateline", "article")), "{links:?}");
}

#[test]
fn phrases_and_circles() {
    let doc = document(
        "\
the DET Definite=Def 3 det
defence NOUN _ 3 compound
minister NOUN _ 6 nsubj
of ADP _ 5 case
Japan PROPN _ 3 nmod GPE
left VERB _ 0 root
",
    );
    let coref = Coref::new().unwrap();
    let phrases = Phrases::read(&coref, doc.view()).unwrap();
    assert_eq!(phrases.of(doc.view(), Span::new(4, 20)), (2, 0..5));
    // A year and a possessive ending; the name of a place with its kind.
    let phrase = |rows: &str, start: usize, len: usize| {
        let doc = document(rows);
        let phrases = Phrases::read(&coref, doc.view()).unwrap();
        phrases.of(doc.view(), Span::at(start, len))
    };
    let year = "\
Porte PROPN Number=Sing 0 root PERSON
, PUNCT _ 3 punct
2012 NUM NumType=Card 1 nmod
";
    assert_eq!(phrase(year, 0, 5), (0, 0..1));
    let owner = "\
Anna PROPN Number=Sing 3 nmod:poss PERSON
's PART _ 3 case
house NOUN Number=Sing 0 root
";
    assert_eq!(phrase(owner, 0, 4), (0, 0..2));
    let state = "\
the DET Definite=Def 2 det
state NOUN Number=Sing 0 root
of ADP _ 4 case
Arizona PROPN Number=Sing 2 nmod GPE
";
    assert_eq!(phrase(state, 13, 7), (1, 0..4));
    let circle = document("a NOUN _ 2 nmod\nb NOUN _ 1 nmod\n");
    let mut tree = Tree::default();
    let view = circle.view();
    assert!(tree.read(view, view.items::<Tokens>(), view.items::<Sentences>()));
    assert_eq!(tree.phrase(0), 0..1);
}

const MET: &str = "\
Anna PROPN Number=Sing 2 nsubj PERSON
met VERB _ 0 root
Eva PROPN Number=Sing 2 obj PERSON
. PUNCT _ 2 punct
";

/// Which of the two people of [`MET`] stand in one chain with a pronoun of the rows that follow.
fn pronoun_means(rows: &str, pronoun: &str) -> Vec<String> {
    let found = chains(&format!("{MET}\n{rows}"));
    let with = |(_, texts): &&(String, Vec<String>)| texts.iter().any(|text| text == pronoun);
    found.iter().filter(with).map(|(name, _)| name.clone()).collect()
}

#[test]
fn an_object_is_not_its_subject_wherever_that_was_named() {
    // “Eva thanked her”: Anna, and the Eva of the sentence before as little as this one.
    let rows = "\
Eva PROPN Number=Sing 2 nsubj PERSON
thanked VERB _ 0 root
her PRON Gender=Fem|Number=Sing 2 obj
. PUNCT _ 2 punct
";
    assert!(!pronoun_means(rows, "her").contains(&"Eva".to_owned()));
}

#[test]
fn a_subject_is_nobody_whom_its_predicate_names() {
    // “She said Anna left”: Eva, for Anna stands below “she”.
    let rows = "\
She PRON Gender=Fem|Number=Sing 2 nsubj
said VERB _ 0 root
Anna PROPN Number=Sing 4 nsubj PERSON
left VERB _ 2 ccomp
. PUNCT _ 2 punct
";
    assert!(!pronoun_means(rows, "She").contains(&"Anna".to_owned()));
}

#[test]
fn an_aunt_is_not_her_own() {
    // “Her aunt, Eva, left”: neither the aunt nor who is named as such.
    let rows = "\
Her PRON Gender=Fem|Number=Sing|Poss=Yes 2 nmod:poss
aunt NOUN Number=Sing 6 nsubj
, PUNCT _ 4 punct
Eva PROPN Number=Sing 2 appos PERSON
, PUNCT _ 4 punct
left VERB _ 0 root
. PUNCT _ 6 punct
";
    assert!(!pronoun_means(rows, "Her").contains(&"Eva".to_owned()));
}

#[test]
fn what_stands_behind_a_names_head_tells_two_apart() {
    let met = |of: &str| {
        format!(
            "The DET Definite=Def 2 det\nDepartment PROPN Number=Sing 5 nsubj ORG\nof ADP _ 4 case +ORG\n{of} PROPN \
             Number=Sing 2 nmod +ORG\nmet VERB _ 0 root\n. PUNCT _ 5 punct\n"
        )
    };
    let rows = format!("{}\n{}", met("Finance"), met("Education"));
    check(&rows, "Department of Finance", &["Department of Finance"]);
    check(&rows, "Department of Education", &["Department of Education"]);
}

#[test]
fn a_name_within_a_name() {
    let rows = "\
Boston PROPN Number=Sing 2 nsubj GPE
slept VERB _ 0 root
. PUNCT _ 2 punct

The DET Definite=Def 4 det
Boston PROPN Number=Sing 4 compound ORG
Red PROPN Number=Sing 4 compound +ORG
Sox PROPN Number=Plur 5 nsubj +ORG
lost VERB _ 0 root
. PUNCT _ 5 punct
";
    check(rows, "Boston", &["Boston", "Boston"]);
    check(rows, "Boston Red Sox", &["Boston Red Sox"]);
    // “South Korea” is no mention of the South, nor “Mexico City” one of Mexico.
    let city = rows
        .replace("ORG", "GPE")
        .replace("Sox", "City")
        .replace("Red ", "New ");
    check(&city, "Boston", &["Boston"]);
}
