//! CoNLL-U: documents, text, layers, faults.

use crate::testing::{all, open, read, settings, shown};
use dateline_core::layers::{Label, MentionKind, Names, Parse, Sentences, Tags, TokenClass, Tokens};
use dateline_core::{Document, FaultKind, Setting};
use proptest::prelude::*;
use std::io::{BufReader, Cursor};

/// Rows written with blanks for tabs and without the columns that do not matter: number, form, MISC.
fn rows(short: &str) -> String {
    let row = |line: &str| {
        let columns: Vec<&str> = line.split(' ').collect();
        match columns.as_slice() {
            [id, form, misc] if !line.starts_with('#') && !line.contains('\t') => {
                format!("{id}\t{form}{}\t{misc}", "\t_".repeat(7))
            }
            [id, form] if !line.starts_with('#') && !line.contains('\t') => {
                format!("{id}\t{form}{}", "\t_".repeat(8))
            }
            _ => line.to_owned(),
        }
    };
    short.lines().map(|line| row(line) + "\n").collect()
}

fn keep(layers: &[&str]) -> (&'static str, Setting) {
    (
        "keep",
        Setting::List(layers.iter().map(|it| Setting::Str((*it).to_owned())).collect()),
    )
}

fn check(short: &str, wanted: &[&str]) {
    assert_eq!(
        shown(&read("conllu", rows(short).as_bytes(), &[])),
        wanted,
        "{short}"
    );
}

#[test]
fn documents() {
    check("1 a\n2 b\n\n1 c\n", &["in||a b c"]);
    check(
        "# newdoc id = x\n1 a\n\n# newdoc id = y\n# sent_id = 1\n1 b\n",
        &["x||a", "y||b"],
    );
    check(
        "1 a\n\n# sent_id = 2\n# newdoc\n1 b\n\n# newdoc\n1 c",
        &["in||a", "in:2||b", "in:3||c"],
    );
    check("\u{FEFF}# newdoc id = x\n# meta::title = T t\n1 a", &["x|T t|a"]);
    check(
        "# newdoc id = x\n\n# newdoc id = y\n1 b\n\n\n\n",
        &["x||", "y||b"],
    );
    check("", &[]);
    check("\n\n# nothing\n\n", &[]);
    let crlf = rows("# newdoc id = x\n1 a SpaceAfter=No\n2 b\n\n# newdoc id = y\n1 c").replace('\n', "\r\n");
    assert_eq!(shown(&read("conllu", crlf.as_bytes(), &[])), ["x||ab", "y||c"]);
}

#[test]
fn text_and_white_space() {
    for (short, text) in [
        ("1 a SpaceAfter=No\n2 .\n\n# newpar\n1 b", "a.\n\nb"),
        ("# text = a.  b\n1 a\n2 .\n3 b\n\n1 c", "a.  b c"),
        ("# text = other\n1 a SpaceAfter=No\n2 .\n", "a."),
        ("1 a SpaceAfter=No\n\n1 b", "ab"),
        ("1-2 don't SpaceAfter=No\n1 do\n2 n't\n3 !", "don't!"),
        ("1 a\n1.1 ghost\n2 b", "a b"),
        (
            "1 a SpacesAfter=\\n\\n\n2 b SpacesAfter=\\s\\s\n\n1 c",
            "a\n\nb  c",
        ),
        (
            "1 a TokenRange=2:3\n2 b TokenRange=6:7\n\n# newpar\n1 c TokenRange=8:9",
            "  a   b\nc",
        ),
        (
            "1 a TokenRange=0:1\n2 b TokenRange=999999999999:999999999999",
            "a b",
        ),
        (
            "# text = 10 000 é\n1\t10 000\t_\t_\t_\t_\t_\t_\t_\t_\n2 é",
            "10 000 é",
        ),
    ] {
        check(short, &[&format!("in||{text}")]);
    }
}

/// Every token's surface, with a bar before the joined ones.
fn tokens(doc: &Document) -> Vec<String> {
    let show = |token: &dateline_core::layers::Token| {
        format!("{}{}", if token.joined { "|" } else { "" }, doc.slice(token.span))
    };
    doc.layer::<Tokens>()
        .unwrap_or_default()
        .iter()
        .map(show)
        .collect()
}

#[test]
fn multiword_tokens_divide_their_surface() {
    for (surface, words, wanted) in [
        ("don't", &["do", "n't"][..], Some(&["do", "|n't"][..])),
        ("don’t", &["do", "n't"], Some(&["do", "|n’t"])),
        ("du", &["de", "le"], Some(&["d", "|u"])),
        ("wanna", &["want", "to"], Some(&["wan", "|na"])),
        ("dámelo", &["da", "me", "lo"], Some(&["dá", "|me", "|lo"])),
        ("xyz", &["a", "b", "longer"], Some(&["x", "|y", "|z"])),
        ("x", &["a", "b"], None),
    ] {
        let mut short = format!("1-{} {surface}\n", words.len());
        for (index, word) in words.iter().enumerate() {
            short += &format!("{} {word}\n", index + 1);
        }
        let found = read("conllu", rows(&short).as_bytes(), &[keep(&["tokens"])]);
        let found = found[0]
            .as_ref()
            .map(tokens)
            .map_err(|fault| fault.reason.as_str());
        match wanted {
            Some(wanted) => assert_eq!(found.unwrap(), wanted),
            None => assert_eq!(found, Err("line 1: “x” has fewer characters than words")),
        }
    }
}

const SAMPLE: &str = "\
# newdoc id = d1
# sent_id = d1-1
# text = Mr. Kihara doesn't pay $5 today.
1\tMr.\tMr.\tPROPN\tNNP\tNumber=Sing\t2\tnmod:desc\t_\t_
2\tKihara\tKihara\tPROPN\tNNP\tNumber=Sing\t5\tnsubj\t_\tNER=B-PERSON
3-4\tdoesn't\t_\t_\t_\t_\t_\t_\t_\t_
3\tdoes\tdo\tAUX\tVBZ\t_\t5\taux\t_\t_
4\tn't\tnot\tPART\tRB\t_\t5\tadvmod\t_\t_
5\tpay\tpay\tVERB\tVB\t_\t0\troot\t_\t_
6\t$\t$\tSYM\t$\t_\t5\tobj\t_\tSpaceAfter=No|NER=B-MONEY
7\t5\t5\tNUM\tCD\t_\t6\tnummod\t_\tNER=I-MONEY
8\ttoday\ttoday\tNOUN\tNN\tNumber=Sing\t5\tobl:tmod\t_\tSpaceAfter=No|NER=B-acme
9\t.\t.\tPUNCT\t.\t_\t5\tpunct\t_\t_

# newpar
# sent_id = d1-2
# text = So.
1\tSo\tso\tADV\tRB\t_\t0\troot\t_\tSpaceAfter=No
2\t.\t.\tPUNCT\t.\t_\t1\tpunct\t_\t_
";

#[test]
fn layers_are_kept_on_request() {
    let every = keep(&["tokens", "sentences", "tags", "parse", "mentions"]);
    let found = read("conllu", SAMPLE.as_bytes(), &[every]);
    let doc = found[0].as_ref().unwrap();
    assert_eq!(doc.text(), "Mr. Kihara doesn't pay $5 today.\n\nSo.");
    assert_eq!(doc.misfits(), []);
    assert_eq!(
        tokens(doc),
        [
            "Mr.", "Kihara", "does", "|n't", "pay", "$", "5", "today", ".", "So", "."
        ]
    );
    let classes: Vec<TokenClass> = doc
        .layer::<Tokens>()
        .unwrap()
        .iter()
        .map(|token| token.class)
        .collect();
    assert_eq!(
        classes[4..9],
        [
            TokenClass::Word,
            TokenClass::Symbol,
            TokenClass::Number,
            TokenClass::Word,
            TokenClass::Punct
        ]
    );
    let sentences = doc.layer::<Sentences>().unwrap();
    let shown: Vec<_> = sentences
        .iter()
        .map(|it| (doc.slice(it.span), it.tokens(), it.paragraph))
        .collect();
    assert_eq!(
        shown,
        [
            ("Mr. Kihara doesn't pay $5 today.", 0..9, true),
            ("So.", 9..11, true)
        ]
    );
    let tags = doc.layer::<Tags>().unwrap();
    let tag = |at: usize| {
        (
            tags[at].upos.name(),
            doc.get(tags[at].xpos),
            doc.get(tags[at].feats),
            doc.get(tags[at].lemma),
        )
    };
    assert_eq!(tag(1), ("PROPN", "NNP", "Number=Sing", "Kihara"));
    assert_eq!(tag(2), ("AUX", "VBZ", "", "do"));
    let parse = doc.layer::<Parse>().unwrap();
    let heads: Vec<_> = parse.iter().map(|it| it.head.map(|head| head.index())).collect();
    assert_eq!(heads[..5], [Some(1), Some(4), Some(4), Some(4), None]);
    assert_eq!(heads[9..], [None, Some(9)]);
    assert_eq!(
        (parse[7].deprel.relation.name(), doc.get(parse[7].deprel.subtype)),
        ("obl", "tmod")
    );
    let names = doc.layer::<Names>().unwrap();
    let shown: Vec<_> = names
        .iter()
        .map(|it| (doc.slice(it.span), it.label.name(|name| doc.get(name)), it.kind))
        .collect();
    assert_eq!(
        shown,
        [
            ("Kihara", "PERSON", MentionKind::Name),
            ("$5", "MONEY", MentionKind::Value),
            ("today", "acme", MentionKind::Name),
        ]
    );
    assert_eq!(names[0].label, Label::Person);

    let none = read("conllu", SAMPLE.as_bytes(), &[]);
    assert_eq!(none[0].as_ref().unwrap().layers().count(), 0);
}

#[test]
fn name_tags_of_every_scheme() {
    for (tags, wanted) in [
        (["B-ORG", "I-ORG", "O"], &["a b"][..]),
        (["B-ORG", "B-ORG", "I-ORG"], &["a", "b c"]),
        (["I-ORG", "I-ORG", "I-GPE"], &["a b", "c"]),
        (["B-ORG", "E-ORG", "S-ORG"], &["a b", "c"]),
        (["B-ORG", "I-GPE", "I-GPE"], &["a", "b c"]),
        (["U-ORG", "I-ORG", "O"], &["a", "b"]),
    ] {
        let short: String = ["a", "b", "c"]
            .iter()
            .zip(tags)
            .zip(1..)
            .map(|((form, tag), id)| format!("{id} {form} NER={tag}\n"))
            .collect();
        let found = read("conllu", rows(&short).as_bytes(), &[keep(&["mentions"])]);
        let doc = found[0].as_ref().unwrap();
        let names: Vec<_> = doc
            .layer::<Names>()
            .unwrap()
            .iter()
            .map(|it| doc.slice(it.span))
            .collect();
        assert_eq!(names, wanted, "{tags:?}");
    }
}

#[test]
fn malformed_lines_cost_their_document_and_are_named() {
    for (bad, reason) in [
        ("1 a\n3 c", "line 4: word “3” where word 2 is due"),
        ("x a", "line 3: word “x” where word 1 is due"),
        (
            "1\ta\t_",
            "line 3: there are 3 columns parted by tabs where CoNLL-U has 10",
        ),
        ("2-3 ab\n1 a", "line 3: the range 2-3 does not go on from word 0"),
        (
            "1-2 ab\n1 a\n\n1 b",
            "line 5: the sentence ends before the last range of words does",
        ),
        (
            "1-2 ab\n1-2 ab",
            "line 4: the range 1-2 does not go on from word 0",
        ),
    ] {
        let short = format!("# newdoc id = good\n\n{bad}\n\n# newdoc id = next\n1 b").replacen(
            "good\n\n",
            "good\n#\n",
            1,
        );
        let found = shown(&read("conllu", rows(&short).as_bytes(), &[]));
        assert_eq!(
            found[0],
            format!("fault: in, record 1 (byte 0): conllu: {reason}"),
            "{bad}"
        );
        assert_eq!(found[1], "next||b", "{bad}");
    }
    for (layer, from, to, reason) in [
        (
            "parse",
            "\t0\troot",
            "\t40\troot",
            "line 9: the head “40” is none of 9 words",
        ),
        (
            "parse",
            "\t5\taux",
            "\t5\tauxx",
            "line 7: “auxx” is no relation of UD",
        ),
        (
            "tags",
            "\tVERB\t",
            "\t_\t",
            "line 9: “_” is no part of speech of UD",
        ),
    ] {
        let bad = SAMPLE.replacen(from, to, 1);
        let found = read("conllu", bad.as_bytes(), &[keep(&["tokens", "sentences", layer])]);
        assert_eq!(found[0].as_ref().err().unwrap().reason, reason);
        assert!(
            read("conllu", bad.as_bytes(), &[])[0].is_ok(),
            "what is not kept does not matter"
        );
    }
    let made = |layers: &[&str]| {
        open(
            "conllu",
            Box::new(Cursor::new(Vec::new())),
            10,
            settings(&[keep(layers)]),
        )
    };
    for (layers, reason) in [
        (
            &["tags"][..],
            "“tags” can be kept together with tokens only: keep these too",
        ),
        (
            &["token"],
            "no layer “token” can be kept; there are: tokens, sentences, tags, parse, mentions",
        ),
    ] {
        assert_eq!(made(layers).map(|_| ()).unwrap_err().to_string(), reason);
    }
}

#[test]
fn a_document_over_the_bound_costs_only_itself() {
    let long: String = (1..9000)
        .map(|n| format!("{n}\tword{}\n", "\t_".repeat(8)))
        .collect();
    let input = format!("# newdoc id = a\n{long}\n# x\n# newdoc id = b\n{}", rows("1 b"));
    let found = read("conllu", input.as_bytes(), &[]);
    let fault = found[0].as_ref().err().unwrap();
    assert_eq!(
        (fault.kind, fault.origin.record, fault.origin.byte),
        (FaultKind::TooLarge, 1, Some(0))
    );
    assert_eq!(shown(&found[1..]), ["b||b"]);
    let origin = &found[1].as_ref().unwrap().meta().origin;
    let byte = usize::try_from(origin.byte.unwrap()).unwrap();
    assert!(origin.record == 2 && input[byte..].starts_with("# x\n# newdoc id = b"));
}

proptest! {
    #[test]
    fn forms_come_back_as_tokens(forms in prop::collection::vec("[\\PC&&[^\\s]]{1,6}", 1..8), joins in any::<u8>()) {
        let mut input = String::new();
        for (index, form) in forms.iter().enumerate() {
            let space = if joins >> (index % 8) & 1 == 1 { "SpaceAfter=No" } else { "_" };
            input += &format!("{}\t{form}{}\t{space}\n", index + 1, "\t_".repeat(7));
        }
        let found = read("conllu", input.as_bytes(), &[keep(&["tokens", "sentences"])]);
        let doc = found[0].as_ref().unwrap();
        prop_assert_eq!(doc.misfits(), vec![]);
        prop_assert_eq!(tokens(doc), forms);
    }

    #[test]
    fn no_bytes_panic(lines in prop::collection::vec(prop_oneof![
        Just("# newdoc\n".to_owned()), Just("\n".to_owned()), Just("# text = é a\n".to_owned()),
        "[1-4](-[1-4]|\\.1)?\té?a?\t_\tX\t_\t_\t[0-3]\tdep\t_\t(_|SpaceAfter=No|TokenRange=[0-9]{1,3}:[0-9]{1,3}|NER=[BI]-X)\n",
        "\\PC{0,9}\n",
    ], 0..12), cut in 0usize..400, buffer in 1usize..40, limit in 1usize..300) {
        let mut bytes = lines.concat().into_bytes();
        bytes.truncate(cut);
        let stream = BufReader::with_capacity(buffer, Cursor::new(bytes));
        let every = keep(&["tokens", "sentences", "tags", "parse", "mentions"]);
        let mut source = open("conllu", Box::new(stream), limit, settings(&[every])).unwrap();
        for doc in all(&mut *source).into_iter().flatten() {
            prop_assert_eq!(doc.misfits(), vec![]);
            prop_assert!(doc.layer::<Tokens>().unwrap_or_default().windows(2).all(|pair| pair[0].span.end() <= pair[1].span.start()));
        }
    }
}
