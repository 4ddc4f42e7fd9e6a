//! A small article with every layer filled, built by hand: what stages would have made of it.

use dateline_core::layers::*;
use dateline_core::{Document, Id, Output, Span, TextRef};

pub(crate) const TEXT: &str = "Japan's defence minister, Minoru Kihara, met Hun Manet \
    in Phnom  Penh on Monday.\n“The $1.7 billion canal — 🙂 — is 180 kilometres long,” he said.\n\
    China doesn't object\nto it.";

/// Tokens by sentence: surface, part of speech; `+` in front of what goes on the word before.
const TOKENS: &[&str] = &[
    "Japan:PROPN +'s:PART defence:NOUN minister:NOUN ,:PUNCT Minoru:PROPN Kihara:PROPN ,:PUNCT met:VERB \
     Hun:PROPN Manet:PROPN in:ADP Phnom:PROPN Penh:PROPN on:ADP Monday:PROPN .:PUNCT",
    "“:PUNCT The:DET $:SYM 1.7:NUM billion:NUM canal:NOUN —:PUNCT 🙂:SYM —:PUNCT is:AUX 180:NUM \
     kilometres:NOUN long:ADJ ,:PUNCT ”:PUNCT he:PRON said:VERB .:PUNCT",
    "China:PROPN does:AUX +n't:PART object:VERB to:ADP it:PRON .:PUNCT",
];

/// The span of the first `words` at or after byte `from`.
pub(crate) fn find(words: &str, from: usize) -> Span {
    let start = TEXT[from..].find(words).expect(words) + from;
    Span::at(start, words.len())
}

fn first(words: &str) -> Span {
    find(words, 0)
}

/// Fills in what is known about the article.
fn meta(doc: &mut Document) {
    let meta = doc.meta_mut();
    meta.id = "wire/1".to_owned();
    meta.title = "Talks in \"Phnom Penh\"".to_owned();
    meta.published = Some("2024-08-05".to_owned());
    meta.language = Some("en".to_owned());
    meta.byline = Some("A. Reporter, Phnom Penh".to_owned());
    meta.url = Some("https://example.org/1?a=b&c=d".to_owned());
    meta.origin.path = "in/wire.jsonl".into();
    meta.origin.record = 3;
}

/// An article with text and metadata alone.
pub(crate) fn bare() -> Document {
    let mut doc = Document::from_text(TEXT).unwrap();
    meta(&mut doc);
    doc
}

/// An article as it is after tokenizer, tagger and values, without coreference.
pub(crate) fn proposals() -> Document {
    let mut doc = bare();
    doc.insert(|_, out| {
        syntax(out, false);
        let mut kihara = Mention::new(first("Minoru Kihara"), Label::Person, MentionKind::Name);
        kihara.confidence = 0.876_54;
        out.layer::<Names>().push(kihara);
        let money = money(out);
        out.layer::<Values>().push(money);
        Ok(())
    })
    .unwrap();
    doc
}

/// An article with every layer.
pub(crate) fn full() -> Document {
    let mut doc = bare();
    doc.insert(|_, out| {
        syntax(out, true);
        mentions(out);
        facts(out);
        Ok(())
    })
    .unwrap();
    assert_eq!(doc.misfits(), []);
    doc
}

fn syntax(out: &mut Output<'_>, parsed: bool) {
    let mut at = 0;
    for sentence in TOKENS {
        let begin = out.layer::<Tokens>().len() as u32;
        let mut whole: Option<Span> = None;
        for (index, word) in sentence.split_whitespace().enumerate() {
            let (word, upos) = word.rsplit_once(':').unwrap();
            let (word, joined) = match word.strip_prefix('+') {
                Some(word) => (word, true),
                None => (word, false),
            };
            let span = find(word, at);
            at = span.end() as usize;
            whole = Some(whole.map_or(span, |whole| whole.join(span)));
            let mut token = Token::new(span, TokenClass::Word);
            token.joined = joined;
            out.layer::<Tokens>().push(token);
            if !parsed {
                continue;
            }
            let tag = Tag {
                upos: Upos::from_name(upos).unwrap(),
                xpos: TextRef::EMPTY,
                feats: if upos == "NOUN" {
                    out.intern("Number=Sing")
                } else {
                    TextRef::EMPTY
                },
                lemma: out.intern(&word.to_lowercase()),
            };
            out.layer::<Tags>().push(tag);
            let subtype = if word == "does" {
                out.intern("pass")
            } else {
                TextRef::EMPTY
            };
            let relation = if index == 0 { UdRel::Root } else { UdRel::Nsubj };
            out.layer::<Parse>().push(Dependency {
                head: (index > 0).then(|| Id::new(begin)),
                deprel: Deprel { relation, subtype },
            });
        }
        let end = out.layer::<Tokens>().len() as u32;
        out.layer::<Sentences>().push(Sentence {
            span: whole.unwrap(),
            first: begin,
            end,
            paragraph: true,
        });
    }
}

fn money(out: &mut Output<'_>) -> Mention {
    let mut mention = Mention::new(first("$1.7 billion"), Label::Money, MentionKind::Value);
    mention.rule = out.intern("values/money");
    mention.normal = Some(Normal::Money {
        amount: out.intern("1700000000"),
        currency: out.intern("USD"),
    });
    mention
}

/// Mentions 0 to 11, entities 0 to 4.
fn mentions(out: &mut Output<'_>) {
    let name = |words, label| Mention::new(first(words), label, MentionKind::Name);
    let place = |out: &mut Output<'_>, kind, alpha3, alpha2, subdivision, metonym| {
        Some(Normal::Place(Place {
            kind,
            alpha3: out.intern(alpha3),
            alpha2: out.intern(alpha2),
            subdivision: out.intern(subdivision),
            metonym,
        }))
    };
    let nominal_end = first("Minoru Kihara").end();
    let mut all = vec![
        // The nominal holds two names.
        Mention::new(Span::new(0, nominal_end), Label::Person, MentionKind::Nominal),
        name("Japan", Label::Gpe),
        name("defence minister", Label::Title),
        name("Minoru Kihara", Label::Person),
        name("Hun Manet", Label::Person),
        name("Phnom  Penh", Label::Gpe),
        name("Monday", Label::Date),
        money(out),
        name("180 kilometres", Label::Quantity),
        name("he", Label::Person),
        name("China", Label::Gpe),
        Mention::new(find("it", TEXT.len() - 3), Label::Product, MentionKind::Pronoun),
    ];
    let entities = [
        Some(0),
        Some(1),
        None,
        Some(0),
        Some(2),
        Some(3),
        None,
        None,
        None,
        Some(0),
        Some(4),
        None,
    ];
    for (mention, entity) in all.iter_mut().zip(entities) {
        mention.entity = entity.map(Id::new);
    }
    all[1].normal = place(out, PlaceKind::Country, "JPN", "JP", "", false);
    all[5].normal = place(out, PlaceKind::City, "KHM", "KH", "KH-12", true);
    all[6].kind = MentionKind::Value;
    all[6].normal = Some(Normal::Timex(Timex {
        kind: TimexKind::Date,
        value: out.intern("2024-08-05"),
        modifier: out.intern("APPROX"),
    }));
    all[8].kind = MentionKind::Value;
    all[8].normal = Some(Normal::Quantity {
        amount: out.intern("180"),
        unit: out.intern("km"),
        si_amount: out.intern("180000"),
        si_unit: out.intern("m"),
        converts: Some(first("$1.7 billion")),
    });
    all[9].span = find("he ", first("long").end() as usize);
    all[9].span = Span::at(all[9].span.start() as usize, 2);
    all[9].kind = MentionKind::Pronoun;
    all[10].normal = place(out, PlaceKind::Country, "CHN", "CN", "", false);
    out.layer::<Mentions>().extend(all);
    let link = |out: &mut Output<'_>, scheme, id| Link {
        scheme: out.intern(scheme),
        id: out.intern(id),
    };
    let japan = vec![link(out, "iso3166", "JPN"), link(out, "wikidata", "Q17")];
    for (name, label, mentions, links) in [
        ("Minoru Kihara", Label::Person, &[0, 3, 9][..], Vec::new()),
        ("Japan", Label::Gpe, &[1], japan),
        ("Hun Manet", Label::Person, &[4], Vec::new()),
        ("Phnom  Penh", Label::Gpe, &[5], Vec::new()),
        ("China", Label::Gpe, &[10], Vec::new()),
    ] {
        out.layer::<Entities>().push(Entity {
            name: TextRef::of_span(first(name)),
            label,
            mentions: mentions.iter().map(|id| Id::new(*id)).collect(),
            links,
        });
    }
}

fn evidence(out: &mut Output<'_>, sentence: u32, words: &[&str], rule: &str) -> Evidence {
    Evidence {
        sentence: Some(Id::new(sentence)),
        spans: words.iter().map(|words| first(words)).collect(),
        rule: out.intern(rule),
    }
}

fn facts(out: &mut Output<'_>) {
    let held = Relation {
        relation: out.intern("position_held"),
        subject: Id::new(3),
        object: Term::Mention(Id::new(2)),
        qualifiers: vec![
            Qualifier {
                key: out.intern("organization"),
                value: Some(Term::Mention(Id::new(1))),
            },
            Qualifier {
                key: out.intern("former"),
                value: None,
            },
            Qualifier {
                key: out.intern("place"),
                value: Some(Term::Text(first("Phnom  Penh"))),
            },
        ],
        evidence: evidence(
            out,
            0,
            &["Japan's defence minister, Minoru Kihara"],
            "relations/apposition",
        ),
        confidence: 0.95,
    };
    let charged = Relation {
        relation: out.intern("charged_with"),
        subject: Id::new(10),
        object: Term::Text(first("object\nto it")),
        qualifiers: Vec::new(),
        evidence: evidence(out, 2, &["China"], "relations/charge"),
        confidence: 0.2,
    };
    out.layer::<Relations>().extend([held, charged]);
    let event = Event {
        code: out.intern("040"),
        plover: out.intern("CONSULT"),
        trigger: first("met"),
        source: vec![Id::new(0), Id::new(1)],
        target: vec![Id::new(2)],
        source_code: out.intern("JPNGOV"),
        target_code: TextRef::EMPTY,
        date: out.intern("2024-08-05"),
        location: Some(Id::new(3)),
        status: EventStatus::Actual,
        reported_by: None,
        evidence: evidence(out, 0, &["met", "in Phnom  Penh"], "events/met"),
        confidence: 0.8,
    };
    out.layer::<Events>().push(event);
    let quote = Quote {
        kind: QuoteKind::Direct,
        content: vec![first("“The $1.7 billion canal — 🙂 — is 180 kilometres long,”")],
        cue: Some(first("said")),
        speaker: Some(Id::new(9)),
        addressee: None,
        rule: out.intern("quotes/after"),
        confidence: 0.99,
    };
    // Over a line break, and without a speaker.
    let indirect = Quote {
        kind: QuoteKind::Indirect,
        content: vec![find("said", 0), first("object\nto it")],
        cue: None,
        speaker: None,
        addressee: Some(Id::new(10)),
        rule: TextRef::EMPTY,
        confidence: 0.5,
    };
    out.layer::<Quotes>().extend([quote, indirect]);
    let proposition = Proposition {
        subject: first("China"),
        minimal_subject: first("China"),
        predicate: vec![first("doesn't"), first("object\nto")],
        implied: TextRef::EMPTY,
        objects: vec![find("it", TEXT.len() - 3)],
        minimal_objects: vec![find("it", TEXT.len() - 3)],
        roles: vec![ArgumentRole::Object],
        polarity: Polarity::Negative,
        modality: TextRef::EMPTY,
        attribution: None,
        evidence: evidence(out, 2, &["China doesn't object\nto it"], "propositions/verb"),
        confidence: 0.7,
    };
    out.layer::<Propositions>().push(proposition);
}
